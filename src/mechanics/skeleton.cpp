#include "mechanics/skeleton.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "base/require.h"
#include "mechanics/simbody_tree.h"

namespace loadshare::mechanics {
namespace {

AxisMotion make_motion(const Vec3& axis, std::vector<int> arguments, numerics::Function function) {
  AxisMotion motion;
  motion.axis = axis.normalized();
  const std::size_t count = arguments.size();
  motion.arguments = std::move(arguments);
  motion.value = [function, count](const double* x) { return function.value(std::span(x, count)); };
  motion.derivative = [function, count](const int* variables, int order, const double* x) {
    return function.derivative(std::span(variables, static_cast<std::size_t>(order)), std::span(x, count));
  };
  return motion;
}

// Ball and free joints in the vocabulary of custom joints: angles about x, y, z, then distances.
std::array<AxisMotion, 6> direct_motions(std::size_t coordinate_count) {
  std::array<AxisMotion, 6> motions;
  for (std::size_t k = 0; k < 6; ++k) {
    const Vec3 axis = Vec3::Unit(static_cast<int>(k % 3));
    motions[k] = k < coordinate_count ? make_motion(axis, {static_cast<int>(k)}, numerics::make_linear(1, 0))
                                      : make_motion(axis, {}, numerics::make_constant(0));
  }
  return motions;
}

std::array<AxisMotion, 6> custom_motions(const model::Joint& joint) {
  std::array<AxisMotion, 6> motions;
  for (std::size_t k = 0; k < 6; ++k) {
    std::vector<int> arguments;
    for (const auto coordinate : joint.axes[k].coordinates) {
      const auto found = std::find(joint.coordinates.begin(), joint.coordinates.end(), coordinate);
      require(found != joint.coordinates.end(), "a joint's axes use the joint's own coordinates");
      arguments.push_back(static_cast<int>(found - joint.coordinates.begin()));
    }
    motions[k] = make_motion(joint.axes[k].axis, std::move(arguments), joint.axes[k].function);
  }
  return motions;
}

// A custom joint without coordinates holds the child still where its constants put it.
Transform constant_transform(const std::array<AxisMotion, 6>& motions) {
  Transform X_FM;
  for (std::size_t k = 0; k < 3; ++k) {
    X_FM.R = X_FM.R * Eigen::AngleAxisd(motions[k].value(nullptr), motions[k].axis).toRotationMatrix();
    X_FM.p += motions[k + 3].axis * motions[k + 3].value(nullptr);
  }
  return X_FM;
}

TreeJoint make_tree_joint(const model::Joint& joint) {
  using model::JointType;
  TreeJoint made;
  made.parent = joint.parent.index;
  made.child = joint.child.index;
  made.X_PF = joint.X_PF;
  made.X_BM = joint.X_BM;
  for (const auto coordinate : joint.coordinates) made.coordinates.push_back(coordinate.index);
  switch (joint.type) {
    case JointType::weld:
      made.type = TreeJointType::weld;
      break;
    case JointType::pin:
      made.type = TreeJointType::pin;
      break;
    case JointType::slider:
      made.type = TreeJointType::slider;
      break;
    case JointType::universal:
      made.type = TreeJointType::universal;
      break;
    case JointType::planar:
      made.type = TreeJointType::planar;
      break;
    case JointType::ball:
    case JointType::free:
      made.type = TreeJointType::by_motions;
      made.motions = direct_motions(joint.coordinates.size());
      break;
    case JointType::custom:
      made.motions = custom_motions(joint);
      made.type = joint.coordinates.empty() ? TreeJointType::weld : TreeJointType::by_motions;
      if (joint.coordinates.empty()) made.X_PF = joint.X_PF * constant_transform(made.motions);
      break;
  }
  return made;
}

}  // namespace

struct Skeleton::Parts {
  std::unique_ptr<SimbodyTree> tree;
  std::vector<model::Body> bodies;
  std::vector<model::BodyId> parents;
  std::vector<model::BodyId> outwards;                              // bodies, parents before children
  std::vector<std::vector<model::CoordinateId>> joint_coordinates;  // by child body
  std::size_t coordinate_count = 0;
};

struct Skeleton::Workspace::Parts {
  SimbodyTree::WorkspacePointer scratch;
  std::vector<Transform> X_GB;
  std::vector<SpatialVelocity> V_GB;
  std::vector<SpatialAcceleration> accelerations;
  std::vector<SpatialForce> supplied;  // by body: what its joint passes on to it
  std::vector<HingeColumn> columns;    // of the pose, once they were asked for
  bool has_columns = false;

