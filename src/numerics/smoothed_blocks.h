// A long symmetric positive definite system of square blocks, a block a sample, where samples are tied to the
// next one and the one after it by diagonal blocks: what penalties on second differences make of a problem
// that each sample has for itself.
#pragma once

#include <Eigen/Core>
#include <vector>

namespace loadshare::numerics {

struct SmoothedBlocks {
  std::vector<Eigen::MatrixXd> diagonal;      // block (t, t); n x n, the lower triangle counts
  std::vector<Eigen::VectorXd> next, second;  // diagonals of the blocks (t + 1, t) and (t + 2, t)
  std::vector<Eigen::VectorXd> right;         // right hand sides, n each
};

// Solves in place: `right` holds the solution after it, the rest is spoilt. Block Cholesky, some 5 n^3 a
// sample. False where the system is not positive definite. Sizes: one entry a sample in each list.
[[nodiscard]] bool solve_smoothed_blocks(SmoothedBlocks& blocks);

}  // namespace loadshare::numerics
