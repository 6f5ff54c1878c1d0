#include "motion/fit_samples.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "motion/white_noise.h"

namespace loadshare::motion {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// Three points, a hinge that opens from 0 to 90 degrees and back; the whole walks along x.
SampleMatrix hinge(Eigen::Index samples) {
  SampleMatrix positions = SampleMatrix::Zero(samples, 9);
  for (Eigen::Index i = 0; i < samples; ++i) {
    const double part = static_cast<double>(i) / static_cast<double>(samples - 1);
    const double angle = 1.57 * std::sin(3.14159 * part), walk = 2 * part;
    positions.row(i) << walk, 0, 0, walk + 0.2, 0, 0, walk + 0.2 * std::cos(angle), 0.2 * std::sin(angle), 0;
  }
  return positions;
}

TEST(ChooseFarApart, TakesTheEndsOfTheMovement) {
  const auto chosen = choose_far_apart(hinge(101), 4);
  ASSERT_EQ(chosen.size(), 4u);
  EXPECT_TRUE(std::ranges::is_sorted(chosen));
  EXPECT_NE(std::ranges::find(chosen, 50u), chosen.end());  // widest open
  // Closed, at either end: where the person has walked to does not count.
  EXPECT_TRUE(chosen.front() == 0 || chosen.back() == 100);
}

TEST(ChooseFarApart, StandingStillGivesOne) {
  EXPECT_EQ(choose_far_apart(SampleMatrix::Ones(20, 9), 5).size(), 1u);
  EXPECT_TRUE(choose_far_apart(SampleMatrix::Constant(20, 9, nan), 5).empty());
  EXPECT_TRUE(choose_typical(SampleMatrix(0, 9)).empty());
}

TEST(ChooseFarApart, LeavesOutSamplesThatShowLittle) {
  auto positions = hinge(101);
  positions.block(40, 0, 21, 6).setConstant(nan);
  for (const auto sample : choose_far_apart(positions, 10)) EXPECT_TRUE(sample < 40 || sample > 60) << sample;
}

TEST(ChooseTypical, IsNearTheMedian) {
  SampleMatrix positions(5, 6);
  for (Eigen::Index i = 0; i < 5; ++i)
    positions.row(i) << 0, 0, 0, 0.5 + 0.01 * static_cast<double>(i * i), 0, 0;
  EXPECT_EQ(choose_typical(positions), std::vector<std::size_t>{2});
}

TEST(WhiteNoise, IsFoundUnderMovement) {
  SampleMatrix still = SampleMatrix::Zero(400, 3), moving = still;
  for (Eigen::Index i = 0; i < 400; ++i)
    for (Eigen::Index k = 0; k < 3; ++k) {
      // Sums of three uniform numbers of a fixed sequence: standard deviation 4 mm.
      double sum = 0;
      for (int j = 1; j <= 3; ++j) {
        const double u =
            std::sin(12.9898 * static_cast<double>(i) + 78.233 * static_cast<double>(3 * k + j)) * 43758.5453;
        sum += u - std::floor(u) - 0.5;
      }
      still(i, k) = 0.004 * 2 * sum;
      moving(i, k) = still(i, k) + 0.3 * std::sin(0.08 * static_cast<double>(i));
    }
  EXPECT_NEAR(find_white_noise(still, 0), 0.004, 0.0005);
  EXPECT_NEAR(find_white_noise(moving, 0), 0.004, 0.0005);
  EXPECT_EQ(find_white_noise(SampleMatrix::Constant(50, 3, nan), 0), 0);
}

}  // namespace
}  // namespace loadshare::motion
