#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "mechanics/wrap.h"

namespace loadshare::mechanics {
namespace {

constexpr model::WrapQuadrant whole{};
const model::WrapSphere sphere{0.04};

double length(const SurfaceWrap& wrap, const Vec3& p1, const Vec3& p2) {
  return (wrap.touch_1_W - p1).norm() + wrap.surface_length_m + (wrap.touch_2_W - p2).norm();
}

double great_circle_length(const Vec3& p1, const Vec3& p2, double radius) {
  const double d1 = p1.norm(), d2 = p2.norm();
  const double angle = std::atan2(p1.cross(p2).norm(), p1.dot(p2));
  return std::sqrt(d1 * d1 - radius * radius) + std::sqrt(d2 * d2 - radius * radius) +
         radius * (angle - std::acos(radius / d1) - std::acos(radius / d2));
}

TEST(WrapSphere, IsTwoTangentsAndAGreatCircle) {
  const Vec3 p1(-0.07, 0.02, 0.01), p2(0.08, -0.01, 0.03);
  const auto wrap = wrap_over_sphere(sphere, whole, p1, p2);
  ASSERT_EQ(wrap.state, WrapState::may_wrap);
  EXPECT_NEAR(length(wrap, p1, p2), great_circle_length(p1, p2, 0.04), 1e-14);
  for (const auto& [touch, p] : {std::pair(wrap.touch_1_W, p1), std::pair(wrap.touch_2_W, p2)}) {
    EXPECT_NEAR(touch.norm(), 0.04, 1e-15);
    EXPECT_NEAR(touch.dot(p - touch), 0, 1e-16);
    EXPECT_NEAR(touch.dot(p1.cross(p2)), 0, 1e-17);
  }
}

TEST(WrapSphere, LeavesSegmentsAloneThatMissOrStartInside) {
  EXPECT_EQ(wrap_over_sphere(sphere, whole, {-0.07, 0.041, 0}, {0.07, 0.041, 0}).state, WrapState::misses);
  EXPECT_EQ(wrap_over_sphere(sphere, whole, {-0.07, 0, 0}, {-0.05, 0, 0}).state, WrapState::misses);
  EXPECT_EQ(wrap_over_sphere(sphere, whole, {-0.07, 0, 0}, {0.01, 0, 0}).state, WrapState::end_inside);
}

TEST(WrapSphere, HasALengthThroughTheCentreToo) {
  const Vec3 p1(-0.07, 0, 0), p2(0.08, 0, 0);
  const auto wrap = wrap_over_sphere(sphere, whole, p1, p2);
  ASSERT_TRUE(wrap.wraps());
  EXPECT_NEAR(length(wrap, p1, p2), great_circle_length(p1, p2, 0.04), 1e-14);
  // And it is the limit of what comes near.
  const Vec3 beside(-0.07, 1e-7, 0);
  EXPECT_NEAR(length(wrap_over_sphere(sphere, whole, beside, p2), beside, p2), length(wrap, p1, p2), 1e-7);
}

TEST(WrapSphere, GoesTheLongWayRoundWhereTheQuadrantAsksForIt) {
  const Vec3 p1(-0.07, 0.02, 0), p2(0.08, 0.01, 0);
  const auto short_way = wrap_over_sphere(sphere, {1, 1}, p1, p2);
  const auto long_way = wrap_over_sphere(sphere, {1, -1}, p1, p2);
  EXPECT_EQ(short_way.state, WrapState::must_wrap);
  EXPECT_EQ(long_way.state, WrapState::may_wrap);
  EXPECT_LT(long_way.touch_1_W.y(), 0);
  EXPECT_GT(long_way.surface_length_m, short_way.surface_length_m);
  const double tangents = 2 * (std::sqrt(p1.squaredNorm() - 0.0016) + std::sqrt(p2.squaredNorm() - 0.0016));
  const double angles = 2 * (std::acos(0.04 / p1.norm()) + std::acos(0.04 / p2.norm()));
  EXPECT_NEAR(length(short_way, p1, p2) + length(long_way, p1, p2),
              tangents + 0.04 * (2 * std::numbers::pi - angles), 1e-14);
}

}  // namespace
}  // namespace loadshare::mechanics
