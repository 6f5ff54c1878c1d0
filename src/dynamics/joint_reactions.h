// Joint reactions: what each joint passes on from its parent to its child, muscles and motion together.
//
// Newton and Euler from the outermost bodies inwards: the joint must supply what the bodies beyond it
// need for their motion and do not get from the forces applied to them. Moments of coordinate
// actuators at the joint are part of it, as in Simbody's mobilizer reactions and OpenSim's JointReaction.
#pragma once

#include <span>
#include <vector>

#include "mechanics/skeleton.h"
#include "model/model.h"

namespace loadshare::dynamics {

// One joint, in the model's order.
struct JointReaction {
  mechanics::SpatialForce on_child_G;   // moment about the joint's origin on the child, in ground
  Vec3 joint_center_G = Vec3::Zero();   // that origin: of the joint frame on the child
  Vec3 parent_center_G = Vec3::Zero();  // origin of the joint frame on the parent
};

// applied: every force on each body, gravity and muscles included, about the body's origin.
// accelerations: of the bodies' origins (Skeleton::compute_body_accelerations).
void compute_joint_reactions(const model::Model& model, const mechanics::Pose& pose,
                             std::span<const mechanics::SpatialAcceleration> accelerations,
                             std::span<const mechanics::SpatialForce> applied,
                             std::vector<JointReaction>& reactions);

}  // namespace loadshare::dynamics
