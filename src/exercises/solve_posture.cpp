#include "exercises/solve_posture.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "base/require.h"
#include "base/units.h"
#include "dynamics/contacts.h"

namespace loadshare::exercises {
namespace {

using model::CoordinateId;

// How far from their wanted value coordinates go for the same price: what a key names, and what it does not
// (a joint goes a fifth of its range).
constexpr double named_spread_rad = 5 * rad_per_deg, whole_body_spread_rad = 30 * rad_per_deg;
constexpr double range_part = 0.2;
constexpr double named_spread_m = 0.02, unnamed_spread_m = 10;
// Where nothing keeps the body in its place along the floor, this does.
constexpr double gauge_spread_m = 1;
// The weight centre on the edge of the area of support costs as much as a joint two spreads from its wanted
// value.
constexpr double unease_weight = 4;

bool shifts(const model::Coordinate& coordinate) {
  return coordinate.motion == model::MotionType::translational;
}

std::vector<Wanted> wanted_values(const PosedBody& body, const KeyGoals& goals,
                                  const PostureContext& context) {
  const auto& coordinates = body.model().coordinates;
  std::vector<Wanted> wanted;
  const double spread_m = context.planted.empty() ? gauge_spread_m : unnamed_spread_m;
  for (std::size_t c = 0; c < coordinates.size(); ++c) {
    const double range = coordinates[c].range_max - coordinates[c].range_min;
    const double spread_rad = body.is_root(CoordinateId(c)) ? whole_body_spread_rad : range_part * range;
    wanted.push_back({context.reference_q[c], shifts(coordinates[c]) ? spread_m : spread_rad});
  }
  for (const auto& goal : goals.coordinates) {
    const double spread = shifts(coordinates[goal.coordinate.at()]) ? named_spread_m : named_spread_rad;
    wanted[goal.coordinate.at()] = {goal.value, spread / std::sqrt(goal.weight)};
  }
  return wanted;
}

// Where the solver begins: the posture that is wanted, or, in further attempts, with the joints that no one
// named part of the way to the middle of their range (a straight leg or arm hides which way it can bend).
std::vector<double> make_start(const PosedBody& body, const KeyGoals& goals,
                               const std::vector<Wanted>& wanted, double bent) {
  std::vector<double> q;
  const auto& coordinates = body.model().coordinates;
  for (std::size_t c = 0; c < coordinates.size(); ++c) {
    const double middle = (coordinates[c].range_min + coordinates[c].range_max) / 2;
    const bool is_named = std::ranges::find(goals.coordinates, CoordinateId(c),
                                            &CoordinateGoal::coordinate) != goals.coordinates.end();
    const bool stays = is_named || coordinates[c].locked || body.is_root(CoordinateId(c)) ||
                       mirrored(body.model(), CoordinateId(c)).sign < 0;
    q.push_back(stays ? wanted[c].value : wanted[c].value + bent * (middle - wanted[c].value));
  }
  return q;
}

bool is_symmetric(const PosedBody& body, const std::vector<Wanted>& wanted) {
  for (const auto coordinate : body.free_coordinates()) {
    const auto other = mirrored(body.model(), coordinate);
    if (std::abs(wanted[coordinate.at()].value - other.sign * wanted[other.coordinate.at()].value) > 1e-6)
      return false;
  }
  return true;
}

std::vector<std::string> find_limits(const PosedBody& body, const Unknowns& unknowns) {
  std::vector<std::string> names;
  for (Eigen::Index i = 0; i < unknowns.count(); ++i) {
    const auto id = unknowns.coordinates()[static_cast<std::size_t>(i)];
    const double q = body.q()[id.at()];
    const bool is_at_end = q <= unknowns.bounds().lower[i] || q >= unknowns.bounds().upper[i];
    if (!is_at_end) continue;
    names.push_back(fmt::format("{} at {:.4g} degrees", body.model().coordinates[id.at()].name, degrees(q)));
  }
  return names;
}

void find_deepest(const PosedBody& body, const capture::Scene& scene, SolvedPosture& solved) {
  for (const auto& support : scene.supports) {
    const auto surface = dynamics::make_contact_surface(support);
    for (const auto& contact : body.body().contacts) {
      const auto distance = dynamics::distance_to(surface, body.position(point_of(contact)));
      if (!dynamics::may_touch(support, contact) || !is_over_or_in(support, distance)) continue;
      if (-distance.gap_m <= solved.depth_m_max) continue;
      solved.depth_m_max = -distance.gap_m;
      solved.deepest_point = contact.name;
    }
  }
}

Refusal out_of_reach(const KeyGoals& goals, const SolvedPosture& closest) {
  std::string what =
      fmt::format("this body cannot reach the posture '{}': {}", goals.name, text_of_missed(closest.targets));
  if (!closest.at_limits.empty())
    what += fmt::format("; at the end of their range: {}", fmt::join(closest.at_limits, ", "));
  return {
      goals.where, std::move(what),
      "Ease or leave out a target, give exact coordinates as near ones, let a locked joint move by naming "
      "it, or begin nearer to the posture with near values."};
}

}  // namespace

Result<TargetSet> make_targets(const KeyGoals& goals, const capture::Scene& scene,
                               const model::FullBody& body, const std::vector<Planted>& planted,
                               const PostureTolerances& tolerances) {
  TargetSet set;
  const auto add = [&](std::unique_ptr<PostureTarget> target, bool is_first_to_miss = false) {
    if (!target) return;
    target->is_first_to_miss = is_first_to_miss;
    set.targets.push_back(std::move(target));
  };
  for (const auto& touch : goals.touches) {
    const auto& support = scene.supports[touch.support];
    add(make_touch(touch, support, tolerances.touch_m));
    add(make_within_ends(touch, support, tolerances.touch_m));
  }
  for (const auto& point : planted)
    add(make_planted(point.goal, scene.supports[point.goal.support], point.place_G, tolerances.touch_m));
  for (std::size_t s = 0; s < scene.supports.size(); ++s)
    for (const auto& contact : body.contacts) {
      const bool is_touched = std::ranges::any_of(goals.touches, [&](const TouchGoal& touch) {
        return touch.support == s && touch.point.name == contact.name;
      });
      if (!is_touched && dynamics::may_touch(scene.supports[s], contact))
        add(make_clear(point_of(contact), scene.supports[s], tolerances.depth_m));
    }
  for (const auto& place : goals.places) add(make_place(place), true);
  for (const auto& direction : goals.directions) add(make_direction(direction), true);
  if (!goals.asks_for_balance) return set;
  auto stands_on = footholds(goals, scene);
  if (stands_on.empty())
    return Refusal{goals.where,
                   fmt::format("'{}' asks for balance, but touches nothing that faces up", goals.name),
                   "Touch a support that carries, or leave balance out."};
  auto forces = CarriedForces::make(scene.loads, body);
  if (!forces) return forces.refusal();
  auto balance = std::make_unique<Balance>(std::move(stands_on), *std::move(forces),
                                           tolerances.balance_margin_m, tolerances.balance_m);
  set.balance = balance.get();
  add(std::move(balance), true);
  return set;
}

std::vector<Wanted> wanted_near(const model::Model& model, const std::vector<double>& q) {
  constexpr double spread_rad = 3 * rad_per_deg, spread_m = 0.02;
  std::vector<Wanted> wanted;
  for (std::size_t c = 0; c < q.size(); ++c)
    wanted.push_back({q[c], shifts(model.coordinates[c]) ? spread_m : spread_rad});
  return wanted;
}

std::vector<TargetOutcome> outcomes_of(const PostureProblem& problem) {
  std::vector<TargetOutcome> outcomes;
  const auto off = problem.off();
  for (std::size_t t = 0; t < off.size(); ++t) {
    const auto& target = *problem.targets()[t];
    const double unit = target.is_angle ? deg_per_rad : 1 / m_per_mm;
    outcomes.push_back({target.name, unit * off[t], unit * target.tolerance, target.is_angle});
  }
  return outcomes;
}

std::string text_of_missed(std::vector<TargetOutcome> outcomes) {
  std::erase_if(outcomes, [](const TargetOutcome& outcome) { return outcome.is_met(); });
  std::ranges::stable_sort(outcomes, [](const TargetOutcome& a, const TargetOutcome& b) {
    return a.off / a.tolerance > b.off / b.tolerance;
  });
  constexpr std::size_t shown = 3;
  std::string text;
  for (std::size_t i = 0; i < std::min(shown, outcomes.size()); ++i)
    text += fmt::format("{}'{}' is {:.3g} {} off", i == 0 ? "" : ", ", outcomes[i].name, outcomes[i].off,
                        outcomes[i].is_angle ? "degrees" : "mm");
  if (outcomes.size() > shown) text += fmt::format(", and {} more", outcomes.size() - shown);
  return text;
}

Result<SolvedPosture> solve_posture(PosedBody& body, const capture::Scene& scene, const KeyGoals& goals,
                                    const PostureContext& context, const PostureTolerances& tolerances) {
  require(context.reference_q.size() == body.q().size(), "one reference a coordinate");
  const auto wanted = wanted_values(body, goals, context);
  std::vector<CoordinateId> exact;
  for (const auto& goal : goals.coordinates)
    if (goal.is_exact) exact.push_back(goal.coordinate);
  SolvedPosture best;
  best.is_symmetric = is_symmetric(goals, scene, body.body()) && is_symmetric(body, wanted);
  const Unknowns unknowns(body, exact, best.is_symmetric);
  double best_off = std::numeric_limits<double>::infinity();
  for (const double bent : {0.0, 0.15, 0.4}) {
    auto set = make_targets(goals, scene, body.body(), context.planted, tolerances);
    if (!set) return set.refusal();
    Balance* balance = set->balance;
    PostureProblem problem(body, unknowns, std::move(set->targets), balance);
    problem.set_wishes(wanted, unease_weight);
    auto q = make_start(body, goals, wanted, bent);
    problem.place_whole_body(q);
    auto outcome = problem.meet_targets(q);
    best.iterations += outcome.iterations;
    problem.set_wishes(wanted_near(body.model(), q), 0);
    outcome = outcome.off_ratio_max <= 1 ? problem.settle(q) : problem.miss_first_to_miss(q);
    best.iterations += outcome.iterations;
    if (outcome.off_ratio_max >= best_off) continue;
    best_off = outcome.off_ratio_max;
    best.q = q;
    best.targets = outcomes_of(problem);
    best.at_limits = find_limits(body, unknowns);
    if (balance) best.balance_margin_m = balance->distance_to_edge_m(body);
    if (best_off <= 1) break;
  }
  if (best_off > 1) return out_of_reach(goals, best);
  best.name = goals.name;
  body.set_pose(best.q);
  find_deepest(body, scene, best);
  return best;
}

}  // namespace loadshare::exercises
