#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <mutex>

#include "analysis/analyze_context.h"
#include "capture/storage.h"
#include "dynamics/inverse_dynamics.h"
#include "mechanics/muscle_mechanics.h"
#include "sharing/share_trial.h"

namespace loadshare::analysis {
namespace {

// The actuators that are no muscles, in the order of the sharing problem.
struct ActuatorList {
  std::vector<std::string> names;
  std::vector<sharing::Actuator> actuators;
  std::vector<std::size_t> torque, point;  // indices in the model of those that drive no single coordinate
};

// Where each muscle and actuator stands in OpenSim's columns.
struct Column {
  bool is_muscle = true;
  std::size_t index = 0;  // of the muscle in the layout, or of the actuator
};

// A coordinate's index among the free ones; -1 where it is locked, prescribed or coupled.
std::vector<int> free_index_of(const ToolInputs& inputs) {
  std::vector<int> index(inputs.model.coordinates.size(), -1);
  const auto& free = inputs.couplings->free_coordinates();
  for (std::size_t i = 0; i < free.size(); ++i) index[free[i].at()] = static_cast<int>(i);
  return index;
}

Result<ActuatorList> list_actuators(const AnalyzeContext& context) {
  const auto& model = context.inputs.model;
  const auto free_index = free_index_of(context.inputs);
  ActuatorList list;
  for (const auto& a : model.coordinate_actuators) {
    if (!a.applies_force) continue;
    // On a coupled coordinate the actuator acts through the coupler: it then is a column of its own.
    const int row = free_index[a.coordinate.at()];
    list.names.push_back(a.name);
    list.actuators.push_back({row, a.optimal_force, a.min_control, a.max_control, 1.0});
  }
  for (std::size_t i = 0; i < model.torque_actuators.size(); ++i) {
    const auto& a = model.torque_actuators[i];
    if (!a.applies_force) continue;
    list.torque.push_back(i);
    list.names.push_back(a.name);
    list.actuators.push_back({-1, a.optimal_force, a.min_control, a.max_control, 1.0});
  }
  for (std::size_t i = 0; i < model.point_actuators.size(); ++i) {
    const auto& a = model.point_actuators[i];
    if (!a.applies_force) continue;
    list.point.push_back(i);
    list.names.push_back(a.name);
    list.actuators.push_back({-1, a.optimal_force, a.min_control, a.max_control, 1.0});
  }
  for (std::size_t k = 0; k < list.actuators.size(); ++k)
    if (list.actuators[k].optimal_force == 0)
      return Refusal{"actuator " + list.names[k], "its optimal force is zero, so that no control makes it act",
                     "Give it an optimal force, or leave it out."};
  return list;
}

// Generalised forces on the free coordinates per newton (or newton metre) of the actuators that drive no
// free coordinate directly.
class ActuatorColumns {
 public:
  ActuatorColumns(const ToolInputs& inputs, const ActuatorList& list) : inputs_(inputs), list_(list) {
    const auto free_index = free_index_of(inputs);
    for (const auto& a : inputs.model.coordinate_actuators)
      if (a.applies_force && free_index[a.coordinate.at()] < 0) coupled_.push_back(a.coordinate);
  }
  [[nodiscard]] Eigen::Index count() const {
    return static_cast<Eigen::Index>(coupled_.size() + list_.torque.size() + list_.point.size());
  }

  void fill(const mechanics::Pose& pose, std::span<const mechanics::HingeColumn> hinges,
            const mechanics::Couplings::Workspace& couplings, Eigen::MatrixXd& columns) {
    full_.resize(inputs_.model.coordinates.size());
    columns.resize(static_cast<Eigen::Index>(inputs_.couplings->free_coordinates().size()), count());
    Eigen::Index column = 0;
    const auto keep = [&] {
      auto out = columns.col(column++);
      inputs_.couplings->reduce(couplings, full_, std::span(out.data(), static_cast<std::size_t>(out.size())));
    };
    for (const auto coordinate : coupled_) {
      std::fill(full_.begin(), full_.end(), 0.0);
      full_[coordinate.at()] = 1;
      keep();
    }
    const auto add = [&](model::BodyId body, const mechanics::SpatialForce& force) {
      mechanics::add_generalised_force(*inputs_.skeleton, pose, hinges, body, force, full_);
    };
    for (const std::size_t i : list_.torque) {
      const auto& a = inputs_.model.torque_actuators[i];
      const Vec3 axis = (a.torque_is_global ? a.axis : pose.X_GB[a.body_a.at()].R * a.axis).normalized();
      std::fill(full_.begin(), full_.end(), 0.0);
      add(a.body_a, {axis, Vec3::Zero()});
      add(a.body_b, {-axis, Vec3::Zero()});
      keep();
    }
    for (const std::size_t i : list_.point) {
      const auto& a = inputs_.model.point_actuators[i];
      const Transform& X_GB = pose.X_GB[a.body.at()];
      mechanics::SpatialForce force;
      force.add_force_at((a.force_is_global ? a.direction : X_GB.R * a.direction).normalized(),
                         a.point_is_global ? a.point : X_GB * a.point, X_GB.p);
      std::fill(full_.begin(), full_.end(), 0.0);
      add(a.body, force);
      keep();
    }
  }

