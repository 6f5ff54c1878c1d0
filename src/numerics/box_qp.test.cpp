#include "numerics/box_qp.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <limits>
#include <numeric>
#include <random>

#include "base/require.h"
#include "synthetic_sharing.h"

namespace loadshare::numerics {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

BoxProblem make_problem(const Eigen::MatrixXd& A, const Eigen::VectorXd& b, double lower, double upper,
                        double exponent = 2) {
  BoxProblem problem;
  problem.columns = make_column_matrix(A);
  problem.target = b;
  problem.weight = Eigen::VectorXd::Ones(A.cols());
  problem.lower = Eigen::VectorXd::Constant(A.cols(), lower);
  problem.upper = Eigen::VectorXd::Constant(A.cols(), upper);
  problem.exponent = exponent;
  return problem;
}

// Small problems of every kind: sparse and dense, weights and units over decades, bounds of both signs,
// unbounded and fixed unknowns, equal and empty columns. Feasible: the target is met by a point inside.
BoxProblem random_problem(std::mt19937_64& random, double exponent, int n_max = 14) {
  std::uniform_real_distribution<double> unit(0, 1);
  const int n = 1 + static_cast<int>(unit(random) * n_max);
  const int m = 1 + static_cast<int>(unit(random) * std::min(n, 6));
  const double density = 0.3 + 0.7 * unit(random);
  Eigen::MatrixXd A = Eigen::MatrixXd::Zero(m, n);
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < m; ++j) {
      if (unit(random) < density) A(j, i) = std::pow(10, 2 * unit(random)) * (unit(random) - 0.5);
    }
    if (i > 0 && unit(random) < 0.05) A.col(i) = A.col(i - 1);
  }
  BoxProblem problem = make_problem(A, Eigen::VectorXd::Zero(m), 0, 1, exponent);
  Eigen::VectorXd inside(n);
  for (int i = 0; i < n; ++i) {
    problem.weight[i] = std::pow(10, 2 * unit(random) - 1);
    const double kind = unit(random);
    if (kind < 0.2) problem.lower[i] = -unit(random);
    if (kind < 0.1) problem.upper[i] = infinity;
    if (kind < 0.05) problem.lower[i] = -infinity;
    if (kind > 0.95) problem.lower[i] = problem.upper[i] = unit(random);
    const double low = std::max(problem.lower[i], -1.0), high = std::min(problem.upper[i], 1.0);
    inside[i] = low + (high - low) * unit(random);
  }
  problem.target = A * inside;
  return problem;
}

// The conditions under which x is the one minimiser, written anew from the problem alone.
void expect_optimal(const BoxProblem& problem, const BoxSolution& solution, double tolerance = 1e-9) {
  ASSERT_EQ(solution.status, BoxStatus::solved);
  const Eigen::MatrixXd A = problem.columns.dense();
  const Eigen::VectorXd residual = problem.target - A * solution.x;
  const Eigen::VectorXd scale = problem.target.cwiseAbs() + A.cwiseAbs() * solution.x.cwiseAbs();
  for (Eigen::Index j = 0; j < residual.size(); ++j) EXPECT_LE(std::abs(residual[j]), 1e-11 * scale[j]);
  const Eigen::VectorXd slope = A.transpose() * solution.multiplier;
  for (Eigen::Index i = 0; i < solution.x.size(); ++i) {
    const double x = solution.x[i], n = problem.exponent_of(i);
    EXPECT_GE(x, problem.lower[i]);
    EXPECT_LE(x, problem.upper[i]);
    const double gradient =
        n * problem.weight[i] * std::pow(std::abs(x), n - 1) * (x < 0 ? -1 : 1) - slope[i];
    const double size =
        tolerance * (problem.weight[i] + A.col(i).cwiseAbs().dot(solution.multiplier.cwiseAbs()));
    if (x > problem.lower[i]) {
      EXPECT_LE(gradient, size) << i;
    }
    if (x < problem.upper[i]) {
      EXPECT_GE(gradient, -size) << i;
    }
  }
}

