// One row of a table of models/body: its fields by the names of their columns. Internal to the reader.
#pragma once

#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/transform.h"
#include "model/csv.h"
#include "model/osim_document.h"

namespace loadshare::model {

// Faults are collected in `problems`; a field with a fault, and one whose column is lacking, reads as empty
// or zero. All arguments outlive the row.
class TableRow {
 public:
  TableRow(const CsvTable& table, const CsvRow& row, osim::Problems& problems)
      : table_(table), row_(row), problems_(problems) {}

  [[nodiscard]] std::string where() const;

  std::string text(std::string_view column);           // as it stands; may be empty
  std::string word(std::string_view column);           // not empty
  std::string name(std::string_view column);           // not empty: letters, digits and _
  std::string optional_name(std::string_view column);  // empty or a name
  std::string function(std::string_view column);       // empty, a number or a name
  std::string choice(std::string_view column, std::initializer_list<std::string_view> choices);
  bool yes(std::string_view column);  // yes or no

  // Finite and below 1e5 in size, which nothing of a body is in the tables' units.
  double number(std::string_view column);
  std::optional<double> optional_number(std::string_view column);
  double positive(std::string_view column);
  double length_m(std::string_view column);        // at most 10 m: millimetres do not pass for metres
  int count(std::string_view column, int absent);  // from 1 on
  Vec3 vec3(std::string_view x, std::string_view y, std::string_view z);
  Vec3 lengths_m(std::string_view x, std::string_view y, std::string_view z);
  Vec3 place() { return lengths_m("x_m", "y_m", "z_m"); }

  void fault(std::string what, std::string remedy);
  // What must hold of the fields together; said only where each of them could be read.
  void check(bool holds, std::string what, std::string remedy);

  // Columns asked for that the table lacks, and all that were asked for.
  [[nodiscard]] const std::set<std::string, std::less<>>& missing() const { return missing_; }
  [[nodiscard]] const std::set<std::string, std::less<>>& used() const { return used_; }

 private:
  // The column's field where it is not empty; else a fault.
  std::optional<std::string> filled(std::string_view column, std::string remedy);
  std::optional<double> filled_number(std::string_view column);
  std::optional<double> number_of(std::string_view column, const std::string& field);

  const CsvTable& table_;
  const CsvRow& row_;
  osim::Problems& problems_;
  std::set<std::string, std::less<>> used_, missing_;
  bool is_sound_ = true;
};

}  // namespace loadshare::model
