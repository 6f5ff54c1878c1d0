#include "floor_clips.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "recording.h"
#include "without_plates.h"
#include "written_page.h"

namespace loadshare::recordings {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

class ClipOnTheFloor : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    if (const auto message = lacking(recording_named(GetParam()))) GTEST_SKIP() << *message;
  }
};
INSTANTIATE_TEST_SUITE_P(Recordings, ClipOnTheFloor, ::testing::ValuesIn(clip_names()),
                         [](const auto& tested) { return tested.param; });

TEST_P(ClipOnTheFloor, NoSampleIsLostAndTheFloorCarriesTheBody) {
  const auto& clip = clip_on_floor(GetParam());
  EXPECT_EQ(clip.unsolved_count, 0u);
  // The filter's even steps may leave out the last sample, and none besides.
  EXPECT_GE(clip.sample_count + 1, clip.expected_count);
  EXPECT_GE(clip.within_5_percent_ratio, 0.95);
  // A moment as of that force a metre away.
  EXPECT_LT(clip.moment_Nm.p95, 0.05 * clip.weight_N);
  // Without settling the floor does not.
  EXPECT_GT(clip.before.left_force_ratio_p95, 0.05);
}

// Nothing lies below the floor, joints stay within 20 degrees of the clip, and nothing jumps from one sample
// to the next.
TEST_P(ClipOnTheFloor, WhatSettlingChangesIsSmallAndSmoothAndSaid) {
  const auto& clip = clip_on_floor(GetParam());
  EXPECT_LT(clip.after.depth_m_max, 0.01);
  EXPECT_GT(clip.before.depth_m_max, 0.05);
  for (const auto& change : clip.changes)
    EXPECT_LT(std::abs(change.amount), change.turns ? 20 : 100) << change.coordinate;
  EXPECT_LT(clip.change_step_deg_max, 1.5);
  EXPECT_THAT(clip.findings, Contains(HasSubstr("settled on its supports")));
}

TEST(ClipsOnTheFloor, PartsCarryInTheirTurn) {
  for (const auto& name : clip_names())
    if (const auto message = lacking(recording_named(name))) GTEST_SKIP() << *message;
  const auto share = [](const std::string& clip, const std::string& part, std::size_t window) {
    for (const auto& load : clip_on_floor(clip).loads)
      if (load.part == part) return load.share_ratio[window];
    return 0.0;
  };
  // Who gets up lies on the back and ends on the feet.
  const auto& windows = clip_on_floor("floor_getup").window_start_s;
  EXPECT_GT(share("floor_getup", "back and chest", 0) + share("floor_getup", "pelvis", 0), 0.5);
  EXPECT_GT(share("floor_getup", "feet", windows.size() - 1), 0.95);
  // Who crawls does so on forearms and knees; after a second they carry most of it.
  EXPECT_GT(share("floor_crawl", "elbows and forearms", 4) + share("floor_crawl", "knees and shins", 4), 0.5);
}

// What settles must still agree with plates that it does not know.
TEST(SettledWithoutPlates, VerticalForcesAreWithinATenthOfBodyWeight) {
  for (const auto& name : plate_recordings()) {
    if (const auto message = lacking(recording_named(name))) GTEST_SKIP() << *message;
    const auto& found = without_plates(name, true);
    EXPECT_EQ(found.unsolved_count, 0u) << name;
    for (const auto& gap : found.forces) EXPECT_LT(gap.up, 10) << name << " " << gap.side;
  }
}

TEST(FloorPage, CommittedPageSaysWhatThisRunMeasures) {
  for (const auto* names : {&clip_names(), &plate_recordings()})
    for (const auto& name : *names)
      if (const auto message = lacking(recording_named(name))) GTEST_SKIP() << *message;
  const auto difference = testing::difference_to_committed(make_floor_page(), "floor.md");
  EXPECT_TRUE(difference.empty()) << difference;
}

}  // namespace
}  // namespace loadshare::recordings
