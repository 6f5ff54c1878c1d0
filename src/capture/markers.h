// Marker recordings (.trc): where markers were, sample by sample.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.h"
#include "base/result.h"
#include "base/time_series.h"
#include "base/transform.h"

namespace loadshare::capture {

struct MarkerRecording {
  std::string name;  // what the first line of the file says after its type
  double rate_hz = 0.0;
  std::vector<double> times_s;      // strictly increasing
  std::vector<std::string> names;   // unique
  SampleMatrix positions_m;         // times_s.size() x 3 names.size(): x, y, z of each marker; missing is NaN
  std::string units_in_file = "m";  // "mm", "cm" or "m"

  [[nodiscard]] std::size_t sample_count() const { return times_s.size(); }
  [[nodiscard]] std::optional<std::size_t> find_marker(std::string_view marker_name) const;
  // Precondition: sample and marker are there.
  [[nodiscard]] Vec3 position_m(std::size_t sample, std::size_t marker) const;
  [[nodiscard]] bool is_seen(std::size_t sample, std::size_t marker) const;
};

// Reads loosely: header fields out of line with their keys, any frame numbers, blank or NaN where a marker
// was not seen, columns without a name at the end (left out, noted), with or without the row of X1 Y1 Z1 and
// the blank line after it. A marker of which only one or two coordinates are given counts as not seen
// (noted).
//
// Refused, naming file, line and marker: counts of frames or markers that the data do not bear out, units
// that are not known, a marker twice, rows of unequal length, what is no finite number, time that stands
// still or runs back.
[[nodiscard]] Result<MarkerRecording> parse_markers(std::string_view text, const std::string& where,
                                                    Diagnostics& notes);
[[nodiscard]] Result<MarkerRecording> read_markers(const std::filesystem::path& path, Diagnostics& notes);

// Written strictly, in the units of `units_in_file`, frames counted from 1, a missing marker as three blanks.
// Preconditions: sizes agree; names hold no tab or end of line and are not empty; units are one of the three.
[[nodiscard]] std::string format_markers(const MarkerRecording& recording);
[[nodiscard]] Result<Done> write_markers(const MarkerRecording& recording, const std::filesystem::path& path);

}  // namespace loadshare::capture
