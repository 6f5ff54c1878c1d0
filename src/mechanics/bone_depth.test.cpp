#include "mechanics/bone_depth.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace loadshare::mechanics {
namespace {

model::Bone bone_of(decltype(model::Bone::shape) shape) {
  return {"bone", model::ground, Transform(), std::move(shape)};
}

TEST(BoneDepth, SphereIsAsDeepAsTheLinePassesFromItsCentre) {
  const auto ball = bone_of(model::WrapSphere{0.05});
  const auto depth = depth_of_piece(ball, {-0.1, 0.02, 0}, {0.3, 0.02, 0});
  EXPECT_NEAR(depth.depth_m, 0.03, 1e-6);
  EXPECT_NEAR(depth.place, 0.25, 1e-3);
  EXPECT_EQ(depth_of_piece(ball, {-0.1, 0.06, 0}, {0.3, 0.06, 0}).depth_m, 0);
  // A piece that ends inside, and one that lies inside.
  EXPECT_NEAR(depth_of_piece(ball, {-0.1, 0, 0}, {-0.03, 0, 0}).depth_m, 0.02, 1e-6);
  EXPECT_NEAR(depth_of_piece(ball, {0, 0.04, 0}, {0, 0.03, 0}).depth_m, 0.02, 1e-6);
  EXPECT_NEAR(depth_of_piece(ball, {0, 0.04, 0}, {0, 0.04, 0}).depth_m, 0.01, 1e-6);
}

TEST(BoneDepth, CylinderIsLeftBySideOrEnd) {
  const auto rod = bone_of(model::WrapCylinder{0.02, 0.4});
  EXPECT_NEAR(depth_of_piece(rod, {-1, 0.005, 0.1}, {1, 0.005, 0.1}).depth_m, 0.015, 1e-6);
  EXPECT_NEAR(depth_of_piece(rod, {-1, 0, 0.19}, {1, 0, 0.19}).depth_m, 0.01, 1e-6);
  EXPECT_NEAR(depth_of_piece(rod, {0, 0.005, -1}, {0, 0.005, 1}).depth_m, 0.015, 1e-6);
  EXPECT_EQ(depth_of_piece(rod, {-1, 0, 0.21}, {1, 0, 0.21}).depth_m, 0);
  EXPECT_EQ(depth_of_piece(rod, {0, 0.03, -1}, {0, 0.03, 1}).depth_m, 0);
}

TEST(BoneDepth, EllipsoidAgreesWithALookAtManyPlaces) {
  const auto egg = bone_of(model::WrapEllipsoid{{0.03, 0.05, 0.09}});
  EXPECT_NEAR(depth_of_point(egg, {0, 0, 0}), 0.03, 1e-6);
  const Vec3 a(-0.05, 0.03, 0.1), b(0.06, -0.01, -0.07);
  double worst = 0;
  for (int i = 0; i <= 20000; ++i) worst = std::max(worst, depth_of_point(egg, a + i / 20000.0 * (b - a)));
  EXPECT_GT(worst, 0.01);
  EXPECT_NEAR(depth_of_piece(egg, a, b).depth_m, worst, 1e-6);
}

// From (-0.1, 0.01) over the top of a ball of radius 0.05 at the origin to (0.1, 0.01).
model::Model over_a(decltype(model::WrapObject::shape) shape) {
  model::Model model;
  model.bodies.resize(1);
  model.wraps.resize(1);
  model.wraps[0].body = model::ground;
  model.wraps[0].X_BW.p = Vec3(1, 2, 3);
  model.wraps[0].shape = std::move(shape);
  model.wraps[0].quadrant = {1, 1};
  model.muscles.resize(1);
  auto& path = model.muscles[0].path;
  for (const double x : {-0.1, 0.1})
    path.points.push_back({"", model::ground, model::FixedPoint{Vec3(1 + x, 2.01, 3)}});
  path.wraps.push_back({"", model::WrapId(0), model::WrapMethod::hybrid, -1, -1});
  return model;
}

void expect_arc(const model::Model& model) {
  Pose pose;
  pose.X_GB.resize(1);
  pose.V_GB.resize(1);
  PathWorkspace workspace;
  std::vector<PathGeometry> paths;
  PathEngine(model).measure_paths(pose, workspace, paths);
  std::vector<Vec3> line;
  trace_path(paths[0], model, pose, 0.001, line);
  // Each end sees its touch this far round from itself; what is left of the half turn is on the surface.
  const double seen = std::acos(0.05 / std::hypot(0.1, 0.01)), raised = std::atan2(0.01, 0.1);
  const double turn = std::numbers::pi - 2 * (seen + raised);
  ASSERT_NEAR(static_cast<double>(line.size()), 4 + turn * 0.05 / 0.001, 2);
  double length = 0, highest = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (i > 0) length += (line[i] - line[i - 1]).norm();
    highest = std::max(highest, line[i].y() - 2);
  }
  EXPECT_NEAR(length, paths[0].length_m, 1e-5);
  EXPECT_NEAR(highest, 0.05, 1e-5);
}

TEST(TracePath, RunsAlongCylinderSphereAndEllipsoid) {
  expect_arc(over_a(model::WrapCylinder{0.05, 0.3}));
  expect_arc(over_a(model::WrapSphere{0.05}));
  expect_arc(over_a(model::WrapEllipsoid{{0.05, 0.05, 0.05}}));
}

}  // namespace
}  // namespace loadshare::mechanics
