#include "motion/orient_recording.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "base/units.h"
#include "motion/body_directions.h"

namespace loadshare::motion {
namespace {

using capture::MarkerRecording;
using capture::Recording;

constexpr std::array<std::string_view, 6> axis_names{"+x", "-x", "+y", "-y", "+z", "-z"};
constexpr std::array<std::size_t, 4> likely_up{2, 4, 3, 5};  // +y, +z, -y, -z

Vec3 axis(std::size_t index) {
  return (index % 2 == 0 ? 1.0 : -1.0) * Vec3::Unit(static_cast<Eigen::Index>(index / 2));
}

std::size_t nearest_axis(const Vec3& direction) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < axis_names.size(); ++i)
    if (axis(i).dot(direction) > axis(best).dot(direction)) best = i;
  return best;
}

// ---- up ----------------------------------------------------------------------------------------

// Where all plates together push, over the trial.
std::optional<std::size_t> up_of_forces(const Recording& recording) {
  constexpr double force_N_min = 50, cosine_min = 0.9;
  Vec3 sum = Vec3::Zero();
  double count = 0;
  for (const auto& plate : recording.plates)
    for (Eigen::Index k = 0; k < plate.force_N.rows(); ++k) {
      const Vec3 force = plate.force_N.row(k).transpose();
      if (!force.allFinite() || force.norm() < force_N_min) continue;
      sum += force;
      ++count;
    }
  if (count == 0 || sum.norm() < force_N_min * count) return std::nullopt;
  const auto nearest = nearest_axis(sum);
  return axis(nearest).dot(sum.normalized()) > cosine_min ? std::optional(nearest) : std::nullopt;
}

std::optional<std::size_t> up_of_upright_body(const MarkerRecording& points, const BodyLandmarks& landmarks) {
  constexpr double ratio_min = 0.5;
  for (std::size_t i = 0; i < axis_names.size(); ++i)
    if (upright_ratio(points, landmarks, axis(i)).value_or(0) > ratio_min) return i;
  return std::nullopt;
}

// Of the file's axes x, y and z, the one along which left and right lie apart, as its index.
std::optional<std::size_t> sideways_axis(const MarkerRecording& points, const BodyLandmarks& landmarks) {
  constexpr double ratio_min = 0.7;
  Vec3 sum = Vec3::Zero();
  double count = 0;
  for (std::size_t k = 0; k < points.sample_count(); ++k)
    if (const auto right = to_the_right(points, k, landmarks)) sum += right->cwiseAbs(), ++count;
  for (std::size_t i = 0; i < 3; ++i)
    if (count > 0 && sum[static_cast<Eigen::Index>(i)] > ratio_min * count) return i;
  return std::nullopt;
}

struct FloorEvidence {
  std::size_t up = likely_up[0];
  bool is_clear = false;
};

// The level of what lies lowest changes least along the way that the floor carries. Sideways it hardly
// changes either, and sideways is seldom up.
FloorEvidence up_of_floor(const MarkerRecording& recording, const std::vector<PlacedPoint>& points,
                          std::optional<std::size_t> sideways) {
  constexpr double clear_ratio = 0.5, change_m_min = 0.1;
  std::vector<std::pair<double, std::size_t>> ranges;
  for (std::size_t i = 0; i < likely_up.size(); ++i)
    if (likely_up[i] / 2 != sideways)
      ranges.emplace_back(lowest_level_range_m(recording, points, axis(likely_up[i])), i);
  std::ranges::sort(ranges);
  const auto& [least, best] = ranges[0];
  const double next = ranges[1].first;
  if (next > change_m_min && least < clear_ratio * next) return {likely_up[best], true};
  // Not told: of +y and +z, the one that changes less.
  const auto positive = std::ranges::find_if(ranges, [](const auto& range) { return range.second < 2; });
  return {likely_up[positive->second], false};
}

struct Up {
  std::size_t axis = 0;
  UpEvidence evidence = UpEvidence::none;
};

