// Bodies of other proportions than the reference's: whether paths keep their side of the joints there, too.
#pragma once

#include <string>
#include <vector>

namespace loadshare::body_tests {

struct ProportionCheck {
  std::string what;
  std::size_t step_count = 0;
  std::string muscles;                              // each with its worst step
  double fiber_ratio_min = 0, fiber_ratio_max = 0;  // standing
};
// The lumbar rhythms of the tables, and pelvis and thigh one twentieth larger or smaller than the rest.
[[nodiscard]] std::vector<ProportionCheck> check_proportions();

[[nodiscard]] std::string proportion_table();

}  // namespace loadshare::body_tests
