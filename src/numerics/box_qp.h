// Separable convex problems with few equalities and many boxed unknowns:
//
//   minimise sum_i w_i |x_i|^n_i   subject to   A x = b,   lower <= x <= upper,
//
// n_i the problem's exponent for the first unknowns, 2 for those from `square_from` on.
//
// A semismooth Newton method on the dual (Qi & Sun 1993; Hager 1992): given the multipliers y of A x = b,
// each unknown follows alone, x_i(y) = clamp of where w_i |x|^n - (A'y)_i x is least, and A x(y) = b is
// the gradient of a convex function of y set to zero. For n = 2 it is piecewise linear, and Newton steps
// with a line search end at the exact solution after finitely many of them. Where the system is
// singular, or the equalities cannot be met, the proximal method of multipliers (Rockafellar 1976)
// takes over: it converges for every feasible problem, and for an infeasible one to the least residual,
// measured with each row in units of what the unknowns can move it.
//
// An inequality a'x >= c is an equality a'x - s = c with a column for s in [0, inf) and a small weight.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <limits>
#include <vector>

#include "numerics/column_matrix.h"

namespace loadshare::numerics {

struct BoxProblem {
  ColumnMatrix columns;          // A, m x n; zero and equal columns are allowed
  Eigen::VectorXd target;        // b, m
  Eigen::VectorXd weight;        // n, greater than zero
  Eigen::VectorXd lower, upper;  // n, lower <= upper; may be infinite
  double exponent = 2;           // at least 2
  // Unknowns from here on enter as squares whatever the exponent; none: all have the exponent.
  int square_from = std::numeric_limits<int>::max();

  [[nodiscard]] double exponent_of(Eigen::Index i) const { return i < square_from ? exponent : 2; }
};

struct BoxOptions {
  int newton_steps_max = 100;  // of the plain method; then the proximal method has its turn
  int outer_steps_max = 60;    // of the proximal method, 100 Newton steps each
  // A row is met when |b - A x| is at most this times |b| + |A| |x|. Where rows all but contradict each
  // other and rounding allows no better, a thousand times this is still taken for solved.
  double residual_tolerance = 1e-11;
};

enum class BoxStatus {
  solved,
  infeasible,     // proven by a certificate; x gives the least residual
  not_converged,  // x is the best point found, the residual says how good it is
};

// Where to begin: the multiplier of a neighbouring problem of the same shape and exponent. Empty: from zero.
struct BoxStart {
  Eigen::VectorXd multiplier;  // m
};

// x and multiplier depend on the start only through which bounds are found active: where no unknown
// rests on a bound with a zero multiplier, n = 2 yields the same bytes from every start; otherwise, and
// for n > 2, the answers agree to the tolerances.
struct BoxSolution {
  BoxStatus status = BoxStatus::not_converged;
  Eigen::VectorXd x;           // n, within its bounds exactly
  Eigen::VectorXd multiplier;  // m; for n = 2 the objective's derivative by b
  Eigen::VectorXd residual;    // m, b - A x: what is missing in each row, in the row's unit
  // m, only where infeasible: y with y'b > max y'A x over the box. Empty otherwise.
  Eigen::VectorXd certificate;
  double objective = 0;           // sum w |x|^n_i
  double residual_ratio_max = 0;  // greatest |b - A x| / (|b| + |A| |x|) of a row
  // Greatest distance of x from its projected gradient step x - (f' - A'y) / (n w), in units of x.
  double stationarity_max = 0;
  int factorisations = 0;  // Cholesky factorisations, the unit of work

  [[nodiscard]] BoxStart start() const { return {multiplier}; }
};

// Memory of the solver, kept from call to call so that none is allocated; it never changes a result.
struct BoxWorkspace {
  Eigen::VectorXd y, y_next, y_centre, direction, rhs, diagonal, gap, scale;
  Eigen::VectorXd compliance, slope, slope_next, x, x_next, x_refined, product;
  std::vector<std::int8_t> side, side_next;
  Eigen::MatrixXd hessian;
};

// Preconditions: shapes agree, weights positive, lower <= upper, exponent >= 2. Values that are not
// numbers end as not_converged.
void solve_box_problem(const BoxProblem& problem, const BoxOptions& options, const BoxStart& start,
                       BoxWorkspace& workspace, BoxSolution& solution);
[[nodiscard]] BoxSolution solve_box_problem(const BoxProblem& problem, const BoxOptions& options = {},
                                            const BoxStart& start = {});

}  // namespace loadshare::numerics
