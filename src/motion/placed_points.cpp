#include "motion/placed_points.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/problems.h"

namespace loadshare::motion {
namespace {

constexpr const char* remedy = "Name one of its own (models/body/common); docs/marker-sets.md shows how.";

// Puts the point midway between its landmarks; says what hinders.
std::string place_on_landmarks(const model::Model& model, PlacedPoint& placed) {
  for (const auto& name : placed.place->landmarks) {
    const auto marker = std::ranges::find(model.markers, name, &model::Marker::name);
    if (marker == model.markers.end()) return fmt::format("the body has no landmark '{}'", name);
    if (placed.body.is_some() && placed.body != marker->body)
      return fmt::format("its landmarks lie on '{}' and '{}'", model.bodies[placed.body.at()].name,
                         model.bodies[marker->body.at()].name);
    placed.body = marker->body;
    placed.p_B += marker->p_B / static_cast<double>(placed.place->landmarks.size());
  }
  return {};
}

void link_partners(const capture::MatchedSet& matched, std::vector<PlacedPoint>& placed) {
  std::map<std::size_t, std::size_t> at;  // from the set's place to the index in the list
  for (std::size_t i = 0; i < placed.size(); ++i) at[matched.pairs[i].place] = i;
  for (auto& point : placed) {
    if (!point.place->partner) continue;
    if (const auto found = at.find(*point.place->partner); found != at.end()) point.partner = found->second;
  }
}

}  // namespace

Result<std::vector<PlacedPoint>> place_points(const capture::MatchedSet& matched, const model::Model& model) {
  std::vector<PlacedPoint> result;
  Problems problems;
  for (const auto& pair : matched.pairs) {
    PlacedPoint placed{pair.point, &matched.set->points[pair.place], {}, Vec3::Zero(), std::nullopt};
    std::string fault;
    if (placed.place->body.empty()) {
      fault = place_on_landmarks(model, placed);
    } else {
      placed.body = model.find_body(placed.place->body);
      placed.p_B = placed.place->near_p_B;
      if (!placed.body.is_some()) fault = fmt::format("there is no body '{}'", placed.place->body);
    }
    if (!fault.empty())
      problems.add(fmt::format("marker set '{}', point '{}'", matched.set->name, placed.place->name), fault,
                   remedy);
    result.push_back(placed);
  }
  if (!problems.none()) return problems.refusal();
  link_partners(matched, result);
  return result;
}

}  // namespace loadshare::motion
