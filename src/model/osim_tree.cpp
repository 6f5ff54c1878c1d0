// The order of the multibody tree: which joint comes when, hence the order of the speeds.
// The order is that of Simbody's MultibodyGraphMaker, which OpenSim uses: level by level from
// ground, within a level in the order of the file; a joint to a massless body is followed at once
// by the joint to its heaviest child, so that no branch of the growing tree ends without mass.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "model/osim_parts.h"

namespace loadshare::model::osim {
namespace {

using numerics::ConstantFunction;

bool is_zero(const TransformAxis& axis) {
  const auto constant = axis.function.constant_value();
  return constant && *constant == 0;
}

void swap_ends(Joint& joint) {
  std::swap(joint.parent, joint.child);
  std::swap(joint.X_PF, joint.X_BM);
  std::swap(joint.parent_frame_name, joint.child_frame_name);
}

// The same joint seen from its child, for a joint whose child is the nearer to ground. False where
// no joint of the same kind moves so.
bool turn_around(Joint& joint) {
  auto& axes = joint.axes;
  switch (joint.type) {
    case JointType::weld:
      break;
    case JointType::pin: {
      // Rz(q)^T is Rz(q) between frames turned by half a turn about x.
      const Transform half_turn{Vec3(1, -1, -1).asDiagonal(), Vec3::Zero()};
      joint.X_PF = joint.X_PF * half_turn;
      joint.X_BM = joint.X_BM * half_turn;
      break;
    }
    case JointType::slider: {
      const Transform half_turn{Vec3(-1, -1, 1).asDiagonal(), Vec3::Zero()};
      joint.X_PF = joint.X_PF * half_turn;
      joint.X_BM = joint.X_BM * half_turn;
      break;
    }
    case JointType::universal:
      joint.type = JointType::custom;
      for (std::size_t i = 0; i < 6; ++i) {
        axes[i].axis = Vec3::Unit(static_cast<Eigen::Index>(i % 3));
        axes[i].function = i < 2 ? numerics::make_linear(1, 0) : numerics::make_constant(0);
        if (i < 2) axes[i].coordinates = {CoordinateId(i)};
      }
      return turn_around(joint);
    case JointType::custom: {
      const bool turns = !(is_zero(axes[0]) && is_zero(axes[1]) && is_zero(axes[2]));
      const bool shifts = !(is_zero(axes[3]) && is_zero(axes[4]) && is_zero(axes[5]));
      if (turns && shifts) return false;
      // (R1 R2 R3)^T is R3^T R2^T R1^T, and each is a turn about the opposite axis.
      if (turns) std::swap(axes[0], axes[2]);
      for (auto& axis : axes) axis.axis = -axis.axis;
      break;
    }
    case JointType::planar:
    case JointType::ball:
    case JointType::free:
      return false;
  }
  swap_ends(joint);
  return true;
}

class Tree {
 public:
  Tree(Reader& reader, std::vector<DraftJoint>& drafts)
      : reader_(reader),
        drafts_(drafts),
        level_(reader.model.bodies.size(), -1),
        placed_(drafts.size(), false) {
    level_[0] = 0;
  }

  // The order of the joints; joints that were added for loose bodies are at the end of `drafts`.
  std::vector<std::size_t> grow() {
    for (std::size_t b = 1; b < level_.size(); ++b)
      if (std::none_of(drafts_.begin(), drafts_.end(), [&](const auto& d) { return touches(d, BodyId(b)); }))
        free_from_ground(BodyId(b));
    for (;;) {
      grow_levels();
      const auto base = loose_base();
      if (!base.is_some()) break;
      free_from_ground(base);
    }
    report_loops();
    return order_;
  }

 private:
  static bool touches(const DraftJoint& d, BodyId b) { return d.joint.parent == b || d.joint.child == b; }
  [[nodiscard]] bool in_tree(BodyId b) const { return level_[b.at()] >= 0; }
  [[nodiscard]] double mass(BodyId b) const { return reader_.model.bodies[b.at()].mass_kg; }

  void place(std::size_t j) {
    auto& joint = drafts_[j].joint;
    if (in_tree(joint.child) && !turn_around(joint))
      reader_.problem(
          drafts_[j].node,
          fmt::format("the joint's child '{}' is nearer to ground than its parent '{}', and a joint of this "
                      "kind cannot be turned around",
                      reader_.model.bodies[joint.child.at()].name,
                      reader_.model.bodies[joint.parent.at()].name),
          "Swap the joint's parent and child.");
    if (in_tree(joint.child)) swap_ends(joint);  // after a problem, to go on looking for others
    level_[joint.child.at()] = level_[joint.parent.at()] + 1;
    placed_[j] = true;
    order_.push_back(j);
  }

  void grow_levels() {
    for (int level = 1;; ++level) {
      bool added = false;
      for (std::size_t j = 0; j < drafts_.size(); ++j) {
        const auto& joint = drafts_[j].joint;
        if (placed_[j]) {
          added = added || level_[joint.child.at()] == level;
          continue;
        }
        if (in_tree(joint.parent) == in_tree(joint.child)) continue;
        const auto inboard = in_tree(joint.parent) ? joint.parent : joint.child;
        if (level_[inboard.at()] != level - 1) continue;
        place(j);
        added = true;
        if (joint.type != JointType::weld && mass(joint.child) == 0) extend_to_mass(joint.child);
      }
      if (!added) return;
    }
  }

