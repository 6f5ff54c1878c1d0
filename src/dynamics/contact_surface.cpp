#include "dynamics/contact_surface.h"

#include <algorithm>
#include <cmath>

#include "base/require.h"

namespace loadshare::dynamics {
namespace {

bool is_unit(const Vec3& direction) { return std::abs(direction.norm() - 1) < 1e-6; }

// From 1 at `full` to 0 at `none`, level at both: the cubic step.
double fade(double x, double full, double none) {
  const double t = std::clamp((x - full) / (none - full), 0.0, 1.0);
  return 1 - t * t * (3 - 2 * t);
}

Vec3 first_tangent(const capture::Support& support) {
  if (support.along_G) return *support.along_G;
  const double steep = 0.9;  // cosine of 25 degrees
  const Vec3 axis = std::abs(support.normal_G.x()) > steep ? Vec3::UnitY() : Vec3::UnitX();
  return (axis - axis.dot(support.normal_G) * support.normal_G).normalized();
}

}  // namespace

ContactSurface make_contact_surface(const capture::Support& support) {
  require(is_unit(support.normal_G), "a support's normal is a unit vector");
  require(!support.along_G ||
              (is_unit(*support.along_G) && std::abs(support.along_G->dot(support.normal_G)) < 1e-6),
          "a support's length lies in its surface");
  ContactSurface surface;
  surface.name = support.name;
  surface.point_G = support.point_G;
  surface.normal_G = support.normal_G;
  const Vec3 tangent = first_tangent(support);
  surface.tangents_G = {tangent, support.normal_G.cross(tangent)};
  surface.half_m = {support.half_along_m, support.half_across_m};
  surface.friction = support.friction;
  surface.velocity_G = support.velocity_G;
  return surface;
}

SurfaceDistance distance_to(const ContactSurface& surface, const Vec3& p_G) {
  const Vec3 from = p_G - surface.point_G;
  std::array<double, 2> beyond{};
  for (std::size_t i = 0; i < 2; ++i)
    if (surface.half_m[i] > 0)
      beyond[i] = std::max(0.0, std::abs(from.dot(surface.tangents_G[i])) - surface.half_m[i]);
  return {from.dot(surface.normal_G), std::hypot(beyond[0], beyond[1])};
}

double contact_strength_ratio(const ContactSettings& settings, const SurfaceDistance& distance,
                              double speed_mps) {
  return fade(distance.gap_m, settings.near_m, settings.far_m) *
         fade(-distance.gap_m, settings.deep_m, settings.too_deep_m) *
         fade(distance.beyond_end_m, 0, settings.beyond_end_m) *
         fade(speed_mps, settings.slow_mps, settings.fast_mps);
}

Vec3 edge_direction_G(const ContactSurface& surface, std::size_t edge) {
  const double sign = edge % 2 == 0 ? 1 : -1;
  return surface.normal_G + sign * surface.friction * surface.tangents_G[edge / 2];
}

}  // namespace loadshare::dynamics
