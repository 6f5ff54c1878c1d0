// What a file holds, and what is assumed where it does not say: plain data, and the use case that fills it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "service/file_kind.h"
#include "service/job.h"
#include "service/model_info.h"

namespace loadshare::service {

struct Sampling {
  std::size_t sample_count = 0;
  double start_s = 0, end_s = 0;
  double rate_Hz = 0;  // of the middle step; 0 where there is one sample only
  double step_s_min = 0, step_s_max = 0;
  // No time lies farther than a tenth of a step from where an even rate puts it (times are written rounded).
  bool is_even = true;
  std::size_t gap_count = 0;  // steps of more than one and a half middle steps
};

// Columns of one kind, guessed by their names.
struct ColumnKind {
  std::string
      kind;  // "angles", "translations", "speeds", "forces", "points", "torques", "muscles", "others" ...
  std::size_t count = 0;
  std::size_t right_count = 0, left_count = 0;  // by names; the rest names no side
  std::vector<std::string> names;
};

struct AngleUnits {
  bool is_in_degrees = false;
  bool is_said = false;         // by the header; else assumed
  double greatest_in_file = 0;  // greatest absolute number of the angle columns, as it stands in the file
};

struct MarkerGaps {
  std::string marker;
  std::size_t missing_count = 0;  // samples
  double longest_s = 0;           // longest time without the marker, from seen to seen or to the end
};

struct UpAxis {
  // "+y", "-z" ...; empty where it cannot be told.
  std::string axis;
  std::string reason;
};

struct MarkerCheck {
  std::string units_in_file;
  double rate_Hz_said = 0;
  std::size_t marker_count = 0, right_count = 0, left_count = 0;
  std::vector<MarkerGaps> gaps;  // of markers that are missing at times, most missing first
  std::size_t missing_count = 0;
  double height_m = 0;  // extent along the up axis, median over samples; NaN where that axis is not known
  UpAxis up;
};

// A file that another names.
struct NamedFile {
  std::string role;  // "model", "motion", ...
  std::string as_written;
  std::filesystem::path path;  // from the folder of the file that names it
  bool is_there = false;
  std::optional<FileKind> kind;  // where it is there and of a known kind
};

// Further things worth knowing: "time range" - "0.2 to 1.2 s".
struct Fact {
  std::string name, value;
};

struct FileCheck {
  std::filesystem::path file;
  FileKind kind = FileKind::storage;
  std::string title;  // the name that the file gives itself; may be empty
  std::optional<Sampling> sampling;
  std::vector<ColumnKind> columns;
  std::optional<AngleUnits> angles;  // where a storage file has columns of angles or angular speeds
  std::optional<MarkerCheck> markers;
  std::vector<NamedFile> named_files;
  std::vector<Fact> facts;
  std::optional<ModelInfo> model;
};

// Findings: what is assumed, what is left out, and what needs a look (numbers that look like the other unit,
// gaps, an up axis other than y, a named file that is not there or of another kind). Nothing is changed.
[[nodiscard]] Job<FileCheck> check_file(const std::filesystem::path& file);

// Precondition: times are strictly increasing, at least one.
[[nodiscard]] Sampling measure_sampling(const std::vector<double>& times_s);

}  // namespace loadshare::service
