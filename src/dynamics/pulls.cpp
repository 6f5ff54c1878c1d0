#include "dynamics/pulls.h"

#include <algorithm>

namespace loadshare::dynamics {

PullValue value_of(const Pull& pull, const mechanics::Pose& pose) {
  PullValue value;
  value.point_G = value.other_point_G = pose.X_GB[pull.body.at()] * pull.p_B;
  if (pull.direction_G) {
    value.force_G = pull.force_N * *pull.direction_G;
    return value;
  }
  value.other_point_G = pose.X_GB[pull.other_body.at()] * pull.other_p_B;
  const Vec3 line = value.other_point_G - value.point_G;
  const double length_m = line.norm();
  constexpr double shortest_m = 1e-9;
  if (length_m < shortest_m) return value;
  const double stretch_m = std::max(0.0, length_m - pull.rest_length_m);
  value.force_G = (pull.force_N + pull.stiffness_N_per_m * stretch_m) / length_m * line;
  return value;
}

void add_pulls(std::span<const Pull> pulls, const mechanics::Pose& pose,
               std::span<mechanics::SpatialForce> body_forces) {
  for (const auto& pull : pulls) {
    const PullValue value = value_of(pull, pose);
    const auto body = pull.body.at(), other = pull.other_body.at();
    body_forces[body].add_force_at(value.force_G, value.point_G, pose.X_GB[body].p);
    if (!pull.direction_G)
      body_forces[other].add_force_at(-value.force_G, value.other_point_G, pose.X_GB[other].p);
  }
}

}  // namespace loadshare::dynamics
