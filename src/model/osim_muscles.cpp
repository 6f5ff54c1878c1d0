// Muscles and their curves. Defaults are those of OpenSim's classes.
#include <fmt/format.h>

#include <cmath>

#include "model/osim_parts.h"

namespace loadshare::model::osim {
namespace {

using numerics::Function;

void require_positive(Reader& reader, const Element& e, const char* what, double value) {
  if (value > 0) return;
  reader.problem(e.own, fmt::format("{} is {}", what, value), "Give a value greater than zero.");
}

Function default_curve(std::vector<double> x, std::vector<double> y) {
  auto made = numerics::make_simm_spline(std::move(x), std::move(y), "a default curve");
  require(made.ok(), "the default muscle curves are proper splines");
  return *std::move(made);
}

// The points of the default curves of SIMM's muscle model 4 (Schutte 1993, Delp 1990).
Function default_tendon_curve() {
  return default_curve(
      {-10, -0.002, -0.001, 0, 0.00131, 0.00281, 0.00431, 0.00581, 0.00731, 0.00881, 0.0103, 0.0118, 0.0123,
       9.2, 9.201, 9.202, 20},
      {0, 0, 0, 0, 0.0108, 0.0257, 0.0435, 0.0652, 0.0915, 0.123, 0.161, 0.208, 0.227, 345, 345, 345, 345});
}
Function default_active_curve() {
  return default_curve({-5.307692, -4.307692, -1.923077, -0.884615, -0.269231, 0.230769, 0.461538,
                        0.52725,   0.62875,   0.71875,   0.86125,   1.045,     1.2175,   1.43875,
                        1.5,       1.615385,  2,         2.961538,  3.692308,  5.461538, 9.901902},
                       {0.012188, 0.021899, 0.036466, 0.052493, 0.075312, 0.114158, 0.157859,
                        0.226667, 0.636667, 0.856667, 0.95,     0.993333, 0.77,     0.246667,
                        0.193821, 0.133252, 0.072683, 0.044417, 0.036341, 0.021899, 0.007332});
}
Function default_passive_curve() {
  return default_curve({-5, 0.998, 0.999, 1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.601, 1.602, 5},
                       {0, 0, 0, 0, 0.035, 0.12, 0.26, 0.55, 1.17, 2, 2, 2, 2});
}

Thelen2003Parameters read_thelen(Reader& reader, const Element& e) {
  Thelen2003Parameters p;
  p.fmax_tendon_strain = reader.number(e, "FmaxTendonStrain", p.fmax_tendon_strain);
  p.fmax_muscle_strain = reader.number(e, "FmaxMuscleStrain", p.fmax_muscle_strain);
  p.k_shape_active = reader.number(e, "KshapeActive", p.k_shape_active);
  p.k_shape_passive = reader.number(e, "KshapePassive", p.k_shape_passive);
  p.af = reader.number(e, "Af", p.af);
  p.f_len = reader.number(e, "Flen", p.f_len);
  p.activation_time_constant_s = reader.number(e, "activation_time_constant", p.activation_time_constant_s);
  p.deactivation_time_constant_s =
      reader.number(e, "deactivation_time_constant", p.deactivation_time_constant_s);
  p.fv_linear_extrap_threshold = reader.number(e, "fv_linear_extrap_threshold", p.fv_linear_extrap_threshold);
  p.minimum_activation = reader.number(e, "minimum_activation", p.minimum_activation);
  p.maximum_pennation_angle = reader.number(e, "maximum_pennation_angle", p.maximum_pennation_angle);
  require_positive(reader, e, "FmaxTendonStrain", p.fmax_tendon_strain);
  require_positive(reader, e, "FmaxMuscleStrain", p.fmax_muscle_strain);
  require_positive(reader, e, "KshapeActive", p.k_shape_active);
  require_positive(reader, e, "KshapePassive", p.k_shape_passive);
  require_positive(reader, e, "Af", p.af);
  if (p.f_len <= 1) reader.problem(e.own, fmt::format("Flen is {}", p.f_len), "Give a value greater than 1.");
  return p;
}

Millard2012Parameters read_millard(Reader& reader, const Element& e) {
  Millard2012Parameters p;
  p.fiber_damping = reader.number(e, "fiber_damping", p.fiber_damping);
  p.minimum_activation = reader.number(e, "minimum_activation", p.minimum_activation);
  p.maximum_pennation_angle = reader.number(e, "maximum_pennation_angle", p.maximum_pennation_angle);
  const auto active = reader.document.child_object(e, "ActiveForceLengthCurve");
  auto& a = p.active_force_length;
  a.min_norm_active_fiber_length =
      reader.number(active, "min_norm_active_fiber_length", a.min_norm_active_fiber_length);
  a.transition_norm_fiber_length =
      reader.number(active, "transition_norm_fiber_length", a.transition_norm_fiber_length);
  a.max_norm_active_fiber_length =
      reader.number(active, "max_norm_active_fiber_length", a.max_norm_active_fiber_length);
  a.shallow_ascending_slope = reader.number(active, "shallow_ascending_slope", a.shallow_ascending_slope);
  a.minimum_value = reader.number(active, "minimum_value", a.minimum_value);
  const auto velocity = reader.document.child_object(e, "ForceVelocityCurve");
  auto& v = p.force_velocity;
  v.concentric_slope_at_vmax =
      reader.number(velocity, "concentric_slope_at_vmax", v.concentric_slope_at_vmax);
  v.concentric_slope_near_vmax =
      reader.number(velocity, "concentric_slope_near_vmax", v.concentric_slope_near_vmax);
  v.isometric_slope = reader.number(velocity, "isometric_slope", v.isometric_slope);
  v.eccentric_slope_at_vmax = reader.number(velocity, "eccentric_slope_at_vmax", v.eccentric_slope_at_vmax);
  v.eccentric_slope_near_vmax =
      reader.number(velocity, "eccentric_slope_near_vmax", v.eccentric_slope_near_vmax);
  v.max_eccentric_velocity_force_multiplier = reader.number(
      velocity, "max_eccentric_velocity_force_multiplier", v.max_eccentric_velocity_force_multiplier);
  v.concentric_curviness = reader.number(velocity, "concentric_curviness", v.concentric_curviness);
  v.eccentric_curviness = reader.number(velocity, "eccentric_curviness", v.eccentric_curviness);
  const auto fiber = reader.document.child_object(e, "FiberForceLengthCurve");
  auto& f = p.fiber_force_length;
  f.strain_at_zero_force = reader.number(fiber, "strain_at_zero_force", f.strain_at_zero_force);
  f.strain_at_one_norm_force = reader.number(fiber, "strain_at_one_norm_force", f.strain_at_one_norm_force);
  f.stiffness_at_low_force = reader.optional_number(fiber, "stiffness_at_low_force");
  f.stiffness_at_one_norm_force = reader.optional_number(fiber, "stiffness_at_one_norm_force");
  f.curviness = reader.optional_number(fiber, "curviness");
  const auto tendon = reader.document.child_object(e, "TendonForceLengthCurve");
  auto& t = p.tendon_force_length;
  t.strain_at_one_norm_force = reader.number(tendon, "strain_at_one_norm_force", t.strain_at_one_norm_force);
  t.stiffness_at_one_norm_force = reader.optional_number(tendon, "stiffness_at_one_norm_force");
  t.norm_force_at_toe_end = reader.optional_number(tendon, "norm_force_at_toe_end");
  t.curviness = reader.optional_number(tendon, "curviness");
  return p;
}

DeGrooteFregly2016Parameters read_degroote(Reader& reader, const Element& e) {
  DeGrooteFregly2016Parameters p;
  p.active_force_width_scale = reader.number(e, "active_force_width_scale", p.active_force_width_scale);
  p.fiber_damping = reader.number(e, "fiber_damping", p.fiber_damping);
  p.passive_fiber_strain_at_one_norm_force =
      reader.number(e, "passive_fiber_strain_at_one_norm_force", p.passive_fiber_strain_at_one_norm_force);
  p.tendon_strain_at_one_norm_force =
      reader.number(e, "tendon_strain_at_one_norm_force", p.tendon_strain_at_one_norm_force);
  p.ignore_passive_fiber_force = reader.flag(e, "ignore_passive_fiber_force", false);
  if (p.active_force_width_scale < 1)
    reader.problem(e.own, fmt::format("active_force_width_scale is {}", p.active_force_width_scale),
                   "Give a value of 1 or more.");
  require_positive(reader, e, "passive_fiber_strain_at_one_norm_force",
                   p.passive_fiber_strain_at_one_norm_force);
  require_positive(reader, e, "tendon_strain_at_one_norm_force", p.tendon_strain_at_one_norm_force);
  return p;
}

// A Delp 1990 muscle has a force-velocity curve of its own and no damping; its default for that
// curve is not kept here, so a file that leaves it out is refused.
Schutte1993Parameters read_schutte(Reader& reader, const Element& e, bool delp) {
  Schutte1993Parameters p;
  p.time_scale = reader.number(e, "time_scale", 0.1);
  p.damping = delp ? 0.0 : reader.number(e, "damping", 0.1);
  p.tendon_force_length =
      read_function_property(reader, e, "tendon_force_length_curve", default_tendon_curve());
  p.active_force_length =
      read_function_property(reader, e, "active_force_length_curve", default_active_curve());
  p.passive_force_length =
      read_function_property(reader, e, "passive_force_length_curve", default_passive_curve());
  if (!delp) return p;
  const auto velocity = reader.document.object_property(e, "force_velocity_curve", {});
  if (velocity.object.own)
    p.force_velocity = read_function(reader, velocity.object);
  else
    reader.problem(e.own, "it has no force_velocity_curve", "Give the muscle its force-velocity curve.");
  return p;
}

// Below which OpenSim's class keeps the control, where the file does not say.
double default_min_control(const Muscle& muscle) {
  // The class' constructor takes its own default minimum activation, not the file's.
  if (std::holds_alternative<Thelen2003Parameters>(muscle.curves))
    return Thelen2003Parameters{}.minimum_activation;
  if (std::holds_alternative<Millard2012Parameters>(muscle.curves))
    return Millard2012Parameters{}.minimum_activation;
  return 0;
}

// Before version 30513 a least control of 0 and a greatest of 1 stood in files by mistake: there
// they count as not given.
double read_control(Reader& reader, const Element& e, const char* property, double mistaken,
                    double otherwise) {
  if (reader.document.version() >= 30513) return reader.bound(e, property, otherwise);
  const auto own = e.own.child(property) ? reader.bound({e.own, {}}, property, mistaken) : mistaken;
  if (std::abs(own - mistaken) > 1e-14) return own;
  const auto fallback =
      e.fallback.child(property) ? reader.bound({e.fallback, {}}, property, mistaken) : mistaken;
  return std::abs(fallback - mistaken) > 1e-14 ? fallback : otherwise;
}

void read_common(Reader& reader, const Element& e, Muscle& m) {
  m.applies_force = applies_force(reader, e);
  m.path = read_path(reader, e);
  m.max_isometric_force_N = reader.number(e, "max_isometric_force", 1000);
  m.optimal_fiber_length_m = reader.number(e, "optimal_fiber_length", 0.1);
  m.tendon_slack_length_m = reader.number(e, "tendon_slack_length", 0.2);
  m.pennation_at_optimal_rad = reader.number(e, "pennation_angle_at_optimal", 0);
  m.max_contraction_velocity_per_s = reader.number(e, "max_contraction_velocity", 10);
  m.ignore_tendon_compliance = reader.flag(e, "ignore_tendon_compliance", false);
  m.min_control = read_control(reader, e, "min_control", 0, default_min_control(m));
  m.max_control = read_control(reader, e, "max_control", 1, 1);
  require_positive(reader, e, "max_isometric_force", m.max_isometric_force_N);
  require_positive(reader, e, "optimal_fiber_length", m.optimal_fiber_length_m);
  require_positive(reader, e, "max_contraction_velocity", m.max_contraction_velocity_per_s);
  if (m.tendon_slack_length_m < 0)
    reader.problem(e.own, fmt::format("tendon_slack_length is {}", m.tendon_slack_length_m),
                   "Give a length of zero or more.");
  if (!(m.pennation_at_optimal_rad >= 0 && m.pennation_at_optimal_rad < 1.5707))
    reader.problem(e.own, fmt::format("pennation_angle_at_optimal is {} rad", m.pennation_at_optimal_rad),
                   "Give an angle from 0 to below a right angle, in radians.");
  if (m.min_control > m.max_control)
    reader.problem(e.own, fmt::format("min_control {} is above max_control {}", m.min_control, m.max_control),
                   "Correct the controls.");
}

}  // namespace

bool read_muscle(Reader& reader, const Element& e) {
  const auto type = type_of(e.own);
  Muscle muscle;
  if (type == "Thelen2003Muscle")
    muscle.curves = read_thelen(reader, e);
  else if (type == "Millard2012EquilibriumMuscle")
    muscle.curves = read_millard(reader, e);
  else if (type == "DeGrooteFregly2016Muscle")
    muscle.curves = read_degroote(reader, e);
  else if (type == "Schutte1993Muscle_Deprecated")
    muscle.curves = read_schutte(reader, e, false);
  else if (type == "Delp1990Muscle_Deprecated")
    muscle.curves = read_schutte(reader, e, true);
  else
    return false;
  muscle.name = e.name();
  muscle.type = type;
  read_common(reader, e, muscle);
  if (muscle.applies_force) reader.model.force_order.push_back(muscle.name);
  reader.model.muscles.push_back(std::move(muscle));
  return true;
}

}  // namespace loadshare::model::osim
