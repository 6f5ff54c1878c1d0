#include <gtest/gtest.h>

#include <algorithm>

#include "model/body.h"
#include "small_body.h"

namespace loadshare::model {
namespace {

using testing::built_small_body;
using testing::Change;
using testing::refusal_of_body;
using testing::small_body_tables;

const Joint& joint_of(const Model& model, const std::string& name) {
  return *std::ranges::find(model.joints, name, &Joint::name);
}

MotionType motion_of(const Model& model, const std::string& coordinate) {
  return model.coordinates[model.find_coordinate(coordinate).at()].motion;
}

BodyScale thigh_scaled(const Vec3& factor) {
  BodyScale scale = *reference_scale(small_body_tables());
  scale.factors["thigh"] = factor;
  return scale;
}

TEST(BodyAxes, FollowTheirCoordinates) {
  const auto model = built_small_body().model;
  const auto& hip = joint_of(model, "hip_l");
  EXPECT_EQ(hip.type, JointType::custom);
  EXPECT_EQ(hip.axes[1].axis, Vec3(-1, 0, 0));
  ASSERT_EQ(hip.axes[1].coordinates.size(), 1u);
  EXPECT_EQ(hip.axes[1].coordinates[0], model.find_coordinate("hip_adduction_l"));
  EXPECT_EQ(hip.axes[1].function.value(0.3), 0.3);
  const auto& kneecap = joint_of(model, "front_of_knee_r");
  EXPECT_DOUBLE_EQ(kneecap.axes[1].function.value(0.3), -0.15);
}

// What is not given stays zero, about axes that are no combination of the others.
TEST(BodyAxes, WithoutARowAreStillAndIndependent) {
  for (const Vec3& given :
       {Vec3(0, 0, 1), Vec3(1, 0, 0), Vec3(0.6, 0, -0.8), Vec3(1, 1, 1).normalized().eval()}) {
    auto tables = small_body_tables();
    for (auto& row : tables.joint_axes)
      if (row.joint == "front_of_knee_r") row.axis = given;
    const auto body = build_body(tables, *reference_scale(tables), {});
    ASSERT_TRUE(body) << body.refusal().text();
    const auto& joint = joint_of(body->model, "front_of_knee_r");
    EXPECT_EQ(joint.axes[1].axis, given);
    for (const std::size_t first : {0u, 3u}) {
      Mat3 axes;
      for (std::size_t i = 0; i < 3; ++i) axes.col(static_cast<Eigen::Index>(i)) = joint.axes[first + i].axis;
      EXPECT_NEAR(std::abs(axes.determinant()), 1, 1e-12);
    }
    for (const std::size_t i : {0u, 2u, 3u, 4u, 5u}) {
      EXPECT_TRUE(joint.axes[i].coordinates.empty());
      EXPECT_EQ(joint.axes[i].function.constant_value(), 0);
    }
  }
}

TEST(BodyAxes, AConstantNeedsNoCoordinate) {
  const auto model = built_small_body().model;
  EXPECT_EQ(joint_of(model, "knee_r").axes[5].function.constant_value(), 0.004);
  EXPECT_EQ(joint_of(model, "knee_l").axes[5].function.constant_value(), 0.004);
  EXPECT_EQ(joint_of(model, "knee_l").axes[5].axis, Vec3(0, 0, -1));
}

// A translation is a length of the parent: it grows with the parent's factor along its direction.
TEST(BodyAxes, TranslationsScaleWithTheParent) {
  const auto reference = built_small_body().model;
  const auto own = built_small_body({}, thigh_scaled({1.2, 0.9, 0.8})).model;
  for (const char* knee : {"knee_r", "knee_l"})
    for (const double q : {-0.5, 0.0, 0.7, 1.5, 2.9, 3.5})
      EXPECT_NEAR(joint_of(own, knee).axes[3].function.value(q),
                  1.2 * joint_of(reference, knee).axes[3].function.value(q), 1e-15);
  EXPECT_DOUBLE_EQ(*joint_of(own, "knee_r").axes[5].function.constant_value(), 0.8 * 0.004);
  // Turns do not grow, nor does what moves in ground.
  EXPECT_EQ(joint_of(own, "knee_r").axes[0].function.value(0.4), 0.4);
  EXPECT_EQ(joint_of(own, "base").axes[3].function.value(0.4), 0.4);
}

TEST(BodyAxes, ObliqueTranslationsGrowAsTheirDirectionDoes) {
  const std::vector<Change> oblique{
      {"joint_axes", "knee_r,translation_3,0,0,1", "knee_r,translation_3,0,0.6,0.8"}};
  const auto own = built_small_body(oblique, thigh_scaled({1, 1.5, 0.5})).model;
  // |(0, 0.6 * 1.5, 0.8 * 0.5)|
  EXPECT_NEAR(*joint_of(own, "knee_r").axes[5].function.constant_value(), 0.004 * std::sqrt(0.97), 1e-15);
}

TEST(BodyAxes, MotionIsAnAngleOrADistanceWhereAnAxisFollowsTheCoordinateItself) {
  const auto model = built_small_body().model;
  EXPECT_EQ(motion_of(model, "tilt"), MotionType::rotational);
  EXPECT_EQ(motion_of(model, "forward"), MotionType::translational);
  EXPECT_EQ(motion_of(model, "knee_angle_l"), MotionType::rotational);
  EXPECT_EQ(motion_of(model, "bend"), MotionType::coupled);  // takes 0.6 of the coordinate
  EXPECT_EQ(motion_of(model, "knee_angle_r_beta"), MotionType::coupled);
  const auto turned = built_small_body({{"joint_axes", "beta,-0.5", "beta,-1"}}).model;
  EXPECT_EQ(motion_of(turned, "knee_angle_r_beta"), MotionType::rotational);
}

struct Refused {
  std::vector<Change> changes;
  std::string_view text;
};

TEST(BodyAxes, RefuseWhatDoesNotFitTheirJoint) {
  const std::vector<Refused> cases{
      {{{"joint_axes", "upper,rotation_1", "higher,rotation_1"}},
       "joint_axes.csv, line 6: there is no joint called 'higher'\n  Name one of joints.csv."},
      {{{"coordinates", "upper_bend,upper", "upper_bend,higher"}},
       "coordinates.csv, line 6: there is no joint called 'higher'\n  Name one of joints.csv."},
      {{{"joint_axes", "base,translation_2", "base,translation_1"}},
       "joint_axes.csv, line 4: 'base' has two rows for one slot\n  Keep one."},
      {{{"joint_axes", "upper_bend", "bend"}},
       "the body's tables: 2 problems:\n  (1) joint_axes.csv, line 6: 'bend' is no coordinate of this "
       "joint\n  (2) joints.csv, line 4: no axis follows the coordinate 'upper_bend'\n  An axis follows a "
       "coordinate of its own joint; others come in through couplers.csv. Give joint_axes.csv a row for it."},
      {{{"joint_axes", "upper_bend", "sway"}},
       "the body's tables: 2 problems:\n  (1) joint_axes.csv, line 6: 'sway' is no coordinate of this "
       "joint\n  (2) joints.csv, line 4: no axis follows the coordinate 'upper_bend'\n  An axis follows a "
       "coordinate of its own joint; others come in through couplers.csv. Give joint_axes.csv a row for it."},
      {{{"joint_axes", "lower,rotation_1,0,0,1,bend,rhythm,ours\n", ""}},
       "joints.csv, line 3: no axis follows the coordinate 'bend'\n  Give joint_axes.csv a row for it."},
      {{{"joint_axes", "hip_r,rotation_2,1,0,0", "hip_r,rotation_2,0,0,1"}},
       "joints.csv, line 5: the rotation axes 1 and 2 of 'hip_r' are parallel\n  Give them different "
       "directions."},
      {{{"joint_axes", "base,translation_2,0,1,0", "base,translation_2,1,0,0"}},
       "joints.csv, line 2: the translation axes 1 and 2 of 'base' are parallel\n  Give them different "
       "directions."},
      {{{"joint_axes", "knee_r,translation_3,0,0,1,,0.004", "knee_r,translation_3,0,0,1,,knee_forward"}},
       "joint_axes.csv, line 11: the function 'knee_forward' is of a coordinate, and the axis names none\n  "
       "Name one; an axis without a coordinate takes a number."},
      {{{"joint_axes", "knee_r,translation_3,0,0,1,,0.004", "knee_r,translation_3,0,0,1,,rhythm"}},
       "joint_axes.csv, line 11: the function 'rhythm' is of a coordinate, and the axis names none\n  Name "
       "one; an axis without a coordinate takes a number."},
      {{{"joint_axes", "knee_forward", "knee_backward"}},
       "joint_axes.csv, line 10: the function 'knee_backward' is not in functions.csv\n  Give it rows "
       "there."},
      {{{"coordinates", "upper_bend,upper,rotation,-60,30,0,no,no,,ours\n", ""},
        {"joint_axes", "upper_bend", ""},
        {"joint_axes", "upper,rotation_1,0,0,1,,", "upper,rotation_1,0,0,1,,0.1"},
        {"couplers", "upper_bend,bend,rhythm,ours\n", ""}},
       "joint_axes.csv, line 6: 'upper' has no coordinate: it does not move\n  Leave out its axes; a place "
       "that does not change stands in joints.csv."},
      {{{"coordinates", "tilt,base,rotation", "tilt,base,translation"}},
       "coordinates.csv, line 2: 'tilt' is a translation by its kind, and its axis a rotation\n  Correct the "
       "kind: it says whether the range is in degrees or metres."},
      {{{"coordinates", "up,base,translation", "up,base,rotation"}},
       "coordinates.csv, line 4: 'up' is a rotation by its kind, and its axis a translation\n  Correct the "
       "kind: it says whether the range is in degrees or metres."},
  };
  for (const auto& [changes, text] : cases) EXPECT_EQ(refusal_of_body(changes), text);
}

}  // namespace
}  // namespace loadshare::model
