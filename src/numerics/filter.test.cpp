#include "numerics/filter.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <functional>
#include <numbers>
#include <sstream>

#include "test_data.h"

namespace loadshare::numerics {
namespace {

TimeSeries sampled(std::size_t count, double step_s, const std::function<double(double)>& f) {
  TimeSeries series;
  series.labels = {"q"};
  series.values.resize(static_cast<Eigen::Index>(count), 1);
  for (std::size_t i = 0; i < count; ++i) {
    series.times_s.push_back(step_s * static_cast<double>(i));
    series.values(static_cast<Eigen::Index>(i), 0) = f(series.times_s.back());
  }
  return series;
}

constexpr double eighth = 0.0078125;  // 1/128 s: exact in binary, so that nothing is resampled

TEST(Pad, ReflectsThroughTheEndPoints) {
  TimeSeries series = sampled(4, 1, [](double t) { return t * t; });
  series.in_degrees = true;
  const TimeSeries padded = pad(series, 2);
  EXPECT_EQ(padded.times_s, (std::vector<double>{-2, -1, 0, 1, 2, 3, 4, 5}));
  const std::vector<double> expected{-4, -1, 0, 1, 4, 9, 14, 17};  // 2 y_0 - y_i; 2 y_n - y_(n-i)
  for (Eigen::Index i = 0; i < 8; ++i) EXPECT_EQ(padded.values(i, 0), expected[static_cast<std::size_t>(i)]);
  EXPECT_EQ(padded.labels, series.labels);
  EXPECT_EQ(padded.in_degrees, true);
}

TEST(Pad, KeepsALineALine) {
  const TimeSeries padded = pad(sampled(9, 0.5, [](double t) { return 3 - 2 * t; }), 4);
  for (std::size_t i = 0; i < padded.sample_count(); ++i)
    EXPECT_DOUBLE_EQ(padded.values(static_cast<Eigen::Index>(i), 0), 3 - 2 * padded.times_s[i]);
}

// The digital filter's gain, both passes: 1 / (1 + (tan(pi f T) / tan(pi fc T))^6).
TEST(Lowpass, HasTheGainOfTwoButterworthPassesAndNoLag) {
  const double cutoff_hz = 6;
  for (const double f_hz : {1.0, 3.0, 6.0, 10.0, 20.0}) {
    Diagnostics notes;
    const auto wave = [&](double t) { return std::sin(2 * std::numbers::pi * f_hz * t + 0.4); };
    const TimeSeries raw = sampled(1024, eighth, wave);
    const auto filtered = lowpass_iir(raw, cutoff_hz, "test", notes);
    ASSERT_TRUE(filtered.ok());
    const double ratio =
        std::tan(std::numbers::pi * f_hz * eighth) / std::tan(std::numbers::pi * cutoff_hz * eighth);
    const double gain = 1 / (1 + std::pow(ratio, 6));
    if (f_hz == cutoff_hz) {
      EXPECT_DOUBLE_EQ(gain, 0.5);
    }
    EXPECT_EQ(filtered->times_s, raw.times_s);
    for (Eigen::Index i = 400; i < 600; ++i)
      EXPECT_NEAR(filtered->values(i, 0), gain * raw.values(i, 0), 1e-10) << f_hz;
    EXPECT_TRUE(notes.findings().empty());
  }
}

TEST(Lowpass, KeepsConstantsAndPaddedLines) {
  Diagnostics notes;
  const auto constant = lowpass_iir(sampled(300, eighth, [](double) { return 7.0; }), 6, "test", notes);
  ASSERT_TRUE(constant.ok());
  EXPECT_LT((constant->values.array() - 7).abs().maxCoeff(), 1e-12);
  // A low-pass with unit gain delays a line by a constant going forwards and advances it coming back.
  const auto line =
      prepare_coordinates(sampled(300, eighth, [](double t) { return 2 - 3 * t; }), 6, "test", notes);
  ASSERT_TRUE(line.ok());
  EXPECT_EQ(line->sample_count(), 600);
  for (std::size_t i = 150; i < 450; ++i)
    EXPECT_NEAR(line->values(static_cast<Eigen::Index>(i), 0), 2 - 3 * line->times_s[i], 1e-9);
}

TEST(Lowpass, MirroredInTimeGivesNearlyTheMirroredResult) {
  Diagnostics notes;
  const auto bump = [](double t) { return std::exp(-20 * (t - 1) * (t - 1)); };  // symmetric about 1 s
  const auto filtered = lowpass_iir(sampled(257, eighth, bump), 4, "test", notes);
  ASSERT_TRUE(filtered.ok());
  for (Eigen::Index i = 0; i < 128; ++i)
    EXPECT_NEAR(filtered->values(i, 0), filtered->values(256 - i, 0), 2e-6);
}

TEST(Lowpass, ResamplesUnevenTimesAtTheirLeastStep) {
  TimeSeries series = sampled(200, 0.01, [](double t) { return std::sin(t); });
  series.times_s[100] += 0.002;
  series.values(100, 0) = std::sin(series.times_s[100]);
  Diagnostics notes;
  const auto filtered = lowpass_iir(series, 6, "test", notes);
  ASSERT_TRUE(filtered.ok());
  EXPECT_NEAR(filtered->times_s[1] - filtered->times_s[0], 0.008, 1e-12);
  EXPECT_EQ(filtered->sample_count(), 249);  // 1.99 s in steps of 8 ms
  for (std::size_t i = 60; i < 190; ++i)
    EXPECT_NEAR(filtered->values(static_cast<Eigen::Index>(i), 0), std::sin(filtered->times_s[i]), 1e-5);
}

TEST(Lowpass, LowersACutoffAboveHalfTheRateAndSaysSo) {
  Diagnostics notes;
  ASSERT_TRUE(lowpass_iir(sampled(50, eighth, [](double t) { return t; }), 64, "walk.mot", notes).ok());
  ASSERT_EQ(notes.findings().size(), 1);
  EXPECT_NE(notes.findings()[0].what.find("62.72"), std::string::npos);
}

TEST(Lowpass, RefusesWhatItCannotFilter) {
  Diagnostics notes;
  const TimeSeries good = sampled(50, eighth, [](double t) { return t; });
  EXPECT_FALSE(lowpass_iir(good, 0, "a", notes).ok());
  EXPECT_FALSE(lowpass_iir(good, std::nan(""), "a", notes).ok());
  EXPECT_FALSE(lowpass_iir(sampled(3, eighth, [](double t) { return t; }), 6, "a", notes).ok());
  TimeSeries twice = good;
  twice.times_s[3] = twice.times_s[2];
  const auto refused = lowpass_iir(twice, 6, "a.mot", notes);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.refusal().where, "a.mot");
}

TEST(PrepareCoordinates, LeavesTheSeriesAloneWithoutACutoff) {
  Diagnostics notes;
  const TimeSeries raw = sampled(5, 0.1, [](double t) { return t * t; });
  for (const std::optional<double> none : {std::optional<double>{}, std::optional<double>{-1}}) {
    const auto same = prepare_coordinates(raw, none, "test", notes);
    ASSERT_TRUE(same.ok());
    EXPECT_EQ(same->times_s, raw.times_s);
    EXPECT_EQ(same->values, raw.values);
  }
}

TEST(DerivativeAtSamples, IsThatOfTheSpline) {
  const auto derived =
      derivative_at_samples(sampled(200, 0.01, [](double t) { return std::sin(3 * t); }), "test");
  ASSERT_TRUE(derived.ok());
  for (std::size_t i = 30; i < 170; ++i)
    EXPECT_NEAR(derived->values(static_cast<Eigen::Index>(i), 0), 3 * std::cos(3 * derived->times_s[i]),
                1e-8);
}

TEST(SampleAtOrBefore, RoundsDownAndStopsAtTheFirst) {
  const TimeSeries series = sampled(4, 1, [](double t) { return t; });
  EXPECT_EQ(sample_at_or_before(series, 1.5), 1);
  EXPECT_EQ(sample_at_or_before(series, 2), 2);
  EXPECT_EQ(sample_at_or_before(series, -1), 0);
  EXPECT_EQ(sample_at_or_before(series, 99), 3);
}

// ---- OpenSim's own sample times ------------------------------------------------------------------

struct Trial {
  std::string reference, recording;
  double initial_s, final_s;
  int every;  // step_interval of the static optimisation
};

// Reads numbers only as far as this test needs them: the first two columns after "endheader".
TimeSeries first_column(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::string line;
  while (std::getline(file, line) && line.rfind("endheader", 0) != 0) {
  }
  std::vector<double> values;
  TimeSeries series;
  series.labels = {"first"};
  while (std::getline(file, line)) {
    std::istringstream fields(line);
    double time = 0, value = 0;
    if (!(fields >> time >> value)) continue;
    series.times_s.push_back(time);
    values.push_back(value);
  }
  series.values = Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size()));
  return series;
}

