// Load sharing over the samples of a trial, in parallel, the same bytes on any number of threads.
//
// Samples go in chunks of fixed size. Within a chunk each sample starts from the one before; the first of
// each starts cold. So no result depends on how chunks fall to threads.
#pragma once

#include <functional>
#include <vector>

#include "base/time_series.h"
#include "sharing/share_load.h"

namespace loadshare::sharing {

// Fills in one sample (from geometry, or from memory). Called for one sample after the other of a chunk;
// may keep memory of its own, but what it fills in must depend on the sample alone. What it left in
// `sample` before is still there.
using FillSample = std::function<void(int sample_index, SharingSample& sample)>;
// Takes one result. Called once for every sample, from several threads at once, in no order.
using KeepSample =
    std::function<void(int sample_index, const SharingSample& sample, const SharedSample& shared)>;

// The two, where what keeps a result needs what filling it in left in memory: `keep` is called right after
// `fill` and the solver, for the same sample.
struct TrialWorker {
  FillSample fill;
  KeepSample keep;
};

struct TrialOptions {
  int chunk_size = 64;   // part of the result for exponents above 2, to the solver's tolerance
  int thread_count = 0;  // 0: as many as the machine has
};

// `make_fill` is called once for every chunk, from several threads at once. Only the samples under way
// are in memory. Precondition: sample_count >= 0, chunk_size >= 1, thread_count >= 0.
void share_trial(const SharingLayout& layout, const SharingSettings& settings, int sample_count,
                 const std::function<FillSample()>& make_fill, const KeepSample& keep,
                 const TrialOptions& options = {});

// The same with a worker a chunk.
void share_trial(const SharingLayout& layout, const SharingSettings& settings, int sample_count,
                 const std::function<TrialWorker()>& make_worker, const TrialOptions& options = {});

// The results of a trial, one row per sample.
struct SharedTrial {
  SampleMatrix activation, tension_N, control, actuator_force, residual;
  std::vector<numerics::BoxStatus> status;
  std::vector<double> objective, residual_ratio_max;
  std::vector<int> factorisations;

  SharedTrial(const SharingLayout& layout, int sample_count);
  // May be called for different samples at once.
  void keep(int sample_index, const SharedSample& shared);
};

}  // namespace loadshare::sharing
