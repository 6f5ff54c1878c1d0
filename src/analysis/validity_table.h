// What the computed forces are held against, as data: measurements in living people (data/validity.toml).
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/validity_measure.h"
#include "base/result.h"
#include "model/person.h"

namespace loadshare::analysis {

struct ValidityPerson {
  std::string name;
  model::Person person;
};

struct ValidityRow {
  std::string id, what, source;
  std::string why;  // what is known of its being outside; empty: nothing
  Measure measure;
  std::string over;  // "weight", "mass", "nothing", or another movement of the same person
  double measured = 0;
  std::optional<std::array<double, 2>> band;  // none: shown, not judged
};

// One measure is greater than another.
struct ValidityOrder {
  std::string id, what, source;
  std::string why;  // what is known of its not holding; empty: nothing
  Measure more, less;
};

// Two ways to do the same thing: how they differ, and which way mechanics says.
struct PairLine {
  std::string what, because;
  Measure one, other;
  bool one_is_more = false;
};
struct ValidityPair {
  std::string id, what, one, other;  // one, other: in words
  std::vector<PairLine> lines;
};

// Computed against measured over rows.
struct ValidityCorrelation {
  std::string id, what, source;
  std::string why;  // as of an order
  std::vector<std::string> rows;
  double at_least = 0;
};

struct ValidityTable {
  std::vector<ValidityPerson> persons;
  std::vector<ValidityRow> rows;
  std::vector<ValidityOrder> orders;
  std::vector<ValidityPair> pairs;
  std::vector<ValidityCorrelation> correlations;
};

// Refuses what is no such document, with its line.
[[nodiscard]] Result<ValidityTable> parse_validity_table(std::string_view text, const std::string& where);

}  // namespace loadshare::analysis
