// Which published set a recording's names belong to (marker_set.h).
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "capture/marker_name.h"
#include "capture/marker_set.h"
#include "capture/text.h"

namespace loadshare::capture {

std::string plain_name(std::string_view name) {
  std::string plain;
  for (const char c : lower_case(name)) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || byte >= 0x80;
    if (is_word) plain.push_back(c);
  }
  return plain;
}

std::string_view common_prefix(const std::vector<std::string>& names) {
  if (names.size() < 3) return {};
  std::string_view common = names.front();
  for (const auto& name : names) {
    const auto differ = std::ranges::mismatch(common, std::string_view(name));
    common = common.substr(0, static_cast<std::size_t>(differ.in1 - common.begin()));
  }
  const auto end = common.find_last_of(":_.- ");
  return end == std::string_view::npos ? std::string_view{} : common.substr(0, end + 1);
}

namespace {

// Below this a body with its joints is not held.
constexpr std::size_t fitted_count_min = 6;

// How much of a name at its front says nothing of the point.
using Prefix = std::size_t (*)(std::string_view name, std::size_t common);
constexpr std::array<Prefix, 3> prefixes{[](std::string_view, std::size_t) { return std::size_t{0}; },
                                         [](std::string_view name, std::size_t) {
                                           const auto colon = name.rfind(':');
                                           return colon == std::string_view::npos ? std::size_t{0}
                                                                                  : colon + 1;
                                         },
                                         [](std::string_view, std::size_t common) { return common; }};

// A set beside the recording's names, and how well it goes with them.
struct Match {
  MatchedSet matched;
  std::size_t exact_count = 0, fitted_count = 0, fitted_in_set = 0;

  [[nodiscard]] auto rank() const {
    const auto lacked =
        static_cast<long>(matched.set->points.size()) - static_cast<long>(matched.pairs.size());
    return std::tuple(matched.pairs.size(), -lacked, exact_count);
  }
  [[nodiscard]] bool is_enough(std::size_t name_count) const {
    return fitted_count >= fitted_count_min &&
           (2 * matched.pairs.size() >= name_count || 2 * fitted_count >= fitted_in_set);
  }
};

std::map<std::string, std::size_t> places_by_name(const MarkerSet& set) {
  std::map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < set.points.size(); ++i) {
    places.emplace(plain_name(set.points[i].name), i);
    for (const auto& alias : set.points[i].aliases) places.emplace(plain_name(alias), i);
  }
  return places;
}

Match match_names(const std::vector<std::string_view>& names, const MarkerSet& set) {
  Match match;
  match.matched.set = &set;
  const auto places = places_by_name(set);
  // Of two points with one name, letter case aside, the one that is spelled as the set has it.
  std::map<std::size_t, std::size_t> point_of_place;
  const auto is_exact = [&](std::size_t point, std::size_t place) {
    const auto& there = set.points[place];
    return names[point] == there.name ||
           std::ranges::find(there.aliases, names[point]) != there.aliases.end();
  };
  for (std::size_t point = 0; point < names.size(); ++point) {
    const auto found = places.find(plain_name(names[point]));
    if (found == places.end()) continue;
    const auto [taken, is_new] = point_of_place.emplace(found->second, point);
    if (!is_new && is_exact(point, found->second) && !is_exact(taken->second, found->second))
      taken->second = point;
  }
  std::vector<bool> is_known(names.size());
  for (const auto& [place, point] : point_of_place) {
    match.matched.pairs.push_back({point, place});
    is_known[point] = true;
    match.exact_count += is_exact(point, place) ? 1 : 0;
    match.fitted_count += set.points[place].is_left_out ? 0 : 1;
  }
  std::ranges::sort(match.matched.pairs, {}, &MatchedSet::Pair::point);
  for (std::size_t point = 0; point < names.size(); ++point)
    if (!is_known[point]) match.matched.unknown.push_back(point);
  match.fitted_in_set = static_cast<std::size_t>(
      std::ranges::count_if(set.points, [](const PointPlace& place) { return !place.is_left_out; }));
  return match;
}

// The best of the sets, under the best way to read the names.
std::optional<Match> best_match(const std::vector<std::string>& names, const std::vector<MarkerSet>& sets) {
  std::optional<Match> best;
  const auto common = common_prefix(names).size();
  for (const auto prefix : prefixes) {
    std::vector<std::string_view> bare;
    for (const auto& name : names) bare.push_back(std::string_view(name).substr(prefix(name, common)));
    for (const auto& set : sets) {
      auto match = match_names(bare, set);
      if (!best || match.rank() > best->rank()) best = std::move(match);
    }
  }
  return best;
}

// The first few, and how many more.
std::string some_of(const std::vector<std::string>& names) {
  constexpr std::size_t shown = 8;
  const auto first =
      std::vector(names.begin(), names.begin() + static_cast<long>(std::min(shown, names.size())));
  const auto text = fmt::format("{}", fmt::join(first, ", "));
  return names.size() <= shown ? text : fmt::format("{} and {} more", text, names.size() - shown);
}

Refusal refuse(const std::vector<std::string>& names, const std::optional<Match>& best,
               const std::string& where) {
  const std::string remedy =
      "Write where its points sit into a file (docs/marker-sets.md shows how), and give it with --marker-set "
      "FILE.";
  if (!best || best->matched.pairs.empty())
    return {where, fmt::format("no marker set has any of its {} points: {}", names.size(), some_of(names)),
            remedy};
  const auto& set = *best->matched.set;
  std::vector<bool> is_there(set.points.size());
  for (const auto& pair : best->matched.pairs) is_there[pair.place] = true;
  std::vector<std::string> unknown, lacked;
  for (const auto point : best->matched.unknown) unknown.push_back(names[point]);
  for (std::size_t place = 0; place < set.points.size(); ++place)
    if (!is_there[place] && !set.points[place].is_left_out) lacked.push_back(set.points[place].name);
  auto what =
      fmt::format("no marker set explains enough of its {} points. The nearest, '{}' ({}), has {} of them",
                  names.size(), set.name, set.title, best->matched.pairs.size());
  if (!unknown.empty()) what += fmt::format("; it does not have {}", some_of(unknown));
  if (!lacked.empty()) what += fmt::format("; the recording lacks its {}", some_of(lacked));
  return {where, what, remedy};
}

}  // namespace

Result<MatchedSet> recognise_marker_set(const std::vector<std::string>& names,
                                        const std::vector<MarkerSet>& sets, const std::string& where) {
  auto best = best_match(names, sets);
  if (!best || !best->is_enough(names.size())) return refuse(names, best, where);
  return std::move(best->matched);
}

}  // namespace loadshare::capture
