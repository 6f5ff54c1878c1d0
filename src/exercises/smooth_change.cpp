#include "exercises/smooth_change.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>

#include "base/require.h"
#include "numerics/spline.h"

namespace loadshare::exercises {

SmoothChange::SmoothChange(std::span<const double> times_s, double knot_s, Eigen::Index column_count) {
  require(times_s.size() > 1 && times_s.back() > times_s.front(), "at least two times");
  const double start_s = times_s.front(), length_s = times_s.back() - start_s;
  const auto spans = static_cast<std::size_t>(std::max(1.0, std::ceil(length_s / knot_s - 1e-9)));
  std::vector<double> knots;
  for (std::size_t i = 0; i <= spans; ++i)
    knots.push_back(start_s + length_s * static_cast<double>(i) / static_cast<double>(spans));
  knots.back() = times_s.back();
  for (const double time_s : times_s) {
    Row row;
    for (int order = 0; order < 3; ++order) {
      const auto spline = numerics::spline_row(knots, degree, time_s, order);
      row.first = static_cast<Eigen::Index>(spline.first);
      std::copy_n(spline.weights.begin(), overlap, row.weights[static_cast<std::size_t>(order)].begin());
    }
    rows_.push_back(row);
  }
  coefficients_.setZero(static_cast<Eigen::Index>(spans + degree), column_count);
  before_ = coefficients_;
  clear_equations();
}

void SmoothChange::evaluate(std::size_t sample, int order, Eigen::Ref<Eigen::RowVectorXd> change) const {
  const auto& row = rows_[sample];
  const auto& weights = row.weights[static_cast<std::size_t>(order)];
  change.setZero();
  for (std::size_t j = 0; j < overlap; ++j)
    change += weights[j] * coefficients_.row(row.first + static_cast<Eigen::Index>(j));
}

Eigen::MatrixXd& SmoothChange::block(Band& band, Eigen::Index row, Eigen::Index column) {
  return band[static_cast<std::size_t>(row) * overlap + static_cast<std::size_t>(row - column)];
}

void SmoothChange::clear_equations() {
  const auto n = coefficients_.cols();
  gradient_.setZero(coefficients_.rows(), n);
  hessian_.resize(static_cast<std::size_t>(coefficients_.rows()) * overlap);
  for (auto& each : hessian_) each.setZero(n, n);
}

void SmoothChange::add_equations(std::size_t sample, const Eigen::MatrixXd& hessian,
                                 const Eigen::VectorXd& gradient) {
  const auto& row = rows_[sample];
  const auto n = coefficients_.cols();
  for (std::size_t a = 0; a < overlap; ++a) {
    const auto at = row.first + static_cast<Eigen::Index>(a);
    for (std::size_t o = 0; o < 3; ++o)
      gradient_.row(at) +=
          row.weights[o][a] * gradient.segment(static_cast<Eigen::Index>(o) * n, n).transpose();
    for (std::size_t b = 0; b <= a; ++b) {
      auto& sum = block(hessian_, at, row.first + static_cast<Eigen::Index>(b));
      for (std::size_t o = 0; o < 3; ++o)
        for (std::size_t p = 0; p < 3; ++p)
          sum += row.weights[o][a] * row.weights[p][b] *
                 hessian.block(static_cast<Eigen::Index>(o) * n, static_cast<Eigen::Index>(p) * n, n, n);
    }
  }
}

// Cholesky by blocks: L L^T, the lower triangle in place.
void SmoothChange::factorise(Band& band, Eigen::Index spline_count) {
  for (Eigen::Index j = 0; j < spline_count; ++j) {
    auto& pivot = block(band, j, j);
    for (Eigen::Index k = std::max<Eigen::Index>(0, j - degree); k < j; ++k)
      pivot.noalias() -= block(band, j, k) * block(band, j, k).transpose();
    const Eigen::LLT<Eigen::MatrixXd> cholesky(pivot);
    require(cholesky.info() == Eigen::Success, "the sum of squares has a least value");
    pivot = cholesky.matrixL();
    for (Eigen::Index i = j + 1; i < std::min(spline_count, j + degree + 1); ++i) {
      auto& below = block(band, i, j);
      for (Eigen::Index k = std::max<Eigen::Index>(0, i - degree); k < j; ++k)
        below.noalias() -= block(band, i, k) * block(band, j, k).transpose();
      cholesky.matrixU().solveInPlace<Eigen::OnTheRight>(below);
    }
  }
}

// L L^T x = right, in place; a row of `right` belongs to a spline.
void SmoothChange::solve(Band& factor, Eigen::MatrixXd& right) {
  const auto count = right.rows();
  Eigen::VectorXd part;
  for (Eigen::Index i = 0; i < count; ++i) {
    part = right.row(i).transpose();
    for (Eigen::Index k = std::max<Eigen::Index>(0, i - degree); k < i; ++k)
      part.noalias() -= block(factor, i, k) * right.row(k).transpose();
    block(factor, i, i).triangularView<Eigen::Lower>().solveInPlace(part);
    right.row(i) = part.transpose();
  }
  for (Eigen::Index i = count; i-- > 0;) {
    part = right.row(i).transpose();
    for (Eigen::Index k = i + 1; k < std::min(count, i + degree + 1); ++k)
      part.noalias() -= block(factor, k, i).transpose() * right.row(k).transpose();
    block(factor, i, i).triangularView<Eigen::Lower>().transpose().solveInPlace(part);
    right.row(i) = part.transpose();
  }
}

void SmoothChange::step(double damping) {
  Band factor = hessian_;
  // What no sample sees stays as it is.
  constexpr double unseen = 1;
  for (Eigen::Index i = 0; i < coefficients_.rows(); ++i)
    for (double& entry : block(factor, i, i).diagonal()) entry = entry > 0 ? entry * (1 + damping) : unseen;
  factorise(factor, coefficients_.rows());
  Eigen::MatrixXd move = -gradient_;
  solve(factor, move);
  before_ = coefficients_;
  coefficients_ += move;
}

}  // namespace loadshare::exercises
