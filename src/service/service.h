// The use cases that compute: the only door for shells (check_file and model_info stand beside).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "analysis/analyse.h"
#include "analysis/run_tool.h"
#include "service/job.h"

namespace loadshare::service {

struct RunToolRequest {
  std::filesystem::path setup;
  std::filesystem::path results_folder;  // empty: where the set-up says
  analysis::ToolRules rules = analysis::ToolRules::opensim;
};
// Samples that were not solved are findings.
[[nodiscard]] Job<analysis::ToolOutcome> run_tool(const RunToolRequest& request,
                                                  const analysis::Progress& progress = {});

struct AnalyzeOutcome {
  analysis::AnalysisReport report;
  std::string verdict;                       // the table, as text
  std::vector<std::filesystem::path> files;  // written
};
[[nodiscard]] Job<AnalyzeOutcome> analyze(const analysis::AnalyseInputs& inputs,
                                          const std::filesystem::path& results_folder,
                                          const analysis::AnalyseProgress& progress = {});

}  // namespace loadshare::service
