#include "tension/muscle_groups.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

#include "tension/muscle_groups_text.h"

namespace loadshare::tension {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool ends_with(std::string_view name, std::string_view ending) {
  return name.size() > ending.size() && matches(ending, name.substr(name.size() - ending.size()));
}

// The ending found, or an empty one.
std::string_view find_ending(const std::vector<std::string>& endings, std::string_view name) {
  for (const auto& ending : endings) {
    if (ends_with(name, ending)) return ending;
  }
  return {};
}

bool matches_any(const std::vector<std::string>& patterns, std::string_view name) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& pattern) { return matches(pattern, name); });
}

}  // namespace

// The last star seen takes in one character more each time the rest fails: linear memory, no recursion.
bool matches(std::string_view pattern, std::string_view name) {
  std::size_t p = 0, n = 0, star = std::string_view::npos, taken = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      taken = n;
    } else if (p < pattern.size() && (pattern[p] == '?' || lower(pattern[p]) == lower(name[n]))) {
      ++p;
      ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++taken;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

Assignment assign_muscle(const MuscleGroups& groups, std::string_view muscle_name) {
  Assignment assignment;
  const auto right = find_ending(groups.right_endings, muscle_name);
  const auto left = find_ending(groups.left_endings, muscle_name);
  if (!right.empty()) assignment.side = Side::right;
  if (!left.empty()) assignment.side = Side::left;
  const auto stem = muscle_name.substr(0, muscle_name.size() - std::max(right.size(), left.size()));
  for (const auto& entry : groups.muscles) {
    if (!matches_any(entry.names, stem)) continue;
    assignment.group = entry.group;
    assignment.group_at_knee = entry.group_at_knee.value_or(entry.group);
    if (right.empty() && left.empty()) assignment.side = entry.side_without_ending;
    break;
  }
  return assignment;
}

Result<MuscleGroups> read_muscle_groups(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    return Refusal{file.string(), "the file of muscle groups cannot be opened",
                   "Check the path, or leave it out to use the groups the program knows."};
  }
  const std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  return parse_muscle_groups(text, file.string());
}

const MuscleGroups& published_muscle_groups() {
  static const MuscleGroups groups = [] {
    auto parsed = parse_muscle_groups(muscle_groups_text, "data/muscle_groups.toml");
    require(parsed.ok(), "the built-in muscle groups can be read");
    return *std::move(parsed);
  }();
  return groups;
}

}  // namespace loadshare::tension
