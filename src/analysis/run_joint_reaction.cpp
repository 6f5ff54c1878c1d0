#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <optional>

#include "analysis/analyze_context.h"
#include "capture/storage.h"
#include "dynamics/inverse_dynamics.h"
#include "dynamics/joint_reactions.h"
#include "mechanics/muscle_mechanics.h"

namespace loadshare::analysis {
namespace {

using mechanics::SpatialForce;

// One reaction to write: on which body of which joint, in which frame.
struct Wanted {
  std::size_t joint = 0;
  bool on_child = true;
  model::BodyId frame;  // ground: body 0
  std::string label;
};

Result<std::vector<Wanted>> read_wanted(const AnalyzeContext& context,
                                        const capture::JointReactionSetup& analysis) {
  const auto& model = context.inputs.model;
  const std::string where = "analysis " + analysis.settings.name;
  std::vector<std::size_t> joints;
  const bool all = analysis.joints.empty() || lower_case(analysis.joints.front()) == "all";
  for (const auto joint : model.joint_file_order)
    if (all) joints.push_back(joint.at());
  for (const auto& name : analysis.joints) {
    if (all) break;
    const auto found =
        std::find_if(model.joints.begin(), model.joints.end(), [&](const auto& j) { return j.name == name; });
    if (found == model.joints.end())
      return Refusal{where, "the model has no joint " + name, "Name a joint of the model, or ALL."};
    joints.push_back(static_cast<std::size_t>(found - model.joints.begin()));
  }
  std::vector<Wanted> wanted;
  for (std::size_t k = 0; k < joints.size(); ++k) {
    const auto& joint = model.joints[joints[k]];
    const auto pick = [&](const std::vector<std::string>& list, const char* otherwise) {
      return list.empty() ? std::string(otherwise) : list[list.size() == joints.size() ? k : 0];
    };
    const std::string body = lower_case(pick(analysis.bodies, "child"));
    const std::string frame = pick(analysis.frames, "ground");
    if (body != "child" && body != "parent")
      return Refusal{where, "apply_on_bodies says " + body, "Write child or parent."};
    Wanted made;
    made.joint = joints[k];
    made.on_child = body == "child";
    if (lower_case(frame) == "child")
      made.frame = joint.child;
    else if (lower_case(frame) == "parent")
      made.frame = joint.parent;
    else
      made.frame = model.find_body(frame);
    if (!made.frame.is_some())
      return Refusal{where, "the model has no body " + frame + " to express reactions in",
                     "Write ground, child, parent or the name of a body."};
    made.label = joint.name + "_on_" + model.bodies[(made.on_child ? joint.child : joint.parent).at()].name +
                 "_in_" + model.bodies[made.frame.at()].name;
    wanted.push_back(std::move(made));
  }
  return wanted;
}

// The columns of the forces file that hold each actuator's force; -1 where it has none.
struct ActuatorForces {
  TimeSeries series;
  std::vector<int> muscles, coordinate_actuators, torque_actuators, point_actuators;

  // Straight between samples, held beyond the ends, as OpenSim reads its storages.
  [[nodiscard]] double at(int column, double time_s) const {
    if (column < 0) return 0.0;
    const auto& t = series.times_s;
    const auto next = std::lower_bound(t.begin(), t.end(), time_s);
    if (next == t.begin()) return series.values(0, column);
    if (next == t.end()) return series.values(series.values.rows() - 1, column);
    const auto i = static_cast<Eigen::Index>(next - t.begin());
    const double part = (time_s - *(next - 1)) / (*next - *(next - 1));
    return series.values(i - 1, column) + part * (series.values(i, column) - series.values(i - 1, column));
  }
};

Result<ActuatorForces> read_actuator_forces(const AnalyzeContext& context,
                                            const capture::JointReactionSetup& analysis) {
  const auto path = resolve_file(context.setup, analysis.forces_file, "forces file (JointReaction)");
  if (!path) return path.refusal();
  auto series = capture::read_storage(*path, context.notes);
  if (!series) return series.refusal();
  ActuatorForces forces;
  forces.series = *std::move(series);
  std::string lacking;
  const auto columns = [&](const auto& actuators) {
    std::vector<int> found;
    for (const auto& actuator : actuators) {
      const auto column = forces.series.find_column(actuator.name);
      found.push_back(column && actuator.applies_force ? static_cast<int>(*column) : -1);
      if (!column && actuator.applies_force) lacking += (lacking.empty() ? "" : ", ") + actuator.name;
    }
    return found;
  };
  const auto& model = context.inputs.model;
  forces.muscles = columns(model.muscles);
  forces.coordinate_actuators = columns(model.coordinate_actuators);
  forces.torque_actuators = columns(model.torque_actuators);
  forces.point_actuators = columns(model.point_actuators);
  if (!lacking.empty())
    context.notes.flag(path->string(), "it has no force for " + lacking + "; each was taken as zero");
  return forces;
}

// One sample: all forces on the bodies, the accelerations they cause, the reactions.
class ReactionSolver {
 public:
  ReactionSolver(const AnalyzeContext& context, const mechanics::MuscleMechanics& muscles,
                 const ActuatorForces& forces)
      : context_(context),
        inputs_(context.inputs),
        muscles_(muscles),
        forces_(forces),
        dynamics_(inputs_.model, *inputs_.skeleton, inputs_.external),
        workspace_(dynamics_.make_workspace()),
        couplings_workspace_(inputs_.couplings->make_workspace()) {}

