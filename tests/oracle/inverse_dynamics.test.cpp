#include <gtest/gtest.h>

#include "measurements.h"

namespace loadshare::oracle {
namespace {

class InverseDynamicsOracle : public ::testing::TestWithParam<const char*> {};

TEST_P(InverseDynamicsOracle, MeetsOpenSimEverywhere) {
  if (const auto message = lacking(GetParam())) GTEST_SKIP() << *message;
  const auto difference = compare_inverse_dynamics(GetParam(), ToolRules::opensim);
  EXPECT_GT(difference.compared, 1000u);
  EXPECT_EQ(difference.missing_rows, 0u);
  EXPECT_EQ(difference.missing_columns, 0u);
  EXPECT_EQ(difference.beyond, 0u) << difference.worst << " in " << difference.worst_at;
}

INSTANTIATE_TEST_SUITE_P(Cases, InverseDynamicsOracle,
                         ::testing::Values("squat", "run", "gait2392", "spine318"), name_of_case);

TEST(InverseDynamicsOracleWalk, OpenSimAnalysedTheDefaultPoseAndOursTheMotion) {
  if (const auto message = lacking("gait_walk")) GTEST_SKIP() << *message;
  const auto proof = prove_default_pose();
  EXPECT_GT(proof.at_default_pose.compared, 1000u);
  EXPECT_EQ(proof.at_default_pose.missing_rows, 0u);
  EXPECT_EQ(proof.at_default_pose.beyond, 0u) << proof.at_default_pose.worst_at;
  EXPECT_GT(compare_inverse_dynamics("gait_walk", ToolRules::opensim).worst, 100.0)
      << "the motion is analysed, not the pose";
  // The right motion leaves less over at the root.
  EXPECT_LT(3 * proof.root_moment_rms_ours_Nm, proof.root_moment_rms_opensim_Nm);
}

// Where joints turn about several axes by one coordinate the exact rules differ from OpenSim's. Momentum
// tells which of the two is right.
class MomentumOracle : public ::testing::TestWithParam<const char*> {};

TEST_P(MomentumOracle, ExactJointsGiveTheRateOfMomentum) {
  if (const auto message = lacking(GetParam())) GTEST_SKIP() << *message;
  const auto proof = prove_by_momentum(GetParam());
  EXPECT_GT(proof.sample_count, 10u);
  EXPECT_LT(proof.exact_N, 1e-3);
  const auto change = compare_joint_rules(GetParam());
  if (std::string(GetParam()) == "gait2392") {  // no such joint
    EXPECT_LT(proof.opensim_N, 1e-3);
    EXPECT_LT(change.worst, 1e-9);
  } else {
    EXPECT_GT(proof.opensim_N, 0.1);
    EXPECT_LT(change.worst, 10.0) << change.worst_at;  // small all the same
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, MomentumOracle, ::testing::ValuesIn(case_names), name_of_case);

}  // namespace
}  // namespace loadshare::oracle
