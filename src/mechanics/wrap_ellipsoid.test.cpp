#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "mechanics/wrap.h"
#include "mechanics/wrap_closest_point.h"

namespace loadshare::mechanics {
namespace {

using model::WrapMethod;
constexpr model::WrapQuadrant whole{};
const model::WrapEllipsoid chest{Vec3(0.075, 0.17, 0.13)};

double length(const SurfaceWrap& wrap, const Vec3& p1, const Vec3& p2) {
  return (wrap.touch_1_W - p1).norm() + wrap.surface_length_m + (wrap.touch_2_W - p2).norm();
}
double level(const Vec3& radii, const Vec3& p) { return p.cwiseQuotient(radii).squaredNorm() - 1; }
Vec3 normal_at(const Vec3& radii, const Vec3& p) { return p.cwiseQuotient(radii.cwiseAbs2()).normalized(); }

TEST(ClosestPoint, HasItsNormalAlongTheWayThere) {
  const Vec3 radii(0.6, 1.36, 1.04);
  for (const Vec3& p : {Vec3(0.3, 0.2, -0.4), Vec3(2, -1, 0.5), Vec3(1e-3, 0.2, 0.1), Vec3(0.1, -3, 1e-9)}) {
    const Vec3 closest = closest_on_ellipsoid(radii, p);
    EXPECT_NEAR(level(radii, closest), 0, 1e-12);
    EXPECT_NEAR((closest - p).normalized().cross(normal_at(radii, closest)).norm(), 0, 1e-9);
    // No other point of the surface nearby, or mirrored, is closer.
    for (const Vec3& step : {Vec3(1, 0, 0), Vec3(0, 1, 0), Vec3(0, 0, 1)})
      for (const double by : {-0.02, 0.02}) {
        const Vec3 q = closest + by * step;
        const Vec3 other = q / std::sqrt(level(radii, q) + 1);
        EXPECT_GT((other - p).norm(), (closest - p).norm());
      }
  }
}

TEST(ClosestPoint, StaysInACoordinatePlane) {
  const Vec3 radii(0.6, 1.36, 1.04);
  const Vec3 in_plane = closest_on_ellipsoid(radii, {0, 0.3, 0.2});
  EXPECT_EQ(in_plane.x(), 0);
  EXPECT_NEAR(level(radii, in_plane), 0, 1e-12);
  // On the long axis near the middle the side is closer than the tip: x^2/a^2 = 1 - y^2/b^2, y = b^2
  // v/(b^2-a^2).
  const Vec3 side = closest_on_ellipsoid(radii, {0, 0.3, 0}, 2);
  const double y = 1.36 * 1.36 * 0.3 / (1.36 * 1.36 - 0.36);
  EXPECT_NEAR(side.y(), y, 1e-14);
  EXPECT_NEAR(side.x(), 0.6 * std::sqrt(1 - y * y / (1.36 * 1.36)), 1e-14);
  EXPECT_EQ(closest_on_ellipsoid(radii, {0, 1.3, 0}, 2), Vec3(0, 1.36, 0));
}

TEST(ClosestPoint, GivesTheSameNormalsAlongALineAsOneByOne) {
  const Vec3 radii(0.6, 1.36, 1.04), from(-0.3, -0.6, -0.5), to(0.35, 0.5, 0.55);
  InnerNormals normals(radii);
  for (int i = 0; i < 300; ++i) {
    const Vec3 p = from + i / 299.0 * (to - from);
    EXPECT_NEAR((normals.at(p) - normal_at(radii, closest_on_ellipsoid(radii, p))).norm(), 0, 1e-9);
  }
}

TEST(WrapEllipsoid, IsASphereWhereItsRadiiAreEqual) {
  const Vec3 p1(-0.09, 0.03, 0.02), p2(0.1, 0.01, -0.03);
  const auto round = wrap_over_sphere({0.06}, whole, p1, p2);
  for (const auto method : {WrapMethod::hybrid, WrapMethod::midpoint}) {
    const auto wrap = wrap_over_ellipsoid({Vec3::Constant(0.06)}, whole, method, p1, p2);
    ASSERT_EQ(wrap.state, WrapState::must_wrap);
    // The surface is measured by chords of a millimetre: shorter by (chord / radius)^2 / 24.
    EXPECT_NEAR(length(wrap, p1, p2), length(round, p1, p2), 2e-6);
  }
}

// Arc of the ellipse x = a cos t, y = b sin t, by Simpson's rule.
double ellipse_arc(double a, double b, double from, double to) {
  const auto speed = [&](double t) { return std::hypot(a * std::sin(t), b * std::cos(t)); };
  const int n = 2000;
  const double h = (to - from) / n;
  double sum = speed(from) + speed(to);
  for (int i = 1; i < n; ++i) sum += (i % 2 ? 4 : 2) * speed(from + i * h);
  return std::abs(sum * h / 3);
}

TEST(WrapEllipsoid, FollowsAnEllipseInACoordinatePlane) {
  const Vec3 p1(-0.12, 0.05, 0), p2(0.1, 0.03, 0);
  const auto wrap = wrap_over_ellipsoid(chest, whole, WrapMethod::midpoint, p1, p2);
  ASSERT_TRUE(wrap.wraps());
  const auto parameter = [](const Vec3& p) { return std::atan2(p.y() / 0.17, p.x() / 0.075); };
  const double arc = ellipse_arc(0.075, 0.17, parameter(wrap.touch_1_W), parameter(wrap.touch_2_W));
  EXPECT_NEAR(wrap.surface_length_m, arc, 1e-5);
  for (const auto& [touch, p] : {std::pair(wrap.touch_1_W, p1), std::pair(wrap.touch_2_W, p2)}) {
    EXPECT_NEAR(level(chest.radii_m, touch), 0, 1e-13);
    EXPECT_NEAR(normal_at(chest.radii_m, touch).dot(p - touch), 0, 1e-14);
    EXPECT_NEAR(touch.z(), 0, 1e-15);
  }
}

// The plane of ends and touches holds the crest that the fan's blades, summed one by one, point to.
TEST(WrapEllipsoid, LiftsTheSegmentAlongTheMeanOfTheFan) {
  struct Case {
    Vec3 p1, p2;
  };
  for (const auto& [p1, p2] : {Case{{-0.1, 0.1, 0.1}, {0.08, -0.08, -0.05}},        // through the flat middle
                               Case{{0.05, 0.09, 0.08}, {0.065, -0.06, -0.07}}}) {  // on one side of it
    const double scale = 3 / chest.radii_m.sum();
    const Vec3 radii = chest.radii_m * scale, q1 = p1 * scale, q2 = p2 * scale;
    const Vec3 direction = (q1 - q2).normalized();
    ASSERT_LT(direction.cwiseAbs().maxCoeff(), 0.7073);  // the fan alone
    const auto wrap = wrap_over_ellipsoid(chest, whole, WrapMethod::hybrid, p1, p2);
    ASSERT_TRUE(wrap.wraps());
    const Vec3 d = (q1 - q2).cwiseQuotient(radii), o = q2.cwiseQuotient(radii);
    const double a = d.squaredNorm(), b = d.dot(o), c = o.squaredNorm() - 1;
    const double root = std::sqrt(b * b - a * c);
    const Vec3 entry = q2 + (-b + root) / a * (q1 - q2), exit = q2 + (-b - root) / a * (q1 - q2);
    Vec3 sum = Vec3::Zero();
    for (int i = 1; i < 299; ++i) {
      const Vec3 p = entry + i / 300.0 * (exit - entry);
      sum += (closest_on_ellipsoid(radii, p) - p).normalized();
    }
    const Vec3 crest = closest_on_ellipsoid(radii, 0.5 * (entry + exit) + sum.normalized());
    const Vec3 normal = (q1 - q2).cross(q1 - crest).normalized();
    EXPECT_NEAR(normal.dot(wrap.touch_1_W * scale - q1), 0, 1e-5);
    EXPECT_NEAR(normal.dot(wrap.touch_2_W * scale - q1), 0, 1e-5);
  }
}

TEST(WrapEllipsoid, IsMirroredWithItsEndsAndItsQuadrant) {
  const auto mirror = [](const Vec3& p) { return Vec3(p.x(), p.y(), -p.z()); };
  const Vec3 p1(-0.06, 0.16, 0.05), p2(0.09, -0.1, -0.02);
  for (const auto method : {WrapMethod::hybrid, WrapMethod::midpoint, WrapMethod::axial})
    for (const int sign : {1, -1}) {
      const auto wrap = wrap_over_ellipsoid(chest, {2, sign}, method, p1, p2);
      const auto other = wrap_over_ellipsoid(chest, {2, -sign}, method, mirror(p1), mirror(p2));
      ASSERT_TRUE(wrap.wraps());
      EXPECT_NEAR((mirror(wrap.touch_1_W) - other.touch_1_W).norm(), 0, 1e-9);
      EXPECT_NEAR(wrap.surface_length_m, other.surface_length_m, 1e-9);
    }
}

TEST(WrapEllipsoid, LeavesSegmentsAloneThatMissOrStartInside) {
  EXPECT_EQ(wrap_over_ellipsoid(chest, whole, WrapMethod::hybrid, {-0.1, 0.18, 0}, {0.1, 0.18, 0}).state,
            WrapState::misses);
  EXPECT_EQ(wrap_over_ellipsoid(chest, whole, WrapMethod::hybrid, {0.05, 0, 0}, {0.1, 0.18, 0}).state,
            WrapState::end_inside);
}

TEST(WrapEllipsoid, TouchesAtAnEndThatLiesOnTheSurface) {
  const Vec3 on = closest_on_ellipsoid(chest.radii_m, {0.02, 0.16, 0.1}) * (1 + 1e-6);
  const Vec3 p2(-0.05, -0.18, 0.05);
  const auto wrap = wrap_over_ellipsoid(chest, whole, WrapMethod::midpoint, on, p2);
  ASSERT_TRUE(wrap.wraps());
  EXPECT_NEAR((wrap.touch_1_W - on).norm(), 0, 1e-16);
  EXPECT_NEAR(wrap.direction_1_W.norm(), 1, 1e-12);
  EXPECT_GT(wrap.direction_1_W.dot(p2 - on), 0);
  EXPECT_NEAR(wrap.direction_1_W.dot(normal_at(chest.radii_m, on)), 0, 1e-12);
  EXPECT_TRUE(wrap.direction_2_W.isZero());
}

}  // namespace
}  // namespace loadshare::mechanics
