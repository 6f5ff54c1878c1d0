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

BodyScale scaled(std::map<std::string, Vec3> factors) {
  BodyScale scale = *reference_scale(small_body_tables());
  scale.factors = std::move(factors);
  return scale;
}

const Body& body_of(const Model& model, const std::string& name) {
  return model.bodies[model.find_body(name).at()];
}

TEST(BodyMasses, AreTheSharesOfTheSex) {
  BodyScale scale = scaled({});
  scale.mass_kg = 70;
  const auto man = built_small_body({}, scale).model;
  EXPECT_EQ(man.bodies[0].mass_kg, 0);
  EXPECT_DOUBLE_EQ(body_of(man, "chest").mass_kg, 0.3 * 70);
  EXPECT_DOUBLE_EQ(body_of(man, "thigh_l").mass_kg, 0.125 * 70);
  scale.sex = Sex::woman;
  const auto woman = built_small_body({}, scale).model;
  EXPECT_DOUBLE_EQ(body_of(woman, "chest").mass_kg, 0.26 * 70);
  for (const auto* model : {&man, &woman}) {
    double sum_kg = 0;
    for (const auto& body : model->bodies) sum_kg += body.mass_kg;
    EXPECT_NEAR(sum_kg, 70, 1e-12);
  }
}

// The moments of inertia of a box about its centre, m (b^2 + c^2) / 12, also when each edge grows by its own
// factor.
TEST(BodyMasses, ABoxHasTheInertiaOfABox) {
  const Vec3 edges(0.3, 0.5, 0.2), factors(1.2, 0.9, 1.1);
  const auto moments = [](double mass_kg, const Vec3& edge) -> Vec3 {
    const Vec3 squares = edge.cwiseAbs2();
    return mass_kg / 12 * (Vec3::Constant(squares.sum()) - squares);
  };
  auto tables = small_body_tables();
  tables.bodies[2].gyration_m = moments(1, edges).cwiseSqrt();
  for (const Vec3& f : {Vec3(1, 1, 1), factors}) {
    const auto body = *build_body(tables, scaled({{"spine", f}}), {});
    const auto& chest = body_of(body.model, "chest");
    const Vec3 expected = moments(chest.mass_kg, edges.cwiseProduct(f));
    for (Eigen::Index i = 0; i < 3; ++i) {
      EXPECT_NEAR(chest.inertia_kgm2[static_cast<std::size_t>(i)], expected[i], 1e-12);
      EXPECT_EQ(chest.inertia_kgm2[static_cast<std::size_t>(i) + 3], 0);
    }
  }
}

// A rod along y has a radius of gyration of zero about itself: the end of what is possible.
TEST(BodyMasses, ARodIsABody) {
  auto tables = small_body_tables();
  tables.bodies[2].gyration_m = {0.1, 0, 0.1};
  const auto body = build_body(tables, scaled({}), {});
  ASSERT_TRUE(body) << body.refusal().text();
  EXPECT_NEAR(body_of(body->model, "chest").inertia_kgm2[1], 0, 1e-15);
}

TEST(BodyPlaces, ScaleWithTheirBody) {
  const Vec3 pelvis(1.1, 1.2, 1.3), thigh(0.9, 0.8, 0.7);
  const auto model = built_small_body({}, scaled({{"pelvis", pelvis}, {"thigh", thigh}})).model;
  EXPECT_EQ(body_of(model, "thigh_l").mass_center_B, Vec3(0, -0.17, -0.01).cwiseProduct(thigh));
  const auto joint = [&](const std::string& name) {
    return *std::ranges::find(model.joints, name, &Joint::name);
  };
  EXPECT_EQ(joint("hip_r").X_PF.p, Vec3(-0.05, -0.08, 0.08).cwiseProduct(pelvis));
  EXPECT_EQ(joint("knee_r").X_PF.p, Vec3(0, -0.4, 0.002).cwiseProduct(thigh));
  EXPECT_EQ(joint("knee_r").X_BM.p, Vec3(-0.008, 0, 0.003));  // the shank keeps its size
  EXPECT_EQ(joint("base").X_PF.p, Vec3(0, 0.9, 0));           // ground has none
  EXPECT_EQ(joint("hip_r").X_PF.R, Mat3::Identity());
}

