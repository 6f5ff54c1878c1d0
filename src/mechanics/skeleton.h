// Skeleton: a model's bodies and joints as a multibody system (Simbody inside, unseen outside).
//
// Every coordinate's speed is its own time derivative: a ball joint's speeds are the rates of its
// three angles, not an angular velocity. Sizes: bodies and coordinates as in the model, ground
// included as body 0. Vectors in ground unless the name says otherwise.
#pragma once

#include <Eigen/Core>
#include <memory>
#include <span>
#include <vector>

#include "base/result.h"
#include "mechanics/pose.h"
#include "mechanics/spatial.h"
#include "model/model.h"

namespace loadshare::mechanics {

class Skeleton {
 public:
  // Scratch space of one thread; holds the last pose that was set.
  class Workspace;

  // The model is checked by its reader; what joints cannot be built from is refused here.
  static Result<Skeleton> make(const model::Model& model, JointRules rules = JointRules::exact);
  Skeleton(Skeleton&&) noexcept;
  Skeleton& operator=(Skeleton&&) noexcept;
  ~Skeleton();

  [[nodiscard]] std::size_t body_count() const;
  [[nodiscard]] std::size_t coordinate_count() const;
  // The parent of each body (none for ground), and the coordinates of the joint that moves it.
  [[nodiscard]] const std::vector<model::BodyId>& parents() const;
  [[nodiscard]] const std::vector<std::vector<model::CoordinateId>>& joint_coordinates() const;

  [[nodiscard]] Workspace make_workspace() const;

  // q, qdot: one entry a coordinate. Writes transforms and velocities of all bodies, ground included.
  void set_pose(Workspace& workspace, std::span<const double> q, std::span<const double> qdot,
                Pose& pose) const;

  // One column a coordinate, for the workspace's pose.
  void compute_hinge_columns(const Workspace& workspace, std::vector<HingeColumn>& columns) const;

  // The generalised forces that the accelerations `udot` need beyond the applied forces, constraints
  // left aside: M udot + h(q, qdot) - J^T body_forces - mobility_forces, by Newton and Euler from the
  // outermost bodies inwards (Luh, Walker and Paul 1980). Gravity is not added.
  // Sizes: udot, mobility_forces, result one a coordinate; body_forces one a body.
  void compute_inverse_dynamics(Workspace& workspace, std::span<const double> udot,
                                std::span<const SpatialForce> body_forces,
                                std::span<const double> mobility_forces,
                                std::vector<double>& generalised_forces) const;

  // Accelerations of the body origins for the workspace's pose.
  void compute_body_accelerations(Workspace& workspace, std::span<const double> udot,
                                  std::vector<SpatialAcceleration>& accelerations) const;

 private:
  struct Parts;
  explicit Skeleton(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

class Skeleton::Workspace {
 public:
  Workspace(Workspace&&) noexcept;
  Workspace& operator=(Workspace&&) noexcept;
  ~Workspace();

 private:
  friend class Skeleton;
  struct Parts;
  explicit Workspace(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

// The force, and the moment about its origin, that a body's motion needs (Newton; Euler): for the body
// at pose X_GB with velocity V_GB and acceleration A_GB of its origin.
[[nodiscard]] SpatialForce inertial_force(const model::Body& body, const Transform& X_GB,
                                          const SpatialVelocity& V_GB, const SpatialAcceleration& A_GB);

// Weight of each body as a force at its mass centre, added to `forces` (one a body).
void add_gravity(const model::Model& model, const Pose& pose, std::vector<SpatialForce>& forces);

// J^T of one body's force: adds what `force` on `body` does on every coordinate above it. `result`
// has one entry a coordinate.
void add_generalised_force(const Skeleton& skeleton, const Pose& pose, std::span<const HingeColumn> columns,
                           model::BodyId body, const SpatialForce& force, std::span<double> result);

}  // namespace loadshare::mechanics
