#include "numerics/minimum_jerk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/require.h"

namespace loadshare::numerics {
namespace {

double value(const MinimumJerk& way, double time_s, int order, std::size_t column = 0,
             std::size_t columns = 1) {
  std::vector<double> out(columns);
  way.evaluate(time_s, order, out);
  return out[column];
}

SampleMatrix column(std::vector<double> places) {
  return Eigen::Map<SampleMatrix>(places.data(), static_cast<Eigen::Index>(places.size()), 1);
}

// Flash and Hogan's closed form: 10 s^3 - 15 s^4 + 6 s^5.
TEST(MinimumJerk, between_two_rests_is_the_published_polynomial) {
  const MinimumJerk way({1, 3}, column({2, 5}), {true, true});
  for (const double s : {0.0, 0.1, 0.37, 0.5, 0.9, 1.0}) {
    const double t = 1 + 2 * s;
    EXPECT_NEAR(value(way, t, 0), 2 + 3 * s * s * s * (10 - 15 * s + 6 * s * s), 1e-12);
    EXPECT_NEAR(value(way, t, 1), 3 * 30 * s * s * (1 - 2 * s + s * s) / 2, 1e-12);
    EXPECT_NEAR(value(way, t, 2), 3 * 60 * s * (1 - 3 * s + 2 * s * s) / 4, 1e-12);
  }
}

TEST(MinimumJerk, stays_before_its_beginning_and_after_its_end) {
  const MinimumJerk way({1, 3}, column({2, 5}), {true, true});
  EXPECT_EQ(value(way, 0, 0), 2);
  EXPECT_EQ(value(way, 4, 0), 5);
  EXPECT_EQ(value(way, 3, 0), 5);
  for (const int order : {1, 2}) EXPECT_EQ(value(way, 4, order), 0);
}

TEST(MinimumJerk, one_knot_stays_where_it_is) {
  const MinimumJerk way({1}, column({2}), {true});
  for (const double t : {0.0, 1.0, 2.0}) EXPECT_EQ(value(way, t, 0), 2);
}

// Third and fourth derivative at a time, from the accelerations around it on one side.
double derivative(const MinimumJerk& way, double t, double side, int order) {
  const double h = side * 1e-3;
  const double a0 = value(way, t, 2), a1 = value(way, t + h, 2), a2 = value(way, t + 2 * h, 2),
               a3 = value(way, t + 3 * h, 2);  // of degree 3: these differences are exact
  if (order == 3) return (-11 * a0 + 18 * a1 - 9 * a2 + 2 * a3) / (6 * h);
  return (2 * a0 - 5 * a1 + 4 * a2 - a3) / (h * h);
}

TEST(MinimumJerk, a_knot_that_is_passed_has_four_continuous_derivatives) {
  const MinimumJerk way({0, 1, 2.5, 3}, column({0, 1, -0.5, 2}), {true, false, false, true});
  for (const auto& [t, place] : {std::pair{1.0, 1.0}, {2.5, -0.5}}) {
    EXPECT_NEAR(value(way, t, 0), place, 1e-12);
    for (const int order : {0, 1, 2})
      EXPECT_NEAR(value(way, t - 1e-9, order), value(way, t + 1e-9, order), 1e-6) << order;
    EXPECT_NEAR(derivative(way, t - 1e-12, -1, 3), derivative(way, t, 1, 3), 1e-4);
    EXPECT_NEAR(derivative(way, t - 1e-12, -1, 4), derivative(way, t, 1, 4), 0.5);
  }
}

TEST(MinimumJerk, a_knot_of_rest_in_the_middle_parts_the_way_in_two) {
  const MinimumJerk whole({0, 1, 3}, column({0, 1, 0}), {true, true, true});
  const MinimumJerk first({0, 1}, column({0, 1}), {true, true});
  for (const double t : {0.2, 0.7, 0.99}) EXPECT_NEAR(value(whole, t, 0), value(first, t, 0), 1e-12);
  EXPECT_NEAR(value(whole, 1, 1), 0, 1e-12);
  EXPECT_NEAR(value(whole, 1, 2), 0, 1e-12);
}

// A straight way through a knot in its middle is the way without it.
TEST(MinimumJerk, columns_do_not_touch_each_other) {
  SampleMatrix places(3, 2);
  places << 0, 7, 0.5, 3, 1, 7;
  const MinimumJerk way({0, 1, 2}, places, {true, false, true});
  for (const double t : {0.3, 1.2, 1.9}) {
    const double s = t / 2;
    EXPECT_NEAR(value(way, t, 0, 0, 2), s * s * s * (10 - 15 * s + 6 * s * s), 1e-12);
    EXPECT_NEAR(value(way, t, 0, 1, 2), value(way, 2 - t, 0, 1, 2), 1e-12);
  }
}

TEST(MinimumJerk, takes_speeds_and_accelerations_as_they_are_given) {
  const MinimumJerk way({0, 2}, column({1, 4}), column({0.5, -1}), column({2, 0.3}));
  EXPECT_NEAR(value(way, 0, 1), 0.5, 1e-12);
  EXPECT_NEAR(value(way, 0, 2), 2, 1e-12);
  EXPECT_NEAR(value(way, 2 - 1e-12, 0), 4, 1e-9);
  EXPECT_NEAR(value(way, 2 - 1e-12, 1), -1, 1e-9);
  EXPECT_NEAR(value(way, 2 - 1e-12, 2), 0.3, 1e-9);
  // With those that least jerk had itself nothing changes.
  const MinimumJerk own({0, 1, 3}, column({0, 2, 1}), {true, false, true});
  const MinimumJerk same(own.times_s(), own.places(), own.speeds(), own.accelerations());
  for (const double t : {0.3, 1.0, 2.2}) EXPECT_DOUBLE_EQ(value(own, t, 0), value(same, t, 0));
}

TEST(MinimumJerk, times_that_do_not_increase_are_a_bug) {
  EXPECT_THROW(MinimumJerk({0, 0}, column({0, 1}), {true, true}), Bug);
  EXPECT_THROW(MinimumJerk({0, 1}, column({0, 1}), {true}), Bug);
  EXPECT_THROW(MinimumJerk({0, 1}, column({0, 1}), column({0}), column({0, 1})), Bug);
}

}  // namespace
}  // namespace loadshare::numerics
