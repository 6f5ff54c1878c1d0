#include "motion/gait_events.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <numeric>
#include <string>
#include <utility>

#include "base/require.h"
#include "mechanics/pose.h"
#include "numerics/turning_points.h"

namespace loadshare::motion {
namespace {

// The time of an extreme between samples: the vertex of the parabola through it and its neighbours.
double refined_time_s(std::span<const double> times_s, std::span<const double> values, std::size_t i) {
  if (i == 0 || i + 1 >= values.size()) return times_s[i];
  const double before = values[i - 1] - values[i], after = values[i + 1] - values[i];
  const double curvature = before + after;
  if (curvature == 0) return times_s[i];
  const double shift = std::clamp((before - after) / (2 * curvature), -0.5, 0.5);
  return times_s[i] + shift * (times_s[i + 1] - times_s[i - 1]) / 2;
}

void add_extremes(std::span<const double> times_s, std::span<const double> values, bool high, double least_m,
                  GaitEvent event, std::vector<GaitEvent>& events) {
  for (const auto& turn : numerics::find_turning_points(values, least_m)) {
    const bool is_end = turn.sample == 0 || turn.sample + 1 == values.size();
    if (turn.is_high != high || is_end) continue;
    event.time_s = refined_time_s(times_s, values, turn.sample);
    events.push_back(event);
  }
}

struct Feet {
  model::BodyId pelvis;
  std::array<std::array<model::BodyId, 4>, 2> parts;  // right, left: heel, toes, hip, ankle

