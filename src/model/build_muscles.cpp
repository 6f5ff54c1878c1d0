// Wraps and muscles of the built-in body.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "model/body_builder.h"

namespace loadshare::model {
namespace {

constexpr double least_path_m = 1e-4;

}  // namespace

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

std::vector<PathPoint> BodyBuilder::points_of(const MuscleRow& muscle) {
  std::vector<const MusclePointRow*> rows;
  for (const auto& row : tables_.muscle_points)
    if (row.muscle == muscle.name) rows.push_back(&row);
  std::ranges::stable_sort(rows, {}, &MusclePointRow::order);
  std::vector<PathPoint> points;
  for (const auto* row : rows) {
    PathPoint point;
    point.name = fmt::format("{}-P{}", muscle.name, row->order);
    point.body = body_named(row->body, row->where);
    const Vec3 p_B = row->p_B.cwiseProduct(factor(point.body));
    if (row->coordinate.empty())
      point.place = FixedPoint{p_B};
    else
      point.place =
          ConditionalPoint{p_B, coordinate_named(row->coordinate, row->where), row->from_rad, row->to_rad};
    points.push_back(std::move(point));
    if (row->order != static_cast<int>(points.size()))
      problem(row->where,
              fmt::format("point {} of '{}' is counted as {}", points.size(), muscle.name, row->order),
              "Count a muscle's points from 1 in the path's order, each once.");
  }
  if (points.size() < 2)
    problem(muscle.where, fmt::format("'{}' has fewer than two points", muscle.name),
            "Give it a path in muscle_points.csv.");
  return points;
}

std::vector<PathWrap> BodyBuilder::wraps_of(const MuscleRow& muscle, std::size_t point_count) {
  std::vector<const MuscleWrapRow*> rows;
  for (const auto& row : tables_.muscle_wraps)
    if (row.muscle == muscle.name) rows.push_back(&row);
  std::ranges::stable_sort(rows, {}, &MuscleWrapRow::order);
  std::vector<PathWrap> wraps;
  for (const auto* row : rows) {
    PathWrap wrap;
    wrap.name = fmt::format("{}_over_{}", muscle.name, row->wrap);
    wrap.object = body_.model.find_wrap(row->wrap);
    wrap.method = row->method == "hybrid"     ? WrapMethod::hybrid
                  : row->method == "midpoint" ? WrapMethod::midpoint
                                              : WrapMethod::axial;
    wrap.first_point = row->first_point;
    wrap.last_point = row->last_point;
    if (const int last = std::max(wrap.first_point, wrap.last_point); last > static_cast<int>(point_count))
      problem(row->where, fmt::format("'{}' has {} points, and no point {}", muscle.name, point_count, last),
              "Name points that it has.");
    if (!wrap.object.is_some())
      problem(row->where, fmt::format("there is no wrap called '{}'", row->wrap), "Name one of wraps.csv.");
    wraps.push_back(std::move(wrap));
  }
  return wraps;
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

// Of the muscle's path to the reference person's; its fibres and tendon grow in the same ratio.
double BodyBuilder::length_ratio(const Path& path, const MuscleRow& row) {
  for (const auto& point : path.points)
    if (!point.body.is_some()) return 1;  // refused already
  const double reference_m = straight_length(path, false), own_m = straight_length(path, true);
  if (std::min(reference_m, own_m) >= least_path_m) return own_m / reference_m;
  if (path.points.size() >= 2)
    problem(row.where, fmt::format("the points of '{}' lie in one place", row.name),
            "Correct its points: lengths scale with the path between them.");
  return 1;
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
    muscle.path.points = points_of(row);
    muscle.path.wraps = wraps_of(row, muscle.path.points.size());
    const double ratio = length_ratio(muscle.path, row);
    muscle.optimal_fiber_length_m = row.optimal_fiber_length_m * ratio;
    muscle.tendon_slack_length_m = row.tendon_slack_length_m * ratio;
    muscle.pennation_at_optimal_rad = row.pennation_at_optimal_rad;
    muscle.max_contraction_velocity_per_s = row.max_contraction_velocity_per_s;
    set_force(muscle, row, ratio);
    set_curves(muscle, row);
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
