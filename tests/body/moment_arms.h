// The body's moment arms against published bands (moment_arms.csv).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "subject.h"

namespace loadshare::body_tests {

// One line of the table, measured. Of several muscles the mean by their PCSA, or each: least and
// greatest.
struct ArmCheck {
  std::string muscle, of, coordinate, at, tag, source;
  double angle_deg = 0, low_mm = 0, high_mm = 0;
  double least_mm = 0, greatest_mm = 0;
  std::size_t muscle_count = 0;
  [[nodiscard]] bool is_inside() const { return least_mm >= low_mm && greatest_mm <= high_mm; }
};
[[nodiscard]] std::vector<ArmCheck> check_moment_arms();

[[nodiscard]] std::string moment_arm_tables();

}  // namespace loadshare::body_tests
