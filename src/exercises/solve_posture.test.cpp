#include "exercises/solve_posture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "atlas.h"

namespace loadshare::exercises {
namespace {

using loadshare::testing::atlas_movement;
using loadshare::testing::reference_body;
using loadshare::testing::value_of;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

Movement movement_of(const std::string& text) {
  return value_of(parse_movement("format = 1\nname = \"made up\"\n" + text, "made_up.toml"));
}
const std::string on_floor = "[[supports]]\nkind = \"floor\"\n[[touch]]\npoints = \"foot\"\n";

Result<SolvedMovement> attempt(const std::string& text, const model::FullBody& body = reference_body()) {
  Diagnostics notes;
  return solve_movement(movement_of(text), body, notes);
}
double angle_deg(const SolvedMovement& solved, const char* coordinate) {
  return degrees(solved.keys[0].q[reference_body().model.find_coordinate(coordinate).at()]);
}

TEST(SolvePosture, APlaceOutOfReachIsNamedWithWhatItLacks) {
  const std::string far = "[[places]]\npoint = \"FTIP\"\nfrom = \"AJC\"\nx_m = 2.5\ny_m = 0.2\n";
  const auto refused = attempt("balance = false\n" + on_floor + far);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.refusal().where, "made_up.toml");
  EXPECT_THAT(
      refused.refusal().what,
      AllOf(HasSubstr("this body cannot reach the posture 'made up': 'RFTIP at its place from RAJC' is"),
            HasSubstr("mm off"), HasSubstr("at the end of their range: ")));
  EXPECT_THAT(refused.refusal().what, Not(HasSubstr("on floor")));
  EXPECT_THAT(refused.refusal().remedy, HasSubstr("Ease or leave out a target"));
  // Who must not fall over misses both.
  EXPECT_THAT(attempt(on_floor + far).refusal().what, AllOf(HasSubstr("'balance over the supports' is"),
                                                            HasSubstr("'RFTIP at its place from RAJC' is")));
}

// The feet stay on the floor and the place is missed by what lies beyond the fingers.
TEST(SolvePosture, WhatIsOutOfReachMissesByHowFarItIs) {
  const auto missed_mm = [](double height_m) {
    const auto refused = attempt("balance = false\n" + on_floor +
                                 "[[places]]\npoint = \"FTIP\"\ny_m = " + std::to_string(height_m) + "\n");
    if (refused.ok()) return 0.0;
    const auto& what = refused.refusal().what;
    const auto at = what.find("' is ");
    EXPECT_THAT(what, HasSubstr("FTIP at its place' is"));
    return std::stod(what.substr(at + 5));
  };
  // A reference man's fingers reach up to some 2.2 m.
  EXPECT_EQ(missed_mm(1.9), 0);
  const double first = missed_mm(2.6), second = missed_mm(2.8);
  EXPECT_GT(first, 200);
  EXPECT_NEAR(second - first, 200, 20);
}

TEST(SolvePosture, ADirectionThatContradictsExactCoordinatesIsRefusedInDegrees) {
  const auto refused = attempt(on_floor +
                               "[coordinates]\nhip_flexion = 0\nknee_angle = 0\nankle_angle = 0\n"
                               "[[directions]]\nfrom = \"HJC\"\nto = \"KJC\"\nforward_deg = 90\n");
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.refusal().what,
              AllOf(HasSubstr("'direction from RHJC to RKJC' is"), HasSubstr("degrees off")));
}

TEST(SolvePosture, ExactCoordinatesAreExactAndNearOnesGiveWay) {
  const auto exact = value_of(attempt(on_floor + "[coordinates]\nknee_angle = 30\n"));
  EXPECT_DOUBLE_EQ(angle_deg(exact, "knee_angle_r"), 30);
  EXPECT_DOUBLE_EQ(angle_deg(exact, "knee_angle_l"), 30);
  // Hips at 60 cm with straight knees: the knees give way.
  const auto near =
      value_of(attempt(on_floor + "[near]\nknee_angle = 0\n[[places]]\npoint = \"HJC\"\ny_m = 0.6\n"));
  EXPECT_GT(angle_deg(near, "knee_angle_r"), 40);
}

TEST(SolvePosture, AHeavierWishDeviatesLess) {
  const auto bent = [](const char* knee, const char* hip) {
    return value_of(attempt(on_floor + "[near]\nlumbar_extension = " + knee + "\nhip_flexion = " + hip +
                            "\n[[directions]]\nfrom = \"mid HJC\"\nto = \"mid SJC\"\nforward_deg = 60\n"));
  };
  const auto stiff_back = bent("[0, 20]", "0"), stiff_hip = bent("0", "[0, 20]");
  EXPECT_GT(angle_deg(stiff_back, "lumbar_extension"), -10);
  EXPECT_LT(angle_deg(stiff_hip, "lumbar_extension"), -30);
  EXPECT_GT(angle_deg(stiff_back, "hip_flexion_r"), angle_deg(stiff_hip, "hip_flexion_r") + 20);
}

