#include "analysis/report_html.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <pugixml.hpp>
#include <regex>

#include "analysis/report_plots.h"
#include "made_up_report.h"

namespace loadshare::analysis {
namespace {

using ::testing::HasSubstr;
using testing::make_up_report;
using ::testing::Not;

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

TEST(ReportHtml, SectionsComeInOrder) {
  const auto page = make_report_html(make_up_report());
  std::size_t at = 0;
  for (const char* part :
       {"<h1>Who held the tension: squat</h1>", "Synthetic sample", "Right hip: the glutes held",
        "L4/L5: the back erectors", "<h2>Shares over the whole movement</h2>",
        "<h2>Shares, tension and movement over time</h2>", "<h2>Tension held at long length</h2>",
        "<h2>Samples that were not solved</h2>", "<h2>Reserves", "<h2>What was assumed",
        "<h2>How it was computed</h2>", "<h2>What this cannot say</h2>"}) {
    const auto found = page.find(part, at);
    ASSERT_NE(found, std::string::npos) << part;
    at = found;
  }
}

TEST(ReportHtml, NeedsNothingFromOutside) {
  const auto page = make_report_html(make_up_report());
  for (const char* part : {"http:", "https:", "src=", "<link", "@import", "@font-face", "fetch("})
    EXPECT_THAT(page, Not(HasSubstr(part)));
}

TEST(ReportHtml, SaysIntervalsAreMissingAndWhatIsNoDiagnosis) {
  const auto page = make_report_html(make_up_report());
  EXPECT_THAT(page, HasSubstr("Intervals: not computed yet."));
  EXPECT_THAT(page, HasSubstr("not a diagnosis"));
  EXPECT_THAT(page, HasSubstr(std::string(64, 'a')));  // the recording's hash
  EXPECT_THAT(page, HasSubstr("1.920 to 2.040"));
}

TEST(ReportHtml, EveryChoiceAboutTheBodyStandsWithItsSource) {
  auto report = make_up_report();
  const auto page = make_report_html(report);
  EXPECT_THAT(page, HasSubstr("made for a woman of 1.68&nbsp;m and 62.0&nbsp;kg"));
  EXPECT_THAT(page, HasSubstr("muscle volume"));
  EXPECT_THAT(page, HasSubstr("Handsfield 2014"));
  report.body.reset();
  EXPECT_THAT(make_report_html(report), Not(HasSubstr("<h2>The body</h2>")));
}

TEST(ReportHtml, SaysWhatTheJointsPressWith) {
  auto report = make_up_report();
  report.subject_mass_kg = 2000 / 9.80665;
  const auto page = make_report_html(report);
  EXPECT_THAT(page, HasSubstr("What the joints press with"));
  EXPECT_THAT(page, HasSubstr("2000&nbsp;N (1.0)"));  // compression at the bottom
  report.joint_loads.clear();
  EXPECT_THAT(make_report_html(report), Not(HasSubstr("What the joints press with")));
}

TEST(ReportHtml, SaysWhatIsKnownOfBraceAndFloor) {
  auto report = make_up_report();
  EXPECT_THAT(make_report_html(report), HasSubstr("not in this model's balance"));
  EXPECT_THAT(make_report_html(report), HasSubstr("forces and the motion disagree by"));
  report.settings.brace = "as_needed";
  report.settings.solves_contacts = true;
  const auto page = make_report_html(report);
  EXPECT_THAT(page, Not(HasSubstr("not in this model's balance")));
  EXPECT_THAT(page, HasSubstr("as high as spares effort"));
  EXPECT_THAT(page, HasSubstr("were not measured where they were solved"));
  EXPECT_THAT(page, HasSubstr("<dd>as needed</dd>"));
  EXPECT_THAT(page, HasSubstr("it is what the supports could not give"));
  EXPECT_THAT(page, Not(HasSubstr("forces and the motion disagree by")));
}

TEST(ReportHtml, SaysThatNoGroundForcesWereGiven) {
  auto report = make_up_report();
  EXPECT_THAT(make_report_html(report), Not(HasSubstr("No measured ground forces")));
  report.inputs.pop_back();
  EXPECT_THAT(make_report_html(report), HasSubstr("No measured ground forces were given"));
}

// Every text of the report that can come from a file.
void put_everywhere(AnalysisReport& report, const std::string& text) {
  report.program_version = report.interval_absent_reason = text;
  report.exercise = text;
  for (auto& input : report.inputs) input.file_name = input.sha256 = text;
  report.body->sex = report.body->rhythm = text;
  report.settings.brace = text;
  for (auto& choice : report.body->choices) choice.subject = choice.choice = choice.source = text;
  for (auto& reserve : report.sharing.reserves) reserve.coordinate = text;
  for (auto& sample : report.sharing.unsolved) sample.reason = text;
  for (auto& joint : report.joint_angles) joint.coordinate = joint.label = text;
  for (auto& load : report.joint_loads) load.cut = load.label = text;
  for (auto& finding : report.findings) finding.where = finding.what = text;
  auto& tension = report.tension;
  tension.unknown_muscles = tension.muscles_across_no_cut = {text};
  for (auto& cut : tension.cuts) {
    cut.name = cut.label = cut.joint = cut.flexion_coordinate = text;
    for (auto& group : cut.groups) group.group = text, group.members = {text};
  }
  tension.phases.push_back(tension.phases.front());
  for (auto& phase : tension.phases) {
    if (phase.name != "whole" || &phase == &tension.phases.back()) phase.name = text;
    for (auto& cut : phase.cuts) {
      cut.cut = text;
      for (auto& group : cut.groups) group.group = text;
    }
    for (auto& row : phase.long_length) row.group = text;
  }
}

TEST(ReportHtml, NamesFromFilesAreNeverMarkup) {
  auto report = make_up_report();
  const auto plain = make_report_html(report);
  put_everywhere(report, "</script><script>alert(1)</script><img onerror=\"x\" '>");
  const auto page = make_report_html(report);
  EXPECT_THAT(page, Not(HasSubstr("<script>alert")));
  EXPECT_THAT(page, Not(HasSubstr("<img")));
  EXPECT_THAT(page, Not(HasSubstr("onerror=\"")));
  EXPECT_THAT(page, HasSubstr("&lt;/script&gt;"));
  EXPECT_EQ(count_of(page, "</script>"), count_of(plain, "</script>"));
  EXPECT_EQ(count_of(page, "<script"), count_of(plain, "<script"));
}

TEST(ReportHtml, DrawsAReportOfAlmostNothing) {
  AnalysisReport report;
  report.tension.phases.emplace_back().name = "whole";
  const auto page = make_report_html(report);
  EXPECT_THAT(page, HasSubstr("no joint known as a hip"));
  EXPECT_THAT(page, HasSubstr("no joint known as a lumbar level"));
  EXPECT_THAT(page, Not(HasSubstr("nan")));
}

TEST(ReportHtml, EveryIdIsThereOnce) {
  const auto page = make_report_html(make_up_report());
  const std::regex id_pattern(" id=\"([^\"]*)\"");
  std::vector<std::string> ids;
  for (std::sregex_iterator it(page.begin(), page.end(), id_pattern), end; it != end; ++it)
    ids.push_back((*it)[1]);
  EXPECT_EQ(ids.size(), 15u);  // three for each of five plots
  std::sort(ids.begin(), ids.end());
  EXPECT_EQ(std::adjacent_find(ids.begin(), ids.end()), ids.end());
}

pugi::xml_document parse_svg(const std::string& drawing) {
  pugi::xml_document document;
  EXPECT_TRUE(document.load_string(drawing.substr(0, drawing.find("</svg>") + 6).c_str()));
  return document;
}

std::size_t count_nodes(const pugi::xml_document& document, const char* query) {
  return document.select_nodes(query).size();
}

TEST(ReportPlots, SharesHaveABandForEachGroupAndRun) {
  const auto report = make_up_report();
  const auto svg = parse_svg(draw_shares(report.tension.cuts[0], report.tension, "x"));
  // Two gaps, so three runs, of six groups.
  EXPECT_EQ(count_nodes(svg, "//path[starts-with(@class, 'band')]"), 18u);
  EXPECT_EQ(count_nodes(svg, "//rect[@class='gap']"), 2u);
  EXPECT_EQ(count_nodes(svg, "//rect[@class='held']"), 1u);
  EXPECT_STREQ(svg.child("svg").attribute("role").value(), "img");
  EXPECT_STREQ(svg.child("svg").child("title").text().get(), "Shares of tension at the right hip over time");
}

// Bands of one group that holds all fill the plot from 0 to 100 %.
TEST(ReportPlots, AGroupThatHoldsAllFillsTheHeight) {
  tension::TensionReport report;
  report.times_s = {0, 1};
  report.status = {tension::SampleStatus::solved, tension::SampleStatus::solved};
  tension::CutReport cut;
  cut.groups.resize(1);
  cut.groups[0].group = "glutes";
  cut.groups[0].share_ratio = {1, 1};
  const auto svg = parse_svg(draw_shares(cut, report, "x"));
  EXPECT_STREQ(svg.select_node("//path[@class='band g-0']").node().attribute("d").value(),
               "M44.0 18.0L306.0 18.0L306.0 206.0L44.0 206.0Z");
}

TEST(ReportPlots, ASingleSampleIsDrawn) {
  tension::TensionReport report;
  report.times_s = {2};
  report.status = {tension::SampleStatus::solved};
  tension::CutReport cut;
  cut.groups.resize(1);
  cut.groups[0].share_ratio = {1};
  const auto drawing = draw_shares(cut, report, "x");
  EXPECT_EQ(count_nodes(parse_svg(drawing), "//path[starts-with(@class, 'band')]"), 1u);
  EXPECT_THAT(drawing, Not(HasSubstr("nan")));
}

TEST(ReportPlots, EndLabelsDoNotOverlap) {
  const auto report = make_up_report();
  LinePlot plot{"x", "t", "d", "N", {}, false};
  for (int i = 0; i < 6; ++i) plot.lines.push_back({"same", std::vector<double>(200, 1.0)});
  const auto svg = parse_svg(draw_lines(plot, report.tension));
  std::vector<double> heights;
  for (const auto& node : svg.select_nodes("//text[@class='label']"))
    heights.push_back(node.node().attribute("y").as_double());
  ASSERT_EQ(heights.size(), 6u);
  std::sort(heights.begin(), heights.end());
  for (std::size_t i = 1; i < heights.size(); ++i) EXPECT_GE(heights[i] - heights[i - 1], 13.9);
}

TEST(ReportPlots, TheRangeBarSpansTheRange) {
  const auto svg = parse_svg(draw_range_bar(0.5, 0.25, 0.75, "g-0"));
  const auto bar = svg.select_node("//rect[@class='g-0']").node();
  EXPECT_DOUBLE_EQ(bar.attribute("x").as_double(), 31);      // 2 + 0.25 * 116
  EXPECT_DOUBLE_EQ(bar.attribute("width").as_double(), 58);  // 0.5 * 116
  EXPECT_DOUBLE_EQ(svg.select_node("//rect[@class='mark']").node().attribute("x").as_double(), 58.5);
  EXPECT_STREQ(svg.child("svg").attribute("aria-label").value(), "50 %, possible 25 to 75 %");
  EXPECT_EQ(draw_range_bar(testing::made_up_nan, 0, 1, "g-0"), "");
}

// Groups that meet at a joint can be told apart.
TEST(ReportPlots, ColoursOfGroupsAreTheirOwn) {
  EXPECT_EQ(colour_class("glutes"), "g-0");
  EXPECT_EQ(colour_class("arm"), "g-15");
  EXPECT_EQ(colour_class("\"><script>"), "g-none");
}

// A real browser reads the page, runs its script and lays it out.
TEST(PageReport, RendersInABrowser) {
  if (std::system("command -v chromium > /dev/null 2>&1") != 0)  // NOLINT(concurrency-mt-unsafe)
    GTEST_SKIP() << "left out: chromium is not installed";
  const auto folder =
      std::filesystem::temp_directory_path() / ("loadshare_page_report_" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  auto page = make_report_html(make_up_report());
  // The arrow key on the first plot must fill its read-out; the page must not be wider than a phone.
  page += R"js(<script>
    document.querySelector("figure svg").dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowRight"}));
    document.body.style.width = "360px";
    document.title = "width " + document.body.scrollWidth + "; " + document.querySelector("output").textContent;
  </script>)js";
  std::ofstream(folder / "report.html", std::ios::binary) << page;
  const auto command =
      "timeout 60 chromium --headless --no-sandbox --disable-gpu --window-size=500,900 --user-data-dir=\"" +
      (folder / "profile").string() + "\" --dump-dom \"file://" + (folder / "report.html").string() +
      "\" > \"" + (folder / "dom.html").string() + "\" 2> /dev/null";
  const int status = std::system(command.c_str());  // NOLINT(concurrency-mt-unsafe)
  std::ifstream stream(folder / "dom.html");
  const std::string dom{std::istreambuf_iterator<char>(stream), {}};
  if (status != 0 || dom.empty()) {
    std::filesystem::remove_all(folder);
    GTEST_SKIP() << "left out: chromium does not start here";
  }
  EXPECT_THAT(dom, HasSubstr("<title>width 360; 0.02 s: glutes "));
  EXPECT_EQ(count_of(dom, "<figure>"), 5u);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace loadshare::analysis
