#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "capture/storage.h"
#include "outcome.h"
#include "recordings_page.h"
#include "scratch.h"
#include "written_page.h"

namespace loadshare::recordings {
namespace {

class EveryRecording : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    if (const auto message = lacking(recording_named(GetParam()))) GTEST_SKIP() << *message;
  }
};

std::vector<std::string> names() {
  std::vector<std::string> all;
  for (const auto& recording : recordings()) all.push_back(recording.name);
  return all;
}
INSTANTIATE_TEST_SUITE_P(Recordings, EveryRecording, ::testing::ValuesIn(names()),
                         [](const auto& tested) { return tested.param; });

TEST_P(EveryRecording, IsSolvedInEverySample) {
  const auto& outcome = outcome_of(GetParam());
  EXPECT_EQ(outcome.infeasible_count, 0u);
  EXPECT_EQ(outcome.not_converged_count, 0u);
  EXPECT_EQ(outcome.by_muscles_count + outcome.with_reserves_count, outcome.sample_count);
  EXPECT_LT(outcome.residual_ratio_max, 1e-6);
}

// The filter's even steps may leave out the last sample, and none besides.
TEST_P(EveryRecording, IsAnalysedFromEndToEnd) {
  const auto& outcome = outcome_of(GetParam());
  Diagnostics notes;
  const auto motion = testing::value_of(capture::read_storage(put_on(GetParam()).inputs.recording, notes));
  EXPECT_GE(outcome.sample_count + 1, motion.sample_count());
  const double length_s = motion.times_s.back() - motion.times_s.front();
  EXPECT_NEAR(outcome.seconds, length_s, 1.01 * length_s / static_cast<double>(motion.sample_count() - 1));
}

// Wrong signs or names would turn a segment by twice its angle.
TEST_P(EveryRecording, SegmentsPointAsTheyWereRecorded) {
  const bool is_figure = GetParam().starts_with("floor");
  for (const auto& [segment, gap_deg] : posture_gaps_of(GetParam()).angle_deg) {
    // The figure's knees bend further than the body's, and its arms are straight where ours have a carrying
    // angle; feet that turn in joints which the body holds still.
    const double bound_deg = segment == "foot" ? 16 : is_figure ? 14 : 5;
    EXPECT_LT(gap_deg, bound_deg) << segment;
  }
}

// What muscles may lack: [N m] by coordinate, and the share of samples that they must hold alone. A third or
// so above what they lack now: the bounds catch a body that grew weaker, and are no aim. The recordings
// without a person's own forces (beam, floor) are not bounded.
struct Bounds {
  const char* recording;
  double by_muscles_ratio_min;
  double lack_Nm_max;
  std::map<std::string, double> coordinate_lack_Nm_max;
};

void PrintTo(const Bounds& bounds, std::ostream* out) { *out << bounds.recording; }

class MuscleStrength : public ::testing::TestWithParam<Bounds> {};

INSTANTIATE_TEST_SUITE_P(
    Recordings, MuscleStrength,
    ::testing::Values(
        // Deep in the squat the hip's rotators have short arms; the recording's own model lacks 8 N m there.
        Bounds{"squat", 0.95, 6, {}},
        // Walking is within everyone's strength.
        Bounds{"gait_walk", 1, 0.5, {}}, Bounds{"gait2392", 1, 2, {}},
        // Average muscles with rigid tendons do not push off a run: calf in mid stance, abductors at landing.
        Bounds{"run",
               0.7,
               2,
               {{"ankle_angle_r", 105},
                {"ankle_angle_l", 12},
                {"hip_adduction_l", 70},
                {"hip_flexion_l", 24},
                {"hip_rotation_l", 20}}},
        // A lift that a person could do must not need reserves of the trunk.
        Bounds{"lift_stoop15", 1, 1, {}}),
    [](const auto& tested) { return std::string(tested.param.recording); });

TEST_P(MuscleStrength, HoldsWhatItHolds) {
  const auto& bounds = GetParam();
  if (const auto message = lacking(recording_named(bounds.recording))) GTEST_SKIP() << *message;
  const auto& outcome = outcome_of(bounds.recording);
  EXPECT_GE(static_cast<double>(outcome.by_muscles_count),
            bounds.by_muscles_ratio_min * static_cast<double>(outcome.sample_count));
  ASSERT_FALSE(outcome.lacks.empty());
  for (const auto& lack : outcome.lacks) {
    const auto own = bounds.coordinate_lack_Nm_max.find(lack.coordinate);
    EXPECT_LE(std::abs(lack.reserve_Nm),
              own == bounds.coordinate_lack_Nm_max.end() ? bounds.lack_Nm_max : own->second)
        << lack.coordinate << " at " << lack.time_s << " s";
  }
}

TEST(RecordingsPage, CommittedPageSaysWhatThisRunMeasures) {
  for (const auto& recording : recordings())
    if (const auto message = lacking(recording)) GTEST_SKIP() << *message;
  const auto difference = testing::difference_to_committed(make_recordings_page(), "recordings.md");
  EXPECT_TRUE(difference.empty()) << difference;
}

}  // namespace
}  // namespace loadshare::recordings
