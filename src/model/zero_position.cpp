#include "model/zero_position.h"

#include <algorithm>

namespace loadshare::model {
namespace {

void add(GroupParts& parts, const std::string& group, const Vec3& part) {
  parts.try_emplace(group, Vec3::Zero()).first->second += part;
}

}  // namespace

Vec3 sum(const GroupParts& parts) {
  Vec3 total = Vec3::Zero();
  for (const auto& [group, part] : parts) total += part;
  return total;
}

ZeroPosition::ZeroPosition(const BodyTables& both_sides) : tables_(both_sides) {
  for (const auto& row : tables_.bodies) groups_[row.name] = row.scale_group;
  for (const auto& row : tables_.joints) joints_[row.child] = &row;
}

std::optional<GroupParts> ZeroPosition::parts_to(std::string body, Vec3 p_B) const {
  GroupParts parts;
  // No way is longer than the number of joints: one that is runs in a circle.
  for (std::size_t steps = 0; steps <= joints_.size(); ++steps) {
    if (body == "ground") return parts;
    const auto group = groups_.find(body);
    const auto joint = joints_.find(body);
    if (group == groups_.end() || joint == joints_.end()) return std::nullopt;
    add(parts, group->second, p_B - joint->second->p_child);
    body = joint->second->parent;
    p_B = joint->second->p_parent;
  }
  return std::nullopt;
}

std::optional<GroupParts> ZeroPosition::parts_to_marker(const std::string& marker) const {
  const auto row = std::ranges::find(tables_.markers, marker, &PointRow::name);
  return row == tables_.markers.end() ? std::nullopt : parts_to(row->body, row->p_B);
}

std::optional<GroupParts> ZeroPosition::parts_between(const std::string& from, const std::string& to) const {
  const auto start = parts_to_marker(from), end = parts_to_marker(to);
  if (!start || !end) return std::nullopt;
  GroupParts parts = *end;
  for (const auto& [group, part] : *start) add(parts, group, -part);
  // What both ways share takes no part.
  std::erase_if(parts, [](const auto& entry) { return entry.second.norm() < 1e-9; });
  return parts;
}

}  // namespace loadshare::model
