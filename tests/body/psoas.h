// What the psoas does to the lumbar spine, level by level.
#pragma once

#include <string>
#include <vector>

namespace loadshare::body_tests {

// Of both sides at full activation, standing: on the part above the level.
struct PsoasLevel {
  std::string joint;
  double moment_Nm = 0;      // about the joint, extension positive
  double compression_N = 0;  // along the line from the joint below to the joint above
  double shear_N = 0;        // forward
  double extensors_Nm = 0;   // what all muscles that extend the level can make there
};
[[nodiscard]] std::vector<PsoasLevel> measure_psoas();

// Muscles that pull between the lumbar spine and the thigh, by name without side: all are the psoas.
[[nodiscard]] std::vector<std::string> spine_to_thigh_muscles();

[[nodiscard]] std::string psoas_text();

}  // namespace loadshare::body_tests
