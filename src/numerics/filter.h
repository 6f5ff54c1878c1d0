// What OpenSim's tools do with coordinates before they differentiate them
// (`lowpass_cutoff_frequency_for_coordinates`), step by step and with the same arithmetic, so that
// sample times and values come out the same to the last digits.
//
// InverseDynamicsTool and AnalyzeTool begin alike (prepare_coordinates): half as many samples as there
// are, rounded down, are added at either end by point reflection; then all columns are filtered. Both
// keep the padding: the splines run over it, and start and final time only select samples afterwards.
// The filter works in the file's units (degrees stay degrees; it is linear). Then they part:
//   InverseDynamicsTool  degrees to radians; quintic spline through each coordinate; positions, speeds
//                        and accelerations are its value and derivatives at the filtered samples' times.
//   AnalyzeTool          degrees to radians; coordinates the file lacks are 0; speeds are the first
//                        derivative of quintic splines at the samples; each sample is then assembled to the
//                        model's constraints. StaticOptimization takes its accelerations as the first
//                        derivative of quintic splines through those speeds, again at the samples
//                        (derivative_at_samples twice), not as second derivatives of the coordinates.
#pragma once

#include <optional>
#include <string>

#include "base/diagnostics.h"
#include "base/result.h"
#include "base/time_series.h"

namespace loadshare::numerics {

// `pad_size` samples more at either end: point reflection of times and values at the first and the last
// sample, 2 x_0 - x_i, which keeps value and slope. Precondition: 0 <= pad_size < samples.
[[nodiscard]] TimeSeries pad(const TimeSeries& series, std::size_t pad_size);

// Quintic natural spline sampled from the first time on, in steps of `step_s` that are summed up one by one
// (so the k-th time is not exactly first + k step), as far as the last time. As OpenSim at most about
// 100,000 samples: a smaller step is widened to that. Refuses fewer than six samples, times that do not
// increase, values that are not finite. Precondition: step_s > 0.
[[nodiscard]] Result<TimeSeries> resample(const TimeSeries& series, double step_s, const std::string& where);

// Third-order Butterworth low-pass, forwards, then backwards: gain 1/2 at the cut-off, no lag. The first
// three samples of either pass are left as they are (pad first).
//
// The step is the least one between samples. Where the mean step is greater by more than 2.2e-16 s the
// series is resampled at the least one first; decimal times nearly always differ by that much, so the
// result's times usually differ from the file's in the last digits, and its last sample may be missing.
// A cut-off at or above half the sampling rate is lowered to 0.49 of the rate and flagged in `notes`.
// Refuses a cut-off that is not positive, fewer than four samples, and what resample refuses.
[[nodiscard]] Result<TimeSeries> lowpass_iir(const TimeSeries& series, double cutoff_hz,
                                             const std::string& where, Diagnostics& notes);

// pad by half the samples, then lowpass_iir: what both tools make of a coordinates file. Without a cut-off
// (negative or absent in the file's set-up) the series comes back unchanged, as in the tools.
[[nodiscard]] Result<TimeSeries> prepare_coordinates(const TimeSeries& raw, std::optional<double> cutoff_hz,
                                                     const std::string& where, Diagnostics& notes);

// The derivative of each column's natural quintic spline at the series' own times; same labels.
[[nodiscard]] Result<TimeSeries> derivative_at_samples(const TimeSeries& series, const std::string& where);

// Index of the last sample at or before `time_s`, 0 where there is none: how the tools turn start and final
// time into samples. Precondition: at least one sample.
[[nodiscard]] std::size_t sample_at_or_before(const TimeSeries& series, double time_s);

}  // namespace loadshare::numerics