TEST(SolvePosture, APointMayHoverOverItsSupport) {
  const auto movement = movement_of(on_floor.substr(0, on_floor.find("[[touch]]")) +
                                    "[[touch]]\npoints = \"foot_r\"\n"
                                    "[[touch]]\npoints = \"heel_l\"\ngap_m = 0.15\n");
  const auto solved = loadshare::testing::solve(movement, reference_body());
  auto posed = value_of(PosedBody::make(reference_body()));
  posed.set_pose(solved.keys[0].q);
  EXPECT_NEAR(posed.position(value_of(find_points(posed.body(), "heel_l", "")).front().point).y(), 0.15,
              1e-3);
  EXPECT_FALSE(solved.keys[0].is_symmetric);
}

// The one who leans on a wall touches it with what is named, and nothing else goes through it.
TEST(SolvePosture, AWallIsLeanedOn) {
  const auto movement = movement_of(
      "[near]\nknee_angle = 90\nhip_flexion = 90\npelvis_tx = 0.3\n"
      "[[supports]]\nkind = \"floor\"\n[[supports]]\nkind = \"wall\"\nat_x_m = 0.0\nfacing = \"forward\"\n"
      "[[touch]]\nsupport = \"floor\"\npoints = \"foot\"\n"
      "[[touch]]\nsupport = \"wall\"\npoints = [\"gluteal\", \"thoracic_8\"]\n"
      "[[directions]]\nfrom = \"HJC\"\nto = \"KJC\"\nforward_deg = 90\n");
  const auto solved = loadshare::testing::solve(movement, reference_body());
  EXPECT_LT(solved.keys[0].depth_m_max, 2e-3);
  // A wall does not carry: balance is not asked for.
  EXPECT_FALSE(solved.keys[0].balance_margin_m.has_value());
  auto posed = value_of(PosedBody::make(reference_body()));
  posed.set_pose(solved.keys[0].q);
  for (const auto& contact : reference_body().contacts)
    EXPECT_GT(posed.position(point_of(contact)).x(), -2e-3) << contact.name;
}

TEST(SolvePosture, ALoadInTheHandsIsHeldInBalance) {
  const std::string reach =
      "[near]\nelbow_flex = 10\n[[places]]\npoint = \"GRIP\"\nfrom = \"SJC\"\nx_m = 0.5\ny_m = -0.1\n";
  const std::string bell = "[[loads]]\nname = \"bell\"\nmass_kg = 25\nat = [\"RGRIP\", \"LGRIP\"]\n";
  const auto empty = value_of(attempt(on_floor + reach)), loaded = value_of(attempt(on_floor + bell + reach));
  EXPECT_GT(*empty.keys[0].balance_margin_m, 0.01);
  EXPECT_GT(*loaded.keys[0].balance_margin_m, 0.01);
  // The hips go back behind the feet by what the load asks for.
  auto posed = value_of(PosedBody::make(reference_body()));
  const auto hips_before_feet_m = [&](const SolvedMovement& solved) {
    posed.set_pose(solved.keys[0].q);
    const auto hips = value_of(find_points(posed.body(), "mid HJC", "")).front().point;
    const auto ankles = value_of(find_points(posed.body(), "mid AJC", "")).front().point;
    return posed.position(hips).x() - posed.position(ankles).x();
  };
  EXPECT_LT(hips_before_feet_m(loaded), hips_before_feet_m(empty) - 0.03);
}

TEST(SolvePosture, BalanceThatNothingGivesIsRefused) {
  EXPECT_EQ(attempt("balance = true\n").refusal().text(),
            "made_up.toml: 'made up' asks for balance, but touches nothing that faces up\n  Touch a support "
            "that carries, or leave balance out.");
  // The mass centre half a metre before the feet.
  const auto refused = attempt(on_floor +
                               "[coordinates]\nankle_angle = 0\nknee_angle = 0\nhip_flexion = 90\n"
                               "lumbar_extension = 0\narm_flex = 90\n");
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.refusal().what, HasSubstr("'balance over the supports' is"));
}

TEST(SolvePosture, WhatWasMissedIsToldWorstFirst) {
  const std::vector<TargetOutcome> outcomes{{"a", 0.5, 1, false},
                                            {"b", 3, 1, false},
                                            {"c", 20, 0.5, true},
                                            {"d", 8, 2, false},
                                            {"e", 2.2, 2, false}};
  EXPECT_EQ(text_of_missed(outcomes), "'c' is 20 degrees off, 'd' is 8 mm off, 'b' is 3 mm off, and 1 more");
  EXPECT_EQ(text_of_missed({outcomes[0]}), "");
}

// The same input, the same bytes.
TEST(SolvePosture, IsTheSameEveryTime) {
  const auto movement = atlas_movement("postures/lying_on_side.toml");
  EXPECT_EQ(loadshare::testing::solve(movement, reference_body()).keys[0].q,
            loadshare::testing::solve(movement, reference_body()).keys[0].q);
}

}  // namespace
}  // namespace loadshare::exercises
