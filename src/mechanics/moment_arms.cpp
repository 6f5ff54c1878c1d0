#include "mechanics/moment_arms.h"

#include <algorithm>
#include <set>

#include "base/require.h"

namespace loadshare::mechanics {
namespace {

using model::BodyId;
using model::CoordinateId;

// From the body up to ground, both included.
std::vector<BodyId> line_to_ground(const std::vector<BodyId>& parents, BodyId body) {
  std::vector<BodyId> line{body};
  while (line.back() != model::ground) line.push_back(parents[line.back().at()]);
  return line;
}

std::set<BodyId> bodies_of(const model::Model& model, const model::Path& path) {
  std::set<BodyId> bodies;
  for (const auto& point : path.points) bodies.insert(point.body);
  for (const auto& wrap : path.wraps) bodies.insert(model.wraps[wrap.object.at()].body);
  return bodies;
}

// The lowest body that all the bodies hang from (or are).
BodyId common_ancestor(const std::vector<BodyId>& parents, const std::set<BodyId>& bodies) {
  auto shared = line_to_ground(parents, *bodies.begin());
  for (const auto body : bodies) {
    const auto line = line_to_ground(parents, body);
    std::erase_if(shared, [&](BodyId b) { return std::find(line.begin(), line.end(), b) == line.end(); });
  }
  return shared.front();
}

}  // namespace

MomentArms::MomentArms(const model::Model& model, const Skeleton& skeleton, WrapRules rules)
    : body_count_(model.bodies.size()) {
  const auto& parents = skeleton.parents();
  const auto add = [&](const model::Path& path) {
    PathChain made;
    const auto bodies = bodies_of(model, path);
    const bool unbalanced = rules == WrapRules::opensim && path.wraps.size() > 1;
    made.ancestor = unbalanced ? model::ground : common_ancestor(parents, bodies);
    std::set<BodyId> below;
    for (const auto body : bodies)
      for (auto at = body; at != made.ancestor; at = parents[at.at()]) below.insert(at);
    std::set<CoordinateId> coordinates;
    for (const auto body : below)
      for (const auto coordinate : skeleton.joint_coordinates()[body.at()]) coordinates.insert(coordinate);
    for (const auto& point : path.points) {
      if (const auto* moving = std::get_if<model::MovingPoint>(&point.place))
        for (const auto coordinate : moving->coordinates)
          if (coordinate.is_some()) coordinates.insert(coordinate);
    }
    made.coordinates.assign(coordinates.begin(), coordinates.end());
    std::vector<BodyId> order(below.begin(), below.end());
    std::stable_sort(order.begin(), order.end(), [&](BodyId a, BodyId b) {
      return line_to_ground(parents, a).size() > line_to_ground(parents, b).size();
    });
    for (const auto body : order) {
      ChainBody link{body, parents[body.at()], {}};
      for (const auto coordinate : skeleton.joint_coordinates()[body.at()])
        link.slots.push_back(static_cast<std::size_t>(
            std::lower_bound(made.coordinates.begin(), made.coordinates.end(), coordinate) -
            made.coordinates.begin()));
      made.chain.push_back(std::move(link));
    }
    paths_.push_back(std::move(made));
  };
  for (const auto& muscle : model.muscles) add(muscle.path);
  for (const auto& ligament : model.ligaments) add(ligament.path);
}

void MomentArms::compute(std::size_t path, const PathGeometry& geometry, const Pose& pose,
                         std::span<const HingeColumn> columns, Workspace& workspace,
                         std::span<double> arms) const {
  const PathChain& made = paths_[path];
  require(arms.size() == made.coordinates.size(), "one moment arm for each spanned coordinate");
  std::fill(arms.begin(), arms.end(), 0.0);
  auto& forces = workspace.forces;
  forces.resize(body_count_);
  for (const auto& link : made.chain) forces[link.body.at()] = {};
  for (const auto& wrench : geometry.wrenches) {
    if (wrench.body == made.ancestor) continue;
    forces[wrench.body.at()].moment_G += wrench.moment_G;
    forces[wrench.body.at()].force_G += wrench.force_G;
  }
  // Each joint carries what pulls on the bodies beyond it.
  for (const auto& link : made.chain) {
    const SpatialForce& force = forces[link.body.at()];
    for (const std::size_t slot : link.slots) {
      const HingeColumn& column = columns[made.coordinates[slot].at()];
      arms[slot] += column.angular_G.dot(force.moment_G) + column.linear_G.dot(force.force_G);
    }
    if (link.parent == made.ancestor) continue;
    SpatialForce& parent = forces[link.parent.at()];
    parent.moment_G +=
        force.moment_G + (pose.X_GB[link.body.at()].p - pose.X_GB[link.parent.at()].p).cross(force.force_G);
    parent.force_G += force.force_G;
  }
  for (const auto& direct : geometry.coordinate_forces) {
    const auto found = std::lower_bound(made.coordinates.begin(), made.coordinates.end(), direct.coordinate);
    require(found != made.coordinates.end() && *found == direct.coordinate,
            "moving points' coordinates are spanned");
    arms[static_cast<std::size_t>(found - made.coordinates.begin())] += direct.value;
  }
}

}  // namespace loadshare::mechanics
