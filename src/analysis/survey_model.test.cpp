#include "analysis/survey_model.h"

#include <gtest/gtest.h>

#include <cmath>

#include "model/osim_reader.h"
#include "muscle/rigid_tendon.h"
#include "test_data.h"

namespace loadshare::analysis {
namespace {

const model::CoordinateId hinge{0};
const model::BodyId base{1}, arm{2};

// An arm that turns about z at the origin of a base that is welded to ground, -1 to 1 rad; one muscle from
// the base to the arm.
model::Model make_hinge(const Vec3& p_base, const Vec3& p_arm) {
  model::Model model;
  model.name = "hinge";
  model.bodies = {{"ground"}, {"base", 1}, {"arm", 1}};
  for (std::size_t i = 1; i < 3; ++i) model.bodies[i].inertia_kgm2 = {1, 1, 1, 0, 0, 0};
  model.joints.resize(2);
  model.joints[0].name = "weld";
  model.joints[0].parent = model::ground, model.joints[0].child = base;
  model.joints[1].name = "hinge";
  model.joints[1].type = model::JointType::pin;
  model.joints[1].parent = base, model.joints[1].child = arm;
  model.joints[1].coordinates = {hinge};
  model.coordinates.resize(1);
  model.coordinates[0].name = "angle";
  model.coordinates[0].joint = model::JointId(1);
  model.coordinates[0].range_min = -1, model.coordinates[0].range_max = 1;
  model::Muscle muscle;
  muscle.name = "muscle";
  muscle.max_isometric_force_N = 1000;
  muscle.optimal_fiber_length_m = 0.2;
  muscle.tendon_slack_length_m = 0.02;
  muscle.pennation_at_optimal_rad = 0.3;
  muscle.curves = model::Millard2012Parameters{};
  muscle.path.points = {{"", base, model::FixedPoint{p_base}}, {"", arm, model::FixedPoint{p_arm}}};
  model.muscles = {muscle};
  return model;
}

void add_cylinder(model::Model& model, double radius_m) {
  model::WrapObject wrap;
  wrap.body = base;
  wrap.shape = model::WrapCylinder{radius_m, 1};
  model.wraps.push_back(wrap);
  model.muscles[0].path.wraps.push_back(
      {"", model::WrapId(model.wraps.size() - 1), model::WrapMethod::hybrid, -1, -1});
}

Survey survey_of(const model::Model& model, const SurveyOptions& options = {}) {
  auto survey = survey_model(model, options);
  EXPECT_TRUE(survey) << survey.refusal().text();
  return *std::move(survey);
}

TEST(SurveyModel, StraightMuscleHasTheCurvesOfItsTriangle) {
  const auto survey = survey_of(make_hinge({-0.2, 0, 0}, {0, 0.15, 0}));
  ASSERT_EQ(survey.sweeps.size(), 1u);
  EXPECT_EQ(survey.sweeps[0].q.size(), 24u);  // 2 rad in steps of at most 5 degrees
  ASSERT_EQ(survey.curves.size(), 1u);
  const auto& curve = *survey.find_curve(model::MuscleId(0), hinge);
  for (std::size_t i = 0; i < survey.sweeps[0].q.size(); ++i) {
    const double q = survey.sweeps[0].q[i];
    // Two sides of 0.2 and 0.15 m with the angle 90 degrees - q between them.
    const double length = std::sqrt(0.04 + 0.0225 - 2 * 0.2 * 0.15 * std::sin(q));
    EXPECT_NEAR(curve.path_length_m[i], length, 1e-12);
    EXPECT_NEAR(curve.arm_m[i], 0.2 * 0.15 * std::cos(q) / length, 1e-12);
  }
  EXPECT_EQ(survey.pose_count, 25u);
  ASSERT_EQ(survey.sweeps[0].strength.size(), 24u);
  EXPECT_GT(survey.sweeps[0].strength[3].positive_Nm, 0);
  EXPECT_TRUE(survey.steps.empty());
  EXPECT_TRUE(survey.sign_changes.empty());
  // The shortest path is at the end of the range; there the fibre is shortest.
  ASSERT_EQ(survey.fibers[0].at_min.size(), 1u);
  EXPECT_DOUBLE_EQ(survey.fibers[0].at_min[0].value, 1);
  EXPECT_LT(survey.fibers[0].min, survey.fibers[0].at_default);
  EXPECT_DOUBLE_EQ(survey.fibers[0].max, curve.fiber_length_ratio.front());
}

TEST(SurveyModel, MomentArmThatChangesSignIsFoundWhereItDoes) {
  // Straight over the axis at 0.4 rad: the moment arm is zero there.
  const auto survey = survey_of(make_hinge({-0.2, 0, 0}, {0.2 * std::cos(0.4), -0.2 * std::sin(0.4), 0}));
  ASSERT_EQ(survey.sign_changes.size(), 1u);
  const auto& change = survey.sign_changes[0];
  EXPECT_NEAR(change.at, 0.4, 1e-3);
  // Two sides of 0.2 m: the path passes the axis at 0.2 sin(half the angle off the straight line).
  EXPECT_NEAR(std::abs(change.before_m), 0.2 * std::sin(0.7), 1e-9);
  EXPECT_NEAR(std::abs(change.after_m), 0.2 * std::sin(0.3), 1e-9);
  EXPECT_LT(change.before_m * change.after_m, 0);
  EXPECT_TRUE(survey.steps.empty());
}

TEST(SurveyModel, PathThatFlipsRoundACylinderJumpsByItsDiameter) {
  auto model = make_hinge({-0.2, 0, 0}, {0.2 * std::cos(0.4), -0.2 * std::sin(0.4), 0});
  add_cylinder(model, 0.03);
  const auto survey = survey_of(model);
  ASSERT_EQ(survey.steps.size(), 1u);  // the length goes on without a jump
  const auto& step = survey.steps[0];
  EXPECT_EQ(step.kind, StepKind::arm_jump);
  EXPECT_EQ(step.coordinate, hinge);
  EXPECT_NEAR(step.at, 0.4, 2e-4);
  EXPECT_NEAR(std::abs(step.size_m), 0.06, 1e-5);
  EXPECT_TRUE(step.others.empty());
}

TEST(SurveyModel, PathThatComesToLieOnACylinderHasAKinkAndNoJump) {
  auto model = make_hinge({-0.2, 0.1, 0}, {0.2, 0.1, 0});
  model.coordinates[0].range_min = -0.6;
  add_cylinder(model, 0.045);
  const auto survey = survey_of(model);
  EXPECT_TRUE(survey.steps.empty());
  const auto& arms = survey.curves[0].arm_m;
  EXPECT_NEAR(std::abs(arms.front()), 0.045, 1e-9);
  EXPECT_GT(std::abs(arms.back()), 0.06);
}

TEST(SurveyModel, ConditionalPointJumpsInLengthAndMomentArm) {
  auto model = make_hinge({-0.2, 0, 0}, {0, 0.15, 0});
  const Vec3 via(-0.1, 0.1, 0);
  model::PathPoint point{"", base, model::ConditionalPoint{via, hinge, 0.25, 5}};
  model.muscles[0].path.points.insert(model.muscles[0].path.points.begin() + 1, point);
  SurveyOptions options;
  options.chance_posture_count = 3;
  const auto survey = survey_of(model, options);
  // Once in the sweep and once from each chance posture, which differ in nothing where there is one
  // coordinate.
  ASSERT_EQ(survey.steps.size(), 4 * 2u);
  EXPECT_EQ(survey.chance_row_count, 3u);
  const double q = 0.25;
  const Vec3 end(-0.15 * std::sin(q), 0.15 * std::cos(q), 0), start(-0.2, 0, 0);
  const auto arm_of = [&](const Vec3& from) { return from.cross(end).z() / (end - from).norm(); };
  const double jump_m = (end - via).norm() + (via - start).norm() - (end - start).norm();
  for (const auto& step : survey.steps) {
    EXPECT_NEAR(step.at, q, 2e-4);
    if (step.kind == StepKind::length_jump)
      EXPECT_NEAR(step.size_m, jump_m, 5e-5);
    else
      EXPECT_NEAR(std::abs(step.size_m), std::abs(arm_of(via) - arm_of(start)), 5e-5);
  }
}

TEST(SurveyModel, BoneInTheWayIsAsDeepAsTheLinePassesFromItsCentre) {
  const auto model = make_hinge({-0.2, 0.1, 0}, {0.2, 0.1, 0});
  SurveyOptions options;
  options.bones = {
      {"ball", base, Transform{Mat3::Identity(), {0, 0.09, 0}}, model::WrapSphere{0.03}},
      {"beside", base, Transform{Mat3::Identity(), {0, 0.2, 0.5}}, model::WrapSphere{0.03}},
      {"at its end", arm, Transform{Mat3::Identity(), {0.21, 0.1, 0}}, model::WrapSphere{0.015}}};
  const auto survey = survey_of(model, options);
  ASSERT_EQ(survey.bone_passages.size(), 1u);
  const auto& passage = survey.bone_passages[0];
  EXPECT_EQ(passage.bone, 0u);
  // The worst place of the sweep: the path passes the ball's centre closest.
  double closest = 1;
  for (const double q : survey.sweeps[0].q) {
    const Vec3 start(-0.2, 0.1, 0), center(0, 0.09, 0);
    const Vec3 end(0.2 * std::cos(q) - 0.1 * std::sin(q), 0.2 * std::sin(q) + 0.1 * std::cos(q), 0);
    closest = std::min(closest, std::abs((end - start).normalized().cross(center - start).z()));
  }
  EXPECT_NEAR(passage.depth_m, 0.03 - closest, 1e-6);
  EXPECT_GT(passage.pose_count, 1u);
  ASSERT_EQ(passage.at.size(), 1u);
}

TEST(MeasureStrength, OneMuscleIsItsForceTimesItsMomentArm) {
  const auto model = make_hinge({-0.2, 0, 0}, {0, 0.15, 0});
  const std::vector<double> q{-0.9, -0.2, 0.5, 1};
  const auto curve = measure_strength(model, hinge, q, {});
  ASSERT_TRUE(curve) << curve.refusal().text();
  const auto& m = model.muscles[0];
  const auto muscle = *muscle::make_muscle(
      {m.name, m.max_isometric_force_N, m.optimal_fiber_length_m, m.tendon_slack_length_m,
       m.pennation_at_optimal_rad, m.max_contraction_velocity_per_s, false, m.curves},
      "");
  for (std::size_t i = 0; i < q.size(); ++i) {
    const double length = std::sqrt(0.0625 - 0.06 * std::sin(q[i]));
    const double arm_m = 0.03 * std::cos(q[i]) / length;
    // The fibre spans the rest of the path and the parallelogram's height.
    const double along = length - 0.02, height = 0.2 * std::sin(0.3);
    const double fiber = std::hypot(along, height);
    const double force = 1000 * muscle::active_force_length(muscle, fiber / 0.2).value * along / fiber;
    EXPECT_NEAR((*curve)[i].positive_Nm, arm_m * force, 1e-9) << i;
    EXPECT_EQ((*curve)[i].negative_Nm, 0);
    EXPECT_NEAR((*curve)[i].passive_Nm,
                arm_m * 1000 * muscle::passive_force_length(muscle, fiber / 0.2).value * along / fiber, 1e-9);
  }
  EXPECT_GT((*curve)[0].positive_Nm, 1);
}

TEST(MeasureStrength, RefusesACoordinateThatIsNotFree) {
  auto model = make_hinge({-0.2, 0, 0}, {0, 0.15, 0});
  model.coordinates[0].locked = true;
  const auto curve = measure_strength(model, hinge, {}, {});
  ASSERT_FALSE(curve);
  EXPECT_EQ(curve.refusal().text(),
            "model hinge: the coordinate angle does not move freely\n  ask for the strength about a free "
            "coordinate");
}

// The published leg model's gluteus maximus leaves its ellipsoid when the flexed thigh turns outwards.
TEST(SurveyModel, FindsThePublishedLegModelsJumps) {
  const auto file = testing::find_data("models/RajagopalLaiUhlrich2023.osim");
  if (!file) GTEST_SKIP() << testing::left_out("models/RajagopalLaiUhlrich2023.osim");
  Diagnostics notes;
  const auto model = *model::read_osim(*file, notes);
  SurveyOptions options;
  options.pairs = {{"hip_flexion_r", "hip_rotation_r"}, {"hip_flexion_r", "no_such_coordinate"}};
  const auto survey = survey_of(model, options);
  bool found = false;
  for (const auto& step : survey.steps)
    found |= model.muscles[step.muscle.at()].name == "glmax1_r" && step.kind == StepKind::arm_jump &&
             std::abs(step.size_m) > 0.02;
  EXPECT_TRUE(found);
  for (const auto& step : survey.steps) EXPECT_FALSE(step.others.empty());  // none with one coordinate alone
  EXPECT_EQ(survey.fibers.size(), model.muscles.size());
}

}  // namespace
}  // namespace loadshare::analysis
