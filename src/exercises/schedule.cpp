#include "exercises/schedule.h"

#include <cmath>

namespace loadshare::exercises {

std::vector<Stop> make_schedule(const Movement& movement) {
  const auto& keys = movement.keys;
  const double start_s = keys.front().time_s;
  const double once_s = keys.back().time_s + keys.back().hold_s - start_s + movement.return_s.value_or(0);
  std::vector<Stop> schedule;
  for (int repetition = 0; repetition < movement.repetitions; ++repetition)
    for (std::size_t k = 0; k < keys.size(); ++k) {
      const double arrive_s = repetition * once_s + keys[k].time_s;
      schedule.push_back({k, arrive_s, arrive_s + keys[k].hold_s, keys[k].passes});
    }
  if (movement.return_s) {
    const double arrive_s = movement.repetitions * once_s + start_s;
    schedule.push_back({0, arrive_s, arrive_s + keys.front().hold_s, false});
  }
  return schedule;
}

std::vector<double> sample_times(const std::vector<Stop>& schedule, double rate_Hz) {
  const double start_s = schedule.front().arrive_s, end_s = schedule.back().leave_s;
  // Rounding must not cost the last sample.
  const auto steps = static_cast<std::size_t>(std::floor((end_s - start_s) * rate_Hz + 1e-6));
  std::vector<double> times_s;
  for (std::size_t i = 0; i <= steps; ++i) times_s.push_back(start_s + static_cast<double>(i) / rate_Hz);
  return times_s;
}

}  // namespace loadshare::exercises
