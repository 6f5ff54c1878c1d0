#include <gtest/gtest.h>

#include <cmath>

#include "motion/repetitions.h"

namespace loadshare::motion {
namespace {

using model::BodyId;
using model::CoordinateId;

// ground - pelvis (turns) - thigh (hip) - shank (knee), and pelvis - thorax (spine) - arm (shoulder).
model::Model figure() {
  model::Model model;
  const char* parts[][3] = {
      {"ground", "", ""},         {"pelvis", "ground", "pelvis_tilt"}, {"femur", "pelvis", "hip"},
      {"tibia", "femur", "knee"}, {"thorax", "pelvis", "spine"},       {"humerus", "thorax", "shoulder"}};
  for (const auto& [body, parent, coordinate] : parts) {
    model.bodies.push_back({body, 0, Vec3::Zero(), {}});
    if (*parent == 0) continue;
    model::Joint joint;
    joint.parent = model.find_body(parent);
    joint.child = model.find_body(body);
    joint.coordinates = {CoordinateId(model.coordinates.size())};
    model::Coordinate moved;
    moved.name = coordinate;
    moved.joint = model::JointId(model.joints.size());
    model.coordinates.push_back(moved);
    model.joints.push_back(joint);
  }
  return model;
}

// hip 0.6 s, knee -0.8 s, and the spine still; pelvis and shoulder turn far, out of step.
Kinematics swing() {
  Kinematics motion;
  motion.q.setZero(200, 5);
  for (int i = 0; i < 200; ++i) {
    motion.times_s.push_back(0.01 * i);
    const double s = std::sin(0.1 * i);
    motion.q.row(i) << 3 * std::cos(0.1 * i), 0.6 * s, -0.8 * s, 0.2, 2 * std::cos(0.3 * i);
  }
  return motion;
}

TEST(MainMovement, IsWhatHipsLegsAndSpineDoTogether) {
  const auto model = figure();
  std::vector<CoordinateId> free;
  for (std::size_t c = 0; c < 5; ++c) free.emplace_back(c);
  const auto motion = swing();
  const auto main = find_main_movement(motion, model, free);
  ASSERT_EQ(main.joints.size(), 3u);
  EXPECT_NEAR(main.direction[0], -0.6, 1e-9);
  EXPECT_NEAR(main.direction[1], 0.8, 1e-9);
  EXPECT_NEAR(main.direction[2], 0, 1e-9);
  EXPECT_NEAR(main.variance_share, 1, 1e-12);
  const double mean = motion.q.col(1).mean() / 0.6;
  for (int i = 0; i < 200; i += 20)
    EXPECT_NEAR(main.signal_rad[static_cast<std::size_t>(i)], mean - std::sin(0.1 * i), 1e-9);
}

TEST(MainMovement, OfAStillBodyIsNothing) {
  const auto model = figure();
  const std::vector<CoordinateId> free{CoordinateId(1), CoordinateId(2)};
  auto motion = swing();
  motion.q.setConstant(0.3);
  const auto main = find_main_movement(motion, model, free);
  EXPECT_EQ(main.variance_share, 0);
  for (const double value : main.signal_rad) EXPECT_EQ(value, 0);
}

}  // namespace
}  // namespace loadshare::motion
