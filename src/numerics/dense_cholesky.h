// Cholesky factorisation of the small systems of the load-sharing dual.
#pragma once

#include <Eigen/Core>

namespace loadshare::numerics {

// Overwrites the lower triangle (diagonal included) of the symmetric matrix with its factor L, H = L L'.
// Zeros of a column below the diagonal are skipped: limbs that share no muscle cost nothing. False
// where a pivot is not above 1e-13 of what its diagonal entry was: not positive definite in double
// precision; the matrix is then spoilt. `diagonal` is scratch memory.
[[nodiscard]] bool factor_cholesky(Eigen::MatrixXd& matrix, Eigen::VectorXd& diagonal);
// Solves L L' v = v in place.
void solve_cholesky(const Eigen::MatrixXd& factor, Eigen::VectorXd& v);

}  // namespace loadshare::numerics
