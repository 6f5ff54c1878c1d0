#include "exercises/settle_on_supports.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "atlas.h"

namespace loadshare::exercises {
namespace {

using loadshare::testing::atlas_movement;
using loadshare::testing::reference_body;
using loadshare::testing::value_of;
using ::testing::HasSubstr;

constexpr double gravity = 9.80665;

// The first part of the atlas' squat, every fifteenth of a second.
class Settling : public ::testing::Test {
 protected:
  Settling()
      : skeleton(value_of(mechanics::Skeleton::make(reference_body().model))),
        couplings(value_of(mechanics::Couplings::make(reference_body().model))) {
    scene = squat().first;
    motion = squat().second;
  }
  static const std::pair<capture::Scene, motion::Kinematics>& squat() {
    static const auto made = [] {
      auto movement = atlas_movement("movements/squat.toml");
      movement.rate_Hz = 15;
      movement.repetitions = 1;
      return std::pair(movement.scene, loadshare::testing::solve(movement, reference_body()).kinematics);
    }();
    return made;
  }
  Result<Settled> settle() {
    const auto& full = reference_body();
    return settle_on_supports(motion, {full.model, skeleton, couplings, full.contacts, scene, external}, {},
                              notes);
  }
  static Eigen::Index column(const std::string& coordinate) {
    return static_cast<Eigen::Index>(reference_body().model.find_coordinate(coordinate).at());
  }
  // Of coordinates that turn [degrees].
  static double turn_deg_max(const Settled& settled) {
    double most = 0;
    for (const auto& change : settled.changes)
      if (reference_body().model.coordinates[change.coordinate.at()].motion == model::MotionType::rotational)
        most = std::max(most, degrees(std::abs(change.change)));
    return most;
  }

  mechanics::Skeleton skeleton;
  mechanics::Couplings couplings;
  capture::Scene scene;
  motion::Kinematics motion;
  dynamics::ExternalForces external;
  Diagnostics notes;
};

TEST_F(Settling, LeavesAloneWhatRestsOnItsSupports) {
  const auto settled = value_of(settle());
  EXPECT_LT(turn_deg_max(settled), 1.5);
  EXPECT_LT(settled.after.left_force_ratio_p95, 0.01);
  EXPECT_LT(settled.after.depth_m_max, 0.003);
}

class SettlingFrom : public Settling, public ::testing::WithParamInterface<double> {};
INSTANTIATE_TEST_SUITE_P(AboveAndBelow, SettlingFrom, ::testing::Values(0.05, -0.03),
                         [](const auto& tested) { return tested.param > 0 ? "Above" : "Below"; });

TEST_P(SettlingFrom, BringsTheFeetToTheFloor) {
  motion.q.col(column("pelvis_ty")).array() += GetParam();
  const auto settled = value_of(settle());
  const Eigen::VectorXd shift = settled.motion.q.col(column("pelvis_ty")) - motion.q.col(column("pelvis_ty"));
  EXPECT_NEAR(shift.mean(), -GetParam(), 0.012);
  EXPECT_LT(turn_deg_max(settled), 6);
  EXPECT_LT(settled.after.depth_m_max, 0.004);
  EXPECT_LT(settled.after.gap_m_mean, 0.008);
  EXPECT_LT(settled.after.left_force_ratio_p95, 0.01);
  if (GetParam() > 0)
    EXPECT_GT(settled.before.left_force_ratio_p95, 0.9);
  else
    EXPECT_GT(settled.before.depth_m_max, 0.029);
}

// Speeds and accelerations are those of the changed coordinates.
TEST_F(Settling, SpeedsBelongToTheChange) {
  motion.q.col(column("pelvis_ty")).array() += 0.04;
  const auto settled = value_of(settle());
  const auto& times_s = motion.times_s;
  for (const char* name : {"pelvis_ty", "knee_angle_r", "lumbar_extension", "L3_L4_FE"}) {
    const Eigen::VectorXd change = settled.motion.q.col(column(name)) - motion.q.col(column(name)),
                          speed = settled.motion.qdot.col(column(name)) - motion.qdot.col(column(name));
    // Integrated by Simpson's rule over two steps.
    for (Eigen::Index i = 2; i < change.size(); ++i) {
      const double step_s = times_s[static_cast<std::size_t>(i)] - times_s[static_cast<std::size_t>(i - 1)];
      EXPECT_NEAR(change[i] - change[i - 2], step_s / 3 * (speed[i - 2] + 4 * speed[i - 1] + speed[i]), 2e-3)
          << name;
    }
  }
}

TEST_F(Settling, WhoIsInTheAirStaysThere) {
  const auto height = column("pelvis_ty");
  const Eigen::RowVectorXd standing = motion.q.row(0);
  motion.qdot.setZero(), motion.qddot.setZero();
  for (std::size_t i = 0; i < motion.sample_count(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    const double time_s = 0.02 * static_cast<double>(i);
    motion.times_s[i] = time_s;
    motion.q.row(row) = standing;
    // A leap, its feet at most 0.1 m over the floor.
    motion.q(row, height) += 0.02 + 1.2 * time_s - gravity * time_s * time_s / 2;
    motion.qdot(row, height) = 1.2 - gravity * time_s;
    motion.qddot(row, height) = -gravity;
  }
  const Eigen::Index in_the_air = 12;  // 0.24 s
  motion.times_s.resize(in_the_air);
  for (auto* rows : {&motion.q, &motion.qdot, &motion.qddot})
    rows->conservativeResize(in_the_air, Eigen::NoChange);
  const auto settled = value_of(settle());
  EXPECT_LT((settled.motion.q - motion.q).cwiseAbs().maxCoeff(), 1e-4);
}

// Two samples a second apart: as long as a posture stands in a report.
TEST_F(Settling, SettlesAPostureThatIsHeld) {
  motion.q.col(column("pelvis_ty")).array() += 0.03;
  motion.q.row(1) = motion.q.row(0);
  motion.qdot.setZero(), motion.qddot.setZero();
  motion.times_s = {0, 1};
  for (auto* rows : {&motion.q, &motion.qdot, &motion.qddot}) rows->conservativeResize(2, Eigen::NoChange);
  const auto settled = value_of(settle());
  EXPECT_LT(settled.after.left_force_ratio_p95, 0.01);
  EXPECT_LT(settled.after.gap_m_mean, 0.008);
}

TEST_F(Settling, GivesTheSameTwice) {
  motion.q.col(column("pelvis_ty")).array() += 0.02;
  const auto once = value_of(settle()), twice = value_of(settle());
  EXPECT_EQ(once.motion.q, twice.motion.q);
}

TEST_F(Settling, SaysWhatWasChanged) {
  motion.q.col(column("pelvis_ty")).array() += 0.05;
  const auto text = text_of_changes(value_of(settle()), reference_body().model);
  EXPECT_THAT(text, HasSubstr("by up to"));
  EXPECT_THAT(text, ::testing::MatchesRegex(".*, the whole body by up to [3-5][0-9] mm"));
}

TEST_F(Settling, RefusesWhatCannotSettle) {
  scene.supports.clear();
  scene.where = "s.toml";
  auto refused = settle();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.refusal().where, "s.toml");
  EXPECT_THAT(refused.refusal().what, HasSubstr("no support"));

  scene = squat().first;
  motion.times_s.resize(1);
  for (auto* rows : {&motion.q, &motion.qdot, &motion.qddot}) rows->conservativeResize(1, Eigen::NoChange);
  refused = settle();
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.refusal().what, HasSubstr("one sample"));
}

}  // namespace
}  // namespace loadshare::exercises
