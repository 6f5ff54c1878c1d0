#include "body_page.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "written_page.h"

namespace loadshare::body_tests {
namespace {

TEST(BodyPage, CommittedPageSaysWhatThisRunMeasures) {
  const auto page = make_body_page();
  const auto written = std::filesystem::absolute("body.md");
  std::ofstream(written) << page;
  std::ifstream file(std::filesystem::path(LOADSHARE_SOURCE_DIR) / "docs" / "body.md");
  std::ostringstream committed;
  committed << file.rdbuf();
  const auto difference = testing::first_difference(page, committed.str());
  EXPECT_TRUE(difference.empty()) << "docs/body.md no longer says what is measured: \"" << difference
                                  << "\"\n"
                                  << "If the change is meant, copy " << written << " over it.";
}

}  // namespace
}  // namespace loadshare::body_tests
