#include "motion/fill_gaps.h"

#include <fmt/format.h>

#include <Eigen/SVD>
#include <optional>

#include "motion/find_swaps.h"
#include "numerics/spline.h"

namespace loadshare::motion {
namespace {

struct Gap {
  std::size_t point = 0, first = 0, last = 0;  // samples that are not seen
  [[nodiscard]] bool is_inside(std::size_t sample_count) const {
    return first > 0 && last + 1 < sample_count;
  }
};

std::vector<Gap> gaps_of(const PointTracks& tracks) {
  std::vector<Gap> gaps;
  for (std::size_t i = 0; i < tracks.point_count(); ++i)
    for (std::size_t k = 0; k < tracks.sample_count(); ++k) {
      if (tracks.is_seen(k, i)) continue;
      std::size_t last = k;
      while (last + 1 < tracks.sample_count() && !tracks.is_seen(last + 1, i)) ++last;
      gaps.push_back({i, k, last});
      k = last;
    }
  return gaps;
}

// Up to five seen samples without a break, next to the gap; in order of time.
std::vector<std::size_t> neighbours(const PointTracks& tracks, const Gap& gap) {
  constexpr std::size_t each_side = 5;
  std::vector<std::size_t> before, result;
  for (std::size_t k = gap.first; k-- > 0 && before.size() < each_side && tracks.is_seen(k, gap.point);)
    before.push_back(k);
  result.assign(before.rbegin(), before.rend());
  if (before.size() < 2) return {};
  std::size_t count = 0;
  for (std::size_t k = gap.last + 1;
       k < tracks.sample_count() && count < each_side && tracks.is_seen(k, gap.point); ++k, ++count)
    result.push_back(k);
  return count < 2 ? std::vector<std::size_t>{} : result;
}

bool fill_by_curve(PointTracks& tracks, const Gap& gap) {
  const auto known = neighbours(tracks, gap);
  if (known.empty()) return false;
  std::vector<double> times;
  SampleMatrix places(static_cast<Eigen::Index>(known.size()), 3);
  for (std::size_t i = 0; i < known.size(); ++i) {
    times.push_back(tracks.times_s[known[i]]);
    places.row(static_cast<Eigen::Index>(i)) = tracks.at(known[i], gap.point).transpose();
  }
  const auto curve = numerics::make_spline_set(3, times, places, "gap");
  if (!curve) return false;
  for (std::size_t k = gap.first; k <= gap.last; ++k) {
    Vec3 place;
    for (std::size_t d = 0; d < 3; ++d)
      place[static_cast<Eigen::Index>(d)] = curve->value(d, tracks.times_s[k]);
    tracks.set(k, gap.point, place);
  }
  return true;
}

// The mates that are seen at every sample from the one before the gap to the one after it.
std::vector<std::size_t> steady_mates(const PointTracks& tracks, const Gap& gap,
                                      const std::vector<std::size_t>& mates) {
  std::vector<std::size_t> steady;
  for (const auto mate : mates) {
    bool is_steady = true;
    for (std::size_t k = gap.first - 1; k <= gap.last + 1; ++k) is_steady &= tracks.is_seen(k, mate);
    if (is_steady) steady.push_back(mate);
  }
  return steady;
}

// Where the rigid motion of the mates between two samples takes the point; none where they lie on a line.
std::optional<Vec3> carried(const PointTracks& tracks, const std::vector<std::size_t>& mates,
                            std::size_t from, std::size_t to, const Vec3& place) {
  constexpr double breadth_ratio_min = 0.05;
  Vec3 from_mean = Vec3::Zero(), to_mean = Vec3::Zero();
  for (const auto mate : mates) {
    from_mean += tracks.at(from, mate) / static_cast<double>(mates.size());
    to_mean += tracks.at(to, mate) / static_cast<double>(mates.size());
  }
  Mat3 products = Mat3::Zero();
  for (const auto mate : mates)
    products += (tracks.at(to, mate) - to_mean) * (tracks.at(from, mate) - from_mean).transpose();
  const Eigen::JacobiSVD<Mat3> parts(products, Eigen::ComputeFullU | Eigen::ComputeFullV);
  if (parts.singularValues()[1] < breadth_ratio_min * parts.singularValues()[0]) return std::nullopt;
  Vec3 signs = Vec3::Ones();
  if ((parts.matrixU() * parts.matrixV().transpose()).determinant() < 0) signs[2] = -1;
  const Mat3 R = parts.matrixU() * signs.asDiagonal() * parts.matrixV().transpose();
  return to_mean + R * (place - from_mean);
}

bool fill_by_body(PointTracks& tracks, const Gap& gap, const std::vector<std::size_t>& mates) {
  const auto steady = steady_mates(tracks, gap, mates);
  if (tracks.dimension != 3 || steady.size() < 3) return false;
  const std::size_t before = gap.first - 1, after = gap.last + 1;
  std::vector<Vec3> places;
  for (std::size_t k = gap.first; k <= gap.last; ++k) {
    const auto forwards = carried(tracks, steady, before, k, tracks.at(before, gap.point));
    const auto backwards = carried(tracks, steady, after, k, tracks.at(after, gap.point));
    if (!forwards || !backwards) return false;
    const double share =
        (tracks.times_s[k] - tracks.times_s[before]) / (tracks.times_s[after] - tracks.times_s[before]);
    places.emplace_back((1 - share) * *forwards + share * *backwards);
  }
  for (std::size_t k = gap.first; k <= gap.last; ++k) tracks.set(k, gap.point, places[k - gap.first]);
  return true;
}

}  // namespace

std::vector<PointChange> fill_gaps(PointTracks& tracks, const std::vector<PlacedPoint>& points,
                                   const GapLimits& limits) {
  constexpr double rounding_s = 1e-9;
  const auto mates = mates_of(points, tracks.point_count());
  std::vector<PointChange> changes;
  for (const auto& gap : gaps_of(tracks)) {
    auto step = CleanStep::left_open;
    std::string why = "at the trial's edge";
    if (gap.is_inside(tracks.sample_count())) {
      const double length_s = tracks.times_s[gap.last + 1] - tracks.times_s[gap.first - 1];
      why = fmt::format("{:.2f} s long", length_s);
      if (length_s <= limits.curve_s_max + rounding_s && fill_by_curve(tracks, gap))
        step = CleanStep::filled_by_curve;
      else if (length_s <= limits.body_s_max + rounding_s && fill_by_body(tracks, gap, mates[gap.point]))
        step = CleanStep::filled_by_body;
    }
    changes.push_back({step, {gap.point}, gap.first, gap.last, why});
  }
  return changes;
}

}  // namespace loadshare::motion
