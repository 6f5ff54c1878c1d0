// Wraps and muscles of the built-in body.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "model/body_builder.h"

namespace loadshare::model {
void BodyBuilder::add_wraps() {
  for (const auto& row : tables_.wraps) {
    WrapObject wrap;
    wrap.name = row.name;
    wrap.body = body_named(row.body, row.where);
    wrap.X_BW = {rotation_from_body_fixed_xyz(row.rotation_rad), row.p_B.cwiseProduct(factor(wrap.body))};
    const double f = mean_factor(wrap.body);
    if (row.shape == "cylinder")
      wrap.shape = WrapCylinder{row.size_m.x() * f, row.size_m.y() * f};
    else if (row.shape == "sphere")
      wrap.shape = WrapSphere{row.size_m.x() * f};
    else if (row.shape == "ellipsoid")
      wrap.shape = WrapEllipsoid{row.size_m * f};
    else
      wrap.shape = WrapTorus{row.size_m.x() * f, row.size_m.y() * f};
    if (row.quadrant != "all") wrap.quadrant = {row.quadrant[1] - 'x', row.quadrant[0] == '+' ? 1 : -1};
    body_.model.wraps.push_back(std::move(wrap));
  }
}

// Volume is PCSA times fibre length.
void BodyBuilder::set_force(Muscle& muscle, const MuscleRow& row, double fiber_ratio) {
  const auto strength = std::ranges::find(body_.strength, row.strength, &MuscleStrength::name);
  if (strength == body_.strength.end())
    return problem(row.where, fmt::format("there is no strength class '{}'", row.strength),
                   "Name one of strength.csv.");
  body_.muscle_strength.push_back(static_cast<std::size_t>(strength - body_.strength.begin()));
  body_.pcsa_cm2.push_back(row.pcsa_cm2 * scale_.muscle_volume_ratio / fiber_ratio);
  muscle.max_isometric_force_N = body_.pcsa_cm2.back() * strength->specific_tension_N_per_cm2;
}

void BodyBuilder::set_curves(Muscle& muscle, const MuscleRow& row) {
  const auto curves = std::ranges::find(tables_.muscle_curves, row.curves, &MuscleCurvesRow::name);
  if (curves == tables_.muscle_curves.end())
    return problem(row.where, fmt::format("there are no curves called '{}'", row.curves),
                   "Name a row of muscle_curves.csv.");
  auto millard = curves->curves;
  auto& passive = millard.fiber_force_length;
  passive.strain_at_zero_force = row.passive_strain_at_zero;
  passive.strain_at_one_norm_force = row.passive_strain_at_one;
  // OpenSim's own choice where the row is silent: a curve that is stiff at its end.
  passive.stiffness_at_one_norm_force =
      row.passive_stiffness_at_one.value_or(2.0 / (row.passive_strain_at_one - row.passive_strain_at_zero));
  // A muscle may rest altogether; OpenSim refuses one whose control may go below its least activation.
  millard.minimum_activation = muscle.min_control;
  muscle.curves = millard;
}

void BodyBuilder::add_strength() {
  for (const auto& row : tables_.strength) {
    const auto ratio = options_.strength_ratio.find(row.name);
    const double chosen = scale_.sex == Sex::man ? row.man_N_per_cm2 : row.woman_N_per_cm2;
    body_.strength.push_back({row.name, chosen * (ratio == options_.strength_ratio.end() ? 1 : ratio->second),
                              row.spread_ratio, row.source});
  }
  for (const auto& [name, ratio] : options_.strength_ratio)
    if (std::ranges::find(body_.strength, name, &MuscleStrength::name) == body_.strength.end())
      problem("the strength of muscles", fmt::format("there is no strength class '{}'", name),
              "Name one of strength.csv.");
}

void BodyBuilder::add_muscles() {
  add_strength();
  for (const auto& row : tables_.muscles) {
    Muscle muscle;
    muscle.name = row.name;
    muscle.type = "Millard2012EquilibriumMuscle";
    const NamedPath named{muscle_paths(), row.name, row.where};
    muscle.path = path_of(named);
    const double ratio = length_ratio(muscle.path, named);
    muscle.optimal_fiber_length_m = row.optimal_fiber_length_m * ratio;
    muscle.tendon_slack_length_m = row.tendon_slack_length_m * ratio;
    muscle.pennation_at_optimal_rad = row.pennation_at_optimal_rad;
    muscle.max_contraction_velocity_per_s = row.max_contraction_velocity_per_s;
    set_force(muscle, row, ratio);
    set_curves(muscle, row);
    body_.model.force_order.push_back(muscle.name);
    body_.model.muscles.push_back(std::move(muscle));
  }
  check_owners(muscle_paths(),
               [&](const std::string& name) { return body_.model.find_muscle(name).is_some(); });
}

}  // namespace loadshare::model
