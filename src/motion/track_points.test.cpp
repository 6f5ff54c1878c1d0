// Movements that are known are found again, with errors that are as large as they are said to be.
#include "motion/track_points.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/units.h"
#include "moving_person.h"

namespace loadshare::motion {
namespace {

using ::testing::HasSubstr;
using testing::MovingPerson;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

MovingPerson reference_person(const std::string& set) {
  return MovingPerson(testing::value_of(model::reference_scale(model::published_body_tables())),
                      testing::published_set(set));
}

TrackInputs inputs_of(const MovingPerson& person, const capture::MarkerRecording& recording) {
  TrackInputs inputs;
  inputs.model = &person.body.model;
  inputs.times_s = recording.times_s;
  inputs.positions_m = &recording.positions_m;
  for (const auto& placed : person.points) {
    TrackedPoint point;
    point.point = placed.point;
    point.name = placed.place->name;
    point.body = placed.body;
    point.p_B = placed.p_B;
    point.noise_m = placed.place->noise_m;
    inputs.points.push_back(point);
  }
  return inputs;
}

TrackedMotion track(const TrackInputs& inputs, Diagnostics& notes, const TrackOptions& options = {}) {
  return testing::value_of(track_points(inputs, options, notes));
}

// What a coordinate is off its truth [rad, m], over time.
Eigen::VectorXd off_truth(const MovingPerson& person, const TrackedMotion& tracked, std::size_t free) {
  const auto coordinate = person.body.couplings.free_coordinates()[free];
  Eigen::VectorXd off = tracked.motion.values.col(coordinate.index);
  for (Eigen::Index i = 0; i < off.size(); ++i)
    off[i] -= person.free_at(tracked.motion.times_s[static_cast<std::size_t>(i)])[free];
  return off;
}

std::string name_of_free(const MovingPerson& person, std::size_t free) {
  return person.body.model.coordinates[person.body.couplings.free_coordinates()[free].at()].name;
}

double median(Eigen::VectorXd values) {
  std::ranges::nth_element(values, values.begin() + values.size() / 2);
  return values[values.size() / 2];
}

TEST(TrackPoints, FindsTheMovement) {
  auto person = reference_person("leg_clusters");
  const auto recording = person.record(150);
  Diagnostics notes;
  const auto tracked = track(inputs_of(person, recording), notes);
  EXPECT_EQ(tracked.unsolved_count, 0);
  EXPECT_TRUE(notes.findings().empty());
  EXPECT_EQ(tracked.motion.labels.size(), person.body.model.coordinates.size());
  EXPECT_EQ(tracked.motion.in_degrees, false);
  EXPECT_LT(tracked.error_rms_m, 0.0005);
  for (std::size_t i = 0; i < person.body.free_count(); ++i) {
    EXPECT_TRUE(tracked.coordinates[i].is_observable) << name_of_free(person, i);
    // The pull to rest is weak, not nothing; an arm that is raised sideways swings and turns about one axis.
    const bool is_arm = name_of_free(person, i).starts_with("arm_");
    const double limit = is_arm ? 0.1 : 0.012;
    EXPECT_LT(off_truth(person, tracked, i).cwiseAbs().maxCoeff(), limit) << name_of_free(person, i);
  }
}

// Dependent coordinates are those of the free ones: a level of the spine takes its share.
TEST(TrackPoints, DependentsFollow) {
  auto person = reference_person("leg_clusters");
  const auto recording = person.record(30);
  Diagnostics notes;
  const auto tracked = track(inputs_of(person, recording), notes);
  const auto sum = *tracked.motion.find_column("lumbar_extension"),
             level = *tracked.motion.find_column("L4_L5_FE");
  const auto at = [](std::size_t column) { return static_cast<Eigen::Index>(column); };
  EXPECT_LT((tracked.motion.values.col(at(level)) - 0.185 * tracked.motion.values.col(at(sum))).norm(), 1e-9);
  EXPECT_LT((tracked.standard_error.col(at(level)) - 0.185 * tracked.standard_error.col(at(sum))).norm(),
            1e-9);
  EXPECT_GT(tracked.standard_error.col(at(sum)).minCoeff(), 0);
}

// A person who lies, or has turned round, is found from standing.
TEST(TrackPoints, FindsWhoLiesAndWhoFacesAnotherWay) {
  auto person = reference_person("leg_clusters");
  const auto upright = person.record(10);
  for (const Vec3& axis : {Vec3(Vec3::UnitZ()), Vec3(Vec3::UnitX()), Vec3(Vec3::UnitY())})
    for (const double angle : {-std::numbers::pi / 2, std::numbers::pi / 2, std::numbers::pi}) {
      auto turned = upright;
      const Mat3 R = Eigen::AngleAxisd(angle, axis).toRotationMatrix();
      for (Eigen::Index i = 0; i < turned.positions_m.rows(); ++i)
        for (Eigen::Index p = 0; p < turned.positions_m.cols() / 3; ++p)
          turned.positions_m.row(i).segment<3>(3 * p) =
              (R * upright.positions_m.row(i).segment<3>(3 * p).transpose()).transpose();
      Diagnostics notes;
      EXPECT_LT(track(inputs_of(person, turned), notes).error_rms_m, 0.001)
          << axis.transpose() << " " << angle;
    }
}

TEST(TrackPoints, CarriesOverShortGaps) {
  auto person = reference_person("leg_clusters");
  auto recording = person.record(150);
  for (const auto* name : {"r_knee", "r_mknee", "r_sh2", "r_sh3", "r_sh4", "r_shank_antsup", "r_ankle",
                           "r_mankle", "r_calc", "r_toe", "r_5meta"}) {
    const auto column = static_cast<Eigen::Index>(3 * *recording.find_marker(name));
    recording.positions_m.block(60, column, 5, 3).setConstant(nan);
  }
  Diagnostics notes;
  const auto tracked = track(inputs_of(person, recording), notes);
  const auto coordinate = person.body.model.find_coordinate("knee_angle_r");
  const auto& free = person.body.couplings.free_coordinates();
  const auto knee = static_cast<std::size_t>(std::ranges::find(free, coordinate) - free.begin());
  EXPECT_LT(off_truth(person, tracked, knee).cwiseAbs().maxCoeff(), 0.05);
  // While nothing shows the knee, its error says so.
  EXPECT_GT(tracked.standard_error(62, coordinate.index), 5 * tracked.standard_error(40, coordinate.index));
}

TEST(TrackPoints, SaysWhatCannotBeSeen) {
  auto person = reference_person("leg_clusters");
  auto recording = person.record(60);
  for (std::size_t i = 0; i < recording.names.size(); ++i)
    if (recording.names[i].find("wrist") != std::string::npos ||
        recording.names[i].find("forearm") != std::string::npos)
      recording.positions_m.middleCols<3>(static_cast<Eigen::Index>(3 * i)).setConstant(nan);
  Diagnostics notes;
  const auto tracked = track(inputs_of(person, recording), notes);
  ASSERT_FALSE(notes.findings().empty());
  EXPECT_THAT(notes.findings().front().what, HasSubstr("not observable"));
  EXPECT_THAT(notes.findings().front().what, HasSubstr("elbow_flex_r"));
  EXPECT_THAT(notes.findings().front().what, HasSubstr("pro_sup_l"));
  for (const auto& coordinate : tracked.coordinates) {
    const auto& name = person.body.model.coordinates[coordinate.coordinate.at()].name;
    EXPECT_EQ(coordinate.is_observable, !name.starts_with("elbow") && !name.starts_with("pro_sup")) << name;
  }
}

// A picture from the side: the axis across is left out, and what turns out of the plane is not observable.
TEST(TrackPoints, TakesPointsInAPlane) {
  auto person = reference_person("leg_clusters");
  const auto recording = person.record(60);
  auto inputs = inputs_of(person, recording);
  for (auto& point : inputs.points) point.axis_weight = Vec3(1, 1, 0);
  auto plane = recording;
  for (Eigen::Index p = 0; p < plane.positions_m.cols() / 3; ++p)
    plane.positions_m.col(3 * p + 2).setConstant(nan);
  auto by_gaps = inputs_of(person, plane);
  Diagnostics notes;
  const auto weighted = track(inputs, notes), without = track(by_gaps, notes);
  EXPECT_TRUE(weighted.motion.values.isApprox(without.motion.values, 1e-9));
  const auto tz = std::ranges::find_if(weighted.coordinates, [&](const auto& tracked) {
    return person.body.model.coordinates[tracked.coordinate.at()].name == "pelvis_tz";
  });
  EXPECT_FALSE(tz->is_observable);
}

// White noise widens the standard errors by as much as it is, and leaves medians within them.
class TrackPointsUnder : public ::testing::TestWithParam<double> {};

TEST_P(TrackPointsUnder, NoiseWidensAndDoesNotMove) {
  const double noise_m = GetParam();
  auto person = reference_person("leg_clusters");
  const auto clean = person.record(200), noisy = person.record(200, noise_m);
  Diagnostics notes;
  const auto before = track(inputs_of(person, clean), notes), after = track(inputs_of(person, noisy), notes);
  for (std::size_t i = 0; i < after.points.size(); ++i)
    EXPECT_NEAR(after.points[i].white_noise_m, noise_m, 0.25 * noise_m);
  for (const auto* name :
       {"hip_flexion_r", "knee_angle_l", "ankle_angle_r", "lumbar_extension", "arm_flex_r"}) {
    const auto column = person.body.model.find_coordinate(name).index;
    const double error_before = median(before.standard_error.col(column)),
                 error_after = median(after.standard_error.col(column));
    EXPECT_GT(error_after, 1.01 * error_before) << name;
    EXPECT_LT(std::abs(median(after.motion.values.col(column)) - median(before.motion.values.col(column))),
              error_after)
        << name;
  }
  // Errors are as large as they are said to be, or smaller: skin slides besides, and here it does not.
  double squares = 0, count = 0;
  for (std::size_t i = 0; i < person.body.free_count(); ++i) {
    const auto off = off_truth(person, after, i);
    const auto said = after.standard_error.col(person.body.couplings.free_coordinates()[i].index);
    squares += off.cwiseQuotient(said).squaredNorm();
    count += static_cast<double>(off.size());
  }
  EXPECT_LT(std::sqrt(squares / count), 1.1);
}

INSTANTIATE_TEST_SUITE_P(Metres, TrackPointsUnder, ::testing::Values(0.003, 0.01, 0.03));

// Smoothing takes noise out and leaves the movement.
TEST(TrackPoints, SmoothingIsWeak) {
  auto person = reference_person("leg_clusters");
  const auto noisy = person.record(200, 0.01);
  Diagnostics notes;
  TrackOptions alone;
  alone.turning_rad_per_s2 = alone.moving_m_per_s2 = 0;
  const auto smooth = track(inputs_of(person, noisy), notes),
             rough = track(inputs_of(person, noisy), notes, alone);
  double smooth_squares = 0, rough_squares = 0;
  for (std::size_t i = 0; i < person.body.free_count(); ++i) {
    smooth_squares += off_truth(person, smooth, i).squaredNorm();
    rough_squares += off_truth(person, rough, i).squaredNorm();
  }
  EXPECT_LT(smooth_squares, 0.8 * rough_squares);
}

TEST(TrackPoints, RefusesWhereNothingFixesThePelvis) {
  auto person = reference_person("leg_clusters");
  auto recording = person.record(20);
  recording.positions_m.rightCols(recording.positions_m.cols() - 6).setConstant(nan);
  Diagnostics notes;
  const auto tracked = track_points(inputs_of(person, recording), {}, notes);
  ASSERT_FALSE(tracked);
  EXPECT_THAT(tracked.refusal().text(), HasSubstr("no sample shows 3 points at once"));
}

}  // namespace
}  // namespace loadshare::motion
