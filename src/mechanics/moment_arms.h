// Moment arms of paths about every coordinate, from the unit-tension forces of the paths' own geometry
// and the skeleton's hinge columns: moment arm = -dL/dq = J^T wrenches (virtual work; Sherman, Seth and
// Delp 2013, doi:10.1115/DETC2013-13633).
#pragma once

#include <span>
#include <vector>

#include "base/time_series.h"
#include "mechanics/path.h"
#include "mechanics/skeleton.h"
#include "model/model.h"

namespace loadshare::mechanics {

// Knows once and for all which coordinates can change which path's length.
class MomentArms {
 public:
  // The model's muscles, then its ligaments, as in PathEngine. A path spans the joints between the
  // bodies it touches. Under WrapRules::opensim the pulls of a path with several wraps do not balance (see
  // there): such a path then spans every joint down to ground, as its force acts in OpenSim.
  MomentArms(const model::Model& model, const Skeleton& skeleton, WrapRules rules = WrapRules::standard);

  // The coordinates that path `i` spans, couplers left aside; ascending.
  [[nodiscard]] const std::vector<model::CoordinateId>& spanned(std::size_t path) const {
    return paths_[path].coordinates;
  }

  // Room to work in; changes no result.
  struct Workspace {
    std::vector<SpatialForce> forces;  // by body
  };

  // Writes the moment arms [m, or m per m for translations] of one path about its spanned coordinates
  // into `arms` (as long as spanned(path)).
  void compute(std::size_t path, const PathGeometry& geometry, const Pose& pose,
               std::span<const HingeColumn> columns, Workspace& workspace, std::span<double> arms) const;

 private:
  struct ChainBody {
    model::BodyId body, parent;
    std::vector<std::size_t> slots;  // of its joint's coordinates, in `coordinates`
  };
  struct PathChain {
    std::vector<model::CoordinateId> coordinates;
    std::vector<ChainBody> chain;  // below the common ancestor of all touched bodies; children first
    model::BodyId ancestor;
  };
  std::size_t body_count_ = 0;
  std::vector<PathChain> paths_;
};

}  // namespace loadshare::mechanics
