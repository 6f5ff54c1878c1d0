// OpenSim's set-up files, run unchanged: the same result files with the same columns.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.h"
#include "base/result.h"
#include "capture/tool_setup.h"

namespace loadshare::analysis {

// Told how far a stage is: its name, samples done, samples in all. May be empty.
using Progress = std::function<void(std::string_view stage, std::size_t done, std::size_t total)>;

// OpenSim's own way, so that its numbers come out, or the way that is right where OpenSim's is not
// (docs/accuracy.md lists where: stale wrap points, rotations driven by one coordinate, speeds of coupled
// coordinates).
enum class ToolRules { opensim, exact };

struct ToolOutcome {
  std::vector<std::filesystem::path> files;  // written
  std::size_t sample_count = 0;
  std::size_t unsolved_count = 0;  // samples that are not solved; each is named in a finding
};

// Reads the set-up file and everything it names, runs its tool, writes the results where the set-up
// says (relative to its folder, as OpenSim does), or under `results_folder` where that is not empty.
[[nodiscard]] Result<ToolOutcome> run_tool(const std::filesystem::path& setup_file, ToolRules rules,
                                           const std::filesystem::path& results_folder, Diagnostics& notes,
                                           const Progress& progress = {});

// The tools of run_tool; `results` is the folder to write to.
[[nodiscard]] Result<ToolOutcome> run_inverse_kinematics(const capture::ToolSetup& setup,
                                                         const capture::InverseKinematicsSetup& tool,
                                                         const std::filesystem::path& results,
                                                         Diagnostics& notes, const Progress& progress);
[[nodiscard]] Result<ToolOutcome> run_inverse_dynamics(const capture::ToolSetup& setup,
                                                       const capture::InverseDynamicsSetup& tool,
                                                       ToolRules rules, const std::filesystem::path& results,
                                                       Diagnostics& notes, const Progress& progress);
[[nodiscard]] Result<ToolOutcome> run_analyses(const capture::ToolSetup& setup,
                                               const capture::AnalyzeSetup& tool, ToolRules rules,
                                               const std::filesystem::path& results, Diagnostics& notes,
                                               const Progress& progress);

// The file that a set-up names, relative to its folder. Refused where the name is empty (`what` says
// what is lacking).
[[nodiscard]] Result<std::filesystem::path> resolve_file(const capture::ToolSetup& setup,
                                                         const std::string& name, const std::string& what);

// What OpenSim writes into the headers of its result files.
[[nodiscard]] std::string units_note();

}  // namespace loadshare::analysis
