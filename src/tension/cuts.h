// Cuts of a model and what crosses them. A cut is a joint: the bodies beyond it in the model's tree lie on
// one side, all others on the other; a path crosses it if it has points on both.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.h"
#include "model/model.h"
#include "tension/muscle_groups.h"

namespace loadshare::tension {

using LigamentId = Id<struct LigamentTag>;

// What holds a cut together: a muscle or a ligament, or, in the brace, the pressure in the belly.
struct Member {
  model::MuscleId muscle;  // exactly one of the two is some, neither for the brace
  LigamentId ligament;
  std::string name;

  [[nodiscard]] bool is_brace() const { return !muscle.is_some() && !ligament.is_some(); }
};
inline constexpr std::string_view brace_member = "pressure in the belly";

struct CutGroup {
  std::string group;
  std::vector<Member> members;  // muscles in the model's order, then ligaments, then the brace
};

struct Cut {
  std::string name, label;
  CutRegion region = CutRegion::hip;
  Side side = Side::none;
  bool is_default = false;
  model::JointId joint;
  model::CoordinateId flexion_coordinate;  // none where the joint has none of the names
  int flexion_sign = 1;                    // flexion = sign * coordinate
  std::vector<CutGroup> groups;            // with members only, in the order of the data file; unknown last
};

// What the groups' data say of a whole model.
struct ModelCuts {
  std::vector<Cut> cuts;                // in the order of the data file
  std::vector<Assignment> assignments;  // by muscle of the model
  std::vector<std::string> unknown_muscles;
  std::vector<std::string> muscles_across_no_cut;  // known, and across none of the cuts
};

struct CutOptions {
  std::vector<CutRegion> regions{CutRegion::hip, CutRegion::lumbar};
  // The bodies of diaphragm and pelvic floor, where pressure pushes them apart.
  std::optional<std::array<model::BodyId, 2>> brace_ends = std::nullopt;
};

// Cuts the model lacks are left out; a model without both hips, or without any lumbar cut, is flagged. A cut
// that nothing crosses (joints that motors drive) stays, without groups, and is noted, as is a cut without a
// flexion coordinate. Muscles and ligaments that apply no force are not members.
// Precondition: the model is resolved.
[[nodiscard]] ModelCuts find_cuts(const model::Model& model, const MuscleGroups& groups,
                                  const CutOptions& options, Diagnostics& notes);

// The bodies beyond a joint: its child and all that hangs on it. By body of the model.
[[nodiscard]] std::vector<bool> bodies_beyond(const model::Model& model, model::JointId joint);
// Precondition: `is_beyond` has an entry per body.
[[nodiscard]] bool crosses(const model::Path& path, const std::vector<bool>& is_beyond);

}  // namespace loadshare::tension
