// The wall to Simbody: a tree of bodies in plain numbers. Used by skeleton.cpp only.
//
// Poses, velocities, hinge columns and accelerations come from here; masses stay outside, because
// Simbody refuses inertias that published models do have (thin feet whose moments of inertia break the
// triangle inequality). Every body here is a unit ball.
//
// Bodies are counted from 0 (ground), coordinates as the caller counts them. Simbody 3.7's headers
// do not compile as C++20 (its index types compare ambiguously), so this header and the two sources
// behind it are C++17: no spans, no Id types (docs/decisions/0002).
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/transform.h"
#include "mechanics/spatial.h"

namespace loadshare::mechanics {

// One of a joint's six motions: value = function(arguments), about or along `axis`.
struct AxisMotion {
  Vec3 axis = Vec3::UnitX();
  std::vector<int> arguments;  // indices among the joint's own coordinates
  // x: the arguments' values. derivative: by the listed argument positions (one or two).
  std::function<double(const double* x)> value;
  std::function<double(const int* variables, int order, const double* x)> derivative;
};

// `by_motions`: body-fixed rotations by motions 0 to 2, then translations along the parent's joint
// frame by motions 3 to 5.
enum class TreeJointType { weld, pin, slider, universal, planar, by_motions };

struct TreeJoint {
  TreeJointType type = TreeJointType::weld;
  int parent = 0, child = 0;
  Transform X_PF, X_BM;
  std::vector<int> coordinates;
  std::array<AxisMotion, 6> motions;
};

class SimbodyTree {
 public:
  // Scratch space of one thread.
  struct Workspace;
  struct WorkspaceDeleter {
    void operator()(Workspace* workspace) const;
  };
  using WorkspacePointer = std::unique_ptr<Workspace, WorkspaceDeleter>;

  // Joints parents first.
  SimbodyTree(int body_count, const std::vector<TreeJoint>& joints, int coordinate_count, JointRules rules);
  ~SimbodyTree();

  WorkspacePointer make_workspace() const;
  void set_pose(Workspace& workspace, const double* q, const double* qdot) const;
  Transform X_GB(const Workspace& workspace, int body) const;
  void velocity(const Workspace& workspace, int body, Vec3& angular_G, Vec3& linear_G) const;
  HingeColumn hinge_column(const Workspace& workspace, int coordinate) const;
  void compute_body_accelerations(Workspace& workspace, const double* udot,
                                  SpatialAcceleration* accelerations) const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace loadshare::mechanics
