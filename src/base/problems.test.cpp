#include "base/problems.h"

#include <gtest/gtest.h>

namespace loadshare {
namespace {

TEST(Problems, ShowTheFirstFourAndCountTheRest) {
  Problems problems;
  for (int i = 1; i <= 6; ++i) problems.add("line " + std::to_string(i), "bad", "mend it");
  EXPECT_EQ(
      problems.refusal().text(),
      Refusal({"line 1", "bad; also line 2: bad; also line 3: bad; also line 4: bad; and 2 more", "mend it"})
          .text());
}

TEST(Problems, NoneHaveNoRefusal) {
  const Problems problems;
  EXPECT_TRUE(problems.none());
  EXPECT_THROW((void)problems.refusal(), Bug);
}

}  // namespace
}  // namespace loadshare
