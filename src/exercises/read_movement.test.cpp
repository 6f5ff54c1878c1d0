#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "atlas.h"
#include "capture/text.h"
#include "exercises/key_goals.h"
#include "exercises/movement.h"
#include "source_folder.h"

namespace loadshare::exercises {
namespace {

using loadshare::testing::reference_body;
using loadshare::testing::value_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string head = "format = 1\nname = \"made up\"\n";
const std::string floor_text = "[[supports]]\nkind = \"floor\"\n";

// "line 3: what\n  remedy" of the refusal.
std::string refusal_of(const std::string& text) {
  const auto read = parse_movement(text, "m.toml");
  return read.ok() ? "not refused" : read.refusal().text();
}

TEST(ReadMovement, APostureIsOneKey) {
  const auto movement = value_of(parse_movement(head + R"(balance = false
[coordinates]
lumbar_extension = -10
[near]
knee_angle = 90
pelvis_ty = [0.9, 3]
[[supports]]
kind = "floor"
[[touch]]
points = ["foot_r", "heel_l"]
gap_m = 0.02
slides = true
[[places]]
point = "GRIP"
from = "mid HJC"
x_m = 0.3
z_m = 0.2
tolerance_mm = 5
[[directions]]
from = "HJC"
to = "KJC"
forward_deg = 90
right_deg = -10
tolerance_deg = 2
)",
                                                "m.toml"));
  EXPECT_EQ(movement.name, "made up");
  EXPECT_EQ(movement.scene.supports.size(), 1u);
  EXPECT_EQ(movement.repetitions, 1);
  ASSERT_EQ(movement.keys.size(), 1u);
  const auto& targets = movement.keys[0].targets;
  EXPECT_EQ(movement.keys[0].name, "made up");
  ASSERT_EQ(targets.coordinates.size(), 3u);
  EXPECT_EQ(targets.coordinates[0].coordinate, "lumbar_extension");
  EXPECT_TRUE(targets.coordinates[0].is_exact);
  EXPECT_EQ(targets.coordinates[0].value, -10);
  EXPECT_EQ(targets.coordinates[0].where, "m.toml, line 5");
  EXPECT_EQ(targets.coordinates[1].coordinate, "knee_angle");
  EXPECT_FALSE(targets.coordinates[1].is_exact);
  EXPECT_EQ(targets.coordinates[1].weight, 1);
  EXPECT_EQ(targets.coordinates[2].value, 0.9);
  EXPECT_EQ(targets.coordinates[2].weight, 3);
  ASSERT_EQ(targets.touches.size(), 1u);
  EXPECT_EQ(targets.touches[0].support, "floor");  // the only one there is
  EXPECT_THAT(targets.touches[0].points, ElementsAre("foot_r", "heel_l"));
  EXPECT_EQ(targets.touches[0].gap_m, 0.02);
  EXPECT_TRUE(targets.touches[0].slides);
  ASSERT_EQ(targets.places.size(), 1u);
  EXPECT_EQ(targets.places[0].from, "mid HJC");
  EXPECT_EQ(targets.places[0].p_m[0], 0.3);
  EXPECT_FALSE(targets.places[0].p_m[1].has_value());
  EXPECT_EQ(targets.places[0].p_m[2], 0.2);
  EXPECT_DOUBLE_EQ(targets.places[0].tolerance_m, 5e-3);
  ASSERT_EQ(targets.directions.size(), 1u);
  EXPECT_EQ(targets.directions[0].forward_deg, 90);
  EXPECT_EQ(targets.directions[0].right_deg, -10);
  EXPECT_EQ(targets.directions[0].tolerance_deg, 2);
  EXPECT_EQ(targets.asks_for_balance, false);
}

// The page's own example.
TEST(ReadMovement, ThePageSaysWhatIsRead) {
  const auto page =
      value_of(capture::read_text_file(testing::source_folder() / "docs" / "postures.md", 1 << 20));
  const std::string opening = "```toml\n";
  const auto start = page.find(opening) + opening.size();
  const auto movement =
      value_of(parse_movement(page.substr(start, page.find("```", start) - start), "docs/postures.md"));
  EXPECT_EQ(movement.keys.size(), 2u);
  EXPECT_EQ(loadshare::testing::solve(movement, reference_body()).keys.size(), 2u);
  for (const char* word :
       {"passes", "hold_s", "gap_m", "slides", "tolerance_mm", "tolerance_deg", "right_deg"})
    EXPECT_NE(page.find(std::string("`") + word + "`"), std::string::npos) << word;
}

TEST(ReadMovement, KeysAddToWhatHoldsForAllOfThem) {
  const auto movement = value_of(parse_movement(head + R"(rate_Hz = 20
repetitions = 3
return_s = 1.5
near = { knee_angle = 5, arm_flex = 10 }
[[supports]]
kind = "floor"
[[touch]]
points = "foot"
[[keys]]
name = "up"
hold_s = 0.5
[[keys]]
name = "down"
time_s = 2
passes = true
balance = false
near = { knee_angle = 100 }
touch = [{ points = "palm" }]
)",
                                                "m.toml"));
  EXPECT_EQ(movement.rate_Hz, 20);
  EXPECT_EQ(movement.repetitions, 3);
  EXPECT_EQ(movement.return_s, 1.5);
  ASSERT_EQ(movement.keys.size(), 2u);
  const auto &up = movement.keys[0], &down = movement.keys[1];
  EXPECT_EQ(up.time_s, 0);
  EXPECT_EQ(up.hold_s, 0.5);
  EXPECT_EQ(down.time_s, 2);
  EXPECT_TRUE(down.passes);
  EXPECT_EQ(up.targets.touches.size(), 1u);
  EXPECT_EQ(down.targets.touches.size(), 2u);
  // The key's own knee takes the place of the common one.
  ASSERT_EQ(down.targets.coordinates.size(), 2u);
  EXPECT_EQ(down.targets.coordinates[0].coordinate, "arm_flex");
  EXPECT_EQ(down.targets.coordinates[1].value, 100);
  EXPECT_FALSE(up.targets.asks_for_balance.has_value());
  EXPECT_EQ(down.targets.asks_for_balance, false);
  EXPECT_EQ(down.where, "m.toml, line 14");
}

