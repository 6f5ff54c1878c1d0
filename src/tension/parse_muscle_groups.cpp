// The TOML reader of muscle_groups.h: kept apart because toml++ is slow to compile.
#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <limits>
#include <set>

#include "tension/muscle_groups.h"

namespace loadshare::tension {

namespace {

// Reads one document; the first problem is kept, and what is read after it does not count.
class Reader {
 public:
  explicit Reader(std::string where) : where_(std::move(where)) {}

  [[nodiscard]] const std::optional<Refusal>& refusal() const { return refusal_; }

  void refuse(const toml::node* node, std::string what) {
    if (refusal_) return;
    std::string where = where_;
    if (node && node->source().begin) where += fmt::format(", line {}", node->source().begin.line);
    refusal_ = Refusal{std::move(where), std::move(what),
                       "Correct the file; data/muscle_groups.toml shows how it is written."};
  }

  std::string text(const toml::table& table, std::string_view key) {
    const auto* node = table.get(key);
    const auto value = node ? node->value_exact<std::string>() : std::nullopt;
    if (!value || value->empty()) refuse(node ? node : &table, fmt::format("'{}' must be a text", key));
    return value.value_or("");
  }

  std::optional<std::string> optional_text(const toml::table& table, std::string_view key) {
    if (!table.contains(key)) return std::nullopt;
    return text(table, key);
  }

  int integer(const toml::table& table, std::string_view key, int absent, int least, int greatest) {
    const auto* node = table.get(key);
    if (!node) return absent;
    const auto value = node->value_exact<std::int64_t>();
    if (!value || *value < least || *value > greatest) {
      refuse(node, fmt::format("'{}' must be a whole number from {} to {}", key, least, greatest));
      return absent;
    }
    return static_cast<int>(*value);
  }

  std::vector<std::string> texts(const toml::table& table, std::string_view key, bool may_be_absent = false) {
    std::vector<std::string> result;
    const auto* node = table.get(key);
    if (!node && may_be_absent) return result;
    const auto* list = node ? node->as_array() : nullptr;
    if (!list || list->empty()) {
      refuse(node ? node : &table, fmt::format("'{}' must be a list of texts", key));
      return result;
    }
    for (const auto& item : *list) {
      const auto value = item.value_exact<std::string>();
      if (!value || value->empty()) refuse(&item, fmt::format("'{}' must hold texts only", key));
      result.push_back(value.value_or(""));
    }
    return result;
  }

  Side side(const toml::table& table, std::string_view key) {
    const auto value = optional_text(table, key);
    if (!value) return Side::none;
    for (const Side side : {Side::right, Side::left}) {
      if (*value == name_of(side)) return side;
    }
    refuse(table.get(key), fmt::format("'{}' is '{}'; it must be right or left", key, *value));
    return Side::none;
  }

  CutRegion region(const toml::table& table) {
    const auto value = text(table, "region");
    for (const CutRegion region : {CutRegion::hip, CutRegion::lumbar, CutRegion::knee}) {
      if (value == name_of(region)) return region;
    }
    refuse(table.get("region"), fmt::format("'region' is '{}'; it must be hip, lumbar or knee", value));
    return CutRegion::hip;
  }

  // The tables of an array of tables; refuses anything else under that name.
  std::vector<const toml::table*> tables(const toml::table& document, std::string_view key) {
    std::vector<const toml::table*> result;
    const auto* node = document.get(key);
    const auto* list = node ? node->as_array() : nullptr;
    if (!list || list->empty()) {
      refuse(node, fmt::format("there is no [[{}]] entry", key));
      return result;
    }
    for (const auto& item : *list) {
      if (const auto* table = item.as_table()) {
        result.push_back(table);
      } else {
        refuse(&item, fmt::format("'{0}' must be a list of [[{0}]] entries", key));
      }
    }
    return result;
  }

