#include "numerics/function.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/require.h"
#include "numerics/spline.h"

namespace loadshare::numerics {
namespace {

// Nearer than this to an end point, SIMM and OpenSim take the end point itself.
constexpr double end_tolerance = 2e-13;

// Where an abscissa lies: outside, at an end, or on piece i (x[i] <= t <= x[i+1]).
enum class Place { before, first, inside, last, after };
struct Located {
  Place place = Place::inside;
  std::size_t piece = 0;
};

// At an inner knot the piece is the one OpenSim's bisection meets first: it shows in the slope of
// piecewise linear functions.
Located locate(const std::vector<double>& x, double t) {
  if (t < x.front()) return {Place::before, 0};
  if (t > x.back()) return {Place::after, x.size() - 1};
  if (std::abs(t - x.front()) <= end_tolerance) return {Place::first, 0};
  if (std::abs(t - x.back()) <= end_tolerance) return {Place::last, x.size() - 1};
  std::size_t low = 0, high = x.size();
  for (;;) {
    const std::size_t middle = (low + high) / 2;
    if (t < x[middle]) {
      high = middle;
    } else if (t > x[middle + 1]) {
      low = middle;
    } else {
      return {Place::inside, middle};
    }
  }
}

// A function of one variable: order 0 is the value, 1 and 2 the derivatives. One overload per kind.
double evaluate(const PolynomialFunction& f, double x, int order) {
  const std::size_t count = f.coefficients.size();
  double sum = 0;
  for (std::size_t i = 0; i + static_cast<std::size_t>(order) < count; ++i) {
    const auto power = static_cast<double>(count - 1 - i);
    double factor = 1;
    for (int k = 0; k < order; ++k) factor *= power - k;
    sum = sum * x + factor * f.coefficients[i];
  }
  return sum;
}

double evaluate(const SimmSpline& f, double x, int order) {
  const auto [place, i] = locate(f.x, x);
  const double t = x - f.x[i];
  switch (place) {
    case Place::before:
    case Place::after:
      return order == 0 ? f.y[i] + f.b[i] * t : (order == 1 ? f.b[i] : 0.0);
    case Place::first:
    case Place::last:
      return order == 0 ? f.y[i] : (order == 1 ? f.b[i] : 2 * f.c[i]);
    case Place::inside:
      break;
  }
  if (order == 0) return f.y[i] + t * (f.b[i] + t * (f.c[i] + t * f.d[i]));
  if (order == 1) return f.b[i] + t * (2 * f.c[i] + 3 * t * f.d[i]);
  return 2 * f.c[i] + 6 * t * f.d[i];
}

double evaluate(const PiecewiseLinearFunction& f, double x, int order) {
  if (order == 2) return 0;
  const auto [place, i] = locate(f.x, x);
  const std::size_t piece = std::min(i, f.x.size() - 2);
  const double slope = (f.y[piece + 1] - f.y[piece]) / (f.x[piece + 1] - f.x[piece]);
  if (order == 1) return slope;
  if (place == Place::first || place == Place::last) return f.y[i];
  return f.y[i] + (x - f.x[i]) * slope;
}

double evaluate(const PiecewiseConstantFunction& f, double x, int order) {
  if (order > 0) return 0;
  const auto after = std::upper_bound(f.x.begin(), f.x.end(), x) - f.x.begin();
  return f.y[static_cast<std::size_t>(std::max<std::ptrdiff_t>(after, 1) - 1)];
}

// 10 s^3 - 15 s^4 + 6 s^5 between the ends (SimTK::Function::Step); the times may be in either order.
double evaluate(const StepFunction& f, double x, int order) {
  const double rate = 1 / (f.end_time - f.start_time);
  const double s = (x - f.start_time) * rate;
  if (s <= 0) return order == 0 ? f.start_value : 0.0;
  if (s >= 1) return order == 0 ? f.end_value : 0.0;
  const double rise = f.end_value - f.start_value;
  if (order == 0) return f.start_value + rise * s * s * s * (10 + s * (6 * s - 15));
  if (order == 1) return rise * rate * 30 * s * s * (1 + s * (s - 2));
  return rise * rate * rate * 60 * s * (1 + s * (2 * s - 3));
}

double evaluate(const SineFunction& f, double x, int order) {
  const double angle = f.omega * x + f.phase;
  if (order == 0) return f.amplitude * std::sin(angle) + f.offset;
  if (order == 1) return f.amplitude * f.omega * std::cos(angle);
  return -f.amplitude * f.omega * f.omega * std::sin(angle);
}

double evaluate(const NaturalSplineFunction& f, double x, int order) {
  const SplineRow row = spline_row(f.x, f.degree, x, order);
  double sum = 0;
  for (std::size_t j = 0; j <= static_cast<std::size_t>(f.degree); ++j)
    sum += row.weights[j] * f.coefficients[row.first + j];
  return sum;
}

// Sums the monomials in the order of the coefficients, exponent of the last variable fastest.
// `orders[v]` is how often variable v is derived.
class MonomialSum {
 public:
  MonomialSum(const MultivariatePolynomialFunction& f, std::span<const double> x, std::span<const int> by)
      : f_(f), x_(x), by_(by) {}

