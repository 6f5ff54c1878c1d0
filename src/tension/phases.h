// Phases of a trial: time integrals of what is held, and the ratios of these integrals.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tension/shares.h"

namespace loadshare::tension {

struct Phase {
  std::string name;
  double start_s = 0, end_s = 0;  // start <= end
  // Where it is made of several stretches (the lowering of every repetition): these, in order, none within
  // another, from start_s to end_s; empty: one stretch.
  std::vector<TimeSpan> spans_s = {};
  int repetition = 0;                                       // counted from 1; 0: of no single one
  std::optional<int> feasible_sample_count = std::nullopt;  // instead of TensionOptions' own
};

struct LongLengthOptions {
  double norm_fiber_length = 1.1;  // target T3 of the method
  double own_range_ratio = 0.8;    // of the way from a muscle's least to its greatest length
};

// Its stretches; one where it says none.
[[nodiscard]] std::vector<TimeSpan> spans_of(const Phase& phase);

// Weights w with sum_k w_k f(t_k) = the integral of f from start to end, f being linear between samples and
// nothing outside them. The weights of adjoining phases add up to those of both together.
// Precondition: times strictly increasing.
[[nodiscard]] std::vector<double> time_weights_s(const std::vector<double>& times_s, double start_s,
                                                 double end_s);

// The samples of a phase that count, and for how much. Samples that were not balanced, or whose
// tensions are not numbers, do not count.
struct PhaseSamples {
  std::vector<std::size_t> samples;
  std::vector<double> weight_s;  // of each of them; greater than 0
  // A phase without extent in time (a single sample) has weights of 1, and no impulses.
  bool has_duration = true;
  int left_out_count = 0;
};
[[nodiscard]] PhaseSamples select_samples(const TensionInput& input, const Phase& phase);

// All but the ranges.
[[nodiscard]] CutInPhase report_cut_in_phase(const Cut& cut, const CutSeries& series,
                                             const PhaseSamples& samples);

// By group and side, groups in the order of `groups` (unknown last), right, left, none. Empty where the
// input has no fibre lengths.
[[nodiscard]] std::vector<LongLengthTension> measure_long_length(
    const model::Model& model, const MuscleGroups& groups, const std::vector<Assignment>& assignments,
    const TensionInput& input, const PhaseSamples& samples, const LongLengthOptions& options);

}  // namespace loadshare::tension
