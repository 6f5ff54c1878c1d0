#include "motion/orient_recording.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <stdexcept>

#include "base/units.h"
#include "capture/storage.h"
#include "motion/body_directions.h"
#include "moved_body.h"
#include "test_data.h"

namespace loadshare::motion {
namespace {

using ::testing::HasSubstr;

const model::Model& body() { return testing::built_in_body().model; }

// A standing person of a few points who faces x; y is up.
capture::Recording standing_person(std::size_t sample_count = 5) {
  capture::Recording recording;
  recording.file = "p.trc";
  const std::vector<std::pair<std::string, Vec3>> points{
      {"RASI", {0.1, 1.0, 0.12}},    {"LASI", {0.1, 1.0, -0.12}},   {"RPSI", {-0.1, 1.02, 0.05}},
      {"LPSI", {-0.1, 1.02, -0.05}}, {"C7", {-0.05, 1.45, 0}},      {"CLAV", {0.08, 1.4, 0}},
      {"RKNE", {0.02, 0.5, 0.15}},   {"LKNE", {0.02, 0.5, -0.15}},  {"RANK", {0, 0.08, 0.15}},
      {"LANK", {0, 0.08, -0.15}},    {"RHEE", {-0.05, 0.03, 0.12}}, {"LHEE", {-0.05, 0.03, -0.12}},
      {"RTOE", {0.15, 0.03, 0.14}},  {"LTOE", {0.15, 0.03, -0.14}}};
  recording.points.rate_hz = 100;
  recording.points.positions_m.resize(static_cast<Eigen::Index>(sample_count),
                                      static_cast<Eigen::Index>(3 * points.size()));
  for (std::size_t k = 0; k < sample_count; ++k)
    recording.points.times_s.push_back(0.01 * static_cast<double>(k));
  for (std::size_t i = 0; i < points.size(); ++i) {
    recording.points.names.push_back(points[i].first);
    for (Eigen::Index k = 0; k < recording.points.positions_m.rows(); ++k)
      recording.points.positions_m.block(k, static_cast<Eigen::Index>(3 * i), 1, 3) =
          points[i].second.transpose();
  }
  return recording;
}

void turn(capture::Recording& recording, const Mat3& R) {
  auto& columns = recording.points.positions_m;
  for (Eigen::Index k = 0; k < columns.rows(); ++k)
    for (Eigen::Index c = 0; c < columns.cols(); c += 3)
      columns.block(k, c, 1, 3) = (R * columns.block(k, c, 1, 3).transpose()).transpose();
}

struct Oriented {
  Orientation orientation;
  capture::Recording recording;
  Diagnostics notes;