TEST(BoxProblem, SharesAMomentInProportionToTheArms) {
  const Eigen::MatrixXd A = (Eigen::MatrixXd(1, 2) << 30, 10).finished();
  const Eigen::VectorXd b = Eigen::VectorXd::Constant(1, 20);
  const BoxSolution squares = solve_box_problem(make_problem(A, b, 0, 1));
  EXPECT_EQ(squares.status, BoxStatus::solved);
  EXPECT_NEAR(squares.x[0], 0.6, 1e-14);  // b a / |a|^2
  EXPECT_NEAR(squares.x[1], 0.2, 1e-14);
  EXPECT_NEAR(squares.multiplier[0], 2 * 20.0 / 1000, 1e-15);
  EXPECT_NEAR(squares.objective, 0.4, 1e-14);
  const BoxSolution cubes = solve_box_problem(make_problem(A, b, 0, 1, 3));
  EXPECT_EQ(cubes.status, BoxStatus::solved);
  const double unit = 20 / (30 * std::sqrt(30) + 10 * std::sqrt(10));  // x in proportion to sqrt(a)
  EXPECT_NEAR(cubes.x[0], unit * std::sqrt(30), 1e-13);
  EXPECT_NEAR(cubes.x[1], unit * std::sqrt(10), 1e-13);
}

TEST(BoxProblem, AntagonistsStaySilentAndTheStrongestSaturates) {
  const Eigen::MatrixXd A = (Eigen::MatrixXd(1, 4) << 30, 10, -20, 1).finished();
  BoxProblem problem = make_problem(A, Eigen::VectorXd::Constant(1, 45), 0, 1);
  problem.lower[3] = -infinity;
  problem.upper[3] = infinity;
  const BoxSolution solution = solve_box_problem(problem);
  expect_optimal(problem, solution);
  EXPECT_EQ(solution.x[0], 1);
  EXPECT_EQ(solution.x[1], 1);
  EXPECT_EQ(solution.x[2], 0);
  EXPECT_NEAR(solution.x[3], 5, 1e-13);
}

// One cube and one square: 3 w x^2 = y a and 2 v z = y c with a x + c z = b, from y's quadratic equation.
TEST(BoxProblem, MixesAnExponentWithSquares) {
  const Eigen::MatrixXd A = (Eigen::MatrixXd(1, 2) << 30, 4).finished();
  BoxProblem problem = make_problem(A, Eigen::VectorXd::Constant(1, 20), -infinity, infinity, 3);
  problem.square_from = 1;
  problem.weight[1] = 5;
  const BoxSolution solution = solve_box_problem(problem);
  expect_optimal(problem, solution);
  // 30 sqrt(30 y / 3) + 4 * 4 y / 10 = 20, s = sqrt(y): 1.6 s^2 + 30 sqrt(10) s - 20 = 0
  const double c = 30 * std::sqrt(10.0), s = (-c + std::sqrt(c * c + 4 * 1.6 * 20)) / (2 * 1.6);
  EXPECT_NEAR(solution.x[0], std::sqrt(10.0) * s, 1e-12);
  EXPECT_NEAR(solution.x[1], 0.4 * s * s, 1e-12);
  EXPECT_NEAR(solution.objective, std::pow(solution.x[0], 3) + 5 * std::pow(solution.x[1], 2), 1e-12);
}

TEST(BoxProblem, MeetsTheOptimalityConditions) {
  for (double exponent : {2.0, 3.0, 4.0, 2.5}) {
    std::mt19937_64 random(static_cast<unsigned>(100 * exponent));
    for (int k = 0; k < 500; ++k) {
      SCOPED_TRACE("exponent " + std::to_string(exponent) + ", problem " + std::to_string(k));
      BoxProblem problem = random_problem(random, exponent);
      if (k % 2 == 1) problem.square_from = problem.columns.column_count() / 2;
      expect_optimal(problem, solve_box_problem(problem));
    }
  }
}

// Every choice of which unknowns rest on which bound, solved as a linear system: the best feasible one.
double least_objective(const BoxProblem& problem) {
  const Eigen::MatrixXd A = problem.columns.dense();
  const int n = static_cast<int>(A.cols()), m = static_cast<int>(A.rows());
  int choices = 1;
  for (int i = 0; i < n; ++i) choices *= 3;
  double best = infinity;
  for (int choice = 0; choice < choices; ++choice) {
    Eigen::MatrixXd system = Eigen::MatrixXd::Zero(n + m, n + m);
    Eigen::VectorXd right = Eigen::VectorXd::Zero(n + m);
    bool possible = true;
    for (int i = 0, rest = choice; i < n; ++i, rest /= 3) {
      const double bound = rest % 3 == 1 ? problem.lower[i] : problem.upper[i];
      system(i, i) = 2 * problem.weight[i];
      if (rest % 3 == 0) {
        system.block(i, n, 1, m) = -A.col(i).transpose();
      } else if (std::isfinite(bound)) {
        right[i] = 2 * problem.weight[i] * bound;
      } else {
        possible = false;
      }
    }
    if (!possible) continue;
    system.bottomLeftCorner(m, n) = A;
    right.tail(m) = problem.target;
    const Eigen::VectorXd x = system.completeOrthogonalDecomposition().solve(right).head(n);
    const double size = 1 + problem.target.cwiseAbs().maxCoeff();
    if ((A * x - problem.target).cwiseAbs().maxCoeff() > 1e-9 * size) continue;
    if (((x - problem.lower).array() < -1e-9).any() || ((problem.upper - x).array() < -1e-9).any()) continue;
    best = std::min(best, (problem.weight.array() * x.array().square()).sum());
  }
  return best;
}

