#include <fmt/format.h>

#include <algorithm>

#include "model/body_builder.h"

namespace loadshare::model {

// A row of a pair has its fault twice; it is said once, for the right side.
void BodyBuilder::problem(const std::string& where, std::string what, std::string remedy) {
  auto right = what;
  for (const auto& [left_end, right_end] : {std::pair{"_l'", "_r'"}, {"_l_", "_r_"}})
    for (auto at = right.find(left_end); at != std::string::npos; at = right.find(left_end))
      right.replace(at, 3, right_end);
  if (said_.emplace(where, std::move(right)).second)
    problems_.add({where, std::move(what), std::move(remedy)});
}

BodyId BodyBuilder::body_named(const std::string& name, const std::string& where) {
  const auto body = body_.model.find_body(name);
  if (!body.is_some())
    problem(where, fmt::format("there is no body called '{}'", name), "Name one of bodies.csv.");
  return body;
}

CoordinateId BodyBuilder::coordinate_named(const std::string& name, const std::string& where) {
  const auto coordinate = body_.model.find_coordinate(name);
  if (!coordinate.is_some())
    problem(where, fmt::format("there is no coordinate called '{}'", name), "Name one of coordinates.csv.");
  return coordinate;
}

Vec3 BodyBuilder::factor(BodyId body) const { return body.is_some() ? factors_[body.at()] : Vec3::Ones(); }

Result<FullBody> BodyBuilder::build() {
  body_.rhythm = options_.rhythm;
  body_.model.name = "loadshare_body";
  body_.model.document_version = osim::newest_version;
  body_.model.gravity_G = {0, -9.80665, 0};
  check_rhythm();
  check_joint_names();
  add_bodies();
  if (!problems_.empty()) return problems_.merged("the body's tables");
  add_joints();
  check_masses();
  if (!problems_.empty()) return problems_.merged("the body's tables");
  set_motion_types();
  add_couplers();
  if (problems_.empty()) check_shares_used();
  add_wraps();
  add_muscles();
  add_ligaments();
  add_actuators();
  add_passive();
  add_points();
  add_bones();
  add_pressure();
  if (!problems_.empty()) return problems_.merged("the body's tables");
  Model& model = body_.model;
  for (std::size_t j = 0; j < model.joints.size(); ++j) model.joint_file_order.push_back(JointId(j));
  for (std::size_t c = 0; c < model.coordinates.size(); ++c)
    model.coordinate_file_order.push_back(CoordinateId(c));
  for (const auto& row : tables_.sources) {
    if (!model.credits.empty()) model.credits += '\n';
    model.credits += row.citation;
  }
  return std::move(body_);
}

std::vector<std::string> rhythms_of(const BodyTables& tables) {
  std::vector<std::string> names;
  for (const auto& row : tables.rhythm)
    if (std::ranges::find(names, row.rhythm) == names.end()) names.push_back(row.rhythm);
  return names;
}

Result<BodyScale> reference_scale(const BodyTables& tables) {
  BodyScale scale;
  for (const auto& row : tables.reference) {
    if (row.quantity == "height_m") scale.height_m = row.value;
    if (row.quantity == "mass_kg") scale.mass_kg = row.value;
  }
  if (!(scale.height_m > 0) || !(scale.mass_kg > 0))
    return Refusal{"reference.csv", "height_m and mass_kg of the reference person are lacking",
                   "Give both a row with a positive value."};
  return scale;
}

Result<FullBody> build_body(const BodyTables& tables, const BodyScale& scale, const BodyOptions& options) {
  const BodyTables both = with_both_sides(tables);
  return BodyBuilder(both, scale, options).build();
}

}  // namespace loadshare::model
