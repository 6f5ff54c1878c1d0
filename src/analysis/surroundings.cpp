#include "analysis/surroundings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "analysis/floor_height.h"
#include "base/units.h"
#include "dynamics/contacts.h"
#include "exercises/settle_on_supports.h"

namespace loadshare::analysis {
namespace {

bool carries_mass(const capture::Scene& scene) {
  return std::ranges::any_of(scene.loads,
                             [](const auto& load) { return load.kind == capture::CarriedLoad::Kind::mass; });
}

// Coordinates that were changed by so much that the recording, its person or its floor are in doubt; empty
// where there are none.
std::string text_of_large_changes(const std::vector<exercises::CoordinateChange>& changes,
                                  const model::Model& model) {
  constexpr double turn_rad = 15 * rad_per_deg, shift_m = 0.1;
  std::string text;
  for (const auto& change : changes) {
    const auto& coordinate = model.coordinates[change.coordinate.at()];
    const bool turns = coordinate.motion == model::MotionType::rotational;
    if (std::abs(change.change) <= (turns ? turn_rad : shift_m)) continue;
    text += fmt::format("{}{} by {:.0f} {} at {:.2f} s", text.empty() ? "" : ", ", coordinate.name,
                        turns ? degrees(change.change) : change.change / m_per_mm, turns ? "degrees" : "mm",
                        change.time_s);
  }
  return text;
}

// Changes the motion so that it rests on the supports. What was changed is an assumption.
Result<Done> settle_motion(const AnalyseInputs& inputs, Study& study, Diagnostics& notes) {
  const auto& where = study.scene.where;
  if (inputs.loads)
    return Refusal{where, "a motion with measured forces does not settle: its feet belong to the plates",
                   "Leave 'settle' out, or leave the measured forces out."};
  auto settled = exercises::settle_on_supports(
      study.motion,
      {study.model, *study.skeleton, *study.couplings, study.body->contacts, study.scene, study.external},
      exercises::SettleSettings{}, notes);
  if (!settled) return settled.refusal();
  const auto& before = settled->before;
  const auto& after = settled->after;
  notes.assume(
      where,
      fmt::format("the motion was settled on its supports: {}. Points lay up to {:.0f} mm below them, "
                  "and lie up to {:.0f} mm; in 95 of 100 samples the supports lacked up to {:.1f} % of "
                  "the body's weight, and lack up to {:.1f} %",
                  exercises::text_of_changes(*settled, study.model), before.depth_m_max / m_per_mm,
                  after.depth_m_max / m_per_mm, 100 * before.left_force_ratio_p95,
                  100 * after.left_force_ratio_p95));
  if (const auto large = text_of_large_changes(settled->changes, study.model); !large.empty())
    notes.flag(where, fmt::format("to settle on its supports the motion was changed far: {}", large));
  study.motion = std::move(settled->motion);
  return Done{};
}

Result<Done> add_contacts(const AnalyseInputs& inputs, Study& study, Diagnostics& notes) {
  if (study.scene.supports.empty()) return Done{};
  const dynamics::ContactSettings settings;
  if (!is_movement(inputs))
    if (auto done = place_floors(*study.skeleton, study.body->contacts, study.motion, settings.slow_mps,
                                 study.scene, notes);
        !done)
      return done.refusal();
  if (study.scene.settles)
    if (auto done = settle_motion(inputs, study, notes); !done) return done.refusal();
  auto measured = dynamics::bodies_with_measured_force(study.external);
  std::erase_if(measured, [&](model::BodyId body) {
    return std::ranges::find(study.measured_at_times, body, &MeasuredAtTimes::body) !=
           study.measured_at_times.end();
  });
  auto contacts =
      dynamics::Contacts::make(study.model, *study.skeleton, *study.couplings, study.body->contacts,
                               study.scene.supports, measured, settings, notes);
  if (!contacts) return contacts.refusal();
  study.contacts = *std::move(contacts);
  return Done{};
}

Result<Done> add_brace(const AnalyseInputs& inputs, const std::vector<tension::Cut>& cuts, Study& study) {
  const auto level = inputs.brace.value_or(study.scene.brace);
  const auto lumbar = std::ranges::find_if(
      cuts, [](const auto& cut) { return cut.region == tension::CutRegion::lumbar && cut.is_default; });
  if (level == capture::BraceLevel::none || lumbar == cuts.end()) return Done{};
  auto brace = sharing::Brace::make(
      {study.model, *study.skeleton, *study.couplings, *study.muscles, study.body->pressure_ends,
       study.body->pressure_wall, study.used_muscles, lumbar->flexion_coordinate},
      level, sharing::BraceSettings{});
  if (!brace) return brace.refusal();
  study.brace = *std::move(brace);
  return Done{};
}

Result<Done> add_stability(const std::vector<tension::Cut>& cuts, Study& study, Diagnostics& notes) {
  if (!study.scene.asks_for_stability.value_or(carries_mass(study.scene))) return Done{};
  std::vector<model::JointId> levels;
  for (const auto& cut : cuts)
    if (cut.region == tension::CutRegion::lumbar) levels.push_back(cut.joint);
  auto stability = sharing::Stability::make(
      study.model, *study.skeleton,
      sharing::lumbar_motions(study.model, *study.skeleton, *study.couplings, levels), study.used_muscles,
      sharing::StabilitySettings{}, notes);
  if (!stability) return stability.refusal();
  study.stability = *std::move(stability);
  return Done{};
}

}  // namespace

Result<Done> read_scene_of(const AnalyseInputs& inputs, Study& study) {
  if (!inputs.scene) return Done{};
  if (!study.body)
    return Refusal{inputs.scene->string(),
                   "a scene needs the built-in body: other models have no contact points",
                   "Give the person (--person) instead of a model, or leave the scene out."};
  auto scene = capture::read_scene(*inputs.scene);
  if (!scene) return scene.refusal();
  study.scene = *std::move(scene);
  return Done{};
}

Result<Done> add_surroundings(const AnalyseInputs& inputs, const std::vector<tension::Cut>& cuts,
                              Study& study, Diagnostics& notes) {
  if (!study.body) return Done{};
  if (auto done = add_contacts(inputs, study, notes); !done) return done;
  if (auto done = add_brace(inputs, cuts, study); !done) return done;
  return add_stability(cuts, study, notes);
}

Result<Done> add_measured_activity(const AnalyseInputs& inputs, Study& study, Diagnostics& notes) {
  if (!inputs.emg) return Done{};
  const auto emg = capture::read_emg(*inputs.emg);
  if (!emg) return emg.refusal();
  auto made = MeasuredActivity::make(*emg, study.model, study.used_muscles, study.motion.times_s, notes);
  if (!made) return made.refusal();
  study.measured_activity = *std::move(made);
  return Done{};
}

bool holds_stable(const Study& study, const mechanics::Pose& pose) {
  if (!study.stability) return false;
  if (study.scene.asks_for_stability) return *study.scene.asks_for_stability;
  const auto thorax = study.model.find_body("thorax");
  return thorax.is_some() && pose.X_GB[thorax.at()].R(1, 1) > std::cos(radians(45));
}

}  // namespace loadshare::analysis
