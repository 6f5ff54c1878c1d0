#include "analysis/verify.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "analysis/validity_text.h"
#include "written_page.h"

namespace loadshare::analysis {
namespace {

const Verification& verified() {
  static const auto verification = [] {
    Diagnostics notes;
    return *verify(*parse_validity_table(validity_text, "data/validity.toml"), notes);
  }();
  return verification;
}

TEST(Verify, CommittedPageSaysWhatThisRunComputes) {
  const auto page = make_validity_page(verified());
  const auto written = std::filesystem::absolute("validity.md");
  std::ofstream(written) << page;
  std::ifstream file(std::filesystem::path(LOADSHARE_SOURCE_DIR) / "docs" / "validity.md");
  std::ostringstream committed;
  committed << file.rdbuf();
  const auto difference = testing::first_difference(page, committed.str());
  EXPECT_TRUE(difference.empty()) << "docs/validity.md no longer says what is computed: \"" << difference
                                  << "\"\nIf the change is meant, copy " << written << " over it.";
}

// Rows that hold today must go on holding; those that do not stand on the page.
TEST(Verify, WhatHoldsGoesOnHolding) {
  for (const auto& judged : verified().rows)
    for (const char* id : {"standing", "bent forward", "lift, round back", "supine", "one leg"})
      EXPECT_TRUE(judged.row.id != id || judged.is_within()) << id << ": " << judged.computed;
  for (const auto& judged : verified().orders)
    for (const char* id : {"R23", "R8", "R32", "one leg, both legs"})
      EXPECT_TRUE(judged.order.id != id || judged.holds()) << id;
  for (const auto& judged : verified().correlations) EXPECT_GT(judged.coefficient, 0.8);
}

TEST(Verify, WorstComeFirst) {
  const auto& rows = verified().rows;
  for (std::size_t i = 1; i < rows.size(); ++i)
    EXPECT_LE(rows[i].is_within() ? 0 : 1, rows[i - 1].is_within() ? 0 : 1);
}

TEST(Verify, RefusesAMovementThatIsNotThere) {
  auto table = *parse_validity_table(validity_text, "data/validity.toml");
  table.rows.front().movement = "flying";
  Diagnostics notes;
  const auto refused = verify(table, notes);
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.refusal().what, ::testing::HasSubstr("'flying'"));
}

TEST(Verify, RefusesACutThatIsNotThere) {
  auto table = *parse_validity_table(validity_text, "data/validity.toml");
  table.rows.front().at = "C7_T1";
  Diagnostics notes;
  const auto refused = verify(table, notes);
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.refusal().what, ::testing::HasSubstr("C7_T1"));
}

}  // namespace
}  // namespace loadshare::analysis
