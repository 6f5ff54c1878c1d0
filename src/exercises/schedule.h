// When a movement is where: its keys laid out over the repetitions.
#pragma once

#include <cstddef>
#include <vector>

#include "exercises/movement.h"

namespace loadshare::exercises {

// One visit to a key.
struct Stop {
  std::size_t key = 0;
  double arrive_s = 0, leave_s = 0;
  bool passes = false;
};

// In their order; the first at the first key's time. With a way back the first key closes each repetition.
[[nodiscard]] std::vector<Stop> make_schedule(const Movement& movement);

// From the first stop to the end of the last, evenly at the rate; what is left over at the end, less than one
// step, is not sampled.
[[nodiscard]] std::vector<double> sample_times(const std::vector<Stop>& schedule, double rate_Hz);

}  // namespace loadshare::exercises
