#include "analysis/analyse.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <mutex>

#include "analysis/fiber_ranges.h"
#include "analysis/file_hash.h"
#include "analysis/sample_mechanics.h"
#include "analysis/study.h"
#include "base/units.h"
#include "base/version.h"
#include "sharing/share_trial.h"
#include "tension/compute_tension.h"
#include "tension/sharing_balance.h"

namespace loadshare::analysis {
namespace {

// A motor of the model: a coordinate actuator on a joint beyond the lumbar spine (arms, neck). In the spine
// and the legs only muscles act, and reserves where they do not do: a motor there would hide what muscles
// lack.
struct Drive {
  std::string name;
  int free_index = 0;
  double optimal_force = 1, control_min = 0, control_max = 0;
};

std::vector<Drive> find_drives(const Study& study, const std::vector<tension::Cut>& cuts) {
  const auto lumbar = std::ranges::find_if(
      cuts, [](const auto& cut) { return cut.region == tension::CutRegion::lumbar && cut.is_default; });
  if (lumbar == cuts.end()) return {};
  const auto& model = study.model;
  const auto is_above = tension::bodies_beyond(model, lumbar->joint);
  const auto is_spine = [&](model::JointId joint) {
    return std::ranges::any_of(cuts, [&](const auto& cut) { return cut.joint == joint; });
  };
  const auto& free = study.couplings->free_coordinates();
  std::vector<Drive> drives;
  for (const auto& actuator : model.coordinate_actuators) {
    if (!actuator.applies_force || !(actuator.optimal_force > 0)) continue;
    const auto joint = model.coordinates[actuator.coordinate.at()].joint;
    if (!is_above[model.joints[joint.at()].parent.at()] || is_spine(joint)) continue;
    const auto at = std::ranges::find(free, actuator.coordinate);
    if (at == free.end()) continue;
    drives.push_back({actuator.name, static_cast<int>(at - free.begin()), actuator.optimal_force,
                      actuator.min_control, actuator.max_control});
  }
  return drives;
}

// Reserves by free coordinate, then drives.
sharing::SharingLayout make_layout(const Study& study, const AnalyseInputs& inputs,
                                   const std::vector<Drive>& drives) {
  auto layout = make_arm_layout(study.model, *study.couplings, *study.muscles, study.used_muscles);
  const double unbounded = std::numeric_limits<double>::infinity();
  for (int c = 0; c < layout.coordinate_count; ++c)
    layout.actuators.push_back({c, 1.0, -unbounded, unbounded, inputs.reserve_price});
  for (const auto& drive : drives)
    layout.actuators.push_back(
        {drive.free_index, drive.optimal_force, drive.control_min, drive.control_max, 1.0});
  if (inputs.is_weighted_by_volume) {
    // Volume is PCSA times fibre length; the specific tension is one for all and drops out of the weights.
    layout.volume_m3.resize(static_cast<Eigen::Index>(study.used_muscles.size()));
    for (std::size_t k = 0; k < study.used_muscles.size(); ++k) {
      const auto& muscle = study.model.muscles[study.used_muscles[k]];
      layout.volume_m3[static_cast<Eigen::Index>(k)] =
          muscle.max_isometric_force_N * muscle.optimal_fiber_length_m;
    }
  }
  return layout;
}

bool has_passive_moments(const model::Model& model) {
  const auto applies = [](const auto& forces) {
    return std::ranges::any_of(forces, [](const auto& force) { return force.applies_force; });
  };
  return applies(model.coordinate_limits) || applies(model.coordinate_springs) ||
         applies(model.expression_forces) || applies(model.bushings) || applies(model.point_springs);
}

// What a sample leaves behind beside the shared load, one row a sample.
struct Recorded {
  SampleMatrix required, required_free, length_m, norm_fiber_length;
  SampleMatrix ligament_tension_N;
  SampleMatrix passive_moment_Nm;          // by cut, about its flexion coordinate alone
  std::vector<SampleMatrix> moment_arm_m;  // by cut, about its flexion coordinate alone

