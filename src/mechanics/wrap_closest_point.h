// The point of an ellipsoid that is closest to a given point.
#pragma once

#include "base/transform.h"

namespace loadshare::mechanics {

// `radii` are the half axes along x, y, z; `p` may lie inside or outside. Where p lies in a coordinate
// plane (within 2e-13) the point is sought in that plane only (in the section with the smallest radii,
// where p lies in two), also where one off the plane would be closer: as OpenSim does. `plane_axis` names
// the axis of the plane to stay in whether p lies in it or not; -1: as just said.
// Preconditions: radii positive, p finite.
[[nodiscard]] Vec3 closest_on_ellipsoid(const Vec3& radii, const Vec3& p, int plane_axis = -1);

// The outward unit normal at the closest point, for points inside, one after the other along a line:
// each search starts where the last one ended, which saves time and does not change what is found.
class InnerNormals {
 public:
  explicit InnerNormals(const Vec3& radii);
  [[nodiscard]] Vec3 at(const Vec3& p);

 private:
  Vec3 radii_, squares_;
  double multiplier_ = 0;
};

}  // namespace loadshare::mechanics
