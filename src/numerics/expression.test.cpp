#include "numerics/expression.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <string>
#include <thread>

namespace loadshare::numerics {
namespace {

using ::testing::HasSubstr;

constexpr std::array<std::string_view, 2> variables{"q", "qdot"};

Result<Expression> parsed(std::string_view text) { return parse_expression(text, variables, "here"); }

double value(std::string_view text, double q = 0, double qdot = 0) {
  const auto expression = parsed(text);
  EXPECT_TRUE(expression.ok()) << text << ": " << (expression.ok() ? "" : expression.refusal().what);
  return expression.ok() ? expression->value(std::array{q, qdot}) : NAN;
}

std::string problem(std::string_view text) {
  const auto expression = parsed(text);
  EXPECT_FALSE(expression.ok()) << text;
  return expression.ok() ? "" : expression.refusal().what;
}

TEST(Expression, NumbersAndNames) {
  EXPECT_EQ(value("0.0"), 0);
  EXPECT_EQ(value(" 12.5 "), 12.5);
  EXPECT_EQ(value(".5"), 0.5);
  EXPECT_EQ(value("3."), 3);
  EXPECT_EQ(value("1.5e-3"), 1.5e-3);
  EXPECT_EQ(value("2E+2"), 200);
  EXPECT_EQ(value("q", 3, 4), 3);
  EXPECT_EQ(value("qdot", 3, 4), 4);
}

// Worked by hand from the rules of the language.
TEST(Expression, Precedence) {
  EXPECT_EQ(value("2+3*4"), 14);
  EXPECT_EQ(value("(2+3)*4"), 20);
  EXPECT_EQ(value("10-4-3"), 3);
  EXPECT_EQ(value("64/8/2"), 4);
  EXPECT_EQ(value("2*3^2"), 18);
  EXPECT_EQ(value("2^3^2"), 512);
  EXPECT_EQ(value("(2^3)^2"), 64);
  EXPECT_EQ(value("-2^2"), -4);
  EXPECT_EQ(value("(-2)^2"), 4);
  EXPECT_EQ(value("2^-2"), 0.25);
  EXPECT_EQ(value("2^-1^2"), 0.5);
  EXPECT_EQ(value("-3*2"), -6);
  EXPECT_EQ(value("2*-3*4"), -24);
  EXPECT_EQ(value("1--2"), 3);
  EXPECT_EQ(value("--2"), 2);
  EXPECT_EQ(value("1 - -2 ^ 2 / 4"), 2);
}

TEST(Expression, Functions) {
  const double x = 0.37;
  EXPECT_EQ(value("sqrt(q)", x), std::sqrt(x));
  EXPECT_EQ(value("exp(q)", x), std::exp(x));
  EXPECT_EQ(value("log(exp(q))", 2), 2) << "to the base e";
  EXPECT_EQ(value("sin(q)", x), std::sin(x));
  EXPECT_EQ(value("cos(q)", x), std::cos(x));
  EXPECT_EQ(value("tan(q)", x), std::tan(x));
  EXPECT_DOUBLE_EQ(value("sec(q)*cos(q)", x), 1);
  EXPECT_DOUBLE_EQ(value("csc(q)*sin(q)", x), 1);
  EXPECT_DOUBLE_EQ(value("cot(q)*tan(q)", x), 1);
  EXPECT_DOUBLE_EQ(value("sin(asin(q))", x), x);
  EXPECT_DOUBLE_EQ(value("cos(acos(q))", x), x);
  EXPECT_DOUBLE_EQ(value("tan(atan(q))", x), x);
  EXPECT_DOUBLE_EQ(value("cosh(q)^2-sinh(q)^2", x), 1);
  EXPECT_DOUBLE_EQ(value("sinh(q)/cosh(q)", x), std::tanh(x));
  EXPECT_EQ(value("tanh(q)", x), std::tanh(x));
  EXPECT_DOUBLE_EQ(value("erf(q)+erfc(q)", x), 1);
  EXPECT_EQ(value("erf(q)", x), std::erf(x));
  EXPECT_EQ(value("square(q)", 3), 9);
  EXPECT_EQ(value("cube(q)", -3), -27);
  EXPECT_EQ(value("recip(q)", 4), 0.25);
  EXPECT_EQ(value("abs(q)", -4), 4);
  EXPECT_EQ(value("min(q,qdot)", -4, 2), -4);
  EXPECT_EQ(value("max(q, qdot)", -4, 2), 2);
  EXPECT_EQ(value("step(q)", 0), 1);
  EXPECT_EQ(value("step(q)", -1e-300), 0);
  EXPECT_EQ(value("delta(q)", 0), 1);
  EXPECT_EQ(value("delta(q)", 1e-300), 0);
  EXPECT_EQ(value("max(min(q,2),min(3,4))", 1), 3);
}

TEST(Expression, DefinitionsUseThoseToTheirRight) {
  EXPECT_EQ(value("k*(q-rest); k=10; rest=0.5", 2), 15);
  EXPECT_EQ(value("a;a=b*b;b=c+c;c=q+1;", 2), 36);
  EXPECT_EQ(value("q; q = 2*q", 3), 6) << "a definition hides a variable";
  EXPECT_EQ(value("a; a=2*a; a=7"), 14) << "and a definition to its right";
  EXPECT_EQ(value("exp(exp); exp=0"), 1) << "names of functions are names of values too";
  EXPECT_EQ(value("q;;  ;", 3), 3);
  EXPECT_THAT(problem("b; a=1; b=a"), HasSubstr("character 11: 'a' is neither q nor qdot nor defined"));
}

// An arm's passive moment as a published walking model has it.
TEST(Expression, PassiveMomentOfAModel) {
  const double q = 1.2, qdot = -0.7;
  EXPECT_DOUBLE_EQ(value("-2.44*exp(5.05*(q-1.81))+1.51*exp(-11.88*(q+0.50))-1.0*qdot", q, qdot),
                   -2.44 * std::exp(5.05 * (q - 1.81)) + 1.51 * std::exp(-11.88 * (q + 0.5)) - qdot);
  EXPECT_DOUBLE_EQ(value("6.09*exp(33.94*(-q-0.13))-11.03*exp(-11.33*(-q+2.40))-0.1*qdot", q, qdot),
                   6.09 * std::exp(33.94 * (-q - 0.13)) - 11.03 * std::exp(-11.33 * (-q + 2.4)) - 0.1 * qdot);
}

TEST(Expression, IsZeroAtFirstAndKeepsItsText) {
  EXPECT_EQ(Expression().value({}), 0);
  EXPECT_EQ(Expression().text(), "0");
  EXPECT_EQ(parsed(" k * q; k = 2")->text(), " k * q; k = 2");
}

TEST(Expression, WhereItHasNoValueItIsNotFinite) {
  EXPECT_TRUE(std::isnan(value("sqrt(q)", -1)));
  EXPECT_TRUE(std::isinf(value("1/q", 0)));
  EXPECT_TRUE(std::isinf(value("exp(q)", 1000)));
}

TEST(Expression, ManyThreadsOneExpression) {
  const auto expression = parsed("a*a-q; a=sin(q)+qdot");
  ASSERT_TRUE(expression.ok());
  std::array<bool, 4> same{};
  std::vector<std::thread> threads;
  for (std::size_t k = 0; k < same.size(); ++k)
    threads.emplace_back([&, k] {
      same[k] = true;
      for (int i = 0; i < 20000; ++i) {
        const double q = 1e-3 * i + static_cast<double>(k), a = std::sin(q) + 2;
        same[k] = same[k] && expression->value(std::array{q, 2.0}) == a * a - q;
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(same, (std::array{true, true, true, true}));
}

TEST(Expression, Refusals) {
  const auto refused = parsed("2*");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.refusal().where, "here");
  EXPECT_EQ(refused.refusal().what,
            "the expression cannot be read at character 3: a value is missing at its end");
  EXPECT_EQ(refused.refusal().remedy, "Correct the expression, in OpenSim's syntax.");

  struct Case {
    const char *text, *what;
  };
  for (const auto& [text, what] : std::initializer_list<Case>{
           {"", "character 1: a value is missing at its end"},
           {";a=1", "character 1: a value is missing at its end"},
           {"+2", "character 1: '+2' stands where a value is needed"},
           {"2*/3", "character 3: '/3' stands where a value is needed"},
           {"exp()", "character 5: ')' stands where a value is needed"},
           {"q=3", "character 2: an operator is missing before '=3'"},
           {"2q", "character 2: an operator is missing before 'q'"},
           {"q dot", "character 3: an operator is missing before 'dot'"},
           {"1 0", "character 3: an operator is missing before '0'"},
           {"(q qdot)", "character 4: an operator is missing before 'qdot)'"},
           {"1.5.2", "character 1: '1.5.2' is not a number"},
           {"1+2e", "character 3: '2e' is not a number"},
           {".", "character 1: '.' is not a number"},
           {"1e999", "character 1: '1e999' is not a number"},
           {"Q", "character 1: 'Q' is neither q nor qdot nor defined to its right"},
           {"2*pi", "character 3: 'pi' is neither q nor qdot nor defined to its right"},
           {"EXP(q)", "character 1: 'EXP' is not a function that is known"},
           {"atan2(q,1)", "character 1: 'atan2' is not a function that is known"},
           {"q(2)", "character 1: 'q' is not a function that is known"},
           {"2*max(q)", "character 3: max takes 2 values, not 1"},
           {"exp(q,1,2)", "character 1: exp takes 1 value, not 3"},
           {"2*(q+1", "character 7: the '(' at character 3 is not closed"},
           {"exp(q", "character 6: the '(' at character 4 is not closed"},
           {"q+1)", "character 4: the ')' closes nothing"},
           {"q,1", "character 2: the ',' stands outside a function"},
           {"(q,1)", "character 3: the ',' stands outside a function"},
           {"q; 2", "character 4: after a ';' a definition \"name = ...\" is needed"},
           {"q; a+b=2", "character 4: after a ';' a definition \"name = ...\" is needed"},
           {"q; 2a=2", "character 4: after a ';' a definition \"name = ...\" is needed"},
           {"q; a=", "character 6: a value is missing at its end"},
           {"q; a==2", "character 6: '=2' stands where a value is needed"},
           {"sinus_of_a_very_long_name_indeed(q)", "'sinus_of_a_very_long...' is not a function"},
       })
    EXPECT_THAT(problem(text), HasSubstr(what)) << text;
}

// Hostile input: neither the stack nor the memory grows without bound.
TEST(Expression, DepthAndLengthAreBounded) {
  EXPECT_EQ(value(std::string(90, '(') + "q" + std::string(90, ')'), 5), 5);
  EXPECT_THAT(problem(std::string(100000, '(')),
              HasSubstr("character 101: it is nested deeper than 100 levels"));
  EXPECT_THAT(problem(std::string(100000, '-') + "q"), HasSubstr("nested deeper"));
  std::string powers = "q", sum = "q";
  for (int i = 0; i < 5000; ++i) powers += "^q", sum += "+q";
  EXPECT_THAT(problem(powers), HasSubstr("nested deeper"));
  EXPECT_THAT(problem(sum), HasSubstr("it has more than 1000 operations"));
  EXPECT_EQ(value(sum.substr(0, 2 * 990 + 1), 1), 991);
  // Each definition doubles the one to its right: 2^60 terms, written out, in 60 operations.
  std::string doubled = "x0";
  for (int i = 0; i < 60; ++i)
    doubled += "; x" + std::to_string(i) + "=x" + std::to_string(i + 1) + "+x" + std::to_string(i + 1);
  EXPECT_EQ(value(doubled + "; x60=q", 1), std::ldexp(1, 60));
}

}  // namespace
}  // namespace loadshare::numerics