Result<Up> find_up(const Recording& recording, const std::vector<PlacedPoint>& points,
                   const BodyLandmarks& landmarks, Diagnostics& notes) {
  const std::string where = recording.file.string();
  std::optional<std::size_t> said;
  if (!recording.up_axis.empty()) {
    const auto found = std::ranges::find(axis_names, recording.up_axis);
    if (found == axis_names.end())
      return Refusal{where, fmt::format("the file says that '{}' is up, which is no axis", recording.up_axis),
                     "Write one of +x, -x, +y, -y, +z, -z there."};
    said = static_cast<std::size_t>(found - axis_names.begin());
  }
  const auto forces = up_of_forces(recording);
  auto upright = up_of_upright_body(recording.points, landmarks);
  if (upright && *upright < 2) upright.reset();  // no program has x up: who stands along it lies
  const auto floor = up_of_floor(recording.points, points, sideways_axis(recording.points, landmarks));
  const auto clear_floor = floor.is_clear ? std::optional(floor.up) : std::nullopt;
  std::optional<Up> up;
  for (const auto& [found, evidence] :
       {std::pair{said, UpEvidence::file}, std::pair{forces, UpEvidence::forces},
        std::pair{upright, UpEvidence::upright}, std::pair{clear_floor, UpEvidence::floor}}) {
    if (!found) continue;
    if (!up) {
      up = Up{*found, evidence};
    } else if (evidence == UpEvidence::floor && *found / 2 == up->axis / 2) {
      continue;  // a walker's head keeps its level, too
    } else if (*found != up->axis) {
      notes.flag(where,
                 fmt::format("up is taken as {} ({}), and {} is up by another sign: {}", axis_names[up->axis],
                             name_of(up->evidence), axis_names[*found], name_of(evidence)));
    }
  }
  if (!up) up = Up{floor.up, UpEvidence::none};
  const auto text = fmt::format("{} is up: {}", axis_names[up->axis], name_of(up->evidence));
  if (up->evidence == UpEvidence::none)
    notes.flag(where, text);
  else
    notes.assume(where, text);
  return *up;
}

// ---- facing ------------------------------------------------------------------------------------

// The mean over the samples of the level part of unit vectors.
template <class Direction>
Vec3 mean_level(const MarkerRecording& points, const Vec3& up_F, Direction direction_at) {
  Vec3 sum = Vec3::Zero();
  double count = 0;
  for (std::size_t k = 0; k < points.sample_count(); ++k)
    if (const auto direction = direction_at(k); direction && direction->norm() > 0) {
      const Vec3 unit = direction->normalized();
      sum += unit - unit.dot(up_F) * up_F;
      ++count;
    }
  return count > 0 ? Vec3(sum / count) : Vec3::Zero();
}

// One of the axes where the direction is near to it.
Vec3 settled(const Vec3& direction) {
  const Vec3 nearest = axis(nearest_axis(direction));
  return nearest.dot(direction.normalized()) > std::cos(radians(15)) ? nearest : Vec3(direction.normalized());
}

struct Facing {
  Vec3 forward_F;
  double ratio = 0;
};

Facing find_facing(const Recording& recording, const BodyLandmarks& landmarks, const Vec3& up_F,
                   Diagnostics& notes) {
  constexpr double one_way_min = 0.5, some_way_min = 0.1;
  const auto& points = recording.points;
  const std::string where = recording.file.string();
  const Vec3 right =
      mean_level(points, up_F, [&](std::size_t k) { return to_the_right(points, k, landmarks); });
  const double ratio = right.norm();
  if (ratio > one_way_min) return {settled(up_F.cross(right)), ratio};
  if (ratio > some_way_min) {
    notes.flag(
        where,
        fmt::format("the person turns, or lies on a side: forward is the mean facing ({:.0f} % of it lies "
                    "one way)",
                    100 * ratio));
    return {settled(up_F.cross(right)), ratio};
  }
  const Vec3 along =
      mean_level(points, up_F, [&](std::size_t k) { return along_body(points, k, landmarks); });
  if (along.norm() > one_way_min) {
    notes.flag(where,
               "no facing is told, since the person's right is not level: forward is where the head points");
    return {settled(along), ratio};
  }
  notes.flag(where, "no facing is told: an axis of the file is taken as forward");
  return {axis(std::abs(up_F.x()) > 0.5 ? 2 : 0), ratio};
}

