#include "numerics/filter.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

#include "base/require.h"
#include "numerics/spline.h"

namespace loadshare::numerics {
namespace {

constexpr int tool_spline_degree = 5;
constexpr double most_resampled_samples = 100000;

// out_i = sum_k a_k in_{i-k} - sum_{k>0} b_k out_{i-k}
struct Coefficients {
  std::array<double, 4> a{}, b{};
};

// Bilinear transform of 1 / ((s + 1)(s^2 + s + 1)), the cut-off warped so that it falls where asked.
Coefficients butterworth_3(double step_s, double cutoff_hz) {
  const double w = std::tan(2 * std::numbers::pi * cutoff_hz * step_s / 2.0);
  const double w2 = w * w, w3 = w * w * w;
  const double scale = (w + 1) * (w2 + w + 1.0);
  return {{w3 / scale, 3 * w3 / scale, 3 * w3 / scale, w3 / scale},
          {1, (3 * w3 + 2 * w2 - 2 * w - 3) / scale, (3 * w3 - 2 * w2 - 2 * w + 3) / scale,
           (w - 1) * (w2 - w + 1) / scale}};
}

void filter_forwards(const Coefficients& f, const std::vector<double>& in, std::vector<double>& out) {
  std::copy_n(in.begin(), 3, out.begin());
  for (std::size_t i = 3; i < in.size(); ++i)
    out[i] = f.a[0] * in[i] + f.a[1] * in[i - 1] + f.a[2] * in[i - 2] + f.a[3] * in[i - 3] -
             f.b[1] * out[i - 1] - f.b[2] * out[i - 2] - f.b[3] * out[i - 3];
}

void filter_columns(TimeSeries& series, double step_s, double cutoff_hz) {
  const Coefficients coefficients = butterworth_3(step_s, cutoff_hz);
  std::vector<double> in(series.sample_count()), out(series.sample_count());
  for (Eigen::Index c = 0; c < series.values.cols(); ++c) {
    for (std::size_t i = 0; i < in.size(); ++i) in[i] = series.values(static_cast<Eigen::Index>(i), c);
    filter_forwards(coefficients, in, out);
    std::reverse_copy(out.begin(), out.end(), in.begin());
    filter_forwards(coefficients, in, out);
    std::reverse(out.begin(), out.end());
    for (std::size_t i = 0; i < in.size(); ++i) series.values(static_cast<Eigen::Index>(i), c) = out[i];
  }
}

double least_step(const std::vector<double>& times_s) {
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 1; i < times_s.size(); ++i) least = std::min(least, times_s[i] - times_s[i - 1]);
  return least;
}

double widened_step(const std::vector<double>& times_s, double step_s) {
  const double span = times_s.back() - times_s.front();
  return span / step_s > most_resampled_samples ? span / most_resampled_samples : step_s;
}

// Everything but times and values.
TimeSeries empty_copy(const TimeSeries& series) {
  return {series.name, {}, series.labels, {}, series.in_degrees, series.metadata};
}

}  // namespace

TimeSeries pad(const TimeSeries& series, std::size_t pad_size) {
  const std::size_t count = series.sample_count();
  require(pad_size < count || pad_size == 0, "no more samples are reflected than there are");
  if (pad_size == 0) return series;
  TimeSeries out = empty_copy(series);
  out.times_s.resize(count + 2 * pad_size);
  out.values.resize(static_cast<Eigen::Index>(out.times_s.size()), series.values.cols());
  const auto reflect = [&](std::size_t to, std::size_t center, std::size_t from) {
    const auto row = [](std::size_t i) { return static_cast<Eigen::Index>(i); };
    out.times_s[to] = 2.0 * series.times_s[center] - series.times_s[from];
    out.values.row(row(to)) = 2.0 * series.values.row(row(center)) - series.values.row(row(from));
  };
  for (std::size_t i = 1; i <= pad_size; ++i) {
    reflect(pad_size - i, 0, i);
    reflect(pad_size + count - 1 + i, count - 1, count - 1 - i);
  }
  std::copy(series.times_s.begin(), series.times_s.end(),
            out.times_s.begin() + static_cast<std::ptrdiff_t>(pad_size));
  out.values.middleRows(static_cast<Eigen::Index>(pad_size), series.values.rows()) = series.values;
  return out;
}

Result<TimeSeries> resample(const TimeSeries& series, double step_s, const std::string& where) {
  require(step_s > 0, "time goes forward");
  const auto splines = make_spline_set(tool_spline_degree, series.times_s, series.values, where);
  if (!splines) return splines.refusal();
  const double step = widened_step(series.times_s, step_s);
  TimeSeries out = empty_copy(series);
  for (double time = series.times_s.front(); time <= series.times_s.back(); time += step)
    out.times_s.push_back(time);
  out.values = splines->sample(out.times_s, 0);
  return out;
}

Result<TimeSeries> lowpass_iir(const TimeSeries& series, double cutoff_hz, const std::string& where,
                               Diagnostics& notes) {
  const std::size_t count = series.sample_count();
  if (!(cutoff_hz > 0) || !std::isfinite(cutoff_hz))
    return Refusal{where, "a cut-off frequency of " + std::to_string(cutoff_hz) + " Hz cannot be filtered at",
                   "Give a cut-off above 0 Hz, or none."};
  if (count < 4)
    return Refusal{where, "there are " + std::to_string(count) + " samples, too few to filter",
                   "Give at least four samples, or no cut-off."};
  double step = least_step(series.times_s);
  if (!(step >= std::numeric_limits<double>::epsilon()))
    return Refusal{where, "the times do not increase from sample to sample",
                   "Sort the samples and remove doubles."};
  const double mean_step = (series.times_s.back() - series.times_s.front()) / static_cast<double>(count - 1);
  TimeSeries out = series;
  if (mean_step - step > std::numeric_limits<double>::epsilon()) {
    auto resampled = resample(series, step, where);
    if (!resampled) return resampled.refusal();
    step = widened_step(series.times_s, step);
    out = std::move(*resampled);
  }
  const double rate_hz = 1 / step;
  if (cutoff_hz >= 0.5 * rate_hz) {
    const double lowered_hz = 0.49 * rate_hz;
    notes.flag(where, "the cut-off of " + std::to_string(cutoff_hz) +
                          " Hz is above half the sampling rate; " + std::to_string(lowered_hz) +
                          " Hz is used");
    cutoff_hz = lowered_hz;
  }
  filter_columns(out, step, cutoff_hz);
  return out;
}

Result<TimeSeries> prepare_coordinates(const TimeSeries& raw, std::optional<double> cutoff_hz,
                                       const std::string& where, Diagnostics& notes) {
  if (!cutoff_hz || *cutoff_hz < 0) return raw;
  return lowpass_iir(pad(raw, raw.sample_count() / 2), *cutoff_hz, where, notes);
}

Result<TimeSeries> derivative_at_samples(const TimeSeries& series, const std::string& where) {
  const auto splines = make_spline_set(tool_spline_degree, series.times_s, series.values, where);
  if (!splines) return splines.refusal();
  TimeSeries out = empty_copy(series);
  out.times_s = series.times_s;
  out.values = splines->sample(series.times_s, 1);
  return out;
}

std::size_t sample_at_or_before(const TimeSeries& series, double time_s) {
  const auto after = std::upper_bound(series.times_s.begin(), series.times_s.end(), time_s);
  return static_cast<std::size_t>(std::max<std::ptrdiff_t>(after - series.times_s.begin(), 1) - 1);
}

}  // namespace loadshare::numerics
