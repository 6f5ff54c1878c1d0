// What the analyses of an AnalyzeTool share.
#pragma once

#include <string>
#include <vector>

#include "analysis/run_tool.h"
#include "analysis/tool_inputs.h"
#include "capture/tool_setup.h"

namespace loadshare::analysis {

struct AnalyzeContext {
  const capture::ToolSetup& setup;
  const capture::AnalyzeSetup& tool;
  const std::filesystem::path& results;
  const ToolInputs& inputs;
  const motion::Kinematics& motion;  // the samples of the tool's time range
  Diagnostics& notes;
  const Progress& progress;
};

// The samples of context.motion that an analysis records: the first, the last, and in between those whose
// place in the whole (padded) motion is a multiple of its step interval, as OpenSim counts.
[[nodiscard]] std::vector<std::size_t> recorded_samples(const AnalyzeContext& context,
                                                        const capture::AnalysisSettings& settings);

// Set-up files do not tell ALL from all.
[[nodiscard]] std::string lower_case(std::string text);

// An empty table of that many rows, times filled from the samples.
[[nodiscard]] TimeSeries make_table(const AnalyzeContext& context, const std::vector<std::size_t>& samples,
                                    std::string name, std::vector<std::string> labels);

// Writes <results>/<tool>_<analysis>_<suffix>.sto and adds it to the outcome.
[[nodiscard]] Result<Done> write_result(const AnalyzeContext& context, const TimeSeries& table,
                                        const std::string& analysis, const std::string& suffix,
                                        const std::string& description, ToolOutcome& outcome);

[[nodiscard]] Result<ToolOutcome> run_static_optimization(const AnalyzeContext& context,
                                                          const capture::StaticOptimizationSetup& analysis);
[[nodiscard]] Result<ToolOutcome> run_muscle_analysis(const AnalyzeContext& context,
                                                      const capture::MuscleAnalysisSetup& analysis);
[[nodiscard]] Result<ToolOutcome> run_joint_reaction(const AnalyzeContext& context,
                                                     const capture::JointReactionSetup& analysis);
[[nodiscard]] Result<ToolOutcome> run_kinematics(const AnalyzeContext& context,
                                                 const capture::KinematicsSetup& analysis);

}  // namespace loadshare::analysis
