#include <gtest/gtest.h>

#include "measurements.h"

namespace loadshare::oracle {
namespace {

class JointReactionOracle : public ::testing::TestWithParam<const char*> {};

TEST_P(JointReactionOracle, FromOpenSimsMuscleForcesEveryReactionIsOpenSims) {
  if (const auto message = lacking(GetParam())) GTEST_SKIP() << *message;
  const auto reactions = compare_reactions(GetParam(), false);
  ASSERT_TRUE(reactions.same_columns);
  for (const auto* difference : {&reactions.forces_N, &reactions.moments_Nm, &reactions.points_m}) {
    EXPECT_GT(difference->compared, 200u);
    EXPECT_EQ(difference->missing_rows, 0u);
    EXPECT_EQ(difference->beyond, 0u) << difference->worst << " in " << difference->worst_at;
  }
}

// The whole chain: what differs is what OpenSim's optimiser left when it stopped.
TEST_P(JointReactionOracle, FromOurMuscleForcesReactionsFollowTheSmallDifferenceOfActivations) {
  if (const auto message = lacking(GetParam())) GTEST_SKIP() << *message;
  const auto reactions = compare_reactions(GetParam(), true);
  ASSERT_TRUE(reactions.same_columns);
  EXPECT_EQ(reactions.forces_N.missing_rows, 0u);
  EXPECT_LT(reactions.forces_N.worst, 1.0) << reactions.forces_N.worst_at;
  EXPECT_LT(reactions.forces_N.beyond, reactions.forces_N.compared / 50);
  EXPECT_EQ(reactions.moments_Nm.beyond, 0u) << reactions.moments_Nm.worst_at;
}

INSTANTIATE_TEST_SUITE_P(Cases, JointReactionOracle, ::testing::Values("squat", "gait_walk"), name_of_case);

}  // namespace
}  // namespace loadshare::oracle
