// The job boundary: what a use case gives back to a shell, whatever happened on the way.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "base/diagnostics.h"
#include "base/result.h"

namespace loadshare::service {

// How a job ended; the numbers are the exit codes of the program.
enum class Ending {
  done = 0,
  refused = 1,       // the input cannot be used
  wrong_usage = 2,   // the shell was not understood
  needs_a_look = 3,  // done, with findings that a person should look at
  our_bug = 70,
  try_again = 75,  // what hindered may pass: no room, a busy file
};

[[nodiscard]] constexpr int exit_code(Ending ending) { return static_cast<int>(ending); }
// Of several jobs in one run: our_bug before try_again before refused before needs_a_look before done.
[[nodiscard]] Ending worse_of(Ending a, Ending b);

// Why there is no result. A bug reads like a refusal, too: where, what, what to do.
struct Failure {
  Ending ending = Ending::refused;  // refused, our_bug or try_again
  Refusal refusal;
};

template <class T>
struct Job {
  std::optional<T> result;  // exactly one of result and failure is there
  std::optional<Failure> failure;
  Diagnostics notes;  // findings up to the end or up to the failure

  [[nodiscard]] Ending ending() const {
    if (failure) return failure->ending;
    return notes.needs_a_look() ? Ending::needs_a_look : Ending::done;
  }
};

// Runs the work and turns whatever it throws into a failure; none where it ends well.
[[nodiscard]] std::optional<Failure> catch_bugs(const std::function<void()>& work);
[[nodiscard]] Failure failure_of(const Refusal& refusal);

// `work` takes Diagnostics& and returns Result<T>. Never throws.
template <class T>
[[nodiscard]] Job<T> run_job(const std::function<Result<T>(Diagnostics&)>& work) {
  Job<T> job;
  std::optional<Failure> refused;
  const auto bug = catch_bugs([&] {
    auto outcome = work(job.notes);
    if (outcome)
      job.result = *std::move(outcome);
    else
      refused = failure_of(outcome.refusal());
  });
  job.failure = bug ? bug : refused;
  if (job.failure) job.result.reset();
  return job;
}

}  // namespace loadshare::service
