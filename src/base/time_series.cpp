#include "base/time_series.h"

#include <algorithm>

namespace loadshare {

std::optional<std::size_t> TimeSeries::find_column(std::string_view label) const {
  const auto found = std::find(labels.begin(), labels.end(), label);
  if (found == labels.end()) return std::nullopt;
  return static_cast<std::size_t>(found - labels.begin());
}

}  // namespace loadshare
