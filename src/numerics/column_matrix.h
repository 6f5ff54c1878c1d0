// ColumnMatrix: a sparse matrix by columns. A muscle spans few coordinates, so its column of the
// load-sharing problem has few entries.
#pragma once

#include <Eigen/Core>
#include <vector>

namespace loadshare::numerics {

// Column i holds entries starts[i] .. starts[i + 1] of `rows` (ascending within the column) and
// `values`.
struct ColumnMatrix {
  int row_count = 0;
  std::vector<int> starts{0};
  std::vector<int> rows;
  std::vector<double> values;

  [[nodiscard]] int column_count() const { return static_cast<int>(starts.size()) - 1; }
  // Forgets all columns and keeps the memory.
  void clear(int new_row_count);
  // Adds an entry to the column under way; rows must be given in ascending order.
  void append(int row, double value) {
    rows.push_back(row);
    values.push_back(value);
  }
  void close_column() { starts.push_back(static_cast<int>(rows.size())); }

  // The product with a vector of column_count() entries.
  [[nodiscard]] Eigen::VectorXd times(const Eigen::VectorXd& x) const;
  // The product of the transpose with a vector of row_count entries.
  [[nodiscard]] Eigen::VectorXd transpose_times(const Eigen::VectorXd& y) const;
  [[nodiscard]] Eigen::MatrixXd dense() const;
};

// The columns of a dense matrix without their zeros.
[[nodiscard]] ColumnMatrix make_column_matrix(const Eigen::Ref<const Eigen::MatrixXd>& dense);

}  // namespace loadshare::numerics
