// parse_expression on any bytes, its value, and its text without white space.
#include <array>
#include <cctype>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "base/require.h"
#include "numerics/expression.h"

namespace {

// The same bits, or not a number both.
bool is_same(double a, double b) { return std::memcmp(&a, &b, sizeof a) == 0 || (a != a && b != b); }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace loadshare;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  constexpr std::array<std::string_view, 2> variables{"q", "qdot"};
  const auto outcome = numerics::parse_expression(text, variables, "fuzz");
  if (!outcome) {
    require(!outcome.refusal().what.empty() && !outcome.refusal().remedy.empty(),
            "a refusal says what and what to do");
    return 0;
  }
  // As the writer of .osim files has it: white space never has a meaning.
  std::string dense(text);
  std::erase_if(dense, [](unsigned char c) { return std::isspace(c) != 0; });
  const auto again = numerics::parse_expression(dense, variables, "fuzz");
  require(again.ok(), "it is read without its white space");
  for (const auto& x : {std::array{0.0, 0.0}, std::array{0.7, -1.3}, std::array{-2.5, 4.0}})
    require(is_same(outcome->value(x), again->value(x)), "its value does not depend on white space");
  return 0;
}
