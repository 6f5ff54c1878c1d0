// The table that `analyze` prints: who held the tension, by cut, as plain text.
#pragma once

#include <string>

#include "analysis/analysis_report.h"

namespace loadshare::analysis {

// At most 100 columns wide; control characters of names are replaced; ends with a line break.
// Default cuts only, each with the groups that held at least one per cent, greatest first.
// Precondition: the report has a phase, with the report's cuts.
[[nodiscard]] std::string make_verdict_text(const AnalysisReport& report);

}  // namespace loadshare::analysis
