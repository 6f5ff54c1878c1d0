// The reader of person.h.
#include "model/person.h"

#include <fmt/format.h>

#include <array>
#include <fstream>

#include "base/toml_reader.h"

namespace loadshare::model {
namespace {

constexpr std::size_t byte_limit = 1 << 20;
constexpr const char* remedy = "Correct the file; models/body/person.toml shows how it is written.";

Sex read_sex(TomlReader& reader, const toml::table& document) {
  static constexpr std::array<std::string_view, 2> words{"man", "woman"};
  const auto chosen = reader.word(
      document, "sex", words, "Name the one whose published shares of mass and strength are to be taken.");
  return chosen == std::size_t{1} ? Sex::woman : Sex::man;
}

void read_lengths(TomlReader& reader, const toml::table& document, Person& person) {
  const auto* node = document.get("lengths_m");
  if (!node) return;
  const auto* table = node->as_table();
  if (!table) return reader.refuse(*node, "'lengths_m' must be a table of lengths");
  std::vector<std::string_view> names;
  for (const auto& length : named_lengths()) names.push_back(length.name);
  reader.check_keys(*table, "lengths_m", names);
  for (const auto& length : named_lengths()) {
    const auto* given = table->get(length.name);
    if (!given) continue;
    const double value = reader.number(*table, length.name, 0.02, 2, "metres");
    person.distances.push_back({std::string(length.from), std::string(length.to), value,
                                std::string(length.name), reader.place(*given)});
  }
}

void read_distances(TomlReader& reader, const toml::table& document, Person& person) {
  static constexpr std::array<std::string_view, 3> known{"from", "to", "distance_m"};
  for (const auto* table : reader.tables(document, "distances")) {
    reader.check_keys(*table, "distances", known);
    MeasuredDistance distance{reader.text(*table, "from"), reader.text(*table, "to"),
                              reader.number(*table, "distance_m", 0.02, 2, "metres"), "",
                              reader.place(*table)};
    distance.label = fmt::format("{} to {}", distance.from, distance.to);
    if (distance.from == distance.to && !distance.from.empty())
      reader.refuse(*table, fmt::format("'from' and 'to' are both '{}'", distance.from),
                    "Name two landmarks.");
    person.distances.push_back(std::move(distance));
  }
}

Person read_document(TomlReader& reader, const toml::table& document) {
  static constexpr std::array<std::string_view, 7> known{"format",    "sex",       "height_m", "mass_kg",
                                                         "age_years", "lengths_m", "distances"};
  reader.check_format(document);
  reader.check_keys(document, "a person's file", known);
  Person person;
  person.sex = read_sex(reader, document);
  person.height_m = reader.number(document, "height_m", 1.2, 2.3, "metres");
  person.mass_kg = reader.number(document, "mass_kg", 25, 250, "kilograms");
  if (document.contains("age_years"))
    person.age_years = reader.number(document, "age_years", 5, 110, "years");
  read_lengths(reader, document, person);
  read_distances(reader, document, person);
  return person;
}

}  // namespace

const std::vector<NamedLength>& named_lengths() {
  static const std::vector<NamedLength> lengths{
      {"trunk", "C7", "SACR", "from the spine of the seventh neck vertebra to the middle of the rear spines"},
      {"shoulder_width", "RACR", "LACR", "between the tips of the shoulder blades"},
      {"pelvis_width", "RASI", "LASI", "between the front spines of the pelvis"},
      {"thigh", "RTRO", "RLFC", "from the greater trochanter to the outer side of the knee"},
      {"shank", "RLFC", "RLMAL", "from the outer side of the knee to the outer ankle"},
      {"foot", "RCAL", "RHLX", "from the heel to the tip of the big toe"},
      {"upper_arm", "RACR", "RLEL", "from the tip of the shoulder blade to the outer side of the elbow"},
      {"forearm", "RLEL", "RFAradius", "from the outer side of the elbow to the wrist, thumb side"},
      {"hand", "RFAradius", "RFTIP", "from the wrist, thumb side, to the tip of the middle finger"},
  };
  return lengths;
}

Result<Person> parse_person(std::string_view text, const std::string& where) {
  const auto document = parse_toml(text, where, remedy);
  if (!document) return document.refusal();
  TomlReader reader(where, remedy);
  Person person = read_document(reader, *document);
  if (reader.refusal()) return *reader.refusal();
  person.where = where;
  return person;
}

Result<Person> read_person(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream)
    return Refusal{file.string(), "the file cannot be opened", "Check its name and that it may be read."};
  std::string text(byte_limit + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (stream.bad() || (stream.fail() && !stream.eof()))
    return Refusal{file.string(), "the file cannot be read", "Check that it is a file and may be read."};
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (text.size() > byte_limit)
    return Refusal{file.string(), "the file is larger than 1 MiB", "A person's file has a few lines."};
  return parse_person(text, file.string());
}

}  // namespace loadshare::model
