#include "accuracy_page.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "reference_case.h"

namespace loadshare::oracle {
namespace {

// Equal words; numbers within one in their last of two digits, which rounding may tip either way.
bool is_same_token(const std::string& a, const std::string& b) {
  if (a == b) return true;
  char *end_a = nullptr, *end_b = nullptr;
  const double x = std::strtod(a.c_str(), &end_a), y = std::strtod(b.c_str(), &end_b);
  if (end_a == a.c_str() || end_b == b.c_str() || std::string(end_a) != end_b) return false;
  return std::abs(x - y) <= 0.11 * std::max(std::abs(x), std::abs(y));
}

// The first line that differs; empty where none does.
std::string first_difference(const std::string& written, const std::string& committed) {
  std::istringstream a(written), b(committed);
  for (std::string line_a, line_b;;) {
    const bool more_a = static_cast<bool>(std::getline(a, line_a)),
               more_b = static_cast<bool>(std::getline(b, line_b));
    if (!more_a && !more_b) return "";
    if (more_a != more_b) return more_a ? line_a : line_b;
    std::istringstream words_a(line_a), words_b(line_b);
    for (std::string word_a, word_b;;) {
      const bool word_more_a = static_cast<bool>(words_a >> word_a),
                 word_more_b = static_cast<bool>(words_b >> word_b);
      if (!word_more_a && !word_more_b) break;
      if (word_more_a != word_more_b || !is_same_token(word_a, word_b)) return line_a;
    }
  }
}

TEST(AccuracyPage, CommittedPageSaysWhatThisRunMeasures) {
  for (const auto* name : case_names)
    if (const auto message = lacking(name)) GTEST_SKIP() << *message;
  const auto page = make_accuracy_page();
  const auto written = std::filesystem::absolute("accuracy.md");
  std::ofstream(written) << page;
  std::ifstream file(std::filesystem::path(LOADSHARE_SOURCE_DIR) / "docs" / "accuracy.md");
  std::ostringstream committed;
  committed << file.rdbuf();
  const auto difference = first_difference(page, committed.str());
  EXPECT_TRUE(difference.empty()) << "docs/accuracy.md no longer says what is measured: \"" << difference
                                  << "\"\n"
                                  << "If the change is meant, copy " << written << " over it.";
}

TEST(AccuracyPage, ComparisonSeesOtherWordsAndOtherNumbers) {
  EXPECT_EQ(first_difference("a 1.2 mm\n", "a 1.3 mm\n"), "");
  EXPECT_EQ(first_difference("a 1.2 mm\n", "a 1.6 mm\n"), "a 1.2 mm");
  EXPECT_EQ(first_difference("a 1.2 mm\n", "b 1.2 mm\n"), "a 1.2 mm");
  EXPECT_EQ(first_difference("a\nb\n", "a\n"), "b");
}

}  // namespace
}  // namespace loadshare::oracle
