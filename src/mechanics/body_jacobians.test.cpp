#include "mechanics/body_jacobians.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "moved_body.h"

namespace loadshare::mechanics {
namespace {

using model::BodyId;
using testing::MovedBody;

std::vector<BodyId> some_bodies(const model::Model& model) {
  std::vector<BodyId> bodies;
  for (const char* name : {"calcn_l", "pelvis", "lumbar3", "thorax", "patella_r", "hand_r"}) {
    bodies.push_back(model.find_body(name));
    if (!bodies.back().is_some()) throw std::runtime_error(name);
  }
  return bodies;
}

const Vec3 p_B(0.05, -0.12, 0.03);

// Couplers make lumbar joints and kneecaps follow: their share must be in the columns.
TEST(BodyJacobians, ColumnsAreHowAPointMovesWithEachFreeCoordinate) {
  MovedBody body(testing::built_in_body().model);
  const BodyJacobians jacobians(body.skeleton, body.couplings, some_bodies(body.model));
  auto workspace = jacobians.make_workspace();
  const auto free = body.crooked_values();
  body.move_to(free);
  jacobians.compute(body.pose, body.hinges, body.tangent(), workspace);
  const auto at = body.pose;
  constexpr double step = 1e-6;
  for (std::size_t i = 0; i < body.free_count(); ++i) {
    auto moved = free;
    moved[i] = free[i] + step;
    body.move_to(moved);
    const auto ahead = body.pose;
    moved[i] = free[i] - step;
    body.move_to(moved);
    for (std::size_t k = 0; k < jacobians.bodies().size(); ++k) {
      const auto b = jacobians.bodies()[k].at();
      const Vec3 slope = (ahead.X_GB[b] * p_B - body.pose.X_GB[b] * p_B) / (2 * step);
      const auto rows = jacobians.free_indices(k);
      const auto found = std::ranges::find(rows, static_cast<int>(i));
      const Vec3 column =
          found == rows.end()
              ? Vec3(Vec3::Zero())
              : jacobians.columns(workspace, k)[static_cast<std::size_t>(found - rows.begin())].velocity_at(
                    at.X_GB[b] * p_B);
      EXPECT_LT((column - slope).norm(), 1e-8) << body.model.bodies[b].name << ", free coordinate " << i;
    }
  }
}

TEST(BodyJacobians, OnlyWhatLiesBetweenABodyAndGroundMovesIt) {
  MovedBody body(testing::built_in_body().model);
  const BodyJacobians jacobians(body.skeleton, body.couplings, some_bodies(body.model));
  const auto& free = body.couplings.free_coordinates();
  const auto moves = [&](std::size_t k, const char* name) {
    return std::ranges::any_of(jacobians.free_indices(k), [&](int i) {
      return body.model.coordinates[free[static_cast<std::size_t>(i)].at()].name == name;
    });
  };
  EXPECT_EQ(jacobians.free_indices(1).size(), 6u) << "the pelvis has the root's coordinates alone";
  EXPECT_TRUE(moves(0, "knee_angle_l"));
  EXPECT_FALSE(moves(0, "knee_angle_r"));
  EXPECT_TRUE(moves(4, "knee_angle_r")) << "the kneecap follows the knee by its coupler";
}

// Power: force times velocity is generalised force times speed.
TEST(BodyJacobians, AreTheTransposeOfGeneralisedForces) {
  MovedBody body(testing::built_in_body().model);
  const BodyJacobians jacobians(body.skeleton, body.couplings, some_bodies(body.model));
  auto workspace = jacobians.make_workspace();
  body.move_to(body.crooked_values());
  jacobians.compute(body.pose, body.hinges, body.tangent(), workspace);
  const Vec3 force_G(3, -7, 11);
  for (std::size_t k = 0; k < jacobians.bodies().size(); ++k) {
    const auto b = jacobians.bodies()[k].at();
    const Vec3 p_G = body.pose.X_GB[b] * p_B;
    std::vector<SpatialForce> forces(body.model.bodies.size());
    forces[b].add_force_at(force_G, p_G, body.pose.X_GB[b].p);
    auto expected = body.reduced(forces);
    for (std::size_t e = 0; e < jacobians.free_indices(k).size(); ++e)
      expected[static_cast<std::size_t>(jacobians.free_indices(k)[e])] -=
          jacobians.columns(workspace, k)[e].velocity_at(p_G).dot(force_G);
    for (const double rest : expected) EXPECT_NEAR(rest, 0, 1e-12);
  }
}

}  // namespace
}  // namespace loadshare::mechanics
