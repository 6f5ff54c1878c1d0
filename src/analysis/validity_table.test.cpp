#include "analysis/validity_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/validity_text.h"

namespace loadshare::analysis {
namespace {

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
  EXPECT_EQ(table->rows[0].quantity, LoadQuantity::compression);
  ASSERT_TRUE(table->rows[0].band.has_value());
  EXPECT_EQ((*table->rows[0].band)[1], 1.1);
}

TEST(ValidityTable, TheProgramsOwnIsSound) {
  const auto table = parse_validity_table(validity_text, "data/validity.toml");
  ASSERT_TRUE(table.ok()) << table.refusal().text();
  EXPECT_GT(table->rows.size(), 5u);
  EXPECT_GT(table->orders.size(), 3u);
}

TEST(ValidityTable, RefusesWhatItCannotUse) {
  EXPECT_THAT(refusal_of(sound, "person = \"one\"", "person = \"two\""), HasSubstr("no person called 'two'"));
  EXPECT_THAT(refusal_of(sound, "compression\"", "weight\""), HasSubstr("line 13"));
  EXPECT_THAT(refusal_of(sound, "[0.6, 1.1]", "[1.1, 0.6]"), HasSubstr("a band goes up"));
  EXPECT_THAT(refusal_of(sound, "measured", "computed"), HasSubstr("computed"));
  EXPECT_THAT(refusal_of(sound, "format = 1", "format = 2"), HasSubstr("format"));
  EXPECT_THAT(refusal_of(sound, "height_m = 1.6", "height_m = 16"), HasSubstr("height_m"));
}

}  // namespace
}  // namespace loadshare::analysis
