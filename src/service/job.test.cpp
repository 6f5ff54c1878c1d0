#include "service/job.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <new>
#include <stdexcept>

namespace loadshare::service {
namespace {

using ::testing::HasSubstr;

TEST(Job, ThatEndsWellHoldsItsResult) {
  const auto job = run_job<int>([](Diagnostics& notes) -> Result<int> {
    notes.assume("file", "degrees");
    return 7;
  });
  ASSERT_TRUE(job.result.has_value());
  EXPECT_EQ(*job.result, 7);
  EXPECT_EQ(exit_code(job.ending()), 0);
  EXPECT_EQ(job.notes.findings().size(), 1u);
}

TEST(Job, WithAFindingThatNeedsALookEndsWithThree) {
  const auto job = run_job<int>([](Diagnostics& notes) -> Result<int> {
    notes.flag("sample 3", "not solved");
    return 7;
  });
  EXPECT_TRUE(job.result.has_value());
  EXPECT_EQ(exit_code(job.ending()), 3);
}

TEST(Job, ThatIsRefusedEndsWithOneAndKeepsItsFindings) {
  const auto job = run_job<int>([](Diagnostics& notes) -> Result<int> {
    notes.flag("file", "odd");
    return Refusal{"file", "broken", "mend it"};
  });
  EXPECT_FALSE(job.result.has_value());
  ASSERT_TRUE(job.failure.has_value());
  EXPECT_EQ(job.failure->refusal.what, "broken");
  EXPECT_EQ(exit_code(job.ending()), 1);
  EXPECT_EQ(job.notes.findings().size(), 1u);
}

TEST(Job, ThatMaySucceedLaterEndsWithSeventyFive) {
  const auto job = run_job<int>([](Diagnostics&) -> Result<int> {
    return Refusal{"file", "no room", "make room", true};
  });
  EXPECT_EQ(exit_code(job.ending()), 75);
}

TEST(Job, TurnsWhatIsThrownIntoABugToReport) {
  const auto bug = run_job<int>([](Diagnostics&) -> Result<int> {
    require(false, "the sky is above");
    return 7;
  });
  EXPECT_FALSE(bug.result.has_value());
  EXPECT_EQ(exit_code(bug.ending()), 70);
  EXPECT_THAT(bug.failure->refusal.text(), HasSubstr("the sky is above"));
  EXPECT_THAT(bug.failure->refusal.text(), HasSubstr("report it"));

  const auto memory = run_job<int>([](Diagnostics&) -> Result<int> { throw std::bad_alloc(); });
  EXPECT_EQ(exit_code(memory.ending()), 70);
  EXPECT_THAT(memory.failure->refusal.text(), HasSubstr("out of memory"));

  const auto library = run_job<int>([](Diagnostics&) -> Result<int> { throw std::runtime_error("inside"); });
  EXPECT_EQ(exit_code(library.ending()), 70);
  const auto nameless = run_job<int>([](Diagnostics&) -> Result<int> { throw 7; });
  EXPECT_EQ(exit_code(nameless.ending()), 70);
}

TEST(Endings, OfSeveralJobsTheWorstCounts) {
  EXPECT_EQ(worse_of(Ending::done, Ending::needs_a_look), Ending::needs_a_look);
  EXPECT_EQ(worse_of(Ending::refused, Ending::needs_a_look), Ending::refused);
  EXPECT_EQ(worse_of(Ending::refused, Ending::our_bug), Ending::our_bug);
  EXPECT_EQ(worse_of(Ending::try_again, Ending::refused), Ending::try_again);
  EXPECT_EQ(worse_of(Ending::done, Ending::done), Ending::done);
}

}  // namespace
}  // namespace loadshare::service
