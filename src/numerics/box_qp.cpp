#include "numerics/box_qp.h"

#include <algorithm>
#include <cmath>

#include "base/require.h"
#include "numerics/box_dual.h"

namespace loadshare::numerics {
namespace {

double power(double magnitude, double exponent) {
  if (exponent == 1) return magnitude;
  if (exponent == 2) return magnitude * magnitude;
  if (exponent == 3) return magnitude * magnitude * magnitude;
  return std::pow(magnitude, exponent);
}

double derivative(const BoxProblem& problem, Eigen::Index i, double x) {
  const double n = problem.exponent_of(i);
  return std::copysign(n * problem.weight[i] * power(std::abs(x), n - 1), x);
}

double objective(const BoxProblem& problem, const Eigen::VectorXd& x) {
  double sum = 0;
  for (Eigen::Index i = 0; i < x.size(); ++i)
    sum += problem.weight[i] * power(std::abs(x[i]), problem.exponent_of(i));
  return sum;
}

void check_shapes(const BoxProblem& problem, const BoxStart& start) {
  const Eigen::Index n = problem.columns.column_count(), m = problem.columns.row_count;
  require(problem.target.size() == m, "the target has one entry per row");
  require(problem.weight.size() == n && problem.lower.size() == n && problem.upper.size() == n,
          "weights and bounds have one entry per column");
  require(problem.exponent >= 2, "the exponent is at least 2");
  require(start.multiplier.size() == 0 || start.multiplier.size() == m, "a start has one multiplier per row");
  for (Eigen::Index i = 0; i < n; ++i) {
    require(!(problem.weight[i] <= 0), "weights are positive");
    require(!(problem.lower[i] > problem.upper[i]), "the lower bound is not above the upper one");
  }
}

void summarise(const BoxProblem& problem, const BoxWorkspace& work, BoxSolution& solution) {
  const ColumnMatrix& A = problem.columns;
  solution.objective = objective(problem, solution.x);
  solution.residual = problem.target;
  Eigen::VectorXd& scale = solution.certificate;  // borrowed: overwritten or emptied below
  scale = problem.target.cwiseAbs();
  solution.stationarity_max = 0;
  for (Eigen::Index i = 0; i < solution.x.size(); ++i) {
    const double x = solution.x[i];
    double slope = 0;
    for (int k = A.starts[i]; k < A.starts[i + 1]; ++k) {
      const double term = A.values[k] * x;
      slope += A.values[k] * solution.multiplier[A.rows[k]];
      solution.residual[A.rows[k]] -= term;
      scale[A.rows[k]] += std::abs(term);
    }
    const double step = (derivative(problem, i, x) - slope) / (problem.exponent_of(i) * problem.weight[i]);
    const double moved = std::abs(x - std::max(problem.lower[i], std::min(x - step, problem.upper[i])));
    solution.stationarity_max = moved <= solution.stationarity_max ? solution.stationarity_max : moved;
  }
  solution.residual_ratio_max = 0;
  for (Eigen::Index j = 0; j < solution.residual.size(); ++j) {
    if (solution.residual[j] == 0) continue;
    const double ratio = std::abs(solution.residual[j]) / scale[j];
    solution.residual_ratio_max = ratio <= solution.residual_ratio_max ? solution.residual_ratio_max : ratio;
  }
  if (solution.status == BoxStatus::infeasible) {
    solution.certificate = work.direction;
  } else {
    solution.certificate.resize(0);
  }
}

}  // namespace

void solve_box_problem(const BoxProblem& problem, const BoxOptions& options, const BoxStart& start,
                       BoxWorkspace& work, BoxSolution& solution) {
  check_shapes(problem, start);
  if (start.multiplier.size() > 0) {
    work.y = start.multiplier;
  } else {
    work.y.setZero(problem.target.size());
  }
  const DualOutcome outcome = solve_box_dual(problem, options, work);
  solution.status = outcome.status;
  solution.factorisations = outcome.factorisations;
  solution.x = work.x;
  solution.multiplier = work.y;
  summarise(problem, work, solution);
}

BoxSolution solve_box_problem(const BoxProblem& problem, const BoxOptions& options, const BoxStart& start) {
  BoxWorkspace workspace;
  BoxSolution solution;
  solve_box_problem(problem, options, start, workspace, solution);
  return solution;
}

}  // namespace loadshare::numerics
