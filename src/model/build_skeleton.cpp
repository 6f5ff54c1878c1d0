// Bodies, joints and coordinates of the built-in body.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "model/body_builder.h"

namespace loadshare::model {
namespace {

// Second moments of a body's mass along its axes [m^2], from its radii of gyration.
Vec3 second_moments(const Vec3& gyration) {
  const Vec3 squares = gyration.cwiseAbs2();
  return Vec3::Constant(squares.sum() / 2) - squares;
}

}  // namespace

void BodyBuilder::add_bodies() {
  Model& model = body_.model;
  model.bodies.push_back({"ground", 0, Vec3::Zero(), {}});
  factors_.push_back(Vec3::Ones());
  double man = 0, woman = 0;
  for (const auto& row : tables_.bodies) {
    man += row.mass_share_man;
    woman += row.mass_share_woman;
    const Vec3 f = scale_.factor(row.scale_group);
    const double mass = scale_.mass_kg * (scale_.sex == Sex::man ? row.mass_share_man : row.mass_share_woman);
    const Vec3 moments = second_moments(row.gyration_m);
    if (moments.minCoeff() < -1e-12)
      problem(row.where, fmt::format("no distribution of mass has the radii of gyration of '{}'", row.name),
              "The square of each radius is at most the sum of the squares of the other two.");
    const Vec3 m = mass * moments.cwiseMax(0).cwiseProduct(f.cwiseAbs2());
    model.bodies.push_back({row.name,
                            mass,
                            row.mass_center_B.cwiseProduct(f),
                            {m.y() + m.z(), m.x() + m.z(), m.x() + m.y(), 0, 0, 0}});
    factors_.push_back(f);
  }
  for (const auto& [sum, sex] : {std::pair{man, "men"}, std::pair{woman, "women"}})
    if (std::abs(sum - 1) > 1e-9)
      problem("bodies.csv", fmt::format("the shares of mass of {} sum to {:.9g}, not 1", sex, sum),
              "Correct them: a pair counts twice.");
}

// Level by level from ground, in the order of the table: the order in which OpenSim grows its tree.
void BodyBuilder::add_joints() {
  const std::size_t body_count = body_.model.bodies.size();
  p_GB_reference_.assign(body_count, Vec3::Zero());
  p_GB_scaled_ = p_GB_reference_;
  std::vector<BodyId> parents, children;
  for (const auto& row : tables_.joints) {
    parents.push_back(body_named(row.parent, row.where));
    children.push_back(body_named(row.child, row.where));
  }
  if (!problems_.empty()) return;
  std::vector<int> level(body_count, -1);
  level[0] = 0;
  std::vector<bool> placed(tables_.joints.size(), false);
  bool grows = true;
  for (int at = 1; grows; ++at) {
    grows = false;
    for (std::size_t j = 0; j < placed.size(); ++j) {
      if (placed[j] || level[parents[j].at()] != at - 1 || level[children[j].at()] >= 0) continue;
      level[children[j].at()] = at;
      placed[j] = grows = true;
      add_joint(tables_.joints[j], parents[j], children[j]);
    }
  }
  check_tree(level, placed);
}

void BodyBuilder::check_tree(const std::vector<int>& level, const std::vector<bool>& placed) {
  std::set<std::string> held;
  for (std::size_t j = 0; j < placed.size(); ++j) {
    const auto& row = tables_.joints[j];
    held.insert(row.child);
    if (placed[j]) continue;
    if (level[body_.model.find_body(row.child).at()] < 0)
      problem(row.where, fmt::format("'{}' does not hang on ground", row.child),
              "Join its parent to the others.");
    else
      problem(row.where, fmt::format("'{}' is held without this joint", row.child),
              "Give each body one joint as its child, and ground none.");
  }
  for (std::size_t b = 1; b < level.size(); ++b)
    if (!held.contains(body_.model.bodies[b].name))
      problem("joints.csv", fmt::format("no joint holds the body '{}'", body_.model.bodies[b].name),
              "Give it one.");
}

void BodyBuilder::add_joint(const JointRow& row, BodyId parent, BodyId child) {
  Joint joint;
  joint.name = row.name;
  joint.parent = parent;
  joint.child = child;
  joint.X_PF.p = row.p_parent.cwiseProduct(factor(parent));
  joint.X_BM.p = row.p_child.cwiseProduct(factor(child));
  joint.parent_frame_name = row.parent + "_offset";
  joint.child_frame_name = row.child + "_offset";
  p_GB_reference_[child.at()] = p_GB_reference_[parent.at()] + row.p_parent - row.p_child;
  p_GB_scaled_[child.at()] = p_GB_scaled_[parent.at()] + joint.X_PF.p - joint.X_BM.p;
  add_coordinates(row, joint);
  joint.type = joint.coordinates.empty() ? JointType::weld : JointType::custom;
  add_axes(joint, row);
  body_.model.joints.push_back(std::move(joint));
}

void BodyBuilder::add_coordinates(const JointRow& row, Joint& joint) {
  for (const auto& c : tables_.coordinates) {
    if (c.joint != row.name) continue;
    Coordinate coordinate;
    coordinate.name = c.name;
    coordinate.joint = JointId(body_.model.joints.size());
    coordinate.default_value = c.default_value;
    coordinate.range_min = c.range_min;
    coordinate.range_max = c.range_max;
    coordinate.clamped = c.clamped;
    coordinate.locked = c.locked;
    coordinate.motion = MotionType::coupled;
    joint.coordinates.emplace_back(body_.model.coordinates.size());
    body_.model.coordinates.push_back(std::move(coordinate));
  }
}

// Nothing can say how a joint moves that has no mass outboard.
void BodyBuilder::check_masses() {
  auto& model = body_.model;
  std::vector<double> outboard_kg;
  for (const auto& body : model.bodies) outboard_kg.push_back(body.mass_kg);
  for (auto joint = model.joints.rbegin(); joint != model.joints.rend(); ++joint)
    outboard_kg[joint->parent.at()] += outboard_kg[joint->child.at()];
  for (const auto& joint : model.joints) {
    if (joint.type == JointType::weld || outboard_kg[joint.child.at()] > 0) continue;
    const auto row = std::ranges::find(tables_.joints, joint.name, &JointRow::name);
    problem(row->where,
            fmt::format("'{}' moves but has no mass, and nothing with mass hangs on it",
                        model.bodies[joint.child.at()].name),
            "Give it a share of the mass, or leave out the joint's coordinates.");
  }
}

}  // namespace loadshare::model
