#include "numerics/turning_points.h"

#include <cmath>

namespace loadshare::numerics {

std::vector<TurningPoint> find_turning_points(std::span<const double> signal, double least) {
  std::size_t low = 0, high = 0;  // since the last turning point
  std::vector<TurningPoint> found;
  for (std::size_t i = 1; i < signal.size(); ++i) {
    if (signal[i] < signal[low]) low = i;
    if (signal[i] > signal[high]) high = i;
    const bool may_be_high = found.empty() || !found.back().is_high;
    const bool may_be_low = found.empty() || found.back().is_high;
    if (may_be_high && signal[high] - signal[i] > least) {
      found.push_back({high, true});
      low = i;
    } else if (may_be_low && signal[i] - signal[low] > least) {
      found.push_back({low, false});
      high = i;
    }
  }
  if (found.empty()) return found;
  // The last way is not turned back from: it ends in its own extreme.
  const std::size_t last = found.back().is_high ? low : high;
  if (std::abs(signal[last] - signal[found.back().sample]) > least)
    found.push_back({last, !found.back().is_high});
  return found;
}

}  // namespace loadshare::numerics
