// How the body stands and how far its joints go, against published ranges (ranges.csv).
#pragma once

#include <string>
#include <vector>

namespace loadshare::body_tests {

struct RangeCheck {
  std::string quantity, coordinate, unit, tag;
  double low = 0, high = 0, value = 0;
  [[nodiscard]] bool is_inside() const { return value >= low && value <= high; }
};
// The rows that are measured here; `left_out`, where given, gets the others' quantities.
[[nodiscard]] std::vector<RangeCheck> check_ranges(std::vector<std::string>* left_out = nullptr);

[[nodiscard]] std::string range_table();

}  // namespace loadshare::body_tests
