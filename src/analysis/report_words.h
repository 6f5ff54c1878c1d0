// What the page and the verdict table say of the numbers, in words: plain first, number with its range
// second.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analysis/analysis_report.h"

namespace loadshare::analysis {

// "hip flexors" for "hip_flexors". A group of a person's own file: its name with spaces for underscores.
[[nodiscard]] std::string words_of_group(std::string_view group);
// "31 %", "<1 %" below half a per cent, "–" where not defined.
[[nodiscard]] std::string percent_words(double ratio);
// "21 to 58 %"; empty where either is not defined.
[[nodiscard]] std::string range_words(double ratio_min, double ratio_max);
// "right", "left", empty.
[[nodiscard]] std::string side_words(tension::Side side);
// What a person reads for a status: "not balanced".
[[nodiscard]] std::string status_words(tension::SampleStatus status);
[[nodiscard]] std::string capitalised(std::string text);

// Without control characters (a name in a file may hold what moves a terminal's cursor); cut to so many
// characters with an ellipsis. UTF-8 in, UTF-8 out.
[[nodiscard]] std::string printable(std::string_view text, std::size_t length_max = 200);
// Characters of a UTF-8 text.
[[nodiscard]] std::size_t character_count(std::string_view text);

// The phase "whole", else the first. Precondition: the report has a phase.
[[nodiscard]] const tension::PhaseReport& whole_phase(const tension::TensionReport& report);

// A cut and what it held over a phase.
struct CutOverPhase {
  const tension::CutReport* cut = nullptr;
  const tension::CutInPhase* held = nullptr;
};
// In the report's order. Precondition: cuts of phase and report agree.
[[nodiscard]] std::vector<CutOverPhase> cuts_over(const tension::TensionReport& report,
                                                  const tension::PhaseReport& phase);

// By share, greatest first; equal shares and those that are not defined stay in the report's order, last.
[[nodiscard]] std::vector<tension::GroupInPhase> groups_by_share(const tension::CutInPhase& held);

// "Right hip: the glutes held 31 % of the tension (possible: 21 to 58 %), the hamstrings 24 % (...), others 3
// %."
[[nodiscard]] std::string sentence_of_cut(const CutOverPhase& cut);

// Samples in a row that were not solved, of one status and reason.
struct UnsolvedSpan {
  double start_s = 0, end_s = 0;
  int sample_count = 0;
  tension::SampleStatus status = tension::SampleStatus::infeasible;
  std::string reason;
};
[[nodiscard]] std::vector<UnsolvedSpan> unsolved_spans(const SharingSummary& sharing);

}  // namespace loadshare::analysis
