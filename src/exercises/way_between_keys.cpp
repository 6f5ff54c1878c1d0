#include "exercises/way_between_keys.h"

#include <fmt/format.h>

#include <Eigen/QR>
#include <algorithm>

namespace loadshare::exercises {
namespace {

bool is_same(const TouchGoal& a, const TouchGoal& b) {
  return a.support == b.support && a.point.name == b.point.name && a.gap_m == b.gap_m;
}
bool is_same(const PlaceGoal& a, const PlaceGoal& b) {
  const std::string from_a = a.from ? a.from->name : "", from_b = b.from ? b.from->name : "";
  return a.point.name == b.point.name && from_a == from_b && a.p_m == b.p_m;
}

template <class Goal>
bool is_among(const Goal& goal, const std::vector<Goal>& goals) {
  return std::ranges::any_of(goals, [&](const Goal& other) { return is_same(goal, other); });
}

template <class Goal>
std::vector<Goal> in_both(const std::vector<Goal>& goals, const std::vector<Goal>& others) {
  std::vector<Goal> both;
  for (const auto& goal : goals)
    if (is_among(goal, others)) both.push_back(goal);
  return both;
}

KeyGoals common_goals(const KeyGoals& from, const KeyGoals& to) {
  KeyGoals common;
  common.name = fmt::format("{} to {}", from.name, to.name);
  common.where = to.where;
  for (const auto& goal : to.coordinates)
    if (goal.is_exact && std::ranges::find(from.coordinates, goal) != from.coordinates.end())
      common.coordinates.push_back(goal);
  common.touches = in_both(to.touches, from.touches);
  common.places = in_both(to.places, from.places);
  common.asks_for_balance = from.asks_for_balance && to.asks_for_balance;
  return common;
}

}  // namespace

std::vector<Planted> planted_points(const KeyGoals& before, const KeyGoals& goals, PosedBody& body,
                                    const std::vector<double>& q_before) {
  std::vector<Planted> planted;
  body.set_pose(q_before);
  for (const auto& touch : goals.touches)
    if (!touch.slides && touch.gap_m == 0 && is_among(touch, before.touches))
      planted.push_back({touch, body.position(touch.point)});
  return planted;
}

Result<WayBetweenKeys> WayBetweenKeys::make(PosedBody& body, const capture::Scene& scene,
                                            const SolvedKey& from, const SolvedKey& to) {
  KeyGoals common = common_goals(*from.goals, *to.goals);
  if (from.passes || to.passes || footholds(common, scene).empty()) common.asks_for_balance = false;
  // On the way back to the first key a foot may have to come back to another place.
  constexpr double same_place_m = 2e-3;
  const auto at_end = planted_points(*from.goals, common, body, to.posture->q);
  auto planted = planted_points(*from.goals, common, body, from.posture->q);
  for (std::size_t i = planted.size(); i-- > 0;)
    if ((at_end[i].place_G - planted[i].place_G).norm() > same_place_m)
      planted.erase(planted.begin() + static_cast<std::ptrdiff_t>(i));

  PostureTolerances tolerances;
  tolerances.balance_margin_m = 0;
  auto set = make_targets(common, scene, body.body(), planted, tolerances);
  if (!set) return set.refusal();
  std::vector<model::CoordinateId> exact;
  for (const auto& goal : common.coordinates) exact.push_back(goal.coordinate);
  WayBetweenKeys way(body);
  way.unknowns_ =
      std::make_unique<Unknowns>(body, exact, from.posture->is_symmetric && to.posture->is_symmetric);
  way.problem_ =
      std::make_unique<PostureProblem>(body, *way.unknowns_, std::move(set->targets), set->balance);
  return way;
}

// v - S J^T (J S J^T)^+ J v, with S the squares of the spreads.
void keep_unmoved(const PosedBody& body, const Eigen::MatrixXd& rows, std::span<double> speeds) {
  const auto& free = body.free_coordinates();
  const auto wanted = wanted_near(body.model(), body.q());
  Eigen::VectorXd spread(static_cast<Eigen::Index>(free.size())), scaled(spread.size());
  for (std::size_t i = 0; i < free.size(); ++i) {
    spread[static_cast<Eigen::Index>(i)] = wanted[free[i].at()].spread;
    scaled[static_cast<Eigen::Index>(i)] = speeds[free[i].at()] / wanted[free[i].at()].spread;
  }
  const Eigen::MatrixXd scaled_rows = rows * spread.asDiagonal();
  Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> decomposition;
  // Points of one foot say the same thing several times over.
  decomposition.setThreshold(1e-6);
  decomposition.compute(scaled_rows);
  scaled -= decomposition.solve(scaled_rows * scaled);
  for (std::size_t i = 0; i < free.size(); ++i) {
    const auto at = static_cast<Eigen::Index>(i);
    speeds[free[i].at()] = spread[at] * scaled[at];
  }
}

PostureProblem::Outcome WayBetweenKeys::follow(const std::vector<double>& q_wanted, std::vector<double>& q) {
  problem_->set_wishes(wanted_near(*model_, q_wanted), 0);
  q.resize(q_wanted.size());
  for (std::size_t c = 0; c < q.size(); ++c) q[c] = q_wanted[c] + offset_[c];
  const auto outcome = problem_->settle(q);
  for (std::size_t c = 0; c < q.size(); ++c) offset_[c] = q[c] - q_wanted[c];
  return outcome;
}

}  // namespace loadshare::exercises
