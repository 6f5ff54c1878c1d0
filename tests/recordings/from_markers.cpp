#include "from_markers.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

#include "base/units.h"
#include "capture/storage.h"
#include "model/osim_reader.h"
#include "motion/clean_points.h"
#include "motion/inverse_kinematics.h"
#include "motion/orient_recording.h"
#include "recording.h"
#include "scratch.h"
#include "series_columns.h"
#include "test_data.h"

namespace loadshare::recordings {
namespace {

using testing::value_of;

capture::Recording read_case(const MarkerCase& marker_case, const FollowOptions& options,
                             Diagnostics& notes) {
  capture::Recording recording;
  recording.file = data_file(marker_case.moving);
  recording.format = "TRC";
  recording.points = value_of(capture::read_markers(recording.file, notes));
  if (!marker_case.standing.empty())
    recording.standing = value_of(capture::read_markers(data_file(marker_case.standing), notes));
  std::mt19937 draw(11);
  std::normal_distribution<double> noise(0, 1);
  if (options.noise_m > 0)
    for (double& x : recording.points.positions_m.reshaped()) x += options.noise_m * noise(draw);
  return recording;
}

capture::MatchedSet match(const std::vector<std::string>& names, const MarkerCase& marker_case) {
  return value_of(capture::recognise_marker_set(names, capture::published_marker_sets(), marker_case.name));
}

model::Person person_of(const MarkerCase& marker_case, const FollowOptions& options) {
  Diagnostics notes;
  model::Person person;
  person.where = marker_case.name;
  Sizes sizes;
  if (!marker_case.model.empty()) {
    const auto expert = value_of(model::read_osim(data_file(marker_case.model), notes));
    sizes = sizes_by_legs(leg_lengths(expert), mass_kg_of(expert));
  } else {
    const auto standing = value_of(capture::read_markers(data_file(marker_case.standing), notes));
    sizes = sizes_by_legs(leg_lengths(standing), scale_setup_mass_kg(data_file(marker_case.mass_setup)));
  }
  person.height_m = sizes.height_m + options.height_told_off_m;
  person.mass_kg = sizes.mass_kg;
  return person;
}

double median(Eigen::VectorXd values) {
  std::ranges::nth_element(values, values.begin() + values.size() / 2);
  return values[values.size() / 2];
}

double length_between(const model::Model& model, const std::string& from, const std::string& to) {
  const StraightModel straight(model);
  return (straight.origin_G(to) - straight.origin_G(from)).norm();
}

}  // namespace

const std::vector<MarkerCase>& marker_cases() {
  static const std::vector<MarkerCase> cases{
      {"squat", "five squats, arms forward; standing before it", "squat/squats1.trc", "squat/static1.trc",
       "squat/manually_scaled.osim", ""},
      {"gait_walk", "walking", "gait_walk/markers_walk.trc", "", "gait_walk/subject_walk_scaled.osim", ""},
      {"run", "running on a treadmill", "run/motion_capture_run.trc", "", "run/Rajagopal2015_scaled.osim",
       ""},
      {"markerless", "balancing, keypoints of eight cameras (BODY_25B); standing before it",
       "markerless/S00_P00_T01_BalancingTrial_0-100_filt_butterworth.trc",
       "markerless/S00_P00_T00_StaticTrial_0-12_filt_butterworth.trc", "",
       "markerless/Scaling_Setup_Pose2Sim_LSTM.xml"},
  };
  return cases;
}

const MarkerCase& marker_case_named(const std::string& name) {
  const auto found = std::ranges::find(marker_cases(), name, &MarkerCase::name);
  require(found != marker_cases().end(), "there is a marker case " + name);
  return *found;
}

std::optional<std::string> lacking(const MarkerCase& marker_case) {
  for (const auto& file :
       {marker_case.moving, marker_case.standing, marker_case.model, marker_case.mass_setup})
    if (!file.empty() && !testing::find_data(file)) return testing::left_out(file);
  return std::nullopt;
}

Followed follow(const MarkerCase& marker_case, const FollowOptions& options) {
  Followed result;
  auto& notes = result.notes;
  result.recording = read_case(marker_case, options, notes);
  const auto matched = match(result.recording.points.names, marker_case);
  result.set = matched.set->name;
  result.recording.kind = matched.set->kind;
  const auto& reference = reference_body().body.model;
  const auto placed = value_of(motion::place_points(matched, reference));
  result.recording = value_of(motion::orient_recording(result.recording, placed, reference, notes)).recording;
  motion::CleanOptions clean;
  clean.smoothing = motion::Smoothing::none;
  result.recording =
      value_of(motion::clean_points(result.recording, placed, reference, clean, notes)).recording;

  result.person = person_of(marker_case, options);
  capture::MatchedSet standing_matched;
  std::vector<motion::FitTrial> trials;
  if (result.recording.standing) {
    standing_matched = match(result.recording.standing->names, marker_case);
    trials.push_back({"the standing trial", &*result.recording.standing, &standing_matched, true});
  }
  trials.push_back({"the moving trial", &result.recording.points, &matched, false});
  result.fitted =
      value_of(motion::fit_person(result.person, model::published_body_tables(), trials, {}, notes));
  analysis::BodyRequest request;
  request.scaled = result.fitted.scale;
  result.body = value_of(analysis::make_own_body(request, notes)).body.model;

  motion::TrackInputs inputs;
  inputs.model = &result.body;
  inputs.points = result.points = motion::tracked_points(result.fitted, matched);
  inputs.times_s = result.recording.points.times_s;
  inputs.positions_m = &result.recording.points.positions_m;
  inputs.uncertainty = &result.fitted.uncertainty;
  inputs.starts = {result.fitted.samples.front().q};
  motion::TrackOptions tracking;
  if (!options.is_smooth) tracking.turning_rad_per_s2 = tracking.moving_m_per_s2 = 0;
  result.tracked = value_of(motion::track_points(inputs, tracking, notes));
  return result;
}

const Followed& followed(const std::string& name) {
  static std::map<std::string, Followed> known;
  return once(known, name, [](const std::string& asked) { return follow(marker_case_named(asked), {}); });
}

const ExpertErrors& expert_errors(const std::string& name) {
  static std::map<std::string, ExpertErrors> known;
  return once(known, name, [](const std::string& asked) {
    const auto& ours = followed(asked);
    Diagnostics notes;
    const auto model = value_of(model::read_osim(data_file(marker_case_named(asked).model), notes));
    const auto skeleton = value_of(mechanics::Skeleton::make(model));
    const auto couplings = value_of(mechanics::Couplings::make(model));
    motion::InverseKinematicsProblem problem;
    problem.model = &model;
    problem.skeleton = &skeleton;
    problem.couplings = &couplings;
    ExpertErrors errors;
    SampleMatrix recorded(ours.recording.points.positions_m.rows(), 0);
    double squares = 0, count = 0;
    for (std::size_t i = 0; i < ours.points.size(); ++i) {
      const auto point = ours.points[i].point;
      const auto marker =
          std::ranges::find(model.markers, ours.recording.points.names[point], &model::Marker::name);
      if (marker == model.markers.end()) continue;
      problem.markers.push_back({static_cast<std::size_t>(marker - model.markers.begin()), 1});
      recorded.conservativeResize(Eigen::NoChange, recorded.cols() + 3);
      recorded.rightCols<3>() =
          ours.recording.points.positions_m.middleCols<3>(static_cast<Eigen::Index>(3 * point));
      const auto& error = ours.tracked.points[i];
      squares += error.rms_m * error.rms_m * static_cast<double>(error.seen_count);
      count += static_cast<double>(error.seen_count);
    }
    errors.marker_count = problem.markers.size();
    errors.ours_rms_m = std::sqrt(squares / count);
    const auto solved =
        value_of(motion::solve_inverse_kinematics(problem, ours.recording.points.times_s, recorded, {}));
    squares = count = 0;
    for (const auto& summary : solved.summaries) {
      squares += summary.marker_error_squared_sum_m2;
      count += static_cast<double>(summary.marker_count);
    }
    errors.rms_m = std::sqrt(squares / count);
    return errors;
  });
}

std::vector<AngleGap> gaps_to_expert(const Followed& ours) {
  Diagnostics notes;
  const auto expert =
      value_of(capture::read_storage(data_file("squat/squats1_manual_scaling_ik.mot"), notes));
  std::vector<AngleGap> gaps;
  for (const auto* name : {"hip_flexion_r", "hip_flexion_l", "hip_adduction_r", "hip_adduction_l",
                           "hip_rotation_r", "hip_rotation_l", "knee_angle_r", "knee_angle_l",
                           "ankle_angle_r", "ankle_angle_l", "lumbar_extension", "lumbar_bending",
                           "lumbar_rotation", "pelvis_tilt", "pelvis_list", "pelvis_rotation"}) {
    const auto& motion = ours.tracked.motion;
    const Eigen::VectorXd difference =
        deg_per_rad * column(motion, name) - resample(expert.times_s, column(expert, name), motion.times_s);
    const Eigen::VectorXd around = difference.array() - difference.mean();
    const auto at = ours.body.find_coordinate(name).index;
    gaps.push_back({name, difference.mean(), rms(around), around.cwiseAbs().maxCoeff(),
                    deg_per_rad * ours.tracked.standard_error.col(at).mean()});
  }
  return gaps;
}

std::vector<LengthGap> lengths_to_expert() {
  Diagnostics notes;
  const auto expert = value_of(model::read_osim(data_file(marker_case_named("squat").model), notes));
  const auto& ours = followed("squat").body;
  std::vector<LengthGap> gaps;
  const auto add = [&](const std::string& name, const std::string& from, const std::string& to,
                       bool is_held) {
    gaps.push_back({name, length_between(ours, from, to), length_between(expert, from, to), is_held});
  };
  add("thigh, hip to knee", "femur_r", "tibia_r", true);
  add("shank, knee to ankle", "tibia_r", "talus_r", true);
  add("trunk, hip to shoulder, upright", "femur_r", "humerus_r", true);
  add("upper arm", "humerus_r", "ulna_r", false);
  add("forearm", "ulna_r", "hand_r", true);
  add("foot, ankle to toe joint", "talus_r", "toes_r", false);
  add("between hip centres", "femur_r", "femur_l", false);
  add("between shoulder centres", "humerus_r", "humerus_l", false);
  return gaps;
}

const std::vector<double>& noise_levels_m() {
  static const std::vector<double> levels{0.003, 0.01, 0.03};
  return levels;
}

const Followed& followed_with_noise(double noise_m) {
  static std::map<double, Followed> known;
  const auto found = known.find(noise_m);
  if (found != known.end()) return found->second;
  return known.emplace(noise_m, follow(marker_case_named("squat"), {.noise_m = noise_m})).first->second;
}

std::vector<MedianShift> median_shifts(const Followed& clean, const Followed& noisy) {
  std::vector<MedianShift> shifts;
  for (const auto* name : {"hip_flexion_r", "hip_flexion_l", "knee_angle_r", "knee_angle_l", "ankle_angle_r",
                           "lumbar_extension", "pelvis_tilt"}) {
    const auto at = clean.body.find_coordinate(name).index;
    const double before = median(clean.tracked.motion.values.col(at)),
                 after = median(noisy.tracked.motion.values.col(at));
    shifts.push_back({name, deg_per_rad * after, deg_per_rad * (after - before),
                      deg_per_rad * median(noisy.tracked.standard_error.col(at)),
                      deg_per_rad * median(clean.tracked.standard_error.col(at))});
  }
  return shifts;
}

}  // namespace loadshare::recordings
