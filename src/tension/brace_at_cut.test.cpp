// The pressure in the belly as what holds a lumbar cut: counted to the abdominals, and shown apart.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tension/compute_tension.h"
#include "tiny_tension_model.h"

namespace loadshare::tension {
namespace {

const GroupAtCut& group_of(const CutReport& cut, const std::string& name) {
  const auto found = std::ranges::find(cut.groups, name, &GroupAtCut::group);
  if (found == cut.groups.end()) throw std::runtime_error("no group " + name);
  return *found;
}

// A trunk on a pelvis on a thigh. The erector pulls 600 N (1000 at most) at 0.05 m and extends, the rectus
// 100 N (500) at 0.1 m and flexes; p A is 80 N (200) and extends at 0.09 m.
class BracedTrunk : public ::testing::Test {
 protected:
  BracedTrunk() {
    tiny.add_joint("back", "pelvis", "torso", {"lumbar_extension"});
    tiny.add_muscle("ercspn_r", {"pelvis", "torso"}, 1000).add_muscle("rect_abd_r", {"pelvis", "torso"}, 500);
    input.times_s = {0};
    input.tension_N.resize(1, 2);
    input.tension_N << 600, 100;
    input.brace_tension_N = {80};
    arms.resize(1, 3);
    arms << 0.05, -0.1, 0.09;
  }
  TensionReport report(const BalanceAt& balance_at = {}) {
    Diagnostics notes;
    CutOptions options;
    if (!input.brace_tension_N.empty())
      options.brace_ends = {tiny.model.find_body("torso"), tiny.model.find_body("pelvis")};
    const auto cuts = find_cuts(tiny.model, published_muscle_groups(), options, notes);
    input.moment_arm_m.clear();
    for (const auto& cut : cuts.cuts)
      input.moment_arm_m.push_back(cut.region == CutRegion::lumbar ? arms : SampleMatrix());
    return compute_tension(tiny.model, published_muscle_groups(), cuts, input, {}, balance_at);
  }
  const CutReport& lumbar(const TensionReport& report) {
    return *std::ranges::find(report.cuts, CutRegion::lumbar, &CutReport::region);
  }

  testing::TinyModel tiny = testing::make_hip();
  TensionInput input;
  SampleMatrix arms;
};

TEST_F(BracedTrunk, PressureCountsToTheAbdominalsAndStandsApart) {
  const auto found = report();
  const auto& cut = lumbar(found);
  const auto& abdominals = group_of(cut, "abdominals");
  EXPECT_EQ(abdominals.members.back(), brace_member);
  EXPECT_NEAR(cut.tension_N[0], 780, 1e-12);
  EXPECT_NEAR(abdominals.tension_N[0], 180, 1e-12);
  EXPECT_NEAR(abdominals.brace_tension_N.at(0), 80, 1e-12);
  EXPECT_NEAR(abdominals.share_ratio[0], 180.0 / 780, 1e-15);
  EXPECT_TRUE(group_of(cut, "erectors").brace_tension_N.empty());
  EXPECT_NEAR(found.phases[0].cuts[static_cast<std::size_t>(&cut - found.cuts.data())].tension_N_mean, 780,
              1e-12);
}

// The pressure extends while the rectus flexes: one group on both sides of the moment.
TEST_F(BracedTrunk, PressureExtends) {
  const auto found = report();
  const auto& cut = lumbar(found);
  const auto& abdominals = group_of(cut, "abdominals");
  // Extension is minus: 30 of the erector and 7.2 of the pressure against 10 of the rectus.
  EXPECT_NEAR(cut.net_moment_Nm[0], -30 - 7.2 + 10, 1e-12);
  EXPECT_NEAR(abdominals.moment_share_ratio[0], 7.2 / 37.2, 1e-12);
  EXPECT_NEAR(abdominals.antagonist_moment_ratio[0], 10 / 37.2, 1e-12);
}

TEST_F(BracedTrunk, StressIsOfMusclesAlone) {
  const auto found = report();
  EXPECT_NEAR(group_of(lumbar(found), "abdominals").stress_share_ratio[0], 0.2 / (0.2 + 0.6), 1e-15);
}

TEST_F(BracedTrunk, WithoutABraceNothingIsAdded) {
  input.brace_tension_N.clear();
  arms.conservativeResize(1, 2);
  const auto found = report();
  const auto& abdominals = group_of(lumbar(found), "abdominals");
  EXPECT_NEAR(abdominals.tension_N[0], 100, 1e-12);
  EXPECT_TRUE(abdominals.brace_tension_N.empty());
  EXPECT_TRUE(std::isnan(found.phases[0].cuts.back().groups.front().brace_tension_N_mean));
}

// Extension 27.2 N m = 50 a + 18 p - 50 b with a, b, p in [0, 1]. The abdominals hold nothing where the
// erector is alone; they hold most of all with full pressure, which spares the erector: a = (27.2 - 18) / 50
// = 0.184.
TEST_F(BracedTrunk, RangesLetThePressureVary) {
  const auto found = report([&](std::size_t) {
    SampleBalance at;
    Eigen::MatrixXd rows(1, 3);
    rows << 50, -50, 18;
    at.balance.columns = numerics::make_column_matrix(rows);
    at.balance.lower = Eigen::Vector3d::Zero();
    at.balance.upper = Eigen::Vector3d::Ones();
    at.balance.solved = Eigen::Vector3d(0.6, 0.2, 0.4);
    at.balance.is_held = {false, false, false};
    at.muscle_of = {model::MuscleId(0), model::MuscleId(1), {}};
    at.tension_N_per_unit = Eigen::Vector3d(1000, 500, 0);
    at.tension_N_fixed = Eigen::Vector2d::Zero();
    at.brace_unknown = 2;
    at.brace_tension_N_per_unit = 200;
    return at;
  });
  const auto& abdominals = group_of(lumbar(found), "abdominals");
  EXPECT_NEAR(abdominals.share_ratio_min[0], 0, 1e-9);
  EXPECT_NEAR(abdominals.share_ratio_max[0], 200.0 / (200 + 184), 1e-8);
}

}  // namespace
}  // namespace loadshare::tension
