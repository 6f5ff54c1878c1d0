#include <gtest/gtest.h>

#include <cmath>

#include "model/body.h"
#include "small_body.h"

namespace loadshare::model {
namespace {

using testing::built_small_body;
using testing::Change;
using testing::refusal_of_body;
using testing::small_body_tables;

const CoordinateCoupler& coupler_of(const Model& model, const std::string& dependent) {
  const auto id = model.find_coordinate(dependent);
  for (const auto& coupler : model.couplers)
    if (coupler.dependent == id) return coupler;
  throw std::runtime_error(dependent + " is free");
}

double share_of_lower(const Model& model) { return model.joints[1].axes[0].function.value(1.0); }

TEST(BodyCouplers, FollowTheirIndependent) {
  const auto model = built_small_body().model;
  EXPECT_EQ(model.couplers.size(), 3u);
  const auto& left = coupler_of(model, "knee_angle_l_beta");
  EXPECT_EQ(left.name, "knee_angle_l_beta_follows_knee_angle_l");
  ASSERT_EQ(left.independents.size(), 1u);
  EXPECT_EQ(left.independents[0], model.find_coordinate("knee_angle_l"));
  EXPECT_EQ(left.function.value(0.7), 0.7);
}

TEST(BodyRhythm, IsTakenByAxesAndCouplers) {
  for (const auto& [rhythm, lower, upper] : {std::tuple{"christophy", 0.6, 0.4}, {"all_above", 0.0, 1.0}}) {
    const auto body = built_small_body({}, {}, {rhythm, {}});
    EXPECT_EQ(body.rhythm, rhythm);
    EXPECT_EQ(share_of_lower(body.model), lower);
    EXPECT_EQ(coupler_of(body.model, "upper_bend").function.value(1.0), upper);
  }
  EXPECT_EQ(rhythms_of(small_body_tables()), (std::vector<std::string>{"christophy", "all_above"}));
}

TEST(BodyRhythm, IsOneThatTheTablesKnow) {
  EXPECT_EQ(refusal_of_body({}, {"waltz", {}}),
            "the lumbar rhythm: 'waltz' is not known\n  Choose one of: christophy, all_above.");
}

// ---- curves of functions.csv, as the knee's way forward

double knee_forward(const BodyTables& tables, double q) {
  const auto body = build_body(tables, *reference_scale(tables), {});
  if (!body) throw std::runtime_error(body.refusal().text());
  return std::ranges::find(body->model.joints, "knee_r", &Joint::name)->axes[3].function.value(q);
}

template <class Curve>
BodyTables with_curve(const std::string& kind, int knot_count, Curve curve) {
  auto tables = small_body_tables();
  tables.functions.clear();
  for (int i = 0; i < knot_count; ++i) {
    const double x = 0.5 * i + 0.1 * i * i;
    tables.functions.push_back({"functions.csv, line 2", "knee_forward", kind, x, curve(x), "ours"});
  }
  return tables;
}

// Four knots or more: the cubic through them is the cubic that they lie on.
TEST(BodyFunctions, ASimmSplineIsACubic) {
  const auto cubic = [](double x) { return 0.1 - 0.2 * x + 0.3 * x * x - 0.05 * x * x * x; };
  const auto tables = with_curve("simm_spline", 5, cubic);
  for (const double q : {0.0, 0.3, 1.1, 2.4, 3.5}) EXPECT_NEAR(knee_forward(tables, q), cubic(q), 1e-12);
}

TEST(BodyFunctions, ANaturalSplineGoesThroughItsKnotsAndKeepsALine) {
  const auto wave = with_curve("natural_spline", 8, [](double x) { return std::sin(x); });
  for (const auto& row : wave.functions) EXPECT_NEAR(knee_forward(wave, row.x), row.y, 1e-12);
  const auto line = with_curve("natural_spline", 6, [](double x) { return 0.2 + 0.7 * x; });
  for (const double q : {0.2, 1.9, 4.0}) EXPECT_NEAR(knee_forward(line, q), 0.2 + 0.7 * q, 1e-12);
}

TEST(BodyFunctions, PiecewiseLinearIsStraightBetweenKnots) {
  const auto tables = with_curve("piecewise_linear", 4, [](double x) { return x * x; });
  // Knots at 0.6 and 1.4.
  EXPECT_NEAR(knee_forward(tables, 1.0), (0.36 + 1.96) / 2, 1e-12);
}

struct Refused {
  std::vector<Change> changes;
  std::string_view text;
};

TEST(BodyFunctions, RefuseNamesSharesAndKnotsThatDoNotFit) {
  const std::vector<Refused> cases{
      {{{"couplers", "upper_bend,bend", "upper_sway,bend"}},
       "couplers.csv, line 2: there is no coordinate called 'upper_sway'\n  Name one of coordinates.csv."},
      {{{"couplers", "upper_bend,bend", "upper_bend,sway"}},
       "couplers.csv, line 2: there is no coordinate called 'sway'\n  Name one of coordinates.csv."},
      {{{"couplers", "knee_angle_r,1", "knee_angle_r,knee_curve"}},
       "couplers.csv, line 3: the function 'knee_curve' is not in functions.csv\n  Give it rows there."},
      {{{"functions", "knee_forward,simm_spline,2", "knee_forward,simm_spline,1"}},
       "functions.csv, line 4: the knots of 'knee_forward' do not grow\n  Write a function's knots in "
       "growing order of x."},
      {{{"functions", "knee_forward,simm_spline,2", "knee_forward,simm_spline,1.0000000001"}},
       "functions.csv, line 4: the knots of 'knee_forward' do not grow\n  Write a function's knots in "
       "growing "
       "order of x."},
      {{{"functions", "knee_forward,simm_spline,2", "knee_forward,piecewise_linear,2"}},
       "the body's tables: 2 problems:\n  (1) functions.csv, line 4: 'knee_forward' is of two kinds\n  (2) "
       "functions.csv, line 5: 'knee_forward' is of two kinds\n  Give all its rows the same kind."},
      {{{"functions",
         "knee_forward,simm_spline,1,0.006,ours\nknee_forward,simm_spline,2,0.01,ours\nknee_forward,simm_"
         "spline,3,0.002,ours\n",
         ""}},
       "joint_axes.csv, line 10: the function 'knee_forward' has 1 of at least 2 knots\n  Give it more rows "
       "in functions.csv."},
      {{{"functions",
         "knee_forward,simm_spline,0,0,ours\nknee_forward,simm_spline,1,0.006,ours\nknee_forward,simm_spline,"
         "2,0.01,ours\nknee_forward,simm_spline,3,0.002,ours",
         "knee_forward,natural_spline,0,0,ours\nknee_forward,natural_spline,1,0.006,ours\nknee_forward,"
         "natural_spline,2,0.01,ours\nknee_forward,natural_spline,3,0.002,ours"}},
       "joint_axes.csv, line 10: the function 'knee_forward' has 4 of at least 6 knots\n  Give it more rows "
       "in functions.csv."},
      {{{"rhythm", "christophy,upper,bend,0.4", "christophy,upper,bend,0.5"}},
       "rhythm.csv: the shares of 'christophy' in bend sum to 1.1, not 1\n  Correct them."},
      {{{"rhythm", "christophy,upper", "christophy,lower"}},
       "rhythm.csv, line 3: the share of bend for 'lower' stands already in rhythm.csv, line 2\n  Keep one."},
      {{{"rhythm", "christophy,upper", "christophy,hip_r"}},
       "rhythm.csv, line 3: 'christophy' is of the midline, but 'hip_r' of the right side: the left would "
       "have none\n  End its name in _r, so that it stands for a pair, or let it mention the midline alone."},
      {{{"rhythm", "christophy,upper", "christophy,base"}},
       "couplers.csv, line 2: the rhythm 'christophy' has no share of bend for 'upper'\n  Give rhythm.csv a "
       "row for it."},
      {{{"rhythm", "christophy,upper", "christophy,higher"}},
       "rhythm.csv, line 3: there is no joint called 'higher'\n  Name one of joints.csv."},
      {{{"rhythm", "christophy,upper,bend", "christophy,upper,sway"}},
       "the body's tables: 3 problems:\n  (1) rhythm.csv: the shares of 'christophy' in bend sum to 0.6, not "
       "1\n  (2) rhythm.csv: the shares of 'christophy' in sway sum to 0.4, not 1\n  (3) rhythm.csv, line 3: "
       "there is no coordinate called 'sway'\n  Correct them. Name one of coordinates.csv."},
      {{{"rhythm", "christophy,lower,bend,0.6,ours\nchristophy,upper,bend,0.4,ours\n", ""}},
       "the lumbar rhythm: 'christophy' is not known\n  Choose one of: all_above."},
      {{{"couplers", "bend,rhythm", "bend,0.4"}},
       "rhythm.csv, line 3: nothing takes the share of bend for 'upper'\n  Give joint_axes.csv or "
       "couplers.csv a row with the function 'rhythm'."}};
  for (const auto& [changes, text] : cases) EXPECT_EQ(refusal_of_body(changes), text);
}

}  // namespace
}  // namespace loadshare::model
