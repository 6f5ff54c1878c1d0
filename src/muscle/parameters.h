// What a muscle's force curves are made of, by the models .osim files use. Names as in the file;
// defaults are those of OpenSim's properties.
#pragma once

#include <optional>

#include "numerics/function.h"

namespace loadshare::muscle {

struct Thelen2003Parameters {
  double fmax_tendon_strain = 0.04, fmax_muscle_strain = 0.6;
  double k_shape_active = 0.45, k_shape_passive = 5.0;
  double af = 0.25, f_len = 1.4;
  double fv_linear_extrap_threshold = 0.95;  // of f_len: beyond it force-velocity goes on as a line
  double maximum_pennation_angle = 1.4706289056333368;  // acos(0.1)
  double activation_time_constant_s = 0.015, deactivation_time_constant_s = 0.05;
  double minimum_activation = 0.01;
};
// Curves of Millard et al. 2013 by their end points and stiffnesses (names as in the file).
struct Millard2012Parameters {
  double fiber_damping = 0.1;
  double minimum_activation = 0.01, maximum_pennation_angle = 1.4706289056333368;
  struct ActiveForceLength {
    double min_norm_active_fiber_length = 0.4441, transition_norm_fiber_length = 0.73,
           max_norm_active_fiber_length = 1.8123, shallow_ascending_slope = 0.8616, minimum_value = 0.1;
    friend bool operator==(const ActiveForceLength&, const ActiveForceLength&) = default;
  } active_force_length;
  struct ForceVelocity {
    double concentric_slope_at_vmax = 0, concentric_slope_near_vmax = 0.25, isometric_slope = 5,
           eccentric_slope_at_vmax = 0, eccentric_slope_near_vmax = 0.15,
           max_eccentric_velocity_force_multiplier = 1.4, concentric_curviness = 0.6,
           eccentric_curviness = 0.9;
    friend bool operator==(const ForceVelocity&, const ForceVelocity&) = default;
  } force_velocity;
  // Unset values follow the curve's own defaults (OpenSim "optional" properties).
  struct FiberForceLength {
    double strain_at_zero_force = 0, strain_at_one_norm_force = 0.7;
    std::optional<double> stiffness_at_low_force, stiffness_at_one_norm_force, curviness;
    friend bool operator==(const FiberForceLength&, const FiberForceLength&) = default;
  } fiber_force_length;
  struct TendonForceLength {
    double strain_at_one_norm_force = 0.049;
    std::optional<double> stiffness_at_one_norm_force, norm_force_at_toe_end, curviness;
    friend bool operator==(const TendonForceLength&, const TendonForceLength&) = default;
  } tendon_force_length;
  friend bool operator==(const Millard2012Parameters&, const Millard2012Parameters&) = default;
};
struct DeGrooteFregly2016Parameters {
  double active_force_width_scale = 1, fiber_damping = 0, passive_fiber_strain_at_one_norm_force = 0.6,
         tendon_strain_at_one_norm_force = 0.049;
  bool ignore_passive_fiber_force = false;
};
// Curves as points, as in Schutte 1993 and Delp 1990 files.
struct Schutte1993Parameters {
  double time_scale = 0, damping = 0;
  numerics::Function tendon_force_length, active_force_length, passive_force_length;
  // Schutte 1993 without a passive curve in the file: exp(8 (l - 1)) / exp(4), the function is unused.
  bool exponential_passive = false;
  std::optional<numerics::Function> force_velocity;  // Delp 1990 files only; Schutte 1993 has a formula
};

}  // namespace loadshare::muscle
