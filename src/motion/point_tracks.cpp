#include "motion/point_tracks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "base/require.h"

namespace loadshare::motion {
namespace {

constexpr double past_s_max = 0.1;
constexpr std::size_t past_velocities = 3;

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

// Pixels to a metre, from the tallest spread of points in the middle sample of all.
double pixels_per_metre(const PointTracks& tracks) {
  constexpr double height_m = 1.7;
  std::vector<double> spreads;
  for (std::size_t k = 0; k < tracks.sample_count(); ++k) {
    Vec3 least = Vec3::Constant(std::numeric_limits<double>::infinity()), greatest = -least;
    for (std::size_t i = 0; i < tracks.point_count(); ++i) {
      if (!tracks.is_seen(k, i)) continue;
      least = least.cwiseMin(tracks.at(k, i));
      greatest = greatest.cwiseMax(tracks.at(k, i));
    }
    if (least.allFinite()) spreads.push_back((greatest - least).maxCoeff());
  }
  std::ranges::sort(spreads);
  const double tall = spreads.empty() ? 0 : spreads[spreads.size() * 9 / 10];
  return tall > 0 ? tall / height_m : 1;
}

}  // namespace

Vec3 PointTracks::at(std::size_t sample, std::size_t point) const {
  Vec3 place = Vec3::Zero();
  for (int d = 0; d < dimension; ++d)
    place[d] = positions(static_cast<Eigen::Index>(sample), static_cast<Eigen::Index>(point) * dimension + d);
  return place;
}

bool PointTracks::is_seen(std::size_t sample, std::size_t point) const {
  return at(sample, point).allFinite();
}

void PointTracks::set(std::size_t sample, std::size_t point, const Vec3& place) {
  for (int d = 0; d < dimension; ++d)
    positions(static_cast<Eigen::Index>(sample), static_cast<Eigen::Index>(point) * dimension + d) = place[d];
}

void PointTracks::hide(std::size_t sample, std::size_t point) {
  set(sample, point, Vec3::Constant(std::numeric_limits<double>::quiet_NaN()));
}

void PointTracks::exchange_from(std::size_t sample, std::size_t a, std::size_t b) {
  for (std::size_t k = sample; k < sample_count(); ++k) {
    const Vec3 kept = at(k, a);
    set(k, a, at(k, b));
    set(k, b, kept);
  }
}

PointTracks tracks_of(const capture::Recording& recording) {
  if (recording.points.sample_count() > 0)
    return {recording.points.times_s, 3, recording.points.positions_m, 1};
  if (!recording.image) return {};
  PointTracks tracks{recording.image->times_s, 2, recording.image->positions_px, 1};
  tracks.metre = pixels_per_metre(tracks);
  return tracks;
}

void put_tracks(const PointTracks& tracks, capture::Recording& recording) {
  if (tracks.sample_count() == 0) return;
  require(tracks.dimension == 3 || recording.image, "tracks of this recording");
  (tracks.dimension == 3 ? recording.points.positions_m : recording.image->positions_px) = tracks.positions;
}

std::optional<Vec3> place_by_its_past(const PointTracks& tracks, std::size_t sample, std::size_t point) {
  std::array<std::vector<double>, 3> velocities;
  std::optional<std::size_t> last, later;
  for (std::size_t k = sample; k-- > 0 && velocities[0].size() < past_velocities;) {
    if (tracks.times_s[sample] - tracks.times_s[k] > 2 * past_s_max) break;
    if (!tracks.is_seen(k, point)) continue;
    if (later) {
      const Vec3 velocity =
          (tracks.at(*later, point) - tracks.at(k, point)) / (tracks.times_s[*later] - tracks.times_s[k]);
      for (std::size_t d = 0; d < 3; ++d) velocities[d].push_back(velocity[static_cast<Eigen::Index>(d)]);
    }
    if (!last) last = k;
    later = k;
  }
  if (!last || velocities[0].empty() || tracks.times_s[sample] - tracks.times_s[*last] > past_s_max)
    return std::nullopt;
  const Vec3 velocity(median(velocities[0]), median(velocities[1]), median(velocities[2]));
  return tracks.at(*last, point) + (tracks.times_s[sample] - tracks.times_s[*last]) * velocity;
}

std::vector<double> usual_misses(const PointTracks& tracks) {
  std::vector<double> result;
  for (std::size_t i = 0; i < tracks.point_count(); ++i) {
    std::vector<double> misses;
    for (std::size_t k = 1; k < tracks.sample_count(); ++k) {
      if (!tracks.is_seen(k, i)) continue;
      if (const auto place = place_by_its_past(tracks, k, i))
        misses.push_back((tracks.at(k, i) - *place).norm());
    }
    result.push_back(median(std::move(misses)));
  }
  return result;
}

std::string_view name_of(CleanStep step) {
  switch (step) {
    case CleanStep::doubtful:
      return "taken as not seen";
    case CleanStep::sides_exchanged:
      return "left and right exchanged back";
    case CleanStep::names_exchanged:
      return "two points exchanged back";
    case CleanStep::spike:
      return "spike taken out";
    case CleanStep::filled_by_curve:
      return "gap filled by a curve";
    case CleanStep::filled_by_body:
      return "gap filled from the points of its body";
    case CleanStep::left_open:
      return "gap left open";
    case CleanStep::jump_left:
      return "jump left as it is";
    case CleanStep::smoothed:
      return "smoothed";
  }
  return "unknown";
}

}  // namespace loadshare::motion
