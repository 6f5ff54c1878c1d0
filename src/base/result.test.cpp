#include "base/result.h"

#include <gtest/gtest.h>

namespace loadshare {
namespace {

TEST(Result, HoldsAValueOrARefusal) {
  Result<int> value = 3;
  ASSERT_TRUE(value.ok());
  EXPECT_EQ(*value, 3);
  Result<int> refused = Refusal{"a.mot, line 3", "a number is missing", "Write it again."};
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.refusal().text(), "a.mot, line 3: a number is missing\n  Write it again.");
}

TEST(Result, ReadingARefusalAsAValueIsABug) {
  Result<int> refused = Refusal{"here", "what", ""};
  EXPECT_THROW(*refused, Bug);
  Result<int> value = 1;
  EXPECT_THROW((void)value.refusal(), Bug);
}

}  // namespace
}  // namespace loadshare
