#include "subject.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "base/units.h"
#include "model/csv.h"
#include "model/person.h"
#include "model/scale_person.h"
#include "source_folder.h"

namespace loadshare::body_tests {
namespace {

model::FullBody build(const model::BodyScale& scale) { return *model::build_body(tables(), scale, {}); }

model::FullBody build_person(model::Sex sex, double height_m, double mass_kg) {
  model::Person person;
  person.sex = sex;
  person.height_m = height_m, person.mass_kg = mass_kg, person.age_years = 25;
  Diagnostics notes;
  return build(model::choose_scale(person, tables(), {}, notes)->scale);
}

// Without regard to what follows a star that could have been matched shorter: enough for names.
bool matches_one(std::string_view pattern, std::string_view name) {
  if (pattern.empty()) return name.empty();
  if (pattern.front() != '*')
    return !name.empty() && name.front() == pattern.front() && matches_one(pattern.substr(1), name.substr(1));
  for (std::size_t i = 0; i <= name.size(); ++i)
    if (matches_one(pattern.substr(1), name.substr(i))) return true;
  return false;
}

}  // namespace

const model::BodyTables& tables() {
  static const model::BodyTables read = [] {
    const char* folder = std::getenv("LOADSHARE_BODY");
    return folder ? *model::read_body_tables(folder) : model::published_body_tables();
  }();
  return read;
}

const model::FullBody& reference() {
  static const model::FullBody body = build(*model::reference_scale(tables()));
  return body;
}
const model::FullBody& man() {
  static const model::FullBody body = build_person(model::Sex::man, 1.75, 75);
  return body;
}
const model::FullBody& woman() {
  static const model::FullBody body = build_person(model::Sex::woman, 1.63, 61);
  return body;
}

const analysis::SurveyOptions& survey_options() {
  static const analysis::SurveyOptions options = [] {
    analysis::SurveyOptions made;
    made.right_only = true;
    made.grid_step_rad = made.step_rad;
    made.pairs = analysis::usual_pairs();
    made.triples = analysis::usual_triples();
    made.chance_posture_count = 20;
    made.bones = reference().bones;
    return made;
  }();
  return options;
}

const analysis::Survey& survey() {
  static const analysis::Survey made = *analysis::survey_model(reference().model, survey_options());
  return made;
}

Poser::Poser(const model::FullBody& body) : model_(body.model) {
  skeleton_ = std::make_unique<mechanics::Skeleton>(*mechanics::Skeleton::make(model_));
  couplings_ = std::make_unique<mechanics::Couplings>(*mechanics::Couplings::make(model_));
  muscles_ = std::make_unique<mechanics::MuscleMechanics>(
      *mechanics::MuscleMechanics::make(model_, *skeleton_, *couplings_));
  probe_ = std::make_unique<analysis::BodyProbe>(model_, *skeleton_, *couplings_, *muscles_);
  pose({});
}

void Poser::pose(const std::map<std::string, double>& values) {
  probe_->rest();
  for (const auto& [name, value] : values) {
    const auto coordinate = model_.find_coordinate(name);
    require(coordinate.is_some(), "the body has the coordinate " + name);
    probe_->set(coordinate, value);
  }
  sample_ = &probe_->measure();
}

double Poser::arm_m(std::size_t muscle, const std::string& coordinate_name) const {
  const auto coordinate = model_.find_coordinate(coordinate_name);
  require(coordinate.is_some(), "the body has the coordinate " + coordinate_name);
  const auto& free = couplings_->free_coordinates();
  if (const auto found = std::find(free.begin(), free.end(), coordinate); found != free.end())
    return probe_->arm_m(muscle, static_cast<int>(found - free.begin()));
  const auto& spanned = muscles_->spanned(muscle);
  const auto slot = std::lower_bound(spanned.begin(), spanned.end(), coordinate);
  if (slot == spanned.end() || *slot != coordinate) return 0;
  return sample_
      ->spanned_arms[muscles_->spanned_starts()[muscle] + static_cast<std::size_t>(slot - spanned.begin())];
}

std::string words_of(const model::Model& model, const analysis::Posture& posture) {
  std::string text;
  for (const auto& setting : posture)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", model.coordinates[setting.coordinate.at()].name,
                        whole(degrees(setting.value)));
  return text.empty() ? "as it stands" : text;
}

std::map<std::string, double> parse_posture(const std::string& text) {
  std::map<std::string, double> posture;
  std::string rest = text;
  std::replace(rest.begin(), rest.end(), ';', ' ');
  std::istringstream words(rest);
  for (std::string word; words >> word;) {
    const auto equals = word.find('=');
    require(equals != std::string::npos, "a posture is written name=degrees: " + word);
    posture[word.substr(0, equals)] = radians(std::stod(word.substr(equals + 1)));
  }
  return posture;
}

bool matches(const std::string& patterns, const std::string& name) {
  std::istringstream words(patterns);
  for (std::string word; words >> word;)
    if (matches_one(word, name)) return true;
  return false;
}

std::vector<Row> read_rows(const std::string& file) {
  const std::string path = testing::source_folder().string() + "/tests/body/" + file;
  std::ifstream stream(path);
  std::ostringstream text;
  text << stream.rdbuf();
  const auto table = *model::parse_csv(text.str(), path);
  std::vector<Row> rows;
  for (const auto& row : table.rows) {
    rows.emplace_back();
    for (std::size_t i = 0; i < table.columns.size(); ++i) rows.back()[table.columns[i]] = row.cells[i];
    rows.back()["where"] = fmt::format("{}, line {}", file, row.line);
  }
  return rows;
}

double number(const Row& row, const std::string& column) {
  const auto found = row.find(column);
  require(found != row.end(), "the column " + column);
  char* end = nullptr;
  const double value = std::strtod(found->second.c_str(), &end);
  require(!found->second.empty() && *end == '\0', row.at("where") + ": a number in " + column);
  return value;
}

std::string whole(double value) { return fmt::format("{:.0f}", std::round(value) + 0.0); }

}  // namespace loadshare::body_tests
