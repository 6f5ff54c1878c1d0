// A model posed and measured, pose after pose: what surveys and ranges are made with.
#pragma once

#include <span>
#include <vector>

#include "base/result.h"
#include "mechanics/couplings.h"
#include "mechanics/muscle_mechanics.h"
#include "mechanics/skeleton.h"
#include "model/model.h"

namespace loadshare::analysis {

// Whether the coordinate turns (or shifts) a joint of the body over a range that a joint can have: not the
// joint to ground, and within a full turn or a metre.
[[nodiscard]] bool is_joint_range(const model::Model& model, const model::Coordinate& coordinate);

// One thread's. No measurement depends on the pose before. The references must outlive it.
class BodyProbe {
 public:
  BodyProbe(const model::Model& model, const mechanics::Skeleton& skeleton,
            const mechanics::Couplings& couplings, const mechanics::MuscleMechanics& muscles);

  // The pose to measure: all coordinates at their default, then as set. Dependents follow their couplers.
  void rest() { q_ = rest_; }
  void set(model::CoordinateId coordinate, double value) { q_[coordinate.at()] = value; }

  // At rest: no speeds. Valid until the next measurement.
  const mechanics::MuscleSample& measure();
  // Of the last measure().
  [[nodiscard]] const mechanics::MuscleSample& sample() const { return sample_; }
  [[nodiscard]] const mechanics::Pose& pose() const { return pose_; }

  // One muscle alone, which is quicker: its length, and its moment arm about a free coordinate that it
  // spans (index into Couplings::free_coordinates()).
  struct Length {
    double length_m = 0;
    double arm_m = 0;
  };
  [[nodiscard]] Length measure_one(std::size_t muscle, int free_index);

  // The moment arm about a free coordinate in the last measure(); zero where the muscle does not span it.
  [[nodiscard]] double arm_m(std::size_t muscle, int free_index) const;

 private:
  void place();

  const mechanics::Skeleton& skeleton_;
  const mechanics::Couplings& couplings_;
  const mechanics::MuscleMechanics& muscles_;
  mechanics::PathEngine engine_;
  mechanics::MomentArms arms_;
  mechanics::Skeleton::Workspace skeleton_workspace_;
  mechanics::Couplings::Workspace couplings_workspace_;
  mechanics::MuscleMechanics::Workspace workspace_;
  mechanics::MuscleSample sample_;
  mechanics::PathGeometry path_;
  mechanics::Pose pose_;
  std::vector<double> rest_, still_, q_, spanned_arms_;
};

}  // namespace loadshare::analysis
