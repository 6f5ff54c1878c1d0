// Persons whose size and points are known are found again.
#include "motion/fit_person.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "moving_person.h"

namespace loadshare::motion {
namespace {

using ::testing::HasSubstr;
using testing::MovingPerson;

const model::BodyTables& tables() { return model::published_body_tables(); }

model::BodyScale expected_scale() {
  Diagnostics notes;
  return testing::value_of(model::choose_scale(testing::made_up_person(), tables(), {}, notes)).scale;
}

// Long thighs, short shanks, a broad pelvis.
model::BodyScale other_scale() {
  auto scale = expected_scale();
  scale.factors["thigh"].y() *= 1.05;
  scale.factors["shank"].y() *= 0.95;
  scale.factors["pelvis"].z() *= 1.05;
  scale.factors["upper_arm"] *= 0.97;
  return scale;
}

// Every point off its place by its own spread, each in another direction.
std::vector<Vec3> spread_offsets(const capture::MarkerSet& set) {
  std::vector<Vec3> offsets;
  for (const auto& pair : testing::all_points_of(set).pairs) {
    const auto i = static_cast<double>(pair.place);
    offsets.push_back(set.points[pair.place].spread_m *
                      Vec3(std::sin(2.1 * i), std::cos(1.7 * i), std::sin(3.3 * i + 1)));
  }
  return offsets;
}

FittedPerson fit(MovingPerson& person, const capture::MarkerRecording& recording, Diagnostics& notes) {
  return testing::value_of(fit_person(testing::made_up_person(), tables(),
                                      {{"made up", &recording, &person.matched, false}}, {}, notes));
}

double factor_error(const FittedPerson& fitted, const model::BodyScale& truth, const std::string& group,
                    int axis) {
  return fitted.scale.scale.factors.at(group)[axis] / truth.factors.at(group)[axis] - 1;
}

TEST(FitPerson, WhoIsAsExpectedIsLeftSo) {
  const auto& set = testing::published_set("leg_clusters");
  MovingPerson person(expected_scale(), set);
  const auto recording = person.record(200);
  Diagnostics notes;
  const auto fitted = fit(person, recording, notes);
  EXPECT_TRUE(fitted.converged);
  EXPECT_FALSE(notes.needs_a_look());
  EXPECT_LT(fitted.error_max_m, 0.002);
  for (const auto& [group, factor] : expected_scale().factors)
    for (int k = 0; k < 3; ++k)
      EXPECT_NEAR(factor_error(fitted, expected_scale(), group, k), 0, 0.01) << group;
  for (const auto& point : fitted.points) EXPECT_LT(point.offset_m.norm(), 0.007) << point.name;
}

TEST(FitPerson, FindsProportionsAndPlaces) {
  const auto& set = testing::published_set("leg_clusters");
  const auto offsets = spread_offsets(set);
  MovingPerson person(other_scale(), set, offsets);
  const auto recording = person.record(250);
  Diagnostics notes;
  const auto fitted = fit(person, recording, notes);
  EXPECT_TRUE(fitted.converged);
  EXPECT_LT(fitted.error_rms_m, 0.002);
  // Lengths between joints that turn show in the movement, wherever the points sit.
  EXPECT_NEAR(factor_error(fitted, other_scale(), "thigh", 1), 0, 0.01);
  EXPECT_NEAR(factor_error(fitted, other_scale(), "shank", 1), 0, 0.01);
  EXPECT_NEAR(factor_error(fitted, other_scale(), "upper_arm", 1), 0, 0.015);
  EXPECT_NEAR(factor_error(fitted, other_scale(), "pelvis", 2), 0, 0.03);
  // Where each point sits, within what the fit says of itself.
  double squares = 0;
  for (std::size_t i = 0; i < fitted.points.size(); ++i)
    squares += (fitted.points[i].p_B - person.points[i].p_B)
                   .cwiseQuotient(fitted.points[i].standard_error_m)
                   .squaredNorm();
  EXPECT_LT(std::sqrt(squares / static_cast<double>(3 * fitted.points.size())), 2);
}

// What build_body makes of the result is the body whose segments the fit reports.
TEST(FitPerson, ReportsTheBodyThatItGives) {
  MovingPerson person(other_scale(), testing::published_set("leg_clusters"));
  const auto recording = person.record(100);
  Diagnostics notes;
  const auto fitted = fit(person, recording, notes);
  testing::MovedBody body(testing::value_of(model::build_body(tables(), fitted.scale.scale, {})).model);
  body.move_to(std::vector<double>(body.free_count(), 0.0));
  const auto origin = [&](const char* name) { return body.pose.X_GB[body.model.find_body(name).at()].p; };
  const auto segment = std::ranges::find(fitted.segments, "upper arm", &SegmentLength::name);
  ASSERT_NE(segment, fitted.segments.end());
  EXPECT_NEAR(segment->length_m, (origin("humerus_r") - origin("ulna_r")).norm(), 1e-9);
  EXPECT_GT(segment->standard_error_m, 0);
  EXPECT_NEAR(fitted.scale.height_by_lengths_m, 1.75, 0.05);
  EXPECT_THAT(fitted.scale.choices.back().choice, HasSubstr("51 points of 'leg_clusters'"));
}

TEST(FitPerson, APointThatDoesNotFitIsNamedAndCountsLittle) {
  MovingPerson person(expected_scale(), testing::published_set("leg_clusters"));
  auto recording = person.record(200);
  const auto wrong = *recording.find_marker("r_ankle");
  for (Eigen::Index i = 0; i < recording.positions_m.rows(); ++i)
    recording.positions_m(i, static_cast<Eigen::Index>(3 * wrong) + i % 3) += i % 2 == 0 ? 0.15 : -0.15;
  Diagnostics notes;
  const auto fitted = fit(person, recording, notes);
  ASSERT_TRUE(notes.needs_a_look());
  const auto flagged = std::ranges::find(notes.findings(), FindingKind::needs_a_look, &Finding::kind);
  EXPECT_THAT(flagged->what, HasSubstr("point 'r_ankle' does not fit the others"));
  EXPECT_NEAR(factor_error(fitted, expected_scale(), "shank", 1), 0, 0.01);
}

// Points that only the standing trial shows are placed by it.
TEST(FitPerson, StandingAndMovingTrialsGoTogether) {
  MovingPerson person(expected_scale(), testing::published_set("leg_clusters"));
  const auto standing = person.record(20);
  auto moving = person.record(200);
  const auto hidden = static_cast<Eigen::Index>(3 * *moving.find_marker("r_mankle"));
  moving.positions_m.middleCols<3>(hidden).setConstant(std::numeric_limits<double>::quiet_NaN());
  Diagnostics notes;
  const auto fitted = testing::value_of(fit_person(
      testing::made_up_person(), tables(),
      {{"standing", &standing, &person.matched, true}, {"moving", &moving, &person.matched, false}}, {},
      notes));
  EXPECT_EQ(std::ranges::count(fitted.samples, 0u, &FittedSample::trial), 1);
  EXPECT_EQ(std::ranges::count(fitted.samples, 1u, &FittedSample::trial), 60);
  const auto point = std::ranges::find(fitted.points, "r_mankle", &FittedPoint::name);
  ASSERT_NE(point, fitted.points.end());
  EXPECT_EQ(point->sample_count, 1u);
  EXPECT_LT(point->offset_m.norm(), 0.005);
}

TEST(FitPerson, FollowsATapeMeasure) {
  MovingPerson person(expected_scale(), testing::published_set("coco_17"));
  const auto recording = person.record(100);
  auto told = testing::made_up_person();
  Diagnostics notes;
  const auto before = fit(person, recording, notes);
  const auto width = std::ranges::find(before.segments, "pelvis, between front spines", &SegmentLength::name);
  ASSERT_NE(width, before.segments.end());
  told.distances.push_back({"RASI", "LASI", width->length_m * 1.1, "RASI to LASI", "person"});
  const auto after = testing::value_of(
      fit_person(told, tables(), {{"made up", &recording, &person.matched, false}}, {}, notes));
  const auto wider = std::ranges::find(after.segments, "pelvis, between front spines", &SegmentLength::name);
  EXPECT_NEAR(wider->length_m, width->length_m * 1.1, 0.01);
  EXPECT_LT(wider->standard_error_m, width->standard_error_m);
}

TEST(FitPerson, Refusals) {
  MovingPerson person(expected_scale(), testing::published_set("leg_clusters"));
  auto recording = person.record(10);
  Diagnostics notes;
  const auto none = fit_person(testing::made_up_person(), tables(), {}, {}, notes);
  ASSERT_FALSE(none);
  EXPECT_THAT(none.refusal().text(), HasSubstr("there is no recording to fit to"));
  recording.positions_m.rightCols(recording.positions_m.cols() - 15)
      .setConstant(std::numeric_limits<double>::quiet_NaN());
  const auto few = fit_person(testing::made_up_person(), tables(),
                              {{"few.trc", &recording, &person.matched, false}}, {}, notes);
  ASSERT_FALSE(few);
  EXPECT_THAT(few.refusal().text(), HasSubstr("few.trc: no sample shows 6 points of the body at once"));
  FitOptions options;
  options.unlocked = {"tail_wag"};
  const auto unknown = fit_person(testing::made_up_person(), tables(),
                                  {{"few.trc", &recording, &person.matched, false}}, options, notes);
  ASSERT_FALSE(unknown);
  EXPECT_THAT(unknown.refusal().text(), HasSubstr("no coordinate is called 'tail_wag'"));
}

}  // namespace
}  // namespace loadshare::motion