TEST(ReadMovement, ABeltIsForRecordings) {
  EXPECT_THAT(refusal_of(head + "[[supports]]\nkind = 'floor'\nbelt_m_per_s = [-3, 0]\n"),
              ::testing::HasSubstr("'floor' runs as a belt, and what stands in a movement stands still"));
}

TEST(ReadMovement, FaultsAreRefusedWithTheirLine) {
  const std::string remedy = "\n  Correct the file; docs/postures.md shows how it is written.";
  EXPECT_EQ(refusal_of(head + "speed = 3\n"),
            "m.toml, line 3: 'speed' is not known in a posture or movement; it may hold: format, name, keys, "
            "rate_Hz, repetitions, return_s, supports, loads, brace, stability, coordinates, near, touch, "
            "places, directions, balance" +
                remedy);
  EXPECT_EQ(refusal_of("format = 1\n"), "m.toml, line 1: 'name' must be a text" + remedy);
  EXPECT_EQ(refusal_of(head + "[near]\nknee_angle = \"bent\"\n"),
            "m.toml, line 4: 'knee_angle' must be a number" + remedy);
  EXPECT_EQ(refusal_of(head + "[near]\nknee_angle = [90, 0]\n"),
            "m.toml, line 4: 'knee_angle' must be [value, weight], the weight above 0" + remedy);
  EXPECT_EQ(refusal_of(head + "near = 3\n"),
            "m.toml, line 3: 'near' must be a table of coordinates and values" + remedy);
  EXPECT_EQ(
      refusal_of(head + floor_text + "[[touch]]\npoint = \"heel\"\n"),
      "m.toml, line 6: 'point' is not known in touch; it may hold: support, points, gap_m, slides; also "
      "m.toml, line 5: 'points' must be a list of texts" +
          remedy);
  EXPECT_EQ(refusal_of(head + "[[touch]]\npoints = \"heel\"\n"),
            "m.toml, line 3: there are 0 supports, and no 'support' is named\n  Write support = \"floor\", "
            "or which "
            "of [[supports]] is touched.");
  EXPECT_EQ(refusal_of(head + "[[places]]\npoint = \"C7\"\n"),
            "m.toml, line 3: 'C7' has no place\n  Write x_m, y_m and z_m, or those of them that matter.");
  EXPECT_EQ(refusal_of(head + "[[directions]]\nfrom = \"HJC\"\nto = \"KJC\"\n"),
            "m.toml, line 3: the direction has no angle\n  Write forward_deg, right_deg or both.");
  EXPECT_EQ(
      refusal_of(head + "[[places]]\npoint = \"C7\"\nx_m = 1\ntolerance_mm = 0\n"),
      "m.toml, line 6: 'tolerance_mm' is 0, not from 0.1 to 1000 millimetres\n  Give it in millimetres.");
  EXPECT_THAT(refusal_of("format = 1\nname = "), HasSubstr("this is not TOML"));
}

