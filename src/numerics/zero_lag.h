// Smoothing of evenly sampled data without lag, and how much of it: Butterworth both ways and residual
// analysis (Winter 2009, Biomechanics and Motor Control of Human Movement, 4th edition, 3.4.4).
#pragma once

#include <optional>
#include <span>
#include <vector>

namespace loadshare::numerics {

// Second-order Butterworth low-pass forwards, then backwards: fourth order, no lag, gain 1/sqrt(2) at the
// cut-off once both ways are gone (the cut-off of one way is raised by (sqrt(2) - 1)^(-1/4); Winter 2009).
// Either end is carried on by point reflection, which keeps constants and slopes. Values may be of any unit.
// Preconditions: rate and cut-off positive, cut-off below 0.45 of the rate, finite values. Fewer than three
// values come back as they are.
[[nodiscard]] std::vector<double> zero_lag_butterworth(std::span<const double> values, double rate_hz,
                                                       double cutoff_hz);

// What residual analysis finds. White noise of variance s^2 leaves a squared residual that falls from s^2 at
// no frequency to 0 at half the rate, by a curve that the filter alone decides; s^2 is what lays it through
// the squared residuals from 0.4 to 0.8 of half the rate, where movement has none. (Winter lays a straight
// line through the residuals by eye.) At the cut-off the squared residual is s^2, as in Winter: then the
// movement that is lost is 5/3 of the noise that is let through.
struct ResidualAnalysis {
  double noise = 0;                 // s, in the unit of the values; 0 where there is no noise to see
  std::optional<double> cutoff_hz;  // none: no frequency below 0.4 of the rate leaves as little
};

// columns: series that share one cut-off, each at least 12 long (shorter ones are left out). All their
// residuals count alike. Precondition: as zero_lag_butterworth.
[[nodiscard]] ResidualAnalysis analyse_residuals(std::span<const std::vector<double>> columns,
                                                 double rate_hz);

}  // namespace loadshare::numerics
