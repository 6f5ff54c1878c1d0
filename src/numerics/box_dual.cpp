#include "numerics/box_dual.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "numerics/dense_cholesky.h"

namespace loadshare::numerics {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

enum class Ending { met, singular, exhausted };

// The proximal term prox/2 sum_j diagonal_j (y_j - y_centre_j)^2; prox = 0 is the plain dual.
struct Ascent {
  const BoxProblem& problem;
  const BoxOptions& options;
  BoxWorkspace& work;
  double prox = 0;
  int factorisations = 0;
  double ratio = infinity;  // of the system being solved, the proximal term included

  Ending run(int steps_max);
  void place(const Eigen::VectorXd& y, Eigen::VectorXd& slope, Eigen::VectorXd& x,
             std::vector<std::int8_t>& side) const;
  void settle(const Eigen::VectorXd& slope, Eigen::VectorXd& x, std::vector<std::int8_t>& side) const;
  [[nodiscard]] bool square() const { return problem.exponent == 2; }
  void soften() const;
  void assemble() const;
  void aim();
  double measure_gap(const Eigen::VectorXd& y, const Eigen::VectorXd& x) const;
  void refine();
  double slope_at(double t) const;
  void step();
};

// x_i = clamp of the conjugate point; side: -1 and 1 on a bound, 0 between (and on it by a tie, so that
// from y = 0 every unknown takes part in the first step).
void Ascent::settle(const Eigen::VectorXd& slope, Eigen::VectorXd& x, std::vector<std::int8_t>& side) const {
  const auto n = static_cast<std::size_t>(slope.size());
  const double* const c = slope.data();
  const double* const compliance = work.compliance.data();
  const double* const lower = problem.lower.data();
  const double* const upper = problem.upper.data();
  double* const out = x.data();
  std::int8_t* const on = side.data();
  const bool linear = square();
  for (std::size_t i = 0; i < n; ++i) {
    const double free = linear ? compliance[i] * c[i]
                               : conjugate_point(c[i], problem.weight.data()[i],
                                                 problem.exponent_of(static_cast<Eigen::Index>(i)));
    on[i] = static_cast<std::int8_t>((free > upper[i]) - (free < lower[i]));
    out[i] = std::max(lower[i], std::min(free, upper[i]));
  }
}

// The compliance dx/dslope of each unknown for exponents above 2, where it depends on x and has no bound
// near zero. The floor bounds it: a muscle below it is as good as silent.
void Ascent::soften() const {
  constexpr double x_floor = 1e-7;
  for (Eigen::Index i = 0; i < work.x.size(); ++i) {
    const double n = problem.exponent_of(i);
    const double size = std::max(std::abs(work.x[i]), x_floor);
    const double power = n == 2 ? 1 : n == 3 ? size : std::pow(size, n - 2);
    const bool held = problem.lower[i] == problem.upper[i];
    work.compliance[i] = held ? 0 : 1 / (n * (n - 1) * problem.weight[i] * power);
  }
}

void Ascent::place(const Eigen::VectorXd& y, Eigen::VectorXd& slope, Eigen::VectorXd& x,
                   std::vector<std::int8_t>& side) const {
  const ColumnMatrix& A = problem.columns;
  const int n = A.column_count();
  for (int i = 0; i < n; ++i) {
    double sum = 0;
    for (int k = A.starts[i]; k < A.starts[i + 1]; ++k) sum += A.values[k] * y[A.rows[k]];
    slope[i] = sum;
  }
  settle(slope, x, side);
}

// The generalised Hessian A compliance A' over the unknowns between their bounds, and for n = 2 the
// right-hand side of the linear system hessian y = rhs that holds while no unknown changes sides.
void Ascent::assemble() const {
  const ColumnMatrix& A = problem.columns;
  const int n = A.column_count();
  const Eigen::Index m = A.row_count;
  work.hessian.setZero();
  work.rhs = problem.target;
  double* const h = work.hessian.data();
  double* const rhs = work.rhs.data();
  for (int i = 0; i < n; ++i) {
    const int begin = A.starts[i], end = A.starts[i + 1];
    if (work.side[static_cast<std::size_t>(i)] != 0) {
      if (work.x[i] == 0) continue;
      for (int k = begin; k < end; ++k) rhs[A.rows[k]] -= A.values[k] * work.x[i];
      continue;
    }
    for (int k = begin; k < end; ++k) {
      const double factor = work.compliance[i] * A.values[k];
      double* const column = h + A.rows[k] * m;
      for (int l = k; l < end; ++l) column[A.rows[l]] += factor * A.values[l];
    }
  }
  if (prox == 0) return;
  for (Eigen::Index j = 0; j < m; ++j) {
    const double weight = prox * work.diagonal[j];
    // Near x = 0 and n > 2 the compliance dwarfs the proximal term; the second term shortens such steps.
    h[j * m + j] += weight + (square() ? 0 : 1e-12 * h[j * m + j]);
    rhs[j] += weight * work.y_centre[j];
  }
}

// Where Newton's step leads. For n = 2 it is computed from nothing but which unknowns are free, so that
// the last step gives the same bytes whatever the way there.
void Ascent::aim() {
  if (square()) {
    work.y_next = work.rhs;
    solve_cholesky(work.hessian, work.y_next);
    return;
  }
  measure_gap(work.y, work.x);
  work.y_next = work.gap;
  solve_cholesky(work.hessian, work.y_next);
  work.y_next += work.y;
}

// gap = b - A x less the proximal term; returns the greatest ratio of a row's gap to the terms in it.
double Ascent::measure_gap(const Eigen::VectorXd& y, const Eigen::VectorXd& x) const {
  const ColumnMatrix& A = problem.columns;
  const int n = A.column_count();
  double* const gap = work.gap.data();
  double* const scale = work.scale.data();
  for (int j = 0; j < A.row_count; ++j) {
    gap[j] = problem.target[j];
    scale[j] = std::abs(gap[j]);
    if (prox == 0) continue;
    const double pull = prox * work.diagonal[j] * (y[j] - work.y_centre[j]);
    gap[j] -= pull;
    scale[j] += std::abs(pull);
  }
  for (int i = 0; i < n; ++i) {
    if (x[i] == 0) continue;
    for (int k = A.starts[i]; k < A.starts[i + 1]; ++k) {
      const double term = A.values[k] * x[i];
      gap[A.rows[k]] -= term;
      scale[A.rows[k]] += std::abs(term);
    }
  }
  double worst = 0;
  for (int j = 0; j < A.row_count; ++j) {
    if (gap[j] == 0) continue;
    const double row_ratio = std::abs(gap[j]) / scale[j];
    worst = row_ratio <= worst ? worst : row_ratio;  // keeps a NaN
  }
  return worst;
}

// With the factor at hand, moves the free unknowns themselves by what the gap asks: recomputed from the
// multipliers, a small unknown keeps no more digits than its slope's largest term.
void Ascent::refine() {
  const ColumnMatrix& A = problem.columns;
  work.direction = work.gap;
  solve_cholesky(work.hessian, work.direction);
  work.x_refined = work.x_next;
  for (int i = 0; i < A.column_count(); ++i) {
    if (work.side[static_cast<std::size_t>(i)] != 0) continue;
    double sum = 0;
    for (int k = A.starts[i]; k < A.starts[i + 1]; ++k) sum += A.values[k] * work.direction[A.rows[k]];
    const double moved = work.x_next[i] + work.compliance[i] * sum;
    work.x_refined[i] = std::max(problem.lower[i], std::min(moved, problem.upper[i]));
  }
  work.direction += work.y_next;
  const double refined = measure_gap(work.direction, work.x_refined);
  if (refined < ratio) {
    ratio = refined;
    std::swap(work.direction, work.y_next);
    std::swap(work.x_refined, work.x_next);
  } else {
    ratio = measure_gap(work.y_next, work.x_next);
  }
}

// Derivative of the dual (to be minimised) along y + t (y_next - y), apart from its linear part.
double Ascent::slope_at(double t) const {
  double sum = 0;
  const Eigen::Index n = work.x.size();
  const bool linear = square();
  for (Eigen::Index i = 0; i < n; ++i) {
    const double along = work.slope_next[i] - work.slope[i];
    const double slope = work.slope[i] + t * along;
    const double free = linear ? work.compliance[i] * slope
                               : conjugate_point(slope, problem.weight[i], problem.exponent_of(i));
    sum += std::max(problem.lower[i], std::min(free, problem.upper[i])) * along;
  }
  if (prox == 0) return sum;
  for (Eigen::Index j = 0; j < work.y.size(); ++j) {
    const double along = work.y_next[j] - work.y[j];
    sum += prox * work.diagonal[j] * (work.y[j] + t * along - work.y_centre[j]) * along;
  }
  return sum;
}

// From y towards y_next, to where the derivative has nearly vanished: it grows along the way, so a
// bracket closes on it. The full step is taken where it has not overshot.
void Ascent::step() {
  double linear = 0;
  for (Eigen::Index j = 0; j < work.y.size(); ++j) linear += problem.target[j] * (work.y_next[j] - work.y[j]);
  double low = 0, high = 1;
  double low_slope = slope_at(0) - linear, high_slope = slope_at(1) - linear;
  const double accepted = 0.1 * std::abs(low_slope);
  double t = 1;
  if (low_slope < 0 && high_slope > accepted) {
    for (int trial = 0; trial < 30; ++trial) {
      const double secant = low - low_slope * (high - low) / (high_slope - low_slope);
      // The secant alone may creep along one end of a kinked curve.
      t = trial % 3 == 2 ? 0.5 * (low + high) : secant;
      const double slope = slope_at(t) - linear;
      if (std::abs(slope) <= accepted) break;
      (slope < 0 ? low : high) = t;
      (slope < 0 ? low_slope : high_slope) = slope;
    }
  }
  if (t == 1) {
    std::swap(work.y, work.y_next);
    std::swap(work.slope, work.slope_next);
    std::swap(work.x, work.x_next);
    std::swap(work.side, work.side_next);
    return;
  }
  work.y += t * (work.y_next - work.y);
  place(work.y, work.slope, work.x, work.side);
}

// From work.y; leaves the last point in y, slope, x, side and its gap.
Ending Ascent::run(int steps_max) {
  place(work.y, work.slope, work.x, work.side);
  // Close enough that the linear model's error is below rounding.
  const double near = square() ? options.residual_tolerance : 1e-9;
  constexpr double rounding = 1e-14;
  for (int count = 0; count < steps_max; ++count) {
    if (!square()) soften();
    assemble();
    ++factorisations;
    if (!factor_cholesky(work.hessian, work.product)) return Ending::singular;
    aim();
    place(work.y_next, work.slope_next, work.x_next, work.side_next);
    ratio = measure_gap(work.y_next, work.x_next);
    if (ratio <= near || (square() && work.side == work.side_next)) {
      for (int trial = 0; trial < 2 && ratio > rounding; ++trial) refine();
      if (ratio <= options.residual_tolerance || square()) {
        std::swap(work.y, work.y_next);
        std::swap(work.x, work.x_next);
        return ratio <= options.residual_tolerance ? Ending::met : Ending::exhausted;
      }
      place(work.y_next, work.slope_next, work.x_next, work.side_next);
    }
    if (!std::isfinite(ratio)) return Ending::exhausted;
    step();
  }
  return Ending::exhausted;
}

// The diagonal of A compliance A' at x = 1: what each row can move. It scales the proximal term, so that rows
// in N m and in N weigh alike.
void measure_diagonal(const BoxProblem& problem, BoxWorkspace& work) {
  work.diagonal.setZero();
  const ColumnMatrix& A = problem.columns;
  for (int i = 0; i < A.column_count(); ++i) {
    if (problem.lower[i] == problem.upper[i]) continue;
    const double n = problem.exponent_of(i);
    const double compliance = 1 / (n * (n - 1) * problem.weight[i]);  // at x = 1
    for (int k = A.starts[i]; k < A.starts[i + 1]; ++k) {
      work.diagonal[A.rows[k]] += compliance * A.values[k] * A.values[k];
    }
  }
  for (Eigen::Index j = 0; j < work.diagonal.size(); ++j) {
    if (!(work.diagonal[j] > 0)) work.diagonal[j] = 1;  // a row that nothing reaches
  }
}

// Farkas: with y'b above the greatest y'A x over the box, no x meets the rows. The gap of the least
// residual, scaled by the metric in which it is least, is such a y.
bool certifies(const BoxProblem& problem, const BoxWorkspace& work, double gain, double tolerance) {
  const Eigen::VectorXd& y = work.direction;
  const ColumnMatrix& A = problem.columns;
  double margin = y.dot(problem.target);
  for (int i = 0; i < A.column_count(); ++i) {
    double sum = 0, size = 0, rounding = 0;
    for (int k = A.starts[i]; k < A.starts[i + 1]; ++k) {
      const int j = A.rows[k];
      sum += A.values[k] * y[j];
      size += std::abs(A.values[k] * y[j]);
      rounding += 1e-12 * std::abs(A.values[k]) * work.scale[j] / work.diagonal[j];
    }
    const double bound = sum > 0 ? problem.upper[i] : problem.lower[i];
    if (std::isinf(bound)) {
      if (std::abs(sum) > tolerance * size + rounding) return false;
      continue;
    }
    margin -= sum * bound;
  }
  return margin > 0.5 * gain;
}

DualOutcome solve_proximal(Ascent& ascent) {
  // Small, so that few proximal steps are needed; far above rounding, so that each is well posed. It
  // shrinks as the steps near the solution, as far as the factorisation bears it.
  double prox = 1e-7, prox_min = 1e-11;
  BoxWorkspace& work = ascent.work;
  const BoxProblem& problem = ascent.problem;
  DualOutcome outcome;
  int exhausted = 0;
  measure_diagonal(problem, work);
  work.y.setZero();
  work.y_centre.setZero();
  Eigen::VectorXd gap_before = Eigen::VectorXd::Constant(work.gap.size(), infinity);
  for (int outer = 0; outer < ascent.options.outer_steps_max; ++outer) {
    ascent.prox = prox;
    const Ending ending = ascent.run(100);
    ascent.prox = 0;
    if (ending == Ending::singular && prox < 1e-6) {
      prox_min = prox *= 100;
      work.y = work.y_centre;
      continue;
    }
    outcome.residual_ratio_max = ascent.measure_gap(work.y, work.x);
    outcome.factorisations = ascent.factorisations;
    if (!std::isfinite(outcome.residual_ratio_max)) break;
    if (outcome.residual_ratio_max <= ascent.options.residual_tolerance) {
      outcome.status = BoxStatus::solved;
      return outcome;
    }
    work.direction = work.gap.cwiseQuotient(work.diagonal);
    const double gain = work.direction.dot(work.gap);
    const Eigen::VectorXd change = work.gap - gap_before;
    // The gap settles to nine digits; cubes near zero may not allow so many.
    const bool patient = outer < 8;
    const bool still = change.dot(change.cwiseQuotient(work.diagonal)) <= (patient ? 1e-18 : 1e-9) * gain;
    if (still && certifies(problem, work, gain, patient ? 1e-7 : 1e-4)) {
      outcome.status = BoxStatus::infeasible;
      return outcome;
    }
    if (outcome.residual_ratio_max < 1e-3) prox = std::max(prox_min, 0.1 * prox);
    if (ending == Ending::exhausted && ++exhausted > 10) break;
    gap_before = work.gap;
    work.y_centre = work.y;
  }
  outcome.factorisations = ascent.factorisations;
  // Rows that nearly contradict each other stop short of the tolerance by rounding alone.
  const bool met = outcome.residual_ratio_max <= 1e3 * ascent.options.residual_tolerance;
  if (met) outcome.status = BoxStatus::solved;
  return outcome;
}

void shape(const BoxProblem& problem, BoxWorkspace& work) {
  const Eigen::Index m = problem.columns.row_count, n = problem.columns.column_count();
  for (Eigen::VectorXd* v : {&work.y_next, &work.y_centre, &work.direction, &work.rhs, &work.diagonal,
                             &work.gap, &work.scale, &work.product}) {
    v->resize(m);
  }
  for (Eigen::VectorXd* v : {&work.compliance, &work.slope, &work.slope_next, &work.x, &work.x_next}) {
    v->resize(n);
  }
  work.side.resize(static_cast<std::size_t>(n));
  work.side_next.resize(static_cast<std::size_t>(n));
  work.hessian.resize(m, m);
}

}  // namespace

double conjugate_point(double slope, double weight, double exponent) {
  const double power = std::abs(slope) / (exponent * weight);  // |x|^(n - 1)
  if (exponent == 2) return std::copysign(power, slope);
  return std::copysign(exponent == 3 ? std::sqrt(power) : std::pow(power, 1 / (exponent - 1)), slope);
}

DualOutcome solve_box_dual(const BoxProblem& problem, const BoxOptions& options, BoxWorkspace& work) {
  shape(problem, work);
  Ascent ascent{problem, options, work};
  if (ascent.square()) {
    for (Eigen::Index i = 0; i < work.compliance.size(); ++i) {
      work.compliance[i] = problem.lower[i] == problem.upper[i] ? 0 : 0.5 / problem.weight[i];
    }
  }
  if (ascent.run(options.newton_steps_max) == Ending::met) {
    return {BoxStatus::solved, ascent.factorisations, ascent.ratio};
  }
  // A neighbour's multipliers may lie beyond many kinks; from nothing the way is often shorter.
  work.y.setZero();
  if (ascent.run(options.newton_steps_max) == Ending::met) {
    return {BoxStatus::solved, ascent.factorisations, ascent.ratio};
  }
  return solve_proximal(ascent);
}

}  // namespace loadshare::numerics
