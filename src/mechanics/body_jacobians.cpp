#include "mechanics/body_jacobians.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/require.h"

namespace loadshare::mechanics {
namespace {

using model::BodyId;

// Whether a coordinate moves the body: it belongs to a joint between the body and ground.
std::vector<bool> coordinates_above(const Skeleton& skeleton, BodyId body) {
  std::vector<bool> moves(skeleton.coordinate_count(), false);
  for (BodyId at = body; at.is_some() && at != model::ground; at = skeleton.parents()[at.at()])
    for (const auto coordinate : skeleton.joint_coordinates()[at.at()]) moves[coordinate.at()] = true;
  return moves;
}

}  // namespace

BodyJacobians::BodyJacobians(const Skeleton& skeleton, const Couplings& couplings, std::vector<BodyId> bodies)
    : bodies_(std::move(bodies)), moved_bodies_(skeleton.coordinate_count()) {
  for (std::size_t b = 0; b < skeleton.body_count(); ++b)
    for (const auto coordinate : skeleton.joint_coordinates()[b]) moved_bodies_[coordinate.at()] = BodyId(b);
  const auto layout = couplings.make_workspace();
  const auto& tangent = couplings.tangent(layout);
  for (const auto body : bodies_) {
    const auto moves = coordinates_above(skeleton, body);
    std::set<int> free;
    for (const auto& entry : tangent)
      if (moves[entry.coordinate.at()]) free.insert(entry.free_index);
    const std::size_t start = free_indices_.size();
    free_indices_.insert(free_indices_.end(), free.begin(), free.end());
    for (std::size_t e = 0; e < tangent.size(); ++e) {
      if (!moves[tangent[e].coordinate.at()]) continue;
      const auto slot = std::distance(free.begin(), free.find(tangent[e].free_index));
      terms_.push_back({e, start + static_cast<std::size_t>(slot)});
    }
    starts_.push_back(free_indices_.size());
  }
}

BodyJacobians::Workspace BodyJacobians::make_workspace() const {
  Workspace workspace;
  workspace.by_coordinate.resize(moved_bodies_.size());
  workspace.by_body.resize(free_indices_.size());
  return workspace;
}

void BodyJacobians::compute(const Pose& pose, std::span<const HingeColumn> hinges,
                            std::span<const TangentEntry> tangent, Workspace& workspace) const {
  require(hinges.size() == moved_bodies_.size() && workspace.by_body.size() == free_indices_.size(),
          "a hinge column for each coordinate, and this object's own workspace");
  for (std::size_t c = 0; c < hinges.size(); ++c) {
    const Vec3& hinge_origin = pose.X_GB[moved_bodies_[c].at()].p;
    workspace.by_coordinate[c] = {hinges[c].angular_G,
                                  hinges[c].linear_G - hinges[c].angular_G.cross(hinge_origin)};
  }
  std::fill(workspace.by_body.begin(), workspace.by_body.end(), FreeColumn());
  for (const auto& term : terms_) {
    const auto& entry = tangent[term.tangent_entry];
    const FreeColumn& from = workspace.by_coordinate[entry.coordinate.at()];
    FreeColumn& to = workspace.by_body[term.column];
    to.angular_G += entry.value * from.angular_G;
    to.origin_G += entry.value * from.origin_G;
  }
}

}  // namespace loadshare::mechanics
