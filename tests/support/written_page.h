// Pages of docs that tests write: pieces of markdown, and the comparison with the page that is committed.
#pragma once

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "source_folder.h"

namespace loadshare::testing {

// "| a | b |" and an end of line.
inline std::string table_row(const std::vector<std::string>& cells) {
  std::string row = "|";
  for (const auto& cell : cells) row += " " + cell + " |";
  return row + "\n";
}
inline std::string table_head(const std::vector<std::string>& cells) {
  return table_row(cells) + table_row(std::vector<std::string>(cells.size(), "---"));
}

// Two digits and the unit; what is less than `least` is noise of the arithmetic and is said to be under it.
inline std::string amount(double value, const std::string& unit, double least) {
  const std::string space = unit.empty() ? "" : " ";
  if (value < least) return fmt::format("under {:g}{}{}", least, space, unit);
  const double step = std::pow(10.0, std::floor(std::log10(value)) - 1);
  return fmt::format("{:g}{}{}", std::round(value / step) * step, space, unit);
}

// Equal words; numbers within one in their last of two digits, which rounding may tip either way.
inline bool is_same_token(const std::string& a, const std::string& b) {
  if (a == b) return true;
  char *end_a = nullptr, *end_b = nullptr;
  const double x = std::strtod(a.c_str(), &end_a), y = std::strtod(b.c_str(), &end_b);
  if (end_a == a.c_str() || end_b == b.c_str() || std::string(end_a) != end_b) return false;
  return std::abs(x - y) <= 0.11 * std::max(std::abs(x), std::abs(y));
}

// The first line that differs; empty where none does.
inline std::string first_difference(const std::string& written, const std::string& committed) {
  std::istringstream a(written), b(committed);
  for (std::string line_a, line_b;;) {
    const bool more_a = static_cast<bool>(std::getline(a, line_a)),
               more_b = static_cast<bool>(std::getline(b, line_b));
    if (!more_a && !more_b) return "";
    if (more_a != more_b) return more_a ? line_a : line_b;
    std::istringstream words_a(line_a), words_b(line_b);
    for (std::string word_a, word_b;;) {
      const bool word_more_a = static_cast<bool>(words_a >> word_a),
                 word_more_b = static_cast<bool>(words_b >> word_b);
      if (!word_more_a && !word_more_b) break;
      if (word_more_a != word_more_b || !is_same_token(word_a, word_b)) return line_a;
    }
  }
}

// Leaves the page where the tests run and holds it against docs/NAME; what to say where it differs, else
// empty.
inline std::string difference_to_committed(const std::string& page, const std::string& name) {
  const auto written = std::filesystem::absolute(name);
  std::ofstream(written) << page;
  std::ifstream file(testing::source_folder() / "docs" / name);
  std::ostringstream committed;
  committed << file.rdbuf();
  const auto difference = first_difference(page, committed.str());
  if (difference.empty()) return "";
  return fmt::format(
      "docs/{} no longer says what is measured: \"{}\"\nIf the change is meant, copy {} over it.", name,
      difference, written.string());
}

}  // namespace loadshare::testing
