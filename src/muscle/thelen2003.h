// Muscle curves of Thelen 2003 (J Biomech Eng 125:70), with OpenSim's exact constants and its linear
// continuation of force-velocity. Units as in millard2012.h.
#pragma once

#include "muscle/curve_sample.h"
#include "muscle/parameters.h"

namespace loadshare::muscle {

// Preconditions: strains, shape factors and af positive, f_len above 1, threshold between 1 / f_len and 1.
struct Thelen2003Curves {
  Thelen2003Parameters parameters;

  // exp(-(l - 1)^2 / k_shape_active).
  [[nodiscard]] CurveSample active_force_length(double length) const;
  // (exp(k (l - 1) / strain) - 1) / (exp(k) - 1) above the optimal length, else 0.
  [[nodiscard]] CurveSample passive_force_length(double length) const;
  // Thelen's eq. 6 and 7 give velocity from force; this is their inverse, in closed form. Velocity scales
  // with 0.25 + 0.75 activation. 0 below the fastest shortening, linear above the threshold.
  [[nodiscard]] CurveSample force_velocity(double velocity, double activation = 1) const;
  // Exponential toe up to a third of the maximal force, then a line through 1 at the given strain.
  [[nodiscard]] CurveSample tendon_force_length(double length) const;
};

}  // namespace loadshare::muscle