TEST(BodyJoints, ParentsStandBeforeChildrenWhateverTheOrderOfTheTable) {
  const auto model =
      built_small_body({{"joints", "base,ground,pelvis,0,0.9,0,0,0,0,ours\n", ""},
                        {"joints", "kneecap_r,0.04,-0.4,0,0,0,0,ours\n",
                         "kneecap_r,0.04,-0.4,0,0,0,0,ours\nbase,ground,pelvis,0,0.9,0,0,0,0,ours\n"}},
                       scaled({}))
          .model;
  std::vector<std::string> names;
  for (const auto& joint : model.joints) names.push_back(joint.name);
  EXPECT_EQ(names, (std::vector<std::string>{"base", "lower", "hip_r", "hip_l", "upper", "knee_r", "knee_l",
                                             "front_of_knee_r", "front_of_knee_l"}));
  EXPECT_EQ(model.joint_file_order.size(), 9u);
  // Coordinates follow their joints.
  for (std::size_t c = 1; c < model.coordinates.size(); ++c)
    EXPECT_LE(model.coordinates[c - 1].joint, model.coordinates[c].joint);
}

TEST(BodyJoints, CoordinatesKeepTheirRows) {
  const auto model = built_small_body({}, scaled({})).model;
  const auto& up = model.coordinates[model.find_coordinate("up").at()];
  EXPECT_EQ(up.default_value, 0.5);
  EXPECT_EQ(up.range_min, -1);
  EXPECT_TRUE(up.locked);
  EXPECT_FALSE(up.clamped);
  const auto& knee = model.coordinates[model.find_coordinate("knee_angle_l").at()];
  EXPECT_NEAR(knee.range_max, 2.6179938779914944, 1e-15);  // 150 degrees
  EXPECT_TRUE(knee.clamped);
}

TEST(BodyJoints, WithoutCoordinatesAreWelds) {
  const auto model =
      built_small_body({{"coordinates", "hip_adduction_r,hip_r,rotation,-40,30,-3,yes,no,,ours\n", ""},
                        {"coordinates", "hip_flexion_r,hip_r,rotation,-30,120,0,yes,no,,ours\n", ""},
                        {"joint_axes", "hip_r,rotation_1,0,0,1,hip_flexion_r,,ours\n", ""},
                        {"joint_axes", "hip_r,rotation_2,1,0,0,hip_adduction_r,,ours\n", ""},
                        {"actuators", "hip_adduction_r", "knee_angle_r"}},
                       scaled({}))
          .model;
  const auto hip = std::ranges::find(model.joints, "hip_l", &Joint::name);
  EXPECT_EQ(hip->type, JointType::weld);
  EXPECT_TRUE(hip->coordinates.empty());
}

struct Refused {
  std::vector<Change> changes;
  std::string_view text;
};

