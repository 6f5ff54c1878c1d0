#include "sample_squat.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <numbers>
#include <span>
#include <string>
#include <string_view>

#include "base/units.h"

namespace loadshare::sample {
namespace {

using model::BodyId;
using model::CoordinateId;

// The coordinates and bodies that the squat moves, right then left where there are two.
struct Parts {
  CoordinateId tilt, shift_x, shift_y, lumbar;
  std::array<CoordinateId, 2> hip, knee, ankle;
  BodyId pelvis, torso;
  std::array<BodyId, 2> femur, foot;
};

Result<Parts> find_parts(const model::Model& model) {
  std::string missing;
  auto coordinate = [&](const std::string& name) {
    const auto id = model.find_coordinate(name);
    if (!id.is_some()) missing += (missing.empty() ? "" : ", ") + name;
    return id;
  };
  auto body = [&](const std::string& name) {
    const auto id = model.find_body(name);
    if (!id.is_some()) missing += (missing.empty() ? "" : ", ") + name;
    return id;
  };
  Parts parts{coordinate("pelvis_tilt"),
              coordinate("pelvis_tx"),
              coordinate("pelvis_ty"),
              coordinate("lumbar_extension"),
              {coordinate("hip_flexion_r"), coordinate("hip_flexion_l")},
              {coordinate("knee_angle_r"), coordinate("knee_angle_l")},
              {coordinate("ankle_angle_r"), coordinate("ankle_angle_l")},
              body("pelvis"),
              body("torso"),
              {body("femur_r"), body("femur_l")},
              {body("foot_r"), body("foot_l")}};
  if (!missing.empty())
    return Refusal{model.name, "the model lacks " + missing, "use samples/squat/body.osim"};
  return parts;
}

double mass_of(const model::Model& model) {
  double sum = 0;
  for (const auto& body : model.bodies) sum += body.mass_kg;
  return sum;
}

Vec3 mass_center(const model::Model& model, const mechanics::Pose& pose) {
  Vec3 sum = Vec3::Zero();
  for (std::size_t i = 0; i < model.bodies.size(); ++i)
    sum += model.bodies[i].mass_kg * (pose.X_GB[i] * model.bodies[i].mass_center_B);
  return sum / mass_of(model);
}

// Postures by depth: the foot's frame is upright over the ground's origin.
class Postures {
 public:
  // Holds references.
  Postures(const model::Model& model, const mechanics::Skeleton& skeleton, const SquatPlan& plan,
           const Parts& parts)
      : model_(model),
        skeleton_(skeleton),
        plan_(plan),
        parts_(parts),
        workspace_(skeleton.make_workspace()),
        still_(model.coordinates.size(), 0.0) {
    for (const auto& joint : model.joints)
      if (joint.child == parts.foot[0]) ankle_x_F_ = joint.X_BM.p.x();
  }

  // Coordinates at a depth; a little beyond 0 and 1 is fine.
  std::vector<double> at(double depth) {
    // The legs stand where they stand, so the pelvis and what it carries turn about the hips: the miss is
    // a cos(tilt) + b sin(tilt) + c.
    const double upright = place(depth, 0), prone = place(depth, -std::numbers::pi / 2),
                 upside_down = place(depth, std::numbers::pi);
    const double c = (upright + upside_down) / 2, a = (upright - upside_down) / 2, b = c - prone;
    const double tilt = std::atan2(b, a) + std::acos(-c / std::hypot(a, b));  // the root with the head up
    require(std::abs(place(depth, tilt)) < 1e-12, "the squat can be balanced at every depth");
    return q_;
  }

 private:
  static double between(const double (&ends)[2], double depth) {
    return ends[0] + depth * (ends[1] - ends[0]);
  }

