// report.html: the report for people. One file, which needs no network, no fonts and no script (a short
// script adds read-outs under the plots); light and dark, from a phone's width to A4.
#pragma once

#include <string>

#include "analysis/analysis_report.h"

namespace loadshare::analysis {

// UTF-8. Whatever comes from files is escaped. The same report gives the same bytes.
// Preconditions: the report has a phase, with the report's cuts; vectors by sample agree with its times.
[[nodiscard]] std::string make_report_html(const AnalysisReport& report);

}  // namespace loadshare::analysis
