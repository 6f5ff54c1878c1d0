#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "analysis/html_text.h"
#include "analysis/movement_phases.h"
#include "analysis/report_plots.h"
#include "analysis/report_sections.h"
#include "analysis/report_words.h"
#include "base/units.h"

namespace loadshare::analysis {
namespace {

using tension::SampleStatus;

std::string number_or_dash(double value, int digits) {
  return std::isfinite(value) ? fmt::format("{:.{}f}", value, digits) : "–";
}

std::string swatch(std::string_view colour) {
  return fmt::format(R"(<span class="swatch {}" aria-hidden="true"></span>)", colour);
}

// What the pressure in the belly adds to the group that holds it.
std::string brace_words(const tension::GroupInPhase& group) {
  if (!(group.brace_tension_N_mean >= 0.5)) return {};
  return fmt::format("<br><small>of it, pressure in the belly {:.0f} N</small>", group.brace_tension_N_mean);
}

std::string group_row(const tension::GroupInPhase& group) {
  const auto colour = colour_class(group.group);
  const auto range = range_words(group.share_ratio_min, group.share_ratio_max);
  return fmt::format(
      "<tr><th scope=\"row\" class=\"group\">{}{}{}</th><td class=\"number\">{}</td><td "
      "class=\"bar\"><div>{}<small>{}</small></div></td>"
      "<td class=\"number\">{}</td><td class=\"number wide\">{}</td><td class=\"number wide\">{}</td></tr>\n",
      swatch(colour), escape_html(capitalised(words_of_group(group.group))), brace_words(group),
      escape_sentence(percent_words(group.share_ratio)),
      draw_range_bar(group.share_ratio, group.share_ratio_min, group.share_ratio_max, colour),
      range.empty() ? "not computed" : escape_sentence(range),
      escape_sentence(percent_words(group.moment_share_ratio)), number_or_dash(group.tension_N_mean, 0),
      number_or_dash(group.tension_N_peak, 0));
}

std::string cut_rows(const CutOverPhase& cut) {
  std::string rows = fmt::format(
      "<tbody>\n<tr class=\"cut\"><th scope=\"rowgroup\" colspan=\"4\">{}</th>"
      "<td class=\"number wide\">{}</td><td class=\"number wide\">{}</td></tr>\n",
      escape_html(capitalised(cut.cut->label)), number_or_dash(cut.held->tension_N_mean, 0),
      number_or_dash(cut.held->tension_N_peak, 0));
  for (const auto& group : groups_by_share(*cut.held)) rows += group_row(group);
  return rows + "</tbody>\n";
}

std::string verdict_table(const std::vector<CutOverPhase>& cuts, const std::string& caption) {
  std::string table =
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"" + caption +
      "\"><table>\n<caption>" + caption +
      "</caption>\n<thead><tr><th scope=\"col\">Muscles</th><th scope=\"col\" class=\"number\">Share of "
      "tension</th><th scope=\"col\" style=\"padding-left:12px\">Possible, 0 to 100&nbsp;%</th>"
      "<th scope=\"col\" class=\"number\">Share of moment</th><th scope=\"col\" class=\"number wide\">Mean, "
      "N</th>"
      "<th scope=\"col\" class=\"number wide\">Peak, N</th></tr></thead>\n";
  for (const auto& cut : cuts) table += cut_rows(cut);
  return table + "</table></div>\n";
}

std::vector<CutOverPhase> chosen_cuts(const AnalysisReport& report, bool is_default) {
  auto cuts = cuts_over(report.tension, whole_phase(report.tension));
  std::erase_if(cuts, [&](const CutOverPhase& cut) { return cut.cut->is_default != is_default; });
  return cuts;
}

std::string figure(const std::string& drawing, const std::string& legend, const std::string& caption) {
  return "<figure>\n<figcaption>" + caption + "</figcaption>\n" + drawing + "\n" + legend +
         "<output></output>\n</figure>\n";
}

std::string shares_figure(const CutOverPhase& cut, const AnalysisReport& report, std::size_t index) {
  std::string legend = "<ul class=\"legend\">";
  for (const auto& group : cut.cut->groups)
    legend += "<li>" + swatch(colour_class(group.group)) + escape_html(words_of_group(group.group)) + "</li>";
  return figure(draw_shares(*cut.cut, report.tension, fmt::format("shares-{}", index)), legend + "</ul>",
                "<b>" + escape_html(capitalised(cut.cut->label)) + "</b>: share of the tension");
}

// Tensions of samples that were not balanced are no result: a gap.
std::vector<double> balanced_only(std::vector<double> values, const tension::TensionReport& report) {
  for (std::size_t k = 0; k < std::min(values.size(), report.status.size()); ++k)
    if (report.status[k] == SampleStatus::infeasible || report.status[k] == SampleStatus::not_converged)
      values[k] = std::numeric_limits<double>::quiet_NaN();
  return values;
}

constexpr std::size_t lines_in_plot_max = 6;

std::string legend_of(const LinePlot& plot) {
  std::string legend = "<ul class=\"legend\">";
  for (std::size_t i = 0; i < plot.lines.size(); ++i)
    legend += "<li>" + swatch(fmt::format("m-{}", i)) + escape_html(plot.lines[i].label) + "</li>";
  return legend + "</ul>";
}

std::string tension_figure(const AnalysisReport& report) {
  LinePlot plot{"tension", "Total tension over time", "One line for each joint, in newtons.", "N", {}, true};
  for (const auto& cut : chosen_cuts(report, true))
    if (plot.lines.size() < lines_in_plot_max && !cut.cut->tension_N.empty())
      plot.lines.push_back({cut.cut->label, balanced_only(cut.cut->tension_N, report.tension)});
  if (plot.lines.empty()) return {};
  return figure(draw_lines(plot, report.tension), legend_of(plot),
                "<b>Total tension</b> of all that crosses, N");
}

std::string angles_figure(const AnalysisReport& report) {
  LinePlot plot{"angles", "Joint angles over time", "One line for each joint, in degrees.", "°", {}, false};
  for (const auto& angle : report.joint_angles) {
    if (plot.lines.size() == lines_in_plot_max || angle.angle_rad.empty()) continue;
    auto& line = plot.lines.emplace_back(PlotLine{angle.label, angle.angle_rad});
    for (auto& value : line.values) value = degrees(value);
  }
  if (plot.lines.empty()) return {};
  return figure(draw_lines(plot, report.tension), legend_of(plot),
                "<b>The movement</b>: joint angles, degrees");
}

bool is_long_length_target(const std::string& group) { return group == "hip_flexors" || group == "erectors"; }

std::string long_length_table(const std::vector<tension::LongLengthTension>& rows,
                              const std::string& caption) {
  std::string table =
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"" + caption +
      "\"><table>\n<caption>" + caption +
      "</caption>\n<thead><tr><th scope=\"col\">Muscles</th><th scope=\"col\" class=\"number\">Longest "
      "(1 = best length)</th><th scope=\"col\" class=\"number\">Held above 1.1, N&nbsp;s</th>"
      "<th scope=\"col\" class=\"number\">of all it held</th><th scope=\"col\" class=\"number wide\">Peak "
      "above 1.1, N</th><th scope=\"col\" class=\"number wide\">Held in the last fifth of its own "
      "range, N&nbsp;s</th></tr></thead>\n<tbody>\n";
  for (const auto& row : rows) {
    const auto side = side_words(row.side);
    const double part = row.impulse_Ns > 0 ? row.impulse_Ns_above_norm_length / row.impulse_Ns
                                           : std::numeric_limits<double>::quiet_NaN();
    table += fmt::format(
        "<tr><th scope=\"row\">{}{}</th><td class=\"number\">{}</td><td class=\"number\">{}</td><td "
        "class=\"number\">{}</td><td class=\"number wide\">{}</td><td class=\"number wide\">{}</td></tr>\n",
        escape_html(capitalised(words_of_group(row.group))), side.empty() ? "" : ", " + side,
        number_or_dash(row.norm_fiber_length_max, 2), number_or_dash(row.impulse_Ns_above_norm_length, 0),
        escape_sentence(percent_words(part)), number_or_dash(row.tension_N_peak_above_norm_length, 0),
        number_or_dash(row.impulse_Ns_above_own_range, 0));
  }
  return table + "</tbody></table></div>\n";
}

}  // namespace

std::string title_of(const AnalysisReport& report) {
  if (report.exercise) return printable(*report.exercise, 80);
  for (const auto& input : report.inputs)
    if (input.role == ReportInput::Role::recording) return printable(input.file_name, 80);
  return "a recorded movement";
}

std::string section_title(const AnalysisReport& report) {
  const auto& phase = whole_phase(report.tension);
  std::string html = "<header>\n<h1>Who held the tension: " + escape_html(title_of(report)) + "</h1>\n";
  if (report.is_synthetic)
    html += "<p class=\"synthetic\">Synthetic sample: made by a program, not recorded from a person.</p>\n";
  std::string from;
  for (const auto& input : report.inputs)
    if (input.role == ReportInput::Role::recording)
      from += (from.empty() ? "" : ", ") + printable(input.file_name, 80);
  html += "<p class=\"soft\">" + (from.empty() ? std::string() : "From " + escape_html(from) + ": ") +
          escape_sentence(fmt::format("{:.2f} to {:.2f} s, {} of {} samples solved.",
                                      std::abs(phase.start_s) < 0.005 ? 0.0 : phase.start_s, phase.end_s,
                                      report.sharing.solved_count, report.sharing.sample_count)) +
          "</p>\n</header>\n";
  return html;
}

std::string section_sentences(const AnalysisReport& report) {
  std::string html = "<section aria-label=\"In words\">\n<ul class=\"verdicts\">\n";
  bool has_lumbar = false, has_hip = false;
  for (const auto& cut : chosen_cuts(report, true)) {
    html += "<li>" + escape_sentence(sentence_of_cut(cut)) + "</li>\n";
    has_lumbar = has_lumbar || cut.cut->region == tension::CutRegion::lumbar;
    has_hip = has_hip || cut.cut->region == tension::CutRegion::hip;
  }
  if (!has_hip) html += "<li>Hips: the model has no joint known as a hip, so nothing is said of them.</li>\n";
  if (!has_lumbar)
    html +=
        "<li>Lumbar spine: the model has no joint known as a lumbar level, so nothing is said of it.</li>\n";
  html +=
      "</ul>\n<p class=\"note\">Tension is the pull of the muscles' tendons, added up over the movement. ";
  html +=
      "“Possible” is the least and the most that any balance of the same movement and ground forces would "
      "give the group: "
      "a share says little without it.</p>\n</section>\n";
  return html;
}

std::string section_verdict_table(const AnalysisReport& report) {
  const auto cuts = chosen_cuts(report, true), others = chosen_cuts(report, false);
  std::string html = "<section>\n<h2>Shares over the whole movement</h2>\n";
  if (cuts.empty())
    return html + "<p>The model has no joint known as a hip or a lumbar level.</p>\n</section>\n";
  html += verdict_table(cuts, "Bar: what is possible; mark: the share found");
  html +=
      "<p class=\"note\">Share of moment: of the moments that bend the joint the way the net moment does, "
      "the "
      "part that the group makes. ";
  if (report.tension.feasible_sample_count > 0)
    html += fmt::format("Ranges were found at {} samples of {}", report.tension.feasible_sample_count,
                        report.tension.times_s.size());
  if (report.tension.feasible_sample_count > 0 && report.tension.feasible_sample_failed_count > 0)
    html +=
        fmt::format(", and asked for but not found at {} more", report.tension.feasible_sample_failed_count);
  html += report.tension.feasible_sample_count > 0 ? ".</p>\n" : "No ranges were computed.</p>\n";
  if (!others.empty())
    html += "<details>\n<summary>Other joints</summary>\n" +
            verdict_table(others, "As above, for the other joints") + "</details>\n";
  return html + "</section>\n";
}

namespace {

constexpr std::size_t phase_group_count =
    5;  // columns of the table: the groups that hold most over the whole

std::vector<std::string> leading_groups(const CutOverPhase& cut) {
  std::vector<std::string> names;
  for (const auto& group : groups_by_share(*cut.held))
    if (names.size() < phase_group_count && std::isfinite(group.share_ratio)) names.push_back(group.group);
  return names;
}

std::string phase_row(const tension::PhaseReport& phase, const CutOverPhase& cut,
                      const std::vector<std::string>& names) {
  const double start_s = std::abs(phase.start_s) < 0.005 ? 0.0 : phase.start_s;
  auto row = fmt::format("<tr><th scope=\"row\">{}<small> {:.2f} to {:.2f} s</small></th>",
                         escape_html(capitalised(printable(phase.name, 60))), start_s, phase.end_s);
  for (const auto& name : names) {
    const auto group = std::ranges::find(cut.held->groups, name, &tension::GroupInPhase::group);
    const auto range = range_words(group->share_ratio_min, group->share_ratio_max);
    row += fmt::format("<td class=\"number\">{}{}</td>", escape_sentence(percent_words(group->share_ratio)),
                       range.empty() ? "" : "<small> of " + escape_sentence(range) + "</small>");
  }
  return row +
         fmt::format("<td class=\"number\">{}</td></tr>\n", number_or_dash(cut.held->tension_N_mean, 0));
}

std::string phases_table(const AnalysisReport& report, std::size_t cut_index) {
  const auto whole = cuts_over(report.tension, whole_phase(report.tension))[cut_index];
  const auto names = leading_groups(whole);
  const auto label = escape_html(capitalised(whole.cut->label));
  std::string table = "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Shares by phase, " +
                      label + "\"><table>\n<caption>" + label +
                      "</caption>\n<thead><tr><th scope=\"col\">Phase</th>";
  for (const auto& name : names)
    table += "<th scope=\"col\" class=\"number\">" + escape_html(capitalised(words_of_group(name))) + "</th>";
  table += "<th scope=\"col\" class=\"number\">Mean, N</th></tr></thead>\n<tbody>\n";
  for (const auto& phase : report.tension.phases)
    table += phase_row(phase, cuts_over(report.tension, phase)[cut_index], names);
  return table + "</tbody></table></div>\n";
}

}  // namespace

std::string section_phases(const AnalysisReport& report) {
  if (report.tension.phases.size() < 2) return {};
  std::string html = "<section>\n<h2>Shares by phase and repetition</h2>\n";
  if (const auto words = movement_words(report.movement); !words.empty())
    html += "<p>" + escape_sentence(capitalised(words)) +
            ". A phase of several repetitions counts their time together; \"of\" is what is possible.</p>\n";
  for (std::size_t i = 0; i < report.tension.cuts.size(); ++i)
    if (report.tension.cuts[i].is_default) html += phases_table(report, i);
  return html + "</section>\n";
}

std::string section_shares_over_time(const AnalysisReport& report) {
  const auto cuts = chosen_cuts(report, true);
  if (cuts.empty() || report.tension.times_s.empty()) return {};
  std::string html =
      "<section>\n<h2>Shares, tension and movement over time</h2>\n<p class=\"note\">Hatched over the whole "
      "height: not "
      "balanced, so no share is shown. Hatched along the axis: balanced only with reserves. "
      "<span class=\"screen\">Point at a plot, or step through it with the arrow keys, to read "
      "the numbers.</span></p>\n<div class=\"plots\">\n";
  for (std::size_t i = 0; i < cuts.size(); ++i) html += shares_figure(cuts[i], report, i);
  return html + tension_figure(report) + angles_figure(report) + "</div>\n</section>\n";
}

std::string section_long_length(const AnalysisReport& report) {
  const auto& all = whole_phase(report.tension).long_length;
  if (all.empty()) return {};
  std::vector<tension::LongLengthTension> targets, others;
  for (const auto& row : all) (is_long_length_target(row.group) ? targets : others).push_back(row);
  std::string html =
      "<section>\n<h2>Tension held at long length</h2>\n<p class=\"note\">How much hip flexors and "
      "back erectors held while their fibres were long: stretched beyond 1.1 times the length "
      "at which they pull best.</p>\n";
  html += targets.empty() ? "<p>The model has neither hip flexors nor back erectors that are known.</p>\n"
                          : long_length_table(targets, "Hip flexors and back erectors");
  if (!others.empty())
    html += "<details>\n<summary>Other muscles</summary>\n" + long_length_table(others, "Other muscles") +
            "</details>\n";
  return html + "</section>\n";
}

}  // namespace loadshare::analysis
