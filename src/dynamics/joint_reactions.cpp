#include "dynamics/joint_reactions.h"

#include "base/require.h"

namespace loadshare::dynamics {
using mechanics::SpatialForce;

void compute_joint_reactions(const model::Model& model, const mechanics::Pose& pose,
                             std::span<const mechanics::SpatialAcceleration> accelerations,
                             std::span<const SpatialForce> applied, std::vector<JointReaction>& reactions) {
  require(accelerations.size() == model.bodies.size() && applied.size() == model.bodies.size(),
          "one acceleration and one force for each body");
  // What the joint that carries each body must supply, about that body's origin.
  std::vector<SpatialForce> supplied(model.bodies.size());
  for (std::size_t b = 1; b < model.bodies.size(); ++b) {
    supplied[b] = mechanics::inertial_force(model.bodies[b], pose.X_GB[b], pose.V_GB[b], accelerations[b]);
    supplied[b].force_G -= applied[b].force_G;
    supplied[b].moment_G -= applied[b].moment_G;
  }
  reactions.resize(model.joints.size());
  // Parents stand before their children, so backwards every joint's outer bodies are done already.
  for (std::size_t j = model.joints.size(); j-- > 0;) {
    const auto& joint = model.joints[j];
    const Transform& X_GB = pose.X_GB[joint.child.at()];
    const Transform& X_GP = pose.X_GB[joint.parent.at()];
    const SpatialForce& outer = supplied[joint.child.at()];
    JointReaction& reaction = reactions[j];
    reaction.joint_center_G = X_GB * joint.X_BM.p;
    reaction.parent_center_G = X_GP * joint.X_PF.p;
    reaction.on_child_G.force_G = outer.force_G;
    reaction.on_child_G.moment_G = outer.moment_G - (reaction.joint_center_G - X_GB.p).cross(outer.force_G);
    SpatialForce& inner = supplied[joint.parent.at()];
    inner.force_G += outer.force_G;
    inner.moment_G += outer.moment_G + (X_GB.p - X_GP.p).cross(outer.force_G);
  }
}

}  // namespace loadshare::dynamics
