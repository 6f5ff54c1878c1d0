#include "mechanics/path.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

namespace loadshare::mechanics {
namespace {

using model::BodyId;
using model::CoordinateId;
using model::WrapId;

const CoordinateId hinge{0}, knob{1};
const BodyId thigh{1}, shank{2};

// Ground, a thigh that stands still and a shank that turns about z at (0.02, -0.4, 0.01) of it; `knob` is a
// coordinate that moves nothing but path points.
struct Fixture {
  model::Model model;
  Vec3 hinge_p{0.02, -0.4, 0.01};
  Transform X_GT{Mat3(Eigen::AngleAxisd(0.3, Vec3(1, 2, -1).normalized())), Vec3(0.1, 1.0, -0.2)};

  Fixture() {
    model.bodies = {{"ground"}, {"thigh"}, {"shank"}};
    model.coordinates.resize(2);
    for (auto& coordinate : model.coordinates) coordinate.range_min = -3, coordinate.range_max = 3;
    model.muscles.resize(1);
  }
  model::Path& path() { return model.muscles[0].path; }
  void add_point(BodyId body, const Vec3& p_B) {
    path().points.push_back({"", body, model::FixedPoint{p_B}});
  }
  void add_wrap(BodyId body, const Transform& X_BW, decltype(model::WrapObject::shape) shape,
                model::WrapQuadrant quadrant = {}) {
    model::WrapObject object;
    object.body = body;
    object.X_BW = X_BW;
    object.shape = shape;
    object.quadrant = quadrant;
    model.wraps.push_back(object);
    path().wraps.push_back({"", WrapId(model.wraps.size() - 1), model::WrapMethod::hybrid, -1, -1});
  }

