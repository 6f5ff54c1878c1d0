#include "analysis/movement_phases.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "atlas.h"

namespace loadshare::analysis {
namespace {

using ::testing::ElementsAre;

ReportMovement two_squats() {
  ReportMovement movement;
  movement.way_out = "lowering";
  movement.way_back = "rising";
  movement.repetitions = {{1, 2, 2.6, 3, true}, {4, 5, 5, 6, true}, {7, 8, 8, 8, false}};
  return movement;
}

std::vector<std::string> names_of(const std::vector<tension::Phase>& phases) {
  std::vector<std::string> names;
  for (const auto& phase : phases) names.push_back(phase.name);
  return names;
}

TEST(TensionPhases, AreTheWholeTheCommonPartsAndEachRepetition) {
  const auto phases = make_tension_phases(two_squats(), 0, 8, 25);
  EXPECT_THAT(names_of(phases), ElementsAre("whole", "lowering", "hold", "rising", "repetition 1",
                                            "repetition 2", "repetition 3"));
  ASSERT_EQ(phases[1].spans_s.size(), 2u);  // the third is not whole
  EXPECT_EQ(phases[1].spans_s[1].start_s, 4);
  EXPECT_EQ(phases[1].spans_s[1].end_s, 5);
  EXPECT_EQ(phases[1].feasible_sample_count, 10);
  ASSERT_EQ(phases[2].spans_s.size(), 1u);  // only the first is held
  EXPECT_EQ(phases[3].start_s, 2.6);
  EXPECT_EQ(phases[3].end_s, 6);
  EXPECT_EQ(phases[6].repetition, 3);
  EXPECT_EQ(phases[6].feasible_sample_count, 0);
}

TEST(TensionPhases, OfGaitAreStanceAndSwingOfEachFoot) {
  ReportMovement movement;
  using tension::Side;
  movement.steps = {{Side::right, true, 0, 0.6, false},
                    {Side::right, false, 0.6, 1, true},
                    {Side::left, false, 0, 0.2, false},
                    {Side::left, true, 0.2, 0.9, true}};
  const auto phases = make_tension_phases(movement, 0, 1, 25);
  EXPECT_THAT(names_of(phases),
              ElementsAre("whole", "right stance", "right swing", "left stance", "left swing"));
}

TEST(TensionPhases, OfAStillBodyAreTheWholeAlone) {
  EXPECT_THAT(names_of(make_tension_phases({}, 0, 8, 25)), ElementsAre("whole"));
}

TEST(MovementWords, CountWhatIsThere) {
  EXPECT_EQ(movement_words(two_squats()), "2 repetitions, 1 begun or ended outside the recording");
  EXPECT_EQ(movement_words({}), "");
  ReportMovement half;
  half.repetitions = {{1, 2, 2, 2, false}};
  EXPECT_EQ(movement_words(half), "no whole repetition, 1 begun or ended outside the recording");
}

}  // namespace
}  // namespace loadshare::analysis
