// parse_marker_set on any bytes, and recognition of the set's own names and of the bytes as names.
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/require.h"
#include "capture/marker_set.h"
#include "capture/text.h"

namespace {

using loadshare::require;
using loadshare::capture::MarkerSet;

void check_set(const MarkerSet& set) {
  require(!set.name.empty() && !set.points.empty(), "a set has a name and points");
  for (std::size_t i = 0; i < set.points.size(); ++i) {
    const auto& point = set.points[i];
    require(!point.name.empty() && point.landmarks.empty() != point.body.empty(), "a point has one place");
    require(point.spread_m > 0 && point.noise_m > 0 && point.near_p_B.allFinite(), "errors are positive");
    if (!point.partner) continue;
    require(*point.partner < set.points.size() && set.points[*point.partner].partner == i,
            "partners are pairs");
  }
}

void check_recognition(const std::vector<std::string>& names, const std::vector<MarkerSet>& sets) {
  const auto matched = loadshare::capture::recognise_marker_set(names, sets, "fuzz.trc");
  if (!matched) {
    require(!matched.refusal().what.empty() && !matched.refusal().remedy.empty(),
            "a refusal says what to do");
    return;
  }
  require(matched->pairs.size() + matched->unknown.size() == names.size(),
          "each point is matched or unknown");
  for (const auto& pair : matched->pairs)
    require(pair.point < names.size() && pair.place < matched->set->points.size(), "pairs lie within");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::vector<std::string> words;
  for (const auto word : loadshare::capture::words_of(text.substr(0, 2000))) words.emplace_back(word);
  check_recognition(words, loadshare::capture::published_marker_sets());
  const auto set = loadshare::capture::parse_marker_set(text, "fuzz.toml");
  if (!set) {
    require(!set.refusal().where.empty() && !set.refusal().what.empty() && !set.refusal().remedy.empty(),
            "a refusal says where, what and what to do");
    return 0;
  }
  check_set(*set);
  std::vector<std::string> names;
  for (const auto& point : set->points) names.push_back(point.name);
  check_recognition(names, {*set});
  return 0;
}
