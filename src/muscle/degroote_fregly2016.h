// Muscle curves of De Groote, Kinney, Rao & Fregly 2016 (Ann Biomed Eng 44:2922) with the constants of
// OpenSim's DeGrooteFregly2016Muscle (changed there so that the curves pass through 1, 0 and 1 exactly).
// Units as in millard2012.h.
#pragma once

#include "muscle/curve_sample.h"
#include "muscle/parameters.h"

namespace loadshare::muscle {

// Preconditions: width scale at least 1, strains positive.
struct DeGrooteFregly2016Curves {
  DeGrooteFregly2016Parameters parameters;

  // Sum of three curves b1 exp(-(l - b2)^2 / (2 (b3 + b4 l)^2)).
  [[nodiscard]] CurveSample active_force_length(double length) const;
  // Exponential, 0 at length 0.2, 1 at the given strain; 0 where passive force is ignored.
  [[nodiscard]] CurveSample passive_force_length(double length) const;
  // d1 asinh(d2 v + d3) + d4.
  [[nodiscard]] CurveSample force_velocity(double velocity) const;
  // c1 exp(k (l - c2)) - c3, 1 at the given strain.
  [[nodiscard]] CurveSample tendon_force_length(double length) const;
};

}  // namespace loadshare::muscle
