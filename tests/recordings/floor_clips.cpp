#include "floor_clips.h"

#include <algorithm>
#include <cmath>
#include <fstream>

#include "analysis/analyse.h"
#include "base/units.h"
#include "capture/storage.h"
#include "dynamics/inverse_dynamics.h"
#include "motion/kinematics.h"
#include "recording.h"
#include "scratch.h"
#include "series_columns.h"

namespace loadshare::recordings {
namespace {

namespace fs = std::filesystem;
using testing::value_of;

constexpr const char* scene_text =
    "format = 1\nsettle = true\n\n[[supports]]\nkind = \"floor\"\nheight_m = 0\n";
constexpr double window_s = 0.5;

// Bodies, each with its name in words.
const std::vector<std::pair<std::string, std::vector<std::string>>>& parts() {
  static const std::vector<std::pair<std::string, std::vector<std::string>>> all{
      {"feet", {"calcn_r", "calcn_l", "toes_r", "toes_l"}},
      {"knees and shins", {"tibia_r", "tibia_l", "patella_r", "patella_l"}},
      {"thighs", {"femur_r", "femur_l"}},
      {"pelvis", {"pelvis"}},
      {"back and chest", {"lumbar1", "lumbar2", "lumbar3", "lumbar4", "lumbar5", "thorax"}},
      {"shoulders", {"humerus_r", "humerus_l"}},
      {"elbows and forearms", {"ulna_r", "ulna_l"}},
      {"hands", {"hand_r", "hand_l"}}};
  return all;
}

LeftOver left_over(const std::vector<double>& times_s, const Eigen::VectorXd& lengths) {
  Eigen::Index worst = 0;
  LeftOver left;
  left.greatest = lengths.maxCoeff(&worst);
  left.greatest_s = times_s[static_cast<std::size_t>(worst)];
  std::vector<double> sorted(lengths.begin(), lengths.end());
  std::ranges::sort(sorted);
  left.median = sorted[sorted.size() / 2];
  left.p95 = sorted[sorted.size() * 95 / 100];
  return left;
}

Eigen::VectorXd lengths_of(const TimeSeries& force, const std::vector<std::string>& coordinates) {
  Eigen::VectorXd squares = Eigen::VectorXd::Zero(force.values.rows());
  for (const auto& coordinate : coordinates) squares += column(force, coordinate + "_reserve").cwiseAbs2();
  return squares.cwiseSqrt();
}

void find_left_over(const analysis::Analysis& analysis, ClipOnFloor& clip) {
  const auto& force = analysis.force;
  const Eigen::VectorXd forces = lengths_of(force, {"pelvis_tx", "pelvis_ty", "pelvis_tz"}) / clip.weight_N;
  clip.force_ratio = left_over(force.times_s, forces);
  clip.within_5_percent_ratio =
      static_cast<double>((forces.array() < 0.05).count()) / static_cast<double>(forces.size());
  clip.moment_Nm =
      left_over(force.times_s, lengths_of(force, {"pelvis_tilt", "pelvis_list", "pelvis_rotation"}));
  for (const auto& use : analysis.report.sharing.reserves) {
    if (use.has_muscles && use.is_rotation && !use.coordinate.starts_with("pelvis_"))
      clip.lacks.push_back({use.coordinate, use.reserve_peak});
  }
  std::ranges::stable_sort(clip.lacks, std::ranges::greater(), &ClipOnFloor::Lack::reserve_Nm);
}

void find_loads(const analysis::Analysis& analysis, ClipOnFloor& clip) {
  const auto& contacts = *analysis.contacts;
  const double start_s = std::max(0.0, contacts.times_s.front());
  const auto window_of = [&](std::size_t sample) {
    return static_cast<std::size_t>(std::max(0.0, contacts.times_s[sample] - start_s) / window_s);
  };
  const std::size_t windows = window_of(contacts.times_s.size() - 1) + 1;
  const auto sum_by_window = [&](const Eigen::VectorXd& values) {
    Eigen::VectorXd sums = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(windows));
    for (std::size_t i = 0; i < contacts.times_s.size(); ++i)
      sums[static_cast<Eigen::Index>(window_of(i))] += values[static_cast<Eigen::Index>(i)];
    return sums;
  };
  const Eigen::VectorXd whole = sum_by_window(column(contacts, "floor_vy"));
  const Eigen::VectorXd counts = sum_by_window(Eigen::VectorXd::Ones(contacts.values.rows()));
  for (std::size_t w = 0; w < windows; ++w) {
    const auto at = static_cast<Eigen::Index>(w);
    clip.window_start_s.push_back(start_s + window_s * static_cast<double>(w));
    clip.window_force_N.push_back(whole[at] / counts[at]);
  }
  for (const auto& [name, bodies] : parts()) {
    Eigen::VectorXd force_N = Eigen::VectorXd::Zero(contacts.values.rows());
    for (const auto& body : bodies) {
      const auto label = "floor." + body + "_vy";
      if (contacts.find_column(label)) force_N += column(contacts, label);
    }
    const Eigen::VectorXd share = sum_by_window(force_N).cwiseQuotient(whole);
    if (share.maxCoeff() > 0.05) clip.loads.push_back({name, {share.begin(), share.end()}});
  }
}

ClipOnFloor::Need least_need(const model::Model& model, const mechanics::Skeleton& skeleton,
                             const mechanics::Couplings& couplings, const motion::Kinematics& motion,
                             double weight_N) {
  Diagnostics notes;
  const auto required =
      value_of(dynamics::compute_inverse_dynamics(model, skeleton, couplings, motion, {}, notes));
  Eigen::Index at = 0;
  const double least_N =
      required.all.col(static_cast<Eigen::Index>(model.find_coordinate("pelvis_ty").at())).minCoeff(&at);
  return {least_N / weight_N, motion.times_s[static_cast<std::size_t>(at)]};
}

// What the analysis does before it shares loads, once more, to see what it changed.
void find_changes(const PutOn& put, const fs::path& scene_file, ClipOnFloor& clip) {
  Diagnostics notes;
  const auto own = value_of(analysis::make_own_body(put.inputs.body, notes));
  const auto& model = own.body.model;
  const auto skeleton = value_of(mechanics::Skeleton::make(model));
  const auto couplings = value_of(mechanics::Couplings::make(model));
  const auto recorded = value_of(capture::read_storage(put.inputs.recording, notes));
  const auto whole = value_of(motion::prepare_kinematics(
      recorded, true, model, couplings, put.inputs.cutoff_hz, motion::Preparation::consistent,
      motion::Lacking::model_default, "clip", notes));
  const auto motion =
      value_of(motion::select_times(whole, recorded.times_s.front(), recorded.times_s.back(), "clip"));
  const auto scene = value_of(capture::read_scene(scene_file));
  const dynamics::ExternalForces nothing_measured;
  const auto settled = value_of(exercises::settle_on_supports(
      motion, {model, skeleton, couplings, own.body.contacts, scene, nothing_measured}, {}, notes));
  clip.before = settled.before, clip.after = settled.after;
  clip.least_before = least_need(model, skeleton, couplings, motion, clip.weight_N);
  clip.least_after = least_need(model, skeleton, couplings, settled.motion, clip.weight_N);
  for (const auto& change : settled.changes) {
    const auto& coordinate = model.coordinates[change.coordinate.at()];
    const bool turns = coordinate.motion == model::MotionType::rotational;
    clip.changes.push_back(
        {coordinate.name, turns ? degrees(change.change) : change.change / m_per_mm, change.time_s, turns});
    if (!turns) continue;
    const auto at = static_cast<Eigen::Index>(change.coordinate.at());
    const Eigen::VectorXd moved = settled.motion.q.col(at) - motion.q.col(at);
    const Eigen::VectorXd steps = moved.tail(moved.size() - 1) - moved.head(moved.size() - 1);
    clip.change_step_deg_max = std::max(clip.change_step_deg_max, degrees(steps.cwiseAbs().maxCoeff()));
  }
  std::ranges::stable_sort(clip.changes, [](const auto& a, const auto& b) {
    return a.turns != b.turns ? a.turns : std::abs(a.amount) > std::abs(b.amount);
  });
}

// Of the settled motion, and of the clip's angles put on the body as they are.
void find_angles(const PutOn& put, const std::string& name, const analysis::Analysis& analysis,
                 ClipOnFloor& clip) {
  const auto file = testing::scratch_folder("floor/" + name) / "settled.mot";
  value_of(capture::write_storage(analysis.kinematics, file));
  Diagnostics notes;
  const auto angles = [&](const fs::path& motion, std::size_t count) {
    auto own = value_of(analysis::make_own_body(put.inputs.body, notes));
    return compare_postures(posture_of_model(std::move(own.body.model), motion, {}), put.their_posture, count)
        .angle_deg;
  };
  clip.angle_before_deg = angles(put.inputs.recording, clip.sample_count);
  clip.angle_after_deg = angles(file, clip.sample_count);
}

ClipOnFloor analyse_clip(const std::string& name) {
  const auto& put = put_on(name);
  const auto scene_file = testing::scratch_folder("floor/" + name) / "floor.toml";
  std::ofstream(scene_file) << scene_text;
  auto inputs = put.inputs;
  inputs.is_without_ground_contact = false;
  inputs.scene = scene_file;
  Diagnostics notes;
  const auto analysis = value_of(analysis::analyse(inputs, notes));

  ClipOnFloor clip;
  const auto& status = analysis.report.tension.status;
  const auto count_of = [&](tension::SampleStatus asked) {
    return static_cast<std::size_t>(std::ranges::count(status, asked));
  };
  clip.sample_count = status.size();
  clip.by_muscles_count = count_of(tension::SampleStatus::solved);
  clip.unsolved_count =
      count_of(tension::SampleStatus::infeasible) + count_of(tension::SampleStatus::not_converged);
  clip.expected_count = value_of(capture::read_storage(put.inputs.recording, notes)).sample_count();
  clip.seconds = analysis.force.times_s.back() - analysis.force.times_s.front();
  clip.weight_N = put.sizes.mass_kg * model::Model{}.gravity_G.norm();
  for (const auto& finding : notes.findings())
    if (finding.where == scene_file.string()) clip.findings.push_back(finding.what);
  find_left_over(analysis, clip);
  find_loads(analysis, clip);
  find_changes(put, scene_file, clip);
  find_angles(put, name, analysis, clip);
  return clip;
}

}  // namespace

const std::vector<std::string>& clip_names() {
  static const std::vector<std::string> names{"floor_crawl", "floor_getup"};
  return names;
}

const std::vector<std::string>& plate_recordings() {
  static const std::vector<std::string> names{"squat", "gait_walk"};
  return names;
}

const ClipOnFloor& clip_on_floor(const std::string& recording) {
  static std::map<std::string, ClipOnFloor> known;
  return once(known, recording, analyse_clip);
}

}  // namespace loadshare::recordings
