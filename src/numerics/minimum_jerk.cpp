#include "numerics/minimum_jerk.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <array>
#include <cmath>

#include "base/require.h"

namespace loadshare::numerics {
namespace {

// Of the polynomial p0 + v0 t + a0 t^2 / 2 + c3 s^3 + c4 s^4 + c5 s^5, s = t / T, that leads from place,
// speed and acceleration (p0, v0, a0) to (p1, v1, a1): the coefficients c by those six, one row each.
Eigen::Matrix<double, 3, 6> quintic_coefficients(double T) {
  Eigen::Matrix<double, 3, 6>
      D;  // what place, speed and acceleration lack, had the first three terms gone on
  D << -1, -T, -T * T / 2, 1, 0, 0,  //
      0, -T, -T * T, 0, T, 0,        //
      0, 0, -T * T, 0, 0, T * T;
  Eigen::Matrix3d C;
  C << 10, -4, 0.5, -15, 7, -1, 6, -3, 0.5;
  return C * D;
}

// The integral of the squared third derivative as a quadratic form of (p0, v0, a0, p1, v1, a1).
Eigen::Matrix<double, 6, 6> jerk_form(double T) {
  // The third derivative times T^3 is 6 c3 + 24 c4 s + 60 c5 s^2.
  Eigen::Matrix3d Q;
  Q << 36, 72, 120, 72, 192, 360, 120, 360, 720;
  const auto C = quintic_coefficients(T);
  return C.transpose() * Q * C / std::pow(T, 5);
}

}  // namespace

MinimumJerk::MinimumJerk(std::vector<double> times_s, SampleMatrix places, SampleMatrix speeds,
                         SampleMatrix accelerations)
    : times_s_(std::move(times_s)),
      place_(std::move(places)),
      speed_(std::move(speeds)),
      acceleration_(std::move(accelerations)) {
  const auto is_like_places = [&](const SampleMatrix& matrix) {
    return matrix.rows() == place_.rows() && matrix.cols() == place_.cols();
  };
  require(!times_s_.empty() && static_cast<std::size_t>(place_.rows()) == times_s_.size() &&
              is_like_places(speed_) && is_like_places(acceleration_),
          "a row a knot");
  require(std::ranges::is_sorted(times_s_, std::less_equal<>()), "times increase");
}

MinimumJerk::MinimumJerk(std::vector<double> times_s, const SampleMatrix& places,
                         const std::vector<bool>& at_rest)
    : MinimumJerk(std::move(times_s), places, SampleMatrix::Zero(places.rows(), places.cols()),
                  SampleMatrix::Zero(places.rows(), places.cols())) {
  const std::size_t count = times_s_.size();
  require(at_rest.size() == count, "a flag a knot");
  // Unknown: speed and acceleration of each knot that is passed.
  std::vector<Eigen::Index> unknown(count, -1);
  Eigen::Index unknown_count = 0;
  for (std::size_t k = 0; k < count; ++k)
    if (!at_rest[k]) unknown[k] = 2 * unknown_count++;
  if (unknown_count == 0) return;
  Eigen::MatrixXd form = Eigen::MatrixXd::Zero(2 * unknown_count, 2 * unknown_count);
  Eigen::MatrixXd of_places = Eigen::MatrixXd::Zero(2 * unknown_count, places.cols());
  for (std::size_t k = 0; k + 1 < count; ++k) {
    const auto H = jerk_form(times_s_[k + 1] - times_s_[k]);
    const auto row = static_cast<Eigen::Index>(k);
    const std::array<Eigen::Index, 2> at{unknown[k], unknown[k + 1]};
    for (int i = 0; i < 2; ++i) {
      if (at[static_cast<std::size_t>(i)] < 0) continue;
      const auto rows = at[static_cast<std::size_t>(i)];
      for (int j = 0; j < 2; ++j) {
        if (at[static_cast<std::size_t>(j)] >= 0)
          form.block<2, 2>(rows, at[static_cast<std::size_t>(j)]) += H.block<2, 2>(3 * i + 1, 3 * j + 1);
        of_places.middleRows<2>(rows) += H.block<2, 1>(3 * i + 1, 3 * j) * places.row(row + j);
      }
    }
  }
  const Eigen::MatrixXd solved = form.ldlt().solve(-of_places);
  for (std::size_t k = 0; k < count; ++k) {
    if (unknown[k] < 0) continue;
    speed_.row(static_cast<Eigen::Index>(k)) = solved.row(unknown[k]);
    acceleration_.row(static_cast<Eigen::Index>(k)) = solved.row(unknown[k] + 1);
  }
}

void MinimumJerk::evaluate(double time_s, int order, std::span<double> out) const {
  require(out.size() == static_cast<std::size_t>(place_.cols()) && order >= 0 && order <= 2,
          "one entry a column, up to the second derivative");
  Eigen::Map<Eigen::RowVectorXd> result(out.data(), place_.cols());
  const auto after = std::ranges::upper_bound(times_s_, time_s) - times_s_.begin();
  if (after == 0 || after == static_cast<std::ptrdiff_t>(times_s_.size())) {
    if (order == 0)
      result = place_.row(after == 0 ? 0 : place_.rows() - 1);
    else
      result.setZero();
    return;
  }
  const Eigen::Index k = after - 1;
  const double T = times_s_[static_cast<std::size_t>(k) + 1] - times_s_[static_cast<std::size_t>(k)];
  const double t = time_s - times_s_[static_cast<std::size_t>(k)], s = t / T;
  const auto C = quintic_coefficients(T);
  const std::array<Eigen::RowVector3d, 3> powers{
      Eigen::RowVector3d(s * s * s, std::pow(s, 4), std::pow(s, 5)),
      Eigen::RowVector3d(3 * s * s, 4 * s * s * s, 5 * std::pow(s, 4)) / T,
      Eigen::RowVector3d(6 * s, 12 * s * s, 20 * s * s * s) / (T * T)};
  const Eigen::Matrix<double, 1, 6> by = powers[static_cast<std::size_t>(order)] * C;
  result = by[0] * place_.row(k) + by[1] * speed_.row(k) + by[2] * acceleration_.row(k) +
           by[3] * place_.row(k + 1) + by[4] * speed_.row(k + 1) + by[5] * acceleration_.row(k + 1);
  if (order == 0) result += place_.row(k) + t * speed_.row(k) + t * t / 2 * acceleration_.row(k);
  if (order == 1) result += speed_.row(k) + t * acceleration_.row(k);
  if (order == 2) result += acceleration_.row(k);
}

}  // namespace loadshare::numerics
