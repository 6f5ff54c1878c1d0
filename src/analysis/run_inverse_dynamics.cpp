#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "analysis/run_tool.h"
#include "analysis/tool_inputs.h"
#include "capture/storage.h"
#include "dynamics/inverse_dynamics.h"
#include "motion/kinematics.h"

namespace loadshare::analysis {
namespace {

std::string upper_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::toupper(c); });
  return text;
}

// Forces that the set-up leaves out by name, by the group "Muscles" or "ALL". Actuators give no force
// here in any case (their controls are zero); of the rest those named are switched off.
void exclude_forces(model::Model& model, const std::vector<std::string>& excluded, Diagnostics& notes) {
  bool all = false;
  for (const auto& name : excluded) all = all || upper_case(name) == "ALL";
  const auto is_named = [&](const std::string& name) {
    return all || std::find(excluded.begin(), excluded.end(), name) != excluded.end();
  };
  const auto switch_off = [&](auto& forces) {
    for (auto& force : forces)
      if (is_named(force.name)) force.applies_force = false;
  };
  switch_off(model.ligaments), switch_off(model.coordinate_limits), switch_off(model.bushings);
  switch_off(model.coordinate_springs), switch_off(model.expression_forces);
  switch_off(model.point_springs), switch_off(model.contact_spheres);
  bool muscles = all;
  for (const auto& name : excluded) muscles = muscles || upper_case(name) == "MUSCLES";
  if (!muscles && !model.muscles.empty())
    notes.leave_out("inverse dynamics",
                    "the passive force of muscles: forces_to_exclude does not name Muscles, and "
                    "muscles are not taken for known forces here");
}

TimeSeries make_generalised_forces(const model::Model& model, const motion::Kinematics& motion,
                                   const SampleMatrix& all) {
  TimeSeries result;
  result.name = "Inverse Dynamics Generalized Forces";
  result.times_s = motion.times_s;
  result.in_degrees = false;
  for (const auto& coordinate : model.coordinates)
    result.labels.push_back(coordinate.name +
                            (coordinate.motion == model::MotionType::rotational ? "_moment" : "_force"));
  result.values = all;
  return result;
}

}  // namespace

Result<ToolOutcome> run_inverse_dynamics(const capture::ToolSetup& setup,
                                         const capture::InverseDynamicsSetup& tool, ToolRules rules,
                                         const std::filesystem::path& results, Diagnostics& notes,
                                         const Progress& progress) {
  auto inputs = read_tool_inputs(setup,
                                 {.model_file = tool.model_file,
                                  .coordinates_file = tool.coordinates_file,
                                  .external_loads_file = tool.external_loads_file,
                                  .rules = rules,
                                  .cutoff_hz = tool.lowpass_cutoff_for_coordinates_Hz,
                                  .preparation = motion::Preparation::inverse_dynamics_tool,
                                  .lacking = motion::Lacking::model_default},
                                 notes);
  if (!inputs) return inputs.refusal();
  exclude_forces(inputs->model, tool.forces_to_exclude, notes);
  const auto motion = motion::select_times(
      inputs->kinematics, std::max(tool.time_range.start_s, inputs->kinematics.times_s.front()),
      std::min(tool.time_range.end_s, inputs->kinematics.times_s.back()), tool.coordinates_file);
  if (!motion) return motion.refusal();
  if (!tool.joints_to_report_body_forces.empty())
    notes.leave_out("set-up " + setup.name,
                    "joints_to_report_body_forces: body forces at joints are written by the "
                    "JointReaction analysis");
  const auto required = dynamics::compute_inverse_dynamics(
      inputs->model, *inputs->skeleton, *inputs->couplings, *motion, inputs->external, notes);
  if (!required) return required.refusal();
  if (progress) progress("inverse dynamics", motion->sample_count(), motion->sample_count());

  const std::filesystem::path named(tool.output_gen_force_file);
  const auto path = named.is_absolute() ? named : results / named;
  if (auto written =
          capture::write_storage(make_generalised_forces(inputs->model, *motion, required->all), path);
      !written)
    return written.refusal();
  return ToolOutcome{{path}, motion->sample_count(), 0};
}

}  // namespace loadshare::analysis
