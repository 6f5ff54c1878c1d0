// Wrapping one straight segment of a path over one surface.
//
// The rules (which side, when a wrap counts, how long the part on the surface is) are those of OpenSim
// 4.6, so that lengths agree; where OpenSim depends on the sample before or leaves a value undefined,
// the stateless choice is named below. All points are in the surface's own frame W, in metres.
#pragma once

#include "base/transform.h"
#include "model/model.h"

namespace loadshare::mechanics {

enum class WrapState {
  misses,      // the segment stays straight
  end_inside,  // an end lies inside the surface: the segment stays straight
  may_wrap,    // it can wrap here; of several such segments the one that lengthens least is taken
  must_wrap,   // it goes through the surface: the first such segment of a path is taken
};

// What becomes of a segment from point 1 to point 2. The points are set where state is may_wrap or
// must_wrap only.
struct SurfaceWrap {
  WrapState state = WrapState::misses;
  Vec3 touch_1_W = Vec3::Zero();  // where the path meets the surface, coming from point 1
  Vec3 touch_2_W = Vec3::Zero();  // where it leaves for point 2
  double surface_length_m = 0;    // between them, along the surface
  // Unit direction of the path at a touch that is the end itself (an end on the surface, within
  // tolerance), from point 1 towards point 2; zero elsewhere.
  Vec3 direction_1_W = Vec3::Zero();
  Vec3 direction_2_W = Vec3::Zero();

  [[nodiscard]] bool wraps() const { return state == WrapState::may_wrap || state == WrapState::must_wrap; }
};

// How the touches on a cylinder are placed along its axis.
enum class Slide {
  // Where the plane through both ends and a crest beside the segment cuts the lines of tangency. OpenSim's
  // way for paths with one wrap: not quite tangent, not quite the shortest.
  by_plane,
  // From there in tries until free parts and helix meet within 0.1 degrees: OpenSim's, with several wraps.
  by_tries,
  // Tangent, hence the shortest: unrolled, the path is straight.
  exact,
};

// Cylinder about z. With a quadrant, the path goes round the half where it is, the long way if need
// be. (There OpenSim 4.6 adds the short way round twice when it runs clockwise; we do not.)
[[nodiscard]] SurfaceWrap wrap_over_cylinder(const model::WrapCylinder& cylinder,
                                             const model::WrapQuadrant& quadrant, const Vec3& p_W1,
                                             const Vec3& p_W2, Slide slide);

// Great circle. (Where it goes the long way, OpenSim 4.6 has a negative length; we do not.) A segment through
// the very centre has no plane of its own: one is taken by a fixed rule.
[[nodiscard]] SurfaceWrap wrap_over_sphere(const model::WrapSphere& sphere,
                                           const model::WrapQuadrant& quadrant, const Vec3& p_W1,
                                           const Vec3& p_W2);

// The path stays in a plane through both ends and a crest point that the method chooses: no geodesic.
[[nodiscard]] SurfaceWrap wrap_over_ellipsoid(const model::WrapEllipsoid& ellipsoid,
                                              const model::WrapQuadrant& quadrant, model::WrapMethod method,
                                              const Vec3& p_W1, const Vec3& p_W2);

// Ring about z, wrapped on its inside: a cylinder tangent to the ring where the segment comes nearest
// to the ring's circle (of radius outer_radius_m; the ring itself is inner_radius_m thick).
[[nodiscard]] SurfaceWrap wrap_over_torus(const model::WrapTorus& torus, const model::WrapQuadrant& quadrant,
                                          const Vec3& p_W1, const Vec3& p_W2, Slide slide);

// The one of the above that the object's shape asks for.
[[nodiscard]] SurfaceWrap wrap_over(const model::WrapObject& object, model::WrapMethod method,
                                    const Vec3& p_W1, const Vec3& p_W2, Slide slide);

// Whether the coordinate that the quadrant names is on the quadrant's side (zero counts as positive).
// Precondition: the quadrant names an axis.
[[nodiscard]] inline bool on_side(const model::WrapQuadrant& quadrant, const Vec3& p_W) {
  return (p_W[quadrant.axis] >= 0 ? 1 : -1) == quadrant.sign;
}
[[nodiscard]] inline bool is_half(const model::WrapQuadrant& quadrant) { return quadrant.axis >= 0; }

}  // namespace loadshare::mechanics
