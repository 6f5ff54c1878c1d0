#include "analysis/surroundings.h"

#include <algorithm>
#include <cmath>

#include "analysis/floor_height.h"
#include "base/units.h"
#include "dynamics/contacts.h"

namespace loadshare::analysis {
namespace {

bool carries_mass(const capture::Scene& scene) {
  return std::ranges::any_of(scene.loads,
                             [](const auto& load) { return load.kind == capture::CarriedLoad::Kind::mass; });
}

Result<Done> add_contacts(const AnalyseInputs& inputs, Study& study, Diagnostics& notes) {
  if (study.scene.supports.empty()) return Done{};
  const dynamics::ContactSettings settings;
  if (!inputs.movement)
    if (auto done = place_floors(*study.skeleton, study.body->contacts, study.motion, settings.slow_mps,
                                 study.scene, notes);
        !done)
      return done.refusal();
  const auto measured = dynamics::bodies_with_measured_force(study.external);
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

bool holds_stable(const Study& study, const mechanics::Pose& pose) {
  if (!study.stability) return false;
  if (study.scene.asks_for_stability) return *study.scene.asks_for_stability;
  const auto thorax = study.model.find_body("thorax");
  return thorax.is_some() && pose.X_GB[thorax.at()].R(1, 1) > std::cos(radians(45));
}

}  // namespace loadshare::analysis
