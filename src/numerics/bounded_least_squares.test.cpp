#include "numerics/bounded_least_squares.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>
#include <functional>
#include <limits>

#include "base/require.h"

namespace loadshare::numerics {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// Residuals and their Jacobian as one function of x.
class Written : public LeastSquaresProblem {
 public:
  using Function = std::function<void(const Eigen::VectorXd& x, Eigen::VectorXd& r, Eigen::MatrixXd& J)>;
  explicit Written(Function function) : function_(std::move(function)) {}
  double move_to(const Eigen::VectorXd& x) override {
    ++moves;
    function_(x, r_, J_);
    return r_.squaredNorm();
  }
  void linearise(Eigen::MatrixXd& hessian, Eigen::VectorXd& gradient) override {
    hessian = J_.transpose() * J_;
    gradient = J_.transpose() * r_;
  }
  int moves = 0;

 private:
  Function function_;
  Eigen::VectorXd r_;
  Eigen::MatrixXd J_;
};

LeastSquaresBounds no_bounds(Eigen::Index n) {
  return {Eigen::VectorXd::Constant(n, -infinity), Eigen::VectorXd::Constant(n, infinity), {}};
}

// Rosenbrock's valley as residuals (10 (y - x^2), 1 - x): its minimum is 0 at (1, 1).
void valley(const Eigen::VectorXd& x, Eigen::VectorXd& r, Eigen::MatrixXd& J) {
  r = Eigen::Vector2d(10 * (x[1] - x[0] * x[0]), 1 - x[0]);
  J.resize(2, 2);
  J << -20 * x[0], 10, -1, 0;
}

TEST(BoundedLeastSquares, follows_a_curved_valley_to_its_end) {
  Written problem(valley);
  Eigen::VectorXd x = Eigen::Vector2d(-1.2, 1);
  const auto outcome = solve_bounded_least_squares(problem, no_bounds(2), {}, x);
  EXPECT_TRUE(outcome.solved);
  EXPECT_LT(outcome.cost, 1e-20);
  EXPECT_NEAR(x[0], 1, 1e-9);
  EXPECT_NEAR(x[1], 1, 1e-9);
}

// With x at most 0.5 the valley's floor ends there: y = x^2, and 1 - x is what remains.
TEST(BoundedLeastSquares, stops_at_a_bound_and_goes_on_along_it) {
  Written problem(valley);
  auto bounds = no_bounds(2);
  bounds.upper[0] = 0.5;
  Eigen::VectorXd x = Eigen::Vector2d(-1.2, 1);
  const auto outcome = solve_bounded_least_squares(problem, bounds, {}, x);
  EXPECT_TRUE(outcome.solved);
  EXPECT_EQ(x[0], 0.5);
  EXPECT_NEAR(x[1], 0.25, 1e-9);
  EXPECT_NEAR(outcome.cost, 0.25, 1e-12);
}

TEST(BoundedLeastSquares, leaves_a_bound_that_pushes_inwards) {
  Written problem(valley);
  auto bounds = no_bounds(2);
  bounds.lower[0] = -1.2;
  Eigen::VectorXd x = Eigen::Vector2d(-1.2, 1);
  EXPECT_TRUE(solve_bounded_least_squares(problem, bounds, {}, x).solved);
  EXPECT_NEAR(x[0], 1, 1e-9);
}

TEST(BoundedLeastSquares, moves_only_what_may_move) {
  Written problem(valley);
  auto bounds = no_bounds(2);
  bounds.movable = {false, true};
  Eigen::VectorXd x = Eigen::Vector2d(-1.2, 1);
  EXPECT_TRUE(solve_bounded_least_squares(problem, bounds, {}, x).solved);
  EXPECT_EQ(x[0], -1.2);
  EXPECT_NEAR(x[1], 1.44, 1e-9);
}

// A line through points, whose answer is the normal equations'; the third unknown changes nothing.
TEST(BoundedLeastSquares, solves_a_linear_problem_and_leaves_what_nothing_depends_on) {
  Eigen::MatrixXd A(4, 3);
  A << 1, 0, 0, 1, 1, 0, 1, 2, 0, 1, 3, 0;
  const Eigen::Vector4d b(0.1, 0.9, 2.3, 2.8);
  Written problem([&](const Eigen::VectorXd& x, Eigen::VectorXd& r, Eigen::MatrixXd& J) {
    r = A * x - b;
    J = A;
  });
  Eigen::VectorXd x = Eigen::Vector3d(0, 0, 0.7);
  EXPECT_TRUE(solve_bounded_least_squares(problem, no_bounds(3), {}, x).solved);
  const Eigen::VectorXd line = A.leftCols(2).colPivHouseholderQr().solve(b);
  EXPECT_NEAR(x[0], line[0], 1e-7);
  EXPECT_NEAR(x[1], line[1], 1e-7);
  EXPECT_NEAR(x[2], 0.7, 1e-12);
}

TEST(BoundedLeastSquares, takes_no_step_beyond_the_longest_allowed) {
  std::vector<double> places;
  Written problem([&](const Eigen::VectorXd& x, Eigen::VectorXd& r, Eigen::MatrixXd& J) {
    places.push_back(x[0]);
    r = x.array() - 10;
    J = Eigen::MatrixXd::Identity(1, 1);
  });
  Eigen::VectorXd x = Eigen::VectorXd::Zero(1);
  LeastSquaresSettings settings;
  settings.step_max = 0.75;
  EXPECT_TRUE(solve_bounded_least_squares(problem, no_bounds(1), settings, x).solved);
  EXPECT_NEAR(x[0], 10, 1e-6);
  for (std::size_t i = 1; i < places.size(); ++i)
    EXPECT_LE(std::abs(places[i] - places[i - 1]), 0.75 + 1e-12);
}

TEST(BoundedLeastSquares, says_when_it_ran_out_of_iterations) {
  Written problem(valley);
  LeastSquaresSettings settings;
  settings.iterations_max = 2;
  Eigen::VectorXd x = Eigen::Vector2d(-1.2, 1);
  const auto outcome = solve_bounded_least_squares(problem, no_bounds(2), settings, x);
  EXPECT_FALSE(outcome.solved);
  EXPECT_EQ(outcome.iterations, 2);
  // The problem is left at the point that is given back.
  EXPECT_DOUBLE_EQ(problem.move_to(x), outcome.cost);
}

TEST(BoundedLeastSquares, bounds_of_another_size_are_a_bug) {
  Written problem(valley);
  Eigen::VectorXd x = Eigen::Vector2d(0, 0);
  EXPECT_THROW(solve_bounded_least_squares(problem, no_bounds(3), {}, x), Bug);
}

}  // namespace
}  // namespace loadshare::numerics