  void add_to(FootPath& path, const mechanics::Pose& pose, std::size_t side) const {
    const auto& X_GP = pose.X_GB[pelvis.at()];
    const Vec3 facing = X_GP.R.col(0);
    const Vec3 forward = Vec3(facing.x(), 0, facing.z()).normalized();
    const auto origin = [&](std::size_t part) { return pose.X_GB[parts[side][part].at()].p; };
    path.heel_forward_m.push_back(forward.dot(origin(0) - X_GP.p));
    path.toes_forward_m.push_back(forward.dot(origin(1) - X_GP.p));
    path.leg_m.push_back((origin(3) - origin(2)).norm());
  }
};

std::optional<Feet> find_feet(const model::Model& model) {
  Feet feet;
  feet.pelvis = model.find_body("pelvis");
  bool has_all = feet.pelvis.is_some();
  for (std::size_t side = 0; side < 2; ++side) {
    std::size_t part = 0;
    for (const char* name : {"calcn", "toes", "femur", "talus"}) {
      const auto body = model.find_body(std::string(name) + (side == 0 ? "_r" : "_l"));
      has_all = has_all && body.is_some();
      feet.parts[side][part++] = body;
    }
  }
  return has_all ? std::optional(feet) : std::nullopt;
}

using FootEvents = std::array<std::vector<GaitEvent>, 2>;  // right, left

// Mid stance is half way from a strike to the toe-off of the same foot that follows.
bool is_running(std::span<const double> times_s, std::span<const double> pelvis_height_m,
                const FootEvents& feet) {
  double sum_m = 0;
  int count = 0;
  for (const auto& events : feet)
    for (std::size_t e = 0; e + 1 < events.size(); ++e) {
      if (events[e].kind != GaitEvent::Kind::foot_strike) continue;
      const double middle_s = (events[e].time_s + events[e + 1].time_s) / 2;
      const auto at = std::ranges::lower_bound(times_s, middle_s) - times_s.begin();
      sum_m += pelvis_height_m[static_cast<std::size_t>(at)];
      ++count;
    }
  if (count == 0) return false;
  const double mean_m = std::accumulate(pelvis_height_m.begin(), pelvis_height_m.end(), 0.0) /
                        static_cast<double>(pelvis_height_m.size());
  return sum_m / count < mean_m;
}

// Where the leg is longest in the second half of the way from the strike before to the toes' hindmost place.
void move_to_longest_leg(std::span<const double> times_s, const FootPath& foot,
                         std::vector<GaitEvent>& events) {
  double strike_s = times_s.front();
  for (auto& event : events) {
    if (event.kind == GaitEvent::Kind::foot_strike) {
      strike_s = event.time_s;
      continue;
    }
    const auto first = static_cast<std::size_t>(
        std::ranges::lower_bound(times_s, (strike_s + event.time_s) / 2) - times_s.begin());
    const auto last =
        static_cast<std::size_t>(std::ranges::upper_bound(times_s, event.time_s) - times_s.begin());
    if (first >= last) continue;
    const auto longest = std::max_element(foot.leg_m.begin() + static_cast<std::ptrdiff_t>(first),
                                          foot.leg_m.begin() + static_cast<std::ptrdiff_t>(last));
    event.time_s =
        refined_time_s(times_s, foot.leg_m, static_cast<std::size_t>(longest - foot.leg_m.begin()));
  }
}

}  // namespace

std::vector<GaitEvent> find_gait_events(std::span<const double> times_s, const std::array<FootPath, 2>& feet,
                                        std::span<const double> pelvis_height_m, double least_m) {
  FootEvents events;
  for (std::size_t side = 0; side < 2; ++side) {
    const auto& foot = feet[side];
    require(foot.heel_forward_m.size() == times_s.size() && foot.toes_forward_m.size() == times_s.size() &&
                foot.leg_m.size() == times_s.size() && pelvis_height_m.size() == times_s.size(),
            "one place a time");
    const auto named = static_cast<GaitSide>(side);
    add_extremes(times_s, foot.heel_forward_m, true, least_m, {GaitEvent::Kind::foot_strike, named, 0},
                 events[side]);
    add_extremes(times_s, foot.toes_forward_m, false, least_m, {GaitEvent::Kind::toe_off, named, 0},
                 events[side]);
    std::ranges::sort(events[side], {}, &GaitEvent::time_s);
  }
  if (is_running(times_s, pelvis_height_m, events))
    for (std::size_t side = 0; side < 2; ++side) move_to_longest_leg(times_s, feet[side], events[side]);
  auto all = std::move(events[0]);
  all.insert(all.end(), events[1].begin(), events[1].end());
  std::ranges::sort(all, {}, &GaitEvent::time_s);
  return all;
}

std::optional<std::vector<GaitEvent>> find_gait_events(const model::Model& model,
                                                       const mechanics::Skeleton& skeleton,
                                                       const Kinematics& motion, double least_m) {
  const auto feet = find_feet(model);
  if (!feet) return std::nullopt;
  auto workspace = skeleton.make_workspace();
  mechanics::Pose pose;
  std::array<FootPath, 2> paths;
  std::vector<double> pelvis_height_m;
  const std::vector<double> speeds(model.coordinates.size(), 0.0);
  for (Eigen::Index i = 0; i < motion.q.rows(); ++i) {
    skeleton.set_pose(workspace, {motion.q.row(i).data(), model.coordinates.size()}, speeds, pose);
    for (std::size_t side = 0; side < 2; ++side) feet->add_to(paths[side], pose, side);
    pelvis_height_m.push_back(pose.X_GB[feet->pelvis.at()].p.y());
  }
  return find_gait_events(motion.times_s, paths, pelvis_height_m, least_m);
}

std::vector<GaitPhase> find_gait_phases(std::span<const GaitEvent> events, double start_s, double end_s) {
  std::vector<GaitPhase> phases;
  for (const auto side : {GaitSide::right, GaitSide::left}) {
    std::vector<GaitEvent> own;
    std::ranges::copy_if(events, std::back_inserter(own),
                         [&](const auto& event) { return event.side == side; });
    if (own.empty()) continue;
    const auto is_strike = [](const GaitEvent& event) { return event.kind == GaitEvent::Kind::foot_strike; };
    if (own.front().time_s > start_s)
      phases.push_back({side, !is_strike(own.front()), start_s, own.front().time_s, false});
    for (std::size_t i = 0; i < own.size(); ++i) {
      const bool is_last = i + 1 == own.size();
      if (is_last && own[i].time_s >= end_s) continue;
      phases.push_back(
          {side, is_strike(own[i]), own[i].time_s, is_last ? end_s : own[i + 1].time_s, !is_last});
    }
  }
  return phases;
}

}  // namespace loadshare::motion
