// The recordings on which OpenSim's own results are at hand, and how ours are compared with them.
#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "analysis/run_tool.h"
#include "analysis/tool_inputs.h"
#include "base/time_series.h"
#include "capture/tool_setup.h"
#include "scratch.h"

namespace loadshare::oracle {

using analysis::ToolRules;

// For INSTANTIATE_TEST_SUITE_P.
inline std::string name_of_case(const ::testing::TestParamInfo<const char*>& tested) { return tested.param; }

// Relative to the data folder: set-ups in it, OpenSim's results in "expected".
inline constexpr const char* reference_folder = "../reference";
inline constexpr const char* case_names[] = {"squat", "run", "gait2392", "gait_walk", "spine318"};

// Whether the case's folder and the recordings that its set-ups name are here; else the message of the
// skipped test.
[[nodiscard]] std::optional<std::string> lacking(const std::string& case_name);

[[nodiscard]] std::filesystem::path setup_file(const std::string& case_name, const std::string& tool);
[[nodiscard]] std::filesystem::path expected_file(const std::string& case_name, const std::string& file);
using testing::scratch_folder, testing::value_of;

[[nodiscard]] TimeSeries read_table(const std::filesystem::path& path);

// Runs the case's set-up file as it stands ("id", "ma", "so", "ik"), results to a scratch folder.
struct ToolRun {
  std::filesystem::path folder;
  analysis::ToolOutcome outcome;
};
[[nodiscard]] ToolRun run_setup(const std::string& case_name, const std::string& tool, ToolRules rules);

// Model, motion and forces of an AnalyzeTool's set-up, as run_tool reads them.
[[nodiscard]] analysis::ToolInputs read_inputs(const capture::ToolSetup& setup, ToolRules rules);
[[nodiscard]] capture::ToolSetup read_setup(const std::filesystem::path& path);

// The set-up's text with the files that it names given by absolute paths, to be run from elsewhere.
[[nodiscard]] std::string absolute_setup(const std::filesystem::path& setup_file);
// Replaces what stands in the only element of that name.
[[nodiscard]] std::string with_element(std::string text, const std::string& element,
                                       const std::string& content);

// The row at that time, to a microsecond (the reference's times have eight digits); none where it is lacking.
[[nodiscard]] std::optional<Eigen::Index> find_row(const std::vector<double>& times_s, double time_s);

// How two sets of values differ.
struct Difference {
  std::size_t compared = 0, beyond = 0;  // beyond: the bound
  double worst = 0, square_sum = 0;
  std::string worst_at;  // column and time
  std::size_t missing_rows = 0, missing_columns = 0;

  void add(double ours, double theirs, double bound, const std::string& column, double time_s);
  void join(const Difference& other);
  [[nodiscard]] double rms() const;
};

// Every value of `theirs` with that of `ours` at the same time and label. `bound` is of (theirs, column).
using Bound = std::function<double(double theirs, const std::string& column)>;
[[nodiscard]] Difference compare(const TimeSeries& ours, const TimeSeries& theirs, const Bound& bound);

// 0.1 N or N m, or 0.1 % where that is more (engine yardstick of generalised forces).
[[nodiscard]] double force_bound(double theirs, const std::string& column);

}  // namespace loadshare::oracle
