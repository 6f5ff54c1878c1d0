// What the samples of a trial leave behind beside the shared load.
#pragma once

#include <vector>

#include "analysis/sharing_problem.h"
#include "analysis/study.h"
#include "base/time_series.h"
#include "tension/cuts.h"

namespace loadshare::analysis {

// What a sample leaves behind beside the shared load, one row a sample.
struct TrialRecord {
  SampleMatrix required, required_free, length_m, norm_fiber_length;
  SampleMatrix ligament_tension_N;
  SampleMatrix passive_tension_N;  // by muscle: what its passive fibres add to the tendon's force
  SampleMatrix passive_moment_Nm;  // by cut, about its flexion coordinate alone
  // By Contacts::resultant_names(): force [N], centre of pressure [m], moment left there [N m], each x y z.
  SampleMatrix contact;
  std::vector<double> pressure_Pa;  // in the belly; empty where there is no brace
  SampleMatrix shortfall;           // by condition of the problem
  // By cut; columns: resultant, compression, shear forward, shear to the right (joint_loads.h).
  std::vector<SampleMatrix> joint_load_N;
  std::vector<SampleMatrix> moment_arm_m;  // by cut, about its flexion coordinate alone

  TrialRecord(const Study& study, const SharingProblem& problem, const std::vector<tension::Cut>& cuts);
};

}  // namespace loadshare::analysis
