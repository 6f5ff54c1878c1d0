// A recording's columns as coordinates of the built-in body: names, signs, units, and the pelvis that they
// were taken on.
#pragma once

#include <string>
#include <vector>

#include "base/time_series.h"
#include "base/transform.h"
#include "model/model.h"

namespace loadshare::recordings {

// What becomes of columns that are called or counted otherwise. Those called as the body's coordinates need
// no rule.
struct ColumnRule {
  std::string to;                 // a coordinate of the body
  std::vector<std::string> from;  // columns of the recording; their sum, times the factor
  double factor = 1;
};
// "knee_angle_r is -1 times knee_angle_r".
[[nodiscard]] std::string words_of(const ColumnRule& rule);

struct PutColumns {
  TimeSeries motion;                // the body's free coordinates that there are [deg, m]
  std::vector<std::string> unused;  // columns that are none of them
};
// Fails where a rule names a column that is not there.
[[nodiscard]] PutColumns put_columns(const TimeSeries& recorded, bool in_degrees, const model::Model& body,
                                     const std::vector<ColumnRule>& rules);

// Delp's pelvis bone stands in its zero position tilted forward against the body's (models/body/README.md,
// "Two pelves"). A motion taken on it [deg] becomes one of the body's pelvis; thighs and trunk stay where
// they are in the room.
inline constexpr double delp_pelvis_turn_deg = 6.76;
void turn_pelvis_bone(TimeSeries& motion, double backwards_deg);

// R = Rz(a) Rx(b) Ry(c): how pelvis, hips, lumbar spine and shoulders turn in the body [rad]. b lies within a
// quarter turn.
[[nodiscard]] Mat3 rotation_zxy(const Vec3& angles_rad);
[[nodiscard]] Vec3 angles_zxy(const Mat3& rotation);

}  // namespace loadshare::recordings