TEST(BoxProblem, AgreesWithTheEnumerationOfAllActiveSets) {
  std::mt19937_64 random(7);
  for (int k = 0; k < 60; ++k) {
    const BoxProblem problem = random_problem(random, 2, 6);
    const BoxSolution solution = solve_box_problem(problem);
    ASSERT_EQ(solution.status, BoxStatus::solved) << k;
    const double best = least_objective(problem);
    EXPECT_NEAR(solution.objective, best, 1e-7 * (1 + best)) << k;
  }
}

TEST(BoxProblem, SolvesBodiesOfBothSizes) {
  for (const auto& [muscles, coordinates] : {std::pair{80, 25}, std::pair{318, 60}}) {
    const auto body = testing::make_synthetic_body(muscles, coordinates, 6, 7);
    for (double exponent : {2.0, 3.0}) {
      for (int k = 0; k < 20; ++k) {
        const BoxProblem problem = testing::make_synthetic_problem(body, 0.3 * k, 1, exponent);
        expect_optimal(problem, solve_box_problem(problem));
      }
    }
  }
}

TEST(BoxProblem, NamesWhatIsMissingInEachRow) {
  // Row 0 can be met up to 40, row 1 exactly.
  const Eigen::MatrixXd A = (Eigen::MatrixXd(2, 3) << 30, 10, 0, 0, 0, 5).finished();
  const Eigen::VectorXd b = Eigen::Vector2d(55, 2);
  for (double exponent : {2.0, 3.0}) {
    const BoxSolution solution = solve_box_problem(make_problem(A, b, 0, 1, exponent));
    EXPECT_EQ(solution.status, BoxStatus::infeasible);
    EXPECT_NEAR(solution.residual[0], 15, 1e-9);
    EXPECT_NEAR(solution.residual[1], 0, 1e-9);
    EXPECT_EQ(solution.x[0], 1);
    EXPECT_EQ(solution.x[1], 1);
    EXPECT_NEAR(solution.x[2], 0.4, 1e-9);
  }
}

TEST(BoxProblem, ProvesInfeasibilityWithACertificate) {
  std::mt19937_64 random(21);
  std::uniform_real_distribution<double> unit(0, 1);
  int infeasible = 0;
  for (int k = 0; k < 400; ++k) {
    SCOPED_TRACE(k);
    BoxProblem problem = random_problem(random, k % 2 == 0 ? 2 : 3);
    problem.target *= 1 + 4 * unit(random);
    const BoxSolution solution = solve_box_problem(problem);
    ASSERT_NE(solution.status, BoxStatus::not_converged);
    if (solution.status == BoxStatus::solved) {
      expect_optimal(problem, solution);
      continue;
    }
    ++infeasible;
    const Eigen::VectorXd& y = solution.certificate;
    ASSERT_EQ(y.size(), problem.target.size());
    const Eigen::VectorXd slope = problem.columns.transpose_times(y);
    double reach = 0;
    for (Eigen::Index i = 0; i < slope.size(); ++i) {
      const double bound = slope[i] > 0 ? problem.upper[i] : problem.lower[i];
      if (std::isinf(bound)) {
        EXPECT_NEAR(slope[i], 0, 1e-6 * y.cwiseAbs().maxCoeff() * 100);
      } else {
        reach += slope[i] * bound;
      }
    }
    EXPECT_GT(y.dot(problem.target), reach);
    // Least residual in the rows' own scale: y is its gradient, so no unknown can lessen it.
    for (Eigen::Index i = 0; i < slope.size(); ++i) {
      const Eigen::VectorXd column = problem.columns.dense().col(i).cwiseAbs();
      const double size = (k % 2 == 0 ? 1e-6 : 1e-4) * column.dot(y.cwiseAbs()) +
                          1e-9 * column.sum() * y.cwiseAbs().maxCoeff();
      if (solution.x[i] > problem.lower[i]) {
        EXPECT_GE(slope[i], -size);
      }
      if (solution.x[i] < problem.upper[i]) {
        EXPECT_LE(slope[i], size);
      }
    }
  }
  EXPECT_GT(infeasible, 30);
}

