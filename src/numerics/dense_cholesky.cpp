#include "numerics/dense_cholesky.h"

#include <cmath>

namespace loadshare::numerics {
namespace {
constexpr double pivot_ratio_min = 1e-13;
}

bool factor_cholesky(Eigen::MatrixXd& matrix, Eigen::VectorXd& diagonal) {
  const Eigen::Index n = matrix.rows();
  double* const a = matrix.data();
  // Left-to-right, each column subtracted from those to its right: element by element, so that the
  // width of the vector unit cannot change the sums.
  diagonal = matrix.diagonal();
  for (Eigen::Index j = 0; j < n; ++j) {
    double* const column = a + j * n;
    const double pivot = column[j];
    if (!(pivot > pivot_ratio_min * diagonal[j])) return false;
    const double root = std::sqrt(pivot);
    const double inverse = 1 / root;
    column[j] = root;
    for (Eigen::Index i = j + 1; i < n; ++i) column[i] *= inverse;
    for (Eigen::Index k = j + 1; k < n; ++k) {
      const double factor = column[k];
      if (factor == 0) continue;
      double* const right = a + k * n;
      for (Eigen::Index i = k; i < n; ++i) right[i] -= factor * column[i];
    }
  }
  return true;
}

void solve_cholesky(const Eigen::MatrixXd& factor, Eigen::VectorXd& v) {
  const Eigen::Index n = factor.rows();
  const double* const a = factor.data();
  double* const x = v.data();
  for (Eigen::Index j = 0; j < n; ++j) {
    const double* const column = a + j * n;
    const double value = x[j] / column[j];
    x[j] = value;
    for (Eigen::Index i = j + 1; i < n; ++i) x[i] -= value * column[i];
  }
  for (Eigen::Index j = n - 1; j >= 0; --j) {
    const double* const column = a + j * n;
    double sum = x[j];
    for (Eigen::Index i = j + 1; i < n; ++i) sum -= column[i] * x[i];
    x[j] = sum / column[j];
  }
}

}  // namespace loadshare::numerics
