// The load-sharing problem: which muscles hold which part of the required generalised forces.
//
//   minimise    sum_i w_i a_i^n + sum_k p_k |c_k|^m
//   subject to  sum_i arm_ji (F_i a_i + P_i) + sum_k g_jk f_k c_k = required_j   every coordinate j
//               activation_min <= a <= activation_max, control_min <= c <= control_max
//
// F and P are a muscle's active force at full activation and its passive force along the tendon (rigid
// tendon: both depend on the pose alone). With include_passive_force off, P is left out: so OpenSim's
// static optimisation states it, which also gives every control the weight 1 and raises it to the same power
// (Anderson & Pandy 2001): m = n with raises_controls on. Off, actuators and the conditions' surplus and
// shortfall enter as squares. Without volumes w_i = 1; with them w_i is the muscle's volume over the mean
// volume.
//
// and to conditions on the same unknowns: sum_i C_ri a_i + sum_k D_rk c_k >= target_r
//
// each of which becomes an equality with a surplus and, where it may, a shortfall; both unknowns are at least
// zero, the surplus almost free, the shortfall dear.
//
// Order of the unknowns in the problem: muscles, actuators, then of each condition surplus and shortfall.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "numerics/box_qp.h"

namespace loadshare::sharing {

// A reserve or a motor: what acts beside the muscles.
struct Actuator {
  // The coordinate it drives; -1: the sample says which generalised forces it makes.
  int coordinate = -1;
  double optimal_force = 1;                 // N or N m per unit of control; its price is per control
  double control_min = 0, control_max = 0;  // may be infinite
  double price = 1;                         // p, greater than zero
  // What is the body's own to vary (pressure): feasible ranges let it. Contacts, reserves and motors stay as
  // solved.
  bool may_vary = false;
};

// An inequality that the muscles and actuators must meet together.
struct Condition {
  double unit = 1;               // of surplus and shortfall: the size that matters in this row
  double surplus_price = 1e-4;   // of a surplus of one unit, greater than zero
  double shortfall_price = 100;  // of a shortfall of one unit, greater than zero
  bool may_fall_short = true;    // otherwise the sample is infeasible where it cannot be met
};

// What holds for a whole trial.
struct SharingLayout {
  int coordinate_count = 0;  // rows: coordinates that are free to move
  // Muscle i has arms about arm_coordinates[arm_starts[i]] to [arm_starts[i + 1]], ascending.
  std::vector<int> arm_starts{0};
  std::vector<int> arm_coordinates;
  Eigen::VectorXd activation_min, activation_max;  // by muscle, within [0, 1]
  Eigen::VectorXd volume_m3;  // by muscle, greater than zero; empty: not weighted by volume
  std::vector<Actuator> actuators;
  std::vector<Condition> conditions;

  [[nodiscard]] int muscle_count() const { return static_cast<int>(arm_starts.size()) - 1; }
  [[nodiscard]] int actuator_count() const { return static_cast<int>(actuators.size()); }
  [[nodiscard]] int condition_count() const { return static_cast<int>(conditions.size()); }
};

struct SharingSettings {
  double exponent = 2;           // at least 2
  bool raises_controls = false;  // controls to the same power as activations; else squared
  bool include_passive_force = true;
  numerics::BoxOptions solver;
};

// One instant, going in. Units by coordinate: N m where it rotates, N where it translates.
struct SharingSample {
  Eigen::VectorXd required_force;   // by coordinate, external loads taken off
  Eigen::VectorXd moment_arms_m;    // by entry of arm_coordinates; m (or m per m)
  Eigen::VectorXd active_force_N;   // by muscle, at full activation, along the tendon
  Eigen::VectorXd passive_force_N;  // by muscle, along the tendon
  // By coordinate and actuator without a coordinate, in their order: generalised force per unit of its
  // own force. Not read where there is none.
  Eigen::MatrixXd actuator_columns;
  // By actuator, where their bounds change from sample to sample; empty: the layout's.
  Eigen::VectorXd control_min, control_max;
  // Of the conditions, one row each: what a muscle at full activation adds, what a unit of control adds, and
  // what must be reached once all that is fixed is taken off. Not read where there are no conditions.
  Eigen::MatrixXd condition_of_activation, condition_of_control;
  Eigen::VectorXd condition_target;
};

// One instant, coming out.
struct SharedSample {
  numerics::BoxStatus status = numerics::BoxStatus::not_converged;
  Eigen::VectorXd activation;      // by muscle
  Eigen::VectorXd tension_N;       // by muscle: active, and passive where it is included
  Eigen::VectorXd control;         // by actuator
  Eigen::VectorXd actuator_force;  // by actuator, N or N m: control times optimal force
  Eigen::VectorXd residual;        // by coordinate: required less what muscles and actuators make
  Eigen::VectorXd surplus;         // by condition, in the condition's own unit of measure
  Eigen::VectorXd shortfall;       // the same; zero where the condition is met
  double residual_ratio_max = 0;   // greatest residual over the terms of its row
  double objective = 0;
  int factorisations = 0;
};

// Memory of one thread, and where the next sample may start.
struct SharingWorkspace {
  numerics::BoxProblem problem;
  numerics::BoxSolution solution;
  numerics::BoxStart start;
  numerics::BoxWorkspace box;
};

// The problem as the solver sees it, for whatever else is asked of the same instant (feasible ranges).
// Preconditions (a breach is a bug): shapes agree, bounds ordered, weights positive.
void make_box_problem(const SharingLayout& layout, const SharingSettings& settings,
                      const SharingSample& sample, numerics::BoxProblem& problem);

// Values that are not finite end as not_converged. `from_start`: begin at workspace.start, which the call
// before left there; it saves time and changes the result by no more than the solver's tolerance (and for
// exponent 2 not at all, but for ties). A sample that was not solved leaves an empty start.
void share_load(const SharingLayout& layout, const SharingSettings& settings, const SharingSample& sample,
                bool from_start, SharingWorkspace& workspace, SharedSample& shared);

}  // namespace loadshare::sharing
