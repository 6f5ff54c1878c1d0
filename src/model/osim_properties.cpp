// Properties of elements as numbers, flags and words.
#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "model/osim_parts.h"

namespace loadshare::model::osim {
namespace {

constexpr double largest_number = 1e12;
constexpr std::string_view spaces = " \t\r\n\f\v";

std::vector<std::string_view> split(std::string_view text, std::string_view separators) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0;;) {
    at = text.find_first_not_of(separators, at);
    if (at == std::string_view::npos) return parts;
    const auto end = std::min(text.find_first_of(separators, at), text.size());
    parts.push_back(text.substr(at, end - at));
    at = end;
  }
}

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(spaces);
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(spaces) - first + 1));
}

std::optional<double> parse_number(std::string_view word) {
  if (word.starts_with('+')) word.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error == std::errc::result_out_of_range && end == word.data() + word.size()) {
    // Numbers too small for a double are zero; those too large are caught as not finite.
    return word.find("e-") != word.npos || word.find("E-") != word.npos ? 0.0 : HUGE_VAL;
  }
  if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return value;
}

std::string shortened(std::string_view text) {
  return text.size() <= 40 ? std::string(text) : std::string(text.substr(0, 40)) + "...";
}

}  // namespace

void LeftOut::report(const std::string& file, Diagnostics& notes) const {
  for (const auto& [kind, names] : names_) {
    std::string text = fmt::format("{} {} left out: ", names.size(), kind);
    for (std::size_t i = 0; i < names.size() && i < 8; ++i) text += (i ? ", " : "") + names[i];
    if (names.size() > 8) text += fmt::format(" and {} more", names.size() - 8);
    notes.leave_out(file, text);
  }
}

void Reader::problem(pugi::xml_node at, std::string what, std::string remedy) {
  problems.add({document.place(at), std::move(what), std::move(remedy)});
}

std::optional<std::vector<double>> Reader::parse_numbers(pugi::xml_node property, bool finite) {
  std::vector<double> values;
  for (const auto word : split(property.text().get(), " \t\r\n\f\v(),")) {
    const auto value = parse_number(word);
    if (!value) {
      problem(property, fmt::format("'{}' is not a number", shortened(word)), "Correct the number.");
      return std::nullopt;
    }
    if (std::isnan(*value) || (finite && !(std::abs(*value) <= largest_number))) {
      problem(property, fmt::format("{} is not a usable number (finite and below 1e12 in size)", word),
              "Correct the number.");
      return std::nullopt;
    }
    values.push_back(*value);
  }
  return values;
}

double Reader::number(const Element& of, const char* property, double otherwise) {
  return numbers(of, property, {otherwise}, 1).front();
}

double Reader::bound(const Element& of, const char* property, double otherwise) {
  const auto node = of.property(property);
  if (!node) return otherwise;
  const auto values = parse_numbers(node, false);
  if (values && values->size() == 1) return values->front();
  if (values)
    problem(node, fmt::format("{} numbers where 1 is needed", values->size()), "Correct the numbers.");
  return otherwise;
}

std::optional<double> Reader::optional_number(const Element& of, const char* property) {
  const auto node = of.property(property);
  if (!node || trimmed(node.text().get()).empty()) return std::nullopt;
  return number(of, property, 0);
}

std::vector<double> Reader::numbers(const Element& of, const char* property, std::vector<double> otherwise,
                                    std::optional<std::size_t> count) {
  const auto node = of.property(property);
  if (!node) return otherwise;
  auto values = parse_numbers(node, true);
  if (!values) return otherwise;
  if (count && values->size() != *count) {
    problem(node, fmt::format("{} numbers where {} are needed", values->size(), *count),
            "Correct the numbers.");
    return otherwise;
  }
  return *values;
}

Vec3 Reader::vec3(const Element& of, const char* property, const Vec3& otherwise) {
  const auto v = numbers(of, property, {otherwise.x(), otherwise.y(), otherwise.z()}, 3);
  return {v[0], v[1], v[2]};
}

bool Reader::flag(const Element& of, const char* property, bool otherwise) {
  const auto node = of.property(property);
  if (!node) return otherwise;
  auto word = trimmed(node.text().get());
  for (auto& c : word) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (word == "true" || word == "1") return true;
  if (word == "false" || word == "0") return false;
  problem(node, fmt::format("'{}' is neither true nor false", shortened(word)), "Write true or false.");
  return otherwise;
}

int Reader::integer(const Element& of, const char* property, int otherwise) {
  const double value = number(of, property, otherwise);
  if (value == std::floor(value) && std::abs(value) < 1e9) return static_cast<int>(value);
  problem(of.property(property), "a whole number is needed", "Correct the number.");
  return otherwise;
}

std::string Reader::text(const Element& of, const char* property, std::string otherwise) {
  const auto node = of.property(property);
  return node ? trimmed(node.text().get()) : otherwise;
}

std::vector<std::string> Reader::words(const Element& of, const char* property) {
  std::vector<std::string> all;
  for (const auto word : split(of.property(property).text().get(), spaces)) all.emplace_back(word);
  return all;
}

std::string Reader::socket(const Element& of, const std::string& name, const char* legacy_tag) {
  const auto tag = "socket_" + name;
  if (of.own.child(tag.c_str())) return trimmed(of.own.child(tag.c_str()).text().get());
  for (auto connector : of.own.child("connectors").children())
    if (name == connector.attribute("name").value())
      return trimmed(connector.child("connectee_name").text().get());
  if (legacy_tag && of.own.child(legacy_tag)) return trimmed(of.own.child(legacy_tag).text().get());
  if (of.fallback && legacy_tag) return text({of.fallback, {}}, legacy_tag);
  return {};
}

}  // namespace loadshare::model::osim
