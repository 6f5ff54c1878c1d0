#include "capture/markers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <unordered_set>

#include "base/require.h"
#include "capture/text.h"

namespace loadshare::capture {

namespace {

constexpr std::size_t marker_byte_limit = std::size_t{2} << 30;
constexpr double missing = std::numeric_limits<double>::quiet_NaN();

struct Header {
  double rate_hz = 0.0;
  long long frame_count = 0;
  long long marker_count = 0;
  std::string units;
  double m_per_unit = 1.0;
};

struct Unit {
  std::string name;
  double m_per_unit;
};

std::optional<Unit> unit_of(std::string_view written) {
  static const std::map<std::string, Unit> units = {
      {"mm", {"mm", 1e-3}}, {"millimeters", {"mm", 1e-3}},
      {"cm", {"cm", 1e-2}}, {"centimeters", {"cm", 1e-2}},
      {"m", {"m", 1.0}},    {"meters", {"m", 1.0}},
  };
  const auto found = units.find(lower_case(written));
  if (found == units.end()) return std::nullopt;
  return found->second;
}

// What stands behind "PathFileType 4 (X/Y/Z)".
std::string name_in_first_line(std::string_view line) {
  const auto end = line.find(')');
  return end == std::string_view::npos ? std::string{} : one_line(line.substr(end + 1));
}

// The keys and the values are matched by their order: in files seen in practice they do not stand below each
// other.
Result<Header> read_header(std::string_view key_line, std::string_view value_line, const std::string& where) {
  const auto keys = words_of(key_line);
  const auto values = words_of(value_line);
  std::map<std::string, std::string_view> entries;
  for (std::size_t i = 0; i < std::min(keys.size(), values.size()); ++i)
    entries[lower_case(keys[i])] = values[i];

  const std::string value_where = where + ", line 3";
  Problems problems;
  const auto entry = [&](const std::string& key) -> std::optional<std::string_view> {
    const auto found = entries.find(lower_case(key));
    if (found != entries.end()) return found->second;
    problems.add(
        value_where, "there is no value for " + key,
        "lines 2 and 3 of a .trc file hold the keys DataRate, NumFrames, NumMarkers, Units and their values");
    return std::nullopt;
  };
  Header header;
  if (const auto text = entry("DataRate")) {
    header.rate_hz = number_of(*text).value_or(0.0);
    if (!(header.rate_hz > 0.0 && std::isfinite(header.rate_hz))) {
      problems.add(value_where, fmt::format("DataRate is {}", in_quotes(*text)),
                   "write the frames per second there");
    }
  }
  const auto count = [&](const std::string& key) -> long long {
    const auto text = entry(key);
    if (!text) return 0;
    const auto value = count_of(*text);
    if (value && *value > 0) return *value;
    problems.add(value_where, fmt::format("{} is {}", key, in_quotes(*text)), "write the true number there");
    return 0;
  };
  header.frame_count = count("NumFrames");
  header.marker_count = count("NumMarkers");
  if (const auto text = entry("Units")) {
    if (const auto unit = unit_of(*text)) {
      header.units = unit->name;
      header.m_per_unit = unit->m_per_unit;
    } else {
      problems.add(value_where, fmt::format("the unit {} is not known", in_quotes(*text)),
                   "write mm, cm or m");
    }
  }
  if (!problems.none()) return problems.refusal();
  return header;
}

Result<std::vector<std::string>> read_names(std::string_view line, const Header& header,
                                            const std::string& where, Diagnostics& notes) {
  const std::string name_where = where + ", line 4";
  const bool tabbed = line.find('\t') != std::string_view::npos;
  auto cells = tabbed ? cells_of(line) : words_of(line);
  cells.erase(std::remove(cells.begin(), cells.end(), std::string_view{}), cells.end());
  if (cells.size() < 2 || lower_case(cells[0]).rfind("frame", 0) != 0 ||
      lower_case(cells[1]).rfind("time", 0) != 0) {
    return Refusal{name_where, "the line does not begin with Frame# and Time",
                   "line 4 of a .trc file holds Frame#, Time and the names of the markers"};
  }
  std::vector<std::string> names;
  for (std::size_t i = 2; i < cells.size(); ++i) names.push_back(one_line(cells[i]));
  if (names.empty())
    return Refusal{name_where, "not one marker is named", "export the recording with named markers"};
  std::unordered_set<std::string_view> seen;
  for (const auto& name : names) {
    if (!seen.insert(name).second) {
      return Refusal{name_where, fmt::format("the marker {} is there twice", in_quotes(name)),
                     "give each marker a name of its own"};
    }
  }
  const auto name_count = static_cast<long long>(names.size());
  if (name_count > header.marker_count) {
    return Refusal{name_where,
                   fmt::format("{} markers are named, and NumMarkers is {}", name_count, header.marker_count),
                   "correct the header, or export the recording again"};
  }
  if (name_count < header.marker_count) {
    notes.leave_out(name_where, fmt::format("{} of {} markers have no name and were left out",
                                            header.marker_count - name_count, header.marker_count));
  }
  return names;
}

// The cells of a row of data: frame, time, coordinates; a blank cell is a coordinate that is missing.
class RowReader {
 public:
  RowReader(const std::vector<std::string>& names, const Header& header, const std::string& where,
            Diagnostics& notes, Problems& problems)
      : names_(names), header_(header), where_(where), notes_(notes), problems_(problems) {}

