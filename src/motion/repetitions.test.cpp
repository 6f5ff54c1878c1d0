#include "motion/repetitions.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

namespace loadshare::motion {
namespace {

constexpr double pi = std::numbers::pi;

// Rests at 0, then a way of 1 rad there and back as (1 - cos) / 2, and so on.
struct Course {
  std::vector<double> times_s, signal;
  double step_s = 0.01;

  Course& rest(double seconds, double level = 0) {
    return add(seconds, [=](double) { return level; });
  }
  Course& out(double seconds, double range = 1) {
    return add(seconds, [=](double part) { return range * (1 - std::cos(pi * part)) / 2; });
  }
  Course& back(double seconds, double range = 1) {
    return add(seconds, [=](double part) { return range * (1 + std::cos(pi * part)) / 2; });
  }
  template <class Level>
  Course& add(double seconds, const Level& level) {
    const auto count = static_cast<int>(std::lround(seconds / step_s));
    for (int i = 0; i < count; ++i) {
      times_s.push_back(static_cast<double>(times_s.size()) * step_s);
      signal.push_back(level(static_cast<double>(i) / count));
    }
    return *this;
  }
  [[nodiscard]] std::vector<Repetition> repetitions() const { return find_repetitions(times_s, signal); }
};

// (1 - cos(pi x)) / 2 = 0.05 at x = acos(0.9) / pi.
const double edge = std::acos(0.9) / pi;

TEST(Repetitions, AreCountedWithTheirEdges) {
  Course course;
  course.rest(1);
  for (int i = 0; i < 3; ++i) course.out(1).back(0.5).rest(1);
  const auto found = course.repetitions();
  ASSERT_EQ(found.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) {
    const double begin_s = 1 + 2.5 * static_cast<double>(i);
    EXPECT_NEAR(found[i].start_s, begin_s + edge, 0.01);
    EXPECT_NEAR(found[i].turn_start_s, begin_s + 1, 0.011);
    EXPECT_FALSE(found[i].has_hold());
    EXPECT_NEAR(found[i].end_s, begin_s + 1.5 - edge / 2, 0.01);
    EXPECT_NEAR(found[i].range, 1, 1e-3);
    EXPECT_TRUE(found[i].is_whole);
  }
}

TEST(Repetitions, AHoldAtTheTurnHasItsOwnTime) {
  Course course;
  course.rest(2).out(1).rest(1.5, 1).back(1).rest(2);
  const auto found = course.repetitions();
  ASSERT_EQ(found.size(), 1u);
  // Within 3 % of the turn from acos(-0.94) / pi of the way on.
  const double near = 1 - std::acos(-0.94) / pi;
  EXPECT_NEAR(found[0].turn_start_s, 3 - near, 0.011);
  EXPECT_NEAR(found[0].turn_end_s, 4.5 + near, 0.011);
}

// The same, seen upside down.
TEST(Repetitions, DoNotDependOnTheSignalsSign) {
  Course course;
  course.rest(1).out(1).back(1).rest(1).out(1).back(1).rest(1);
  const auto found = course.repetitions();
  for (auto& value : course.signal) value = 3 - value;
  const auto mirrored = course.repetitions();
  ASSERT_EQ(mirrored.size(), found.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_NEAR(mirrored[i].start_s, found[i].start_s, 1e-9);
    EXPECT_NEAR(mirrored[i].turn_start_s, found[i].turn_start_s, 1e-9);
    EXPECT_NEAR(mirrored[i].end_s, found[i].end_s, 1e-9);
  }
}

TEST(Repetitions, HalfAtTheEndIsNotWhole) {
  Course course;
  course.rest(1).out(1).back(1).rest(1).out(1);
  const auto found = course.repetitions();
  ASSERT_EQ(found.size(), 2u);
  EXPECT_TRUE(found[0].is_whole);
  EXPECT_FALSE(found[1].is_whole);
  EXPECT_NEAR(found[1].start_s, 4 + edge, 0.01);
  EXPECT_NEAR(found[1].end_s, course.times_s.back(), 1e-9);
}

TEST(Repetitions, HalfAtTheStartIsNotWhole) {
  Course course;
  course.back(1).rest(2).out(1).back(1).rest(1);
  const auto found = course.repetitions();
  ASSERT_EQ(found.size(), 2u);
  EXPECT_FALSE(found[0].is_whole);
  EXPECT_EQ(found[0].start_s, 0);
  EXPECT_NEAR(found[0].end_s, 1 - edge, 0.011);
  EXPECT_TRUE(found[1].is_whole);
}

TEST(Repetitions, OneWayAloneIsHalfOfOne) {
  Course course;
  course.rest(2).out(1).rest(0.5, 1);
  const auto found = course.repetitions();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_FALSE(found[0].is_whole);
}

TEST(Repetitions, StandingStillHasNone) {
  Course course;
  course.add(5, [](double part) { return 0.09 * std::sin(20 * part); });
  EXPECT_TRUE(course.repetitions().empty());
  EXPECT_TRUE(find_repetitions({}, {}).empty());
}

TEST(Repetitions, AHaltOnTheWayIsNoTurn) {
  Course course;
  course.rest(1).out(1).back(0.5, 1);
  // Comes back by less than 40 %, and goes on.
  const std::size_t halt = course.signal.size() - 30;
  course.signal.resize(halt);
  course.times_s.resize(halt);
  const double level = course.signal.back();
  course.rest(0.4, level);
  course.add(0.5, [=](double part) { return level + (1 - level) * part; });
  course.back(1).rest(1);
  EXPECT_EQ(course.repetitions().size(), 1u);
}

TEST(Repetitions, AreStillFoundUnderNoise) {
  std::mt19937 random(7);
  std::normal_distribution<double> noise(0, 0.02);
  Course course;
  course.rest(1);
  for (int i = 0; i < 5; ++i) course.out(1).back(1).rest(0.7);
  for (auto& value : course.signal) value += noise(random);
  const auto found = course.repetitions();
  ASSERT_EQ(found.size(), 5u);
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_NEAR(found[i].start_s, 1 + 2.7 * static_cast<double>(i) + edge, 0.1);
    EXPECT_NEAR(found[i].end_s, 3 + 2.7 * static_cast<double>(i) - edge, 0.1);
  }
}

}  // namespace
}  // namespace loadshare::motion