  // Puts the feet flat at their places; returns how far the centre of mass is before its place [m].
  double place(double depth, double tilt) {
    q_.assign(model_.coordinates.size(), 0.0);
    const double knee = between(plan_.knee_rad, depth), ankle = between(plan_.ankle_rad, depth);
    q_[parts_.tilt.at()] = tilt;
    q_[parts_.lumbar.at()] = between(plan_.lumbar_rad, depth);
    for (int side = 0; side < 2; ++side) {
      q_[parts_.hip[side].at()] = knee - ankle - tilt;  // the turns from pelvis to foot sum to zero
      q_[parts_.knee[side].at()] = knee;
      q_[parts_.ankle[side].at()] = ankle;
    }
    skeleton_.set_pose(workspace_, q_, still_, pose_);
    const Vec3 p_GF = pose_.X_GB[parts_.foot[0].at()].p;
    q_[parts_.shift_x.at()] = -p_GF.x();
    q_[parts_.shift_y.at()] = -plan_.sole_height_m - p_GF.y();
    return mass_center(model_, pose_).x() - p_GF.x() - ankle_x_F_ - plan_.balance_m;
  }

  const model::Model& model_;
  const mechanics::Skeleton& skeleton_;
  const SquatPlan& plan_;
  const Parts& parts_;
  mechanics::Skeleton::Workspace workspace_;
  mechanics::Pose pose_;
  std::vector<double> q_, still_;
  double ankle_x_F_ = 0;  // in the foot
};

struct Profile {
  double value = 0, speed = 0, acceleration = 0;
};

// From 0 to 1 in `duration` [s]: the acceleration is one whole sine, zero at both ends.
Profile cycloid(double time_s, double duration_s) {
  const double turn = 2 * std::numbers::pi, x = time_s / duration_s;
  return {x - std::sin(turn * x) / turn, (1 - std::cos(turn * x)) / duration_s,
          turn * std::sin(turn * x) / (duration_s * duration_s)};
}

Profile depth_at(double time_s, const SquatPlan& plan) {
  const double cycle_s = plan.pause_s + plan.lowering_s + plan.bottom_s + plan.rising_s;
  const int repetition = static_cast<int>(std::floor(time_s / cycle_s));
  if (repetition >= plan.repetition_count) return {};
  double t = time_s - repetition * cycle_s - plan.pause_s;
  if (t <= 0) return {};
  if (t < plan.lowering_s) return cycloid(t, plan.lowering_s);
  t -= plan.lowering_s;
  if (t <= plan.bottom_s) return {1, 0, 0};
  const Profile rise = cycloid(t - plan.bottom_s, plan.rising_s);
  return {1 - rise.value, -rise.speed, -rise.acceleration};
}

// First and second derivatives of the posture by the depth: differences of sixth order. The step balances
// what they leave out (step^6) and rounding (1e-15 / step^2): both come to some 1e-11.
struct PostureDerivatives {
  std::vector<double> q, first, second;
};
PostureDerivatives differentiate(Postures& postures, double depth) {
  constexpr double step = 0.02;
  constexpr std::array<double, 3> first{45.0 / 60, -9.0 / 60, 1.0 / 60};
  constexpr std::array<double, 3> second{270.0 / 180, -27.0 / 180, 2.0 / 180};
  PostureDerivatives result;
  result.q = postures.at(depth);
  const std::size_t n = result.q.size();
  result.first.assign(n, 0.0);
  result.second.assign(n, 0.0);
  for (int k = 0; k < 3; ++k) {
    const auto after = postures.at(depth + (k + 1) * step), before = postures.at(depth - (k + 1) * step);
    for (std::size_t j = 0; j < n; ++j) {
      result.first[j] += first[k] * (after[j] - before[j]) / step;
      result.second[j] += second[k] * ((after[j] - result.q[j]) + (before[j] - result.q[j])) / (step * step);
    }
  }
  return result;
}

std::span<const double> row_of(const SampleMatrix& matrix, std::size_t row) {
  return {matrix.row(static_cast<Eigen::Index>(row)).data(), static_cast<std::size_t>(matrix.cols())};
}

// Bit-for-bit the same everywhere, which the standard library's distributions are not.
class NoiseSource {
 public:
  explicit NoiseSource(std::uint64_t seed) : state_(seed) {}
  // Mean 0, variance 1: Irwin-Hall of twelve.
  double draw() {
    double sum = -6;
    for (int i = 0; i < 12; ++i) sum += static_cast<double>(next() >> 11) * 0x1p-53;
    return sum;
  }

