#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/units.h"
#include "model/body_tables.h"
#include "small_body.h"
#include "source_folder.h"

namespace loadshare::model {
namespace {

using testing::Change;
using ::testing::HasSubstr;
using testing::refusal_of_body;
using testing::small_body_tables;
using testing::small_body_texts;

TEST(BodyTables, AreReadInSiUnits) {
  const auto tables = small_body_tables();
  EXPECT_EQ(tables.bodies.size(), 6u);
  EXPECT_EQ(tables.bodies[3].where, "bodies.csv, line 5");
  EXPECT_EQ(tables.bodies[3].scale_group, "thigh");
  EXPECT_EQ(tables.bodies[3].mass_share_woman, 0.14);
  EXPECT_EQ(tables.bodies[3].mass_center_B, Vec3(0, -0.17, 0.01));
  EXPECT_EQ(tables.bodies[3].gyration_m, Vec3(0.12, 0.05, 0.12));
  EXPECT_EQ(tables.joints[2].p_parent, Vec3(0, 0.1, 0));
  EXPECT_EQ(tables.joints[2].p_child, Vec3(-0.01, -0.05, 0));

  const auto& tilt = tables.coordinates[0];
  EXPECT_TRUE(tilt.is_rotation);
  EXPECT_DOUBLE_EQ(tilt.range_min, radians(-90));
  EXPECT_EQ(tilt.meaning, "turn of the pelvis");
  const auto& up = tables.coordinates[2];
  EXPECT_FALSE(up.is_rotation);
  EXPECT_EQ(up.range_max, 3);
  EXPECT_EQ(up.default_value, 0.5);
  EXPECT_FALSE(up.clamped);
  EXPECT_TRUE(up.locked);

  const auto& glute = tables.muscles[1];
  EXPECT_DOUBLE_EQ(glute.pennation_at_optimal_rad, radians(20));
  EXPECT_EQ(glute.max_contraction_velocity_per_s, 9);
  EXPECT_EQ(glute.passive_stiffness_at_one, 2.5);
  EXPECT_EQ(tables.muscles[0].passive_stiffness_at_one, std::nullopt);
  const auto& behind_knee = tables.muscle_points[5];
  EXPECT_EQ(behind_knee.coordinate, "knee_angle_r");
  EXPECT_DOUBLE_EQ(behind_knee.from_rad, radians(80));
  EXPECT_DOUBLE_EQ(behind_knee.to_rad, radians(150));
  EXPECT_EQ(tables.muscle_curves[0].curves.fiber_force_length.curviness, 0.75);
  EXPECT_EQ(tables.muscle_wraps[0].first_point, -1);
  EXPECT_EQ(tables.muscle_wraps[1].last_point, 3);
}

TEST(BodyTables, SlotsAreCountedThroughRotationsAndTranslations) {
  const auto axes = small_body_tables().joint_axes;
  EXPECT_EQ(axes[0].slot, 0);
  EXPECT_EQ(axes[2].slot, 4);
  EXPECT_EQ(axes[6].slot, 1);
  EXPECT_EQ(axes[9].slot, 5);
}

// A direction written with three digits is made a unit vector.
TEST(BodyTables, AxesAreNormalised) {
  const auto axes = small_body_tables({{"joint_axes", "0.6,0,-0.8", "0.6004,0,-0.8004"}}).joint_axes;
  EXPECT_NEAR(axes[7].axis.norm(), 1, 1e-15);
}

TEST(BodyTables, RowsOfTablesWithTheSameNameBelongTogether) {
  auto texts = small_body_texts();
  texts.push_back({"contacts", "more/contacts.csv",
                   "source,region,name,body,x_m,y_m,z_m\nours,head,crown,chest,0,0.5,0\n"});
  const auto tables = parse_body_tables(texts);
  ASSERT_TRUE(tables) << tables.refusal().text();
  ASSERT_EQ(tables->contacts.size(), 3u);
  EXPECT_EQ(tables->contacts[2].where, "more/contacts.csv, line 2");
  EXPECT_EQ(tables->contacts[2].p_B, Vec3(0, 0.5, 0));
}

struct Refused {
  std::vector<Change> changes;
  std::string_view text;
};

TEST(BodyTables, RefuseRows) {
  const std::vector<Refused> cases{
      {{{"bones", "name,body,shape", "name,bodies,shape"}},
       "the body's tables: 2 problems:\n  (1) bones.csv: the column 'body' is lacking\n  (2) bones.csv: the "
       "column 'bodies' is not known\n  models/body/README.md lists the columns of each table."},
      {{{"bones", "rotation_z_rad,source\nshaft_r", "rotation_z_rad,source,note\nshaft_r"}},
       "bones.csv, line 2: the row has 13 fields, the table has 14 columns\n  Give each column a field (it "
       "may be empty); put a field that holds a comma in double quotes."},
      {{{"bones", "0,ours", "0,ours,more"}},
       "bones.csv, line 2: the row has 14 fields, the table has 13 columns\n  Give each column a field (it "
       "may be empty); put a field that holds a comma in double quotes."},
      {{{"actuators", "100,ours", "100,\"ours"}},
       "actuators.csv, line 2: a quoted field is not closed\n  Close it with a double quote."},
      {{{"bodies", "loin,spine", ",spine"}}, "bodies.csv, line 3: 'name' is empty\n  Fill it in."},
      {{{"bodies", "loin,spine", "lo in,spine"}},
       "bodies.csv, line 3: 'name' is 'lo in', which is no name\n  Write names with letters, digits and "
       "underscores alone."},
      {{{"bodies", "0.1,0.1,0,0.04", "0.1,0.1,zero,0.04"}},
       "bodies.csv, line 3: 'com_x_m' is 'zero', not a number\n  Write a finite number with a decimal "
       "point."},
      {{{"bodies", "0.1,0.1,0,0.04", "0.1,0.1,,0.04"}},
       "bodies.csv, line 3: 'com_x_m' is empty\n  Write a number."},
      {{{"bodies", "0.1,0.1,0,0.04", "0.1,0.1,inf,0.04"}},
       "bodies.csv, line 3: 'com_x_m' is 'inf', not a number\n  Write a finite number with a decimal point."},
      {{{"bodies", "0.1,0.1,0,0.04", "0.1,0.1,0,40"}},
       "bodies.csv, line 3: 'com_y_m' is 40 m, longer than any body\n  Write it in metres."},
      {{{"bodies", "0.1,0.1,0,0.04", "-0.1,0.1,0,0.04"}},
       "bodies.csv, line 3: a share of mass or a radius of gyration is negative\n  Write it as zero or "
       "more."},
      {{{"bodies", "loin,", "ground,"}},
       "bodies.csv, line 3: 'ground' is no body of the table\n  It is there anyway: leave the row out."},
      {{{"reference", "height_m,1.7", "height,1.7"}},
       "reference.csv, line 2: 'quantity' is 'height'; it must be one of: height_m, mass_kg\n  Write one of "
       "them."},
      {{{"reference", "height_m,1.7", "height_m,0"}},
       "reference.csv, line 2: 'value' is 0, not positive\n  Write a positive number."},
      {{{"reference", "1.7,m,", "170,cm,"}},
       "reference.csv, line 2: the unit of 'height_m' is 'cm'\n  Write it in the quantity's unit."},
      {{{"joint_axes", "hip_r,rotation_2", "hip_r,rotation_4"}},
       "joint_axes.csv, line 8: 'slot' is 'rotation_4'; it must be one of: rotation_1, rotation_2, "
       "rotation_3, translation_1, translation_2, translation_3\n  Write one of them."},
      {{{"joint_axes", "lower,rotation_1,0,0,1", "lower,rotation_1,0,0,2"}},
       "joint_axes.csv, line 5: the axis has length 2, not 1\n  Write a unit vector."},
      {{{"joint_axes", "knee_r,translation_3,0,0,1,,0.004", "knee_r,translation_3,0,0,1,,"}},
       "joint_axes.csv, line 11: the axis has neither a coordinate nor a function\n  Give one, or leave the "
       "row out."},
      {{{"joint_axes", "knee_forward", "knee forward"}},
       "joint_axes.csv, line 10: 'function' is 'knee forward', which is no name\n  Write names with letters, "
       "digits and underscores alone."},
      {{{"joint_axes", "0.004", "400000"}},
       "joint_axes.csv, line 11: 'function' is 400000, too large for anything of a body\n  Check its unit."},
      {{{"coordinates", "bend,lower,rotation", "bend,lower,turn"}},
       "coordinates.csv, line 5: 'kind' is 'turn'; it must be one of: rotation, translation\n  Write one of "
       "them."},
      {{{"coordinates", "150,10,yes,no,,ours", "150,10,perhaps,no,,ours"}},
       "coordinates.csv, line 9: 'clamped' is 'perhaps'; it must be one of: yes, no\n  Write one of them."},
      {{{"coordinates", "150,10,yes,no,,ours", "-150,10,yes,no,,ours"}},
       "coordinates.csv, line 9: the range does not grow\n  Write its smaller end first."},
      {{{"coordinates", "150,10,yes,no,,ours", "150,151,yes,no,,ours"}},
       "coordinates.csv, line 9: the default value is outside of the range\n  Move it inside."},
      {{{"couplers", "knee_angle_r,1", "knee_angle_r,"}},
       "couplers.csv, line 3: 'function' is empty\n  Write a number, 'rhythm' or a name of functions.csv."},
      {{{"functions", "knee_forward,simm_spline,0,0", "knee_forward,cubic,0,0"}},
       "functions.csv, line 2: 'kind' is 'cubic'; it must be one of: simm_spline, piecewise_linear, "
       "natural_spline\n  Write one of them."},
      {{{"muscles", "0.09,0.2,15", "0.09,0.2,75"}},
       "muscles.csv, line 4: the pennation is not from 0 to 69 degrees\n  Correct it."},
      {{{"muscles", "0.09,0.2,15", "0,0.2,15"}},
       "muscles.csv, line 4: 'optimal_fiber_length_m' is 0, not positive\n  Write a positive number."},
      {{{"muscles", "plain,0,0.7", "plain,0.7,0.7"}},
       "muscles.csv, line 4: the passive curve does not grow\n  Its strain at zero force is smaller than "
       "that at one."},
      {{{"muscles", "vastus_r,leg,30", "vastus_r,leg,-30"}},
       "muscles.csv, line 4: 'pcsa_cm2' is -30, not positive\n  Write a positive number."},
      {{{"muscle_points", "vastus_r,2,thigh_r", "vastus_r,1.5,thigh_r"}},
       "muscle_points.csv, line 7: 'order' is 1.5, not a whole number from 1 on\n  Count from 1."},
      {{{"muscle_points", "knee_angle_r,80,150", "knee_angle_r,80,"}},
       "muscle_points.csv, line 7: a coordinate goes with a growing range, and a range with a coordinate\n  "
       "Fill in all three or none."},
      {{{"muscle_points", "knee_angle_r,80,150", ",80,150"}},
       "muscle_points.csv, line 7: a coordinate goes with a growing range, and a range with a coordinate\n  "
       "Fill in all three or none."},
      {{{"muscle_points", "knee_angle_r,80,150", "knee_angle_r,150,80"}},
       "muscle_points.csv, line 7: a coordinate goes with a growing range, and a range with a coordinate\n  "
       "Fill in all three or none."},
      {{{"wraps", "cylinder,0.03,0.2,", "cylinder,0.03,,"}},
       "wraps.csv, line 2: a cylinder is given by 2 positive sizes\n  Fill in those alone, in metres."},
      {{{"wraps", "cylinder,0.03,0.2,", "cone,0.03,0.2,"}},
       "wraps.csv, line 2: 'shape' is 'cone'; it must be one of: cylinder, sphere, ellipsoid, torus\n  Write "
       "one of them."},
      {{{"wraps", "cylinder,0.03,0.2,", "torus,0.03,0.03,"}},
       "wraps.csv, line 2: the outer radius of the torus is no larger than the inner\n  Write the inner "
       "radius first."},
      {{{"wraps", "sphere,0.02,,", "sphere,0.02,0.02,"}},
       "wraps.csv, line 3: a sphere is given by 1 positive size\n  Fill in those alone, in metres."},
      {{{"wraps", "0.3,-x", "0.3,x"}},
       "wraps.csv, line 2: 'quadrant' is 'x'; it must be one of: all, +x, -x, +y, -y, +z, -z\n  Write one of "
       "them."},
      {{{"bones", "cylinder,0.012,0.3,", "sphere,0.012,,"}},
       "bones.csv, line 2: 'shape' is 'sphere'; it must be one of: cylinder, ellipsoid\n  Write one of "
       "them."},
      {{{"muscle_wraps", "vastus_r,1,ball_r,midpoint", "vastus_r,1,ball_r,middle"}},
       "muscle_wraps.csv, line 3: 'method' is 'middle'; it must be one of: hybrid, midpoint, axial\n  Write "
       "one of them."},
      {{{"muscle_wraps", "2,3", "3,2"}},
       "muscle_wraps.csv, line 3: the wrap is from point 3 to point 2\n  Write the path's earlier point "
       "first."},
      {{{"muscle_wraps", "2,3", "0,3"}},
       "muscle_wraps.csv, line 3: 'first_point' is 0, not a whole number from 1 on\n  Count from 1."},
      {{{"strength", "100,80,0.3", "100,80,0"}},
       "strength.csv, line 3: 'spread_ratio' is 0, not positive\n  Write a positive number."},
      {{{"passive", "2,0.2,130", "2,-0.2,130"}},
       "passive.csv, line 2: a stiffness or moment is negative\n  The signs are in the formula: write "
       "magnitudes."},
      {{{"actuators", "100", "strong"}},
       "actuators.csv, line 2: 'optimal_force' is 'strong', not a number\n  Write a finite number with a "
       "decimal point."},
      {{{"pressure", "0.02,25", "0,25"}},
       "pressure.csv, line 2: 'area_m2' is 0, not positive\n  Write a positive number."},
      {{{"pressure_wall", "extensor_r,2", "extensor_r,"}},
       "pressure_wall.csv, line 2: 'pressure_Pa_per_N' is empty\n  Write a number."},
      {{{"markers", "RIBS,chest,0.1", "RIBS,chest,100"}},
       "markers.csv, line 3: 'x_m' is 100 m, longer than any body\n  Write it in metres."},
      {{{"contacts", "foot", ""}}, "contacts.csv, line 2: 'region' is empty\n  Fill it in."}};
  for (const auto& [changes, text] : cases) EXPECT_EQ(refusal_of_body(changes), text);
}

TEST(BodyTables, WhatFollowsFromAFaultIsNotSaid) {
  // Neither that the range does not grow, nor that the default lies outside.
  EXPECT_EQ(
      refusal_of_body({{"coordinates", "0,150,10,yes,no,,ours", "x,-150,10,yes,no,,ours"}}),
      "coordinates.csv, line 9: 'range_min' is 'x', not a number\n  Write a finite number with a decimal "
      "point.");
  // A column that is lacking is one fault, not one a row.
  EXPECT_EQ(
      refusal_of_body({{"muscles", "name,strength,pcsa_cm2", "name,strength,pcsa_mm2"}}),
      "the body's tables: 2 problems:\n  (1) muscles.csv: the column 'pcsa_cm2' is lacking\n  (2) "
      "muscles.csv: the column 'pcsa_mm2' is not known\n  models/body/README.md lists the columns of each "
      "table.");
}

TEST(BodyTables, ColumnsAreCheckedWhereThereAreNoRows) {
  EXPECT_EQ(refusal_of_body({{"pressure_wall", "pressure_Pa_per_N,source\nextensor_r,2,ours\n",
                              "pressure_kPa,pressure_Pa_per_N,source\n"}}),
            "pressure_wall.csv: the column 'pressure_kPa' is not known\n  models/body/README.md lists the "
            "columns of each table.");
}

TEST(BodyTables, TablesAreKnownAndAllThere) {
  auto texts = small_body_texts();
  texts.push_back({"tendons", "tendons.csv", "name\n"});
  std::erase_if(texts, [](const TableText& text) { return text.table == "passive"; });
  const auto tables = parse_body_tables(texts);
  ASSERT_FALSE(tables);
  EXPECT_EQ(
      tables.refusal().text(),
      "the body's tables: 2 problems:\n  (1) tendons.csv: there is no table called 'tendons'\n  (2) the "
      "body's tables: 'passive.csv' is lacking\n  models/body/README.md lists the tables. Add it; a table "
      "that holds nothing still names its columns.");
}

TEST(BodyTables, TenFaultsAreSpelledOut) {
  const auto text = refusal_of_body({{"muscle_points", "order,body", "order,bodies"},
                                     {"bodies", "0.25,0.26,-0.05,0,0,0.08,0.09,0.07", ",,,,,,,"},
                                     {"muscles", "10,0.1,0.15,0,10", ",,,,"}});
  EXPECT_THAT(text, HasSubstr("the body's tables: 15 problems:"));
  EXPECT_THAT(text, HasSubstr("(10) muscles.csv, line 2: 'optimal_fiber_length_m' is empty\n  and 5 more"));
}

class TablesFolder : public ::testing::Test {
 protected:
  TablesFolder() {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_ / "legs");
  }
  ~TablesFolder() override { std::filesystem::remove_all(folder_); }

