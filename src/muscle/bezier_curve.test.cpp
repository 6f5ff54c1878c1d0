#include "muscle/bezier_curve.h"

#include <gtest/gtest.h>

#include <cmath>

namespace loadshare::muscle {
namespace {

// de Casteljau: halving between control points, nothing of the curve's own evaluation.
double casteljau(std::array<double, 6> p, double u) {
  for (std::size_t left = 5; left > 0; --left)
    for (std::size_t i = 0; i < left; ++i) p[i] += u * (p[i + 1] - p[i]);
  return p[0];
}

BezierCurve make(std::span<const CurveNode> nodes, std::span<const double> curviness) {
  auto made = make_bezier_curve(nodes, curviness, "test");
  EXPECT_TRUE(made.ok());
  return *made;
}

// From (0, 0) level to (2, 3) with slope 3: the lines meet in (1, 0).
TEST(BezierCurve, HasTheOrdinatesOfItsControlPolygon) {
  for (const double curviness : {0.0, 0.3, 0.75, 1.0}) {
    const BezierCurve curve = make(std::array<CurveNode, 2>{{{0, 0, 0}, {2, 3, 3}}}, std::array{curviness});
    const double c = 0.1 + 0.8 * curviness;
    const std::array<double, 6> x{0, c, c, 2 - c, 2 - c, 2};
    const std::array<double, 6> y{0, 0, 0, 3 - 3 * c, 3 - 3 * c, 3};
    for (double u = 0; u <= 1; u += 1.0 / 977)
      EXPECT_NEAR(curve.at(casteljau(x, u)).value, casteljau(y, u), 1e-13) << curviness << " " << u;
  }
}

TEST(BezierCurve, SlopesAreThoseOfTheValuesAndTwoAreContinuous) {
  const std::array<CurveNode, 3> nodes{{{0, 0, 0}, {1, 0.5, 1}, {2, 3, 4}}};
  const BezierCurve curve = make(nodes, std::array{0.5, 0.9});
  const double h = 1e-6;
  for (double x = -0.5; x < 2.5; x += 0.0123)
    EXPECT_NEAR(curve.at(x).slope, (curve.at(x + h).value - curve.at(x - h).value) / (2 * h), 2e-5) << x;
  for (const CurveNode& node : nodes) {
    EXPECT_NEAR(curve.at(node.x).value, node.y, 1e-13);
    EXPECT_NEAR(curve.at(node.x).slope, node.slope, 1e-12);
    const double before = (curve.at(node.x).slope - curve.at(node.x - h).slope) / h;
    const double after = (curve.at(node.x + h).slope - curve.at(node.x).slope) / h;
    EXPECT_NEAR(before, after, 1e-3);
  }
}

TEST(BezierCurve, GoesOnAsLinesBeyondItsEnds) {
  const BezierCurve curve = make(std::array<CurveNode, 2>{{{0, 1, -0.5}, {2, 3, 3}}}, std::array{0.5});
  EXPECT_DOUBLE_EQ(curve.at(-2).value, 2);
  EXPECT_DOUBLE_EQ(curve.at(-2).slope, -0.5);
  EXPECT_DOUBLE_EQ(curve.at(4).value, 9);
}

TEST(BezierCurve, RefusesNodesWithoutACornerBetweenThem) {
  const auto refused = [](std::array<CurveNode, 2> nodes, double curviness) {
    return !make_bezier_curve(nodes, std::array{curviness}, "test").ok();
  };
  EXPECT_TRUE(refused({{{0, 0, 2}, {1, 1, 3}}}, 0.5));  // the lines meet outside
  EXPECT_TRUE(refused({{{0, 0, 0}, {1, 1, 0.5}}}, 0.5));
  EXPECT_TRUE(refused({{{1, 0, 0}, {0, 1, 3}}}, 0.5));
  EXPECT_TRUE(refused({{{0, 0, 0}, {2, 3, 3}}}, 1.1));
  EXPECT_FALSE(refused({{{0, 0, 0}, {2, 3, 3}}}, 1));
}

}  // namespace
}  // namespace loadshare::muscle
