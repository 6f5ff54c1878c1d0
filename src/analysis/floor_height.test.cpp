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

}  // namespace
}  // namespace loadshare::analysis
