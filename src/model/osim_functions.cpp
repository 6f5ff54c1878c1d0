// Functions of .osim files.
#include <fmt/format.h>

#include <cmath>

#include "model/osim_parts.h"

namespace loadshare::model::osim {
namespace {

using numerics::Function;

const std::string correct_points = "Correct the function's points.";

struct Points {
  std::vector<double> x, y;
};

// The points of a curve, strictly increasing in x; none after a problem.
std::optional<Points> read_points(Reader& reader, const Element& e, std::size_t at_least) {
  Points points{reader.numbers(e, "x", {}), reader.numbers(e, "y", {})};
  const auto fail = [&](std::string what) -> std::optional<Points> {
    reader.problem(e.own, std::move(what), correct_points);
    return std::nullopt;
  };
  if (points.x.size() != points.y.size())
    return fail(fmt::format("{} values of x, but {} of y", points.x.size(), points.y.size()));
  if (points.x.size() < at_least)
    return fail(fmt::format("{} points where at least {} are needed", points.x.size(), at_least));
  for (std::size_t i = 1; i < points.x.size(); ++i)
    if (!(points.x[i] > points.x[i - 1]))
      return fail(fmt::format("x does not increase from point {} to point {} ({}, {})", i, i + 1,
                              points.x[i - 1], points.x[i]));
  return points;
}

std::optional<Function> checked(Reader& reader, const Element& e, Result<Function> made) {
  if (made) return *std::move(made);
  reader.problem(e.own, made.refusal().what, made.refusal().remedy);
  return std::nullopt;
}

std::optional<Function> read_simm_spline(Reader& reader, const Element& e) {
  auto points = read_points(reader, e, 2);
  if (!points) return std::nullopt;
  return checked(
      reader, e,
      numerics::make_simm_spline(std::move(points->x), std::move(points->y), reader.document.file()));
}

std::optional<Function> read_gcv_spline(Reader& reader, const Element& e) {
  const int half_order = reader.integer(e, "half_order", 0);
  if (half_order < 1 || half_order > 4) {
    reader.problem(e.own, fmt::format("half_order is {}; splines of half order 1 to 4 are read", half_order),
                   "Use a spline of degree 1, 3, 5 or 7.");
    return std::nullopt;
  }
  auto points = read_points(reader, e, 2 * static_cast<std::size_t>(half_order));
  if (!points) return std::nullopt;
  if (reader.number(e, "error_variance", 0) != 0)
    reader.notes.flag(reader.document.place(e.own),
                      "the spline smooths its points in OpenSim; here it goes through them");
  return checked(reader, e,
                 numerics::make_natural_spline(2 * half_order - 1, std::move(points->x), std::move(points->y),
                                               reader.document.file()));
}

std::optional<Function> read_multivariate(Reader& reader, const Element& e) {
  numerics::MultivariatePolynomialFunction f;
  f.dimension = reader.integer(e, "dimension", 0);
  f.order = reader.integer(e, "order", 0);
  f.coefficients = reader.numbers(e, "coefficients", {});
  if (f.dimension < 1 || f.dimension > 4 || f.order < 0 || f.order > 20) {
    reader.problem(e.own,
                   fmt::format("{} variables and order {}; 1 to 4 variables and orders to 20 are read",
                               f.dimension, f.order),
                   "Use a polynomial of fewer variables or lower order.");
    return std::nullopt;
  }
  // Monomials of total degree <= order: (order + dimension) choose dimension.
  std::size_t needed = 1;
  for (int k = 1; k <= f.dimension; ++k)
    needed = needed * static_cast<std::size_t>(f.order + k) / static_cast<std::size_t>(k);
  if (f.coefficients.size() != needed) {
    reader.problem(e.own, fmt::format("{} coefficients where {} are needed", f.coefficients.size(), needed),
                   "Give one coefficient for each product of powers.");
    return std::nullopt;
  }
  return Function{std::move(f)};
}

std::optional<Function> read_multiplier(Reader& reader, const Element& e) {
  const auto inner =
      reader.document.object_property(e, "function", {"Function", "Spline", "Constant", "Sine"});
  if (!inner.object.own) {
    reader.problem(e.own, "it holds no function to multiply", "Give the function.");
    return std::nullopt;
  }
  auto function = read_function(reader, inner.object);
  if (!function) return std::nullopt;
  numerics::MultiplierFunction f;
  f.scale = reader.number(e, "scale", 1.0);
  f.inner.push_back(*std::move(function));
  return Function{std::move(f)};
}

std::optional<Function> read_coefficients(Reader& reader, const Element& e, std::vector<double> otherwise,
                                          bool linear) {
  auto coefficients = reader.numbers(e, "coefficients", std::move(otherwise));
  if (coefficients.empty()) {
    reader.problem(e.own, "it has no coefficients", "Give the coefficients.");
    return std::nullopt;
  }
  if (linear) return Function{numerics::LinearFunction{std::move(coefficients)}};
  return Function{numerics::PolynomialFunction{std::move(coefficients)}};
}

}  // namespace

std::optional<Function> read_function(Reader& reader, const Element& e) {
  const auto type = type_of(e.own);
  if (type == "Constant") return numerics::make_constant(reader.number(e, "value", 0));
  if (type == "LinearFunction") return read_coefficients(reader, e, {1, 0}, true);
  if (type == "PolynomialFunction") return read_coefficients(reader, e, {1}, false);
  if (type == "MultivariatePolynomialFunction") return read_multivariate(reader, e);
  if (type == "SimmSpline") return read_simm_spline(reader, e);
  if (type == "GCVSpline") return read_gcv_spline(reader, e);
  if (type == "MultiplierFunction") return read_multiplier(reader, e);
  if (type == "PiecewiseLinearFunction") {
    auto points = read_points(reader, e, 2);
    if (!points) return std::nullopt;
    return Function{numerics::PiecewiseLinearFunction{std::move(points->x), std::move(points->y)}};
  }
  if (type == "PiecewiseConstantFunction") {
    auto points = read_points(reader, e, 1);
    if (!points) return std::nullopt;
    return Function{numerics::PiecewiseConstantFunction{std::move(points->x), std::move(points->y)}};
  }
  if (type == "StepFunction")
    return Function{numerics::StepFunction{
        reader.number(e, "transition_start_time", 0.99), reader.number(e, "transition_end_time", 1.01),
        reader.number(e, "start_value", 0), reader.number(e, "end_value", 1)}};
  if (type == "Sine")
    return Function{numerics::SineFunction{reader.number(e, "amplitude", 1), reader.number(e, "omega", 1),
                                           reader.number(e, "phase", 0), reader.number(e, "offset", 0)}};
  reader.problem(e.own, fmt::format("functions of type {} are not read", type),
                 "Replace it by a spline or another function that is read.");
  return std::nullopt;
}

Function read_function_property(Reader& reader, const Element& owner, const char* property,
                                const Function& otherwise) {
  const auto found =
      reader.document.object_property(owner, property, {"Function", "Spline", "Constant", "Sine"});
  if (!found.object.own) return otherwise;
  return read_function(reader, found.object).value_or(otherwise);
}

int arity_of(const Function& function) {
  if (std::holds_alternative<numerics::ConstantFunction>(function.kind)) return -1;
  if (const auto* f = std::get_if<numerics::LinearFunction>(&function.kind))
    return static_cast<int>(f->coefficients.size()) - 1;
  if (const auto* f = std::get_if<numerics::MultivariatePolynomialFunction>(&function.kind))
    return f->dimension;
  if (const auto* f = std::get_if<numerics::MultiplierFunction>(&function.kind))
    return arity_of(f->inner.front());
  return 1;
}

}  // namespace loadshare::model::osim
