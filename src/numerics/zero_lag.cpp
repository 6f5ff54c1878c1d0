#include "numerics/zero_lag.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/require.h"

namespace loadshare::numerics {
namespace {

constexpr std::size_t residual_count_min = 12;
constexpr double cutoff_ratio_max = 0.45;  // of the rate
constexpr double rounding_ratio = 1e-12;

// The bilinear transform of 1 / (s^2 + sqrt(2) s + 1), from rest at the first value.
void filter_forwards(std::vector<double>& values, double warped_cutoff) {
  const double w = warped_cutoff, scale = 1 + std::numbers::sqrt2 * w + w * w;
  const double a = w * w / scale, b1 = 2 * (1 - w * w) / scale,
               b2 = -(1 - std::numbers::sqrt2 * w + w * w) / scale;
  double x1 = values[0], x2 = values[0], y1 = values[0], y2 = values[0];
  for (double& value : values) {
    const double x = value;
    value = a * (x + 2 * x1 + x2) + b1 * y1 + b2 * y2;
    x2 = x1, x1 = x;
    y2 = y1, y1 = value;
  }
}

// The values with `pad` more at either end, reflected at the end's own point.
std::vector<double> reflected(std::span<const double> values, std::size_t pad) {
  std::vector<double> longer;
  longer.reserve(values.size() + 2 * pad);
  for (std::size_t i = pad; i > 0; --i) longer.push_back(2 * values.front() - values[i]);
  longer.insert(longer.end(), values.begin(), values.end());
  for (std::size_t i = 1; i <= pad; ++i) longer.push_back(2 * values.back() - values[values.size() - 1 - i]);
  return longer;
}

// tan of the half angle, raised so that both ways together have the cut-off.
double warped(double cutoff_hz, double rate_hz) {
  return std::pow(std::numbers::sqrt2 - 1, -0.25) * std::tan(std::numbers::pi * cutoff_hz / rate_hz);
}

// The share of white noise's power that the filter takes out: the mean of (1 - gain)^2 over all frequencies.
double noise_share(double cutoff_hz, double rate_hz) {
  constexpr int parts = 400;
  double sum = 0;
  for (int i = 0; i < parts; ++i) {
    const double ratio = std::tan(std::numbers::pi / 2 * (i + 0.5) / parts) / warped(cutoff_hz, rate_hz);
    sum += std::pow(1 - 1 / (1 + std::pow(ratio, 4)), 2);
  }
  return sum / parts;
}

// The mean squared difference that a filter makes.
double squared_residual(std::span<const std::vector<double>> columns, double rate_hz, double cutoff_hz) {
  double sum = 0, count = 0;
  for (const auto& column : columns) {
    if (column.size() < residual_count_min) continue;
    const auto smooth = zero_lag_butterworth(column, rate_hz, cutoff_hz);
    for (std::size_t i = 0; i < column.size(); ++i) sum += std::pow(column[i] - smooth[i], 2);
    count += static_cast<double>(column.size());
  }
  return count > 0 ? sum / count : 0;
}

double largest(std::span<const std::vector<double>> columns) {
  double value = 0;
  for (const auto& column : columns)
    for (const double entry : column) value = std::max(value, std::abs(entry));
  return value;
}

}  // namespace

std::vector<double> zero_lag_butterworth(std::span<const double> values, double rate_hz, double cutoff_hz) {
  require(rate_hz > 0 && cutoff_hz > 0 && cutoff_hz <= cutoff_ratio_max * rate_hz,
          "a cut-off below half the rate");
  if (values.size() < 3) return {values.begin(), values.end()};
  const auto pad = std::min(values.size() - 1, static_cast<std::size_t>(std::ceil(3 * rate_hz / cutoff_hz)));
  auto smooth = reflected(values, pad);
  for (int way = 0; way < 2; ++way) {
    filter_forwards(smooth, warped(cutoff_hz, rate_hz));
    std::ranges::reverse(smooth);
  }
  const auto first = smooth.begin() + static_cast<std::ptrdiff_t>(pad);
  return {first, first + static_cast<std::ptrdiff_t>(values.size())};
}

ResidualAnalysis analyse_residuals(std::span<const std::vector<double>> columns, double rate_hz) {
  constexpr int tail_count = 9;
  constexpr double tail_from = 0.2, tail_to = 0.4;  // of the rate
  double residuals = 0, shares = 0;
  for (int i = 0; i < tail_count; ++i) {
    const double cutoff_hz = rate_hz * (tail_from + (tail_to - tail_from) * i / (tail_count - 1));
    residuals += squared_residual(columns, rate_hz, cutoff_hz);
    shares += noise_share(cutoff_hz, rate_hz);
  }
  const double variance = residuals / shares;
  if (std::sqrt(variance) <= rounding_ratio * largest(columns)) return {};
  // The residual falls as the cut-off rises: the crossing by halving.
  double low = 0.002 * rate_hz, high = tail_to * rate_hz;
  for (int step = 0; step < 14; ++step) {
    const double middle = std::sqrt(low * high);
    (squared_residual(columns, rate_hz, middle) > variance ? low : high) = middle;
  }
  ResidualAnalysis result{std::sqrt(variance), std::nullopt};
  if (high < tail_to * rate_hz) result.cutoff_hz = high;
  return result;
}

}  // namespace loadshare::numerics
