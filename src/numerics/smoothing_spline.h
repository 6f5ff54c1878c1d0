// Smoothing splines over evenly spaced samples, with the amount of smoothing by generalised cross-validation
// (Craven and Wahba 1979, Numer. Math. 31:377), as Woltring brought it to movement (1986, Adv. Eng. Softw.
// 8:104). Our own algorithm: the penalty in B-splines of degree m - 1, a symmetric band of half-width m, and
// the trace of the influence matrix from the band of its inverse (Hutchinson and de Hoog 1985, Numer. Math.
// 47:99).
#pragma once

#include <span>
#include <vector>

namespace loadshare::numerics {

struct SmoothedColumn {
  std::vector<double> values;  // the spline at the samples; the natural spline of degree 2m - 1 through them
                               // (make_spline_set) is the smoothing spline itself
  double smoothing = 0;        // what the squared m-th derivative is weighed by, in units of the sample step
  double noise = 0;            // standard deviation of what was taken out, per free sample
  double cutoff_ratio = 0;     // of the equivalent low-pass, to the rate; gain 1/2 there
};

// The spline that minimises the squared residuals plus `smoothing` times the integral of the squared m-th
// derivative. Preconditions: m is 2 (cubic) or 3 (quintic), smoothing >= 0, at least 2m values, all finite.
[[nodiscard]] SmoothedColumn smooth_spline(std::span<const double> values, int m, double smoothing);
// With the smoothing of the least generalised cross-validation error. Columns of one call share nothing.
[[nodiscard]] SmoothedColumn smooth_spline_by_cross_validation(std::span<const double> values, int m);

}  // namespace loadshare::numerics