std::vector<double> logged_times(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::vector<double> times;
  double time = 0, objective = 0, violation = 0;
  while (file >> time >> objective >> violation) times.push_back(time);
  return times;
}

class SampleTimes : public ::testing::TestWithParam<Trial> {};

TEST_P(SampleTimes, AreOpenSimsToTheLastDigit) {
  const Trial& trial = GetParam();
  const auto recording = testing::find_data(trial.recording);
  const std::string log_name =
      "../reference/" + trial.reference + "/expected/so_log_time_objective_violation.txt";
  const auto log = testing::find_data(log_name);
  if (!recording) GTEST_SKIP() << testing::left_out(trial.recording);
  if (!log) GTEST_SKIP() << testing::left_out(log_name);
  Diagnostics notes;
  const auto prepared = prepare_coordinates(first_column(*recording), 6, trial.recording, notes);
  ASSERT_TRUE(prepared.ok());
  const std::vector<double> expected = logged_times(*log);
  ASSERT_FALSE(expected.empty());
  // The tool analyses the first sample, those whose number in the whole series is a multiple of the
  // interval, and the last.
  const std::size_t first = sample_at_or_before(*prepared, trial.initial_s);
  const std::size_t last = sample_at_or_before(*prepared, trial.final_s);
  std::vector<double> ours;
  for (std::size_t i = first; i <= last; ++i)
    if (i == first || i == last || i % static_cast<std::size_t>(trial.every) == 0)
      ours.push_back(prepared->times_s[i]);
  EXPECT_EQ(ours, expected);
}

INSTANTIATE_TEST_SUITE_P(
    Reference, SampleTimes,
    ::testing::Values(Trial{"squat", "squat/squats1_manual_scaling_ik.mot", 1.0, 5.0, 1},
                      Trial{"gait_walk", "gait_walk/coordinates.sto", 0.48, 1.61, 10},
                      Trial{"run", "run/ik_output_run.mot", 0.05, 0.7, 1},
                      Trial{"gait2392", "gait2392_reference/subject01_walk1_Kinematics.sto", 0.6, 1.4, 10},
                      Trial{"spine318",
                            "markerless/S00_P00_T01_BalancingTrial_filt_butterworth_0-100_LSTM.mot", 0.1, 1.5,
                            8}),
    [](const auto& named) { return named.param.reference; });

}  // namespace
}  // namespace loadshare::numerics
