// Wrapping over the inside of a ring, by a cylinder that touches it where the segment comes nearest.
#include <algorithm>
#include <cmath>
#include <optional>

#include "mechanics/wrap.h"

namespace loadshare::mechanics {
namespace {

constexpr double endless_m = 1e4;

// A quantity that vanishes where the line (from `start` along the unit vector `along`) is nearest to the
// circle of radius R about z, as a function of the distance u from `start`. It is OpenSim's: the pull
// towards the circle counts twice, so its root lies beyond the truly nearest point. Kept, because the
// wrap's place and hence its length follow from it.
struct Approach {
  double start_along = 0, plane_along = 0, plane_squared = 0, start_squared = 0, R_m = 0;

  Approach(const Vec3& start, const Vec3& along, double circle_radius_m)
      : start_along(start.dot(along)),
        plane_along(start.head<2>().dot(along.head<2>())),
        plane_squared(along.head<2>().squaredNorm()),
        start_squared(start.head<2>().squaredNorm()),
        R_m(circle_radius_m) {}

  [[nodiscard]] double radius_at(double u) const {
    return std::sqrt(std::max(1e-300, u * u * plane_squared + 2 * plane_along * u + start_squared));
  }
  [[nodiscard]] double residual(double u) const {
    return 2 * (start_along + u) - 4 * R_m * (plane_squared * u + plane_along) / radius_at(u);
  }
  [[nodiscard]] double slope(double u) const {
    const double rho = radius_at(u), rise = (plane_squared * u + plane_along) / rho;
    return 2 - 4 * R_m * (plane_squared - rise * rise) / rho;
  }
};

// Root (or, where there is none, least magnitude) reached from u = 0 by Gauss-Newton steps in a trust
// region that starts small, as the Levenberg-Marquardt of MINPACK (More 1978) goes with a step factor of
// 0.2: which of several roots is reached depends on that.
double nearest_distance(const Approach& approach) {
  double u = 0, residual = approach.residual(u), trust = 0.2, scale = 0;
  for (int tries = 0; tries < 500 && std::abs(residual) > 1e-14; ++tries) {
    const double slope = approach.slope(u);
    if (slope == 0) break;
    scale = std::max(scale, std::abs(slope));
    const double full = -residual / slope;
    const bool clipped = scale * std::abs(full) > 1.1 * trust;
    const double step = clipped ? std::copysign(trust / scale, full) : full;
    const double next = approach.residual(u + step);
    const double gained = 1 - (next * next) / (residual * residual);
    const double linear_left = 1 + slope * step / residual;
    const double expected = 1 - linear_left * linear_left;
    const double ratio = gained / expected;
    if (ratio <= 0.25)
      trust = std::clamp(gained >= 0 ? 0.5 : 0.1, 0.1, 0.5) * std::min(trust, 10 * scale * std::abs(step));
    else if (!clipped || ratio >= 0.75)
      trust = 2 * scale * std::abs(step);
    if (ratio >= 1e-4) u += step, residual = next;
    if (std::abs(step) <= 1e-13 * (1 + std::abs(u))) break;
    if (std::abs(gained) <= 1e-12 && expected <= 1e-12) break;
  }
  return u;
}

// Squared distance to the circle.
double distance_squared(const Vec3& p, double circle_radius_m) {
  const double off = p.head<2>().norm() - circle_radius_m;
  return off * off + p.z() * p.z();
}

// The point of the ring's circle that the segment is pulled against: sought from both ends.
std::optional<Vec3> point_on_circle(const model::WrapQuadrant& quadrant, const Vec3& p1, const Vec3& p2,
                                    double circle_radius_m) {
  const Vec3 along = (p2 - p1).normalized();
  const Vec3 from_1 = p1 + nearest_distance(Approach(p1, along, circle_radius_m)) * along;
  const Vec3 from_2 = p2 - nearest_distance(Approach(p2, -along, circle_radius_m)) * along;
  bool take_1 = distance_squared(from_1, circle_radius_m) < distance_squared(from_2, circle_radius_m);
  if (is_half(quadrant)) {
    const bool on_1 = on_side(quadrant, from_1), on_2 = on_side(quadrant, from_2);
    if (!on_1 && !on_2) return std::nullopt;
    if (on_1 != on_2) take_1 = on_1;
  }
  const Vec3& nearest = take_1 ? from_1 : from_2;
  const double rho = nearest.head<2>().norm();
  if (!(rho > 0)) return std::nullopt;
  return Vec3(nearest.x() * circle_radius_m / rho, nearest.y() * circle_radius_m / rho, 0);
}

}  // namespace

SurfaceWrap wrap_over_torus(const model::WrapTorus& torus, const model::WrapQuadrant& quadrant,
                            const Vec3& p1, const Vec3& p2, Slide slide) {
  const auto center = point_on_circle(quadrant, p1, p2, torus.outer_radius_m);
  if (!center) return {};

  // The cylinder's frame C: x towards the ring's middle, z along the ring's circle.
  Transform X_WC;
  X_WC.R.col(0) = -center->normalized();
  X_WC.R.col(1) = -Vec3::UnitZ();
  X_WC.R.col(2) = X_WC.R.col(0).cross(X_WC.R.col(1));
  X_WC.p = *center;
  const Transform X_CW = X_WC.inverse();
  SurfaceWrap wrap =
      wrap_over_cylinder({torus.inner_radius_m, endless_m}, {0, 1}, X_CW * p1, X_CW * p2, slide);
  if (!wrap.wraps()) return {};
  wrap.state = WrapState::may_wrap;
  wrap.touch_1_W = X_WC * wrap.touch_1_W;
  wrap.touch_2_W = X_WC * wrap.touch_2_W;
  return wrap;
}

}  // namespace loadshare::mechanics