  void extend_to_mass(BodyId body) {
    while (true) {
      std::optional<std::size_t> best;
      for (const bool forward : {true, false}) {
        if (best && mass(outboard(*best)) > 0) break;
        for (std::size_t j = 0; j < drafts_.size(); ++j) {
          const auto& joint = drafts_[j].joint;
          if (placed_[j] || (forward ? joint.parent : joint.child) != body) continue;
          if (in_tree(forward ? joint.child : joint.parent)) continue;
          if (!best || mass(outboard(j)) > mass(outboard(*best))) best = j;
        }
      }
      if (!best) {
        reader_.problem(drafts_[order_.back()].node,
                        fmt::format("the body '{}' moves but has no mass, and nothing with mass hangs on it",
                                    reader_.model.bodies[body.at()].name),
                        "Give the body a mass, or weld it to its parent.");
        return;
      }
      place(*best);
      body = drafts_[*best].joint.child;
      if (mass(body) > 0) return;
    }
  }

  [[nodiscard]] BodyId outboard(std::size_t j) const {
    const auto& joint = drafts_[j].joint;
    return in_tree(joint.parent) ? joint.child : joint.parent;
  }

  // A loose body that is only a parent; else, where all are children of one another, the one with
  // most children: then there is a cycle, which the loops report.
  [[nodiscard]] BodyId loose_base() const {
    BodyId best;
    bool parent_only_seen = false;
    long most = -1;
    for (std::size_t b = 1; b < level_.size(); ++b) {
      if (level_[b] >= 0) continue;
      const auto is_child = [&](const DraftJoint& d) { return d.joint.child == BodyId(b); };
      const auto is_parent = [&](const DraftJoint& d) { return d.joint.parent == BodyId(b); };
      const bool parent_only = std::none_of(drafts_.begin(), drafts_.end(), is_child);
      const long children = std::count_if(drafts_.begin(), drafts_.end(), is_parent);
      if (parent_only_seen && !parent_only) continue;
      if ((parent_only && !parent_only_seen) || children > most) {
        best = BodyId(b);
        most = children;
        parent_only_seen = parent_only_seen || parent_only;
      }
    }
    return best;
  }

  void free_from_ground(BodyId body) {
    const auto& name = reader_.model.bodies[body.at()].name;
    if (mass(body) == 0)
      reader_.problem(reader_.document.content(),
                      fmt::format("the body '{}' has neither a joint nor a mass", name),
                      "Give the body a joint.");
    DraftJoint draft;
    draft.joint.name = "free_" + name;
    draft.joint.type = JointType::free;
    draft.joint.parent = ground;
    draft.joint.child = body;
    draft.joint.parent_frame_name = "ground";
    draft.joint.child_frame_name = name;
    for (int i = 0; i < 6; ++i) {
      Coordinate c;
      c.name = fmt::format("{}_coord_{}", draft.joint.name, i);
      c.motion = i < 3 ? MotionType::rotational : MotionType::translational;
      c.range_min = -10, c.range_max = 10;
      draft.coordinates.push_back(std::move(c));
    }
    reader_.notes.assume(reader_.document.file(),
                         fmt::format("no joint connects the body '{}' with ground: it moves freely", name));
    drafts_.push_back(std::move(draft));
    placed_.push_back(false);
  }

  void report_loops() {
    for (std::size_t j = 0; j < drafts_.size(); ++j) {
      if (placed_[j]) continue;
      const auto& joint = drafts_[j].joint;
      reader_.problem(
          drafts_[j].node,
          fmt::format("the joint from '{}' to '{}' closes a loop: both are connected by other joints",
                      reader_.model.bodies[joint.parent.at()].name,
                      reader_.model.bodies[joint.child.at()].name),
          "Remove the joint, or one of the others in the loop.");
    }
  }

  Reader& reader_;
  std::vector<DraftJoint>& drafts_;
  std::vector<int> level_;
  std::vector<char> placed_;
  std::vector<std::size_t> order_;
};

}  // namespace

void build_tree(Reader& reader, std::vector<DraftJoint> drafts) {
  // A joint whose ends are not known is a problem already; it has no place in a tree.
  std::erase_if(drafts, [](const DraftJoint& d) {
    return !d.joint.parent.is_some() || !d.joint.child.is_some() || d.joint.parent == d.joint.child;
  });
  const auto order = Tree(reader, drafts).grow();
  auto& model = reader.model;
  model.joint_file_order.assign(drafts.size(), JointId());
  std::vector<std::vector<CoordinateId>> of_draft(drafts.size());
  for (const auto j : order) {
    auto& draft = drafts[j];
    const JointId id(model.joints.size());
    const auto first = static_cast<int>(model.coordinates.size());
    for (auto& axis : draft.joint.axes)
      for (auto& coordinate : axis.coordinates) coordinate.index += first;
    for (auto& coordinate : draft.coordinates) {
      draft.joint.coordinates.emplace_back(model.coordinates.size());
      of_draft[j].emplace_back(model.coordinates.size());
      coordinate.joint = id;
      model.coordinates.push_back(std::move(coordinate));
    }
    model.joint_file_order[j] = id;
    model.joints.push_back(std::move(draft.joint));
  }
  std::erase_if(model.joint_file_order, [](JointId id) { return !id.is_some(); });
  for (const auto& ids : of_draft)
    model.coordinate_file_order.insert(model.coordinate_file_order.end(), ids.begin(), ids.end());
}

}  // namespace loadshare::model::osim
