// The report's drawings as inline SVG: they need no script, and scale with the page. Colours are classes
// ("g-0" to "g-15"), which the page's style sheet fills in for light, dark and print.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analysis/analysis_report.h"

namespace loadshare::analysis {

// Class of a group's colour. Groups that meet at one cut differ; names the program does not know share grey.
[[nodiscard]] std::string colour_class(std::string_view group);

// Stacked shares of one cut over time, first group at the bottom, with a label at the right end of each band
// that is broad enough. Samples that were not balanced are gaps under hatching; samples that needed reserves
// are hatched along the axis. `id` must be unique in the page and made of letters, digits and dashes.
// Preconditions: vectors by sample agree with the report's times.
[[nodiscard]] std::string draw_shares(const tension::CutReport& cut, const tension::TensionReport& report,
                                      std::string_view id);

struct PlotLine {
  std::string label;
  std::vector<double> values;  // by sample; NaN: a gap
};
struct LinePlot {
  std::string id, title, description;  // id as for draw_shares
  std::string unit;                    // of the values
  std::vector<PlotLine> lines;         // at most 6; told apart by colour and dashes
  bool starts_at_zero = false;
};
// Lines over time, with gaps and hatching as above.
[[nodiscard]] std::string draw_lines(const LinePlot& plot, const tension::TensionReport& report);

// The feasible range of a share as a bar from 0 to 100 %, with a mark at the share; only the mark where there
// is no range.
[[nodiscard]] std::string draw_range_bar(double share_ratio, double ratio_min, double ratio_max,
                                         std::string_view colour);

}  // namespace loadshare::analysis