  void check_group(const MuscleGroups& groups, const toml::node& node, const std::string& group) {
    if (std::find(groups.groups.begin(), groups.groups.end(), group) == groups.groups.end()) {
      refuse(&node, fmt::format("the group '{}' is not in the list 'groups'", group));
    }
  }

 private:
  std::string where_;
  std::optional<Refusal> refusal_;
};

MusclePatterns read_patterns(Reader& reader, const MuscleGroups& groups, const toml::table& table) {
  MusclePatterns entry;
  entry.group = reader.text(table, "group");
  entry.group_at_knee = reader.optional_text(table, "group_at_knee");
  entry.names = reader.texts(table, "names");
  entry.side_without_ending = reader.side(table, "side_without_ending");
  reader.check_group(groups, table, entry.group);
  if (entry.group_at_knee) reader.check_group(groups, table, *entry.group_at_knee);
  return entry;
}

CutNames read_cut(Reader& reader, const toml::table& table) {
  CutNames cut;
  cut.name = reader.text(table, "name");
  cut.label = reader.text(table, "label");
  cut.region = reader.region(table);
  cut.side = reader.side(table, "side");
  cut.joints = reader.texts(table, "joints");
  cut.absent_with = reader.texts(table, "absent_with", true);
  cut.flexion_coordinates = reader.texts(table, "flexion_coordinates", true);
  cut.also_distal = reader.texts(table, "also_distal", true);
  cut.flexion_sign = reader.integer(table, "flexion_sign", 1, -1, 1);
  cut.default_rank = reader.integer(table, "default_rank", 0, 0, 1000);
  return cut;
}

MuscleGroups read_document(Reader& reader, const toml::table& document) {
  MuscleGroups groups;
  if (reader.integer(document, "format", 0, 0, std::numeric_limits<int>::max()) != 1) {
    reader.refuse(document.get("format"), "'format' must be 1, the only one this program reads");
  }
  groups.groups = reader.texts(document, "groups");
  if (std::set<std::string>(groups.groups.begin(), groups.groups.end()).size() != groups.groups.size()) {
    reader.refuse(document.get("groups"), "a group is listed twice");
  }
  if (std::find(groups.groups.begin(), groups.groups.end(), unknown_group) != groups.groups.end()) {
    reader.refuse(document.get("groups"), "'unknown' is the group of unknown muscles; it cannot be listed");
  }
  groups.ligament_group = reader.text(document, "ligament_group");
  reader.check_group(groups, document, groups.ligament_group);
  const auto* endings = document.get("side_endings") ? document.get("side_endings")->as_table() : nullptr;
  if (endings) {
    groups.right_endings = reader.texts(*endings, "right");
    groups.left_endings = reader.texts(*endings, "left");
  } else {
    reader.refuse(document.get("side_endings"), "there is no table [side_endings] with 'right' and 'left'");
  }
  for (const auto* table : reader.tables(document, "muscles")) {
    groups.muscles.push_back(read_patterns(reader, groups, *table));
  }
  std::set<std::string> names;
  for (const auto* table : reader.tables(document, "cuts")) {
    groups.cuts.push_back(read_cut(reader, *table));
    if (!names.insert(groups.cuts.back().name).second) {
      reader.refuse(table, fmt::format("the cut '{}' is there twice", groups.cuts.back().name));
    }
  }
  return groups;
}

}  // namespace

Result<MuscleGroups> parse_muscle_groups(std::string_view text, const std::string& where) {
  try {
    const toml::table document = toml::parse(text, where);
    Reader reader(where);
    MuscleGroups groups = read_document(reader, document);
    if (reader.refusal()) return *reader.refusal();
    return groups;
  } catch (const toml::parse_error& error) {
    return Refusal{fmt::format("{}, line {}", where, error.source().begin.line),
                   fmt::format("this is not TOML: {}", error.description()),
                   "Correct the file; data/muscle_groups.toml shows how it is written."};
  }
}

}  // namespace loadshare::tension
