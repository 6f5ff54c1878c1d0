#include "accuracy_page.h"

#include <gtest/gtest.h>

#include "reference_case.h"
#include "written_page.h"

namespace loadshare::oracle {
namespace {

using testing::first_difference;

TEST(AccuracyPage, CommittedPageSaysWhatThisRunMeasures) {
  for (const auto* name : case_names)
    if (const auto message = lacking(name)) GTEST_SKIP() << *message;
  const auto page = make_accuracy_page();
  const auto difference = testing::difference_to_committed(page, "accuracy.md");
  EXPECT_TRUE(difference.empty()) << difference;
}

TEST(AccuracyPage, ComparisonSeesOtherWordsAndOtherNumbers) {
  EXPECT_EQ(first_difference("a 1.2 mm\n", "a 1.3 mm\n"), "");
  EXPECT_EQ(first_difference("a 1.2 mm\n", "a 1.6 mm\n"), "a 1.2 mm");
  EXPECT_EQ(first_difference("a 1.2 mm\n", "b 1.2 mm\n"), "a 1.2 mm");
  EXPECT_EQ(first_difference("a\nb\n", "a\n"), "b");
}

}  // namespace
}  // namespace loadshare::oracle
