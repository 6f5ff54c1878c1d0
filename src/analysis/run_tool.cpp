#include "analysis/run_tool.h"

#include <system_error>

#include "capture/text.h"

namespace loadshare::analysis {

Result<std::filesystem::path> resolve_file(const capture::ToolSetup& setup, const std::string& name,
                                           const std::string& what) {
  if (name.empty())
    return Refusal{"set-up " + setup.name, "it names no " + what,
                   "Name the " + what + " in the set-up file."};
  const std::filesystem::path path(name);
  return path.is_absolute() ? path : (setup.folder / path).lexically_normal();
}

std::string units_note() {
  return "Units are S.I. units (second, meters, Newtons, ...)\n"
         "If the header above contains a line with 'inDegrees', this indicates whether rotational values are "
         "in "
         "degrees (yes) or radians (no).\n";
}

Result<ToolOutcome> run_tool(const std::filesystem::path& setup_file, ToolRules rules,
                             const std::filesystem::path& results_folder, Diagnostics& notes,
                             const Progress& progress) {
  const auto setup = capture::read_tool_setup(setup_file, notes);
  if (!setup) return setup.refusal();
  const auto results =
      results_folder.empty() ? (setup->folder / setup->results_directory).lexically_normal() : results_folder;
  std::error_code error;
  std::filesystem::create_directories(results, error);
  if (error)
    return Refusal{results.string(), "the folder for the results cannot be made: " + error.message(),
                   "Choose a folder that may be written to (--out DIR).", capture::may_pass(error.value())};
  if (const auto* tool = std::get_if<capture::InverseKinematicsSetup>(&setup->tool))
    return run_inverse_kinematics(*setup, *tool, results, notes, progress);
  if (const auto* tool = std::get_if<capture::InverseDynamicsSetup>(&setup->tool))
    return run_inverse_dynamics(*setup, *tool, rules, results, notes, progress);
  return run_analyses(*setup, std::get<capture::AnalyzeSetup>(setup->tool), rules, results, notes, progress);
}

}  // namespace loadshare::analysis
