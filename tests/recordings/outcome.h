// What load sharing on the built-in body made of a recording.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analysis/analyse.h"
#include "recording.h"

namespace loadshare::recordings {

// What muscles lacked at a coordinate that they move.
struct Lack {
  std::string coordinate;
  double reserve_Nm = 0, time_s = 0, angle_deg = 0;  // where the reserve is greatest
  double needed_Nm = 0;                              // greatest over the samples, from muscles and reserve
  // Greatest with the recording's own model; none where there were no plates.
  std::optional<double> their_reserve_Nm = std::nullopt;
};

// What is left over at the pelvis: the motion's accelerations against the measured forces. Lengths of
// vectors.
struct RootResidual {
  double force_N_rms = 0, force_N_max = 0, moment_Nm_rms = 0, moment_Nm_max = 0;
};

struct Outcome {
  std::size_t sample_count = 0, by_muscles_count = 0, with_reserves_count = 0, infeasible_count = 0,
              not_converged_count = 0;
  double residual_ratio_max = 0;  // of the solver
  double seconds = 0;             // from the first sample to the last
  std::vector<Lack> lacks;        // coordinates with muscles, in the model's order
  RootResidual root;
  double weight_N = 0;
  std::optional<std::size_t> by_muscles_count_of_their_model;  // as the next
  std::optional<RootResidual> root_of_their_model;  // with the recording's own model, where plates were
  double height_m = 0, height_by_lengths_m = 0;
  std::vector<std::string> out_of_range;  // coordinates that were kept within their range

  double L5_S1_extension_Nm_max = 0;  // from muscles, besides what discs and ligaments give
};

// Analysed once a run.
[[nodiscard]] const Outcome& outcome_of(const std::string& recording);

// Before any filter: whether names and signs were understood, and how far the two skeletons' feet are apart.
[[nodiscard]] const PostureGaps& posture_gaps_of(const std::string& recording);

}  // namespace loadshare::recordings
