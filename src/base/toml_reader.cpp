#include "base/toml_reader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace loadshare {

Result<toml::table> parse_toml(std::string_view text, const std::string& where, const std::string& remedy) {
  try {
    return toml::parse(text, where);
  } catch (const toml::parse_error& error) {
    return Refusal{fmt::format("{}, line {}", where, error.source().begin.line),
                   fmt::format("this is not TOML: {}", error.description()), remedy};
  }
}

std::optional<Refusal> TomlReader::refusal() const {
  return problems_.none() ? std::nullopt : std::optional(problems_.refusal());
}

std::string TomlReader::place(const toml::node& node) const {
  return node.source().begin ? fmt::format("{}, line {}", where_, node.source().begin.line) : where_;
}

void TomlReader::refuse(const toml::node& node, std::string what, std::string what_to_do) {
  problems_.add(place(node), std::move(what), std::move(what_to_do));
}

const toml::node& TomlReader::node_at(const toml::table& table, std::string_view key) {
  const auto* node = table.get(key);
  return node ? *node : table;
}

std::string TomlReader::text(const toml::table& table, std::string_view key) {
  const auto& node = node_at(table, key);
  const auto value = node.value_exact<std::string>();
  if (!value || value->empty()) refuse(node, fmt::format("'{}' must be a text", key));
  return value.value_or("");
}

std::optional<std::string> TomlReader::text_if_there(const toml::table& table, std::string_view key) {
  if (!table.contains(key)) return std::nullopt;
  return text(table, key);
}

std::optional<std::size_t> TomlReader::word(const toml::table& table, std::string_view key,
                                            std::span<const std::string_view> words,
                                            std::string_view what_to_do) {
  require(!words.empty(), "words to choose from");
  const auto value = text(table, key);
  const auto found = std::ranges::find(words, value);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  if (!value.empty())
    refuse(node_at(table, key),
           fmt::format("'{}' is '{}'; it must be {}{}{}", key, value,
                       fmt::join(words.first(words.size() - 1), ", "), words.size() > 1 ? " or " : "",
                       words.back()),
           what_to_do.empty() ? remedy_ : std::string(what_to_do));
  return std::nullopt;
}

std::vector<std::string> TomlReader::texts(const toml::table& table, std::string_view key) {
  std::vector<std::string> result;
  const auto& node = node_at(table, key);
  const auto* list = node.as_array();
  if (!list || list->empty()) {
    refuse(node, fmt::format("'{}' must be a list of texts", key));
    return result;
  }
  for (const auto& item : *list) {
    const auto value = item.value_exact<std::string>();
    if (!value || value->empty()) {
      refuse(item, fmt::format("'{}' must hold texts only", key));
    } else {
      result.push_back(*value);
    }
  }
  return result;
}

double TomlReader::number(const toml::table& table, std::string_view key, double least, double greatest,
                          std::string_view unit) {
  const auto& node = node_at(table, key);
  const auto value = node.is_number() ? node.value<double>() : std::nullopt;
  if (!value) {
    refuse(node, fmt::format("'{}' must be a number", key));
  } else if (!(*value >= least && *value <= greatest)) {
    refuse(node, fmt::format("'{}' is {}, not from {} to {} {}", key, *value, least, greatest, unit),
           fmt::format("Give it in {}.", unit));
    return least;
  }
  return value.value_or(least);
}

double TomlReader::number_or(double absent, const toml::table& table, std::string_view key, double least,
                             double greatest, std::string_view unit) {
  return table.contains(key) ? number(table, key, least, greatest, unit) : absent;
}

int TomlReader::integer_or(int absent, const toml::table& table, std::string_view key, int least,
                           int greatest) {
  if (!table.contains(key)) return absent;
  const auto& node = node_at(table, key);
  const auto value = node.value_exact<std::int64_t>();
  if (value && *value >= least && *value <= greatest) return static_cast<int>(*value);
  refuse(node, fmt::format("'{}' must be a whole number from {} to {}", key, least, greatest));
  return absent;
}

std::optional<bool> TomlReader::flag_if_there(const toml::table& table, std::string_view key) {
  if (!table.contains(key)) return std::nullopt;
  const auto value = node_at(table, key).value_exact<bool>();
  if (!value) refuse(node_at(table, key), fmt::format("'{}' must be true or false", key));
  return value;
}

std::vector<double> TomlReader::numbers(const toml::table& table, std::string_view key, std::size_t count,
                                        double least, double greatest, std::string_view unit) {
  std::vector<double> result;
  const auto& node = node_at(table, key);
  if (const auto* list = node.as_array(); list && list->size() == count)
    for (const auto& item : *list)
      if (const auto value = item.is_number() ? item.value<double>() : std::nullopt) result.push_back(*value);
  if (result.size() != count) {
    refuse(node, fmt::format("'{}' must be a list of {} numbers", key, count));
    return std::vector<double>(count, least);
  }
  for (double& value : result) {
    if (value >= least && value <= greatest) continue;
    refuse(node, fmt::format("'{}' holds {}, not from {} to {} {}", key, value, least, greatest, unit),
           fmt::format("Give it in {}.", unit));
    value = least;
  }
  return result;
}

Vec3 TomlReader::direction(const toml::table& table, std::string_view key) {
  constexpr double greatest = 1e6, shortest = 1e-6;
  const auto values = numbers(table, key, 3, -greatest, greatest, "any unit");
  const Vec3 given(values[0], values[1], values[2]);
  const double length = given.norm();
  if (length >= shortest) return given / length;
  refuse(node_at(table, key), fmt::format("'{}' has no length", key),
         "Give the direction as three numbers: forward, up, right.");
  return Vec3::UnitX();
}

std::vector<const toml::table*> TomlReader::tables(const toml::table& table, std::string_view key) {
  std::vector<const toml::table*> result;
  if (!table.contains(key)) return result;
  const auto fault = fmt::format("'{0}' must be a list of [[{0}]] entries", key);
  const auto* list = node_at(table, key).as_array();
  if (!list) {
    refuse(node_at(table, key), fault);
    return result;
  }
  for (const auto& item : *list) {
    if (const auto* entry = item.as_table()) {
      result.push_back(entry);
    } else {
      refuse(item, fault);
    }
  }
  return result;
}

void TomlReader::check_format(const toml::table& document) {
  const auto& node = node_at(document, "format");
  if (node.value_exact<std::int64_t>() != 1)
    refuse(node, "'format' must be 1, the only one this program reads");
}

void TomlReader::check_keys(const toml::table& table, std::string_view what,
                            std::span<const std::string_view> known) {
  for (const auto& [key, node] : table)
    if (std::ranges::find(known, key.str()) == known.end())
      refuse(node, fmt::format("'{}' is not known in {}; it may hold: {}", key.str(), what,
                               fmt::join(known, ", ")));
}

}  // namespace loadshare