TEST(BodySkeleton, RefusesWhatDoesNotHangTogether) {
  const std::vector<Refused> cases{
      {{{"bodies", "loin,spine,0.1,0.1", "loin,spine,0.2,0.1"}},
       "bodies.csv: the shares of mass of men sum to 1.1, not 1\n  Correct them: a pair counts twice."},
      {{{"bodies", "thigh_r,thigh,0.125,0.14", "thigh_r,thigh,0.125,0.15"}},
       "bodies.csv: the shares of mass of women sum to 1.02, not 1\n  Correct them: a pair counts twice."},
      {{{"bodies", "0.06,0.07,0.05", "0.06,0.01,0.05"}},
       "bodies.csv, line 3: no distribution of mass has the radii of gyration of 'loin'\n  The square of "
       "each radius is at most the sum of the squares of the other two."},
      {{{"bodies", "0.12,0.05,0.12", "0.12,0.05,0.14"}},
       "bodies.csv, line 5: no distribution of mass has the radii of gyration of 'thigh_r'\n  The square of "
       "each radius is at most the sum of the squares of the other two."},
      {{{"joints", "upper,loin", "upper,waist"}},
       "joints.csv, line 4: there is no body called 'waist'\n  Name one of bodies.csv."},
      {{{"joints", "upper,loin,chest", "upper,loin,ribs"}},
       "joints.csv, line 4: there is no body called 'ribs'\n  Name one of bodies.csv."},
      {{{"joints", "upper,loin,chest", "upper,chest,chest"}},
       "joints.csv, line 4: 'chest' does not hang on ground\n  Join its parent to the others."},
      {{{"joints", "lower,pelvis,loin", "lower,chest,loin"}},
       "the body's tables: 2 problems:\n  (1) joints.csv, line 3: 'loin' does not hang on ground\n  (2) "
       "joints.csv, line 4: 'chest' does not hang on ground\n  Join its parent to the others."},
      {{{"joints", "lower,pelvis,loin", "lower,pelvis,ground"}},
       "the body's tables: 3 problems:\n  (1) joints.csv, line 3: 'ground' is held without this joint\n  (2) "
       "joints.csv, line 4: 'chest' does not hang on ground\n  (3) joints.csv: no joint holds the body "
       "'loin'\n  Give each body one joint as its child, and ground none. Join its parent to the others. "
       "Give it one."},
      {{{"joints", "hip_r,pelvis,thigh_r", "hip_r,shank_r,thigh_r"}},
       "the body's tables: 3 problems:\n  (1) joints.csv, line 5: 'thigh_r' does not hang on ground\n  (2) "
       "joints.csv, line 6: 'shank_r' does not hang on ground\n  (3) joints.csv, line 7: 'kneecap_r' does "
       "not hang on ground\n  Join its parent to the others."},
      {{{"joints", "upper,loin,chest,0,0.1,0,-0.01,-0.05,0,ours\n", ""}},
       "the body's tables: 4 problems:\n  (1) coordinates.csv, line 6: there is no joint called 'upper'\n  "
       "(2) joint_axes.csv, line 6: there is no joint called 'upper'\n  (3) rhythm.csv, line 3: there is no "
       "joint called 'upper'\n  (4) rhythm.csv, line 5: there is no joint called 'upper'\n  Name one of "
       "joints.csv."},
      {{{"bodies", "shank_r,shank,0.049,0.049", "shank_r,shank,0.05,0.05"},
        {"bodies", "kneecap_r,shank,0.001,0.001", "kneecap_r,shank,0,0"}},
       "joints.csv, line 7: 'kneecap_r' moves but has no mass, and nothing with mass hangs on it\n  Give it "
       "a share of the mass, or leave out the joint's coordinates."}};
  for (const auto& [changes, text] : cases) EXPECT_EQ(refusal_of_body(changes), text);
}

TEST(ReferenceScale, IsThePersonOfTheTables) {
  const auto scale = reference_scale(small_body_tables());
  ASSERT_TRUE(scale);
  EXPECT_EQ(scale->height_m, 1.7);
  EXPECT_EQ(scale->mass_kg, 80);
  EXPECT_EQ(scale->sex, Sex::man);
  EXPECT_EQ(scale->muscle_volume_ratio, 1);
  EXPECT_EQ(scale->factor("thigh"), Vec3(1, 1, 1));
  EXPECT_EQ(
      refusal_of_body({{"reference", "mass_kg,80,kg,ours\n", ""}}),
      "reference.csv: height_m and mass_kg of the reference person are lacking\n  Give both a row with a "
      "positive value.");
}

}  // namespace
}  // namespace loadshare::model
