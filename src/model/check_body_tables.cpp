#include "model/check_body_tables.h"

#include <fmt/format.h>

#include <map>
#include <set>

namespace loadshare::model {
namespace {

// Names of one kind, each with the row that gave it first.
class Names {
 public:
  Names(std::vector<Refusal>& faults, std::string remedy) : faults_(faults), remedy_(std::move(remedy)) {}

  template <class Row>
  void add(const std::vector<Row>& rows, std::string Row::*name) {
    for (const auto& row : rows) {
      if ((row.*name).empty()) continue;  // a fault already
      const auto [first, is_new] = first_.emplace(row.*name, row.where);
      if (is_new) continue;
      if (first->second == row.where)
        faults_.push_back({row.where, fmt::format("the row's mirror image names '{}' again", row.*name),
                           "Let the row belong to the midline, or name one of a pair."});
      else
        faults_.push_back(
            {row.where, fmt::format("'{}' stands already in {}", row.*name, first->second), remedy_});
    }
  }

 private:
  std::vector<Refusal>& faults_;
  std::string remedy_;
  std::map<std::string, std::string> first_;
};

std::vector<Refusal> names_given_twice(const BodyTables& tables, const char* remedy) {
  std::vector<Refusal> faults;
  const auto check = [&](const auto& rows, auto name) { Names(faults, remedy).add(rows, name); };
  check(tables.sources, &SourceRow::key);
  check(tables.reference, &ReferenceRow::quantity);
  check(tables.bodies, &BodyRow::name);
  check(tables.joints, &JointRow::name);
  check(tables.joints, &JointRow::child);
  check(tables.coordinates, &CoordinateRow::name);
  check(tables.couplers, &CouplerRow::dependent);
  check(tables.muscle_curves, &MuscleCurvesRow::name);
  check(tables.wraps, &SolidRow::name);
  check(tables.strength, &StrengthRow::name);
  check(tables.bones, &SolidRow::name);
  check(tables.markers, &PointRow::name);
  check(tables.contacts, &PointRow::name);
  check(tables.pressure, &PressureRow::name);
  check(tables.pressure_wall, &PressureWallRow::muscle);
  Names forces(faults, remedy);  // columns of one table in result files
  forces.add(tables.muscles, &MuscleRow::name);
  forces.add(tables.actuators, &ActuatorRow::name);
  forces.add(tables.passive, &PassiveRow::name);
  forces.add(tables.ligaments, &LigamentRow::name);
  return faults;
}

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(' ');
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

// The parts before and after each '+', also the empty ones.
std::vector<std::string> keys_in(const std::string& cited) {
  std::vector<std::string> keys;
  for (std::size_t at = 0;;) {
    const auto plus = cited.find('+', at);
    keys.push_back(trimmed(cited.substr(at, plus - at)));
    if (plus == std::string::npos) return keys;
    at = plus + 1;
  }
}

}  // namespace

std::vector<Refusal> check_body_tables(const BodyTables& tables) {
  auto faults = names_given_twice(tables, "Keep one.");
  if (faults.empty()) faults = check_sides(tables);
  // What mirroring brings in is only new where the rows themselves are in order.
  if (!faults.empty()) return faults;
  return names_given_twice(with_both_sides(tables),
                           "Leave it out: the left side is made from the right one.");
}

std::vector<Refusal> check_sources(const std::vector<SourceRow>& sources,
                                   const std::vector<CitedSource>& cited) {
  std::set<std::string, std::less<>> known;
  for (const auto& row : sources) known.insert(row.key);
  std::vector<Refusal> faults;
  for (const auto& [where, source] : cited)
    for (const auto& key : keys_in(source.substr(0, source.find_first_of(";:,"))))
      if (!known.contains(key))
        faults.push_back({where, fmt::format("the source '{}' is not listed in sources.csv", key),
                          "Begin the source with a key of sources.csv; what was done follows a semicolon."});
  return faults;
}

}  // namespace loadshare::model
