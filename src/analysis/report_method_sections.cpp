#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/html_text.h"
#include "analysis/report_sections.h"
#include "analysis/report_words.h"

namespace loadshare::analysis {
namespace {

// A page lists so many rows of a kind and says how many more there are: report.json has them all.
constexpr std::size_t row_count_max = 12;

std::string more_rows(std::size_t count) {
  if (count <= row_count_max) return {};
  return fmt::format("<p class=\"note\">and {} more, in report.json.</p>\n", count - row_count_max);
}

std::string number_words(double value) { return std::isfinite(value) ? fmt::format("{:.4g}", value) : "–"; }

std::string span_row(const UnsolvedSpan& span) {
  const auto time = span.sample_count == 1 ? fmt::format("{:.3f}", span.start_s)
                                           : fmt::format("{:.3f} to {:.3f}", span.start_s, span.end_s);
  return fmt::format("<tr><th scope=\"row\">{}</th><td class=\"number\">{}</td><td>{}</td><td>{}</td></tr>\n",
                     time, span.sample_count, status_words(span.status), escape_html(printable(span.reason)));
}

std::string reserve_row(const ReserveUse& use) {
  const auto* const unit = use.is_rotation ? "N&nbsp;m" : "N";
  return fmt::format(
      "<tr><th scope=\"row\">{}</th><td class=\"number\">{:.1f}&nbsp;{}</td><td "
      "class=\"number\">{:.1f}&nbsp;{}</td>"
      "<td class=\"number\">{}</td></tr>\n",
      escape_html(printable(use.coordinate, 60)), use.reserve_peak, unit, use.reserve_rms, unit,
      escape_sentence(percent_words(use.share_ratio)));
}

std::string finding_list(const AnalysisReport& report, FindingKind kind, const std::string& heading) {
  std::string items;
  std::size_t count = 0;
  for (const auto& finding : report.findings) {
    if (finding.kind != kind || ++count > row_count_max) continue;
    items += "<li><b>" + escape_html(printable(finding.where)) +
             "</b>: " + escape_sentence(printable(finding.what, 400)) + "</li>\n";
  }
  if (items.empty()) return {};
  return "<div>\n<h3>" + heading + "</h3>\n<ul>\n" + items + "</ul>\n" + more_rows(count) + "</div>\n";
}

std::string name_list(const std::vector<std::string>& names, const std::string& heading,
                      const std::string& meaning) {
  if (names.empty()) return {};
  constexpr std::size_t named_max = 40;
  std::string list;
  for (std::size_t i = 0; i < std::min(names.size(), named_max); ++i)
    list += (i == 0 ? "" : ", ") + escape_html(printable(names[i], 60));
  if (names.size() > named_max) list += fmt::format(" and {} more, in report.json", names.size() - named_max);
  return "<div>\n<h3>" + heading + "</h3>\n<p>" + meaning + " " + list + ".</p>\n</div>\n";
}

std::string setting(const std::string& name, const std::string& value) {
  return "<dt>" + name + "</dt><dd>" + value + "</dd>\n";
}

std::string role_words(ReportInput::Role role) {
  switch (role) {
    case ReportInput::Role::recording:
      return "Recording";
    case ReportInput::Role::model:
      return "Model";
    case ReportInput::Role::person:
      return "Person";
    case ReportInput::Role::scene:
      return "Scene";
    case ReportInput::Role::loads:
      return "Ground forces";
    case ReportInput::Role::emg:
      return "EMG";
    case ReportInput::Role::envelopes:
      return "Envelopes of the EMG";
    case ReportInput::Role::muscle_groups:
      return "Muscle groups";
  }
  return {};
}

}  // namespace

std::string section_unsolved(const AnalysisReport& report) {
  const auto spans = unsolved_spans(report.sharing);
  std::string html = "<section>\n<h2>Samples that were not solved</h2>\n";
  if (spans.empty()) return html + "<p>None: every sample was balanced by the muscles.</p>\n</section>\n";
  html += fmt::format("<p>{} of {} samples.", report.sharing.unsolved.size(), report.sharing.sample_count);
  html +=
      " Samples that were not balanced or not finished do not count in any number above; those balanced "
      "with reserves do.</p>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Samples that "
      "were "
      "not solved\"><table>\n<thead><tr><th scope=\"col\">Time, s</th><th scope=\"col\" "
      "class=\"number\">Samples</th>"
      "<th scope=\"col\">What</th><th scope=\"col\">Why</th></tr></thead>\n<tbody>\n";
  for (std::size_t i = 0; i < std::min(spans.size(), row_count_max); ++i) html += span_row(spans[i]);
  return html + "</tbody></table></div>\n" + more_rows(spans.size()) + "</section>\n";
}

// One table of reserves; `meaning` says what a large one means there.
std::string reserve_table(std::vector<ReserveUse> uses, const std::string& heading,
                          const std::string& meaning) {
  if (uses.empty()) return {};
  const auto key = [](const ReserveUse& use) {
    return std::isfinite(use.share_ratio) ? use.share_ratio : -1.0;
  };
  std::stable_sort(uses.begin(), uses.end(), [&](const auto& a, const auto& b) { return key(a) > key(b); });
  std::string html =
      "<h3>" + heading + "</h3>\n<p class=\"note\">" + meaning +
      "</p>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"" + heading +
      "\"><table>\n<thead><tr><th scope=\"col\">Coordinate</th><th scope=\"col\" class=\"number\">Peak</th>"
      "<th scope=\"col\" class=\"number\">RMS</th><th scope=\"col\" class=\"number\">of what was "
      "needed</th></tr></thead>\n<tbody>\n";
  for (std::size_t i = 0; i < std::min(uses.size(), row_count_max); ++i) html += reserve_row(uses[i]);
  return html + "</tbody></table></div>\n" + more_rows(uses.size());
}

std::string section_reserves(const AnalysisReport& report) {
  std::vector<ReserveUse> muscled, bare;
  for (const auto& use : report.sharing.reserves) (use.has_muscles ? muscled : bare).push_back(use);
  std::string html = "<section>\n<h2>Reserves: what stood in for muscles</h2>\n";
  if (muscled.empty() && bare.empty()) return html + "<p>The balance had no reserves.</p>\n</section>\n";
  html += reserve_table(
      std::move(muscled), "Where muscles should hold",
      "What the movement needs beyond what the muscles can make, at a high price. Large reserves mean "
      "that the model or the recording does not fit there.");
  html += reserve_table(
      std::move(bare), "Where no muscle of the model acts",
      report.settings.solves_contacts
          ? "Here the reserve holds everything. At the pelvis, in the room, it is what the supports could "
            "not give."
          : "Here the reserve holds everything. At the pelvis, in the room, it is what the measured ground "
            "forces and the motion disagree by.");
  return html + "</section>\n";
}

std::string section_findings(const AnalysisReport& report) {
  auto lists = finding_list(report, FindingKind::needs_a_look, "Needs a look") +
               finding_list(report, FindingKind::assumed, "Assumed, because the files do not say") +
               finding_list(report, FindingKind::left_out, "In the files, but not used") +
               name_list(report.tension.unknown_muscles, "Muscles of no known group",
                         "They count in the tension, under no group's name:") +
               name_list(report.tension.muscles_across_no_cut, "Muscles across none of the joints",
                         "They count in no share:");
  if (lists.empty()) lists = "<p>Nothing was assumed or left out.</p>\n";
  return "<section>\n<h2>What was assumed, what was left out, what needs a look</h2>\n<div "
         "class=\"notes\">\n" +
         lists + "</div>\n</section>\n";
}

std::string section_computed(const AnalysisReport& report) {
  const auto& settings = report.settings;
  std::string html = "<section>\n<h2>How it was computed</h2>\n<dl>\n";
  html += setting("Program",
                  "loadshare " + escape_html(report.program_version) + ", " + std::string(report_schema));
  for (const auto& input : report.inputs)
    html +=
        setting(role_words(input.role),
                escape_html(printable(input.file_name)) +
                    (input.sha256.empty() ? "" : " <code>SHA-256 " + escape_html(input.sha256) + "</code>"));
  html += setting("Body mass of the model", std::isfinite(report.subject_mass_kg)
                                                ? number_words(report.subject_mass_kg) + "&nbsp;kg"
                                                : "not known");
  html +=
      setting("Sharing", fmt::format("least sum of activation to the power {}, {}; passive muscle force {}",
                                     number_words(settings.exponent),
                                     settings.is_weighted_by_volume ? "weighted by muscle volume"
                                                                    : "every muscle weighs the same",
                                     settings.includes_passive_force ? "included" : "left out"));
  if (settings.brace) {
    auto level = *settings.brace;
    std::ranges::replace(level, '_', ' ');
    html += setting("Pressure in the belly", escape_html(level));
  }
  if (settings.solves_contacts) html += setting("Supports", "solved together with the muscles");
  if (settings.asks_for_stability) html += setting("Lumbar levels", "held stable where the trunk is upright");
  html += setting("Price of reserves", number_words(settings.reserve_price) + " against 1 for a muscle");
  html += setting(
      "Filter", settings.cutoff_Hz ? "low-pass, " + number_words(*settings.cutoff_Hz) + "&nbsp;Hz" : "none");
  html += setting("Muscle groups", fmt::format("file of format {}", settings.muscle_groups_format));
  html +=
      setting("Greatest residual", number_words(report.sharing.residual_ratio_max) + " of its row's terms");
  return html + "</dl>\n</section>\n";
}

std::string section_body(const AnalysisReport& report) {
  if (!report.body) return {};
  const auto& body = *report.body;
  std::string html = fmt::format(
      "<section>\n<h2>The body</h2>\n<p>The built-in body, made for a {} of {:.2f}&nbsp;m and "
      "{:.1f}&nbsp;kg; its "
      "skeleton is {:.2f}&nbsp;m tall.</p>\n<details>\n<summary>Every choice, and where it comes "
      "from</summary>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Choices about the "
      "body\"><table>\n<thead><tr><th scope=\"col\">What</th><th scope=\"col\">Chosen</th><th "
      "scope=\"col\">From</th></tr></thead>\n<tbody>\n",
      escape_html(printable(body.sex)), body.height_m, body.mass_kg, body.height_by_lengths_m);
  for (const auto& choice : body.choices)
    html += "<tr><th scope=\"row\">" + escape_html(printable(choice.subject)) + "</th><td>" +
            escape_sentence(printable(choice.choice, 400)) + "</td><td>" +
            escape_sentence(printable(choice.source, 800)) + "</td></tr>\n";
  return html + "</tbody></table></div>\n</details>\n</section>\n";
}

std::string section_measured_activity(const AnalysisReport& report) {
  if (!report.measured_activity) return {};
  const auto& measured = *report.measured_activity;
  const auto percent = [](double part) {
    return std::isfinite(part) ? fmt::format("<td class=\"number\">{:.0f}&nbsp;%</td>", 100 * part)
                               : std::string("<td class=\"number\">–</td>");
  };
  std::string html = fmt::format(
      "<section>\n<h2>Measured muscle activity</h2>\n<p>Activations were held near an EMG: a deviation of "
      "{:.0f}&nbsp;% of full activity costs as much as one fully active muscle. Computed: the mean of the "
      "muscles "
      "under the electrode, weighted with their strength.</p>\n<div class=\"scroll\" tabindex=\"0\" "
      "role=\"region\" "
      "aria-label=\"Measured muscle activity\"><table>\n<thead><tr><th scope=\"col\">Channel</th><th "
      "scope=\"col\" "
      "class=\"number\">Measured, mean</th><th scope=\"col\" class=\"number\">greatest</th><th scope=\"col\" "
      "class=\"number\">Computed, mean</th><th scope=\"col\" class=\"number\">greatest</th><th scope=\"col\" "
      "class=\"number\">Deviation, RMS</th><th scope=\"col\" "
      "class=\"number\">Correlation</th></tr></thead>\n<tbody>\n",
      100 * measured.near);
  for (const auto& channel : measured.channels)
    html += "<tr><th scope=\"row\">" + escape_html(printable(channel.column, 60)) + "</th>" +
            percent(channel.measured_mean) + percent(channel.measured_peak) + percent(channel.computed_mean) +
            percent(channel.computed_peak) + percent(channel.deviation_rms) +
            (std::isfinite(channel.correlation)
                 ? fmt::format("<td class=\"number\">{:.2f}</td>", channel.correlation)
                 : std::string("<td class=\"number\">–</td>")) +
            "</tr>\n";
  return html + "</tbody></table></div>\n</section>\n";
}

namespace {

std::string bracing_limit(const ReportSettings& settings) {
  if (!settings.brace)
    return "<li><b>Bracing.</b> The pressure in the belly is not in this model's balance. Where the back "
           "muscles have to hold "
           "the trunk, the least effort leaves the abdominals quiet, also in a person who tenses "
           "them.</li>\n";
  if (*settings.brace == "none")
    return "<li><b>Bracing.</b> It was asked to leave the pressure in the belly out.</li>\n";
  return "<li><b>Bracing.</b> The pressure in the belly was not measured. " +
         std::string(*settings.brace == "as_needed"
                         ? "It is as high as spares effort: a person who tenses more has "
                           "more, and quieter back muscles."
                         : "Its level is what was asked for.") +
         "</li>\n";
}

}  // namespace

std::string section_limits(const AnalysisReport& report) {
  const bool has_loads =
      std::any_of(report.inputs.begin(), report.inputs.end(),
                  [](const ReportInput& input) { return input.role == ReportInput::Role::loads; });
  std::string html = "<section>\n<h2>What this cannot say</h2>\n<ul class=\"notes\">\n";
  html += "<li><b>How sure the numbers are.</b> Intervals: " + escape_html(report.interval_absent_reason) +
          ". What is possible is not an interval: it says how else the same movement could be balanced, not "
          "how exact "
          "model and recording are.</li>\n";
  if (report.settings.solves_contacts)
    html +=
        "<li><b>What the floor really gave.</b> Forces of floor and supports were not measured where they "
        "were solved: of all "
        "that carry the movement, those that ask least of the muscles.</li>\n";
  else
    html +=
        has_loads
            ? "<li><b>Support that was not measured.</b> Floor, bench or hands carry only what the ground "
              "force file holds.</li>\n"
            : "<li><b>Support from the floor.</b> No measured ground forces were given, so nothing holds the "
              "body up but the model's own root: joint loads of a standing person are not to be had from "
              "this.</li>\n";
  html += bracing_limit(report.settings);
  html +=
      "<li><b>Why something hurts.</b> This is an estimate from a model, not a diagnosis. Neither a tilted "
      "pelvis nor a bent back is counted as a fault.</li>\n";
  html +=
      "<li><b>Whether a higher share helps.</b> That glutes and abdominals should hold more is the method's "
      "claim. A change of an estimated share can be shown; that pain falls with it has not been: in five "
      "trials with 309 people, adding hip strengthening changed pain by less than people notice.</li>\n";
  return html + "</ul>\n</section>\n";
}

}  // namespace loadshare::analysis
