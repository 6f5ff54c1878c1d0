#include "mechanics/model_forces.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/require.h"

namespace loadshare::mechanics {
namespace {

// Quintic step from 0 at `begin` to 1 at `end`, flat to the second derivative at both.
double step_up(double x, double begin, double end) {
  if (x <= begin) return 0;
  if (x >= end) return 1;
  const double t = (x - begin) / (end - begin);
  return t * t * t * (10 + t * (6 * t - 15));
}

Vec3 velocity_at(const SpatialVelocity& V_GB, const Vec3& p_BP_G) {
  return V_GB.linear_G + V_GB.angular_G.cross(p_BP_G);
}

// The rates of body-fixed x, y, z angles from the angular velocity in the turned frame M:
// angle rates = N * w_FM_M.
Mat3 angle_rates_matrix(const Vec3& angles_rad) {
  const double cos_y = std::cos(angles_rad.y()), sin_y = std::sin(angles_rad.y());
  const double cos_z = std::cos(angles_rad.z()), sin_z = std::sin(angles_rad.z());
  Mat3 N;
  N.row(0) << cos_z / cos_y, -sin_z / cos_y, 0;
  N.row(1) << sin_z, cos_z, 0;
  N.row(2) << -cos_z * sin_y / cos_y, sin_z * sin_y / cos_y, 1;
  return N;
}

// The Hertz force of a penetration (negative: not touching): 4/3 k sqrt(R k) x^(3/2) with |x| made
// smooth by the constant contact force and the step at zero by a hyperbolic tangent.
double smooth_hertz_force(const model::SmoothSphereHalfSpaceForce& contact, double penetration_m) {
  const double k = 0.5 * std::cbrt(contact.stiffness * contact.stiffness);
  const double smooth_square = penetration_m * penetration_m + contact.constant_contact_force;
  const double full = 4.0 / 3.0 * k * std::sqrt(contact.sphere_radius_m * k) * std::pow(smooth_square, 0.75);
  return full * 0.5 * (1 + std::tanh(contact.hertz_smoothing * penetration_m));
}

// Dissipation: no pull when the sphere leaves faster than -2 / (3 dissipation).
double smooth_normal_force(const model::SmoothSphereHalfSpaceForce& contact, double penetration_m,
                           double approach_speed) {
  const double hertz = smooth_hertz_force(contact, penetration_m);
  if (contact.dissipation == 0) return hertz;
  const double leaving_speed = 2.0 / (3.0 * contact.dissipation);
  const double fade =
      0.5 * (1 + std::tanh(contact.hunt_crossley_smoothing * (approach_speed + leaving_speed)));
  return hertz * (1 + 1.5 * contact.dissipation * approach_speed) * fade;
}

// Friction over normal force at a slip speed: rises to the static coefficient at the transition
// velocity and falls to the dynamic one beyond.
double friction_ratio(const model::SmoothSphereHalfSpaceForce& contact, double slip_speed) {
  const double relative = slip_speed / contact.transition_velocity;
  const double excess = 2 * (contact.static_friction - contact.dynamic_friction) / (1 + relative * relative);
  return std::min(relative, 1.0) * (contact.dynamic_friction + excess) +
         contact.viscous_friction * slip_speed;
}

}  // namespace

double limit_force(const model::CoordinateLimitForce& limit, double q, double qdot) {
  const double upper = step_up(q, limit.upper_limit, limit.upper_limit + limit.transition);
  const double lower = 1 - step_up(q, limit.lower_limit - limit.transition, limit.lower_limit);
  return -limit.upper_stiffness * upper * (q - limit.upper_limit) +
         limit.lower_stiffness * lower * (limit.lower_limit - q) - limit.damping * (upper + lower) * qdot;
}

double coordinate_spring_force(const model::SpringGeneralizedForce& spring, double q, double qdot) {
  return -spring.stiffness * (q - spring.rest_length) - spring.viscosity * qdot;
}

void add_bushing_force(const model::BushingForce& bushing, const Pose& pose,
                       std::span<SpatialForce> body_forces) {
  const std::size_t b1 = bushing.body_1.at(), b2 = bushing.body_2.at();
  const Transform X_GF = pose.X_GB[b1] * bushing.X_B1F, X_GM = pose.X_GB[b2] * bushing.X_B2F;
  const Transform X_FM = X_GF.inverse() * X_GM;
  const Vec3 angles = body_fixed_xyz_from_rotation(X_FM.R);
  const Mat3 N = angle_rates_matrix(angles);

  const Vec3 w_GF = pose.V_GB[b1].angular_G;
  const Vec3 w_FM_G = pose.V_GB[b2].angular_G - w_GF;
  const Vec3 v_F = velocity_at(pose.V_GB[b1], X_GF.p - pose.X_GB[b1].p);
  const Vec3 v_M = velocity_at(pose.V_GB[b2], X_GM.p - pose.X_GB[b2].p);
  const Vec3 angle_rates = N * (X_GM.R.transpose() * w_FM_G);
  const Vec3 distance_rates = X_GF.R.transpose() * (v_M - v_F - w_GF.cross(X_GM.p - X_GF.p));

  const Vec3 angle_forces = -(bushing.rotational_stiffness.cwiseProduct(angles) +
                              bushing.rotational_damping.cwiseProduct(angle_rates));
  const Vec3 f_F = -(bushing.translational_stiffness.cwiseProduct(X_FM.p) +
                     bushing.translational_damping.cwiseProduct(distance_rates));
  // Power is the same in angle rates and in angular velocity: moment = N^T angle forces, in M.
  const Vec3 moment_G = X_GM.R * (N.transpose() * angle_forces);
  const Vec3 f_G = X_GF.R * f_F;
  body_forces[b2].moment_G += moment_G;
  body_forces[b2].add_force_at(f_G, X_GM.p, pose.X_GB[b2].p);
  body_forces[b1].moment_G -= moment_G;
  body_forces[b1].add_force_at(-f_G, X_GM.p, pose.X_GB[b1].p);
}

void add_point_spring_force(const model::PointToPointSpring& spring, const Pose& pose,
                            std::span<SpatialForce> body_forces) {
  const Transform& X_GB1 = pose.X_GB[spring.body_1.at()];
  const Transform& X_GB2 = pose.X_GB[spring.body_2.at()];
  const Vec3 p_1 = X_GB1 * spring.point_1, p_2 = X_GB2 * spring.point_2;
  const double length_m = (p_2 - p_1).norm();
  if (length_m == 0) return;
  const Vec3 f_on_1 = spring.stiffness * (length_m - spring.rest_length) / length_m * (p_2 - p_1);
  body_forces[spring.body_1.at()].add_force_at(f_on_1, p_1, X_GB1.p);
  body_forces[spring.body_2.at()].add_force_at(-f_on_1, p_2, X_GB2.p);
}

void add_contact_sphere_force(const model::SmoothSphereHalfSpaceForce& contact, const Pose& pose,
                              std::span<SpatialForce> body_forces) {
  const std::size_t sphere = contact.sphere_body.at(), floor = contact.half_space_body.at();
  const Transform X_GH = pose.X_GB[floor] * contact.X_BH;
  const Vec3 into_floor = X_GH.R.col(0);
  const Vec3 center = pose.X_GB[sphere] * contact.sphere_center_B;
  const double penetration_m = (center - X_GH.p).dot(into_floor) + contact.sphere_radius_m;
  const Vec3 point = center + (contact.sphere_radius_m - 0.5 * penetration_m) * into_floor;

  const Vec3 v_sphere = velocity_at(pose.V_GB[sphere], point - pose.X_GB[sphere].p);
  const Vec3 v_floor = velocity_at(pose.V_GB[floor], point - pose.X_GB[floor].p);
  const Vec3 v = v_sphere - v_floor;
  const double approach_speed = v.dot(into_floor);
  const Vec3 slip = v - approach_speed * into_floor;

  const double normal_N = smooth_normal_force(contact, penetration_m, approach_speed);
  // The constant also keeps the slip speed away from zero, where its direction is lost.
  const double slip_speed = std::sqrt(slip.squaredNorm() + contact.constant_contact_force);
  Vec3 f_on_floor = normal_N * into_floor;
  if (slip_speed > 0) f_on_floor += normal_N * friction_ratio(contact, slip_speed) / slip_speed * slip;
  body_forces[sphere].add_force_at(-f_on_floor, point, pose.X_GB[sphere].p);
  body_forces[floor].add_force_at(f_on_floor, point, pose.X_GB[floor].p);
}

double ligament_tension_N(const model::Ligament& ligament, double length_m) {
  if (length_m <= ligament.resting_length_m) return 0;
  return ligament.pcsa_force_N * ligament.force_length.value(length_m / ligament.resting_length_m);
}

void add_ligament_forces(const model::Model& model, std::span<const PathGeometry> paths,
                         std::span<SpatialForce> body_forces, std::span<double> mobility_forces) {
  require(paths.size() == model.ligaments.size(), "one path for each ligament");
  for (std::size_t i = 0; i < paths.size(); ++i) {
    if (!model.ligaments[i].applies_force) continue;
    const double tension_N = ligament_tension_N(model.ligaments[i], paths[i].length_m);
    for (const auto& wrench : paths[i].wrenches) {
      body_forces[wrench.body.at()].force_G += tension_N * wrench.force_G;
      body_forces[wrench.body.at()].moment_G += tension_N * wrench.moment_G;
    }
    for (const auto& direct : paths[i].coordinate_forces)
      mobility_forces[direct.coordinate.at()] += tension_N * direct.value;
  }
}

void add_passive_forces(const model::Model& model, const Pose& pose, std::span<SpatialForce> body_forces,
                        std::span<double> mobility_forces) {
  require(body_forces.size() == model.bodies.size() && mobility_forces.size() == model.coordinates.size(),
          "one force for each body and each coordinate");
  for (const auto& limit : model.coordinate_limits) {
    const std::size_t c = limit.coordinate.at();
    if (limit.applies_force) mobility_forces[c] += limit_force(limit, pose.q[c], pose.qdot[c]);
  }
  for (const auto& spring : model.coordinate_springs) {
    const std::size_t c = spring.coordinate.at();
    if (spring.applies_force) mobility_forces[c] += coordinate_spring_force(spring, pose.q[c], pose.qdot[c]);
  }
  for (const auto& force : model.expression_forces) {
    const std::size_t c = force.coordinate.at();
    if (force.applies_force)
      mobility_forces[c] += force.expression.value(std::array{pose.q[c], pose.qdot[c]});
  }
  for (const auto& bushing : model.bushings)
    if (bushing.applies_force) add_bushing_force(bushing, pose, body_forces);
  for (const auto& spring : model.point_springs)
    if (spring.applies_force) add_point_spring_force(spring, pose, body_forces);
}

void add_model_forces(const model::Model& model, const Pose& pose, std::span<SpatialForce> body_forces,
                      std::span<double> mobility_forces) {
  add_passive_forces(model, pose, body_forces, mobility_forces);
  for (const auto& contact : model.contact_spheres)
    if (contact.applies_force) add_contact_sphere_force(contact, pose, body_forces);
}

}  // namespace loadshare::mechanics
