#include "exercises/solve_movement.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "base/units.h"
#include "exercises/schedule.h"
#include "exercises/way_between_keys.h"
#include "numerics/minimum_jerk.h"
#include "numerics/spline.h"

namespace loadshare::exercises {
namespace {

using model::CoordinateId;
using Row = Eigen::Map<const Eigen::RowVectorXd>;

Row as_row(const std::vector<double>& q) { return {q.data(), static_cast<Eigen::Index>(q.size())}; }

// Coordinates that the body locks and a key names.
Result<std::vector<CoordinateId>> find_unlocked(const Movement& movement, const model::Model& model) {
  std::set<CoordinateId> unlocked;
  for (const auto& key : movement.keys)
    for (const auto& wish : key.targets.coordinates) {
      const auto found = find_coordinates(model, wish.coordinate, wish.where);
      if (!found) return found.refusal();
      for (const auto coordinate : *found)
        if (model.coordinates[coordinate.at()].locked) unlocked.insert(coordinate);
    }
  return std::vector<CoordinateId>(unlocked.begin(), unlocked.end());
}

// The minimum-jerk way through the keys, and which stop each of its knots belongs to.
numerics::MinimumJerk make_way(const std::vector<Stop>& schedule, const std::vector<SolvedPosture>& keys,
                               std::vector<std::size_t>& stops) {
  std::vector<double> times_s;
  std::vector<bool> at_rest;
  std::vector<std::size_t> places_at;
  stops.clear();
  for (std::size_t s = 0; s < schedule.size(); ++s)
    for (const double time_s : {schedule[s].arrive_s, schedule[s].leave_s}) {
      if (!times_s.empty() && time_s <= times_s.back()) continue;
      times_s.push_back(time_s);
      at_rest.push_back(!schedule[s].passes);
      places_at.push_back(schedule[s].key);
      stops.push_back(s);
    }
  SampleMatrix places(static_cast<Eigen::Index>(places_at.size()),
                      static_cast<Eigen::Index>(keys.front().q.size()));
  for (std::size_t k = 0; k < places_at.size(); ++k)
    places.row(static_cast<Eigen::Index>(k)) = as_row(keys[places_at[k]].q);
  return {std::move(times_s), places, at_rest};
}

// Puts one movement into one body.
class MovementSolver {
 public:
  MovementSolver(const Movement& movement, PosedBody& body, SolvedMovement& solved)
      : movement_(movement), body_(body), solved_(solved) {}

  Result<Done> solve_keys() {
    PostureContext context{body_.q(), {}};
    for (const auto& key : movement_.keys) {
      auto goals = make_goals(key, movement_.scene, body_.body());
      if (!goals) return goals.refusal();
      if (!goals_.empty())
        context.planted = planted_points(goals_.back(), *goals, body_, context.reference_q);
      auto posture = solve_posture(body_, movement_.scene, *goals, context);
      if (!posture) return posture.refusal();
      context.reference_q = posture->q;
      solved_.iterations += posture->iterations;
      goals_.push_back(*std::move(goals));
      solved_.keys.push_back(*std::move(posture));
    }
    return Done{};
  }

  Result<Done> solve_samples() {
    const auto schedule = make_schedule(movement_);
    auto planned = plan_way(schedule);
    if (!planned) return planned.refusal();
    const auto& way = *planned;
    auto& kinematics = solved_.kinematics;
    kinematics.times_s = sample_times(schedule, movement_.rate_Hz);
    kinematics.q.resize(static_cast<Eigen::Index>(kinematics.times_s.size()), as_row(body_.q()).size());
    std::vector<double> q, q_wanted(body_.q().size());
    for (std::size_t i = 0; i < kinematics.times_s.size(); ++i) {
      const double time_s = kinematics.times_s[i];
      const std::size_t at = stop_before(schedule, time_s);
      if (time_s <= schedule[at].leave_s + rounding_s) {
        if (const auto done = arrive(schedule, at); !done) return done.refusal();
        q = solved_.keys[schedule[at].key].q;
      } else {
        way.evaluate(time_s, 0, q_wanted);
        if (const auto done = follow(schedule, at, time_s, q_wanted, q); !done) return done.refusal();
      }
      kinematics.q.row(static_cast<Eigen::Index>(i)) = as_row(q);
    }
    return Done{};
  }

