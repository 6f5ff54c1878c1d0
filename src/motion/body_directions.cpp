#include "motion/body_directions.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace loadshare::motion {
namespace {

using capture::MarkerRecording;

// On thigh and shank, what is nearer to the joint than this counts to it [m].
constexpr double near_joint_m = 0.12;
constexpr double femur_length_m = 0.4, tibia_length_m = 0.39;  // about; only to tell ends from middles

std::optional<Level> level_of(const std::string& body, const Vec3& p_B) {
  if (body == "thorax") return Level::trunk;
  if (body == "pelvis" || body == "sacrum") return Level::hips;
  if (body.starts_with("femur"))
    return p_B.y() > -near_joint_m                    ? std::optional(Level::hips)
           : p_B.y() < -femur_length_m + near_joint_m ? std::optional(Level::knees)
                                                      : std::nullopt;
  if (body.starts_with("tibia"))
    return p_B.y() > -near_joint_m                    ? std::optional(Level::knees)
           : p_B.y() < -tibia_length_m + near_joint_m ? std::optional(Level::feet)
                                                      : std::nullopt;
  if (body.starts_with("talus") || body.starts_with("calcn") || body.starts_with("toes")) return Level::feet;
  return std::nullopt;
}

// Which rigid piece of `fronts` it belongs to, and how far in front it sits there. Toes bend: they are laid
// before the foot by its length.
std::optional<std::pair<std::size_t, double>> front_of(const std::string& body, const Vec3& p_B) {
  constexpr double toes_before_heel_m = 0.18;
  if (body == "pelvis") return std::pair(std::size_t{0}, p_B.x());
  if (body == "thorax") return std::pair(std::size_t{1}, p_B.x());
  const std::size_t foot = body.ends_with("_r") ? 2 : 3;
  if (body.starts_with("calcn")) return std::pair(foot, p_B.x());
  if (body.starts_with("toes")) return std::pair(foot, p_B.x() + toes_before_heel_m);
  return std::nullopt;
}

void add_pair(const std::string& body, const PlacedPoint& right, const PlacedPoint& left, BodyLandmarks& to) {
  const auto level = level_of(body, right.p_B);
  const BodyLandmarks::Pair pair{right.point, left.point};
  if (level == Level::hips) to.hip_pairs.push_back(pair);
  if (level == Level::trunk || (body.starts_with("humerus") && right.p_B.y() > -near_joint_m))
    to.shoulder_pairs.push_back(pair);
}

bool is_seen(const MarkerRecording& recording, std::size_t sample, const BodyLandmarks::Pair& pair) {
  return recording.is_seen(sample, pair.right) && recording.is_seen(sample, pair.left);
}

std::optional<Vec3> mean_of_pairs(const MarkerRecording& recording, std::size_t sample,
                                  const std::vector<BodyLandmarks::Pair>& pairs) {
  Vec3 sum = Vec3::Zero();
  for (const auto& pair : pairs)
    if (is_seen(recording, sample, pair))
      sum += recording.position_m(sample, pair.right) - recording.position_m(sample, pair.left);
  return sum.norm() > 0 ? std::optional(Vec3(sum.normalized())) : std::nullopt;
}

// Where the piece's front is, from points that sit before one another; none where they do not.
std::optional<Vec3> front_of_piece(const MarkerRecording& recording, std::size_t sample,
                                   const std::vector<BodyLandmarks::Front>& piece) {
  constexpr double depth_m_min = 0.03;
  double x_sum = 0, count = 0;
  for (const auto& front : piece)
    if (recording.is_seen(sample, front.point)) x_sum += front.x_m, ++count;
  Vec3 direction = Vec3::Zero();
  double depth = 0;
  for (const auto& front : piece) {
    if (!recording.is_seen(sample, front.point)) continue;
    const double before = front.x_m - x_sum / count;
    direction += before * recording.position_m(sample, front.point);
    depth = std::max(depth, std::abs(before));
  }
  return depth > depth_m_min && direction.norm() > 0 ? std::optional(direction) : std::nullopt;
}

// From the line between hips and ankles to the knees, where they bend.
std::optional<Vec3> front_of_knees(const MarkerRecording& recording, std::size_t sample,
                                   const BodyLandmarks& landmarks) {
  constexpr double bend_m_min = 0.05;
  const auto at = [&](Level level) {
    return mean_place(recording, sample, landmarks.levels[static_cast<std::size_t>(level)]);
  };
  const auto hips = at(Level::hips), knees = at(Level::knees), feet = at(Level::feet);
  if (!hips || !knees || !feet) return std::nullopt;
  const Vec3 along = (*hips - *feet).normalized();
  const Vec3 from_feet = *knees - *feet;
  const Vec3 out = from_feet - along.dot(from_feet) * along;
  return out.norm() > bend_m_min ? std::optional(out) : std::nullopt;
}

struct Mean {
  double sum = 0, count = 0;
  void add(double value) {
    sum += value;
    ++count;
  }
};

}  // namespace

