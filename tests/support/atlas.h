// The files of the atlas, and people of several sizes to put into them.
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "base/units.h"
#include "exercises/solve_movement.h"
#include "model/scale_person.h"
#include "scratch.h"
#include "source_folder.h"

namespace loadshare::testing {

inline model::FullBody body_of(const model::BodyScale& scale) {
  return value_of(model::build_body(model::published_body_tables(), scale, {}));
}
inline model::FullBody body_of(model::Sex sex, double height_m, double mass_kg) {
  model::Person person;
  person.sex = sex;
  person.height_m = height_m;
  person.mass_kg = mass_kg;
  Diagnostics notes;
  return body_of(value_of(model::choose_scale(person, model::published_body_tables(), {}, notes)).scale);
}
inline const model::FullBody& reference_body() {
  static const auto body = body_of(value_of(model::reference_scale(model::published_body_tables())));
  return body;
}
inline const model::FullBody& small_woman() {
  static const auto body = body_of(model::Sex::woman, 1.55, 50);
  return body;
}
inline const model::FullBody& tall_man() {
  static const auto body = body_of(model::Sex::man, 1.95, 95);
  return body;
}

inline std::filesystem::path atlas_folder() { return testing::source_folder() / "exercises"; }
// Every file of the atlas, relative to its folder, in the order of their names.
inline std::vector<std::string> atlas_files() {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(atlas_folder()))
    if (entry.path().extension() == ".toml")
      files.push_back(entry.path().lexically_relative(atlas_folder()).generic_string());
  std::ranges::sort(files);
  return files;
}
inline exercises::Movement atlas_movement(const std::string& file) {
  return value_of(exercises::read_movement(atlas_folder() / file));
}
inline exercises::SolvedMovement solve(const exercises::Movement& movement, const model::FullBody& body) {
  Diagnostics notes;
  return value_of(exercises::solve_movement(movement, body, notes));
}

}  // namespace loadshare::testing