 private:
  static constexpr double rounding_s = 1e-9;

  [[nodiscard]] SolvedKey solved_key(const Stop& stop) const {
    return {&goals_[stop.key], &solved_.keys[stop.key], stop.passes};
  }

  Result<WayBetweenKeys> way_between(const std::vector<Stop>& schedule, std::size_t from) {
    return WayBetweenKeys::make(body_, movement_.scene, solved_key(schedule[from]),
                                solved_key(schedule[from + 1]));
  }

  // Least jerk; but at a key that is passed, nothing moves that is held before it or after it: a foot comes
  // to the floor, and leaves it, at rest.
  Result<numerics::MinimumJerk> plan_way(const std::vector<Stop>& schedule) {
    std::vector<std::size_t> stops;
    const auto least = make_way(schedule, solved_.keys, stops);
    SampleMatrix speeds = least.speeds(), accelerations = least.accelerations();
    const auto width = static_cast<std::size_t>(speeds.cols());
    for (std::size_t k = 0; k < stops.size(); ++k) {
      if (!schedule[stops[k]].passes) continue;
      auto before = way_between(schedule, stops[k] - 1), after = way_between(schedule, stops[k]);
      if (!before) return before.refusal();
      if (!after) return after.refusal();
      auto q = solved_.keys[schedule[stops[k]].key].q;
      const auto rows_before = before->equality_rows(q), rows_after = after->equality_rows(q);
      Eigen::MatrixXd rows(rows_before.rows() + rows_after.rows(), rows_before.cols());
      rows << rows_before, rows_after;
      const auto knot = static_cast<Eigen::Index>(k);
      const std::span<double> speed(speeds.row(knot).data(), width);
      const std::span<double> acceleration(accelerations.row(knot).data(), width);
      keep_unmoved(body_, rows, speed);
      keep_unmoved(body_, rows, acceleration);
      body_.couplings().fill_dependents(q, speed, acceleration);
    }
    return numerics::MinimumJerk(least.times_s(), least.places(), std::move(speeds),
                                 std::move(accelerations));
  }

  // The last stop that was arrived at.
  static std::size_t stop_before(const std::vector<Stop>& schedule, double time_s) {
    std::size_t at = 0;
    while (at + 1 < schedule.size() && schedule[at + 1].arrive_s <= time_s + rounding_s) ++at;
    return at;
  }

  Result<Done> follow(const std::vector<Stop>& schedule, std::size_t from, double time_s,
                      const std::vector<double>& q_wanted, std::vector<double>& q) {
    const std::size_t key = schedule[from].key, next = schedule[from + 1].key;
    if (!way_ || way_from_ != from) {
      auto way = way_between(schedule, from);
      if (!way) return way.refusal();
      way_.emplace(*std::move(way));
      way_from_ = from;
    }
    const auto outcome = way_->follow(q_wanted, q);
    solved_.iterations += outcome.iterations;
    note_off(outcome.off_ratio_max);
    if (outcome.off_ratio_max <= 1) return Done{};
    return Refusal{movement_.keys[next].where,
                   fmt::format("between '{}' and '{}', at {:.2f} s, this body cannot follow: {}",
                               movement_.keys[key].name, movement_.keys[next].name, time_s,
                               text_of_missed(way_->outcomes())),
                   "Put a key on the way between them, or let a point slide or leave its support."};
  }

  // The way that leads to this stop must end in its posture: what was held on the way may shut it out.
  Result<Done> arrive(const std::vector<Stop>& schedule, std::size_t at) {
    if (!way_ || way_from_ + 1 != at || arrived_at_ == at) return Done{};
    arrived_at_ = at;
    const auto& key = solved_.keys[schedule[at].key];
    std::vector<double> q;
    solved_.iterations += way_->follow(key.q, q).iterations;
    constexpr double jump_max = 0.01;  // rad or m
    std::size_t worst = 0;
    for (std::size_t c = 0; c < q.size(); ++c)
      if (std::abs(q[c] - key.q[c]) > std::abs(q[worst] - key.q[worst])) worst = c;
    const double jump = std::abs(q[worst] - key.q[worst]);
    if (jump <= jump_max) return Done{};
    const auto& coordinate = body_.model().coordinates[worst];
    const bool turns = coordinate.motion == model::MotionType::rotational;
    return Refusal{
        movement_.keys[schedule[at].key].where,
        fmt::format("the way from '{}' to '{}' does not lead there: {} would jump by {:.3g} {}",
                    movement_.keys[schedule[at - 1].key].name, movement_.keys[schedule[at].key].name,
                    coordinate.name, turns ? degrees(jump) : jump, turns ? "degrees" : "m"),
        "Put a key on the way between them, or let go of a place or a support that both hold."};
  }

