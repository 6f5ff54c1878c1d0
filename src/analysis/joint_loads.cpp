#include "analysis/joint_loads.h"

#include "base/require.h"

namespace loadshare::analysis {
namespace {

// From the joint that holds the body to the next lumbar cut's joint on it, in the body's axes; zero where the
// body carries none.
Vec3 long_axis(const model::Model& model, const std::vector<tension::Cut>& cuts, model::BodyId body) {
  const model::Joint* below = nullptr;
  const model::Joint* above = nullptr;
  for (const auto& cut : cuts) {
    if (cut.region != tension::CutRegion::lumbar) continue;
    const auto& joint = model.joints[cut.joint.at()];
    if (joint.child == body) below = &joint;
    if (joint.parent == body) above = &joint;
  }
  if (!below || !above) return Vec3::Zero();
  return (above->X_PF.p - below->X_BM.p).normalized();
}

}  // namespace

JointLoads::JointLoads(const model::Model& model, const mechanics::Skeleton& skeleton,
                       const std::vector<tension::Cut>& cuts)
    : model_(model), skeleton_(skeleton) {
  for (const auto& cut : cuts) {
    const auto& joint = model.joints[cut.joint.at()];
    CutAxes axes{cut.joint.at(), cut.region == tension::CutRegion::lumbar, joint.parent, joint.child, {}, {}};
    axes.axis_parent = axes.is_lumbar ? long_axis(model, cuts, joint.parent) : Vec3::Zero();
    axes.axis_child = axes.is_lumbar ? long_axis(model, cuts, joint.child) : Vec3::Zero();
    cuts_.push_back(axes);
  }
}

void JointLoads::compute(mechanics::Skeleton::Workspace& workspace, const mechanics::Pose& pose,
                         std::span<const double> qddot, std::span<const mechanics::SpatialForce> applied,
                         std::vector<JointLoad>& loads) {
  skeleton_.compute_body_accelerations(workspace, qddot, accelerations_);
  dynamics::compute_joint_reactions(model_, pose, accelerations_, applied, reactions_);
  loads.resize(cuts_.size());
  for (std::size_t c = 0; c < cuts_.size(); ++c) {
    const auto& cut = cuts_[c];
    const Vec3 force_G = reactions_[cut.joint].on_child_G.force_G;
    const auto& R_GP = pose.X_GB[cut.parent.at()].R;
    // On the child: upwards where the child rests on the parent. A hip's child hangs below, so that what
    // presses the head into the cup pushes the femur down.
    Vec3 up_G = R_GP.col(1);
    if (cut.is_lumbar && !(cut.axis_parent.isZero() && cut.axis_child.isZero()))
      up_G = (R_GP * cut.axis_parent + pose.X_GB[cut.child.at()].R * cut.axis_child).normalized();
    const Vec3 right_G = (R_GP.col(2) - up_G * up_G.dot(R_GP.col(2))).normalized();
    const Vec3 forward_G = up_G.cross(right_G);
    const double sign = cut.is_lumbar ? 1 : -1;
    // What keeps the upper body from sliding forward pushes it backwards.
    loads[c] = {force_G.norm(), sign * force_G.dot(up_G), -sign * force_G.dot(forward_G),
                -sign * force_G.dot(right_G)};
  }
}

void add_muscle_forces(const mechanics::MuscleSample& muscles, std::span<const double> tension_N,
                       std::span<mechanics::SpatialForce> applied) {
  require(tension_N.size() <= muscles.paths.size(), "every tension has a path");
  for (std::size_t m = 0; m < tension_N.size(); ++m)
    for (const auto& wrench : muscles.paths[m].wrenches) {
      applied[wrench.body.at()].force_G += tension_N[m] * wrench.force_G;
      applied[wrench.body.at()].moment_G += tension_N[m] * wrench.moment_G;
    }
}

}  // namespace loadshare::analysis
