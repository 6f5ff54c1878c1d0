// Where a signal turns, with hysteresis.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace loadshare::numerics {

struct TurningPoint {
  std::size_t sample = 0;
  bool is_high = false;
  friend bool operator==(const TurningPoint&, const TurningPoint&) = default;
};

// High and low points in turn, between any two of which the signal goes by more than `least`. The first and
// the last may be an end of the signal; the others are turned back from. None where it never goes that far.
[[nodiscard]] std::vector<TurningPoint> find_turning_points(std::span<const double> signal, double least);

}  // namespace loadshare::numerics
