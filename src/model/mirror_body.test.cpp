#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "model/body.h"
#include "small_body.h"

namespace loadshare::model {
namespace {

using testing::small_body_tables;

const Mat3 M = Vec3(1, 1, -1).asDiagonal();  // the mirror

std::string mirrored_name(const std::string& name) {
  BodyTables tables;
  tables.functions.resize(1);
  tables.functions[0].name = name;
  const auto rows = with_both_sides(tables).functions;
  return rows.size() == 2 ? rows[1].name : "";
}

TEST(Mirror, PairsHaveTheSideAtTheEndOrInTheMiddleOfTheirName) {
  EXPECT_EQ(mirrored_name("femur_r"), "femur_l");
  EXPECT_EQ(mirrored_name("knee_angle_r_beta"), "knee_angle_l_beta");
  EXPECT_EQ(mirrored_name("walker_r_knee_r"), "walker_r_knee_l");
  EXPECT_EQ(mirrored_name("Ps_L1_L2_IVD_r"), "Ps_L1_L2_IVD_l");
  for (const char* name : {"pelvis", "L5_S1_AR", "lumbar_rotation", "T12_R12", "pro_sup", "outer_rim",
                           "r_hip", "femur_R", "r", "_r2", ""})
    EXPECT_EQ(mirrored_name(name), "") << name;
}

TEST(Mirror, LeavesTheMidlineAsItIsAndPutsEachLeftRowAfterItsRightOne) {
  const auto both = with_both_sides(small_body_tables());
  std::vector<std::string> names;
  for (const auto& row : both.bodies) names.push_back(row.name);
  EXPECT_EQ(names, (std::vector<std::string>{"pelvis", "loin", "chest", "thigh_r", "thigh_l", "shank_r",
                                             "shank_l", "kneecap_r", "kneecap_l"}));
  EXPECT_EQ(both.bodies[2].mass_center_B, Vec3(0.02, 0.2, 0));
  EXPECT_EQ(both.rhythm.size(), small_body_tables().rhythm.size());
}

// "name: what the row mentions", of the last row of a list: the left one of its last pair.
template <class Row, class... Mentioned>
std::string last_left(const std::vector<Row>& rows, Mentioned... mentioned) {
  std::string text;
  ((text += (text.empty() ? "" : " ") + rows.back().*mentioned), ...);
  return text;
}

TEST(Mirror, TurnsEveryNameThatARowMentions) {
  const auto both = with_both_sides(
      small_body_tables({{"contacts", "spine,chest,-0.1,0.1,0,thoracic,ours\n", ""},
                         {"functions", "knee_forward,simm_spline,3,0.002,ours",
                          "knee_forward,simm_spline,3,0.002,ours\nslide_r,simm_spline,0,0,ours"},
                         {"joint_axes", "knee_angle_r_beta,-0.5", "knee_angle_r_beta,slide_r"},
                         {"pressure", "floor,pelvis", "floor_r,thigh_r"}}));
  EXPECT_EQ(last_left(both.bodies, &BodyRow::name, &BodyRow::scale_group), "kneecap_l shank");
  EXPECT_EQ(last_left(both.joints, &JointRow::name, &JointRow::parent, &JointRow::child),
            "front_of_knee_l thigh_l kneecap_l");
  EXPECT_EQ(
      last_left(both.joint_axes, &JointAxisRow::joint, &JointAxisRow::coordinate, &JointAxisRow::function),
      "front_of_knee_l knee_angle_l_beta slide_l");
  EXPECT_EQ(last_left(both.coordinates, &CoordinateRow::name, &CoordinateRow::joint),
            "knee_angle_l_beta front_of_knee_l");
  EXPECT_EQ(last_left(both.couplers, &CouplerRow::dependent, &CouplerRow::independent, &CouplerRow::function),
            "knee_angle_l_beta knee_angle_l 1");
  EXPECT_EQ(last_left(both.functions, &FunctionRow::name, &FunctionRow::kind), "slide_l simm_spline");
  EXPECT_EQ(last_left(both.muscles, &MuscleRow::name, &MuscleRow::strength, &MuscleRow::curves),
            "vastus_l leg plain");
  EXPECT_EQ(last_left(both.muscle_points, &PathPointRow::path, &PathPointRow::body),
            "vastus_l shank_l");
  EXPECT_EQ(both.muscle_points[11].coordinate, "knee_angle_l");
  EXPECT_EQ(last_left(both.wraps, &SolidRow::name, &SolidRow::body), "ball_l thigh_l");
  EXPECT_EQ(
      last_left(both.muscle_wraps, &PathWrapRow::path, &PathWrapRow::wrap, &PathWrapRow::method),
      "vastus_l ball_l midpoint");
  EXPECT_EQ(last_left(both.passive, &PassiveRow::name, &PassiveRow::coordinate), "knee_stop_l knee_angle_l");
  EXPECT_EQ(last_left(both.actuators, &ActuatorRow::name, &ActuatorRow::coordinate),
            "hip_motor_l hip_adduction_l");
  EXPECT_EQ(last_left(both.bones, &SolidRow::name, &SolidRow::body), "shaft_l thigh_l");
  EXPECT_EQ(last_left(both.contacts, &PointRow::name, &PointRow::body, &PointRow::kind),
            "heel_l shank_l foot");
  EXPECT_EQ(last_left(both.pressure, &PressureRow::name, &PressureRow::body), "floor_l thigh_l");
  EXPECT_EQ(last_left(both.pressure_wall, &PressureWallRow::muscle), "extensor_l");
}

// Laboratories write RASI and LASI; a name with R is of the midline where its place is.
TEST(Mirror, MarkersOfAPairBeginWithR) {
  const auto markers = with_both_sides(small_body_tables()).markers;
  std::vector<std::string> names;
  for (const auto& row : markers) names.push_back(row.name + " " + row.body);
  EXPECT_EQ(names, (std::vector<std::string>{"RASI pelvis", "LASI pelvis", "RIBS chest", "RHEEL shank_r",
                                             "LHEEL shank_l", "R_knee_r thigh_r", "R_knee_l thigh_l"}));
  EXPECT_EQ(markers[1].p_B, Vec3(0, 0.02, -0.12));
}

TEST(Mirror, PlacesAreReflected) {
  const auto both = with_both_sides(small_body_tables());
  EXPECT_EQ(both.bodies[4].mass_center_B, Vec3(0, -0.17, -0.01));
  EXPECT_EQ(both.bodies[4].gyration_m, both.bodies[3].gyration_m);
  EXPECT_EQ(both.joints[4].p_parent, Vec3(-0.05, -0.08, -0.08));
  EXPECT_EQ(both.joints[6].p_child, Vec3(-0.008, 0, -0.003));
  EXPECT_EQ(both.muscle_points[1].p_B, Vec3(-0.12, 0.02, -0.03));
}

// What a turn by an angle about the right axis does, the same angle about the left one does in the mirror.
TEST(Mirror, RotationsAboutLeftAxesAreMirrorImages) {
  const auto axes = with_both_sides(small_body_tables()).joint_axes;
  int pairs = 0;
  for (std::size_t i = 0; i + 1 < axes.size(); ++i) {
    if (!axes[i].joint.ends_with("_r") || axes[i].slot >= 3) continue;
    ++pairs;
    const Mat3 right = Eigen::AngleAxisd(0.7, axes[i].axis).toRotationMatrix();
    const Mat3 left = Eigen::AngleAxisd(0.7, axes[i + 1].axis).toRotationMatrix();
    EXPECT_LT((M * right * M - left).norm(), 1e-14) << axes[i].joint;
  }
  EXPECT_EQ(pairs, 4);
}

TEST(Mirror, TranslationsAlongLeftAxesAreMirrorImages) {
  const auto axes =
      with_both_sides(small_body_tables({{"joint_axes", "translation_3,0,0,1", "translation_3,0,0.6,0.8"}}))
          .joint_axes;
  const auto left =
      std::ranges::find_if(axes, [](const auto& row) { return row.joint == "knee_l" && row.slot == 5; });
  ASSERT_NE(left, axes.end());
  EXPECT_LT((left->axis - Vec3(0, 0.6, -0.8)).norm(), 1e-15);
}

// A solid's surface is mirrored: what lies in the right one's frame at p lies in the left one's at M p, so
// that its quadrants change along z alone.
TEST(Mirror, SolidsAreMirrorImages) {
  auto tables = small_body_tables();
  for (const auto& [right, left] : {std::pair{"all", "all"},
                                    {"+x", "+x"},
                                    {"-x", "-x"},
                                    {"+y", "+y"},
                                    {"-y", "-y"},
                                    {"+z", "-z"},
                                    {"-z", "+z"}}) {
    tables.wraps[0].quadrant = right;
    tables.wraps[0].rotation_rad = {0.4, -0.9, 1.3};
    const auto wraps = with_both_sides(tables).wraps;
    EXPECT_EQ(wraps[1].quadrant, left);
    EXPECT_EQ(wraps[1].size_m, wraps[0].size_m);
    const Vec3 p(0.1, -0.2, 0.3);
    const Vec3 p_right = wraps[0].p_B + rotation_from_body_fixed_xyz(wraps[0].rotation_rad) * p;
    const Vec3 p_left = wraps[1].p_B + rotation_from_body_fixed_xyz(wraps[1].rotation_rad) * (M * p);
    EXPECT_LT((p_left - M * p_right).norm(), 1e-15);
  }
}

TEST(Mirror, BuiltSidesHaveTheSameMassesAndForces) {
  const auto tables = small_body_tables();
  const auto body = build_body(tables, *reference_scale(tables), {});
  ASSERT_TRUE(body) << body.refusal().text();
  const Model& model = body->model;
  for (const auto& right : model.bodies) {
    if (!right.name.ends_with("_r")) continue;
    const auto& left = model.bodies[model.find_body(right.name.substr(0, right.name.size() - 1) + "l").at()];
    EXPECT_EQ(left.mass_kg, right.mass_kg);
    EXPECT_EQ(left.inertia_kgm2, right.inertia_kgm2);
    EXPECT_EQ(left.mass_center_B, M * right.mass_center_B);
  }
  for (std::size_t m = 0; m + 1 < model.muscles.size(); m += 2) {
    EXPECT_EQ(model.muscles[m + 1].max_isometric_force_N, model.muscles[m].max_isometric_force_N);
    EXPECT_EQ(model.muscles[m + 1].optimal_fiber_length_m, model.muscles[m].optimal_fiber_length_m);
  }
}

// ---- the published tables: no thing of the midline is named as a pair, and none of a pair as the midline

// Whether the row at `i` and the one after it are a pair in one and the same place.
template <class Row>
bool is_pair_in_one_place(const std::vector<Row>& rows, std::size_t i) {
  return i + 1 < rows.size() && rows[i].where == rows[i + 1].where && rows[i].body == rows[i + 1].body &&
         rows[i].p_B == rows[i + 1].p_B;
}

TEST(PublishedMirror, PairsLieOnBothSides) {
  const auto both = with_both_sides(published_body_tables());
  const auto check = [](const auto& rows) {
    for (std::size_t i = 0; i < rows.size(); ++i)
      EXPECT_FALSE(is_pair_in_one_place(rows, i)) << rows[i].where << ": " << rows[i].name;
  };
  check(both.markers);
  check(both.contacts);
  check(both.wraps);
  check(both.bones);
}

TEST(PublishedMirror, TheMidlineLiesOnThePlaneOfSymmetry) {
  const auto& tables = published_body_tables();
  const auto both = with_both_sides(tables);
  const auto check = [](const auto& rows) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const bool has_partner = (i > 0 && rows[i - 1].where == rows[i].where) ||
                               (i + 1 < rows.size() && rows[i + 1].where == rows[i].where);
      if (!has_partner) {
        EXPECT_EQ(rows[i].p_B.z(), 0) << rows[i].where << ": " << rows[i].name;
      }
    }
  };
  check(both.markers);
  check(both.contacts);
  check(both.wraps);
  check(both.bones);
  check(both.pressure);
  for (const auto& row : tables.bodies)
    if (mirrored_name(row.name).empty()) {
      EXPECT_EQ(row.mass_center_B.z(), 0) << row.where;
    }
  for (const auto& row : tables.joints)
    if (mirrored_name(row.name).empty()) {
      EXPECT_EQ(row.p_parent.z(), 0) << row.where;
      EXPECT_EQ(row.p_child.z(), 0) << row.where;
    }
}

TEST(PublishedMirror, EveryMuscleIsOneOfAPairOffTheMidline) {
  const auto& tables = published_body_tables();
  for (const auto& muscle : tables.muscles) {
    EXPECT_NE(mirrored_name(muscle.name), "") << muscle.where;
    EXPECT_TRUE(std::ranges::any_of(tables.muscle_points, [&](const auto& point) {
      return point.path == muscle.name && (point.p_B.z() != 0 || !mirrored_name(point.body).empty());
    })) << muscle.where;
  }
}

}  // namespace
}  // namespace loadshare::model
