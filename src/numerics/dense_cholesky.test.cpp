#include "numerics/dense_cholesky.h"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <random>

namespace loadshare::numerics {
namespace {

Eigen::MatrixXd random_matrix(int rows, int columns, unsigned seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> unit(-1, 1);
  return Eigen::MatrixXd::NullaryExpr(rows, columns,
                                      [&](Eigen::Index, Eigen::Index) { return unit(random); });
}

TEST(DenseCholesky, FactorsAndSolves) {
  for (int n : {1, 2, 3, 7, 25, 60}) {
    const Eigen::MatrixXd B = random_matrix(n, n + 3, 11U + static_cast<unsigned>(n));
    const Eigen::MatrixXd H = B * B.transpose();
    Eigen::MatrixXd L = H;
    Eigen::VectorXd scratch;
    ASSERT_TRUE(factor_cholesky(L, scratch));
    const Eigen::MatrixXd lower = L.triangularView<Eigen::Lower>();
    EXPECT_LT((lower * lower.transpose() - H).cwiseAbs().maxCoeff(), 1e-12 * H.cwiseAbs().maxCoeff());
    const Eigen::VectorXd x = random_matrix(n, 1, 5);
    Eigen::VectorXd solved = H * x;
    solve_cholesky(L, solved);
    EXPECT_LT((solved - x).norm(), 1e-9 * (1 + x.norm())) << n;
  }
}

TEST(DenseCholesky, RefusesWhatIsNotPositiveDefinite) {
  Eigen::VectorXd scratch;
  Eigen::MatrixXd indefinite(2, 2);
  indefinite << 1, 2, 2, 1;
  EXPECT_FALSE(factor_cholesky(indefinite, scratch));
  Eigen::MatrixXd zero = Eigen::MatrixXd::Zero(3, 3);
  EXPECT_FALSE(factor_cholesky(zero, scratch));
  Eigen::MatrixXd singular(2, 2);
  singular << 4, 2, 2, 1;
  EXPECT_FALSE(factor_cholesky(singular, scratch));
  Eigen::MatrixXd nan = Eigen::MatrixXd::Constant(1, 1, std::numeric_limits<double>::quiet_NaN());
  EXPECT_FALSE(factor_cholesky(nan, scratch));
}

}  // namespace
}  // namespace loadshare::numerics
