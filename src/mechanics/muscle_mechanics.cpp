#include "mechanics/muscle_mechanics.h"

#include <algorithm>
#include <set>

#include "base/require.h"

namespace loadshare::mechanics {

Result<MuscleMechanics> MuscleMechanics::make(const model::Model& model, const Skeleton& skeleton,
                                              const Couplings& couplings, WrapRules rules) {
  MuscleMechanics made(model, skeleton, rules);
  std::vector<muscle::MuscleParameters> parameters;
  for (const auto& m : model.muscles)
    parameters.push_back({m.name, m.max_isometric_force_N, m.optimal_fiber_length_m, m.tendon_slack_length_m,
                          m.pennation_at_optimal_rad, m.max_contraction_velocity_per_s,
                          m.ignore_tendon_compliance, m.curves});
  auto muscles = muscle::make_muscles(parameters, "model " + model.name);
  if (!muscles) return muscles.refusal();
  made.muscles_ = *std::move(muscles);

  // Which tangent entries each coordinate has is the same at every pose.
  const auto any_pose = couplings.make_workspace();
  const auto& tangent = couplings.tangent(any_pose);
  made.spanned_starts_.push_back(0);
  made.free_starts_.push_back(0);
  const std::size_t paths = model.muscles.size() + model.ligaments.size();
  for (std::size_t i = 0; i < paths; ++i) {
    const auto& spanned = made.arms_.spanned(i);
    std::set<int> reached;
    for (const auto& entry : tangent)
      if (std::binary_search(spanned.begin(), spanned.end(), entry.coordinate))
        reached.insert(entry.free_index);
    const std::size_t first = made.free_indices_.size();
    made.free_indices_.insert(made.free_indices_.end(), reached.begin(), reached.end());
    for (std::size_t e = 0; e < tangent.size(); ++e) {
      const auto slot = std::lower_bound(spanned.begin(), spanned.end(), tangent[e].coordinate);
      if (slot == spanned.end() || *slot != tangent[e].coordinate) continue;
      const auto position = std::distance(reached.begin(), reached.find(tangent[e].free_index));
      made.reductions_.push_back(
          {made.spanned_starts_.back() + static_cast<std::size_t>(slot - spanned.begin()),
           first + static_cast<std::size_t>(position), e});
    }
    made.spanned_starts_.push_back(made.spanned_starts_.back() + spanned.size());
    made.free_starts_.push_back(made.free_indices_.size());
  }
  return made;
}

void MuscleMechanics::compute(const Skeleton& skeleton, const Skeleton::Workspace& skeleton_workspace,
                              const Pose& pose, const Couplings& couplings,
                              const Couplings::Workspace& couplings_workspace, Workspace& workspace,
                              MuscleSample& sample) const {
  engine_.measure_paths(pose, workspace.paths, sample.paths);
  skeleton.compute_hinge_columns(skeleton_workspace, workspace.columns);
  sample.spanned_arms.resize(spanned_starts_.back());
  for (std::size_t i = 0; i + 1 < spanned_starts_.size(); ++i)
    arms_.compute(i, sample.paths[i], pose, workspace.columns, workspace.arms,
                  std::span(sample.spanned_arms.data() + spanned_starts_[i],
                            spanned_starts_[i + 1] - spanned_starts_[i]));
  sample.free_arms.assign(free_starts_.back(), 0.0);
  const auto& tangent = couplings.tangent(couplings_workspace);
  for (const auto& step : reductions_)
    sample.free_arms[step.to] += sample.spanned_arms[step.from] * tangent[step.entry].value;
  sample.fibers.resize(muscles_.size());
  for (std::size_t i = 0; i < muscles_.size(); ++i)
    sample.fibers[i] = muscle::compute_fiber_state(muscles_[i], sample.paths[i].length_m,
                                                   sample.paths[i].lengthening_speed_mps);
}

}  // namespace loadshare::mechanics
