// A single number over time, measured in each sample, smoothed.
#include "motion/track_smoothing.h"

#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <cmath>

namespace loadshare::motion {
namespace {

constexpr std::size_t count = 240;
constexpr double noise = 0.05;

std::vector<double> times() {
  std::vector<double> result;
  for (std::size_t i = 0; i < count; ++i) result.push_back(0.01 * static_cast<double>(i));
  return result;
}
double measured(std::size_t i) {
  const double t = static_cast<double>(i);
  return std::sin(0.03 * t) + noise * std::sin(2.3 * t * t);
}

LineariseSample measure(bool is_bent) {
  return [is_bent](std::size_t sample, const Eigen::VectorXd& x, SampleTerms& terms) {
    // Measured as x, or as x + x^3 / 10.
    const double value = is_bent ? x[0] + x[0] * x[0] * x[0] / 10 : x[0],
                 slope = is_bent ? 1 + 0.3 * x[0] * x[0] : 1, off = (value - measured(sample)) / noise;
    terms.cost = off * off;
    terms.hessian.setConstant(1, 1, slope * slope / (noise * noise));
    terms.gradient.setConstant(1, slope * off / noise);
  };
}

std::vector<double> smoothed(const TrackSmoothing& smoothing, bool is_bent = false) {
  const auto t = times();
  const std::vector<Eigen::VectorXd> start(count, Eigen::VectorXd::Zero(1));
  std::vector<double> result;
  smooth_track(t, smoothing, measure(is_bent), start,
               [&](std::size_t sample, const Eigen::VectorXd& x, const SampleTerms&) {
                 EXPECT_EQ(sample, result.size());
                 result.push_back(x[0]);
               });
  return result;
}

TrackSmoothing with_acceleration(double acceleration) {
  TrackSmoothing smoothing;
  smoothing.acceleration.setConstant(1, acceleration);
  smoothing.iterations_max = 20;
  smoothing.step_tolerance = 1e-10;
  return smoothing;
}

// Second differences penalised: (I / noise^2 + D' D / (a^2)) x = y / noise^2, written out in full.
TEST(SmoothTrack, IsTheFullSystemsSolution) {
  const double acceleration = 5;
  Eigen::MatrixXd D = Eigen::MatrixXd::Zero(count - 2, count);
  Eigen::VectorXd y(count);
  for (Eigen::Index i = 0; i < D.cols(); ++i) y[i] = measured(static_cast<std::size_t>(i));
  for (Eigen::Index i = 0; i < D.rows(); ++i) D.row(i).segment<3>(i) << 1e4, -2e4, 1e4;
  const Eigen::MatrixXd full = Eigen::MatrixXd::Identity(count, count) / (noise * noise) +
                               D.transpose() * D / (acceleration * acceleration);
  const Eigen::VectorXd expected = full.ldlt().solve(y / (noise * noise));
  const auto found = smoothed(with_acceleration(acceleration));
  for (std::size_t i = 0; i < count; ++i)
    EXPECT_NEAR(found[i], expected[static_cast<Eigen::Index>(i)], 1e-7) << i;
}

TEST(SmoothTrack, WithoutTiesEachSampleIsItsOwn) {
  const auto found = smoothed(with_acceleration(0));
  for (std::size_t i = 0; i < count; ++i) EXPECT_NEAR(found[i], measured(i), 1e-7);
  const auto bent = smoothed(with_acceleration(0), true);
  for (std::size_t i = 0; i < count; ++i) EXPECT_NEAR(bent[i] + std::pow(bent[i], 3) / 10, measured(i), 1e-6);
}

// Where a window ends does not show.
TEST(SmoothTrack, WindowsGiveWhatTheWholeGives) {
  auto whole = with_acceleration(20), windows = whole;
  windows.window = 64;
  const auto a = smoothed(whole, true), b = smoothed(windows, true);
  for (std::size_t i = 0; i < count; ++i) EXPECT_NEAR(a[i], b[i], 1e-5) << i;
}

}  // namespace
}  // namespace loadshare::motion