TEST(BoxProblem, TakesRedundantRowsAndRefusesContradictoryOnes) {
  const Eigen::MatrixXd A = (Eigen::MatrixXd(2, 3) << 3, 1, -2, 6, 2, -4).finished();
  const BoxProblem redundant = make_problem(A, Eigen::Vector2d(2, 4), 0, 1);
  const BoxSolution solution = solve_box_problem(redundant);
  EXPECT_EQ(solution.status, BoxStatus::solved);
  EXPECT_NEAR(solution.x[0], 0.6, 1e-10);
  EXPECT_NEAR(solution.x[1], 0.2, 1e-10);
  EXPECT_EQ(solution.x[2], 0);
  const BoxSolution contradictory = solve_box_problem(make_problem(A, Eigen::Vector2d(2, 5), 0, 1));
  EXPECT_EQ(contradictory.status, BoxStatus::infeasible);
  // Rows 1 and 2 ask for 2 and 2.5 of the same moment; in the rows' scale both miss by 0.25.
  EXPECT_NEAR(contradictory.residual[0], -0.25, 1e-7);
  EXPECT_NEAR(contradictory.residual[1], 0.5, 1e-7);
}

TEST(BoxProblem, TakesRowsThatNothingReaches) {
  const Eigen::MatrixXd A = (Eigen::MatrixXd(2, 2) << 3, 1, 0, 0).finished();
  EXPECT_EQ(solve_box_problem(make_problem(A, Eigen::Vector2d(2, 0), 0, 1)).status, BoxStatus::solved);
  const BoxSolution solution = solve_box_problem(make_problem(A, Eigen::Vector2d(2, 7), 0, 1));
  EXPECT_EQ(solution.status, BoxStatus::infeasible);
  EXPECT_NEAR(solution.residual[1], 7, 1e-12);
  EXPECT_NEAR(solution.residual[0], 0, 1e-8);
}

TEST(BoxProblem, TakesEmptyProblems) {
  const BoxSolution no_rows =
      solve_box_problem(make_problem(Eigen::MatrixXd(0, 3), Eigen::VectorXd(0), 0.25, 1));
  EXPECT_EQ(no_rows.status, BoxStatus::solved);
  EXPECT_EQ(no_rows.x, Eigen::VectorXd::Constant(3, 0.25));
  const BoxSolution no_columns =
      solve_box_problem(make_problem(Eigen::MatrixXd(1, 0), Eigen::VectorXd::Constant(1, 3), 0, 1));
  EXPECT_EQ(no_columns.status, BoxStatus::infeasible);
  EXPECT_EQ(no_columns.residual[0], 3);
}

TEST(BoxProblem, IsZeroWhereNothingIsAsked) {
  const Eigen::MatrixXd A = (Eigen::MatrixXd(1, 2) << 3, -1).finished();
  for (double exponent : {2.0, 3.0}) {
    const BoxSolution solution = solve_box_problem(make_problem(A, Eigen::VectorXd::Zero(1), 0, 1, exponent));
    EXPECT_EQ(solution.status, BoxStatus::solved);
    EXPECT_NEAR(solution.x.norm(), 0, 1e-12);
  }
}

TEST(BoxProblem, NumbersThatAreNoneDoNotConverge) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const Eigen::MatrixXd A = (Eigen::MatrixXd(1, 2) << 3, 1).finished();
  for (double exponent : {2.0, 3.0}) {
    for (double broken : {nan, infinity}) {
      BoxProblem problem = make_problem(A, Eigen::VectorXd::Constant(1, broken), 0, 1, exponent);
      EXPECT_EQ(solve_box_problem(problem).status, BoxStatus::not_converged);
      problem.target[0] = 1;
      problem.columns.values[1] = broken;
      EXPECT_EQ(solve_box_problem(problem).status, BoxStatus::not_converged);
    }
  }
}

TEST(BoxProblem, RefusesBrokenShapesAsBugs) {
  BoxProblem problem = make_problem(Eigen::MatrixXd::Ones(1, 2), Eigen::VectorXd::Ones(1), 0, 1);
  problem.exponent = 1;
  EXPECT_THROW((void)solve_box_problem(problem), Bug);
  problem.exponent = 2;
  problem.weight[0] = 0;
  EXPECT_THROW((void)solve_box_problem(problem), Bug);
  problem.weight[0] = 1;
  problem.lower[1] = 2;
  EXPECT_THROW((void)solve_box_problem(problem), Bug);
  problem.lower[1] = 0;
  problem.target.resize(2);
  EXPECT_THROW((void)solve_box_problem(problem), Bug);
}

