#include "numerics/smoothing_spline.h"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>
#include <numbers>
#include <random>

#include "numerics/spline.h"

namespace loadshare::numerics {
namespace {

std::vector<double> noisy(std::size_t count, double noise, unsigned seed) {
  std::mt19937 engine(seed);
  std::normal_distribution<double> normal(0, noise);
  std::vector<double> values(count);
  for (std::size_t i = 0; i < count; ++i)
    values[i] =
        10 * std::sin(2 * std::numbers::pi * static_cast<double>(i) / 80) + (noise > 0 ? normal(engine) : 0);
  return values;
}

// The integral of the squared m-th derivative of the natural spline through the values, by quadrature of our
// interpolating spline: another program path than the smoother's own.
double roughness(const std::vector<double>& values, int m) {
  std::vector<double> knots(values.size());
  SampleMatrix column(static_cast<Eigen::Index>(values.size()), 1);
  for (std::size_t i = 0; i < values.size(); ++i) {
    knots[i] = static_cast<double>(i);
    column(static_cast<Eigen::Index>(i), 0) = values[i];
  }
  const auto splines = *make_spline_set(2 * m - 1, knots, column, "test");
  double sum = 0;
  constexpr int parts = 40;
  for (std::size_t i = 0; i + 1 < values.size(); ++i)
    for (int p = 0; p < parts; ++p)
      sum += std::pow(splines.value(0, static_cast<double>(i) + (p + 0.5) / parts, m), 2) / parts;
  return sum;
}

double objective(const std::vector<double>& values, const std::vector<double>& smooth, int m,
                 double smoothing) {
  double sum = smoothing * roughness(smooth, m);
  for (std::size_t i = 0; i < values.size(); ++i) sum += std::pow(values[i] - smooth[i], 2);
  return sum;
}

// No neighbouring function has less: the definition itself.
TEST(SmoothingSpline, IsTheLeastOfItsObjective) {
  for (const int m : {2, 3}) {
    const auto values = noisy(30, 2, 7);
    const double smoothing = 20;
    const auto smooth = smooth_spline(values, m, smoothing).values;
    const double least = objective(values, smooth, m, smoothing);
    for (const std::size_t i : {0u, 3u, 15u, 29u})
      for (const double change : {-0.05, 0.05}) {
        auto other = smooth;
        other[i] += change;
        EXPECT_GT(objective(values, other, m, smoothing), least) << m << " " << i;
      }
  }
}

TEST(SmoothingSpline, WithoutSmoothingGoesThroughTheValues) {
  const auto values = noisy(20, 1, 3);
  for (const int m : {2, 3}) {
    const auto smooth = smooth_spline(values, m, 0).values;
    for (std::size_t i = 0; i < values.size(); ++i) EXPECT_NEAR(smooth[i], values[i], 1e-12);
  }
}

TEST(SmoothingSpline, EndlessSmoothingIsTheLeastSquaresPolynomial) {
  const auto values = noisy(25, 1, 5);
  for (const int m : {2, 3}) {
    Eigen::MatrixXd powers(25, m);
    Eigen::VectorXd right(25);
    for (Eigen::Index i = 0; i < 25; ++i) {
      for (Eigen::Index p = 0; p < m; ++p) powers(i, p) = std::pow(static_cast<double>(i) / 25, p);
      right[i] = values[static_cast<std::size_t>(i)];
    }
    const Eigen::VectorXd line = powers * powers.colPivHouseholderQr().solve(right);
    const auto smooth = smooth_spline(values, m, 1e9).values;
    for (Eigen::Index i = 0; i < 25; ++i) EXPECT_NEAR(smooth[static_cast<std::size_t>(i)], line[i], 1e-3);
  }
}

// The trace by the band of the inverse, against the influence matrix made column by column.
TEST(SmoothingSpline, CountsFreeSamplesRight) {
  for (const int m : {2, 3}) {
    const std::size_t count = 14;
    const double smoothing = 3;
    double trace = 0;
    for (std::size_t j = 0; j < count; ++j) {
      std::vector<double> unit(count, 0.0);
      unit[j] = 1;
      trace += 1 - smooth_spline(unit, m, smoothing).values[j];
    }
    const auto values = noisy(count, 1, 9);
    const auto smooth = smooth_spline(values, m, smoothing);
    double squares = 0;
    for (std::size_t i = 0; i < count; ++i) squares += std::pow(values[i] - smooth.values[i], 2);
    EXPECT_NEAR(smooth.noise, std::sqrt(squares / trace), 1e-9);
  }
}

TEST(SmoothingSpline, HalvesASineAtItsCutoff) {
  for (const int m : {2, 3}) {
    const double period = 20, omega = 2 * std::numbers::pi / period;
    std::vector<double> values(600);
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = std::sin(omega * static_cast<double>(i));
    const auto smooth = smooth_spline(values, m, std::pow(omega, -2 * m));
    EXPECT_NEAR(smooth.cutoff_ratio, 1 / period, 1e-12);
    double in_out = 0, in_in = 0;
    for (std::size_t i = 200; i < 400; ++i)
      in_out += values[i] * smooth.values[i], in_in += values[i] * values[i];
    EXPECT_NEAR(in_out / in_in, 0.5, 0.005);
  }
}

// Craven and Wahba 1979: the error that cross-validation leaves is near the least there is.
TEST(SmoothingSpline, CrossValidationFindsTheNoise) {
  for (const int m : {2, 3})
    for (const double noise : {0.1, 0.5, 2.0}) {
      const auto truth = noisy(400, 0, 0), values = noisy(400, noise, 11);
      const auto error = [&](const std::vector<double>& smooth) {
        double sum = 0;
        for (std::size_t i = 0; i < truth.size(); ++i) sum += std::pow(smooth[i] - truth[i], 2);
        return std::sqrt(sum / 400);
      };
      const auto found = smooth_spline_by_cross_validation(values, m);
      EXPECT_NEAR(found.noise / noise, 1, 0.08);
      double least = 1e9;
      for (double at = -5; at < 25; at += 0.25)
        least = std::min(least, error(smooth_spline(values, m, std::exp(at)).values));
      EXPECT_LT(error(found.values), 1.15 * least);
      EXPECT_LT(error(found.values), 0.5 * noise);
    }
}

}  // namespace
}  // namespace loadshare::numerics
