// The reader of marker_set.h; docs/marker-sets.md holds the same keys and units.
#include "capture/marker_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/toml_reader.h"
#include "capture/marker_name.h"
#include "capture/published_marker_set_texts.h"
#include "capture/text.h"

namespace loadshare::capture {
namespace {

constexpr std::size_t byte_limit = 1 << 20;
constexpr const char* remedy = "Correct the file; docs/marker-sets.md shows how it is written.";
constexpr double mm = 1e-3;

constexpr std::array<std::string_view, 3> kind_words{"skin_markers", "keypoints", "joint_centres"};
constexpr std::array kinds{PointKind::skin_marker, PointKind::keypoint, PointKind::joint_centre};
constexpr std::array<std::string_view, 5> set_keys{"format", "name", "title", "source", "kind"};
constexpr std::array<std::string_view, 12> point_keys{"name",       "right",     "left",     "also",
                                                      "right_also", "left_also", "at",       "body",
                                                      "near_m",     "spread_mm", "noise_mm", "fitted"};

// Names of landmarks and bodies of the right side, taken over to the left.
std::string mirrored_landmark(std::string name) {
  if (name.front() == 'R') name.front() = 'L';
  return name;
}

std::string mirrored_body(std::string name) {
  if (name.ends_with("_r")) name.back() = 'l';
  return name;
}

PointPlace mirrored(PointPlace place) {
  std::ranges::transform(place.landmarks, place.landmarks.begin(), mirrored_landmark);
  place.body = mirrored_body(std::move(place.body));
  place.near_p_B.z() = -place.near_p_B.z();
  return place;
}

// Where the row puts its points, written for the right side.
void read_place(TomlReader& reader, const toml::table& row, PointPlace& place) {
  if (row.contains("at") == row.contains("body")) {
    reader.refuse(
        row, "a point must have either 'at' or 'body'",
        "Write at = 'RASI' (a landmark, or a list of them: midway), or body = 'femur_r' with near_m.");
    return;
  }
  if (row.contains("body")) {
    place.body = reader.text(row, "body");
    const auto near = reader.numbers(row, "near_m", 3, -1, 1, "metres");
    place.near_p_B = Vec3(near[0], near[1], near[2]);
    return;
  }
  if (row.contains("near_m"))
    reader.refuse(TomlReader::node_at(row, "near_m"), "'near_m' goes with 'body', not with 'at'");
  if (TomlReader::node_at(row, "at").is_string()) {
    place.landmarks.push_back(reader.text(row, "at"));
  } else {
    place.landmarks = reader.texts(row, "at");
  }
}

void read_errors(TomlReader& reader, const toml::table& row, PointPlace& place) {
  constexpr double least = 0.1, greatest = 300;
  place.is_left_out = !reader.flag_if_there(row, "fitted").value_or(true);
  if (!place.is_left_out || row.contains("spread_mm"))
    place.spread_m = mm * reader.number(row, "spread_mm", least, greatest, "millimetres");
  if (!place.is_left_out || row.contains("noise_mm"))
    place.noise_m = mm * reader.number(row, "noise_mm", least, greatest, "millimetres");
}

// One of the row's names and its aliases.
void add_point(TomlReader& reader, const toml::table& row, std::string_view name_key,
               std::string_view also_key, Side side, PointPlace place, MarkerSet& set) {
  place.name = reader.text(row, name_key);
  if (row.contains(also_key)) place.aliases = reader.texts(row, also_key);
  place.side = side;
  set.points.push_back(std::move(place));
}

void check_aliases(TomlReader& reader, const toml::table& row) {
  for (const auto& [name, also] :
       {std::pair{"name", "also"}, std::pair{"right", "right_also"}, std::pair{"left", "left_also"}})
    if (row.contains(also) && !row.contains(name))
      reader.refuse(TomlReader::node_at(row, also), fmt::format("'{}' goes with '{}'", also, name));
}

void read_row(TomlReader& reader, const toml::table& row, MarkerSet& set) {
  reader.check_keys(row, "a point", point_keys);
  const bool has_name = row.contains("name"), has_right = row.contains("right"),
             has_left = row.contains("left");
  if (has_name == (has_right || has_left)) {
    reader.refuse(
        row, "a point must have either 'name', or 'right' and 'left'",
        "Write name = 'C7' for a point on the midline, right = 'RASI' and left = 'LASI' for a pair.");
    return;
  }
  check_aliases(reader, row);
  PointPlace place;
  read_place(reader, row, place);
  read_errors(reader, row, place);
  const auto first = set.points.size();
  if (has_name) add_point(reader, row, "name", "also", Side::middle, place, set);
  if (has_right) add_point(reader, row, "right", "right_also", Side::right, place, set);
  if (has_left) add_point(reader, row, "left", "left_also", Side::left, mirrored(std::move(place)), set);
  if (has_right && has_left) {
    set.points[first].partner = first + 1;
    set.points[first + 1].partner = first;
  }
}

// Refuses two points of the set that a recording could not tell apart.
void check_names(TomlReader& reader, const toml::table& document, const MarkerSet& set) {
  std::map<std::string, std::string_view> seen;
  const auto check = [&](const std::string& name) {
    if (name.empty()) return;  // has been refused
    const auto plain = plain_name(name);
    const auto [other, is_new] = seen.emplace(plain, name);
    if (plain.empty())
      reader.refuse(TomlReader::node_at(document, "points"), fmt::format("{} is no name", in_quotes(name)),
                    "Use letters and digits.");
    else if (!is_new)
      reader.refuse(TomlReader::node_at(document, "points"),
                    fmt::format("{} and {} are one name, letter case and punctuation aside",
                                in_quotes(other->second), in_quotes(name)),
                    "Give each point names of its own.");
  };
  for (const auto& point : set.points) {
    check(point.name);
    std::ranges::for_each(point.aliases, check);
  }
}

}  // namespace

std::string_view name_of(Side side) {
  switch (side) {
    case Side::middle:
      return "middle";
    case Side::right:
      return "right";
    case Side::left:
      return "left";
  }
  return "unknown";
}

Result<MarkerSet> parse_marker_set(std::string_view text, const std::string& where) {
  const auto document = parse_toml(text, where, remedy);
  if (!document) return document.refusal();
  TomlReader reader(where, remedy);
  reader.check_format(*document);
  std::vector<std::string_view> known(set_keys.begin(), set_keys.end());
  known.push_back("points");
  reader.check_keys(*document, "a marker set", known);
  MarkerSet set;
  set.name = reader.text(*document, "name");
  set.title = reader.text(*document, "title");
  set.source = reader.text(*document, "source");
  if (const auto kind = reader.word(*document, "kind", kind_words)) set.kind = kinds[*kind];
  const auto rows = reader.tables(*document, "points");
  for (const auto* row : rows) read_row(reader, *row, set);
  const auto* list = document->get_as<toml::array>("points");
  if (!document->contains("points") || (list && list->empty()))
    reader.refuse(TomlReader::node_at(*document, "points"), "there are no points",
                  "Write at least one row of 'points'; docs/marker-sets.md shows some.");
  check_names(reader, *document, set);
  if (reader.refusal()) return *reader.refusal();
  return set;
}

Result<MarkerSet> read_marker_set(const std::filesystem::path& file) {
  const auto text = read_text_file(file, byte_limit);
  if (!text) return text.refusal();
  const auto checked = check_text(*text, file.string());
  if (!checked) return checked.refusal();
  return parse_marker_set(*checked, file.string());
}

const std::vector<MarkerSet>& published_marker_sets() {
  static const std::vector<MarkerSet> sets = [] {
    std::vector<MarkerSet> read;
    for (const auto& text : published_marker_set_texts()) {
      auto set = parse_marker_set(text.text, std::string(text.where));
      require(set.ok(), set.ok() ? "" : set.refusal().text());
      read.push_back(*std::move(set));
    }
    std::ranges::sort(read, {}, &MarkerSet::name);
    return read;
  }();
  return sets;
}

}  // namespace loadshare::capture
