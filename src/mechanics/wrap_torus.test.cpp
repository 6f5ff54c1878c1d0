#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "mechanics/wrap.h"

namespace loadshare::mechanics {
namespace {

constexpr model::WrapQuadrant whole{};
const model::WrapTorus ring{0.01, 0.05};

double length(const SurfaceWrap& wrap, const Vec3& p1, const Vec3& p2) {
  return (wrap.touch_1_W - p1).norm() + wrap.surface_length_m + (wrap.touch_2_W - p2).norm();
}

TEST(WrapTorus, PullsASegmentThroughTheRingToItsInside) {
  // Straight through the middle of the tube: two tangents and an arc on the side towards the axis.
  const Vec3 p1(0.05, 0, -0.1), p2(0.05, 0, 0.1);
  const auto wrap = wrap_over_torus(ring, whole, p1, p2, Slide::by_plane);
  ASSERT_EQ(wrap.state, WrapState::may_wrap);
  const double expected = 2 * std::sqrt(0.01 - 0.0001) + 0.01 * (std::numbers::pi - 2 * std::acos(0.1));
  EXPECT_NEAR(length(wrap, p1, p2), expected, 1e-13);
  EXPECT_LT(wrap.touch_1_W.x(), 0.05);
  EXPECT_NEAR(wrap.touch_1_W.y(), 0, 1e-15);
}

TEST(WrapTorus, TouchesTheTubeOfTheRing) {
  const Vec3 p1(0.07, 0.01, -0.08), p2(0.06, 0.01, 0.1);
  const auto wrap = wrap_over_torus(ring, whole, p1, p2, Slide::exact);
  ASSERT_TRUE(wrap.wraps());
  // The tangent cylinder stands for the ring: near it, to second order in the distance along it.
  for (const Vec3& touch : {wrap.touch_1_W, wrap.touch_2_W}) {
    const double from_circle = std::hypot(touch.head<2>().norm() - 0.05, touch.z());
    EXPECT_NEAR(from_circle, 0.01, 1e-4);
  }
  EXPECT_GT(length(wrap, p1, p2), (p1 - p2).norm());
}

TEST(WrapTorus, IsTheSameTurnedAboutItsAxisAndMirrored) {
  const Vec3 p1(0.07, 0.01, -0.08), p2(0.06, 0.02, 0.1);
  const double here = length(wrap_over_torus(ring, whole, p1, p2, Slide::by_plane), p1, p2);
  const Mat3 R = Eigen::AngleAxisd(1.1, Vec3::UnitZ()).toRotationMatrix();
  const Vec3 t1 = R * p1, t2 = R * p2;
  EXPECT_NEAR(length(wrap_over_torus(ring, whole, t1, t2, Slide::by_plane), t1, t2), here, 1e-12);
  const Vec3 m1(p1.x(), -p1.y(), p1.z()), m2(p2.x(), -p2.y(), p2.z());
  EXPECT_NEAR(length(wrap_over_torus(ring, whole, m1, m2, Slide::by_plane), m1, m2), here, 1e-12);
  EXPECT_NEAR(length(wrap_over_torus(ring, whole, p2, p1, Slide::by_plane), p2, p1), here, 1e-9);
}

TEST(WrapTorus, LeavesAloneWhatPassesFreelyThroughTheHole) {
  EXPECT_EQ(wrap_over_torus(ring, whole, {0.01, 0, -0.1}, {0.01, 0, 0.1}, Slide::by_plane).state,
            WrapState::misses);
  // A ring that acts on its other half only.
  EXPECT_EQ(wrap_over_torus(ring, {0, -1}, {0.05, 0, -0.1}, {0.05, 0, 0.1}, Slide::by_plane).state,
            WrapState::misses);
}

}  // namespace
}  // namespace loadshare::mechanics
