#include "sharing/share_load.h"

#include <gtest/gtest.h>

#include <limits>

#include "base/require.h"

namespace loadshare::sharing {
namespace {

using numerics::BoxStatus;

constexpr double infinity = std::numeric_limits<double>::infinity();

// One joint with two flexors and an extensor, a second joint that the first flexor crosses too.
SharingLayout make_layout(double reserve_N_m = 0) {
  SharingLayout layout;
  layout.coordinate_count = 2;
  layout.arm_starts = {0, 2, 3, 4};
  layout.arm_coordinates = {0, 1, 0, 0};
  layout.activation_min = Eigen::VectorXd::Zero(3);
  layout.activation_max = Eigen::VectorXd::Ones(3);
  for (int j = 0; j < 2 && reserve_N_m > 0; ++j)
    layout.actuators.push_back({j, reserve_N_m, -infinity, infinity, 1});
  return layout;
}

SharingSample make_sample() {
  SharingSample sample;
  sample.required_force = Eigen::Vector2d(30, 4);
  sample.moment_arms_m = Eigen::Vector4d(0.04, 0.01, 0.05, -0.03);
  sample.active_force_N = Eigen::Vector3d(1000, 600, 800);
  sample.passive_force_N = Eigen::Vector3d(20, 0, 100);
  return sample;
}

SharedSample share(const SharingLayout& layout, const SharingSettings& settings,
                   const SharingSample& sample) {
  SharingWorkspace workspace;
  SharedSample shared;
  share_load(layout, settings, sample, false, workspace, shared);
  return shared;
}

TEST(ShareLoad, BalancesEveryCoordinateWithActiveAndPassiveForce) {
  const SharedSample shared = share(make_layout(), {}, make_sample());
  ASSERT_EQ(shared.status, BoxStatus::solved);
  // Joint 2 fixes muscle 1: 0.01 (1000 a + 20) = 4. Joint 1: 0.04 T1 + 0.05 T2 - 0.03 T3 = 30.
  EXPECT_NEAR(shared.tension_N[0], 400, 1e-9);
  EXPECT_NEAR(shared.activation[0], 0.38, 1e-12);
  EXPECT_NEAR(shared.tension_N[1], (30 - 16 + 3) / 0.05, 1e-9);
  EXPECT_EQ(shared.activation[2], 0);
  EXPECT_EQ(shared.tension_N[2], 100);  // silent, yet it pulls
  EXPECT_LT(shared.residual.cwiseAbs().maxCoeff(), 1e-11);
  EXPECT_NEAR(shared.objective, shared.activation.squaredNorm(), 1e-15);
}

TEST(ShareLoad, LeavesPassiveForceOutWhereAsked) {
  const SharedSample shared =
      share(make_layout(), {.include_passive_force = false, .solver = {}}, make_sample());
  ASSERT_EQ(shared.status, BoxStatus::solved);
  EXPECT_NEAR(shared.tension_N[0], 400, 1e-9);
  EXPECT_NEAR(shared.activation[0], 0.4, 1e-12);
  EXPECT_NEAR(shared.tension_N[1], (30 - 16) / 0.05, 1e-9);
  EXPECT_EQ(shared.tension_N[2], 0);
}

TEST(ShareLoad, PaysForReservesByTheirControl) {
  SharingLayout layout = make_layout(2);
  SharingSample sample = make_sample();
  sample.active_force_N[0] = 0;  // nothing but the reserve reaches joint 2
  sample.passive_force_N.setZero();
  const SharedSample shared = share(layout, {}, sample);
  ASSERT_EQ(shared.status, BoxStatus::solved);
  EXPECT_NEAR(shared.control[1], 2, 1e-12);
  EXPECT_NEAR(shared.actuator_force[1], 4, 1e-12);
  // Joint 1: 30 a + 2 c = 30, minimal a^2 + c^2: in proportion to 30 and 2.
  EXPECT_NEAR(shared.activation[1], 30 * 30.0 / 904, 1e-12);
  EXPECT_NEAR(shared.control[0], 2 * 30.0 / 904, 1e-12);
  layout.actuators[0].price = 100;
  const SharedSample dear = share(layout, {}, sample);
  EXPECT_NEAR(dear.control[0] / dear.activation[1], 2.0 / 100 / 30, 1e-12);
}

TEST(ShareLoad, WeighsByVolume) {
  SharingLayout layout = make_layout();
  SharingSample sample = make_sample();
  sample.required_force = Eigen::Vector2d(20, 0);
  sample.moment_arms_m[1] = 0;
  sample.passive_force_N.setZero();
  layout.volume_m3 = Eigen::Vector3d(4e-4, 1e-4, 1e-4);
  const SharedSample squares = share(layout, {}, sample);
  ASSERT_EQ(squares.status, BoxStatus::solved);
  EXPECT_NEAR(squares.activation[0] / squares.activation[1], (40.0 / 4) / (30.0 / 1), 1e-12);
  EXPECT_NEAR(squares.objective,
              (4 * std::pow(squares.activation[0], 2) + std::pow(squares.activation[1], 2)) / 2, 1e-12);
  const SharedSample cubes = share(layout, {.exponent = 3, .solver = {}}, sample);
  ASSERT_EQ(cubes.status, BoxStatus::solved);
  EXPECT_NEAR(cubes.activation[0] / cubes.activation[1], std::sqrt((40.0 / 4) / (30.0 / 1)), 1e-10);
}

// One muscle of 40 N m and a reserve of price 100: the slopes of a^3 by the moment and of the reserve's cost
// agree.
TEST(ShareLoad, RaisesControlsOnlyWhereAskedTo) {
  SharingLayout layout;
  layout.coordinate_count = 1;
  layout.arm_starts = {0, 1};
  layout.arm_coordinates = {0};
  layout.activation_min.setZero(1);
  layout.activation_max.setOnes(1);
  layout.actuators = {{0, 1, -infinity, infinity, 100}};
  SharingSample sample;
  sample.required_force = Eigen::VectorXd::Constant(1, 20);
  sample.moment_arms_m = Eigen::VectorXd::Constant(1, 0.04);
  sample.active_force_N = Eigen::VectorXd::Constant(1, 1000);
  sample.passive_force_N = Eigen::VectorXd::Zero(1);
  for (const bool raises : {false, true}) {
    const SharedSample shared =
        share(layout, {.exponent = 3, .raises_controls = raises, .solver = {}}, sample);
    ASSERT_EQ(shared.status, BoxStatus::solved);
    const double a = shared.activation[0], c = shared.control[0];
    EXPECT_NEAR(40 * a + c, 20, 1e-9);
    EXPECT_NEAR(3 * a * a / 40, raises ? 3 * 100 * c * c : 2 * 100 * c, 1e-9);
  }
}

TEST(ShareLoad, TakesActuatorsThatPushOnSeveralCoordinates) {
  SharingLayout layout = make_layout();
  layout.actuators = {{-1, 10, -infinity, infinity, 1}, {1, 5, -infinity, infinity, 1}};
  SharingSample sample = make_sample();
  sample.active_force_N.setZero();
  sample.passive_force_N.setZero();
  sample.actuator_columns = Eigen::Vector2d(1, -0.5);
  const SharedSample shared = share(layout, {}, sample);
  ASSERT_EQ(shared.status, BoxStatus::solved);
  EXPECT_NEAR(shared.actuator_force[0], 30, 1e-12);
  EXPECT_NEAR(shared.actuator_force[1], 4 + 15, 1e-12);
}

TEST(ShareLoad, KeepsMinimalActivationsAndNamesWhatIsMissing) {
  SharingLayout layout = make_layout();
  layout.activation_min.setConstant(0.01);
  SharingSample sample = make_sample();
  sample.passive_force_N.setZero();
  sample.required_force = Eigen::Vector2d(90, 10);  // joint 1 reaches 40 + 30 - 0.24
  const SharedSample shared = share(layout, {}, sample);
  EXPECT_EQ(shared.status, BoxStatus::infeasible);
  EXPECT_NEAR(shared.residual[0], 20.24, 1e-8);
  EXPECT_NEAR(shared.residual[1], 0, 1e-8);
  EXPECT_EQ(shared.activation[2], 0.01);
}

TEST(ShareLoad, MarksNumbersThatAreNone) {
  SharingSample sample = make_sample();
  sample.moment_arms_m[2] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(share(make_layout(1), {}, sample).status, BoxStatus::not_converged);
  sample = make_sample();
  sample.passive_force_N[2] = infinity;
  EXPECT_EQ(share(make_layout(1), {}, sample).status, BoxStatus::not_converged);
}

TEST(ShareLoad, HoldsWhateverTheUnitOfForce) {
  const SharingLayout layout = make_layout();
  SharingSample sample = make_sample();
  const SharedSample newtons = share(layout, {}, sample);
  sample.required_force /= 1000;
  sample.active_force_N /= 1000;
  sample.passive_force_N /= 1000;
  const SharedSample kilonewtons = share(layout, {}, sample);
  EXPECT_LT((newtons.activation - kilonewtons.activation).cwiseAbs().maxCoeff(), 1e-12);
}

// A flexor and an extensor with equal arms: nothing is required, and the two together must reach `target`.
struct Pair {
  SharingLayout layout;
  SharingSample sample;

