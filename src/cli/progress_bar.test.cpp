#include "cli/progress_bar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace loadshare::cli {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

struct Watch {
  double time_s = 100;
  [[nodiscard]] ProgressBar::Clock clock() {
    return [this] { return std::chrono::duration<double>(time_s); };
  }
};

TEST(ProgressBar, DrawsNothingInTheFirstTwoSeconds) {
  Watch watch;
  std::ostringstream out;
  {
    ProgressBar bar(out, true, watch.clock());
    watch.time_s += 1.9;
    bar.show("paths", 1, 2);
  }
  EXPECT_EQ(out.str(), "");
}

TEST(ProgressBar, DrawsNothingWhereThereIsNoTerminal) {
  Watch watch;
  std::ostringstream out;
  {
    ProgressBar bar(out, false, watch.clock());
    watch.time_s += 60;
    bar.show("paths", 1, 2);
  }
  EXPECT_EQ(out.str(), "");
}

TEST(ProgressBar, ShowsHowFarItIsAndWipesItselfAway) {
  Watch watch;
  std::ostringstream out;
  {
    ProgressBar bar(out, true, watch.clock());
    watch.time_s += 3;
    bar.show("paths", 1, 2);
    EXPECT_THAT(out.str(), HasSubstr("[###############...............]  50 %  paths"));
  }
  EXPECT_THAT(out.str(), EndsWith("\r\x1b[K"));
}

TEST(ProgressBar, DrawsAtMostTenTimesASecond) {
  Watch watch;
  std::ostringstream out;
  ProgressBar bar(out, true, watch.clock());
  watch.time_s += 3;
  bar.show("paths", 1, 4);
  const auto once = out.str();
  watch.time_s += 0.05;
  bar.show("paths", 2, 4);
  EXPECT_EQ(out.str(), once);
  watch.time_s += 0.06;
  bar.show("paths", 3, 4);
  EXPECT_THAT(out.str(), HasSubstr(" 75 %"));
}

}  // namespace
}  // namespace loadshare::cli
