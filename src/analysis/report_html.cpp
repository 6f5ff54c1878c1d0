#include "analysis/report_html.h"

#include "analysis/html_text.h"
#include "analysis/report_page_css.h"
#include "analysis/report_page_js.h"
#include "analysis/report_sections.h"

namespace loadshare::analysis {

std::string make_report_html(const AnalysisReport& report) {
  std::string page = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
  page += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
  page += "<title>" + escape_html("loadshare: " + title_of(report)) + "</title>\n<style>\n";
  page += report_page_css;
  page += "</style>\n</head>\n<body>\n<main>\n";
  page += section_title(report);
  page += section_sentences(report);
  page += section_verdict_table(report);
  page += section_phases(report);
  page += section_shares_over_time(report);
  page += section_joint_loads(report);
  page += section_long_length(report);
  page += section_unsolved(report);
  page += section_reserves(report);
  page += section_findings(report);
  page += section_body(report);
  page += section_measured_activity(report);
  page += section_computed(report);
  page += section_limits(report);
  page += "</main>\n<script>\n";
  page += report_page_js;
  page += "</script>\n</body>\n</html>\n";
  return page;
}

}  // namespace loadshare::analysis
