#include "service/check_recordings.h"

#include <gtest/gtest.h>

#include <limits>

#include "service/column_names.h"

namespace loadshare::service {
namespace {

struct NamedPlace {
  std::string marker;
  Vec3 place;
};

capture::MarkerRecording recording_of(const std::vector<NamedPlace>& places) {
  capture::MarkerRecording recording;
  recording.rate_hz = 100;
  recording.times_s = {0, 0.01};
  recording.positions_m.resize(2, 3 * static_cast<Eigen::Index>(places.size()));
  for (const auto& [marker, place] : places) {
    const auto at = 3 * static_cast<Eigen::Index>(recording.names.size());
    recording.names.push_back(marker);
    for (Eigen::Index i = 0; i < 2; ++i) recording.positions_m.row(i).segment(at, 3) = place.transpose();
  }
  return recording;
}

TEST(Sampling, IsEvenThoughTimesAreWrittenRounded) {
  std::vector<double> times_s;
  for (int i = 0; i < 60; ++i) times_s.push_back(std::round(i / 60.0 * 1000) / 1000);
  const auto sampling = measure_sampling(times_s);
  EXPECT_TRUE(sampling.is_even);
  EXPECT_EQ(sampling.gap_count, 0u);
  EXPECT_NEAR(sampling.rate_Hz, 60, 0.05);
}

TEST(Sampling, SeesALostSample) {
  std::vector<double> times_s;
  for (int i = 0; i < 60; ++i)
    if (i != 30) times_s.push_back(i / 60.0);
  const auto sampling = measure_sampling(times_s);
  EXPECT_FALSE(sampling.is_even);
  EXPECT_EQ(sampling.gap_count, 1u);
  EXPECT_NEAR(sampling.step_s_max, 2 / 60.0, 1e-12);
  EXPECT_NEAR(sampling.rate_Hz, 60, 1e-9);
}

TEST(Sampling, OfOneSampleHasNoRate) { EXPECT_EQ(measure_sampling({3.0}).rate_Hz, 0); }

TEST(UpAxis, IsFromFeetToHeadWhicheverAxisThatIs) {
  for (int axis = 0; axis < 3; ++axis) {
    for (const double sign : {1.0, -1.0}) {
      const Vec3 up = sign * Vec3::Unit(axis);
      const auto recording = recording_of(
          {{"Head", 1.7 * up}, {"R.Shoulder", 1.4 * up}, {"R.Heel", 0.05 * up}, {"LKnee", 0.5 * up}});
      EXPECT_EQ(find_up_axis(recording).axis, std::string(sign < 0 ? "-" : "+") + "xyz"[axis]);
    }
  }
}

TEST(UpAxis, OfOneWhoLiesAcrossTheAxesCannotBeTold) {
  const auto recording = recording_of({{"Head", {0, 0.1, 0}}, {"R.Heel", {1, 0.1, 1}}});
  EXPECT_EQ(find_up_axis(recording).axis, "");
}

TEST(UpAxis, IsTheLongAxisAboveTheFloorWhereNoNameHelps) {
  EXPECT_EQ(find_up_axis(recording_of({{"A", {-0.3, 0.0, 0.05}}, {"B", {0.3, 0.1, 1.6}}})).axis, "+z");
  EXPECT_EQ(find_up_axis(recording_of({{"A", {-0.3, -0.8, -1.0}}, {"B", {0.3, 0.8, 1.0}}})).axis, "");
}

TEST(Markers, OneThatIsNeverSeenIsNamed) {
  auto recording = recording_of({{"Head", {0, 1.7, 0}}, {"R.Heel", {0, 0, 0}}, {"L.Heel", {0, 0, 0}}});
  recording.positions_m.middleCols(6, 3).setConstant(std::numeric_limits<double>::quiet_NaN());
  FileCheck check;
  check.file = "a.trc";
  Diagnostics notes;
  check_markers(recording, check, notes);
  ASSERT_EQ(notes.findings().size(), 1u);
  EXPECT_EQ(notes.findings()[0].what, "1 marker is never seen: L.Heel");
}

TEST(Columns, AreKnownByTheirNames) {
  const auto sorted =
      sort_columns({"pelvis_tilt", "pelvis_tx", "/jointset/hip_r/hip_flexion_r/value",
                    "/jointset/hip_r/hip_flexion_r/speed", "1_ground_force_vx", "f1_2", "ground_force_px",
                    "ground_torque_y", "knee_angle_r_moment", "pelvis_ty_force", "what_is_it"});
  std::vector<std::string> kinds;
  for (const auto& kind : sorted) kinds.push_back(kind.kind + " " + std::to_string(kind.count));
  EXPECT_EQ(kinds, (std::vector<std::string>{"angles 2", "translations 1", "speeds 1", "forces 2", "points 1",
                                             "torques 1", "joint moments 1", "joint forces 1", "others 1"}));
}

TEST(Columns, BesideMusclesAreActuatorsWhateverTheirNames) {
  const auto sorted = sort_columns({"psoas_r", "psoas_l", "soleus_r", "lumbar_extension"});
  ASSERT_EQ(sorted.size(), 2u);
  EXPECT_EQ(sorted[0].kind, "muscles");
  EXPECT_EQ(sorted[0].right_count, 2u);
  EXPECT_EQ(sorted[1].kind, "actuators");
}

TEST(Sides, AreReadFromNames) {
  for (const auto* name : {"hip_flexion_r", "R.ASIS", "RKnee", "r_heel", "knee_angle_r_beta", "right_heel",
                           "/jointset/hip_r/hip_flexion_r/value", "RASI"})
    EXPECT_EQ(side_named(name), NamedSide::right) << name;
  for (const auto* name : {"hip_flexion_l", "L.ASIS", "LKnee", "l_heel", "left_heel", "ground_force_l_vx"})
    EXPECT_EQ(side_named(name), NamedSide::left) << name;
  for (const auto* name : {"pelvis_tilt", "C7", "lumbar_extension", "Head", "time", "L", "rectus"})
    EXPECT_EQ(side_named(name), NamedSide::none) << name;
}

}  // namespace
}  // namespace loadshare::service
