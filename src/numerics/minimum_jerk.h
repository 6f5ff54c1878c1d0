// Minimum jerk: of all ways through given places at given times, coming to rest where it is asked for, the
// one with the least integral of the squared third derivative (Flash & Hogan 1985, J. Neurosci. 5:1688).
//
// Between knots it is a polynomial of degree 5. At a knot of rest, speed and acceleration are zero; at one
// that is passed, four derivatives are continuous.
#pragma once

#include <span>
#include <vector>

#include "base/time_series.h"

namespace loadshare::numerics {

class MinimumJerk {
 public:
  // places: one row a knot, any number of columns. Preconditions: as many times, rows and flags, at least
  // one, times strictly increasing.
  MinimumJerk(std::vector<double> times_s, const SampleMatrix& places, const std::vector<bool>& at_rest);

  // The way with these places, speeds and accelerations at the knots, one row each: of all that have them,
  // the one of least jerk. Preconditions: as above, three shapes alike.
  MinimumJerk(std::vector<double> times_s, SampleMatrix places, SampleMatrix speeds,
              SampleMatrix accelerations);

  // At the knots.
  [[nodiscard]] const std::vector<double>& times_s() const { return times_s_; }
  [[nodiscard]] const SampleMatrix& places() const { return place_; }
  [[nodiscard]] const SampleMatrix& speeds() const { return speed_; }
  [[nodiscard]] const SampleMatrix& accelerations() const { return acceleration_; }

  // Value (order 0), speed (1) or acceleration (2) of all columns at one time, into `out`; before the first
  // knot and after the last it stays there.
  void evaluate(double time_s, int order, std::span<double> out) const;

 private:
  std::vector<double> times_s_;
  SampleMatrix place_, speed_, acceleration_;  // knots x columns
};

}  // namespace loadshare::numerics
