#include "analysis/validity_table.h"

#include <algorithm>
#include <span>

#include "base/toml_reader.h"

namespace loadshare::analysis {
namespace {

using Keys = std::span<const std::string_view>;

// Keys of a measure; a table that holds further ones names them beside these.
constexpr std::array<std::string_view, 9> measure_keys{
    "person", "movement", "quantity", "at", "group", "muscles", "altered", "strength_ratio", "value"};

template <std::size_t count>
void check_keys_with_measure(TomlReader& reader, const toml::table& table, std::string_view what,
                             const std::array<std::string_view, count>& own) {
  std::vector<std::string_view> keys(own.begin(), own.end());
  keys.insert(keys.end(), measure_keys.begin(), measure_keys.end());
  reader.check_keys(table, what, Keys(keys));
}

// What the table says of a measure, over what is said already.
Measure read_measure(TomlReader& reader, const toml::table& table, Measure measure) {
  const auto take = [&](std::string_view key, std::string& field) {
    if (auto text = reader.text_if_there(table, key)) field = *std::move(text);
  };
  take("person", measure.run.person);
  take("movement", measure.run.movement);
  take("at", measure.at);
  take("group", measure.group);
  if (table.contains("quantity")) measure.quantity = reader.choice(table, "quantity", load_quantities);
  if (table.contains("muscles")) measure.muscles = reader.texts(table, "muscles");
  if (table.contains("altered")) {
    measure.run.altered = reader.texts(table, "altered");
    measure.run.strength_ratio = reader.number(table, "strength_ratio", 0.01, 10, "");
  }
  if (table.contains("value")) measure.value = reader.number(table, "value", -1e6, 1e6, "");
  return measure;
}

void check_measure(TomlReader& reader, const toml::table& table, const Measure& measure) {
  if (measure.value) return;
  const std::string name(name_of(measure.quantity));
  if (measure.run.person.empty()) reader.refuse(table, "'person' is not said");
  if (measure.run.movement.empty()) reader.refuse(table, "'movement' is not said");
  if (needs_cut(measure.quantity) && measure.at.empty())
    reader.refuse(table, "the quantity " + name + " is taken at a joint: 'at' is not said");
  if (needs_group(measure.quantity) != !measure.group.empty())
    reader.refuse(
        table,
        "'group' belongs to the quantities group_tension, group_share and group_moment, which need it");
  if (needs_muscles(measure.quantity) != !measure.muscles.empty())
    reader.refuse(table, "'muscles' belongs to the quantities muscle_force and activation, which need it");
}

ValidityPerson read_person(TomlReader& reader, const toml::table& table) {
  constexpr std::array<std::string_view, 4> keys{"name", "sex", "height_m", "mass_kg"};
  constexpr std::array<std::string_view, 2> sexes{"man", "woman"};
  reader.check_keys(table, "[[persons]]", Keys(keys));
  ValidityPerson read;
  read.name = reader.text(table, "name");
  read.person.sex = reader.word(table, "sex", sexes).value_or(0) == 0 ? model::Sex::man : model::Sex::woman;
  read.person.height_m = reader.number(table, "height_m", 1.2, 2.3, "m");
  read.person.mass_kg = reader.number(table, "mass_kg", 25, 250, "kg");
  read.person.age_years = 30;  // whose published shares of mass are taken
  read.person.where = reader.place(table);
  return read;
}

ValidityRow read_row(TomlReader& reader, const toml::table& table) {
  constexpr std::array<std::string_view, 7> keys{"id", "what", "over", "measured", "band", "source", "why"};
  check_keys_with_measure(reader, table, "[[rows]]", keys);
  ValidityRow row;
  row.id = reader.text(table, "id");
  row.what = reader.text(table, "what");
  row.source = reader.text(table, "source");
  row.why = reader.text_if_there(table, "why").value_or("");
  row.measure = read_measure(reader, table, {});
  check_measure(reader, table, row.measure);
  if (!table.contains("quantity")) reader.refuse(table, "'quantity' is not said");
  row.over = reader.text(table, "over");
  row.measured = reader.number(table, "measured", 0, 1e6, "");
  if (table.contains("band")) {
    const auto band = reader.numbers(table, "band", 2, 0, 1e6, "");
    if (band.size() == 2) row.band = std::array<double, 2>{band[0], band[1]};
    if (row.band && !(band[0] < band[1])) reader.refuse(TomlReader::node_at(table, "band"), "a band goes up");
  }
  return row;
}

// One of the two measures of a comparison: a table of its own, over what both share.
Measure read_side(TomlReader& reader, const toml::table& table, std::string_view key, const Measure& shared) {
  const auto* side = table.get_as<toml::table>(key);
  if (!side) {
    reader.refuse(TomlReader::node_at(table, key), "'" + std::string(key) + "' is a table: { movement = … }");
    return shared;
  }
  reader.check_keys(*side, key, Keys(measure_keys));
  auto measure = read_measure(reader, *side, shared);
  check_measure(reader, *side, measure);
  return measure;
}

ValidityOrder read_order(TomlReader& reader, const toml::table& table) {
  constexpr std::array<std::string_view, 6> keys{"id", "what", "more", "less", "source", "why"};
  check_keys_with_measure(reader, table, "[[orders]]", keys);
  ValidityOrder order;
  order.id = reader.text(table, "id");
  order.what = reader.text(table, "what");
  order.source = reader.text(table, "source");
  order.why = reader.text_if_there(table, "why").value_or("");
  if (!table.contains("quantity")) reader.refuse(table, "'quantity' is not said");
  const auto shared = read_measure(reader, table, {});
  order.more = read_side(reader, table, "more", shared);
  order.less = read_side(reader, table, "less", shared);
  if (unit_of(order.more.quantity) != unit_of(order.less.quantity))
    reader.refuse(table, "the two sides of an order are of one unit");
  return order;
}

PairLine read_line(TomlReader& reader, const toml::table& table, const Measure& one, const Measure& other) {
  constexpr std::array<std::string_view, 3> keys{"what", "one_is", "because"};
  constexpr std::array<std::string_view, 2> directions{"less", "more"};
  check_keys_with_measure(reader, table, "[[pairs.lines]]", keys);
  if (!table.contains("quantity")) reader.refuse(table, "'quantity' is not said");
  PairLine line{reader.text(table, "what"), reader.text(table, "because"), read_measure(reader, table, one),
                read_measure(reader, table, other), false};
  line.one_is_more = reader.word(table, "one_is", directions).value_or(0) == 1;
  check_measure(reader, table, line.one);
  return line;
}

ValidityPair read_pair(TomlReader& reader, const toml::table& table) {
  constexpr std::array<std::string_view, 8> keys{"id",    "what",  "person",         "one",
                                                 "other", "lines", "other_movement", "one_movement"};
  reader.check_keys(table, "[[pairs]]", Keys(keys));
  ValidityPair pair{reader.text(table, "id"),
                    reader.text(table, "what"),
                    reader.text(table, "one"),
                    reader.text(table, "other"),
                    {}};
  Measure one, other;
  one.run.person = other.run.person = reader.text(table, "person");
  one.run.movement = reader.text(table, "one_movement");
  other.run.movement = reader.text(table, "other_movement");
  for (const auto* line : reader.tables(table, "lines"))
    pair.lines.push_back(read_line(reader, *line, one, other));
  return pair;
}

ValidityCorrelation read_correlation(TomlReader& reader, const toml::table& table) {
  constexpr std::array<std::string_view, 6> keys{"id", "what", "rows", "at_least", "source", "why"};
  reader.check_keys(table, "[[correlations]]", Keys(keys));
  return {reader.text(table, "id"),     reader.text(table, "what"),
          reader.text(table, "source"), reader.text_if_there(table, "why").value_or(""),
          reader.texts(table, "rows"),  reader.number(table, "at_least", -1, 1, "")};
}

void check_names(TomlReader& reader, const toml::table& document, const ValidityTable& table) {
  const auto known_person = [&](const Measure& measure) {
    const auto& name = measure.run.person;
    if (!measure.value &&
        std::ranges::find(table.persons, name, &ValidityPerson::name) == table.persons.end())
      reader.refuse(document, "there is no person called '" + name + "'");
  };
  for (const auto& row : table.rows) known_person(row.measure);
  for (const auto& order : table.orders) known_person(order.more), known_person(order.less);
  for (const auto& pair : table.pairs)
    for (const auto& line : pair.lines) known_person(line.one);
  for (const auto& correlation : table.correlations)
    for (const auto& id : correlation.rows)
      if (std::ranges::find(table.rows, id, &ValidityRow::id) == table.rows.end())
        reader.refuse(document, "there is no row called '" + id + "'");
}

}  // namespace

Result<ValidityTable> parse_validity_table(std::string_view text, const std::string& where) {
  const std::string remedy = "Correct the file; data/validity.toml shows how it is written.";
  const auto document = parse_toml(text, where, remedy);
  if (!document) return document.refusal();
  TomlReader reader(where, remedy);
  reader.check_format(*document);
  constexpr std::array<std::string_view, 6> keys{"format", "persons", "rows",
                                                 "orders", "pairs",   "correlations"};
  reader.check_keys(*document, "the document", Keys(keys));
  ValidityTable table;
  for (const auto* entry : reader.tables(*document, "persons"))
    table.persons.push_back(read_person(reader, *entry));
  for (const auto* entry : reader.tables(*document, "rows")) table.rows.push_back(read_row(reader, *entry));
  for (const auto* entry : reader.tables(*document, "orders"))
    table.orders.push_back(read_order(reader, *entry));
  for (const auto* entry : reader.tables(*document, "pairs"))
    table.pairs.push_back(read_pair(reader, *entry));
  for (const auto* entry : reader.tables(*document, "correlations"))
    table.correlations.push_back(read_correlation(reader, *entry));
  check_names(reader, *document, table);
  if (const auto refusal = reader.refusal()) return *refusal;
  return table;
}

}  // namespace loadshare::analysis
