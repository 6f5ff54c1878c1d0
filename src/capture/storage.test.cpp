#include "capture/storage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>

#include "base/require.h"

namespace loadshare::capture {
namespace {

using ::testing::ElementsAre;

TimeSeries parsed(std::string_view text) {
  Diagnostics notes;
  auto series = parse_storage(text, "walk.sto", notes);
  EXPECT_TRUE(series.ok()) << series.refusal().text();
  return *std::move(series);
}

Refusal refused(std::string_view text) {
  Diagnostics notes;
  const auto series = parse_storage(text, "walk.sto", notes);
  EXPECT_FALSE(series.ok());
  return series.ok() ? Refusal{} : series.refusal();
}

TEST(ParseStorage, ReadsVersionOne) {
  const auto series = parsed(
      "Coordinates\nversion=1\nnRows=2\nnColumns=3\ninDegrees=yes\n\nUnits are S.I. units\n\nendheader\n"
      "time\thip_r\tpelvis_ty\n0.5\t10\t0.9\n0.51\t11.5\t0.91\n");
  EXPECT_EQ(series.name, "Coordinates");
  EXPECT_THAT(series.labels, ElementsAre("hip_r", "pelvis_ty"));
  EXPECT_THAT(series.times_s, ElementsAre(0.5, 0.51));
  EXPECT_EQ(series.values(1, 0), 11.5);
  EXPECT_EQ(series.values(0, 1), 0.9);
  EXPECT_EQ(series.in_degrees, true);
  EXPECT_EQ(series.metadata.at("version"), "1");
}

TEST(ParseStorage, ReadsSimmsMotionFiles) {
  const auto series = parsed(
      "name C:\\walk.mot\ndatacolumns 3\ndatarows 2\nrange 0.000000 1.0e0\nendheader\n\n"
      "      time\t  f_vx\t f_vy  \n   0.0\t +1.5\t -2e1\t\t\n   1.0   2.5 3\t\n\n\n");
  EXPECT_EQ(series.name, "C:\\walk.mot");
  EXPECT_EQ(series.values(0, 1), -20.0);
  EXPECT_EQ(series.values(0, 0), 1.5);
  EXPECT_EQ(series.in_degrees, std::nullopt);
  EXPECT_EQ(series.metadata.at("range"), "0.000000 1.0e0");
}

TEST(ParseStorage, ReadsVersionThreeWithoutCounts) {
  const auto series =
      parsed("DataRate=2000.0\nversion=3\nOpenSimVersion=4.5\nendheader\ntime\ta\n0\t1\n1\t2\n");
  EXPECT_EQ(series.name, "");
  EXPECT_EQ(series.metadata.at("DataRate"), "2000.0");
  EXPECT_EQ(series.sample_count(), 2u);
}

TEST(ParseStorage, TakesColumnsAsTheyAreInVersionThreeAndSaysSo) {
  Diagnostics notes;
  const auto series = parse_storage("nColumns=9\nversion=3\nendheader\ntime\ta\n0\t1\n", "walk.sto", notes);
  ASSERT_TRUE(series.ok());
  EXPECT_THAT(
      notes.findings(),
      ElementsAre(Finding{FindingKind::assumed, "walk.sto",
                          "the header says 9 columns, and 2 are there; those that are there were taken"}));
}

TEST(ParseStorage, KeepsLabelsWithBlanksBetweenTabs) {
  const auto series = parsed("x\nendheader\ntime\tleft hip\tright hip\n0\t1\t2\n");
  EXPECT_THAT(series.labels, ElementsAre("left hip", "right hip"));
}

TEST(ParseStorage, FindsTimeInAnyColumnAndLetter) {
  EXPECT_THAT(parsed("x\nendheader\na time\n7 0\n8 1\n").times_s, ElementsAre(0.0, 1.0));
  EXPECT_THAT(parsed("x\nendheader\nTime a\n0 7\n1 8\n").times_s, ElementsAre(0.0, 1.0));
}

TEST(ParseStorage, ReadsFilesOfOldLineEndsAndByteOrderMarks) {
  EXPECT_EQ(parsed("\xEF\xBB\xBFwalk\r\nendheader\r\ntime\ta\r\n0\t1\r\n").name, "walk");
  EXPECT_EQ(parsed("walk\rendheader\rtime\ta\r0\t1\r").values(0, 0), 1.0);
}

// Found by fuzz_storage: the name held what no name may hold when written.
TEST(ParseStorage, MakesNamesFitToBeWritten) {
  const auto series = parsed("Coordinates\tof\ta\rwalk\nendheader\ntime\tleft\rhip\n0\t1\n");
  EXPECT_EQ(series.name, "Coordinates of a walk");
  EXPECT_THAT(series.labels, ElementsAre("left hip"));
  EXPECT_EQ(parsed(format_storage(series)).name, series.name);
}

TEST(ParseStorage, NamesSeveralFaultsAtOnce) {
  const auto refusal = refused("x\nnRows=3\nendheader\ntime a\n0 1\n1 two\n2 nan\n");
  EXPECT_EQ(refusal.where, "walk.sto, line 6, column 'a'");
  EXPECT_EQ(refusal.what,
            "'two' is not a number that can be used; also walk.sto, line 7, column 'a': 'nan' stands where a "
            "finite "
            "number should");
}

TEST(ParseStorage, TakesNoMemoryForWhatTheHeaderClaims) {
  const auto refusal = refused("x\nnRows=9000000000000000000\nnColumns=2\nendheader\ntime a\n0 1\n");
  EXPECT_EQ(refusal.what, "the header says 9000000000000000000 rows, and 1 are there");
}

TEST(ParseStorage, TakesNoMemoryForRowsThatCannotBeWhole) {
  std::string text = "x\nendheader\ntime";
  for (int i = 0; i < 20000; ++i) text += " c" + std::to_string(i);
  text += '\n';
  for (int i = 0; i < 100000; ++i) text += "1\n";  // filled to the last column: 16 GB
  EXPECT_EQ(refused(text).what.substr(0, 50), "the row has 1 values, and there are 20001 columns;");
}

TEST(AnglesAreInDegrees, FollowsTheHeaderThenSimmsConvention) {
  Diagnostics notes;
  TimeSeries series;
  series.in_degrees = false;
  EXPECT_FALSE(angles_are_in_degrees(series, "a.mot", notes));
  EXPECT_TRUE(notes.findings().empty());
  series.in_degrees.reset();
  EXPECT_TRUE(angles_are_in_degrees(series, "a.MOT", notes));
  EXPECT_FALSE(angles_are_in_degrees(series, "a.sto", notes));
  series.metadata["version"] = "1";
  EXPECT_FALSE(angles_are_in_degrees(series, "b.mot", notes));
  EXPECT_EQ(notes.findings().size(), 3u);
}

TimeSeries sample_series() {
  TimeSeries series;
  series.name = "Inverse Dynamics Generalized Forces";
  series.times_s = {0.0, 0.1};
  series.labels = {"a_moment", "b_force"};
  series.values.resize(2, 2);
  series.values << 1.0 / 3.0, -2e-9, 4.5, 1e20;
  series.in_degrees = true;
  return series;
}

TEST(FormatStorage, WritesTheFormThatOpenSimWrites) {
  StorageStyle style;
  style.significant_digits = 3;
  style.description = "\nUnits are S.I. units";
  EXPECT_EQ(format_storage(sample_series(), style),
            "Inverse Dynamics Generalized Forces\nversion=1\nnRows=2\nnColumns=3\ninDegrees=yes\n\n"
            "Units are S.I. units\nendheader\ntime\ta_moment\tb_force\n0\t0.333\t-2e-09\n0.1\t4.5\t1e+20\n");
}

TEST(FormatStorage, IsUndoneByParsing) {
  for (const char* name :
       {"Inverse Dynamics", "nRows=7", "endheader now", "version=2", "Name of it", "name", "a=b"}) {
    auto series = sample_series();
    series.name = name;
    const auto back = parsed(format_storage(series));
    EXPECT_EQ(back.name, series.name);
    EXPECT_EQ(back.times_s, series.times_s);
    EXPECT_EQ(back.labels, series.labels);
    EXPECT_EQ(back.values, series.values);
    EXPECT_EQ(back.in_degrees, series.in_degrees);
  }
}

TEST(FormatStorage, HoldsItsPreconditions) {
  auto series = sample_series();
  series.labels.emplace_back("c");
  EXPECT_THROW((void)format_storage(series), Bug);
  series = sample_series();
  series.labels[0] = "a\tb";
  EXPECT_THROW((void)format_storage(series), Bug);
}

TEST(WriteStorage, WritesAFileThatReadStorageReads) {
  const auto path = std::filesystem::path(::testing::TempDir()) /
                    ("loadshare_storage_test_" + std::to_string(getpid()) + ".sto");
  ASSERT_TRUE(write_storage(sample_series(), path).ok());
  Diagnostics notes;
  const auto back = read_storage(path, notes);
  std::filesystem::remove(path);
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back->values, sample_series().values);
  const auto nowhere = write_storage(sample_series(), "no/such/folder/a.sto");
  ASSERT_FALSE(nowhere.ok());
  EXPECT_THAT(nowhere.refusal().what, ::testing::StartsWith("the file cannot be written"));
}

}  // namespace
}  // namespace loadshare::capture