  [[nodiscard]] bool says(FindingKind kind, const std::string& text) const {
    return std::ranges::any_of(notes.findings(), [&](const Finding& finding) {
      return finding.kind == kind && finding.what.find(text) != std::string::npos;
    });
  }
};

Oriented orient(const capture::Recording& recording) {
  Oriented result;
  const auto matched =
      capture::recognise_marker_set(recording.points.names, capture::published_marker_sets(), "p.trc");
  if (!matched) throw std::runtime_error(matched.refusal().text());
  const auto points = place_points(*matched, body());
  const auto oriented = orient_recording(recording, *points, body(), result.notes);
  if (!oriented) throw std::runtime_error(oriented.refusal().text());
  result.orientation = oriented->orientation;
  result.recording = oriented->recording;
  return result;
}

double largest_difference(const capture::Recording& a, const capture::Recording& b) {
  return (a.points.positions_m - b.points.positions_m).cwiseAbs().maxCoeff();
}

// All 24 ways to lay axes along axes.
std::vector<Mat3> axis_rotations() {
  std::vector<Mat3> rotations;
  for (Eigen::Index i = 0; i < 3; ++i)
    for (Eigen::Index j = 0; j < 3; ++j)
      for (const double a : {1.0, -1.0})
        for (const double b : {1.0, -1.0}) {
          if (i == j) continue;
          Mat3 R;
          R.col(0) = a * Vec3::Unit(i);
          R.col(1) = b * Vec3::Unit(j);
          R.col(2) = R.col(0).cross(R.col(1));
          rotations.push_back(R);
        }
  return rotations;
}

// x is up in no program's files.
TEST(OrientRecording, TurnsAStandingPersonBackFromEveryOtherAxis) {
  const auto upright = standing_person();
  ASSERT_EQ(axis_rotations().size(), 24u);
  for (const auto& R : axis_rotations()) {
    if (R(0, 1) != 0) continue;
    auto recording = upright;
    turn(recording, R);
    const auto oriented = orient(recording);
    EXPECT_EQ(oriented.orientation.evidence, UpEvidence::upright);
    EXPECT_LT((oriented.orientation.R_GF * R - Mat3::Identity()).norm(), 1e-12);
    EXPECT_LT(largest_difference(oriented.recording, upright), 1e-12);
    EXPECT_FALSE(oriented.orientation.is_mirrored);
    EXPECT_FALSE(oriented.notes.needs_a_look());
    EXPECT_EQ(oriented.recording.up_axis, "+y");
    EXPECT_NEAR(oriented.orientation.facing_ratio, 1, 1e-12);
  }
}

TEST(OrientRecording, FacingNearAnAxisIsThatAxisAndElseTheMean) {
  for (const auto& [turned_deg, left_deg] : {std::pair{10.0, 10.0}, std::pair{40.0, 0.0}}) {
    auto recording = standing_person();
    const Mat3 R = rotation_from_body_fixed_xyz(Vec3(0, radians(turned_deg), 0));
    turn(recording, R);
    const Mat3 left = orient(recording).orientation.R_GF * R;
    EXPECT_LT((left - rotation_from_body_fixed_xyz(Vec3(0, radians(left_deg), 0))).norm(), 1e-9);
  }
}

TEST(OrientRecording, AMirroredRecordingIsFlaggedAndNotExchanged) {
  auto recording = standing_person();
  turn(recording, Vec3(1, 1, -1).asDiagonal());
  const auto oriented = orient(recording);
  EXPECT_TRUE(oriented.orientation.is_mirrored);
  EXPECT_TRUE(oriented.says(FindingKind::needs_a_look, "mirrored, or its sides are exchanged"));
  EXPECT_EQ(oriented.recording.points.names, recording.points.names);
}

TEST(OrientRecording, ExchangedNamesAreFlagged) {
  auto recording = standing_person();
  for (auto& name : recording.points.names)
    if (name.front() == 'R' || name.front() == 'L') name.front() = name.front() == 'R' ? 'L' : 'R';
  EXPECT_TRUE(orient(recording).orientation.is_mirrored);
}

TEST(OrientRecording, TheFileIsBelievedAndItsContradictionFlagged) {
  auto recording = standing_person();
  recording.up_axis = "+y";
  EXPECT_EQ(orient(recording).orientation.evidence, UpEvidence::file);
  recording.up_axis = "+z";
  const auto oriented = orient(recording);
  EXPECT_EQ(oriented.orientation.up_axis, "+z");
  EXPECT_TRUE(oriented.says(FindingKind::needs_a_look, "+y is up by another sign"));
  recording.up_axis = "north";
  const auto matched =
      capture::recognise_marker_set(recording.points.names, capture::published_marker_sets(), "p.trc");
  Diagnostics notes;
  const auto refused = orient_recording(recording, *place_points(*matched, body()), body(), notes);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.refusal().what, "the file says that 'north' is up, which is no axis");
}

capture::ForcePlate plate_under(double force_N) {
  capture::ForcePlate plate;
  plate.times_s = {0, 0.01};
  plate.corners_m = {Vec3(0, 0, 0), Vec3(0.4, 0, 0), Vec3(0.4, 0, 0.6), Vec3(0, 0, 0.6)};
  plate.force_N = SampleMatrix::Zero(2, 3);
  plate.force_N.col(1).setConstant(force_N);
  plate.center_of_pressure_m = SampleMatrix::Constant(2, 3, 0.1);
  plate.free_moment_Nm = SampleMatrix::Zero(2, 3);
  plate.free_moment_Nm(0, 1) = 3;
  return plate;
}

// A person on the back: head to -x, face up; nothing of the body is above another part of it.
capture::Recording lying_person() {
  auto recording = standing_person();
  turn(recording, rotation_from_body_fixed_xyz(Vec3(0, 0, std::numbers::pi / 2)));
  return recording;
}

TEST(OrientRecording, WhoLiesAlongXIsTurnedAndFlagged) {
  auto recording = lying_person();
  auto oriented = orient(recording);
  EXPECT_TRUE(oriented.says(FindingKind::needs_a_look, "+y is up: taken, nothing tells it"));
  EXPECT_LT(largest_difference(oriented.recording, recording), 1e-12);
  turn(recording, rotation_from_body_fixed_xyz(Vec3(std::numbers::pi / 2, 0, 0)));
  oriented = orient(recording);
  EXPECT_TRUE(oriented.says(FindingKind::needs_a_look, "+z is up: taken, nothing tells it"));
  EXPECT_LT(largest_difference(oriented.recording, lying_person()), 1e-12);
}

// Legs that swing up and down while the rest lies: what is lowest keeps its level along y alone.
TEST(OrientRecording, ALyingPersonWhoMovesTellsTheFloor) {
  auto recording = lying_person();
  auto& columns = recording.points.positions_m;
  const auto rows = columns.rows();
  for (Eigen::Index k = 0; k < rows; ++k) {
    const double angle = 1.3 * static_cast<double>(k) / static_cast<double>(rows - 1);
    const Vec3 hip(-1.0, 0.05, 0);
    const Mat3 swing = rotation_from_body_fixed_xyz(Vec3(0, 0, angle));
    for (std::size_t i = 6; i < recording.points.names.size(); ++i) {
      auto cell = columns.block(k, static_cast<Eigen::Index>(3 * i), 1, 3);
      cell = (hip + swing * (cell.transpose() - hip)).transpose();
    }
  }
  const auto oriented = orient(recording);
  EXPECT_EQ(oriented.orientation.up_axis, "+y");
  EXPECT_EQ(oriented.orientation.evidence, UpEvidence::floor);
}

TEST(OrientRecording, PlatesTellUpUnderALyingPersonAndTurnAlong) {
  auto recording = lying_person();
  recording.plates = {plate_under(700)};
  const Mat3 R = rotation_from_body_fixed_xyz(Vec3(std::numbers::pi / 2, 0, 0));  // z up
  const auto upright_plate = recording.plates[0];
  turn(recording, R);
  for (auto& corner : recording.plates[0].corners_m) corner = R * corner;
  for (auto* columns : {&recording.plates[0].force_N, &recording.plates[0].center_of_pressure_m,
                        &recording.plates[0].free_moment_Nm})
    for (Eigen::Index k = 0; k < 2; ++k) columns->row(k) = (R * columns->row(k).transpose()).transpose();
  const auto oriented = orient(recording);
  EXPECT_EQ(oriented.orientation.evidence, UpEvidence::forces);
  EXPECT_EQ(oriented.orientation.up_axis, "+z");
  const auto& plate = oriented.recording.plates[0];
  for (std::size_t i = 0; i < 4; ++i)
    EXPECT_LT((plate.corners_m[i] - upright_plate.corners_m[i]).norm(), 1e-12);
  EXPECT_LT((plate.force_N - upright_plate.force_N).norm(), 1e-9);
  EXPECT_LT((plate.center_of_pressure_m - upright_plate.center_of_pressure_m).norm(), 1e-12);
  EXPECT_LT((plate.free_moment_Nm - upright_plate.free_moment_Nm).norm(), 1e-12);
}

TEST(OrientRecording, NothingSeenIsFlaggedAsTaken) {
  auto recording = standing_person();
  recording.points.positions_m.setConstant(std::nan(""));
  const auto oriented = orient(recording);
  EXPECT_EQ(oriented.orientation.evidence, UpEvidence::none);
  EXPECT_TRUE(oriented.says(FindingKind::needs_a_look, "+y is up: taken, nothing tells it"));
  EXPECT_TRUE(oriented.says(FindingKind::needs_a_look, "no facing is told"));
  EXPECT_TRUE(oriented.says(FindingKind::assumed, "nothing tells front from rear"));
}

TEST(OrientRecording, PicturesAloneComeBackAsTheyAre) {
  capture::Recording recording;
  Diagnostics notes;
  const auto oriented = orient_recording(recording, {}, body(), notes);
  ASSERT_TRUE(oriented);
  EXPECT_EQ(oriented->orientation.R_GF, Mat3::Identity());
  EXPECT_TRUE(notes.findings().empty());
}

// ---- recordings --------------------------------------------------------------------------------

// A recording in OpenSim's axes, and the kinematics that another program found in it: facing is the pelvis's
// rotation about y.
struct Trial {
  std::string file, kinematics;
  bool is_in_degrees;
};
class RecordingsInOurAxes : public ::testing::TestWithParam<Trial> {};

TEST_P(RecordingsInOurAxes, AreTurnedByTheirFacingOnly) {
  const auto file = testing::find_data(GetParam().file),
             kinematics = testing::find_data(GetParam().kinematics);
  if (!file || !kinematics) GTEST_SKIP() << testing::left_out(GetParam().file);
  Diagnostics notes;
  capture::Recording recording;
  recording.file = *file;
  recording.points = *capture::read_markers(*file, notes);
  const auto oriented = orient(recording);
  EXPECT_EQ(oriented.orientation.up_axis, "+y");
  EXPECT_EQ(oriented.orientation.evidence, UpEvidence::upright);
  EXPECT_FALSE(oriented.orientation.is_mirrored);
  EXPECT_FALSE(oriented.notes.needs_a_look());
  const auto angles = *capture::read_storage(*kinematics, notes);
  auto column = angles.find_column("pelvis_rotation");
  if (!column) column = angles.find_column("/jointset/ground_pelvis/pelvis_rotation/value");
  ASSERT_TRUE(column);
  double facing = angles.values.col(static_cast<Eigen::Index>(*column)).mean();
  if (GetParam().is_in_degrees) facing = radians(facing);
  const Vec3 forward = rotation_from_body_fixed_xyz(Vec3(0, facing, 0)) * Vec3::UnitX();
  const double angle =
      std::acos(std::clamp(forward.dot(oriented.orientation.R_GF.row(0).transpose()), -1.0, 1.0));
  RecordProperty("facing_deg", std::to_string(degrees(angle)));
  EXPECT_LT(degrees(angle), 15.1);  // settled on an axis within 15 degrees
}

INSTANTIATE_TEST_SUITE_P(
    Trc, RecordingsInOurAxes,
    ::testing::Values(Trial{"squat/squats1.trc", "squat/squats1_manual_scaling_ik.mot", true},
                      Trial{"run/motion_capture_run.trc", "run/ik_output_run.mot", true},
                      Trial{"gait_walk/markers_walk.trc", "gait_walk/coordinates.sto", false},
                      Trial{"markerless/S00_P00_T01_BalancingTrial_0-100_filt_butterworth.trc",
                            "markerless/S00_P00_T01_BalancingTrial_filt_butterworth_0-100_body25b.mot",
                            true}));

// The C3D's own markers as OpenSim reads them, unturned: z is up.
TEST(OrientRecording, TheTreadmillRecordingHasZUp) {
  const std::string name = "c3d_golden/std_walking2_markers.trc";
  const auto file = testing::find_data(name);
  if (!file) GTEST_SKIP() << testing::left_out(name);
  Diagnostics notes;
  capture::Recording recording;
  recording.file = *file;
  recording.points = *capture::read_markers(*file, notes);
  const auto oriented = orient(recording);
  EXPECT_EQ(oriented.orientation.up_axis, "+z");
  for (const auto& finding : oriented.notes.findings())
    EXPECT_NE(finding.kind, FindingKind::needs_a_look) << finding.what;
}

}  // namespace
}  // namespace loadshare::motion
