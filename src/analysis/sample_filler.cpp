#include "analysis/sample_filler.h"

#include <algorithm>

#include "analysis/surroundings.h"
#include "mechanics/model_forces.h"

namespace loadshare::analysis {

SampleFiller::SampleFiller(const Study& study, const AnalyseInputs& inputs,
                           const std::vector<tension::Cut>& cuts, const SharingProblem& problem,
                           TrialRecord* recorded)
    : study_(study),
      inputs_(inputs),
      cuts_(cuts),
      problem_(problem),
      recorded_(recorded),
      mechanics_(study.model, *study.skeleton, *study.couplings, study.external, *study.muscles),
      joint_loads_(study.model, *study.skeleton, cuts) {
  if (!study.contacts) return;
  contacts_ = study.contacts->make_workspace();
  for (const auto& measured : study.measured_at_times)
    measured_pairs_.push_back(
        dynamics::pairs_measured_with(*study.contacts, *study.skeleton, study.body->contacts, measured.body));
}

// A foot that a plate measures at this time is not pressed on by the floor as well.
void SampleFiller::release_measured(double time_s) {
  for (std::size_t i = 0; i < measured_pairs_.size(); ++i)
    if (study_.measured_at_times[i].is_measured(time_s))
      study_.contacts->release(measured_pairs_[i], *contacts_);
}

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
  if (problem_.own_column_count > 0 || problem_.layout.condition_count() > 0)
    fill_surroundings(study_.motion.times_s[static_cast<std::size_t>(index)], sample);
  if (study_.measured_activity)
    study_.measured_activity->fill(problem_.first_measured, static_cast<std::size_t>(index), sample);
  if (recorded_) record(static_cast<Eigen::Index>(index), sample);
}

