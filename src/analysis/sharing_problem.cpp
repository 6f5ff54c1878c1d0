#include "analysis/sharing_problem.h"

#include <algorithm>
#include <limits>

#include "analysis/sample_mechanics.h"

namespace loadshare::analysis {
namespace {

// Of full strength, squared, against a fully active muscle: enough to spread the pressure over what touches.
// Feasible ranges hold contacts as solved, as they hold measured forces.
constexpr double contact_price = 0.1;

std::vector<Drive> find_drives(const Study& study, const std::vector<tension::Cut>& cuts) {
  const auto lumbar = std::ranges::find_if(
      cuts, [](const auto& cut) { return cut.region == tension::CutRegion::lumbar && cut.is_default; });
  if (lumbar == cuts.end()) return {};
  const auto& model = study.model;
  const auto is_above = tension::bodies_beyond(model, lumbar->joint);
  const auto is_spine = [&](model::JointId joint) {
    return std::ranges::any_of(cuts, [&](const auto& cut) { return cut.joint == joint; });
  };
  const auto& free = study.couplings->free_coordinates();
  std::vector<Drive> drives;
  for (const auto& actuator : model.coordinate_actuators) {
    if (!actuator.applies_force || !(actuator.optimal_force > 0)) continue;
    const auto joint = model.coordinates[actuator.coordinate.at()].joint;
    if (!is_above[model.joints[joint.at()].parent.at()] || is_spine(joint)) continue;
    const auto at = std::ranges::find(free, actuator.coordinate);
    if (at == free.end()) continue;
    drives.push_back({actuator.name, static_cast<int>(at - free.begin()), actuator.optimal_force,
                      actuator.min_control, actuator.max_control});
  }
  return drives;
}

}  // namespace

SharingProblem make_sharing_problem(const Study& study, const AnalyseInputs& inputs,
                                    const std::vector<tension::Cut>& cuts) {
  SharingProblem problem;
  problem.layout = make_arm_layout(study.model, *study.couplings, *study.muscles, study.used_muscles);
  auto& layout = problem.layout;
  const double unbounded = std::numeric_limits<double>::infinity();
  for (int c = 0; c < layout.coordinate_count; ++c)
    layout.actuators.push_back({c, 1.0, -unbounded, unbounded, inputs.reserve_price});
  problem.drives = find_drives(study, cuts);
  for (const auto& drive : problem.drives)
    layout.actuators.push_back(
        {drive.free_index, drive.optimal_force, drive.control_min, drive.control_max, 1.0});
  if (study.contacts) {
    problem.first_contact = layout.actuator_count();
    problem.contact_edge_count = static_cast<int>(study.contacts->edge_count());
    layout.actuators.insert(layout.actuators.end(), study.contacts->edge_count(),
                            {-1, study.contacts->strength_N(), 0, 1, contact_price, false});
  }
  if (study.brace) problem.brace = study.brace->add_to(layout);
  if (study.stability) problem.first_stability = study.stability->add_to(layout);
  if (study.measured_activity) problem.first_measured = study.measured_activity->add_to(layout);
  problem.own_column_count = static_cast<int>(
      std::ranges::count_if(layout.actuators, [](const auto& actuator) { return actuator.coordinate < 0; }));
  if (inputs.is_weighted_by_volume) {
    // Volume is PCSA times fibre length; the specific tension is one for all and drops out of the weights.
    layout.volume_m3.resize(static_cast<Eigen::Index>(study.used_muscles.size()));
    for (std::size_t k = 0; k < study.used_muscles.size(); ++k) {
      const auto& muscle = study.model.muscles[study.used_muscles[k]];
      layout.volume_m3[static_cast<Eigen::Index>(k)] =
          muscle.max_isometric_force_N * muscle.optimal_fiber_length_m;
    }
  }
  return problem;
}

}  // namespace loadshare::analysis
