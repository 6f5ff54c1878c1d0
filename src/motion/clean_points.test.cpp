// Cleaning: closed forms, and recordings beside the repository with faults put in at known places.
#include "motion/clean_points.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <random>
#include <stdexcept>

#include "moved_body.h"
#include "test_data.h"

namespace loadshare::motion {
namespace {

const model::Model& body() { return testing::built_in_body().model; }

struct Trial {
  capture::Recording recording;
  capture::MatchedSet matched;
  std::vector<PlacedPoint> points;

  [[nodiscard]] std::size_t index(const std::string& name) const {
    return *recording.points.find_marker(name);
  }
};

Trial trial_of(capture::Recording recording) {
  Trial trial;
  trial.recording = std::move(recording);
  auto matched =
      capture::recognise_marker_set(trial.recording.points.names, capture::published_marker_sets(), "t");
  if (!matched) throw std::runtime_error(matched.refusal().text());
  trial.matched = *std::move(matched);
  trial.recording.kind = trial.matched.set->kind;
  trial.points = *place_points(trial.matched, body());
  return trial;
}

std::optional<Trial> read_trial(const std::string& name) {
  const auto file = testing::find_data(name);
  if (!file) return std::nullopt;
  Diagnostics notes;
  capture::Recording recording;
  recording.file = name;
  recording.points = *capture::read_markers(*file, notes);
  return trial_of(std::move(recording));
}

CleanOptions unsmoothed() {
  CleanOptions options;
  options.smoothing = Smoothing::none;
  return options;
}

struct Outcome {
  CleanedRecording cleaned;
  Diagnostics notes;

