#include "exercises/key_goals.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/units.h"
#include "dynamics/contacts.h"
#include "exercises/balance.h"

namespace loadshare::exercises {
namespace {

using model::CoordinateId;

bool shifts(const model::Coordinate& coordinate) {
  return coordinate.motion == model::MotionType::translational;
}
std::string shown(const model::Coordinate& coordinate, double value) {
  return shifts(coordinate) ? fmt::format("{:.4g} m", value)
                            : fmt::format("{:.4g} degrees", value * deg_per_rad);
}

// Makes the goals of one key; the first refusal is kept, and what comes after it does not count.
class GoalMaker {
 public:
  GoalMaker(const Key& key, const capture::Scene& scene, const model::FullBody& body)
      : scene_(scene), body_(body) {
    goals_.name = key.name;
    goals_.where = key.where;
    for (const auto& wish : key.targets.coordinates) add(wish);
    for (const auto& touch : key.targets.touches) add(touch);
    for (const auto& place : key.targets.places) add(place);
    for (const auto& direction : key.targets.directions) add(direction);
    goals_.asks_for_balance = key.targets.asks_for_balance.value_or(stands_on_its_own());
  }

  Result<KeyGoals> result() && {
    if (refusal_) return *std::move(refusal_);
    return std::move(goals_);
  }

 private:
  // Whether it touches something, and all of it carries.
  [[nodiscard]] bool stands_on_its_own() const {
    return !goals_.touches.empty() && footholds(goals_, scene_).size() == goals_.touches.size();
  }

  template <class T>
  T accept(Result<T> result) {
    if (result.ok()) return *std::move(result);
    if (!refusal_) refusal_ = result.refusal();
    return T{};
  }
  void refuse(std::string where, std::string what, std::string remedy) {
    if (!refusal_) refusal_ = Refusal{std::move(where), std::move(what), std::move(remedy)};
  }

  void add(const CoordinateWish& wish) {
    for (const auto id : accept(find_coordinates(body_.model, wish.coordinate, wish.where))) {
      const auto& coordinate = body_.model.coordinates[id.at()];
      const double value = wish.value * (shifts(coordinate) ? 1.0 : rad_per_deg);
      const bool is_outside = value < coordinate.range_min - 1e-9 || value > coordinate.range_max + 1e-9;
      if (is_outside)
        refuse(wish.where,
               fmt::format("{} goes from {} to {}, not to {}", coordinate.name,
                           shown(coordinate, coordinate.range_min), shown(coordinate, coordinate.range_max),
                           shown(coordinate, value)),
               "Give a value within the joint's range.");
      if (std::ranges::find(goals_.coordinates, id, &CoordinateGoal::coordinate) != goals_.coordinates.end())
        refuse(wish.where, fmt::format("{} is asked for twice", coordinate.name),
               "Keep one of the two, or name the sides.");
      goals_.coordinates.push_back({id, value, wish.is_exact, wish.weight});
    }
  }

  void add(const TouchTarget& touch) {
    const auto support = std::ranges::find(scene_.supports, touch.support, &capture::Support::name);
    if (support == scene_.supports.end())
      return refuse(touch.where, fmt::format("there is no support '{}'", touch.support),
                    "Name one of the [[supports]].");
    const auto index = static_cast<std::size_t>(support - scene_.supports.begin());
    for (const auto& name : touch.points)
      for (auto& named : accept(find_touching(body_, name, touch.where))) {
        const bool is_known = std::ranges::any_of(goals_.touches, [&](const TouchGoal& known) {
          return known.support == index && known.point.name == named.point.name;
        });
        if (is_known)
          refuse(touch.where, fmt::format("{} is put on {} twice", named.point.name, touch.support),
                 "Name a point or its region, not both.");
        check_may_touch(*support, named.point, touch.where);
        goals_.touches.push_back({index, std::move(named.point), touch.gap_m, touch.slides});
      }
  }

  void check_may_touch(const capture::Support& support, const BodyPoint& point, const std::string& where) {
    const auto contact = std::ranges::find(body_.contacts, point.name, &model::ContactPoint::name);
    if (contact == body_.contacts.end())
      return refuse(where,
                    fmt::format("'{}' is no contact point of the body: nothing presses on it", point.name),
                    "Name a contact point or a region of them; put other points at a place.");
    if (!dynamics::may_touch(support, *contact))
      refuse(where, fmt::format("'{}' is put on '{}', which is not touched by it", point.name, support.name),
             "Add it or its region to the support's 'touched_by'.");
  }

  // The other point of a goal for one that lies on `side`.
  std::optional<BodyPoint> partner(const std::string& name, PointSide side, const std::string& where) {
    auto found = accept(find_points(body_, name, where));
    if (found.empty()) return std::nullopt;
    if (found.size() == 1) return std::move(found.front().point);
    for (auto& named : found)
      if (named.side == side) return std::move(named.point);
    refuse(where, fmt::format("'{}' is a pair of points, seen from one of the midline", name),
           fmt::format("Name its side, or \"mid {}\".", name));
    return std::nullopt;
  }

  void add(const PlaceTarget& place) {
    for (auto& named : accept(find_points(body_, place.point, place.where))) {
      PlaceGoal goal{std::move(named.point), std::nullopt, place.p_m, place.tolerance_m};
      if (named.side == PointSide::left && place.p_m[2] && is_pair(place.point)) goal.p_m[2] = -*place.p_m[2];
      if (!place.from.empty()) goal.from = partner(place.from, named.side, place.where);
      goals_.places.push_back(std::move(goal));
    }
  }

  void add(const DirectionTarget& direction) {
    auto ends = accept(find_points(body_, direction.to, direction.where));
    const auto starts = accept(find_points(body_, direction.from, direction.where));
    // A pair at either end makes a pair of directions.
    if (ends.size() == 1 && starts.size() == 2)
      ends = {{ends.front().point, PointSide::right}, {ends.front().point, PointSide::left}};
    const bool are_two = ends.size() == 2;
    for (auto& end : ends) {
      auto start = partner(direction.from, end.side, direction.where);
      if (!start) return;
      DirectionGoal goal{*std::move(start), std::move(end.point), std::nullopt, std::nullopt,
                         radians(direction.tolerance_deg)};
      if (direction.forward_deg) goal.forward_rad = radians(*direction.forward_deg);
      if (direction.right_deg)
        goal.right_rad =
            radians(*direction.right_deg) * (are_two && end.side == PointSide::left ? -1.0 : 1.0);
      goals_.directions.push_back(std::move(goal));
    }
  }

  [[nodiscard]] bool is_pair(const std::string& name) const {
    const auto found = find_points(body_, name, "");
    return found.ok() && found->size() == 2;
  }

  const capture::Scene& scene_;
  const model::FullBody& body_;
  KeyGoals goals_;
  std::optional<Refusal> refusal_;
};

}  // namespace

Result<KeyGoals> make_goals(const Key& key, const capture::Scene& scene, const model::FullBody& body) {
  return GoalMaker(key, scene, body).result();
}

}  // namespace loadshare::exercises
