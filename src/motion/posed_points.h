// Points of a model's bodies in a pose: where they are, how they move with each free coordinate, and how they
// move as bodies are scaled.
#pragma once

#include <Eigen/Core>
#include <span>
#include <vector>

#include "mechanics/couplings.h"
#include "mechanics/pose.h"
#include "mechanics/skeleton.h"
#include "model/model.h"

namespace loadshare::motion {

struct BodyPoint {
  model::BodyId body;
  Vec3 p_B = Vec3::Zero();
};

// Which bodies share factors of scale, and how large these are.
struct ScaledBodies {
  std::vector<int> group_of_body;  // per body of the model; -1 for ground
  std::vector<Vec3> factors;       // per group
};

// One thread's; everything given must outlive it.
class PosedPoints {
 public:
  PosedPoints(const model::Model& model, const mechanics::Skeleton& skeleton,
              const mechanics::Couplings& couplings, std::vector<BodyPoint> points);

  [[nodiscard]] std::size_t point_count() const { return points_.size(); }
  [[nodiscard]] Eigen::Index free_count() const { return static_cast<Eigen::Index>(free_.size()); }
  [[nodiscard]] const std::vector<model::CoordinateId>& free_coordinates() const { return free_; }

  // x: one value a free coordinate; dependents follow, locked ones keep their default.
  void move_to(const Eigen::VectorXd& x);
  // All coordinates at the last pose.
  [[nodiscard]] const std::vector<double>& q() const { return q_; }
  [[nodiscard]] Vec3 position_G(std::size_t point) const {
    return pose_.X_GB[points_[point].body.at()] * points_[point].p_B;
  }
  [[nodiscard]] const Transform& X_GB(model::BodyId body) const { return pose_.X_GB[body.at()]; }

  // Derivatives at the last pose; `jacobian` and `scale_jacobian` are valid from here to the next move.
  void linearise();
  // The free coordinates that move a point, as indices into free_coordinates().
  [[nodiscard]] std::span<const int> columns(std::size_t point) const {
    return columns_[points_[point].body.at()];
  }
  // rows: 3 x columns(point).size() in its left part; wide enough for all free coordinates.
  void jacobian(std::size_t point, Eigen::Matrix3Xd& rows) const;
  [[nodiscard]] const std::vector<mechanics::TangentEntry>& tangent() const {
    return couplings_.tangent(couplings_workspace_);
  }

  // By the factors of scale (3 a group): places of joints, what joints slide, and the part of each point's
  // place that grows with its body, `grows_B`. The axes that a joint slides along are across each other.
  void linearise_scale(const ScaledBodies& bodies);
  // scale: 3 x 3 groups.
  void scale_jacobian(std::size_t point, const ScaledBodies& bodies, const Vec3& grows_B,
                      Eigen::Matrix3Xd& scale) const;

 private:
  // What a unit of a free coordinate's speed does to a body: its turning, and the speed of its point that
  // is at ground's origin.
  struct Twist {
    Vec3 angular_G, linear_G;
  };
  struct OwnEntry {
    std::size_t tangent = 0, slot = 0;
  };
  void find_columns();

  const model::Model& model_;
  const mechanics::Skeleton& skeleton_;
  const mechanics::Couplings& couplings_;
  const std::vector<model::CoordinateId>& free_;
  std::vector<BodyPoint> points_;
  mechanics::Skeleton::Workspace workspace_;
  mechanics::Couplings::Workspace couplings_workspace_;
  mechanics::Pose pose_;
  std::vector<double> q_, speeds_;
  std::vector<mechanics::HingeColumn> hinges_;
  std::vector<std::size_t> order_;          // bodies that carry points, and those before them; parents first
  std::vector<std::vector<int>> columns_;   // per body; those of the parent come first
  std::vector<std::vector<OwnEntry>> own_;  // per body: entries of the tangent that its joint adds
  std::vector<std::vector<Twist>> twists_;  // per body, as columns_
  std::vector<const model::Joint*> joint_of_;      // per body
  std::vector<Eigen::Matrix3Xd> origin_by_scale_;  // per body
};

}  // namespace loadshare::motion
