// From forces to the tension report: shares by sample and phase, feasible ranges, long-length tension.
#pragma once

#include <functional>
#include <optional>

#include "tension/cuts.h"
#include "tension/feasible_range.h"
#include "tension/phases.h"
#include "tension/shares.h"

namespace loadshare::tension {

// What was balanced at one sample, and how its unknowns make the muscles' tensions.
struct SampleBalance {
  Balance balance;
  std::vector<model::MuscleId> muscle_of;  // by unknown; none: a reserve, a contact
  Eigen::VectorXd tension_N_per_unit;  // by unknown: active tendon force per unit of it; 0 without a muscle
  Eigen::VectorXd tension_N_fixed;     // by muscle of the model: what the unknowns do not change (passive)
  // The unknown whose pressure is the brace's tension, and its p A per unit; -1: no brace.
  int brace_unknown = -1;
  double brace_tension_N_per_unit = 0;
};

// The balance of a sample; none where there is none. Called once per sample and phase, in rising order.
using BalanceAt = std::function<std::optional<SampleBalance>(std::size_t sample)>;

struct TensionOptions {
  std::vector<Phase> phases;  // empty: one phase "whole"
  // Feasible ranges are found at so many samples of each phase, evenly spread over those that count, first
  // and last included (all, where there are fewer); 0: at none. A sample costs some hundred small linear
  // programmes, and all those of a phase are held in memory together.
  int feasible_samples_per_phase = 25;
  bool ranges_at_default_cuts_only = true;  // both hips and one lumbar cut
  LongLengthOptions long_length;
};

// `cuts` from find_cuts with the same model and groups; `balance_at` may be empty where no ranges are asked
// for. Ranges consider the members' muscles free within their bounds; ligaments, passive forces and held
// unknowns stay as they are. The fixed and the solved tensions of a balance must add up to the input's
// tension: a difference above 1e-6 of the cut's tension is a bug.
// The result depends on nothing but the arguments.
[[nodiscard]] TensionReport compute_tension(const model::Model& model, const MuscleGroups& groups,
                                            const ModelCuts& cuts, const TensionInput& input,
                                            const TensionOptions& options, const BalanceAt& balance_at);

}  // namespace loadshare::tension
