// The load-sharing problem of a study: muscles, reserves, motors, contacts, pressure, stability.
#pragma once

#include <string>
#include <vector>

#include "analysis/analyse.h"
#include "analysis/study.h"
#include "sharing/brace.h"
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

// Where each part stands. Actuators: reserves by free coordinate, drives, edges of contacts, pressure.
struct SharingProblem {
  sharing::SharingLayout layout;
  std::vector<Drive> drives;
  int first_contact = -1, contact_edge_count = 0;  // actuators; -1: none
  sharing::Brace::Place brace;
  int first_stability = -1;  // condition; -1: none
  int first_measured = -1;   // condition; -1: none
  int own_column_count = 0;  // actuators without a coordinate
};

[[nodiscard]] SharingProblem make_sharing_problem(const Study& study, const AnalyseInputs& inputs,
                                                  const std::vector<tension::Cut>& cuts);

}  // namespace loadshare::analysis
