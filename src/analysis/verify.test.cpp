#include "analysis/verify.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "analysis/validity_text.h"
#include "source_folder.h"
#include "written_page.h"

namespace loadshare::analysis {
namespace {

using ::testing::HasSubstr;

ValidityTable published() { return *parse_validity_table(validity_text, "data/validity.toml"); }

const Verification& verified() {
  static const auto verification = [] {
    Diagnostics notes;
    return *verify(published(), notes);
  }();
  return verification;
}
TEST(Verify, CommittedPageSaysWhatThisRunComputes) {
  Diagnostics notes;
  const auto page = make_validity_page(verified(), *find_sensitivity(published(), notes));
  const auto written = std::filesystem::absolute("validity.md");
  std::ofstream(written) << page;
  std::ifstream file(testing::source_folder() / "docs" / "validity.md");
  std::ostringstream committed;
  committed << file.rdbuf();
  const auto difference = testing::first_difference(page, committed.str());
  EXPECT_TRUE(difference.empty()) << "docs/validity.md no longer says what is computed: \"" << difference
                                  << "\"\nIf the change is meant, copy " << written << " over it.";
}

// Rows and orders that hold today must go on holding; those that do not stand on the page.
TEST(Verify, WhatHoldsGoesOnHolding) {
  for (const auto& judged : verified().rows)
    for (const char* id : {"standing", "bent forward", "lift, round back", "supine", "one leg", "knee bend",
                           "squat, hip", "squat, knee", "stand up, hip", "stand up, knee"})
      EXPECT_TRUE(judged.row.id != id || judged.is_within()) << id << ": " << judged.computed;
  for (const auto& judged : verified().orders)
    for (const char* id : {"R1", "R4", "R6", "R8", "R11", "R15", "R15, R16", "R16", "R17", "R18", "R22",
                           "R23", "R28", "hip"})
      EXPECT_TRUE(judged.order.id != id || judged.holds())
          << id << ", " << judged.order.what << ": " << judged.more << ", " << judged.less;
  // The round back's is the other lift of R32: the page says what it hangs on.
  for (const auto& judged : verified().orders)
    EXPECT_TRUE(!judged.order.what.starts_with("lifting with bent knees: load at L5/S1") || judged.holds());
  for (const auto& judged : verified().correlations) EXPECT_GE(judged.coefficient, 0.9);
}

TEST(Verify, TwoWaysToDoTheSameDifferAsMechanicsSay) {
  for (const auto& pair : verified().pairs)
    for (const auto& judged : pair.lines)
      EXPECT_TRUE(judged.holds()) << judged.line.what << ": " << judged.one << ", " << judged.other;
}

TEST(Verify, WorstComeFirst) {
  const auto& rows = verified().rows;
  for (std::size_t i = 1; i < rows.size(); ++i)
    EXPECT_LE(rows[i].is_within() ? 0 : 1, rows[i - 1].is_within() ? 0 : 1);
  const auto& orders = verified().orders;
  for (std::size_t i = 1; i < orders.size(); ++i) EXPECT_LE(orders[i - 1].holds(), orders[i].holds());
}

// The first run of the settings is the table itself, and a setting that concerns a row moves it.
TEST(Verify, SettingsBeginWithTheTableAndMoveIt) {
  auto table = published();
  table.correlations.clear();
  table.orders.resize(1);
  std::erase_if(table.rows, [](const ValidityRow& row) {
    return row.id != "standing" && row.id != "bent forward" && row.id != "one leg";
  });
  Diagnostics notes;
  const auto runs = *find_sensitivity(table, notes);
  const auto value = [](const Verification& verification, const std::string& id) {
    return std::ranges::find(verification.rows, id, [](const auto& judged) { return judged.row.id; })
        ->computed;
  };
  const auto under = [&](const char* setting, const char* id) {
    return value(std::ranges::find(runs, setting, &SensitivityRun::setting)->verification, id);
  };
  for (const char* id : {"standing", "bent forward", "one leg"})
    EXPECT_EQ(value(runs.front().verification, id), value(verified(), id)) << id;
  EXPECT_GT(under("no pressure", "bent forward"), under("as it is", "bent forward"));
  EXPECT_GT(under("stability everywhere", "standing"), under("as it is", "standing"));
  EXPECT_NE(under("by volume", "one leg"), under("as it is", "one leg"));
  EXPECT_NE(under("Pearcy's rhythm", "bent forward"), under("as it is", "bent forward"));
  for (const auto& run : runs) EXPECT_EQ(run.verification.orders.size(), 1u);
}

TEST(Verify, ASampleThatWasNotSolvedHasNoValue) {
  Analysis analysis;
  JointLoadReport load{"L4_L5", "L4/L5", {}, {}, {}, {}};
  load.compression_N = {std::nan(""), 2};
  analysis.report.tension.status = {tension::SampleStatus::not_converged, tension::SampleStatus::solved};
  analysis.report.joint_loads.push_back(load);
  Measure measure;
  measure.at = "L4_L5";
  EXPECT_TRUE(std::isnan(*value_of(measure, analysis)));
  analysis.report.joint_loads[0].compression_N = {1, -3};
  analysis.report.tension.status[0] = tension::SampleStatus::reserve_needed;
  EXPECT_EQ(*value_of(measure, analysis), -3);
}

std::string refusal_with(const std::function<void(ValidityTable&)>& change) {
  auto table = published();
  table.orders.clear();
  table.pairs.clear();
  table.correlations.clear();
  table.rows.resize(1);
  change(table);
  Diagnostics notes;
  const auto refused = verify(table, notes);
  return refused ? "" : refused.refusal().text();
}

TEST(Verify, RefusesAMovementThatIsNotThere) {
  EXPECT_THAT(refusal_with([](auto& table) { table.rows[0].measure.run.movement = "flying"; }),
              HasSubstr("'flying'"));
}

TEST(Verify, RefusesACutAGroupOrMusclesThatAreNotThere) {
  EXPECT_THAT(refusal_with([](auto& table) { table.rows[0].measure.at = "C7_T1"; }), HasSubstr("C7_T1"));
  EXPECT_THAT(refusal_with([](auto& table) {
                table.rows[0].measure.quantity = LoadQuantity::group_tension;
                table.rows[0].measure.group = "wings";
              }),
              HasSubstr("of wings"));
  EXPECT_THAT(refusal_with([](auto& table) {
                table.rows[0].measure.quantity = LoadQuantity::activation;
                table.rows[0].measure.muscles = {"wing_*"};
              }),
              HasSubstr("no muscles wing_*"));
  EXPECT_THAT(refusal_with([](auto& table) { table.rows[0].measure.run.altered = {"wing_*"}; }),
              HasSubstr("no muscle is called wing_*"));
}

// Half the strength of a muscle is half its greatest force.
TEST(Verify, AnAlteredMusclesStrengthCounts) {
  Diagnostics notes;
  BodyRequest request;
  const auto whole = make_own_body(request, notes);
  request.strength.push_back({{"glmax*"}, 0.5});
  const auto half = make_own_body(request, notes);
  ASSERT_TRUE(whole.ok() && half.ok());
  const auto force = [](const auto& own, const char* name) {
    return own->body.model.muscles[own->body.model.find_muscle(name).at()].max_isometric_force_N;
  };
  EXPECT_DOUBLE_EQ(force(half, "glmax2_l"), 0.5 * force(whole, "glmax2_l"));
  EXPECT_DOUBLE_EQ(force(half, "semimem_l"), force(whole, "semimem_l"));
  EXPECT_EQ(half->choices.size(), whole->choices.size() + 1);
}

}  // namespace
}  // namespace loadshare::analysis
