#include "lift.h"

#include <gtest/gtest.h>

#include "recording.h"
#include "written_page.h"

namespace loadshare::recordings {
namespace {

class RecordedLift : public ::testing::Test {
 protected:
  void SetUp() override {
    if (const auto message = lacking(recording_named("lift_stoop15"))) GTEST_SKIP() << *message;
  }
  static const Lift& recorded() { return lift(LiftBrace::as_needed); }
};

TEST_F(RecordedLift, MomentIsWithinATenthOfTheRecordedOne) {
  for (const auto& moment : recorded().moments) {
    EXPECT_LT(moment.rms_Nm, 0.1 * recorded().recorded_range_Nm) << moment.what;
    EXPECT_NEAR(moment.peak_Nm, recorded().recorded_peak_Nm, 0.1 * recorded().recorded_peak_Nm)
        << moment.what;
    EXPECT_GT(moment.correlation, 0.98) << moment.what;
  }
}

TEST_F(RecordedLift, ErectorsFollowTheirEmg) {
  EXPECT_GE(recorded().erectors_correlation, 0.8);
  for (const auto& row : recorded().activations)
    if (row.emg.starts_with("iliocost") || row.emg.starts_with("longlumb")) {
      EXPECT_GE(row.correlation, 0.8) << row.emg;
    }
}

// Held activations are nearer to the EMG than those of least effort, and the motion's moment is theirs too.
TEST_F(RecordedLift, HeldActivationsAreNearTheEmg) {
  const auto& held = lift_held();
  EXPECT_EQ(held.unsolved_count, 0u);
  EXPECT_LT(held.moment_gap_Nm, 0.1);
  ASSERT_EQ(held.activity.channels.size(), recorded().activations.size());
  for (std::size_t i = 0; i < held.activity.channels.size(); ++i) {
    const auto& channel = held.activity.channels[i];
    EXPECT_EQ(channel.column, recorded().activations[i].emg);
    EXPECT_LT(channel.deviation_rms, held.activity.near) << channel.column;
    // The abdomen works little, and gives way first.
    EXPECT_GE(channel.correlation, channel.column.starts_with("rectabd") ? 0.6 : 0.9) << channel.column;
  }
  EXPECT_NE(held.held_compression_N, held.compression_N);
}

TEST_F(RecordedLift, CommittedPageSaysWhatThisRunMeasures) {
  const auto difference = testing::difference_to_committed(make_lift_page(), "lift.md");
  EXPECT_TRUE(difference.empty()) << difference;
}

}  // namespace
}  // namespace loadshare::recordings
