#include "base/transform.h"

#include <algorithm>
#include <cmath>

namespace loadshare {

Mat3 rotation_from_body_fixed_xyz(const Vec3& angles_rad) {
  using Eigen::AngleAxisd;
  return (AngleAxisd(angles_rad.x(), Vec3::UnitX()) * AngleAxisd(angles_rad.y(), Vec3::UnitY()) *
          AngleAxisd(angles_rad.z(), Vec3::UnitZ()))
      .toRotationMatrix();
}

Vec3 body_fixed_xyz_from_rotation(const Mat3& R) {
  // R = Rx(a) Ry(b) Rz(c): R(0,2) = sin b; the rest follows unless cos b vanishes, where a and c turn
  // about the same axis and c is set to zero.
  const double sin_b = std::clamp(R(0, 2), -1.0, 1.0);
  const double cos_b = std::hypot(R(0, 0), R(0, 1));
  if (cos_b < 1e-12) return {std::atan2(R(2, 1), R(1, 1)), std::asin(sin_b), 0.0};
  return {std::atan2(-R(1, 2), R(2, 2)), std::atan2(sin_b, cos_b), std::atan2(-R(0, 1), R(0, 0))};
}

}  // namespace loadshare
