// What the joints press with: contact forces at the hips and the lumbar levels, from motion, muscles and all
// that acts on the bodies.
//
// A joint's contact force is what the bodies beyond it need for their motion and get from nothing else that
// acts on them: weight, muscles, ligaments, supports, pressure (dynamics/joint_reactions.h).
#pragma once

#include <span>
#include <vector>

#include "base/transform.h"
#include "dynamics/joint_reactions.h"
#include "mechanics/muscle_mechanics.h"
#include "mechanics/skeleton.h"
#include "model/model.h"
#include "tension/cuts.h"

namespace loadshare::analysis {

// Of one cut. Lumbar levels: the force on the upper body of the joint. Hips: the force on the femur.
struct JointLoad {
  double resultant_N = 0;
  // Lumbar: along the disc's normal, positive where the level is pressed together. Hips: downwards along the
  // pelvis' own upright axis, positive where the head is pressed into the cup.
  double compression_N = 0;
  // Lumbar: in the disc's plane, positive where the upper body would slide forward without it; hips: forwards
  // in the pelvis.
  double shear_forward_N = 0;
  double shear_right_N = 0;  // the same to the right
};

// The disc's normal stands half-way between the long axes of the two vertebrae, which run from the joint
// below to the joint above; a body without one of the two (sacrum, thorax) leaves it to the other.
class JointLoads {
 public:
  JointLoads(const model::Model& model, const mechanics::Skeleton& skeleton,
             const std::vector<tension::Cut>& cuts);

  // `applied`: every force on each body about its origin, muscles included. `workspace` and `pose`: at the
  // sample's pose. Writes one entry a cut.
  void compute(mechanics::Skeleton::Workspace& workspace, const mechanics::Pose& pose,
               std::span<const double> qddot, std::span<const mechanics::SpatialForce> applied,
               std::vector<JointLoad>& loads);

 private:
  struct CutAxes {
    std::size_t joint = 0;
    bool is_lumbar = false;
    model::BodyId parent, child;
    Vec3 axis_parent = Vec3::Zero(), axis_child = Vec3::Zero();  // long axes in their bodies; zero: none
  };

  const model::Model& model_;
  const mechanics::Skeleton& skeleton_;
  std::vector<CutAxes> cuts_;
  std::vector<mechanics::SpatialAcceleration> accelerations_;
  std::vector<dynamics::JointReaction> reactions_;
};

// Adds what the muscles' tensions do to the bodies. One tension a muscle of the model.
void add_muscle_forces(const mechanics::MuscleSample& muscles, std::span<const double> tension_N,
                       std::span<mechanics::SpatialForce> applied);

}  // namespace loadshare::analysis
