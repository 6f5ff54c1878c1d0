// The axes of the joints of the built-in body.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "model/body_builder.h"
#include "model/csv.h"

namespace loadshare::model {

void BodyBuilder::check_joint_names() {
  std::set<std::string> joints, coordinates;
  for (const auto& row : tables_.joints) joints.insert(row.name);
  for (const auto& row : tables_.coordinates) coordinates.insert(row.name);
  const auto check = [&](const auto& row) {
    if (!joints.contains(row.joint))
      problem(row.where, fmt::format("there is no joint called '{}'", row.joint), "Name one of joints.csv.");
  };
  std::ranges::for_each(tables_.coordinates, check);
  std::ranges::for_each(tables_.joint_axes, check);
  std::ranges::for_each(tables_.rhythm, check);
  for (const auto& row : tables_.rhythm)
    if (!coordinates.contains(row.coordinate))
      problem(row.where, fmt::format("there is no coordinate called '{}'", row.coordinate),
              "Name one of coordinates.csv.");
}

void BodyBuilder::add_axes(Joint& joint, const JointRow& joint_row) {
  std::set<int> given;
  std::set<CoordinateId> used;
  for (const auto& row : tables_.joint_axes) {
    if (row.joint != joint.name) continue;
    if (joint.type == JointType::weld) {
      problem(row.where, fmt::format("'{}' has no coordinate: it does not move", joint.name),
              "Leave out its axes; a place that does not change stands in joints.csv.");
      continue;
    }
    if (!given.insert(row.slot).second)
      problem(row.where, fmt::format("'{}' has two rows for one slot", joint.name), "Keep one.");
    auto& axis = joint.axes[static_cast<std::size_t>(row.slot)];
    axis.axis = row.axis;
    follow_coordinate(axis, joint, row);
    used.insert(axis.coordinates.begin(), axis.coordinates.end());
    // A translation is a length of the parent: it grows with it.
    const double stretch = row.axis.cwiseProduct(factor(joint.parent)).norm();
    if (row.slot >= 3 && std::abs(stretch - 1) > 1e-12)
      axis.function = {numerics::MultiplierFunction{stretch, {axis.function}}};
  }
  for (const auto coordinate : joint.coordinates)
    if (!used.contains(coordinate))
      problem(
          joint_row.where,
          fmt::format("no axis follows the coordinate '{}'", body_.model.coordinates[coordinate.at()].name),
          "Give joint_axes.csv a row for it.");
  fill_axes(joint, given);
  check_directions(joint, joint_row);
}

void BodyBuilder::follow_coordinate(TransformAxis& axis, const Joint& joint, const JointAxisRow& row) {
  if (row.coordinate.empty()) {
    const auto number = number_in(row.function);
    axis.function = numerics::make_constant(number.value_or(0));
    if (!number)
      problem(row.where,
              fmt::format("the function '{}' is of a coordinate, and the axis names none", row.function),
              "Name one; an axis without a coordinate takes a number.");
    return;
  }
  axis.function = function_of(row.function, row.joint, row.coordinate, row.where);
  const auto coordinate = body_.model.find_coordinate(row.coordinate);
  if (std::ranges::find(joint.coordinates, coordinate) == joint.coordinates.end())
    problem(row.where, fmt::format("'{}' is no coordinate of this joint", row.coordinate),
            "An axis follows a coordinate of its own joint; others come in through couplers.csv.");
  axis.coordinates = {coordinate};
}

// Axes without a row stay at zero; they still must be independent of the others.
void BodyBuilder::fill_axes(Joint& joint, const std::set<int>& given) {
  for (const int first : {0, 3}) {
    std::vector<Vec3> known;
    for (int i = first; i < first + 3; ++i)
      if (given.contains(i)) known.push_back(joint.axes[static_cast<std::size_t>(i)].axis);
    for (int i = first; i < first + 3; ++i) {
      if (given.contains(i)) continue;
      Vec3 best = Vec3::Zero();
      for (int k = 0; k < 3; ++k) {  // of the body's axes, what is left across the known ones
        Vec3 candidate = Vec3::Unit((i + k) % 3);
        for (const auto& axis : known) candidate -= axis * axis.dot(candidate) / axis.squaredNorm();
        if (candidate.norm() > best.norm() + 1e-9) best = candidate;
      }
      auto& axis = joint.axes[static_cast<std::size_t>(i)];
      axis.axis = best.normalized();
      axis.function = numerics::make_constant(0);
      known.push_back(axis.axis);
    }
  }
}

void BodyBuilder::check_directions(const Joint& joint, const JointRow& row) {
  for (const std::size_t first : {0u, 3u})
    for (std::size_t i = 0; i < 3; ++i) {
      const std::size_t next = (i + 1) % 3;
      // OpenSim's bound.
      if (joint.axes[first + i].axis.cross(joint.axes[first + next].axis).norm() >= 1e-5) continue;
      problem(
          row.where,
          fmt::format("the {} axes {} and {} of '{}' are parallel", first == 0 ? "rotation" : "translation",
                      std::min(i, next) + 1, std::max(i, next) + 1, joint.name),
          "Give them different directions.");
    }
}

// As OpenSim counts: an angle or a distance where an axis follows the coordinate itself.
void BodyBuilder::set_motion_types() {
  for (const auto& joint : body_.model.joints)
    for (std::size_t i = 0; joint.type == JointType::custom && i < 6; ++i)
      for (const auto coordinate : joint.axes[i].coordinates) {
        const auto* linear = std::get_if<numerics::LinearFunction>(&joint.axes[i].function.kind);
        if (linear && std::abs(linear->coefficients.front()) == 1)
          body_.model.coordinates[coordinate.at()].motion =
              i < 3 ? MotionType::rotational : MotionType::translational;
      }
  for (const auto& row : tables_.coordinates) {
    const auto motion = body_.model.coordinates[coordinate_named(row.name, row.where).at()].motion;
    if (motion != MotionType::coupled && (motion == MotionType::rotational) != row.is_rotation)
      problem(row.where,
              fmt::format("'{}' is a {} by its kind, and its axis a {}", row.name,
                          row.is_rotation ? "rotation" : "translation",
                          row.is_rotation ? "translation" : "rotation"),
              "Correct the kind: it says whether the range is in degrees or metres.");
  }
}

}  // namespace loadshare::model
