#include "capture/text.h"

#include <gtest/gtest.h>

#include <cmath>

namespace loadshare::capture {
namespace {

TEST(LineWalker, GivesTheSameLinesForEveryKindOfLineEnd) {
  for (const std::string_view text : {"a\n\nb", "a\r\n\r\nb", "a\r\rb"}) {
    LineWalker lines(text);
    EXPECT_EQ(lines.next(), "a");
    EXPECT_TRUE(lines.was_closed());
    EXPECT_EQ(lines.next(), "");
    EXPECT_EQ(lines.next(), "b");
    EXPECT_EQ(lines.line_number(), 3u);
    EXPECT_FALSE(lines.was_closed());
    EXPECT_EQ(lines.next(), std::nullopt);
  }
}

TEST(Numbers, AreReadWholeOrNotAtAll) {
  EXPECT_EQ(number_of("1e-3"), 1e-3);
  EXPECT_EQ(number_of("+2.5"), 2.5);
  EXPECT_EQ(number_of("-0"), 0.0);
  EXPECT_EQ(number_of("1e-400"), 0.0);
  EXPECT_EQ(number_of("Inf"), std::numeric_limits<double>::infinity());
  EXPECT_TRUE(std::isnan(number_of("NaN").value()));
  for (const std::string_view text : {"", "+", "+-1", "1,5", "1.5.2", "1e400", "12abc", " 1", "0x10"}) {
    EXPECT_EQ(number_of(text), std::nullopt) << text;
  }
}

TEST(Numbers, CountsAreWhole) {
  EXPECT_EQ(count_of("41"), 41);
  EXPECT_EQ(count_of("41.0"), 41);
  EXPECT_EQ(count_of("41.5"), std::nullopt);
  EXPECT_EQ(count_of("99999999999999999999"), std::nullopt);
}

TEST(Numbers, AreWrittenSoThatTheyReadBackTheSame) {
  for (const double value : {0.1, 1.0 / 3.0, -1e-300, 1667315995.544540, 5e-324, 1.7976931348623157e308}) {
    std::string text;
    append_number(text, value);
    EXPECT_EQ(number_of(text), value) << text;
  }
  std::string text;
  append_number(text, 2.0 / 3.0, 4);
  EXPECT_EQ(text, "0.6667");
}

TEST(Quotes, ShowNoControlCharactersAndAreShort) {
  EXPECT_EQ(in_quotes("a\x1b[2Jb"), "'a?[2Jb'");
  EXPECT_EQ(in_quotes(std::string(1000, 'x')).size(), 45u);
}

TEST(Paths, TakeBackslashesForSlashes) {
  EXPECT_EQ(path_from("/trials", "..\\models\\a.osim"), "/models/a.osim");
  EXPECT_EQ(path_from("/trials", ""), "");
  EXPECT_TRUE(names_a_drive("D:/a.mot"));
  EXPECT_FALSE(names_a_drive("a/b:c.mot"));
}

TEST(Files, ThatAreAbsentOrNoFilesAreRefused) {
  const auto absent = read_text_file("no/such/file.mot", 100);
  ASSERT_FALSE(absent.ok());
  EXPECT_EQ(absent.refusal(),
            (Refusal{"no/such/file.mot", "there is no such file", "check the name and the folder"}));
  const auto folder = read_text_file(".", 100);
  ASSERT_FALSE(folder.ok());
  EXPECT_EQ(folder.refusal().what, "this is not a file");
}

TEST(Files, ThatCannotBeWrittenSayWhetherThatMayPass) {
  const auto nowhere = write_text_file("no/such/folder/file.mot", "text");
  ASSERT_FALSE(nowhere.ok());
  EXPECT_FALSE(nowhere.refusal().is_temporary);
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "no device here that is always full";
  const auto full = write_text_file("/dev/full", "text");
  ASSERT_FALSE(full.ok());
  EXPECT_TRUE(full.refusal().is_temporary);
}

}  // namespace
}  // namespace loadshare::capture
