// Small motions of a held pose, to the second order: where the bodies go when some joints turn together.
//
// A motion turns coordinates j by shares s_j of one angle theta; all else stands still. Velocities and
// accelerations below are first and second derivatives by theta [per rad, per rad^2], in ground.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "mechanics/path.h"
#include "mechanics/pose.h"
#include "mechanics/spatial.h"
#include "model/model.h"

namespace loadshare::sharing {

struct CoordinateShare {
  model::CoordinateId coordinate;
  double share = 1;
};
struct SmallMotion {
  std::string name;
  std::vector<CoordinateShare> shares;
};

// Of a body's origin.
struct BodyMotion {
  int group = 0;  // bodies of one group move as one rigid body; group 0 stands still
  Vec3 angular_velocity_G = Vec3::Zero(), angular_acceleration_G = Vec3::Zero();
  Vec3 velocity_G = Vec3::Zero(), acceleration_G = Vec3::Zero();

  // Of the body's point that is now `d_G` from its origin.
  [[nodiscard]] Vec3 velocity_at(const Vec3& d_G) const { return velocity_G + angular_velocity_G.cross(d_G); }
  [[nodiscard]] Vec3 acceleration_at(const Vec3& d_G) const {
    return acceleration_G + angular_acceleration_G.cross(d_G) +
           angular_velocity_G.cross(angular_velocity_G.cross(d_G));
  }
};

// Which bodies a motion carries along, worked out once.
class MotionPlan {
 public:
  // Refused: a coordinate that does not turn its joint about one axis in proportion, two coordinates of one
  // joint (their axes would move with each other), a motion without coordinates.
  static Result<MotionPlan> make(const model::Model& model, SmallMotion motion);

  [[nodiscard]] const SmallMotion& motion() const { return motion_; }
  [[nodiscard]] int group(model::BodyId body) const { return groups_[body.at()]; }

  // `columns`: one a coordinate, at the pose. Fills one entry a body. Allocates nothing once it has its size.
  void compute(const mechanics::Pose& pose, std::span<const mechanics::HingeColumn> columns,
               std::vector<BodyMotion>& bodies) const;

 private:
  struct Step {  // parents first
    model::BodyId body, parent;
    model::CoordinateId coordinate;  // none: carried along only
    double share = 0;
  };
  SmallMotion motion_;
  std::vector<Step> steps_;
  std::vector<int> groups_;  // by body
};

// First and second derivative of a length by theta.
struct LengthDerivatives {
  double first_m = 0;   // m per rad; minus the moment arm
  double second_m = 0;  // m per rad^2
};
// Of the straight piece from a to b: with the unit vector u along it, its length l and the difference d of
// the ends' motions,
//   l' = u . d',   l'' = u . d'' + (|d'|^2 - l'^2) / l.
// Where an end touches a cylinder or sphere, the touch slides along the piece only, to the first order, so
// the same holds; what slides along the cylinder's axis is left out. Pieces shorter than 1e-9 m: zero.
[[nodiscard]] LengthDerivatives differentiate_length(const Vec3& a_G, const BodyMotion& a_body,
                                                     const Vec3& a_origin_G, const Vec3& b_G,
                                                     const BodyMotion& b_body, const Vec3& b_origin_G);
// Of a whole path: its pieces between different bodies.
[[nodiscard]] LengthDerivatives differentiate_length(std::span<const mechanics::CurrentPoint> points,
                                                     const mechanics::Pose& pose,
                                                     std::span<const BodyMotion> bodies);

}  // namespace loadshare::sharing
