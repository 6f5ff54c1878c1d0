#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <mutex>

#include "analysis/analyze_context.h"
#include "analysis/recorded_forces.h"
#include "analysis/sample_mechanics.h"
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
      return Refusal{"actuator " + list.names[k],
                     "its optimal force is zero, so that no control makes it act",
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
      inputs_.couplings->reduce(couplings, full_,
                                std::span(out.data(), static_cast<std::size_t>(out.size())));
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

// What one thread needs to fill in samples.
class SampleFiller {
 public:
  SampleFiller(const AnalyzeContext& context, const mechanics::MuscleMechanics& muscles,
               const ActuatorList& actuators, const std::vector<std::size_t>& samples,
               const std::vector<std::size_t>& used_muscles, bool physiology)
      : context_(context),
        columns_(context.inputs, actuators),
        samples_(samples),
        used_(used_muscles),
        physiology_(physiology),
        mechanics_(context.inputs.model, *context.inputs.skeleton, *context.inputs.couplings,
                   context.inputs.external, muscles) {}

  void fill(int index, sharing::SharingSample& sample) {
    mechanics_.compute(dynamics::sample_of(context_.motion, samples_[static_cast<std::size_t>(index)]));
    mechanics_.fill_geometry(used_, sample);
    const auto count = static_cast<Eigen::Index>(used_.size());
    sample.active_force_N.resize(count);
    sample.passive_force_N.setZero(count);
    for (Eigen::Index k = 0; k < count; ++k) {
      const std::size_t m = used_[static_cast<std::size_t>(k)];
      sample.active_force_N[k] = physiology_
                                     ? mechanics_.muscle_sample().fibers[m].static_optimization_force_N
                                     : context_.inputs.model.muscles[m].max_isometric_force_N;
    }
    if (columns_.count() > 0)
      columns_.fill(mechanics_.pose(), mechanics_.hinge_columns(), mechanics_.couplings_workspace(),
                    sample.actuator_columns);
  }

 private:
  const AnalyzeContext& context_;
  ActuatorColumns columns_;
  const std::vector<std::size_t>& samples_;
  const std::vector<std::size_t>& used_;
  bool physiology_;
  SampleMechanics mechanics_;
};

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

// Actuators in their order, each contact sphere where the file has it, external forces last: as OpenSim.
TimeSeries make_force_table(const AnalyzeContext& context, const std::vector<std::size_t>& samples,
                            const std::vector<Column>& columns, const std::vector<std::string>& labels,
                            const sharing::SharedTrial& trial) {
  const RecordedForces recorded = record_forces(context, samples);
  constexpr Eigen::Index contact_width = 12;
  std::vector<std::string> all;
  std::vector<Eigen::VectorXd> values;
  std::size_t sphere = 0;
  const auto add_spheres = [&](std::size_t actuators_before) {
    for (; sphere < recorded.actuators_before.size() && recorded.actuators_before[sphere] <= actuators_before;
         ++sphere)
      for (Eigen::Index k = 0; k < contact_width; ++k) {
        const Eigen::Index column = static_cast<Eigen::Index>(sphere) * contact_width + k;
        all.push_back(recorded.contact_labels[static_cast<std::size_t>(column)]);
        values.emplace_back(recorded.contacts.col(column));
      }
  };
  for (std::size_t c = 0; c < columns.size(); ++c) {
    add_spheres(c);
    const auto from = static_cast<Eigen::Index>(columns[c].index);
    all.push_back(labels[c]);
    values.emplace_back(columns[c].is_muscle ? trial.tension_N.col(from) : trial.actuator_force.col(from));
  }
  add_spheres(columns.size());
  for (Eigen::Index k = 0; k < recorded.external.cols(); ++k) {
    all.push_back(recorded.external_labels[static_cast<std::size_t>(k)]);
    values.emplace_back(recorded.external.col(k));
  }
  TimeSeries forces = make_table(context, samples, "ModelForces", all);
  for (std::size_t c = 0; c < values.size(); ++c) forces.values.col(static_cast<Eigen::Index>(c)) = values[c];
  return forces;
}

// Passive force elements that OpenSim also reports in its force files.
void note_columns_left_out(const model::Model& model, Diagnostics& notes) {
  std::string names;
  const auto add = [&](const auto& forces) {
    for (const auto& force : forces)
      if (force.applies_force) names += (names.empty() ? "" : ", ") + force.name;
  };
  add(model.ligaments), add(model.coordinate_limits), add(model.bushings);
  add(model.coordinate_springs), add(model.expression_forces), add(model.point_springs);
  if (!names.empty())
    notes.leave_out("static optimisation",
                    "columns of passive force elements in the force file (their forces count): " + names);
}

const char* words_for(numerics::BoxStatus status) {
  return status == numerics::BoxStatus::infeasible ? "the muscles and actuators cannot balance it"
                                                   : "the solver did not settle";
}

}  // namespace

