// The built-in body for one person: what was asked for, what was built, and every choice on the way.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostics.h"
#include "base/result.h"
#include "model/body.h"
#include "model/scale_person.h"

namespace loadshare::analysis {

// Muscles made weaker or stronger: their specific tension times a ratio.
struct StrengthChange {
  std::vector<std::string> muscles;  // patterns (tension/muscle_groups.h)
  double ratio = 1;
};

struct BodyRequest {
  std::filesystem::path person;        // person.toml; empty: the reference person of the tables
  std::optional<model::Person> given;  // instead of a file
  // Sizes found by a fit to a recording (motion/fit_person.h), instead of a person.
  std::optional<model::PersonScale> scaled;
  std::filesystem::path tables;        // a folder of tables; empty: those that the program was built with
  std::string rhythm;                  // of rhythm.csv; empty: the default of BodyOptions
  std::vector<StrengthChange> strength;
};

struct OwnBody {
  model::FullBody body;
  model::BodyScale scale;
  // Sole to crown of the scaled skeleton, upright [m].
  double height_by_lengths_m = 0;
  // Size, mass and muscles of the person, then the rhythm, then the specific tension of each class.
  std::vector<model::ScalingChoice> choices;
};

// Refuses a strength change that no muscle matches, and what read_person, read_body_tables, choose_scale and build_body refuse.
[[nodiscard]] Result<OwnBody> make_own_body(const BodyRequest& request, Diagnostics& notes);

}  // namespace loadshare::analysis
