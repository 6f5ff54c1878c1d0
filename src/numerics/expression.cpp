#include "numerics/expression.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>

namespace loadshare::numerics {

namespace {

using Operation = Expression::Operation;

constexpr std::size_t value_limit = 1000;
constexpr int depth_limit = 100;
constexpr std::string_view spaces = " \t\r\n\f\v";
constexpr std::string_view digits = "0123456789";
// What ends a name.
constexpr std::string_view marks = "+-*/^(),;= \t\r\n\f\v";

struct NamedFunction {
  std::string_view name;
  Operation operation;
  std::size_t argument_count = 1;
};
constexpr NamedFunction functions[] = {{"sqrt", [](double x, double) { return std::sqrt(x); }},
                                       {"exp", [](double x, double) { return std::exp(x); }},
                                       {"log", [](double x, double) { return std::log(x); }},
                                       {"sin", [](double x, double) { return std::sin(x); }},
                                       {"cos", [](double x, double) { return std::cos(x); }},
                                       {"sec", [](double x, double) { return 1 / std::cos(x); }},
                                       {"csc", [](double x, double) { return 1 / std::sin(x); }},
                                       {"tan", [](double x, double) { return std::tan(x); }},
                                       {"cot", [](double x, double) { return 1 / std::tan(x); }},
                                       {"asin", [](double x, double) { return std::asin(x); }},
                                       {"acos", [](double x, double) { return std::acos(x); }},
                                       {"atan", [](double x, double) { return std::atan(x); }},
                                       {"sinh", [](double x, double) { return std::sinh(x); }},
                                       {"cosh", [](double x, double) { return std::cosh(x); }},
                                       {"tanh", [](double x, double) { return std::tanh(x); }},
                                       {"erf", [](double x, double) { return std::erf(x); }},
                                       {"erfc", [](double x, double) { return std::erfc(x); }},
                                       {"step", [](double x, double) { return x >= 0 ? 1.0 : 0.0; }},
                                       {"delta", [](double x, double) { return x == 0 ? 1.0 : 0.0; }},
                                       {"square", [](double x, double) { return x * x; }},
                                       {"cube", [](double x, double) { return x * x * x; }},
                                       {"recip", [](double x, double) { return 1 / x; }},
                                       {"abs", [](double x, double) { return std::abs(x); }},
                                       {"min", [](double a, double b) { return std::min(a, b); }, 2},
                                       {"max", [](double a, double b) { return std::max(a, b); }, 2}};

struct BinaryOperator {
  char mark;
  Operation operation;
  int rank;        // the higher, the closer it binds
  int right_rank;  // the least rank of an operator that its right side may take along
};
constexpr BinaryOperator operators[] = {{'+', [](double a, double b) { return a + b; }, 0, 1},
                                        {'-', [](double a, double b) { return a - b; }, 0, 1},
                                        {'*', [](double a, double b) { return a * b; }, 1, 2},
                                        {'/', [](double a, double b) { return a / b; }, 1, 2},
                                        {'^', [](double a, double b) { return std::pow(a, b); }, 3, 3}};
constexpr int sign_rank = 2;
double negate(double x, double) { return -x; }

std::string shortened(std::string_view text) {
  return text.size() <= 20 ? std::string(text) : std::string(text.substr(0, 20)) + "...";
}

}  // namespace

double Expression::value(std::span<const double> variables) const {
  require(variables.size() == variable_count_, "one value for each variable of the expression");
  std::array<double, value_limit> values;  // the parser sees to it that they suffice
  auto next = std::copy(variables.begin(), variables.end(), values.begin());
  for (const Step& step : steps_)
    *next++ = step.operation ? step.operation(values[step.left], values[step.right]) : step.number;
  return values[result_];
}

// Reads from `at_` to `end_` of the text; every formula becomes steps, its result the index of a value.
class ExpressionParser {
 public:
  ExpressionParser(std::string_view text, std::span<const std::string_view> variables)
      : text_(text), variables_(variables) {
    for (const auto name : variables_) names_.emplace(name, count_++);
  }

  Result<Expression> parse(std::string where) {
    const auto result = read_all();
    if (!result)
      return Refusal{std::move(where), std::move(what_), "Correct the expression, in OpenSim's syntax."};
    Expression made;
    made.text_ = std::string(text_);
    made.variable_count_ = variables_.size();
    made.steps_ = std::move(steps_);
    made.result_ = *result;
    return made;
  }

 private:
  using Value = std::optional<std::uint16_t>;

  // From the last part to the first: a definition uses what stands to its right.
  Value read_all() {
    auto end = text_.size();
    while (true) {
      const auto mark = end == 0 ? text_.npos : text_.rfind(';', end - 1);
      at_ = mark == text_.npos ? 0 : mark + 1;
      end_ = end;
      if (mark == text_.npos) return read_to_end();
      skip_spaces();
      if (at_ < end_ && !read_definition()) return std::nullopt;
      end = mark;
    }
  }

  bool read_definition() {
    const auto start = at_;
    const auto name = take_name();
    skip_spaces();
    if (name.empty() || digits.find(name[0]) != digits.npos || name[0] == '.' || peek() != '=') {
      refuse(start, "after a ';' a definition \"name = ...\" is needed");
      return false;
    }
    ++at_;
    const auto value = read_to_end();
    if (value) names_.insert_or_assign(name, *value);
    return value.has_value();
  }

  Value read_to_end() {
    const auto value = read_formula(0);
    if (value && at_ != end_) return refuse_rest();
    return value;
  }

