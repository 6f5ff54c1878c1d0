// The built-in body held against measurements in living people: every movement of the table solved, every
// row, order, pair and correlation judged. Nothing is tuned by row: one body, one set of settings.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/validity_table.h"
#include "base/diagnostics.h"
#include "base/result.h"

namespace loadshare::analysis {

struct JudgedRow {
  ValidityRow row;
  double computed = 0;
  [[nodiscard]] double ratio() const { return computed / row.measured; }
  [[nodiscard]] bool is_within() const {
    return !row.band || (computed >= (*row.band)[0] && computed <= (*row.band)[1]);
  }
};
struct JudgedOrder {
  ValidityOrder order;
  double more = 0, less = 0;  // in unit_of(order.more.quantity); NaN: not solved
  [[nodiscard]] bool is_solved() const { return more == more && less == less; }
  [[nodiscard]] bool holds() const { return more > less; }
};
struct JudgedLine {
  PairLine line;
  double one = 0, other = 0;
  [[nodiscard]] bool holds() const { return line.one_is_more ? one > other : one < other; }
};
struct JudgedPair {
  ValidityPair pair;
  std::vector<JudgedLine> lines;
};
struct JudgedCorrelation {
  ValidityCorrelation correlation;
  double coefficient = 0;  // Pearson's
  [[nodiscard]] bool holds() const { return coefficient >= correlation.at_least; }
};

struct Verification {
  // Worst first: by the logarithm of the ratio, those outside their band before all.
  std::vector<JudgedRow> rows;
  std::vector<JudgedOrder> orders;  // those that do not hold first
  std::vector<JudgedPair> pairs;
  std::vector<JudgedCorrelation> correlations;
  int movement_count = 0;
  // Movements in which muscles or supports did not suffice, with why.
  std::vector<std::string> unsolved;

  [[nodiscard]] bool passes() const;
};

// Told which movement is at work. May be empty.
using VerifyProgress = std::function<void(std::string_view movement, std::size_t done, std::size_t total)>;

// Another setting for all movements; `inputs.movement` is there. May be empty.
using SettingChange = std::function<void(AnalyseInputs& inputs)>;

// Refused: a movement that is not among the program's own, one that a person cannot reach, a cut, group or
// muscles that the body does not have.
[[nodiscard]] Result<Verification> verify(const ValidityTable& table, Diagnostics& notes,
                                          const VerifyProgress& progress = {},
                                          const SettingChange& change = {});

// Samples a second of the movements there: enough to see what a setting does.
inline constexpr double sensitivity_rate_Hz = 10;

// The table under one setting after another.
struct SensitivityRun {
  std::string setting;
  Verification verification;
};
// The first is the table as it is. Rows without a band and pairs are left out. Refused: as verify().
[[nodiscard]] Result<std::vector<SensitivityRun>> find_sensitivity(const ValidityTable& table,
                                                                   Diagnostics& notes,
                                                                   const VerifyProgress& progress = {});

// As docs/validity.md. `sensitivity` empty: without that section.
[[nodiscard]] std::string make_validity_page(const Verification& verification,
                                             const std::vector<SensitivityRun>& sensitivity);

}  // namespace loadshare::analysis