  Pair(double required_Nm, double target) {
    layout.coordinate_count = 1;
    layout.arm_starts = {0, 1, 2};
    layout.arm_coordinates = {0, 0};
    layout.activation_min = Eigen::VectorXd::Zero(2);
    layout.activation_max = Eigen::VectorXd::Ones(2);
    layout.conditions = {{1, 1e-4, 100, true}};
    sample.required_force = Eigen::VectorXd::Constant(1, required_Nm);
    sample.moment_arms_m = Eigen::Vector2d(0.05, -0.05);
    sample.active_force_N = Eigen::Vector2d(1000, 1000);
    sample.passive_force_N = Eigen::Vector2d::Zero();
    sample.condition_of_activation = Eigen::RowVector2d(1, 1);
    sample.condition_of_control.resize(1, 0);
    sample.condition_target = Eigen::VectorXd::Constant(1, target);
  }
};

TEST(ShareLoadConditions, AConditionMakesAntagonistsPullTogether) {
  const Pair pair(0, 0.4);
  const auto shared = share(pair.layout, {}, pair.sample);
  ASSERT_EQ(shared.status, BoxStatus::solved);
  // Least a1^2 + a2^2 + 100 s^2 with a1 = a2 and a1 + a2 + s = 0.4.
  EXPECT_NEAR(shared.activation[0], 0.2 / 1.005, 1e-9);
  EXPECT_NEAR(shared.activation[1], shared.activation[0], 1e-12);
  EXPECT_NEAR(shared.shortfall[0], 0.4 * 0.005 / 1.005, 1e-9);
  EXPECT_EQ(shared.surplus[0], 0);
  ASSERT_EQ(shared.residual.size(), 1);
}

TEST(ShareLoadConditions, AConditionThatIsMetAnywayChangesAlmostNothing) {
  const Pair pair(20, 0.1);
  const auto shared = share(pair.layout, {}, pair.sample);
  ASSERT_EQ(shared.status, BoxStatus::solved);
  EXPECT_NEAR(shared.activation[0], 0.4, 1e-3);
  EXPECT_NEAR(shared.activation[1], 0, 1e-3);
  EXPECT_NEAR(shared.surplus[0], 0.3, 2e-3);
  EXPECT_EQ(shared.shortfall[0], 0);
}

TEST(ShareLoadConditions, WhatCannotBeReachedIsAShortfallOrInfeasible) {
  Pair pair(0, 3);
  auto shared = share(pair.layout, {}, pair.sample);
  ASSERT_EQ(shared.status, BoxStatus::solved);
  EXPECT_NEAR(shared.shortfall[0], 1, 1e-9);
  EXPECT_NEAR(shared.activation[0], 1, 1e-9);
  pair.layout.conditions[0].may_fall_short = false;
  shared = share(pair.layout, {}, pair.sample);
  EXPECT_EQ(shared.status, BoxStatus::infeasible);
}

// Least work does not depend on the unit that a row is written in.
TEST(ShareLoadConditions, RowsMayBeWrittenInAnyUnit) {
  const Pair pair(10, 0.5);
  const auto shared = share(pair.layout, {}, pair.sample);
  Pair scaled(10, 0.5);
  scaled.layout.conditions[0].unit = 1e4;
  scaled.sample.condition_of_activation *= 1e4;
  scaled.sample.condition_target *= 1e4;
  const auto other = share(scaled.layout, {}, scaled.sample);
  EXPECT_NEAR(other.activation[0], shared.activation[0], 1e-9);
  EXPECT_NEAR(other.shortfall[0], 1e4 * shared.shortfall[0], 1e-5);
}

TEST(ShareLoad, BoundsOfControlsMayChangeFromSampleToSample) {
  auto layout = make_layout();
  layout.actuators.push_back({0, 100, -infinity, infinity, 1e-6});
  auto sample = make_sample();
  const auto free = share(layout, {}, sample);
  sample.control_min = Eigen::VectorXd::Zero(1);
  sample.control_max = Eigen::VectorXd::Constant(1, 0.05);
  const auto bounded = share(layout, {}, sample);
  ASSERT_EQ(bounded.status, BoxStatus::solved);
  EXPECT_GT(free.control[0], 0.05);
  EXPECT_NEAR(bounded.control[0], 0.05, 1e-12);
}

TEST(ShareLoad, TakesBrokenShapesForBugs) {
  SharingSample sample = make_sample();
  sample.moment_arms_m.conservativeResize(3);
  EXPECT_THROW((void)share(make_layout(), {}, sample), Bug);
  SharingLayout layout = make_layout();
  layout.actuators = {{-1, 1, -1, 1, 1}};
  EXPECT_THROW((void)share(layout, {}, make_sample()), Bug);
  layout.actuators = {{2, 1, -1, 1, 1}};
  EXPECT_THROW((void)share(layout, {}, make_sample()), Bug);
}

}  // namespace
}  // namespace loadshare::sharing
