#include "analysis/survey_grid.h"

#include <algorithm>
#include <cmath>

#include "analysis/body_probe.h"

namespace loadshare::analysis {

namespace {

constexpr double shift_parts = 20;  // of the range of a coordinate that shifts

}  // namespace

bool Swept::is_spanned_by(std::size_t muscle) const {
  return std::binary_search(muscles.begin(), muscles.end(), muscle);
}

std::vector<Swept> find_swept(const model::Model& model, const mechanics::Couplings& couplings,
                              const mechanics::MuscleMechanics& muscles, bool right_only) {
  std::vector<Swept> list;
  const auto& free = couplings.free_coordinates();
  for (std::size_t i = 0; i < free.size(); ++i) {
    const auto& coordinate = model.coordinates[free[i].at()];
    if (!is_joint_range(model, coordinate)) continue;
    if (right_only && coordinate.name.ends_with("_l")) continue;
    Swept swept{free[i], static_cast<int>(i), {}};
    for (std::size_t m = 0; m < muscles.muscle_count(); ++m)
      for (std::size_t e = muscles.free_starts()[m]; e < muscles.free_starts()[m + 1]; ++e)
        if (muscles.free_indices()[e] == swept.free_index) swept.muscles.push_back(m);
    list.push_back(std::move(swept));
  }
  return list;
}

std::vector<double> places_of(const model::Coordinate& coordinate, double step_rad) {
  const double range = coordinate.range_max - coordinate.range_min;
  const double parts = coordinate.motion == model::MotionType::translational
                           ? shift_parts
                           : std::max(2.0, std::ceil(range / step_rad - 1e-9));
  std::vector<double> places;
  for (double i = 0; i <= parts; ++i) places.push_back(coordinate.range_min + range * i / parts);
  return places;
}

std::size_t Grid::size() const {
  std::size_t product = 1;
  for (const auto& of_axis : places) product *= of_axis.size();
  return product;
}

std::size_t Grid::stride(std::size_t axis) const {
  std::size_t product = 1;
  for (std::size_t d = axis + 1; d < places.size(); ++d) product *= places[d].size();
  return product;
}

std::size_t Grid::place(std::size_t node, std::size_t axis) const {
  return node / stride(axis) % places[axis].size();
}

Posture Grid::posture(std::size_t node) const {
  Posture posture;
  for (std::size_t d = 0; d < axes.size(); ++d)
    posture.push_back({axes[d]->coordinate, places[d][place(node, d)]});
  return posture;
}

std::vector<std::array<std::string, 2>> usual_pairs() {
  std::vector<std::array<std::string, 2>> pairs;
  for (const std::string side : {"_r", "_l"}) {
    for (const char* with : {"hip_adduction", "hip_rotation", "knee_angle"})
      pairs.push_back({"hip_flexion" + side, with + side});
    pairs.push_back({"hip_adduction" + side, "hip_rotation" + side});
    pairs.push_back({"knee_angle" + side, "ankle_angle" + side});
    pairs.push_back({"lumbar_extension", "hip_flexion" + side});
    pairs.push_back({"flex_extension", "hip_flexion" + side});
  }
  pairs.push_back({"lumbar_extension", "lumbar_bending"});
  pairs.push_back({"lumbar_extension", "lumbar_rotation"});
  pairs.push_back({"lumbar_bending", "lumbar_rotation"});
  pairs.push_back({"flex_extension", "lat_bending"});
  pairs.push_back({"flex_extension", "axial_rotation"});
  return pairs;
}

std::vector<std::array<std::string, 3>> usual_triples() {
  std::vector<std::array<std::string, 3>> triples;
  for (const std::string side : {"_r", "_l"})
    triples.push_back({"hip_flexion" + side, "hip_adduction" + side, "hip_rotation" + side});
  triples.push_back({"lumbar_extension", "lumbar_bending", "lumbar_rotation"});
  triples.push_back({"flex_extension", "lat_bending", "axial_rotation"});
  return triples;
}

}  // namespace loadshare::analysis
