// What the solver's answers amount to: which samples count, what stood in for muscles.
#pragma once

#include <vector>

#include "analysis/analysis_report.h"
#include "analysis/sharing_problem.h"
#include "analysis/study.h"
#include "analysis/trial_record.h"
#include "base/diagnostics.h"
#include "sharing/share_trial.h"

namespace loadshare::analysis {

[[nodiscard]] bool is_rotation(const model::Model& model, model::CoordinateId coordinate);

struct Statuses {
  std::vector<tension::SampleStatus> by_sample;
  std::vector<UnsolvedSample> unsolved;
};
[[nodiscard]] Statuses judge_samples(const Study& study, const sharing::SharedTrial& trial,
                                     const TrialRecord& recorded);

[[nodiscard]] SharingSummary summarise_sharing(const Study& study, const sharing::SharedTrial& trial,
                                               const TrialRecord& recorded, const Statuses& statuses);

// The ground's push and the motion never agree to the newton; above 5 % of body weight somebody should look
// (Hicks et al. 2015, J Biomech Eng 137:020905).
void note_residuals(const Study& study, const SharingSummary& summary, double mass_kg, Diagnostics& notes);

// Where the levels could not be held stable, or less pressure was had than asked for: how much is lacking at
// most.
void note_shortfalls(const Study& study, const SharingProblem& problem, const TrialRecord& recorded,
                     Diagnostics& notes);

}  // namespace loadshare::analysis
