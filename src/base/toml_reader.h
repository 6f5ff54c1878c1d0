// What the readers of TOML documents share: typed values, each fault with its line, all faults gathered.
#pragma once

#include <toml++/toml.h>

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/problems.h"
#include "base/result.h"
#include "base/transform.h"

namespace loadshare {

// Refused: what is not TOML, with its line. `remedy`: what to do about it.
[[nodiscard]] Result<toml::table> parse_toml(std::string_view text, const std::string& where,
                                             const std::string& remedy);

// Reads one document. A fault is noted and an empty value returned: look at refusal() once all is read.
class TomlReader {
 public:
  // where: the document, as people know it; remedy: what to do about a fault that says nothing of its own.
  TomlReader(std::string where, std::string remedy) : where_(std::move(where)), remedy_(std::move(remedy)) {}

  // The first fault, with further ones; none where there was none.
  [[nodiscard]] std::optional<Refusal> refusal() const;

  // File and line.
  [[nodiscard]] std::string place(const toml::node& node) const;
  void refuse(const toml::node& node, std::string what) { refuse(node, std::move(what), remedy_); }
  void refuse(const toml::node& node, std::string what, std::string what_to_do);
  // Where the key's value stands; where there is none, the table.
  [[nodiscard]] static const toml::node& node_at(const toml::table& table, std::string_view key);

  // Not empty.
  std::string text(const toml::table& table, std::string_view key);
  std::optional<std::string> text_if_there(const toml::table& table, std::string_view key);
  // Which of the words it is, as their index; none where the fault lies. what_to_do: about another word.
  std::optional<std::size_t> word(const toml::table& table, std::string_view key,
                                  std::span<const std::string_view> words, std::string_view what_to_do = {});
  // The one of the values that the key names; the first of them where the fault lies. name_of(value) must be
  // there.
  template <class Value, std::size_t count>
  Value choice(const toml::table& table, std::string_view key, const std::array<Value, count>& values) {
    std::array<std::string_view, count> names;
    for (std::size_t i = 0; i < count; ++i) names[i] = name_of(values[i]);
    return values[word(table, key, names).value_or(0)];
  }
  // A list of texts that are not empty, at least one.
  std::vector<std::string> texts(const toml::table& table, std::string_view key);
  // Within the range, ends included; never NaN.
  double number(const toml::table& table, std::string_view key, double least, double greatest,
                std::string_view unit);
  double number_or(double absent, const toml::table& table, std::string_view key, double least,
                   double greatest, std::string_view unit);
  int integer_or(int absent, const toml::table& table, std::string_view key, int least, int greatest);
  std::optional<bool> flag_if_there(const toml::table& table, std::string_view key);
  // So many numbers in a list.
  std::vector<double> numbers(const toml::table& table, std::string_view key, std::size_t count, double least,
                              double greatest, std::string_view unit);
  // Three numbers, made a unit vector; x where the fault lies.
  Vec3 direction(const toml::table& table, std::string_view key);
  // The entries of a list of tables; empty where the key is absent.
  std::vector<const toml::table*> tables(const toml::table& table, std::string_view key);

  // Refuses a document whose `format` is not 1.
  void check_format(const toml::table& document);
  // Refuses keys that are not known, naming those that are.
  void check_keys(const toml::table& table, std::string_view what, std::span<const std::string_view> known);

 private:
  std::string where_, remedy_;
  Problems problems_;
};

}  // namespace loadshare