bool check_sides(const Recording& recording, const BodyLandmarks& landmarks, Diagnostics& notes) {
  constexpr double told_min = 0.2;
  const std::string where = recording.file.string();
  const auto hand = handedness(recording.points, landmarks);
  if (!hand || std::abs(*hand) < told_min) {
    notes.assume(where, "left and right are as the points are named: nothing tells front from rear");
    return false;
  }
  if (*hand > 0) return false;
  notes.flag(where,
             "left and right do not go with front and rear: the recording is mirrored, or its sides are "
             "exchanged. Nothing was exchanged here. Mirror the video or the axis that points sideways, or "
             "exchange the names");
  return true;
}

// ---- turning -----------------------------------------------------------------------------------

// Every three columns are a vector.
void turn_columns(const Mat3& R_GF, SampleMatrix& columns) {
  for (Eigen::Index k = 0; k < columns.rows(); ++k)
    for (Eigen::Index c = 0; c + 2 < columns.cols(); c += 3) {
      const Vec3 turned = R_GF * Vec3(columns(k, c), columns(k, c + 1), columns(k, c + 2));
      for (Eigen::Index i = 0; i < 3; ++i) columns(k, c + i) = turned[i];
    }
}

void turn_recording(const Mat3& R_GF, Recording& recording) {
  turn_columns(R_GF, recording.points.positions_m);
  if (recording.standing) turn_columns(R_GF, recording.standing->positions_m);
  for (auto& plate : recording.plates) {
    for (auto& corner : plate.corners_m) corner = R_GF * corner;
    turn_columns(R_GF, plate.force_N);
    turn_columns(R_GF, plate.center_of_pressure_m);
    turn_columns(R_GF, plate.free_moment_Nm);
  }
  recording.up_axis = "+y";
}

}  // namespace

std::string_view name_of(UpEvidence evidence) {
  switch (evidence) {
    case UpEvidence::file:
      return "the file says so";
    case UpEvidence::forces:
      return "the plates push that way";
    case UpEvidence::upright:
      return "the trunk is above hips, knees and feet";
    case UpEvidence::floor:
      return "what lies lowest keeps its level";
    case UpEvidence::none:
      return "taken, nothing tells it";
  }
  return "unknown";
}

Result<OrientedRecording> orient_recording(const Recording& recording, const std::vector<PlacedPoint>& points,
                                           const model::Model& model, Diagnostics& notes) {
  OrientedRecording oriented{recording, {}};
  if (recording.points.sample_count() == 0) return oriented;
  const auto landmarks = find_landmarks(points, model);
  const auto up = find_up(recording, points, landmarks, notes);
  if (!up) return up.refusal();
  auto& orientation = oriented.orientation;
  orientation.up_axis = axis_names[up->axis];
  orientation.evidence = up->evidence;
  const Vec3 up_F = axis(up->axis);
  const auto facing = find_facing(recording, landmarks, up_F, notes);
  orientation.facing_ratio = facing.ratio;
  orientation.is_mirrored = check_sides(recording, landmarks, notes);
  orientation.R_GF.row(0) = facing.forward_F;
  orientation.R_GF.row(1) = up_F;
  orientation.R_GF.row(2) = facing.forward_F.cross(up_F);
  notes.assume(recording.file.string(),
               fmt::format("forward is ({:.2f}, {:.2f}, {:.2f}) of the file: the mean facing",
                           facing.forward_F.x(), facing.forward_F.y(), facing.forward_F.z()));
  turn_recording(orientation.R_GF, oriented.recording);
  return oriented;
}

}  // namespace loadshare::motion
