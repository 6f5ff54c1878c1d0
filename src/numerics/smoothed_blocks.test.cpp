// The long system against the same written out in full.
#include "numerics/smoothed_blocks.h"

#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <cmath>

namespace loadshare::numerics {
namespace {

// Blocks with entries of every size, positive definite by a heavy diagonal.
SmoothedBlocks make_blocks(int samples, int n) {
  SmoothedBlocks blocks;
  for (int t = 0; t < samples; ++t) {
    Eigen::MatrixXd root(n, n);
    Eigen::VectorXd next(n), second(n), right(n);
    for (int i = 0; i < n; ++i) {
      for (int j = 0; j < n; ++j) root(i, j) = std::sin(1.3 * i + 0.7 * j * j + 2.1 * t);
      next[i] = -0.6 - 0.3 * std::cos(i + t);
      second[i] = 0.4 * std::sin(2.0 * i + t);
      right[i] = std::cos(3.1 * i - t);
    }
    blocks.diagonal.emplace_back(root * root.transpose() + 4 * Eigen::MatrixXd::Identity(n, n));
    blocks.next.push_back(next);
    blocks.second.push_back(second);
    blocks.right.push_back(right);
  }
  return blocks;
}

Eigen::MatrixXd written_out(const SmoothedBlocks& blocks) {
  const auto n = blocks.right.front().size(), count = static_cast<Eigen::Index>(blocks.right.size());
  Eigen::MatrixXd full = Eigen::MatrixXd::Zero(n * count, n * count);
  for (Eigen::Index t = 0; t < count; ++t) {
    const auto at = static_cast<std::size_t>(t);
    full.block(n * t, n * t, n, n) = blocks.diagonal[at];
    const auto tie = [&](Eigen::Index other, const Eigen::VectorXd& entries) {
      if (other >= count) return;
      full.block(n * other, n * t, n, n).diagonal() = entries;
      full.block(n * t, n * other, n, n).diagonal() = entries;
    };
    tie(t + 1, blocks.next[at]);
    tie(t + 2, blocks.second[at]);
  }
  return full;
}

class SmoothedBlocksOf : public ::testing::TestWithParam<int> {};

TEST_P(SmoothedBlocksOf, AreSolvedLikeTheFullMatrix) {
  auto blocks = make_blocks(GetParam(), 4);
  const Eigen::MatrixXd full = written_out(blocks);
  Eigen::VectorXd right(4 * GetParam());
  for (int t = 0; t < GetParam(); ++t) right.segment(4 * t, 4) = blocks.right[static_cast<std::size_t>(t)];
  const Eigen::VectorXd expected = full.ldlt().solve(right);
  ASSERT_TRUE(solve_smoothed_blocks(blocks));
  for (int t = 0; t < GetParam(); ++t)
    EXPECT_LT((blocks.right[static_cast<std::size_t>(t)] - expected.segment(4 * t, 4)).norm(), 1e-12) << t;
}

INSTANTIATE_TEST_SUITE_P(Lengths, SmoothedBlocksOf, ::testing::Values(1, 2, 3, 4, 9));

TEST(SmoothedBlocks, SayWhereTheyAreNotPositiveDefinite) {
  auto blocks = make_blocks(5, 3);
  blocks.diagonal[3](1, 1) = -100;
  EXPECT_FALSE(solve_smoothed_blocks(blocks));
}

}  // namespace
}  // namespace loadshare::numerics
