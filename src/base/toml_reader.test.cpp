#include "base/toml_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace loadshare {
namespace {

using ::testing::ElementsAre;
using ::testing::StartsWith;

toml::table table_of(const std::string& text) {
  auto parsed = parse_toml(text, "a.toml", "mend it");
  if (!parsed) throw std::runtime_error(parsed.refusal().text());
  return *std::move(parsed);
}

TEST(Toml, WhatIsNoTomlIsRefusedWithItsLine) {
  const auto parsed = parse_toml("a = 1\nb = = 2\n", "a.toml", "mend it");
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.refusal().where, "a.toml, line 2");
  EXPECT_THAT(parsed.refusal().what, StartsWith("this is not TOML: "));
  EXPECT_EQ(parsed.refusal().remedy, "mend it");
}

enum class Colour { red, green };
std::string_view name_of(Colour colour) { return colour == Colour::red ? "red" : "green"; }

TEST(TomlReader, ReadsWhatIsThere) {
  const auto table = table_of(
      "format = 1\ntext = 'x'\ncolour = 'green'\ntexts = ['a', 'b']\nnumber = 2\ncount = 3\nflag = true\n"
      "pair = [1, 2.5]\ndirection = [0, 0, -2]\n[[items]]\nname = 'p'\n[[items]]\nname = 'q'\n");
  TomlReader reader("a.toml", "mend it");
  reader.check_format(table);
  EXPECT_EQ(reader.text(table, "text"), "x");
  EXPECT_EQ(reader.text_if_there(table, "text"), "x");
  EXPECT_EQ(reader.text_if_there(table, "absent"), std::nullopt);
  EXPECT_EQ(reader.choice(table, "colour", std::array{Colour::red, Colour::green}), Colour::green);
  EXPECT_THAT(reader.texts(table, "texts"), ElementsAre("a", "b"));
  EXPECT_EQ(reader.number(table, "number", 2, 2, "metres"), 2);
  EXPECT_EQ(reader.number_or(7, table, "absent", 0, 1, "metres"), 7);
  EXPECT_EQ(reader.integer_or(0, table, "count", 0, 3), 3);
  EXPECT_EQ(reader.integer_or(9, table, "absent", 0, 3), 9);
  EXPECT_EQ(reader.flag_if_there(table, "flag"), true);
  EXPECT_EQ(reader.flag_if_there(table, "absent"), std::nullopt);
  EXPECT_THAT(reader.numbers(table, "pair", 2, 0, 3, "metres"), ElementsAre(1, 2.5));
  EXPECT_EQ(reader.direction(table, "direction"), Vec3(0, 0, -1));
  EXPECT_EQ(reader.tables(table, "items").size(), 2u);
  EXPECT_TRUE(reader.tables(table, "absent").empty());
  EXPECT_FALSE(reader.refusal()) << reader.refusal()->text();
}

TEST(TomlReader, EachFaultSaysWhereAndWhatAndWhatToDo) {
  const std::string text =
      "format = 2\nempty = ''\ncolour = 'blue'\ntexts = []\nmixed = ['a', 3]\nword = 'one'\nnumber = 5\n"
      "nan = nan\nflag = 1\ntriple = [1, 2]\nfar = [1, 2, 3e9]\nnone = [0, 0, 0]\nitems = [1]\n";
  const auto table = table_of(text);
  struct Case {
    std::function<void(TomlReader&)> read;
    Refusal refusal;
  };
  const Case cases[] = {
      {[&](TomlReader& r) { r.check_format(table); },
       {"a.toml, line 1", "'format' must be 1, the only one this program reads", "mend it"}},
      {[&](TomlReader& r) { r.text(table, "absent"); },
       {"a.toml, line 1", "'absent' must be a text", "mend it"}},
      {[&](TomlReader& r) { r.text(table, "empty"); },
       {"a.toml, line 2", "'empty' must be a text", "mend it"}},
      {[&](TomlReader& r) {
         r.choice(table, "colour", std::array{Colour::red, Colour::green});
       },
       {"a.toml, line 3", "'colour' is 'blue'; it must be red or green", "mend it"}},
      {[&](TomlReader& r) { r.texts(table, "texts"); },
       {"a.toml, line 4", "'texts' must be a list of texts", "mend it"}},
      {[&](TomlReader& r) { r.texts(table, "mixed"); },
       {"a.toml, line 5", "'mixed' must hold texts only", "mend it"}},
      {[&](TomlReader& r) { r.number(table, "word", 0, 1, "metres"); },
       {"a.toml, line 6", "'word' must be a number", "mend it"}},
      {[&](TomlReader& r) { r.number(table, "number", 0, 1, "metres"); },
       {"a.toml, line 7", "'number' is 5, not from 0 to 1 metres", "Give it in metres."}},
      {[&](TomlReader& r) { r.number(table, "nan", 0, 1, "metres"); },
       {"a.toml, line 8", "'nan' is nan, not from 0 to 1 metres", "Give it in metres."}},
      {[&](TomlReader& r) { r.integer_or(0, table, "number", 0, 3); },
       {"a.toml, line 7", "'number' must be a whole number from 0 to 3", "mend it"}},
      {[&](TomlReader& r) { r.flag_if_there(table, "flag"); },
       {"a.toml, line 9", "'flag' must be true or false", "mend it"}},
      {[&](TomlReader& r) { r.numbers(table, "triple", 3, 0, 9, "metres"); },
       {"a.toml, line 10", "'triple' must be a list of 3 numbers", "mend it"}},
      {[&](TomlReader& r) { r.numbers(table, "far", 3, 0, 9, "metres"); },
       {"a.toml, line 11", "'far' holds 3000000000, not from 0 to 9 metres", "Give it in metres."}},
      {[&](TomlReader& r) { r.direction(table, "none"); },
       {"a.toml, line 12", "'none' has no length",
        "Give the direction as three numbers: forward, up, right."}},
      {[&](TomlReader& r) { r.tables(table, "items"); },
       {"a.toml, line 13", "'items' must be a list of [[items]] entries", "mend it"}},
      {[&](TomlReader& r) { r.tables(table, "number"); },
       {"a.toml, line 7", "'number' must be a list of [[number]] entries", "mend it"}},
  };
  for (const auto& [read, refusal] : cases) {
    TomlReader reader("a.toml", "mend it");
    read(reader);
    ASSERT_TRUE(reader.refusal()) << refusal.what;
    EXPECT_EQ(*reader.refusal(), refusal) << reader.refusal()->text();
  }
}

TEST(TomlReader, UnknownKeysAreNamedWithThoseThatAreKnown) {
  const auto table = table_of("a = 1\nc = 2\n");
  static constexpr std::array<std::string_view, 2> known{"a", "b"};
  TomlReader reader("a.toml", "mend it");
  reader.check_keys(table, "a table", known);
  EXPECT_EQ(*reader.refusal(),
            (Refusal{"a.toml, line 2", "'c' is not known in a table; it may hold: a, b", "mend it"}));
}

TEST(TomlReader, GathersFaults) {
  const auto table = table_of("a = 1\nb = 2\n");
  TomlReader reader("a.toml", "mend it");
  (void)reader.text(table, "a");
  (void)reader.text(table, "b");
  EXPECT_EQ(reader.refusal()->what, "'a' must be a text; also a.toml, line 2: 'b' must be a text");
}

}  // namespace
}  // namespace loadshare
