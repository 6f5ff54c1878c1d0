#include "numerics/turning_points.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace loadshare::numerics {
namespace {

using ::testing::ElementsAre;

TEST(TurningPoints, StandHighAndLowInTurn) {
  const std::vector<double> signal{0, 1, 3, 2, 1, 4, 5, 2};
  EXPECT_THAT(find_turning_points(signal, 1.5),
              ElementsAre(TurningPoint{0, false}, TurningPoint{2, true}, TurningPoint{4, false},
                          TurningPoint{6, true}, TurningPoint{7, false}));
}

TEST(TurningPoints, SmallTurnsAreLeftOut) {
  const std::vector<double> signal{0, 3, 2.5, 5, 4.6, 1, 1.3, 0};
  EXPECT_THAT(find_turning_points(signal, 1),
              ElementsAre(TurningPoint{0, false}, TurningPoint{3, true}, TurningPoint{7, false}));
}

TEST(TurningPoints, OfASineAreItsPeaks) {
  std::vector<double> signal;
  for (int i = 0; i <= 400; ++i) signal.push_back(std::sin(2 * std::numbers::pi * i / 100.0));
  const auto found = find_turning_points(signal, 1);
  ASSERT_EQ(found.size(), 8u);
  for (std::size_t k = 0; k < found.size(); ++k) EXPECT_EQ(found[k].sample, 25 + 50 * k);
}

TEST(TurningPoints, OfAFlatSignalThereAreNone) {
  EXPECT_TRUE(find_turning_points(std::vector<double>(10, 2.0), 0.1).empty());
  EXPECT_TRUE(find_turning_points({}, 0.1).empty());
}

}  // namespace
}  // namespace loadshare::numerics