  const std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() /
      ("tables_" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
};

TEST_F(TablesFolder, IsReadWithTheFoldersInIt) {
  for (const auto& text : small_body_texts()) {
    const bool is_leg = text.table == "muscles" || text.table == "joints";
    std::ofstream(folder_ / (is_leg ? "legs" : ".") / text.where) << text.text;
  }
  std::ofstream(folder_ / "README.md") << "no table";
  const auto tables = read_body_tables(folder_);
  ASSERT_TRUE(tables) << tables.refusal().text();
  EXPECT_EQ(tables->muscles.size(), 3u);
  EXPECT_EQ(tables->muscles[0].where, (folder_ / "legs" / "muscles.csv").string() + ", line 2");
}

TEST_F(TablesFolder, IsRefusedWithoutTables) {
  const auto empty = read_body_tables(folder_);
  ASSERT_FALSE(empty);
  EXPECT_EQ(empty.refusal(), (Refusal{folder_.string(), "the folder holds no .csv file",
                                      "Give a folder of tables as models/body is."}));
  const auto absent = read_body_tables(folder_ / "none");
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.refusal().what, "the folder cannot be read");
}

TEST(PublishedBodyTables, AreTheFilesOfTheProject) {
  const auto files = read_body_tables(testing::source_folder() / "models" / "body");
  ASSERT_TRUE(files) << files.refusal().text();
  const auto& built_in = published_body_tables();
  EXPECT_EQ(files->muscle_points.size(), built_in.muscle_points.size());
  EXPECT_EQ(files->sources.back().citation, built_in.sources.back().citation);
  EXPECT_EQ(files->wraps.back().p_B, built_in.wraps.back().p_B);
}

}  // namespace
}  // namespace loadshare::model
