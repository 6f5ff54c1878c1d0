// Columns of time series by name.
#pragma once

#include <string>

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

}  // namespace loadshare::recordings
