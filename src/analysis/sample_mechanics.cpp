#include "analysis/sample_mechanics.h"

namespace loadshare::analysis {

void SampleMechanics::fill_geometry(const std::vector<std::size_t>& used_muscles,
                                    sharing::SharingSample& sample) const {
  const std::size_t rows = couplings_.free_coordinates().size();
  sample.required_force.resize(static_cast<Eigen::Index>(rows));
  couplings_.reduce(couplings_workspace_, required_, std::span(sample.required_force.data(), rows));
  const auto& starts = muscles_.free_starts();
  std::size_t entries = 0;
  for (const std::size_t m : used_muscles) entries += starts[m + 1] - starts[m];
  sample.moment_arms_m.resize(static_cast<Eigen::Index>(entries));
  Eigen::Index at = 0;
  for (const std::size_t m : used_muscles)
    for (std::size_t e = starts[m]; e < starts[m + 1]; ++e)
      sample.moment_arms_m[at++] = muscle_sample_.free_arms[e];
}

std::vector<std::size_t> muscles_in_use(const model::Model& model) {
  std::vector<std::size_t> used;
  for (std::size_t m = 0; m < model.muscles.size(); ++m)
    if (model.muscles[m].applies_force) used.push_back(m);
  return used;
}

sharing::SharingLayout make_arm_layout(const model::Model& model, const mechanics::Couplings& couplings,
                                       const mechanics::MuscleMechanics& muscles,
                                       const std::vector<std::size_t>& used_muscles) {
  sharing::SharingLayout layout;
  layout.coordinate_count = static_cast<int>(couplings.free_coordinates().size());
  layout.activation_min.resize(static_cast<Eigen::Index>(used_muscles.size()));
  layout.activation_max.resize(static_cast<Eigen::Index>(used_muscles.size()));
  for (std::size_t k = 0; k < used_muscles.size(); ++k) {
    const auto& muscle = model.muscles[used_muscles[k]];
    layout.activation_min[static_cast<Eigen::Index>(k)] = muscle.min_control;
    layout.activation_max[static_cast<Eigen::Index>(k)] = muscle.max_control;
    for (std::size_t e = muscles.free_starts()[used_muscles[k]];
         e < muscles.free_starts()[used_muscles[k] + 1]; ++e)
      layout.arm_coordinates.push_back(muscles.free_indices()[e]);
    layout.arm_starts.push_back(static_cast<int>(layout.arm_coordinates.size()));
  }
  return layout;
}

}  // namespace loadshare::analysis