BodyLandmarks find_landmarks(const std::vector<PlacedPoint>& points, const model::Model& model) {
  BodyLandmarks found;
  found.fronts.resize(4);
  for (const auto& point : points) {
    const auto& body = model.bodies[point.body.at()].name;
    if (const auto level = level_of(body, point.p_B))
      found.levels[static_cast<std::size_t>(*level)].push_back(point.point);
    if (const auto front = front_of(body, point.p_B))
      found.fronts[front->first].push_back({point.point, front->second});
    if (point.place->side == capture::Side::right && point.partner)
      add_pair(body, point, points[*point.partner], found);
  }
  return found;
}

std::optional<Vec3> mean_place(const MarkerRecording& recording, std::size_t sample,
                               const std::vector<std::size_t>& points) {
  Vec3 sum = Vec3::Zero();
  double count = 0;
  for (const auto point : points)
    if (recording.is_seen(sample, point)) sum += recording.position_m(sample, point), ++count;
  return count > 0 ? std::optional(Vec3(sum / count)) : std::nullopt;
}

std::optional<Vec3> along_body(const MarkerRecording& recording, std::size_t sample,
                               const BodyLandmarks& landmarks) {
  const auto at = [&](Level level) {
    return mean_place(recording, sample, landmarks.levels[static_cast<std::size_t>(level)]);
  };
  const auto trunk = at(Level::trunk), hips = at(Level::hips);
  if (trunk && hips) return *trunk - *hips;
  const auto feet = at(Level::feet);
  if (feet && (hips || trunk)) return (hips ? *hips : *trunk) - *feet;
  return std::nullopt;
}

std::optional<Vec3> to_the_right(const MarkerRecording& recording, std::size_t sample,
                                 const BodyLandmarks& landmarks) {
  const auto hips = mean_of_pairs(recording, sample, landmarks.hip_pairs);
  return hips ? hips : mean_of_pairs(recording, sample, landmarks.shoulder_pairs);
}

std::optional<double> upright_ratio(const MarkerRecording& recording, const BodyLandmarks& landmarks,
                                    const Vec3& up_F) {
  constexpr double cosine_min = 0.7;
  Mean upright;
  for (std::size_t k = 0; k < recording.sample_count(); ++k) {
    std::vector<Vec3> tower;
    for (const auto& level : landmarks.levels)
      if (const auto place = mean_place(recording, k, level)) tower.push_back(*place);
    if (tower.size() < 3) continue;
    bool is_upright = (tower.front() - tower.back()).normalized().dot(up_F) > cosine_min;
    for (std::size_t i = 1; i < tower.size(); ++i) is_upright &= (tower[i - 1] - tower[i]).dot(up_F) > 0;
    upright.add(is_upright ? 1 : 0);
  }
  return upright.count > 0 ? std::optional(upright.sum / upright.count) : std::nullopt;
}

double lowest_level_range_m(const MarkerRecording& recording, const std::vector<PlacedPoint>& points,
                            const Vec3& up_F) {
  std::vector<double> lowest;
  for (std::size_t k = 0; k < recording.sample_count(); ++k) {
    double least = std::numeric_limits<double>::infinity();
    for (const auto& point : points)
      if (recording.is_seen(k, point.point))
        least = std::min(least, up_F.dot(recording.position_m(k, point.point)));
    if (std::isfinite(least)) lowest.push_back(least);
  }
  if (lowest.size() < 2) return 0;
  std::ranges::sort(lowest);
  const auto at = [&](double share) {
    return lowest[static_cast<std::size_t>(share * static_cast<double>(lowest.size() - 1))];
  };
  return at(0.95) - at(0.05);
}

std::optional<double> handedness(const MarkerRecording& recording, const BodyLandmarks& landmarks) {
  Mean pieces, knees;
  for (std::size_t k = 0; k < recording.sample_count(); ++k) {
    const auto along = along_body(recording, k, landmarks), right = to_the_right(recording, k, landmarks);
    if (!along || !right) continue;
    const Vec3 front = along->cross(*right);
    if (front.norm() == 0) continue;
    const auto cosine = [&](const Vec3& seen) { return front.normalized().dot(seen.normalized()); };
    for (const auto& piece : landmarks.fronts)
      if (const auto seen = front_of_piece(recording, k, piece)) pieces.add(cosine(*seen));
    if (const auto seen = front_of_knees(recording, k, landmarks)) knees.add(cosine(*seen));
  }
  const Mean& told = pieces.count > 0 ? pieces : knees;
  return told.count > 0 ? std::optional(told.sum / told.count) : std::nullopt;
}

}  // namespace loadshare::motion
