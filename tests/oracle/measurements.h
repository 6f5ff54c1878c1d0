// What is measured against OpenSim's results. Each is computed afresh; the tests hold it against its bound,
// the page docs/accuracy.md shows it.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "motion/kinematics.h"
#include "reference_case.h"

namespace loadshare::oracle {

// Inverse dynamics: every generalised force.
[[nodiscard]] Difference compare_inverse_dynamics(const std::string& case_name, ToolRules rules);

// What the exact rules change of ours.
[[nodiscard]] Difference compare_joint_rules(const std::string& case_name);

// OpenSim's InverseDynamicsTool on gait_walk did not find the columns of the motion, which are named by path,
// and analysed the default pose at rest: what ours gives for that pose, and what is left at the root by each.
struct DefaultPoseProof {
  Difference at_default_pose;
  // Of the moment that must act on the pelvis from nowhere, root mean square over the trial.
  double root_moment_rms_ours_Nm = 0, root_moment_rms_opensim_Nm = 0;
};
[[nodiscard]] DefaultPoseProof prove_default_pose();

// The force at the root is the rate of the whole body's momentum: computed from the velocities of the bodies
// alone, a hundred-thousandth of a second before and after each sample, against both rules of joints.
struct MomentumProof {
  std::size_t sample_count = 0;
  // At most. Samples in which a coordinate stands at an end of its range are left out: its joint's functions
  // have kinks there, so that there is no rate.
  double exact_N = 0, opensim_N = 0;
};
[[nodiscard]] MomentumProof prove_by_momentum(const std::string& case_name);

// Muscle analysis: lengths, and moment arms about every coordinate at hand.
struct PathComparison {
  Difference lengths, arms;
  std::set<std::string> muscles_beyond;
  std::set<std::string> of_several_wraps;  // muscles of the model
  std::size_t other_headers = 0;           // files whose columns are not OpenSim's
};
[[nodiscard]] PathComparison compare_paths(const std::string& case_name, ToolRules rules);

// A length changes by minus the moment arms' work: |dL + integral of r dq| between samples in a row, at most
// and in the mean square, over the muscles that have several wraps. Ours by the standard wrap rules;
// OpenSim's own lengths with the moment arms of its rules.
struct PathWork {
  std::size_t muscle_count = 0, step_count = 0;
  Difference ours, opensim;
};
[[nodiscard]] PathWork measure_path_work(const std::string& case_name);

// On spine318 OpenSim meets the couplers to its assembly tolerance by moving coordinates away from the
// file's: its pose, recovered from straight muscles that cross the lowest lumbar joint.
struct SpinePose {
  std::size_t fitted_muscle_count = 0;
  double length_residual_before_m = 0, length_residual_m = 0;  // greatest over samples, root mean square
  double angle_moved_rad_max = 0;
  PathComparison others;      // the muscles that were not used, at that pose
  motion::Kinematics motion;  // the samples of the muscle analysis, moved
};
[[nodiscard]] SpinePose fit_spine_pose(mechanics::WrapRules rules);

// Static optimisation.
struct SharingComparison {
  Difference activations;  // of muscles
  // In the samples that OpenSim solved (violation below 1e-6); the second where its objective is below 1000,
  // so that muscles and not reserves make it up.
  Difference activations_where_met, activations_where_muscles_count;
  double worst_muscle_rms = 0;  // the muscle that differs most over the trial
  std::string worst_muscle;
  bool same_columns = false;  // activation file: OpenSim's; force file: OpenSim's of muscles and actuators
  std::size_t force_columns = 0;        // of external and contact forces in the force file
  double force_column_excess_max = -1;  // beyond 0.1 or 0.1 % of OpenSim's value; negative: none beyond
  std::size_t sample_count = 0, unsolved_count = 0;
  // Samples where OpenSim's violation is below 1e-6.
  std::size_t objectives_compared = 0, objectives_above = 0;
  double objective_ratio_max = 0, objective_ratio_min = 1e300;
  // Samples above OpenSim's objective by more than twice what the muscles' strengths differ (force per
  // activation, relative, the muscle that differs most): a weaker muscle must be activated more. Where the
  // sample was left out of OpenSim's files, their greatest difference in any sample stands in.
  std::size_t objectives_unexplained = 0;
  double strength_difference_max = 0;       // in the samples above
  std::vector<double> above_times_s;        // the samples above
  std::vector<std::string> opensim_failed;  // samples whose violation is 1e-3 or more
  std::size_t opensim_loose_count = 0;      // 1e-6 or more
};
[[nodiscard]] SharingComparison compare_sharing(const std::string& case_name, ToolRules rules);
// spine318 with OpenSim's pose.
[[nodiscard]] SharingComparison compare_sharing_at_fitted_pose();

// The mean activation of the vasti over all samples under each set of rules, and the fastest of their fibres
// [optimal lengths/s].
struct VastiSpeeds {
  double activation_opensim_rules = 0, activation_exact = 0;
  double speed_opensim_rules = 0, speed_exact = 0;
};
[[nodiscard]] VastiSpeeds compare_vasti(const std::string& case_name);

// Joint reactions, from OpenSim's own muscle forces and from ours.
struct ReactionComparison {
  Difference forces_N, moments_Nm, points_m;
  bool same_columns = false;
};
[[nodiscard]] ReactionComparison compare_reactions(const std::string& case_name, bool from_our_forces);

// Inverse kinematics.
struct MarkerComparison {
  std::size_t sample_count = 0, unsolved_count = 0, above = 0;  // above 1.01 times OpenSim's cost
  double cost_ratio_max = 0, cost_ratio_mean = 0;
  bool same_columns = false;
  Difference determined;  // coordinates that the markers fix, in degrees (rotations)
  double determined_rms_deg_max = 0;
  std::string determined_worst;
  struct Loose {
    std::string coordinate;
    double rms_deg = 0;
    double tight_rms_deg = 0;  // from OpenSim's at an accuracy of 1e-9 (tight_markers/)
    // Relative change of the cost where the coordinate is held at OpenSim's value and the rest is fitted
    // anew.
    double cost_change_mean = 0;
  };
  std::vector<Loose> loose;  // beyond 0.5 degrees, root mean square
  // Of the coordinates that the markers fix, the greatest from OpenSim's at an accuracy of 1e-9.
  double determined_tight_rms_deg_max = 0;
  std::size_t tight_sample_count = 0;
};
[[nodiscard]] MarkerComparison compare_markers(const std::string& case_name);

}  // namespace loadshare::oracle