  double sum(int variable, int degree_left) {
    if (variable == f_.dimension) {
      require(next_ < f_.coefficients.size(), "one coefficient per monomial");
      return f_.coefficients[next_++];
    }
    const auto order = std::count(by_.begin(), by_.end(), variable);
    double total = 0, power = 1;  // power: x^(exponent - order)
    for (int exponent = 0; exponent <= degree_left; ++exponent) {
      double factor = exponent < order ? 0.0 : power;
      for (int k = 0; k < order; ++k) factor *= exponent - k;
      total += factor * sum(variable + 1, degree_left - exponent);
      if (exponent >= order) power *= x_[static_cast<std::size_t>(variable)];
    }
    return total;
  }

 private:
  const MultivariatePolynomialFunction& f_;
  std::span<const double> x_;
  std::span<const int> by_;
  std::size_t next_ = 0;
};

struct Evaluator {
  std::span<const double> x;
  std::span<const int> by;  // empty: the value

  double operator()(const ConstantFunction& f) const { return by.empty() ? f.value : 0.0; }
  double operator()(const LinearFunction& f) const {
    require(f.coefficients.size() == x.size() + 1,
            "a linear function has one more coefficient than variables");
    if (by.size() == 1) return f.coefficients[static_cast<std::size_t>(by[0])];
    if (by.size() > 1) return 0;
    double sum = f.coefficients.back();
    for (std::size_t i = 0; i < x.size(); ++i) sum += f.coefficients[i] * x[i];
    return sum;
  }
  double operator()(const MultivariatePolynomialFunction& f) const {
    require(static_cast<std::size_t>(f.dimension) == x.size(),
            "as many variables as the polynomial's dimension");
    return MonomialSum(f, x, by).sum(0, f.order);
  }
  double operator()(const MultiplierFunction& f) const {
    require(f.inner.size() == 1, "a multiplier has one inner function");
    return f.scale * std::visit(*this, f.inner.front().kind);
  }
  template <class OneVariable>
  double operator()(const OneVariable& f) const {
    require(x.size() == 1, "a function of one variable");
    return evaluate(f, x[0], static_cast<int>(by.size()));
  }
};

// Checks the points of a curve; `degree` 1 stands for any two points.
Result<Done> check_points(const std::vector<double>& x, const std::vector<double>& y, int degree,
                          const std::string& where) {
  const SampleMatrix samples =
      Eigen::Map<const Eigen::VectorXd>(y.data(), static_cast<Eigen::Index>(y.size()));
  return check_spline_input(x, degree, samples, where);
}

// The cubic of Forsythe, Malcolm & Moler (1977, SPLINE): third derivatives at the ends are those of the
// cubics through the first and last four points; with three points they are zero there.
void fit_cubic(SimmSpline& spline) {
  const auto& x = spline.x;
  const auto& y = spline.y;
  const std::size_t n = x.size(), last = n - 1;
  std::vector<double> step(last), slope(last), diagonal(n), sigma(n, 0.0);
  for (std::size_t i = 0; i < last; ++i) {
    step[i] = x[i + 1] - x[i];
    slope[i] = (y[i + 1] - y[i]) / step[i];
  }
  diagonal.front() = -step.front();
  diagonal.back() = -step.back();
  for (std::size_t i = 1; i < last; ++i) {
    diagonal[i] = 2 * (step[i - 1] + step[i]);
    sigma[i] = slope[i] - slope[i - 1];
  }
  if (n > 3) {
    const double third_first = (sigma[2] / (x[3] - x[1]) - sigma[1] / (x[2] - x[0])) / (x[3] - x[0]);
    const double third_last =
        (sigma[last - 1] / (x[last] - x[last - 2]) - sigma[last - 2] / (x[last - 1] - x[last - 3])) /
        (x[last] - x[last - 3]);
    sigma.front() = step.front() * step.front() * third_first;
    sigma.back() = -step.back() * step.back() * third_last;
  }
  for (std::size_t i = 1; i < n; ++i) {
    const double factor = step[i - 1] / diagonal[i - 1];
    diagonal[i] -= factor * step[i - 1];
    sigma[i] -= factor * sigma[i - 1];
  }
  sigma.back() /= diagonal.back();
  for (std::size_t i = last; i-- > 0;) sigma[i] = (sigma[i] - step[i] * sigma[i + 1]) / diagonal[i];

  for (std::size_t i = 0; i < last; ++i) {
    spline.b[i] = slope[i] - step[i] * (sigma[i + 1] + 2 * sigma[i]);
    spline.c[i] = 3 * sigma[i];
    spline.d[i] = (sigma[i + 1] - sigma[i]) / step[i];
  }
  spline.b[last] = slope[last - 1] + step[last - 1] * (sigma[last - 1] + 2 * sigma[last]);
  spline.c[last] = 3 * sigma[last];
  spline.d[last] = spline.d[last - 1];
}

}  // namespace

double Function::value(std::span<const double> x) const { return std::visit(Evaluator{x, {}}, kind); }

double Function::derivative(std::span<const int> variables, std::span<const double> x) const {
  require(variables.size() == 1 || variables.size() == 2, "a first or second derivative");
  for (const int variable : variables)
    require(variable >= 0 && static_cast<std::size_t>(variable) < x.size(), "a variable of the function");
  return std::visit(Evaluator{x, variables}, kind);
}

double Function::derivative(double x) const {
  constexpr std::array<int, 1> once{0};
  return derivative(once, std::span(&x, 1));
}

double Function::second_derivative(double x) const {
  constexpr std::array<int, 2> twice{0, 0};
  return derivative(twice, std::span(&x, 1));
}

std::optional<double> Function::constant_value() const {
  if (const auto* constant = std::get_if<ConstantFunction>(&kind)) return constant->value;
  if (const auto* linear = std::get_if<LinearFunction>(&kind)) {
    const auto& c = linear->coefficients;
    if (c.empty() || std::any_of(c.begin(), c.end() - 1, [](double slope) { return slope != 0; }))
      return std::nullopt;
    return c.back();
  }
  if (const auto* multiplier = std::get_if<MultiplierFunction>(&kind)) {
    if (multiplier->inner.size() != 1) return std::nullopt;
    if (const auto inner = multiplier->inner.front().constant_value()) return multiplier->scale * *inner;
  }
  return std::nullopt;
}

Result<Function> make_simm_spline(std::vector<double> x, std::vector<double> y, std::string where) {
  if (auto checked = check_points(x, y, 1, where); !checked) return checked.refusal();
  SimmSpline spline;
  const std::size_t n = x.size();
  spline.x = std::move(x);
  spline.y = std::move(y);
  spline.b.assign(n, (spline.y[1] - spline.y[0]) / (spline.x[1] - spline.x[0]));
  spline.c.assign(n, 0.0);
  spline.d.assign(n, 0.0);
  if (n > 2) fit_cubic(spline);
  return Function{std::move(spline)};
}

Result<Function> make_natural_spline(int degree, std::vector<double> x, std::vector<double> y,
                                     std::string where) {
  if (auto checked = check_points(x, y, degree, where); !checked) return checked.refusal();
  const SampleMatrix samples =
      Eigen::Map<const Eigen::VectorXd>(y.data(), static_cast<Eigen::Index>(y.size()));
  const SampleMatrix coefficients = natural_spline_coefficients(x, degree, samples);
  NaturalSplineFunction spline{degree, std::move(x), std::move(y), {}};
  spline.coefficients.assign(coefficients.data(), coefficients.data() + coefficients.size());
  return Function{std::move(spline)};
}

Function make_constant(double value) { return Function{ConstantFunction{value}}; }

Function make_linear(double slope, double offset) { return Function{LinearFunction{{slope, offset}}}; }

}  // namespace loadshare::numerics
