// The parts of report.html, in the order of the page; each is whole HTML elements, empty where it has nothing
// to say. Preconditions as for make_report_html.
#pragma once

#include <string>

#include "analysis/analysis_report.h"

namespace loadshare::analysis {

// Name of the exercise, else of the recording, in words; not escaped.
[[nodiscard]] std::string title_of(const AnalysisReport& report);

// report_verdict_sections.cpp: what was found.
[[nodiscard]] std::string section_title(const AnalysisReport& report);
[[nodiscard]] std::string section_sentences(const AnalysisReport& report);
[[nodiscard]] std::string section_verdict_table(const AnalysisReport& report);
[[nodiscard]] std::string section_phases(const AnalysisReport& report);
[[nodiscard]] std::string section_shares_over_time(const AnalysisReport& report);
[[nodiscard]] std::string section_joint_loads(const AnalysisReport& report);
[[nodiscard]] std::string section_long_length(const AnalysisReport& report);

// report_method_sections.cpp: how far it can be relied on.
[[nodiscard]] std::string section_unsolved(const AnalysisReport& report);
[[nodiscard]] std::string section_reserves(const AnalysisReport& report);
[[nodiscard]] std::string section_findings(const AnalysisReport& report);
[[nodiscard]] std::string section_body(const AnalysisReport& report);
[[nodiscard]] std::string section_measured_activity(const AnalysisReport& report);
[[nodiscard]] std::string section_computed(const AnalysisReport& report);
[[nodiscard]] std::string section_limits(const AnalysisReport& report);

}  // namespace loadshare::analysis
