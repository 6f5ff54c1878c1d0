#include "analysis/trial_record.h"

#include <algorithm>

namespace loadshare::analysis {

namespace {

bool has_passive_moments(const model::Model& model) {
  const auto applies = [](const auto& forces) {
    return std::ranges::any_of(forces, [](const auto& force) { return force.applies_force; });
  };
  return applies(model.coordinate_limits) || applies(model.coordinate_springs) ||
         applies(model.expression_forces) || applies(model.bushings) || applies(model.point_springs);
}

}  // namespace

TrialRecord::TrialRecord(const Study& study, const SharingProblem& problem,
                         const std::vector<tension::Cut>& cuts) {
  const auto rows = static_cast<Eigen::Index>(study.motion.sample_count());
  // Muscles, ligaments, and the line of the pressure in the belly.
  const auto paths =
      static_cast<Eigen::Index>(study.muscles->path_count()) + (problem.brace.actuator >= 0 ? 1 : 0);
  required.setZero(rows, static_cast<Eigen::Index>(study.model.coordinates.size()));
  required_free.setZero(rows, static_cast<Eigen::Index>(study.couplings->free_coordinates().size()));
  length_m.setZero(rows, static_cast<Eigen::Index>(study.model.muscles.size()));
  norm_fiber_length.setZero(rows, static_cast<Eigen::Index>(study.model.muscles.size()));
  passive_tension_N.setZero(rows, static_cast<Eigen::Index>(study.model.muscles.size()));
  ligament_tension_N.setZero(rows, static_cast<Eigen::Index>(study.model.ligaments.size()));
  if (has_passive_moments(study.model))
    passive_moment_Nm.setZero(rows, static_cast<Eigen::Index>(cuts.size()));
  if (study.contacts)
    contact.setZero(rows, static_cast<Eigen::Index>(9 * study.contacts->resultant_names().size()));
  if (problem.brace.actuator >= 0) pressure_Pa.assign(study.motion.sample_count(), 0.0);
  shortfall.setZero(rows, problem.layout.condition_count());
  joint_load_N.assign(cuts.size(), SampleMatrix(SampleMatrix::Zero(rows, 4)));
  for (const auto& cut : cuts)
    moment_arm_m.push_back(cut.flexion_coordinate.is_some() ? SampleMatrix(SampleMatrix::Zero(rows, paths))
                                                            : SampleMatrix());
}

}  // namespace loadshare::analysis
