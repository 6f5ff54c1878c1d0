// Where every body is and how it moves at one sample: what path geometry needs of the skeleton.
#pragma once

#include <vector>

#include "base/transform.h"

namespace loadshare::mechanics {

// Of a body, at its origin, in ground, expressed in ground.
struct SpatialVelocity {
  Vec3 angular_G = Vec3::Zero();  // rad/s
  Vec3 linear_G = Vec3::Zero();   // m/s
};

// Indexed by BodyId (ground is body 0, at rest) and CoordinateId.
struct Pose {
  std::vector<Transform> X_GB;
  std::vector<SpatialVelocity> V_GB;
  std::vector<double> q;     // rad or m
  std::vector<double> qdot;  // per second
};

}  // namespace loadshare::mechanics
