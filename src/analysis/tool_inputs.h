// What OpenSim's dynamic tools start from: a model, a motion and the forces measured with it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analysis/run_tool.h"
#include "dynamics/external_forces.h"
#include "mechanics/couplings.h"
#include "mechanics/path.h"
#include "mechanics/skeleton.h"
#include "model/model.h"
#include "motion/kinematics.h"

namespace loadshare::analysis {

// Names as in the set-up, relative to its folder.
struct ToolInputNames {
  std::string model_file, coordinates_file, external_loads_file;
  std::vector<std::string> force_set_files = {};
  bool replaces_force_set = false;
  ToolRules rules = ToolRules::opensim;
  double cutoff_hz = -1;  // negative: none
  motion::Preparation preparation = motion::Preparation::analyze_tool;
  motion::Lacking lacking = motion::Lacking::zero;
};

// Skeleton and couplings do not look back at the model; external forces are bound to its bodies.
struct ToolInputs {
  model::Model model;
  std::unique_ptr<mechanics::Skeleton> skeleton;
  std::unique_ptr<mechanics::Couplings> couplings;
  dynamics::ExternalForces external;
  mechanics::WrapRules wrap_rules = mechanics::WrapRules::standard;
  motion::Kinematics kinematics;  // the whole motion, padding included
};

[[nodiscard]] Result<ToolInputs> read_tool_inputs(const capture::ToolSetup& setup,
                                                  const ToolInputNames& names, Diagnostics& notes);

// External forces of an ExternalLoads file, bound to the model's bodies; none where the name is empty.
[[nodiscard]] Result<dynamics::ExternalForces> read_external_forces(const std::filesystem::path& loads_file,
                                                                    const std::filesystem::path& setup_folder,
                                                                    const model::Model& model,
                                                                    Diagnostics& notes);

}  // namespace loadshare::analysis
