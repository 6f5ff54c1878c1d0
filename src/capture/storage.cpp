#include "capture/storage.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_set>

#include "base/require.h"
#include "capture/text.h"

namespace loadshare::capture {

namespace {

constexpr std::size_t storage_byte_limit = std::size_t{2} << 30;

struct Header {
  std::string name;
  std::optional<long long> row_count;
  std::optional<long long> column_count;
  std::optional<bool> in_degrees;
  long long version = 0;  // 0: the file does not say, as in SIMM's files
  std::map<std::string, std::string> metadata;
};

// SIMM writes these keys with a blank, not '=', before the value.
bool is_simm_key(std::string_view key) {
  static constexpr std::array<std::string_view, 10> keys = {"#",
                                                            "range",
                                                            "Range",
                                                            "wrap",
                                                            "Wrap",
                                                            "WRAP",
                                                            "event",
                                                            "enforce_loops",
                                                            "enforce_constraints",
                                                            "calc_derivatives"};
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

struct KeyAndValue {
  std::string_view key, value;
  bool has_equals_sign = false;
};

KeyAndValue split_header_line(std::string_view line) {
  const auto key_end = std::min(line.find_first_of(" \t="), line.size());
  const auto value_start = std::min(line.find_first_not_of(" \t=", key_end), line.size());
  const bool has_equals_sign =
      line.substr(key_end, value_start - key_end).find('=') != std::string_view::npos;
  return {line.substr(0, key_end), trimmed(line.substr(value_start)), has_equals_sign};
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::optional<long long> header_count(const KeyAndValue& entry, const std::string& line_where,
                                      Problems& problems) {
  const auto count = count_of(entry.value);
  if (!count || *count < 0) {
    problems.add(line_where,
                 fmt::format("{} should be a count, and is {}", entry.key, in_quotes(entry.value)),
                 "write the true number there");
    return std::nullopt;
  }
  return count;
}

void read_in_degrees(const KeyAndValue& entry, const std::string& line_where, Header& header,
                     Problems& problems) {
  const std::string said = lower_case(entry.value);
  if (is_one_of(said, {"yes", "y"})) {
    header.in_degrees = true;
  } else if (is_one_of(said, {"no", "n"})) {
    header.in_degrees = false;
  } else {
    problems.add(line_where, fmt::format("inDegrees is {}, neither yes nor no", in_quotes(entry.value)),
                 "write inDegrees=yes where angles are in degrees, inDegrees=no where they are in radians");
  }
}

void read_header_line(std::string_view line, bool is_first, const std::string& line_where, Header& header,
                      Problems& problems) {
  const KeyAndValue entry = split_header_line(line);
  if (entry.key == "name") {
    header.name = one_line(entry.value);
  } else if (is_one_of(entry.key, {"nRows", "nr", "datarows"})) {
    header.row_count = header_count(entry, line_where, problems);
  } else if (is_one_of(entry.key, {"nColumns", "nc", "datacolumns"})) {
    header.column_count = header_count(entry, line_where, problems);
  } else if (entry.key == "inDegrees") {
    read_in_degrees(entry, line_where, header, problems);
  } else if (entry.key == "version" && entry.has_equals_sign) {
    header.version = header_count(entry, line_where, problems).value_or(0);
    header.metadata["version"] = entry.value;
  } else if (line == "Angles are in degrees." && header.version == 0) {
    header.in_degrees = true;
  } else if (line == "Angles are in radians." && header.version == 0) {
    header.in_degrees = false;
  } else if (entry.has_equals_sign || is_simm_key(entry.key)) {
    header.metadata[std::string(entry.key)] = entry.value;
  } else if (is_first) {
    header.name = one_line(line);
  }  // else a sentence for people
}

// Reads up to and with `endheader`. False: there is none.
bool read_header(LineWalker& lines, const std::string& where, Header& header, Problems& problems) {
  bool is_first = true;
  while (const auto line = lines.next()) {
    const std::string_view text = trimmed(*line);
    if (text.empty()) continue;
    if (lower_case(split_header_line(text).key) == "endheader") return true;
    read_header_line(text, is_first, fmt::format("{}, line {}", where, lines.line_number()), header,
                     problems);
    is_first = false;
  }
  return false;
}

std::optional<std::string_view> next_filled_line(LineWalker& lines) {
  while (const auto line = lines.next()) {
    if (!trimmed(*line).empty()) return line;
  }
  return std::nullopt;
}

std::size_t count_filled_lines(LineWalker lines) {
  std::size_t count = 0;
  while (next_filled_line(lines)) ++count;
  return count;
}

// Labels stand between blanks or tabs. Some programs write labels that hold blanks, between tabs: they are
// seen by the first row, which then has as many numbers as there are cells, and fewer than there are words.
std::vector<std::string> read_labels(std::string_view line, LineWalker following) {
  const auto words = words_of(line);
  auto cells = cells_of(line);
  cells.erase(std::remove(cells.begin(), cells.end(), std::string_view{}), cells.end());
  if (cells.size() > 1 && cells.size() != words.size()) {
    const auto first_row = next_filled_line(following);
    if (first_row && words_of(*first_row).size() == cells.size()) {
      std::vector<std::string> labels;
      for (const auto cell : cells) labels.push_back(one_line(cell));
      return labels;
    }
  }
  return {words.begin(), words.end()};
}

void check_labels(const std::vector<std::string>& labels, const std::string& line_where, Problems& problems) {
  std::unordered_set<std::string_view> seen;
  for (const auto& label : labels) {
    if (!seen.insert(label).second) {
      problems.add(line_where, fmt::format("the column {} is there twice", in_quotes(label)),
                   "give each column a name of its own");
    }
  }
}

std::optional<std::size_t> find_time_column(const std::vector<std::string>& labels) {
  const auto exact = std::find(labels.begin(), labels.end(), "time");
  if (exact != labels.end()) return static_cast<std::size_t>(exact - labels.begin());
  if (!labels.empty() && lower_case(labels.front()) == "time") return 0;
  return std::nullopt;
}

void explain_bad_number(std::string_view word, const std::string& line_where, const std::string& label,
                        Problems& problems) {
  const auto number = number_of(word);
  const std::string cell_where = fmt::format("{}, column {}", line_where, in_quotes(label));
  if (number && !std::isfinite(*number)) {
    problems.add(cell_where, fmt::format("{} stands where a finite number should", in_quotes(word)),
                 "fill the gap or cut the recording before it");
  } else if (word.find(',') != std::string_view::npos) {
    problems.add(cell_where, fmt::format("{} is not a number", in_quotes(word)),
                 "write decimal points, and tabs between numbers, not commas");
  } else {
    problems.add(cell_where, fmt::format("{} is not a number that can be used", in_quotes(word)),
                 "correct the value, or export the recording again");
  }
}

// Reads one row into `row`, whose size is that of `labels`. False: the row is refused, and `problems` says
// why.
bool read_row(std::string_view line, const std::vector<std::string>& labels, const std::string& where,
              std::size_t line_number, std::vector<double>& row, Problems& problems) {
  const char* at = line.data();
  const char* const end = at + line.size();
  std::size_t column = 0;
  bool good = true;
  while (true) {
    while (at != end && is_blank(*at)) ++at;
    if (at == end) break;
    const char* word_end = at;
    while (word_end != end && !is_blank(*word_end)) ++word_end;
    if (column < labels.size()) {
      const auto [number_end, fault] = std::from_chars(at, word_end, row[column]);
      if (fault != std::errc{} || number_end != word_end || !std::isfinite(row[column])) {
        const std::string_view word(at, static_cast<std::size_t>(word_end - at));
        const auto slow = number_of(word);  // a leading '+', or a number too small to hold
        if (slow && std::isfinite(*slow)) {
          row[column] = *slow;
        } else {
          explain_bad_number(word, fmt::format("{}, line {}", where, line_number), labels[column], problems);
          good = false;
        }
      }
    }
    ++column;
    at = word_end;
  }
  if (column != labels.size()) {
    problems.add(fmt::format("{}, line {}", where, line_number),
                 fmt::format("the row has {} values, and there are {} columns", column, labels.size()),
                 column < labels.size()
                     ? "the row may be cut off or a value missing: export the recording again"
                     : "a column name may be missing: export the recording again");
    return false;
  }
  return good;
}

void check_time(double time_s, const std::vector<double>& times_s, const std::string& where,
                std::size_t line_number, Problems& problems) {
  if (times_s.empty() || time_s > times_s.back()) return;
  const std::string line_where = fmt::format("{}, line {}", where, line_number);
  if (time_s == times_s.back()) {
    problems.add(line_where, fmt::format("time {} is there twice", time_s), "leave out the repeated rows");
  } else {
    problems.add(line_where, fmt::format("time runs back from {} to {}", times_s.back(), time_s),
                 "put the rows in order of time; two recordings in one file must be taken apart");
  }
}

// Allocates for the rows that the text can hold, never for what the header claims.
void read_rows(LineWalker& lines, const std::vector<std::string>& labels, std::size_t time_column,
               const std::string& where, TimeSeries& series, std::size_t& row_count, Problems& problems) {
  const std::size_t column_count = labels.size();
  const std::size_t most_rows =
      lines.rest().size() / (2 * column_count) + 1;  // a value needs a digit and a blank
  const std::size_t capacity = std::min(count_filled_lines(lines), most_rows);
  series.times_s.reserve(capacity);
  series.values.resize(static_cast<Eigen::Index>(capacity), static_cast<Eigen::Index>(column_count - 1));
  std::vector<double> row(column_count);
  row_count = 0;
  while (const auto line = next_filled_line(lines)) {
    ++row_count;
    if (!read_row(*line, labels, where, lines.line_number(), row, problems)) continue;
    check_time(row[time_column], series.times_s, where, lines.line_number(), problems);
    double* out = series.values.data() + series.times_s.size() * (column_count - 1);
    for (std::size_t column = 0; column < column_count; ++column) {
      if (column != time_column) *out++ = row[column];
    }
    series.times_s.push_back(row[time_column]);
  }
  series.values.conservativeResize(static_cast<Eigen::Index>(series.times_s.size()), Eigen::NoChange);
}

void check_columns(const Header& header, std::size_t column_count, const std::string& where,
                   Problems& problems, Diagnostics& notes) {
  if (!header.column_count || *header.column_count == static_cast<long long>(column_count)) return;
  const auto what =
      fmt::format("the header says {} columns, and {} are there", *header.column_count, column_count);
  if (header.version >= 2) {
    notes.assume(where, what + "; those that are there were taken");
  } else {
    problems.add(where, what, "the file may be cut off, or its header wrong: export the recording again");
  }
}

void check_rows(const Header& header, std::size_t row_count, const std::string& where, Problems& problems,
                Diagnostics& notes) {
  if (!header.row_count || *header.row_count == static_cast<long long>(row_count)) return;
  const auto what = fmt::format("the header says {} rows, and {} are there", *header.row_count, row_count);
  if (*header.row_count > static_cast<long long>(row_count)) {
    problems.add(where, what, "the file is cut off: copy or export it again");
  } else if (header.version >= 2) {
    notes.assume(where, what + "; those that are there were taken");
  } else {
    problems.add(where, what, "correct the header, or export the recording again");
  }
}

// A name that would be read as another line of the header is written behind the key `name`.
std::string first_line(const std::string& name) {
  Header header;
  Problems ignored;
  if (lower_case(split_header_line(name).key) != "endheader")
    read_header_line(name, true, "", header, ignored);
  return (header.name == name ? "" : "name ") + name + "\n";
}

}  // namespace

Result<TimeSeries> parse_storage(std::string_view bytes, const std::string& where, Diagnostics& notes) {
  const auto text = check_text(bytes, where);
  if (!text) return text.refusal();
  LineWalker lines(*text);
  Problems problems;
  Header header;
  if (!read_header(lines, where, header, problems)) {
    return Refusal{where, "there is no line 'endheader'",
                   "name a .mot or .sto file as OpenSim writes them; its header ends with that line"};
  }
  const auto label_line = next_filled_line(lines);
  if (!label_line) {
    return Refusal{where, "the file ends after its header", "the file is cut off: copy or export it again"};
  }
  const std::string label_where = fmt::format("{}, line {}", where, lines.line_number());
  std::vector<std::string> labels = read_labels(*label_line, lines);
  check_labels(labels, label_where, problems);
  const auto time_column = find_time_column(labels);
  if (!time_column) {
    return Refusal{label_where, "no column is called 'time'",
                   "name the column that holds the time in seconds 'time'"};
  }
  check_columns(header, labels.size(), where, problems, notes);

  TimeSeries series;
  std::size_t row_count = 0;
  read_rows(lines, labels, *time_column, where, series, row_count, problems);
  check_rows(header, row_count, where, problems, notes);
  if (row_count == 0) {
    problems.add(where, "there is not one row of numbers", "the file is cut off: copy or export it again");
  }
  if (!problems.none()) return problems.refusal();

  labels.erase(labels.begin() + static_cast<std::ptrdiff_t>(*time_column));
  series.name = std::move(header.name);
  series.labels = std::move(labels);
  series.in_degrees = header.in_degrees;
  series.metadata = std::move(header.metadata);
  return series;
}

Result<TimeSeries> read_storage(const std::filesystem::path& path, Diagnostics& notes) {
  const auto text = read_text_file(path, storage_byte_limit);
  if (!text) return text.refusal();
  return parse_storage(*text, path.string(), notes);
}

bool angles_are_in_degrees(const TimeSeries& motion, const std::filesystem::path& file, Diagnostics& notes) {
  if (motion.in_degrees) return *motion.in_degrees;
  const bool simm = !motion.metadata.contains("version") && lower_case(file.extension().string()) == ".mot";
  notes.assume(file.string(),
               simm ? "the file does not say inDegrees; a .mot without a version is in degrees"
                    : "the file does not say inDegrees; its angles were taken to be in radians");
  return simm;
}

std::string format_storage(const TimeSeries& series, const StorageStyle& style) {
  const auto row_count = static_cast<Eigen::Index>(series.times_s.size());
  const auto column_count = static_cast<Eigen::Index>(series.labels.size());
  require(series.values.rows() == row_count && series.values.cols() == column_count,
          "a series has a row for each time and a column for each label");
  const auto is_one_line = [](std::string_view text) {
    return text.find_first_of("\t\r\n") == std::string_view::npos;
  };
  require(is_one_line(series.name) && std::all_of(series.labels.begin(), series.labels.end(), is_one_line),
          "names and labels are one line without tabs");

  std::string text = first_line(series.name);
  text += fmt::format("version=1\nnRows={}\nnColumns={}\ninDegrees={}\n", row_count, column_count + 1,
                      series.in_degrees.value_or(false) ? "yes" : "no");
  if (!style.description.empty()) {
    text += style.description;
    if (style.description.back() != '\n') text += '\n';
  }
  text += "endheader\ntime";
  for (const auto& label : series.labels) text += '\t' + label;
  text += '\n';
  text.reserve(text.size() + static_cast<std::size_t>(row_count * (column_count + 1)) * 14);
  for (Eigen::Index row = 0; row < row_count; ++row) {
    append_number(text, series.times_s[static_cast<std::size_t>(row)], style.significant_digits);
    for (Eigen::Index column = 0; column < column_count; ++column) {
      text += '\t';
      append_number(text, series.values(row, column), style.significant_digits);
    }
    text += '\n';
  }
  return text;
}

Result<Done> write_storage(const TimeSeries& series, const std::filesystem::path& path,
                           const StorageStyle& style) {
  return write_text_file(path, format_storage(series, style));
}

}  // namespace loadshare::capture