  [[nodiscard]] std::vector<PointChange> changes(CleanStep step) const {
    std::vector<PointChange> found;
    std::ranges::copy_if(cleaned.changes, std::back_inserter(found),
                         [step](const PointChange& change) { return change.step == step; });
    return found;
  }
};

Outcome clean(const Trial& trial, const CleanOptions& options) {
  Outcome outcome;
  auto cleaned = clean_points(trial.recording, trial.points, body(), options, outcome.notes);
  if (!cleaned) throw std::runtime_error(cleaned.refusal().text());
  outcome.cleaned = *std::move(cleaned);
  return outcome;
}

// The greatest distance of a point from where it is in another recording, over some samples.
double worst_mm(const capture::Recording& a, const capture::Recording& b, std::size_t point,
                std::size_t first, std::size_t last) {
  double worst = 0;
  for (std::size_t k = first; k <= last; ++k)
    worst = std::max(worst, 1e3 * (a.points.position_m(k, point) - b.points.position_m(k, point)).norm());
  return worst;
}

auto cell(capture::Recording& recording, std::size_t sample, std::size_t point) {
  return recording.points.positions_m.block(static_cast<Eigen::Index>(sample),
                                            static_cast<Eigen::Index>(3 * point), 1, 3);
}

void hide(capture::Recording& recording, std::size_t point, std::size_t first, std::size_t last) {
  for (std::size_t k = first; k <= last; ++k)
    cell(recording, k, point).setConstant(std::numeric_limits<double>::quiet_NaN());
}

void exchange(capture::Recording& recording, std::size_t a, std::size_t b, std::size_t first,
              std::size_t last) {
  for (std::size_t k = first; k <= last; ++k) {
    const Eigen::RowVector3d kept = cell(recording, k, a);
    cell(recording, k, a) = Eigen::RowVector3d(cell(recording, k, b));
    cell(recording, k, b) = kept;
  }
}

// What a change says, in short.
std::string text(const PointChange& change, const Trial& trial) {
  std::string result(name_of(change.step));
  for (const auto point : change.points) result += " " + trial.recording.points.names[point];
  return result + " " + std::to_string(change.first) + " " + std::to_string(change.last);
}

std::vector<std::string> texts(const std::vector<PointChange>& changes, const Trial& trial) {
  std::vector<std::string> result;
  for (const auto& change : changes) result.push_back(text(change, trial));
  return result;
}

// ---- recordings as they are ---------------------------------------------------------------------

class CleanRecordings : public ::testing::TestWithParam<std::string> {};

// Nothing of them is exchanged, taken out or moved; gaps may be filled.
TEST_P(CleanRecordings, StayAsTheyAre) {
  const auto trial = read_trial(GetParam());
  if (!trial) GTEST_SKIP() << testing::left_out(GetParam());
  const auto outcome = clean(*trial, unsmoothed());
  for (const auto& change : outcome.cleaned.changes)
    EXPECT_TRUE(change.step == CleanStep::left_open || change.step == CleanStep::filled_by_curve ||
                change.step == CleanStep::filled_by_body)
        << text(change, *trial) << ": " << change.why;
  const auto &before = trial->recording.points, &after = outcome.cleaned.recording.points;
  for (std::size_t k = 0; k < before.sample_count(); ++k)
    for (std::size_t i = 0; i < before.names.size(); ++i)
      if (before.is_seen(k, i)) {
        EXPECT_EQ(before.position_m(k, i), after.position_m(k, i));
      }
}

const std::string squats = "squat/squats1.trc", walk = "gait_walk/markers_walk.trc",
                  run = "run/motion_capture_run.trc",
                  balance = "markerless/S00_P00_T01_BalancingTrial_0-100.trc";
INSTANTIATE_TEST_SUITE_P(
    Trc, CleanRecordings,
    ::testing::Values(squats, walk, run, "squat/static1.trc",
                      "markerless/S00_P00_T01_BalancingTrial_0-100_filt_butterworth.trc",
                      "markerless/S00_P00_T01_BalancingTrial_0-100_filt_butterworth_LSTM.trc"));

// Eight points of a pelvis and a thorax that turn about an axis and travel.
Trial turning_body(std::size_t sample_count) {
  capture::Recording recording;
  recording.file = "made.trc";
  recording.points.rate_hz = 100;
  const std::vector<std::pair<std::string, Vec3>> points{
      {"RASI", {0.1, 1, 0.12}},     {"LASI", {0.1, 1, -0.12}}, {"RPSI", {-0.1, 1, 0.05}},
      {"LPSI", {-0.1, 1.1, -0.05}}, {"C7", {0, 1.4, 0}},       {"CLAV", {0.1, 1.35, 0}},
      {"STRN", {0.12, 1.2, 0}},     {"T10", {-0.1, 1.2, 0}}};
  recording.points.positions_m.resize(static_cast<Eigen::Index>(sample_count),
                                      static_cast<Eigen::Index>(3 * points.size()));
  for (std::size_t k = 0; k < sample_count; ++k) {
    const double time = 0.01 * static_cast<double>(k);
    recording.points.times_s.push_back(time);
    const Mat3 R = rotation_from_body_fixed_xyz(Vec3(0.5 * std::sin(2 * time), 0.8 * time, 0));
    for (std::size_t i = 0; i < points.size(); ++i)
      cell(recording, k, i) = (R * points[i].second + Vec3(0.5 * time, 0, 0)).transpose();
  }
  for (const auto& point : points) recording.points.names.push_back(point.first);
  return trial_of(std::move(recording));
}

// ---- faults put in ------------------------------------------------------------------------------

TEST(CleanPoints, FindsSpikesWhereTheyWerePutIn) {
  struct Spike {
    std::string point;
    std::size_t first, count;
    Vec3 off_mm;
  };
  struct Case {
    std::string file;
    std::vector<Spike> spikes;
    double worst_mm_max;
  };
  const std::vector<Case> cases{
      {squats,
       {{"r_knee", 200, 1, {60, 0, 0}},
        {"L.ASIS", 333, 3, {0, 40, 30}},
        {"r_toe", 500, 8, {0, 100, 0}},
        {"C7", 700, 2, {-30, 0, 25}},
        {"R_wrist_radius", 1100, 5, {0, -200, 100}}},
       0.5},
      {walk,
       {{"R.Heel", 60, 2, {0, 80, 0}}, {"L.Ankle", 120, 4, {100, 0, 0}}, {"S2", 150, 1, {0, 0, 35}}},
       8},
      {run, {{"RASI", 40, 3, {0, 60, 0}}, {"LTOE", 80, 2, {0, 150, 0}}}, 6}};
  for (const auto& [file, spikes, worst_mm_max] : cases) {
    auto trial = read_trial(file);
    if (!trial) GTEST_SKIP() << testing::left_out(file);
    const auto original = trial->recording;
    std::vector<std::string> expected;
    for (const auto& spike : spikes) {
      const auto point = trial->index(spike.point);
      for (std::size_t k = spike.first; k < spike.first + spike.count; ++k)
        cell(trial->recording, k, point) += 1e-3 * spike.off_mm.transpose();
      expected.push_back("spike taken out " + spike.point + " " + std::to_string(spike.first) + " " +
                         std::to_string(spike.first + spike.count - 1));
    }
    const auto outcome = clean(*trial, unsmoothed());
    EXPECT_THAT(texts(outcome.changes(CleanStep::spike), *trial),
                ::testing::UnorderedElementsAreArray(expected));
    for (const auto& spike : spikes) {
      const double worst = worst_mm(original, outcome.cleaned.recording, trial->index(spike.point),
                                    spike.first, spike.first + spike.count - 1);
      EXPECT_LT(worst, worst_mm_max) << file << " " << spike.point;
      RecordProperty(file.substr(0, 3) + spike.point, std::to_string(worst));
    }
  }
}

TEST(CleanPoints, FillsGapsWithinLimitsAndNoMore) {
  auto trial = read_trial(squats);
  if (!trial) GTEST_SKIP() << testing::left_out(squats);
  const auto original = trial->recording;
  struct Gap {
    std::string point;
    std::size_t first, last;
    CleanStep step;
    double worst_mm_max;
  };
  const std::vector<Gap> gaps{{"r_knee", 250, 258, CleanStep::filled_by_curve, 0.5},
                              {"R_wrist_ulna", 400, 404, CleanStep::filled_by_curve, 0.5},
                              {"r_thigh2", 300, 328, CleanStep::filled_by_body, 4},
                              {"r_sh3", 610, 630, CleanStep::filled_by_body, 1.5},
                              {"C7", 820, 840, CleanStep::filled_by_body, 4},
                              {"r.ASIS", 900, 930, CleanStep::left_open, 0},   // 0.32 s
                              {"r_calc", 950, 965, CleanStep::left_open, 0}};  // two mates only
  for (const auto& gap : gaps) hide(trial->recording, trial->index(gap.point), gap.first, gap.last);
  const auto outcome = clean(*trial, unsmoothed());
  for (const auto& gap : gaps) {
    const auto expected = std::string(name_of(gap.step)) + " " + gap.point + " " + std::to_string(gap.first) +
                          " " + std::to_string(gap.last);
    EXPECT_THAT(texts(outcome.changes(gap.step), *trial), ::testing::Contains(expected));
    const auto point = trial->index(gap.point);
    if (gap.step == CleanStep::left_open) {
      EXPECT_FALSE(outcome.cleaned.recording.points.is_seen(gap.first, point));
      EXPECT_FALSE(outcome.cleaned.recording.points.is_seen(gap.last, point));
    } else {
      const double worst = worst_mm(original, outcome.cleaned.recording, point, gap.first, gap.last);
      EXPECT_LT(worst, gap.worst_mm_max) << gap.point;
      RecordProperty(gap.point, std::to_string(worst));
    }
  }
}

TEST(CleanPoints, PutsExchangedNamesRight) {
  auto trial = read_trial(squats);
  if (!trial) GTEST_SKIP() << testing::left_out(squats);
  const auto original = trial->recording;
  struct Swap {
    std::string a, b;
    std::size_t first, last;
  };
  // The last one goes to the end of the trial, over more than half of it: bodies tell whose names are right.
  const std::vector<Swap> swaps{{"r_thigh1", "r_thigh2", 300, 380},
                                {"L_knee", "r_knee", 500, 503},
                                {"L.PSIS", "r.PSIS", 800, 960},
                                {"r_sh2", "r_thigh4", 600, 1345}};
  std::vector<std::string> expected;
  for (const auto& [a, b, first, last] : swaps) {
    const auto i = trial->index(a), j = trial->index(b);
    exchange(trial->recording, i, j, first, last);
    expected.push_back("two points exchanged back " + trial->recording.points.names[std::min(i, j)] + " " +
                       trial->recording.points.names[std::max(i, j)] + " " + std::to_string(first) + " " +
                       std::to_string(last));
  }
  const auto outcome = clean(*trial, unsmoothed());
  EXPECT_THAT(texts(outcome.changes(CleanStep::names_exchanged), *trial),
              ::testing::UnorderedElementsAreArray(expected));
  EXPECT_TRUE(outcome.changes(CleanStep::spike).empty());
  EXPECT_EQ(
      (outcome.cleaned.recording.points.positions_m - original.points.positions_m).cwiseAbs().maxCoeff(), 0);
  EXPECT_TRUE(outcome.notes.needs_a_look());
}

// A point is lost, and the other's name jumps to it a few samples before its own comes back.
TEST(CleanPoints, PutsExchangedNamesRightAcrossAGap) {
  auto trial = read_trial(squats);
  if (!trial) GTEST_SKIP() << testing::left_out(squats);
  const auto original = trial->recording;
  const auto a = trial->index("r_thigh1"), b = trial->index("r_thigh2");
  exchange(trial->recording, a, b, 300, 380);
  hide(trial->recording, a, 298, 305);  // at first the name of b alone, in the place of a
  const auto outcome = clean(*trial, unsmoothed());
  EXPECT_THAT(texts(outcome.changes(CleanStep::names_exchanged), *trial),
              ::testing::ElementsAre("two points exchanged back r_thigh1 r_thigh2 300 380"));
  EXPECT_LT(worst_mm(original, outcome.cleaned.recording, a, 290, 390), 0.5);
  EXPECT_LT(worst_mm(original, outcome.cleaned.recording, b, 290, 390), 1.5);  // a gap filled
}

// Whatever the numbers are, nothing breaks, and what was not seen anywhere near is not invented.
TEST(CleanPoints, AnyNumbersAreSurvived) {
  std::mt19937 engine(17);
  std::uniform_real_distribution<double> unit(0, 1);
  for (int round = 0; round < 120; ++round) {
    auto trial = turning_body(1 + static_cast<std::size_t>(30 * unit(engine)));
    trial.recording.kind = round % 2 == 0 ? capture::PointKind::keypoint : capture::PointKind::skin_marker;
    const double scale = std::pow(10, 12 * unit(engine) - 4), hole = unit(engine);
    for (double& value : trial.recording.points.positions_m.reshaped())
      if (unit(engine) < hole * hole) value = unit(engine) < 0.3 ? 0 : scale * (unit(engine) - 0.5);
    for (std::size_t i = 0; i < 8; ++i)
      for (std::size_t k = 0; k < trial.recording.points.sample_count(); ++k)
        if (unit(engine) < hole) hide(trial.recording, i, k, k);
    for (std::size_t k = 1; k < trial.recording.points.times_s.size(); ++k)
      trial.recording.points.times_s[k] = trial.recording.points.times_s[k - 1] + 1e-4 + 0.05 * unit(engine);
    for (const auto smoothing : {Smoothing::butterworth, Smoothing::spline}) {
      CleanOptions options;
      options.smoothing = smoothing;
      options.is_cutoff_by_point = round % 3 == 0;
      const auto outcome = clean(trial, options);
      EXPECT_EQ(outcome.cleaned.recording.points.positions_m.rows(),
                trial.recording.points.positions_m.rows());
      for (const auto& change : outcome.cleaned.changes) {
        EXPECT_LE(change.first, change.last);
        EXPECT_LT(change.last, trial.recording.points.sample_count());
      }
    }
  }
}

TEST(CleanPoints, PutsExchangedSidesOfKeypointsRight) {
  auto trial = read_trial("markerless/S00_P00_T01_BalancingTrial_0-100_filt_butterworth.trc");
  if (!trial) GTEST_SKIP() << testing::left_out("markerless");
  const auto original = trial->recording;
  const auto swap = [&](const std::vector<std::string>& names, std::size_t first, std::size_t last) {
    for (const auto& name : names)
      exchange(trial->recording, trial->index("R" + name), trial->index("L" + name), first, last);
  };
  const std::vector<std::string> legs{"Hip", "Knee", "Ankle", "Heel", "BigToe", "SmallToe"},
      arms{"Elbow", "Wrist"};
  swap(legs, 20, 29);
  swap(arms, 50, 64);
  swap(legs, 80, 89), swap(arms, 80, 89), swap({"Shoulder"}, 80, 89);
  const auto outcome = clean(*trial, unsmoothed());
  std::vector<std::string> stretches;
  for (const auto& change : outcome.changes(CleanStep::sides_exchanged))
    stretches.push_back(std::to_string(change.points.size()) + " points " + std::to_string(change.first) +
                        " " + std::to_string(change.last));
  EXPECT_THAT(stretches,
              ::testing::UnorderedElementsAre("12 points 20 29", "4 points 50 64", "18 points 80 89"));
  EXPECT_EQ(
      (outcome.cleaned.recording.points.positions_m - original.points.positions_m).cwiseAbs().maxCoeff(), 0);
}

TEST(CleanPoints, SmoothsNoiseByItsResiduals) {
  for (const double noise_mm : {1.0, 3.0, 10.0}) {
    auto trial = read_trial(squats);
    if (!trial) GTEST_SKIP() << testing::left_out(squats);
    const auto original = trial->recording;
    std::mt19937 engine(5);
    std::normal_distribution<double> normal(0, 1e-3 * noise_mm);
    for (double& value : trial->recording.points.positions_m.reshaped()) value += normal(engine);
    for (const auto smoothing : {Smoothing::butterworth, Smoothing::spline}) {
      CleanOptions options;
      options.smoothing = smoothing;
      const auto outcome = clean(*trial, options);
      EXPECT_TRUE(outcome.changes(CleanStep::spike).empty()) << noise_mm;
      EXPECT_TRUE(outcome.changes(CleanStep::names_exchanged).empty()) << noise_mm;
      double squares = 0, count = 0;
      for (Eigen::Index i = 0; i < original.points.positions_m.size(); ++i) {
        const double off =
            outcome.cleaned.recording.points.positions_m.data()[i] - original.points.positions_m.data()[i];
        if (std::isfinite(off)) squares += off * off, ++count;
      }
      const double left_mm = 1e3 * std::sqrt(squares / count);
      EXPECT_LT(left_mm, 0.5 * noise_mm);
      if (smoothing == Smoothing::butterworth) {
        ASSERT_TRUE(outcome.cleaned.noise_m);
        EXPECT_NEAR(1e3 * *outcome.cleaned.noise_m / noise_mm, 1, 0.1);
      }
      RecordProperty("left_" + std::to_string(static_cast<int>(noise_mm)) +
                         (smoothing == Smoothing::spline ? "_spline" : "_butterworth"),
                     std::to_string(left_mm));
    }
  }
}

// Standard deviation of a limb's length: bones keep theirs.
double length_spread_mm(const Trial& trial, const capture::Recording& recording, const std::string& a,
                        const std::string& b) {
  const auto i = trial.index(a), j = trial.index(b);
  double sum = 0, squares = 0, count = 0;
  for (std::size_t k = 0; k < recording.points.sample_count(); ++k) {
    const double length =
        1e3 * (recording.points.position_m(k, i) - recording.points.position_m(k, j)).norm();
    if (std::isfinite(length)) sum += length, squares += length * length, ++count;
  }
  return std::sqrt(squares / count - std::pow(sum / count, 2));
}

// Keypoints as cameras gave them, and as another program filtered them.
TEST(CleanPoints, BonesKeepTheirLengthBetterThanBefore) {
  const auto raw = read_trial(balance),
             theirs = read_trial("markerless/S00_P00_T01_BalancingTrial_0-100_filt_butterworth.trc");
  if (!raw || !theirs) GTEST_SKIP() << testing::left_out(balance);
  const auto ours = clean(*raw, {});
  double before = 0, after = 0, other = 0;
  for (const std::string side : {"R", "L"})
    for (const auto& [a, b] : {std::pair{"Hip", "Knee"}, std::pair{"Knee", "Ankle"},
                               std::pair{"Shoulder", "Elbow"}, std::pair{"Elbow", "Wrist"}}) {
      before += length_spread_mm(*raw, raw->recording, side + a, side + b);
      after += length_spread_mm(*raw, ours.cleaned.recording, side + a, side + b);
      other += length_spread_mm(*theirs, theirs->recording, side + a, side + b);
    }
  RecordProperty("raw_ours_theirs", std::to_string(before / 8) + " " + std::to_string(after / 8) + " " +
                                        std::to_string(other / 8));
  EXPECT_LT(after, 0.85 * before);
  EXPECT_LT(after, other);
}

// ---- closed forms -------------------------------------------------------------------------------

TEST(FillGaps, ABodyThatMovesRigidlyIsFilledExactly) {
  auto trial = turning_body(200);
  const auto original = trial.recording;
  hide(trial.recording, 0, 50, 77);
  const auto outcome = clean(trial, unsmoothed());
  EXPECT_EQ(texts(outcome.cleaned.changes, trial),
            (std::vector<std::string>{"gap filled from the points of its body RASI 50 77"}));
  EXPECT_LT(worst_mm(original, outcome.cleaned.recording, 0, 50, 77), 1e-9);
}

TEST(FillGaps, ALineIsFilledExactlyAndEdgesStayOpen) {
  auto trial = turning_body(200);
  for (std::size_t k = 0; k < 200; ++k)
    cell(trial.recording, k, 4) = Eigen::RowVector3d(0.01 * static_cast<double>(k), 1.4, 0);
  const auto original = trial.recording;
  hide(trial.recording, 4, 100, 108);
  hide(trial.recording, 4, 0, 3);
  hide(trial.recording, 4, 190, 199);
  const auto outcome = clean(trial, unsmoothed());
  EXPECT_EQ(texts(outcome.cleaned.changes, trial),
            (std::vector<std::string>{"gap left open C7 0 3", "gap filled by a curve C7 100 108",
                                      "gap left open C7 190 199"}));
  EXPECT_LT(worst_mm(original, outcome.cleaned.recording, 4, 100, 108), 1e-9);
}

TEST(CleanPoints, ADoubtfulKeypointIsNotSeen) {
  auto trial = turning_body(50);
  trial.recording.confidence = SampleMatrix::Constant(50, 8, 0.9);
  trial.recording.confidence.col(2).segment(10, 30).setConstant(0.1);
  const auto outcome = clean(trial, unsmoothed());
  EXPECT_EQ(texts(outcome.changes(CleanStep::doubtful), trial),
            (std::vector<std::string>{"taken as not seen RPSI 10 39"}));
  EXPECT_FALSE(outcome.cleaned.recording.points.is_seen(20, 2));  // 0.31 s are too long to fill
  EXPECT_TRUE(outcome.cleaned.recording.points.is_seen(40, 2));
}

TEST(CleanPoints, AJumpThatStaysIsFlaggedAndLeft) {
  auto trial = turning_body(200);
  for (std::size_t k = 120; k < 200; ++k) cell(trial.recording, k, 6).array() += 0.3;
  const auto outcome = clean(trial, unsmoothed());
  EXPECT_EQ(texts(outcome.cleaned.changes, trial),
            (std::vector<std::string>{"jump left as it is STRN 120 120"}));
  EXPECT_TRUE(outcome.notes.needs_a_look());
}

TEST(CleanPoints, PicturesAreCleanedByThePersonsSize) {
  auto trial = turning_body(200);
  trial.recording.image = capture::ImagePoints{100,
                                               trial.recording.points.times_s,
                                               trial.recording.points.names,
                                               SampleMatrix(200, 16),
                                               std::nullopt,
                                               std::nullopt};
  for (Eigen::Index k = 0; k < 200; ++k)
    for (Eigen::Index i = 0; i < 8; ++i)
      trial.recording.image->positions_px.block(k, 2 * i, 1, 2) =
          800 * trial.recording.points.positions_m.block(k, 3 * i, 1, 2);
  const SampleMatrix original = trial.recording.image->positions_px;
  trial.recording.points = {};
  trial.recording.points.names = trial.recording.image->names;
  trial.recording.image->positions_px(90, 2) += 200;
  const auto outcome = clean(trial, unsmoothed());
  EXPECT_EQ(texts(outcome.changes(CleanStep::spike), trial),
            (std::vector<std::string>{"spike taken out LASI 90 90"}));
  EXPECT_LT((outcome.cleaned.recording.image->positions_px - original).cwiseAbs().maxCoeff(), 0.5);
}

TEST(CleanPoints, ACutoffThatTheRateCannotHoldIsRefused) {
  const auto trial = turning_body(50);
  CleanOptions options;
  options.cutoff_hz = 60;
  Diagnostics notes;
  const auto refused = clean_points(trial.recording, trial.points, body(), options, notes);
  ASSERT_FALSE(refused);
  EXPECT_EQ(
      refused.refusal().text(),
      "made.trc: points at 100 Hz cannot be filtered at 60.0 Hz\n  Ask for a cut-off from 0 to 45.0 Hz.");
}

TEST(CleanPoints, NothingToCleanComesBack) {
  const capture::Recording empty;
  Diagnostics notes;
  const auto cleaned = clean_points(empty, {}, body(), {}, notes);
  ASSERT_TRUE(cleaned);
  EXPECT_TRUE(cleaned->changes.empty());
  EXPECT_TRUE(notes.findings().empty());
}

}  // namespace
}  // namespace loadshare::motion
