// Which contact points carry a moving body.
//
//   minimise    sum_e price_e x_e^2  +  price of what is left over, squared
//   subject to  sum_e column_e strength x_e + left over = required,   0 <= x_e <= greatest_e
//
// over the edges e of all friction pyramids (dynamics/contacts.h), in the six rows of the root alone: the
// joints' muscles have no say in what carries. An edge costs the more the further its point is from the
// support and the faster it goes.
#pragma once

#include <Eigen/Core>
#include <optional>
#include <span>
#include <vector>

#include "base/diagnostics.h"
#include "base/result.h"
#include "capture/scene.h"
#include "dynamics/contacts.h"
#include "dynamics/inverse_dynamics.h"
#include "mechanics/couplings.h"
#include "mechanics/skeleton.h"
#include "model/body.h"
#include "numerics/box_qp.h"

namespace loadshare::exercises {

// A body among supports. References: what they refer to must live on.
struct SupportedBody {
  const model::Model& model;
  const mechanics::Skeleton& skeleton;
  const mechanics::Couplings& couplings;
  std::span<const model::ContactPoint> contacts;
  const capture::Scene& scene;
  const dynamics::ExternalForces& external;  // measured forces, and pulls of what is carried
};

struct CarrierSettings {
  dynamics::ContactSettings contact;  // how far, how deep and how fast a point may carry at all
  // The gap, and the speed, at which a force costs twice what it does at rest on the support; 0: it costs
  // the same.
  double dear_gap_m = 0, dear_speed_mps = 0;
  // A force of this part of the body's weight that is left over, or its moment at a metre, costs as much as
  // an edge at full strength on the support.
  double left_over_ratio = 0.01;
};

// At one sample.
struct Carried {
  std::vector<double> edge_N;                                       // by edge, as dynamics::Contacts has them
  Vec3 left_force_N = Vec3::Zero(), left_moment_Nm = Vec3::Zero();  // along the root's coordinates
};

// One thread's.
class Carriers {
 public:
  // Refused: what dynamics::Contacts::make refuses. Precondition: six free coordinates move the whole body.
  static Result<Carriers> make(const SupportedBody& body, const CarrierSettings& settings,
                               Diagnostics& notes);

  [[nodiscard]] const dynamics::Contacts& contacts() const { return contacts_; }
  [[nodiscard]] double weight_N() const {
    return contacts_.strength_N() / settings_.contact.strength_body_weights;
  }
  void find(const dynamics::MotionSample& sample, Carried& carried);

 private:
  Carriers(const SupportedBody& body, const CarrierSettings& settings, dynamics::Contacts contacts);
  void fill_edges(const Eigen::MatrixXd& columns, const Eigen::VectorXd& greatest);

  SupportedBody body_;
  CarrierSettings settings_;
  dynamics::Contacts contacts_;
  dynamics::Contacts::Workspace states_;
  dynamics::InverseDynamics inverse_;
  dynamics::InverseDynamics::Workspace workspace_;
  mechanics::Couplings::Workspace slopes_;
  std::vector<mechanics::HingeColumn> hinges_;
  std::vector<double> required_;
  Eigen::VectorXd reduced_, greatest_;
  Eigen::MatrixXd columns_;
  struct RootRow {
    Eigen::Index free = 0;
    bool turns = false;
  };
  std::vector<RootRow> root_;
  numerics::BoxProblem problem_;
  numerics::BoxWorkspace memory_;
  numerics::BoxSolution solution_;
};

}  // namespace loadshare::exercises
