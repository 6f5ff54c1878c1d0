// How bodies move with the free coordinates: the Jacobians of points on them, couplers included.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "mechanics/couplings.h"
#include "mechanics/pose.h"
#include "mechanics/skeleton.h"
#include "mechanics/spatial.h"
#include "model/model.h"

namespace loadshare::mechanics {

// What a unit of a free coordinate's speed does to a body, as a velocity field: turning, and the velocity of
// the body's point that is at ground's origin.
struct FreeColumn {
  Vec3 angular_G = Vec3::Zero();
  Vec3 origin_G = Vec3::Zero();

  // Of the body's point that is at p_G.
  [[nodiscard]] Vec3 velocity_at(const Vec3& p_G) const { return origin_G + angular_G.cross(p_G); }
};

// Knows once and for all which free coordinates move which body.
class BodyJacobians {
 public:
  BodyJacobians(const Skeleton& skeleton, const Couplings& couplings, std::vector<model::BodyId> bodies);

  [[nodiscard]] const std::vector<model::BodyId>& bodies() const { return bodies_; }
  // The free coordinates that move the k-th body: indices of Couplings::free_coordinates(), ascending.
  [[nodiscard]] std::span<const int> free_indices(std::size_t k) const {
    return {free_indices_.data() + starts_[k], starts_[k + 1] - starts_[k]};
  }

  // Memory of one thread, and the columns of the last pose that was computed.
  struct Workspace {
    std::vector<FreeColumn> by_coordinate, by_body;
  };
  [[nodiscard]] Workspace make_workspace() const;
  // hinges: of the pose, one a coordinate; tangent: Couplings::tangent() at the pose. Allocates nothing.
  void compute(const Pose& pose, std::span<const HingeColumn> hinges, std::span<const TangentEntry> tangent,
               Workspace& workspace) const;
  // Of the k-th body, one for each of its free_indices().
  [[nodiscard]] std::span<const FreeColumn> columns(const Workspace& workspace, std::size_t k) const {
    return {workspace.by_body.data() + starts_[k], starts_[k + 1] - starts_[k]};
  }

 private:
  struct Term {
    std::size_t tangent_entry, column;  // what is added, to what
  };
  std::vector<model::BodyId> bodies_;
  std::vector<std::size_t> starts_{0};  // by body, into free_indices_
  std::vector<int> free_indices_;
  std::vector<Term> terms_;
  std::vector<model::BodyId> moved_bodies_;  // by coordinate: the body that its joint carries
};

}  // namespace loadshare::mechanics