  Recorded(const Study& study, const std::vector<tension::Cut>& cuts) {
    const auto rows = static_cast<Eigen::Index>(study.motion.sample_count());
    const auto paths = static_cast<Eigen::Index>(study.muscles->path_count());
    required.setZero(rows, static_cast<Eigen::Index>(study.model.coordinates.size()));
    required_free.setZero(rows, static_cast<Eigen::Index>(study.couplings->free_coordinates().size()));
    length_m.setZero(rows, static_cast<Eigen::Index>(study.model.muscles.size()));
    norm_fiber_length.setZero(rows, static_cast<Eigen::Index>(study.model.muscles.size()));
    ligament_tension_N.setZero(rows, static_cast<Eigen::Index>(study.model.ligaments.size()));
    if (has_passive_moments(study.model))
      passive_moment_Nm.setZero(rows, static_cast<Eigen::Index>(cuts.size()));
    for (const auto& cut : cuts)
      moment_arm_m.push_back(cut.flexion_coordinate.is_some() ? SampleMatrix(SampleMatrix::Zero(rows, paths))
                                                              : SampleMatrix());
  }
};

// Fills samples for the solver; `recorded` may be null.
class SampleFiller {
 public:
  SampleFiller(const Study& study, const AnalyseInputs& inputs, const std::vector<tension::Cut>& cuts,
               Recorded* recorded)
      : study_(study),
        inputs_(inputs),
        cuts_(cuts),
        recorded_(recorded),
        mechanics_(study.model, *study.skeleton, *study.couplings, study.external, *study.muscles) {}

  void fill(int index, sharing::SharingSample& sample) {
    mechanics_.compute(dynamics::sample_of(study_.motion, static_cast<std::size_t>(index)));
    mechanics_.fill_geometry(study_.used_muscles, sample);
    const auto count = static_cast<Eigen::Index>(study_.used_muscles.size());
    sample.active_force_N.resize(count);
    sample.passive_force_N.resize(count);
    for (Eigen::Index k = 0; k < count; ++k) {
      const auto& fiber = mechanics_.muscle_sample().fibers[study_.used_muscles[static_cast<std::size_t>(k)]];
      sample.active_force_N[k] = fiber.active_force_per_activation_N;
      sample.passive_force_N[k] = inputs_.includes_passive_force ? fiber.passive_force_N : 0.0;
    }
    if (recorded_) record(static_cast<Eigen::Index>(index), sample);
  }

 private:
  // Each sample writes its own row: several threads may be at it.
  void record(Eigen::Index row, const sharing::SharingSample& sample) {
    const auto& required = mechanics_.required();
    recorded_->required.row(row) =
        Eigen::Map<const Eigen::RowVectorXd>(required.data(), static_cast<Eigen::Index>(required.size()));
    recorded_->required_free.row(row) = sample.required_force.transpose();
    const auto& muscles = mechanics_.muscle_sample();
    for (std::size_t m = 0; m < study_.model.muscles.size(); ++m) {
      const auto column = static_cast<Eigen::Index>(m);
      recorded_->length_m(row, column) = muscles.paths[m].length_m;
      recorded_->norm_fiber_length(row, column) = muscles.fibers[m].normalized_fiber_length;
    }
    for (std::size_t l = 0; l < study_.model.ligaments.size(); ++l) {
      const auto& ligament = study_.model.ligaments[l];
      const double length_m = muscles.paths[study_.model.muscles.size() + l].length_m;
      if (ligament.applies_force)
        recorded_->ligament_tension_N(row, static_cast<Eigen::Index>(l)) =
            mechanics::ligament_tension_N(ligament, length_m);
    }
    if (recorded_->passive_moment_Nm.size() > 0) record_passive_moments(row);
    for (std::size_t c = 0; c < cuts_.size(); ++c) {
      if (!cuts_[c].flexion_coordinate.is_some()) continue;
      for (std::size_t path = 0; path < study_.muscles->path_count(); ++path) {
        const auto& spanned = study_.muscles->spanned(path);
        const auto slot = std::lower_bound(spanned.begin(), spanned.end(), cuts_[c].flexion_coordinate);
        if (slot != spanned.end() && *slot == cuts_[c].flexion_coordinate)
          recorded_->moment_arm_m[c](row, static_cast<Eigen::Index>(path)) =
              muscles.spanned_arms[study_.muscles->spanned_starts()[path] +
                                   static_cast<std::size_t>(slot - spanned.begin())];
      }
    }
  }

  void record_passive_moments(Eigen::Index row) {
    passive_bodies_.assign(study_.model.bodies.size(), {});
    passive_forces_.assign(study_.model.coordinates.size(), 0.0);
    mechanics::add_passive_forces(study_.model, mechanics_.pose(), passive_bodies_, passive_forces_);
    for (std::size_t b = 1; b < passive_bodies_.size(); ++b)
      mechanics::add_generalised_force(*study_.skeleton, mechanics_.pose(), mechanics_.hinge_columns(),
                                       model::BodyId(b), passive_bodies_[b], passive_forces_);
    for (std::size_t c = 0; c < cuts_.size(); ++c)
      if (cuts_[c].flexion_coordinate.is_some())
        recorded_->passive_moment_Nm(row, static_cast<Eigen::Index>(c)) =
            passive_forces_[cuts_[c].flexion_coordinate.at()];
  }

