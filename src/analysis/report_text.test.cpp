#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "analysis/html_text.h"
#include "analysis/report_words.h"
#include "analysis/verdict_text.h"
#include "base/require.h"
#include "made_up_report.h"

namespace loadshare::analysis {
namespace {

using ::testing::HasSubstr;
using testing::made_up_nan;
using testing::make_up_report;
using ::testing::Not;

TEST(ReportWords, PercentAndRange) {
  EXPECT_EQ(percent_words(0.314), "31 %");
  EXPECT_EQ(percent_words(0.0), "0 %");
  EXPECT_EQ(percent_words(-1e-12), "0 %");
  EXPECT_EQ(percent_words(0.004), "<1 %");
  EXPECT_EQ(percent_words(1.0), "100 %");
  EXPECT_EQ(percent_words(made_up_nan), "–");
  EXPECT_EQ(range_words(0.21, 0.58), "21 to 58 %");
  EXPECT_EQ(range_words(-1e-9, 1), "0 to 100 %");
  EXPECT_EQ(range_words(made_up_nan, 0.5), "");
}

TEST(ReportWords, PrintableKeepsCharactersWholeAndDropsControls) {
  EXPECT_EQ(printable("hüfte", 5), "hüfte");
  EXPECT_EQ(printable("hüften", 5), "hüft…");
  EXPECT_EQ(printable("\x1b[2Jgone"), "?[2Jgone");
}

CutOverPhase one_cut(tension::CutReport& cut, tension::CutInPhase& held) {
  cut.label = "right hip";
  const auto add = [&](const char* name, double share, double least, double most) {
    auto& group = held.groups.emplace_back();
    group.group = name, group.share_ratio = share, group.share_ratio_min = least,
    group.share_ratio_max = most;
  };
  add("deep_rotators", 0.03, 0, 0.1);
  add("hamstrings", 0.24, 0.1, 0.4);
  add("glutes", 0.62, 0.21, 0.78);
  add("hip_flexors", 0.09, 0.05, 0.2);
  add("adductors", 0.02, 0, 0.2);
  return {&cut, &held};
}

TEST(ReportWords, SentenceNamesTheGreatestFirstAndLumpsTheSmall) {
  tension::CutReport cut;
  tension::CutInPhase held;
  EXPECT_EQ(
      sentence_of_cut(one_cut(cut, held)),
      "Right hip: the glutes held 62 % of the tension (possible: 21 to 78 %), the hamstrings 24 % (possible: "
      "10 to 40 %), the hip flexors 9 %, others 5 %.");
}

TEST(ReportWords, SentenceWithoutAnythingSaysSo) {
  tension::CutReport cut;
  tension::CutInPhase held;
  cut.label = "L4/L5";
  EXPECT_EQ(sentence_of_cut({&cut, &held}), "L4/L5: no muscle crosses it in this model.");
  held.groups.emplace_back().share_ratio = made_up_nan;
  EXPECT_EQ(sentence_of_cut({&cut, &held}), "L4/L5: no sample was solved, so no share is known.");
}

TEST(ReportWords, SpansJoinNeighboursOfOneReason) {
  using tension::SampleStatus;
  SharingSummary sharing;
  sharing.unsolved = {{3, 0.3, SampleStatus::infeasible, "a"},
                      {4, 0.4, SampleStatus::infeasible, "a"},
                      {5, 0.5, SampleStatus::infeasible, "b"},
                      {7, 0.7, SampleStatus::infeasible, "b"},
                      {8, 0.8, SampleStatus::not_converged, "b"}};
  const auto spans = unsolved_spans(sharing);
  ASSERT_EQ(spans.size(), 4u);
  EXPECT_EQ(spans[0].sample_count, 2);
  EXPECT_DOUBLE_EQ(spans[0].start_s, 0.3);
  EXPECT_DOUBLE_EQ(spans[0].end_s, 0.4);
  EXPECT_DOUBLE_EQ(spans[2].start_s, 0.7);
}

TEST(ReportWords, WholePhaseIsTheOneOfThatName) {
  tension::TensionReport report;
  EXPECT_THROW((void)whole_phase(report), Bug);
  report.phases.resize(2);
  report.phases[0].name = "down";
  EXPECT_EQ(whole_phase(report).name, "down");
  report.phases[1].name = "whole";
  EXPECT_EQ(whole_phase(report).name, "whole");
}

TEST(HtmlText, NothingCanBeReadAsMarkup) {
  EXPECT_EQ(escape_html("<b a=\"1\" c='2'>&"), "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;");
  EXPECT_EQ(escape_html(std::string_view("a\0b", 3)),
            "a\xEF\xBF\xBD"
            "b");
  EXPECT_EQ(escape_html("hüft – 漢 😀"), "hüft – 漢 😀");
  // Broken, overlong, surrogate, beyond U+10FFFF, cut off.
  EXPECT_EQ(escape_html("\xff<"), "\xEF\xBF\xBD&lt;");
  EXPECT_EQ(escape_html("\xc0\xbc"), "\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(escape_html("\xed\xa0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(escape_html("\xf5\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(escape_html("\xe2\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(HtmlText, UnitsStayWithTheirNumbers) { EXPECT_EQ(escape_sentence("<31 %>"), "&lt;31\xC2\xA0%&gt;"); }

void expect_narrow(const std::string& text) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(character_count(line), 100u) << line;
}

TEST(VerdictText, HasARowForEachGroupWithItsRange) {
  const auto report = make_up_report();
  const auto text = make_verdict_text(report);
  EXPECT_THAT(text, HasSubstr("186 of 200 samples solved (synthetic sample)"));
  EXPECT_THAT(text, HasSubstr("Right hip"));
  EXPECT_THAT(text, HasSubstr("L4/L5"));
  EXPECT_THAT(text, Not(HasSubstr("L5/S1")));  // not a default cut
  EXPECT_THAT(text, HasSubstr("1 more joint in the report"));
  const auto& glutes = report.tension.phases[0].cuts[0].groups[0];
  EXPECT_THAT(text, HasSubstr(percent_words(glutes.share_ratio) + "  possible " +
                              range_words(glutes.share_ratio_min, glutes.share_ratio_max)));
  EXPECT_THAT(text, HasSubstr("most at knee_angle_r, 5 % of what was needed, peak 22.7 N m"));
  EXPECT_THAT(text, HasSubstr("1 finding to look at"));
  EXPECT_THAT(text, HasSubstr("Intervals: not computed yet. This is no diagnosis."));
  EXPECT_EQ(text.back(), '\n');
  expect_narrow(text);
}

TEST(VerdictText, NamesFromFilesCannotBreakTheTerminalOrTheWidth) {
  auto report = make_up_report();
  const std::string hostile = "\x1b[31m" + std::string(300, 'x');
  report.tension.cuts[0].label = hostile;
  report.tension.phases[0].cuts[0].groups[0].group = hostile;
  report.sharing.reserves[1].coordinate = hostile;
  report.interval_absent_reason = hostile;
  const auto text = make_verdict_text(report);
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  expect_narrow(text);
}

TEST(VerdictText, SaysWhenTheModelHasNoJointOfInterest) {
  AnalysisReport report;
  report.tension.phases.emplace_back().name = "whole";
  EXPECT_THAT(make_verdict_text(report), HasSubstr("no joint known as a hip or a lumbar level"));
}

}  // namespace
}  // namespace loadshare::analysis
