// A body in a pose: where its points are, and how they move with the coordinates that are free to move.
#pragma once

#include <Eigen/Core>
#include <span>
#include <vector>

#include "base/result.h"
#include "exercises/body_points.h"
#include "mechanics/body_jacobians.h"
#include "mechanics/couplings.h"
#include "mechanics/skeleton.h"
#include "model/body.h"

namespace loadshare::exercises {

// Velocity of a point per unit speed of each free coordinate: 3 x free coordinates.
using PointJacobian = Eigen::Matrix<double, 3, Eigen::Dynamic>;

class PosedBody {
 public:
  // Refused: what no skeleton can be built from.
  static Result<PosedBody> make(model::FullBody body);

  [[nodiscard]] const model::FullBody& body() const { return body_; }
  [[nodiscard]] const model::Model& model() const { return body_.model; }
  [[nodiscard]] const mechanics::Couplings& couplings() const { return couplings_; }
  [[nodiscard]] const std::vector<model::CoordinateId>& free_coordinates() const {
    return couplings_.free_coordinates();
  }
  // Whether the coordinate moves the whole body against ground.
  [[nodiscard]] bool is_root(model::CoordinateId coordinate) const;

  // One entry a coordinate; those that follow others are set by what they follow.
  void set_pose(std::span<const double> q);
  [[nodiscard]] const std::vector<double>& q() const { return q_; }
  [[nodiscard]] const mechanics::Pose& pose() const { return pose_; }
  [[nodiscard]] Vec3 position(const BodyPoint& point) const;

  // Overwrites `jacobian`. Precondition: prepare_jacobians since the last pose.
  void prepare_jacobians();
  void compute_jacobian(const BodyPoint& point, PointJacobian& jacobian) const;

 private:
  PosedBody(model::FullBody body, mechanics::Skeleton skeleton, mechanics::Couplings couplings);

  model::FullBody body_;
  mechanics::Skeleton skeleton_;
  mechanics::Couplings couplings_;
  mechanics::BodyJacobians jacobians_;  // of all bodies but ground, in the model's order
  mechanics::Skeleton::Workspace workspace_;
  mechanics::Couplings::Workspace slopes_;
  mechanics::BodyJacobians::Workspace columns_;
  std::vector<mechanics::HingeColumn> hinges_;
  mechanics::Pose pose_;
  std::vector<double> q_, speeds_;
};

}  // namespace loadshare::exercises
