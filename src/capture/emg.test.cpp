#include "capture/emg.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "scratch.h"
#include "source_folder.h"

namespace loadshare::capture {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* two_channels = R"(format = 1
envelopes = "back.sto"
begins_at_s = 0.4
near = 0.1

[[channels]]
column = "left"
muscles = ["IL_*_l", "LTpL_*_l"]
full = 200

[[channels]]
column = "front"
muscles = ["rect_abd*"]
)";

std::string refused(const std::string& text) {
  const auto emg = parse_emg(text, "emg.toml");
  return emg ? "was read" : emg.refusal().text();
}

std::string replaced(const std::string& what, const std::string& with) {
  std::string text = two_channels;
  const auto at = text.find(what);
  if (at == std::string::npos) throw std::runtime_error("the text has no " + what);
  return text.replace(at, what.size(), with);
}

Result<TimeSeries> envelopes_of(const std::string& text, const std::string& table) {
  const auto folder = testing::scratch_folder("emg");
  std::ofstream(folder / "emg.toml") << text;
  std::ofstream(folder / "back.sto") << table;
  Diagnostics notes;
  return read_envelopes(testing::value_of(read_emg(folder / "emg.toml")), notes);
}

std::string table_of(const std::string& rows) {
  return "EMG\nversion=1\nnRows=3\nnColumns=4\ninDegrees=no\nendheader\ntime\tfront\tother\tleft\n" + rows;
}

TEST(Emg, IsReadAsWritten) {
  const auto emg = testing::value_of(parse_emg(two_channels, "emg.toml"));
  EXPECT_EQ(emg.envelopes, "back.sto");
  EXPECT_EQ(emg.begins_at_s, 0.4);
  EXPECT_EQ(emg.near, 0.1);
  ASSERT_EQ(emg.channels.size(), 2u);
  EXPECT_THAT(emg.channels[0].muscles, ElementsAre("IL_*_l", "LTpL_*_l"));
  EXPECT_EQ(emg.channels[0].full, 200);
  EXPECT_EQ(emg.channels[1].full, 1);
  EXPECT_EQ(emg.channels[1].where, "emg.toml, line 11");
}

TEST(Emg, WhatIsWrongIsRefusedWithItsLine) {
  EXPECT_EQ(
      refused("format = 1\nenvelopes = \"a.sto\"\n"),
      "emg.toml, line 1: it has no channels\n  Write a [[channels]] for each electrode: column and muscles.");
  EXPECT_THAT(refused(replaced("\"front\"", "\"left\"")),
              HasSubstr("emg.toml, line 11: the column 'left' has two channels"));
  EXPECT_THAT(refused(replaced("full = 200", "full = 0")), HasSubstr("emg.toml, line 9"));
  EXPECT_THAT(refused(replaced("near = 0.1", "near = 2")), HasSubstr("emg.toml, line 4"));
  EXPECT_THAT(refused(replaced("muscles = [\"rect_abd*\"]", "muscles = []")), HasSubstr("emg.toml, line 13"));
  EXPECT_THAT(refused(replaced("full = 200", "scale = 200")), HasSubstr("scale"));
  EXPECT_THAT(refused(replaced("format = 1", "format = 2")), HasSubstr("format"));
}

TEST(Emg, ThePageOfTheFormatShowsAFileThatCanBeRead) {
  std::ifstream page(testing::source_folder() / "docs/emg.md");
  const std::string text{std::istreambuf_iterator<char>(page), {}};
  const std::string begin = "```toml\n", end = "```";
  const auto at = text.find(begin);
  ASSERT_NE(at, std::string::npos);
  const auto from = at + begin.size();
  EXPECT_EQ(refused(text.substr(from, text.find(end, from) - from)), "was read");
}

TEST(Envelopes, AreInPartsOfFullActivityOnTheMotionsClock) {
  const auto made = testing::value_of(
      envelopes_of(two_channels, table_of("10\t0.1\t7\t20\n10.5\t0.2\t7\t40\n11\t0.3\t7\t60\n")));
  EXPECT_THAT(made.times_s,
              ElementsAre(DoubleNear(0.4, 1e-12), DoubleNear(0.9, 1e-12), DoubleNear(1.4, 1e-12)));
  EXPECT_THAT(made.labels, ElementsAre("left", "front"));
  EXPECT_NEAR(made.values(1, 0), 0.2, 1e-12);
  EXPECT_NEAR(made.values(2, 1), 0.3, 1e-12);
}

TEST(Envelopes, OfOtherColumnsOrSignalsAreRefused) {
  const auto lacking =
      envelopes_of(replaced("\"front\"", "\"belly\""), table_of("0\t0\t0\t0\n1\t0\t0\t0\n2\t0\t0\t0\n"));
  ASSERT_FALSE(lacking);
  EXPECT_THAT(lacking.refusal().what, HasSubstr("back.sto has no column 'belly'"));
  const auto raw = envelopes_of(two_channels, table_of("0\t0\t0\t5\n1\t0\t0\t-5\n2\t0\t0\t5\n"));
  ASSERT_FALSE(raw);
  EXPECT_EQ(raw.refusal().what, "at 1.4 s the activity is -0.025 of full activity");
  EXPECT_EQ(raw.refusal().remedy, "Give an envelope: the signal rectified and made smooth.");
  const auto large = envelopes_of(two_channels, table_of("0\t30\t0\t5\n1\t0\t0\t5\n2\t0\t0\t5\n"));
  ASSERT_FALSE(large);
  EXPECT_THAT(large.refusal().what, HasSubstr("more than 10 times"));
}

}  // namespace
}  // namespace loadshare::capture