 private:
  const ToolInputs& inputs_;
  const ActuatorList& list_;
  std::vector<model::CoordinateId> coupled_;
  std::vector<double> full_;
};

// What one thread needs to fill in samples: pose, paths, fibres, required forces.
class SampleFiller {
 public:
  SampleFiller(const AnalyzeContext& context, const mechanics::MuscleMechanics& muscles, const ActuatorList& actuators,
               const std::vector<std::size_t>& samples, const std::vector<std::size_t>& used_muscles, bool physiology)
      : context_(context),
        inputs_(context.inputs),
        muscles_(muscles),
        columns_(context.inputs, actuators),
        samples_(samples),
        used_(used_muscles),
        physiology_(physiology),
        dynamics_(inputs_.model, *inputs_.skeleton, inputs_.external),
        workspace_(dynamics_.make_workspace()),
        couplings_(inputs_.couplings->make_workspace()) {}

  void fill(int index, sharing::SharingSample& sample) {
    const auto motion = dynamics::sample_of(context_.motion, samples_[static_cast<std::size_t>(index)]);
    dynamics_.compute(motion, workspace_, required_);
    inputs_.couplings->set_pose(motion.q, couplings_);
    muscles_.compute(*inputs_.skeleton, workspace_.skeleton, workspace_.pose, *inputs_.couplings, couplings_,
                     muscle_workspace_, muscle_sample_);
    sample.required_force.resize(static_cast<Eigen::Index>(inputs_.couplings->free_coordinates().size()));
    inputs_.couplings->reduce(couplings_, required_,
                              std::span(sample.required_force.data(), static_cast<std::size_t>(sample.required_force.size())));
    const auto count = static_cast<Eigen::Index>(used_.size());
    sample.active_force_N.resize(count);
    sample.passive_force_N.setZero(count);
    std::size_t entries = 0;
    for (const std::size_t m : used_) entries += muscles_.free_starts()[m + 1] - muscles_.free_starts()[m];
    sample.moment_arms_m.resize(static_cast<Eigen::Index>(entries));
    Eigen::Index at = 0;
    for (Eigen::Index k = 0; k < count; ++k) {
      const std::size_t m = used_[static_cast<std::size_t>(k)];
      sample.active_force_N[k] = physiology_ ? muscle_sample_.fibers[m].static_optimization_force_N
                                             : inputs_.model.muscles[m].max_isometric_force_N;
      for (std::size_t e = muscles_.free_starts()[m]; e < muscles_.free_starts()[m + 1]; ++e)
        sample.moment_arms_m[at++] = muscle_sample_.free_arms[e];
    }
    if (columns_.count() > 0)
      columns_.fill(workspace_.pose, muscle_workspace_.columns, couplings_, sample.actuator_columns);
  }

