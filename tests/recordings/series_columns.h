// Columns of time series by name, and numbers of them.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "base/require.h"
#include "base/time_series.h"

namespace loadshare::recordings {

// Fails where there is no such column.
inline Eigen::VectorXd column(const TimeSeries& series, const std::string& label) {
  const auto found = series.find_column(label);
  require(found.has_value(), "the series has the column " + label);
  return series.values.col(static_cast<Eigen::Index>(*found));
}

inline void add_column(TimeSeries& series, const std::string& label, const Eigen::VectorXd& values) {
  series.labels.push_back(label);
  series.values.conservativeResize(values.size(), series.values.cols() + 1);
  series.values.rightCols(1) = values;
}

inline double rms(const Eigen::VectorXd& values) { return std::sqrt(values.cwiseAbs2().mean()); }
inline double range(const Eigen::VectorXd& values) { return values.maxCoeff() - values.minCoeff(); }

// On other times; held beyond the ends.
inline Eigen::VectorXd resample(const std::vector<double>& from_s, const Eigen::VectorXd& values,
                         const std::vector<double>& to_s) {
  Eigen::VectorXd made(static_cast<Eigen::Index>(to_s.size()));
  for (std::size_t i = 0; i < to_s.size(); ++i) {
    const auto after = std::ranges::lower_bound(from_s, to_s[i]);
    const auto at = std::clamp<std::ptrdiff_t>(after - from_s.begin(), 1, std::ssize(from_s) - 1);
    const double a_s = from_s[static_cast<std::size_t>(at - 1)], b_s = from_s[static_cast<std::size_t>(at)];
    const double part = std::clamp((to_s[i] - a_s) / (b_s - a_s), 0.0, 1.0);
    made[static_cast<Eigen::Index>(i)] = (1 - part) * values[at - 1] + part * values[at];
  }
  return made;
}

// Pearson's, of two rows of equal length.
inline double correlation(const Eigen::VectorXd& a, const Eigen::VectorXd& b) {
  const Eigen::ArrayXd x = a.array() - a.mean(), y = b.array() - b.mean();
  return (x * y).sum() / std::sqrt(x.square().sum() * y.square().sum());
}

}  // namespace loadshare::recordings
