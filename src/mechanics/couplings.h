// Couplings: which coordinates of a model move freely, and how the rest follow them.
//
// A coordinate is *free* unless it is locked, prescribed, or the dependent of a coupler; a dependent
// stays a dependent where its coordinate is locked as well. Along a motion that meets the couplers,
// qdot = T qdot_free, with T the tangent (coordinates x free coordinates), so that generalised forces
// f on all coordinates act on the free ones as T^T f.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/result.h"
#include "model/model.h"

namespace loadshare::mechanics {

// dq_coordinate / dq_free, for the free coordinate at `free_index` of Couplings::free_coordinates().
struct TangentEntry {
  model::CoordinateId coordinate;
  int free_index = 0;
  double value = 0;
};

// By how much a coordinate moves for each unit of the one that is looked at.
struct CouplingEntry {
  model::CoordinateId coordinate;
  double value = 0;
};

class Couplings {
 public:
  // Memory of one thread, and the slopes for the last pose that was set.
  struct Workspace;

  // Refused: a coordinate that depends on two couplers, couplers that run in a circle, a coupler without
  // independents or with more than 16, a function of another number of variables.
  static Result<Couplings> make(const model::Model& model);

  // In the model's order.
  [[nodiscard]] const std::vector<model::CoordinateId>& free_coordinates() const { return free_; }
  // After what they depend on.
  [[nodiscard]] const std::vector<model::CoordinateId>& dependents() const { return dependents_; }
  [[nodiscard]] bool is_dependent(model::CoordinateId c) const { return dependent_at_[c.at()] >= 0; }

  // Overwrites the dependents by what their couplers say: f, f' qdot, f' udot + qdot^T f'' qdot. The
  // spans have one entry a coordinate; qdot and udot may be empty (udot where qdot is).
  void fill_dependents(std::span<double> q, std::span<double> qdot, std::span<double> udot) const;

  // How far each dependent is from its coupler, at most [rad or m]; 0 where there are none.
  [[nodiscard]] double coupling_error_max(std::span<const double> q) const;

  [[nodiscard]] Workspace make_workspace() const;
  // Slopes at q (one entry a coordinate; those of the couplers' independents count). Allocates nothing.
  void set_pose(std::span<const double> q, Workspace& workspace) const;

  // T at the workspace's pose: 1 for each free coordinate itself, then the dependents' entries. Which
  // entries there are does not depend on the pose.
  [[nodiscard]] const std::vector<TangentEntry>& tangent(const Workspace& workspace) const;
  // reduced = T^T forces. Sizes: forces one a coordinate, reduced one a free coordinate.
  void reduce(const Workspace& workspace, std::span<const double> forces, std::span<double> reduced) const;

  // Moment arms as OpenSim's MomentArmSolver states them: unit speed of `coordinate` alone is
  // projected (least squares, all coordinates alike) onto the speeds that the couplers and the locks of
  // the *other* coordinates allow, and scaled so that the coordinate itself moves at 1. The moment
  // arm of a path about it is the sum of entry value times generalised force of a unit tension.
  // For a free coordinate that no coupler names it is the coordinate alone. Empty where the couplers
  // hold the coordinate still. Valid until the next call with this workspace.
  [[nodiscard]] std::span<const CouplingEntry> coupling_vector(model::CoordinateId coordinate,
                                                               Workspace& workspace) const;

 private:
  // A *root* is a coordinate that depends on no other: free, locked or prescribed.
  struct Dependent {
    model::CoordinateId coordinate;
    std::vector<model::CoordinateId> independents;
    numerics::Function function;
    std::vector<model::CoordinateId> roots;  // that it follows, directly or through other dependents
    int first_tangent_entry = 0;             // of those roots that are free
  };
  // Roots that common dependents tie together.
  struct Group {
    std::vector<model::CoordinateId> roots;
    std::vector<std::size_t> dependents;  // into order_
  };

  [[nodiscard]] Result<Done> order_couplers(const model::Model& model);
  void find_roots();
  void group_roots();
  void lay_out_tangent(std::size_t coordinate_count);
  [[nodiscard]] double slope(const Workspace& workspace, std::size_t dependent,
                             model::CoordinateId root) const;
  // The row of the tangent, extended to all roots of a group that may move.
  [[nodiscard]] double extended_tangent(const Workspace& workspace, model::CoordinateId coordinate,
                                        model::CoordinateId root) const;
  void solve_projection(model::CoordinateId coordinate, const Group& group, Workspace& workspace) const;

  std::vector<model::CoordinateId> free_, dependents_;
  std::vector<Dependent> order_;   // as dependents_
  std::vector<int> free_index_;    // by coordinate; -1 where not free
  std::vector<int> dependent_at_;  // by coordinate, into order_; -1 for roots
  std::vector<int> group_of_;      // by coordinate; -1 where no coupler names it
  std::vector<Group> groups_;
  std::vector<TangentEntry> tangent_;  // with the values of the dependents' entries unset
};

struct Couplings::Workspace {
  std::vector<double> slopes;         // dependents x coordinates, by row
  std::vector<TangentEntry> tangent;  // complete
  std::vector<model::CoordinateId> movable;
  std::vector<double> gram, speeds;  // of the projection
  std::vector<CouplingEntry> coupling;
};

}  // namespace loadshare::mechanics
