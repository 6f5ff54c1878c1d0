#include "dynamics/external_forces.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace loadshare::dynamics {
namespace {

using ::testing::HasSubstr;

model::Model foot_model() {
  model::Model model;
  model.name = "foot";
  model.bodies.resize(3);
  model.bodies[0].name = "ground";
  model.bodies[1].name = "calcn_r";
  model.bodies[2].name = "box";
  return model;
}

mechanics::Pose some_pose() {
  mechanics::Pose pose;
  pose.X_GB = {Transform{}, Transform{rotation_from_body_fixed_xyz({0.3, 0.2, -0.5}), {1, 2, 3}},
               Transform{rotation_from_body_fixed_xyz({0, 0, 1.5707963267948966}), {0.1, 0, 0}}};
  pose.V_GB.resize(3);
  return pose;
}

capture::ExternalLoads one_force() {
  capture::ExternalLoads loads;
  loads.name = "plates";
  capture::ExternalForce force;
  force.name = "right";
  force.applied_to_body = "calcn_r";
  force.force_identifier = "f_v";
  force.point_identifier = "f_p";
  force.torque_identifier = "f_t";
  loads.forces = {force};
  return loads;
}

// Columns f_vx ... f_tz; every row the same but for f_vy, which is as given.
TimeSeries recording(const std::vector<double>& times_s, const std::vector<double>& force_y) {
  TimeSeries series;
  series.times_s = times_s;
  series.labels = {"f_vx", "f_vy", "f_vz", "f_px", "f_py", "f_pz", "f_tx", "f_ty", "f_tz"};
  series.values.resize(static_cast<Eigen::Index>(times_s.size()), 9);
  for (Eigen::Index i = 0; i < series.values.rows(); ++i)
    series.values.row(i) << 10, force_y[static_cast<std::size_t>(i)], -20, 0.5, 0.1, 0.2, 1, 2, 3;
  return series;
}

ExternalForces bind(const capture::ExternalLoads& loads, const TimeSeries& series, Diagnostics& notes) {
  auto bound = bind_external_forces(loads, series, foot_model(), notes);
  if (!bound) throw std::runtime_error(bound.refusal().text());
  return std::move(*bound);
}

double force_y_at(const TimeSeries& series, double time_s) {
  Diagnostics notes;
  return bind(one_force(), series, notes).value(0, time_s, some_pose()).force_G.y();
}

TEST(ExternalForces, natural_cubic_spline_between_samples) {
  // Second derivatives of the natural cubic through (0,0) (1,1) (2,0) (3,0): 0, -3.6, 2.4, 0.
  const auto series = recording({0, 1, 2, 3}, {0, 1, 0, 0});
  EXPECT_NEAR(force_y_at(series, 1), 1, 1e-12);
  EXPECT_NEAR(force_y_at(series, 1.5), 0.5 - (-3.6 + 2.4) / 16, 1e-12);
  EXPECT_NEAR(force_y_at(series, 0.5), 0.5 + 3.6 / 16, 1e-12);
}

TEST(ExternalForces, few_samples_are_joined_by_lines_and_one_is_constant) {
  EXPECT_NEAR(force_y_at(recording({0, 1, 2}, {0, 4, 0}), 0.25), 1, 1e-12);
  EXPECT_NEAR(force_y_at(recording({0, 1}, {1, 3}), 0.5), 2, 1e-12);
  EXPECT_NEAR(force_y_at(recording({5}, {7}), 100), 7, 0);
}

TEST(ExternalForces, force_point_and_torque_act_about_the_bodys_origin) {
  Diagnostics notes;
  const auto bound = bind(one_force(), recording({0}, {700}), notes);
  ASSERT_EQ(bound.size(), 1u);
  EXPECT_EQ(bound.name(0), "right");
  EXPECT_EQ(bound.body(0), model::BodyId(1));
  std::vector<mechanics::SpatialForce> forces(3);
  add_external_forces(bound, 0, some_pose(), forces);
  const Vec3 f(10, 700, -20), arm = Vec3(0.5, 0.1, 0.2) - Vec3(1, 2, 3);
  EXPECT_LT((forces[1].force_G - f).norm(), 1e-12);
  EXPECT_LT((forces[1].moment_G - arm.cross(f) - Vec3(1, 2, 3)).norm(), 1e-10);
  EXPECT_EQ(forces[2].force_G, Vec3::Zero());
  EXPECT_TRUE(notes.findings().empty());
}

TEST(ExternalForces, what_is_expressed_in_a_body_turns_and_moves_with_it) {
  auto loads = one_force();
  loads.forces[0].applied_to_body = "/bodyset/calcn_r";
  loads.forces[0].force_expressed_in_body = "box";  // turned by a right angle about z
  loads.forces[0].point_expressed_in_body = "/bodyset/box";
  Diagnostics notes;
  const auto value = bind(loads, recording({0}, {700}), notes).value(0, 0, some_pose());
  EXPECT_LT((value.force_G - Vec3(-700, 10, -20)).norm(), 1e-10);
  EXPECT_LT((value.point_G - Vec3(0.1 - 0.1, 0.5, 0.2)).norm(), 1e-12);
  EXPECT_LT((value.torque_G - Vec3(-2, 1, 3)).norm(), 1e-12);
}

TEST(ExternalForces, without_a_point_it_acts_at_the_bodys_origin) {
  auto loads = one_force();
  loads.forces[0].point_identifier = loads.forces[0].torque_identifier = "";
  Diagnostics notes;
  std::vector<mechanics::SpatialForce> forces(3);
  add_external_forces(bind(loads, recording({0}, {700}), notes), 0, some_pose(), forces);
  EXPECT_NEAR(forces[1].force_G.y(), 700, 1e-12);
  EXPECT_EQ(forces[1].moment_G, Vec3::Zero());
}

TEST(ExternalForces, a_torque_alone_is_a_load) {
  auto loads = one_force();
  loads.forces[0].point_identifier = loads.forces[0].force_identifier = "";
  Diagnostics notes;
  const auto value = bind(loads, recording({0, 1, 2, 3}, {0, 0, 0, 0}), notes).value(0, 1.5, some_pose());
  EXPECT_EQ(value.force_G, Vec3::Zero());
  EXPECT_LT((value.torque_G - Vec3(1, 2, 3)).norm(), 1e-12);
}

TEST(ExternalForces, what_is_switched_off_or_not_known_is_named) {
  auto loads = one_force();
  loads.forces.push_back(loads.forces[0]);
  loads.forces[0].is_applied = false;
  loads.forces[1].name = "left";
  loads.forces[1].point_expressed_in_body = "treadmill";
  Diagnostics notes;
  const auto bound = bind(loads, recording({0}, {700}), notes);
  ASSERT_EQ(bound.size(), 1u);
  ASSERT_EQ(notes.findings().size(), 2u);
  EXPECT_EQ(notes.findings()[0], (Finding{FindingKind::left_out, "external force 'right'",
                                          "it is switched off in the file of the loads"}));
  EXPECT_EQ(notes.findings()[1].kind, FindingKind::needs_a_look);
  EXPECT_THAT(notes.findings()[1].what, HasSubstr("'treadmill'"));
  EXPECT_NEAR(bound.value(0, 0, some_pose()).point_G.x(), 0.5, 1e-15) << "ground is taken";
}

TEST(ExternalForces, refusals) {
  Diagnostics notes;
  auto loads = one_force();
  loads.forces[0].applied_to_body = "calcn_l";
  EXPECT_EQ(bind_external_forces(loads, recording({0}, {0}), foot_model(), notes).refusal().text(),
            (Refusal{"external force 'right'", "the model has no body 'calcn_l' to apply it to",
                     "Write the name of a body of the model into <applied_to_body>."})
                .text());
  auto series = recording({0}, {std::numeric_limits<double>::quiet_NaN()});
  EXPECT_EQ(bind_external_forces(one_force(), series, foot_model(), notes).refusal().what,
            "its columns hold values that are not finite");
  EXPECT_EQ(bind_external_forces(one_force(), recording({}, {}), foot_model(), notes).refusal().what,
            "the recording of forces holds no sample");
}

TEST(ExternalForces, times_beyond_the_recording) {
  Diagnostics notes;
  const auto bound = bind(one_force(), recording({1, 1.1, 1.2, 1.3}, {0, 0, 0, 0}), notes);
  const auto check = [&](double from, double to) {
    const std::vector<double> times{from, to};
    return bound.check_times(times, notes);
  };
  EXPECT_TRUE(check(1, 1.3).ok());
  EXPECT_TRUE(check(1 - 1e-9, 1.3 + 1e-9).ok());
  EXPECT_TRUE(notes.findings().empty());
  EXPECT_TRUE(check(0.95, 1.3).ok());
  ASSERT_EQ(notes.findings().size(), 1u);
  EXPECT_TRUE(notes.needs_a_look());
  ASSERT_FALSE(check(1.1, 1.5).ok());
  EXPECT_EQ(check(1.1, 1.5).refusal().what,
            "forces were recorded from 1 to 1.3 s, the motion runs from 1.1 to 1.5 s");
  ASSERT_FALSE(check(0.8, 1.2).ok());
  EXPECT_TRUE(bind(one_force(), recording({5}, {0}), notes).check_times(std::vector{0.0, 9.0}, notes).ok())
      << "a single sample is a constant";
}

}  // namespace
}  // namespace loadshare::dynamics
