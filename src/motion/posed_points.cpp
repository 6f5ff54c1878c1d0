#include "motion/posed_points.h"

#include <algorithm>
#include <cmath>

namespace loadshare::motion {

PosedPoints::PosedPoints(const model::Model& model, const mechanics::Skeleton& skeleton,
                         const mechanics::Couplings& couplings, std::vector<BodyPoint> points)
    : model_(model),
      skeleton_(skeleton),
      couplings_(couplings),
      free_(couplings.free_coordinates()),
      points_(std::move(points)),
      workspace_(skeleton.make_workspace()),
      couplings_workspace_(couplings.make_workspace()),
      speeds_(model.coordinates.size(), 0.0),
      joint_of_(model.bodies.size(), nullptr) {
  for (const auto& coordinate : model.coordinates) q_.push_back(coordinate.default_value);
  for (const auto& joint : model.joints) joint_of_[joint.child.at()] = &joint;
  find_columns();
}

// Parents come before children in the model's joints.
void PosedPoints::find_columns() {
  std::vector<bool> is_needed(model_.bodies.size());
  for (const auto& point : points_)
    for (auto body = point.body; body.is_some() && body != model::ground;
         body = skeleton_.parents()[body.at()])
      is_needed[body.at()] = true;
  columns_.resize(model_.bodies.size());
  own_.resize(model_.bodies.size());
  twists_.resize(model_.bodies.size());
  couplings_.set_pose(q_, couplings_workspace_);
  const auto& tangent = couplings_.tangent(couplings_workspace_);
  for (const auto& joint : model_.joints) {
    const auto body = joint.child.at();
    if (!is_needed[body]) continue;
    order_.push_back(body);
    auto& columns = columns_[body];
    columns = columns_[joint.parent.at()];
    for (const auto coordinate : skeleton_.joint_coordinates()[body])
      for (std::size_t e = 0; e < tangent.size(); ++e) {
        if (tangent[e].coordinate != coordinate) continue;
        auto at = std::ranges::find(columns, tangent[e].free_index);
        if (at == columns.end()) at = columns.insert(at, tangent[e].free_index);
        own_[body].push_back({e, static_cast<std::size_t>(at - columns.begin())});
      }
    twists_[body].resize(columns.size());
  }
}

void PosedPoints::move_to(const Eigen::VectorXd& x) {
  for (Eigen::Index i = 0; i < x.size(); ++i) q_[free_[static_cast<std::size_t>(i)].at()] = x[i];
  couplings_.fill_dependents(q_, {}, {});
  skeleton_.set_pose(workspace_, q_, speeds_, pose_);
}

void PosedPoints::linearise() {
  skeleton_.compute_hinge_columns(workspace_, hinges_);
  couplings_.set_pose(q_, couplings_workspace_);
  const auto& tangent = couplings_.tangent(couplings_workspace_);
  for (const auto body : order_) {
    const auto& before = twists_[skeleton_.parents()[body].at()];
    auto& twists = twists_[body];
    std::ranges::copy(before, twists.begin());
    std::fill(twists.begin() + static_cast<long>(before.size()), twists.end(),
              Twist{Vec3::Zero(), Vec3::Zero()});
    const Vec3& origin_G = pose_.X_GB[body].p;
    for (const auto& own : own_[body]) {
      const auto& entry = tangent[own.tangent];
      const auto& hinge = hinges_[entry.coordinate.at()];
      auto& twist = twists[own.slot];
      twist.angular_G += entry.value * hinge.angular_G;
      twist.linear_G += entry.value * (hinge.linear_G - hinge.angular_G.cross(origin_G));
    }
  }
}

void PosedPoints::jacobian(std::size_t point, Eigen::Matrix3Xd& rows) const {
  const Vec3 p_G = position_G(point);
  const auto& twists = twists_[points_[point].body.at()];
  for (std::size_t c = 0; c < twists.size(); ++c)
    rows.col(static_cast<Eigen::Index>(c)) = twists[c].linear_G + twists[c].angular_G.cross(p_G);
}

void PosedPoints::linearise_scale(const ScaledBodies& bodies) {
  const auto columns = static_cast<Eigen::Index>(3 * bodies.factors.size());
  origin_by_scale_.resize(model_.bodies.size());
  origin_by_scale_[0].setZero(3, columns);
  // A length of a body, l, along its axis k grows by l / f_k with its factor.
  const auto add = [&](Eigen::Matrix3Xd& by_scale, std::size_t body, const Vec3& length_B, double sign) {
    const int group = bodies.group_of_body[body];
    if (group < 0) return;
    const Vec3& f = bodies.factors[static_cast<std::size_t>(group)];
    for (int k = 0; k < 3; ++k)
      by_scale.col(3 * group + k) += sign * length_B[k] / f[k] * pose_.X_GB[body].R.col(k);
  };
  for (const auto body : order_) {
    const auto& joint = *joint_of_[body];
    const auto parent = joint.parent.at();
    auto& by_scale = origin_by_scale_[body];
    by_scale = origin_by_scale_[parent];
    add(by_scale, parent, joint.X_PF.p, 1);
    add(by_scale, body, joint.X_BM.p, -1);
    const int group = bodies.group_of_body[parent];
    if (joint.type != model::JointType::custom || group < 0) continue;
    // Slides along axis a grow by |a * f| (build_body).
    const Mat3 R_GF = pose_.X_GB[parent].R * joint.X_PF.R;
    const Vec3 slide_F =
        R_GF.transpose() * (pose_.X_GB[body] * joint.X_BM.p - pose_.X_GB[parent] * joint.X_PF.p);
    const Vec3& f = bodies.factors[static_cast<std::size_t>(group)];
    for (std::size_t i = 3; i < 6; ++i) {
      const Vec3& axis = joint.axes[i].axis;
      const double stretch_squared = axis.cwiseProduct(f).squaredNorm();
      for (int k = 0; k < 3; ++k)
        by_scale.col(3 * group + k) +=
            slide_F.dot(axis) * axis[k] * axis[k] * f[k] / stretch_squared * (R_GF * axis);
    }
  }
}

void PosedPoints::scale_jacobian(std::size_t point, const ScaledBodies& bodies, const Vec3& grows_B,
                                 Eigen::Matrix3Xd& scale) const {
  const auto body = points_[point].body.at();
  scale = origin_by_scale_[body];
  const int group = bodies.group_of_body[body];
  if (group < 0) return;
  const Vec3& f = bodies.factors[static_cast<std::size_t>(group)];
  for (int k = 0; k < 3; ++k) scale.col(3 * group + k) += grows_B[k] / f[k] * pose_.X_GB[body].R.col(k);
}

}  // namespace loadshare::motion
