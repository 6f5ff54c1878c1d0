#include "exercises/posture_targets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "atlas.h"
#include "exercises/balance.h"

namespace loadshare::exercises {
namespace {

using loadshare::testing::reference_body;
using loadshare::testing::value_of;

PosedBody& bent_body() {
  static auto posed = value_of(PosedBody::make(reference_body()));
  std::vector<double> q;
  for (std::size_t c = 0; c < posed.q().size(); ++c)
    q.push_back(posed.model().coordinates[c].default_value + 0.03 * static_cast<double>(c % 11));
  posed.set_pose(q);
  return posed;
}
BodyPoint point(const std::string& name) {
  return value_of(find_points(reference_body(), name, "")).front().point;
}

Eigen::VectorXd measured(const PostureTarget& target, const PosedBody& body) {
  Eigen::VectorXd values(target.size());
  target.measure(body, values);
  return values;
}

// Central differences over every free coordinate.
void expect_derivatives(const PostureTarget& target, double tolerance = 1e-7) {
  auto& body = bent_body();
  const auto q = body.q();
  body.prepare_jacobians();
  const auto& free = body.free_coordinates();
  Eigen::MatrixXd rows(target.size(), static_cast<Eigen::Index>(free.size()));
  target.differentiate(body, rows);
  EXPECT_GT(rows.cwiseAbs().maxCoeff(), 0.01) << target.name;
  for (std::size_t i = 0; i < free.size(); ++i) {
    constexpr double step = 1e-5;
    auto moved = q;
    moved[free[i].at()] += step;
    body.set_pose(moved);
    const auto above = measured(target, body);
    moved[free[i].at()] -= 2 * step;
    body.set_pose(moved);
    const auto below = measured(target, body);
    EXPECT_LT(((above - below) / (2 * step) - rows.col(static_cast<Eigen::Index>(i))).cwiseAbs().maxCoeff(),
              tolerance)
        << target.name << " by " << body.model().coordinates[free[i].at()].name;
  }
  body.set_pose(q);
}

capture::Support slope() {
  capture::Support support;
  support.name = "slope";
  support.kind = "pad";
  support.point_G = {0.1, 0.2, 0};
  support.normal_G = Vec3(0.3, 1, 0.1).normalized();
  support.along_G = Vec3(1, -0.3, 0).normalized();
  support.half_along_m = 0.3;
  support.half_across_m = 0.2;
  return support;
}

TEST(PostureTargets, DerivativesAreThose) {
  const TouchGoal touch{0, point("palm_r"), 0.02, false};
  expect_derivatives(*make_touch(touch, slope(), 1e-3));
  expect_derivatives(*make_within_ends(touch, slope(), 1e-3));
  expect_derivatives(*make_planted(touch, slope(), Vec3(0.1, 0.2, 0.3), 1e-3));
  expect_derivatives(*make_place({point("RGRIP"), point("mid AJC"), {0.1, std::nullopt, 0.2}, 1e-3}));
  expect_derivatives(*make_place({mass_center(reference_body().model), std::nullopt, {0.1, 0.2, 0.3}, 1e-3}));
  expect_derivatives(*make_direction({point("mid HJC"), point("C7"), 0.3, -0.2, 0.01}));
}

TEST(PostureTargets, MeasureWhatTheySay) {
  auto& body = bent_body();
  const auto floor = [] {
    capture::Support support;
    support.name = "step";
    support.kind = "floor";
    support.point_G.y() = 0.3;
    return support;
  }();
  const TouchGoal touch{0, point("palm_r"), 0.02, false};
  const Vec3 palm = body.position(touch.point);
  const auto over = make_touch(touch, floor, 1e-3);
  EXPECT_NEAR(measured(*over, body)[0], palm.y() - 0.32, 1e-12);
  EXPECT_EQ(over->name, "palm_r 20 mm over step");
  EXPECT_EQ(make_touch({0, touch.point, 0, false}, floor, 1e-3)->name, "palm_r on step");
  EXPECT_EQ(make_within_ends(touch, floor, 1e-3), nullptr);
  const auto place = make_place({touch.point, point("RSJC"), {std::nullopt, -0.5, std::nullopt}, 1e-3});
  EXPECT_NEAR(measured(*place, body)[0], palm.y() - body.position(point("RSJC")).y() + 0.5, 1e-12);
  const Vec3 d = body.position(point("C7")) - body.position(point("mid HJC"));
  const auto direction = make_direction({point("mid HJC"), point("C7"), 0.1, std::nullopt, 0.01});
  EXPECT_NEAR(measured(*direction, body)[0], std::atan2(d.x(), d.y()) - 0.1, 1e-12);
  // Straight down from both sides is the same direction.
  const auto down = make_direction({point("C7"), point("mid HJC"), std::numbers::pi, std::nullopt, 0.01});
  EXPECT_NEAR(std::abs(measured(*down, body)[0]), std::abs(std::atan2(-d.x(), d.y())), 1e-12);
}

TEST(PostureTargets, AFloorFillsAllBelowItAndABenchIsASlab) {
  auto support = slope();
  const auto surface = dynamics::make_contact_surface(support);
  const auto distance_at = [&](double height, double along) {
    return dynamics::distance_to(surface,
                                 support.point_G + height * support.normal_G + along * *support.along_G);
  };
  EXPECT_TRUE(is_over_or_in(support, distance_at(0.5, 0)));
  EXPECT_TRUE(is_over_or_in(support, distance_at(-0.05, 0)));
  EXPECT_FALSE(is_over_or_in(support, distance_at(-0.2, 0)));
  EXPECT_FALSE(is_over_or_in(support, distance_at(-0.05, 0.4)));
  support.kind = "floor";
  EXPECT_TRUE(is_over_or_in(support, distance_at(-0.2, 0)));
  EXPECT_FALSE(is_over_or_in(support, distance_at(-0.2, 0.4)));
}

TEST(PostureTargets, NothingIsAskedOfAPointBesideOrBelowABench) {
  auto& body = bent_body();
  const auto palm = point("palm_r");
  auto bench = slope();
  bench.normal_G = Vec3::UnitY();
  bench.along_G = Vec3::UnitX();
  const Vec3 p = body.position(palm);
  bench.point_G = p + Vec3(0, 0.03, 0);
  EXPECT_NEAR(measured(*make_clear(palm, bench, 2e-3), body)[0], -0.03, 1e-12);
  expect_derivatives(*make_clear(palm, bench, 2e-3));
  for (const Vec3& away : {Vec3(0, 0.5, 0), Vec3(0.5, 0.03, 0), Vec3(0, 0.03, 0.5)}) {
    bench.point_G = p + away;
    EXPECT_GT(measured(*make_clear(palm, bench, 2e-3), body)[0], 0);
    Eigen::MatrixXd rows =
        Eigen::MatrixXd::Ones(1, static_cast<Eigen::Index>(body.free_coordinates().size()));
    make_clear(palm, bench, 2e-3)->differentiate(body, rows);
    EXPECT_EQ(rows.cwiseAbs().maxCoeff(), 0);
  }
}

// ---- balance

std::vector<Foothold> feet() {
  std::vector<Foothold> found;
  for (const auto& contact : reference_body().contacts)
    if (contact.region == "foot") found.push_back({point_of(contact), 0.0});
  return found;
}
capture::CarriedLoad load(capture::CarriedLoad::Kind kind, const char* at) {
  capture::CarriedLoad made;
  made.name = "load";
  made.kind = kind;
  made.at = {at};
  return made;
}
std::vector<capture::CarriedLoad> every_kind() {
  using Kind = capture::CarriedLoad::Kind;
  auto mass = load(Kind::mass, "RGRIP"), force = load(Kind::force, "T10"), cable = load(Kind::force, "RLMAL"),
       band = load(Kind::band, "LGRIP"), slack = load(Kind::band, "LKJC"), loop = load(Kind::band, "RLFC");
  mass.mass_kg = 12;
  force.force_N = 80;
  force.direction_G = Vec3(1, 0.2, -0.3).normalized();
  cable.force_N = 60;
  cable.anchor_G = Vec3(-1, 0.4, 0.2);
  band.anchor_G = Vec3(1.5, 1, 0);
  band.stiffness_N_per_m = 150;
  band.rest_length_m = 0.4;
  slack = band;
  slack.at = {"LKJC"};
  slack.rest_length_m = 9;
  loop.at = {"RLFC", "LLFC"};
  loop.stiffness_N_per_m = 500;
  return {mass, force, cable, band, slack, loop};
}

TEST(Balance, DerivativesAreThose) {
  auto forces = value_of(CarriedForces::make(every_kind(), reference_body()));
  Balance balance(feet(), forces, 0.01, 5e-3);
  balance.prepare(bent_body());
  EXPECT_GE(balance.size(), 5);
  expect_derivatives(balance, 1e-6);
}

TEST(Balance, UneaseIsOnlyNearAnEdge) {
  auto& body = bent_body();
  Balance balance(feet(), value_of(CarriedForces::make({}, reference_body())), 0.01, 5e-3);
  balance.prepare(body);
  Eigen::VectorXd distance(balance.size()), unease;
  balance.measure(body, distance);
  balance.measure_unease(body, unease);
  body.prepare_jacobians();
  Eigen::MatrixXd rows, rows_of_unease;
  rows.setZero(balance.size(), static_cast<Eigen::Index>(body.free_coordinates().size()));
  balance.differentiate(body, rows);
  balance.differentiate_unease(body, rows_of_unease);
  EXPECT_LT(unease.minCoeff(), 0);  // the bent body leans far over one edge
  EXPECT_EQ(unease.maxCoeff(), 0);
  for (Eigen::Index i = 0; i < unease.size(); ++i) {
    // The same line with another slope: -1 on the edge itself, 0 from where one stands by choice.
    if (unease[i] == 0) {
      EXPECT_EQ(rows_of_unease.row(i).norm(), 0);
      continue;
    }
    const double easy_m = (distance[i] + 0.01) / (unease[i] + 1);
    EXPECT_GT(easy_m, 0);
    EXPECT_LT((rows_of_unease.row(i) - rows.row(i) / easy_m).norm(), 1e-9);
  }
}

// Without pulls the centre is that of all masses; a level pull at height h moves it by h F / W.
TEST(Balance, TheCentreFollowsTheMomentsOfThePulls) {
  auto& body = bent_body();
  const Vec3 centre = body.position(mass_center(body.model()));
  const auto alone = value_of(CarriedForces::make({}, body.body())).center(body, 0);
  EXPECT_NEAR(alone.x(), centre.x(), 1e-12);
  EXPECT_NEAR(alone.y(), centre.z(), 1e-12);
  auto push = load(capture::CarriedLoad::Kind::force, "T10");
  push.force_N = 50;
  push.direction_G = Vec3::UnitX();
  const auto pushed = value_of(CarriedForces::make({push}, body.body())).center(body, 0.1);
  double mass_kg = 0;
  for (const auto& part : body.model().bodies) mass_kg += part.mass_kg;
  const double height_m = body.position(point("T10")).y() - 0.1;
  EXPECT_NEAR(pushed.x() - centre.x(), height_m * 50 / (mass_kg * 9.80665), 1e-9);
  EXPECT_NEAR(pushed.y(), centre.z(), 1e-12);
  // A mass counts where it is carried.
  auto bell = load(capture::CarriedLoad::Kind::mass, "RGRIP");
  bell.mass_kg = 20;
  const auto carried = value_of(CarriedForces::make({bell}, body.body())).center(body, 0);
  const Vec3 both = (mass_kg * centre + 20 * body.position(point("RGRIP"))) / (mass_kg + 20);
  EXPECT_NEAR(carried.x(), both.x(), 1e-9);
  EXPECT_NEAR(carried.y(), both.z(), 1e-9);
}

TEST(Balance, DistanceToTheEdgeIsTheNearest) {
  auto& body = bent_body();
  Balance balance(feet(), value_of(CarriedForces::make({}, body.body())), 0.01, 5e-3);
  balance.prepare(body);
  Eigen::VectorXd values(balance.size());
  balance.measure(body, values);
  EXPECT_NEAR(balance.distance_to_edge_m(body), values.minCoeff() + 0.01, 1e-12);
}

// On one point and on a line within a centimetre of it.
TEST(Balance, OnALineOneStandsNearIt) {
  auto& body = bent_body();
  const auto forces = value_of(CarriedForces::make({}, body.body()));
  const auto centre = forces.center(body, 0);
  const std::vector<Foothold> heels{{point("heel_r"), 0}, {point("heel_l"), 0}};
  for (const auto& on : {heels, std::vector<Foothold>{heels[0]}}) {
    Balance balance(on, forces, 0.015, 5e-3);
    balance.prepare(body);
    ASSERT_EQ(balance.size(), 4);
    const Vec3 a = body.position(on.front().point), b = body.position(on.back().point);
    Eigen::Vector2d along(b.x() - a.x(), b.z() - a.z());
    along = along.norm() > 0 ? along.normalized().eval() : Eigen::Vector2d(1, 0);
    const Eigen::Vector2d off(centre.x() - a.x(), centre.y() - a.z());
    const double aside = std::abs(along.x() * off.y() - along.y() * off.x());
    Eigen::VectorXd values(4);
    balance.measure(body, values);
    // The four: both sides of the line, and beyond either end.
    EXPECT_NEAR(std::min(values[0], values[2]), 0.01 - aside, 1e-12);
    const double length = Eigen::Vector2d(b.x() - a.x(), b.z() - a.z()).norm();
    EXPECT_NEAR(values[1], along.dot(off) + 0.01, 1e-12);
    EXPECT_NEAR(values[3], length - along.dot(off) + 0.01, 1e-12);
  }
}

TEST(ConvexHull, HasTheCornersAndNothingElse) {
  using Eigen::Vector2d;
  const std::vector<Vector2d> points{{0, 0}, {2, 0}, {1, 0}, {2, 2}, {1, 1}, {0, 2}, {0, 1}, {2, 2}};
  EXPECT_THAT(convex_hull(points), ::testing::ElementsAre(0, 1, 3, 5));
  EXPECT_THAT(convex_hull({{0, 0}, {1, 1}, {2, 2}}), ::testing::SizeIs(2));
  EXPECT_THAT(convex_hull({{1, 1}, {1, 1}}), ::testing::SizeIs(1));
}

}  // namespace
}  // namespace loadshare::exercises
