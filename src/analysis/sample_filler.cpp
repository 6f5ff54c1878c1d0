#include "analysis/sample_filler.h"

#include <algorithm>

#include "mechanics/model_forces.h"

namespace loadshare::analysis {

SampleFiller::SampleFiller(const Study& study, const AnalyseInputs& inputs,
                           const std::vector<tension::Cut>& cuts, TrialRecord* recorded)
    : study_(study),
      inputs_(inputs),
      cuts_(cuts),
      recorded_(recorded),
      mechanics_(study.model, *study.skeleton, *study.couplings, study.external, *study.muscles),
      joint_loads_(study.model, *study.skeleton, cuts) {}

void SampleFiller::fill(int index, sharing::SharingSample& sample) {
  mechanics_.compute(dynamics::sample_of(study_.motion, static_cast<std::size_t>(index)));
  mechanics_.fill_geometry(study_.used_muscles, sample);
  const auto count = static_cast<Eigen::Index>(study_.used_muscles.size());
  sample.active_force_N.resize(count);
  sample.passive_force_N.resize(count);
  for (Eigen::Index k = 0; k < count; ++k) {
    const auto& fiber = mechanics_.muscle_sample().fibers[study_.used_muscles[static_cast<std::size_t>(k)]];
    sample.active_force_N[k] = fiber.active_force_per_activation_N;
    sample.passive_force_N[k] = inputs_.includes_passive_force ? fiber.passive_force_N : 0.0;
  }
  if (recorded_) record(static_cast<Eigen::Index>(index), sample);
}

void SampleFiller::record(Eigen::Index row, const sharing::SharingSample& sample) {
  const auto& required = mechanics_.required();
  recorded_->required.row(row) =
      Eigen::Map<const Eigen::RowVectorXd>(required.data(), static_cast<Eigen::Index>(required.size()));
  recorded_->required_free.row(row) = sample.required_force.transpose();
  const auto& muscles = mechanics_.muscle_sample();
  for (std::size_t m = 0; m < study_.model.muscles.size(); ++m) {
    const auto column = static_cast<Eigen::Index>(m);
    recorded_->length_m(row, column) = muscles.paths[m].length_m;
    recorded_->norm_fiber_length(row, column) = muscles.fibers[m].normalized_fiber_length;
  }
  for (std::size_t l = 0; l < study_.model.ligaments.size(); ++l) {
    const auto& ligament = study_.model.ligaments[l];
    const double length_m = muscles.paths[study_.model.muscles.size() + l].length_m;
    if (ligament.applies_force)
      recorded_->ligament_tension_N(row, static_cast<Eigen::Index>(l)) =
          mechanics::ligament_tension_N(ligament, length_m);
  }
  if (recorded_->passive_moment_Nm.size() > 0) record_passive_moments(row);
  for (std::size_t c = 0; c < cuts_.size(); ++c) {
    if (!cuts_[c].flexion_coordinate.is_some()) continue;
    for (std::size_t path = 0; path < study_.muscles->path_count(); ++path) {
      const auto& spanned = study_.muscles->spanned(path);
      const auto slot = std::lower_bound(spanned.begin(), spanned.end(), cuts_[c].flexion_coordinate);
      if (slot != spanned.end() && *slot == cuts_[c].flexion_coordinate)
        recorded_->moment_arm_m[c](row, static_cast<Eigen::Index>(path)) =
            muscles.spanned_arms[study_.muscles->spanned_starts()[path] +
                                 static_cast<std::size_t>(slot - spanned.begin())];
    }
  }
}

void SampleFiller::record_passive_moments(Eigen::Index row) {
  passive_bodies_.assign(study_.model.bodies.size(), {});
  passive_forces_.assign(study_.model.coordinates.size(), 0.0);
  mechanics::add_passive_forces(study_.model, mechanics_.pose(), passive_bodies_, passive_forces_);
  for (std::size_t b = 1; b < passive_bodies_.size(); ++b)
    mechanics::add_generalised_force(*study_.skeleton, mechanics_.pose(), mechanics_.hinge_columns(),
                                     model::BodyId(b), passive_bodies_[b], passive_forces_);
  for (std::size_t c = 0; c < cuts_.size(); ++c)
    if (cuts_[c].flexion_coordinate.is_some())
      recorded_->passive_moment_Nm(row, static_cast<Eigen::Index>(c)) =
          passive_forces_[cuts_[c].flexion_coordinate.at()];
}

void SampleFiller::keep(int index, const sharing::SharedSample& shared) {
  if (!recorded_) return;
  tension_N_.assign(study_.model.muscles.size(), 0.0);
  for (std::size_t k = 0; k < study_.used_muscles.size(); ++k)
    tension_N_[study_.used_muscles[k]] = shared.tension_N[static_cast<Eigen::Index>(k)];
  const auto& known = mechanics_.known_body_forces();
  applied_.assign(known.begin(), known.end());
  add_muscle_forces(mechanics_.muscle_sample(), tension_N_, applied_);
  joint_loads_.compute(mechanics_.skeleton_workspace(), mechanics_.pose(), mechanics_.qddot(), applied_,
                       loads_);
  for (std::size_t c = 0; c < cuts_.size(); ++c) {
    auto row = recorded_->joint_load_N[c].row(index);
    row << loads_[c].resultant_N, loads_[c].compression_N, loads_[c].shear_forward_N, loads_[c].shear_right_N;
  }
}

}  // namespace loadshare::analysis
