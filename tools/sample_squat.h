// The sample recording: three squats of a model, computed, with noise. Synthetic throughout.
//
// The feet stay flat where they are, a hip's width apart; knees, ankles and lumbar spine follow the depth of
// the squat, and the pelvis leans so that the centre of mass stays over one point of the feet. Ground forces
// are what the laws of motion then ask for, shared evenly by the two feet.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "base/time_series.h"
#include "base/units.h"
#include "mechanics/skeleton.h"
#include "model/model.h"

namespace loadshare::sample {

struct SquatPlan {
  int repetition_count = 3;
  double rate_hz = 60;
  double pause_s = 0.4, lowering_s = 1.4, bottom_s = 0.2, rising_s = 1.2;
  // Standing, and at the bottom.
  double knee_rad[2] = {radians(5), radians(85)};
  double ankle_rad[2] = {radians(4), radians(27)};  // dorsiflexion
  double lumbar_rad[2] = {0.0, radians(-16)};       // extension positive
  double balance_m = 0.035;                         // centre of mass before the ankles
  double sole_height_m = -0.012;                    // in the feet's frames
};

// Root mean squares of white noise; numbers drawn by splitmix64, twelve uniform ones summed for each.
struct Noise {
  double angle_rad = 0, distance_m = 0, force_N = 0;
  std::uint64_t seed = 0;
};
inline constexpr Noise sample_noise{radians(0.1), 0.0003, 1.0, 20240117};

// The tables are rounded to this: degrees, metres, newtons, newton metres. Times are not.
inline constexpr double resolution = 1e-6;

// One row a sample, one entry a coordinate; the truth.
struct SquatMotion {
  std::vector<double> times_s;
  std::vector<double> depth_ratio;  // 0 standing, 1 at the bottom
  SampleMatrix q, qdot, udot;       // rad or m, per second, per second squared
};

struct FootLoad {
  Vec3 force_G = Vec3::Zero();  // on the foot [N]
  Vec3 point_G = Vec3::Zero();  // on the floor [m]
  double free_moment_Nm = 0;    // about the vertical
};
struct GroundLoads {
  std::vector<FootLoad> right, left;  // one a sample
};

// Refused: a model without the coordinates and bodies of samples/squat/body.osim.
[[nodiscard]] Result<SquatMotion> make_squat_motion(const model::Model& model,
                                                    const mechanics::Skeleton& skeleton,
                                                    const SquatPlan& plan);

// The wrench that the root needs, as two equal ground forces with centres of pressure on the floor, as far
// apart as the ankles. Precondition: the motion is of this model.
[[nodiscard]] GroundLoads compute_ground_loads(const model::Model& model, const mechanics::Skeleton& skeleton,
                                               const SquatMotion& motion);

// What squat.mot (degrees) and grf.mot hold.
[[nodiscard]] TimeSeries tabulate_motion(const model::Model& model, const SquatMotion& motion,
                                         const Noise& noise);
[[nodiscard]] TimeSeries tabulate_loads(const SquatMotion& motion, const GroundLoads& loads,
                                        const Noise& noise);

// What is known of the posture at one row of the motion.
struct PostureTruth {
  double knee_rad = 0, hip_rad = 0, ankle_rad = 0, lumbar_rad = 0;  // flexion positive
  double pelvis_lean_rad = 0, trunk_lean_rad = 0,
         thigh_rad = 0;  // from upright, forward; thigh from vertical
  double hip_height_m = 0;
};
[[nodiscard]] PostureTruth measure_posture(const model::Model& model, const mechanics::Skeleton& skeleton,
                                           const SquatMotion& motion, std::size_t row);

}  // namespace loadshare::sample