  // False: the row is refused. `positions` has three places for each name.
  bool read(std::string_view line, std::size_t line_number, bool was_closed, double& time_s,
            double* positions);

 private:
  [[nodiscard]] std::string line_where(std::size_t line_number) const {
    return fmt::format("{}, line {}", where_, line_number);
  }
  bool split(std::string_view line, std::size_t line_number, bool was_closed);
  std::optional<double> coordinate(std::string_view cell, std::size_t marker, std::size_t line_number,
                                   bool& good);

  const std::vector<std::string>& names_;
  const Header& header_;
  const std::string& where_;
  Diagnostics& notes_;
  Problems& problems_;
  std::vector<std::string_view> cells_;
};

bool RowReader::split(std::string_view line, std::size_t line_number, bool was_closed) {
  const bool tabbed = line.find('\t') != std::string_view::npos;
  cells_ = tabbed ? cells_of(line) : words_of(line);
  const std::size_t wanted = 2 + 3 * names_.size();
  while (cells_.size() > wanted && cells_.back().empty()) cells_.pop_back();
  const std::size_t most = 2 + 3 * static_cast<std::size_t>(header_.marker_count);
  if (cells_.size() > std::max(wanted, most)) {
    problems_.add(
        line_where(line_number),
        fmt::format("the row has {} values, and {} markers take {}", cells_.size(), names_.size(), wanted),
        "a marker's name may be missing: export the recording again");
    return false;
  }
  if (cells_.size() >= wanted) return true;
  // Some programs write no tabs for markers that are missing at the end of a row. A row that is cut off looks
  // alike, but ends inside a marker, or without an end of line.
  const bool whole = tabbed && was_closed && cells_.size() >= 2 && (cells_.size() - 2) % 3 == 0;
  if (whole) {
    notes_.assume(where_, "some rows end early; the markers after their end were taken as not seen");
    cells_.resize(wanted);
    return true;
  }
  problems_.add(
      line_where(line_number),
      fmt::format("the row has {} values, and {} markers take {}", cells_.size(), names_.size(), wanted),
      "the row is cut off: copy or export the recording again");
  return false;
}

// None: missing.
std::optional<double> RowReader::coordinate(std::string_view cell, std::size_t marker,
                                            std::size_t line_number, bool& good) {
  if (cell.empty()) return std::nullopt;
  const auto value = number_of(cell);
  if (value && std::isfinite(*value)) return *value * header_.m_per_unit;
  if (value && std::isnan(*value)) return std::nullopt;
  problems_.add(fmt::format("{}, marker {}", line_where(line_number), in_quotes(names_[marker])),
                fmt::format("{} is not a number that can be used", in_quotes(cell)),
                "leave the place blank where the marker was not seen");
  good = false;
  return std::nullopt;
}

bool RowReader::read(std::string_view line, std::size_t line_number, bool was_closed, double& time_s,
                     double* positions) {
  if (!split(line, line_number, was_closed)) return false;
  const auto time = number_of(cells_[1]);
  if (!time || !std::isfinite(*time)) {
    problems_.add(line_where(line_number),
                  fmt::format("the time is {}, which is not a number", in_quotes(cells_[1])),
                  "export the recording again");
    return false;
  }
  time_s = *time;
  bool good = true;
  for (std::size_t marker = 0; marker < names_.size(); ++marker) {
    std::size_t given = 0;
    double* const position = positions + 3 * marker;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const auto value = coordinate(cells_[2 + 3 * marker + axis], marker, line_number, good);
      if (value) ++given;
      position[axis] = value.value_or(missing);
    }
    if (given == 3 || given == 0) continue;
    std::fill(position, position + 3, missing);
    notes_.assume(
        where_,
        fmt::format("marker {} has one or two coordinates in some rows; it was taken as not seen there",
                    in_quotes(names_[marker])));
  }
  return good;
}

bool is_row_of_axes(std::string_view line) {
  const auto words = words_of(line);
  return !words.empty() && (words.front().front() == 'X' || words.front().front() == 'x');
}

void check_time(double time_s, const std::vector<double>& times_s, const std::string& line_where,
                Problems& problems) {
  if (times_s.empty() || time_s > times_s.back()) return;
  if (time_s == times_s.back()) {
    problems.add(line_where, fmt::format("time {} is there twice", time_s), "leave out the repeated rows");
  } else {
    problems.add(line_where, fmt::format("time runs back from {} to {}", times_s.back(), time_s),
                 "put the rows in order of time; two recordings in one file must be taken apart");
  }
}

void read_rows(LineWalker& lines, const Header& header, const std::string& where, MarkerRecording& recording,
               std::size_t& row_count, Problems& problems, Diagnostics& notes) {
  const std::size_t width = 3 * recording.names.size();
  RowReader reader(recording.names, header, where, notes, problems);
  std::vector<double> values;  // grows with the text, whatever the header claims
  std::vector<double> row(width);
  bool may_be_axes = true;
  row_count = 0;
  while (const auto line = lines.next()) {
    if (trimmed(*line).empty()) continue;
    if (may_be_axes && is_row_of_axes(*line)) {
      may_be_axes = false;
      continue;
    }
    may_be_axes = false;
    ++row_count;
    double time_s = 0.0;
    if (!reader.read(*line, lines.line_number(), lines.was_closed(), time_s, row.data())) continue;
    check_time(time_s, recording.times_s, fmt::format("{}, line {}", where, lines.line_number()), problems);
    recording.times_s.push_back(time_s);
    values.insert(values.end(), row.begin(), row.end());
  }
  const auto rows = static_cast<Eigen::Index>(recording.times_s.size());
  recording.positions_m = Eigen::Map<SampleMatrix>(values.data(), rows, static_cast<Eigen::Index>(width));
}

void check_rate(const MarkerRecording& recording, const std::string& where, Diagnostics& notes) {
  if (recording.sample_count() < 2) return;
  const double duration_s = recording.times_s.back() - recording.times_s.front();
  const double measured_hz = static_cast<double>(recording.sample_count() - 1) / duration_s;
  constexpr double tolerance_ratio = 0.05;
  if (std::abs(measured_hz - recording.rate_hz) > tolerance_ratio * recording.rate_hz) {
    notes.flag(where, fmt::format(
                          "DataRate is {:.6g} Hz, and the times are those of {:.6g} Hz; the times were taken",
                          recording.rate_hz, measured_hz));
  }
}

}  // namespace

