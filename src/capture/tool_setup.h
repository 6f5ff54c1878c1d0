// Set-up files of OpenSim's tools as plain data: inverse kinematics, inverse dynamics, analyses.
#pragma once

#include <filesystem>
#include <limits>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/diagnostics.h"
#include "base/result.h"

namespace loadshare::capture {

inline constexpr double unbounded_s = std::numeric_limits<double>::infinity();

struct TimeRange {
  double start_s = -unbounded_s;
  double end_s = unbounded_s;
};

// Values below are OpenSim's own where a file leaves an element out. File names stand as written, empty where
// the file says nothing or "Unassigned"; they are relative to ToolSetup::folder.

struct MarkerTask {
  std::string marker;
  bool is_applied = true;
  double weight = 0.0;
};

enum class CoordinateSource { model_default, manual_value, from_file };

struct CoordinateTask {
  std::string coordinate;
  bool is_applied = true;
  double weight = 0.0;
  CoordinateSource source = CoordinateSource::model_default;
  double manual_value = 0.0;  // [rad] or [m], as the coordinate is
};

struct InverseKinematicsSetup {
  std::string model_file;
  std::string marker_file;
  std::string coordinate_file;
  std::string output_motion_file;
  std::string task_set_file;               // where IKTaskSet is a file of its own
  double constraint_weight = unbounded_s;  // infinite: constraints hold exactly
  double accuracy = 1e-5;
  TimeRange time_range;
  bool reports_errors = true;
  bool reports_marker_locations = false;
  std::vector<MarkerTask> marker_tasks;
  std::vector<CoordinateTask> coordinate_tasks;
};

struct InverseDynamicsSetup {
  std::string model_file;
  std::string external_loads_file;
  std::string coordinates_file;
  std::string output_gen_force_file = "inverse_dynamics.sto";
  std::string output_body_forces_file = "body_forces_at_joints.sto";
  std::vector<std::string> forces_to_exclude;
  std::vector<std::string> joints_to_report_body_forces;
  double lowpass_cutoff_for_coordinates_Hz = -1.0;  // negative: none
  TimeRange time_range;
};

// What every analysis has.
struct AnalysisSettings {
  std::string name;
  bool is_on = true;
  TimeRange time_range;
  int step_interval = 1;
  bool in_degrees = true;
};

struct StaticOptimizationSetup {
  AnalysisSettings settings;
  bool uses_model_force_set = true;
  double activation_exponent = 2.0;
  bool uses_muscle_physiology = true;
  double convergence_criterion = 1e-4;
  int max_iterations = 100;
};

struct MuscleAnalysisSetup {
  AnalysisSettings settings;
  std::vector<std::string> muscles = {"all"};
  std::vector<std::string> coordinates = {"all"};
  bool computes_moments = true;
};

struct JointReactionSetup {
  AnalysisSettings settings;
  std::string forces_file;
  std::vector<std::string> joints = {"ALL"};
  std::vector<std::string> bodies = {"child"};   // one for all, or one per joint: parent or child
  std::vector<std::string> frames = {"ground"};  // one for all, or one per joint: a frame, parent or child
};

struct KinematicsSetup {
  AnalysisSettings settings;
  std::vector<std::string> coordinates = {"all"};
};

using AnalysisSetup =
    std::variant<StaticOptimizationSetup, MuscleAnalysisSetup, JointReactionSetup, KinematicsSetup>;

struct AnalyzeSetup {
  std::string model_file;
  bool replaces_force_set = false;
  std::vector<std::string> force_set_files;
  std::string external_loads_file;
  std::string states_file;
  std::string coordinates_file;
  std::string speeds_file;
  std::string analysis_set_file;                    // where AnalysisSet is a file of its own
  double lowpass_cutoff_for_coordinates_Hz = -1.0;  // negative: none
  int output_precision = 8;
  double initial_time_s = 0.0;
  double final_time_s = 1.0;
  bool solves_for_equilibrium = false;
  std::vector<AnalysisSetup> analyses;      // in the order of the file
  std::vector<std::string> other_analyses;  // kinds that are not computed; each also in a finding
};

struct ToolSetup {
  std::string name;
  std::filesystem::path folder;  // of the set-up file; empty from parse_tool_setup
  int document_version = 0;
  std::string results_directory = "./";
  std::variant<InverseKinematicsSetup, InverseDynamicsSetup, AnalyzeSetup> tool;
};

// Reads documents 10000 to 40600 with an InverseKinematicsTool (IKTool before 20300), InverseDynamicsTool or
// AnalyzeTool. Elements that are not used are noted. Refused, naming file and line: another tool, values that
// are not what they should be, tasks without a name, a final time before the initial one.
[[nodiscard]] Result<ToolSetup> parse_tool_setup(std::string_view text, const std::string& where,
                                                 Diagnostics& notes);
// Also reads the task set or analysis set where that is a file of its own.
[[nodiscard]] Result<ToolSetup> read_tool_setup(const std::filesystem::path& path, Diagnostics& notes);

// The tasks of an IKTaskSet that is a document of its own. Only the tasks of the result are filled.
[[nodiscard]] Result<InverseKinematicsSetup> parse_task_set(std::string_view text, const std::string& where,
                                                            Diagnostics& notes);
[[nodiscard]] Result<InverseKinematicsSetup> read_task_set(const std::filesystem::path& path,
                                                           Diagnostics& notes);

// The settings that every analysis has.
[[nodiscard]] const AnalysisSettings& settings_of(const AnalysisSetup& analysis);

}  // namespace loadshare::capture
