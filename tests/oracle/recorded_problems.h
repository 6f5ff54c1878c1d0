// Load-sharing problems that OpenSim's static optimisation solved, number by number, with its answers: so
// that two solvers are compared on one problem, not on two that differ by a wrap. Files: problems/ (README.md
// there).
#pragma once

#include <Eigen/Core>
#include <filesystem>
#include <string>
#include <vector>

#include "sharing/share_load.h"

namespace loadshare::oracle {

struct RecordedProblem {
  std::string case_name;
  double time_s = 0;
  // What OpenSim said of its answer: the sum of squares of all unknowns, and the root sum of squares of the
  // accelerations by which it misses (rad/s^2, m/s^2).
  double opensim_objective = 0, opensim_violation = 0;
  Eigen::VectorXd opensim_x;        // muscles' activations, then actuators' controls
  sharing::SharingLayout layout;    // a muscle's active force is 1 N, its "arms" are what it makes at
  sharing::SharingSample sample;    // full activation [N m, N]; every actuator has a column of the sample
  Eigen::MatrixXd columns;          // coordinates x unknowns: the same as one matrix
  Eigen::MatrixXd inverse_inertia;  // accelerations per generalised force

  // Root sum of squares of the accelerations by which x misses, as OpenSim measures it.
  [[nodiscard]] double violation(const Eigen::VectorXd& x) const;
};

// One file; throws std::runtime_error where it is not of the form that its README describes.
[[nodiscard]] RecordedProblem read_recorded_problem(const std::filesystem::path& file);
// All that are kept, by name.
[[nodiscard]] std::vector<std::string> recorded_problem_files();

// OpenSim's problem solved by share_load. `at_opensims_violation`: what is required is what OpenSim's answer
// makes, so that both answers miss by the same.
struct SolvedAgain {
  bool solved = false;
  double objective = 0, violation = 0;
};
[[nodiscard]] SolvedAgain solve_again(const RecordedProblem& problem, bool at_opensims_violation);

}  // namespace loadshare::oracle
