#include "dynamics/inverse_dynamics.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/require.h"

namespace loadshare::dynamics {
namespace {

// What the model's ligaments need of it, and no muscle.
model::Model ligaments_alone(const model::Model& model) {
  model::Model small;
  small.bodies = model.bodies;
  small.coordinates = model.coordinates;
  small.wraps = model.wraps;
  small.ligaments = model.ligaments;
  return small;
}

std::span<const double> row_of(const SampleMatrix& matrix, std::size_t row) {
  const auto columns = static_cast<std::size_t>(matrix.cols());
  return {matrix.data() + row * columns, columns};
}

Result<Done> check_finite(const std::vector<double>& required, const model::Model& model, double time_s) {
  for (std::size_t c = 0; c < required.size(); ++c)
    if (!std::isfinite(required[c]))
      return Refusal{fmt::format("coordinate {} at {:g} s", model.coordinates[c].name, time_s),
                     "the generalised force that the motion needs there is not finite",
                     "Look at the motion and at the forces of the model around that time."};
  return Done{};
}

}  // namespace

void gather_known_forces(const model::Model& model, const mechanics::Pose& pose,
                         std::span<const mechanics::PathGeometry> ligament_paths,
                         const ExternalForces& external, double time_s, KnownForces& known) {
  known.body.assign(model.bodies.size(), mechanics::SpatialForce());
  known.mobility.assign(model.coordinates.size(), 0.0);
  mechanics::add_gravity(model, pose, known.body);
  mechanics::add_model_forces(model, pose, known.body, known.mobility);
  mechanics::add_ligament_forces(model, ligament_paths, known.body, known.mobility);
  add_external_forces(external, time_s, pose, known.body);
}

MotionSample sample_of(const motion::Kinematics& motion, std::size_t sample) {
  require(sample < motion.sample_count(), "a sample of the motion");
  return {motion.times_s[sample], row_of(motion.q, sample), row_of(motion.qdot, sample),
          row_of(motion.qddot, sample)};
}

InverseDynamics::InverseDynamics(const model::Model& model, const mechanics::Skeleton& skeleton,
                                 const ExternalForces& external)
    : model_(model), skeleton_(skeleton), external_(external) {
  const auto applies = [](const model::Ligament& ligament) { return ligament.applies_force; };
  if (std::any_of(model.ligaments.begin(), model.ligaments.end(), applies))
    ligament_engine_.emplace_back(ligaments_alone(model));
}

InverseDynamics::Workspace InverseDynamics::make_workspace() const {
  Workspace workspace{skeleton_.make_workspace(), {}, {}, {}, {}};
  workspace.ligaments.resize(model_.ligaments.size());
  return workspace;
}

void InverseDynamics::compute(const MotionSample& sample, Workspace& workspace,
                              std::vector<double>& required) const {
  skeleton_.set_pose(workspace.skeleton, sample.q, sample.qdot, workspace.pose);
  for (const auto& engine : ligament_engine_)
    engine.measure_paths(workspace.pose, workspace.paths, workspace.ligaments);
  gather_known_forces(model_, workspace.pose, workspace.ligaments, external_, sample.time_s, workspace.known);
  skeleton_.compute_inverse_dynamics(workspace.skeleton, sample.qddot, workspace.known.body,
                                     workspace.known.mobility, required);
}

Result<RequiredForces> compute_inverse_dynamics(const model::Model& model,
                                                const mechanics::Skeleton& skeleton,
                                                const mechanics::Couplings& couplings,
                                                const motion::Kinematics& motion,
                                                const ExternalForces& external, Diagnostics& notes) {
  if (const auto covered = external.check_times(motion.times_s, notes); !covered) return covered.refusal();
  const InverseDynamics dynamics(model, skeleton, external);
  auto workspace = dynamics.make_workspace();
  auto coupling = couplings.make_workspace();
  const std::size_t free_count = couplings.free_coordinates().size();
  const auto samples = static_cast<Eigen::Index>(motion.sample_count());
  RequiredForces result;
  result.all.resize(samples, static_cast<Eigen::Index>(model.coordinates.size()));
  result.free.resize(samples, static_cast<Eigen::Index>(free_count));
  std::vector<double> required;
  for (std::size_t s = 0; s < motion.sample_count(); ++s) {
    const MotionSample sample = sample_of(motion, s);
    dynamics.compute(sample, workspace, required);
    if (const auto finite = check_finite(required, model, sample.time_s); !finite) return finite.refusal();
    couplings.set_pose(sample.q, coupling);
    std::copy(required.begin(), required.end(), result.all.row(static_cast<Eigen::Index>(s)).begin());
    couplings.reduce(coupling, required, {result.free.data() + s * free_count, free_count});
  }
  return result;
}

}  // namespace loadshare::dynamics