 private:
  // splitmix64: Steele, Lea and Flood 2014, doi:10.1145/2660193.2660195.
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  std::uint64_t state_;
};

// Short numbers in the files, without -0.
void round_off(SampleMatrix& values) {
  for (double& value : values.reshaped())
    value = std::round(value / resolution) / std::round(1 / resolution) + 0.0;
}

}  // namespace

Result<SquatMotion> make_squat_motion(const model::Model& model, const mechanics::Skeleton& skeleton,
                                      const SquatPlan& plan) {
  const auto parts = find_parts(model);
  if (!parts) return parts.refusal();
  Postures postures(model, skeleton, plan, *parts);
  const double cycle_s = plan.pause_s + plan.lowering_s + plan.bottom_s + plan.rising_s;
  const double duration_s = plan.repetition_count * cycle_s + plan.pause_s;
  const auto rows = static_cast<Eigen::Index>(std::llround(duration_s * plan.rate_hz)) + 1;
  const auto columns = static_cast<Eigen::Index>(model.coordinates.size());
  SquatMotion motion;
  motion.q.resize(rows, columns);
  motion.qdot.resize(rows, columns);
  motion.udot.resize(rows, columns);
  for (Eigen::Index i = 0; i < rows; ++i) {
    const double time_s = static_cast<double>(i) / plan.rate_hz;
    const Profile depth = depth_at(time_s, plan);
    const auto posture = differentiate(postures, depth.value);
    motion.times_s.push_back(time_s);
    motion.depth_ratio.push_back(depth.value);
    for (Eigen::Index j = 0; j < columns; ++j) {
      const double first = posture.first[j], second = posture.second[j];
      motion.q(i, j) = posture.q[j];
      motion.qdot(i, j) = first * depth.speed;
      motion.udot(i, j) = second * depth.speed * depth.speed + first * depth.acceleration;
    }
  }
  return motion;
}

GroundLoads compute_ground_loads(const model::Model& model, const mechanics::Skeleton& skeleton,
                                 const SquatMotion& motion) {
  const auto root = model.find_body("pelvis"), foot_r = model.find_body("foot_r");
  require(root.is_some() && foot_r.is_some(), "the motion is of this model");
  const auto& root_coordinates = skeleton.joint_coordinates()[root.at()];
  require(root_coordinates.size() == 6, "the pelvis moves freely");
  auto workspace = skeleton.make_workspace();
  mechanics::Pose pose;
  std::vector<mechanics::HingeColumn> columns;
  std::vector<double> generalised_forces;
  const std::vector<double> no_forces(model.coordinates.size(), 0.0);
  GroundLoads loads;
  for (std::size_t i = 0; i < motion.times_s.size(); ++i) {
    skeleton.set_pose(workspace, row_of(motion.q, i), row_of(motion.qdot, i), pose);
    skeleton.compute_hinge_columns(workspace, columns);
    std::vector<mechanics::SpatialForce> weights(model.bodies.size());
    mechanics::add_gravity(model, pose, weights);
    skeleton.compute_inverse_dynamics(workspace, row_of(motion.udot, i), weights, no_forces,
                                      generalised_forces);
    // The six root forces are the wrench on the pelvis seen through the root joint's columns.
    Eigen::Matrix<double, 6, 6> projection;
    Eigen::Matrix<double, 6, 1> forces;
    for (int k = 0; k < 6; ++k) {
      const auto coordinate = root_coordinates[k].at();
      projection.row(k) << columns[coordinate].angular_G.transpose(),
          columns[coordinate].linear_G.transpose();
      forces[k] = generalised_forces[coordinate];
    }
    const Eigen::Matrix<double, 6, 1> wrench = projection.fullPivLu().solve(forces);
    const Vec3 f_G = wrench.tail<3>();
    const Vec3 moment_G = wrench.head<3>() + pose.X_GB[root.at()].p.cross(f_G);  // about ground's origin
    const Vec3 center_G(moment_G.z() / f_G.y(), 0, -moment_G.x() / f_G.y());
    const double free_moment_Nm = moment_G.y() - (center_G.z() * f_G.x() - center_G.x() * f_G.z());
    const Vec3 aside(0, 0, pose.X_GB[foot_r.at()].p.z());
    loads.right.push_back({f_G / 2, center_G + aside, free_moment_Nm / 2});
    loads.left.push_back({f_G / 2, center_G - aside, free_moment_Nm / 2});
  }
  return loads;
}

TimeSeries tabulate_motion(const model::Model& model, const SquatMotion& motion, const Noise& noise) {
  TimeSeries table;
  table.name = "synthetic: squat of samples/squat/body.osim";
  table.times_s = motion.times_s;
  table.in_degrees = true;
  table.values = motion.q;
  for (const auto& coordinate : model.coordinates) table.labels.push_back(coordinate.name);
  NoiseSource source(noise.seed);
  for (Eigen::Index i = 0; i < table.values.rows(); ++i) {
    for (Eigen::Index j = 0; j < table.values.cols(); ++j) {
      const bool is_distance =
          model.coordinates[static_cast<std::size_t>(j)].motion == model::MotionType::translational;
      table.values(i, j) += (is_distance ? noise.distance_m : noise.angle_rad) * source.draw();
      if (!is_distance) table.values(i, j) = degrees(table.values(i, j));
    }
  }
  round_off(table.values);
  return table;
}

TimeSeries tabulate_loads(const SquatMotion& motion, const GroundLoads& loads, const Noise& noise) {
  TimeSeries table;
  table.name = "synthetic: ground forces of the squat of samples/squat/body.osim";
  table.times_s = motion.times_s;
  table.in_degrees = false;
  for (const std::string_view foot : {"r", "l"})
    for (const std::string_view columns :
         {"ground_force_{}_v{}", "ground_force_{}_p{}", "ground_torque_{}_{}"})
      for (const std::string_view axis : {"x", "y", "z"})
        table.labels.push_back(fmt::format(fmt::runtime(columns), foot, axis));
  table.values.setZero(static_cast<Eigen::Index>(motion.times_s.size()),
                       static_cast<Eigen::Index>(table.labels.size()));
  NoiseSource source(noise.seed ^ 0xffff);  // not the motion's numbers again
  for (Eigen::Index i = 0; i < table.values.rows(); ++i) {
    const auto row = static_cast<std::size_t>(i);
    Eigen::Index column = 0;
    for (const FootLoad& load : {loads.right[row], loads.left[row]}) {
      for (int k = 0; k < 3; ++k) table.values(i, column++) = load.force_G[k] + noise.force_N * source.draw();
      for (int k = 0; k < 3; ++k) table.values(i, column++) = load.point_G[k];
      table.values(i, column + 1) = load.free_moment_Nm;
      column += 3;
    }
  }
  round_off(table.values);
  return table;
}

PostureTruth measure_posture(const model::Model& model, const mechanics::Skeleton& skeleton,
                             const SquatMotion& motion, std::size_t row) {
  const auto parts = find_parts(model);
  require(parts.ok(), "the motion is of this model");
  auto workspace = skeleton.make_workspace();
  mechanics::Pose pose;
  skeleton.set_pose(workspace, row_of(motion.q, row), row_of(motion.qdot, row), pose);
  const auto q = row_of(motion.q, row);
  // Of a body's y axis, forward of upright.
  auto lean = [&](BodyId body) {
    const Vec3 up = pose.X_GB[body.at()].R.col(1);
    return std::atan2(up.x(), up.y());
  };
  return {q[parts->knee[0].at()],  q[parts->hip[0].at()],
          q[parts->ankle[0].at()], 0.0 - q[parts->lumbar.at()],
          lean(parts->pelvis),     lean(parts->torso),
          -lean(parts->femur[0]),  pose.X_GB[parts->femur[0].at()].p.y()};
}

}  // namespace loadshare::sample
