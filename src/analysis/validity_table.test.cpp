#include "analysis/validity_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/validity_text.h"

namespace loadshare::analysis {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string sound = R"(format = 1
[[persons]]
name = "one"
sex = "woman"
height_m = 1.6
mass_kg = 60
[[rows]]
id = "a"
what = "standing"
person = "one"
movement = "standing"
at = "L4_L5"
quantity = "compression"
over = "weight"
measured = 0.8
band = [0.6, 1.1]
source = "ours"
[[orders]]
id = "b"
what = "a stronger psoas presses more"
person = "one"
quantity = "compression"
at = "L4_L5"
more = { movement = "stoop", altered = ["Ps_*"], strength_ratio = 2 }
less = { movement = "stoop" }
source = "ours"
[[orders]]
id = "c"
what = "one muscle works more than another"
person = "one"
quantity = "activation"
more = { movement = "plank", muscles = ["EO*", "IO*"] }
less = { value = 0.01 }
source = "ours"
[[pairs]]
id = "d"
what = "two squats"
person = "one"
one = "sitting back"
other = "upright"
one_movement = "squat_sit_back"
other_movement = "squat_upright"
[[pairs.lines]]
what = "lean"
quantity = "trunk_lean"
one_is = "more"
because = "the weight stays over the feet"
)";

std::string refusal_of(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  text.replace(at, from.size(), to);
  const auto parsed = parse_validity_table(text, "table.toml");
  return parsed ? "" : parsed.refusal().text();
}

TEST(ValidityTable, ReadsWhatIsWritten) {
  const auto table = parse_validity_table(sound, "table.toml");
  ASSERT_TRUE(table.ok()) << table.refusal().text();
  EXPECT_EQ(table->persons[0].person.sex, model::Sex::woman);
  EXPECT_EQ(table->rows[0].measure.quantity, LoadQuantity::compression);
  ASSERT_TRUE(table->rows[0].band.has_value());
  EXPECT_EQ((*table->rows[0].band)[1], 1.1);
}

TEST(ValidityTable, SidesOfAnOrderTakeWhatStandsAboveThem) {
  const auto table = parse_validity_table(sound, "table.toml");
  ASSERT_TRUE(table.ok()) << table.refusal().text();
  const auto& psoas = table->orders[0];
  EXPECT_EQ(psoas.more.at, "L4_L5");
  EXPECT_EQ(psoas.less.run.person, "one");
  EXPECT_THAT(psoas.more.run.altered, ElementsAre("Ps_*"));
  EXPECT_EQ(psoas.more.run.strength_ratio, 2);
  EXPECT_TRUE(psoas.less.run.altered.empty());
  const auto& muscles = table->orders[1];
  EXPECT_THAT(muscles.more.muscles, ElementsAre("EO*", "IO*"));
  EXPECT_EQ(muscles.less.value, 0.01);
}

TEST(ValidityTable, PairsComeWithBothMovements) {
  const auto table = parse_validity_table(sound, "table.toml");
  ASSERT_TRUE(table.ok()) << table.refusal().text();
  const auto& line = table->pairs.at(0).lines.at(0);
  EXPECT_EQ(line.one.run.movement, "squat_sit_back");
  EXPECT_EQ(line.other.run.movement, "squat_upright");
  EXPECT_TRUE(line.one_is_more);
}

TEST(ValidityTable, TheProgramsOwnIsSound) {
  const auto table = parse_validity_table(validity_text, "data/validity.toml");
  ASSERT_TRUE(table.ok()) << table.refusal().text();
  EXPECT_GT(table->rows.size(), 35u);
  EXPECT_GT(table->orders.size(), 50u);
  EXPECT_EQ(table->pairs.size(), 2u);
}

TEST(ValidityTable, RefusesWhatItCannotUse) {
  EXPECT_THAT(refusal_of(sound, "person = \"one\"", "person = \"two\""), HasSubstr("no person called 'two'"));
  EXPECT_THAT(refusal_of(sound, "compression\"", "weight\""), HasSubstr("line 13"));
  EXPECT_THAT(refusal_of(sound, "[0.6, 1.1]", "[1.1, 0.6]"), HasSubstr("a band goes up"));
  EXPECT_THAT(refusal_of(sound, "measured", "computed"), HasSubstr("computed"));
  EXPECT_THAT(refusal_of(sound, "format = 1", "format = 2"), HasSubstr("format"));
  EXPECT_THAT(refusal_of(sound, "height_m = 1.6", "height_m = 16"), HasSubstr("height_m"));
}

TEST(ValidityTable, RefusesAMeasureThatLacksWhatItNeeds) {
  EXPECT_THAT(refusal_of(sound, "at = \"L4_L5\"\nquantity", "quantity"), HasSubstr("'at' is not said"));
  EXPECT_THAT(refusal_of(sound, "movement = \"standing\"\n", ""), HasSubstr("'movement' is not said"));
  EXPECT_THAT(refusal_of(sound, "quantity = \"compression\"\nover", "over"),
              HasSubstr("'quantity' is not said"));
  EXPECT_THAT(refusal_of(sound, ", muscles = [\"EO*\", \"IO*\"]", ""), HasSubstr("'muscles' belongs"));
  EXPECT_THAT(refusal_of(sound, "less = { movement = \"stoop\" }",
                         "less = { movement = \"stoop\", group = \"glutes\" }"),
              HasSubstr("'group' belongs"));
  EXPECT_THAT(refusal_of(sound, "less = { movement = \"stoop\" }", "less = \"stoop\""),
              HasSubstr("'less' is a table"));
  EXPECT_THAT(refusal_of(sound, "less = { movement = \"stoop\" }",
                         "less = { movement = \"stoop\", quantity = \"trunk_lean\" }"),
              HasSubstr("of one unit"));
  EXPECT_THAT(refusal_of(sound, "one_is = \"more\"", "one_is = \"bigger\""), HasSubstr("one_is"));
  EXPECT_THAT(refusal_of(sound, "strength_ratio = 2", "strength_ratio = 0"), HasSubstr("strength_ratio"));
}

}  // namespace
}  // namespace loadshare::analysis
