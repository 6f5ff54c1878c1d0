#include <gtest/gtest.h>

#include <cmath>

#include "base/units.h"
#include "model/body.h"
#include "small_body.h"

namespace loadshare::model {
namespace {

using testing::built_small_body;
using testing::Change;
using testing::refusal_of_body;
using testing::small_body_tables;

BodyScale reference() { return *reference_scale(small_body_tables()); }

std::size_t index_of(const FullBody& body, const std::string& name) {
  return body.model.find_muscle(name).at();
}
const Muscle& muscle_of(const FullBody& body, const std::string& name) {
  return body.model.muscles[index_of(body, name)];
}

// ---- force: PCSA times specific tension

TEST(BodyStrength, IsPcsaTimesTheSpecificTensionOfTheClassAndSex) {
  auto scale = reference();
  const auto man = built_small_body({}, scale);
  EXPECT_DOUBLE_EQ(muscle_of(man, "glute_l").max_isometric_force_N, 20 * 30);
  EXPECT_DOUBLE_EQ(muscle_of(man, "extensor_r").max_isometric_force_N, 10 * 100);
  EXPECT_EQ(man.pcsa_cm2[index_of(man, "vastus_l")], 30);
  EXPECT_EQ(man.strength[man.muscle_strength[index_of(man, "extensor_l")]].name, "back");
  EXPECT_EQ(man.strength[1].spread_ratio, 0.3);
  scale.sex = Sex::woman;
  const auto woman = built_small_body({}, scale);
  EXPECT_DOUBLE_EQ(muscle_of(woman, "glute_l").max_isometric_force_N, 20 * 27);
  EXPECT_EQ(woman.strength[1].specific_tension_N_per_cm2, 80);
}

TEST(BodyStrength, IsDrawnByClass) {
  const auto body = built_small_body({}, {}, {"christophy", {{"leg", 1.3}}});
  EXPECT_DOUBLE_EQ(muscle_of(body, "glute_r").max_isometric_force_N, 20 * 30 * 1.3);
  EXPECT_DOUBLE_EQ(muscle_of(body, "extensor_r").max_isometric_force_N, 1000);
  EXPECT_EQ(refusal_of_body({}, {"christophy", {{"arm", 1.3}}}),
            "the strength of muscles: there is no strength class 'arm'\n  Name one of strength.csv.");
}

// ---- size: lengths go with the path, and volume is PCSA times fibre length

TEST(BodyMuscles, OfABodyScaledAlikeInAllDirectionsScaleAlike) {
  auto scale = reference();
  for (const char* group : {"pelvis", "spine", "thigh", "shank"}) scale.factors[group] = Vec3::Constant(1.2);
  scale.muscle_volume_ratio = 1.5;
  const auto own = built_small_body({}, scale), of_reference = built_small_body();
  for (std::size_t m = 0; m < own.model.muscles.size(); ++m) {
    const auto& muscle = own.model.muscles[m];
    const auto& before = of_reference.model.muscles[m];
    EXPECT_NEAR(muscle.optimal_fiber_length_m, 1.2 * before.optimal_fiber_length_m, 1e-15);
    EXPECT_NEAR(muscle.tendon_slack_length_m, 1.2 * before.tendon_slack_length_m, 1e-15);
    EXPECT_NEAR(own.pcsa_cm2[m], 1.5 / 1.2 * of_reference.pcsa_cm2[m], 1e-12);
    EXPECT_NEAR(muscle.max_isometric_force_N, 1.5 / 1.2 * before.max_isometric_force_N, 1e-9);
    EXPECT_EQ(muscle.pennation_at_optimal_rad, before.pennation_at_optimal_rad);
    EXPECT_EQ(muscle.max_contraction_velocity_per_s, before.max_contraction_velocity_per_s);
  }
}

// The glute by hand: from (-0.12, 0.02, 0.05) on the pelvis over the hip at (-0.05, -0.08, 0.08) to
// (-0.03, -0.06, 0.04) on the thigh.
TEST(BodyMuscles, LengthsGoWithTheStraightPathInTheZeroPosition) {
  auto scale = reference();
  scale.factors = {{"pelvis", {1.1, 1.2, 0.9}}, {"thigh", {0.8, 1.3, 1.4}}};
  const Vec3 on_pelvis(0.07, -0.1, 0.03), on_thigh(-0.03, -0.06, 0.04);
  const Vec3 own =
      on_pelvis.cwiseProduct(scale.factors["pelvis"]) + on_thigh.cwiseProduct(scale.factors["thigh"]);
  const double ratio = own.norm() / (on_pelvis + on_thigh).norm();
  const auto body = built_small_body({}, scale);
  for (const char* name : {"glute_r", "glute_l"}) {
    EXPECT_NEAR(muscle_of(body, name).optimal_fiber_length_m, 0.12 * ratio, 1e-15);
    EXPECT_NEAR(muscle_of(body, name).tendon_slack_length_m, 0.06 * ratio, 1e-15);
    EXPECT_NEAR(body.pcsa_cm2[index_of(body, name)], 20 / ratio, 1e-12);
  }
}

// Of two parts of a path the one that grows counts by its length; points that are not always there count too.
TEST(BodyMuscles, EveryPointOfThePathCounts) {
  const auto tables = small_body_tables(
      {{"muscle_points", "vastus_r,1,thigh_r,0.03,-0.15,0.03", "vastus_r,1,thigh_r,0.04,-0.1,0"},
       {"muscle_points", "vastus_r,2,thigh_r,0.03,-0.38,0.01", "vastus_r,2,thigh_r,0.07,-0.1,0"},
       {"muscle_points", "vastus_r,3,kneecap_r,0.01,0.02,0", "vastus_r,3,kneecap_r,0.03,0,0"},
       {"muscle_points", "vastus_r,4,shank_r,0.03,-0.06,0", "vastus_r,4,shank_r,0.062,0,0.001"}});
  // On the thigh (0.04, -0.1), (0.07, -0.1), then the kneecap's (0.07, -0.4), and 0.001 beside it the
  // shank's.
  auto scale = reference();
  const auto before = *build_body(tables, scale, {});
  scale.factors["thigh"] = {1, 2, 1};
  const auto own = *build_body(tables, scale, {});
  const double ratio = muscle_of(own, "vastus_r").optimal_fiber_length_m / 0.09;
  const double last = Vec3(-0.008 + 0.008 + 0.062 + 0.008 - 0.07, 0, 0.002 - 0.003 + 0.001).norm();
  EXPECT_NEAR(ratio, (0.03 + 0.6 + last) / (0.03 + 0.3 + last), 1e-12);
  EXPECT_DOUBLE_EQ(muscle_of(before, "vastus_r").optimal_fiber_length_m, 0.09);
}

// ---- paths

TEST(BodyPaths, PointsScaleWithTheirBody) {
  auto scale = reference();
  scale.factors["thigh"] = {0.8, 1.3, 1.4};
  const auto body = built_small_body({}, scale);
  const auto& points = muscle_of(body, "glute_l").path.points;
  ASSERT_EQ(points.size(), 2u);
  EXPECT_EQ(points[0].name, "glute_l-P1");
  EXPECT_EQ(points[0].body, body.model.find_body("pelvis"));
  EXPECT_EQ(std::get<FixedPoint>(points[0].place).p_B, Vec3(-0.12, 0.02, -0.05));
  EXPECT_EQ(std::get<FixedPoint>(points[1].place).p_B,
            Vec3(-0.03, -0.06, -0.04).cwiseProduct(scale.factors["thigh"]));
}

TEST(BodyPaths, ConditionalPointsGoWithTheCoordinateOfTheirSide) {
  const auto body = built_small_body();
  for (const auto& [muscle, knee] : {std::pair{"vastus_r", "knee_angle_r"}, {"vastus_l", "knee_angle_l"}}) {
    const auto& point = std::get<ConditionalPoint>(muscle_of(body, muscle).path.points[1].place);
    EXPECT_EQ(point.coordinate, body.model.find_coordinate(knee));
    EXPECT_DOUBLE_EQ(point.range_min, radians(80));
    EXPECT_DOUBLE_EQ(point.range_max, radians(150));
  }
}

TEST(BodyPaths, PointsAreTakenInTheirOrderWhateverThatOfTheTable) {
  const auto body = built_small_body({{"muscle_points", "glute_r,1,pelvis", "glute_r,2,pelvis"},
                                      {"muscle_points", "glute_r,2,thigh_r", "glute_r,1,thigh_r"}});
  EXPECT_EQ(muscle_of(body, "glute_r").path.points[0].body, body.model.find_body("thigh_r"));
}

TEST(BodyPaths, RunOverWrapsOfTheirSide) {
  const auto body = built_small_body();
  const auto& wrap = muscle_of(body, "vastus_l").path.wraps.at(0);
  EXPECT_EQ(wrap.object, body.model.find_wrap("ball_l"));
  EXPECT_EQ(wrap.method, WrapMethod::midpoint);
  EXPECT_EQ(wrap.first_point, 2);
  EXPECT_EQ(wrap.last_point, 3);
  EXPECT_EQ(muscle_of(body, "glute_r").path.wraps.at(0).first_point, -1);
  EXPECT_TRUE(muscle_of(body, "extensor_r").path.wraps.empty());
  const auto axial = built_small_body({{"muscle_wraps", "seat_r,hybrid", "seat_r,axial"}});
  EXPECT_EQ(muscle_of(axial, "glute_r").path.wraps.at(0).method, WrapMethod::axial);
}

TEST(BodyPaths, WrapsAreMetInTheOrderOfTheirNumbers) {
  const auto body =
      built_small_body({{"muscle_wraps", "vastus_r,1,ball_r,midpoint,2,3,ours\n",
                         "vastus_r,2,ball_r,midpoint,2,3,ours\nvastus_r,1,seat_r,hybrid,1,2,ours\n"}});
  const auto& wraps = muscle_of(body, "vastus_r").path.wraps;
  ASSERT_EQ(wraps.size(), 2u);
  EXPECT_EQ(wraps[0].object, body.model.find_wrap("seat_r"));
  EXPECT_EQ(wraps[1].object, body.model.find_wrap("ball_r"));
}

// Sizes grow with the mean of their body's factors, so that round stays round; places with each.
TEST(BodyWraps, ScaleWithTheirBody) {
  auto scale = reference();
  scale.factors["pelvis"] = {1.1, 1.2, 1.6};  // mean 1.3
  const auto shape_of = [&](const char* row, WrapQuadrant& quadrant) {
    const auto body = built_small_body(
        {{"wraps", "seat_r,pelvis,cylinder,0.03,0.2,", std::string("seat_r,pelvis,") + row}}, scale);
    const auto& wrap = body.model.wraps[body.model.find_wrap("seat_r").at()];
    EXPECT_EQ(wrap.X_BW.p, Vec3(-0.06, -0.07, 0.07).cwiseProduct(scale.factors["pelvis"]));
    EXPECT_LT((wrap.X_BW.R - rotation_from_body_fixed_xyz({-0.2, 0.1, 0.3})).norm(), 1e-15);
    EXPECT_TRUE(wrap.active);
    quadrant = wrap.quadrant;
    return wrap.shape;
  };
  WrapQuadrant quadrant;
  const auto cylinder = std::get<WrapCylinder>(shape_of("cylinder,0.03,0.2,", quadrant));
  EXPECT_DOUBLE_EQ(cylinder.radius_m, 0.039);
  EXPECT_DOUBLE_EQ(cylinder.length_m, 0.26);
  EXPECT_EQ(quadrant.axis, 0);
  EXPECT_EQ(quadrant.sign, -1);
  EXPECT_DOUBLE_EQ(std::get<WrapSphere>(shape_of("sphere,0.03,,", quadrant)).radius_m, 0.039);
  const auto ellipsoid = std::get<WrapEllipsoid>(shape_of("ellipsoid,0.01,0.02,0.03", quadrant));
  EXPECT_LT((ellipsoid.radii_m - Vec3(0.013, 0.026, 0.039)).norm(), 1e-15);
  const auto torus = std::get<WrapTorus>(shape_of("torus,0.01,0.02,", quadrant));
  EXPECT_DOUBLE_EQ(torus.inner_radius_m, 0.013);
  EXPECT_DOUBLE_EQ(torus.outer_radius_m, 0.026);
}

TEST(BodyWraps, QuadrantsAreHalves) {
  const auto quadrant = [](const std::string& word) {
    const auto body = built_small_body({{"wraps", "0.1,0.3,-x", "0.1,0.3," + word}});
    const auto& found = body.model.wraps[0].quadrant;
    return std::pair{found.axis, found.sign};
  };
  EXPECT_EQ(quadrant("all"), std::pair(-1, 0));
  EXPECT_EQ(quadrant("+y"), std::pair(1, 1));
  EXPECT_EQ(quadrant("-z"), std::pair(2, -1));
}

// ---- curves

TEST(BodyCurves, AreTheNamedOnesWithTheMusclesOwnPassiveStrains) {
  const auto body = built_small_body();
  const auto& glute = std::get<Millard2012Parameters>(muscle_of(body, "glute_r").curves);
  EXPECT_EQ(glute.active_force_length.max_norm_active_fiber_length, 1.8);
  EXPECT_EQ(glute.force_velocity.isometric_slope, 5);
  EXPECT_EQ(glute.fiber_damping, 0.1);
  EXPECT_EQ(glute.minimum_activation, 0);  // it may rest altogether
  EXPECT_EQ(glute.fiber_force_length.strain_at_zero_force, -0.1);
  EXPECT_EQ(glute.fiber_force_length.strain_at_one_norm_force, 0.6);
  EXPECT_EQ(glute.fiber_force_length.stiffness_at_low_force, 0.2);
  EXPECT_EQ(glute.fiber_force_length.stiffness_at_one_norm_force, 2.5);
  EXPECT_EQ(glute.fiber_force_length.curviness, 0.75);
  EXPECT_EQ(muscle_of(body, "glute_r").type, "Millard2012EquilibriumMuscle");
}

// OpenSim's choice: twice the secant's slope.
TEST(BodyCurves, EndStiffWhereTheRowIsSilent) {
  const auto body = built_small_body();
  const auto& extensor = std::get<Millard2012Parameters>(muscle_of(body, "extensor_l").curves);
  EXPECT_DOUBLE_EQ(*extensor.fiber_force_length.stiffness_at_one_norm_force, 2 / 0.5);
}

TEST(BodyForces, StandInTheOrderOfResults) {
  EXPECT_EQ(built_small_body().model.force_order,
            (std::vector<std::string>{"extensor_r", "extensor_l", "glute_r", "glute_l", "vastus_r",
                                      "vastus_l", "hip_motor_r", "hip_motor_l"}));
}

struct Refused {
  std::vector<Change> changes;
  std::string_view text;
};

TEST(BodyMuscles, RefuseWhatTheirTablesDoNotHave) {
  const std::vector<Refused> cases{
      {{{"muscle_points", "glute_r,2", "glute_r,3"}},
       "muscle_points.csv, line 5: point 2 of 'glute_r' is counted as 3\n  Count a muscle's points from 1 in "
       "the path's order, each once."},
      {{{"muscle_points", "glute_r,2", "glute_r,1"}},
       "muscle_points.csv, line 5: point 2 of 'glute_r' is counted as 1\n  Count a muscle's points from 1 in "
       "the path's order, each once."},
      {{{"muscle_points", "glute_r,2,thigh_r,-0.03,-0.06,0.04,,,,ours\n", ""}},
       "muscles.csv, line 3: 'glute_r' has fewer than two points\n  Give it a path in muscle_points.csv."},
      {{{"muscle_points", "glute_r,2,thigh_r", "glute_r,2,leg_r"}},
       "muscle_points.csv, line 5: there is no body called 'leg_r'\n  Name one of bodies.csv."},
      {{{"muscle_points", "knee_angle_r,80", "knee_angel_r,80"}},
       "muscle_points.csv, line 7: there is no coordinate called 'knee_angel_r'\n  Name one of "
       "coordinates.csv."},
      {{{"muscle_points", "glute_r,2", "gluteus_r,2"}},
       "the body's tables: 2 problems:\n  (1) muscles.csv, line 3: 'glute_r' has fewer than two points\n  "
       "(2) muscle_points.csv, line 5: there is no muscle called 'gluteus_r'\n  Give it a path in "
       "muscle_points.csv. Name one of muscles.csv."},
      {{{"muscles", "vastus_r,leg", "vastus_r,arm"}},
       "muscles.csv, line 4: there is no strength class 'arm'\n  Name one of strength.csv."},
      {{{"muscles", "plain,-0.1", "bent,-0.1"}},
       "muscles.csv, line 3: there are no curves called 'bent'\n  Name a row of muscle_curves.csv."},
      {{{"wraps", "seat_r,pelvis", "seat_r,pelvic"}},
       "wraps.csv, line 2: there is no body called 'pelvic'\n  Name one of bodies.csv."},
      {{{"muscle_wraps", "seat_r", "chair_r"}},
       "muscle_wraps.csv, line 2: there is no wrap called 'chair_r'\n  Name one of wraps.csv."},
      {{{"muscle_wraps", "glute_r,1", "gluteus_r,1"}},
       "muscle_wraps.csv, line 2: there is no muscle called 'gluteus_r'\n  Name one of muscles.csv."},
      {{{"muscle_wraps", "2,3", "3,5"}},
       "muscle_wraps.csv, line 3: 'vastus_r' has 4 points, and no point 5\n  Name points that it has."},
      {{{"muscle_points", "glute_r,2,thigh_r,-0.03,-0.06,0.04", "glute_r,2,pelvis,-0.12,0.02,0.05"}},
       "muscles.csv, line 3: the points of 'glute_r' lie in one place\n  Correct its points: lengths scale "
       "with the path between them."}};
  for (const auto& [changes, text] : cases) EXPECT_EQ(refusal_of_body(changes), text);
}

// Both sides share a row: what is wrong with it is said once, of the right side, which was written.
TEST(BodyMuscles, AFaultOfAPairIsSaidOnce) {
  EXPECT_EQ(
      refusal_of_body({{"muscle_points", "glute_r,2,thigh_r", "glute_r,2,thigh_r_upper"},
                       {"muscle_wraps", "seat_r", "chair_r"}}),
      "the body's tables: 2 problems:\n  (1) muscle_points.csv, line 5: there is no body called "
      "'thigh_r_upper'\n  (2) muscle_wraps.csv, line 2: there is no wrap called 'chair_r'\n  Name one of "
      "bodies.csv. Name one of wraps.csv.");
}

}  // namespace
}  // namespace loadshare::model
