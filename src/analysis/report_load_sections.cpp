// Of report.html: what the joints press with.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/html_text.h"
#include "analysis/report_sections.h"
#include "analysis/report_words.h"

namespace loadshare::analysis {
namespace {

struct Extremes {
  double mean = 0, peak = 0, peak_at_s = 0;  // peak: of the greatest absolute value, with its sign
  bool is_some = false;
};

// Over the samples that have a value.
Extremes extremes_of(const std::vector<double>& values, const std::vector<double>& times_s) {
  Extremes extremes;
  double total = 0;
  std::size_t count = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) continue;
    total += values[i];
    ++count;
    if (extremes.is_some && std::abs(values[i]) <= std::abs(extremes.peak)) continue;
    extremes.is_some = true;
    extremes.peak = values[i];
    extremes.peak_at_s = times_s[i];
  }
  if (count > 0) extremes.mean = total / static_cast<double>(count);
  return extremes;
}

std::string force_cell(const Extremes& extremes, double weight_N) {
  if (!extremes.is_some) return "<td class=\"number\">–</td>";
  return fmt::format("<td class=\"number\">{:.0f}&nbsp;N{}</td>", extremes.peak,
                     weight_N > 0 ? fmt::format(" ({:.1f})", std::abs(extremes.peak) / weight_N) : "");
}

std::string load_row(const JointLoadReport& load, const AnalysisReport& report, double weight_N) {
  const auto& times_s = report.tension.times_s;
  const auto resultant = extremes_of(load.resultant_N, times_s);
  if (!resultant.is_some) return {};
  return fmt::format(
      "<tr><th scope=\"row\">{}</th><td class=\"number\">{:.0f}&nbsp;N</td>{}<td class=\"number\">{:.2f}"
      "&nbsp;s</td>{}{}</tr>\n",
      escape_html(printable(load.label, 60)), resultant.mean, force_cell(resultant, weight_N),
      resultant.peak_at_s, force_cell(extremes_of(load.compression_N, times_s), weight_N),
      force_cell(extremes_of(load.shear_forward_N, times_s), weight_N));
}

}  // namespace

std::string section_joint_loads(const AnalysisReport& report) {
  constexpr double gravity_m_s2 = 9.80665;
  const double weight_N = std::isfinite(report.subject_mass_kg) ? report.subject_mass_kg * gravity_m_s2 : 0;
  std::string rows;
  for (const auto& load : report.joint_loads) rows += load_row(load, report, weight_N);
  if (rows.empty()) return {};
  return "<section>\n<h2>What the joints press with</h2>\n<p class=\"note\">Contact forces between the "
         "bones, muscles "
         "included; greatest values, in brackets times body weight. Shear is positive where the upper body "
         "would slide "
         "forward; at the hips it is the push forward on the thigh.</p>\n<div class=\"scroll\" "
         "tabindex=\"0\" "
         "role=\"region\" aria-label=\"What the joints press with\"><table>\n<thead><tr><th "
         "scope=\"col\">Joint</th><th "
         "scope=\"col\" class=\"number\">Mean</th><th scope=\"col\" class=\"number\">Greatest</th><th "
         "scope=\"col\" "
         "class=\"number\">At</th><th scope=\"col\" class=\"number\">Compression</th><th scope=\"col\" "
         "class=\"number\">Shear</th></tr></thead>\n<tbody>\n" +
         rows + "</tbody></table></div>\n</section>\n";
}

}  // namespace loadshare::analysis
