#include "numerics/bounded_least_squares.h"

#include <Eigen/Cholesky>
#include <algorithm>

#include "base/require.h"

namespace loadshare::numerics {
namespace {

// The damped step with the unknowns that take no part left out.
Eigen::VectorXd damped_step(const Eigen::MatrixXd& hessian, const Eigen::VectorXd& gradient,
                            const std::vector<Eigen::Index>& moving, double damping, double step_max) {
  Eigen::MatrixXd H = hessian(moving, moving);
  const Eigen::VectorXd g = gradient(moving);
  // Damping in proportion to the diagonal, and a little beside it for unknowns that no residual sees: these
  // stay where they are.
  const double beside = (1e-9 + 1e-3 * damping) * std::max(1e-12, H.diagonal().maxCoeff());
  H.diagonal() += damping * H.diagonal();
  H.diagonal().array() += beside;
  Eigen::VectorXd partial = H.ldlt().solve(-g);
  const double longest = partial.cwiseAbs().maxCoeff();
  if (longest > step_max) partial *= step_max / longest;
  Eigen::VectorXd step = Eigen::VectorXd::Zero(gradient.size());
  step(moving) = partial;
  return step;
}

void find_moving(const LeastSquaresBounds& bounds, const Eigen::VectorXd& x, const Eigen::VectorXd& gradient,
                 std::vector<Eigen::Index>& moving) {
  moving.clear();
  for (Eigen::Index i = 0; i < x.size(); ++i) {
    const bool held =
        (x[i] <= bounds.lower[i] && gradient[i] > 0) || (x[i] >= bounds.upper[i] && gradient[i] < 0);
    const bool movable = bounds.movable.empty() || bounds.movable[static_cast<std::size_t>(i)];
    if (movable && !held) moving.push_back(i);
  }
}

}  // namespace

LeastSquaresOutcome solve_bounded_least_squares(LeastSquaresProblem& problem,
                                                const LeastSquaresBounds& bounds,
                                                const LeastSquaresSettings& settings, Eigen::VectorXd& x) {
  require(bounds.lower.size() == x.size() && bounds.upper.size() == x.size(), "a bound an unknown");
  LeastSquaresOutcome outcome;
  outcome.cost = problem.move_to(x);
  Eigen::MatrixXd hessian;
  Eigen::VectorXd gradient;
  std::vector<Eigen::Index> moving;
  double damping = settings.damping;
  while (outcome.iterations < settings.iterations_max && !outcome.solved) {
    ++outcome.iterations;
    problem.linearise(hessian, gradient);
    find_moving(bounds, x, gradient, moving);
    if (moving.empty()) {
      outcome.solved = true;
      break;
    }
    // Raise the damping until the cost falls; give up where only rounding is left.
    for (bool accepted = false; !accepted && !outcome.solved;) {
      const Eigen::VectorXd trial = (x + damped_step(hessian, gradient, moving, damping, settings.step_max))
                                        .cwiseMax(bounds.lower)
                                        .cwiseMin(bounds.upper);
      const double step = (trial - x).cwiseAbs().maxCoeff();
      const double cost = problem.move_to(trial);
      if (cost <= outcome.cost) {
        accepted = true;
        x = trial;
        const double gain = outcome.cost - cost;
        outcome.cost = cost;
        outcome.solved = step < settings.step_tolerance || gain <= settings.cost_tolerance * cost;
        damping = std::max(damping * 0.1, 1e-12);
      } else {
        damping *= 10;
        if (damping > 1e12 || step < 1e-13) {
          outcome.cost = problem.move_to(x);
          outcome.solved = step < settings.step_tolerance;
          if (!outcome.solved) return outcome;
        }
      }
    }
  }
  return outcome;
}

}  // namespace loadshare::numerics
