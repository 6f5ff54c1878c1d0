// The built-in body held against measurements in living people: every movement of the table solved, every
// row, order and correlation judged. Nothing is tuned by row: one body, one set of settings.
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
  double more_N = 0, less_N = 0;
  [[nodiscard]] bool holds() const { return more_N > less_N; }
};
struct JudgedCorrelation {
  ValidityCorrelation correlation;
  double coefficient = 0;  // Pearson's
  [[nodiscard]] bool holds() const { return coefficient >= correlation.at_least; }
};

struct Verification {
  std::vector<JudgedRow>
      rows;  // worst first: by the logarithm of the ratio, those outside their band before all
  std::vector<JudgedOrder> orders;
  std::vector<JudgedCorrelation> correlations;
  int movement_count = 0;
  // Movements in which muscles or supports did not suffice, with why.
  std::vector<std::string> unsolved;

  [[nodiscard]] bool passes() const;
};

// Told which movement is at work. May be empty.
using VerifyProgress = std::function<void(std::string_view movement, std::size_t done, std::size_t total)>;

// Refused: a movement that is not among the program's own, one that a person cannot reach, a cut or group
// that the body does not have.
[[nodiscard]] Result<Verification> verify(const ValidityTable& table, Diagnostics& notes,
                                          const VerifyProgress& progress = {});

// As docs/validity.md.
[[nodiscard]] std::string make_validity_page(const Verification& verification);

}  // namespace loadshare::analysis
