#include "model/table_row.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace loadshare::model {
namespace {

constexpr double largest_number = 1e5, longest_m = 10;
constexpr std::string_view name_characters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

}  // namespace

std::string TableRow::where() const { return fmt::format("{}, line {}", table_.where, row_.line); }

void TableRow::fault(std::string what, std::string remedy) {
  is_sound_ = false;
  problems_.add({where(), std::move(what), std::move(remedy)});
}

void TableRow::check(bool holds, std::string what, std::string remedy) {
  if (is_sound_ && !holds) fault(std::move(what), std::move(remedy));
}

std::string TableRow::text(std::string_view column) {
  used_.emplace(column);
  const auto at = std::ranges::find(table_.columns, column);
  if (at != table_.columns.end()) return row_.cells[static_cast<std::size_t>(at - table_.columns.begin())];
  missing_.emplace(column);
  return {};
}

std::optional<std::string> TableRow::filled(std::string_view column, std::string remedy) {
  auto field = text(column);
  if (!field.empty()) return field;
  fault(fmt::format("'{}' is empty", column), std::move(remedy));
  return std::nullopt;
}

std::string TableRow::word(std::string_view column) { return filled(column, "Fill it in.").value_or(""); }

std::string TableRow::optional_name(std::string_view column) {
  auto field = text(column);
  if (field.find_first_not_of(name_characters) == std::string::npos) return field;
  fault(fmt::format("'{}' is '{}', which is no name", column, field),
        "Write names with letters, digits and underscores alone.");
  return {};
}

std::string TableRow::name(std::string_view column) {
  return filled(column, "Fill it in.") ? optional_name(column) : "";
}

std::string TableRow::function(std::string_view column) {
  const auto field = text(column);
  if (!number_in(field)) return optional_name(column);
  return number_of(column, field) ? field : "";
}

std::string TableRow::choice(std::string_view column, std::initializer_list<std::string_view> choices) {
  auto field = text(column);
  if (std::ranges::find(choices, field) == choices.end())
    fault(fmt::format("'{}' is '{}'; it must be one of: {}", column, field, fmt::join(choices, ", ")),
          "Write one of them.");
  return field;
}

bool TableRow::yes(std::string_view column) { return choice(column, {"yes", "no"}) == "yes"; }

std::optional<double> TableRow::number_of(std::string_view column, const std::string& field) {
  const auto value = number_in(field);
  if (value && std::abs(*value) <= largest_number) return value;
  if (value)
    fault(fmt::format("'{}' is {}, too large for anything of a body", column, field), "Check its unit.");
  else
    fault(fmt::format("'{}' is '{}', not a number", column, field),
          "Write a finite number with a decimal point.");
  return std::nullopt;
}

std::optional<double> TableRow::filled_number(std::string_view column) {
  const auto field = filled(column, "Write a number.");
  return field ? number_of(column, *field) : std::nullopt;
}

double TableRow::number(std::string_view column) { return filled_number(column).value_or(0); }

std::optional<double> TableRow::optional_number(std::string_view column) {
  const auto field = text(column);
  if (field.empty()) return std::nullopt;
  return number_of(column, field).value_or(0);
}

double TableRow::positive(std::string_view column) {
  const auto value = filled_number(column);
  if (value && !(*value > 0))
    fault(fmt::format("'{}' is {}, not positive", column, *value), "Write a positive number.");
  return value.value_or(0);
}

double TableRow::length_m(std::string_view column) {
  const auto value = filled_number(column);
  if (value && std::abs(*value) > longest_m)
    fault(fmt::format("'{}' is {} m, longer than any body", column, *value), "Write it in metres.");
  return value.value_or(0);
}

int TableRow::count(std::string_view column, int absent) {
  const auto field = text(column);
  const auto value = field.empty() ? std::nullopt : number_of(column, field);
  if (!value) return absent;
  if (*value < 1 || *value > 1000 || *value != std::floor(*value))
    fault(fmt::format("'{}' is {}, not a whole number from 1 on", column, *value), "Count from 1.");
  return static_cast<int>(*value);
}

Vec3 TableRow::vec3(std::string_view x, std::string_view y, std::string_view z) {
  return {number(x), number(y), number(z)};
}

Vec3 TableRow::lengths_m(std::string_view x, std::string_view y, std::string_view z) {
  return {length_m(x), length_m(y), length_m(z)};
}

}  // namespace loadshare::model
