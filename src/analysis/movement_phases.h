// What of a trial is a repetition, a lowering, a stance: what shares are told over.
#pragma once

#include <vector>

#include "analysis/analysis_report.h"
#include "analysis/study.h"
#include "tension/phases.h"

namespace loadshare::analysis {

// Steps where both feet swing back and forth in turn under an upright trunk; else repetitions of the main
// movement of hips, legs and spine; neither where nothing is repeated. A body that a single posture holds has
// neither.
[[nodiscard]] ReportMovement find_movement(const Study& study);

// "whole", then what every repetition has in common: its way out, its hold where one has it, its way back
// (over whole repetitions, where there is one), or stance and swing of each foot; then each repetition. All
// times within the trial. Feasible ranges: `ranged_per_phase` samples of the whole, two fifths of them of
// each common part, none of single repetitions.
[[nodiscard]] std::vector<tension::Phase> make_tension_phases(const ReportMovement& movement, double start_s,
                                                              double end_s, int ranged_per_phase);

// "5 repetitions, the last not whole"; "2 steps of the right foot and 1 of the left"; empty where there is
// nothing to say.
[[nodiscard]] std::string movement_words(const ReportMovement& movement);

}  // namespace loadshare::analysis
