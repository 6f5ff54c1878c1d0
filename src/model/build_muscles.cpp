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
    if (!wrap.body.is_some()) continue;
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

Path BodyBuilder::path_of(const MuscleRow& muscle) {
  std::vector<const MusclePointRow*> rows;
  for (const auto& row : tables_.muscle_points)
    if (row.muscle == muscle.name) rows.push_back(&row);
  std::ranges::stable_sort(rows, {}, &MusclePointRow::order);
  Path path;
  for (const auto* row : rows) {
    if (row->order != static_cast<int>(path.points.size()) + 1)
      problem(row->where, fmt::format("the points of '{}' are not counted 1, 2, 3, …", muscle.name),
              "Count them on from 1 in the path's order.");
    PathPoint point;
    point.name = fmt::format("{}-P{}", muscle.name, row->order);
    point.body = body_named(row->body, row->where);
    if (!point.body.is_some()) continue;
    const Vec3 p_B = row->p_B.cwiseProduct(factor(point.body));
    if (row->coordinate.empty())
      point.place = FixedPoint{p_B};
    else
      point.place =
          ConditionalPoint{p_B, coordinate_named(row->coordinate, row->where), row->from_rad, row->to_rad};
    path.points.push_back(std::move(point));
  }
  if (path.points.size() < 2)
    problem(muscle.where, fmt::format("'{}' has fewer than two points", muscle.name), "Give it a path.");

  std::vector<const MuscleWrapRow*> wraps;
  for (const auto& row : tables_.muscle_wraps)
    if (row.muscle == muscle.name) wraps.push_back(&row);
  std::ranges::stable_sort(wraps, {}, &MuscleWrapRow::order);
  for (const auto* row : wraps) {
    PathWrap wrap;
    wrap.name = fmt::format("{}_over_{}", muscle.name, row->wrap);
    wrap.object = body_.model.find_wrap(row->wrap);
    wrap.method = row->method == "hybrid"     ? WrapMethod::hybrid
                  : row->method == "midpoint" ? WrapMethod::midpoint
                                              : WrapMethod::axial;
    wrap.first_point = row->first_point;
    wrap.last_point = row->last_point;
    const int count = static_cast<int>(path.points.size());
    if (wrap.first_point > count || wrap.last_point > count)
      problem(row->where, fmt::format("'{}' has {} points", muscle.name, count), "Name points that it has.");
    if (wrap.object.is_some())
      path.wraps.push_back(std::move(wrap));
    else
      problem(row->where, fmt::format("there is no wrap called '{}'", row->wrap), "Name one of wraps.csv.");
  }
  return path;
}

// In the zero position, straight from point to point; conditional points as if always there.
double BodyBuilder::straight_length(const Path& path, bool scaled) const {
  const auto& places = scaled ? p_GB_scaled_ : p_GB_reference_;
  const auto place = [&](const PathPoint& point) -> Vec3 {
    const auto* fixed = std::get_if<FixedPoint>(&point.place);
    const Vec3 p_B = fixed ? fixed->p_B : std::get<ConditionalPoint>(point.place).p_B;
    return places[point.body.at()] + (scaled ? p_B : Vec3(p_B.cwiseQuotient(factor(point.body))));
  };
  double length = 0;
  for (std::size_t i = 1; i < path.points.size(); ++i)
    length += (place(path.points[i]) - place(path.points[i - 1])).norm();
  return length;
}

// `length_ratio`: of the muscle's fibres to the reference person's (volume is PCSA times fibre length).
void BodyBuilder::set_force(Muscle& muscle, const MuscleRow& row, double length_ratio) {
  const auto strength = std::ranges::find(body_.strength, row.strength, &MuscleStrength::name);
  if (strength == body_.strength.end())
    return problem(row.where, fmt::format("there is no strength class '{}'", row.strength),
                   "Name one of strength.csv.");
  body_.muscle_strength.push_back(static_cast<std::size_t>(strength - body_.strength.begin()));
  body_.pcsa_cm2.push_back(row.pcsa_cm2 * scale_.muscle_volume_ratio / length_ratio);
  muscle.max_isometric_force_N = body_.pcsa_cm2.back() * strength->specific_tension_N_per_cm2;
}

void BodyBuilder::add_muscles() {
  for (const auto& row : tables_.strength) {
    const auto ratio = options_.strength_ratio.find(row.name);
    const double chosen = scale_.sex == Sex::man ? row.man_N_per_cm2 : row.woman_N_per_cm2;
    body_.strength.push_back({row.name, chosen * (ratio == options_.strength_ratio.end() ? 1 : ratio->second),
                              row.spread_ratio, row.source});
  }
  for (const auto& row : tables_.muscles) {
    Muscle muscle;
    muscle.name = row.name;
    muscle.type = "Millard2012EquilibriumMuscle";
    muscle.path = path_of(row);
    const double reference_m = straight_length(muscle.path, false);
    const double ratio = reference_m > 0 ? straight_length(muscle.path, true) / reference_m : 1;
    muscle.optimal_fiber_length_m = row.optimal_fiber_length_m * ratio;
    muscle.tendon_slack_length_m = row.tendon_slack_length_m * ratio;
    muscle.pennation_at_optimal_rad = row.pennation_at_optimal_rad;
    muscle.max_contraction_velocity_per_s = row.max_contraction_velocity_per_s;
    set_force(muscle, row, ratio);
    const auto curves = std::ranges::find(tables_.muscle_curves, row.curves, &MuscleCurvesRow::name);
    if (curves == tables_.muscle_curves.end()) {
      problem(row.where, fmt::format("there are no curves called '{}'", row.curves),
              "Name a row of muscle_curves.csv.");
      continue;
    }
    auto millard = curves->curves;
    millard.fiber_force_length.strain_at_zero_force = row.passive_strain_at_zero;
    millard.fiber_force_length.strain_at_one_norm_force = row.passive_strain_at_one;
    millard.fiber_force_length.stiffness_at_one_norm_force = row.passive_stiffness_at_one;
    // OpenSim's own choice where the row is silent: a curve that is stiff at its end.
    if (!row.passive_stiffness_at_one)
      millard.fiber_force_length.stiffness_at_one_norm_force =
          2.0 / (row.passive_strain_at_one - row.passive_strain_at_zero);
    muscle.curves = millard;
    body_.model.force_order.push_back(muscle.name);
    body_.model.muscles.push_back(std::move(muscle));
  }
  const auto check_muscle = [&](const auto& row) {
    if (!body_.model.find_muscle(row.muscle).is_some())
      problem(row.where, fmt::format("there is no muscle called '{}'", row.muscle),
              "Name one of muscles.csv.");
  };
  std::ranges::for_each(tables_.muscle_points, check_muscle);
  std::ranges::for_each(tables_.muscle_wraps, check_muscle);
}

}  // namespace loadshare::model
