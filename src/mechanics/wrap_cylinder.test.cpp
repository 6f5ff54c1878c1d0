#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "mechanics/wrap.h"

namespace loadshare::mechanics {
namespace {

constexpr model::WrapQuadrant whole{};
constexpr model::WrapQuadrant plus_y{1, 1}, minus_y{1, -1}, plus_x{0, 1};
const model::WrapCylinder cylinder{0.03, 0.2};

double length(const SurfaceWrap& wrap, const Vec3& p1, const Vec3& p2) {
  return (wrap.touch_1_W - p1).norm() + wrap.surface_length_m + (wrap.touch_2_W - p2).norm();
}

// Two tangents and the arc between them, for points in one plane across the axis.
double plane_length(double d1, double d2, double angle_between, double radius) {
  const double free_1 = std::sqrt(d1 * d1 - radius * radius), free_2 = std::sqrt(d2 * d2 - radius * radius);
  return free_1 + free_2 + radius * (angle_between - std::acos(radius / d1) - std::acos(radius / d2));
}

TEST(WrapCylinder, IsTwoTangentsAndAnArcInThePlane) {
  const Vec3 p1(-0.08, 0.01, 0), p2(0.06, 0.015, 0);
  const auto wrap = wrap_over_cylinder(cylinder, whole, p1, p2, Slide::by_plane);
  ASSERT_EQ(wrap.state, WrapState::must_wrap);
  const double angle = std::acos(p1.normalized().dot(p2.normalized()));
  EXPECT_NEAR(length(wrap, p1, p2), plane_length(p1.norm(), p2.norm(), angle, 0.03), 1e-14);
  EXPECT_GT(wrap.touch_1_W.y(), 0);  // over the side that the segment passes on
}

TEST(WrapCylinder, LeavesSegmentsAloneThatMissOrStartInside) {
  const auto state = [](const Vec3& p1, const Vec3& p2) {
    return wrap_over_cylinder(cylinder, whole, p1, p2, Slide::by_plane).state;
  };
  EXPECT_EQ(state({-0.08, 0.031, 0}, {0.06, 0.031, 0}), WrapState::misses);
  EXPECT_EQ(state({-0.08, 0.01, 0}, {-0.04, 0.01, 0}), WrapState::misses);
  EXPECT_EQ(state({-0.08, 0.01, 0}, {0.01, 0.01, 0}), WrapState::end_inside);
  EXPECT_EQ(state({0.05, 0, -0.1}, {0.05, 0, 0.1}), WrapState::misses);          // along the axis
  EXPECT_EQ(state({-0.08, 0.01, 0.15}, {0.06, 0.01, 0.15}), WrapState::misses);  // past its end
}

TEST(WrapCylinder, IsAStraightLineWhenUnrolled) {
  const Vec3 p1(-0.08, 0.01, -0.03), p2(0.06, 0.015, 0.05);
  const double across =
      plane_length(p1.head<2>().norm(), p2.head<2>().norm(),
                   std::acos(p1.head<2>().normalized().dot(p2.head<2>().normalized())), 0.03);
  const double shortest = std::hypot(across, p2.z() - p1.z());
  const auto exact = wrap_over_cylinder(cylinder, whole, p1, p2, Slide::exact);
  const auto tries = wrap_over_cylinder(cylinder, whole, p1, p2, Slide::by_tries);
  const auto plane = wrap_over_cylinder(cylinder, whole, p1, p2, Slide::by_plane);
  EXPECT_NEAR(length(exact, p1, p2), shortest, 1e-14);
  EXPECT_GE(length(tries, p1, p2), shortest - 1e-14);
  EXPECT_GE(length(plane, p1, p2), shortest - 1e-14);
  EXPECT_NEAR(length(tries, p1, p2), shortest, 1e-6);
  EXPECT_NEAR(length(plane, p1, p2), shortest, 2e-4);

  // Tangent at both ends: the free part rises as steeply as the helix.
  const auto slope = [](double rise, double run) { return rise / run; };
  const double free_1 = (exact.touch_1_W - p1).head<2>().norm();
  const double rise = exact.touch_2_W.z() - exact.touch_1_W.z();
  const double round = std::sqrt(exact.surface_length_m * exact.surface_length_m - rise * rise);
  EXPECT_NEAR(slope(exact.touch_1_W.z() - p1.z(), free_1), slope(rise, round), 1e-12);
}

TEST(WrapCylinder, KeepsToItsQuadrant) {
  const Vec3 p1(-0.08, 0.01, 0), p2(0.06, 0.015, 0);
  const auto above = wrap_over_cylinder(cylinder, plus_y, p1, p2, Slide::by_plane);
  const auto below = wrap_over_cylinder(cylinder, minus_y, p1, p2, Slide::by_plane);
  EXPECT_EQ(above.state, WrapState::must_wrap);
  EXPECT_EQ(below.state, WrapState::may_wrap);
  EXPECT_GT(above.touch_1_W.y(), 0);
  EXPECT_LT(below.touch_1_W.y(), 0);
  // Both ways round together: the whole circle and each tangent twice.
  const double angle = std::acos(p1.normalized().dot(p2.normalized()));
  const double other_angle = 2 * std::numbers::pi - angle;
  EXPECT_NEAR(length(below, p1, p2), plane_length(p1.norm(), p2.norm(), other_angle, 0.03), 1e-14);
  // A segment wholly on the right side passes beside the cylinder.
  EXPECT_EQ(wrap_over_cylinder(cylinder, plus_y, {-0.08, 0.05, 0}, {0.06, 0.05, 0}, Slide::by_plane).state,
            WrapState::misses);
  // One wholly on the wrong side is pulled over.
  EXPECT_EQ(wrap_over_cylinder(cylinder, plus_y, {-0.08, -0.05, 0}, {0.06, -0.05, 0}, Slide::by_plane).state,
            WrapState::may_wrap);
}

TEST(WrapCylinder, GoesTheLongWayRoundAlikeInBothSenses) {
  // Both ends on the side away from +x, so close together that the way round +x is more than half.
  const Vec3 p1(-0.05, -0.01, 0.01), p2(-0.05, 0.012, 0.02);
  const Vec3 m1(-0.05, 0.01, 0.01), m2(-0.05, -0.012, 0.02);
  for (const Slide slide : {Slide::by_plane, Slide::by_tries, Slide::exact}) {
    const auto wrap = wrap_over_cylinder(cylinder, plus_x, p1, p2, slide);
    const auto mirrored = wrap_over_cylinder(cylinder, plus_x, m1, m2, slide);
    ASSERT_TRUE(wrap.wraps() && mirrored.wraps());
    EXPECT_GT(wrap.surface_length_m, 0.03 * std::numbers::pi);
    EXPECT_LT(wrap.surface_length_m, 0.03 * 2 * std::numbers::pi);
    EXPECT_NEAR(length(wrap, p1, p2), length(mirrored, m1, m2), 1e-13);
  }
}

TEST(WrapCylinder, GrowsSmoothlyFromTheSurface) {
  // As the segment sinks into the cylinder the length goes on from the straight one.
  const auto longer = [](double depth) {
    const Vec3 p1(-0.08, 0.03 - depth, 0), p2(0.06, 0.03 - depth, 0);
    const auto wrap = wrap_over_cylinder(cylinder, whole, p1, p2, Slide::by_plane);
    return wrap.wraps() ? length(wrap, p1, p2) - (p1 - p2).norm() : 0.0;
  };
  EXPECT_EQ(longer(-1e-6), 0);
  EXPECT_GT(longer(1e-4), 0);
  EXPECT_LT(longer(1e-4), 1e-5);
  EXPECT_LT(longer(1e-6), 1e-8);
}

}  // namespace
}  // namespace loadshare::mechanics
