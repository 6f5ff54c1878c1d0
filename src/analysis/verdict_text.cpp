#include "analysis/verdict_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/movement_phases.h"
#include "analysis/report_words.h"

namespace loadshare::analysis {
namespace {

constexpr std::size_t group_width = 27, range_width = 22;
constexpr double named_share_ratio = 0.01;

std::string padded(const std::string& text, std::size_t width) {
  const auto length = character_count(text);
  return length < width ? text + std::string(width - length, ' ') : text;
}

std::string padded_left(const std::string& text, std::size_t width) {
  const auto length = character_count(text);
  return length < width ? std::string(width - length, ' ') + text : text;
}

std::string newtons(double force_N) {
  return std::isfinite(force_N) ? fmt::format("{:.0f} N", force_N) : "–";
}

std::string group_line(const tension::GroupInPhase& group) {
  const auto range = range_words(group.share_ratio_min, group.share_ratio_max);
  std::string line = "  " + padded(printable(words_of_group(group.group), group_width - 1), group_width);
  line += padded_left(percent_words(group.share_ratio), 6) + "  ";
  line += padded(range.empty() ? "" : "possible " + range, range_width);
  line += padded_left(percent_words(group.moment_share_ratio), 8);
  line += padded_left(newtons(group.tension_N_mean), 11) + "\n";
  if (group.brace_tension_N_mean >= 0.5)
    line += padded("    of it, pressure in the belly", 2 + group_width + 8 + range_width + 8) +
            padded_left(newtons(group.brace_tension_N_mean), 11) + "\n";
  return line;
}

std::string cut_lines(const CutOverPhase& cut) {
  std::string text = "\n" + padded(capitalised(printable(cut.cut->label, group_width)), group_width + 2);
  text += padded_left("tension", 6) + " " + padded("", range_width) + padded_left("moment", 8) +
          padded_left("mean", 11) + "\n";
  double others = 0;
  for (const auto& group : groups_by_share(*cut.held)) {
    if (group.share_ratio >= named_share_ratio)
      text += group_line(group);
    else if (std::isfinite(group.share_ratio))
      others += group.share_ratio;
  }
  if (others > 0) text += "  " + padded("others", group_width) + padded_left(percent_words(others), 6) + "\n";
  if (cut.cut->groups.empty()) return text + "  no muscle of the model crosses it\n";
  if (!std::isfinite(cut.held->tension_N_mean)) return text + "  no sample was solved: no share is known\n";
  text += "  " + padded("all", group_width) + padded("", 8 + range_width + 8) +
          padded_left(newtons(cut.held->tension_N_mean), 11) + "   peak " +
          newtons(cut.held->tension_N_peak) + "\n";
  return text;
}

std::string reserve_line(const SharingSummary& sharing) {
  // Only where muscles could have held: elsewhere a reserve holds all by its nature.
  const ReserveUse* greatest = nullptr;
  for (const auto& use : sharing.reserves)
    if (use.has_muscles && std::isfinite(use.share_ratio) &&
        (!greatest || use.share_ratio > greatest->share_ratio))
      greatest = &use;
  if (!greatest || !(greatest->reserve_peak > 0)) return {};
  return fmt::format("What muscles lacked: most at {}, {} of what was needed, peak {:.1f} {}\n",
                     printable(greatest->coordinate, 30), percent_words(greatest->share_ratio),
                     greatest->reserve_peak, greatest->is_rotation ? "N m" : "N");
}

std::string closing_lines(const AnalysisReport& report) {
  std::string text = "\n" + reserve_line(report.sharing);
  const auto looks =
      std::count_if(report.findings.begin(), report.findings.end(),
                    [](const Finding& finding) { return finding.kind == FindingKind::needs_a_look; });
  if (looks > 0)
    text += fmt::format("{} finding{} to look at: see the report\n", looks, looks == 1 ? "" : "s");
  const auto unknown = report.tension.unknown_muscles.size();
  if (unknown > 0)
    text += fmt::format("{} muscle{} of no known group: see the report\n", unknown, unknown == 1 ? "" : "s");
  text += "\"possible\": the group's least and most in any balance of the same movement and ground forces.\n";
  text += "Intervals: " + printable(report.interval_absent_reason, 60) + ". This is no diagnosis.\n";
  return text;
}

}  // namespace

std::string make_verdict_text(const AnalysisReport& report) {
  const auto& phase = whole_phase(report.tension);
  std::string text = fmt::format("Who held the tension, {:.2f} to {:.2f} s: {} of {} samples solved{}\n",
                                 std::abs(phase.start_s) < 0.005 ? 0.0 : phase.start_s, phase.end_s,
                                 report.sharing.solved_count, report.sharing.sample_count,
                                 report.is_synthetic ? " (synthetic sample)" : "");
  if (const auto words = movement_words(report.movement); !words.empty())
    text += "Found: " + words + "; their shares are in the report\n";
  int shown = 0, left_out = 0;
  for (const auto& cut : cuts_over(report.tension, phase)) {
    if (cut.cut->is_default) {
      text += cut_lines(cut);
      ++shown;
    } else {
      ++left_out;
    }
  }
  if (shown == 0) text += "\nThe model has no joint known as a hip or a lumbar level.\n";
  if (left_out > 0)
    text += fmt::format("\n{} more joint{} in the report\n", left_out, left_out == 1 ? "" : "s");
  return text + closing_lines(report);
}

}  // namespace loadshare::analysis
