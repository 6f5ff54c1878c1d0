#include "numerics/smoothed_blocks.h"

#include <Eigen/Cholesky>
#include <utility>

#include "base/require.h"

namespace loadshare::numerics {

// With L the factor of a diagonal block: `to_next` and `to_second` are L^-1 times the blocks to its right.
bool solve_smoothed_blocks(SmoothedBlocks& blocks) {
  const auto count = blocks.diagonal.size();
  require(blocks.next.size() == count && blocks.second.size() == count && blocks.right.size() == count,
          "one entry a sample in each list");
  std::vector<Eigen::MatrixXd> to_next(count), to_second(count);
  Eigen::MatrixXd filled;  // what was filled in beside the diagonal block (t + 1, t)
  for (std::size_t t = 0; t < count; ++t) {
    auto& block = blocks.diagonal[t];
    const Eigen::LLT<Eigen::Ref<Eigen::MatrixXd>, Eigen::Lower> factored(block);
    if (factored.info() != Eigen::Success) return false;
    const auto L = block.triangularView<Eigen::Lower>();
    L.solveInPlace(blocks.right[t]);
    if (t + 1 == count) break;
    to_next[t] = blocks.next[t].asDiagonal();
    if (t > 0) to_next[t] -= filled.transpose();
    L.solveInPlace(to_next[t]);
    blocks.diagonal[t + 1].selfadjointView<Eigen::Lower>().rankUpdate(to_next[t].transpose(), -1);
    blocks.right[t + 1].noalias() -= to_next[t].transpose() * blocks.right[t];
    if (t + 2 == count) continue;
    to_second[t] = blocks.second[t].asDiagonal();
    L.solveInPlace(to_second[t]);
    filled.noalias() = to_second[t].transpose() * to_next[t];
    blocks.diagonal[t + 2].selfadjointView<Eigen::Lower>().rankUpdate(to_second[t].transpose(), -1);
    blocks.right[t + 2].noalias() -= to_second[t].transpose() * blocks.right[t];
  }
  for (std::size_t t = count; t-- > 0;) {
    auto& x = blocks.right[t];
    if (t + 1 < count) x.noalias() -= to_next[t] * blocks.right[t + 1];
    if (t + 2 < count) x.noalias() -= to_second[t] * blocks.right[t + 2];
    blocks.diagonal[t].triangularView<Eigen::Lower>().transpose().solveInPlace(x);
  }
  return true;
}

}  // namespace loadshare::numerics
