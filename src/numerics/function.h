// Scalar functions of one or more variables, as plain data: what .osim files use for joint axes,
// coordinate couplers, moving path points and force curves.
#pragma once

#include <Eigen/Core>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"

namespace loadshare::numerics {

struct Function;

struct ConstantFunction {
  double value = 0;
};
// sum_i coefficients[i] x_i + coefficients.back(): one more coefficient than variables.
struct LinearFunction {
  std::vector<double> coefficients{1, 0};
};
// coefficients[0] x^n + ... + coefficients[n].
struct PolynomialFunction {
  std::vector<double> coefficients;
};
// Polynomial of up to four variables; coefficients in the order of OpenSim's
// MultivariatePolynomialFunction: exponents counted up with the last variable fastest, total degree
// at most `order`.
struct MultivariatePolynomialFunction {
  int dimension = 1;
  int order = 0;
  std::vector<double> coefficients;
};
// A cubic through the points (SIMM's and OpenSim's SimmSpline, in old files natCubicSpline), linear
// beyond its ends.
struct SimmSpline {
  std::vector<double> x, y;
  std::vector<double> b, c, d;  // piece i: y_i + b_i t + c_i t^2 + d_i t^3; filled by make_simm_spline
};
struct PiecewiseLinearFunction {
  std::vector<double> x, y;
};
// y[i] from x[i] on.
struct PiecewiseConstantFunction {
  std::vector<double> x, y;
};
// Smooth quintic step from start_value at start_time to end_value at end_time.
struct StepFunction {
  double start_time = 0, end_time = 1, start_value = 0, end_value = 1;
};
// amplitude sin(omega x + phase) + offset.
struct SineFunction {
  double amplitude = 1, omega = 1, phase = 0, offset = 0;
};
// Interpolating natural spline of odd degree (OpenSim's GCVSpline without smoothing).
struct NaturalSplineFunction {
  int degree = 5;
  std::vector<double> x, y;
  std::vector<double> coefficients;  // B-spline coefficients; filled by make_natural_spline
};
// scale * inner.
struct MultiplierFunction {
  double scale = 1;
  std::vector<Function> inner;  // exactly one
};

// A function of `arity` variables: all but linear and multivariate polynomial functions have one.
struct Function {
  std::variant<ConstantFunction, LinearFunction, PolynomialFunction, MultivariatePolynomialFunction,
               SimmSpline, PiecewiseLinearFunction, PiecewiseConstantFunction, StepFunction,
               SineFunction, NaturalSplineFunction, MultiplierFunction>
      kind;

  [[nodiscard]] double value(std::span<const double> x) const;
  // Partial derivative by the variables listed (repetition allowed, up to two entries): {0} is
  // d/dx_0, {0, 1} is d2/dx_0 dx_1.
  [[nodiscard]] double derivative(std::span<const int> variables, std::span<const double> x) const;

  [[nodiscard]] double value(double x) const { return value(std::span(&x, 1)); }
  [[nodiscard]] double derivative(double x) const;
  [[nodiscard]] double second_derivative(double x) const;
  // The value where it is a constant (also through multipliers, and linear functions of slope zero).
  [[nodiscard]] std::optional<double> constant_value() const;
};

// Points of a curve: x strictly increasing, as many y, at least two; refusal otherwise (`where` as
// given).
[[nodiscard]] Result<Function> make_simm_spline(std::vector<double> x, std::vector<double> y,
                                                std::string where);
[[nodiscard]] Result<Function> make_natural_spline(int degree, std::vector<double> x,
                                                   std::vector<double> y, std::string where);
[[nodiscard]] Function make_constant(double value);
[[nodiscard]] Function make_linear(double slope, double offset);

}  // namespace loadshare::numerics
