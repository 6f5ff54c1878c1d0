// A change of many columns over time, made of quintic B-splines, and the least-squares step that improves it.
#pragma once

#include <Eigen/Core>
#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace loadshare::exercises {

class SmoothChange {
 public:
  static constexpr int degree = 5;
  static constexpr std::size_t overlap = degree + 1;  // splines that reach one time

  // No change, to begin with. Knots lie evenly, `knot_s` apart or a little less.
  // Preconditions: at least two times, increasing.
  SmoothChange(std::span<const double> times_s, double knot_s, Eigen::Index column_count);

  [[nodiscard]] Eigen::Index column_count() const { return coefficients_.cols(); }
  // The change (order 0), its speed (1) or its acceleration (2) at one sample.
  void evaluate(std::size_t sample, int order, Eigen::Ref<Eigen::RowVectorXd> change) const;

  // A sum of squares of residuals r, gathered sample by sample: J^T J and J^T r, J by the sample's change,
  // its speed and its acceleration (3 x columns, in this order).
  void clear_equations();
  void add_equations(std::size_t sample, const Eigen::MatrixXd& hessian, const Eigen::VectorXd& gradient);
  // To where the sum, as linearised, is least; `damping` times the diagonal of J^T J is added to it
  // (Levenberg 1944, Marquardt 1963). Where samples do not determine the change, a damping above zero must.
  void step(double damping);
  void step_back() { coefficients_ = before_; }

 private:
  struct Row {
    Eigen::Index first = 0;                                // spline
    std::array<std::array<double, overlap>, 3> weights{};  // by order
  };
  // Of a matrix over all coefficients, spline after spline: rows of one spline, columns of an earlier one.
  using Band = std::vector<Eigen::MatrixXd>;
  static Eigen::MatrixXd& block(Band& band, Eigen::Index row, Eigen::Index column);
  static void factorise(Band& band, Eigen::Index spline_count);
  static void solve(Band& factor, Eigen::MatrixXd& right);

  std::vector<Row> rows_;                             // by sample
  Eigen::MatrixXd coefficients_, before_, gradient_;  // splines x columns
  Band hessian_;
};

}  // namespace loadshare::exercises
