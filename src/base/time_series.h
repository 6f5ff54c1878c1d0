// TimeSeries: what a .mot, .sto or a computed result is: named columns over time.
#pragma once

#include <Eigen/Core>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace loadshare {

// One row per sample. Row-major, so that a sample is contiguous.
using SampleMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

struct TimeSeries {
  std::string name;                             // first line of the file; may be empty
  std::vector<double> times_s;                  // strictly increasing
  std::vector<std::string> labels;              // column names, without "time"; unique
  SampleMatrix values;                          // times_s.size() x labels.size()
  std::optional<bool> in_degrees;               // what the file's header says; none where it does not say
  std::map<std::string, std::string> metadata;  // header key=value lines that are not listed above

  [[nodiscard]] std::size_t sample_count() const { return times_s.size(); }
  // Column of that label, or none.
  [[nodiscard]] std::optional<std::size_t> find_column(std::string_view label) const;
};

}  // namespace loadshare
