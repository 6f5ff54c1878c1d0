#include "sharing/share_load.h"

#include <cmath>

#include "base/require.h"

namespace loadshare::sharing {
namespace {

using numerics::BoxProblem;
using numerics::BoxStatus;

void check_shapes(const SharingLayout& layout, const SharingSample& sample) {
  const Eigen::Index muscles = layout.muscle_count(), coordinates = layout.coordinate_count;
  require(layout.activation_min.size() == muscles && layout.activation_max.size() == muscles,
          "every muscle has bounds on its activation");
  require(layout.volume_m3.size() == 0 || layout.volume_m3.size() == muscles,
          "all muscles have a volume, or none has");
  require(sample.required_force.size() == coordinates, "every coordinate has a required force");
  require(sample.moment_arms_m.size() == static_cast<Eigen::Index>(layout.arm_coordinates.size()),
          "every entry of arm_coordinates has a moment arm");
  require(sample.active_force_N.size() == muscles && sample.passive_force_N.size() == muscles,
          "every muscle has an active and a passive force");
}

void add_muscles(const SharingLayout& layout, const SharingSettings& settings, const SharingSample& sample,
                 BoxProblem& problem) {
  for (int i = 0; i < layout.muscle_count(); ++i) {
    const auto begin = static_cast<std::size_t>(layout.arm_starts[static_cast<std::size_t>(i)]);
    const auto end = static_cast<std::size_t>(layout.arm_starts[static_cast<std::size_t>(i) + 1]);
    const double passive = settings.include_passive_force ? sample.passive_force_N[i] : 0;
    for (std::size_t k = begin; k < end; ++k) {
      const double arm = sample.moment_arms_m[static_cast<Eigen::Index>(k)];
      const double force = arm * sample.active_force_N[i];
      if (force != 0) problem.columns.append(layout.arm_coordinates[k], force);
      problem.target[layout.arm_coordinates[k]] -= arm * passive;
    }
    problem.columns.close_column();
    problem.lower[i] = layout.activation_min[i];
    problem.upper[i] = layout.activation_max[i];
  }
  const Eigen::Index muscles = layout.muscle_count();
  if (layout.volume_m3.size() > 0) {
    problem.weight.head(muscles) = layout.volume_m3 / layout.volume_m3.mean();
  } else {
    problem.weight.head(muscles).setOnes();
  }
}

void add_actuators(const SharingLayout& layout, const SharingSample& sample, BoxProblem& problem) {
  Eigen::Index own = 0;  // column of the sample
  for (int k = 0; k < layout.actuator_count(); ++k) {
    const Actuator& actuator = layout.actuators[static_cast<std::size_t>(k)];
    require(actuator.coordinate < layout.coordinate_count, "an actuator drives a coordinate that there is");
    if (actuator.coordinate >= 0) {
      problem.columns.append(actuator.coordinate, actuator.optimal_force);
    } else {
      require(
          sample.actuator_columns.rows() == layout.coordinate_count && own < sample.actuator_columns.cols(),
          "an actuator without a coordinate has a column in the sample");
      for (int j = 0; j < layout.coordinate_count; ++j) {
        const double force = sample.actuator_columns(j, own) * actuator.optimal_force;
        if (force != 0) problem.columns.append(j, force);
      }
      ++own;
    }
    problem.columns.close_column();
    const Eigen::Index i = layout.muscle_count() + k;
    problem.lower[i] = actuator.control_min;
    problem.upper[i] = actuator.control_max;
    problem.weight[i] = actuator.price;
  }
}

}  // namespace

void make_box_problem(const SharingLayout& layout, const SharingSettings& settings,
                      const SharingSample& sample, BoxProblem& problem) {
  check_shapes(layout, sample);
  const Eigen::Index n = layout.muscle_count() + layout.actuator_count();
  problem.columns.clear(layout.coordinate_count);
  problem.target = sample.required_force;
  problem.weight.resize(n);
  problem.lower.resize(n);
  problem.upper.resize(n);
  problem.exponent = settings.exponent;
  add_muscles(layout, settings, sample, problem);
  add_actuators(layout, sample, problem);
}

void share_load(const SharingLayout& layout, const SharingSettings& settings, const SharingSample& sample,
                bool from_start, SharingWorkspace& workspace, SharedSample& shared) {
  make_box_problem(layout, settings, sample, workspace.problem);
  if (!from_start) workspace.start = {};
  numerics::BoxSolution& solution = workspace.solution;
  numerics::solve_box_problem(workspace.problem, settings.solver, workspace.start, workspace.box, solution);
  const Eigen::Index muscles = layout.muscle_count(), actuators = layout.actuator_count();
  shared.status = solution.status;
  shared.activation = solution.x.head(muscles);
  shared.tension_N = shared.activation.cwiseProduct(sample.active_force_N);
  if (settings.include_passive_force) shared.tension_N += sample.passive_force_N;
  shared.control = solution.x.tail(actuators);
  shared.actuator_force.resize(actuators);
  for (Eigen::Index k = 0; k < actuators; ++k) {
    shared.actuator_force[k] =
        shared.control[k] * layout.actuators[static_cast<std::size_t>(k)].optimal_force;
  }
  shared.residual = solution.residual;
  shared.residual_ratio_max = solution.residual_ratio_max;
  shared.objective = solution.objective;
  shared.factorisations = solution.factorisations;
  if (solution.status == BoxStatus::solved) {
    workspace.start.multiplier = solution.multiplier;
  } else {
    workspace.start = {};
  }
}

}  // namespace loadshare::sharing
