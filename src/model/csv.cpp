#include "model/csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace loadshare::model {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

// One walk over the text; a fault ends it.
class Parser {
 public:
  Parser(std::string_view text, std::string where) : rest_(text) { table_.where = std::move(where); }

  Result<CsvTable> parse() {
    if (rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3);
    while (!rest_.empty()) {
      if (skip_remark()) continue;
      const std::size_t line = line_;
      auto cells = read_record();
      if (refusal_) return *refusal_;
      if (cells.size() == 1 && cells[0].empty()) continue;
      if (table_.columns.empty())
        take_header(std::move(cells), line);
      else
        take_row(std::move(cells), line);
      if (refusal_) return *refusal_;
    }
    if (table_.columns.empty()) refuse(1, "the table has no row that names its columns", "Write one.");
    if (refusal_) return *refusal_;
    return std::move(table_);
  }

 private:
  void refuse(std::size_t line, std::string what, std::string remedy) {
    if (!refusal_)
      refusal_ = Refusal{fmt::format("{}, line {}", table_.where, line), std::move(what), std::move(remedy)};
  }

  bool skip_remark() {
    const auto line = rest_.substr(0, rest_.find('\n'));
    if (!trimmed(line).starts_with('#')) return false;
    rest_.remove_prefix(std::min(rest_.size(), line.size() + 1));
    ++line_;
    return true;
  }

  std::vector<std::string> read_record() {
    std::vector<std::string> cells;
    for (;;) {
      cells.push_back(read_cell());
      if (refusal_ || rest_.empty()) return cells;
      const char end = rest_.front();
      rest_.remove_prefix(1);
      if (end == '\n') {
        ++line_;
        return cells;
      }
    }
  }

  // Leaves the comma or the end of line that closes the cell.
  std::string read_cell() {
    const auto start = rest_.find_first_not_of(" \t");
    if (start != std::string_view::npos && rest_[start] == '"') {
      rest_.remove_prefix(start + 1);
      return read_quoted();
    }
    const auto cell = rest_.substr(0, rest_.find_first_of(",\n"));
    rest_.remove_prefix(cell.size());
    if (cell.find('"') != std::string_view::npos)
      refuse(line_, fmt::format("the field '{}' holds a quote but does not begin with one", trimmed(cell)),
             "Put the whole field in double quotes, and double the quotes in it.");
    return std::string(trimmed(cell));
  }

  std::string read_quoted() {
    const std::size_t opened = line_;
    std::string text;
    for (;;) {
      const auto quote = rest_.find('"');
      if (quote == std::string_view::npos) {
        refuse(opened, "a quoted field is not closed", "Close it with a double quote.");
        rest_ = {};
        return text;
      }
      text.append(rest_.substr(0, quote));
      line_ += static_cast<std::size_t>(std::ranges::count(rest_.substr(0, quote), '\n'));
      rest_.remove_prefix(quote + 1);
      if (!rest_.starts_with('"')) break;
      text += '"';
      rest_.remove_prefix(1);
    }
    const auto after = rest_.substr(0, rest_.find_first_of(",\n"));
    if (!trimmed(after).empty())
      refuse(line_, fmt::format("'{}' follows a quoted field", trimmed(after)),
             "Put a comma after the closing quote, or double the quotes within the field.");
    rest_.remove_prefix(after.size());
    return text;
  }

  void take_header(std::vector<std::string> cells, std::size_t line) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (cells[i].empty()) refuse(line, fmt::format("column {} has no name", i + 1), "Name it.");
      if (std::find(cells.begin(), cells.begin() + static_cast<std::ptrdiff_t>(i), cells[i]) !=
          cells.begin() + static_cast<std::ptrdiff_t>(i))
        refuse(line, fmt::format("two columns are named '{}'", cells[i]), "Name each column once.");
    }
    table_.columns = std::move(cells);
  }

  void take_row(std::vector<std::string> cells, std::size_t line) {
    if (cells.size() != table_.columns.size())
      refuse(
          line,
          fmt::format("the row has {} fields, the table has {} columns", cells.size(), table_.columns.size()),
          "Give each column a field (it may be empty); put a field that holds a comma in double quotes.");
    table_.rows.push_back({line, std::move(cells)});
  }

  std::string_view rest_;
  std::size_t line_ = 1;
  CsvTable table_;
  std::optional<Refusal> refusal_;
};

}  // namespace

Result<CsvTable> parse_csv(std::string_view text, std::string where) {
  return Parser(text, std::move(where)).parse();
}

std::optional<double> number_in(std::string_view field) {
  double value = 0;
  const auto [end, fault] = std::from_chars(field.data(), field.data() + field.size(), value);
  if (fault != std::errc{} || end != field.data() + field.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

}  // namespace loadshare::model
