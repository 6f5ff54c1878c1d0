#include "exercises/settle_on_supports.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/units.h"
#include "exercises/posture_targets.h"

namespace loadshare::exercises {
namespace {

CarrierSettings carriers_within_reach(const SettleSettings& settings) {
  CarrierSettings reach;
  reach.contact.near_m = settings.reach_m / 2;
  reach.contact.far_m = settings.reach_m;
  reach.contact.deep_m = settings.depth_reach_m * 2 / 3;
  reach.contact.too_deep_m = settings.depth_reach_m;
  reach.dear_gap_m = settings.gap_m;
  reach.dear_speed_mps = settings.speed_mps;
  // The price of an edge is the load's weight.
  reach.left_over_ratio = settings.left_over_ratio * std::sqrt(settings.load_weight);
  return reach;
}

dynamics::MotionSample sample_of(double time_s, const SettleProblem::State& state) {
  return {time_s, state.q, state.qdot, state.qddot};
}

// Improves the change until little is gained; returns the number of steps.
int improve(SettleProblem& problem, Carriers& carriers, const std::vector<double>& times_s,
            const SettleSettings& settings, SmoothChange& change) {
  constexpr double damping_min = 1e-8, damping_first_raise = 1e-4, damping_max = 1e3;
  double damping = damping_min;
  Carried carried;
  for (int step = 0; step < settings.steps_max; ++step) {
    for (const std::size_t i : problem.samples()) {
      const auto state = problem.state_at(change, i);
      carriers.find(sample_of(times_s[i], state), carried);
      problem.set_loads(i, carried.edge_N);
    }
    const double before = problem.linearise(change);
    double sum = before;
    while (true) {
      change.step(damping);
      sum = problem.measure(change);
      if (sum < before) break;
      change.step_back();
      damping = std::max(damping_first_raise, 10 * damping);
      if (damping > damping_max) return step;
    }
    const bool was_free = damping <= damping_first_raise;
    damping = std::max(damping_min, damping / 100);
    if (was_free && before - sum <= settings.least_gain * before) return step + 1;
  }
  return settings.steps_max;
}

double percentile_95(std::vector<double> values) {
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(values.size() * 95 / 100);
  std::ranges::nth_element(values, at);
  return *at;
}

Result<SupportFit> measure_fit(const motion::Kinematics& motion, const SupportedBody& body,
                               const SettleSettings& settings, Diagnostics& notes) {
  CarrierSettings as_in_load_sharing;
  as_in_load_sharing.dear_gap_m = settings.gap_m;
  auto carriers = Carriers::make(body, as_in_load_sharing, notes);
  if (!carriers) return carriers.refusal();
  const auto& contacts = carriers->contacts();
  SupportFit fit;
  std::vector<double> forces, moments;
  auto workspace = body.skeleton.make_workspace();
  mechanics::Pose pose;
  Carried carried;
  double load_N = 0;
  for (std::size_t i = 0; i < motion.sample_count(); ++i) {
    const auto sample = dynamics::sample_of(motion, i);
    carriers->find(sample, carried);
    forces.push_back(carried.left_force_N.norm() / carriers->weight_N());
    moments.push_back(carried.left_moment_Nm.norm());
    body.skeleton.set_pose(workspace, sample.q, sample.qdot, pose);
    for (std::size_t p = 0; p < contacts.pairs().size(); ++p) {
      const auto& pair = contacts.pairs()[p];
      const auto& surface = contacts.surfaces()[pair.surface];
      const auto distance = dynamics::distance_to(surface, pose.X_GB[pair.body.at()] * pair.p_B);
      const double normal_N = surface.normal_G.dot(contacts.force_G(p, carried.edge_N));
      load_N += normal_N;
      fit.gap_m_mean += normal_N * std::max(0.0, distance.gap_m);
      if (!is_over_or_in(body.scene.supports[pair.surface], distance) || -distance.gap_m <= fit.depth_m_max)
        continue;
      fit.depth_m_max = -distance.gap_m;
      fit.deepest_point = pair.name;
    }
  }
  if (load_N > 0) fit.gap_m_mean /= load_N;
  fit.left_force_ratio_p95 = percentile_95(std::move(forces));
  fit.left_moment_Nm_p95 = percentile_95(std::move(moments));
  return fit;
}

std::vector<CoordinateChange> find_changes(const motion::Kinematics& from, const motion::Kinematics& to,
                                           const mechanics::Couplings& couplings) {
  std::vector<CoordinateChange> changes;
  for (const auto coordinate : couplings.free_coordinates()) {
    const auto column = static_cast<Eigen::Index>(coordinate.at());
    Eigen::Index at = 0;
    (to.q.col(column) - from.q.col(column)).cwiseAbs().maxCoeff(&at);
    changes.push_back(
        {coordinate, to.q(at, column) - from.q(at, column), from.times_s[static_cast<std::size_t>(at)]});
  }
  return changes;
}

}  // namespace

Result<Settled> settle_on_supports(const motion::Kinematics& motion, const SupportedBody& body,
                                   const SettleSettings& settings, Diagnostics& notes) {
  if (body.scene.supports.empty())
    return Refusal{body.scene.where, "there is no support that the motion could settle on",
                   "Write a floor or another support into the scene, or do not let the motion settle."};
  if (motion.sample_count() < 2)
    return Refusal{body.scene.where, "a motion of one sample does not settle",
                   "Give a recording of at least two samples, or a posture with what it touches."};
  auto carriers = Carriers::make(body, carriers_within_reach(settings), notes);
  if (!carriers) return carriers.refusal();
  SettleProblem problem(motion, body, carriers->contacts(), settings);
  const double step_s =
      (motion.times_s.back() - motion.times_s.front()) / static_cast<double>(motion.sample_count() - 1);
  SmoothChange change(motion.times_s, std::max(settings.knot_s, 2 * step_s),
                      static_cast<Eigen::Index>(body.couplings.free_coordinates().size()));
  Settled settled;
  settled.steps = improve(problem, *carriers, motion.times_s, settings, change);
  settled.motion = problem.moved(change);
  settled.changes = find_changes(motion, settled.motion, body.couplings);
  auto before = measure_fit(motion, body, settings, notes);
  if (!before) return before.refusal();
  auto after = measure_fit(settled.motion, body, settings, notes);
  if (!after) return after.refusal();
  settled.before = *std::move(before);
  settled.after = *std::move(after);
  return settled;
}

std::string text_of_changes(const Settled& settled, const model::Model& model) {
  constexpr std::size_t shown = 4;
  const auto shifts = [&](const CoordinateChange& change) {
    return model.coordinates[change.coordinate.at()].motion == model::MotionType::translational;
  };
  auto turns = settled.changes;
  std::erase_if(turns, shifts);
  std::ranges::stable_sort(turns, std::ranges::greater(),
                           [](const auto& change) { return std::abs(change.change); });
  double shift_m = 0;
  for (const auto& change : settled.changes)
    if (shifts(change)) shift_m = std::max(shift_m, std::abs(change.change));
  std::string text;
  for (std::size_t i = 0; i < std::min(shown, turns.size()); ++i)
    text += fmt::format("{} by up to {:.0f} degrees, ", model.coordinates[turns[i].coordinate.at()].name,
                        degrees(std::abs(turns[i].change)));
  return text + fmt::format("the whole body by up to {:.0f} mm", shift_m / m_per_mm);
}

}  // namespace loadshare::exercises
