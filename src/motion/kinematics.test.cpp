#include "motion/kinematics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "base/units.h"

namespace loadshare::motion {
namespace {

using model::CoordinateId;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::size_t sample_count = 21;
constexpr double step_s = 0.05;

// hip turns, tx slides, knee turns (default 0.2 rad), beta follows the hip: beta = hip^2 + 0.5 hip.
model::Model leg() {
  model::Model model;
  model.name = "leg";
  for (const char* name : {"hip", "tx", "knee", "beta"}) {
    model.coordinates.emplace_back();
    model.coordinates.back().name = name;
    model.coordinates.back().range_min = -10;
    model.coordinates.back().range_max = 10;
  }
  model.coordinates[1].motion = model::MotionType::translational;
  model.coordinates[2].default_value = 0.2;
  model.couplers = {
      {"follow", CoordinateId(3), {CoordinateId(0)}, {numerics::PolynomialFunction{{1, 0.5, 0}}}}};
  return model;
}

// A quintic spline whose ends are free reproduces parabolas, so derivatives are known to rounding.
struct Parabola {
  double a = 0, b = 0, c = 0;
  [[nodiscard]] double value(double t) const { return a + b * t + c * t * t; }
  [[nodiscard]] double speed(double t) const { return b + 2 * c * t; }
};
const Parabola hip{0.3, -0.4, 0.8}, tx{1.5, 0.2, -0.3}, knee{-0.1, 0.6, 0.2}, beta{0.7, 0.1, 0};

TimeSeries motion_of(const std::vector<std::pair<std::string, Parabola>>& columns) {
  TimeSeries series;
  series.values.resize(sample_count, static_cast<Eigen::Index>(columns.size()));
  for (const auto& [label, parabola] : columns) series.labels.push_back(label);
  for (std::size_t i = 0; i < sample_count; ++i) {
    series.times_s.push_back(step_s * static_cast<double>(i));
    for (std::size_t c = 0; c < columns.size(); ++c)
      series.values(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(c)) =
          columns[c].second.value(series.times_s.back());
  }
  return series;
}

struct Prepared {
  Result<Kinematics> kinematics;
  Diagnostics notes;
};
struct Options {
  Preparation preparation = Preparation::consistent;
  Lacking lacking = Lacking::model_default;
  bool in_degrees = false;
  std::optional<double> cutoff_hz = {};
};
Prepared prepare(const TimeSeries& motion, const model::Model& model, const Options& options) {
  const auto couplings = mechanics::Couplings::make(model);
  Diagnostics notes;
  auto made = prepare_kinematics(motion, options.in_degrees, model, *couplings, options.cutoff_hz,
                                 options.preparation, options.lacking, "walk.mot", notes);
  return {std::move(made), notes};
}

std::string notes_of(const Prepared& prepared) {
  std::string all;
  for (const auto& finding : prepared.notes.findings()) all += finding.where + ": " + finding.what + "\n";
  return all;
}

TEST(PrepareKinematics, parabolas_have_their_own_derivatives) {
  for (const auto preparation :
       {Preparation::inverse_dynamics_tool, Preparation::analyze_tool, Preparation::consistent}) {
    const auto made = prepare(motion_of({{"knee", knee}, {"tx", tx}, {"hip", hip}}), leg(), {preparation});
    ASSERT_TRUE(made.kinematics.ok()) << made.kinematics.refusal().text();
    const auto& k = *made.kinematics;
    ASSERT_EQ(k.sample_count(), sample_count);
    for (std::size_t i = 0; i < sample_count; ++i) {
      const auto row = static_cast<Eigen::Index>(i);
      const double t = k.times_s[i];
      const std::array<Parabola, 3> expected{hip, tx, knee};
      for (int c = 0; c < 3; ++c) {
        const auto& p = expected[static_cast<std::size_t>(c)];
        EXPECT_NEAR(k.q(row, c), p.value(t), 1e-13);
        EXPECT_NEAR(k.qdot(row, c), p.speed(t), 1e-10);
        EXPECT_NEAR(k.qddot(row, c), 2 * p.c, 1e-7);
      }
      // beta and its rates by the chain rule.
      const double h = hip.value(t), v = hip.speed(t);
      EXPECT_NEAR(k.q(row, 3), h * h + 0.5 * h, 1e-13);
      EXPECT_NEAR(k.qdot(row, 3), (2 * h + 0.5) * v, 1e-9);
      EXPECT_NEAR(k.qddot(row, 3), (2 * h + 0.5) * 2 * hip.c + 2 * v * v, 1e-6);
    }
    EXPECT_THAT(notes_of(made),
                HasSubstr("walk.mot: coordinates it lacks were filled from their couplers: beta"));
  }
}

TEST(PrepareKinematics, degrees_are_of_angles_alone) {
  const auto made = prepare(motion_of({{"hip", hip}, {"tx", tx}}), leg(), {.in_degrees = true});
  ASSERT_TRUE(made.kinematics.ok());
  EXPECT_NEAR(made.kinematics->q(5, 0), hip.value(0.25) * std::numbers::pi / 180, 1e-15);
  EXPECT_NEAR(made.kinematics->qdot(5, 0), hip.speed(0.25) * std::numbers::pi / 180, 1e-12);
  EXPECT_NEAR(made.kinematics->q(5, 1), tx.value(0.25), 1e-15);
}

TEST(PrepareKinematics, what_is_lacking_is_held_and_noted) {
  const auto motion = motion_of({{"hip", hip}, {"tx", tx}});
  const auto by_default = prepare(motion, leg(), {.lacking = Lacking::model_default});
  EXPECT_EQ(by_default.kinematics->q(3, 2), 0.2);
  EXPECT_EQ(by_default.kinematics->qdot(3, 2), 0);
  EXPECT_EQ(by_default.kinematics->qddot(3, 2), 0);
  EXPECT_THAT(notes_of(by_default), HasSubstr("were held at the model's default: knee"));
  const auto by_zero = prepare(motion, leg(), {.lacking = Lacking::zero});
  EXPECT_EQ(by_zero.kinematics->q(3, 2), 0);
  EXPECT_THAT(notes_of(by_zero), HasSubstr("were held at zero, as OpenSim's AnalyzeTool does: knee"));
}

TEST(PrepareKinematics, state_paths_name_their_coordinates) {
  const auto motion = motion_of({{"/jointset/hip_r/hip/speed", beta},
                                 {"/jointset/hip_r/hip/value", hip},
                                 {"/jointset/root/tx/value", tx},
                                 {"/jointset/knee_r/knee/value", knee},
                                 {"/forceset/soleus/activation", beta}});
  const auto made = prepare(motion, leg(), {});
  ASSERT_TRUE(made.kinematics.ok());
  EXPECT_NEAR(made.kinematics->q(7, 0), hip.value(7 * step_s), 1e-13);
  EXPECT_NEAR(made.kinematics->q(7, 2), knee.value(7 * step_s), 1e-13);
  EXPECT_EQ(notes_of(made).find("columns that are no coordinates"), std::string::npos) << notes_of(made);
  EXPECT_EQ(find_coordinate_column(motion, leg(), CoordinateId(1)), 2u);
  EXPECT_EQ(find_coordinate_column(motion, leg(), CoordinateId(3)), std::nullopt);
}

TEST(PrepareKinematics, a_name_that_only_ends_alike_is_another_coordinate) {
  const auto motion = motion_of({{"/jointset/left/my_hip/value", beta}, {"other_hip", beta}, {"tx", tx}});
  EXPECT_EQ(find_coordinate_column(motion, leg(), CoordinateId(0)), std::nullopt);
}

TEST(PrepareKinematics, foreign_columns_are_left_out_with_a_note) {
  const auto made = prepare(motion_of({{"hip", hip}, {"tail_angle", tx}, {"wing", tx}}), leg(), {});
  EXPECT_THAT(notes_of(made),
              HasSubstr("columns that are no coordinates of the model leg: tail_angle, wing"));
}

TEST(PrepareKinematics, refuses_a_motion_of_another_model) {
  const auto made = prepare(motion_of({{"tail_angle", tx}}), leg(), {});
  ASSERT_FALSE(made.kinematics.ok());
  EXPECT_THAT(made.kinematics.refusal().text(),
              HasSubstr("walk.mot: none of its columns is a coordinate of the model leg"));
}

TEST(PrepareKinematics, clamped_coordinates_stay_in_their_range_but_not_for_inverse_dynamics) {
  auto model = leg();
  model.coordinates[2].clamped = true;
  model.coordinates[2].range_min = 0;  // the knee starts at -0.1
  const auto motion = motion_of({{"hip", hip}, {"tx", tx}, {"knee", knee}});
  const auto kept = prepare(motion, model, {Preparation::analyze_tool});
  EXPECT_EQ(kept.kinematics->q(0, 2), 0);
  EXPECT_NEAR(kept.kinematics->qdot(0, 2), knee.speed(0), 1e-10) << "speeds stay those of the file";
  EXPECT_NEAR(kept.kinematics->q(10, 2), knee.value(0.5), 1e-13);
  EXPECT_THAT(notes_of(kept),
              HasSubstr("knee is clamped in the model to 0 ... 10; the motion goes up to 0.1 beyond"));
  const auto free = prepare(motion, model, {Preparation::inverse_dynamics_tool});
  EXPECT_NEAR(free.kinematics->q(0, 2), -0.1, 1e-15);
}

TEST(PrepareKinematics, locked_coordinates_stay_at_their_default) {
  auto model = leg();
  model.coordinates[2].locked = true;
  const auto motion = motion_of({{"hip", hip}, {"tx", tx}, {"knee", knee}});
  const auto made = prepare(motion, model, {Preparation::consistent});
  for (Eigen::Index i = 0; i < static_cast<Eigen::Index>(sample_count); ++i) {
    EXPECT_EQ(made.kinematics->q(i, 2), 0.2);
    EXPECT_EQ(made.kinematics->qdot(i, 2), 0);
    EXPECT_EQ(made.kinematics->qddot(i, 2), 0);
  }
  EXPECT_THAT(notes_of(made), HasSubstr("knee is locked in the model at 0.2"));
  const auto free = prepare(motion, model, {Preparation::inverse_dynamics_tool});
  EXPECT_NEAR(free.kinematics->q(10, 2), knee.value(0.5), 1e-13);
}

// The file says otherwise about beta: each preparation has its own rule.
TEST(PrepareKinematics, coupled_coordinates_follow_as_the_preparation_says) {
  const auto motion = motion_of({{"hip", hip}, {"tx", tx}, {"knee", knee}, {"beta", beta}});
  const double t = 0.5, h = hip.value(t), v = hip.speed(t);
  const auto consistent = prepare(motion, leg(), {Preparation::consistent});
  EXPECT_NEAR(consistent.kinematics->q(10, 3), h * h + 0.5 * h, 1e-13);
  EXPECT_NEAR(consistent.kinematics->qdot(10, 3), (2 * h + 0.5) * v, 1e-9);
  EXPECT_THAT(notes_of(consistent), HasSubstr("coupled coordinates were set by their couplers"));
  const auto analyze = prepare(motion, leg(), {Preparation::analyze_tool});
  EXPECT_NEAR(analyze.kinematics->q(10, 3), h * h + 0.5 * h, 1e-13);
  EXPECT_NEAR(analyze.kinematics->qdot(10, 3), beta.b, 1e-9) << "the file's own speed";
  const auto dynamics = prepare(motion, leg(), {Preparation::inverse_dynamics_tool});
  EXPECT_NEAR(dynamics.kinematics->q(10, 3), beta.value(t), 1e-13);
}

TEST(PrepareKinematics, the_filter_passes_slow_motion_and_stops_fast) {
  TimeSeries motion;
  motion.labels = {"hip", "knee"};
  const std::size_t count = 401;
  motion.values.resize(count, 2);
  for (std::size_t i = 0; i < count; ++i) {
    const double t = 0.01 * static_cast<double>(i);
    motion.times_s.push_back(t);
    motion.values(static_cast<Eigen::Index>(i), 0) = std::sin(2 * std::numbers::pi * 0.5 * t);
    motion.values(static_cast<Eigen::Index>(i), 1) = std::sin(2 * std::numbers::pi * 30 * t);
  }
  const auto made = prepare(motion, leg(), {.cutoff_hz = 6.0});
  ASSERT_TRUE(made.kinematics.ok());
  const auto& k = *made.kinematics;
  EXPECT_GT(k.sample_count(), count) << "padded";
  const auto at = static_cast<Eigen::Index>(std::lower_bound(k.times_s.begin(), k.times_s.end(), 2.0 - 1e-6) -
                                            k.times_s.begin());
  for (Eigen::Index i = at - 50; i <= at + 50; ++i) {
    const double t = k.times_s[static_cast<std::size_t>(i)];
    EXPECT_NEAR(k.q(i, 0), std::sin(2 * std::numbers::pi * 0.5 * t), 2e-3);
    EXPECT_LT(std::abs(k.q(i, 1)), 5e-3);
  }
}

Kinematics ticks() {
  Kinematics kinematics;
  kinematics.times_s = {0, 0.1, 0.2, 0.3, 0.4};
  kinematics.q.resize(5, 1);
  kinematics.q << 10, 11, 12, 13, 14;
  kinematics.qdot = kinematics.q * 2;
  kinematics.qddot = kinematics.q * 3;
  kinematics.first_step = 7;
  return kinematics;
}

TEST(SelectTimes, takes_from_the_last_sample_at_or_before_each_end) {
  const auto exact = select_times(ticks(), 0.1, 0.3, "walk.mot");
  ASSERT_TRUE(exact.ok());
  EXPECT_THAT(exact->times_s, ElementsAre(0.1, 0.2, 0.3));
  EXPECT_EQ(exact->q(0, 0), 11);
  EXPECT_EQ(exact->qdot(2, 0), 26);
  EXPECT_EQ(exact->qddot(2, 0), 39);
  EXPECT_EQ(exact->first_step, 8u);
  EXPECT_THAT(select_times(ticks(), 0.15, 0.35, "walk.mot")->times_s, ElementsAre(0.1, 0.2, 0.3));
  EXPECT_THAT(select_times(ticks(), -5, 0.05, "walk.mot")->times_s, ElementsAre(0.0));
  EXPECT_THAT(select_times(ticks(), 0.25, 99, "walk.mot")->times_s, ElementsAre(0.2, 0.3, 0.4));
}

TEST(SelectTimes, refuses_a_range_without_samples) {
  for (const auto& [start, end] : {std::pair{0.5, 1.0}, std::pair{-2.0, -1.0}, std::pair{0.3, 0.1}}) {
    const auto made = select_times(ticks(), start, end, "walk.mot");
    ASSERT_FALSE(made.ok());
    EXPECT_THAT(made.refusal().text(), HasSubstr("walk.mot: no sample lies between"));
  }
  EXPECT_THAT(select_times(ticks(), 0.5, 1, "walk.mot").refusal().text(), HasSubstr("between 0.5 s and 1 s"));
  EXPECT_FALSE(select_times(Kinematics(), 0, 1, "walk.mot").ok());
}

}  // namespace
}  // namespace loadshare::motion