Result<ToolOutcome> run_static_optimization(const AnalyzeContext& context,
                                            const capture::StaticOptimizationSetup& analysis) {
  const auto& inputs = context.inputs;
  const auto& model = inputs.model;
  if (!analysis.uses_model_force_set)
    return Refusal{"analysis " + analysis.settings.name,
                   "use_model_force_set is false: coordinate actuators instead of the model's forces",
                   "Run inverse dynamics: it gives the same moments."};
  const auto muscles =
      mechanics::MuscleMechanics::make(model, *inputs.skeleton, *inputs.couplings, inputs.wrap_rules);
  if (!muscles) return muscles.refusal();
  const auto actuators = list_actuators(context);
  if (!actuators) return actuators.refusal();
  const auto used = muscles_in_use(model);
  const auto samples = recorded_samples(context, analysis.settings);
  std::vector<double> sample_times;
  for (const auto i : samples) sample_times.push_back(context.motion.times_s[i]);
  if (auto covered = inputs.external.check_times(sample_times, context.notes); !covered)
    return covered.refusal();

  auto layout = make_arm_layout(model, *inputs.couplings, *muscles, used);
  layout.actuators = actuators->actuators;
  sharing::SharingSettings settings;
  settings.exponent = analysis.activation_exponent;
  settings.raises_controls = true;
  settings.include_passive_force = false;
  const int count = static_cast<int>(samples.size());
  sharing::SharedTrial trial(layout, count);
  std::mutex progress_lock;
  std::size_t done = 0;
  sharing::share_trial(
      layout, settings, count,
      [&]() -> sharing::FillSample {
        auto filler = std::make_shared<SampleFiller>(context, *muscles, *actuators, samples, used,
                                                     analysis.uses_muscle_physiology);
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
    context.notes.flag(
        fmt::format("static optimisation at {:.6g} s", sample_times[static_cast<std::size_t>(i)]),
        fmt::format(
            "{}; most is missing at {}: {:.4g} {}", words_for(status),
            model.coordinates[coordinate.at()].name, missing,
            model.coordinates[coordinate.at()].motion == model::MotionType::rotational ? "N m" : "N"));
  }

  std::vector<std::string> labels;
  const auto columns = order_columns(model, used, *actuators, labels);
  note_columns_left_out(model, context.notes);
  TimeSeries controls = make_table(context, samples, "Static Optimization", labels);
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const auto to = static_cast<Eigen::Index>(c), from = static_cast<Eigen::Index>(columns[c].index);
    controls.values.col(to) = columns[c].is_muscle ? trial.activation.col(from) : trial.control.col(from);
  }
  const TimeSeries forces = make_force_table(context, samples, columns, labels, trial);
  if (auto written = write_result(context, controls, analysis.settings.name, "activation",
                                  "This file contains static optimization results.\n", outcome);
      !written)
    return written.refusal();
  if (auto written = write_result(
          context, forces, analysis.settings.name, "force",
          "Forces of the muscles and actuators of the model: a force [N] or a torque [N m].\n" + units_note(),
          outcome);
      !written)
    return written.refusal();
  return outcome;
}

}  // namespace loadshare::analysis
