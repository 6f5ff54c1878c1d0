// AnalysisReport: everything that report.json, report.html and the verdict table say, as plain data. Whoever
// fills it computes; whoever writes it only words, draws and rounds.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.h"
#include "model/scale_person.h"
#include "tension/tension_report.h"

namespace loadshare::analysis {

// Changes when a reader of report.json would have to change; schema/report-1.schema.json describes it.
inline constexpr std::string_view report_schema = "loadshare-report/1";

// A file that the numbers come from, by its name alone: folders say where a person keeps things.
struct ReportInput {
  enum class Role { recording, model, person, scene, loads, emg, envelopes, muscle_groups };
  Role role = Role::recording;
  std::string file_name;
  std::string sha256;  // of the file's bytes, 64 hexadecimal digits (file_hash.h)
};
[[nodiscard]] std::string_view name_of(ReportInput::Role role);

struct ReportSettings {
  double exponent = 2;
  bool is_weighted_by_volume = false;
  std::optional<double> cutoff_Hz;  // of the low-pass filter on the coordinates; none: not filtered
  bool includes_passive_force = true;
  double reserve_price = 0;  // of a reserve's control, against 1 for a muscle's activation
  int muscle_groups_format = 1;
  int feasible_samples_per_phase = 0;  // as asked for
  std::optional<std::string> brace;    // level of pressure in the belly; none: the model has none to give
  bool solves_contacts = false;        // supports were solved together with the muscles
  bool asks_for_stability = false;
};

// The built-in body as it was made for the person: every choice with its source (model/scale_person.h).
struct ReportBody {
  std::string rhythm;
  std::string sex;  // man, woman: whose shares of mass and strength were taken
  double height_m = 0, mass_kg = 0;
  double height_by_lengths_m = 0;  // sole to crown of the skeleton
  std::vector<model::ScalingChoice> choices;
};

// An EMG that activations were held near; activity in parts of full, the computed one weighted with strength.
struct ReportMeasuredChannel {
  std::string column;
  std::vector<std::string> muscles;
  double measured_mean = 0, measured_peak = 0, computed_mean = 0, computed_peak = 0;
  double deviation_rms = 0;
  double correlation = 0;  // NaN where one of the two never changes
};
struct ReportMeasuredActivity {
  double near = 0;  // a deviation that costs as much as one fully active muscle
  std::vector<ReportMeasuredChannel> channels;
};

// What stood in for muscles at one coordinate. All numbers in N m where it rotates, in N where it translates;
// over the samples that count.
struct ReserveUse {
  std::string coordinate;
  bool is_rotation = true;
  // Some muscle has a moment arm about it. Where none has (the body's place in the room, arms without
  // muscles) the reserve holds everything, and says nothing against the muscles.
  bool has_muscles = true;
  double reserve_peak = 0, reserve_rms = 0;  // of the absolute value
  double net_peak = 0, net_rms = 0;          // of the required generalised force, reserves included
  double share_ratio = 0;                    // reserve_rms / net_rms; NaN where nothing was required
};

struct UnsolvedSample {
  int sample = 0;  // index into the tension report's times
  double time_s = 0;
  tension::SampleStatus status = tension::SampleStatus::infeasible;
  std::string reason;  // a sentence for people
};

struct SharingSummary {
  int sample_count = 0;
  int solved_count = 0;           // balanced by muscles alone, or with reserves too small to mention
  double residual_ratio_max = 0;  // greatest residual over the terms of its row
  std::vector<ReserveUse> reserves;
  std::vector<UnsolvedSample> unsolved;  // every sample whose status is not `solved`, in order of time
};

// One joint angle, to be drawn above the shares.
struct JointAngle {
  std::string coordinate;         // the model's name
  std::string label;              // in words: "right hip flexion"
  std::vector<double> angle_rad;  // by sample of the tension report
};

// What one joint pressed with. Vectors are by sample of the tension report; NaN where the sample was not
// balanced. Signs and directions: analysis/joint_loads.h.
struct JointLoadReport {
  std::string cut, label;  // as in the tension report
  std::vector<double> resultant_N, compression_N, shear_forward_N, shear_right_N;
};

// What was repeated, and when each foot stood (motion/repetitions.h, motion/gait_events.h).
struct ReportRepetition {
  double start_s = 0, turn_start_s = 0, turn_end_s = 0, end_s = 0;
  bool is_whole = true;
};
struct ReportStep {
  tension::Side side = tension::Side::right;
  bool is_stance = true;
  double start_s = 0, end_s = 0;
  bool is_whole = true;
};
struct ReportMovement {
  std::string way_out,
      way_back;  // "lowering", "rising": what the mass centre does; empty without repetitions
  std::vector<ReportRepetition> repetitions;
  std::vector<ReportStep> steps;  // of gait; then there are no repetitions
};

struct AnalysisReport {
  std::string program_version;
  std::vector<ReportInput> inputs;
  ReportSettings settings;
  double subject_mass_kg = std::numeric_limits<double>::quiet_NaN();  // of the model; NaN: not known
  std::optional<std::string> exercise;
  std::optional<ReportBody> body;                           // none: a model file was given
  std::optional<ReportMeasuredActivity> measured_activity;  // none: no EMG was given
  bool is_synthetic = false;  // the recording was made by a program, not by a person who moved
  ReportMovement movement;
  tension::TensionReport tension;
  SharingSummary sharing;
  std::vector<JointAngle> joint_angles;
  std::vector<JointLoadReport> joint_loads;  // a cut each, in their order
  std::vector<Finding> findings;
  // Intervals are no part of this version: the reports carry none, with this reason.
  std::string interval_absent_reason = "not computed yet";
};

}  // namespace loadshare::analysis
