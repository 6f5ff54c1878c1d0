// Which group a muscle belongs to and which joint is which cut, by name: data, read from
// data/muscle_groups.toml or a person's own copy of it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tension/tension_report.h"

namespace loadshare::tension {

// The group of muscles that the data file does not know.
inline constexpr std::string_view unknown_group = "unknown";

struct MusclePatterns {
  std::string group;
  std::optional<std::string> group_at_knee;  // where it differs there
  std::vector<std::string> names;            // patterns: * any run of characters, ? one; case does not count
  Side side_without_ending = Side::none;
};

struct CutNames {
  std::string name, label;
  CutRegion region = CutRegion::hip;
  Side side = Side::none;
  std::vector<std::string> joints;       // patterns
  std::vector<std::string> absent_with;  // patterns: no such cut where a joint has such a name
  std::vector<std::string> flexion_coordinates, also_distal;
  // +1: the coordinate grows in flexion; -1: it falls; 0: flexion is towards the end of its range that is
  // farther from zero.
  int flexion_sign = 1;
  int default_rank = 0;  // the lumbar cut of lowest rank is the default one
};

struct MuscleGroups {
  std::vector<std::string> groups;  // in the order of reports, without "unknown"
  std::string ligament_group;
  std::string brace_group;  // to which the pressure in the belly counts; empty: to none
  std::vector<std::string> right_endings, left_endings;
  std::vector<MusclePatterns> muscles;
  std::vector<CutNames> cuts;
};

// What a muscle's name says.
struct Assignment {
  std::string group{unknown_group};
  std::string group_at_knee{unknown_group};
  Side side = Side::none;

  [[nodiscard]] bool is_known() const { return group != unknown_group; }
  [[nodiscard]] const std::string& group_at(CutRegion region) const {
    return region == CutRegion::knee ? group_at_knee : group;
  }
};

// A name that no pattern matches is of the unknown group; its side is still read from its ending.
[[nodiscard]] Assignment assign_muscle(const MuscleGroups& groups, std::string_view muscle_name);

// Whether the whole name matches: * any run of characters (also none), ? exactly one; the case of
// ASCII letters does not count.
[[nodiscard]] bool matches(std::string_view pattern, std::string_view name);

// Refuses what is not TOML, lacks a part, has one of the wrong type, or names a group that is not listed.
[[nodiscard]] Result<MuscleGroups> parse_muscle_groups(std::string_view text, const std::string& where);
[[nodiscard]] Result<MuscleGroups> read_muscle_groups(const std::filesystem::path& file);
// The data file that the program was built with.
[[nodiscard]] const MuscleGroups& published_muscle_groups();

}  // namespace loadshare::tension
