#include "analysis/report_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/require.h"
#include "made_up_report.h"
#include "source_folder.h"

namespace loadshare::analysis {
namespace {

using nlohmann::json;
using testing::make_up_report;

// What tests/validate_schema.py says of each document, "fits" or a breach; none where it cannot be asked.
std::optional<std::vector<std::string>> validate(const std::vector<std::string>& documents) {
  const auto* const test = ::testing::UnitTest::GetInstance()->current_test_info();
  const auto folder = std::filesystem::temp_directory_path() / ("loadshare_" + std::string(test->name()));
  std::filesystem::create_directories(folder);
  const std::filesystem::path source = testing::source_folder();
  auto command = "PATH=/usr/bin:$PATH python3 \"" + (source / "tests/validate_schema.py").string() + "\" \"" +
                 (source / "schema/report-1.schema.json").string() + "\"";
  for (std::size_t i = 0; i < documents.size(); ++i) {
    const auto file = folder / (std::to_string(i) + ".json");
    std::ofstream(file, std::ios::binary) << documents[i];
    command += " \"" + file.string() + "\"";
  }
  command += " > \"" + (folder / "said.txt").string() + "\"";
  const int status = std::system(command.c_str());  // NOLINT(concurrency-mt-unsafe)
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  std::vector<std::string> said;
  std::ifstream stream(folder / "said.txt");
  for (std::string line; std::getline(stream, line);) said.push_back(line);
  stream.close();
  std::filesystem::remove_all(folder);
  if (code == 77 || code == 127) return std::nullopt;
  EXPECT_EQ(said.size(), documents.size());
  return said;
}

constexpr const char* no_validator = "left out: python3-jsonschema is not installed";

TEST(ReportSchema, FitsWhatIsWritten) {
  AnalysisReport nothing;
  nothing.tension.phases.emplace_back().name = "whole";
  nothing.tension.phases.back().spans_s = {{0, 0}};
  const auto said = validate({make_report_json(make_up_report()), make_report_json(nothing),
                              make_report_json(make_up_report(), {.series_sample_count_max = 10})});
  if (!said) GTEST_SKIP() << no_validator;
  EXPECT_THAT(*said, ::testing::Each("fits"));
}

TEST(ReportSchema, RefusesWhatIsBroken) {
  const auto sound = json::parse(make_report_json(make_up_report()));
  const std::vector<std::function<void(json&)>> breaks{
      [](json& document) { document["schema"] = "loadshare-report/2"; },
      [](json& document) { document.erase("intervals"); },
      [](json& document) {
        document["intervals"]["interval"] = {0.2, 0.4};
      },
      [](json& document) { document["more"] = 1; },
      [](json& document) { document["inputs"][0]["sha256"] = "abc"; },
      [](json& document) { document["phases"] = json::array(); },
      [](json& document) { document["body"]["choices"][0].erase("source"); },
      [](json& document) { document["body"]["sex"] = "unknown"; },
      [](json& document) { document["joint_loads"][0].erase("compression_N"); },
      [](json& document) { document["phases"][0]["cuts"][0]["groups"][0]["share_ratio"] = 31; },
      [](json& document) { document["cuts"][0]["groups"][0].erase("members"); },
      [](json& document) { document["cuts"][0]["tension_N"][0] = "many"; },
      [](json& document) { document["series"]["status"][0] = "good"; },
      [](json& document) { document["load_sharing"]["reserve_moments"][0]["unit"] = "N m"; },
      [](json& document) { document["findings"][0]["kind"] = "warning"; },
  };
  std::vector<std::string> documents;
  for (const auto& break_it : breaks) {
    auto document = sound;
    break_it(document);
    documents.push_back(document.dump());
  }
  const auto said = validate(documents);
  if (!said) GTEST_SKIP() << no_validator;
  EXPECT_THAT(*said, ::testing::Each(::testing::StartsWith("breach at ")));
}

TEST(ReportJson, SaysWhatTheReportHolds) {
  const auto report = make_up_report();
  const auto document = json::parse(make_report_json(report));
  EXPECT_EQ(document["schema"], "loadshare-report/1");
  EXPECT_EQ(document["settings"]["cutoff_Hz"], 6.0);
  EXPECT_TRUE(document["intervals"]["interval"].is_null());
  EXPECT_EQ(document["intervals"]["reason"], "not computed yet");
  EXPECT_EQ(document["body"]["rhythm"], "christophy");
  EXPECT_EQ(document["body"]["choices"].size(), 2);
  EXPECT_EQ(document["body"]["choices"][0]["source"], "Handsfield 2014");
  EXPECT_EQ(document["samples"]["status_counts"]["infeasible"], 7);
  EXPECT_EQ(document["load_sharing"]["unsolved"].size(), report.sharing.unsolved.size());
  EXPECT_EQ(document["load_sharing"]["reserve_moments"].size(), 2);
  EXPECT_EQ(document["load_sharing"]["reserve_forces"][0]["coordinate"], "pelvis_ty");
  EXPECT_EQ(document["findings"][2]["kind"], "needs_a_look");
  const auto& glutes = document["cuts"][0]["groups"][0];
  EXPECT_EQ(glutes["group"], "glutes");
  EXPECT_NEAR(glutes["tension_N"][17].get<double>(), report.tension.cuts[0].groups[0].tension_N[17], 1e-5);
}

TEST(ReportJson, NumbersThatAreNotDefinedAreNull) {
  auto report = make_up_report();
  report.subject_mass_kg = std::numeric_limits<double>::quiet_NaN();
  report.sharing.residual_ratio_max = std::numeric_limits<double>::infinity();
  const auto document = json::parse(make_report_json(report));
  EXPECT_TRUE(document["subject_mass_kg"].is_null());
  EXPECT_TRUE(document["load_sharing"]["residual_ratio_max"].is_null());
  EXPECT_TRUE(document["cuts"][0]["groups"][0]["share_ratio"][100].is_null());  // not balanced
}

TEST(ReportJson, NumbersHaveNineDigits) {
  auto report = make_up_report();
  report.subject_mass_kg = 100.0 / 3.0;
  report.settings.reserve_price = -0.0;
  const auto text = make_report_json(report);
  EXPECT_THAT(text, ::testing::HasSubstr("\"subject_mass_kg\": 33.3333333,"));
  EXPECT_THAT(text, ::testing::HasSubstr("\"reserve_price\": 0.0,"));
}

TEST(ReportJson, SameReportSameBytes) {
  EXPECT_EQ(make_report_json(make_up_report()), make_report_json(make_up_report()));
}

TEST(ReportJson, NamesOfAnyBytesStayJson) {
  auto report = make_up_report();
  report.tension.unknown_muscles = {"\"quoted\"\n", "not utf-8 \xff\xfe", "\x01"};
  const auto document = json::parse(make_report_json(report));
  EXPECT_EQ(document["unknown_muscles"][0], "\"quoted\"\n");
  EXPECT_EQ(document["unknown_muscles"][1], "not utf-8 \xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(ReportJson, LongTrialsAreThinnedButKeepRangesAndTheLastSample) {
  const auto report = make_up_report();
  const auto samples = select_series_samples(report.tension, 20);
  EXPECT_EQ(samples.front(), 0u);
  EXPECT_EQ(samples.back(), 199u);
  for (std::size_t k = 0; k < 200; k += 8) {
    if (k == 96) continue;  // not balanced: no range
    EXPECT_THAT(samples, ::testing::Contains(k));
  }
  EXPECT_LT(samples.size(), 50u);
  const auto document = json::parse(make_report_json(report, {.series_sample_count_max = 20}));
  EXPECT_EQ(document["series"]["is_thinned"], true);
  EXPECT_EQ(document["series"]["times_s"].size(), samples.size());
  EXPECT_EQ(document["cuts"][2]["groups"][1]["share_ratio"].size(), samples.size());
  EXPECT_EQ(document["samples"]["sample_count"], 200);
  EXPECT_EQ(select_series_samples(report.tension, 200).size(), 200u);
}

TEST(ReportJson, VectorsOfTheWrongLengthAreABug) {
  auto report = make_up_report();
  report.tension.cuts[0].groups[0].moment_Nm.pop_back();
  EXPECT_THROW((void)make_report_json(report), Bug);
}

}  // namespace
}  // namespace loadshare::analysis
