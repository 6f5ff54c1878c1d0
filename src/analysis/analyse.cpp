#include "analysis/analyse.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <mutex>

#include "analysis/fiber_ranges.h"
#include "analysis/file_hash.h"
#include "analysis/movement_phases.h"
#include "analysis/result_series.h"
#include "analysis/sample_filler.h"
#include "analysis/sharing_problem.h"
#include "analysis/sharing_summary.h"
#include "analysis/study.h"
#include "analysis/surroundings.h"
#include "analysis/trial_record.h"
#include "base/version.h"
#include "sharing/share_trial.h"
#include "tension/compute_tension.h"
#include "tension/sharing_balance.h"

namespace loadshare::analysis {

namespace {

std::vector<JointAngle> collect_angles(const Study& study, const std::vector<tension::Cut>& cuts) {
  std::vector<JointAngle> angles;
  const auto add = [&](model::CoordinateId coordinate, int sign, std::string label) {
    JointAngle angle{study.model.coordinates[coordinate.at()].name, std::move(label), {}};
    for (Eigen::Index i = 0; i < study.motion.q.rows(); ++i)
      angle.angle_rad.push_back(sign * study.motion.q(i, coordinate.index));
    angles.push_back(std::move(angle));
  };
  for (const auto& cut : cuts)
    if (cut.is_default && cut.flexion_coordinate.is_some())
      add(cut.flexion_coordinate, cut.flexion_sign, cut.label + " flexion");
  for (const auto& [name, label] :
       {std::pair{"knee_angle_r", "right knee angle"}, std::pair{"knee_angle_l", "left knee angle"}})
    if (const auto knee = study.model.find_coordinate(name); knee.is_some()) add(knee, 1, label);
  return angles;
}

std::vector<JointLoadReport> collect_joint_loads(const std::vector<tension::Cut>& cuts,
                                                 const TrialRecord& recorded, const Statuses& statuses) {
  std::vector<JointLoadReport> loads;
  for (std::size_t c = 0; c < cuts.size(); ++c) {
    JointLoadReport load{cuts[c].name, cuts[c].label, {}, {}, {}, {}};
    const auto& by_sample = recorded.joint_load_N[c];
    for (std::size_t i = 0; i < statuses.by_sample.size(); ++i) {
      const bool counts = statuses.by_sample[i] == tension::SampleStatus::solved ||
                          statuses.by_sample[i] == tension::SampleStatus::reserve_needed;
      const auto value = [&](Eigen::Index column) {
        return counts ? by_sample(static_cast<Eigen::Index>(i), column)
                      : std::numeric_limits<double>::quiet_NaN();
      };
      load.resultant_N.push_back(value(0));
      load.compression_N.push_back(value(1));
      load.shear_forward_N.push_back(value(2));
      load.shear_right_N.push_back(value(3));
    }
    loads.push_back(std::move(load));
  }
  return loads;
}

Result<std::vector<ReportInput>> hash_inputs(const AnalyseInputs& inputs) {
  std::vector<ReportInput> hashed;
  const auto add = [&](ReportInput::Role role, const std::filesystem::path& file) -> Result<Done> {
    auto hash = hash_file(file);
    if (!hash) return hash.refusal();
    hashed.push_back({role, file.filename().string(), *std::move(hash)});
    return Done{};
  };
  if (inputs.scene)
    if (auto done = add(ReportInput::Role::scene, *inputs.scene); !done) return done.refusal();
  if (!inputs.movement)
    if (auto done = add(ReportInput::Role::recording, inputs.recording); !done) return done.refusal();
  const bool is_own = inputs.model.empty();
  if (!is_own || !inputs.body.person.empty())
    if (auto done = add(is_own ? ReportInput::Role::person : ReportInput::Role::model,
                        is_own ? inputs.body.person : inputs.model);
        !done)
      return done.refusal();
  if (inputs.loads)
    if (auto done = add(ReportInput::Role::loads, *inputs.loads); !done) return done.refusal();
  if (inputs.emg) {
    const auto emg = capture::read_emg(*inputs.emg);
    if (!emg) return emg.refusal();
    if (auto done = add(ReportInput::Role::emg, *inputs.emg); !done) return done.refusal();
    if (auto done = add(ReportInput::Role::envelopes, emg->envelopes); !done) return done.refusal();
  }
  if (inputs.muscle_groups)
    if (auto done = add(ReportInput::Role::muscle_groups, *inputs.muscle_groups); !done)
      return done.refusal();
  return hashed;
}

tension::TensionInput make_tension_input(const Study& study, const AnalyseInputs& inputs,
                                         const sharing::SharedTrial& trial, const TrialRecord& recorded,
                                         const Statuses& statuses) {
  tension::TensionInput input;
  input.times_s = study.motion.times_s;
  input.status = statuses.by_sample;
  input.tension_N.setZero(trial.tension_N.rows(), static_cast<Eigen::Index>(study.model.muscles.size()));
  for (std::size_t k = 0; k < study.used_muscles.size(); ++k)
    input.tension_N.col(static_cast<Eigen::Index>(study.used_muscles[k])) =
        trial.tension_N.col(static_cast<Eigen::Index>(k));
  input.ligament_tension_N = recorded.ligament_tension_N;
  for (const double pressure_Pa : recorded.pressure_Pa)
    input.brace_tension_N.push_back(study.brace->pelvic_floor_force_N(pressure_Pa));
  input.moment_arm_m = recorded.moment_arm_m;
  input.passive_moment_Nm = recorded.passive_moment_Nm;
  input.norm_fiber_length = recorded.norm_fiber_length;
  if (!inputs.measures_fiber_ranges) return input;
  auto ranges = measure_fiber_ranges(study.model, *study.skeleton, *study.couplings, *study.muscles);
  input.norm_fiber_length_range_min = std::move(ranges.min);
  input.norm_fiber_length_range_max = std::move(ranges.max);
  return input;
}

// One sample of the trial, as the solver gave it.
sharing::SharedSample sample_of_trial(const sharing::SharedTrial& trial, std::size_t index) {
  const auto row = static_cast<Eigen::Index>(index);
  sharing::SharedSample shared;
  shared.status = trial.status[index];
  shared.activation = trial.activation.row(row);
  shared.tension_N = trial.tension_N.row(row);
  shared.control = trial.control.row(row);
  shared.actuator_force = trial.actuator_force.row(row);
  return shared;
}

// At the level none, and in models without a pressure cylinder, no pressure holds a cut.
tension::CutOptions cut_options(const AnalyseInputs& inputs, const Study& study) {
  tension::CutOptions options;
  if (study.body && study.body->pressure_ends.size() == 2 &&
      inputs.brace.value_or(study.scene.brace) != capture::BraceLevel::none)
    options.brace_ends = {study.body->pressure_ends[0].body, study.body->pressure_ends[1].body};
  return options;
}

std::optional<tension::BraceActuator> brace_actuator(const Study& study, const SharingProblem& problem) {
  if (problem.brace.actuator < 0) return std::nullopt;
  const double pressure_Pa =
      problem.layout.actuators[static_cast<std::size_t>(problem.brace.actuator)].optimal_force;
  return tension::BraceActuator{problem.brace.actuator, study.brace->pelvic_floor_force_N(pressure_Pa)};
}

double mass_of(const model::Model& model) {
  double mass_kg = 0;
  for (const auto& body : model.bodies) mass_kg += body.mass_kg;
  return mass_kg;
}

Result<Done> check_settings(const AnalyseInputs& inputs) {
  if (inputs.exponent != 2 && inputs.exponent != 3)
    return Refusal{"settings", fmt::format("an exponent of {:g} is not offered", inputs.exponent),
                   "Choose 2 or 3."};
  if (!(inputs.reserve_price > 0))
    return Refusal{"settings", "the price of reserves must be greater than zero", "Choose 100, say."};
  return Done{};
}

}  // namespace

Result<Analysis> analyse(const AnalyseInputs& inputs, Diagnostics& notes, const AnalyseProgress& progress) {
  if (auto checked = check_settings(inputs); !checked) return checked.refusal();
  const auto hashed = hash_inputs(inputs);
  if (!hashed) return hashed.refusal();
  auto study = read_study(inputs, notes);
  if (!study) return study.refusal();
  tension::MuscleGroups groups = tension::published_muscle_groups();
  if (inputs.muscle_groups) {
    auto read = tension::read_muscle_groups(*inputs.muscle_groups);
    if (!read) return read.refusal();
    groups = *std::move(read);
  }
  const auto cuts = tension::find_cuts(study->model, groups, cut_options(inputs, *study), notes);
  if (cuts.cuts.empty())
    return Refusal{inputs.model.empty() ? "built-in body" : inputs.model.string(),
                   "no hip and no lumbar joint was found in the model by its name",
                   "Name its joints in a muscle groups file (--groups)."};

  if (auto done = add_surroundings(inputs, cuts.cuts, *study, notes); !done) return done.refusal();
  if (auto done = add_measured_activity(inputs, *study, notes); !done) return done.refusal();
  const auto problem = make_sharing_problem(*study, inputs, cuts.cuts);
  const auto& layout = problem.layout;
  sharing::SharingSettings settings;
  settings.exponent = inputs.exponent;
  settings.include_passive_force = inputs.includes_passive_force;
  const std::size_t count = study->motion.sample_count();
  sharing::SharedTrial trial(layout, static_cast<int>(count));
  TrialRecord recorded(*study, problem, cuts.cuts);
  std::mutex progress_lock;
  std::size_t done = 0;
  sharing::share_trial(
      layout, settings, static_cast<int>(count),
      [&]() -> sharing::TrialWorker {
        auto filler = std::make_shared<SampleFiller>(*study, inputs, cuts.cuts, problem, &recorded);
        return {[filler](int index, sharing::SharingSample& sample) { filler->fill(index, sample); },
                [&, filler](int index, const sharing::SharingSample&, const sharing::SharedSample& shared) {
                  filler->keep(index, shared);
                  trial.keep(index, shared);
                  if (!progress) return;
                  const std::lock_guard guard(progress_lock);
                  progress("load sharing", ++done, count);
                }};
      },
      {.thread_count = inputs.thread_count});

  const Statuses statuses = judge_samples(*study, trial, recorded);
  Analysis analysis;
  AnalysisReport& report = analysis.report;
  report.program_version = program_version;
  report.inputs = *hashed;
  report.settings.exponent = inputs.exponent;
  report.settings.is_weighted_by_volume = inputs.is_weighted_by_volume;
  if (inputs.cutoff_hz >= 0) report.settings.cutoff_Hz = inputs.cutoff_hz;
  report.settings.includes_passive_force = inputs.includes_passive_force;
  report.settings.reserve_price = inputs.reserve_price;
  report.settings.feasible_samples_per_phase = inputs.feasible_samples_per_phase;
  if (study->body) report.settings.brace = capture::name_of(inputs.brace.value_or(study->scene.brace));
  report.settings.solves_contacts = study->contacts.has_value();
  report.settings.asks_for_stability = study->stability.has_value();
  report.subject_mass_kg = study->own_body ? study->own_body->mass_kg : mass_of(study->model);
  report.exercise = inputs.exercise ? inputs.exercise : study->movement_name;
  report.body = study->own_body;
  if (study->measured_activity)
    report.measured_activity = study->measured_activity->compare(trial.activation);
  report.is_synthetic = study->is_synthetic;
  report.sharing = summarise_sharing(*study, trial, recorded, statuses);
  report.joint_angles = collect_angles(*study, cuts.cuts);
  report.joint_loads = collect_joint_loads(cuts.cuts, recorded, statuses);

  SampleFiller again(*study, inputs, cuts.cuts, problem, nullptr);
  sharing::SharingSample sample;
  report.movement = find_movement(*study);
  tension::TensionOptions options;
  options.phases = make_tension_phases(report.movement, study->motion.times_s.front(),
                                       study->motion.times_s.back(), inputs.feasible_samples_per_phase);
  options.feasible_samples_per_phase = inputs.feasible_samples_per_phase;
  std::size_t ranged = 0;
  int ranged_count_max = 0;
  for (const auto& phase : options.phases)
    ranged_count_max += phase.feasible_sample_count.value_or(options.feasible_samples_per_phase);
  std::vector<model::MuscleId> muscle_ids;
  for (const std::size_t m : study->used_muscles) muscle_ids.emplace_back(m);
  report.tension = tension::compute_tension(
      study->model, groups, cuts, make_tension_input(*study, inputs, trial, recorded, statuses), options,
      [&](std::size_t index) -> std::optional<tension::SampleBalance> {
        if (trial.status[index] != numerics::BoxStatus::solved) return std::nullopt;
        again.fill(static_cast<int>(index), sample);
        if (progress)
          progress("feasible ranges", ++ranged, static_cast<std::size_t>(std::max(1, ranged_count_max)));
        return tension::make_sample_balance(layout, settings, sample, sample_of_trial(trial, index),
                                            muscle_ids, study->model.muscles.size(),
                                            brace_actuator(*study, problem));
      });
  note_shortfalls(*study, problem, recorded, notes);
  if (study->external.size() > 0) note_residuals(*study, report.sharing, report.subject_mass_kg, notes);
  if (!statuses.unsolved.empty())
    notes.flag(inputs.recording.filename().string(),
               fmt::format("{} of {} samples were not balanced by muscles alone; the report lists them",
                           statuses.unsolved.size(), count));
  fill_series(*study, problem, cuts.cuts, trial, recorded, analysis);
  report.findings = notes.findings();
  return analysis;
}

}  // namespace loadshare::analysis
