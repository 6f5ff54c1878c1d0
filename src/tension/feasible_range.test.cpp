#include "tension/feasible_range.h"

#include <glpk.h>
#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>

namespace loadshare::tension {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

Balance make_balance(const Eigen::MatrixXd& a, const Eigen::VectorXd& solved) {
  Balance balance;
  balance.columns = numerics::make_column_matrix(a);
  balance.lower = Eigen::VectorXd::Zero(solved.size());
  balance.upper = Eigen::VectorXd::Ones(solved.size());
  balance.solved = solved;
  balance.is_held.assign(static_cast<std::size_t>(solved.size()), false);
  return balance;
}

struct Share {
  LinearForm numerator, denominator;
};

// Share of the first `in_group` unknowns.
Share make_share(const Eigen::VectorXd& tension_N, int in_group) {
  Share share;
  share.denominator.coefficients = share.numerator.coefficients = tension_N;
  share.numerator.coefficients.tail(tension_N.size() - in_group).setZero();
  return share;
}

std::optional<RatioRange> range_of(const Balance& balance, const Share& share) {
  auto set = FeasibleSet::make(balance);
  if (!set) return std::nullopt;
  const RatioTerm term{&*set, 1, share.numerator, share.denominator};
  return find_ratio_range(std::span(&term, 1));
}

double ratio_at(const Share& share, const Eigen::VectorXd& x) {
  return share.numerator.at(x) / share.denominator.at(x);
}

// Every vertex: all but m unknowns at a bound, the rest from the equations.
RatioRange enumerate(const Eigen::MatrixXd& a, const Eigen::VectorXd& b, const Share& share) {
  const int n = static_cast<int>(a.cols()), m = static_cast<int>(a.rows());
  RatioRange range{infinity, -infinity};
  std::vector<bool> is_basic(static_cast<std::size_t>(n), false);
  std::fill(is_basic.begin(), is_basic.begin() + m, true);
  std::sort(is_basic.begin(), is_basic.end());
  do {
    std::vector<int> basic, bound;
    for (int i = 0; i < n; ++i) (is_basic[static_cast<std::size_t>(i)] ? basic : bound).push_back(i);
    const Eigen::FullPivLU<Eigen::MatrixXd> lu(a(Eigen::all, basic));
    if (!lu.isInvertible()) continue;
    for (int pattern = 0; pattern < (1 << bound.size()); ++pattern) {
      Eigen::VectorXd x = Eigen::VectorXd::Zero(n);
      for (std::size_t k = 0; k < bound.size(); ++k) x[bound[k]] = (pattern >> k) & 1;
      x(basic) = lu.solve(b - a * x);
      if (x.minCoeff() < -1e-10 || x.maxCoeff() > 1 + 1e-10) continue;
      range.min = std::min(range.min, ratio_at(share, x));
      range.max = std::max(range.max, ratio_at(share, x));
    }
  } while (std::next_permutation(is_basic.begin(), is_basic.end()));
  return range;
}

// A chain of joints, muscles spanning some of them, and the moments of one distribution.
struct Chain {
  Eigen::MatrixXd a;
  Eigen::VectorXd solved, tension_N;
};
Chain make_chain(int muscles, int joints, unsigned seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> unit(0, 1);
  Chain chain;
  chain.a = Eigen::MatrixXd::Zero(joints, muscles);
  chain.solved.resize(muscles);
  chain.tension_N.resize(muscles);
  for (int i = 0; i < muscles; ++i) {
    chain.tension_N[i] = 100 + 2900 * unit(random) * unit(random);
    const int span = std::min(joints, 1 + static_cast<int>(3 * unit(random)));
    const int first = static_cast<int>(unit(random) * (joints - span + 1));
    for (int j = first; j < first + span; ++j) {
      chain.a(j, i) = 0.12 * (unit(random) - 0.5) * chain.tension_N[i];
    }
    chain.solved[i] = unit(random) < 0.4 ? 0 : unit(random);
  }
  return chain;
}

TEST(FindRatioRange, TwoMusclesOfOneJoint) {
  // T1 = 600 N - 0.8 T2 with T2 from 0 to 600 N: the first holds from 120 of 720 N to all.
  Eigen::MatrixXd a(1, 2);
  a << 0.05 * 1000, 0.04 * 600;
  const auto range =
      range_of(make_balance(a, Eigen::Vector2d(0.36, 0.5)), make_share(Eigen::Vector2d(1000, 600), 1));
  ASSERT_TRUE(range);
  EXPECT_NEAR(range->min, 120.0 / 720.0, 1e-9);
  EXPECT_NEAR(range->max, 1, 1e-9);
}

TEST(FindRatioRange, AnAntagonistWidensTheRange) {
  // 30 N m = 0.05 T1 + 0.05 T2 - 0.03 T3, each up to 1000 N. T1 holds least with T2 = 1000 N and
  // T3 = 2000/3 N (T1 = 0): 0. It holds most with T2 = 0 and T3 = 0: all.
  // The antagonist holds most at T1 + T2 = 600 + 0.6 T3 with T3 = 1000: 1000 of 2200 N.
  Eigen::MatrixXd a(1, 3);
  a << 50, 50, -30;
  const auto balance = make_balance(a, Eigen::Vector3d(0.3, 0.3, 0));
  const Eigen::Vector3d tension_N(1000, 1000, 1000);
  const auto agonist = range_of(balance, make_share(tension_N, 1));
  ASSERT_TRUE(agonist);
  EXPECT_NEAR(agonist->min, 0, 1e-9);
  EXPECT_NEAR(agonist->max, 1, 1e-9);
  const auto both_agonists = range_of(balance, make_share(tension_N, 2));
  ASSERT_TRUE(both_agonists);
  EXPECT_NEAR(both_agonists->min, 1200.0 / 2200.0, 1e-9);
  EXPECT_NEAR(both_agonists->max, 1, 1e-9);
}

TEST(FindRatioRange, PassiveTensionStays) {
  // As with two muscles, but the first holds another 100 N that no activation changes: its least
  // share is 220 of 820 N.
  Eigen::MatrixXd a(1, 2);
  a << 50, 24;
  auto share = make_share(Eigen::Vector2d(1000, 600), 1);
  share.numerator.constant = share.denominator.constant = 100;
  const auto range = range_of(make_balance(a, Eigen::Vector2d(0.36, 0.5)), share);
  ASSERT_TRUE(range);
  EXPECT_NEAR(range->min, 220.0 / 820.0, 1e-9);
  EXPECT_NEAR(range->max, 1, 1e-9);
}

TEST(FindRatioRange, AHeldUnknownStays) {
  // A reserve of 6 N m beside 24 N m of muscles: T1 = 480 - 0.8 T2, the first holds 0 of 600 to all.
  Eigen::MatrixXd a(1, 3);
  a << 50, 24, 1;
  auto balance = make_balance(a, Eigen::Vector3d(0.24, 0.5, 6));
  balance.lower[2] = -infinity;
  balance.upper[2] = infinity;
  balance.is_held[2] = true;
  const auto held = range_of(balance, make_share(Eigen::Vector3d(1000, 600, 0), 1));
  ASSERT_TRUE(held);
  EXPECT_NEAR(held->min, 0, 1e-9);
  EXPECT_NEAR(held->max, 1, 1e-9);
  // With T2 at most 300 N the difference between held (24 N m) and free shows.
  balance.upper[1] = 0.5;
  const auto narrow = range_of(balance, make_share(Eigen::Vector3d(1000, 600, 0), 1));
  ASSERT_TRUE(narrow);
  EXPECT_NEAR(narrow->min, 240.0 / 540.0, 1e-9);
  balance.is_held[2] = false;
  const auto free = range_of(balance, make_share(Eigen::Vector3d(1000, 600, 0), 1));
  ASSERT_TRUE(free);
  EXPECT_NEAR(free->min, 0, 1e-9);
}

TEST(FindRatioRange, AsManyEquationsAsMusclesLeaveNoChoice) {
  Eigen::MatrixXd a(2, 2);
  a << 50, 24, 10, -30;
  const Eigen::Vector2d solved(0.3, 0.6);
  const auto share = make_share(Eigen::Vector2d(1000, 600), 1);
  const auto range = range_of(make_balance(a, solved), share);
  ASSERT_TRUE(range);
  EXPECT_NEAR(range->min, ratio_at(share, solved), 1e-8);
  EXPECT_NEAR(range->max, ratio_at(share, solved), 1e-8);
}

TEST(FindRatioRange, AnAnswerOutsideItsBoundsByARoundingIsStillInside) {
  Eigen::MatrixXd a(1, 2);
  a << 50, 24;
  const Eigen::Vector2d solved(0.36, -1e-12);
  const auto share = make_share(Eigen::Vector2d(1000, 600), 1);
  const auto range = range_of(make_balance(a, solved), share);
  ASSERT_TRUE(range);
  EXPECT_LE(range->min, ratio_at(share, solved));
  EXPECT_GE(range->max, ratio_at(share, solved));
}

TEST(FindRatioRange, NothingHeldHasNoShareAndNumbersThatAreNoneHaveNoSet) {
  Eigen::MatrixXd a(1, 2);
  a << 50, 24;
  const auto share = make_share(Eigen::Vector2d(1000, 600), 1);
  EXPECT_FALSE(range_of(make_balance(a, Eigen::Vector2d::Zero()), share));
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_FALSE(FeasibleSet::make(make_balance(a, Eigen::Vector2d(nan, 0))));
  a(0, 0) = infinity;
  EXPECT_FALSE(FeasibleSet::make(make_balance(a, Eigen::Vector2d(0.1, 0))));
}

TEST(FeasibleSet, AnObjectiveWithoutEndHasNoMaximum) {
  Eigen::MatrixXd a(1, 2);
  a << 1, -1;
  auto balance = make_balance(a, Eigen::Vector2d(1, 1));
  balance.upper.setConstant(infinity);
  auto set = FeasibleSet::make(balance);
  ASSERT_TRUE(set);
  EXPECT_FALSE(set->maximise(Eigen::Vector2d(1, 1)));
  const auto least = set->maximise(Eigen::Vector2d(-1, 0));
  ASSERT_TRUE(least);
  EXPECT_NEAR((*least)[0], 0, 1e-9);
}

TEST(FindRatioRange, AgreesWithEveryVertexOfSmallProblems) {
  for (unsigned seed = 0; seed < 60; ++seed) {
    const int joints = 1 + static_cast<int>(seed % 3), muscles = joints + 2 + static_cast<int>(seed % 4);
    const auto chain = make_chain(muscles, joints, seed);
    if (chain.solved.sum() == 0) continue;
    const auto share = make_share(chain.tension_N, 1 + static_cast<int>(seed % 2));
    const auto expected = enumerate(chain.a, chain.a * chain.solved, share);
    const auto range = range_of(make_balance(chain.a, chain.solved), share);
    ASSERT_TRUE(range) << seed;
    EXPECT_NEAR(range->min, expected.min, 1e-7) << seed;
    EXPECT_NEAR(range->max, expected.max, 1e-7) << seed;
  }
}

TEST(FindRatioRange, NoBalancedDistributionLeavesIt) {
  for (unsigned seed = 0; seed < 4; ++seed) {
    const auto chain = make_chain(24, 6, 100 + seed);
    const auto share = make_share(chain.tension_N, 7);
    const auto range = range_of(make_balance(chain.a, chain.solved), share);
    ASSERT_TRUE(range);
    // Walk at random through the polytope along directions that keep the moments.
    const Eigen::MatrixXd kernel = Eigen::FullPivLU<Eigen::MatrixXd>(chain.a).kernel();
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> unit(0, 1);
    Eigen::VectorXd x = chain.solved;
    double least = 1, greatest = 0;
    for (int step = 0; step < 20000; ++step) {
      Eigen::VectorXd direction = Eigen::VectorXd::NullaryExpr(kernel.cols(), [&] { return normal(random); });
      direction = kernel * direction;
      double back = -1e9, forth = 1e9;
      for (Eigen::Index i = 0; i < x.size(); ++i) {
        if (std::abs(direction[i]) < 1e-12) continue;
        const double to_zero = -x[i] / direction[i], to_one = (1 - x[i]) / direction[i];
        back = std::max(back, std::min(to_zero, to_one));
        forth = std::min(forth, std::max(to_zero, to_one));
      }
      if (forth > back) x += (back + (forth - back) * unit(random)) * direction;
      least = std::min(least, ratio_at(share, x));
      greatest = std::max(greatest, ratio_at(share, x));
      ASSERT_GE(ratio_at(share, x), range->min - 1e-9);
      ASSERT_LE(ratio_at(share, x), range->max + 1e-9);
    }
    EXPECT_GT(greatest, least);
  }
}

// The same question as one linear programme in y = x / D(x), t = 1 / D(x) (Charnes and Cooper 1962).
double charnes_cooper(const Eigen::MatrixXd& a, const Eigen::VectorXd& b, const Share& share, double sign) {
  glp_prob* problem = glp_create_prob();
  glp_set_obj_dir(problem, GLP_MAX);
  const int n = static_cast<int>(a.cols()), m = static_cast<int>(a.rows());
  glp_add_cols(problem, n + 1);
  glp_add_rows(problem, m + 1 + n);
  for (int i = 0; i < n; ++i) {
    std::vector<int> rows{0};
    std::vector<double> values{0};
    for (int j = 0; j < m; ++j) {
      rows.push_back(j + 1);
      values.push_back(a(j, i));
    }
    rows.insert(rows.end(), {m + 1, m + 2 + i});
    values.insert(values.end(), {share.denominator.coefficients[i], 1.0});
    glp_set_mat_col(problem, i + 1, m + 2, rows.data(), values.data());
    glp_set_col_bnds(problem, i + 1, GLP_LO, 0, 0);
    glp_set_row_bnds(problem, m + 2 + i, GLP_UP, 0, 0);
    glp_set_obj_coef(problem, i + 1, sign * share.numerator.coefficients[i]);
  }
  std::vector<int> rows(static_cast<std::size_t>(m + n + 2));
  std::iota(rows.begin(), rows.end(), 0);
  std::vector<double> values{0};
  for (int j = 0; j < m; ++j) values.push_back(-b[j]);
  values.push_back(share.denominator.constant);
  values.insert(values.end(), static_cast<std::size_t>(n), -1.0);
  glp_set_mat_col(problem, n + 1, m + n + 1, rows.data(), values.data());
  glp_set_col_bnds(problem, n + 1, GLP_LO, 0, 0);
  glp_set_obj_coef(problem, n + 1, sign * share.numerator.constant);
  for (int j = 0; j < m; ++j) glp_set_row_bnds(problem, j + 1, GLP_FX, 0, 0);
  glp_set_row_bnds(problem, m + 1, GLP_FX, 1, 1);
  glp_term_out(GLP_OFF);
  glp_scale_prob(problem, GLP_SF_AUTO);
  glp_smcp options;
  glp_init_smcp(&options);
  options.msg_lev = GLP_MSG_OFF;
  options.tol_bnd = options.tol_dj = 1e-9;
  EXPECT_EQ(glp_simplex(problem, &options), 0);
  EXPECT_EQ(glp_get_status(problem), GLP_OPT);
  const double optimum = sign * glp_get_obj_val(problem);
  glp_delete_prob(problem);
  return optimum;
}

TEST(FindRatioRange, AgreesWithOneLinearProgrammeAfterCharnesAndCooper) {
  for (unsigned seed = 0; seed < 8; ++seed) {
    const auto chain = make_chain(80, 20, 200 + seed);
    auto share = make_share(chain.tension_N, 15);
    share.denominator.constant = 50;
    const auto range = range_of(make_balance(chain.a, chain.solved), share);
    ASSERT_TRUE(range);
    const Eigen::VectorXd b = chain.a * chain.solved;
    EXPECT_NEAR(range->min, charnes_cooper(chain.a, b, share, -1), 1e-7) << seed;
    EXPECT_NEAR(range->max, charnes_cooper(chain.a, b, share, 1), 1e-7) << seed;
  }
}

TEST(FindRatioRange, TheOrderAndTheUnitsDoNotMatter) {
  const auto chain = make_chain(30, 8, 7);
  const auto share = make_share(chain.tension_N, 9);
  const auto range = range_of(make_balance(chain.a, chain.solved), share);
  ASSERT_TRUE(range);

  Eigen::VectorXi order = Eigen::VectorXi::LinSpaced(30, 29, 0);
  Share turned;
  turned.numerator.coefficients = share.numerator.coefficients(order);
  turned.denominator.coefficients = share.denominator.coefficients(order);
  const Eigen::MatrixXd a = chain.a(Eigen::VectorXi::LinSpaced(8, 7, 0), order);
  const auto reversed = range_of(make_balance(a, chain.solved(order)), turned);
  ASSERT_TRUE(reversed);
  EXPECT_NEAR(reversed->min, range->min, 1e-8);
  EXPECT_NEAR(reversed->max, range->max, 1e-8);

  Share in_kN = share;
  in_kN.numerator.coefficients *= 1e-3;
  in_kN.denominator.coefficients *= 1e-3;
  const auto scaled = range_of(make_balance(chain.a * 1e6, chain.solved), in_kN);
  ASSERT_TRUE(scaled);
  EXPECT_NEAR(scaled->min, range->min, 1e-8);
  EXPECT_NEAR(scaled->max, range->max, 1e-8);
}

TEST(FindRatioRange, SeveralInstantsAreOneProblemInBlocks) {
  // Two instants with weights 0.02 s and 0.05 s, free of each other, against the vertices of both together.
  const auto first = make_chain(4, 2, 31), second = make_chain(5, 2, 32);
  const auto share_1 = make_share(first.tension_N, 2), share_2 = make_share(second.tension_N, 2);
  auto set_1 = FeasibleSet::make(make_balance(first.a, first.solved));
  auto set_2 = FeasibleSet::make(make_balance(second.a, second.solved));
  ASSERT_TRUE(set_1 && set_2);
  const RatioTerm terms[] = {{&*set_1, 0.02, share_1.numerator, share_1.denominator},
                             {&*set_2, 0.05, share_2.numerator, share_2.denominator}};
  const auto range = find_ratio_range(terms);
  ASSERT_TRUE(range);

  Eigen::MatrixXd a = Eigen::MatrixXd::Zero(4, 9);
  a.topLeftCorner(2, 4) = first.a;
  a.bottomRightCorner(2, 5) = second.a;
  Eigen::VectorXd b(4);
  b << first.a * first.solved, second.a * second.solved;
  Share both;
  both.numerator.coefficients.resize(9);
  both.denominator.coefficients.resize(9);
  both.numerator.coefficients << 0.02 * share_1.numerator.coefficients, 0.05 * share_2.numerator.coefficients;
  both.denominator.coefficients << 0.02 * share_1.denominator.coefficients,
      0.05 * share_2.denominator.coefficients;
  const auto expected = enumerate(a, b, both);
  EXPECT_NEAR(range->min, expected.min, 1e-7);
  EXPECT_NEAR(range->max, expected.max, 1e-7);
}

}  // namespace
}  // namespace loadshare::tension
