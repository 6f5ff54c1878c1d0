// Finds where a muscle's moment arm or length jumps between two neighbouring places of a sweep.
#pragma once

#include <span>
#include <vector>

#include "analysis/body_probe.h"
#include "analysis/survey_model.h"

namespace loadshare::analysis {

// One muscle along one coordinate, the others as `others` says and else at their default.
struct MuscleRow {
  model::MuscleId muscle;
  model::CoordinateId coordinate;
  int free_index = 0;  // of the coordinate
  Posture others;
  std::span<const double> q, arm_m, length_m;  // as many each
};

// Adds the steps of the row. Where a step is out of line with its neighbours (or the length with the
// moment arms) the interval is divided anew by eight, and the part that stands out by eight again, until it
// no longer does or is as narrow as a jump. At most one step of each kind is found in an interval.
void find_steps(const MuscleRow& row, const SurveyOptions& options, BodyProbe& probe,
                std::vector<PathStep>& steps);

// Adds the changes of sign.
void find_sign_changes(const MuscleRow& row, const SurveyOptions& options, std::vector<SignChange>& changes);

}  // namespace loadshare::analysis
