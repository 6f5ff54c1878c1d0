#include "accuracy_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "measurements.h"
#include "recorded_problems.h"

namespace loadshare::oracle {
namespace {

using testing::table_head;

std::string mm(double value_m) { return amount(1e3 * value_m, "mm", 1e-3); }

std::string list(const std::set<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
  return text.empty() ? "none" : text;
}

std::string difference_head() {
  return table_head({"case", "values", "beyond the bound", "largest difference"});
}
std::string difference_row(const std::string& name, const Difference& difference, const std::string& worst) {
  return table_row(
      {name, fmt::format("{}", difference.compared), fmt::format("{}", difference.beyond), worst});
}

std::string objective_row(const std::string& name, const SharingComparison& shared,
                          const Difference& activations) {
  return table_row({name, fmt::format("{}", shared.sample_count), fmt::format("{}", shared.unsolved_count),
                    amount(activations.rms(), "", 1e-5), amount(activations.worst, "", 1e-5),
                    fmt::format("{} of {}", shared.objectives_above, shared.objectives_compared),
                    shared.objectives_above > 0 ? amount(shared.objective_ratio_max - 1, "", 1e-6) : "-"});
}

std::string unmet_row(const std::string& name, const SharingComparison& shared) {
  std::string failed;
  for (const auto& sample : shared.opensim_failed) failed += (failed.empty() ? "" : ", ") + sample;
  return table_row({name, fmt::format("{} of {}", shared.opensim_loose_count, shared.sample_count),
                    failed.empty() ? "none" : failed});
}

}  // namespace

std::string percent(double ratio) { return amount(100 * ratio, "%", 1e-3); }

std::string inverse_dynamics_table() {
  std::string table = difference_head();
  for (const char* name : {"squat", "run", "gait2392", "spine318"}) {
    const auto difference = compare_inverse_dynamics(name, ToolRules::opensim);
    table += difference_row(name, difference, amount(difference.worst, "N m or N", 1e-3));
  }
  const auto at_rest = prove_default_pose().at_default_pose;
  return table + difference_row("gait_walk, ours at the default pose (fault 1)", at_rest,
                                amount(at_rest.worst, "N m or N", 1e-3));
}

std::string path_table() {
  std::string table = difference_head();
  const auto add = [&](const std::string& name, const std::string& note, const PathComparison& paths) {
    table += difference_row(name + ", lengths" + note, paths.lengths, mm(paths.lengths.worst));
    table += difference_row(name + ", moment arms" + note, paths.arms, mm(paths.arms.worst));
  };
  for (const char* name : {"squat", "run", "gait2392", "gait_walk"})
    add(name, "", compare_paths(name, ToolRules::opensim));
  add("spine318", ", at OpenSim's pose (fault 4)", fit_spine_pose(mechanics::WrapRules::opensim).others);
  return table;
}

SharingTables sharing_tables() {
  SharingTables tables;
  tables.objectives = table_head({"case", "samples", "not solved by ours", "activations, RMS difference",
                                  "largest", "objective above OpenSim's", "by at most (of it)"});
  tables.unmet = table_head({"case", "violation of 1e-6 or more", "of 1e-3 or more: time (violation)"});
  for (const char* name : {"squat", "run", "gait2392", "gait_walk"}) {
    const auto shared = compare_sharing(name, ToolRules::opensim);
    tables.objectives += objective_row(name, shared, shared.activations);
    tables.unmet += unmet_row(name, shared);
    tables.strength_difference_max = std::max(tables.strength_difference_max, shared.strength_difference_max);
  }
  const auto spine = compare_sharing_at_fitted_pose();
  tables.objectives += objective_row("spine318, at OpenSim's pose; activations where they count (below)",
                                     spine, spine.activations_where_muscles_count);
  tables.unmet += unmet_row("spine318", spine);
  tables.strength_difference_max = std::max(tables.strength_difference_max, spine.strength_difference_max);
  return tables;
}

std::string recorded_problem_table() {
  std::string table =
      table_head({"case", "time", "OpenSim's objective", "its violation",
                  "ours at the same violation: lower by (of it)", "ours solved to the end: violation"});
  for (const auto& file : recorded_problem_files()) {
    const auto problem = read_recorded_problem(file);
    const auto same = solve_again(problem, true), to_the_end = solve_again(problem, false);
    table += table_row({problem.case_name, fmt::format("{:.3f} s", problem.time_s),
                        fmt::format("{:.6g}", problem.opensim_objective),
                        amount(problem.opensim_violation, "", 1e-9),
                        amount(1 - same.objective / problem.opensim_objective, "", 1e-12),
                        amount(to_the_end.violation, "", 1e-9)});
  }
  return table;
}

std::string reaction_table() {
  std::string table = difference_head();
  for (const char* name : {"squat", "gait_walk"})
    for (const bool from_ours : {false, true}) {
      const auto reactions = compare_reactions(name, from_ours);
      const std::string what =
          std::string(name) + (from_ours ? ", from our muscle forces: " : ", from OpenSim's muscle forces: ");
      table +=
          difference_row(what + "forces", reactions.forces_N, amount(reactions.forces_N.worst, "N", 1e-3));
      table += difference_row(what + "moments", reactions.moments_Nm,
                              amount(reactions.moments_Nm.worst, "N m", 1e-3));
    }
  return table;
}

MarkerTables marker_tables() {
  MarkerTables tables;
  tables.costs = table_head({"case", "samples", "cost above 1.01 x OpenSim's", "mean ratio of costs",
                             "greatest ratio", "coordinates that the markers fix: largest RMS difference"});
  tables.loose =
      table_head({"case", "coordinate", "RMS difference", "OpenSim at accuracy 1e-9: RMS difference",
                  "cost when held at OpenSim's value"});
  for (const char* name : {"squat", "gait_walk"}) {
    const auto markers = compare_markers(name);
    tables.costs += table_row(
        {name, fmt::format("{}", markers.sample_count), fmt::format("{}", markers.above),
         fmt::format("{:.3f}", markers.cost_ratio_mean), fmt::format("{:.3f}", markers.cost_ratio_max),
         fmt::format("{} ({})", amount(markers.determined_rms_deg_max, "deg", 1e-2),
                     markers.determined_worst)});
    tables.tight_deg_max = std::max(tables.tight_deg_max, markers.determined_tight_rms_deg_max);
    for (const auto& loose : markers.loose)
      tables.loose += table_row({name, loose.coordinate, amount(loose.rms_deg, "deg", 1e-2),
                                 amount(loose.tight_rms_deg, "deg", 1e-2),
                                 "up by " + percent(std::max(0.0, loose.cost_change_mean))});
  }
  return tables;
}

std::string momentum_table() {
  std::string table = table_head({"case", "samples", "exact rules", "OpenSim's rules",
                                  "largest change of a generalised force by the exact rules"});
  for (const char* name : case_names) {
    const auto momentum = prove_by_momentum(name);
    table += table_row({name, fmt::format("{}", momentum.sample_count), amount(momentum.exact_N, "N", 1e-3),
                        amount(momentum.opensim_N, "N", 1e-3),
                        amount(compare_joint_rules(name).worst, "N m or N", 1e-3)});
  }
  return table;
}

std::string path_work_table() {
  std::string table =
      table_head({"case", "muscles with several wraps", "ours, worst", "OpenSim, worst", "OpenSim, RMS",
                  "lengths beyond 0.1 mm of OpenSim's", "moment arms beyond 0.1 mm", "in muscles"});
  for (const char* name : case_names) {
    const auto work = measure_path_work(name);
    if (work.muscle_count == 0) continue;
    const auto paths = std::string(name) == "spine318" ? fit_spine_pose(mechanics::WrapRules::standard).others
                                                       : compare_paths(name, ToolRules::exact);
    const auto count = [](const Difference& difference) {
      return fmt::format("{}, up to {}", difference.beyond, mm(difference.worst));
    };
    table += table_row({name, fmt::format("{}", work.muscle_count), mm(work.ours.worst),
                        mm(work.opensim.worst), mm(work.opensim.rms()), count(paths.lengths),
                        count(paths.arms), list(paths.muscles_beyond)});
  }
  return table;
}

std::string vasti_table() {
  std::string table = table_head({"case", "fastest vastus fibre, OpenSim's rules", "exact rules",
                                  "mean activation of the vasti, OpenSim's rules", "exact rules"});
  for (const char* name : {"run", "gait_walk"}) {
    const auto vasti = compare_vasti(name);
    table += table_row({name, amount(vasti.speed_opensim_rules, "lengths/s", 0.1),
                        amount(vasti.speed_exact, "lengths/s", 0.1),
                        amount(vasti.activation_opensim_rules, "", 1e-4),
                        amount(vasti.activation_exact, "", 1e-4)});
  }
  return table;
}

}  // namespace loadshare::oracle
