// What the survey of the whole range of motion finds wrong with the body.
#pragma once

#include <string>
#include <vector>

#include "subject.h"

namespace loadshare::body_tests {

inline constexpr double fiber_ratio_min = 0.4, fiber_ratio_max = 1.6;

// By muscle of the reference body: over sweeps of one coordinate.
struct FiberSweep {
  double min = 0, max = 0;
  analysis::Posture at_min, at_max;
};
[[nodiscard]] std::vector<FiberSweep> fiber_sweeps();

[[nodiscard]] std::string fiber_tables();
[[nodiscard]] std::string step_table();
[[nodiscard]] std::string sign_table();
[[nodiscard]] std::string bone_table();

}  // namespace loadshare::body_tests