  // `pose` is that of the workspace after solve().
  const std::vector<dynamics::JointReaction>& solve(const dynamics::MotionSample& sample) {
    dynamics_.compute(sample, workspace_, required_);  // sets the pose and the known forces
    inputs_.couplings->set_pose(sample.q, couplings_workspace_);
    muscles_.compute(*inputs_.skeleton, workspace_.skeleton, workspace_.pose, *inputs_.couplings,
                     couplings_workspace_, muscle_workspace_, muscle_sample_);
    add_actuators(sample.time_s);
    solve_accelerations(sample);
    inputs_.skeleton->compute_body_accelerations(workspace_.skeleton, qddot_, accelerations_);
    dynamics::compute_joint_reactions(inputs_.model, workspace_.pose, accelerations_, workspace_.known.body,
                                      reactions_);
    return reactions_;
  }
  [[nodiscard]] const mechanics::Pose& pose() const { return workspace_.pose; }

 private:
  void add_actuators(double time_s) {
    auto& known = workspace_.known;
    const auto& model = inputs_.model;
    for (std::size_t m = 0; m < model.muscles.size(); ++m) {
      const double tension = forces_.at(forces_.muscles[m], time_s);
      for (const auto& wrench : muscle_sample_.paths[m].wrenches) {
        known.body[wrench.body.at()].force_G += tension * wrench.force_G;
        known.body[wrench.body.at()].moment_G += tension * wrench.moment_G;
      }
      for (const auto& direct : muscle_sample_.paths[m].coordinate_forces)
        known.mobility[direct.coordinate.at()] += tension * direct.value;
    }
    for (std::size_t a = 0; a < model.coordinate_actuators.size(); ++a)
      known.mobility[model.coordinate_actuators[a].coordinate.at()] +=
          forces_.at(forces_.coordinate_actuators[a], time_s);
    for (std::size_t a = 0; a < model.torque_actuators.size(); ++a) {
      const auto& actuator = model.torque_actuators[a];
      const Vec3 axis = actuator.torque_is_global
                            ? actuator.axis
                            : workspace_.pose.X_GB[actuator.body_a.at()].R * actuator.axis;
      const Vec3 torque = forces_.at(forces_.torque_actuators[a], time_s) * axis.normalized();
      known.body[actuator.body_a.at()].moment_G += torque;
      known.body[actuator.body_b.at()].moment_G -= torque;
    }
    for (std::size_t a = 0; a < model.point_actuators.size(); ++a) {
      const auto& actuator = model.point_actuators[a];
      const Transform& X_GB = workspace_.pose.X_GB[actuator.body.at()];
      const Vec3 direction = actuator.force_is_global ? actuator.direction : X_GB.R * actuator.direction;
      const Vec3 point = actuator.point_is_global ? actuator.point : X_GB * actuator.point;
      known.body[actuator.body.at()].add_force_at(
          forces_.at(forces_.point_actuators[a], time_s) * direction.normalized(), point, X_GB.p);
    }
  }