  const Study& study_;
  const AnalyseInputs& inputs_;
  const std::vector<tension::Cut>& cuts_;
  Recorded* recorded_;
  SampleMechanics mechanics_;
  std::vector<mechanics::SpatialForce> passive_bodies_;
  std::vector<double> passive_forces_;
};

bool is_rotation(const model::Model& model, model::CoordinateId coordinate) {
  return model.coordinates[coordinate.at()].motion == model::MotionType::rotational;
}

// A reserve is worth a look where muscles should have supplied it and it is no rounding: above 1 N m (N)
// and above 5 % of what was required.
bool is_large_reserve(double reserve, double required) {
  return std::abs(reserve) > 1.0 && std::abs(reserve) > 0.05 * std::abs(required);
}

struct Statuses {
  std::vector<tension::SampleStatus> by_sample;
  std::vector<UnsolvedSample> unsolved;
};

Statuses judge_samples(const Study& study, const sharing::SharedTrial& trial, const Recorded& recorded) {
  Statuses statuses;
  const auto& free = study.couplings->free_coordinates();
  for (std::size_t i = 0; i < study.motion.sample_count(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    auto status = tension::SampleStatus::solved;
    std::string reason;
    if (trial.status[i] == numerics::BoxStatus::not_converged) {
      status = tension::SampleStatus::not_converged;
      reason = "the solver did not settle";
    } else if (trial.status[i] == numerics::BoxStatus::infeasible) {
      status = tension::SampleStatus::infeasible;
      reason = "no distribution of force balances it";
    } else {
      double worst = 0;
      for (std::size_t c = 0; c < free.size(); ++c) {
        const double reserve = trial.actuator_force(row, static_cast<Eigen::Index>(c));
        const double required = recorded.required_free(row, static_cast<Eigen::Index>(c));
        if (!study.is_muscled[c] || !is_large_reserve(reserve, required) || std::abs(reserve) <= worst)
          continue;
        worst = std::abs(reserve);
        status = tension::SampleStatus::reserve_needed;
        reason = fmt::format("the muscles lack {:.3g} {} at {}, of {:.3g} required", std::abs(reserve),
                             is_rotation(study.model, free[c]) ? "N m" : "N",
                             study.model.coordinates[free[c].at()].name, std::abs(required));
      }
    }
    statuses.by_sample.push_back(status);
    if (status != tension::SampleStatus::solved)
      statuses.unsolved.push_back({static_cast<int>(i), study.motion.times_s[i], status, reason});
  }
  return statuses;
}

SharingSummary summarise_sharing(const Study& study, const sharing::SharedTrial& trial,
                                 const Recorded& recorded, const Statuses& statuses) {
  SharingSummary summary;
  summary.sample_count = static_cast<int>(study.motion.sample_count());
  summary.solved_count = summary.sample_count - static_cast<int>(statuses.unsolved.size());
  for (const double ratio : trial.residual_ratio_max)
    summary.residual_ratio_max = std::max(summary.residual_ratio_max, ratio);
  summary.unsolved = statuses.unsolved;
  const auto& free = study.couplings->free_coordinates();
  for (std::size_t c = 0; c < free.size(); ++c) {
    const auto column = static_cast<Eigen::Index>(c);
    ReserveUse use;
    use.coordinate = study.model.coordinates[free[c].at()].name;
    use.is_rotation = is_rotation(study.model, free[c]);
    use.has_muscles = study.is_muscled[c];
    const Eigen::VectorXd reserve = trial.actuator_force.col(column),
                          net = recorded.required_free.col(column);
    const double count = std::max<double>(1, static_cast<double>(reserve.size()));
    use.reserve_peak = reserve.cwiseAbs().maxCoeff();
    use.reserve_rms = reserve.norm() / std::sqrt(count);
    use.net_peak = net.cwiseAbs().maxCoeff();
    use.net_rms = net.norm() / std::sqrt(count);
    use.share_ratio = tension::ratio_of(use.reserve_rms, use.net_rms);
    summary.reserves.push_back(std::move(use));
  }
  return summary;
}

// The ground's push and the motion never agree to the newton; above 5 % of body weight somebody should look
// (Hicks et al. 2015, J Biomech Eng 137:020905).
void note_residuals(const Study& study, const SharingSummary& summary, double mass_kg, Diagnostics& notes) {
  const double limit_N = 0.05 * mass_kg * study.model.gravity_G.norm();
  for (std::size_t c = 0; c < summary.reserves.size(); ++c) {
    const auto& use = summary.reserves[c];
    const auto& coordinate = study.model.coordinates[study.couplings->free_coordinates()[c].at()];
    if (study.model.joints[coordinate.joint.at()].parent != model::ground || use.is_rotation) continue;
    if (use.reserve_rms > limit_N)
      notes.flag(
          use.coordinate,
          fmt::format("the measured ground forces and the motion disagree by {:.0f} N (RMS; up to {:.0f} N), "
                      "above 5 % of body weight: check masses, plates and filter",
                      use.reserve_rms, use.reserve_peak));
  }
}

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

Result<std::vector<ReportInput>> hash_inputs(const AnalyseInputs& inputs) {
  std::vector<ReportInput> hashed;
  const auto add = [&](ReportInput::Role role, const std::filesystem::path& file) -> Result<Done> {
    auto hash = hash_file(file);
    if (!hash) return hash.refusal();
    hashed.push_back({role, file.filename().string(), *std::move(hash)});
    return Done{};
  };
  if (auto done = add(ReportInput::Role::recording, inputs.recording); !done) return done.refusal();
  const bool is_own = inputs.model.empty();
  if (!is_own || !inputs.body.person.empty())
    if (auto done = add(is_own ? ReportInput::Role::person : ReportInput::Role::model,
                        is_own ? inputs.body.person : inputs.model);
        !done)
      return done.refusal();
  if (inputs.loads)
    if (auto done = add(ReportInput::Role::loads, *inputs.loads); !done) return done.refusal();
  if (inputs.muscle_groups)
    if (auto done = add(ReportInput::Role::muscle_groups, *inputs.muscle_groups); !done)
      return done.refusal();
  return hashed;
}

TimeSeries make_series(const Study& study, std::string name, std::vector<std::string> labels,
                       SampleMatrix values, bool in_degrees) {
  TimeSeries series;
  series.name = std::move(name);
  series.times_s = study.motion.times_s;
  series.labels = std::move(labels);
  series.values = std::move(values);
  series.in_degrees = in_degrees;
  return series;
}

// The files beside the report, as OpenSim reads them.
void fill_series(const Study& study, const std::vector<Drive>& drives, const sharing::SharedTrial& trial,
                 const Recorded& recorded, Analysis& analysis) {
  std::vector<std::string> coordinates, moments, muscles, actuators;
  SampleMatrix angles = study.motion.q;
  for (std::size_t c = 0; c < study.model.coordinates.size(); ++c) {
    const bool rotates = is_rotation(study.model, model::CoordinateId(c));
    coordinates.push_back(study.model.coordinates[c].name);
    moments.push_back(study.model.coordinates[c].name + (rotates ? "_moment" : "_force"));
    if (rotates) angles.col(static_cast<Eigen::Index>(c)) *= deg_per_rad;
  }
  for (const std::size_t m : study.used_muscles) muscles.push_back(study.model.muscles[m].name);
  actuators = muscles;
  for (const auto coordinate : study.couplings->free_coordinates())
    actuators.push_back(study.model.coordinates[coordinate.at()].name + "_reserve");
  for (const auto& drive : drives) actuators.push_back(drive.name);
  const auto beside = [](const SampleMatrix& left, const SampleMatrix& right) {
    SampleMatrix both(left.rows(), left.cols() + right.cols());
    both << left, right;
    return both;
  };
  SampleMatrix lengths(recorded.length_m.rows(), static_cast<Eigen::Index>(study.used_muscles.size()));
  for (std::size_t k = 0; k < study.used_muscles.size(); ++k)
    lengths.col(static_cast<Eigen::Index>(k)) =
        recorded.length_m.col(static_cast<Eigen::Index>(study.used_muscles[k]));
  analysis.kinematics = make_series(study, "Coordinates", coordinates, angles, true);
  analysis.moments =
      make_series(study, "Inverse Dynamics Generalized Forces", moments, recorded.required, false);
  analysis.activation = make_series(study, "Muscle activations and reserve controls", actuators,
                                    beside(trial.activation, trial.control), false);
  analysis.force = make_series(study, "Tendon forces and reserves", actuators,
                               beside(trial.tension_N, trial.actuator_force), false);
  analysis.length = make_series(study, "Path lengths", muscles, lengths, false);
}

tension::TensionInput make_tension_input(const Study& study, const sharing::SharedTrial& trial,
                                         const Recorded& recorded, const Statuses& statuses) {
  tension::TensionInput input;
  input.times_s = study.motion.times_s;
  input.status = statuses.by_sample;
  input.tension_N.setZero(trial.tension_N.rows(), static_cast<Eigen::Index>(study.model.muscles.size()));
  for (std::size_t k = 0; k < study.used_muscles.size(); ++k)
    input.tension_N.col(static_cast<Eigen::Index>(study.used_muscles[k])) =
        trial.tension_N.col(static_cast<Eigen::Index>(k));
  input.ligament_tension_N = recorded.ligament_tension_N;
  input.moment_arm_m = recorded.moment_arm_m;
  input.passive_moment_Nm = recorded.passive_moment_Nm;
  input.norm_fiber_length = recorded.norm_fiber_length;
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
  const auto study = read_study(inputs, notes);
  if (!study) return study.refusal();
  tension::MuscleGroups groups = tension::published_muscle_groups();
  if (inputs.muscle_groups) {
    auto read = tension::read_muscle_groups(*inputs.muscle_groups);
    if (!read) return read.refusal();
    groups = *std::move(read);
  }
  const auto cuts = tension::find_cuts(study->model, groups, {}, notes);
  if (cuts.cuts.empty())
    return Refusal{inputs.model.empty() ? "built-in body" : inputs.model.string(),
                   "no hip and no lumbar joint was found in the model by its name",
                   "Name its joints in a muscle groups file (--groups)."};

  const auto drives = find_drives(*study, cuts.cuts);
  const auto layout = make_layout(*study, inputs, drives);
  sharing::SharingSettings settings;
  settings.exponent = inputs.exponent;
  settings.include_passive_force = inputs.includes_passive_force;
  const std::size_t count = study->motion.sample_count();
  sharing::SharedTrial trial(layout, static_cast<int>(count));
  Recorded recorded(*study, cuts.cuts);
  std::mutex progress_lock;
  std::size_t done = 0;
  sharing::share_trial(
      layout, settings, static_cast<int>(count),
      [&]() -> sharing::FillSample {
        auto filler = std::make_shared<SampleFiller>(*study, inputs, cuts.cuts, &recorded);
        return [filler](int index, sharing::SharingSample& sample) { filler->fill(index, sample); };
      },
      [&](int index, const sharing::SharingSample&, const sharing::SharedSample& shared) {
        trial.keep(index, shared);
        if (!progress) return;
        const std::lock_guard guard(progress_lock);
        progress("load sharing", ++done, count);
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
  report.subject_mass_kg = mass_of(study->model);
  report.exercise = inputs.exercise;
  report.body = study->own_body;
  report.is_synthetic = study->is_synthetic;
  report.sharing = summarise_sharing(*study, trial, recorded, statuses);
  report.joint_angles = collect_angles(*study, cuts.cuts);

  SampleFiller again(*study, inputs, cuts.cuts, nullptr);
  sharing::SharingSample sample;
  tension::TensionOptions options;
  options.feasible_samples_per_phase = inputs.feasible_samples_per_phase;
  std::size_t ranged = 0;
  std::vector<model::MuscleId> muscle_ids;
  for (const std::size_t m : study->used_muscles) muscle_ids.emplace_back(m);
  report.tension = tension::compute_tension(
      study->model, groups, cuts, make_tension_input(*study, trial, recorded, statuses), options,
      [&](std::size_t index) -> std::optional<tension::SampleBalance> {
        if (trial.status[index] != numerics::BoxStatus::solved) return std::nullopt;
        again.fill(static_cast<int>(index), sample);
        if (progress)
          progress("feasible ranges", ++ranged,
                   static_cast<std::size_t>(std::max(1, inputs.feasible_samples_per_phase)));
        return tension::make_sample_balance(layout, settings, sample, sample_of_trial(trial, index),
                                            muscle_ids, study->model.muscles.size());
      });
  if (study->external.size() > 0) note_residuals(*study, report.sharing, report.subject_mass_kg, notes);
  if (!statuses.unsolved.empty())
    notes.flag(inputs.recording.filename().string(),
               fmt::format("{} of {} samples were not balanced by muscles alone; the report lists them",
                           statuses.unsolved.size(), count));
  fill_series(*study, drives, trial, recorded, analysis);
  report.findings = notes.findings();
  return analysis;
}

}  // namespace loadshare::analysis
