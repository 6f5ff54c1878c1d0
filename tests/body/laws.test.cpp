// What must hold of the built-in body, whatever the page says.
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "copies.h"
#include "moment_arms.h"
#include "passive.h"
#include "passive_published.h"
#include "posture.h"
#include "psoas.h"
#include "strength.h"
#include "subject.h"
#include "survey_tables.h"

namespace loadshare::body_tests {
namespace {

TEST(BodyLaws, MirrorImagesAreMirrorImagesToRounding) {
  const auto check = check_mirror();
  EXPECT_EQ(check.without_partner, "");
  EXPECT_LT(check.length_m_max, 1e-9);
  EXPECT_LT(check.arm_m_max, 1e-9);
}

TEST(BodyLaws, WrittenAndReadBackIsTheSameBody) {
  const auto check = check_read_back();
  EXPECT_EQ(check.finding_count, 0u);
  EXPECT_LT(check.mass_kg_max, 1e-12);
  EXPECT_LT(check.length_m_max, 1e-9);
  EXPECT_LT(check.arm_m_max, 1e-9);
  EXPECT_LT(check.force_N_max, 1e-6);
}

// Files in degrees are turned into radians by the type of the coordinate's motion: a coordinate that people
// give must be an angle or a distance itself.
TEST(BodyLaws, EveryFreeCoordinateIsAnAngleOrADistance) {
  std::set<model::CoordinateId> driven;
  for (const auto& coupler : reference().model.couplers) driven.insert(coupler.dependent);
  for (std::size_t c = 0; c < reference().model.coordinates.size(); ++c) {
    const auto& coordinate = reference().model.coordinates[c];
    if (!driven.contains(model::CoordinateId(c))) {
      EXPECT_NE(coordinate.motion, model::MotionType::coupled) << coordinate.name;
    }
  }
}

// The rhythm takes the whole angle apart and loses nothing: the levels' turns sum to the spine's.
TEST(BodyLaws, LumbarLevelsSumToTheSpinesAngle) {
  Poser poser(reference());
  for (const auto& [spine, ending] :
       {std::pair{"lumbar_extension", "_FE"}, {"lumbar_bending", "_LB"}, {"lumbar_rotation", "_AR"}}) {
    poser.pose({{spine, -0.2}});
    double sum = 0;
    for (const char* level : {"L5_S1", "L4_L5", "L3_L4", "L2_L3", "L1_L2", "T12_L1"})
      sum += poser.at().q[reference().model.find_coordinate(std::string(level) + ending).at()];
    EXPECT_NEAR(sum, -0.2, 1e-10) << spine;
  }
}

TEST(BodyLaws, NoMomentArmOrLengthJumps) { EXPECT_TRUE(survey().steps.empty()) << step_table(); }

TEST(BodyLaws, StandingFibresAreWithinTheirRange) {
  const auto& fibers = survey().fibers;
  for (std::size_t m = 0; m < fibers.size(); ++m) {
    EXPECT_GE(fibers[m].at_default, fiber_ratio_min) << reference().model.muscles[m].name;
    EXPECT_LE(fibers[m].at_default, fiber_ratio_max) << reference().model.muscles[m].name;
  }
}

// Bogduk 1992: small moments on the lumbar spine (at full effort it extends the upper and flexes the lower
// levels), large compression.
TEST(BodyLaws, ThereIsOnePsoasAndItCompressesMoreThanItTurns) {
  for (const auto& name : spine_to_thigh_muscles()) EXPECT_TRUE(name.starts_with("Ps_")) << name;
  EXPECT_FALSE(spine_to_thigh_muscles().empty());
  for (const auto& level : measure_psoas()) {
    EXPECT_GE(level.compression_N, 0) << level.joint;
    EXPECT_LT(std::abs(level.moment_Nm), 0.15 * level.extensors_Nm) << level.joint;
    if (level.joint == "L5_S1" || level.joint == "L4_L5") {
      EXPECT_LT(level.moment_Nm, 0) << level.joint;
    }
    if (level.joint == "L1_L2" || level.joint == "L2_L3") {
      EXPECT_GT(level.moment_Nm, 0) << level.joint;
    }
  }
  const auto lowest = measure_psoas().front();
  EXPECT_GT(lowest.compression_N, 800);
}

// science.md A4 and C4: what specific tension was chosen for.
TEST(BodyLaws, TrunkAndHipAreAsStrongAsPeople) {
  Poser of_man(man()), of_woman(woman());
  const auto of = [](Poser& poser, const model::FullBody& body, const char* joint, const char* direction,
                     double angle_deg, const char* at) {
    return strength_Nm(poser, body, joint, direction, angle_deg, parse_posture(at));
  };
  const double man_extension = of(of_man, man(), "lumbar", "extension", 0, "");
  EXPECT_GE(man_extension, 250);
  EXPECT_LE(man_extension, 350);
  const double woman_extension = of(of_woman, woman(), "lumbar", "extension", 0, "");
  EXPECT_GE(woman_extension, 150);
  EXPECT_LE(woman_extension, 230);
  for (const double ratio : {of(of_man, man(), "lumbar", "flexion", 0, "") / man_extension,
                             of(of_woman, woman(), "lumbar", "flexion", 0, "") / woman_extension}) {
    EXPECT_GE(ratio, 0.6);
    EXPECT_LE(ratio, 0.8);
  }
  const double hip_extension = of(of_man, man(), "hip", "extension", 60, "knee_angle_r=90");
  EXPECT_GE(hip_extension, 180);
  EXPECT_LE(hip_extension, 300);
  const double hip_flexion = of(of_man, man(), "hip", "flexion", 0, "");
  EXPECT_GE(hip_flexion, 90);
  EXPECT_LE(hip_flexion, 190);
}

// Rank order R22 of science.md; maximal flexion by surface methods is 50 to 60 degrees.
TEST(BodyLaws, FullForwardBendHangsInPassiveTissue) {
  const auto bend = find_full_bend();
  EXPECT_GE(bend.flexion_deg, 0.8 * 57);
  EXPECT_LE(bend.flexion_deg, 65);
  EXPECT_GT(bend.moments.tissue_Nm, bend.moments.muscles_Nm);
  EXPECT_LT(bend.moments.gravity_Nm, -50);
}

// Riener and Edrich 1999: hip, knee and ankle over their range, with the neighbouring joints moved too.
TEST(BodyLaws, TheRestingLegIsAsStiffAsPeoples) {
  std::size_t near = 0;
  for (const auto& posture : measure_published_passive()) {
    near += posture.is_near() ? 1 : 0;
    EXPECT_NEAR(posture.body_Nm(), posture.published_Nm, 15 + 0.6 * std::abs(posture.published_Nm))
        << posture.coordinate << " at hip " << posture.hip_deg << ", knee " << posture.knee_deg << ", ankle "
        << posture.ankle_deg;
  }
  EXPECT_GE(static_cast<double>(near), 0.9 * static_cast<double>(measure_published_passive().size()));
}

TEST(BodyLaws, MostMomentArmsLieInPublishedBands) {
  std::size_t inside = 0, count = 0;
  for (const auto& check : check_moment_arms()) {
    EXPECT_GT(check.muscle_count, 0u) << check.muscle << " about " << check.coordinate;
    ++count;
    inside += check.is_inside();
  }
  EXPECT_GE(static_cast<double>(inside), 0.9 * static_cast<double>(count)) << inside << " of " << count;
}

TEST(BodyTables, PatternsAndPosturesAreRead) {
  EXPECT_TRUE(matches("MF_*_r IL_*_r", "IL_L1_r"));
  EXPECT_FALSE(matches("MF_*_r IL_*_r", "IL_L1_l"));
  EXPECT_TRUE(matches("gem*_r", "geminf_r"));
  EXPECT_FALSE(matches("bflh_r", "bflh_r2"));
  const auto posture = parse_posture("hip_flexion_r=90 knee_angle_r=-45");
  ASSERT_EQ(posture.size(), 2u);
  EXPECT_NEAR(posture.at("knee_angle_r"), -0.785398, 1e-6);
  EXPECT_EQ(whole(-0.3), "0");
}

}  // namespace
}  // namespace loadshare::body_tests
