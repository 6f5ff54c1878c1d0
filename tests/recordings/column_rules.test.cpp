#include "column_rules.h"

#include <gtest/gtest.h>

#include <fstream>

#include "base/units.h"
#include "humanoid_motion.h"
#include "own_size.h"
#include "scratch.h"

namespace loadshare::recordings {
namespace {

TimeSeries make_series(const std::vector<std::string>& labels, const std::vector<double>& row) {
  TimeSeries series;
  series.times_s = {0.25};
  series.labels = labels;
  series.values = Eigen::Map<const Eigen::RowVectorXd>(row.data(), static_cast<Eigen::Index>(row.size()));
  return series;
}

double value(const TimeSeries& series, const std::string& label) {
  return series.values(0, static_cast<Eigen::Index>(series.find_column(label).value()));
}

TEST(ColumnRules, SumsTurnSignsAndBecomeDegrees) {
  const auto recorded =
      make_series({"a", "b", "knee_angle_r", "/jointset/hip_r/hip_flexion_r/value", "pelvis_ty", "stray"},
                  {0.1, 0.2, 0.5, 0.3, 0.9, 7});
  const auto put = put_columns(recorded, false, reference_body().body.model,
                               {{"lumbar_extension", {"a", "b"}}, {"knee_angle_r", {"knee_angle_r"}, -1}});
  EXPECT_NEAR(value(put.motion, "lumbar_extension"), degrees(0.3), 1e-12);
  EXPECT_NEAR(value(put.motion, "knee_angle_r"), degrees(-0.5), 1e-12);
  EXPECT_NEAR(value(put.motion, "hip_flexion_r"), degrees(0.3), 1e-12);
  EXPECT_EQ(value(put.motion, "pelvis_ty"), 0.9);
  EXPECT_EQ(put.motion.times_s, recorded.times_s);
  EXPECT_EQ(put.unused, std::vector<std::string>{"stray"});
}

TEST(ColumnRules, JointsThatTheBodyHoldsStillAreNotUsed) {
  const auto put = put_columns(make_series({"mtp_angle_r", "knee_angle_r_beta", "knee_angle_r"}, {1, 2, 3}),
                               true, reference_body().body.model, {});
  EXPECT_EQ(put.motion.labels, std::vector<std::string>{"knee_angle_r"});
  EXPECT_EQ(put.unused, (std::vector<std::string>{"mtp_angle_r", "knee_angle_r_beta"}));
}

TEST(ColumnRules, AbsentColumnFails) {
  EXPECT_ANY_THROW(put_columns(make_series({"a"}, {1}), true, reference_body().body.model,
                               {{"lumbar_extension", {"a", "b"}}}));
}

TEST(ColumnRules, AreSaidInWords) {
  EXPECT_EQ(words_of({"knee_angle_r", {"knee_angle_r"}, -1}), "knee_angle_r is -1 times knee_angle_r");
  EXPECT_EQ(words_of({"lumbar_extension", {"a", "b", "c"}}),
            "lumbar_extension is the sum of the 3 columns a to c");
}

TEST(PelvisBone, TurnsUnderThighsAndTrunkThatStay) {
  const std::vector<std::string> pelvis{"pelvis_tilt", "pelvis_list", "pelvis_rotation"};
  auto motion = make_series({"pelvis_tilt", "pelvis_list", "pelvis_rotation", "hip_flexion_r",
                             "hip_adduction_r", "lumbar_extension"},
                            {20, 15, -95, 30, 5, -12});
  const auto rotation_of = [&](const char* a, const char* b, const char* c) {
    const auto angle_rad = [&](const char* label) {
      return motion.find_column(label) ? radians(value(motion, label)) : 0.0;
    };
    return rotation_zxy({angle_rad(a), angle_rad(b), angle_rad(c)});
  };
  const auto bone = [&] { return rotation_of("pelvis_tilt", "pelvis_list", "pelvis_rotation"); };
  const auto thigh = [&] {
    return (bone() * rotation_of("hip_flexion_r", "hip_adduction_r", "none")).eval();
  };
  const auto trunk = [&] { return (bone() * rotation_of("lumbar_extension", "none", "none")).eval(); };
  const Mat3 bone_before = bone(), thigh_before = thigh(), trunk_before = trunk();
  turn_pelvis_bone(motion, 6.76);
  EXPECT_TRUE(thigh().isApprox(thigh_before, 1e-12));
  EXPECT_TRUE(trunk().isApprox(trunk_before, 1e-12));
  EXPECT_TRUE(bone().isApprox(bone_before * rotation_zxy({radians(-6.76), 0, 0}), 1e-12));
  EXPECT_NEAR(value(motion, "hip_flexion_r"), 36.76, 1e-12);
}

TEST(PelvisBone, KeepsCountOfFullTurns) {
  auto motion = make_series({"pelvis_tilt", "pelvis_list", "pelvis_rotation"}, {0, 0, 355});
  turn_pelvis_bone(motion, 1);
  EXPECT_NEAR(value(motion, "pelvis_rotation"), 355, 0.1);
}

TEST(AnglesZxy, AreThoseThatTheRotationWasMadeOf) {
  const Vec3 angles_rad(0.4, -1.1, 2.9);
  EXPECT_TRUE(angles_zxy(rotation_zxy(angles_rad)).isApprox(angles_rad, 1e-12));
}

TEST(HumanoidMotion, FileOfAnotherFormFails) {
  const auto file = testing::scratch_folder("humanoid") / "short.txt";
  std::ofstream(file) << R"({"Loop": "none", "Frames": [[0.1, 0, 1, 0, 1, 0, 0]]})";
  EXPECT_ANY_THROW(read_humanoid_motion(file));
  std::ofstream(file) << R"({"Loop": "none"})";
  EXPECT_ANY_THROW(read_humanoid_motion(file));
}

}  // namespace
}  // namespace loadshare::recordings
