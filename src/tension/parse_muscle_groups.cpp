// The TOML reader of muscle_groups.h: kept apart because toml++ is slow to compile.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/toml_reader.h"
#include "tension/muscle_groups.h"

namespace loadshare::tension {

namespace {

constexpr const char* remedy = "Correct the file; data/muscle_groups.toml shows how it is written.";

std::vector<std::string> texts_if_there(TomlReader& reader, const toml::table& table, std::string_view key) {
  return table.contains(key) ? reader.texts(table, key) : std::vector<std::string>();
}

Side read_side(TomlReader& reader, const toml::table& table, std::string_view key) {
  if (!table.contains(key)) return Side::none;
  return reader.choice(table, key, std::array{Side::right, Side::left});
}

// The entries of a list of tables that must not be empty.
std::vector<const toml::table*> entries(TomlReader& reader, const toml::table& document,
                                        std::string_view key) {
  const auto* list = document.get(key) ? document.get(key)->as_array() : nullptr;
  if (list && !list->empty()) return reader.tables(document, key);
  reader.refuse(TomlReader::node_at(document, key), fmt::format("there is no [[{}]] entry", key));
  return {};
}

void check_group(TomlReader& reader, const MuscleGroups& groups, const toml::node& node,
                 const std::string& group) {
  if (!group.empty() && std::ranges::find(groups.groups, group) == groups.groups.end()) {
    reader.refuse(node, fmt::format("the group '{}' is not in the list 'groups'", group));
  }
}

MusclePatterns read_patterns(TomlReader& reader, const MuscleGroups& groups, const toml::table& table) {
  MusclePatterns entry;
  entry.group = reader.text(table, "group");
  entry.group_at_knee = reader.text_if_there(table, "group_at_knee");
  entry.names = reader.texts(table, "names");
  entry.side_without_ending = read_side(reader, table, "side_without_ending");
  check_group(reader, groups, table, entry.group);
  if (entry.group_at_knee) check_group(reader, groups, table, *entry.group_at_knee);
  return entry;
}

CutNames read_cut(TomlReader& reader, const toml::table& table) {
  CutNames cut;
  cut.name = reader.text(table, "name");
  cut.label = reader.text(table, "label");
  cut.region = reader.choice(table, "region", std::array{CutRegion::hip, CutRegion::lumbar, CutRegion::knee});
  cut.side = read_side(reader, table, "side");
  cut.joints = reader.texts(table, "joints");
  cut.absent_with = texts_if_there(reader, table, "absent_with");
  cut.flexion_coordinates = texts_if_there(reader, table, "flexion_coordinates");
  cut.also_distal = texts_if_there(reader, table, "also_distal");
  cut.flexion_sign = reader.integer_or(1, table, "flexion_sign", -1, 1);
  cut.default_rank = reader.integer_or(0, table, "default_rank", 0, 1000);
  return cut;
}

MuscleGroups read_document(TomlReader& reader, const toml::table& document) {
  MuscleGroups groups;
  reader.check_format(document);
  groups.groups = reader.texts(document, "groups");
  if (std::set<std::string>(groups.groups.begin(), groups.groups.end()).size() != groups.groups.size()) {
    reader.refuse(TomlReader::node_at(document, "groups"), "a group is listed twice");
  }
  if (std::find(groups.groups.begin(), groups.groups.end(), unknown_group) != groups.groups.end()) {
    reader.refuse(TomlReader::node_at(document, "groups"),
                  "'unknown' is the group of unknown muscles; it cannot be listed");
  }
  groups.ligament_group = reader.text(document, "ligament_group");
  check_group(reader, groups, document, groups.ligament_group);
  groups.brace_group = reader.text_if_there(document, "brace_group").value_or("");
  check_group(reader, groups, document, groups.brace_group);
  const auto* endings = document.get("side_endings") ? document.get("side_endings")->as_table() : nullptr;
  if (endings) {
    groups.right_endings = reader.texts(*endings, "right");
    groups.left_endings = reader.texts(*endings, "left");
  } else {
    reader.refuse(TomlReader::node_at(document, "side_endings"),
                  "there is no table [side_endings] with 'right' and 'left'");
  }
  for (const auto* table : entries(reader, document, "muscles")) {
    groups.muscles.push_back(read_patterns(reader, groups, *table));
  }
  std::set<std::string> names;
  for (const auto* table : entries(reader, document, "cuts")) {
    groups.cuts.push_back(read_cut(reader, *table));
    if (!names.insert(groups.cuts.back().name).second) {
      reader.refuse(*table, fmt::format("the cut '{}' is there twice", groups.cuts.back().name));
    }
  }
  return groups;
}

}  // namespace

Result<MuscleGroups> parse_muscle_groups(std::string_view text, const std::string& where) {
  const auto document = parse_toml(text, where, remedy);
  if (!document) return document.refusal();
  TomlReader reader(where, remedy);
  MuscleGroups groups = read_document(reader, *document);
  if (reader.refusal()) return *reader.refusal();
  return groups;
}

}  // namespace loadshare::tension
