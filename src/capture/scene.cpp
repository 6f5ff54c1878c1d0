// The reader of scene.h; docs/scene.md holds the same keys, units and defaults.
#include "capture/scene.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <set>
#include <span>

#include "base/units.h"
#include "capture/scene_toml.h"
#include "capture/text.h"

namespace loadshare::capture {
namespace {

constexpr std::size_t byte_limit = 1 << 20;
constexpr const char* remedy = "Correct the file; docs/scene.md shows how it is written.";
constexpr double distance_m_max = 100, default_friction = 0.6, belt_mps_max = 15;

using Keys = std::span<const std::string_view>;
constexpr std::array<std::string_view, 6> floor_keys{"kind",       "name",     "friction",
                                                     "touched_by", "height_m", "belt_m_per_s"};
constexpr std::array<std::string_view, 9> bench_keys{
    "kind", "name", "friction", "touched_by", "top_m", "center_m", "length_m", "width_m", "turned_deg"};
constexpr std::array<std::string_view, 7> wall_keys{"kind",   "name",   "friction", "touched_by",
                                                    "at_x_m", "at_z_m", "facing"};
constexpr std::array<std::string_view, 9> pad_keys{"kind",   "name",  "friction", "touched_by", "point_m",
                                                   "normal", "along", "length_m", "width_m"};

// Its lengths, where the surface has an end that way.
void read_sizes(TomlReader& reader, const toml::table& table, Support& support) {
  constexpr double least_m = 0.01;
  support.half_along_m = reader.number_or(0, table, "length_m", least_m, distance_m_max, "metres") / 2;
  support.half_across_m = reader.number_or(0, table, "width_m", least_m, distance_m_max, "metres") / 2;
}

void read_floor(TomlReader& reader, const toml::table& table, Support& support) {
  support.is_height_found = !table.contains("height_m");
  support.point_G.y() = reader.number_or(0, table, "height_m", -distance_m_max, distance_m_max, "metres");
  if (!table.contains("belt_m_per_s")) return;
  if (TomlReader::node_at(table, "belt_m_per_s").is_string()) {
    static constexpr std::array<std::string_view, 1> words{"found"};
    support.is_velocity_found = reader.word(table, "belt_m_per_s", words).has_value();
    return;
  }
  const auto belt =
      reader.numbers(table, "belt_m_per_s", 2, -belt_mps_max, belt_mps_max, "metres per second");
  support.velocity_G = Vec3(belt[0], 0, belt[1]);
}

void read_bench(TomlReader& reader, const toml::table& table, Support& support) {
  const bool has_size = table.contains("length_m") || table.contains("width_m");
  support.point_G.y() = reader.number(table, "top_m", -distance_m_max, distance_m_max, "metres");
  read_sizes(reader, table, support);
  if (table.contains("center_m")) {
    const auto center = reader.numbers(table, "center_m", 2, -distance_m_max, distance_m_max, "metres");
    support.point_G.x() = center[0];
    support.point_G.z() = center[1];
  } else if (has_size) {
    reader.refuse(table, fmt::format("'{}' has a size and no place", support.name),
                  "Write center_m = [forward, right], the middle of its top.");
  }
  if (!has_size) return;
  const double turned = radians(reader.number_or(0, table, "turned_deg", -360, 360, "degrees"));
  support.along_G = Vec3(std::cos(turned), 0, std::sin(turned));
}

void read_wall(TomlReader& reader, const toml::table& table, Support& support) {
  static constexpr std::array<std::string_view, 4> sides{"forward", "backward", "right", "left"};
  const bool has_x = table.contains("at_x_m"), has_z = table.contains("at_z_m");
  if (has_x == has_z) {
    reader.refuse(table, fmt::format("'{}' must have either 'at_x_m' or 'at_z_m'", support.name));
    return;
  }
  const std::string_view key = has_x ? "at_x_m" : "at_z_m";
  support.point_G[has_x ? 0 : 2] = reader.number(table, key, -distance_m_max, distance_m_max, "metres");
  const auto facing = reader.word(table, "facing", Keys(sides).subspan(has_x ? 0 : 2, 2));
  support.normal_G = (facing == std::size_t{0} ? 1.0 : -1.0) * Vec3::Unit(has_x ? 0 : 2);
}

// The first of its sizes lies along 'along', which must lie in the surface within rounding of the file.
void read_along(TomlReader& reader, const toml::table& table, Support& support) {
  constexpr double lean_max = 0.1;
  const Vec3 along = reader.direction(table, "along");
  const double lean = along.dot(support.normal_G);
  if (std::abs(lean) > lean_max) {
    reader.refuse(TomlReader::node_at(table, "along"),
                  fmt::format("'along' is at {:.0f} degrees to 'normal', not at 90",
                              degrees(std::acos(std::clamp(lean, -1.0, 1.0)))),
                  "Give the direction of the surface's length, which lies in the surface.");
    return;
  }
  support.along_G = (along - lean * support.normal_G).normalized();
}

void read_pad(TomlReader& reader, const toml::table& table, Support& support) {
  const auto point = reader.numbers(table, "point_m", 3, -distance_m_max, distance_m_max, "metres");
  support.point_G = Vec3(point[0], point[1], point[2]);
  support.normal_G = reader.direction(table, "normal");
  read_sizes(reader, table, support);
  const bool has_size = support.half_along_m > 0 || support.half_across_m > 0;
  if (table.contains("along")) {
    read_along(reader, table, support);
  } else if (has_size) {
    reader.refuse(table, fmt::format("'{}' has a size and no direction 'along'", support.name),
                  "Write along = [forward, up, right], the direction of its length.");
  }
}

struct Kind {
  std::string_view name;
  Keys keys;
  void (*read)(TomlReader&, const toml::table&, Support&);
};
constexpr std::array<Kind, 6> kinds{{{"floor", floor_keys, read_floor},
                                     {"bench", bench_keys, read_bench},
                                     {"box", bench_keys, read_bench},
                                     {"wall", wall_keys, read_wall},
                                     {"bar", pad_keys, read_pad},
                                     {"pad", pad_keys, read_pad}}};

void check_support_name(TomlReader& reader, const toml::table& table, const std::string& name) {
  constexpr std::size_t length_max = 40;
  constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
  if (name.size() <= length_max && name.find_first_not_of(allowed) == std::string::npos) return;
  reader.refuse(TomlReader::node_at(table, "name"),
                fmt::format("{} is no name for a support", in_quotes(name)),
                "Use at most 40 letters, digits, '_' and '-'.");
}

Support read_support(TomlReader& reader, const toml::table& table) {
  std::array<std::string_view, kinds.size()> names;
  std::ranges::transform(kinds, names.begin(), &Kind::name);
  Support support;
  const auto chosen = reader.word(table, "kind", names);
  if (!chosen) return support;
  const Kind& kind = kinds[*chosen];
  support.kind = kind.name;
  support.name = reader.text_if_there(table, "name").value_or(support.kind);
  support.where = reader.place(table);
  check_support_name(reader, table, support.name);
  reader.check_keys(table, fmt::format("a support of kind '{}'", kind.name), kind.keys);
  support.friction = reader.number_or(default_friction, table, "friction", 0, 2, "newtons per newton");
  if (table.contains("touched_by")) support.touched_by = reader.texts(table, "touched_by");
  kind.read(reader, table, support);
  return support;
}

// ---- loads -----------------------------------------------------------------------------------

void read_force(TomlReader& reader, const toml::table& table, CarriedLoad& load) {
  load.force_N = reader.number(table, "force_N", 0, 1e4, "newtons");
  if (load.direction_G.has_value() == load.anchor_G.has_value())
    reader.refuse(table, fmt::format("the force '{}' must have either 'direction' or 'anchor_m'", load.name),
                  "Write where it pulls to, or which way.");
}

void read_band(TomlReader& reader, const toml::table& table, CarriedLoad& load) {
  load.stiffness_N_per_m = reader.number(table, "stiffness_N_per_m", 0, 1e5, "newtons per metre");
  load.rest_length_m = reader.number(table, "rest_length_m", 0, distance_m_max, "metres");
  if (!load.anchor_G && load.at.size() != 2)
    reader.refuse(table, fmt::format("the band '{}' has no other end", load.name),
                  "Write anchor_m = [forward, up, right], or name the two points that it joins.");
}

// What kind of load it is, by the key that only this kind has.
struct LoadKind {
  CarriedLoad::Kind kind;
  std::string_view key;
  std::array<std::string_view, 3> others;  // further keys that it may hold
};
constexpr std::array<LoadKind, 3> load_kinds{
    {{CarriedLoad::Kind::mass, "mass_kg", {}},
     {CarriedLoad::Kind::force, "force_N", {"direction", "anchor_m"}},
     {CarriedLoad::Kind::band, "stiffness_N_per_m", {"rest_length_m", "anchor_m"}}}};

std::vector<std::string> read_places(TomlReader& reader, const toml::table& table, const std::string& name) {
  const auto& node = TomlReader::node_at(table, "at");
  std::vector<std::string> places;
  if (!table.contains("at")) {
    reader.refuse(table, fmt::format("the load '{}' has no place", name),
                  "Write at = [\"RGRIP\", \"LGRIP\"]: markers or contact points of the body.");
  } else if (node.is_string()) {
    places.push_back(reader.text(table, "at"));
  } else {
    places = reader.texts(table, "at");
  }
  std::set<std::string_view> names;
  for (const auto& place : places)
    if (!names.insert(place).second)
      reader.refuse(node, fmt::format("{} is named twice", in_quotes(place)), "Name each point once.");
  return places;
}

CarriedLoad read_load(TomlReader& reader, const toml::table& table) {
  CarriedLoad load;
  load.name = reader.text(table, "name");
  load.where = reader.place(table);
  load.at = read_places(reader, table, load.name);
  const auto given = [&](const LoadKind& kind) { return table.contains(kind.key); };
  const auto kind = std::ranges::find_if(load_kinds, given);
  if (std::ranges::count_if(load_kinds, given) != 1) {
    reader.refuse(table, fmt::format("the load '{}' must have just one of 'mass_kg', 'force_N' and "
                                     "'stiffness_N_per_m'",
                                     load.name));
    return load;
  }
  std::vector<std::string_view> known{"name", "at", kind->key};
  std::ranges::copy_if(kind->others, std::back_inserter(known), [](auto key) { return !key.empty(); });
  reader.check_keys(table, fmt::format("a load with '{}'", kind->key), known);
  load.kind = kind->kind;
  if (table.contains("direction")) load.direction_G = reader.direction(table, "direction");
  if (table.contains("anchor_m")) {
    const auto point = reader.numbers(table, "anchor_m", 3, -distance_m_max, distance_m_max, "metres");
    load.anchor_G = Vec3(point[0], point[1], point[2]);
  }
  if (load.kind == CarriedLoad::Kind::mass)
    load.mass_kg = reader.number(table, "mass_kg", 0, carried_mass_kg_max, "kilograms");
  if (load.kind == CarriedLoad::Kind::force) read_force(reader, table, load);
  if (load.kind == CarriedLoad::Kind::band) read_band(reader, table, load);
  return load;
}

// Refuses names that stand more than once.
template <class Item>
void check_names(TomlReader& reader, const std::vector<const toml::table*>& tables,
                 const std::vector<Item>& items, std::string_view what) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < items.size(); ++i)
    if (!names.insert(items[i].name).second && !items[i].name.empty())
      reader.refuse(*tables[i], fmt::format("two {} are called '{}'", what, items[i].name),
                    "Give each a 'name' of its own.");
}

}  // namespace