std::optional<std::size_t> MarkerRecording::find_marker(std::string_view marker_name) const {
  const auto found = std::find(names.begin(), names.end(), marker_name);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

Vec3 MarkerRecording::position_m(std::size_t sample, std::size_t marker) const {
  require(sample < sample_count() && marker < names.size(), "the sample and the marker are there");
  return positions_m.block<1, 3>(static_cast<Eigen::Index>(sample), static_cast<Eigen::Index>(3 * marker))
      .transpose();
}

bool MarkerRecording::is_seen(std::size_t sample, std::size_t marker) const {
  return position_m(sample, marker).allFinite();
}

Result<MarkerRecording> parse_markers(std::string_view bytes, const std::string& where, Diagnostics& notes) {
  const auto text = check_text(bytes, where);
  if (!text) return text.refusal();
  LineWalker lines(*text);
  std::string_view head[4];
  for (auto& line : head) {
    const auto next = lines.next();
    if (!next)
      return Refusal{where, "the file ends inside its header",
                     "the file is cut off: copy or export it again"};
    line = *next;
  }
  if (lower_case(trimmed(head[0])).rfind("pathfiletype", 0) != 0) {
    return Refusal{where + ", line 1", "the line does not begin with PathFileType",
                   "name a .trc file; its first line begins with that word"};
  }
  const auto header = read_header(head[1], head[2], where);
  if (!header) return header.refusal();
  auto names = read_names(head[3], *header, where, notes);
  if (!names) return names.refusal();

  MarkerRecording recording;
  recording.name = name_in_first_line(head[0]);
  recording.rate_hz = header->rate_hz;
  recording.units_in_file = header->units;
  recording.names = std::move(*names);
  Problems problems;
  std::size_t row_count = 0;
  read_rows(lines, *header, where, recording, row_count, problems, notes);
  if (header->frame_count != static_cast<long long>(row_count)) {
    problems.add(where, fmt::format("NumFrames is {}, and {} rows are there", header->frame_count, row_count),
                 header->frame_count > static_cast<long long>(row_count)
                     ? "the file is cut off: copy or export it again"
                     : "correct the header, or export the recording again");
  }
  if (!problems.none()) return problems.refusal();
  check_rate(recording, where, notes);
  return recording;
}

Result<MarkerRecording> read_markers(const std::filesystem::path& path, Diagnostics& notes) {
  const auto text = read_text_file(path, marker_byte_limit);
  if (!text) return text.refusal();
  return parse_markers(*text, path.string(), notes);
}

std::string format_markers(const MarkerRecording& recording) {
  const auto sample_count = static_cast<Eigen::Index>(recording.sample_count());
  const auto marker_count = static_cast<Eigen::Index>(recording.names.size());
  require(recording.positions_m.rows() == sample_count && recording.positions_m.cols() == 3 * marker_count,
          "a recording has a row for each time and three columns for each marker");
  const auto is_one_line = [](std::string_view text) {
    return text.find_first_of("\t\r\n") == std::string_view::npos;
  };
  require(std::all_of(recording.names.begin(), recording.names.end(),
                      [&](const std::string& name) { return is_one_line(name) && !trimmed(name).empty(); }),
          "names of markers are one line without tabs");
  require(recording.name.find_first_of("\r\n") == std::string::npos, "the name is one line");
  const auto unit = unit_of(recording.units_in_file);
  require(unit.has_value(), "units are mm, cm or m");

  std::string rate;
  append_number(rate, recording.rate_hz);
  std::string text = fmt::format(
      "PathFileType\t4\t(X/Y/Z)\t{}\n"
      "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame\tOrigNumFrames\n"
      "{}\t{}\t{}\t{}\t{}\t{}\t1\t{}\nFrame#\tTime",
      recording.name, rate, rate, sample_count, marker_count, unit->name, rate, sample_count);
  for (Eigen::Index marker = 0; marker < marker_count; ++marker) {
    text += '\t' + recording.names[static_cast<std::size_t>(marker)] + "\t\t";
  }
  text += "\n\t";
  for (Eigen::Index marker = 1; marker <= marker_count; ++marker)
    text += fmt::format("\tX{0}\tY{0}\tZ{0}", marker);
  text += "\n\n";
  const double unit_per_m = std::round(1.0 / unit->m_per_unit);
  // Fifteen digits undo the rounding of the change of unit: values that came from a file go out as they came
  // in.
  const auto digits = unit->name == "m" ? std::optional<int>{} : std::optional<int>{15};
  for (Eigen::Index sample = 0; sample < sample_count; ++sample) {
    text += fmt::format("{}\t", sample + 1);
    append_number(text, recording.times_s[static_cast<std::size_t>(sample)]);
    for (Eigen::Index marker = 0; marker < marker_count; ++marker) {
      const auto position = recording.positions_m.block<1, 3>(sample, 3 * marker);
      for (Eigen::Index axis = 0; axis < 3; ++axis) {
        text += '\t';
        if (position.allFinite()) append_number(text, position(axis) * unit_per_m, digits);
      }
    }
    text += '\n';
  }
  return text;
}

Result<Done> write_markers(const MarkerRecording& recording, const std::filesystem::path& path) {
  return write_text_file(path, format_markers(recording));
}

}  // namespace loadshare::capture
