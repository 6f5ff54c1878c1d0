// Functions of coordinates of the built-in body: couplers, the lumbar rhythm, curves.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "model/body_builder.h"
#include "model/csv.h"

namespace loadshare::model {
namespace {

using numerics::Function;

constexpr int spline_degree = 5;
constexpr double least_step = 1e-6;  // between knots [rad or m]: closer ones make slopes without meaning

}  // namespace

void BodyBuilder::check_rhythm() {
  std::map<std::pair<std::string, std::string>, double> sums;
  std::map<std::array<std::string, 3>, std::string> first;
  for (const auto& row : tables_.rhythm) {
    sums[{row.rhythm, row.coordinate}] += row.share;
    const auto [at, is_new] = first.emplace(std::array{row.rhythm, row.joint, row.coordinate}, row.where);
    if (!is_new)
      problem(
          row.where,
          fmt::format("the share of {} for '{}' stands already in {}", row.coordinate, row.joint, at->second),
          "Keep one.");
  }
  for (const auto& [key, sum] : sums)
    if (std::abs(sum - 1) > 1e-9)
      problem("rhythm.csv",
              fmt::format("the shares of '{}' in {} sum to {:.9g}, not 1", key.first, key.second, sum),
              "Correct them.");
  const auto known = rhythms_of(tables_);
  if (std::ranges::find(known, options_.rhythm) == known.end())
    problem("the lumbar rhythm", fmt::format("'{}' is not known", options_.rhythm),
            known.empty() ? "Give rhythm.csv its rows."
                          : fmt::format("Choose one of: {}.", fmt::join(known, ", ")));
}

void BodyBuilder::add_couplers() {
  for (const auto& row : tables_.couplers) {
    CoordinateCoupler coupler;
    coupler.name = row.dependent + "_follows_" + row.independent;
    coupler.dependent = coordinate_named(row.dependent, row.where);
    coupler.independents = {coordinate_named(row.independent, row.where)};
    if (!coupler.dependent.is_some() || !coupler.independents[0].is_some()) continue;
    const auto& joint = body_.model.joints[body_.model.coordinates[coupler.dependent.at()].joint.at()];
    coupler.function = function_of(row.function, joint.name, row.independent, row.where);
    body_.model.couplers.push_back(std::move(coupler));
  }
}

double BodyBuilder::share_of(const std::string& joint, const std::string& coordinate,
                             const std::string& where) {
  for (const auto& row : tables_.rhythm)
    if (row.rhythm == options_.rhythm && row.joint == joint && row.coordinate == coordinate) {
      shares_used_.insert(&row);
      return row.share;
    }
  problem(where,
          fmt::format("the rhythm '{}' has no share of {} for '{}'", options_.rhythm, coordinate, joint),
          "Give rhythm.csv a row for it.");
  return 0;
}

// A share that nothing turns by is lost from the sum.
void BodyBuilder::check_shares_used() {
  for (const auto& row : tables_.rhythm)
    if (row.rhythm == options_.rhythm && row.share != 0 && !shares_used_.contains(&row))
      problem(row.where, fmt::format("nothing takes the share of {} for '{}'", row.coordinate, row.joint),
              "Give joint_axes.csv or couplers.csv a row with the function 'rhythm'.");
}

Function BodyBuilder::function_of(const std::string& text, const std::string& joint,
                                  const std::string& coordinate, const std::string& where) {
  if (text.empty()) return numerics::make_linear(1, 0);
  if (text == "rhythm") return numerics::make_linear(share_of(joint, coordinate, where), 0);
  if (const auto number = number_in(text)) return numerics::make_linear(*number, 0);
  return function_named(text, where);
}

Function BodyBuilder::function_named(const std::string& name, const std::string& where) {
  std::vector<double> x, y;
  std::string kind;
  bool is_curve = true;
  for (const auto& row : tables_.functions) {
    if (row.name != name) continue;
    if (!kind.empty() && kind != row.kind) {
      problem(row.where, fmt::format("'{}' is of two kinds", name), "Give all its rows the same kind.");
      is_curve = false;
    }
    if (!x.empty() && row.x < x.back() + least_step) {
      problem(row.where, fmt::format("the knots of '{}' do not grow", name),
              "Write a function's knots in growing order of x.");
      is_curve = false;
    }
    kind = row.kind;
    x.push_back(row.x);
    y.push_back(row.y);
  }
  const std::size_t least = kind == "natural_spline" ? spline_degree + 1 : 2;
  if (x.empty())
    problem(where, fmt::format("the function '{}' is not in functions.csv", name), "Give it rows there.");
  else if (x.size() < least)
    problem(where, fmt::format("the function '{}' has {} of at least {} knots", name, x.size(), least),
            "Give it more rows in functions.csv.");
  if (!is_curve || x.size() < least) return numerics::make_linear(1, 0);
  if (kind == "piecewise_linear") return {numerics::PiecewiseLinearFunction{std::move(x), std::move(y)}};
  return *(kind == "simm_spline"
               ? numerics::make_simm_spline(std::move(x), std::move(y), where)
               : numerics::make_natural_spline(spline_degree, std::move(x), std::move(y), where));
}

}  // namespace loadshare::model
