// Motions of the figure of humanoid3d.txt: joint rotations without a person, a model or forces.
#pragma once

#include <filesystem>
#include <vector>

#include "base/time_series.h"
#include "base/transform.h"
#include "posture.h"

namespace loadshare::recordings {

// One frame. Axes as the body's: x forward, y up, z to the right; all joints at zero: standing, arms hanging.
struct HumanoidFrame {
  double time_s = 0;
  Vec3 root_G = Vec3::Zero();
  Mat3 root = Mat3::Identity(), chest = root;  // the chest against the root
  struct Side {
    Mat3 hip = Mat3::Identity(), ankle = hip, shoulder = hip;  // against the part above
    double knee_rad = 0, elbow_rad = 0;                        // about z; the knee bends at negative angles
  };
  Side right, left;
};

// Fails on a file of another form.
[[nodiscard]] std::vector<HumanoidFrame> read_humanoid_motion(const std::filesystem::path& file);

// The body's coordinates [deg, m]. Heading is free where no plate is: the whole motion is turned about the
// vertical by a quarter where that keeps the pelvis further from list of a quarter turn, at which tilt and
// rotation are one.
struct HumanoidMotion {
  TimeSeries motion;
  Mat3 heading = Mat3::Identity();
  [[nodiscard]] bool is_turned() const { return !heading.isIdentity(); }
};
[[nodiscard]] HumanoidMotion put_humanoid(const std::vector<HumanoidFrame>& frames);

// Of the figure itself, turned as the motion was; its feet are not shown.
[[nodiscard]] PostureAt posture_of_humanoid(std::vector<HumanoidFrame> frames, const Mat3& heading);

}  // namespace loadshare::recordings
