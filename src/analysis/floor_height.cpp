#include "analysis/floor_height.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "dynamics/contacts.h"
#include "dynamics/inverse_dynamics.h"

namespace loadshare::analysis {
namespace {

struct LowestPoint {
  double height_m = 0, speed_mps = 0;
};

std::optional<LowestPoint> find_lowest(const mechanics::Pose& pose,
                                       const std::vector<model::ContactPoint>& points) {
  std::optional<LowestPoint> lowest;
  for (const auto& point : points) {
    const auto& X_GB = pose.X_GB[point.body.at()];
    const Vec3 arm = X_GB.R * point.p_B;
    const double height_m = X_GB.p.y() + arm.y();
    if (lowest && lowest->height_m <= height_m) continue;
    const auto& V_GB = pose.V_GB[point.body.at()];
    lowest = LowestPoint{height_m, (V_GB.linear_G + V_GB.angular_G.cross(arm)).norm()};
  }
  return lowest;
}

double median(std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

}  // namespace

std::optional<double> find_floor_height(const mechanics::Skeleton& skeleton,
                                        std::span<const model::ContactPoint> points,
                                        const capture::Support& floor, const motion::Kinematics& motion,
                                        double slow_mps) {
  constexpr std::size_t least_count = 5, least_share = 20;
  std::vector<model::ContactPoint> touching;
  std::ranges::copy_if(points, std::back_inserter(touching),
                       [&](const auto& point) { return dynamics::may_touch(floor, point); });
  auto workspace = skeleton.make_workspace();
  mechanics::Pose pose;
  std::vector<double> heights_m;
  for (std::size_t i = 0; i < motion.sample_count(); ++i) {
    const auto sample = dynamics::sample_of(motion, i);
    skeleton.set_pose(workspace, sample.q, sample.qdot, pose);
    const auto lowest = find_lowest(pose, touching);
    if (lowest && lowest->speed_mps < slow_mps) heights_m.push_back(lowest->height_m);
  }
  if (heights_m.size() < least_count && heights_m.size() * least_share < motion.sample_count())
    return std::nullopt;
  if (heights_m.empty()) return std::nullopt;
  return median(heights_m);
}

Result<Done> place_floors(const mechanics::Skeleton& skeleton, std::span<const model::ContactPoint> points,
                          const motion::Kinematics& motion, double slow_mps, capture::Scene& scene,
                          Diagnostics& notes) {
  for (auto& support : scene.supports) {
    if (!support.is_height_found) continue;
    const auto height_m = find_floor_height(skeleton, points, support, motion, slow_mps);
    if (!height_m)
      return Refusal{
          support.where,
          fmt::format("'{}' gives no height, and nothing in the recording stands still on it", support.name),
          "Write its height_m: 0 where the recording's floor is."};
    support.point_G.y() = *height_m;
    notes.assume(support.where,
                 fmt::format("'{}' gives no height: {:.3f} m was taken, where what is lowest stands",
                             support.name, *height_m));
  }
  return Done{};
}

}  // namespace loadshare::analysis
