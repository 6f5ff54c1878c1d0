// Whose body it is: what a person says of themselves in a person.toml, and what a tape measured.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/body_scale.h"

namespace loadshare::model {

// A distance between two landmarks of markers.csv, upright with hanging arms where they lie on different
// bodies.
struct MeasuredDistance {
  std::string from, to;  // names of markers
  double distance_m = 0;
  std::string label;  // how texts call it: a named length, or "RASI to LASI"
  std::string where;  // file and line, or the recording
  friend bool operator==(const MeasuredDistance&, const MeasuredDistance&) = default;
};

struct Person {
  Sex sex = Sex::man;
  double height_m = 0, mass_kg = 0;
  std::optional<double> age_years;
  std::vector<MeasuredDistance> distances;
  std::string where;  // the file
};

// Lengths that a person.toml may give by name, and the landmarks that each one stands for.
struct NamedLength {
  std::string_view name, from, to, meaning;
};
[[nodiscard]] const std::vector<NamedLength>& named_lengths();

// A TOML document: `format = 1`, `sex` ("man" or "woman": whose shares of mass and strength are taken),
// `height_m`, `mass_kg`, `age_years` (may be absent), a table [lengths_m] with named lengths, and
// [[distances]] with `from`, `to` and `distance_m`. Refuses what is no such document, an unknown key, and
// sizes no one has (height 1.2 to 2.3 m, mass 25 to 250 kg, age 5 to 110 years, distances 0.02 to 2 m); the
// first problem is spelled out.
[[nodiscard]] Result<Person> parse_person(std::string_view text, const std::string& where);
[[nodiscard]] Result<Person> read_person(const std::filesystem::path& file);

}  // namespace loadshare::model
