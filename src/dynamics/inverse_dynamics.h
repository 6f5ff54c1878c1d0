// Inverse dynamics: the generalised forces that a motion needs beyond the forces that are known.
//
//   required = M(q) qddot + h(q, qdot) - J^T (gravity + external forces + the model's own forces)
//
// on every coordinate, couplers and locks left aside (as OpenSim's InverseDynamicsSolver): the moments
// that muscles, reserves and constraints must supply together. Reduced to the free coordinates (T^T
// required, mechanics/couplings.h), the constraints' share drops out: what load sharing balances.
#pragma once

#include <span>
#include <vector>

#include "base/diagnostics.h"
#include "base/result.h"
#include "base/time_series.h"
#include "dynamics/external_forces.h"
#include "mechanics/couplings.h"
#include "mechanics/model_forces.h"
#include "mechanics/path.h"
#include "mechanics/skeleton.h"
#include "model/model.h"
#include "motion/kinematics.h"

namespace loadshare::dynamics {

// The forces that are known at one sample.
struct KnownForces {
  std::vector<mechanics::SpatialForce> body;  // one a body, about its origin, in ground
  std::vector<double> mobility;               // one a coordinate
};

// Replaces `known` by gravity, the model's own forces that apply (not its actuators) and the external
// forces. `ligament_paths`: as for mechanics::add_ligament_forces. Allocates nothing once `known` has
// its size.
void gather_known_forces(const model::Model& model, const mechanics::Pose& pose,
                         std::span<const mechanics::PathGeometry> ligament_paths,
                         const ExternalForces& external, double time_s, KnownForces& known);

// One instant of a motion: one entry a coordinate.
struct MotionSample {
  double time_s = 0;
  std::span<const double> q, qdot, qddot;
};
// Precondition: sample < motion.sample_count().
[[nodiscard]] MotionSample sample_of(const motion::Kinematics& motion, std::size_t sample);

// Sample after sample without allocation. Holds references: model, skeleton and forces must live on.
class InverseDynamics {
 public:
  InverseDynamics(const model::Model& model, const mechanics::Skeleton& skeleton,
                  const ExternalForces& external);

  // Scratch memory of one thread; after compute() it holds the sample's pose and known forces.
  struct Workspace {
    mechanics::Skeleton::Workspace skeleton;
    mechanics::Pose pose;
    KnownForces known;
    mechanics::PathWorkspace paths;
    std::vector<mechanics::PathGeometry> ligaments;
  };
  [[nodiscard]] Workspace make_workspace() const;

  // required: one a coordinate [N m, N].
  void compute(const MotionSample& sample, Workspace& workspace, std::vector<double>& required) const;

 private:
  const model::Model& model_;
  const mechanics::Skeleton& skeleton_;
  const ExternalForces& external_;
  std::vector<mechanics::PathEngine> ligament_engine_;  // one, or none where there are no ligaments
};

// samples x coordinates, and samples x free coordinates.
struct RequiredForces {
  SampleMatrix all;
  SampleMatrix free;
};

// A whole motion. Refused where the external forces do not cover it (ExternalForces::check_times) or a
// sample's result is not finite, naming the sample.
[[nodiscard]] Result<RequiredForces> compute_inverse_dynamics(
    const model::Model& model, const mechanics::Skeleton& skeleton, const mechanics::Couplings& couplings,
    const motion::Kinematics& motion, const ExternalForces& external, Diagnostics& notes);

}  // namespace loadshare::dynamics
