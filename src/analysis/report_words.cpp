#include "analysis/report_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/require.h"

namespace loadshare::analysis {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> groups_in_words{{
    {"erectors", "back erectors"},
    {"calf", "calf muscles"},
    {"neck", "neck muscles"},
    {"shoulder", "shoulder muscles"},
    {"arm", "arm muscles"},
    {"unknown", "muscles of no known group"},
}};

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xc0) == 0x80; }

// Below this share a group is one of the "others" of a sentence.
constexpr double named_share_ratio = 0.05;
// So many groups of a sentence have their range with them: more cannot be read.
constexpr int ranges_in_sentence = 2;

}  // namespace

std::string words_of_group(std::string_view group) {
  for (const auto& [name, words] : groups_in_words)
    if (name == group) return std::string(words);
  std::string words(group);
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

std::string percent_words(double ratio) {
  if (!std::isfinite(ratio)) return "–";
  if (ratio > 0 && ratio < 0.005) return "<1 %";
  return fmt::format("{:.0f} %", std::abs(100 * ratio) < 0.5 ? 0.0 : 100 * ratio);
}

std::string range_words(double ratio_min, double ratio_max) {
  if (!std::isfinite(ratio_min) || !std::isfinite(ratio_max)) return {};
  const double least = std::max(0.0, ratio_min) * 100, most = std::max(0.0, ratio_max) * 100;
  return fmt::format("{:.0f} to {:.0f} %", least, most);
}

std::string side_words(tension::Side side) {
  return side == tension::Side::none ? std::string() : std::string(name_of(side));
}

std::string status_words(tension::SampleStatus status) {
  switch (status) {
    case tension::SampleStatus::solved:
      return "solved";
    case tension::SampleStatus::reserve_needed:
      return "balanced with reserves";
    case tension::SampleStatus::infeasible:
      return "not balanced";
    case tension::SampleStatus::not_converged:
      return "not finished";
  }
  require(false, "a status is one of four");
  return {};
}

std::string capitalised(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

std::size_t character_count(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char byte) { return !is_continuation(byte); }));
}

std::string printable(std::string_view text, std::size_t length_max) {
  std::string clean;
  std::size_t length = 0;
  const bool is_cut = character_count(text) > length_max;
  for (const char byte : text) {
    if (!is_continuation(byte) && ++length == length_max && is_cut) return clean + "…";
    const auto code = static_cast<unsigned char>(byte);
    clean += code < 0x20 || code == 0x7f ? '?' : byte;
  }
  return clean;
}

const tension::PhaseReport& whole_phase(const tension::TensionReport& report) {
  require(!report.phases.empty(), "a tension report has a phase");
  const auto whole = std::find_if(report.phases.begin(), report.phases.end(),
                                  [](const auto& phase) { return phase.name == "whole"; });
  return whole == report.phases.end() ? report.phases.front() : *whole;
}

std::vector<CutOverPhase> cuts_over(const tension::TensionReport& report, const tension::PhaseReport& phase) {
  require(report.cuts.size() == phase.cuts.size(), "a phase has the report's cuts");
  std::vector<CutOverPhase> cuts;
  for (std::size_t i = 0; i < report.cuts.size(); ++i) cuts.push_back({&report.cuts[i], &phase.cuts[i]});
  return cuts;
}

std::vector<tension::GroupInPhase> groups_by_share(const tension::CutInPhase& held) {
  auto groups = held.groups;
  const auto key = [](const tension::GroupInPhase& group) {
    return std::isfinite(group.share_ratio) ? group.share_ratio : -1.0;
  };
  std::stable_sort(groups.begin(), groups.end(),
                   [&](const auto& a, const auto& b) { return key(a) > key(b); });
  return groups;
}

std::string sentence_of_cut(const CutOverPhase& cut) {
  const auto label = capitalised(printable(cut.cut->label, 60));
  const auto groups = groups_by_share(*cut.held);
  if (groups.empty()) return label + ": no muscle crosses it in this model.";
  if (!std::isfinite(groups.front().share_ratio))
    return label + ": no sample was solved, so no share is known.";
  std::string text = label + ": ";
  double others = 0;
  int named = 0;
  for (const auto& group : groups) {
    if (!std::isfinite(group.share_ratio)) continue;
    if (named > 0 && group.share_ratio < named_share_ratio) {
      others += group.share_ratio;
      continue;
    }
    text += named > 0 ? ", the " : "the ";
    text += printable(words_of_group(group.group), 40) + (named == 0 ? " held " : " ");
    text += percent_words(group.share_ratio) + (named == 0 ? " of the tension" : "");
    const auto range = range_words(group.share_ratio_min, group.share_ratio_max);
    if (named++ < ranges_in_sentence && !range.empty()) text += " (possible: " + range + ")";
  }
  if (others > 0) text += ", others " + percent_words(others);
  return text + ".";
}

std::vector<UnsolvedSpan> unsolved_spans(const SharingSummary& sharing) {
  std::vector<UnsolvedSpan> spans;
  int sample_before = -2;
  for (const auto& sample : sharing.unsolved) {
    const bool goes_on = !spans.empty() && sample.sample == sample_before + 1 &&
                         spans.back().status == sample.status && spans.back().reason == sample.reason;
    if (!goes_on) spans.push_back({sample.time_s, sample.time_s, 0, sample.status, sample.reason});
    spans.back().end_s = sample.time_s;
    ++spans.back().sample_count;
    sample_before = sample.sample;
  }
  return spans;
}

}  // namespace loadshare::analysis
