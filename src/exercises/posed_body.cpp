#include "exercises/posed_body.h"

#include <algorithm>
#include <utility>

#include "base/require.h"

namespace loadshare::exercises {
namespace {

std::vector<model::BodyId> moving_bodies(const model::Model& model) {
  std::vector<model::BodyId> bodies;
  for (std::size_t b = 1; b < model.bodies.size(); ++b) bodies.emplace_back(b);
  return bodies;
}

}  // namespace

Result<PosedBody> PosedBody::make(model::FullBody body) {
  auto skeleton = mechanics::Skeleton::make(body.model);
  if (!skeleton) return skeleton.refusal();
  auto couplings = mechanics::Couplings::make(body.model);
  if (!couplings) return couplings.refusal();
  return PosedBody(std::move(body), *std::move(skeleton), *std::move(couplings));
}

PosedBody::PosedBody(model::FullBody body, mechanics::Skeleton skeleton, mechanics::Couplings couplings)
    : body_(std::move(body)),
      skeleton_(std::move(skeleton)),
      couplings_(std::move(couplings)),
      jacobians_(skeleton_, couplings_, moving_bodies(body_.model)),
      workspace_(skeleton_.make_workspace()),
      slopes_(couplings_.make_workspace()),
      columns_(jacobians_.make_workspace()),
      speeds_(body_.model.coordinates.size(), 0.0) {
  std::vector<double> q;
  for (const auto& coordinate : body_.model.coordinates) q.push_back(coordinate.default_value);
  set_pose(q);
}

bool PosedBody::is_root(model::CoordinateId coordinate) const {
  return model().joints[model().coordinates[coordinate.at()].joint.at()].parent == model::ground;
}

void PosedBody::set_pose(std::span<const double> q) {
  require(q.size() == speeds_.size(), "one entry a coordinate");
  q_.assign(q.begin(), q.end());
  couplings_.fill_dependents(q_, {}, {});
  skeleton_.set_pose(workspace_, q_, speeds_, pose_);
}

Vec3 PosedBody::position(const BodyPoint& point) const {
  Vec3 p = Vec3::Zero();
  for (const auto& part : point.parts) p += part.weight * (pose_.X_GB[part.body.at()] * part.p_B);
  return p;
}

void PosedBody::prepare_jacobians() {
  skeleton_.compute_hinge_columns(workspace_, hinges_);
  couplings_.set_pose(q_, slopes_);
  jacobians_.compute(pose_, hinges_, couplings_.tangent(slopes_), columns_);
}

void PosedBody::compute_jacobian(const BodyPoint& point, PointJacobian& jacobian) const {
  jacobian.setZero(3, static_cast<Eigen::Index>(free_coordinates().size()));
  for (const auto& part : point.parts) {
    if (part.body == model::ground) continue;
    const Vec3 p = pose_.X_GB[part.body.at()] * part.p_B;
    const std::size_t body = part.body.at() - 1;
    const auto free = jacobians_.free_indices(body);
    const auto columns = jacobians_.columns(columns_, body);
    for (std::size_t i = 0; i < free.size(); ++i)
      jacobian.col(free[i]) += part.weight * columns[i].velocity_at(p);
  }
}

}  // namespace loadshare::exercises
