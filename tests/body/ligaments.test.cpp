// Ligaments of the built-in body against published curves, shares and their own laws.
#include "ligaments.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "base/units.h"
#include "subject.h"

namespace loadshare::body_tests {
namespace {

// science.md C5; Miller and others 1986: 14 segments to 95 N m; elastic limit near 70 N m (Adams and Dolan).
TEST(Ligaments, WithTheDiscResistFlexionAsSegmentsDo) {
  for (const auto& level : lumbar_levels()) {
    const double slope = (measure_level(level, 2).total_Nm - measure_level(level, -1).total_Nm) / 3;
    EXPECT_GE(slope, 1.2) << level;
    EXPECT_LE(slope, 2.5) << level;
    EXPECT_NEAR(measure_level(level, 0.01).total_Nm, 0, 0.3) << level;
    EXPECT_NEAR(measure_level(level, 11).total_Nm, 33, 4) << level;
    EXPECT_NEAR(measure_level(level, 14).total_Nm, 63, 7) << level;
    const double extension_Nm = -measure_level(level, -5).total_Nm;
    EXPECT_GE(extension_Nm, 10) << level;
    EXPECT_LE(extension_Nm, 18) << level;
  }
}

// science.md C5: 1.5 to 2.5 N m a degree.
TEST(Ligaments, WithTheDiscResistBendingAsSegmentsDo) {
  LigamentProbe probe(reference());
  for (const auto& level : lumbar_levels()) {
    const std::string coordinate = level + "_LB";
    const auto resistance_Nm = [&](double angle_deg) {
      probe.place({{coordinate, radians(angle_deg)}});
      return -probe.moment_Nm("", coordinate) - probe.other_tissue_Nm(coordinate);
    };
    const double near_neutral = (resistance_Nm(2) - resistance_Nm(-2)) / 4;
    EXPECT_GE(near_neutral, 1.5) << level;
    EXPECT_LE(near_neutral, 2.5) << level;
    EXPECT_NEAR(resistance_Nm(8), 22, 2) << level;
    EXPECT_NEAR(resistance_Nm(8), -resistance_Nm(-8), 1e-9) << level;
  }
}

// Adams, Hutton and Stott 1980; they counted the longitudinal ligaments with the disc, and tested no
// iliolumbar ligament, which takes part of the capsules' share at L5/S1.
TEST(Ligaments, ShareTheEndOfFlexionAsAdamsFound) {
  for (const auto& level : lumbar_levels()) {
    const auto shares = measure_level(level, 14);
    EXPECT_NEAR(shares.capsules, level == "L5_S1" ? 0.34 : 0.39, 0.03) << level;
    EXPECT_NEAR(shares.disc, 0.29, 0.04) << level;
    EXPECT_NEAR(shares.spinous, 0.19, 0.02) << level;
    EXPECT_NEAR(shares.flavum, 0.13, 0.02) << level;
    EXPECT_LE(shares.others, level == "L5_S1" ? 0.07 : 0.04) << level;
  }
}

// Hindle and others 1990: very little in the first half of flexion, at its end in life up to 134 N and 7 N m.
TEST(Ligaments, BetweenTheSpinousProcessesPullLate) {
  LigamentProbe probe(reference());
  const std::string level = "L4_L5";
  const auto pull_N = [&](double flexion_deg) {
    probe.place({{level + "_FE", -radians(flexion_deg)}});
    return probe.tension_N("supraspinous_" + level) + probe.tension_N("interspinous_" + level);
  };
  EXPECT_LE(pull_N(5.5), 25);
  EXPECT_GE(pull_N(11), 40);
  EXPECT_LE(pull_N(11), 134);
}

// Cyron and Hutton 1981: a pair of capsules bears about twice body weight; here at the elastic limit.
TEST(Ligaments, CapsulesPullNoMoreThanTheyCanBear) {
  LigamentProbe probe(reference());
  for (const auto& level : lumbar_levels()) {
    probe.place({{level + "_FE", -radians(14)}});
    EXPECT_LE(probe.tension_N("facet_capsule_" + level), 2 * 75 * 9.81) << level;
  }
}

// Nachemson and Evans 1968: the ligamentum flavum alone pulls upright.
TEST(Ligaments, UprightTheFlavumAlonePulls) {
  LigamentProbe probe(reference());
  probe.place({});
  double flava_N = 0;
  for (const auto& level : lumbar_levels()) {
    const double pull_N = probe.tension_N("flavum_" + level);
    EXPECT_NEAR(pull_N, 15, 1.5) << level;
    flava_N += pull_N;
  }
  EXPECT_NEAR(probe.tension_N(""), flava_N, 1e-9);
}

// Van Arkel and others 2015: 9 hips, where the capsule reaches 5 N m.
TEST(Ligaments, OfTheHipHoldItsEndsWhereMeasured) {
  LigamentProbe probe(reference());
  const auto resistance_Nm = [&](const std::string& coordinate, double angle_deg, double flexion_deg) {
    std::map<std::string, double> posture{{"hip_flexion_r", radians(flexion_deg)}};
    posture[coordinate] = radians(angle_deg);
    probe.place(posture);
    const double moment_Nm = probe.moment_Nm("", coordinate) + probe.other_tissue_Nm(coordinate);
    return angle_deg > 0 ? -moment_Nm : moment_Nm;
  };
  const auto reaches = [&](const std::string& coordinate, double from_deg, double to_deg,
                           double flexion_deg) {
    EXPECT_LT(resistance_Nm(coordinate, from_deg, flexion_deg), 5) << coordinate << " at " << from_deg;
    EXPECT_GT(resistance_Nm(coordinate, to_deg, flexion_deg), 5) << coordinate << " at " << to_deg;
  };
  reaches("hip_flexion_r", -5, -19, 0);
  const double slope = (resistance_Nm("hip_flexion_r", -17, 0) - resistance_Nm("hip_flexion_r", -13, 0)) / 4;
  EXPECT_GE(slope, 0.5);
  EXPECT_LE(slope, 1.1);
  reaches("hip_adduction_r", -22, -42, 0);
  reaches("hip_adduction_r", 28, 48, 0);
  reaches("hip_rotation_r", 27, 43, 30);
  reaches("hip_rotation_r", -27, -43, 30);
}

// Each ligament holds what van Arkel and others (Bone Joint J 2015) found it to hold, and is slack where it
// is not needed.
TEST(Ligaments, OfTheHipHoldEachItsOwnTurn) {
  LigamentProbe probe(reference());
  const auto foremost = [&](const std::map<std::string, double>& posture) {
    probe.place(posture);
    std::string most;
    double most_N = 0;
    for (const char* name :
         {"iliofemoral_medial_r", "iliofemoral_lateral_r", "pubofemoral_r", "ischiofemoral_r"})
      if (const double pull_N = probe.tension_N(name); pull_N > most_N) most = name, most_N = pull_N;
    return most;
  };
  EXPECT_EQ(foremost({{"hip_flexion_r", radians(-20)}}), "iliofemoral_medial_r");
  EXPECT_EQ(foremost({{"hip_flexion_r", radians(30)}, {"hip_rotation_r", radians(-36)}}),
            "iliofemoral_lateral_r");
  EXPECT_EQ(foremost({{"hip_flexion_r", radians(30)}, {"hip_rotation_r", radians(36)}}), "ischiofemoral_r");
  EXPECT_EQ(foremost({{"hip_adduction_r", radians(-35)}}), "pubofemoral_r");
  EXPECT_EQ(foremost({{"hip_flexion_r", radians(60)}}), "");
}

// What ligaments do to every coordinate is minus the slope of what is stored in them, in any posture: no line
// jumps, and none pulls where it does not reach.
TEST(Ligaments, StoreWhatTheyAreBentWith) {
  const auto& model = reference().model;
  LigamentProbe probe(reference());
  std::mt19937 random(77);
  constexpr double step = 1e-5;
  for (int posture_index = 0; posture_index < 12; ++posture_index) {
    std::map<std::string, double> posture;
    for (const auto& coordinate : model.coordinates)
      if (analysis::is_joint_range(model, coordinate) && coordinate.motion == model::MotionType::rotational)
        posture[coordinate.name] = coordinate.range_min + static_cast<double>(random()) / 4294967296.0 *
                                                              (coordinate.range_max - coordinate.range_min);
    for (const auto& coordinate : model.coordinates) {
      const auto& name = coordinate.name;
      if (!name.starts_with("hip_") && !name.ends_with("_FE") && !name.ends_with("_LB")) continue;
      const double middle = posture[name];
      const auto stored_at = [&](double value) {
        posture[name] = value;
        probe.place(posture);
        return probe.stored_J();
      };
      const double slope = (stored_at(middle + step) - stored_at(middle - step)) / (2 * step);
      posture[name] = middle;
      probe.place(posture);
      EXPECT_NEAR(probe.generalised()[model.find_coordinate(name).at()], -slope,
                  1e-3 + 1e-4 * std::abs(slope))
          << name << " in posture " << posture_index;
    }
  }
}

// Over the hip's range, where a line pulls; docs/body.md lists the same of muscles from 3 mm on.
TEST(Ligaments, OfTheHipDoNotPullThroughBone) {
  LigamentProbe probe(reference());
  double depth_m = 0;
  for (double flexion = -30; flexion <= 150; flexion += 20)
    for (double adduction = -50; adduction <= 30; adduction += 20)
      for (double rotation = -40; rotation <= 40; rotation += 20) {
        probe.place({{"hip_flexion_r", radians(flexion)},
                     {"hip_adduction_r", radians(adduction)},
                     {"hip_rotation_r", radians(rotation)}});
        const double here_m = probe.depth_in_bone_m(0.015);
        if (here_m > depth_m) depth_m = here_m;
        EXPECT_LE(here_m, 0.010) << flexion << " " << adduction << " " << rotation;
      }
  RecordProperty("deepest_mm", std::to_string(1e3 * depth_m));
}

}  // namespace
}  // namespace loadshare::body_tests
