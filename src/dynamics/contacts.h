// Contacts: what floor, bench or wall may press on, as unknown forces along the edges of friction pyramids.
//
// A pair is a contact point of the body and a surface that may touch it. Its force on the body is
//   sum_e f_e (n +- mu t),  f_e >= 0, four edges: +t1, -t1, +t2, -t2
// with the surface's normal n, tangents t and friction mu, so that each edge's f is a normal force. The edges
// of all pairs, in the order of pairs(), are actuators of the load-sharing problem (sharing/share_load.h) of
// strength_N() each, whose controls go from 0 to what the pair's distance and speed allow.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "base/diagnostics.h"
#include "base/result.h"
#include "capture/scene.h"
#include "dynamics/contact_surface.h"
#include "dynamics/external_forces.h"
#include "mechanics/body_jacobians.h"
#include "model/body.h"

namespace loadshare::dynamics {

struct ContactPair {
  std::string name;  // "floor.heel_r"
  std::size_t surface = 0;
  model::BodyId body;
  Vec3 p_B = Vec3::Zero();
};

// Whether the support may press on the point: it names the point, its region, or nothing.
[[nodiscard]] bool may_touch(const capture::Support& support, const model::ContactPoint& point);

// A pair at one sample.
struct ContactState {
  Vec3 p_G = Vec3::Zero();
  SurfaceDistance distance;
  double speed_mps = 0;       // of the point against the surface
  double strength_ratio = 0;  // of full strength, 0 to 1

  [[nodiscard]] bool is_within_ends() const { return distance.beyond_end_m == 0; }
};

// What several pairs do together: force_G at center_G, and a moment that is left there.
struct ContactResultant {
  Vec3 force_G = Vec3::Zero();
  // Centre of pressure: where the normal forces have their mean, in the surface. Zero without a force.
  Vec3 center_G = Vec3::Zero();
  Vec3 moment_G = Vec3::Zero();
};

// Constant once made; every thread has a workspace. Looks back at nothing.
class Contacts {
 public:
  // model: with what it carries; its weight is what strength is measured by.
  // Pairs of a body on which a measured force acts are left out with a finding, and so are those of its foot:
  // where the body has a foot's contact points or none (a talus), the bodies with a foot's contact points
  // that hang from it or that it hangs from. Refused: a support that names no region and no point of
  // `points`, supports where there are no points.
  static Result<Contacts> make(const model::Model& model, const mechanics::Skeleton& skeleton,
                               const mechanics::Couplings& couplings,
                               std::span<const model::ContactPoint> points,
                               std::span<const capture::Support> supports,
                               std::span<const model::BodyId> measured, const ContactSettings& settings,
                               Diagnostics& notes);

  [[nodiscard]] const std::vector<ContactPair>& pairs() const { return pairs_; }
  [[nodiscard]] const std::vector<ContactSurface>& surfaces() const { return surfaces_; }
  [[nodiscard]] std::size_t edge_count() const { return edges_per_contact * pairs_.size(); }
  // Of an edge at full strength: the optimal force of its actuator. Its share of the model's weight.
  [[nodiscard]] double strength_N() const { return strength_N_; }

  // Memory of one thread; after measure() it holds the sample's states, one a pair.
  struct Workspace {
    std::vector<ContactState> states;
    mechanics::BodyJacobians::Workspace jacobians;
  };
  [[nodiscard]] Workspace make_workspace() const;

  // Allocates nothing, nor do the others below.
  void measure(const mechanics::Pose& pose, Workspace& workspace) const;

  // After measure(): these pairs carry nothing at this sample.
  void release(std::span<const std::size_t> pairs, Workspace& workspace) const;

  // For the pose that was measured: generalised forces on the free coordinates (rows) of one newton along
  // each edge (columns). All of them are written; zero for pairs without strength. hinges, tangent: as for
  // BodyJacobians::compute.
  void fill_columns(const mechanics::Pose& pose, std::span<const mechanics::HingeColumn> hinges,
                    std::span<const mechanics::TangentEntry> tangent, Workspace& workspace,
                    Eigen::Ref<Eigen::MatrixXd> columns) const;
  // The greatest control of each edge: its pair's strength_ratio.
  void fill_control_max(const Workspace& workspace, Eigen::Ref<Eigen::VectorXd> control_max) const;

  // On the body, from the forces along all edges [N].
  [[nodiscard]] Vec3 force_G(std::size_t pair, std::span<const double> edge_forces_N) const;
  // The pairs' forces on the bodies, about the bodies' origins (one entry a body).
  void add_contact_forces(const Workspace& workspace, const mechanics::Pose& pose,
                          std::span<const double> edge_forces_N,
                          std::span<mechanics::SpatialForce> body_forces) const;

  // Surfaces as a whole ("floor"), then each with each body that it may touch ("floor.calcn_r").
  [[nodiscard]] const std::vector<std::string>& resultant_names() const { return resultant_names_; }
  // One for each of these names.
  void compute_resultants(const Workspace& workspace, std::span<const double> edge_forces_N,
                          std::vector<ContactResultant>& resultants) const;

 private:
  Contacts(const mechanics::Skeleton& skeleton, const mechanics::Couplings& couplings,
           std::vector<ContactSurface> surfaces, std::vector<ContactPair> pairs,
           const ContactSettings& settings, double strength_N);
  void name_resultants(const model::Model& model);

  ContactSettings settings_;
  double strength_N_ = 0;
  std::vector<ContactSurface> surfaces_;
  std::vector<ContactPair> pairs_;
  mechanics::BodyJacobians jacobians_;  // of the bodies of the pairs
  std::vector<std::size_t> jacobian_of_pair_;
  std::vector<std::string> resultant_names_;
  std::vector<std::size_t> resultant_surface_;  // by resultant
  std::vector<std::size_t> resultant_of_pair_;  // by pair: that of its surface and body
};

// The pairs whose force is in one measured on a body: those of the body itself and of its foot, as
// Contacts::make leaves them out. `points` as given to make().
[[nodiscard]] std::vector<std::size_t> pairs_measured_with(const Contacts& contacts,
                                                           const mechanics::Skeleton& skeleton,
                                                           std::span<const model::ContactPoint> points,
                                                           model::BodyId measured);

// The bodies that the external forces act on, each once.
[[nodiscard]] std::vector<model::BodyId> bodies_with_measured_force(const ExternalForces& external);

}  // namespace loadshare::dynamics
