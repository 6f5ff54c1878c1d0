// Muscles whose curves are given by points: OpenSim's Schutte1993Muscle and Delp1990Muscle (both
// deprecated there). Units as in millard2012.h.
#pragma once

#include "muscle/curve_sample.h"
#include "muscle/parameters.h"

namespace loadshare::muscle {

struct Schutte1993Curves {
  Schutte1993Parameters parameters;

  // The curve, not below 0.
  [[nodiscard]] CurveSample active_force_length(double length) const;
  [[nodiscard]] CurveSample passive_force_length(double length) const;
  // 1.8 - 1.8 / (1 + exp((0.04 + v) / 0.18)): what OpenSim's static optimisation takes for both types,
  // not their own force-velocity curves. 0.9996 at rest.
  [[nodiscard]] CurveSample force_velocity(double velocity) const;
  // The file's curve is over strain; 0 for a slack tendon.
  [[nodiscard]] CurveSample tendon_force_length(double length) const;
};

}  // namespace loadshare::muscle