 private:
  const AnalyzeContext& context_;
  const ToolInputs& inputs_;
  const mechanics::MuscleMechanics& muscles_;
  ActuatorColumns columns_;
  const std::vector<std::size_t>& samples_;
  const std::vector<std::size_t>& used_;
  bool physiology_;
  dynamics::InverseDynamics dynamics_;
  dynamics::InverseDynamics::Workspace workspace_;
  mechanics::Couplings::Workspace couplings_;
  mechanics::MuscleMechanics::Workspace muscle_workspace_;
  mechanics::MuscleSample muscle_sample_;
  std::vector<double> required_;
};

sharing::SharingLayout make_layout(const ToolInputs& inputs, const mechanics::MuscleMechanics& muscles,
                                   const ActuatorList& actuators, const std::vector<std::size_t>& used) {
  sharing::SharingLayout layout;
  layout.coordinate_count = static_cast<int>(inputs.couplings->free_coordinates().size());
  layout.actuators = actuators.actuators;
  layout.activation_min.resize(static_cast<Eigen::Index>(used.size()));
  layout.activation_max.resize(static_cast<Eigen::Index>(used.size()));
  for (std::size_t k = 0; k < used.size(); ++k) {
    const auto& muscle = inputs.model.muscles[used[k]];
    layout.activation_min[static_cast<Eigen::Index>(k)] = muscle.min_control;
    layout.activation_max[static_cast<Eigen::Index>(k)] = muscle.max_control;
    for (std::size_t e = muscles.free_starts()[used[k]]; e < muscles.free_starts()[used[k] + 1]; ++e)
      layout.arm_coordinates.push_back(muscles.free_indices()[e]);
    layout.arm_starts.push_back(static_cast<int>(layout.arm_coordinates.size()));
  }
  return layout;
}

std::vector<Column> order_columns(const model::Model& model, const std::vector<std::size_t>& used,
                                  const ActuatorList& actuators, std::vector<std::string>& labels) {
  std::vector<Column> columns;
  for (const auto& name : model.force_order) {
    for (std::size_t k = 0; k < used.size(); ++k)
      if (model.muscles[used[k]].name == name) columns.push_back({true, k}), labels.push_back(name);
    for (std::size_t k = 0; k < actuators.names.size(); ++k)
      if (actuators.names[k] == name) columns.push_back({false, k}), labels.push_back(name);
  }
  return columns;
}

const char* words_for(numerics::BoxStatus status) {
  return status == numerics::BoxStatus::infeasible ? "the muscles and actuators cannot balance it"
                                                   : "the solver did not settle";
}

}  // namespace

Result<ToolOutcome> run_static_optimization(const AnalyzeContext& context, const capture::StaticOptimizationSetup& analysis) {
  const auto& inputs = context.inputs;
  const auto& model = inputs.model;
  if (!analysis.uses_model_force_set)
    return Refusal{"analysis " + analysis.settings.name,
                   "use_model_force_set is false: coordinate actuators instead of the model's forces",
                   "Run inverse dynamics: it gives the same moments."};
  const auto muscles = mechanics::MuscleMechanics::make(model, *inputs.skeleton, *inputs.couplings, inputs.wrap_rules);
  if (!muscles) return muscles.refusal();
  const auto actuators = list_actuators(context);
  if (!actuators) return actuators.refusal();
  std::vector<std::size_t> used;
  for (std::size_t m = 0; m < model.muscles.size(); ++m)
    if (model.muscles[m].applies_force) used.push_back(m);
  const auto samples = recorded_samples(context, analysis.settings);
  std::vector<double> sample_times;
  for (const auto i : samples) sample_times.push_back(context.motion.times_s[i]);
  if (auto covered = inputs.external.check_times(sample_times, context.notes); !covered) return covered.refusal();

  const auto layout = make_layout(inputs, *muscles, *actuators, used);
  sharing::SharingSettings settings;
  settings.exponent = analysis.activation_exponent;
  settings.include_passive_force = false;
  const int count = static_cast<int>(samples.size());
  sharing::SharedTrial trial(layout, count);
  std::mutex progress_lock;
  std::size_t done = 0;
  sharing::share_trial(
      layout, settings, count,
      [&]() -> sharing::FillSample {
        auto filler = std::make_shared<SampleFiller>(context, *muscles, *actuators, samples, used, analysis.uses_muscle_physiology);
        return [filler](int index, sharing::SharingSample& sample) { filler->fill(index, sample); };
      },
      [&](int index, const sharing::SharingSample&, const sharing::SharedSample& shared) {
        trial.keep(index, shared);
        if (!context.progress) return;
        const std::lock_guard guard(progress_lock);
        context.progress("static optimisation", ++done, samples.size());
      });

  ToolOutcome outcome;
  outcome.sample_count = samples.size();
  for (int i = 0; i < count; ++i) {
    const auto status = trial.status[static_cast<std::size_t>(i)];
    if (status == numerics::BoxStatus::solved) continue;
    ++outcome.unsolved_count;
    Eigen::Index worst = 0;
    const double missing = trial.residual.row(i).cwiseAbs().maxCoeff(&worst);
    const auto coordinate = inputs.couplings->free_coordinates()[static_cast<std::size_t>(worst)];
    context.notes.flag(fmt::format("static optimisation at {:.6g} s", sample_times[static_cast<std::size_t>(i)]),
                       fmt::format("{}; most is missing at {}: {:.4g} {}", words_for(status),
                                   model.coordinates[coordinate.at()].name, missing,
                                   model.coordinates[coordinate.at()].motion == model::MotionType::rotational ? "N m" : "N"));
  }

  std::vector<std::string> labels;
  const auto columns = order_columns(model, used, *actuators, labels);
  TimeSeries controls = make_table(context, samples, "Static Optimization", labels);
  TimeSeries forces = make_table(context, samples, "ModelForces", labels);
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const auto to = static_cast<Eigen::Index>(c), from = static_cast<Eigen::Index>(columns[c].index);
    controls.values.col(to) = columns[c].is_muscle ? trial.activation.col(from) : trial.control.col(from);
    forces.values.col(to) = columns[c].is_muscle ? trial.tension_N.col(from) : trial.actuator_force.col(from);
  }
  if (auto written = write_result(context, controls, analysis.settings.name, "activation",
                                  "This file contains static optimization results.\n", outcome); !written)
    return written.refusal();
  if (auto written = write_result(context, forces, analysis.settings.name, "force",
                                  "Forces of the muscles and actuators of the model: a force [N] or a torque [N m].\n" + units_note(),
                                  outcome); !written)
    return written.refusal();
  return outcome;
}

}  // namespace loadshare::analysis
