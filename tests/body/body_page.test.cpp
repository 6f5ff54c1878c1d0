#include "body_page.h"

#include <gtest/gtest.h>

#include "written_page.h"

namespace loadshare::body_tests {
namespace {

TEST(BodyPage, CommittedPageSaysWhatThisRunMeasures) {
  const auto page = make_body_page();
  const auto difference = testing::difference_to_committed(page, "body.md");
  EXPECT_TRUE(difference.empty()) << difference;
}

}  // namespace
}  // namespace loadshare::body_tests
