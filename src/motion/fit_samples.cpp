#include "motion/fit_samples.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/transform.h"

namespace loadshare::motion {
namespace {

constexpr std::size_t candidates_max = 300;
constexpr double seen_ratio_min = 2.0 / 3, difference_max_m = 0.3;

Vec3 point_of(const SampleMatrix& positions_m, std::size_t sample, Eigen::Index point) {
  return positions_m.row(static_cast<Eigen::Index>(sample)).segment<3>(3 * point).transpose();
}

// Samples that show enough, thinned evenly.
std::vector<std::size_t> candidates_of(const SampleMatrix& positions_m) {
  std::vector<std::size_t> seen(static_cast<std::size_t>(positions_m.rows()), 0);
  std::size_t most = 0;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    for (Eigen::Index p = 0; p < positions_m.cols() / 3; ++p)
      seen[i] += point_of(positions_m, i, p).allFinite() ? 1 : 0;
    most = std::max(most, seen[i]);
  }
  std::vector<std::size_t> good;
  for (std::size_t i = 0; i < seen.size(); ++i)
    if (seen[i] > 0 && static_cast<double>(seen[i]) >= seen_ratio_min * static_cast<double>(most))
      good.push_back(i);
  if (good.size() <= candidates_max) return good;
  std::vector<std::size_t> thinned;
  for (std::size_t k = 0; k < candidates_max; ++k)
    thinned.push_back(good[k * (good.size() - 1) / (candidates_max - 1)]);
  return thinned;
}

// Distances between all pairs of points, a row a candidate; NaN where one was not seen.
SampleMatrix pair_distances(const SampleMatrix& positions_m, const std::vector<std::size_t>& candidates) {
  const auto points = positions_m.cols() / 3;
  SampleMatrix distances(static_cast<Eigen::Index>(candidates.size()), points * (points - 1) / 2);
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    Eigen::Index pair = 0;
    for (Eigen::Index a = 0; a < points; ++a)
      for (Eigen::Index b = 0; b < a; ++b)
        distances(static_cast<Eigen::Index>(i), pair++) =
            (point_of(positions_m, candidates[i], a) - point_of(positions_m, candidates[i], b)).norm();
  }
  return distances;
}

template <class RowA, class RowB>
double mean_difference(const RowA& a, const RowB& b) {
  double sum = 0, count = 0;
  for (Eigen::Index k = 0; k < a.size(); ++k) {
    const double off = std::abs(a[k] - b[k]);
    if (!std::isfinite(off)) continue;
    sum += std::min(off, difference_max_m);
    ++count;
  }
  return count > 0 ? sum / count : 0;
}

std::size_t most_typical(const SampleMatrix& distances) {
  Eigen::VectorXd median(distances.cols());
  for (Eigen::Index k = 0; k < distances.cols(); ++k) {
    std::vector<double> values;
    for (Eigen::Index i = 0; i < distances.rows(); ++i)
      if (std::isfinite(distances(i, k))) values.push_back(distances(i, k));
    median[k] = std::numeric_limits<double>::quiet_NaN();
    if (values.empty()) continue;
    const auto middle = values.begin() + static_cast<long>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    median[k] = *middle;
  }
  std::size_t best = 0;
  double least = std::numeric_limits<double>::infinity();
  for (Eigen::Index i = 0; i < distances.rows(); ++i) {
    const double off = mean_difference(distances.row(i), median);
    if (off < least) {
      least = off;
      best = static_cast<std::size_t>(i);
    }
  }
  return best;
}

}  // namespace

std::vector<std::size_t> choose_far_apart(const SampleMatrix& positions_m, std::size_t count) {
  const auto candidates = candidates_of(positions_m);
  if (candidates.empty()) return {};
  const auto distances = pair_distances(positions_m, candidates);
  std::vector<double> off(candidates.size(), std::numeric_limits<double>::infinity());
  std::vector<std::size_t> chosen;
  for (std::size_t next = most_typical(distances); chosen.size() < std::min(count, candidates.size());) {
    chosen.push_back(candidates[next]);
    for (std::size_t i = 0; i < off.size(); ++i)
      off[i] = std::min(off[i], mean_difference(distances.row(static_cast<Eigen::Index>(i)),
                                                distances.row(static_cast<Eigen::Index>(next))));
    next = static_cast<std::size_t>(std::ranges::max_element(off) - off.begin());
    if (off[next] == 0) break;
  }
  std::ranges::sort(chosen);
  return chosen;
}

std::vector<std::size_t> choose_typical(const SampleMatrix& positions_m) {
  const auto candidates = candidates_of(positions_m);
  if (candidates.empty()) return {};
  return {candidates[most_typical(pair_distances(positions_m, candidates))]};
}

}  // namespace loadshare::motion
