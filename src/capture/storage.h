// Motion and storage files (.mot, .sto): what OpenSim and SIMM write as named columns over time.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/diagnostics.h"
#include "base/result.h"
#include "base/time_series.h"

namespace loadshare::capture {

// Reads loosely: any header lines up to `endheader` (storage version 1 and 3, SIMM's datarows and
// datacolumns), blank lines after it, tabs or blanks between numbers, tabs at the end of a line, times of any
// origin. `in_degrees` is what the header says, none where it is silent; `metadata` keeps "version" and every
// other `key=value` or SIMM key. Numbers are taken as they stand: no unit is changed.
//
// Refused, naming file, line and column: no endheader, no `time` column, a label twice, rows of unequal
// length, what is no finite number, time that stands still or runs back, more or fewer rows or columns than
// the header says. Files of version 2 and above carry counts of the table they were made from: there only
// missing rows are refused.
//
// `where` names the text in messages. Memory: at most four times the text.
[[nodiscard]] Result<TimeSeries> parse_storage(std::string_view text, const std::string& where,
                                               Diagnostics& notes);
[[nodiscard]] Result<TimeSeries> read_storage(const std::filesystem::path& path, Diagnostics& notes);

// Whether the angles of a motion are in degrees, by OpenSim's rule: what the header says; else, for a .mot
// without a version, yes (SIMM's convention); else no. An assumption is noted.
[[nodiscard]] bool angles_are_in_degrees(const TimeSeries& motion, const std::filesystem::path& file,
                                         Diagnostics& notes);

struct StorageStyle {
  std::optional<int> significant_digits;  // none: as many as the number needs to read back the same
  std::string description;                // lines that stand before `endheader`; may be empty
};

// The text of a storage file of version 1. Precondition: values has a row for each time and a column for each
// label; no name or label holds a tab or an end of line. `in_degrees` none is written as no.
[[nodiscard]] std::string format_storage(const TimeSeries& series, const StorageStyle& style = {});
[[nodiscard]] Result<Done> write_storage(const TimeSeries& series, const std::filesystem::path& path,
                                         const StorageStyle& style = {});

}  // namespace loadshare::capture
