// What the computed forces are held against, as data: measurements in living people (data/validity.toml).
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/person.h"

namespace loadshare::analysis {

// What is taken from a movement at a cut [N]; of movements their greatest value.
enum class LoadQuantity { compression, resultant, shear, group_tension };
inline constexpr std::array<LoadQuantity, 4> load_quantities{
    LoadQuantity::compression, LoadQuantity::resultant, LoadQuantity::shear, LoadQuantity::group_tension};
[[nodiscard]] std::string_view name_of(LoadQuantity quantity);

struct ValidityPerson {
  std::string name;
  model::Person person;
};

struct ValidityRow {
  std::string id, what, person, movement, at, source;
  LoadQuantity quantity = LoadQuantity::compression;
  std::string over;  // "weight", or another movement of the same person
  double measured = 0;
  std::optional<std::array<double, 2>> band;  // none: shown, not judged
};

// The quantity is greater in one movement (cut, group) than in another.
struct ValidityOrder {
  std::string id, what, person, source;
  std::string more, less, at, less_at, more_group, less_group;
  LoadQuantity quantity = LoadQuantity::compression;
};

// Computed against measured over rows.
struct ValidityCorrelation {
  std::string id, what, source;
  std::vector<std::string> rows;
  double at_least = 0;
};

struct ValidityTable {
  std::vector<ValidityPerson> persons;
  std::vector<ValidityRow> rows;
  std::vector<ValidityOrder> orders;
  std::vector<ValidityCorrelation> correlations;
};

// Refuses what is no such document, with its line.
[[nodiscard]] Result<ValidityTable> parse_validity_table(std::string_view text, const std::string& where);

}  // namespace loadshare::analysis
