#include "exercises/smooth_change.h"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>
#include <vector>

#include "numerics/spline.h"

namespace loadshare::exercises {
namespace {

std::vector<double> even_times(double length_s, std::size_t count) {
  std::vector<double> times_s;
  for (std::size_t i = 0; i < count; ++i)
    times_s.push_back(2 + length_s * static_cast<double>(i) / static_cast<double>(count - 1));
  return times_s;
}

// Asks for `wanted` at every sample, all columns alike.
void add_wish(SmoothChange& change, std::size_t sample, const Eigen::RowVectorXd& wanted) {
  const auto n = change.column_count();
  Eigen::RowVectorXd now(n);
  change.evaluate(sample, 0, now);
  Eigen::MatrixXd hessian = Eigen::MatrixXd::Zero(3 * n, 3 * n);
  Eigen::VectorXd gradient = Eigen::VectorXd::Zero(3 * n);
  hessian.topLeftCorner(n, n).setIdentity();
  gradient.head(n) = (now - wanted).transpose();
  change.add_equations(sample, hessian, gradient);
}

TEST(SmoothChange, IsNoneToBeginWith) {
  const auto times_s = even_times(1, 30);
  const SmoothChange change(times_s, 0.1, 2);
  Eigen::RowVectorXd value(2);
  for (const int order : {0, 1, 2})
    for (std::size_t i = 0; i < times_s.size(); ++i) {
      change.evaluate(i, order, value);
      EXPECT_EQ(value.norm(), 0);
    }
}

// Splines of degree 5 hold every polynomial of degree 5, with its derivatives.
TEST(SmoothChange, TakesUpAPolynomialOfItsDegree) {
  const auto times_s = even_times(1.3, 60);
  SmoothChange change(times_s, 0.1, 2);
  const auto wanted = [](double t) { return Eigen::RowVector2d(std::pow(t, 5) - 3 * t * t, 7 - t * t * t); };
  for (std::size_t i = 0; i < times_s.size(); ++i) add_wish(change, i, wanted(times_s[i]));
  change.step(0);
  Eigen::RowVectorXd value(2);
  for (std::size_t i = 0; i < times_s.size(); ++i) {
    const double t = times_s[i];
    change.evaluate(i, 0, value);
    EXPECT_NEAR((value - wanted(t)).norm(), 0, 1e-8);
    change.evaluate(i, 1, value);
    EXPECT_NEAR((value - Eigen::RowVector2d(5 * std::pow(t, 4) - 6 * t, -3 * t * t)).norm(), 0, 1e-6);
    change.evaluate(i, 2, value);
    EXPECT_NEAR((value - Eigen::RowVector2d(20 * t * t * t - 6, -6 * t)).norm(), 0, 1e-4);
  }
}

TEST(SmoothChange, StepsBackToWhereItWas) {
  const auto times_s = even_times(1, 40);
  SmoothChange change(times_s, 0.2, 1);
  for (std::size_t i = 0; i < times_s.size(); ++i) add_wish(change, i, Eigen::RowVectorXd::Constant(1, 3));
  change.step(0);
  Eigen::RowVectorXd value(1);
  change.evaluate(20, 0, value);
  EXPECT_NEAR(value[0], 3, 1e-9);
  change.step_back();
  change.evaluate(20, 0, value);
  EXPECT_EQ(value[0], 0);
}

// A pause of ten knots in the recording, and fewer samples than splines.
TEST(SmoothChange, LeavesWhatNoSampleSees) {
  auto times_s = even_times(0.5, 8);
  for (const double later_s : {3.5, 3.6, 3.7}) times_s.push_back(later_s);
  SmoothChange change(times_s, 0.1, 1);
  for (std::size_t i = 0; i < times_s.size(); ++i) add_wish(change, i, Eigen::RowVectorXd::Constant(1, 3));
  change.step(1e-8);
  Eigen::RowVectorXd value(1);
  for (std::size_t i = 0; i < times_s.size(); ++i) {
    change.evaluate(i, 0, value);
    EXPECT_NEAR(value[0], 3, 1e-5);
  }
}

// The banded solution against a dense one, with couplings between columns, orders and neighbours.
TEST(SmoothChange, StepIsThatOfTheFullEquations) {
  constexpr Eigen::Index n = 2;
  const auto times_s = even_times(0.6, 25);
  SmoothChange change(times_s, 0.1, n);
  const auto splines = static_cast<Eigen::Index>(6 + SmoothChange::degree);
  Eigen::MatrixXd rows(0, splines * n);
  Eigen::VectorXd right(0);
  std::vector<double> knots;
  for (int k = 0; k <= 6; ++k) knots.push_back(2 + 0.1 * k);
  std::srand(3);
  for (std::size_t i = 0; i < times_s.size(); ++i) {
    const Eigen::MatrixXd jacobian = Eigen::MatrixXd::Random(5, 3 * n);
    const Eigen::VectorXd residual = Eigen::VectorXd::Random(5);
    change.add_equations(i, jacobian.transpose() * jacobian, jacobian.transpose() * residual);
    Eigen::MatrixXd by_coefficient = Eigen::MatrixXd::Zero(3 * n, splines * n);
    for (int order = 0; order < 3; ++order) {
      const auto spline = numerics::spline_row(knots, SmoothChange::degree, times_s[i], order);
      for (Eigen::Index j = 0; j <= SmoothChange::degree; ++j)
        for (Eigen::Index c = 0; c < n; ++c)
          by_coefficient(order * n + c, (static_cast<Eigen::Index>(spline.first) + j) * n + c) =
              spline.weights[static_cast<std::size_t>(j)];
    }
    rows.conservativeResize(rows.rows() + 5, Eigen::NoChange);
    rows.bottomRows(5) = jacobian * by_coefficient;
    right.conservativeResize(right.size() + 5);
    right.tail(5) = -residual;
  }
  const Eigen::VectorXd dense = rows.colPivHouseholderQr().solve(right);
  change.step(0);
  for (std::size_t i = 0; i < times_s.size(); ++i) {
    const auto spline = numerics::spline_row(knots, SmoothChange::degree, times_s[i], 0);
    Eigen::RowVectorXd value(n), expected = Eigen::RowVectorXd::Zero(n);
    change.evaluate(i, 0, value);
    for (Eigen::Index j = 0; j <= SmoothChange::degree; ++j)
      expected += spline.weights[static_cast<std::size_t>(j)] *
                  dense.segment((static_cast<Eigen::Index>(spline.first) + j) * n, n).transpose();
    EXPECT_NEAR((value - expected).norm(), 0, 1e-8 * (1 + expected.norm()));
  }
}

}  // namespace
}  // namespace loadshare::exercises
