#include "accuracy_page.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "reference_case.h"
#include "written_page.h"

namespace loadshare::oracle {
namespace {

using testing::first_difference;

TEST(AccuracyPage, CommittedPageSaysWhatThisRunMeasures) {
  for (const auto* name : case_names)
    if (const auto message = lacking(name)) GTEST_SKIP() << *message;
  const auto page = make_accuracy_page();
  const auto written = std::filesystem::absolute("accuracy.md");
  std::ofstream(written) << page;
  std::ifstream file(std::filesystem::path(LOADSHARE_SOURCE_DIR) / "docs" / "accuracy.md");
  std::ostringstream committed;
  committed << file.rdbuf();
  const auto difference = first_difference(page, committed.str());
  EXPECT_TRUE(difference.empty()) << "docs/accuracy.md no longer says what is measured: \"" << difference
                                  << "\"\n"
                                  << "If the change is meant, copy " << written << " over it.";
}

TEST(AccuracyPage, ComparisonSeesOtherWordsAndOtherNumbers) {
  EXPECT_EQ(first_difference("a 1.2 mm\n", "a 1.3 mm\n"), "");
  EXPECT_EQ(first_difference("a 1.2 mm\n", "a 1.6 mm\n"), "a 1.2 mm");
  EXPECT_EQ(first_difference("a 1.2 mm\n", "b 1.2 mm\n"), "a 1.2 mm");
  EXPECT_EQ(first_difference("a\nb\n", "a\n"), "b");
}

}  // namespace
}  // namespace loadshare::oracle
