#include "numerics/column_matrix.h"

#include "base/require.h"

namespace loadshare::numerics {

void ColumnMatrix::clear(int new_row_count) {
  row_count = new_row_count;
  starts.resize(1);
  rows.clear();
  values.clear();
}

Eigen::VectorXd ColumnMatrix::times(const Eigen::VectorXd& x) const {
  require(x.size() == column_count(), "a product needs one factor per column");
  Eigen::VectorXd product = Eigen::VectorXd::Zero(row_count);
  for (int i = 0; i < column_count(); ++i) {
    for (int k = starts[i]; k < starts[i + 1]; ++k) product[rows[k]] += values[k] * x[i];
  }
  return product;
}

Eigen::VectorXd ColumnMatrix::transpose_times(const Eigen::VectorXd& y) const {
  require(y.size() == row_count, "a product of the transpose needs one factor per row");
  Eigen::VectorXd product(column_count());
  for (int i = 0; i < column_count(); ++i) {
    double sum = 0;
    for (int k = starts[i]; k < starts[i + 1]; ++k) sum += values[k] * y[rows[k]];
    product[i] = sum;
  }
  return product;
}

Eigen::MatrixXd ColumnMatrix::dense() const {
  Eigen::MatrixXd matrix = Eigen::MatrixXd::Zero(row_count, column_count());
  for (int i = 0; i < column_count(); ++i) {
    for (int k = starts[i]; k < starts[i + 1]; ++k) matrix(rows[k], i) += values[k];
  }
  return matrix;
}

ColumnMatrix make_column_matrix(const Eigen::Ref<const Eigen::MatrixXd>& dense) {
  ColumnMatrix matrix;
  matrix.clear(static_cast<int>(dense.rows()));
  for (Eigen::Index i = 0; i < dense.cols(); ++i) {
    for (Eigen::Index j = 0; j < dense.rows(); ++j) {
      if (dense(j, i) != 0) matrix.append(static_cast<int>(j), dense(j, i));
    }
    matrix.close_column();
  }
  return matrix;
}

}  // namespace loadshare::numerics
