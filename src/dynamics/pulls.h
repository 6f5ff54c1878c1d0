// Pulls: forces on points of the body that follow from its pose alone, such as a cable's or a band's.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "mechanics/pose.h"
#include "mechanics/spatial.h"
#include "model/model.h"

namespace loadshare::dynamics {

// A force on a point of a body, the same in every pose (`direction_G`), or along the line to another point.
struct Pull {
  std::string name;
  model::BodyId body;
  Vec3 p_B = Vec3::Zero();
  double force_N = 0;
  std::optional<Vec3> direction_G;  // unit
  // Without a direction: the line's other end, on ground (in ground's axes) or on another body.
  model::BodyId other_body = model::ground;
  Vec3 other_p_B = Vec3::Zero();
  // Of a band, on top of force_N: stiffness times what the line is longer than its rest length.
  double stiffness_N_per_m = 0, rest_length_m = 0;
};

// What the pull does to its body, and where.
struct PullValue {
  Vec3 force_G = Vec3::Zero();
  Vec3 point_G = Vec3::Zero();
  Vec3 other_point_G = Vec3::Zero();  // where the opposite acts; without a line the point itself
};
// No force where both ends are at one place: the line has no direction there.
[[nodiscard]] PullValue value_of(const Pull& pull, const mechanics::Pose& pose);

// Adds them to the forces on the bodies, about the bodies' origins (one entry a body); the opposite to the
// body at a line's other end. Allocates nothing.
void add_pulls(std::span<const Pull> pulls, const mechanics::Pose& pose,
               std::span<mechanics::SpatialForce> body_forces);

}  // namespace loadshare::dynamics
