#include "numerics/smoothing_spline.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

#include "base/require.h"

namespace loadshare::numerics {
namespace {

constexpr std::size_t width_max = 4;  // diagonals of the symmetric bands, the main one included: m + 1

// One row of the upper triangle: [row][0] is the diagonal.
using Band = std::vector<std::array<double, width_max>>;

// Alternating binomials: the m-th difference.
std::array<double, width_max> difference(int m) {
  return m == 2 ? std::array<double, width_max>{1, -2, 1, 0} : std::array<double, width_max>{-1, 3, -3, 1};
}
// Products of B-splines of degree m - 1 with themselves, by their distance: B-splines of degree 2m - 1 at
// whole numbers.
std::array<double, width_max> overlap(int m) {
  return m == 2 ? std::array<double, width_max>{4.0 / 6, 1.0 / 6, 0, 0}
                : std::array<double, width_max>{66.0 / 120, 26.0 / 120, 1.0 / 120, 0};
}
// Products of differences with themselves, by their distance.
std::array<double, width_max> difference_products(int m) {
  return m == 2 ? std::array<double, width_max>{6, -4, 1, 0} : std::array<double, width_max>{20, -15, 6, -1};
}

struct Factors {
  Band unit;  // L': ones on the diagonal, which is not stored at [0]
  std::vector<double> diagonal;
};

// L D L' of a symmetric positive definite band with the same entries along every diagonal.
Factors factorise(const std::array<double, width_max>& entries, std::size_t size, std::size_t half_width) {
  Factors factors{Band(size), std::vector<double>(size)};
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j <= half_width && i + j < size; ++j) {
      double value = entries[j];
      for (std::size_t k = 1; k <= std::min(i, half_width - j); ++k)
        value -= factors.unit[i - k][k] * factors.diagonal[i - k] * factors.unit[i - k][k + j];
      if (j == 0)
        factors.diagonal[i] = value;
      else
        factors.unit[i][j] = value / factors.diagonal[i];
    }
  }
  return factors;
}

std::vector<double> solve(const Factors& factors, std::vector<double> right, std::size_t half_width) {
  const std::size_t size = right.size();
  for (std::size_t i = 0; i < size; ++i)
    for (std::size_t k = 1; k <= std::min(i, half_width); ++k)
      right[i] -= factors.unit[i - k][k] * right[i - k];
  for (std::size_t i = 0; i < size; ++i) right[i] /= factors.diagonal[i];
  for (std::size_t i = size; i-- > 0;)
    for (std::size_t k = 1; k <= half_width && i + k < size; ++k)
      right[i] -= factors.unit[i][k] * right[i + k];
  return right;
}

// The band of the inverse, from its last row upwards (Hutchinson and de Hoog 1985).
Band inverse_band(const Factors& factors, std::size_t half_width) {
  const std::size_t size = factors.diagonal.size();
  Band inverse(size);
  const auto entry = [&](std::size_t i, std::size_t j) {
    return i <= j ? inverse[i][j - i] : inverse[j][i - j];
  };
  for (std::size_t i = size; i-- > 0;) {
    const std::size_t last = std::min(half_width, size - 1 - i);
    for (std::size_t j = last; j > 0; --j) {
      double value = 0;
      for (std::size_t k = 1; k <= last; ++k) value -= factors.unit[i][k] * entry(i + k, i + j);
      inverse[i][j] = value;
    }
    inverse[i][0] = 1 / factors.diagonal[i];
    for (std::size_t k = 1; k <= last; ++k) inverse[i][0] -= factors.unit[i][k] * inverse[i][k];
  }
  return inverse;
}

struct Fit {
  std::vector<double> values;
  double squares = 0;     // sum of the squared residuals
  double free_count = 0;  // trace of what maps values to residuals
};

Fit fit_spline(std::span<const double> values, int m, double smoothing) {
  const auto half_width = static_cast<std::size_t>(m);
  const std::size_t size = values.size() - half_width;
  const auto differences = difference(m), products = difference_products(m);
  auto entries = overlap(m);
  for (std::size_t j = 0; j <= half_width; ++j) entries[j] += smoothing * products[j];
  std::vector<double> right(size, 0.0);
  for (std::size_t i = 0; i < size; ++i)
    for (std::size_t k = 0; k <= half_width; ++k) right[i] += differences[k] * values[i + k];
  const auto factors = factorise(entries, size, half_width);
  const auto weights = solve(factors, std::move(right), half_width);
  Fit fit{{values.begin(), values.end()}, 0, 0};
  for (std::size_t i = 0; i < size; ++i)
    for (std::size_t k = 0; k <= half_width; ++k)
      fit.values[i + k] -= smoothing * differences[k] * weights[i];
  for (std::size_t i = 0; i < values.size(); ++i) fit.squares += std::pow(values[i] - fit.values[i], 2);
  const auto inverse = inverse_band(factors, half_width);
  for (std::size_t i = 0; i < size; ++i)
    for (std::size_t j = 0; j <= half_width && i + j < size; ++j)
      fit.free_count += smoothing * (j == 0 ? 1 : 2) * products[j] * inverse[i][j];
  return fit;
}

double cross_validation_error(const Fit& fit) {
  const auto count = static_cast<double>(fit.values.size());
  return fit.free_count > 0 ? count * fit.squares / (fit.free_count * fit.free_count)
                            : std::numeric_limits<double>::infinity();
}

SmoothedColumn summary(Fit fit, int m, double smoothing) {
  SmoothedColumn result;
  result.smoothing = smoothing;
  result.noise = fit.free_count > 0 ? std::sqrt(fit.squares / fit.free_count) : 0;
  // 1 / (1 + smoothing omega^(2m)), omega in radians per sample (Woltring 1986).
  result.cutoff_ratio =
      smoothing > 0 ? std::min(0.5, std::pow(smoothing, -1.0 / (2 * m)) / (2 * std::numbers::pi)) : 0.5;
  result.values = std::move(fit.values);
  return result;
}

void check(std::span<const double> values, int m) {
  require(m == 2 || m == 3, "a cubic or a quintic spline");
  require(values.size() >= static_cast<std::size_t>(2 * m), "enough values for the spline");
}

}  // namespace

SmoothedColumn smooth_spline(std::span<const double> values, int m, double smoothing) {
  check(values, m);
  require(smoothing >= 0, "smoothing is not negative");
  return summary(fit_spline(values, m, smoothing), m, smoothing);
}

SmoothedColumn smooth_spline_by_cross_validation(std::span<const double> values, int m) {
  check(values, m);
  // The error has one valley in most data, seldom two: a coarse walk over equivalent cut-offs, then halving.
  constexpr double log_step = 0.25;
  const auto smoothing_at = [m](double log_cutoff) { return std::exp(-2.0 * m * log_cutoff); };
  const auto error_at = [&](double log_cutoff) {
    return cross_validation_error(fit_spline(values, m, smoothing_at(log_cutoff)));
  };
  const double lowest = std::log(2 * std::numbers::pi / static_cast<double>(values.size())), highest = 1.2;
  double best = highest, least = error_at(highest);
  for (double at = highest - log_step; at >= lowest; at -= log_step)
    if (const double error = error_at(at); error < least) best = at, least = error;
  for (double step = log_step / 2; step > 0.005; step /= 2)
    for (const double at : {best - step, best + step})
      if (const double error = error_at(at); error < least) best = at, least = error;
  return smooth_spline(values, m, smoothing_at(best));
}

}  // namespace loadshare::numerics