TEST(ReadMovement, TimesThatDoNotFollowEachOtherAreRefused) {
  const std::string two = head + "[[keys]]\nname = \"a\"\nhold_s = 1\n[[keys]]\nname = \"b\"\ntime_s = 1\n";
  EXPECT_EQ(refusal_of(two),
            "m.toml, line 6: 'b' at 1 s does not come after 'a'\n  Give it a 'time_s' after the key before, "
            "its 'hold_s' included.");
  EXPECT_THAT(refusal_of(head + "[[keys]]\nname = \"a\"\n[[keys]]\nname = \"b\"\n"),
              HasSubstr("'time_s' must be a number"));
  EXPECT_THAT(refusal_of(head + "[[keys]]\nname = \"a\"\n[[keys]]\nname = \"b\"\ntime_s = 1\nhold_s = 1\n"
                                "passes = true\n"),
              HasSubstr("'b' is passed and held at once"));
  EXPECT_THAT(
      refusal_of(head + "[[keys]]\nname = \"a\"\n[[keys]]\nname = \"b\"\ntime_s = 1\npasses = true\n"),
      HasSubstr("a movement begins and ends at rest"));
  EXPECT_THAT(
      refusal_of(head + "repetitions = 2\n[[keys]]\nname = \"a\"\n[[keys]]\nname = \"b\"\ntime_s = 1\n"),
      HasSubstr("repetitions have no way back"));
  EXPECT_THAT(refusal_of(head + "return_s = 2\n"), HasSubstr("there is nothing to return from"));
}

TEST(ReadMovement, AFileThatIsNotThereIsRefused) {
  const auto read = read_movement("/no/such/file.toml");
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.refusal().where, "/no/such/file.toml");
}

// ---- goals

Result<KeyGoals> goals_of(const std::string& text) {
  const auto movement = value_of(parse_movement(head + text, "m.toml"));
  return make_goals(movement.keys.front(), movement.scene, reference_body());
}

