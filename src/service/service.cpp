#include "service/service.h"

#include "analysis/verdict_text.h"
#include "capture/text.h"

namespace loadshare::service {
namespace {

// Before a long computation, not after it: a folder that cannot be written to.
Result<Done> make_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (!error) return Done{};
  return Refusal{folder.string(), "the folder for the results cannot be made: " + error.message(),
                 "choose a folder that may be written to (--out DIR)", capture::may_pass(error.value())};
}

}  // namespace

Job<analysis::ToolOutcome> run_tool(const RunToolRequest& request, const analysis::Progress& progress) {
  return run_job<analysis::ToolOutcome>([&](Diagnostics& notes) {
    return analysis::run_tool(request.setup, request.rules, request.results_folder, notes, progress);
  });
}

Job<AnalyzeOutcome> analyze(const analysis::AnalyseInputs& inputs,
                            const std::filesystem::path& results_folder,
                            const analysis::AnalyseProgress& progress) {
  return run_job<AnalyzeOutcome>([&](Diagnostics& notes) -> Result<AnalyzeOutcome> {
    if (const auto made = make_folder(results_folder); !made) return made.refusal();
    auto analysis = analysis::analyse(inputs, notes, progress);
    if (!analysis) return analysis.refusal();
    auto files = analysis::write_analysis(*analysis, results_folder);
    if (!files) return files.refusal();
    auto verdict = analysis::make_verdict_text(analysis->report);
    return AnalyzeOutcome{std::move(analysis->report), std::move(verdict), *std::move(files)};
  });
}

}  // namespace loadshare::service
