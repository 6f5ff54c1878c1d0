#include "sharing/share_trial.h"

#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>

#include "base/require.h"

namespace loadshare::sharing {

void share_trial(const SharingLayout& layout, const SharingSettings& settings, int sample_count,
                 const std::function<FillSample()>& make_fill, const KeepSample& keep,
                 const TrialOptions& options) {
  share_trial(
      layout, settings, sample_count,
      [&] {
        return TrialWorker{make_fill(), keep};
      },
      options);
}

void share_trial(const SharingLayout& layout, const SharingSettings& settings, int sample_count,
                 const std::function<TrialWorker()>& make_worker, const TrialOptions& options) {
  require(sample_count >= 0 && options.chunk_size >= 1 && options.thread_count >= 0,
          "counts of samples and threads are not negative, chunks not empty");
  const int chunk_count = (sample_count + options.chunk_size - 1) / options.chunk_size;
  const auto share_chunk = [&](int chunk) {
    const TrialWorker worker = make_worker();
    SharingWorkspace workspace;
    SharingSample sample;
    SharedSample shared;
    const int begin = chunk * options.chunk_size;
    const int end = std::min(sample_count, begin + options.chunk_size);
    for (int k = begin; k < end; ++k) {
      worker.fill(k, sample);
      share_load(layout, settings, sample, k > begin, workspace, shared);
      worker.keep(k, sample, shared);
    }
  };
  tbb::task_arena arena(options.thread_count == 0 ? tbb::task_arena::automatic : options.thread_count);
  arena.execute([&] { tbb::parallel_for(0, chunk_count, share_chunk); });
}

SharedTrial::SharedTrial(const SharingLayout& layout, int sample_count)
    : activation(sample_count, layout.muscle_count()),
      tension_N(sample_count, layout.muscle_count()),
      control(sample_count, layout.actuator_count()),
      actuator_force(sample_count, layout.actuator_count()),
      residual(sample_count, layout.coordinate_count),
      status(static_cast<std::size_t>(sample_count)),
      objective(static_cast<std::size_t>(sample_count)),
      residual_ratio_max(static_cast<std::size_t>(sample_count)),
      factorisations(static_cast<std::size_t>(sample_count)) {}

void SharedTrial::keep(int sample_index, const SharedSample& shared) {
  activation.row(sample_index) = shared.activation.transpose();
  tension_N.row(sample_index) = shared.tension_N.transpose();
  control.row(sample_index) = shared.control.transpose();
  actuator_force.row(sample_index) = shared.actuator_force.transpose();
  residual.row(sample_index) = shared.residual.transpose();
  const auto k = static_cast<std::size_t>(sample_index);
  status[k] = shared.status;
  objective[k] = shared.objective;
  residual_ratio_max[k] = shared.residual_ratio_max;
  factorisations[k] = shared.factorisations;
}

}  // namespace loadshare::sharing