  // A value and the operators of at least this rank that follow it; ends behind the spaces after it.
  Value read_formula(int least_rank) {
    if (depth_ == depth_limit)
      return refuse(at_, fmt::format("it is nested deeper than {} levels", depth_limit));
    ++depth_;
    auto value = read_value();
    while (value) {
      skip_spaces();
      const auto* found = std::ranges::find(operators, peek(), &BinaryOperator::mark);
      if (found == std::end(operators) || found->rank < least_rank) break;
      ++at_;
      const auto right = read_formula(found->right_rank);
      value = right ? add(found->operation, *value, *right) : std::nullopt;
    }
    --depth_;
    return value;
  }

  Value read_value() {
    skip_spaces();
    if (at_ == end_) return refuse(at_, "a value is missing at its end");
    if (digits.find(peek()) != digits.npos || peek() == '.') return read_number();
    if (peek() == '-') {
      ++at_;
      const auto value = read_formula(sign_rank);
      return value ? add(negate, *value, *value) : std::nullopt;
    }
    if (peek() == '(') {
      const auto open = at_++;
      const auto value = read_formula(0);
      return value && close(open) ? value : std::nullopt;
    }
    const auto start = at_;
    const auto name = take_name();
    if (name.empty()) return refuse(start, fmt::format("'{}' stands where a value is needed", rest()));
    skip_spaces();
    if (peek() == '(') return read_function(start, name);
    const auto known = names_.find(name);
    if (known == names_.end())
      return refuse(start, fmt::format("'{}' is neither {} nor defined to its right", shortened(name),
                                       fmt::join(variables_, " nor ")));
    return known->second;
  }

  Value read_number() {
    const auto start = at_;
    bool exponent = false;
    while (at_ < end_ && (digits.find(peek()) != digits.npos || peek() == '.' ||
                          (!exponent && (peek() == 'e' || peek() == 'E')))) {
      if (peek() == 'e' || peek() == 'E') {
        exponent = true;
        if (at_ + 1 < end_ && (text_[at_ + 1] == '-' || text_[at_ + 1] == '+')) ++at_;
      }
      ++at_;
    }
    const auto word = text_.substr(start, at_ - start);
    double number = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (error != std::errc() || end != word.data() + word.size())
      return refuse(start, fmt::format("'{}' is not a number", shortened(word)));
    return add(nullptr, 0, 0, number);
  }

  // Its name is read; at the '('.
  Value read_function(std::size_t start, std::string_view name) {
    const auto* function = std::ranges::find(functions, name, &NamedFunction::name);
    if (function == std::end(functions))
      return refuse(start, fmt::format("'{}' is not a function that is known", shortened(name)));
    const auto open = at_;
    std::array<std::uint16_t, 2> arguments{};
    std::size_t count = 0;
    do {
      ++at_;
      const auto argument = read_formula(0);
      if (!argument) return std::nullopt;
      if (count < arguments.size()) arguments[count] = *argument;
      ++count;
    } while (peek() == ',');
    if (!close(open)) return std::nullopt;
    if (count != function->argument_count)
      return refuse(start, fmt::format("{} takes {} value{}, not {}", name, function->argument_count,
                                       function->argument_count == 1 ? "" : "s", count));
    return add(function->operation, arguments[0], arguments[count - 1]);
  }

  bool close(std::size_t open) {
    if (peek() == ')') {
      ++at_;
      return true;
    }
    if (at_ == end_)
      refuse(at_, fmt::format("the '(' at character {} is not closed", open + 1));
    else
      refuse_rest();
    return false;
  }

  // What follows a formula but is not part of it.
  std::nullopt_t refuse_rest() {
    if (peek() == ')') return refuse(at_, "the ')' closes nothing");
    if (peek() == ',') return refuse(at_, "the ',' stands outside a function");
    return refuse(at_, fmt::format("an operator is missing before '{}'", rest()));
  }

  Value add(Operation operation, std::uint16_t left, std::uint16_t right, double number = 0) {
    if (count_ == value_limit) return refuse(at_, fmt::format("it has more than {} operations", value_limit));
    steps_.push_back({operation, left, right, number});
    return count_++;
  }

  // Always nothing; the first problem is the one that is told.
  std::nullopt_t refuse(std::size_t at, std::string what) {
    if (what_.empty()) what_ = fmt::format("the expression cannot be read at character {}: {}", at + 1, what);
    return std::nullopt;
  }

  [[nodiscard]] char peek() const { return at_ < end_ ? text_[at_] : '\0'; }
  [[nodiscard]] std::string rest() const { return shortened(text_.substr(at_, end_ - at_)); }
  void skip_spaces() {
    while (at_ < end_ && spaces.find(text_[at_]) != spaces.npos) ++at_;
  }
  std::string_view take_name() {
    const auto start = at_;
    while (at_ < end_ && marks.find(text_[at_]) == marks.npos) ++at_;
    return text_.substr(start, at_ - start);
  }

  std::string_view text_;
  std::span<const std::string_view> variables_;
  std::size_t at_ = 0, end_ = 0;
  int depth_ = 0;
  std::uint16_t count_ = 0;  // of values so far
  std::map<std::string_view, std::uint16_t> names_;
  std::vector<Expression::Step> steps_;
  std::string what_;
};

Result<Expression> parse_expression(std::string_view text, std::span<const std::string_view> variables,
                                    std::string where) {
  require(variables.size() < 100, "an expression of few variables");
  return ExpressionParser(text, variables).parse(std::move(where));
}

}  // namespace loadshare::numerics
