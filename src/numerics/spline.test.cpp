#include "numerics/spline.h"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>
#include <random>

namespace loadshare::numerics {
namespace {

std::vector<double> uneven_times(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> step(0.2, 1.8);
  std::vector<double> times{0.3};
  while (times.size() < count) times.push_back(times.back() + 0.01 * step(random));
  return times;
}

SampleMatrix noise(std::size_t rows, std::size_t columns, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> value(-1, 1);
  SampleMatrix out(static_cast<Eigen::Index>(rows), static_cast<Eigen::Index>(columns));
  for (Eigen::Index i = 0; i < out.size(); ++i) out.data()[i] = value(random);
  return out;
}

SplineSet fit(int degree, const std::vector<double>& times, const SampleMatrix& samples) {
  auto made = make_spline_set(degree, times, samples, "test");
  EXPECT_TRUE(made.ok());
  return *made;
}

class NaturalSpline : public ::testing::TestWithParam<int> {};

TEST_P(NaturalSpline, GoesThroughItsSamples) {
  const auto times = uneven_times(2000, 1);
  const SampleMatrix samples = noise(times.size(), 3, 2);
  const SplineSet splines = fit(GetParam(), times, samples);
  EXPECT_LT((splines.sample(times, 0) - samples).cwiseAbs().maxCoeff(), 1e-12);
}

TEST_P(NaturalSpline, ReproducesPolynomialsBelowHalfItsOrderEverywhere) {
  const int half_order = (GetParam() + 1) / 2;
  const auto times = uneven_times(40, 3);
  const auto polynomial = [&](double t, int order) {
    double sum = 0;  // 1 + t + ... + t^(m-1), derived `order` times
    for (int k = order; k < half_order; ++k) {
      double factor = 1;
      for (int j = 0; j < order; ++j) factor *= k - j;
      sum += factor * std::pow(t, k - order);
    }
    return sum;
  };
  SampleMatrix samples(static_cast<Eigen::Index>(times.size()), 1);
  for (std::size_t i = 0; i < times.size(); ++i)
    samples(static_cast<Eigen::Index>(i), 0) = polynomial(times[i], 0);
  const SplineSet splines = fit(GetParam(), times, samples);
  for (const double t : {0.29, 0.3, 0.33, 0.5, times.back(), times.back() + 0.01}) {
    EXPECT_NEAR(splines.value(0, t), polynomial(t, 0), 2e-10) << t;
    EXPECT_NEAR(splines.value(0, t, 1), polynomial(t, 1), 5e-8) << t;
  }
}

TEST_P(NaturalSpline, IsNaturalAtBothEnds) {
  const int degree = GetParam(), half_order = (degree + 1) / 2;
  const auto times = uneven_times(50, 4);
  const SplineSet splines = fit(degree, times, noise(times.size(), 1, 5));
  for (int order = half_order; order <= 2 * half_order - 2; ++order) {
    const double inside = std::abs(splines.value(0, times[25], order));
    EXPECT_LT(std::abs(splines.value(0, times.front(), order)), 1e-9 * inside) << order;
    EXPECT_LT(std::abs(splines.value(0, times.back(), order)), 1e-9 * inside) << order;
  }
}

TEST_P(NaturalSpline, AllDerivativesBelowItsDegreeAreContinuousAtKnots) {
  const int degree = GetParam();
  const auto times = uneven_times(30, 6);
  const SplineSet splines = fit(degree, times, noise(times.size(), 1, 7));
  for (int order = 0; order < degree; ++order) {
    for (std::size_t i = 0; i < times.size(); ++i) {
      const double before = splines.value(0, std::nextafter(times[i], -1.0), order);
      const double after = splines.value(0, times[i], order);
      const double scale = std::abs(splines.value(0, times[15], order)) + std::abs(after);
      EXPECT_NEAR(before, after, 1e-8 * scale) << order << " at " << i;
    }
  }
}

// The minimiser of the integral of the squared m-th derivative is a polynomial of degree m - 1 plus
// sum c_i |t - t_i|^(2m-1) with moments sum c_i t_i^k = 0 for k < m: solved densely here.
TEST_P(NaturalSpline, AgreesWithADenseSolveOfTheVariationalDefinition) {
  const int degree = GetParam(), half_order = (degree + 1) / 2;
  auto times = uneven_times(12, 8);
  for (double& t : times) t = (t - 0.35) * 10;  // of order one, for the dense system's sake
  const SampleMatrix samples = noise(times.size(), 1, 9);
  const auto n = static_cast<Eigen::Index>(times.size());
  Eigen::MatrixXd matrix = Eigen::MatrixXd::Zero(n + half_order, n + half_order);
  Eigen::VectorXd right = Eigen::VectorXd::Zero(n + half_order);
  for (Eigen::Index i = 0; i < n; ++i) {
    const double t = times[static_cast<std::size_t>(i)];
    for (Eigen::Index j = 0; j < n; ++j)
      matrix(i, j) = std::pow(std::abs(t - times[static_cast<std::size_t>(j)]), degree);
    for (int k = 0; k < half_order; ++k) matrix(i, n + k) = matrix(n + k, i) = std::pow(t, k);
    right(i) = samples(i, 0);
  }
  const Eigen::VectorXd solution = matrix.fullPivLu().solve(right);
  const SplineSet splines = fit(degree, times, samples);
  for (double t = times.front() - 0.3; t < times.back() + 0.3; t += 0.0137) {
    double expected = 0;
    for (Eigen::Index j = 0; j < n; ++j)
      expected += solution(j) * std::pow(std::abs(t - times[static_cast<std::size_t>(j)]), degree);
    for (int k = 0; k < half_order; ++k) expected += solution(n + k) * std::pow(t, k);
    EXPECT_NEAR(splines.value(0, t), expected, 1e-7 * (1 + std::abs(expected))) << t;
  }
}

TEST_P(NaturalSpline, DerivativesAreThoseOfTheValues) {
  const auto times = uneven_times(20, 10);
  const SplineSet splines = fit(GetParam(), times, noise(times.size(), 2, 11));
  const double h = 1e-6;
  for (int order = 1; order <= std::min(2, GetParam() - 1); ++order) {
    for (double t = times.front() - 0.01; t < times.back() + 0.01; t += 0.00317) {
      const double expected =
          (splines.value(1, t + h, order - 1) - splines.value(1, t - h, order - 1)) / (2 * h);
      EXPECT_NEAR(splines.value(1, t, order), expected, 1e-4 * (1 + std::abs(expected))) << t;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Degrees, NaturalSpline, ::testing::Values(1, 3, 5, 7));

TEST(SplineSet, TakesThousandsOfUnevenSamplesAtAKilohertz) {
  std::vector<double> times;
  for (int i = 0; i < 5000; ++i) times.push_back(0.001 * i + (i % 3 == 0 ? 2e-4 : 0.0));
  SampleMatrix samples(5000, 1);
  for (int i = 0; i < 5000; ++i) samples(i, 0) = std::sin(2 * times[static_cast<std::size_t>(i)]);
  const SplineSet splines = fit(5, times, samples);
  for (double t = 0.5; t < 4.5; t += 0.0123) {
    EXPECT_NEAR(splines.value(0, t), std::sin(2 * t), 1e-13);
    EXPECT_NEAR(splines.value(0, t, 1), 2 * std::cos(2 * t), 1e-10);
    EXPECT_NEAR(splines.value(0, t, 2), -4 * std::sin(2 * t), 1e-6);
  }
}

TEST(SplineSet, OneColumnAtATimeAndAllAtOnceAreTheSame) {
  const auto times = uneven_times(30, 12);
  const SplineSet splines = fit(5, times, noise(times.size(), 4, 13));
  std::vector<double> all(4);
  splines.evaluate(0.4321, 1, all);
  for (std::size_t c = 0; c < 4; ++c) EXPECT_EQ(all[c], splines.value(c, 0.4321, 1));
}

TEST(SplineSet, RefusesWhatItCannotFit) {
  const auto refusal_of = [](int degree, std::vector<double> times, double bad = 0) {
    SampleMatrix samples = SampleMatrix::Zero(static_cast<Eigen::Index>(times.size()), 1);
    samples(0, 0) = bad;
    const auto made = make_spline_set(degree, times, samples, "a.mot");
    return made.ok() ? std::string() : made.refusal().text();
  };
  EXPECT_EQ(refusal_of(5, {0, 1, 2, 3, 4, 5}), "");
  EXPECT_NE(refusal_of(5, {0, 1, 2, 3, 4}).find("needs at least 6 points; there are 5"), std::string::npos);
  EXPECT_NE(refusal_of(4, {0, 1, 2, 3, 4, 5}).find("degree 4 is not known"), std::string::npos);
  EXPECT_NE(refusal_of(3, {0, 1, 1, 2}).find("point 3 does not lie after"), std::string::npos);
  EXPECT_NE(refusal_of(1, {0, 1}, std::nan("")).find("not a finite number"), std::string::npos);
}

}  // namespace
}  // namespace loadshare::numerics
