// Nonlinear least squares between bounds: minimise |r(x)|^2 subject to lower <= x <= upper.
//
// Gauss-Newton with damping (Levenberg 1944, Marquardt 1963) and bounds by projection (Bertsekas 1982): what
// rests on a bound and is pushed against it takes no part in a step.
#pragma once

#include <Eigen/Core>
#include <vector>

namespace loadshare::numerics {

// The residuals r of one problem.
class LeastSquaresProblem {
 public:
  virtual ~LeastSquaresProblem() = default;
  // |r(x)|^2; what `linearise` is asked for is at the point of the last move.
  virtual double move_to(const Eigen::VectorXd& x) = 0;
  // J^T J and J^T r.
  virtual void linearise(Eigen::MatrixXd& hessian, Eigen::VectorXd& gradient) = 0;
};

struct LeastSquaresBounds {
  Eigen::VectorXd lower, upper;  // n, lower <= upper; may be infinite
  std::vector<bool> movable;     // n, what may move at all; empty: everything
};

struct LeastSquaresSettings {
  int iterations_max = 200;
  // Solved where a step changes no unknown by more than this ...
  double step_tolerance = 1e-7;
  // ... or takes no more than this part off the cost: unknowns that the residuals hardly determine could
  // wander on without end.
  double cost_tolerance = 1e-10;
  // No unknown moves by more than this at once: a long step leaves the basin.
  double step_max = 0.5;
  // To begin with, over the diagonal of J^T J.
  double damping = 1e-6;
};

struct LeastSquaresOutcome {
  double cost = 0;  // |r|^2
  int iterations = 0;
  bool solved = false;
};

// From x, which must lie within the bounds, to a local minimum; the problem is left at it.
LeastSquaresOutcome solve_bounded_least_squares(LeastSquaresProblem& problem,
                                                const LeastSquaresBounds& bounds,
                                                const LeastSquaresSettings& settings, Eigen::VectorXd& x);

}  // namespace loadshare::numerics
