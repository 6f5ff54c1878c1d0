#include "numerics/function.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>

namespace loadshare::numerics {
namespace {

// First and second derivatives of a function of one variable against central differences.
void expect_derivatives_of_values(const Function& f, double from, double to) {
  const double h = 1e-5;
  for (double x = from; x < to; x += (to - from) / 97.3) {
    EXPECT_NEAR(f.derivative(x), (f.value(x + h) - f.value(x - h)) / (2 * h), 1e-5) << x;
    EXPECT_NEAR(f.second_derivative(x), (f.derivative(x + h) - f.derivative(x - h)) / (2 * h), 1e-5) << x;
  }
}

Function cubic_spline(std::vector<double> x, std::vector<double> y) {
  auto made = make_simm_spline(std::move(x), std::move(y), "test");
  EXPECT_TRUE(made.ok());
  return *made;
}

TEST(SimmSpline, ReproducesACubicThroughFourOrMorePoints) {
  const auto cubic = [](double x) { return 1 - 2 * x + 0.5 * x * x - 0.7 * x * x * x; };
  std::vector<double> x{-1.1, -0.4, 0.3, 0.5, 1.7, 2.0}, y;
  for (const double at : x) y.push_back(cubic(at));
  const Function f = cubic_spline(x, y);
  for (double at = -1.1; at <= 2.0; at += 0.0731) {
    EXPECT_NEAR(f.value(at), cubic(at), 1e-13);
    EXPECT_NEAR(f.derivative(at), -2 + at - 2.1 * at * at, 1e-12);
    EXPECT_NEAR(f.second_derivative(at), 1 - 4.2 * at, 1e-11);
  }
}

TEST(SimmSpline, ThroughThreePointsIsAParabolaAndThroughTwoALine) {
  const Function parabola = cubic_spline({0, 1, 3}, {0, 1, 9});
  for (double x = 0; x <= 3; x += 0.1) EXPECT_NEAR(parabola.value(x), x * x, 1e-14);
  const Function line = cubic_spline({1, 3}, {2, 6});
  for (double x = -1; x <= 5; x += 0.1) {
    EXPECT_NEAR(line.value(x), 2 * x, 1e-14);
    EXPECT_NEAR(line.derivative(x), 2, 1e-14);
  }
}

TEST(SimmSpline, GoesOnAsALineBeyondItsEnds) {
  const Function f = cubic_spline({0, 1, 2, 4, 5}, {0, 2, -1, 3, 3});
  EXPECT_DOUBLE_EQ(f.value(-2), f.value(0) - 2 * f.derivative(0));
  EXPECT_DOUBLE_EQ(f.value(7), f.value(5) + 2 * f.derivative(5));
  EXPECT_DOUBLE_EQ(f.derivative(-2), f.derivative(0));
  EXPECT_EQ(f.second_derivative(-2), 0);
  EXPECT_NE(f.second_derivative(0), 0);  // at the end itself, that of the cubic
}

TEST(SimmSpline, MeetsItsPointsAndHasTwoContinuousDerivatives) {
  const std::vector<double> x{-5, 0.998, 0.999, 1, 1.1, 1.2, 1.6, 1.601, 5};
  const std::vector<double> y{0, 0, 0, 0, 0.035, 0.12, 2, 2, 2};
  const Function f = cubic_spline(x, y);
  for (std::size_t i = 0; i < x.size(); ++i) {
    EXPECT_NEAR(f.value(x[i]), y[i], 1e-13);
    if (i == 0 || i + 1 == x.size()) continue;
    const double before = std::nextafter(x[i], -10.0), after = std::nextafter(x[i], 10.0);
    EXPECT_NEAR(f.derivative(before), f.derivative(after), 1e-10);
    EXPECT_NEAR(f.second_derivative(before), f.second_derivative(after), 1e-7);
  }
}

TEST(SimmSpline, DerivativesAreThoseOfTheValues) {
  expect_derivatives_of_values(cubic_spline({0, 0.5, 1.1, 2, 2.5}, {0, 1, 0.3, 0.2, 0.5}), 0.011, 2.4);
}

TEST(SimmSpline, RefusesPointsOutOfOrder) {
  const auto made = make_simm_spline({0, 0}, {1, 2}, "knee.osim, function of knee");
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.refusal().where, "knee.osim, function of knee");
  EXPECT_FALSE(make_simm_spline({0}, {1}, "f").ok());
  EXPECT_FALSE(make_simm_spline({0, 1, 2}, {1, 2}, "f").ok());
}

TEST(PiecewiseLinear, InterpolatesAndGoesOnWithItsEndSlopes) {
  const Function f{PiecewiseLinearFunction{{0, 1, 3}, {1, 2, 0}}};
  EXPECT_DOUBLE_EQ(f.value(0.25), 1.25);
  EXPECT_DOUBLE_EQ(f.value(2), 1);
  EXPECT_DOUBLE_EQ(f.value(1), 2);
  EXPECT_DOUBLE_EQ(f.value(-1), 0);
  EXPECT_DOUBLE_EQ(f.value(5), -2);
  EXPECT_DOUBLE_EQ(f.derivative(-1), 1);
  EXPECT_DOUBLE_EQ(f.derivative(0), 1);
  EXPECT_DOUBLE_EQ(f.derivative(3), -1);
  EXPECT_DOUBLE_EQ(f.derivative(9), -1);
  EXPECT_EQ(f.second_derivative(0.5), 0);
}

TEST(PiecewiseConstant, HoldsEachValueFromItsAbscissaOn) {
  const Function f{PiecewiseConstantFunction{{0, 1, 2}, {5, 6, 7}}};
  EXPECT_EQ(f.value(-1), 5);
  EXPECT_EQ(f.value(0.5), 5);
  EXPECT_EQ(f.value(1), 6);
  EXPECT_EQ(f.value(1.9), 6);
  EXPECT_EQ(f.value(2), 7);
  EXPECT_EQ(f.value(9), 7);
  EXPECT_EQ(f.derivative(1.5), 0);
}

TEST(Step, RisesAntisymmetricallyAndStopsSmoothly) {
  const Function f{StepFunction{1, 3, 2, 6}};
  EXPECT_EQ(f.value(0.5), 2);
  EXPECT_EQ(f.value(4), 6);
  EXPECT_DOUBLE_EQ(f.value(2), 4);
  EXPECT_DOUBLE_EQ(f.value(1.5) + f.value(2.5), 8);
  EXPECT_DOUBLE_EQ(f.derivative(2), 4.0 / 2 * 30.0 / 16);  // 30 s^2 (1-s)^2 at the middle
  EXPECT_NEAR(f.derivative(1 + 1e-9), 0, 1e-12);
  expect_derivatives_of_values(f, 0.5, 3.5);
  const Function falling{StepFunction{3, 1, 2, 6}};  // times in the other order
  EXPECT_DOUBLE_EQ(falling.value(2.5), f.value(1.5));
  EXPECT_DOUBLE_EQ(falling.derivative(2.5), -f.derivative(1.5));
}

TEST(Sine, HasAmplitudePhaseAndOffset) {
  const Function f{SineFunction{2, 3, 0.5, 1}};
  EXPECT_DOUBLE_EQ(f.value(0.7), 2 * std::sin(2.6) + 1);
  expect_derivatives_of_values(f, -2, 2);
}

TEST(Polynomial, HasItsHighestPowerFirst) {
  const Function f{PolynomialFunction{{2, 0, -3, 5}}};
  EXPECT_DOUBLE_EQ(f.value(2), 2 * 8 - 6 + 5);
  EXPECT_DOUBLE_EQ(f.derivative(2), 6 * 4 - 3);
  EXPECT_DOUBLE_EQ(f.second_derivative(2), 24);
  EXPECT_EQ(Function{PolynomialFunction{{7}}}.derivative(1), 0);
}

TEST(Linear, HasOneSlopePerVariable) {
  const Function f{LinearFunction{{2, -1, 3}}};
  const std::array<double, 2> x{4, 5};
  EXPECT_DOUBLE_EQ(f.value(x), 6);
  EXPECT_DOUBLE_EQ(f.derivative(std::array{1}, x), -1);
  EXPECT_DOUBLE_EQ(f.derivative(std::array{0, 1}, x), 0);
}

// Order 2, two variables: exponents (0,0) (0,1) (0,2) (1,0) (1,1) (2,0).
TEST(MultivariatePolynomial, CountsExponentsUpWithTheLastVariableFastest) {
  const Function f{MultivariatePolynomialFunction{2, 2, {1, 2, 3, 4, 5, 6}}};
  const double x = 1.5, y = -0.5;
  const std::array<double, 2> at{x, y};
  EXPECT_DOUBLE_EQ(f.value(at), 1 + 2 * y + 3 * y * y + 4 * x + 5 * x * y + 6 * x * x);
  EXPECT_DOUBLE_EQ(f.derivative(std::array{0}, at), 4 + 5 * y + 12 * x);
  EXPECT_DOUBLE_EQ(f.derivative(std::array{1}, at), 2 + 6 * y + 5 * x);
  EXPECT_DOUBLE_EQ(f.derivative(std::array{0, 1}, at), 5);
  EXPECT_DOUBLE_EQ(f.derivative(std::array{1, 0}, at), 5);
  EXPECT_DOUBLE_EQ(f.derivative(std::array{0, 0}, at), 12);
  EXPECT_DOUBLE_EQ(f.derivative(std::array{1, 1}, at), 6);
}

TEST(MultivariatePolynomial, MixedDerivativesAreThoseOfTheValuesInFourVariables) {
  MultivariatePolynomialFunction polynomial{4, 3, {}};
  for (int i = 0; i < 35; ++i) polynomial.coefficients.push_back(std::sin(i + 1.0));  // 7 over 3
  const Function f{polynomial};
  const std::array<double, 4> at{0.3, -0.2, 0.5, 0.9};
  const double h = 1e-5;
  for (int a = 0; a < 4; ++a) {
    for (int b = 0; b < 4; ++b) {
      auto above = at, below = at;
      above[static_cast<std::size_t>(b)] += h;
      below[static_cast<std::size_t>(b)] -= h;
      const std::array first{a};
      const double expected = (f.derivative(first, above) - f.derivative(first, below)) / (2 * h);
      EXPECT_NEAR(f.derivative(std::array{a, b}, at), expected, 1e-8) << a << b;
    }
  }
}

TEST(NaturalSpline, AsAFunctionMeetsItsPointsAndItsDerivatives) {
  auto made = make_natural_spline(5, {0, 1, 1.5, 2.2, 3, 4, 4.4}, {0, 1, 0, 1, 2, 0, 1}, "test");
  ASSERT_TRUE(made.ok());
  EXPECT_NEAR(made->value(2.2), 1, 1e-13);
  EXPECT_NEAR(made->value(4.4), 1, 1e-13);
  expect_derivatives_of_values(*made, -1, 5);
  EXPECT_FALSE(make_natural_spline(5, {0, 1, 2, 3, 4}, {0, 0, 0, 0, 0}, "test").ok());
}

TEST(Multiplier, ScalesValueAndDerivatives) {
  const Function f{MultiplierFunction{-3, {Function{SineFunction{2, 3, 0.5, 1}}}}};
  EXPECT_DOUBLE_EQ(f.value(0.7), -3 * (2 * std::sin(2.6) + 1));
  expect_derivatives_of_values(f, -1, 1);
}

TEST(ConstantValue, IsFoundThroughMultipliersAndFlatLines) {
  EXPECT_EQ(make_constant(4).constant_value(), 4);
  EXPECT_EQ(make_linear(0, 2).constant_value(), 2);
  EXPECT_FALSE(make_linear(1, 2).constant_value().has_value());
  const Function scaled{MultiplierFunction{0.5, {Function{MultiplierFunction{3, {make_constant(4)}}}}}};
  EXPECT_EQ(scaled.constant_value(), 6);
  EXPECT_FALSE((Function{MultiplierFunction{2, {Function{SineFunction{}}}}}.constant_value().has_value()));
}

}  // namespace
}  // namespace loadshare::numerics