  const std::vector<HingeColumn>& columns_of(const SimbodyTree& tree, std::size_t coordinate_count) {
    if (has_columns) return columns;
    columns.resize(coordinate_count);
    for (std::size_t i = 0; i < coordinate_count; ++i)
      columns[i] = tree.hinge_column(*scratch, static_cast<int>(i));
    has_columns = true;
    return columns;
  }
};

Skeleton::Skeleton(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Skeleton::Skeleton(Skeleton&&) noexcept = default;
Skeleton& Skeleton::operator=(Skeleton&&) noexcept = default;
Skeleton::~Skeleton() = default;

Skeleton::Workspace::Workspace(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Skeleton::Workspace::Workspace(Workspace&&) noexcept = default;
Skeleton::Workspace& Skeleton::Workspace::operator=(Workspace&&) noexcept = default;
Skeleton::Workspace::~Workspace() = default;

Result<Skeleton> Skeleton::make(const model::Model& model, JointRules rules) {
  auto parts = std::make_unique<Parts>();
  parts->parents.assign(model.bodies.size(), model::BodyId());
  parts->joint_coordinates.assign(model.bodies.size(), {});
  parts->coordinate_count = model.coordinates.size();
  parts->bodies = model.bodies;
  std::vector<TreeJoint> joints;
  for (const auto& joint : model.joints) {
    parts->parents[joint.child.at()] = joint.parent;
    parts->outwards.push_back(joint.child);
    parts->joint_coordinates[joint.child.at()] = joint.coordinates;
    joints.push_back(make_tree_joint(joint));
  }
  try {
    parts->tree = std::make_unique<SimbodyTree>(static_cast<int>(model.bodies.size()), joints,
                                                static_cast<int>(model.coordinates.size()), rules);
  } catch (const Bug&) {
    throw;
  } catch (const std::exception& error) {
    return Refusal{"model " + model.name, std::string("its joints cannot be assembled: ") + error.what(),
                   "Check the joints' axes and frames."};
  }
  return Skeleton(std::move(parts));
}

std::size_t Skeleton::body_count() const { return parts_->parents.size(); }
std::size_t Skeleton::coordinate_count() const { return parts_->coordinate_count; }
const std::vector<model::BodyId>& Skeleton::parents() const { return parts_->parents; }
const std::vector<std::vector<model::CoordinateId>>& Skeleton::joint_coordinates() const {
  return parts_->joint_coordinates;
}

Skeleton::Workspace Skeleton::make_workspace() const {
  auto scratch = std::make_unique<Workspace::Parts>();
  scratch->scratch = parts_->tree->make_workspace();
  return Workspace(std::move(scratch));
}

void Skeleton::set_pose(Workspace& workspace, std::span<const double> q, std::span<const double> qdot,
                        Pose& pose) const {
  require(q.size() == coordinate_count() && qdot.size() == coordinate_count(),
          "one value and one speed for each coordinate");
  SimbodyTree::Workspace& scratch = *workspace.parts_->scratch;
  workspace.parts_->has_columns = false;
  parts_->tree->set_pose(scratch, q.data(), qdot.data());
  pose.X_GB.resize(body_count());
  pose.V_GB.resize(body_count());
  pose.q.assign(q.begin(), q.end());
  pose.qdot.assign(qdot.begin(), qdot.end());
  for (std::size_t b = 0; b < body_count(); ++b) {
    pose.X_GB[b] = parts_->tree->X_GB(scratch, static_cast<int>(b));
    parts_->tree->velocity(scratch, static_cast<int>(b), pose.V_GB[b].angular_G, pose.V_GB[b].linear_G);
  }
  workspace.parts_->X_GB = pose.X_GB;
  workspace.parts_->V_GB = pose.V_GB;
}

void Skeleton::compute_hinge_columns(const Workspace& workspace, std::vector<HingeColumn>& columns) const {
  columns = workspace.parts_->columns_of(*parts_->tree, coordinate_count());
}

void Skeleton::compute_inverse_dynamics(Workspace& workspace, std::span<const double> udot,
                                        std::span<const SpatialForce> body_forces,
                                        std::span<const double> mobility_forces,
                                        std::vector<double>& generalised_forces) const {
  require(mobility_forces.size() == coordinate_count() && body_forces.size() == body_count(),
          "one entry for each coordinate and each body");
  auto& scratch = *workspace.parts_;
  compute_body_accelerations(workspace, udot, scratch.accelerations);
  auto& supplied = scratch.supplied;
  supplied.resize(body_count());
  for (std::size_t b = 1; b < body_count(); ++b) {
    supplied[b] =
        inertial_force(parts_->bodies[b], scratch.X_GB[b], scratch.V_GB[b], scratch.accelerations[b]);
    supplied[b].force_G -= body_forces[b].force_G;
    supplied[b].moment_G -= body_forces[b].moment_G;
  }
  const auto& columns = scratch.columns_of(*parts_->tree, coordinate_count());
  generalised_forces.resize(coordinate_count());
  for (std::size_t k = parts_->outwards.size(); k-- > 0;) {
    const model::BodyId body = parts_->outwards[k], parent = parts_->parents[body.at()];
    const SpatialForce& force = supplied[body.at()];
    for (const auto coordinate : parts_->joint_coordinates[body.at()]) {
      const HingeColumn& column = columns[coordinate.at()];
      generalised_forces[coordinate.at()] = column.angular_G.dot(force.moment_G) +
                                            column.linear_G.dot(force.force_G) -
                                            mobility_forces[coordinate.at()];
    }
    if (parent == model::ground) continue;
    supplied[parent.at()].force_G += force.force_G;
    supplied[parent.at()].moment_G +=
        force.moment_G + (scratch.X_GB[body.at()].p - scratch.X_GB[parent.at()].p).cross(force.force_G);
  }
}

void Skeleton::compute_body_accelerations(Workspace& workspace, std::span<const double> udot,
                                          std::vector<SpatialAcceleration>& accelerations) const {
  require(udot.size() == coordinate_count(), "one acceleration for each coordinate");
  accelerations.resize(body_count());
  parts_->tree->compute_body_accelerations(*workspace.parts_->scratch, udot.data(), accelerations.data());
}

SpatialForce inertial_force(const model::Body& body, const Transform& X_GB, const SpatialVelocity& V_GB,
                            const SpatialAcceleration& A_GB) {
  const auto& [xx, yy, zz, xy, xz, yz] = body.inertia_kgm2;
  Mat3 inertia_B;
  inertia_B << xx, xy, xz, xy, yy, yz, xz, yz, zz;
  const Mat3 inertia_G = X_GB.R * inertia_B * X_GB.R.transpose();
  const Vec3 center = X_GB.R * body.mass_center_B;
  const Vec3& omega = V_GB.angular_G;
  const Vec3& alpha = A_GB.angular_G;
  const Vec3 center_acceleration = A_GB.linear_G + alpha.cross(center) + omega.cross(omega.cross(center));
  SpatialForce needed;
  needed.force_G = body.mass_kg * center_acceleration;
  needed.moment_G = inertia_G * alpha + omega.cross(inertia_G * omega) + center.cross(needed.force_G);
  return needed;
}

void add_gravity(const model::Model& model, const Pose& pose, std::vector<SpatialForce>& forces) {
  for (std::size_t b = 1; b < model.bodies.size(); ++b) {
    const auto& body = model.bodies[b];
    const Vec3 weight = body.mass_kg * model.gravity_G;
    forces[b].force_G += weight;
    forces[b].moment_G += (pose.X_GB[b].R * body.mass_center_B).cross(weight);
  }
}

void add_generalised_force(const Skeleton& skeleton, const Pose& pose, std::span<const HingeColumn> columns,
                           model::BodyId body, const SpatialForce& force, std::span<double> result) {
  const Vec3 origin = pose.X_GB[body.at()].p;
  for (model::BodyId at = body; at.is_some() && at != model::ground; at = skeleton.parents()[at.at()]) {
    const auto& coordinates = skeleton.joint_coordinates()[at.at()];
    if (coordinates.empty()) continue;
    const Vec3 moment = force.moment_G + (origin - pose.X_GB[at.at()].p).cross(force.force_G);
    for (const auto coordinate : coordinates) {
      const HingeColumn& column = columns[coordinate.at()];
      result[coordinate.at()] += column.angular_G.dot(moment) + column.linear_G.dot(force.force_G);
    }
  }
}

}  // namespace loadshare::mechanics
