#include "exercises/body_points.h"

#include <fmt/format.h>

#include <algorithm>

namespace loadshare::exercises {
namespace {

constexpr std::string_view mid = "mid ";

// The contact point or marker of exactly that name.
std::optional<BodyPoint> find_exact(const model::FullBody& body, std::string_view name) {
  for (const auto& contact : body.contacts)
    if (contact.name == name) return point_of(contact);
  for (const auto& marker : body.model.markers)
    if (marker.name == name) return BodyPoint{std::string(name), {{marker.body, marker.p_B, 1.0}}};
  if (name == "mass_center") return mass_center(body.model);
  return std::nullopt;
}

struct Pair {
  BodyPoint right, left;
};
// Contact points end in their side, markers begin with it.
std::optional<Pair> find_pair(const model::FullBody& body, std::string_view name) {
  for (const auto& [right, left] : {std::pair{fmt::format("{}_r", name), fmt::format("{}_l", name)},
                                    std::pair{fmt::format("R{}", name), fmt::format("L{}", name)}}) {
    const auto r = find_exact(body, right), l = find_exact(body, left);
    if (r && l) return Pair{*r, *l};
  }
  return std::nullopt;
}

BodyPoint midway(const Pair& pair, std::string name) {
  BodyPoint point{std::move(name), {}};
  for (const auto* side : {&pair.right, &pair.left})
    for (auto part : side->parts) {
      part.weight *= 0.5;
      point.parts.push_back(part);
    }
  return point;
}

Refusal unknown_point(const std::string& name, const std::string& where, std::string_view what) {
  return {where, fmt::format("the body has no {} '{}'", what, name),
          "Name a contact point or a marker of the body (models/body/common), with its side or without it, "
          "\"mid\" before a pair, or mass_center."};
}

// "foot" and "foot_r": the region, and whether a side was named.
std::pair<std::string_view, PointSide> split_region(std::string_view name) {
  if (name.ends_with("_r")) return {name.substr(0, name.size() - 2), PointSide::right};
  if (name.ends_with("_l")) return {name.substr(0, name.size() - 2), PointSide::left};
  return {name, PointSide::midline};
}

}  // namespace

BodyPoint point_of(const model::ContactPoint& contact) {
  return {contact.name, {{contact.body, contact.p_B, 1.0}}};
}

PointSide side_of(const model::FullBody& body, std::string_view name) {
  const auto mirrored = mirrored_name(body, name);
  if (mirrored == name) return PointSide::midline;
  return name.ends_with("_r") || (!name.ends_with("_l") && name.starts_with('R')) ? PointSide::right
                                                                                  : PointSide::left;
}

std::string on_other_side(std::string_view name) {
  std::string other(name);
  for (const auto& [side, opposite] : {std::pair{'r', 'l'}, std::pair{'l', 'r'}}) {
    const std::string end{'_', side}, inside{'_', side, '_'};
    const auto at = name.ends_with(end) ? name.size() - 1 : name.rfind(inside) + 1;
    if (!name.ends_with(end) && name.rfind(inside) == std::string_view::npos) continue;
    other[at] = opposite;
    return other;
  }
  return other;
}

std::string mirrored_name(const model::FullBody& body, std::string_view name) {
  std::string other = on_other_side(name);
  if (other == name && name.starts_with('R')) other.front() = 'L';
  if (other == name && name.starts_with('L')) other.front() = 'R';
  return find_exact(body, other) ? other : std::string(name);
}

Result<std::vector<NamedPoint>> find_points(const model::FullBody& body, const std::string& name,
                                            const std::string& where) {
  if (name.starts_with(mid)) {
    const auto pair = find_pair(body, std::string_view(name).substr(mid.size()));
    if (!pair) return unknown_point(name.substr(mid.size()), where, "pair of points");
    return std::vector<NamedPoint>{{midway(*pair, name), PointSide::midline}};
  }
  if (auto point = find_exact(body, name))
    return std::vector<NamedPoint>{{*std::move(point), side_of(body, name)}};
  if (auto pair = find_pair(body, name))
    return std::vector<NamedPoint>{{std::move(pair->right), PointSide::right},
                                   {std::move(pair->left), PointSide::left}};
  return unknown_point(name, where, "point");
}

Result<std::vector<NamedPoint>> find_touching(const model::FullBody& body, const std::string& name,
                                              const std::string& where) {
  std::vector<NamedPoint> points;
  const auto [region, side] = split_region(name);
  for (const auto& contact : body.contacts) {
    if (contact.region != region) continue;
    const auto of = side_of(body, contact.name);
    if (side != PointSide::midline && side != of) continue;
    points.push_back({point_of(contact), of});
  }
  if (!points.empty()) return points;
  return find_points(body, name, where);
}

BodyPoint mass_center(const model::Model& model) {
  BodyPoint point{"mass_center", {}};
  double mass_kg = 0;
  for (const auto& body : model.bodies) mass_kg += body.mass_kg;
  for (std::size_t b = 1; b < model.bodies.size(); ++b)
    if (model.bodies[b].mass_kg > 0)
      point.parts.push_back(
          {model::BodyId(b), model.bodies[b].mass_center_B, model.bodies[b].mass_kg / mass_kg});
  return point;
}

Result<std::vector<model::CoordinateId>> find_coordinates(const model::Model& model, const std::string& name,
                                                          const std::string& where) {
  std::vector<model::CoordinateId> found;
  if (const auto id = model.find_coordinate(name); id.is_some()) {
    found = {id};
  } else {
    const auto right = model.find_coordinate(name + "_r"), left = model.find_coordinate(name + "_l");
    if (right.is_some() && left.is_some()) found = {right, left};
  }
  if (found.empty())
    return Refusal{where, fmt::format("the body has no coordinate '{}'", name),
                   "Name a coordinate of the body (loadshare model info lists them), with its side or, for "
                   "both, without it."};
  for (const auto id : found)
    for (const auto& coupler : model.couplers)
      if (coupler.dependent == id)
        return Refusal{where,
                       fmt::format("the coordinate '{}' follows '{}'", name,
                                   model.coordinates[coupler.independents.front().at()].name),
                       "Name the coordinate that it follows."};
  return found;
}

}  // namespace loadshare::exercises
