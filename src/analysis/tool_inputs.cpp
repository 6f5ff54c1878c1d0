#include "analysis/tool_inputs.h"

#include <utility>

#include "capture/external_loads.h"
#include "capture/storage.h"
#include "model/osim_reader.h"

namespace loadshare::analysis {

Result<dynamics::ExternalForces> read_external_forces(const std::filesystem::path& loads_file,
                                                      const std::filesystem::path& setup_folder,
                                                      const model::Model& model, Diagnostics& notes) {
  const auto loads = capture::read_external_loads(loads_file, notes);
  if (!loads) return loads.refusal();
  const auto recording = capture::read_external_load_recording(*loads, setup_folder, notes);
  if (!recording) return recording.refusal();
  return dynamics::bind_external_forces(*loads, recording->series, model, notes);
}

Result<ToolInputs> read_tool_inputs(const capture::ToolSetup& setup, const ToolInputNames& names,
                                    Diagnostics& notes) {
  const auto model_file = resolve_file(setup, names.model_file, "model file");
  if (!model_file) return model_file.refusal();
  const auto motion_file = resolve_file(setup, names.coordinates_file, "coordinates file");
  if (!motion_file) return motion_file.refusal();

  ToolInputs inputs;
  auto model = model::read_osim(*model_file, notes);
  if (!model) return model.refusal();
  inputs.model = *std::move(model);
  if (names.replaces_force_set) model::remove_actuators(inputs.model);
  for (const auto& name : names.force_set_files) {
    const auto path = resolve_file(setup, name, "force set file");
    if (!path) return path.refusal();
    if (auto added = model::append_force_set(inputs.model, *path, notes); !added) return added.refusal();
  }
  auto skeleton = mechanics::Skeleton::make(inputs.model, names.rules == ToolRules::opensim
                                                              ? mechanics::JointRules::opensim
                                                              : mechanics::JointRules::exact);
  inputs.wrap_rules =
      names.rules == ToolRules::opensim ? mechanics::WrapRules::opensim : mechanics::WrapRules::standard;
  if (!skeleton) return skeleton.refusal();
  inputs.skeleton = std::make_unique<mechanics::Skeleton>(*std::move(skeleton));
  auto couplings = mechanics::Couplings::make(inputs.model);
  if (!couplings) return couplings.refusal();
  inputs.couplings = std::make_unique<mechanics::Couplings>(*std::move(couplings));

  const auto motion = capture::read_storage(*motion_file, notes);
  if (!motion) return motion.refusal();
  const bool in_degrees = capture::angles_are_in_degrees(*motion, *motion_file, notes);
  auto kinematics =
      motion::prepare_kinematics(*motion, in_degrees, inputs.model, *inputs.couplings, names.cutoff_hz,
                                 names.preparation, names.lacking, motion_file->filename().string(), notes);
  if (!kinematics) return kinematics.refusal();
  inputs.kinematics = *std::move(kinematics);

  if (!names.external_loads_file.empty()) {
    const auto loads_file = resolve_file(setup, names.external_loads_file, "external loads file");
    if (!loads_file) return loads_file.refusal();
    auto external = read_external_forces(*loads_file, setup.folder, inputs.model, notes);
    if (!external) return external.refusal();
    inputs.external = *std::move(external);
  }
  return inputs;
}

}  // namespace loadshare::analysis
