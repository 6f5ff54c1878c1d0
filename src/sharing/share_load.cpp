#include "sharing/share_load.h"

#include <cmath>
#include <limits>

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
  require(sample.control_min.size() == sample.control_max.size() &&
              (sample.control_min.size() == 0 || sample.control_min.size() == layout.actuator_count()),
          "a sample bounds all controls, or none");
  const Eigen::Index conditions = layout.condition_count();
  require(conditions == 0 || (sample.condition_of_activation.rows() == conditions &&
                              sample.condition_of_activation.cols() == muscles &&
                              sample.condition_of_control.rows() == conditions &&
                              sample.condition_of_control.cols() == layout.actuator_count() &&
                              sample.condition_target.size() == conditions),
          "every condition has its coefficients and its target");
}

// The rows of the conditions stand below those of the coordinates.
void append_conditions(const SharingLayout& layout, const Eigen::MatrixXd& coefficients, Eigen::Index column,
                       BoxProblem& problem) {
  for (int r = 0; r < layout.condition_count(); ++r)
    if (const double value = coefficients(r, column); value != 0)
      problem.columns.append(layout.coordinate_count + r, value);
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
    append_conditions(layout, sample.condition_of_activation, i, problem);
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
    append_conditions(layout, sample.condition_of_control, k, problem);
    problem.columns.close_column();
    const Eigen::Index i = layout.muscle_count() + k;
    const bool is_bounded_here = sample.control_min.size() > 0;
    problem.lower[i] = is_bounded_here ? sample.control_min[k] : actuator.control_min;
    problem.upper[i] = is_bounded_here ? sample.control_max[k] : actuator.control_max;
    problem.weight[i] = actuator.price;
  }
}

void add_conditions(const SharingLayout& layout, BoxProblem& problem) {
  Eigen::Index i = layout.muscle_count() + layout.actuator_count();
  for (int r = 0; r < layout.condition_count(); ++r) {
    const Condition& condition = layout.conditions[static_cast<std::size_t>(r)];
    for (const double sign : {-1.0, 1.0}) {  // surplus, shortfall
      problem.columns.append(layout.coordinate_count + r, sign * condition.unit);
      problem.columns.close_column();
      const bool may_be = sign < 0 || condition.may_fall_short;
      problem.lower[i] = 0;
      problem.upper[i] = may_be ? std::numeric_limits<double>::infinity() : 0;
      problem.weight[i] = sign < 0 ? condition.surplus_price : condition.shortfall_price;
      ++i;
    }
  }
}

}  // namespace

void make_box_problem(const SharingLayout& layout, const SharingSettings& settings,
                      const SharingSample& sample, BoxProblem& problem) {
  check_shapes(layout, sample);
  const Eigen::Index rows = layout.coordinate_count + layout.condition_count();
  const Eigen::Index n = layout.muscle_count() + layout.actuator_count() + 2 * layout.condition_count();
  problem.columns.clear(static_cast<int>(rows));
  problem.target.resize(rows);
  problem.target.head(layout.coordinate_count) = sample.required_force;
  if (layout.condition_count() > 0) problem.target.tail(layout.condition_count()) = sample.condition_target;
  problem.weight.resize(n);
  problem.lower.resize(n);
  problem.upper.resize(n);
  problem.exponent = settings.exponent;
  problem.square_from =
      settings.raises_controls ? std::numeric_limits<int>::max() : static_cast<int>(layout.muscle_count());
  add_muscles(layout, settings, sample, problem);
  add_actuators(layout, sample, problem);
  add_conditions(layout, problem);
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
  shared.control = solution.x.segment(muscles, actuators);
  shared.actuator_force.resize(actuators);
  for (Eigen::Index k = 0; k < actuators; ++k) {
    shared.actuator_force[k] =
        shared.control[k] * layout.actuators[static_cast<std::size_t>(k)].optimal_force;
  }
  const Eigen::Index conditions = layout.condition_count();
  shared.surplus.resize(conditions);
  shared.shortfall.resize(conditions);
  for (Eigen::Index r = 0; r < conditions; ++r) {
    const double unit = layout.conditions[static_cast<std::size_t>(r)].unit;
    shared.surplus[r] = unit * solution.x[muscles + actuators + 2 * r];
    shared.shortfall[r] = unit * solution.x[muscles + actuators + 2 * r + 1];
  }
  shared.residual = solution.residual.head(layout.coordinate_count);
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
