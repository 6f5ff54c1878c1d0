#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>

#include "analysis/analyze_context.h"
#include "measurements.h"

namespace loadshare::oracle {
namespace {

// OpenSim's own account of each sample.
struct LogEntry {
  double time_s = 0, objective = 0, violation = 0;
};

std::vector<LogEntry> read_log(const std::string& case_name) {
  std::ifstream file(expected_file(case_name, "so_log_time_objective_violation.txt"));
  std::vector<LogEntry> log;
  for (LogEntry entry; file >> entry.time_s >> entry.objective >> entry.violation;) log.push_back(entry);
  if (log.empty())
    throw std::runtime_error("the log of OpenSim's static optimisation is empty: " + case_name);
  return log;
}

// Controls and forces of one run.
struct Shared {
  TimeSeries controls, forces;

  [[nodiscard]] double strength(Eigen::Index row, const std::string& muscle) const {
    return forces.values(row, static_cast<Eigen::Index>(forces.find_column(muscle).value())) /
           controls.values(row, static_cast<Eigen::Index>(controls.find_column(muscle).value()));
  }
};

// How far the muscles' strengths are apart, relative, in OpenSim's row of that time; in whichever row they
// are farthest apart where the time is not among those that were kept of OpenSim's files.
double strength_difference(const model::Model& model, const Shared& ours, const Shared& theirs,
                           double time_s) {
  const auto of_row = [&](Eigen::Index their_row) {
    const auto row =
        find_row(ours.controls.times_s, theirs.controls.times_s[static_cast<std::size_t>(their_row)]);
    double greatest = 0;
    for (const auto& muscle : model.muscles)
      if (theirs.controls.find_column(muscle.name))
        greatest = std::max(
            greatest,
            std::abs(ours.strength(row.value(), muscle.name) / theirs.strength(their_row, muscle.name) - 1));
    return greatest;
  };
  if (const auto row = find_row(theirs.controls.times_s, time_s)) return of_row(*row);
  double greatest = 0;
  for (Eigen::Index row = 0; row < theirs.controls.values.rows(); ++row)
    greatest = std::max(greatest, of_row(row));
  return greatest;
}

constexpr double met = 1e-6;  // OpenSim's violation where it solved the sample

void compare_objectives(const std::vector<LogEntry>& log, const model::Model& model, const Shared& ours,
                        const Shared& theirs, SharingComparison& result) {
  constexpr double failed = 1e-3;
  const auto& controls = ours.controls;
  for (const auto& entry : log) {
    if (entry.violation >= met) ++result.opensim_loose_count;
    if (entry.violation >= failed)
      result.opensim_failed.push_back(fmt::format("{:.3f} s ({:.2g})", entry.time_s, entry.violation));
    const auto row = find_row(controls.times_s, entry.time_s);
    if (!row) {
      ++result.activations.missing_rows;
      continue;
    }
    if (entry.violation >= met) continue;
    const double ratio = controls.values.row(*row).squaredNorm() / entry.objective;
    ++result.objectives_compared;
    if (ratio > 1 + 1e-6) {
      ++result.objectives_above;
      result.above_times_s.push_back(entry.time_s);
      const double difference = strength_difference(model, ours, theirs, entry.time_s);
      result.strength_difference_max = std::max(result.strength_difference_max, difference);
      if (ratio > 1 + 2 * difference) ++result.objectives_unexplained;
    }
    result.objective_ratio_max = std::max(result.objective_ratio_max, ratio);
    result.objective_ratio_min = std::min(result.objective_ratio_min, ratio);
  }
}

double activation_bound(double, const std::string&) { return 0.02; }

// The muscles' columns, in the samples that OpenSim solved at an objective below that.
TimeSeries muscles_where_met(const TimeSeries& controls, const std::vector<LogEntry>& log,
                             const model::Model& model, double objective_max) {
  std::vector<Eigen::Index> rows, columns;
  TimeSeries kept;
  for (std::size_t i = 0; i < controls.times_s.size(); ++i)
    for (const auto& entry : log)
      if (std::abs(entry.time_s - controls.times_s[i]) < 1e-6 && entry.violation < met &&
          entry.objective < objective_max) {
        rows.push_back(static_cast<Eigen::Index>(i));
        kept.times_s.push_back(controls.times_s[i]);
      }
  for (std::size_t c = 0; c < controls.labels.size(); ++c) {
    if (!model.find_muscle(controls.labels[c]).is_some()) continue;
    columns.push_back(static_cast<Eigen::Index>(c));
    kept.labels.push_back(controls.labels[c]);
  }
  kept.values = controls.values(rows, columns);
  return kept;
}

SharingComparison compare_results(const std::string& case_name, const model::Model& model,
                                  const analysis::ToolOutcome& outcome) {
  const auto controls = read_table(outcome.files.at(0)), forces = read_table(outcome.files.at(1));
  const auto their_controls = read_table(expected_file(case_name, "so_StaticOptimization_activation.sto"));
  const auto their_forces = read_table(expected_file(case_name, "so_StaticOptimization_force.sto"));
  SharingComparison result;
  result.sample_count = outcome.sample_count;
  result.unsolved_count = outcome.unsolved_count;

  result.same_columns = controls.labels == their_controls.labels && forces.labels == their_forces.labels;
  // Columns of the force file beyond the actuators': external forces and contact spheres.
  for (const auto& label : their_forces.labels) {
    if (controls.find_column(label)) continue;
    result.force_columns += 1;
    const auto our_column = forces.find_column(label), their_column = their_forces.find_column(label);
    if (!our_column) continue;
    for (std::size_t i = 0; i < their_forces.times_s.size(); ++i) {
      const auto row = find_row(forces.times_s, their_forces.times_s[i]);
      if (!row) continue;
      const double theirs =
          their_forces.values(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(*their_column));
      const double off = std::abs(forces.values(*row, static_cast<Eigen::Index>(*our_column)) - theirs);
      result.force_column_excess_max =
          std::max(result.force_column_excess_max, off - std::max(0.1, 1e-3 * std::abs(theirs)));
    }
  }

  std::map<std::string, Difference> of_muscle;
  for (const auto& label : their_controls.labels) {
    if (!model.find_muscle(label).is_some()) continue;
    TimeSeries one;
    one.labels = {label};
    one.times_s = their_controls.times_s;
    one.values = their_controls.values.col(static_cast<Eigen::Index>(*their_controls.find_column(label)));
    const auto difference = compare(controls, one, activation_bound);
    if (difference.rms() > result.worst_muscle_rms) {
      result.worst_muscle_rms = difference.rms();
      result.worst_muscle = label;
    }
    result.activations.join(difference);
  }
  const auto log = read_log(case_name);
  compare_objectives(log, model, {controls, forces}, {their_controls, their_forces}, result);
  result.activations_where_met =
      compare(controls, muscles_where_met(their_controls, log, model, 1e300), activation_bound);
  result.activations_where_muscles_count =
      compare(controls, muscles_where_met(their_controls, log, model, 1000), activation_bound);
  return result;
}

}  // namespace

SharingComparison compare_sharing(const std::string& case_name, ToolRules rules) {
  const auto inputs = read_inputs(read_setup(setup_file(case_name, "so")), rules);
  return compare_results(case_name, inputs.model, run_setup(case_name, "so", rules).outcome);
}

SharingComparison compare_sharing_at_fitted_pose() {
  const std::string name = "spine318";
  const auto pose = fit_spine_pose(mechanics::WrapRules::opensim);
  const auto setup = read_setup(setup_file(name, "so"));
  const auto& tool = std::get<capture::AnalyzeSetup>(setup.tool);
  const auto inputs = read_inputs(setup, ToolRules::opensim);
  const auto folder = scratch_folder("spine_pose");
  Diagnostics notes;
  const analysis::Progress progress;
  const analysis::AnalyzeContext context{setup, tool, folder, inputs, pose.motion, notes, progress};
  auto analysis = std::get<capture::StaticOptimizationSetup>(tool.analyses.at(0));
  analysis.settings.step_interval = 1;  // the motion holds just the samples to record
  return compare_results(name, inputs.model, value_of(analysis::run_static_optimization(context, analysis)));
}

VastiSpeeds compare_vasti(const std::string& case_name) {
  const auto mean_of = [&](ToolRules rules) {
    const auto controls = read_table(run_setup(case_name, "so", rules).outcome.files.at(0));
    double sum = 0;
    std::size_t count = 0;
    for (std::size_t c = 0; c < controls.labels.size(); ++c) {
      if (controls.labels[c].rfind("vas", 0) != 0) continue;
      sum += controls.values.col(static_cast<Eigen::Index>(c)).sum();
      count += controls.times_s.size();
    }
    return sum / static_cast<double>(count);
  };
  const auto fastest = [&](ToolRules rules) {
    const auto run = run_setup(case_name, "ma", rules);
    const auto speeds = read_table(run.folder / "ma_MuscleAnalysis_FiberVelocity.sto");
    const auto model = read_inputs(read_setup(setup_file(case_name, "ma")), rules).model;
    double greatest = 0;
    for (std::size_t c = 0; c < speeds.labels.size(); ++c) {
      if (speeds.labels[c].rfind("vas", 0) != 0) continue;
      const auto& muscle = model.muscles[model.find_muscle(speeds.labels[c]).at()];
      greatest = std::max(greatest, speeds.values.col(static_cast<Eigen::Index>(c)).cwiseAbs().maxCoeff() /
                                        muscle.optimal_fiber_length_m);
    }
    return greatest;
  };
  return {mean_of(ToolRules::opensim), mean_of(ToolRules::exact), fastest(ToolRules::opensim),
          fastest(ToolRules::exact)};
}

}  // namespace loadshare::oracle
