// What a posture must meet, as functions of the pose with their derivatives: points on supports, points at
// places, directions, balance. Lengths in metres, angles in radians.
#pragma once

#include <Eigen/Core>
#include <memory>
#include <string>
#include <vector>

#include "capture/scene.h"
#include "dynamics/contact_surface.h"
#include "exercises/key_goals.h"
#include "exercises/posed_body.h"

namespace loadshare::exercises {

// One demand: values that must be zero, or at least zero.
class PostureTarget {
 public:
  enum class Kind { equality, inequality };

  PostureTarget(std::string name_, Kind kind_, double tolerance_, bool is_angle_ = false)
      : name(std::move(name_)), kind(kind_), tolerance(tolerance_), is_angle(is_angle_) {}
  virtual ~PostureTarget() = default;

  std::string name;  // "heel_r on floor"
  Kind kind;
  double tolerance;  // how far a value may be off and still count as met
  bool is_angle;
  double scale = 1;  // of the values where they stand beside lengths
  // Where not all can be met, this is what should miss: places, directions and balance before the supports.
  bool is_first_to_miss = false;

  // What is chosen at the pose and then kept for a while (which points span the area of support).
  virtual void prepare(const PosedBody&) {}
  [[nodiscard]] virtual int size() const = 0;
  virtual void measure(const PosedBody& body, Eigen::Ref<Eigen::VectorXd> values) const = 0;
  // size() x free coordinates.
  virtual void differentiate(const PosedBody& body, Eigen::Ref<Eigen::MatrixXd> rows) const = 0;
};

using PostureTargets = std::vector<std::unique_ptr<PostureTarget>>;

// Whether a place is over a support or in it: what it may not be below. A floor and a wall fill all that is
// behind them, any other support is a slab: a foot below a bench is not in it.
[[nodiscard]] bool is_over_or_in(const capture::Support& support, const dynamics::SurfaceDistance& distance);

// The point lies at this height above the support's plane.
std::unique_ptr<PostureTarget> make_touch(const TouchGoal& goal, const capture::Support& support,
                                          double tolerance_m);
// The point lies within the ends of the support. None where it has no ends.
std::unique_ptr<PostureTarget> make_within_ends(const TouchGoal& goal, const capture::Support& support,
                                                double tolerance_m);
// The point stays at its place along the support.
std::unique_ptr<PostureTarget> make_planted(const TouchGoal& goal, const capture::Support& support,
                                            const Vec3& place_G, double tolerance_m);
// The point is not below the support.
std::unique_ptr<PostureTarget> make_clear(const BodyPoint& point, const capture::Support& support,
                                          double tolerance_m);
std::unique_ptr<PostureTarget> make_place(const PlaceGoal& goal);
std::unique_ptr<PostureTarget> make_direction(const DirectionGoal& goal);

}  // namespace loadshare::exercises
