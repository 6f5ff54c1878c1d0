#include "analysis/body_probe.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace loadshare::analysis {

bool is_joint_range(const model::Model& model, const model::Coordinate& coordinate) {
  if (model.joints[coordinate.joint.at()].parent == model::ground ||
      coordinate.range_max <= coordinate.range_min)
    return false;
  const double limit = coordinate.motion == model::MotionType::translational ? 1.0 : 2 * std::numbers::pi;
  return std::max(std::abs(coordinate.range_min), std::abs(coordinate.range_max)) <= limit;
}

BodyProbe::BodyProbe(const model::Model& model, const mechanics::Skeleton& skeleton,
                     const mechanics::Couplings& couplings, const mechanics::MuscleMechanics& muscles)
    : skeleton_(skeleton),
      couplings_(couplings),
      muscles_(muscles),
      engine_(model),
      arms_(model, skeleton),
      skeleton_workspace_(skeleton.make_workspace()),
      couplings_workspace_(couplings.make_workspace()),
      still_(model.coordinates.size(), 0.0) {
  for (const auto& coordinate : model.coordinates) rest_.push_back(coordinate.default_value);
  q_ = rest_;
}

void BodyProbe::place() {
  couplings_.fill_dependents(q_, {}, {});
  skeleton_.set_pose(skeleton_workspace_, q_, still_, pose_);
  couplings_.set_pose(q_, couplings_workspace_);
}

const mechanics::MuscleSample& BodyProbe::measure() {
  place();
  muscles_.compute(skeleton_, skeleton_workspace_, pose_, couplings_, couplings_workspace_, workspace_,
                   sample_);
  return sample_;
}

BodyProbe::Length BodyProbe::measure_one(std::size_t muscle, int free_index) {
  place();
  skeleton_.compute_hinge_columns(skeleton_workspace_, workspace_.columns);
  engine_.place_wraps(pose_, workspace_.paths);
  engine_.measure_path(muscle, pose_, workspace_.paths, path_);
  const auto& spanned = arms_.spanned(muscle);
  spanned_arms_.resize(spanned.size());
  arms_.compute(muscle, path_, pose_, workspace_.columns, workspace_.arms, spanned_arms_);
  Length result{path_.length_m, 0};
  for (const auto& entry : couplings_.tangent(couplings_workspace_)) {
    if (entry.free_index != free_index) continue;
    const auto slot = std::lower_bound(spanned.begin(), spanned.end(), entry.coordinate);
    if (slot != spanned.end() && *slot == entry.coordinate)
      result.arm_m += spanned_arms_[static_cast<std::size_t>(slot - spanned.begin())] * entry.value;
  }
  return result;
}

double BodyProbe::arm_m(std::size_t muscle, int free_index) const {
  for (std::size_t e = muscles_.free_starts()[muscle]; e < muscles_.free_starts()[muscle + 1]; ++e)
    if (muscles_.free_indices()[e] == free_index) return sample_.free_arms[e];
  return 0;
}

}  // namespace loadshare::analysis
