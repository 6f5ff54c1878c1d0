#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "analysis/analyze_context.h"
#include "base/units.h"
#include "mechanics/muscle_mechanics.h"

namespace loadshare::analysis {
namespace {

using mechanics::MuscleSample;
using muscle::FiberState;

// OpenSim's muscles start at this activation where a motion gives none (default_activation).
constexpr double resting_activation = 0.05;

double tendon_force(const FiberState& fiber) {
  return fiber.active_force_per_activation_N * resting_activation + fiber.passive_force_N +
         fiber.damping_force_N;
}

double over_cosine(double along_tendon, const FiberState& fiber) {
  return fiber.cos_pennation > 0 ? along_tendon / fiber.cos_pennation : 0.0;
}

// One quantity of every muscle: the file's suffix and its value from path, fibre and parameters.
struct Quantity {
  const char* name;
  std::function<double(const mechanics::PathGeometry&, const FiberState&, const muscle::Muscle&)> value;
};

const std::vector<Quantity>& quantities() {
  using Path = mechanics::PathGeometry;
  using M = muscle::Muscle;
  static const std::vector<Quantity> list{
      {"PennationAngle",
       [](const Path&, const FiberState& f, const M&) { return std::acos(f.cos_pennation); }},
      {"Length", [](const Path& p, const FiberState&, const M&) { return p.length_m; }},
      {"FiberLength", [](const Path&, const FiberState& f, const M&) { return f.fiber_length_m; }},
      {"NormalizedFiberLength",
       [](const Path&, const FiberState& f, const M&) { return f.normalized_fiber_length; }},
      {"TendonLength", [](const Path&, const FiberState&, const M& m) { return m.tendon_slack_length_m; }},
      {"FiberVelocity", [](const Path&, const FiberState& f, const M&) { return f.fiber_velocity_mps; }},
      {"NormFiberVelocity",
       [](const Path&, const FiberState& f, const M&) { return f.normalized_fiber_velocity; }},
      // The height h = l sin(alpha) is constant: alpha' = -v tan(alpha) / l.
      {"PennationAngularVelocity",
       [](const Path&, const FiberState& f, const M&) {
         return f.cos_pennation > 0
                    ? -f.fiber_velocity_mps * std::tan(std::acos(f.cos_pennation)) / f.fiber_length_m
                    : 0.0;
       }},
      {"TendonForce", [](const Path&, const FiberState& f, const M&) { return tendon_force(f); }},
      {"FiberForce",
       [](const Path&, const FiberState& f, const M&) { return over_cosine(tendon_force(f), f); }},
      {"ActiveFiberForce",
       [](const Path&, const FiberState& f, const M&) {
         return over_cosine(f.active_force_per_activation_N * resting_activation, f);
       }},
      {"PassiveFiberForce", [](const Path&, const FiberState& f,
                               const M&) { return over_cosine(f.passive_force_N + f.damping_force_N, f); }},
      {"ActiveFiberForceAlongTendon",
       [](const Path&, const FiberState& f, const M&) {
         return f.active_force_per_activation_N * resting_activation;
       }},
      {"PassiveFiberForceAlongTendon",
       [](const Path&, const FiberState& f, const M&) { return f.passive_force_N + f.damping_force_N; }},
      {"FiberActivePower",
       [](const Path&, const FiberState& f, const M&) {
         return -over_cosine(f.active_force_per_activation_N * resting_activation, f) * f.fiber_velocity_mps;
       }},
      {"FiberPassivePower",
       [](const Path&, const FiberState& f, const M&) {
         return -over_cosine(f.passive_force_N + f.damping_force_N, f) * f.fiber_velocity_mps;
       }},
      {"TendonPower", [](const Path&, const FiberState&, const M&) { return 0.0; }},  // it does not stretch
      {"MuscleActuatorPower", [](const Path& p, const FiberState& f,
                                 const M&) { return -tendon_force(f) * p.lengthening_speed_mps; }},
  };
  return list;
}

std::vector<std::size_t> chosen_muscles(const AnalyzeContext& context,
                                        const capture::MuscleAnalysisSetup& analysis) {
  const auto& model = context.inputs.model;
  std::vector<std::size_t> chosen;
  const bool all = analysis.muscles.empty() || lower_case(analysis.muscles.front()) == "all";
  for (std::size_t m = 0; m < model.muscles.size() && all; ++m)
    if (model.muscles[m].applies_force) chosen.push_back(m);
  for (const auto& name : analysis.muscles) {
    if (all) break;
    const auto found = model.find_muscle(name);
    if (found.is_some())
      chosen.push_back(found.at());
    else
      context.notes.leave_out("analysis " + analysis.settings.name, "the model has no muscle " + name);
  }
  return chosen;
}

std::vector<model::CoordinateId> chosen_coordinates(const AnalyzeContext& context,
                                                    const capture::MuscleAnalysisSetup& analysis) {
  const auto& model = context.inputs.model;
  if (!analysis.computes_moments) return {};
  if (!analysis.coordinates.empty() && lower_case(analysis.coordinates.front()) == "all")
    return model.coordinate_file_order;
  std::vector<model::CoordinateId> chosen;
  for (const auto& name : analysis.coordinates) {
    const auto found = model.find_coordinate(name);
    if (found.is_some())
      chosen.push_back(found);
    else
      context.notes.leave_out("analysis " + analysis.settings.name, "the model has no coordinate " + name);
  }
  return chosen;
}

// The moment arm about a coordinate, what is coupled to it moving along.
double coupled_moment_arm(const mechanics::MuscleMechanics& muscles, const MuscleSample& sample,
                          std::size_t m, std::span<const mechanics::CouplingEntry> coupling) {
  const auto& spanned = muscles.spanned(m);
  double arm = 0;
  for (const auto& entry : coupling) {
    const auto slot = std::lower_bound(spanned.begin(), spanned.end(), entry.coordinate);
    if (slot != spanned.end() && *slot == entry.coordinate)
      arm +=
          entry.value *
          sample.spanned_arms[muscles.spanned_starts()[m] + static_cast<std::size_t>(slot - spanned.begin())];
  }
  return arm;
}

}  // namespace

Result<ToolOutcome> run_muscle_analysis(const AnalyzeContext& context,
                                        const capture::MuscleAnalysisSetup& analysis) {
  const auto& inputs = context.inputs;
  const auto muscles =
      mechanics::MuscleMechanics::make(inputs.model, *inputs.skeleton, *inputs.couplings, inputs.wrap_rules);
  if (!muscles) return muscles.refusal();
  const auto samples = recorded_samples(context, analysis.settings);
  const auto chosen = chosen_muscles(context, analysis);
  const auto coordinates = chosen_coordinates(context, analysis);
  std::vector<std::string> labels;
  for (const auto m : chosen) labels.push_back(inputs.model.muscles[m].name);
  std::vector<TimeSeries> tables, arms, moments;
  for (const auto& quantity : quantities())
    tables.push_back(make_table(context, samples, quantity.name, labels));
  for (const auto c : coordinates) {
    arms.push_back(
        make_table(context, samples, "MomentArm_" + inputs.model.coordinates[c.at()].name, labels));
    moments.push_back(
        make_table(context, samples, "Moment_" + inputs.model.coordinates[c.at()].name, labels));
  }

  auto skeleton_workspace = inputs.skeleton->make_workspace();
  auto couplings_workspace = inputs.couplings->make_workspace();
  mechanics::MuscleMechanics::Workspace workspace;
  mechanics::Pose pose;
  MuscleSample sample;
  for (std::size_t k = 0; k < samples.size(); ++k) {
    const auto row = static_cast<Eigen::Index>(samples[k]);
    const auto out = static_cast<Eigen::Index>(k);
    const auto count = static_cast<std::size_t>(context.motion.q.cols());
    const std::span q(context.motion.q.row(row).data(), count),
        qdot(context.motion.qdot.row(row).data(), count);
    inputs.skeleton->set_pose(skeleton_workspace, q, qdot, pose);
    inputs.couplings->set_pose(q, couplings_workspace);
    muscles->compute(*inputs.skeleton, skeleton_workspace, pose, *inputs.couplings, couplings_workspace,
                     workspace, sample);
    for (std::size_t t = 0; t < tables.size(); ++t)
      for (std::size_t j = 0; j < chosen.size(); ++j) {
        const std::size_t m = chosen[j];
        tables[t].values(out, static_cast<Eigen::Index>(j)) =
            quantities()[t].value(sample.paths[m], sample.fibers[m], muscles->muscles()[m]);
      }
    for (std::size_t c = 0; c < coordinates.size(); ++c) {
      const auto coupling = inputs.couplings->coupling_vector(coordinates[c], couplings_workspace);
      for (std::size_t j = 0; j < chosen.size(); ++j) {
        const double arm = coupled_moment_arm(*muscles, sample, chosen[j], coupling);
        arms[c].values(out, static_cast<Eigen::Index>(j)) = arm;
        moments[c].values(out, static_cast<Eigen::Index>(j)) = arm * tendon_force(sample.fibers[chosen[j]]);
      }
    }
    if (context.progress) context.progress("muscle analysis", k + 1, samples.size());
  }

  context.notes.assume(
      "analysis " + analysis.settings.name,
      "fibres on a rigid tendon, forces at activation 0.05: OpenSim writes its own initial fibre states");
  ToolOutcome outcome;
  outcome.sample_count = samples.size();
  const std::string description =
      "This analysis gathers basic information about muscles during a motion (lengths, moment arms, "
      "forces).\n" +
      units_note();
  for (const auto* list : {&arms, &moments, &tables})
    for (const auto& table : *list)
      if (auto done = write_result(context, table, analysis.settings.name, table.name, description, outcome);
          !done)
        return done.refusal();
  return outcome;
}

}  // namespace loadshare::analysis
