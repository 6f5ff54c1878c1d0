#include "analysis/floor_height.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <vector>

#include "dynamics/contacts.h"
#include "dynamics/inverse_dynamics.h"

namespace loadshare::analysis {
namespace {

struct LowestPoint {
  double height_m = 0;
  Vec3 velocity_G = Vec3::Zero();
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
    lowest = LowestPoint{height_m, V_GB.linear_G + V_GB.angular_G.cross(arm)};
  }
  return lowest;
}

// One a sample; none where nothing may touch the floor.
std::vector<LowestPoint> find_lowest_points(const mechanics::Skeleton& skeleton,
                                            std::span<const model::ContactPoint> points,
                                            const capture::Support& floor, const motion::Kinematics& motion) {
  std::vector<model::ContactPoint> touching;
  std::ranges::copy_if(points, std::back_inserter(touching),
                       [&](const auto& point) { return dynamics::may_touch(floor, point); });
  auto workspace = skeleton.make_workspace();
  mechanics::Pose pose;
  std::vector<LowestPoint> found;
  for (std::size_t i = 0; i < motion.sample_count(); ++i) {
    const auto sample = dynamics::sample_of(motion, i);
    skeleton.set_pose(workspace, sample.q, sample.qdot, pose);
    if (const auto lowest = find_lowest(pose, touching)) found.push_back(*lowest);
  }
  return found;
}

struct Cluster {
  Vec3 mean = Vec3::Zero();
  std::size_t count = 0;
};

Cluster mean_near(const std::vector<Vec3>& velocities, const Vec3& center, double near_mps) {
  Cluster cluster;
  for (const auto& velocity : velocities) {
    if ((velocity - center).norm() > near_mps) continue;
    cluster.mean += velocity;
    ++cluster.count;
  }
  if (cluster.count > 0) cluster.mean /= static_cast<double>(cluster.count);
  return cluster;
}

Cluster shift_to_mode(const std::vector<Vec3>& velocities, const Vec3& start, double near_mps) {
  constexpr int steps_max = 50;
  constexpr double still_mps = 1e-6;
  auto cluster = mean_near(velocities, start, near_mps);
  for (int i = 0; i < steps_max; ++i) {
    const auto next = mean_near(velocities, cluster.mean, near_mps);
    const bool settled = (next.mean - cluster.mean).norm() < still_mps;
    cluster = next;
    if (settled) break;
  }
  return cluster;
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
  std::vector<double> heights_m;
  for (const auto& lowest : find_lowest_points(skeleton, points, floor, motion))
    if ((lowest.velocity_G - floor.velocity_G).norm() < slow_mps) heights_m.push_back(lowest.height_m);
  if (heights_m.size() < least_count && heights_m.size() * least_share < motion.sample_count())
    return std::nullopt;
  if (heights_m.empty()) return std::nullopt;
  return median(heights_m);
}

std::optional<Vec3> find_belt_velocity(const mechanics::Skeleton& skeleton,
                                       std::span<const model::ContactPoint> points,
                                       const capture::Support& floor, const motion::Kinematics& motion) {
  constexpr double level_mps = 0.3, near_mps = 0.3, still_ratio = 0.5;
  constexpr std::size_t least_share = 5;
  std::vector<Vec3> velocities;
  for (const auto& lowest : find_lowest_points(skeleton, points, floor, motion))
    if (std::abs(lowest.velocity_G.y()) < level_mps)
      velocities.push_back({lowest.velocity_G.x(), 0, lowest.velocity_G.z()});
  Cluster densest;
  constexpr std::size_t starts_max = 50;
  for (std::size_t i = 0; i < velocities.size(); i += 1 + velocities.size() / starts_max) {
    const auto found = shift_to_mode(velocities, velocities[i], near_mps);
    if (found.count > densest.count) densest = found;
  }
  const auto still = static_cast<double>(mean_near(velocities, Vec3::Zero(), near_mps).count);
  if (densest.count == 0 || densest.count * least_share < motion.sample_count()) return std::nullopt;
  if (still >= still_ratio * static_cast<double>(densest.count)) return Vec3::Zero().eval();
  return densest.mean;
}

Result<Done> place_floors(const mechanics::Skeleton& skeleton, std::span<const model::ContactPoint> points,
                          const motion::Kinematics& motion, double slow_mps, capture::Scene& scene,
                          Diagnostics& notes) {
  for (auto& support : scene.supports) {
    if (support.is_velocity_found) {
      const auto velocity = find_belt_velocity(skeleton, points, support, motion);
      if (!velocity)
        return Refusal{
            support.where,
            fmt::format("the belt of '{}' is to be found, and no velocity is common to what is lowest",
                        support.name),
            "Write belt_m_per_s = [forward, right], or leave it out where the floor stands still."};
      support.velocity_G = *velocity;
      notes.assume(support.where,
                   velocity->isZero()
                       ? fmt::format("'{}' stands still: feet on it do", support.name)
                       : fmt::format("'{}' is a belt that runs at {:.2f} m/s ({:.2f} forward, {:.2f} "
                                     "to the right): feet on it do",
                                     support.name, velocity->norm(), velocity->x(), velocity->z()));
    }
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
