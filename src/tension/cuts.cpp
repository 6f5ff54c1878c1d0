#include "tension/cuts.h"

#include <algorithm>
#include <cmath>

#include "base/require.h"

namespace loadshare::tension {

namespace {

using model::CoordinateId;
using model::JointId;
using model::Model;
using model::MuscleId;

// Names are tried in the order of the data file: the first is the likeliest.
JointId find_joint(const Model& model, const CutNames& names) {
  for (const auto& pattern : names.absent_with)
    for (const auto& joint : model.joints)
      if (matches(pattern, joint.name)) return {};
  for (const auto& pattern : names.joints) {
    for (std::size_t j = 0; j < model.joints.size(); ++j) {
      if (matches(pattern, model.joints[j].name)) return JointId(j);
    }
  }
  for (const auto& coordinate_name : names.flexion_coordinates) {
    const auto coordinate = model.find_coordinate(coordinate_name);
    if (coordinate.is_some()) return model.coordinates[coordinate.at()].joint;
  }
  return {};
}

CoordinateId find_flexion(const Model& model, const CutNames& names, JointId joint) {
  for (const auto& coordinate_name : names.flexion_coordinates) {
    const auto coordinate = model.find_coordinate(coordinate_name);
    if (coordinate.is_some() && model.coordinates[coordinate.at()].joint == joint) return coordinate;
  }
  return {};
}

int find_flexion_sign(const Model& model, const CutNames& names, CoordinateId coordinate) {
  if (names.flexion_sign != 0 || !coordinate.is_some()) return names.flexion_sign < 0 ? -1 : 1;
  const auto& range = model.coordinates[coordinate.at()];
  return std::abs(range.range_min) > std::abs(range.range_max) ? -1 : 1;
}

std::vector<CutGroup> gather_members(const Model& model, const MuscleGroups& groups,
                                     const std::vector<Assignment>& assignments, CutRegion region,
                                     const std::vector<bool>& is_beyond, const CutOptions& options) {
  std::vector<CutGroup> gathered;
  for (const auto& group : groups.groups) gathered.push_back({group, {}});
  gathered.push_back({std::string(unknown_group), {}});
  const auto add = [&](const std::string& group, Member member) {
    const auto place = std::find_if(gathered.begin(), gathered.end(),
                                    [&](const CutGroup& candidate) { return candidate.group == group; });
    require(place != gathered.end(), "every group of the data file is listed in it");
    place->members.push_back(std::move(member));
  };
  for (std::size_t i = 0; i < model.muscles.size(); ++i) {
    const auto& muscle = model.muscles[i];
    if (!muscle.applies_force || !crosses(muscle.path, is_beyond)) continue;
    add(assignments[i].group_at(region), {MuscleId(i), {}, muscle.name});
  }
  for (std::size_t i = 0; i < model.ligaments.size(); ++i) {
    const auto& ligament = model.ligaments[i];
    if (!ligament.applies_force || !crosses(ligament.path, is_beyond)) continue;
    add(groups.ligament_group, {{}, LigamentId(i), ligament.name});
  }
  if (options.brace_ends && !groups.brace_group.empty() &&
      is_beyond[(*options.brace_ends)[0].at()] != is_beyond[(*options.brace_ends)[1].at()])
    add(groups.brace_group, {{}, {}, std::string(brace_member)});
  std::erase_if(gathered, [](const CutGroup& group) { return group.members.empty(); });
  return gathered;
}

void mark_defaults(const MuscleGroups& groups, std::vector<Cut>& cuts) {
  Cut* lumbar = nullptr;
  int best_rank = 0;
  for (auto& cut : cuts) {
    if (cut.region == CutRegion::hip) cut.is_default = true;
    if (cut.region != CutRegion::lumbar) continue;
    const auto names = std::find_if(groups.cuts.begin(), groups.cuts.end(),
                                    [&](const CutNames& candidate) { return candidate.name == cut.name; });
    require(names != groups.cuts.end(), "a cut has its names in the data file");
    if (!lumbar || names->default_rank < best_rank) {
      lumbar = &cut;
      best_rank = names->default_rank;
    }
  }
  if (lumbar) lumbar->is_default = true;
}

void note_missing(const CutOptions& options, const std::vector<Cut>& cuts, const std::string& where,
                  Diagnostics& notes) {
  const auto asked = [&](CutRegion region) {
    return std::find(options.regions.begin(), options.regions.end(), region) != options.regions.end();
  };
  const auto count = [&](CutRegion region) {
    return std::count_if(cuts.begin(), cuts.end(), [&](const Cut& cut) { return cut.region == region; });
  };
  if (asked(CutRegion::hip) && count(CutRegion::hip) < 2) {
    notes.flag(where, count(CutRegion::hip) == 0
                          ? "no hip joint was found by the names the program knows"
                          : "only one hip joint was found by the names the program knows");
  }
  if (asked(CutRegion::lumbar) && count(CutRegion::lumbar) == 0) {
    notes.flag(where, "no lumbar joint was found by the names the program knows");
  }
}

}  // namespace

std::vector<bool> bodies_beyond(const Model& model, JointId joint) {
  std::vector<bool> is_beyond(model.bodies.size(), false);
  is_beyond[model.joints[joint.at()].child.at()] = true;
  // Parents stand before children, so that one pass reaches all.
  for (const auto& other : model.joints) {
    if (is_beyond[other.parent.at()]) is_beyond[other.child.at()] = true;
  }
  return is_beyond;
}

bool crosses(const model::Path& path, const std::vector<bool>& is_beyond) {
  bool beyond = false, before = false;
  for (const auto& point : path.points) (is_beyond[point.body.at()] ? beyond : before) = true;
  return beyond && before;
}

ModelCuts find_cuts(const Model& model, const MuscleGroups& groups, const CutOptions& options,
                    Diagnostics& notes) {
  ModelCuts found;
  for (const auto& muscle : model.muscles) {
    found.assignments.push_back(assign_muscle(groups, muscle.name));
    if (!found.assignments.back().is_known()) found.unknown_muscles.push_back(muscle.name);
  }
  std::vector<bool> crosses_some(model.muscles.size(), false);
  for (const auto& names : groups.cuts) {
    if (std::find(options.regions.begin(), options.regions.end(), names.region) == options.regions.end()) {
      continue;
    }
    const auto joint = find_joint(model, names);
    if (!joint.is_some()) continue;
    auto is_beyond = bodies_beyond(model, joint);
    for (const auto& body_name : names.also_distal) {
      const auto body = model.find_body(body_name);
      if (body.is_some()) is_beyond[body.at()] = true;
    }
    Cut cut;
    cut.name = names.name;
    cut.label = names.label;
    cut.region = names.region;
    cut.side = names.side;
    cut.joint = joint;
    cut.flexion_coordinate = find_flexion(model, names, joint);
    cut.flexion_sign = find_flexion_sign(model, names, cut.flexion_coordinate);
    cut.groups = gather_members(model, groups, found.assignments, names.region, is_beyond, options);
    for (const auto& group : cut.groups) {
      for (const auto& member : group.members) {
        if (member.muscle.is_some()) crosses_some[member.muscle.at()] = true;
      }
    }
    if (cut.groups.empty()) {
      notes.leave_out(model.name + ", " + cut.label, "no muscle of the model crosses it: no shares there");
    } else if (!cut.flexion_coordinate.is_some()) {
      notes.leave_out(model.name + ", " + cut.label,
                      "the joint has no flexion coordinate: no moment shares there");
    }
    found.cuts.push_back(std::move(cut));
  }
  mark_defaults(groups, found.cuts);
  note_missing(options, found.cuts, model.name, notes);
  for (std::size_t i = 0; i < model.muscles.size(); ++i) {
    if (found.assignments[i].is_known() && !crosses_some[i]) {
      found.muscles_across_no_cut.push_back(model.muscles[i].name);
    }
  }
  return found;
}

}  // namespace loadshare::tension