void SampleFiller::fill_surroundings(double time_s, sharing::SharingSample& sample) {
  const auto& layout = problem_.layout;
  const Eigen::Index muscles = layout.muscle_count(), actuators = layout.actuator_count(),
                     conditions = layout.condition_count();
  sample.actuator_columns.resize(layout.coordinate_count, problem_.own_column_count);
  if (sample.condition_target.size() != conditions) {
    sample.condition_of_activation.setZero(conditions, muscles);
    sample.condition_of_control.setZero(conditions, actuators);
    sample.condition_target.setZero(conditions);
  }
  const auto& pose = mechanics_.pose();
  if (contacts_) {
    if (sample.control_min.size() != actuators) {
      sample.control_min.resize(actuators);
      sample.control_max.resize(actuators);
      for (Eigen::Index k = 0; k < actuators; ++k) {
        sample.control_min[k] = layout.actuators[static_cast<std::size_t>(k)].control_min;
        sample.control_max[k] = layout.actuators[static_cast<std::size_t>(k)].control_max;
      }
    }
    study_.contacts->measure(pose, *contacts_);
    release_measured(time_s);
    study_.contacts->fill_columns(pose, mechanics_.hinge_columns(),
                                  study_.couplings->tangent(mechanics_.couplings_workspace()), *contacts_,
                                  sample.actuator_columns.leftCols(problem_.contact_edge_count));
    study_.contacts->fill_control_max(
        *contacts_, sample.control_max.segment(problem_.first_contact, problem_.contact_edge_count));
  }
  if (study_.brace)
    study_.brace->fill(problem_.brace, pose, mechanics_.hinge_columns(), *study_.couplings,
                       mechanics_.couplings_workspace(), mechanics_.muscle_sample(), brace_, sample);
  if (study_.stability) {
    const auto count = static_cast<Eigen::Index>(study_.stability->motion_count());
    study_.stability->fill(problem_.first_stability, pose, mechanics_.hinge_columns(),
                           mechanics_.muscle_sample(), {}, stability_, sample);
    if (!holds_stable(study_, pose)) {
      sample.condition_of_activation.middleRows(problem_.first_stability, count).setZero();
      sample.condition_target.segment(problem_.first_stability, count).setZero();
    }
  }
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
  for (std::size_t k = 0; k < study_.used_muscles.size(); ++k)
    recorded_->passive_tension_N(row, static_cast<Eigen::Index>(study_.used_muscles[k])) =
        sample.passive_force_N[static_cast<Eigen::Index>(k)];
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
    if (problem_.brace.actuator >= 0)  // the last path; it pushes, so its arm is dl/dq
      recorded_->moment_arm_m[c](row, static_cast<Eigen::Index>(study_.muscles->path_count())) =
          brace_.forces[cuts_[c].flexion_coordinate.at()] / study_.brace->area_m2();
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

// Of contacts and the pressure in the belly, on the bodies.
void SampleFiller::add_surrounding_forces(const sharing::SharedSample& shared) {
  if (contacts_) {
    const auto edges = shared.actuator_force.segment(problem_.first_contact, problem_.contact_edge_count);
    edge_forces_N_.assign(edges.begin(), edges.end());
    contact_forces_.assign(applied_.size(), {});
    study_.contacts->add_contact_forces(*contacts_, mechanics_.pose(), edge_forces_N_, contact_forces_);
    study_.contacts->compute_resultants(*contacts_, edge_forces_N_, resultants_);
  }
  if (problem_.brace.actuator < 0) return;
  // The line between the ends as a path that pulls with minus p A: it pushes them apart.
  const double push_N = study_.brace->pelvic_floor_force_N(shared.actuator_force[problem_.brace.actuator]);
  for (const auto& wrench : brace_.line.wrenches) {
    applied_[wrench.body.at()].force_G -= push_N * wrench.force_G;
    applied_[wrench.body.at()].moment_G -= push_N * wrench.moment_G;
  }
}

// What is left for muscles and reserves once the contacts have done their part.
void SampleFiller::take_contacts_off(Eigen::Index row) {
  contact_moments_.assign(study_.model.coordinates.size(), 0.0);
  for (std::size_t b = 1; b < contact_forces_.size(); ++b) {
    applied_[b].force_G += contact_forces_[b].force_G;
    applied_[b].moment_G += contact_forces_[b].moment_G;
    if (!contact_forces_[b].force_G.isZero())
      mechanics::add_generalised_force(*study_.skeleton, mechanics_.pose(), mechanics_.hinge_columns(),
                                       model::BodyId(b), contact_forces_[b], contact_moments_);
  }
  for (std::size_t c = 0; c < contact_moments_.size(); ++c)
    recorded_->required(row, static_cast<Eigen::Index>(c)) -= contact_moments_[c];
  const auto& free = study_.couplings->free_coordinates();
  reduced_.assign(free.size(), 0.0);
  study_.couplings->reduce(mechanics_.couplings_workspace(), contact_moments_, reduced_);
  for (std::size_t c = 0; c < free.size(); ++c)
    if (!study_.is_root[c]) recorded_->required_free(row, static_cast<Eigen::Index>(c)) -= reduced_[c];
}

void SampleFiller::keep(int index, const sharing::SharedSample& shared) {
  if (!recorded_) return;
  tension_N_.assign(study_.model.muscles.size(), 0.0);
  for (std::size_t k = 0; k < study_.used_muscles.size(); ++k)
    tension_N_[study_.used_muscles[k]] = shared.tension_N[static_cast<Eigen::Index>(k)];
  const auto& known = mechanics_.known_body_forces();
  applied_.assign(known.begin(), known.end());
  add_muscle_forces(mechanics_.muscle_sample(), tension_N_, applied_);
  add_surrounding_forces(shared);
  if (contacts_) take_contacts_off(index);
  joint_loads_.compute(mechanics_.skeleton_workspace(), mechanics_.pose(), mechanics_.qddot(), applied_,
                       loads_);
  for (std::size_t r = 0; contacts_ && r < resultants_.size(); ++r)
    recorded_->contact.row(index).segment<9>(static_cast<Eigen::Index>(9 * r))
        << resultants_[r].force_G.transpose(),
        resultants_[r].center_G.transpose(), resultants_[r].moment_G.transpose();
  if (!recorded_->pressure_Pa.empty())
    recorded_->pressure_Pa[static_cast<std::size_t>(index)] = shared.actuator_force[problem_.brace.actuator];
  recorded_->shortfall.row(index) = shared.shortfall.transpose();
  for (std::size_t c = 0; c < cuts_.size(); ++c) {
    auto row = recorded_->joint_load_N[c].row(index);
    row << loads_[c].resultant_N, loads_[c].compression_N, loads_[c].shear_forward_N, loads_[c].shear_right_N;
  }
}

}  // namespace loadshare::analysis
