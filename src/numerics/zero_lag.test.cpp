#include "numerics/zero_lag.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

namespace loadshare::numerics {
namespace {

constexpr double rate_hz = 100;

std::vector<double> sine(double frequency_hz, std::size_t count, double amplitude = 1) {
  std::vector<double> values(count);
  for (std::size_t i = 0; i < count; ++i)
    values[i] = amplitude * std::sin(2 * std::numbers::pi * frequency_hz * static_cast<double>(i) / rate_hz);
  return values;
}

// Gain at a frequency, away from the ends.
double gain(double frequency_hz, double cutoff_hz) {
  const auto in = sine(frequency_hz, 2000), out = zero_lag_butterworth(in, rate_hz, cutoff_hz);
  double in_out = 0, in_in = 0;
  for (std::size_t i = 500; i < 1500; ++i) in_out += in[i] * out[i], in_in += in[i] * in[i];
  return in_out / in_in;
}

// |H|^2 of one way at each frequency is 1 / (1 + (tan ratio)^4 (sqrt 2 - 1)); both ways give it once.
double butterworth_gain(double frequency_hz, double cutoff_hz) {
  const double ratio =
      std::tan(std::numbers::pi * frequency_hz / rate_hz) / std::tan(std::numbers::pi * cutoff_hz / rate_hz);
  return 1 / (1 + std::pow(ratio, 4) * (std::numbers::sqrt2 - 1));
}

TEST(ZeroLag, HasTheGainOfTheFormula) {
  for (const double cutoff_hz : {3.0, 6.0, 15.0, 40.0})
    for (const double frequency_hz : {1.0, 4.0, 6.0, 12.0, 30.0})
      EXPECT_NEAR(gain(frequency_hz, cutoff_hz), butterworth_gain(frequency_hz, cutoff_hz), 1e-6);
  EXPECT_NEAR(gain(6, 6), 1 / std::numbers::sqrt2, 1e-6);
}

TEST(ZeroLag, DoesNotShift) {
  // The part in quadrature is none.
  const auto in = sine(4, 2000), out = zero_lag_butterworth(in, rate_hz, 6);
  double quadrature = 0;
  for (std::size_t i = 500; i < 1500; ++i)
    quadrature += out[i] * std::cos(2 * std::numbers::pi * 4 * static_cast<double>(i) / rate_hz);
  EXPECT_NEAR(quadrature / 500, 0, 1e-9);
}

TEST(ZeroLag, KeepsLinesToTheirEnds) {
  std::vector<double> line(200);
  for (std::size_t i = 0; i < line.size(); ++i) line[i] = 3 - 0.02 * static_cast<double>(i);
  const auto smooth = zero_lag_butterworth(line, rate_hz, 6);
  for (std::size_t i = 0; i < line.size(); ++i) EXPECT_NEAR(smooth[i], line[i], 2e-4);
  EXPECT_EQ(zero_lag_butterworth(std::vector<double>{1, 5}, rate_hz, 6), (std::vector<double>{1, 5}));
}

std::vector<double> noisy_sine(double noise, unsigned seed, std::size_t count = 4000) {
  auto values = sine(1, count, 100);
  std::mt19937 engine(seed);
  std::normal_distribution<double> normal(0, noise);
  for (double& value : values) value += normal(engine);
  return values;
}

// White noise on a slow sine: the noise comes out, and what the filter takes from the sine is 5/3 of what it
// lets through of the noise.
TEST(ResidualAnalysis, FindsWhiteNoiseAndBalancesIt) {
  for (const double noise : {0.3, 1.0, 3.0}) {
    const std::vector<std::vector<double>> columns{noisy_sine(noise, 1), noisy_sine(noise, 2),
                                                   noisy_sine(noise, 3)};
    const auto found = analyse_residuals(columns, rate_hz);
    EXPECT_NEAR(found.noise / noise, 1, 0.04);
    ASSERT_TRUE(found.cutoff_hz);
    const auto clean = sine(1, 4000, 100), smooth = zero_lag_butterworth(clean, rate_hz, *found.cutoff_hz);
    double lost = 0, passed = 0;
    for (const auto& column : columns) {
      const auto filtered = zero_lag_butterworth(column, rate_hz, *found.cutoff_hz);
      for (std::size_t i = 0; i < clean.size(); ++i) {
        lost += std::pow(smooth[i] - clean[i], 2);
        passed += std::pow(filtered[i] - smooth[i], 2);
      }
    }
    // Of gains 1 / (1 + x^4): the mean of 2 g - g^2 is 5/3 of that of g^2.
    EXPECT_NEAR(lost / passed, 5.0 / 3, 0.35) << noise;
  }
}

TEST(ResidualAnalysis, MoreNoiseLowersTheCutoff) {
  double last = 50;
  for (const double noise : {0.1, 0.3, 1.0, 3.0, 10.0}) {
    const std::vector<std::vector<double>> columns{noisy_sine(noise, 4)};
    const auto found = analyse_residuals(columns, rate_hz);
    ASSERT_TRUE(found.cutoff_hz);
    EXPECT_LT(*found.cutoff_hz, last);
    EXPECT_GT(*found.cutoff_hz, 1);  // never below the movement
    last = *found.cutoff_hz;
  }
}

TEST(ResidualAnalysis, WithoutNoiseThereIsNothingToCut) {
  const std::vector<std::vector<double>> still{std::vector<double>(500, 3.0)};
  EXPECT_FALSE(analyse_residuals(still, rate_hz).cutoff_hz);
  EXPECT_EQ(analyse_residuals(still, rate_hz).noise, 0);
  const std::vector<std::vector<double>> short_column{{1, 2, 3}};
  EXPECT_FALSE(analyse_residuals(short_column, rate_hz).cutoff_hz);
  EXPECT_FALSE(analyse_residuals({}, rate_hz).cutoff_hz);
}

}  // namespace
}  // namespace loadshare::numerics
