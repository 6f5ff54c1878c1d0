// The reader of movement.h; docs/postures.md holds the same keys, units and defaults.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/toml_reader.h"
#include "capture/scene_toml.h"
#include "capture/text.h"
#include "exercises/movement.h"

namespace loadshare::exercises {
namespace {

constexpr std::size_t byte_limit = 1 << 20;
constexpr const char* remedy = "Correct the file; docs/postures.md shows how it is written.";
constexpr double distance_m_max = 100, time_s_max = 3600;

constexpr std::array<std::string_view, 6> target_keys{"coordinates", "near",       "touch",
                                                      "places",      "directions", "balance"};
constexpr std::array<std::string_view, 6> movement_keys{"format",  "name",        "keys",
                                                        "rate_Hz", "repetitions", "return_s"};
constexpr std::array<std::string_view, 4> key_keys{"name", "time_s", "hold_s", "passes"};

// A text, or a list of texts.
std::vector<std::string> read_names(TomlReader& reader, const toml::table& table, std::string_view key) {
  if (TomlReader::node_at(table, key).is_string()) return {reader.text(table, key)};
  return reader.texts(table, key);
}

// ---- targets ---------------------------------------------------------------------------------

// A number, or a number and its weight.
void read_near(TomlReader& reader, const toml::table& table, std::string_view key, CoordinateWish& wish) {
  if (!table.get(key)->is_array()) {
    wish.value = reader.number(table, key, -360, 360, "degrees or metres");
    return;
  }
  const auto pair = reader.numbers(table, key, 2, -360, 1e6, "degrees or metres, and weight");
  wish.value = pair[0];
  wish.weight = pair[1];
  if (wish.value > 360 || wish.weight <= 0)
    reader.refuse(*table.get(key), fmt::format("'{}' must be [value, weight], the weight above 0", key));
}

void read_wishes(TomlReader& reader, const toml::table& table, std::string_view key, bool is_exact,
                 std::vector<CoordinateWish>& wishes) {
  const auto* node = table.get(key);
  if (!node) return;
  const auto* values = node->as_table();
  if (!values)
    return reader.refuse(*node, fmt::format("'{}' must be a table of coordinates and values", key));
  for (const auto& [coordinate, value] : *values) {
    CoordinateWish wish;
    wish.coordinate = coordinate.str();
    wish.is_exact = is_exact;
    wish.where = reader.place(value);
    if (is_exact)
      wish.value = reader.number(*values, coordinate.str(), -360, 360, "degrees or metres");
    else
      read_near(reader, *values, coordinate.str(), wish);
    wishes.push_back(std::move(wish));
  }
}

TouchTarget read_touch(TomlReader& reader, const toml::table& table, const capture::Scene& scene) {
  static constexpr std::array<std::string_view, 4> known{"support", "points", "gap_m", "slides"};
  reader.check_keys(table, "touch", known);
  TouchTarget touch;
  touch.where = reader.place(table);
  if (table.contains("support"))
    touch.support = reader.text(table, "support");
  else if (scene.supports.size() == 1)
    touch.support = scene.supports.front().name;
  else
    reader.refuse(table,
                  fmt::format("there are {} supports, and no 'support' is named", scene.supports.size()),
                  "Write support = \"floor\", or which of [[supports]] is touched.");
  touch.points = read_names(reader, table, "points");
  touch.gap_m = reader.number_or(0, table, "gap_m", 0, distance_m_max, "metres");
  touch.slides = reader.flag_if_there(table, "slides").value_or(false);
  return touch;
}

std::optional<double> number_if_there(TomlReader& reader, const toml::table& table, std::string_view key,
                                      double least, double greatest, std::string_view unit) {
  if (!table.contains(key)) return std::nullopt;
  return reader.number(table, key, least, greatest, unit);
}

PlaceTarget read_place(TomlReader& reader, const toml::table& table) {
  static constexpr std::array<std::string_view, 3> axes{"x_m", "y_m", "z_m"};
  static constexpr std::array<std::string_view, 6> known{"point", "from", "x_m",
                                                         "y_m",   "z_m",  "tolerance_mm"};
  reader.check_keys(table, "places", known);
  PlaceTarget place;
  place.where = reader.place(table);
  place.point = reader.text(table, "point");
  place.from = reader.text_if_there(table, "from").value_or("");
  for (std::size_t i = 0; i < axes.size(); ++i)
    place.p_m[i] = number_if_there(reader, table, axes[i], -distance_m_max, distance_m_max, "metres");
  place.tolerance_m = 1e-3 * reader.number_or(1, table, "tolerance_mm", 0.1, 1000, "millimetres");
  if (std::ranges::none_of(place.p_m, [](const auto& p) { return p.has_value(); }))
    reader.refuse(table, fmt::format("'{}' has no place", place.point),
                  "Write x_m, y_m and z_m, or those of them that matter.");
  return place;
}

DirectionTarget read_direction(TomlReader& reader, const toml::table& table) {
  static constexpr std::array<std::string_view, 5> known{"from", "to", "forward_deg", "right_deg",
                                                         "tolerance_deg"};
  reader.check_keys(table, "directions", known);
  DirectionTarget direction;
  direction.where = reader.place(table);
  direction.from = reader.text(table, "from");
  direction.to = reader.text(table, "to");
  direction.forward_deg = number_if_there(reader, table, "forward_deg", -180, 180, "degrees");
  direction.right_deg = number_if_there(reader, table, "right_deg", -180, 180, "degrees");
  direction.tolerance_deg = reader.number_or(0.5, table, "tolerance_deg", 0.01, 90, "degrees");
  if (!direction.forward_deg && !direction.right_deg)
    reader.refuse(table, "the direction has no angle", "Write forward_deg, right_deg or both.");
  return direction;
}

KeyTargets read_targets(TomlReader& reader, const toml::table& table, const capture::Scene& scene) {
  KeyTargets targets;
  read_wishes(reader, table, "coordinates", true, targets.coordinates);
  read_wishes(reader, table, "near", false, targets.coordinates);
  for (const auto* entry : reader.tables(table, "touch"))
    targets.touches.push_back(read_touch(reader, *entry, scene));
  for (const auto* entry : reader.tables(table, "places"))
    targets.places.push_back(read_place(reader, *entry));
  for (const auto* entry : reader.tables(table, "directions"))
    targets.directions.push_back(read_direction(reader, *entry));
  targets.asks_for_balance = reader.flag_if_there(table, "balance");
  return targets;
}

// The targets of all keys, and of one: a coordinate that the key names, too, is the key's.
KeyTargets joined(KeyTargets all, const KeyTargets& own) {
  std::erase_if(all.coordinates, [&](const CoordinateWish& wish) {
    return std::ranges::find(own.coordinates, wish.coordinate, &CoordinateWish::coordinate) !=
           own.coordinates.end();
  });
  const auto append = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
  append(all.coordinates, own.coordinates);
  append(all.touches, own.touches);
  append(all.places, own.places);
  append(all.directions, own.directions);
  if (own.asks_for_balance) all.asks_for_balance = own.asks_for_balance;
  return all;
}

// ---- keys ------------------------------------------------------------------------------------

void read_keys(TomlReader& reader, const toml::table& document, Movement& movement) {
  const KeyTargets all = read_targets(reader, document, movement.scene);
  const auto tables = reader.tables(document, "keys");
  if (tables.empty()) movement.keys.push_back({movement.name, 0, 0, false, all, movement.where});
  std::vector<std::string_view> known(key_keys.begin(), key_keys.end());
  known.insert(known.end(), target_keys.begin(), target_keys.end());
  for (const auto* table : tables) {
    reader.check_keys(*table, "keys", known);
    Key key;
    key.where = reader.place(*table);
    key.name = reader.text(*table, "name");
    // The first key is where time begins.
    key.time_s = movement.keys.empty() ? reader.number_or(0, *table, "time_s", 0, time_s_max, "seconds")
                                       : reader.number(*table, "time_s", 0, time_s_max, "seconds");
    key.hold_s = reader.number_or(0, *table, "hold_s", 0, time_s_max, "seconds");
    key.passes = reader.flag_if_there(*table, "passes").value_or(false);
    key.targets = joined(all, read_targets(reader, *table, movement.scene));
    if (key.passes && key.hold_s > 0)
      reader.refuse(*table, fmt::format("'{}' is passed and held at once", key.name),
                    "Leave out either 'passes' or 'hold_s'.");
    if (!movement.keys.empty() && key.time_s <= movement.keys.back().time_s + movement.keys.back().hold_s)
      reader.refuse(*table,
                    fmt::format("'{}' at {} s does not come after '{}'", key.name, key.time_s,
                                movement.keys.back().name),
                    "Give it a 'time_s' after the key before, its 'hold_s' included.");
    movement.keys.push_back(std::move(key));
  }
  if (movement.keys.front().passes || (movement.keys.back().passes && !movement.return_s))
    reader.refuse(document, "a movement begins and ends at rest",
                  "Leave 'passes' out of its first and last key.");
}

Movement read_document(TomlReader& reader, const toml::table& document, const std::string& where) {
  reader.check_format(document);
  std::vector<std::string_view> known(movement_keys.begin(), movement_keys.end());
  known.insert(known.end(), capture::scene_keys.begin(), capture::scene_keys.end());
  known.insert(known.end(), target_keys.begin(), target_keys.end());
  reader.check_keys(document, "a posture or movement", known);
  Movement movement;
  movement.where = where;
  movement.name = reader.text(document, "name");
  movement.scene = capture::read_scene_keys(reader, document);
  movement.scene.where = where;
  for (const auto& support : movement.scene.supports)
    if (support.is_velocity_found || !support.velocity_G.isZero())
      reader.refuse(
          document,
          fmt::format("'{}' runs as a belt, and what stands in a movement stands still", support.name),
          "Leave 'belt_m_per_s' out; it is for recordings.");
  movement.rate_Hz = reader.number_or(movement.rate_Hz, document, "rate_Hz", 1, 1000, "per second");
  movement.repetitions = reader.integer_or(1, document, "repetitions", 1, 1000);
  movement.return_s = number_if_there(reader, document, "return_s", 1e-3, time_s_max, "seconds");
  read_keys(reader, document, movement);
  if (movement.repetitions > 1 && !movement.return_s)
    reader.refuse(TomlReader::node_at(document, "repetitions"), "repetitions have no way back",
                  "Write 'return_s', the seconds from the last key back to the first.");
  if (movement.return_s && movement.keys.size() < 2)
    reader.refuse(TomlReader::node_at(document, "return_s"), "there is nothing to return from",
                  "Write at least two [[keys]].");
  return movement;
}

}  // namespace

Result<Movement> parse_movement(std::string_view text, const std::string& where) {
  const auto document = parse_toml(text, where, remedy);
  if (!document) return document.refusal();
  TomlReader reader(where, remedy);
  Movement movement = read_document(reader, *document, where);
  if (reader.refusal()) return *reader.refusal();
  return movement;
}

Result<Movement> read_movement(const std::filesystem::path& file) {
  const auto text = capture::read_text_file(file, byte_limit);
  if (!text) return text.refusal();
  return parse_movement(*text, file.string());
}

}  // namespace loadshare::exercises
