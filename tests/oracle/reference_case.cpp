#include "reference_case.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>

#include "capture/storage.h"
#include "test_data.h"

namespace loadshare::oracle {
namespace fs = std::filesystem;

std::optional<std::string> lacking(const std::string& case_name) {
  const std::string folder = std::string(reference_folder) + "/" + case_name;
  if (!testing::find_data(folder)) return testing::left_out(folder);
  const auto setup = read_setup(setup_file(case_name, "ma"));
  const auto& tool = std::get<capture::AnalyzeSetup>(setup.tool);
  for (const auto& name : {tool.model_file, tool.coordinates_file})
    if (!fs::exists(setup.folder / name)) return testing::left_out(name);
  return std::nullopt;
}

fs::path setup_file(const std::string& case_name, const std::string& tool) {
  return (testing::data_folder() / reference_folder / case_name / (tool + "_setup.xml")).lexically_normal();
}

fs::path expected_file(const std::string& case_name, const std::string& file) {
  return (testing::data_folder() / reference_folder / case_name / "expected" / file).lexically_normal();
}

TimeSeries read_table(const fs::path& path) {
  Diagnostics notes;
  return value_of(capture::read_storage(path, notes));
}

ToolRun run_setup(const std::string& case_name, const std::string& tool, ToolRules rules) {
  Diagnostics notes;
  ToolRun run;
  run.folder = scratch_folder(case_name + (rules == ToolRules::opensim ? "/opensim/" : "/exact/") + tool);
  run.outcome = value_of(analysis::run_tool(setup_file(case_name, tool), rules, run.folder, notes));
  return run;
}

capture::ToolSetup read_setup(const fs::path& path) {
  Diagnostics notes;
  return value_of(capture::read_tool_setup(path, notes));
}

analysis::ToolInputs read_inputs(const capture::ToolSetup& setup, ToolRules rules) {
  const auto& tool = std::get<capture::AnalyzeSetup>(setup.tool);
  const bool as_opensim = rules == ToolRules::opensim;
  Diagnostics notes;
  return value_of(analysis::read_tool_inputs(
      setup,
      {.model_file = tool.model_file,
       .coordinates_file = tool.coordinates_file,
       .external_loads_file = tool.external_loads_file,
       .force_set_files = tool.force_set_files,
       .replaces_force_set = tool.replaces_force_set,
       .rules = rules,
       .cutoff_hz = tool.lowpass_cutoff_for_coordinates_Hz,
       .preparation = as_opensim ? motion::Preparation::analyze_tool : motion::Preparation::consistent,
       .lacking = as_opensim ? motion::Lacking::zero : motion::Lacking::model_default},
      notes));
}

std::string with_element(std::string text, const std::string& element, const std::string& content) {
  const std::string open = "<" + element + ">", close = "</" + element + ">";
  const auto begin = text.find(open);
  const auto end = text.find(close);
  if (begin == std::string::npos || end == std::string::npos)
    throw std::runtime_error("the set-up has no element " + element);
  return text.replace(begin + open.size(), end - begin - open.size(), content);
}

std::string absolute_setup(const fs::path& path) {
  std::ifstream file(path);
  std::ostringstream read;
  read << file.rdbuf();
  std::string text = read.str();
  for (const std::string element :
       {"model_file", "coordinates_file", "external_loads_file", "force_set_files", "marker_file"}) {
    const std::string open = "<" + element + ">";
    const auto begin = text.find(open);
    if (begin == std::string::npos) continue;
    const auto from = begin + open.size();
    const std::string name = text.substr(from, text.find("</", from) - from);
    if (!name.empty())
      text = with_element(text, element, (path.parent_path() / name).lexically_normal().string());
  }
  return text;
}

std::optional<Eigen::Index> find_row(const std::vector<double>& times_s, double time_s) {
  constexpr double same_s = 1e-6;
  const auto found = std::lower_bound(times_s.begin(), times_s.end(), time_s - same_s);
  if (found == times_s.end() || *found > time_s + same_s) return std::nullopt;
  return found - times_s.begin();
}

void Difference::add(double ours, double theirs, double bound, const std::string& column, double time_s) {
  const double off = std::abs(ours - theirs);
  ++compared;
  if (!(off <= bound)) ++beyond;  // not-a-number is beyond
  square_sum += off * off;
  if (off <= worst) return;
  worst = off;
  worst_at = fmt::format("{} at {:.3f} s", column, time_s);
}

void Difference::join(const Difference& other) {
  compared += other.compared;
  beyond += other.beyond;
  square_sum += other.square_sum;
  missing_rows += other.missing_rows;
  missing_columns += other.missing_columns;
  if (other.worst <= worst) return;
  worst = other.worst;
  worst_at = other.worst_at;
}

double Difference::rms() const {
  return compared == 0 ? 0.0 : std::sqrt(square_sum / static_cast<double>(compared));
}

Difference compare(const TimeSeries& ours, const TimeSeries& theirs, const Bound& bound) {
  Difference difference;
  std::vector<std::optional<std::size_t>> columns;
  for (const auto& label : theirs.labels) {
    columns.push_back(ours.find_column(label));
    if (!columns.back()) ++difference.missing_columns;
  }
  for (std::size_t i = 0; i < theirs.times_s.size(); ++i) {
    const auto row = find_row(ours.times_s, theirs.times_s[i]);
    if (!row) {
      ++difference.missing_rows;
      continue;
    }
    for (std::size_t c = 0; c < columns.size(); ++c) {
      if (!columns[c]) continue;
      const double value = theirs.values(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(c));
      difference.add(ours.values(*row, static_cast<Eigen::Index>(*columns[c])), value,
                     bound(value, theirs.labels[c]), theirs.labels[c], theirs.times_s[i]);
    }
  }
  return difference;
}

double force_bound(double theirs, const std::string&) { return std::max(0.1, 1e-3 * std::abs(theirs)); }

}  // namespace loadshare::oracle
