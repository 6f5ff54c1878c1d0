#include "motion/find_spikes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "motion/find_swaps.h"

namespace loadshare::motion {
namespace {

constexpr double spike_s_max = 0.1;

// The way before `from` and the way from `to` on meet: a constant change of velocity between the two leads
// from one to the other. Returns by how much it does not.
std::optional<double> miss_across(const PointTracks& tracks, std::size_t from, std::size_t to,
                                  std::size_t point, const PointTracks& backwards) {
  if (!tracks.is_seen(from - 1, point) || !tracks.is_seen(to, point)) return std::nullopt;
  const std::size_t count = tracks.sample_count();
  // Where the past leads one sample on, and where the future leads one sample back: two velocities.
  const auto after_before = place_by_its_past(tracks, from, point);
  const auto before_after = place_by_its_past(backwards, count - to, point);
  if (!after_before || !before_after || to < 1) return std::nullopt;
  const Vec3 velocity_before =
      (*after_before - tracks.at(from - 1, point)) / (tracks.times_s[from] - tracks.times_s[from - 1]);
  const Vec3 velocity_after =
      (tracks.at(to, point) - *before_after) / (tracks.times_s[to] - tracks.times_s[to - 1]);
  const double time = tracks.times_s[to] - tracks.times_s[from - 1];
  const Vec3 expected = tracks.at(from - 1, point) + time * (velocity_before + velocity_after) / 2;
  return (tracks.at(to, point) - expected).norm();
}

PointTracks reversed(const PointTracks& tracks) {
  PointTracks backwards = tracks;
  backwards.positions = tracks.positions.colwise().reverse();
  std::ranges::reverse(backwards.times_s);
  for (double& time : backwards.times_s) time = -time;
  return backwards;
}

// The mean change of the distances to the mates from the sample before; none with fewer than two mates.
std::optional<double> distance_jump(const PointTracks& tracks, std::size_t sample, std::size_t point,
                                    const std::vector<std::size_t>& mates) {
  double sum = 0, count = 0;
  if (!tracks.is_seen(sample - 1, point)) return std::nullopt;
  for (const auto mate : mates) {
    if (!tracks.is_seen(sample, mate) || !tracks.is_seen(sample - 1, mate)) continue;
    sum += std::abs((tracks.at(sample, point) - tracks.at(sample, mate)).norm() -
                    (tracks.at(sample - 1, point) - tracks.at(sample - 1, mate)).norm());
    ++count;
  }
  return count >= 2 ? std::optional(sum / count) : std::nullopt;
}

struct Limits {
  double alone = 0, with_distances = 0;
};

class SpikeFinder {
 public:
  SpikeFinder(PointTracks& tracks, const std::vector<PlacedPoint>& points)
      : tracks_(tracks), backwards_(reversed(tracks)), mates_(mates_of(points, tracks.point_count())) {
    for (const double usual : usual_misses(tracks))
      limits_.push_back({std::max(0.02 * tracks.metre, 8 * usual), std::max(0.01 * tracks.metre, 5 * usual)});
  }

  std::vector<PointChange> run() {
    for (std::size_t i = 0; i < tracks_.point_count(); ++i)
      for (std::size_t k = 1; k + 1 < tracks_.sample_count(); ++k) look_at(k, i);
    return std::move(changes_);
  }

 private:
  // Whether the point jumps at the sample, and how far.
  std::optional<double> jump(std::size_t sample, std::size_t point) const {
    if (!tracks_.is_seen(sample, point) || !tracks_.is_seen(sample - 1, point)) return std::nullopt;
    const auto place = place_by_its_past(tracks_, sample, point);
    if (!place) return std::nullopt;
    const double miss = (tracks_.at(sample, point) - *place).norm();
    if (miss > limits_[point].alone) return miss;
    if (miss < limits_[point].with_distances) return std::nullopt;
    const auto distances = distance_jump(tracks_, sample, point, mates_[point]);
    return distances && *distances > 0.5 * miss ? std::optional(miss) : std::nullopt;
  }

  // The first sample at which the point is back on its way.
  std::optional<std::size_t> back_at(std::size_t from, std::size_t point, double miss) const {
    const double tolerance = 0.4 * miss;
    for (std::size_t to = from + 1; to < tracks_.sample_count(); ++to) {
      if (tracks_.times_s[to] - tracks_.times_s[from] > spike_s_max) break;
      const auto across = miss_across(tracks_, from, to, point, backwards_);
      if (across && *across < tolerance) return to;
    }
    return std::nullopt;
  }

  void look_at(std::size_t sample, std::size_t point) {
    const auto miss = jump(sample, point);
    if (!miss) return;
    if (const auto back = back_at(sample, point, *miss)) {
      changes_.push_back(
          {CleanStep::spike,
           {point},
           sample,
           *back - 1,
           fmt::format("{:.0f} mm off the way before and after", 1e3 * *miss / tracks_.metre)});
      for (std::size_t k = sample; k < *back; ++k) {
        tracks_.hide(k, point);
        backwards_.hide(tracks_.sample_count() - 1 - k, point);
      }
    } else if (*miss > 4 * limits_[point].alone) {
      changes_.push_back(
          {CleanStep::jump_left,
           {point},
           sample,
           sample,
           fmt::format("moves by {:.0f} mm at once and stays there", 1e3 * *miss / tracks_.metre)});
    }
  }

  PointTracks& tracks_;
  PointTracks backwards_;
  std::vector<std::vector<std::size_t>> mates_;
  std::vector<Limits> limits_;
  std::vector<PointChange> changes_;
};

}  // namespace

std::vector<PointChange> take_out_spikes(PointTracks& tracks, const std::vector<PlacedPoint>& points) {
  return SpikeFinder(tracks, points).run();
}

}  // namespace loadshare::motion
