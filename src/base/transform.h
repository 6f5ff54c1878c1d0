// Rigid transforms: X_AB takes a point's coordinates in frame B to those in frame A.
#pragma once

#include <Eigen/Core>
#include <Eigen/Geometry>

namespace loadshare {

using Vec3 = Eigen::Vector3d;
using Mat3 = Eigen::Matrix3d;

// X_AB: R_AB turns vectors from B to A, p_AB is B's origin measured from A's, expressed in A.
// X_AB * X_BC is X_AC; X_AB * p_BQ is p_AQ.
struct Transform {
  Mat3 R = Mat3::Identity();
  Vec3 p = Vec3::Zero();

  [[nodiscard]] Transform inverse() const { return {R.transpose(), -(R.transpose() * p)}; }
  friend Transform operator*(const Transform& a, const Transform& b) { return {a.R * b.R, a.R * b.p + a.p}; }
  friend Vec3 operator*(const Transform& a, const Vec3& point) { return a.R * point + a.p; }
};

// Body-fixed rotations about x, then y, then z by the three angles [rad]: the orientation convention
// of .osim files (SimTK::Rotation::setRotationToBodyFixedXYZ).
[[nodiscard]] Mat3 rotation_from_body_fixed_xyz(const Vec3& angles_rad);
// The inverse, with the second angle in [-pi/2, pi/2].
[[nodiscard]] Vec3 body_fixed_xyz_from_rotation(const Mat3& R);

}  // namespace loadshare
