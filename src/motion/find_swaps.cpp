#include "motion/find_swaps.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string_view>

namespace loadshare::motion {
namespace {

// By how much an exchange must lessen the squared misses.
constexpr double better_ratio = 0.25;

using Pair = std::pair<std::size_t, std::size_t>;

// Squared misses of two points as they are named, and with their names exchanged.
struct Misses {
  double kept = 0, exchanged = 0, count = 0;
};

// One of the two may be unseen: a point that appears in the other's place.
std::optional<Misses> misses_of(const PointTracks& tracks, std::size_t sample, const Pair& pair) {
  const auto a = place_by_its_past(tracks, sample, pair.first),
             b = place_by_its_past(tracks, sample, pair.second);
  if (!a || !b) return std::nullopt;
  Misses misses;
  const auto add = [&](std::size_t point, const Vec3& own, const Vec3& other) {
    if (!tracks.is_seen(sample, point)) return;
    const Vec3 at = tracks.at(sample, point);
    misses.kept += (at - own).squaredNorm();
    misses.exchanged += (at - other).squaredNorm();
    ++misses.count;
  };
  add(pair.first, *a, *b);
  add(pair.second, *b, *a);
  return misses.count > 0 ? std::optional(misses) : std::nullopt;
}

Misses misses_of(const PointTracks& tracks, std::size_t sample, const std::vector<Pair>& pairs) {
  Misses sum;
  for (const auto& pair : pairs)
    if (const auto one = misses_of(tracks, sample, pair)) {
      sum.kept += one->kept;
      sum.exchanged += one->exchanged;
      sum.count += one->count;
    }
  return sum;
}

bool is_exchange(const Misses& misses, std::size_t pair_count_min, double miss_min) {
  return misses.count >= 2 * static_cast<double>(pair_count_min) &&
         misses.kept > misses.count * miss_min * miss_min && misses.exchanged < better_ratio * misses.kept;
}

// Whether the pair stays as it is while the rest of its group is exchanged.
bool is_clearly_right(const PointTracks& tracks, std::size_t sample, const Pair& pair, double miss_min) {
  const auto misses = misses_of(tracks, sample, pair);
  return misses && misses->exchanged > misses->count * miss_min * miss_min &&
         misses->kept < better_ratio * misses->exchanged;
}

struct Group {
  std::string_view name;
  std::vector<Pair> pairs;
};

// Pairs of the legs and of the arms, and all with those of trunk and head.
std::vector<Group> groups_of(const std::vector<PlacedPoint>& points, const model::Model& model) {
  std::vector<Group> groups{{"all points", {}}, {"the legs", {}}, {"the arms", {}}};
  for (const auto& point : points) {
    if (!point.partner || point.place->side != capture::Side::right) continue;
    const Pair pair{point.point, points[*point.partner].point};
    const auto& body = model.bodies[point.body.at()].name;
    const auto is_on = [&](auto... names) { return (body.starts_with(names) || ...); };
    groups[0].pairs.push_back(pair);
    if (is_on("femur", "tibia", "talus", "calcn", "toes")) groups[1].pairs.push_back(pair);
    if (is_on("humerus", "ulna", "radius", "hand")) groups[2].pairs.push_back(pair);
  }
  return groups;
}

// Stretches between exchanges, each with its end; where the exchanged ones are more than half of the trial
// the others are meant.
struct Stretches {
  std::vector<std::pair<std::size_t, std::size_t>> exchanged;  // first sample, one past the last
  bool is_whole_flipped = false;
};

Stretches stretches_between(const std::vector<std::size_t>& starts, std::size_t sample_count,
                            std::optional<bool> is_start_right) {
  Stretches result;
  std::size_t total = 0;
  std::vector<std::pair<std::size_t, std::size_t>> others;
  std::size_t from = 0;
  for (std::size_t i = 0; i <= starts.size(); ++i) {
    const std::size_t to = i < starts.size() ? starts[i] : sample_count;
    (i % 2 == 1 ? result.exchanged : others).emplace_back(from, to);
    if (i % 2 == 1) total += to - from;
    from = to;
  }
  result.is_whole_flipped = is_start_right ? !*is_start_right : 2 * total > sample_count;
  if (result.is_whole_flipped) result.exchanged = others;
  return result;
}

std::vector<PointChange> changes_of(const Stretches& stretches, CleanStep step,
                                    const std::vector<std::size_t>& points, const std::string& why) {
  std::vector<PointChange> changes;
  for (const auto& [from, to] : stretches.exchanged)
    if (to > from) changes.push_back({step, points, from, to - 1, why});
  return changes;
}

// How much the distance from one point's way to another changes over the trial: half the range of the middle
// nine tenths.
double distance_spread(const PointTracks& tracks, std::size_t point, std::size_t mate) {
  std::vector<double> distances;
  for (std::size_t k = 0; k < tracks.sample_count(); ++k)
    if (tracks.is_seen(k, point) && tracks.is_seen(k, mate))
      distances.push_back((tracks.at(k, point) - tracks.at(k, mate)).norm());
  if (distances.size() < 2) return 0;
  std::ranges::sort(distances);
  const auto at = [&](double share) {
    return distances[static_cast<std::size_t>(share * static_cast<double>(distances.size() - 1))];
  };
  return (at(0.95) - at(0.05)) / 2;
}

// Whether each of the two ways keeps its distance to the points of its own body; none where both are on one
// body, or nothing tells.
std::optional<bool> are_names_right(const PointTracks& tracks, const Pair& pair,
                                    const std::vector<std::vector<std::size_t>>& mates) {
  const auto &a = mates[pair.first], &b = mates[pair.second];
  if (a.empty() || b.empty() || std::ranges::find(a, pair.second) != a.end()) return std::nullopt;
  double own = 0, other = 0;
  for (const auto mate : a)
    own += distance_spread(tracks, pair.first, mate), other += distance_spread(tracks, pair.second, mate);
  for (const auto mate : b)
    own += distance_spread(tracks, pair.second, mate), other += distance_spread(tracks, pair.first, mate);
  if (other < 0.5 * own) return false;
  if (own < 0.5 * other) return true;
  return std::nullopt;
}

// How much distances to the mates change from the sample before, with the point at `place`.
double distance_change(const PointTracks& tracks, std::size_t sample, std::size_t point, const Vec3& place,
                       const std::vector<std::size_t>& mates, std::size_t except) {
  double sum = 0;
  if (!place.allFinite()) return sum;
  for (const auto mate : mates) {
    if (mate == except || !tracks.is_seen(sample, mate) || !tracks.is_seen(sample - 1, mate) ||
        !tracks.is_seen(sample - 1, point))
      continue;
    sum += std::abs((place - tracks.at(sample, mate)).norm() -
                    (tracks.at(sample - 1, point) - tracks.at(sample - 1, mate)).norm());
  }
  return sum;
}

bool do_distances_agree(const PointTracks& tracks, std::size_t sample, const Pair& pair,
                        const std::vector<std::vector<std::size_t>>& mates) {
  const Vec3 a = tracks.at(sample, pair.first), b = tracks.at(sample, pair.second);
  const auto change = [&](const Vec3& at_first, const Vec3& at_second) {
    return distance_change(tracks, sample, pair.first, at_first, mates[pair.first], pair.second) +
           distance_change(tracks, sample, pair.second, at_second, mates[pair.second], pair.first);
  };
  return change(b, a) <= change(a, b);
}

// The points that jump at the sample, and those that are not seen and were just before.
struct Candidates {
  std::vector<std::size_t> jumping, unseen;
};

Candidates candidates_at(const PointTracks& tracks, std::size_t sample, const std::vector<double>& limits) {
  Candidates found;
  for (std::size_t i = 0; i < tracks.point_count(); ++i) {
    const auto place = place_by_its_past(tracks, sample, i);
    if (!place) continue;
    if (!tracks.is_seen(sample, i))
      found.unseen.push_back(i);
    else if ((tracks.at(sample, i) - *place).norm() > limits[i])
      found.jumping.push_back(i);
  }
  return found;
}

// The stretches of pairs whose sides were exchanged together, as one change each.
std::vector<PointChange> mend_whole(PointTracks& tracks,
                                    const std::map<Pair, std::vector<std::size_t>>& starts,
                                    std::string_view group) {
  std::map<std::vector<std::size_t>, std::vector<std::size_t>> together;  // points by their starts
  for (const auto& [pair, samples] : starts) {
    auto& points = together[samples];
    points.insert(points.end(), {pair.first, pair.second});
  }
  std::vector<PointChange> changes;
  for (const auto& [samples, points] : together) {
    const auto stretches = stretches_between(samples, tracks.sample_count(), std::nullopt);
    if (stretches.is_whole_flipped)
      for (std::size_t i = 0; i < points.size(); i += 2) tracks.exchange_from(0, points[i], points[i + 1]);
    const auto found =
        changes_of(stretches, CleanStep::sides_exchanged, points,
                   fmt::format("left and right of {} jump to each other's places at its ends", group));
    changes.insert(changes.end(), found.begin(), found.end());
  }
  return changes;
}

}  // namespace

std::vector<std::vector<std::size_t>> mates_of(const std::vector<PlacedPoint>& points,
                                               std::size_t point_count) {
  std::vector<std::vector<std::size_t>> mates(point_count);
  for (const auto& point : points)
    for (const auto& other : points)
      if (other.point != point.point && other.body == point.body) mates[point.point].push_back(other.point);
  return mates;
}

std::vector<PointChange> mend_exchanged_sides(PointTracks& tracks, const std::vector<PlacedPoint>& points,
                                              const model::Model& model) {
  constexpr double miss_m_min = 0.05, usual_factor = 4;
  constexpr std::size_t pair_count_min = 2;
  const auto usual = usual_misses(tracks);
  std::vector<PointChange> changes;
  for (const auto& group : groups_of(points, model)) {
    double mean_usual = 0;
    for (const auto& [right, left] : group.pairs)
      mean_usual += (usual[right] + usual[left]) / (2 * static_cast<double>(group.pairs.size()));
    const double miss_min = std::max(miss_m_min * tracks.metre, usual_factor * mean_usual);
    std::map<Pair, std::vector<std::size_t>> starts;
    for (std::size_t k = 1; k < tracks.sample_count(); ++k) {
      if (!is_exchange(misses_of(tracks, k, group.pairs), pair_count_min, miss_min)) continue;
      std::vector<Pair> together;
      for (const auto& pair : group.pairs)
        if (!is_clearly_right(tracks, k, pair, miss_min)) together.push_back(pair);
      for (const auto& pair : together) {
        tracks.exchange_from(k, pair.first, pair.second);
        starts[pair].push_back(k);
      }
    }
    const auto found = mend_whole(tracks, starts, group.name);
    changes.insert(changes.end(), found.begin(), found.end());
  }
  return changes;
}

std::vector<PointChange> mend_exchanged_names(PointTracks& tracks, const std::vector<PlacedPoint>& points) {
  constexpr double jump_m_min = 0.02, usual_factor = 8;
  auto limits = usual_misses(tracks);
  for (double& limit : limits) limit = std::max(jump_m_min * tracks.metre, usual_factor * limit);
  const auto mates = mates_of(points, tracks.point_count());
  std::map<Pair, std::vector<std::size_t>> starts;
  for (std::size_t k = 1; k < tracks.sample_count(); ++k) {
    auto found = candidates_at(tracks, k, limits);
    const auto others_from = found.jumping.size();
    found.jumping.insert(found.jumping.end(), found.unseen.begin(), found.unseen.end());
    for (std::size_t i = 0; i < others_from; ++i)
      for (std::size_t j = i + 1; j < found.jumping.size(); ++j) {
        const auto [a, b] = std::minmax(found.jumping[i], found.jumping[j]);
        const auto misses = misses_of(tracks, k, Pair{a, b});
        if (!misses || misses->exchanged >= better_ratio * misses->kept ||
            !do_distances_agree(tracks, k, {a, b}, mates))
          continue;
        tracks.exchange_from(k, a, b);
        starts[{a, b}].push_back(k);
        break;
      }
  }
  std::vector<PointChange> changes;
  for (const auto& [pair, samples] : starts) {
    const auto stretches =
        stretches_between(samples, tracks.sample_count(), are_names_right(tracks, pair, mates));
    if (stretches.is_whole_flipped) tracks.exchange_from(0, pair.first, pair.second);
    const auto found = changes_of(stretches, CleanStep::names_exchanged, {pair.first, pair.second},
                                  "the two jump to each other's places at its ends");
    changes.insert(changes.end(), found.begin(), found.end());
  }
  return changes;
}

}  // namespace loadshare::motion