  [[nodiscard]] Pose pose(double q, double qdot = 0, double knob_q = 0, double knob_qdot = 0) const {
    Pose pose;
    pose.q = {q, knob_q};
    pose.qdot = {qdot, knob_qdot};
    const Transform X_TS{Mat3(Eigen::AngleAxisd(q, Vec3::UnitZ())), hinge_p};
    pose.X_GB = {Transform(), X_GT, X_GT * X_TS};
    pose.V_GB.resize(3);
    pose.V_GB[2].angular_G = qdot * X_GT.R.col(2);
    return pose;
  }
};

PathGeometry measure(const Fixture& fixture, const Pose& pose, WrapRules rules = WrapRules::standard) {
  const PathEngine engine(fixture.model, rules);
  PathWorkspace workspace;
  std::vector<PathGeometry> results;
  engine.measure_paths(pose, workspace, results);
  return results[0];
}

// -dL/dq by the wrenches: the hinge turns the shank about its own origin.
double moment_arm(const Fixture& fixture, const PathGeometry& geometry) {
  double arm = 0;
  for (const auto& wrench : geometry.wrenches)
    if (wrench.body == shank) arm += wrench.moment_G.dot(fixture.X_GT.R.col(2));
  for (const auto& force : geometry.coordinate_forces)
    if (force.coordinate == hinge) arm += force.value;
  return arm;
}

double difference_arm(const Fixture& fixture, double q, WrapRules rules) {
  const double h = 1e-5;
  return -(measure(fixture, fixture.pose(q + h), rules).length_m -
           measure(fixture, fixture.pose(q - h), rules).length_m) /
         (2 * h);
}

void expect_gradient(const Fixture& fixture, std::initializer_list<double> angles, WrapRules rules,
                     std::size_t touches, double tolerance_m = 1e-8) {
  for (const double q : angles) {
    SCOPED_TRACE(q);
    const auto geometry = measure(fixture, fixture.pose(q), rules);
    std::size_t found = 0;
    for (const auto& point : geometry.points) found += point.is_wrap();
    EXPECT_EQ(found, touches);
    EXPECT_NEAR(moment_arm(fixture, geometry), difference_arm(fixture, q, rules), tolerance_m);
  }
}

void expect_balanced(const Fixture& fixture, const Pose& pose, WrapRules rules = WrapRules::standard) {
  const auto geometry = measure(fixture, pose, rules);
  Vec3 force = Vec3::Zero(), moment = Vec3::Zero();
  for (const auto& wrench : geometry.wrenches) {
    force += wrench.force_G;
    moment += wrench.moment_G + pose.X_GB[wrench.body.at()].p.cross(wrench.force_G);
  }
  EXPECT_NEAR(force.norm(), 0, 1e-14);
  EXPECT_NEAR(moment.norm(), 0, 1e-14);
}

// In front of the knee, over a cylinder about an axis nearly that of the hinge.
Fixture knee_over_cylinder() {
  Fixture fixture;
  fixture.add_point(thigh, {0.06, -0.1, 0.02});
  fixture.add_point(shank, {0.02, -0.15, -0.03});
  const Mat3 tilt(Eigen::AngleAxisd(0.2, Vec3::UnitX()));
  fixture.add_wrap(thigh, {tilt, {0.02, -0.4, 0.01}}, model::WrapCylinder{0.055, 0.3}, {0, 1});
  return fixture;
}

TEST(Path, IsAStraightLineBetweenTwoPoints) {
  Fixture fixture;
  fixture.add_point(thigh, {0.06, -0.1, 0.02});
  fixture.add_point(shank, {0.05, -0.08, -0.03});
  const auto pose = fixture.pose(0.4);
  const auto geometry = measure(fixture, pose);
  const Vec3 a = pose.X_GB[1] * Vec3(0.06, -0.1, 0.02), b = pose.X_GB[2] * Vec3(0.05, -0.08, -0.03);
  EXPECT_NEAR(geometry.length_m, (a - b).norm(), 1e-15);
  // Moment of the pull about the hinge axis.
  const Vec3 axis = fixture.X_GT.R.col(2), pull = (a - b).normalized();
  EXPECT_NEAR(moment_arm(fixture, geometry), (b - pose.X_GB[2].p).cross(pull).dot(axis), 1e-15);
  expect_gradient(fixture, {-0.5, 0.4, 1.2}, WrapRules::standard, 0);
}

TEST(Path, HasTheRadiusAsMomentArmOverACylinderAboutTheHinge) {
  Fixture fixture;
  fixture.add_point(thigh, {0.07, -0.1, 0.01});
  fixture.add_point(shank, {0.05, -0.08, 0});
  fixture.add_wrap(thigh, {Mat3::Identity(), fixture.hinge_p}, model::WrapCylinder{0.055, 0.3}, {0, 1});
  for (const double q : {-0.5, -0.8, -1.2})
    EXPECT_NEAR(moment_arm(fixture, measure(fixture, fixture.pose(q))), 0.055, 1e-14);
}

TEST(Path, HasMomentArmsThatAreTheGradientOfLengthOnEveryTrueGeodesic) {
  expect_gradient(knee_over_cylinder(), {-0.5, -0.9, -1.4}, WrapRules::shortest, 2);

  auto sphere = knee_over_cylinder();
  sphere.model.wraps[0].shape = model::WrapSphere{0.06};
  expect_gradient(sphere, {-0.2, -0.4, -0.6}, WrapRules::standard, 2);

  // In the plane of symmetry the cylinder that stands for the ring does not move along it.
  Fixture ring;
  ring.add_point(thigh, {0.05, -0.2, 0.01});
  ring.add_point(shank, {0.05, -0.2, 0});
  const Mat3 upright(Eigen::AngleAxisd(-std::acos(0.0), Vec3::UnitX()));
  ring.add_wrap(thigh, {upright, {0, -0.4, 0.01}}, model::WrapTorus{0.015, 0.05});
  expect_gradient(ring, {-0.1, 0.1, 0.2}, WrapRules::standard, 2);
}

TEST(Path, IsCloseToTheGradientWhereOpenSimStopsShortOfTheGeodesic) {
  const auto cylinder = knee_over_cylinder();
  for (const double q : {-0.5, -0.9, -1.4}) {
    const auto geometry = measure(cylinder, cylinder.pose(q));
    EXPECT_NEAR(moment_arm(cylinder, geometry), difference_arm(cylinder, q, WrapRules::standard), 1e-3);
    EXPECT_GE(geometry.length_m, measure(cylinder, cylinder.pose(q), WrapRules::shortest).length_m - 1e-15);
  }
}

TEST(Path, FitsTwoWrapsTogether) {
  auto fixture = knee_over_cylinder();
  fixture.add_wrap(shank, {Mat3::Identity(), {0.03, -0.08, 0}}, model::WrapCylinder{0.025, 0.2}, {0, 1});
  // Rounds end when the length settles: the touches are then good to some 1e-5 m.
  expect_gradient(fixture, {-0.3, -0.5, -0.9}, WrapRules::standard, 4, 5e-7);
  expect_balanced(fixture, fixture.pose(-0.5));
}

TEST(Path, PullsFromWhereTouchesWereUnderOpenSimsRulesOnly) {
  auto fixture = knee_over_cylinder();
  const auto pose = fixture.pose(-0.9);
  EXPECT_EQ(measure(fixture, pose, WrapRules::opensim).length_m, measure(fixture, pose).length_m);
  fixture.add_wrap(shank, {Mat3::Identity(), {0.03, -0.08, 0}}, model::WrapCylinder{0.025, 0.2}, {0, 1});
  const auto geometry = measure(fixture, pose, WrapRules::opensim);
  double moved = 0;
  for (const auto& point : geometry.points) moved = std::max(moved, (point.pull_G - point.p_G).norm());
  EXPECT_GT(moved, 1e-4);
  for (const auto& point : measure(fixture, pose).points) EXPECT_EQ(point.pull_G, point.p_G);
}

TEST(Path, MovesWithItsCoordinate) {
  Fixture fixture;
  fixture.add_point(thigh, {0.06, -0.1, 0.02});
  model::MovingPoint moving;
  moving.coordinates = {hinge, hinge, hinge};
  moving.functions = {numerics::make_linear(0.02, 0.05), numerics::make_linear(-0.01, -0.08),
                      numerics::make_constant(-0.03)};
  fixture.path().points.push_back({"", shank, moving});
  fixture.add_point(shank, {0.01, -0.2, 0});  // a piece within the shank lengthens, too
  expect_gradient(fixture, {-0.5, 0.4, 1.2}, WrapRules::standard, 0);
  EXPECT_EQ(measure(fixture, fixture.pose(0.4)).coordinate_forces.size(), 1u);

  // Beyond the coordinate's range the point stands still.
  fixture.model.coordinates[0].range_max = 1;
  expect_gradient(fixture, {1.2}, WrapRules::standard, 0);
  const auto at = [&](double q) { return measure(fixture, fixture.pose(q)).points[1].p_B; };
  EXPECT_EQ(at(1.2), at(1.0));
}

TEST(Path, HasAConditionalPointWithinItsRangeOnly) {
  Fixture fixture;
  fixture.add_point(thigh, {0.06, -0.1, 0.02});
  fixture.path().points.push_back({"", thigh, model::ConditionalPoint{{0.08, -0.3, 0}, hinge, -1.0, -0.5}});
  fixture.add_point(shank, {0.05, -0.08, -0.03});
  const auto count = [&](double q) { return measure(fixture, fixture.pose(q)).points.size(); };
  EXPECT_EQ(count(-0.7), 3u);
  EXPECT_EQ(count(-0.5), 3u);
  EXPECT_EQ(count(-0.5 + 0.9e-5), 3u);  // OpenSim's margin
  EXPECT_EQ(count(-0.5 + 1.1e-5), 2u);
  EXPECT_EQ(count(-1.1), 2u);
}

TEST(Path, WrapsWithinItsRangeOfPointsOnly) {
  auto fixture = knee_over_cylinder();
  auto& points = fixture.path().points;
  points.insert(points.begin() + 1, {"", thigh, model::FixedPoint{{0.07, -0.2, 0.02}}});
  const auto wrapped = [&](int first, int last) {
    fixture.path().wraps[0].first_point = first;
    fixture.path().wraps[0].last_point = last;
    return measure(fixture, fixture.pose(-0.9)).points.size() > 3;
  };
  EXPECT_TRUE(wrapped(-1, -1));
  EXPECT_TRUE(wrapped(2, 3));
  EXPECT_FALSE(wrapped(1, 2));
  fixture.model.wraps[0].active = false;
  EXPECT_FALSE(wrapped(-1, -1));
}

TEST(Path, LengthensAtTheRateOfItsLength) {
  auto fixture = knee_over_cylinder();
  model::MovingPoint moving;
  moving.coordinates = {knob, knob, knob};
  moving.functions = {numerics::make_linear(0.02, 0.05), numerics::make_linear(-0.01, -0.08),
                      numerics::make_linear(0.03, -0.03)};
  fixture.path().points[1].place = moving;
  const double h = 1e-6, q = -0.8, qdot = 1.7, k = 0.2, kdot = -0.6;
  const auto length = [&](double dt) {
    return measure(fixture, fixture.pose(q + qdot * dt, 0, k + kdot * dt), WrapRules::shortest).length_m;
  };
  const auto geometry = measure(fixture, fixture.pose(q, qdot, k, kdot), WrapRules::shortest);
  EXPECT_NEAR(geometry.lengthening_speed_mps, (length(h) - length(-h)) / (2 * h), 1e-8);
}

TEST(Path, BalancesItsForcesAndIsTheSameWhereverTheWorldIs) {
  auto fixture = knee_over_cylinder();
  for (const double q : {-1.2, -0.6, 0.3}) {
    const auto pose = fixture.pose(q);
    expect_balanced(fixture, pose);
    const double here = measure(fixture, pose).length_m;
    auto moved = pose;
    const Transform X{Mat3(Eigen::AngleAxisd(2.1, Vec3(1, -1, 3).normalized())), Vec3(3, -7, 2)};
    for (auto& X_GB : moved.X_GB) X_GB = X * X_GB;
    EXPECT_NEAR(measure(fixture, moved).length_m, here, 1e-14);
  }
}

TEST(Path, IsMirroredLeftToRight) {
  const auto right = knee_over_cylinder();
  auto left = right;
  const auto mirror = [](const Vec3& p) { return Vec3(p.x(), p.y(), -p.z()); };
  const Mat3 flip = Vec3(1, 1, -1).asDiagonal();
  for (auto& point : left.path().points)
    std::get<model::FixedPoint>(point.place).p_B = mirror(std::get<model::FixedPoint>(point.place).p_B);
  left.model.wraps[0].X_BW = {flip * right.model.wraps[0].X_BW.R * flip, mirror(right.model.wraps[0].X_BW.p)};
  left.hinge_p = mirror(right.hinge_p);
  const auto a = measure(right, right.pose(-0.9)), b = measure(left, left.pose(-0.9));
  EXPECT_NEAR(a.length_m, b.length_m, 1e-15);
  EXPECT_NEAR(moment_arm(right, a), moment_arm(left, b), 1e-14);
}

TEST(Path, DependsOnNothingBefore) {
  auto fixture = knee_over_cylinder();
  fixture.add_wrap(shank, {Mat3::Identity(), {0.02, -0.08, 0}}, model::WrapEllipsoid{{0.03, 0.06, 0.04}},
                   {0, 1});
  const PathEngine engine(fixture.model);
  PathWorkspace workspace;
  std::vector<PathGeometry> results;
  engine.measure_paths(fixture.pose(-0.9), workspace, results);
  const double first = results[0].length_m, arm = moment_arm(fixture, results[0]);
  engine.measure_paths(fixture.pose(0.7), workspace, results);
  engine.measure_paths(fixture.pose(-1.6), workspace, results);
  engine.measure_paths(fixture.pose(-0.9), workspace, results);
  EXPECT_EQ(results[0].length_m, first);
  EXPECT_EQ(moment_arm(fixture, results[0]), arm);
}

TEST(Path, HasNoForceBetweenPointsThatCoincide) {
  Fixture fixture;
  fixture.add_point(thigh, fixture.hinge_p);
  fixture.add_point(shank, Vec3::Zero());
  fixture.add_point(shank, {0.05, -0.08, -0.03});
  const auto geometry = measure(fixture, fixture.pose(0.4));
  EXPECT_TRUE(std::isfinite(geometry.length_m));
  for (const auto& wrench : geometry.wrenches) EXPECT_TRUE(wrench.force_G.isZero(1e-15));
}

TEST(Path, TouchesTheBodiesOfItsPoints) {
  auto fixture = knee_over_cylinder();
  fixture.add_point(shank, {0, -0.2, 0});
  EXPECT_THAT(touched_bodies(fixture.path()), testing::ElementsAre(thigh, shank));
}

}  // namespace
}  // namespace loadshare::mechanics
