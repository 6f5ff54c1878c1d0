#include "muscle/millard2012.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace loadshare::muscle {
namespace {

Refusal refusal(const std::string& where, std::string what) {
  return {where, std::move(what), "Correct the curve in the model file."};
}

// Five pieces: toe, steep and shallow ascending limb, descending limb, end. The inner nodes are set so that
// the corners lie where sarcomere geometry has them.
Result<BezierCurve> make_active(const Millard2012Parameters::ActiveForceLength& p, double minimum,
                                const std::string& where) {
  const double x0 = p.min_norm_active_fiber_length, x1 = p.transition_norm_fiber_length;
  const double x2 = 1, x3 = p.max_norm_active_fiber_length, slope = p.shallow_ascending_slope;
  if (!(x0 >= 0 && x1 > x0 && x2 > x1 && x3 > x2))
    return refusal(where, "the fibre lengths of the active curve do not increase");
  if (!(slope >= 0 && slope < (1 - minimum) / (x2 - x1)))
    return refusal(where, "the shallow ascending slope leads above the curve's maximum");
  const double shoulder = 0.05 * x2;  // half the plateau's width
  const double y1 = 1 - slope * (x2 - shoulder - x1);
  const std::array<CurveNode, 6> nodes{{
      {x0, minimum, 0},
      {x0 + 0.5 * (x1 - x0), 0.5 * y1, 1.25 * y1 / (x1 - x0)},
      {x1 + 0.5 * (x2 - shoulder - x1), y1 + 0.5 * (1 - y1), slope},
      {x2, 1, 0},
      {x2 + shoulder + 0.5 * (x3 - (x2 + shoulder)), 0.5, -1 / ((x3 - shoulder) - (x2 + shoulder))},
      {x3, minimum, 0},
  }};
  return make_bezier_curve(nodes, std::array<double, 5>{1, 1, 1, 1, 1}, where);
}

// Two pieces on either side of isometric; those next to the ends are a tenth of the range.
Result<BezierCurve> make_force_velocity(const Millard2012Parameters::ForceVelocity& p, bool elastic_undamped,
                                        const std::string& where) {
  const double fastest = p.max_eccentric_velocity_force_multiplier;
  const double near_c = p.concentric_slope_near_vmax, near_e = p.eccentric_slope_near_vmax;
  const double end_c = elastic_undamped ? std::max(p.concentric_slope_at_vmax, 0.5 * near_c) : 0.0;
  const double end_e = elastic_undamped ? std::max(p.eccentric_slope_at_vmax, 0.5 * near_e) : 0.0;
  if (!(fastest > 1 && near_c > end_c && near_c <= 1 && end_c < 1 && p.isometric_slope > 1 &&
        near_e >= end_e && near_e < fastest - 1 && near_e > 1.5e-8))
    return refusal(where, "the slopes of the force-velocity curve do not fit its ends");
  const std::array<CurveNode, 5> nodes{{
      {-1, 0, end_c},
      {-0.9, 0.05 * (near_c + end_c), near_c},
      {0, 1, p.isometric_slope},
      {0.9, fastest - 0.05 * (near_e + end_e), near_e},
      {1, fastest, end_e},
  }};
  const double c = p.concentric_curviness, e = p.eccentric_curviness;
  return make_bezier_curve(nodes, std::array<double, 4>{c, c, e, e}, where);
}

Result<BezierCurve> make_passive(const Millard2012Parameters::FiberForceLength& p, const std::string& where) {
  const double range = p.strain_at_one_norm_force - p.strain_at_zero_force;
  const int given = p.stiffness_at_low_force.has_value() + p.stiffness_at_one_norm_force.has_value() +
                    p.curviness.has_value();
  if (given != 0 && given != 3)
    return refusal(where, "stiffness at low force, at one norm force and curviness are not all given");
  const double low = p.stiffness_at_low_force.value_or(0.2);
  const double high = p.stiffness_at_one_norm_force.value_or(2.0 / range);
  const double curviness = p.curviness.value_or(0.75);
  if (!(range > 0 && high > 1 / range && low > 0 && low < 1 / range))
    return refusal(where, "the stiffnesses of the passive curve do not fit its strains");
  const double x0 = 1 + p.strain_at_zero_force, foot = std::min(0.1 / high, 0.1 * range);
  const std::array<CurveNode, 3> nodes{
      {{x0, 0, 0}, {x0 + foot, 0.5 * low * foot, low}, {1 + p.strain_at_one_norm_force, 1, high}}};
  return make_bezier_curve(nodes, std::array{curviness, curviness}, where);
}

Result<BezierCurve> make_tendon(const Millard2012Parameters::TendonForceLength& p, const std::string& where) {
  const double strain = p.strain_at_one_norm_force;
  const int given = p.stiffness_at_one_norm_force.has_value() + p.norm_force_at_toe_end.has_value() +
                    p.curviness.has_value();
  if (given != 0 && given != 3)
    return refusal(where,
                   "stiffness at one norm force, force at the toe's end and curviness are not all given");
  const double stiffness = p.stiffness_at_one_norm_force.value_or(1.375 / strain);
  const double toe_force = p.norm_force_at_toe_end.value_or(2.0 / 3.0);
  const double curviness = p.curviness.value_or(0.5);
  if (!(strain > 0 && toe_force > 0 && toe_force < 1 && stiffness > 1 / strain))
    return refusal(where, "the stiffness of the tendon curve does not fit its strain");
  const auto on_line = [&](double y) { return (y - 1) / stiffness + 1 + strain; };
  const double toe_x = on_line(toe_force), middle_x = on_line(0.5 * toe_force);
  const double foot_x = 1 + (toe_x - 1) / 10;
  const double toe_slope = 0.5 * toe_force / (middle_x - foot_x);
  const double control_x = foot_x + 0.5 * (middle_x - foot_x);
  const std::array<CurveNode, 3> nodes{
      {{1, 0, 0}, {control_x, toe_slope * (control_x - foot_x), toe_slope}, {toe_x, toe_force, stiffness}}};
  return make_bezier_curve(nodes, std::array{curviness, curviness}, where);
}

}  // namespace

Result<Millard2012Curves> make_millard2012_curves(const Millard2012Parameters& parameters,
                                                  bool elastic_undamped, const std::string& where) {
  const double minimum = elastic_undamped ? std::max(0.1, parameters.active_force_length.minimum_value) : 0.0;
  auto active = make_active(parameters.active_force_length, minimum, where + ", active force-length curve");
  if (!active) return active.refusal();
  auto velocity =
      make_force_velocity(parameters.force_velocity, elastic_undamped, where + ", force-velocity curve");
  if (!velocity) return velocity.refusal();
  auto passive = make_passive(parameters.fiber_force_length, where + ", fibre force-length curve");
  if (!passive) return passive.refusal();
  auto tendon = make_tendon(parameters.tendon_force_length, where + ", tendon force-length curve");
  if (!tendon) return tendon.refusal();
  return Millard2012Curves{std::move(*active), std::move(*velocity), std::move(*passive), std::move(*tendon)};
}

}  // namespace loadshare::muscle
