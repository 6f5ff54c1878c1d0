// The files beside the report, as OpenSim reads them.
#pragma once

#include <vector>

#include "analysis/analyse.h"
#include "analysis/sharing_problem.h"
#include "analysis/study.h"
#include "analysis/trial_record.h"
#include "sharing/share_trial.h"

namespace loadshare::analysis {

void fill_series(const Study& study, const SharingProblem& problem, const std::vector<tension::Cut>& cuts,
                 const sharing::SharedTrial& trial, const TrialRecord& recorded, Analysis& analysis);

}  // namespace loadshare::analysis
