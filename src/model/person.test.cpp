#include "model/person.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "source_folder.h"
#include "test_data.h"

namespace loadshare::model {
namespace {

using ::testing::HasSubstr;

constexpr const char* smallest = "format = 1\nsex = \"man\"\nheight_m = 1.8\nmass_kg = 80\n";

TEST(Person, NeedsFourLines) {
  const auto person = parse_person(smallest, "p.toml");
  ASSERT_TRUE(person) << person.refusal().text();
  EXPECT_EQ(person->sex, Sex::man);
  EXPECT_EQ(person->height_m, 1.8);
  EXPECT_EQ(person->mass_kg, 80);
  EXPECT_FALSE(person->age_years);
  EXPECT_TRUE(person->distances.empty());
  EXPECT_EQ(person->where, "p.toml");
}

TEST(Person, KnowsNamedLengthsAndDistances) {
  const auto person = parse_person(
      "format = 1\nsex = 'woman'\nheight_m = 1.65\nmass_kg = 60.5\nage_years = 41\n"
      "[lengths_m]\nshank = 0.39\nthigh = 0.38\n"
      "[[distances]]\nfrom = 'RASI'\nto = 'LASI'\ndistance_m = 0.24\n",
      "p.toml");
  ASSERT_TRUE(person) << person.refusal().text();
  EXPECT_EQ(person->sex, Sex::woman);
  EXPECT_EQ(person->age_years, 41);
  const std::vector<MeasuredDistance> expected{
      {"RTRO", "RLFC", 0.38, "thigh", "p.toml, line 8"},
      {"RLFC", "RLMAL", 0.39, "shank", "p.toml, line 7"},
      {"RASI", "LASI", 0.24, "RASI to LASI", "p.toml, line 9"},
  };
  EXPECT_EQ(person->distances, expected);
}

TEST(Person, TheExampleInTheProjectCanBeRead) {
  const auto person = read_person(testing::source_folder() / "models/body/person.toml");
  ASSERT_TRUE(person) << person.refusal().text();
  EXPECT_EQ(person->distances.size(), 4u);
}

struct Refused {
  const char* text;
  const char* where;
  const char* what;
};

TEST(Person, RefusesWhatNoOneCanBe) {
  const std::string base = smallest;
  const Refused cases[] = {
      {"format = 1\nsex = \"man\"\nmass_kg = 80\n", "p.toml, line 1", "'height_m' must be a number"},
      {"format = 1\nsex = \"man\"\nheight_m = \"1.8\"\nmass_kg = 80\n", "p.toml, line 3",
       "'height_m' must be a number"},
      {"format = 1\nsex = \"man\"\nheight_m = 180\nmass_kg = 80\n", "p.toml, line 3",
       "'height_m' is 180, not from 1.2 to 2.3 metres"},
      {"format = 1\nsex = \"man\"\nheight_m = nan\nmass_kg = 80\n", "p.toml, line 3",
       "'height_m' is nan, not from 1.2 to 2.3 metres"},
      {"format = 1\nsex = \"man\"\nheight_m = 1.8\nmass_kg = 20\n", "p.toml, line 4",
       "'mass_kg' is 20, not from 25 to 250 kilograms"},
      {"format = 1\nsex = \"m\"\nheight_m = 1.8\nmass_kg = 80\n", "p.toml, line 2",
       "'sex' is 'm'; it must be man or woman"},
      {"format = 1\nheight_m = 1.8\nmass_kg = 80\n", "p.toml, line 1", "'sex' must be a text"},
      {"format = 2\n", "p.toml, line 1", "'format' must be 1"},
      {"sex = \"man\"\n", "p.toml, line 1", "'format' must be 1"},
      {"format = 1\nweight_kg = 80\n", "p.toml, line 2",
       "'weight_kg' is not known in a person's file; it may hold: format, sex, height_m, mass_kg, "
       "age_years, lengths_m, distances"},
      {"format = 1\nsex = \"man\"\nheight_m = 1.8\nmass_kg = 80\nage_years = 3\n", "p.toml, line 5",
       "'age_years' is 3, not from 5 to 110 years"},
      {"format = 1\nsex = \"man\"\nheight_m = 1.8\nmass_kg = 80\nlengths_m = 3\n", "p.toml, line 5",
       "'lengths_m' must be a table of lengths"},
      {"format = 1\nsex = \"man\"\nheight_m = 1.8\nmass_kg = 80\nlengths_m.arm = 0.6\n", "p.toml, line 5",
       "'arm' is not known in lengths_m; it may hold: trunk, shoulder_width, pelvis_width, thigh, shank, "
       "foot, "
       "upper_arm, forearm, hand"},
      {"format = 1\nsex = \"man\"\nheight_m = 1.8\nmass_kg = 80\nlengths_m.thigh = 38\n", "p.toml, line 5",
       "'thigh' is 38, not from 0.02 to 2 metres"},
      {"format = 1\nsex = \"man\"\nheight_m = 1.8\nmass_kg = 80\ndistances = 1\n", "p.toml, line 5",
       "'distances' must be a list of [[distances]] entries"},
      {"format = 1\nsex = \"man\"\nheight_m = 1.8\nmass_kg = 80\ndistances = [1]\n", "p.toml, line 5",
       "'distances' must be a list of [[distances]] entries"},
      {"format = 1\nsex = \"man\"\nheight_m = 1.8\nmass_kg = 80\n[[distances]]\nfrom = 'RASI'\n",
       "p.toml, line 5", "'to' must be a text"},
      {"format = 1\nsex = \"man\"\nheight_m = 1.8\nmass_kg = 80\n[[distances]]\nfrom = 'A'\nto = 'A'\n"
       "distance_m = 0.1\n",
       "p.toml, line 5", "'from' and 'to' are both 'A'"},
      {"format = 1\nsex = \"man\"\nheight_m = 1.8\nmass_kg = 80\n[[distances]]\nfrom = 'A'\nto = 'B'\n"
       "distance_mm = 100\n",
       "p.toml, line 8", "'distance_mm' is not known in distances; it may hold: from, to, distance_m"},
      {"height_m = = 1", "p.toml, line 1", "this is not TOML: "},
  };
  for (const auto& refused : cases) {
    const auto person = parse_person(refused.text, "p.toml");
    ASSERT_FALSE(person) << refused.text;
    EXPECT_EQ(person.refusal().where, refused.where) << refused.text;
    EXPECT_THAT(person.refusal().what, HasSubstr(refused.what)) << refused.text;
    EXPECT_FALSE(person.refusal().remedy.empty());
  }
}

TEST(Person, SaysWhatToDo) {
  EXPECT_EQ(parse_person("format = 1\nsex = 'man'\nheight_m = 180\n", "p.toml").refusal().remedy,
            "Give it in metres.");
  EXPECT_EQ(parse_person("format = 1\nsex = ''\n", "p.toml").refusal().remedy,
            "Correct the file; models/body/person.toml shows how it is written.");
  EXPECT_EQ(parse_person("format = 1\nsex = 'x'\n", "p.toml").refusal().remedy,
            "Name the one whose published shares of mass and strength are to be taken.");
}

TEST(Person, RefusesFilesThatCannotBeRead) {
  const auto absent = read_person("no/such/person.toml");
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.refusal().where, "no/such/person.toml");
  EXPECT_EQ(absent.refusal().what, "the file cannot be opened");
  const auto folder = read_person(std::filesystem::temp_directory_path());
  ASSERT_FALSE(folder);
  EXPECT_EQ(folder.refusal().what, "the file cannot be read");
}

}  // namespace
}  // namespace loadshare::model