  // Forward dynamics on the free coordinates: T^T (M T a + what is left at a = 0) = 0.
  void solve_accelerations(const dynamics::MotionSample& sample) {
    const auto& free = inputs_.couplings->free_coordinates();
    const auto count = static_cast<Eigen::Index>(free.size());
    std::vector<double> q(sample.q.begin(), sample.q.end()), qdot(sample.qdot.begin(), sample.qdot.end());
    const auto left_over = [&](const std::vector<double>& qddot) {
      inputs_.skeleton->compute_inverse_dynamics(workspace_.skeleton, qddot, workspace_.known.body,
                                                 workspace_.known.mobility, required_);
      Eigen::VectorXd reduced(count);
      inputs_.couplings->reduce(couplings_workspace_, required_, std::span(reduced.data(), free.size()));
      return reduced;
    };
    std::vector<double> base(q.size(), 0.0);
    inputs_.couplings->fill_dependents(q, qdot, base);
    const Eigen::VectorXd offset = left_over(base);
    Eigen::MatrixXd mass(count, count);
    const auto& tangent = inputs_.couplings->tangent(couplings_workspace_);
    for (Eigen::Index j = 0; j < count; ++j) {
      std::vector<double> moved = base;
      for (const auto& entry : tangent)
        if (entry.free_index == j) moved[entry.coordinate.at()] += entry.value;
      mass.col(j) = left_over(moved) - offset;
    }
    const Eigen::VectorXd accelerations = mass.ldlt().solve(-offset);
    qddot_ = base;
    for (const auto& entry : tangent)
      qddot_[entry.coordinate.at()] += entry.value * accelerations[entry.free_index];
  }

  const AnalyzeContext& context_;
  const ToolInputs& inputs_;
  const mechanics::MuscleMechanics& muscles_;
  const ActuatorForces& forces_;
  dynamics::InverseDynamics dynamics_;
  dynamics::InverseDynamics::Workspace workspace_;
  mechanics::Couplings::Workspace couplings_workspace_;
  mechanics::MuscleMechanics::Workspace muscle_workspace_;
  mechanics::MuscleSample muscle_sample_;
  std::vector<double> required_, qddot_;
  std::vector<mechanics::SpatialAcceleration> accelerations_;
  std::vector<dynamics::JointReaction> reactions_;
};

}  // namespace

Result<ToolOutcome> run_joint_reaction(const AnalyzeContext& context,
                                       const capture::JointReactionSetup& analysis) {
  const auto wanted = read_wanted(context, analysis);
  if (!wanted) return wanted.refusal();
  const auto forces = read_actuator_forces(context, analysis);
  if (!forces) return forces.refusal();
  const auto& inputs = context.inputs;
  const auto muscles =
      mechanics::MuscleMechanics::make(inputs.model, *inputs.skeleton, *inputs.couplings, inputs.wrap_rules);
  if (!muscles) return muscles.refusal();
  if (auto covered = inputs.external.check_times(context.motion.times_s, context.notes); !covered)
    return covered.refusal();

  const auto samples = recorded_samples(context, analysis.settings);
  std::vector<std::string> labels;
  for (const auto& w : *wanted)
    for (const char* part : {"_fx", "_fy", "_fz", "_mx", "_my", "_mz", "_px", "_py", "_pz"})
      labels.push_back(w.label + part);
  TimeSeries table = make_table(context, samples, "Joint Reaction Loads", labels);

  ReactionSolver solver(context, *muscles, *forces);
  for (std::size_t k = 0; k < samples.size(); ++k) {
    const auto& reactions = solver.solve(dynamics::sample_of(context.motion, samples[k]));
    for (std::size_t w = 0; w < wanted->size(); ++w) {
      const auto& reaction = reactions[(*wanted)[w].joint];
      const Transform& X_GF = solver.pose().X_GB[(*wanted)[w].frame.at()];
      Vec3 force = reaction.on_child_G.force_G, moment = reaction.on_child_G.moment_G,
           point = reaction.joint_center_G;
      if (!(*wanted)[w].on_child) {
        // Equal and opposite, about the joint's origin on the parent.
        force = -force;
        moment = -moment + (reaction.joint_center_G - reaction.parent_center_G).cross(force);
        point = reaction.parent_center_G;
      }
      auto row = table.values.row(static_cast<Eigen::Index>(k)).segment<9>(9 * static_cast<Eigen::Index>(w));
      row.segment<3>(0) = X_GF.R.transpose() * force;
      row.segment<3>(3) = X_GF.R.transpose() * moment;
      row.segment<3>(6) = X_GF.inverse() * point;
    }
    if (context.progress) context.progress("joint reactions", k + 1, samples.size());
  }
  ToolOutcome outcome;
  outcome.sample_count = samples.size();
  const std::string description =
      "Forces and moments that each joint exerts on the body named, in the frame named, and where they "
      "act.\n" +
      units_note();
  if (auto done = write_result(context, table, analysis.settings.name, "ReactionLoads", description, outcome);
      !done)
    return done.refusal();
  return outcome;
}

}  // namespace loadshare::analysis
