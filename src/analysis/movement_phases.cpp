#include "analysis/movement_phases.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

#include "mechanics/pose.h"
#include "motion/gait_events.h"
#include "motion/repetitions.h"

namespace loadshare::analysis {
namespace {

// Height of the mass centre and how upright the trunk is, by sample.
struct Carriage {
  std::vector<double> center_m, uprightness;
};

Carriage measure_carriage(const Study& study) {
  const auto pelvis = study.model.find_body("pelvis");
  auto workspace = study.skeleton->make_workspace();
  mechanics::Pose pose;
  const std::vector<double> speeds(study.model.coordinates.size(), 0.0);
  Carriage carriage;
  for (Eigen::Index i = 0; i < study.motion.q.rows(); ++i) {
    study.skeleton->set_pose(workspace, {study.motion.q.row(i).data(), speeds.size()}, speeds, pose);
    double moment = 0, mass_kg = 0;
    for (std::size_t b = 1; b < study.model.bodies.size(); ++b) {
      const auto& body = study.model.bodies[b];
      moment += body.mass_kg * (pose.X_GB[b] * body.mass_center_B).y();
      mass_kg += body.mass_kg;
    }
    carriage.center_m.push_back(moment / mass_kg);
    carriage.uprightness.push_back(pelvis.is_some() ? pose.X_GB[pelvis.at()].R(1, 1) : 1.0);
  }
  return carriage;
}

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

double value_at(const std::vector<double>& times_s, const std::vector<double>& values, double time_s) {
  const auto at = static_cast<std::size_t>(std::ranges::lower_bound(times_s, time_s) - times_s.begin());
  return values[std::min(at, values.size() - 1)];
}

// Each foot strikes or leaves at least twice in all, and the two take turns: between two strikes of one foot
// the other strikes or leaves.
bool is_gait(const std::vector<motion::GaitEvent>& events) {
  std::array<int, 2> counts{};
  int turns = 0;
  for (std::size_t e = 0; e < events.size(); ++e) {
    ++counts[static_cast<std::size_t>(events[e].side)];
    if (e > 0 && events[e].side != events[e - 1].side) ++turns;
  }
  // Feet that swing together strike together and leave together: their events come in pairs a moment apart.
  int together = 0;
  constexpr double together_s = 0.08;
  for (std::size_t e = 1; e < events.size(); ++e)
    if (events[e].kind == events[e - 1].kind && events[e].side != events[e - 1].side &&
        events[e].time_s - events[e - 1].time_s < together_s)
      ++together;
  return std::min(counts[0], counts[1]) >= 2 && turns >= 2 && 4 * together < counts[0] + counts[1];
}

std::vector<ReportStep> find_steps(const Study& study, const Carriage& carriage) {
  constexpr double upright = 0.7;  // the pelvis within 45 degrees
  if (mean(carriage.uprightness) < upright) return {};
  const auto events = motion::find_gait_events(study.model, *study.skeleton, study.motion);
  if (!events || !is_gait(*events)) return {};
  std::vector<ReportStep> steps;
  for (const auto& phase :
       motion::find_gait_phases(*events, study.motion.times_s.front(), study.motion.times_s.back()))
    steps.push_back({phase.side == motion::GaitSide::right ? tension::Side::right : tension::Side::left,
                     phase.is_stance, phase.start_s, phase.end_s, phase.is_whole});
  return steps;
}

std::vector<ReportRepetition> find_repetitions(const Study& study) {
  const auto main =
      motion::find_main_movement(study.motion, study.model, study.couplings->free_coordinates());
  std::vector<ReportRepetition> repetitions;
  for (const auto& found : motion::find_repetitions(study.motion.times_s, main.signal_rad))
    repetitions.push_back({found.start_s, found.turn_start_s, found.turn_end_s, found.end_s, found.is_whole});
  return repetitions;
}

// Whether the mass centre falls from the starts of the repetitions to their turns.
bool lowers_first(const Study& study, const Carriage& carriage,
                  const std::vector<ReportRepetition>& repetitions) {
  double fall_m = 0;
  for (const auto& repetition : repetitions)
    fall_m += value_at(study.motion.times_s, carriage.center_m, repetition.start_s) -
              value_at(study.motion.times_s, carriage.center_m, repetition.turn_start_s);
  return fall_m > 0;
}

// A phase of these stretches; those without duration are left out. Nothing where none is left.
void add_common(std::string name, std::vector<tension::TimeSpan> spans, int ranged,
                std::vector<tension::Phase>& phases) {
  std::erase_if(spans, [](const auto& span) { return !(span.end_s > span.start_s); });
  if (spans.empty()) return;
  std::ranges::sort(spans, {}, &tension::TimeSpan::start_s);
  const double start_s = spans.front().start_s, end_s = spans.back().end_s;
  phases.push_back({std::move(name), start_s, end_s, std::move(spans), 0, ranged});
}

void add_repetitions(const ReportMovement& movement, int ranged, std::vector<tension::Phase>& phases) {
  const bool has_whole = std::ranges::any_of(movement.repetitions, &ReportRepetition::is_whole);
  std::vector<tension::TimeSpan> out, hold, back;
  for (const auto& repetition : movement.repetitions) {
    if (has_whole && !repetition.is_whole) continue;
    out.push_back({repetition.start_s, repetition.turn_start_s});
    hold.push_back({repetition.turn_start_s, repetition.turn_end_s});
    back.push_back({repetition.turn_end_s, repetition.end_s});
  }
  add_common(movement.way_out, std::move(out), ranged, phases);
  add_common("hold", std::move(hold), ranged, phases);
  add_common(movement.way_back, std::move(back), ranged, phases);
  int number = 0;
  for (const auto& repetition : movement.repetitions) {
    ++number;
    phases.push_back(
        {fmt::format("repetition {}", number), repetition.start_s, repetition.end_s, {}, number, 0});
  }
}

void add_steps(const ReportMovement& movement, int ranged, std::vector<tension::Phase>& phases) {
  for (const auto side : {tension::Side::right, tension::Side::left})
    for (const bool is_stance : {true, false}) {
      std::vector<tension::TimeSpan> spans;
      for (const auto& step : movement.steps)
        if (step.side == side && step.is_stance == is_stance) spans.push_back({step.start_s, step.end_s});
      add_common(fmt::format("{} {}", name_of(side), is_stance ? "stance" : "swing"), std::move(spans),
                 ranged, phases);
    }
}

}  // namespace

ReportMovement find_movement(const Study& study) {
  ReportMovement movement;
  if (study.motion.sample_count() < 3) return movement;
  const auto carriage = measure_carriage(study);
  movement.steps = find_steps(study, carriage);
  if (!movement.steps.empty()) return movement;
  movement.repetitions = find_repetitions(study);
  if (movement.repetitions.empty()) return movement;
  const bool lowers = lowers_first(study, carriage, movement.repetitions);
  movement.way_out = lowers ? "lowering" : "rising";
  movement.way_back = lowers ? "rising" : "lowering";
  return movement;
}

std::vector<tension::Phase> make_tension_phases(const ReportMovement& movement, double start_s, double end_s,
                                                int ranged_per_phase) {
  std::vector<tension::Phase> phases{{"whole", start_s, end_s, {}, 0, {}}};
  const int ranged = ranged_per_phase * 2 / 5;
  add_repetitions(movement, ranged, phases);
  add_steps(movement, ranged, phases);
  for (auto& phase : phases) {
    phase.start_s = std::clamp(phase.start_s, start_s, end_s);
    phase.end_s = std::clamp(phase.end_s, start_s, end_s);
  }
  return phases;
}

std::string movement_words(const ReportMovement& movement) {
  const auto counted = [](std::ptrdiff_t count, std::string_view one) {
    return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s");
  };
  if (!movement.repetitions.empty()) {
    const auto whole = std::ranges::count_if(movement.repetitions, &ReportRepetition::is_whole);
    const auto all = std::ssize(movement.repetitions);
    auto text = whole > 0 ? counted(whole, "repetition") : std::string("no whole repetition");
    if (whole < all) text += fmt::format(", {} begun or ended outside the recording", all - whole);
    return text;
  }
  if (movement.steps.empty()) return {};
  const auto stances = [&](tension::Side side) {
    return std::ranges::count_if(movement.steps,
                                 [&](const auto& step) { return step.side == side && step.is_stance; });
  };
  return fmt::format("{} of the right foot, {} of the left", counted(stances(tension::Side::right), "stance"),
                     stances(tension::Side::left));
}

}  // namespace loadshare::analysis
