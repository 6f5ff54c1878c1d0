// A flat surface that presses on points of the body, and how strongly it may: pure functions.
#pragma once

#include <array>
#include <string>

#include "base/transform.h"
#include "capture/scene.h"

namespace loadshare::dynamics {

// When a surface presses on a point, and how hard it may at most. Artificial actuators at contact points, as
// strong as the point is near and slow: Fluit et al. 2014 (J Biomech 47:2321). The limits far_m and fast_mps,
// and slow_mps as 15 % of the latter, are those of its authors' published program (AnyBody GRF-prediction,
// 2016: 0.04 m and 0.8 m/s, no strength below -0.10 m, falling along straight lines). near_m, too_deep_m,
// beyond_end_m are our own choice; strength_body_weights is remembered from Fluit 2014 and Skals et al. 2017
// (Multibody Syst Dyn 39:175) and was not looked up: the program has 200 N for each of 25 points of a foot.
struct ContactSettings {
  double near_m = 0.01, far_m = 0.04;       // gap up to which there is full strength, from which none
  double deep_m = 0.10, too_deep_m = 0.15;  // the same below the surface: a foot below a bench is not in it
  double beyond_end_m = 0.04;               // beyond the surface's end: none from there on
  double slow_mps = 0.12, fast_mps = 0.8;   // speed of the point up to which, from which
  double strength_body_weights = 0.4;       // of each edge of a point's friction pyramid
};

// Axes of the surface's two sizes and of its friction pyramids.
struct ContactSurface {
  std::string name;
  Vec3 point_G = Vec3::Zero(), normal_G = Vec3::UnitY();
  std::array<Vec3, 2> tangents_G;  // unit, in the surface, at right angles
  std::array<double, 2> half_m{};  // by tangent; 0: no end that way
  double friction = 0;
  Vec3 velocity_G = Vec3::Zero();  // of a running belt
};

// The pyramid's first axis is the support's `along_G`; without one it is ground's x laid into the surface (y,
// where the surface stands within 25 degrees of x): mirrored surfaces have mirrored pyramids.
// Preconditions: unit normal, `along_G` unit and in the surface.
[[nodiscard]] ContactSurface make_contact_surface(const capture::Support& support);

// Where a point is.
struct SurfaceDistance {
  double gap_m = 0;         // along the normal; negative below the surface
  double beyond_end_m = 0;  // how far outside the surface's ends, in the surface; 0 inside
};
[[nodiscard]] SurfaceDistance distance_to(const ContactSurface& surface, const Vec3& p_G);

// 1 where the point may be pressed with full strength, 0 where not at all; smooth (C1) in all three.
[[nodiscard]] double contact_strength_ratio(const ContactSettings& settings, const SurfaceDistance& distance,
                                            double speed_mps);

// Edges of a friction pyramid: normal plus and minus friction times the first tangent, then the second.
inline constexpr std::size_t edges_per_contact = 4;
[[nodiscard]] Vec3 edge_direction_G(const ContactSurface& surface, std::size_t edge);

}  // namespace loadshare::dynamics