TEST(KeyGoals, PairsAreRightAndLeft) {
  const auto goals = value_of(goals_of(R"(
[near]
knee_angle = 90
[[supports]]
kind = "floor"
[[touch]]
points = "heel"
[[places]]
point = "GRIP"
from = "SJC"
x_m = 0.3
z_m = 0.1
[[places]]
point = "LAJC"
from = "mid HJC"
z_m = -0.2
[[directions]]
from = "mid HJC"
to = "KJC"
forward_deg = 90
right_deg = 20
)"));
  ASSERT_EQ(goals.coordinates.size(), 2u);
  EXPECT_DOUBLE_EQ(goals.coordinates[1].value, radians(90));
  ASSERT_EQ(goals.touches.size(), 2u);
  EXPECT_EQ(goals.touches[1].point.name, "heel_l");
  ASSERT_EQ(goals.places.size(), 3u);
  EXPECT_EQ(goals.places[0].from->name, "RSJC");
  EXPECT_EQ(goals.places[0].p_m[2], 0.1);
  EXPECT_EQ(goals.places[1].from->name, "LSJC");
  EXPECT_EQ(goals.places[1].p_m[2], -0.1);
  EXPECT_EQ(goals.places[1].p_m[0], 0.3);
  EXPECT_EQ(goals.places[2].p_m[2], -0.2);  // a side that was named is as it was written
  ASSERT_EQ(goals.directions.size(), 2u);
  EXPECT_DOUBLE_EQ(*goals.directions[0].right_rad, radians(20));
  EXPECT_DOUBLE_EQ(*goals.directions[1].right_rad, radians(-20));
  EXPECT_DOUBLE_EQ(*goals.directions[1].forward_rad, radians(90));
  EXPECT_EQ(goals.directions[1].from.name, "mid HJC");
  EXPECT_TRUE(goals.asks_for_balance);
}

TEST(KeyGoals, BalanceIsAskedForWhereAllThatIsTouchedCarries) {
  const std::string wall = "[[supports]]\nkind = \"wall\"\nat_x_m = -1\nfacing = \"forward\"\n";
  const std::string feet = "[[touch]]\nsupport = \"floor\"\npoints = \"foot\"\n";
  const std::string back = "[[touch]]\nsupport = \"wall\"\npoints = \"thoracic_8\"\n";
  EXPECT_TRUE(value_of(goals_of(floor_text + wall + feet)).asks_for_balance);
  EXPECT_FALSE(value_of(goals_of(floor_text + wall + feet + back)).asks_for_balance);
  EXPECT_FALSE(value_of(goals_of("")).asks_for_balance);
  EXPECT_TRUE(value_of(goals_of("balance = true\n" + floor_text + wall + feet + back)).asks_for_balance);
}

TEST(KeyGoals, WhatNamesNothingIsRefused) {
  const auto what = [](const std::string& text) { return goals_of(text).refusal().text(); };
  EXPECT_EQ(
      what("[near]\nknee_angle = 200\n"),
      "m.toml, line 4: knee_angle_r goes from 0 degrees to 150 degrees, not to 200 degrees\n  Give a value "
      "within the joint's range.");
  EXPECT_EQ(what("[near]\nknee_angle = 20\nknee_angle_l = 30\n"),
            "m.toml, line 5: knee_angle_l is asked for twice\n  Keep one of the two, or name the sides.");
  EXPECT_EQ(what("[near]\npelvis_ty = 9\n"),
            "m.toml, line 4: pelvis_ty goes from -1 m to 3 m, not to 9 m\n  Give a value within the joint's "
            "range.");
  EXPECT_EQ(what(floor_text + "[[touch]]\nsupport = \"bench\"\npoints = \"foot\"\n"),
            "m.toml, line 5: there is no support 'bench'\n  Name one of the [[supports]].");
  EXPECT_EQ(what(floor_text + "[[touch]]\npoints = [\"foot\", \"heel_r\"]\n"),
            "m.toml, line 5: heel_r is put on floor twice\n  Name a point or its region, not both.");
  EXPECT_EQ(
      what(floor_text + "touched_by = [\"foot\"]\n[[touch]]\npoints = \"palm_l\"\n"),
      "m.toml, line 6: 'palm_l' is put on 'floor', which is not touched by it\n  Add it or its region to the "
      "support's 'touched_by'.");
  EXPECT_EQ(what(floor_text + "[[touch]]\npoints = \"C7\"\n"),
            "m.toml, line 5: 'C7' is no contact point of the body: nothing presses on it\n  Name a contact "
            "point or "
            "a region of them; put other points at a place.");
  EXPECT_EQ(
      what("[[places]]\npoint = \"C7\"\nfrom = \"HJC\"\nx_m = 0\n"),
      "m.toml, line 3: 'HJC' is a pair of points, seen from one of the midline\n  Name its side, or \"mid "
      "HJC\".");
  EXPECT_THAT(what("[[directions]]\nfrom = \"HJC\"\nto = \"tail\"\nforward_deg = 0\n"),
              HasSubstr("the body has no point 'tail'"));
}

TEST(KeyGoals, AskForTheSameOnBothSidesOrNot) {
  const auto symmetric = [](const std::string& text) {
    const auto movement = value_of(parse_movement(head + text, "m.toml"));
    const auto goals = value_of(make_goals(movement.keys.front(), movement.scene, reference_body()));
    return is_symmetric(goals, movement.scene, reference_body());
  };
  const std::string both = floor_text + "[[touch]]\nsupport = \"floor\"\npoints = \"foot\"\n";
  EXPECT_TRUE(symmetric(both));
  EXPECT_TRUE(symmetric("[near]\nknee_angle_r = 20\nknee_angle_l = 20\n" + both));
  EXPECT_FALSE(symmetric("[near]\nknee_angle_r = 20\n" + both));
  EXPECT_FALSE(symmetric("[near]\nknee_angle_r = 20\nknee_angle_l = 30\n" + both));
  EXPECT_TRUE(symmetric("[near]\nlumbar_bending = 0\n" + both));
  EXPECT_FALSE(symmetric("[near]\nlumbar_bending = 5\n" + both));
  EXPECT_FALSE(symmetric(floor_text + "[[touch]]\npoints = \"foot_r\"\n"));
  EXPECT_TRUE(symmetric(both + "[[places]]\npoint = \"GRIP\"\nz_m = 0.2\n"));
  EXPECT_FALSE(symmetric(both + "[[places]]\npoint = \"RGRIP\"\nz_m = 0.2\n"));
  EXPECT_FALSE(symmetric(both + "[[places]]\npoint = \"RGRIP\"\nz_m = 0.2\n[[places]]\npoint = \"LGRIP\"\n"
                                "z_m = 0.2\n"));
  EXPECT_FALSE(symmetric(both + "[[directions]]\nfrom = \"RHJC\"\nto = \"RKJC\"\nforward_deg = 90\n"));
  EXPECT_TRUE(symmetric(both + "[[loads]]\nname = \"bar\"\nmass_kg = 20\nat = [\"RGRIP\", \"LGRIP\"]\n"));
  EXPECT_FALSE(symmetric(both + "[[loads]]\nname = \"bell\"\nmass_kg = 20\nat = \"RGRIP\"\n"));
  EXPECT_FALSE(
      symmetric(both + "[[loads]]\nname = \"cable\"\nforce_N = 20\nat = \"C7\"\ndirection = [1, 0, 1]\n"));
  EXPECT_FALSE(symmetric(both + "[[supports]]\nkind = \"wall\"\nat_z_m = 1\nfacing = \"left\"\n"));
  EXPECT_FALSE(symmetric(both + "[[supports]]\nkind = \"bench\"\ntop_m = 0.4\ncenter_m = [0, 0.3]\n"
                                "length_m = 1\nwidth_m = 0.3\n"));
  EXPECT_TRUE(symmetric(both + "[[supports]]\nkind = \"bench\"\ntop_m = 0.4\ncenter_m = [0.3, 0]\n"
                               "length_m = 1\nwidth_m = 0.3\n"));
}

}  // namespace
}  // namespace loadshare::exercises