  void note_off(double off_ratio) {
    if (off_ratio <= solved_.between_off_ratio_max) return;
    solved_.between_off_ratio_max = off_ratio;
    const auto outcomes = way_->outcomes();
    const auto part = [](const TargetOutcome& outcome) { return outcome.off / outcome.tolerance; };
    solved_.between_worst = std::ranges::max(outcomes, {}, part).name;
  }

  const Movement& movement_;
  PosedBody& body_;
  SolvedMovement& solved_;
  std::vector<KeyGoals> goals_;
  std::optional<WayBetweenKeys> way_;
  std::size_t way_from_ = 0, arrived_at_ = 0;
};

// Speeds and accelerations, from a spline through the samples with a rest before and after them.
Result<Done> add_speeds(const mechanics::Couplings& couplings, const std::string& where,
                        motion::Kinematics& kinematics) {
  kinematics.qdot.setZero(kinematics.q.rows(), kinematics.q.cols());
  kinematics.qddot = kinematics.qdot;
  const auto count = kinematics.q.rows();
  if (count < 2) return Done{};
  constexpr Eigen::Index rest = 5;
  const double step_s = kinematics.times_s[1] - kinematics.times_s[0];
  std::vector<double> times_s;
  SampleMatrix samples(count + 2 * rest, kinematics.q.cols());
  for (Eigen::Index i = 0; i < samples.rows(); ++i) {
    samples.row(i) = kinematics.q.row(std::clamp<Eigen::Index>(i - rest, 0, count - 1));
    times_s.push_back(kinematics.times_s.front() + step_s * static_cast<double>(i - rest));
  }
  const auto splines = numerics::make_spline_set(5, times_s, samples, where);
  if (!splines) return splines.refusal();
  kinematics.qdot = splines->sample(kinematics.times_s, 1);
  kinematics.qddot = splines->sample(kinematics.times_s, 2);
  const auto width = static_cast<std::size_t>(kinematics.q.cols());
  for (Eigen::Index i = 0; i < count; ++i)
    couplings.fill_dependents({kinematics.q.row(i).data(), width}, {kinematics.qdot.row(i).data(), width},
                              {kinematics.qddot.row(i).data(), width});
  return Done{};
}

void note_unlocked(const std::vector<CoordinateId>& unlocked, const model::Model& model,
                   const std::string& where, Diagnostics& notes) {
  std::vector<std::string> names;
  for (const auto coordinate : unlocked) names.push_back(model.coordinates[coordinate.at()].name);
  if (!names.empty())
    notes.assume(where,
                 fmt::format("coordinates that the body locks move here, because the file names them: {}",
                             fmt::join(names, ", ")));
}

}  // namespace

model::FullBody unlock(const model::FullBody& body, const std::vector<CoordinateId>& coordinates) {
  model::FullBody movable = body;
  for (const auto coordinate : coordinates) movable.model.coordinates[coordinate.at()].locked = false;
  return movable;
}

Result<SolvedMovement> solve_movement(const Movement& movement, const model::FullBody& body,
                                      Diagnostics& notes) {
  SolvedMovement solved;
  solved.name = movement.name;
  auto unlocked = find_unlocked(movement, body.model);
  if (!unlocked) return unlocked.refusal();
  solved.unlocked = *std::move(unlocked);
  auto posed = PosedBody::make(unlock(body, solved.unlocked));
  if (!posed) return posed.refusal();
  MovementSolver solver(movement, *posed, solved);
  if (const auto done = solver.solve_keys(); !done) return done.refusal();
  if (const auto done = solver.solve_samples(); !done) return done.refusal();
  if (const auto done = add_speeds(posed->couplings(), movement.where, solved.kinematics); !done)
    return done.refusal();
  note_unlocked(solved.unlocked, body.model, movement.where, notes);
  return solved;
}

}  // namespace loadshare::exercises
