// Natural interpolating splines of odd degree over common knots: what OpenSim's tools lay through
// coordinates (GCVSpline with error variance 0, degree 5).
//
// Of all functions through the samples it has the least integral of the squared m-th derivative,
// m = (degree + 1) / 2. Between knots it is a polynomial of the degree, at interior knots
// degree - 1 derivatives are continuous, at both ends the derivatives m to 2m - 2 vanish, and beyond
// the ends it goes on as a polynomial of degree m - 1. (Woltring 1986, Adv. Eng. Softw. 8:104.)
// Here it is written in B-splines with all knots at the samples, the end ones (degree + 1)-fold; the
// end conditions are rows of the banded system (half-width m - 1), solved with row exchanges.
#pragma once

#include <Eigen/Core>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time_series.h"

namespace loadshare::numerics {

inline constexpr int max_spline_degree = 7;

// B-spline coefficients of n samples number n + degree - 1. The spline, or its derivative, at one
// abscissa is sum_j weights[j] * coefficients[first + j], j = 0 ... degree.
struct SplineRow {
  std::size_t first = 0;
  std::array<double, max_spline_degree + 1> weights{};
};

// Precondition: knots strictly increasing, at least two; degree 1, 3, 5 or 7; order >= 0 (above the
// degree, and outside the knots above m - 1, the weights are zero).
[[nodiscard]] SplineRow spline_row(std::span<const double> knots, int degree, double x, int order);

// Coefficients of the natural spline through the rows of `samples` (one row per knot, any number of
// columns); (knots + degree - 1) x columns. Precondition: as spline_row, and knots >= degree + 1.
[[nodiscard]] SampleMatrix natural_spline_coefficients(std::span<const double> knots, int degree,
                                                       const SampleMatrix& samples);

// Refuses a degree other than 1, 3, 5, 7, fewer than degree + 1 knots (as OpenSim), knots that do not
// increase strictly, and values that are not finite.
[[nodiscard]] Result<Done> check_spline_input(std::span<const double> knots, int degree,
                                              const SampleMatrix& samples, const std::string& where);

// Many columns over common times. Values and derivatives of any order at any time.
class SplineSet {
 public:
  SplineSet() = default;
  // Precondition: the coefficients belong to the times and the degree (make_spline_set).
  SplineSet(int degree, std::vector<double> times_s, SampleMatrix coefficients);

  [[nodiscard]] int degree() const { return degree_; }
  [[nodiscard]] std::size_t column_count() const { return static_cast<std::size_t>(coefficients_.cols()); }
  [[nodiscard]] const std::vector<double>& times_s() const { return times_s_; }

  // One column.
  [[nodiscard]] double value(std::size_t column, double time_s, int order = 0) const;
  // All columns at one time into `out` (as long as there are columns); allocates nothing.
  void evaluate(double time_s, int order, std::span<double> out) const;
  // All columns at many times: times x columns.
  [[nodiscard]] SampleMatrix sample(std::span<const double> times_s, int order) const;

 private:
  int degree_ = 5;
  std::vector<double> times_s_;
  SampleMatrix coefficients_;
};

[[nodiscard]] Result<SplineSet> make_spline_set(int degree, const std::vector<double>& times_s,
                                                const SampleMatrix& samples, const std::string& where);

}  // namespace loadshare::numerics
