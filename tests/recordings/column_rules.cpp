#include "column_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "base/require.h"
#include "base/units.h"
#include "mechanics/couplings.h"
#include "motion/kinematics.h"
#include "scratch.h"

namespace loadshare::recordings {
namespace {

constexpr double full_turn_deg = 360;

Eigen::Index column_of(const TimeSeries& series, const std::string& label) {
  const auto column = series.find_column(label);
  require(column.has_value(), "the recording has the column " + label);
  return static_cast<Eigen::Index>(*column);
}

}  // namespace

std::string words_of(const ColumnRule& rule) {
  const std::string sum = rule.from.size() == 1
                              ? rule.from.front()
                              : fmt::format("the sum of the {} columns {} to {}", rule.from.size(),
                                            rule.from.front(), rule.from.back());
  return rule.factor == 1 ? fmt::format("{} is {}", rule.to, sum)
                          : fmt::format("{} is {:g} times {}", rule.to, rule.factor, sum);
}

PutColumns put_columns(const TimeSeries& recorded, bool in_degrees, const model::Model& body,
                       const std::vector<ColumnRule>& rules) {
  PutColumns put;
  put.motion.name = "Coordinates";
  put.motion.in_degrees = true;
  put.motion.times_s = recorded.times_s;
  std::vector<Eigen::VectorXd> columns;
  std::set<std::size_t> used;
  const auto couplings = testing::value_of(mechanics::Couplings::make(body));
  for (const auto coordinate : couplings.free_coordinates()) {
    const auto& name = body.coordinates[coordinate.at()].name;
    const bool turns = body.coordinates[coordinate.at()].motion == model::MotionType::rotational;
    const double unit = turns && !in_degrees ? deg_per_rad : 1.0;
    const auto rule = std::ranges::find(rules, name, &ColumnRule::to);
    const auto plain = motion::find_coordinate_column(recorded, body, coordinate);
    if (rule == rules.end() && !plain) continue;
    Eigen::VectorXd values = Eigen::VectorXd::Zero(recorded.values.rows());
    if (rule == rules.end()) {
      values = unit * recorded.values.col(static_cast<Eigen::Index>(*plain));
      used.insert(*plain);
    } else {
      for (const auto& from : rule->from) {
        const auto column = column_of(recorded, from);
        values += unit * rule->factor * recorded.values.col(column);
        used.insert(static_cast<std::size_t>(column));
      }
    }
    put.motion.labels.push_back(name);
    columns.push_back(std::move(values));
  }
  put.motion.values.resize(recorded.values.rows(), static_cast<Eigen::Index>(columns.size()));
  for (std::size_t c = 0; c < columns.size(); ++c)
    put.motion.values.col(static_cast<Eigen::Index>(c)) = columns[c];
  for (std::size_t c = 0; c < recorded.labels.size(); ++c)
    if (!used.contains(c)) put.unused.push_back(recorded.labels[c]);
  return put;
}

void turn_pelvis_bone(TimeSeries& motion, double backwards_deg) {
  // The thigh's and the trunk's first turn against the pelvis is about its z axis, as this one is.
  for (const auto* follower : {"hip_flexion_r", "hip_flexion_l", "lumbar_extension"})
    if (motion.find_column(follower)) motion.values.col(column_of(motion, follower)).array() += backwards_deg;
  const std::array<Eigen::Index, 3> pelvis{column_of(motion, "pelvis_tilt"), column_of(motion, "pelvis_list"),
                                           column_of(motion, "pelvis_rotation")};
  const Mat3 back = rotation_zxy({-radians(backwards_deg), 0, 0});
  for (Eigen::Index i = 0; i < motion.values.rows(); ++i) {
    Vec3 recorded_deg;
    for (int k = 0; k < 3; ++k) recorded_deg[k] = motion.values(i, pelvis[static_cast<std::size_t>(k)]);
    const Vec3 turned_deg = deg_per_rad * angles_zxy(rotation_zxy(rad_per_deg * recorded_deg) * back);
    for (int k = 0; k < 3; ++k)
      motion.values(i, pelvis[static_cast<std::size_t>(k)]) =
          turned_deg[k] + full_turn_deg * std::round((recorded_deg[k] - turned_deg[k]) / full_turn_deg);
  }
}

Mat3 rotation_zxy(const Vec3& angles_rad) {
  return (Eigen::AngleAxisd(angles_rad[0], Vec3::UnitZ()) * Eigen::AngleAxisd(angles_rad[1], Vec3::UnitX()) *
          Eigen::AngleAxisd(angles_rad[2], Vec3::UnitY()))
      .toRotationMatrix();
}

Vec3 angles_zxy(const Mat3& rotation) {
  return {std::atan2(-rotation(0, 1), rotation(1, 1)), std::asin(std::clamp(rotation(2, 1), -1.0, 1.0)),
          std::atan2(-rotation(2, 0), rotation(2, 2))};
}

}  // namespace loadshare::recordings
