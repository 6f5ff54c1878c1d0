#include "walking_hip.h"

#include <gtest/gtest.h>

#include "recording.h"
#include "written_page.h"

namespace loadshare::recordings {
namespace {

class WalkingHip : public ::testing::Test {
 protected:
  void SetUp() override {
    if (const auto message = lacking(recording_named("gait_walk"))) GTEST_SKIP() << *message;
  }
};

TEST_F(WalkingHip, EveryStepIsSolved) {
  for (const auto& step : walking_hip()) EXPECT_EQ(step.unsolved_count, 0u) << step.what;
}

TEST_F(WalkingHip, CommittedPageSaysWhatThisRunMeasures) {
  const auto difference = testing::difference_to_committed(make_walking_hip_page(), "walking-hip.md");
  EXPECT_TRUE(difference.empty()) << difference;
}

}  // namespace
}  // namespace loadshare::recordings