std::string_view name_of(BraceLevel level) {
  switch (level) {
    case BraceLevel::none:
      return "none";
    case BraceLevel::as_needed:
      return "as_needed";
    case BraceLevel::usual:
      return "usual";
    case BraceLevel::full:
      return "full";
  }
  return "unknown";
}

Scene read_scene_keys(TomlReader& reader, const toml::table& document) {
  Scene scene;
  const auto supports = reader.tables(document, "supports");
  for (const auto* table : supports) scene.supports.push_back(read_support(reader, *table));
  check_names(reader, supports, scene.supports, "supports");
  const auto loads = reader.tables(document, "loads");
  for (const auto* table : loads) scene.loads.push_back(read_load(reader, *table));
  check_names(reader, loads, scene.loads, "loads");
  if (document.contains("brace"))
    scene.brace = reader.choice(
        document, "brace",
        std::array{BraceLevel::none, BraceLevel::as_needed, BraceLevel::usual, BraceLevel::full});
  scene.asks_for_stability = reader.flag_if_there(document, "stability");
  return scene;
}

Result<Scene> parse_scene(std::string_view text, const std::string& where) {
  const auto document = parse_toml(text, where, remedy);
  if (!document) return document.refusal();
  TomlReader reader(where, remedy);
  reader.check_format(*document);
  std::vector<std::string_view> known{"format"};
  known.insert(known.end(), scene_keys.begin(), scene_keys.end());
  known.push_back("settle");  // of recordings: a movement as data rests on its supports
  reader.check_keys(*document, "a scene", known);
  Scene scene = read_scene_keys(reader, *document);
  scene.settles = reader.flag_if_there(*document, "settle").value_or(false);
  if (scene.settles && scene.supports.empty())
    reader.refuse(TomlReader::node_at(*document, "settle"), "there is nothing to settle on",
                  "Write a floor or another support into the scene, or leave 'settle' out.");
  if (reader.refusal()) return *reader.refusal();
  scene.where = where;
  return scene;
}

Result<Scene> read_scene(const std::filesystem::path& file) {
  const auto text = read_text_file(file, byte_limit);
  if (!text) return text.refusal();
  return parse_scene(*text, file.string());
}

}  // namespace loadshare::capture
