// Comma-separated tables: the form of models/body.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace loadshare::model {

struct CsvRow {
  std::size_t line = 0;            // in the text, from 1
  std::vector<std::string> cells;  // as many as there are columns
};
struct CsvTable {
  std::string where;  // the file
  std::vector<std::string> columns;
  std::vector<CsvRow> rows;
};

// RFC 4180 with lines of remarks (#) and blank lines passed over; a quoted field may hold commas, doubled
// quotes and ends of line. Cells are trimmed where they are not quoted. Refuses a row with more or fewer
// cells than columns, a column named twice or not at all, an unclosed quote, text after a closing quote,
// and a text without a header.
[[nodiscard]] Result<CsvTable> parse_csv(std::string_view text, std::string where);

// The number that the whole field spells, whatever the locale; none where it is no finite number.
[[nodiscard]] std::optional<double> number_in(std::string_view field);

}  // namespace loadshare::model
