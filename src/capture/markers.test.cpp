#include "capture/markers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/require.h"

namespace loadshare::capture {
namespace {

using ::testing::ElementsAre;

constexpr const char* keys =
    "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame\tOrigNumFrames\n";

std::string document(const std::string& values, const std::string& after) {
  return std::string("PathFileType\t4\t(X/Y/Z)\twalk.trc\n") + keys + values + "\n" + after;
}

MarkerRecording parsed(const std::string& text, Diagnostics& notes) {
  auto recording = parse_markers(text, "walk.trc", notes);
  EXPECT_TRUE(recording.ok()) << recording.refusal().text();
  return *std::move(recording);
}

Refusal refused(const std::string& text) {
  Diagnostics notes;
  const auto recording = parse_markers(text, "walk.trc", notes);
  EXPECT_FALSE(recording.ok());
  return recording.ok() ? Refusal{} : recording.refusal();
}

TEST(ParseMarkers, ReadsMillimetresIntoMetres) {
  Diagnostics notes;
  const auto recording =
      parsed(document("100\t100\t2\t2\tmm\t100\t1\t2",
                      "Frame#\tTime\tR.ASIS\t\t\tL.ASIS\t\t\n\t\tX1\tY1\tZ1\tX2\tY2\tZ2\n\n"
                      "1\t0.00\t1000\t2000\t-3000\t\t\t\n2\t0.01\t1001\t2000\t-3000\t4\t5\t6\n"),
             notes);
  EXPECT_EQ(recording.name, "walk.trc");
  EXPECT_EQ(recording.rate_hz, 100.0);
  EXPECT_THAT(recording.names, ElementsAre("R.ASIS", "L.ASIS"));
  EXPECT_EQ(recording.position_m(0, 0), Vec3(1.0, 2.0, -3.0));
  EXPECT_FALSE(recording.is_seen(0, 1));
  EXPECT_TRUE(recording.is_seen(1, 1));
  EXPECT_EQ(recording.find_marker("L.ASIS"), 1u);
  EXPECT_EQ(recording.find_marker("C7"), std::nullopt);
  EXPECT_EQ(recording.units_in_file, "mm");
  EXPECT_TRUE(notes.findings().empty());
}

TEST(ParseMarkers, MatchesHeaderFieldsByOrderNotByPlace) {
  Diagnostics notes;
  const auto recording = parsed(document("  100.0\t\t  100.0\t\t  1\t\t   1\t\t m\t  100.0\t   1\t\t  1",
                                         "Frame#\tTime\tA\t\t\t\n\t\tX1\tY1\tZ1\t\n\n7\t0.1\t1\t2\t3\n"),
                                notes);
  EXPECT_EQ(recording.position_m(0, 0), Vec3(1.0, 2.0, 3.0));
}

TEST(ParseMarkers, TakesNanAndHalfMarkersAsNotSeen) {
  Diagnostics notes;
  const auto recording =
      parsed(document("100\t100\t2\t1\tm\t100\t1\t2",
                      "Frame#\tTime\tA\n\t\tX1\tY1\tZ1\n1\t0\tNaN\tNaN\tNaN\n2\t0.01\t1\t\t3\n"),
             notes);
  EXPECT_FALSE(recording.is_seen(0, 0));
  EXPECT_FALSE(recording.is_seen(1, 0));
  ASSERT_EQ(notes.findings().size(), 1u);
  EXPECT_EQ(notes.findings()[0].what,
            "marker 'A' has one or two coordinates in some rows; it was taken as not seen there");
}

TEST(ParseMarkers, LeavesOutColumnsWithoutAName) {
  Diagnostics notes;
  const auto recording =
      parsed(document("100\t100\t1\t2\tm\t100\t1\t1",
                      "Frame#\tTime\tA\t\t\t\t\t\n\t\tX1\tY1\tZ1\tX2\tY2\tZ2\n1\t0\t1\t2\t3\t4\t5\t6\n"),
             notes);
  EXPECT_THAT(recording.names, ElementsAre("A"));
  ASSERT_EQ(notes.findings().size(), 1u);
  EXPECT_EQ(notes.findings()[0], (Finding{FindingKind::left_out, "walk.trc, line 4",
                                          "1 of 2 markers have no name and were left out"}));
}

TEST(ParseMarkers, TakesRowsThatEndEarlyForMarkersNotSeenUnlessTheFileIsCutOff) {
  const std::string head = document("100\t100\t1\t2\tm\t100\t1\t1",
                                    "Frame#\tTime\tA\t\t\tB\t\t\n\t\tX1\tY1\tZ1\tX2\tY2\tZ2\n1\t0\t1\t2\t3");
  Diagnostics notes;
  const auto recording = parsed(head + "\n", notes);
  EXPECT_TRUE(recording.is_seen(0, 0));
  EXPECT_FALSE(recording.is_seen(0, 1));
  EXPECT_EQ(notes.findings().size(), 1u);
  EXPECT_EQ(refused(head).what, "the row has 5 values, and 2 markers take 8");
}

TEST(ParseMarkers, FlagsARateThatTheTimesDoNotShow) {
  Diagnostics notes;
  parsed(document("100\t100\t2\t1\tm\t100\t1\t2",
                  "Frame#\tTime\tA\n\t\tX1\tY1\tZ1\n1\t0\t1\t2\t3\n2\t0.02\t1\t2\t3\n"),
         notes);
  ASSERT_EQ(notes.findings().size(), 1u);
  EXPECT_EQ(notes.findings()[0].what,
            "DataRate is 100 Hz, and the times are those of 50 Hz; the times were taken");
  EXPECT_TRUE(notes.needs_a_look());
}

TEST(FormatMarkers, IsUndoneByParsing) {
  Diagnostics notes;
  const std::string text = document("100\t100\t2\t2\tmm\t100\t1\t2",
                                    "Frame#\tTime\tA\t\t\tB\t\t\n\t\tX1\tY1\tZ1\tX2\tY2\tZ2\n\n"
                                    "1\t0\t1000.123\t-0.001\t-3000\t\t\t\n2\t0.01\t1\t2\t3\t4\t5\t6.789\n");
  const auto recording = parsed(text, notes);
  EXPECT_EQ(format_markers(recording), text);
  auto in_metres = recording;
  in_metres.units_in_file = "m";
  const auto back = parsed(format_markers(in_metres), notes);
  EXPECT_EQ(back.position_m(1, 1), recording.position_m(1, 1));
  EXPECT_FALSE(back.is_seen(0, 1));
  EXPECT_EQ(back.times_s, recording.times_s);
}

// Found by fuzz_markers: the name held what no name may hold when written.
TEST(ParseMarkers, MakesNamesFitToBeWritten) {
  Diagnostics notes;
  std::string text =
      document("100\t100\t1\t1\tm\t100\t1\t1", "Frame#\tTime\tleft\rheel\n\t\tX1\tY1\tZ1\n1\t0\t1\t2\t3\n");
  text.replace(text.find("walk.trc"), 8, "a\tw\rb");
  const auto recording = parsed(text, notes);
  EXPECT_EQ(recording.name, "a w b");
  EXPECT_THAT(recording.names, ElementsAre("left heel"));
  EXPECT_EQ(parsed(format_markers(recording), notes).name, recording.name);
}

TEST(FormatMarkers, HoldsItsPreconditions) {
  MarkerRecording recording;
  recording.names = {"A"};
  EXPECT_THROW((void)format_markers(recording), Bug);
  recording.names.clear();
  recording.units_in_file = "inch";
  EXPECT_THROW((void)format_markers(recording), Bug);
}

}  // namespace
}  // namespace loadshare::capture
