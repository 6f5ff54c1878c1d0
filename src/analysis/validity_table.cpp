#include "analysis/validity_table.h"

#include <algorithm>
#include <span>

#include "base/toml_reader.h"

namespace loadshare::analysis {
namespace {

using Keys = std::span<const std::string_view>;

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
  constexpr std::array<std::string_view, 10> keys{"id",       "what", "person",   "movement", "at",
                                                  "quantity", "over", "measured", "band",     "source"};
  reader.check_keys(table, "[[rows]]", Keys(keys));
  ValidityRow row{reader.text(table, "id"),
                  reader.text(table, "what"),
                  reader.text(table, "person"),
                  reader.text(table, "movement"),
                  reader.text(table, "at"),
                  reader.text(table, "source"),
                  reader.choice(table, "quantity", load_quantities),
                  reader.text(table, "over"),
                  reader.number(table, "measured", 0, 1e6, ""),
                  std::nullopt};
  if (table.contains("band")) {
    const auto band = reader.numbers(table, "band", 2, 0, 1e6, "");
    if (band.size() == 2) row.band = std::array<double, 2>{band[0], band[1]};
    if (row.band && !(band[0] < band[1])) reader.refuse(TomlReader::node_at(table, "band"), "a band goes up");
  }
  return row;
}

ValidityOrder read_order(TomlReader& reader, const toml::table& table) {
  constexpr std::array<std::string_view, 11> keys{"id",      "what",       "person",     "more",
                                                  "less",    "more_group", "less_group", "at",
                                                  "less_at", "quantity",   "source"};
  reader.check_keys(table, "[[orders]]", Keys(keys));
  ValidityOrder order;
  order.id = reader.text(table, "id");
  order.what = reader.text(table, "what");
  order.person = reader.text(table, "person");
  order.source = reader.text(table, "source");
  order.more = reader.text(table, "more");
  order.less = reader.text(table, "less");
  order.at = reader.text(table, "at");
  order.less_at = reader.text_if_there(table, "less_at").value_or(order.at);
  order.quantity = reader.choice(table, "quantity", load_quantities);
  order.more_group = reader.text_if_there(table, "more_group").value_or("");
  order.less_group = reader.text_if_there(table, "less_group").value_or(order.more_group);
  if ((order.quantity == LoadQuantity::group_tension) == order.more_group.empty())
    reader.refuse(table, "'more_group' belongs to the quantity group_tension");
  return order;
}

ValidityCorrelation read_correlation(TomlReader& reader, const toml::table& table) {
  constexpr std::array<std::string_view, 5> keys{"id", "what", "rows", "at_least", "source"};
  reader.check_keys(table, "[[correlations]]", Keys(keys));
  return {reader.text(table, "id"), reader.text(table, "what"), reader.text(table, "source"),
          reader.texts(table, "rows"), reader.number(table, "at_least", -1, 1, "")};
}

void check_names(TomlReader& reader, const toml::table& document, const ValidityTable& table) {
  const auto known_person = [&](const std::string& name) {
    if (std::ranges::none_of(table.persons, [&](const auto& p) { return p.name == name; }))
      reader.refuse(document, "there is no person called '" + name + "'");
  };
  for (const auto& row : table.rows) known_person(row.person);
  for (const auto& order : table.orders) known_person(order.person);
  for (const auto& correlation : table.correlations)
    for (const auto& id : correlation.rows)
      if (std::ranges::none_of(table.rows, [&](const auto& row) { return row.id == id; }))
        reader.refuse(document, "there is no row called '" + id + "'");
}

}  // namespace

std::string_view name_of(LoadQuantity quantity) {
  switch (quantity) {
    case LoadQuantity::compression:
      return "compression";
    case LoadQuantity::resultant:
      return "resultant";
    case LoadQuantity::shear:
      return "shear";
    case LoadQuantity::group_tension:
      return "group_tension";
  }
  return {};
}

Result<ValidityTable> parse_validity_table(std::string_view text, const std::string& where) {
  const std::string remedy = "Correct the file; data/validity.toml shows how it is written.";
  const auto document = parse_toml(text, where, remedy);
  if (!document) return document.refusal();
  TomlReader reader(where, remedy);
  reader.check_format(*document);
  constexpr std::array<std::string_view, 5> keys{"format", "persons", "rows", "orders", "correlations"};
  reader.check_keys(*document, "the document", Keys(keys));
  ValidityTable table;
  for (const auto* entry : reader.tables(*document, "persons"))
    table.persons.push_back(read_person(reader, *entry));
  for (const auto* entry : reader.tables(*document, "rows")) table.rows.push_back(read_row(reader, *entry));
  for (const auto* entry : reader.tables(*document, "orders"))
    table.orders.push_back(read_order(reader, *entry));
  for (const auto* entry : reader.tables(*document, "correlations"))
    table.correlations.push_back(read_correlation(reader, *entry));
  check_names(reader, *document, table);
  if (const auto refusal = reader.refusal()) return *refusal;
  return table;
}

}  // namespace loadshare::analysis
