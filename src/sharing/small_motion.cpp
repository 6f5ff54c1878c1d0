#include "sharing/small_motion.h"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

#include "base/require.h"

namespace loadshare::sharing {
namespace {

using model::BodyId;
using model::CoordinateId;

constexpr double no_length_m = 1e-9;

bool is_linear(const numerics::Function& function) {
  if (std::holds_alternative<numerics::LinearFunction>(function.kind)) return true;
  const auto* scaled = std::get_if<numerics::MultiplierFunction>(&function.kind);
  return scaled && is_linear(scaled->inner.front());
}

// Whether the coordinate does nothing but turn the joint about one axis, in proportion.
bool turns_about_one_axis(const model::Model& model, CoordinateId id) {
  const auto& coordinate = model.coordinates[id.at()];
  const auto& joint = model.joints[coordinate.joint.at()];
  if (joint.type != model::JointType::custom) return coordinate.motion == model::MotionType::rotational;
  int uses = 0;
  for (std::size_t axis = 0; axis < joint.axes.size(); ++axis) {
    const auto& driven_by = joint.axes[axis].coordinates;
    if (std::ranges::find(driven_by, id) == driven_by.end()) continue;
    if (axis >= 3 || driven_by.size() != 1 || !is_linear(joint.axes[axis].function)) return false;
    ++uses;
  }
  return uses == 1;
}

Refusal refuse(const std::string& motion, std::string what, std::string remedy) {
  return {"small motion " + motion, std::move(what), std::move(remedy)};
}

}  // namespace

Result<MotionPlan> MotionPlan::make(const model::Model& model, SmallMotion motion) {
  MotionPlan plan;
  if (motion.shares.empty())
    return refuse(motion.name, "it turns no joint", "Give it at least one coordinate.");
  std::vector<double> share_of_joint(model.joints.size(), 0.0);
  std::vector<CoordinateId> turned(model.joints.size());
  for (const auto& [id, share] : motion.shares) {
    require(id.is_some() && id.at() < model.coordinates.size(), "a coordinate of the model");
    const auto& coordinate = model.coordinates[id.at()];
    const std::size_t joint = coordinate.joint.at();
    if (!turns_about_one_axis(model, id))
      return refuse(motion.name,
                    fmt::format("{} does not turn its joint about one axis in proportion", coordinate.name),
                    "Give coordinates that are plain rotations.");
    if (turned[joint].is_some())
      return refuse(motion.name, fmt::format("it turns the joint {} twice", model.joints[joint].name),
                    "Give one coordinate a joint.");
    turned[joint] = id;
    share_of_joint[joint] = share;
  }
  plan.groups_.assign(model.bodies.size(), 0);
  int group_count = 1;
  for (std::size_t j = 0; j < model.joints.size(); ++j) {
    const auto& joint = model.joints[j];
    const int group = turned[j].is_some() ? group_count++ : plan.groups_[joint.parent.at()];
    if (group == 0) continue;
    plan.groups_[joint.child.at()] = group;
    plan.steps_.push_back({joint.child, joint.parent, turned[j], share_of_joint[j]});
  }
  plan.motion_ = std::move(motion);
  return plan;
}

void MotionPlan::compute(const mechanics::Pose& pose, std::span<const mechanics::HingeColumn> columns,
                         std::vector<BodyMotion>& bodies) const {
  bodies.assign(groups_.size(), BodyMotion());
  for (const Step& step : steps_) {
    const BodyMotion& parent = bodies[step.parent.at()];
    BodyMotion& body = bodies[step.body.at()];
    const Vec3 d_G = pose.X_GB[step.body.at()].p - pose.X_GB[step.parent.at()].p;
    body = parent;
    body.group = groups_[step.body.at()];
    body.velocity_G = parent.velocity_at(d_G);
    body.acceleration_G = parent.acceleration_at(d_G);
    if (!step.coordinate.is_some()) continue;
    // The joint's axis goes along with the parent: transport, Coriolis and the turn about the axis itself.
    const auto& column = columns[step.coordinate.at()];
    const Vec3 turn_G = step.share * column.angular_G, shift_G = step.share * column.linear_G;
    const Vec3& w_G = parent.angular_velocity_G;
    body.angular_velocity_G += turn_G;
    body.angular_acceleration_G += w_G.cross(turn_G);
    body.velocity_G += shift_G;
    body.acceleration_G += 2 * w_G.cross(shift_G) + turn_G.cross(shift_G);
  }
}

LengthDerivatives differentiate_length(const Vec3& a_G, const BodyMotion& a_body, const Vec3& a_origin_G,
                                       const Vec3& b_G, const BodyMotion& b_body, const Vec3& b_origin_G) {
  if (a_body.group == b_body.group) return {};
  const Vec3 along_G = b_G - a_G;
  const double length_m = along_G.norm();
  if (length_m < no_length_m) return {};
  const Vec3 u_G = along_G / length_m;
  const Vec3 first_G = b_body.velocity_at(b_G - b_origin_G) - a_body.velocity_at(a_G - a_origin_G);
  const Vec3 second_G = b_body.acceleration_at(b_G - b_origin_G) - a_body.acceleration_at(a_G - a_origin_G);
  const double first_m = u_G.dot(first_G);
  return {first_m, u_G.dot(second_G) + (first_G.squaredNorm() - first_m * first_m) / length_m};
}

LengthDerivatives differentiate_length(std::span<const mechanics::CurrentPoint> points,
                                       const mechanics::Pose& pose, std::span<const BodyMotion> bodies) {
  LengthDerivatives sum;
  for (std::size_t i = 0; i + 1 < points.size(); ++i) {
    const auto &a = points[i], &b = points[i + 1];
    if (bodies[a.body.at()].group == bodies[b.body.at()].group) continue;
    const auto piece = differentiate_length(a.pull_G, bodies[a.body.at()], pose.X_GB[a.body.at()].p, b.pull_G,
                                            bodies[b.body.at()], pose.X_GB[b.body.at()].p);
    sum.first_m += piece.first_m;
    sum.second_m += piece.second_m;
  }
  return sum;
}

}  // namespace loadshare::sharing
