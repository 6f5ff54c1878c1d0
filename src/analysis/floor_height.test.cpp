#include "analysis/floor_height.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "standing_body.h"

namespace loadshare::analysis {
namespace {

constexpr double slow_mps = 0.12;

// The body stands, raised by `raised_m[i]` and moving upwards at `speed_mps[i]`.
class FloorHeight : public ::testing::Test {
 protected:
  // Level velocities (forward, right) of a body that stands.
  motion::Kinematics slid(const std::vector<std::pair<double, double>>& velocity_mps) const {
    const std::vector<double> still(velocity_mps.size(), 0.0);
    auto made = motion(still, still);
    for (std::size_t i = 0; i < velocity_mps.size(); ++i) {
      const auto row = static_cast<Eigen::Index>(i);
      made.qdot(row, static_cast<Eigen::Index>(standing_.coordinate("pelvis_tx").at())) =
          velocity_mps[i].first;
      made.qdot(row, static_cast<Eigen::Index>(standing_.coordinate("pelvis_tz").at())) =
          velocity_mps[i].second;
    }
    return made;
  }
  motion::Kinematics motion(const std::vector<double>& raised_m, const std::vector<double>& speed_mps) const {
    const auto count = static_cast<Eigen::Index>(raised_m.size());
    const auto width = static_cast<Eigen::Index>(standing_.q.size());
    const auto up = static_cast<Eigen::Index>(standing_.coordinate("pelvis_ty").at());
    motion::Kinematics made;
    made.q.resize(count, width);
    made.qdot.setZero(count, width);
    made.qddot.setZero(count, width);
    for (Eigen::Index i = 0; i < count; ++i) {
      const auto at = static_cast<std::size_t>(i);
      made.times_s.push_back(0.01 * static_cast<double>(i));
      made.q.row(i) = Eigen::Map<const Eigen::RowVectorXd>(standing_.q.data(), width);
      made.q(i, up) += raised_m[at];
      made.qdot(i, up) = speed_mps[at];
    }
    return made;
  }
  double sole_m() const {
    double lowest_m = 1;
    for (const auto& point : standing_.body.contacts)
      lowest_m = std::min(lowest_m, (standing_.pose.X_GB[point.body.at()] * point.p_B).y());
    return lowest_m;
  }
  capture::Scene scene(bool is_height_found) const {
    capture::Support floor;
    floor.name = floor.kind = "floor";
    floor.where = "scene.toml, line 2";
    floor.is_height_found = is_height_found;
    capture::Scene made;
    made.supports.push_back(floor);
    return made;
  }
  Result<Done> place(const motion::Kinematics& moved, capture::Scene& scene) {
    return place_floors(standing_.skeleton, standing_.body.contacts, moved, slow_mps, scene, notes_);
  }

  testing::StandingBody standing_;
  Diagnostics notes_;
};

TEST_F(FloorHeight, IsTheMedianOfWhatIsLowestAndStill) {
  std::vector<double> raised_m(9, 0.03), speed_mps(9, 0);
  raised_m[2] = 0.02, raised_m[5] = 0.05;
  // High and fast: a jump between.
  for (int i = 0; i < 4; ++i) raised_m.push_back(0.4), speed_mps.push_back(1);
  auto around = scene(true);
  ASSERT_TRUE(place(motion(raised_m, speed_mps), around));
  EXPECT_NEAR(around.supports[0].point_G.y(), sole_m() + 0.03, 1e-12);
  ASSERT_EQ(notes_.findings().size(), 1u);
  EXPECT_EQ(notes_.findings()[0].kind, FindingKind::assumed);
  EXPECT_EQ(notes_.findings()[0].where, "scene.toml, line 2");
}

TEST_F(FloorHeight, OnlyOfPointsThatMayTouch) {
  auto around = scene(true);
  around.supports[0].touched_by = {"hand"};
  ASSERT_TRUE(place(motion(std::vector<double>(9, 0.0), std::vector<double>(9, 0.0)), around));
  EXPECT_GT(around.supports[0].point_G.y(), sole_m() + 0.3);
}

TEST_F(FloorHeight, AHeightThatIsGivenStays) {
  auto around = scene(false);
  around.supports[0].point_G.y() = 0.25;
  ASSERT_TRUE(place(motion(std::vector<double>(9, 0.0), std::vector<double>(9, 0.0)), around));
  EXPECT_EQ(around.supports[0].point_G.y(), 0.25);
  EXPECT_TRUE(notes_.findings().empty());
}

TEST_F(FloorHeight, RefusedWhereNothingStandsStill) {
  auto around = scene(true);
  const auto placed = place(motion(std::vector<double>(9, 0.0), std::vector<double>(9, 1.0)), around);
  ASSERT_FALSE(placed);
  EXPECT_EQ(placed.refusal().text(),
            "scene.toml, line 2: 'floor' gives no height, and nothing in the recording stands still on it\n"
            "  Write its height_m: 0 where the recording's floor is.");
}

capture::Scene with_belt(capture::Scene scene) {
  scene.supports[0].is_velocity_found = true;
  return scene;
}

TEST_F(FloorHeight, ABeltRunsAsFastAsMostOfWhatStandsOnIt) {
  std::vector<std::pair<double, double>> velocity_mps;
  for (int i = 0; i < 30; ++i) velocity_mps.push_back({-3 + 0.01 * (i % 3 - 1), 0.1});
  for (int i = 0; i < 20; ++i) velocity_mps.push_back({0.3 * i, 0});  // a foot that swings
  auto around = with_belt(scene(true));
  ASSERT_TRUE(place(slid(velocity_mps), around));
  EXPECT_NEAR(around.supports[0].velocity_G.x(), -3, 1e-9);
  EXPECT_NEAR(around.supports[0].velocity_G.z(), 0.1, 1e-9);
  EXPECT_NEAR(around.supports[0].point_G.y(), sole_m(), 1e-12);
  ASSERT_EQ(notes_.findings().size(), 2u);
  EXPECT_EQ(notes_.findings()[0].what,
            "'floor' is a belt that runs at 3.00 m/s (-3.00 forward, 0.10 to the right): feet on it do");
}

TEST_F(FloorHeight, AFloorOnWhichFeetStandStillIsNoBelt) {
  std::vector<std::pair<double, double>> velocity_mps(15, {0.05, 0});
  velocity_mps.resize(40, {1.2, 0});
  auto around = with_belt(scene(true));
  ASSERT_TRUE(place(slid(velocity_mps), around));
  EXPECT_TRUE(around.supports[0].velocity_G.isZero());
}

TEST_F(FloorHeight, RefusedWhereWhatIsLowestHasNoCommonVelocity) {
  std::vector<std::pair<double, double>> velocity_mps;
  for (int i = 0; i < 40; ++i) velocity_mps.push_back({0.5 * i, 0});
  auto around = with_belt(scene(false));
  const auto placed = place(slid(velocity_mps), around);
  ASSERT_FALSE(placed);
  EXPECT_EQ(
      placed.refusal().text(),
      "scene.toml, line 2: the belt of 'floor' is to be found, and no velocity is common to what is lowest\n"
      "  Write belt_m_per_s = [forward, right], or leave it out where the floor stands still.");
}

}  // namespace
}  // namespace loadshare::analysis
