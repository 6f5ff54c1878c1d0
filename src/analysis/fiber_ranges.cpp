#include "analysis/fiber_ranges.h"

#include <cmath>
#include <limits>
#include <map>

#include "analysis/body_probe.h"

namespace loadshare::analysis {
namespace {

constexpr int sweep_places = 5;
constexpr std::size_t corners_max = 5;  // coordinates

// Poses the body and widens the ranges of the muscles named.
class Prober {
 public:
  Prober(const model::Model& model, const mechanics::Skeleton& skeleton,
         const mechanics::Couplings& couplings, const mechanics::MuscleMechanics& muscles)
      : probe_(model, skeleton, couplings, muscles) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    ranges.min.assign(model.muscles.size(), nan);
    ranges.max.assign(model.muscles.size(), nan);
  }

  void rest() { probe_.rest(); }
  void set(model::CoordinateId coordinate, double value) { probe_.set(coordinate, value); }

  void widen(const std::vector<std::size_t>& of_muscles) {
    const auto& sample = probe_.measure();
    for (const std::size_t m : of_muscles) {
      const double length = sample.fibers[m].normalized_fiber_length;
      ranges.min[m] = std::fmin(ranges.min[m], length);  // fmin and fmax pass over NaN
      ranges.max[m] = std::fmax(ranges.max[m], length);
    }
  }

  FiberRanges ranges;

 private:
  BodyProbe probe_;
};

}  // namespace

FiberRanges measure_fiber_ranges(const model::Model& model, const mechanics::Skeleton& skeleton,
                                 const mechanics::Couplings& couplings,
                                 const mechanics::MuscleMechanics& muscles) {
  const auto& free = couplings.free_coordinates();
  std::map<int, std::vector<std::size_t>> spanning;            // by free index: the muscles
  std::map<std::vector<int>, std::vector<std::size_t>> alike;  // by all free indices that a muscle spans
  for (std::size_t m = 0; m < muscles.muscle_count(); ++m) {
    std::vector<int> indices;
    for (std::size_t e = muscles.free_starts()[m]; e < muscles.free_starts()[m + 1]; ++e) {
      const int index = muscles.free_indices()[e];
      if (!is_joint_range(model, model.coordinates[free[static_cast<std::size_t>(index)].at()])) continue;
      indices.push_back(index);
      spanning[index].push_back(m);
    }
    if (!indices.empty()) alike[indices].push_back(m);
  }
  const auto coordinate_at = [&](int index) { return free[static_cast<std::size_t>(index)]; };

  Prober prober(model, skeleton, couplings, muscles);
  for (const auto& [index, members] : spanning) {
    const auto& range = model.coordinates[coordinate_at(index).at()];
    prober.rest();
    prober.widen(members);
    for (int place = 0; place < sweep_places; ++place) {
      prober.rest();
      prober.set(coordinate_at(index),
                 range.range_min + (range.range_max - range.range_min) * place / (sweep_places - 1));
      prober.widen(members);
    }
  }
  for (const auto& [indices, members] : alike) {
    if (indices.size() < 2 || indices.size() > corners_max) continue;
    for (unsigned corner = 0; corner < (1U << indices.size()); ++corner) {
      prober.rest();
      for (std::size_t k = 0; k < indices.size(); ++k) {
        const auto& range = model.coordinates[coordinate_at(indices[k]).at()];
        prober.set(coordinate_at(indices[k]), (corner >> k) & 1U ? range.range_max : range.range_min);
      }
      prober.widen(members);
    }
  }
  return prober.ranges;
}

}  // namespace loadshare::analysis
