// Whether a key of a movement is its own mirror image: is_symmetric of key_goals.h.
#include <algorithm>
#include <cmath>

#include "exercises/key_goals.h"

namespace loadshare::exercises {
namespace {

using model::CoordinateId;

constexpr double same = 1e-9;

// A turn is mirrored to the opposite turn about the mirrored axis, a shift with its axis.
double mirror_sign(const model::TransformAxis& axis, bool turns) {
  const bool is_along_z = std::abs(std::abs(axis.axis.normalized().z()) - 1) < 1e-6;
  return is_along_z == turns ? 1.0 : -1.0;
}

bool is_symmetric(const capture::Support& support) {
  if (std::abs(support.normal_G.z()) > same) return false;
  const bool has_ends = support.half_along_m > 0 || support.half_across_m > 0;
  if (!has_ends) return true;
  const double z = support.along_G.value_or(Vec3::UnitX()).z();
  return std::abs(support.point_G.z()) < same && (std::abs(z) < same || std::abs(std::abs(z) - 1) < same);
}

bool is_symmetric(const capture::CarriedLoad& load, const model::FullBody& body) {
  for (const auto* vector : {&load.direction_G, &load.anchor_G})
    if (*vector && std::abs((*vector)->z()) > same) return false;
  return std::ranges::all_of(load.at, [&](const std::string& name) {
    return std::ranges::find(load.at, mirrored_name(body, name)) != load.at.end();
  });
}

// The point whose parts mirror this one's.
std::string mirror_of(const model::FullBody& body, const BodyPoint& point) {
  return mirrored_name(body, point.name);
}
bool mirror_numbers(const std::optional<double>& a, const std::optional<double>& b, double sign) {
  return a.has_value() == b.has_value() && (!a || std::abs(*a - sign * *b) < same);
}

bool are_mirrored(const model::FullBody& body, const TouchGoal& a, const TouchGoal& b) {
  return a.support == b.support && a.point.name == mirror_of(body, b.point) && a.gap_m == b.gap_m &&
         a.slides == b.slides;
}
bool are_mirrored(const model::FullBody& body, const PlaceGoal& a, const PlaceGoal& b) {
  if (a.from.has_value() != b.from.has_value()) return false;
  return a.point.name == mirror_of(body, b.point) && (!a.from || a.from->name == mirror_of(body, *b.from)) &&
         mirror_numbers(a.p_m[0], b.p_m[0], 1) && mirror_numbers(a.p_m[1], b.p_m[1], 1) &&
         mirror_numbers(a.p_m[2], b.p_m[2], -1);
}
bool are_mirrored(const model::FullBody& body, const DirectionGoal& a, const DirectionGoal& b) {
  return a.from.name == mirror_of(body, b.from) && a.to.name == mirror_of(body, b.to) &&
         mirror_numbers(a.forward_rad, b.forward_rad, 1) && mirror_numbers(a.right_rad, b.right_rad, -1);
}
bool are_mirrored(const model::FullBody& body, const CoordinateGoal& a, const CoordinateGoal& b) {
  const auto other = mirrored(body.model, b.coordinate);
  return a.coordinate == other.coordinate && a.is_exact == b.is_exact && a.weight == b.weight &&
         std::abs(a.value - other.sign * b.value) < same;
}

template <class Goal>
bool is_own_mirror(const model::FullBody& body, const std::vector<Goal>& goals) {
  return std::ranges::all_of(goals, [&](const Goal& goal) {
    return std::ranges::any_of(goals, [&](const Goal& other) { return are_mirrored(body, other, goal); });
  });
}

}  // namespace

MirroredCoordinate mirrored(const model::Model& model, CoordinateId coordinate) {
  const auto& name = model.coordinates[coordinate.at()].name;
  const auto found = model.find_coordinate(on_other_side(name));
  if (found.is_some() && found != coordinate) return {found, 1};
  const auto& joint = model.joints[model.coordinates[coordinate.at()].joint.at()];
  for (std::size_t k = 0; k < joint.axes.size(); ++k)
    if (std::ranges::find(joint.axes[k].coordinates, coordinate) != joint.axes[k].coordinates.end())
      return {coordinate, mirror_sign(joint.axes[k], k < 3)};
  return {coordinate, 1};
}

bool is_symmetric(const KeyGoals& goals, const capture::Scene& scene, const model::FullBody& body) {
  return std::ranges::all_of(scene.supports, [](const auto& support) { return is_symmetric(support); }) &&
         std::ranges::all_of(scene.loads, [&](const auto& load) { return is_symmetric(load, body); }) &&
         is_own_mirror(body, goals.coordinates) && is_own_mirror(body, goals.touches) &&
         is_own_mirror(body, goals.places) && is_own_mirror(body, goals.directions);
}

}  // namespace loadshare::exercises
