#include <algorithm>
#include <fstream>

#include "measurements.h"

namespace loadshare::oracle {
namespace {

// OpenSim's force file may hold fewer samples than the trial; between them it says nothing.
TimeSeries rows_at(const TimeSeries& series, const std::vector<double>& times_s) {
  TimeSeries kept;
  kept.labels = series.labels;
  std::vector<Eigen::Index> rows;
  for (std::size_t i = 0; i < series.times_s.size(); ++i) {
    if (!find_row(times_s, series.times_s[i])) continue;
    kept.times_s.push_back(series.times_s[i]);
    rows.push_back(static_cast<Eigen::Index>(i));
  }
  kept.values.resize(static_cast<Eigen::Index>(rows.size()), series.values.cols());
  for (std::size_t i = 0; i < rows.size(); ++i)
    kept.values.row(static_cast<Eigen::Index>(i)) = series.values.row(rows[i]);
  return kept;
}

void compare_triples(const TimeSeries& ours, const TimeSeries& theirs, ReactionComparison& result) {
  for (std::size_t i = 0; i < theirs.times_s.size(); ++i) {
    const auto row = find_row(ours.times_s, theirs.times_s[i]);
    if (!row) {
      ++result.forces_N.missing_rows;
      continue;
    }
    for (std::size_t c = 0; c + 2 < theirs.labels.size(); c += 3) {
      const auto& label = theirs.labels[c];
      const Eigen::Vector3d their =
          theirs.values.row(static_cast<Eigen::Index>(i)).segment<3>(static_cast<Eigen::Index>(c));
      const Eigen::Vector3d our = ours.values.row(*row).segment<3>(static_cast<Eigen::Index>(c));
      const char kind = label[label.size() - 2];  // f, m or p before x
      auto& difference = kind == 'f' ? result.forces_N : kind == 'm' ? result.moments_Nm : result.points_m;
      const double bound = kind == 'p' ? 1e-4 : std::max(0.1, 1e-3 * their.norm());
      difference.add((our - their).norm(), 0.0, bound, label.substr(0, label.size() - 3), theirs.times_s[i]);
    }
  }
}

}  // namespace

ReactionComparison compare_reactions(const std::string& case_name, bool from_our_forces) {
  const std::string force_file = "so_StaticOptimization_force.sto";
  const auto forces = from_our_forces ? run_setup(case_name, "so", ToolRules::opensim).folder / force_file
                                      : expected_file(case_name, force_file);
  const auto folder = scratch_folder(case_name + (from_our_forces ? "/jr_ours" : "/jr_opensim"));
  const auto setup = folder / "jr_setup.xml";
  std::ofstream(setup) << with_element(absolute_setup(setup_file(case_name, "jr")), "forces_file",
                                       forces.string());
  Diagnostics notes;
  const auto outcome = value_of(analysis::run_tool(setup, ToolRules::opensim, folder, notes));
  const auto ours = read_table(outcome.files.at(0));
  const auto theirs = read_table(expected_file(case_name, "jr_JointReaction_ReactionLoads.sto"));
  ReactionComparison result;
  result.same_columns = ours.labels == theirs.labels;
  if (result.same_columns) compare_triples(ours, rows_at(theirs, read_table(forces).times_s), result);
  return result;
}

}  // namespace loadshare::oracle