TEST(BoxProblem, TheStartDoesNotChangeTheBytes) {
  const auto body = testing::make_synthetic_body(80, 25, 6, 3);
  BoxWorkspace workspace;
  BoxSolution warm;
  BoxStart start;
  int fewer = 0;
  for (int k = 0; k < 100; ++k) {
    const BoxProblem problem = testing::make_synthetic_problem(body, 0.06 * k);
    solve_box_problem(problem, {}, start, workspace, warm);
    const BoxSolution cold = solve_box_problem(problem);
    ASSERT_EQ(warm.x, cold.x) << k;
    ASSERT_EQ(warm.multiplier, cold.multiplier) << k;
    fewer += warm.factorisations < cold.factorisations ? 1 : 0;
    start = warm.start();
  }
  EXPECT_GT(fewer, 80);
}

TEST(BoxProblem, TheStartDoesNotChangeTheAnswerForCubes) {
  const auto body = testing::make_synthetic_body(80, 25, 6, 3);
  BoxStart start;
  for (int k = 0; k < 50; ++k) {
    const BoxProblem problem = testing::make_synthetic_problem(body, 0.06 * k, 1, 3);
    const BoxSolution warm = solve_box_problem(problem, {}, start), cold = solve_box_problem(problem);
    ASSERT_LT((warm.x - cold.x).cwiseAbs().maxCoeff(), 1e-7) << k;
    EXPECT_NEAR(warm.objective, cold.objective, 1e-12 * cold.objective);
    start = warm.start();
  }
}

TEST(BoxProblem, DoesNotDependOnTheUnitsOfRowsOrTheOrderOfColumns) {
  std::mt19937_64 random(17);
  for (double exponent : {2.0, 3.0}) {
    for (int k = 0; k < 100; ++k) {
      SCOPED_TRACE(k);
      const BoxProblem problem = random_problem(random, exponent);
      const Eigen::MatrixXd A = problem.columns.dense();
      std::vector<int> order(static_cast<std::size_t>(A.cols()));
      std::iota(order.begin(), order.end(), 0);
      std::shuffle(order.begin(), order.end(), random);
      Eigen::VectorXd units = Eigen::VectorXd::LinSpaced(A.rows(), 1e-3, 1e3);
      const Eigen::MatrixXd rescaled = units.asDiagonal() * A(Eigen::all, order);
      BoxProblem other = problem;
      other.columns = make_column_matrix(rescaled);
      other.target = units.asDiagonal() * problem.target;
      other.weight = problem.weight(order);
      other.lower = problem.lower(order);
      other.upper = problem.upper(order);
      const BoxSolution first = solve_box_problem(problem), second = solve_box_problem(other);
      ASSERT_EQ(first.status, BoxStatus::solved);
      ASSERT_EQ(second.status, BoxStatus::solved);
      const Eigen::VectorXd reordered = first.x(order);
      EXPECT_LT((second.x - reordered).cwiseAbs().maxCoeff(), exponent == 2 ? 1e-8 : 1e-5);
      EXPECT_NEAR(first.objective, second.objective, 1e-8 * (1 + first.objective));
    }
  }
}

// An inequality as a row with a slack of small weight: pressure <= sum of what pays for it.
TEST(BoxProblem, TakesInequalitiesAsRowsWithASlack) {
  Eigen::MatrixXd A(2, 4);
  A << 1, 10, 0, 0,  // pressure and a strong muscle make the moment
      -1, 0, 2, -1;  // -p + 2 a - s = 0, s >= 0
  BoxProblem problem = make_problem(A, Eigen::Vector2d(1, 0), 0, 1);
  problem.weight << 1e-3, 100, 1, 1e-6;
  problem.upper[3] = infinity;
  const BoxSolution solution = solve_box_problem(problem);
  expect_optimal(problem, solution);
  EXPECT_GT(solution.x[0], 0.5);
  EXPECT_NEAR(solution.x[2], solution.x[0] / 2, 1e-5);  // no more is paid than needed
  BoxProblem slack = problem;
  slack.lower[2] = 0.9;  // paid for already
  const BoxSolution loose = solve_box_problem(slack);
  expect_optimal(slack, loose);
  EXPECT_NEAR(loose.x[3], 1.8 - loose.x[0], 1e-9);
}

}  // namespace
}  // namespace loadshare::numerics
