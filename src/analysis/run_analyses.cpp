#include <algorithm>
#include <cctype>
#include <utility>

#include "analysis/analyze_context.h"
#include "base/units.h"
#include "capture/storage.h"

namespace loadshare::analysis {

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

std::vector<std::size_t> recorded_samples(const AnalyzeContext& context,
                                          const capture::AnalysisSettings& settings) {
  const std::size_t count = context.motion.sample_count();
  const auto interval = static_cast<std::size_t>(std::max(1, settings.step_interval));
  std::vector<std::size_t> samples;
  for (std::size_t i = 0; i < count; ++i)
    if (i == 0 || i + 1 == count || (context.motion.first_step + i) % interval == 0) samples.push_back(i);
  return samples;
}

TimeSeries make_table(const AnalyzeContext& context, const std::vector<std::size_t>& samples,
                      std::string name, std::vector<std::string> labels) {
  TimeSeries table;
  table.name = std::move(name);
  table.labels = std::move(labels);
  table.in_degrees = false;
  for (const auto i : samples) table.times_s.push_back(context.motion.times_s[i]);
  table.values.setZero(static_cast<Eigen::Index>(samples.size()),
                       static_cast<Eigen::Index>(table.labels.size()));
  return table;
}

Result<Done> write_result(const AnalyzeContext& context, const TimeSeries& table, const std::string& analysis,
                          const std::string& suffix, const std::string& description, ToolOutcome& outcome) {
  const auto path = context.results / (context.setup.name + "_" + analysis + "_" + suffix + ".sto");
  auto written =
      capture::write_storage(table, path, {.significant_digits = std::nullopt, .description = description});
  if (written) outcome.files.push_back(path);
  return written;
}

Result<ToolOutcome> run_kinematics(const AnalyzeContext& context, const capture::KinematicsSetup& analysis) {
  const auto samples = recorded_samples(context, analysis.settings);
  const auto& model = context.inputs.model;
  const bool all = analysis.coordinates.size() == 1 && analysis.coordinates.front() == "all";
  std::vector<model::CoordinateId> coordinates;
  std::vector<std::string> labels;
  for (const auto coordinate : model.coordinate_file_order) {
    const auto& name = model.coordinates[coordinate.at()].name;
    if (!all && std::find(analysis.coordinates.begin(), analysis.coordinates.end(), name) ==
                    analysis.coordinates.end())
      continue;
    coordinates.push_back(coordinate);
    labels.push_back(name);
  }
  ToolOutcome outcome;
  outcome.sample_count = samples.size();
  const auto write = [&](const SampleMatrix& values, const char* name, const char* suffix) {
    TimeSeries table = make_table(context, samples, name, labels);
    table.in_degrees = analysis.settings.in_degrees;
    for (std::size_t c = 0; c < coordinates.size(); ++c) {
      const bool is_angle = model.coordinates[coordinates[c].at()].motion == model::MotionType::rotational;
      const double scale = is_angle && analysis.settings.in_degrees ? deg_per_rad : 1.0;
      for (std::size_t i = 0; i < samples.size(); ++i)
        table.values(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(c)) =
            scale * values(static_cast<Eigen::Index>(samples[i]), coordinates[c].index);
    }
    return write_result(context, table, analysis.settings.name, suffix, units_note(), outcome);
  };
  context.notes.assume(
      "analysis " + analysis.settings.name,
      "accelerations are those of the motion; OpenSim writes what its model would do under its own "
      "initial muscle states");
  if (auto done = write(context.motion.q, "Coordinates", "q"); !done) return done.refusal();
  if (auto done = write(context.motion.qdot, "Speeds", "u"); !done) return done.refusal();
  if (auto done = write(context.motion.qddot, "Accelerations", "dudt"); !done) return done.refusal();
  return outcome;
}

Result<ToolOutcome> run_analyses(const capture::ToolSetup& setup, const capture::AnalyzeSetup& tool,
                                 ToolRules rules, const std::filesystem::path& results, Diagnostics& notes,
                                 const Progress& progress) {
  if (!tool.states_file.empty())
    return Refusal{"set-up " + setup.name, "it gives a states file, which this program does not start from",
                   "Give the motion as a coordinates_file."};
  if (!tool.speeds_file.empty())
    notes.leave_out("set-up " + setup.name, "speeds_file: speeds are the derivative of the coordinates");
  const auto inputs = read_tool_inputs(
      setup,
      {.model_file = tool.model_file,
       .coordinates_file = tool.coordinates_file,
       .external_loads_file = tool.external_loads_file,
       .force_set_files = tool.force_set_files,
       .replaces_force_set = tool.replaces_force_set,
       .rules = rules,
       .cutoff_hz = tool.lowpass_cutoff_for_coordinates_Hz,
       .preparation =
           rules == ToolRules::opensim ? motion::Preparation::analyze_tool : motion::Preparation::consistent,
       .lacking = rules == ToolRules::opensim ? motion::Lacking::zero : motion::Lacking::model_default},
      notes);
  if (!inputs) return inputs.refusal();
  const auto motion =
      motion::select_times(inputs->kinematics, tool.initial_time_s, tool.final_time_s, tool.coordinates_file);
  if (!motion) return motion.refusal();

  const AnalyzeContext context{setup, tool, results, *inputs, *motion, notes, progress};
  ToolOutcome outcome;
  for (const auto& analysis : tool.analyses) {
    if (!capture::settings_of(analysis).is_on) {
      notes.leave_out("analysis " + capture::settings_of(analysis).name, "it is switched off in the set-up");
      continue;
    }
    const auto run = [&]() -> Result<ToolOutcome> {
      if (const auto* a = std::get_if<capture::StaticOptimizationSetup>(&analysis))
        return run_static_optimization(context, *a);
      if (const auto* a = std::get_if<capture::MuscleAnalysisSetup>(&analysis))
        return run_muscle_analysis(context, *a);
      if (const auto* a = std::get_if<capture::JointReactionSetup>(&analysis))
        return run_joint_reaction(context, *a);
      return run_kinematics(context, std::get<capture::KinematicsSetup>(analysis));
    };
    const auto done = run();
    if (!done) return done.refusal();
    outcome.files.insert(outcome.files.end(), done->files.begin(), done->files.end());
    outcome.sample_count += done->sample_count;
    outcome.unsolved_count += done->unsolved_count;
  }
  if (outcome.files.empty())
    return Refusal{"set-up " + setup.name, "it asks for no analysis that can be run",
                   "Switch on StaticOptimization, MuscleAnalysis, JointReaction or Kinematics."};
  return outcome;
}

}  // namespace loadshare::analysis
