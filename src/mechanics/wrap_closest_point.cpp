// The closest point c of the ellipsoid to p has its normal along p - c, so that
//   c_i = a_i^2 p_i / (t + a_i^2)
// with t the largest root of S(t) = sum_i (a_i p_i / (t + a_i^2))^2 = 1 (Hart, Graphics Gems IV, 1994; the
// root-finding here is the one of trust-region methods, Conn, Gould and Toint 2000, section 7.3: Newton on
// 1/sqrt(S), which is concave, hence monotone from the left and exact where one term dominates).
#include "mechanics/wrap_closest_point.h"

#include <algorithm>
#include <cmath>

namespace loadshare::mechanics {
namespace {

// Coordinates within this of zero count as zero.
constexpr double flat = 2e-13;

// A lower bound of the root: each term alone reaches one no later than S does.
double lowest_multiplier(const Vec3& radii, const Vec3& squares, const Vec3& p) {
  return (radii.cwiseProduct(p.cwiseAbs()) - squares).maxCoeff();
}

double find_multiplier(const Vec3& squares, const Vec3& weights, double lowest, double start) {
  double t = std::max(start, lowest);
  const double pole = -squares.minCoeff();
  for (int tries = 0; tries < 60; ++tries) {
    const Vec3 inverse = (squares.array() + t).inverse();
    const Vec3 terms = weights.array() * inverse.array().square();
    const double S = terms.sum(), slope_half = terms.dot(inverse);  // -S'/2
    if (!(slope_half > 0)) break;
    const double next = std::max(lowest, t + S * (std::sqrt(S) - 1) / slope_half);
    const double step = next - t;
    t = next;
    // Newton squares the error: after so small a step what is left is below rounding.
    if (std::abs(step) <= 1e-7 * (t - pole)) break;
  }
  return t;
}

// In the plane of two axes with radii a and b.
Eigen::Vector2d closest_on_ellipse(double a, double b, double u, double v) {
  const bool u_flat = std::abs(u) <= flat, v_flat = std::abs(v) <= flat;
  const auto with_sign = [](double size, double of) { return of < 0 ? -size : size; };
  if (u_flat && v_flat)
    return a < b ? Eigen::Vector2d(with_sign(a, u), v) : Eigen::Vector2d(u, with_sign(b, v));
  if (u_flat || v_flat) {
    // On one axis: its end, unless the point is so near the middle of the long axis that the side is closer.
    const double across = u_flat ? a : b, along = u_flat ? b : a, p = u_flat ? v : u;
    double x = 0, y = with_sign(along, p);
    if (across < along && std::abs(p) < along - across * across / along) {
      y = along * along * p / (along * along - across * across);
      x = across * std::sqrt(std::abs(1 - (y / along) * (y / along)));
    } else {
      x = u_flat ? u : v;
    }
    return u_flat ? Eigen::Vector2d(x, y) : Eigen::Vector2d(y, x);
  }
  // The third axis is absent: weight zero, and a radius that does not hold the bounds back.
  const double wide = std::max(a, b);
  const Vec3 radii(a, b, wide), p(u, v, 0), squares = radii.cwiseAbs2();
  const Vec3 weights = radii.cwiseProduct(p).cwiseAbs2();
  const double lowest = std::max(a * std::abs(u) - a * a, b * std::abs(v) - b * b);
  const double t = find_multiplier(squares, weights, lowest, lowest);
  return {a * a * u / (t + a * a), b * b * v / (t + b * b)};
}

int flat_axis(const Vec3& radii, const Vec3& p) {
  int found = -1;
  for (int i = 0; i < 3; ++i)
    if (std::abs(p[i]) <= flat && (found < 0 || radii[i] > radii[found])) found = i;
  return found;
}

}  // namespace

Vec3 closest_on_ellipsoid(const Vec3& radii, const Vec3& p, int plane_axis) {
  const int fixed = plane_axis >= 0 ? plane_axis : flat_axis(radii, p);
  if (fixed >= 0) {
    const int i = (fixed + 1) % 3, j = (fixed + 2) % 3;
    const Eigen::Vector2d in_plane = closest_on_ellipse(radii[i], radii[j], p[i], p[j]);
    Vec3 closest;
    closest[fixed] = p[fixed];
    closest[i] = in_plane[0];
    closest[j] = in_plane[1];
    return closest;
  }
  const Vec3 squares = radii.cwiseAbs2(), weights = radii.cwiseProduct(p).cwiseAbs2();
  const double lowest = lowest_multiplier(radii, squares, p);
  const double t = find_multiplier(squares, weights, lowest, lowest);
  return squares.array() * p.array() / (squares.array() + t);
}

InnerNormals::InnerNormals(const Vec3& radii)
    : radii_(radii), squares_(radii.cwiseAbs2()), multiplier_(-squares_.maxCoeff()) {}

Vec3 InnerNormals::at(const Vec3& p) {
  const int fixed = flat_axis(radii_, p);
  if (fixed >= 0) return (closest_on_ellipsoid(radii_, p, fixed) - p).normalized();
  const Vec3 weights = radii_.cwiseProduct(p).cwiseAbs2();
  const double lowest = lowest_multiplier(radii_, squares_, p);
  multiplier_ = find_multiplier(squares_, weights, lowest, multiplier_);
  return (p.array() / (squares_.array() + multiplier_)).matrix().normalized();
}

}  // namespace loadshare::mechanics
