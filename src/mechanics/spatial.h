// Forces, motions and hinge columns of rigid bodies, all in ground. Plain C++17: also read by the
// files that see Simbody (docs/decisions/0002).
#pragma once

#include "base/transform.h"

namespace loadshare::mechanics {

// A force and a moment about the body's origin, in ground [N, N m].
struct SpatialForce {
  Vec3 moment_G = Vec3::Zero();
  Vec3 force_G = Vec3::Zero();

  // Adds `f_G` acting at `p_G`, for a body whose origin is at `origin_G`.
  void add_force_at(const Vec3& f_G, const Vec3& p_G, const Vec3& origin_G) {
    force_G += f_G;
    moment_G += (p_G - origin_G).cross(f_G);
  }
};

// How the turning axes of a joint with several rotations move along.
enum class JointRules {
  exact,
  // As Simbody's function-based mobilizer, and so OpenSim's custom joints: it takes the k-th coordinate
  // alone to drive the k-th rotation. Where one coordinate drives several (a knee that also
  // rotates inwards) accelerations come out a little wrong. Only to compare with OpenSim's results.
  opensim,
};

// What one unit of a coordinate's speed does to the joint's child body, at that body's origin,
// relative to the parent: a column of the hinge matrix.
struct HingeColumn {
  Vec3 angular_G = Vec3::Zero();
  Vec3 linear_G = Vec3::Zero();
};

// Of the body's origin.
struct SpatialAcceleration {
  Vec3 angular_G = Vec3::Zero();
  Vec3 linear_G = Vec3::Zero();
};

}  // namespace loadshare::mechanics
