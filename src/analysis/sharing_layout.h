// The load-sharing problem of a study: muscles, reserves, motors.
#pragma once

#include <string>
#include <vector>

#include "analysis/analyse.h"
#include "analysis/study.h"
#include "sharing/share_load.h"
#include "tension/cuts.h"

namespace loadshare::analysis {

// A motor of the model: a coordinate actuator on a joint beyond the lumbar spine (arms, neck). In the spine
// and the legs only muscles act, and reserves where they do not do: a motor there would hide what muscles
// lack.
struct Drive {
  std::string name;
  int free_index = 0;
  double optimal_force = 1, control_min = 0, control_max = 0;
};

[[nodiscard]] std::vector<Drive> find_drives(const Study& study, const std::vector<tension::Cut>& cuts);

// Actuators: reserves by free coordinate, then drives.
[[nodiscard]] sharing::SharingLayout make_layout(const Study& study, const AnalyseInputs& inputs,
                                                 const std::vector<Drive>& drives);

}  // namespace loadshare::analysis
