// Formulas of a model file as plain, immutable data: "-2.4*exp(5.1*(q-1.8))-c*qdot; c=0.1".
//
// The language is that of OpenSim's expressions (Lepton). Numbers; names; + - * / and ^, which binds
// closer than a sign before it (-2^2 is -4) and from the right; parentheses; the functions sqrt exp log
// sin cos sec csc tan cot asin acos atan sinh cosh tanh erf erfc step delta square cube recip abs of one
// and min max of two values (step(x) is 1 from x = 0 on, delta(x) is 1 at x = 0 alone). After the
// formula, each behind a ';', may stand definitions "name = formula", which use those to their right.
// Upper and lower case differ. A sign "+" before a value is not part of it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace loadshare::numerics {

class Expression {
 public:
  Expression() = default;  // "0" of no variables

  // Precondition: one value a variable, in the order that parse_expression was given. Not finite where
  // the formula has no value. Allocates nothing.
  [[nodiscard]] double value(std::span<const double> variables) const;
  [[nodiscard]] const std::string& text() const { return text_; }  // as it was written
  [[nodiscard]] std::size_t variable_count() const { return variable_count_; }

  // Works on earlier values: first the variables, then one a step. An operation on one value ignores the
  // right one; a step without operation is its number.
  using Operation = double (*)(double left, double right);
  struct Step {
    Operation operation = nullptr;
    std::uint16_t left = 0, right = 0;
    double number = 0;
  };

 private:
  friend class ExpressionParser;

  std::string text_ = "0";
  std::size_t variable_count_ = 0;
  std::vector<Step> steps_ = {Step{}};
  std::uint16_t result_ = 0;
};

// Refused, with the place counted in characters from 1: what is not of the language, a name that is
// neither a variable nor defined, a formula of more than 1000 operations or nested deeper than 100.
[[nodiscard]] Result<Expression> parse_expression(std::string_view text,
                                                  std::span<const std::string_view> variables,
                                                  std::string where);

}  // namespace loadshare::numerics
