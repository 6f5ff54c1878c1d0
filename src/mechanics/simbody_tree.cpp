#include "mechanics/simbody_tree.h"

#include <Simbody.h>

#include <utility>

#include "base/require.h"
#include "mechanics/custom_mobilizer.h"

namespace loadshare::mechanics {
namespace {

SimTK::Vec3 to_simtk(const Vec3& v) { return {v.x(), v.y(), v.z()}; }
Vec3 from_simtk(const SimTK::Vec3& v) { return {v[0], v[1], v[2]}; }

SimTK::Transform to_simtk(const Transform& X) {
  SimTK::Mat33 R;
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j) R(i, j) = X.R(i, j);
  return {SimTK::Rotation(R, true), to_simtk(X.p)};
}

}  // namespace

struct SimbodyTree::Parts {
  SimTK::MultibodySystem system;
  SimTK::SimbodyMatterSubsystem matter{system};
  std::vector<SimTK::MobilizedBodyIndex> mobods;  // by body
  std::vector<std::pair<int, int>> mobility;      // by coordinate: body, index at its joint
  std::vector<int> speed_index;                   // by coordinate: Simbody's index of q and of u
  SimTK::State initial_state;

  void add_joint(const TreeJoint& joint, JointRules rules);
};

void SimbodyTree::Parts::add_joint(const TreeJoint& joint, JointRules rules) {
  using SimTK::MobilizedBody;
  MobilizedBody& parent = matter.updMobilizedBody(mobods[static_cast<std::size_t>(joint.parent)]);
  const SimTK::Body::Rigid body(SimTK::MassProperties(1, SimTK::Vec3(0), SimTK::Inertia(1)));
  const SimTK::Transform X_PF = to_simtk(joint.X_PF), X_BM = to_simtk(joint.X_BM);
  MobilizedBody added;
  switch (joint.type) {
    case TreeJointType::weld:
      added = MobilizedBody::Weld(parent, X_PF, body, X_BM);
      break;
    case TreeJointType::pin:
      added = MobilizedBody::Pin(parent, X_PF, body, X_BM);
      break;
    case TreeJointType::slider:
      added = MobilizedBody::Slider(parent, X_PF, body, X_BM);
      break;
    case TreeJointType::universal:
      added = MobilizedBody::Universal(parent, X_PF, body, X_BM);
      break;
    case TreeJointType::planar:
      added = MobilizedBody::Planar(parent, X_PF, body, X_BM);
      break;
    case TreeJointType::by_motions: {
      auto* mobilizer =
          new CustomMobilizer(matter, static_cast<int>(joint.coordinates.size()), joint.motions, rules);
      added = MobilizedBody::Custom(parent, mobilizer, X_PF, body, X_BM);
      break;
    }
  }
  mobods[static_cast<std::size_t>(joint.child)] = added.getMobilizedBodyIndex();
  for (std::size_t k = 0; k < joint.coordinates.size(); ++k)
    mobility[static_cast<std::size_t>(joint.coordinates[k])] = {joint.child, static_cast<int>(k)};
}

struct SimbodyTree::Workspace {
  SimTK::State state;
  SimTK::Vector udot;
  SimTK::Vector_<SimTK::SpatialVec> accelerations;
};

void SimbodyTree::WorkspaceDeleter::operator()(Workspace* workspace) const { delete workspace; }

SimbodyTree::SimbodyTree(int body_count, const std::vector<TreeJoint>& joints, int coordinate_count,
                         JointRules rules)
    : parts_(std::make_unique<Parts>()) {
  parts_->mobods.assign(static_cast<std::size_t>(body_count), SimTK::GroundIndex);
  parts_->mobility.assign(static_cast<std::size_t>(coordinate_count), {-1, -1});
  for (const auto& joint : joints) parts_->add_joint(joint, rules);
  parts_->initial_state = parts_->system.realizeTopology();
  parts_->system.realizeModel(parts_->initial_state);
  for (const auto& [body, index] : parts_->mobility) {
    require(body >= 0, "every coordinate belongs to a joint");
    const auto& mobod = parts_->matter.getMobilizedBody(parts_->mobods[static_cast<std::size_t>(body)]);
    const int first_speed = mobod.getFirstUIndex(parts_->initial_state);
    const int first_coordinate = mobod.getFirstQIndex(parts_->initial_state);
    require(first_speed == first_coordinate, "as many coordinates as speeds");
    parts_->speed_index.push_back(first_speed + index);
  }
}

SimbodyTree::~SimbodyTree() = default;

SimbodyTree::WorkspacePointer SimbodyTree::make_workspace() const {
  WorkspacePointer scratch(new Workspace);
  scratch->state = parts_->initial_state;
  const int speed_count = static_cast<int>(parts_->speed_index.size());
  const int body_count = static_cast<int>(parts_->mobods.size());
  scratch->udot.resize(speed_count);
  scratch->accelerations.resize(body_count);
  return scratch;
}

void SimbodyTree::set_pose(Workspace& workspace, const double* q, const double* qdot) const {
  SimTK::Vector& state_q = workspace.state.updQ();
  for (std::size_t i = 0; i < parts_->speed_index.size(); ++i) state_q[parts_->speed_index[i]] = q[i];
  SimTK::Vector& state_u = workspace.state.updU();
  for (std::size_t i = 0; i < parts_->speed_index.size(); ++i) state_u[parts_->speed_index[i]] = qdot[i];
  parts_->system.realize(workspace.state, SimTK::Stage::Velocity);
}

Transform SimbodyTree::X_GB(const Workspace& workspace, int body) const {
  const SimTK::Transform& X = parts_->matter.getMobilizedBody(parts_->mobods[static_cast<std::size_t>(body)])
                                  .getBodyTransform(workspace.state);
  Transform result;
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j) result.R(i, j) = X.R()[i][j];
  result.p = from_simtk(X.p());
  return result;
}

void SimbodyTree::velocity(const Workspace& workspace, int body, Vec3& angular_G, Vec3& linear_G) const {
  const SimTK::SpatialVec& V = parts_->matter.getMobilizedBody(parts_->mobods[static_cast<std::size_t>(body)])
                                   .getBodyVelocity(workspace.state);
  angular_G = from_simtk(V[0]);
  linear_G = from_simtk(V[1]);
}

HingeColumn SimbodyTree::hinge_column(const Workspace& workspace, int coordinate) const {
  const auto& [body, index] = parts_->mobility[static_cast<std::size_t>(coordinate)];
  const auto column = parts_->matter.getMobilizedBody(parts_->mobods[static_cast<std::size_t>(body)])
                          .getHCol(workspace.state, SimTK::MobilizerUIndex(index));
  return {from_simtk(column[0]), from_simtk(column[1])};
}

void SimbodyTree::compute_body_accelerations(Workspace& workspace, const double* udot,
                                             SpatialAcceleration* accelerations) const {
  for (std::size_t i = 0; i < parts_->speed_index.size(); ++i)
    workspace.udot[parts_->speed_index[i]] = udot[i];
  parts_->matter.calcBodyAccelerationFromUDot(workspace.state, workspace.udot, workspace.accelerations);
  for (std::size_t b = 0; b < parts_->mobods.size(); ++b) {
    const SimTK::SpatialVec& A = workspace.accelerations[parts_->mobods[b]];
    accelerations[b] = {from_simtk(A[0]), from_simtk(A[1])};
  }
}

}  // namespace loadshare::mechanics
