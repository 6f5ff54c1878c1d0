// One sample's mechanics in one place: pose, known forces, muscles, and what they must balance.
#pragma once

#include <span>
#include <vector>

#include "dynamics/inverse_dynamics.h"
#include "mechanics/couplings.h"
#include "mechanics/muscle_mechanics.h"
#include "mechanics/skeleton.h"
#include "model/model.h"
#include "sharing/share_load.h"

namespace loadshare::analysis {

// Sample after sample on one thread, without allocation once it has seen a few. Holds references: all of
// them must live on. No result depends on the sample before.
class SampleMechanics {
 public:
  SampleMechanics(const model::Model& model, const mechanics::Skeleton& skeleton,
                  const mechanics::Couplings& couplings, const dynamics::ExternalForces& external,
                  const mechanics::MuscleMechanics& muscles)
      : skeleton_(skeleton),
        couplings_(couplings),
        muscles_(muscles),
        dynamics_(model, skeleton, external),
        workspace_(dynamics_.make_workspace()),
        couplings_workspace_(couplings.make_workspace()) {}

  void compute(const dynamics::MotionSample& sample) {
    qddot_.assign(sample.qddot.begin(), sample.qddot.end());
    dynamics_.compute(sample, workspace_, required_);
    couplings_.set_pose(sample.q, couplings_workspace_);
    muscles_.compute(skeleton_, workspace_.skeleton, workspace_.pose, couplings_, couplings_workspace_,
                     muscle_workspace_, muscle_sample_);
  }

  [[nodiscard]] const mechanics::Pose& pose() const { return workspace_.pose; }
  [[nodiscard]] const mechanics::MuscleSample& muscle_sample() const { return muscle_sample_; }
  [[nodiscard]] const mechanics::Couplings::Workspace& couplings_workspace() const {
    return couplings_workspace_;
  }
  [[nodiscard]] std::span<const mechanics::HingeColumn> hinge_columns() const {
    return muscle_workspace_.columns;
  }
  // Gravity, the model's own passive forces and the external forces, about the bodies' origins.
  [[nodiscard]] std::span<const mechanics::SpatialForce> known_body_forces() const {
    return workspace_.known.body;
  }
  // At the sample's pose.
  [[nodiscard]] mechanics::Skeleton::Workspace& skeleton_workspace() { return workspace_.skeleton; }
  [[nodiscard]] std::span<const double> qddot() const { return qddot_; }
  // Generalised forces on all coordinates that muscles, reserves and constraints must supply [N m, N].
  [[nodiscard]] const std::vector<double>& required() const { return required_; }

  // Required forces on the free coordinates, and the moment arms of the muscles named, in the layout's
  // order of entries (make_arm_layout). Forces of the muscles are the caller's to fill in.
  void fill_geometry(const std::vector<std::size_t>& used_muscles, sharing::SharingSample& sample) const;

 private:
  const mechanics::Skeleton& skeleton_;
  const mechanics::Couplings& couplings_;
  const mechanics::MuscleMechanics& muscles_;
  dynamics::InverseDynamics dynamics_;
  dynamics::InverseDynamics::Workspace workspace_;
  mechanics::Couplings::Workspace couplings_workspace_;
  mechanics::MuscleMechanics::Workspace muscle_workspace_;
  mechanics::MuscleSample muscle_sample_;
  std::vector<double> required_, qddot_;
};

// The muscles of the model that apply force.
[[nodiscard]] std::vector<std::size_t> muscles_in_use(const model::Model& model);

// Coordinates, arms and bounds of the muscles named; actuators and volumes are left to the caller.
[[nodiscard]] sharing::SharingLayout make_arm_layout(const model::Model& model,
                                                     const mechanics::Couplings& couplings,
                                                     const mechanics::MuscleMechanics& muscles,
                                                     const std::vector<std::size_t>& used_muscles);

}  // namespace loadshare::analysis
