#include "recording.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "capture/markers.h"
#include "capture/storage.h"
#include "column_rules.h"
#include "hand_load.h"
#include "humanoid_motion.h"
#include "lift.h"
#include "model/osim_reader.h"
#include "scratch.h"
#include "test_data.h"

namespace loadshare::recordings {
namespace {

namespace fs = std::filesystem;
using testing::value_of;

model::Model read_model(const Recording& recording) {
  Diagnostics notes;
  return value_of(model::read_osim(data_file(recording.model), notes));
}

void set_person(PutOn& put, const Sizes& sizes, const std::string& from, const fs::path& folder) {
  put.sizes = sizes;
  put.size_from = from;
  put.inputs.body.person = folder / "person.toml";
  write_person(sizes, put.inputs.body.person);
}

void set_person_by_model(PutOn& put, const Recording& recording, const fs::path& folder) {
  const auto model = read_model(recording);
  set_person(put, sizes_by_legs(leg_lengths(model), mass_kg_of(model)),
             "legs and mass of the scaled model that came with it", folder);
}

// What every recording is analysed with. Ranges are not looked at here.
PutOn start(const Recording& recording, const fs::path& motion) {
  PutOn put;
  put.inputs.recording = motion;
  put.inputs.feasible_samples_per_phase = 0;
  if (recording.plates.empty())
    put.inputs.is_without_ground_contact = true;
  else
    put.inputs.loads = data_file(recording.plates);
  return put;
}

// As it is: the skeleton of its model is the one that the body's legs and arms were taken from.
PutOn put_on_as_it_is(const Recording& recording, const fs::path& folder) {
  auto put = start(recording, data_file(recording.files.front()));
  set_person_by_model(put, recording, folder);
  put.how.push_back("The file is read as it is.");
  put.their_posture = posture_of_model(read_model(recording), data_file(recording.files.front()), {});
  return put;
}

// The six levels of the spine in the models of Beaucage-Gauvreau's line, and the body's sum over them.
std::vector<ColumnRule> rules_of_levels() {
  const auto levels = [](const std::string& turn) {
    std::vector<std::string> columns;
    for (const auto* level : {"L5_S1", "L4_L5", "L3_L4", "L2_L3", "L1_L2", "L1_T12"})
      columns.push_back(std::string(level) + "_" + turn);
    return columns;
  };
  return {{"lumbar_extension", levels("Flex_Ext")},
          {"lumbar_bending", levels("Lat_Bending")},
          {"lumbar_rotation", levels("axial_rotation")}};
}

// Each name once, without the ends _r and _l.
std::vector<std::string> without_sides(const std::vector<std::string>& names) {
  std::vector<std::string> short_names;
  for (auto name : names) {
    if (name.ends_with("_r") || name.ends_with("_l")) name.resize(name.size() - 2);
    if (std::ranges::find(short_names, name) == short_names.end()) short_names.push_back(name);
  }
  return short_names;
}

// A motion taken on Delp's pelvis, under other names or signs.
TimeSeries put_by_rules(PutOn& put, const fs::path& motion, const std::vector<ColumnRule>& rules) {
  Diagnostics notes;
  const auto recorded = value_of(capture::read_storage(motion, notes));
  auto columns = put_columns(recorded, capture::angles_are_in_degrees(recorded, motion, notes),
                             reference_body().body.model, rules);
  turn_pelvis_bone(columns.motion, delp_pelvis_turn_deg);
  for (const auto& rule : rules) put.how.push_back(words_of(rule) + ".");
  put.how.push_back(
      fmt::format("Its pelvis is Delp's: the bone is turned backwards by {:g}° under thighs and trunk that "
                  "stay where they are.",
                  delp_pelvis_turn_deg));
  if (!columns.unused.empty())
    put.how.push_back(fmt::format("Not used, as the body has no such joint or holds it still: {}.",
                                  fmt::join(without_sides(columns.unused), ", ")));
  return std::move(columns.motion);
}

void write_motion(PutOn& put, const TimeSeries& motion, const fs::path& folder) {
  put.inputs.recording = folder / "motion.mot";
  value_of(capture::write_storage(motion, put.inputs.recording));
}

PutOn put_on_gait2392(const Recording& recording, const fs::path& folder) {
  const auto file = data_file(recording.files.front());
  auto put = start(recording, file);
  set_person_by_model(put, recording, folder);
  const auto motion = put_by_rules(
      put, file, {{"knee_angle_r", {"knee_angle_r"}, -1}, {"knee_angle_l", {"knee_angle_l"}, -1}});
  write_motion(put, motion, folder);
  put.their_posture = posture_of_model(read_model(recording), file, {.arms = false});
  return put;
}

PutOn put_on_markerless(const Recording& recording, const fs::path& folder) {
  const auto file = data_file(recording.files.front());
  auto put = start(recording, file);
  Diagnostics notes;
  const auto standing = value_of(capture::read_markers(data_file(recording.files[1]), notes));
  set_person(put, sizes_by_legs(leg_lengths(standing), scale_setup_mass_kg(data_file(recording.files[2]))),
             "keypoints of hips, knees and ankles while standing, mass of the scaling set-up", folder);
  const auto motion = put_by_rules(put, file, rules_of_levels());
  write_motion(put, motion, folder);
  const bool has_arms = motion.find_column("arm_flex_r").has_value();
  put.their_posture = posture_of_model(read_model(recording), file, {.arms = has_arms});
  if (!has_arms)
    put.how.push_back("Its shoulders (sh_…) are a joint that the body has not: the upper arms hang.");
  return put;
}

PutOn put_on_lift(const Recording& recording, const fs::path& folder) {
  const auto file = data_file(recording.files.front());
  auto put = start(recording, file);
  auto motion = put_by_rules(put, file, rules_of_levels());
  start_at_zero(motion);
  put.how.push_back(hang_legs(motion));
  write_motion(put, motion, folder);
  const auto model = read_model(recording);
  set_person(put, sizes_by_arms_and_pelvis(model, motion),
             "height by the pelvis' height while standing, trunk and arms by the scaled model that came with "
             "it, and its mass",
             folder);
  Diagnostics notes;
  const auto own = value_of(analysis::make_own_body(put.inputs.body, notes));
  const auto load = write_hand_load(data_file(recording.files[1]), lift_delay_s(), own.body.model, "RGRIP",
                                    "LGRIP", folder);
  put.inputs.loads = load.file;
  put.how.push_back(load.words);
  put.their_posture = posture_of_model(model, file, {.legs = false});
  return put;
}

PutOn put_on_humanoid(const Recording& recording, const fs::path& folder) {
  auto put = start(recording, {});
  const auto& scale = reference_body().scale;
  set_person(put, {scale.height_m, scale.mass_kg, {}}, "the reference person: it is of nobody", folder);
  const auto frames = read_humanoid_motion(data_file(recording.files.front()));
  const auto humanoid = put_humanoid(frames);
  write_motion(put, humanoid.motion, folder);
  put.their_posture = posture_of_humanoid(frames, humanoid.heading);
  put.how.push_back(
      "Rotations of root, chest, hips and shoulders become the three angles of pelvis, lumbar spine, hips "
      "and "
      "arms; the knee's angle changes its sign; of the ankle the part about the transverse axis is taken; "
      "the "
      "neck is left out.");
  if (humanoid.is_turned())
    put.how.push_back(
        "The whole is turned by 90° about the vertical, so that the pelvis' three angles stay apart.");
  return put;
}

}  // namespace

const std::vector<Recording>& recordings() {
  static const std::vector<Recording> all{
      {"squat",
       "five squats, a plate under each foot",
       {"squat/squats1_manual_scaling_ik.mot", "squat/squats1_grf.mot"},
       "../reference/squat/external_loads.xml",
       "squat/manually_scaled.osim",
       put_on_as_it_is},
      {"gait_walk",
       "a walk over two plates, 1 kHz",
       {"gait_walk/coordinates.sto", "gait_walk/grf_walk.mot"},
       "gait_walk/grf_walk.xml",
       "gait_walk/subject_walk_scaled.osim",
       put_on_as_it_is},
      {"run",
       "a run on a treadmill",
       {"run/ik_output_run.mot", "run/grf_run.mot"},
       "../reference/run/external_loads.xml",
       "run/Rajagopal2015_scaled.osim",
       put_on_as_it_is},
      {"gait2392",
       "a walk, 1 kHz, a plate under each foot",
       {"gait2392_reference/subject01_walk1_Kinematics.sto", "gait2392_reference/subject01_walk1_grf.mot"},
       "../reference/gait2392/external_loads.xml",
       "gait2392_reference/subject01_simbody_adjusted_StaticOp.osim",
       put_on_gait2392},
      {"markerless_lstm",
       "walking over a beam by cameras, keypoints augmented; no ground forces",
       {"markerless/S00_P00_T01_BalancingTrial_filt_butterworth_0-100_LSTM.mot",
        "markerless/S00_P00_T00_StaticTrial_0-12.trc", "markerless/Scaling_Setup_Pose2Sim_LSTM.xml"},
       "",
       "markerless/Model_Pose2Sim_muscles_flex.osim",
       put_on_markerless},
      {"markerless_body25b",
       "the same by plain keypoints",
       {"markerless/S00_P00_T01_BalancingTrial_filt_butterworth_0-100_body25b.mot",
        "markerless/S00_P00_T00_StaticTrial_0-12.trc", "markerless/Scaling_Setup_Pose2Sim_LSTM.xml"},
       "",
       "markerless/Model_Pose2Sim_muscles_flex.osim",
       put_on_markerless},
      {"lift_stoop15",
       "two stooped lifts of a box of 16 kg; trunk and arms, no legs and no plates",
       {"lift_stoop15/ik.sto", "lift_stoop15/id.sto"},
       "",
       "lift_stoop15/lumbarModel_scaled.osim",
       put_on_lift},
      {"floor_crawl",
       "crawling; joint rotations of a simple figure, no forces",
       {"floor/humanoid3d_crawl.txt"},
       "",
       "",
       put_on_humanoid},
      {"floor_getup",
       "getting up from the back, likewise",
       {"floor/humanoid3d_getup_faceup.txt"},
       "",
       "",
       put_on_humanoid}};
  return all;
}

const Recording& recording_named(const std::string& name) {
  const auto found = std::ranges::find(recordings(), name, &Recording::name);
  require(found != recordings().end(), "there is a recording " + name);
  return *found;
}

std::optional<std::string> lacking(const Recording& recording) {
  auto needed = recording.files;
  for (const auto& file : {recording.plates, recording.model})
    if (!file.empty()) needed.push_back(file);
  for (const auto& file : needed)
    if (!testing::find_data(file)) return testing::left_out(file);
  return std::nullopt;
}

fs::path data_file(const std::string& relative) {
  return (testing::data_folder() / relative).lexically_normal();
}

const PutOn& put_on(const std::string& name) {
  static std::map<std::string, PutOn> known;
  return once(known, name, [](const std::string& asked) {
    const auto& recording = recording_named(asked);
    return recording.put_on(recording, testing::scratch_folder("recordings/" + asked));
  });
}

}  // namespace loadshare::recordings
