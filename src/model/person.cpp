// The reader of person.h.
#include "model/person.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>

namespace loadshare::model {
namespace {

constexpr std::size_t byte_limit = 1 << 20;
constexpr std::string_view remedy = "Correct the file; models/body/person.toml shows how it is written.";

// Reads one document; the first problem is kept, and what is read after it does not count.
class Reader {
 public:
  explicit Reader(const std::string& where) : where_(where) {}

  [[nodiscard]] const std::optional<Refusal>& refusal() const { return refusal_; }

  [[nodiscard]] std::string place(const toml::node& node) const {
    return node.source().begin ? fmt::format("{}, line {}", where_, node.source().begin.line) : where_;
  }

  void refuse(const toml::node& node, std::string what, std::string what_to_do = std::string(remedy)) {
    if (!refusal_) refusal_ = Refusal{place(node), std::move(what), std::move(what_to_do)};
  }

  std::string text(const toml::table& table, std::string_view key) {
    const auto* node = table.get(key);
    const auto value = node ? node->value_exact<std::string>() : std::nullopt;
    if (!value || value->empty()) refuse(node ? *node : table, fmt::format("'{}' must be a text", key));
    return value.value_or("");
  }

  double number(const toml::table& table, std::string_view key, double least, double greatest,
                std::string_view unit) {
    const auto* node = table.get(key);
    const auto value = node && node->is_number() ? node->value<double>() : std::nullopt;
    if (!value) {
      refuse(node ? *node : table, fmt::format("'{}' must be a number", key));
    } else if (!(*value >= least && *value <= greatest)) {
      refuse(*node, fmt::format("'{}' is {}, not from {} to {} {}", key, *value, least, greatest, unit),
             fmt::format("Give it in {}.", unit));
    }
    return value.value_or(0);
  }

  void check_keys(const toml::table& table, std::string_view what,
                  const std::vector<std::string_view>& known) {
    for (const auto& [key, node] : table)
      if (std::ranges::find(known, key.str()) == known.end())
        refuse(node, fmt::format("'{}' is not known in {}; it may hold: {}", key.str(), what,
                                 fmt::join(known, ", ")));
  }

 private:
  std::string where_;
  std::optional<Refusal> refusal_;
};

Sex read_sex(Reader& reader, const toml::table& document) {
  const auto value = reader.text(document, "sex");
  if (value == "woman") return Sex::woman;
  if (value != "man")
    reader.refuse(document.get("sex") ? *document.get("sex") : document,
                  fmt::format("'sex' is '{}'; it must be man or woman", value),
                  "Name the one whose published shares of mass and strength are to be taken.");
  return Sex::man;
}

void read_lengths(Reader& reader, const toml::table& document, Person& person) {
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

void read_distances(Reader& reader, const toml::table& document, Person& person) {
  const auto* node = document.get("distances");
  if (!node) return;
  const auto* list = node->as_array();
  if (!list) return reader.refuse(*node, "'distances' must be a list of [[distances]] entries");
  for (const auto& item : *list) {
    const auto* table = item.as_table();
    if (!table) return reader.refuse(item, "'distances' must be a list of [[distances]] entries");
    reader.check_keys(*table, "distances", {"from", "to", "distance_m"});
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

Person read_document(Reader& reader, const toml::table& document) {
  const auto* format = document.get("format");
  if (!format || format->value_exact<std::int64_t>() != 1)
    reader.refuse(format ? *format : document, "'format' must be 1, the only one this program reads");
  reader.check_keys(document, "a person's file",
                    {"format", "sex", "height_m", "mass_kg", "age_years", "lengths_m", "distances"});
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
  try {
    const toml::table document = toml::parse(text, where);
    Reader reader(where);
    Person person = read_document(reader, document);
    if (reader.refusal()) return *reader.refusal();
    person.where = where;
    return person;
  } catch (const toml::parse_error& error) {
    return Refusal{fmt::format("{}, line {}", where, error.source().begin.line),
                   fmt::format("this is not TOML: {}", error.description()), std::string(remedy)};
  }
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
