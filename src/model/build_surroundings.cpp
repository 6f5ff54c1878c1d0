// Passive moments, actuators, markers, contacts, bones and the pressure cylinder of the built-in body.
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <numbers>

#include "base/require.h"
#include "base/units.h"
#include "model/body_builder.h"

namespace loadshare::model {

namespace {

// The row's figures as they stand in the table, in degrees; q is in radians.
std::string passive_formula(const PassiveRow& row) {
  const auto beyond = [](double deg) {
    return deg == 0 ? std::string("d") : fmt::format("(d{}{})", deg < 0 ? '+' : '-', std::abs(deg));
  };
  std::string formula;
  if (row.stiffness_Nm_per_deg != 0)
    formula += fmt::format("-{}*{}", row.stiffness_Nm_per_deg, beyond(row.rest_deg));
  if (row.upper_Nm != 0)
    formula += fmt::format("-{}*exp({}*{})", row.upper_Nm, row.upper_per_deg, beyond(row.upper_deg));
  if (row.lower_Nm != 0)
    formula += fmt::format("+{}*exp(-{}*{})", row.lower_Nm, row.lower_per_deg, beyond(row.lower_deg));
  if (formula.starts_with('+')) formula.erase(0, 1);  // the language has no sign "+"
  return formula.empty() ? "0" : fmt::format("{};d={}*q", formula, deg_per_rad);
}

}  // namespace

void BodyBuilder::add_passive() {
  static constexpr std::array<std::string_view, 2> variables{"q", "qdot"};
  for (const auto& row : tables_.passive) {
    auto expression = numerics::parse_expression(passive_formula(row), variables, row.where);
    require(expression.ok(), "finite figures make an expression");
    body_.model.expression_forces.push_back(
        {row.name, true, coordinate_named(row.coordinate, row.where), *std::move(expression)});
  }
}

void BodyBuilder::add_actuators() {
  for (const auto& row : tables_.actuators) {
    CoordinateActuator actuator;
    actuator.name = row.name;
    actuator.coordinate = coordinate_named(row.coordinate, row.where);
    actuator.optimal_force = row.optimal_force;
    actuator.min_control = -1;
    actuator.max_control = 1;
    body_.model.force_order.push_back(actuator.name);
    body_.model.coordinate_actuators.push_back(std::move(actuator));
  }
}

void BodyBuilder::add_points() {
  const auto place = [&](const PointRow& row, BodyId body) -> Vec3 {
    return row.p_B.cwiseProduct(factor(body));
  };
  for (const auto& row : tables_.markers) {
    const auto body = body_named(row.body, row.where);
    if (body.is_some()) body_.model.markers.push_back({row.name, body, place(row, body), false});
  }
  for (const auto& row : tables_.contacts) {
    const auto body = body_named(row.body, row.where);
    if (body.is_some()) body_.contacts.push_back({row.name, body, place(row, body), row.kind});
  }
}

void BodyBuilder::add_bones() {
  for (const auto& row : tables_.bones) {
    Bone bone;
    bone.name = row.name;
    bone.body = body_named(row.body, row.where);
    if (!bone.body.is_some()) continue;
    const Vec3 f = factor(bone.body);
    bone.X_BS = {rotation_from_body_fixed_xyz(row.rotation_rad), row.p_B.cwiseProduct(f)};
    if (row.shape == "cylinder")
      bone.shape = WrapCylinder{row.size_m.x() * f.mean(), row.size_m.y() * f.mean()};
    else
      bone.shape = WrapEllipsoid{row.size_m * f.mean()};
    body_.bones.push_back(std::move(bone));
  }
}

void BodyBuilder::add_pressure() {
  double area_ratio = tables_.pressure.empty() ? 1 : 0;
  for (const auto& row : tables_.pressure) {
    const auto body = body_named(row.body, row.where);
    if (!body.is_some()) continue;
    const double f = mean_factor(body);
    body_.pressure_ends.push_back({row.name, body, row.p_B.cwiseProduct(factor(body)), row.area_m2 * f * f,
                                   row.pressure_kPa_max * 1e3});
    area_ratio += f * f / static_cast<double>(tables_.pressure.size());
  }
  // The coefficient goes with one over height times radius of the wall, as large as the ends are.
  for (const auto& row : tables_.pressure_wall) {
    const auto muscle = body_.model.find_muscle(row.muscle);
    if (muscle.is_some())
      body_.pressure_wall.push_back({muscle, row.pressure_Pa_per_N / area_ratio});
    else
      problem(row.where, fmt::format("there is no muscle called '{}'", row.muscle),
              "Name one of muscles.csv.");
  }
}

}  // namespace loadshare::model
