#include "model/csv.h"

#include <gtest/gtest.h>

namespace loadshare::model {
namespace {

using Cells = std::vector<std::string>;

TEST(Csv, ReadsFieldsQuotesRemarksAndBlankLines) {
  const auto table = parse_csv(
      "\xEF\xBB\xBF# a remark, with \"quotes\"\r\n"
      "name, value ,source\r\n"
      "\r\n"
      "  # another\n"
      "a,1.5,\"one, with a comma\"\n"
      "b,,\"a \"\"word\"\"\nover two lines\"\n"
      "c, 2 ,",
      "t.csv");
  ASSERT_TRUE(table) << table.refusal().text();
  EXPECT_EQ(table->columns, (Cells{"name", "value", "source"}));
  ASSERT_EQ(table->rows.size(), 3u);
  EXPECT_EQ(table->rows[0].cells, (Cells{"a", "1.5", "one, with a comma"}));
  EXPECT_EQ(table->rows[0].line, 5u);
  EXPECT_EQ(table->rows[1].cells, (Cells{"b", "", "a \"word\"\nover two lines"}));
  EXPECT_EQ(table->rows[2].cells, (Cells{"c", "2", ""}));
  EXPECT_EQ(table->rows[2].line, 8u);
}

TEST(Csv, OneColumnTable) {
  const auto table = parse_csv("name\na\n\nb\n", "t.csv");
  ASSERT_TRUE(table);
  EXPECT_EQ(table->rows.size(), 2u);
}

std::string refusal_of(std::string_view text) {
  const auto table = parse_csv(text, "t.csv");
  return table ? "" : table.refusal().text();
}

TEST(Csv, RefusalsSayWhereAndWhat) {
  EXPECT_EQ(refusal_of(""), "t.csv, line 1: the table has no row that names its columns\n  Write one.");
  EXPECT_EQ(refusal_of("a,,c\n"), "t.csv, line 1: column 2 has no name\n  Name it.");
  EXPECT_EQ(refusal_of("a,b,a\n"), "t.csv, line 1: two columns are named 'a'\n  Name each column once.");
  EXPECT_EQ(
      refusal_of("a,b\n1\n"),
      "t.csv, line 2: the row has 1 fields, the table has 2 columns\n  Give each column a field (it may be "
      "empty); put a field that holds a comma in double quotes.");
  EXPECT_EQ(refusal_of("a,b\n1,\"2\n3\n"),
            "t.csv, line 2: a quoted field is not closed\n  Close it with a double quote.");
  EXPECT_EQ(refusal_of("a,b\n1,\"2\" 3\n"),
            "t.csv, line 2: '3' follows a quoted field\n  Put a comma after the closing quote, or double the "
            "quotes within the field.");
  EXPECT_EQ(
      refusal_of("a,b\n1,2\"3\n"),
      "t.csv, line 2: the field '2\"3' holds a quote but does not begin with one\n  Put the whole field in "
      "double quotes, and double the quotes in it.");
}

TEST(Csv, NumbersFillTheirField) {
  EXPECT_EQ(number_in("-0.25"), -0.25);
  EXPECT_EQ(number_in("1e-3"), 1e-3);
  for (const char* field : {"", "1,5", "1.5 m", " 1", "0x10", "inf", "nan", "1e999", "--1"})
    EXPECT_EQ(number_in(field), std::nullopt) << field;
}

}  // namespace
}  // namespace loadshare::model
