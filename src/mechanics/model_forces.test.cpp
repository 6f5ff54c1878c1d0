#include "mechanics/model_forces.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

namespace loadshare::mechanics {
namespace {

constexpr double half_pi = 1.5707963267948966;

Transform placed(const Vec3& angles_rad, const Vec3& p) {
  return {rotation_from_body_fixed_xyz(angles_rad), p};
}

// Ground and two bodies in general position and motion.
Pose two_bodies(double height_m) {
  Pose pose;
  pose.X_GB = {Transform{}, placed({0.2, -0.1, 0.15}, {0.3, height_m, 0.1}),
               placed({0.05, 0.03, -0.04}, {0.02, -0.03, 0.01})};
  pose.V_GB = {SpatialVelocity{}, SpatialVelocity{{0.5, -0.4, 0.3}, {0.2, -0.1, 0.05}},
               SpatialVelocity{{-0.1, 0.2, 0.3}, {0.01, 0.02, -0.03}}};
  return pose;
}

model::BushingForce some_bushing() {
  model::BushingForce bushing;
  bushing.body_1 = model::BodyId(1);
  bushing.body_2 = model::BodyId(2);
  bushing.X_B1F = placed({0.1, -0.2, 0.3}, {0.1, 0.2, -0.1});
  bushing.X_B2F = placed({-0.3, 0.2, 0.1}, {-0.1, 0.05, 0.15});
  bushing.rotational_stiffness = {10, 20, 30};
  bushing.translational_stiffness = {400, 500, 600};
  bushing.rotational_damping = {1, 2, 3};
  bushing.translational_damping = {4, 5, 6};
  return bushing;
}

model::PointToPointSpring some_spring() {
  model::PointToPointSpring spring;
  spring.body_1 = model::BodyId(1);
  spring.body_2 = model::BodyId(2);
  spring.point_1 = {0.1, 0, 0.05};
  spring.point_2 = {-0.05, 0.1, 0};
  spring.stiffness = 250;
  spring.rest_length = 0.03;
  return spring;
}

model::SmoothSphereHalfSpaceForce some_contact() {
  model::SmoothSphereHalfSpaceForce contact;
  contact.sphere_body = model::BodyId(1);
  contact.half_space_body = model::BodyId(2);
  contact.sphere_center_B = {0.01, -0.02, 0.03};
  contact.sphere_radius_m = 0.032;
  contact.X_BH = placed({0, 0, -half_pi}, {0.02, 0.01, -0.01});
  contact.stiffness = 1e6;
  contact.dissipation = 2;
  contact.static_friction = 0.8;
  contact.dynamic_friction = 0.6;
  contact.viscous_friction = 0.5;
  contact.transition_velocity = 0.2;
  return contact;
}

using Forces = std::vector<SpatialForce>;

template <class Element, class Add>
Forces forces_of(const Element& element, const Pose& pose, Add add) {
  Forces forces(pose.X_GB.size());
  add(element, pose, forces);
  return forces;
}

void expect_force(const SpatialForce& force, const Vec3& moment, const Vec3& f) {
  EXPECT_LT((force.moment_G - moment).norm(), 1e-10 * (1 + moment.norm()));
  EXPECT_LT((force.force_G - f).norm(), 1e-10 * (1 + f.norm()));
}

// The two forces and their moments about the ground's origin cancel.
void expect_balance(const Forces& forces, const Pose& pose) {
  Vec3 f = Vec3::Zero(), moment = Vec3::Zero();
  for (std::size_t b = 0; b < forces.size(); ++b) {
    f += forces[b].force_G;
    moment += forces[b].moment_G + pose.X_GB[b].p.cross(forces[b].force_G);
  }
  EXPECT_LT(f.norm(), 1e-10);
  EXPECT_LT(moment.norm(), 1e-10);
}

double power_of(const Forces& forces, const Pose& pose) {
  double power_W = 0;
  for (std::size_t b = 0; b < forces.size(); ++b)
    power_W += forces[b].force_G.dot(pose.V_GB[b].linear_G) + forces[b].moment_G.dot(pose.V_GB[b].angular_G);
  return power_W;
}

// The bodies' transforms after moving on for a short time at their velocities.
Pose moved(const Pose& pose, double time_s) {
  Pose result = pose;
  for (std::size_t b = 0; b < pose.X_GB.size(); ++b) {
    const Vec3 turn = pose.V_GB[b].angular_G * time_s;
    const double angle = turn.norm();
    if (angle > 0) result.X_GB[b].R = Eigen::AngleAxisd(angle, turn / angle) * pose.X_GB[b].R;
    result.X_GB[b].p += pose.V_GB[b].linear_G * time_s;
  }
  return result;
}

// Numbers computed with Simbody 3.7's Force::LinearBushing, Force::TwoPointLinearSpring and
// SmoothSphereHalfSpaceForce, which OpenSim's elements are, for the same bodies.
TEST(ModelForces, bushing_is_simbodys) {
  const auto forces = forces_of(some_bushing(), two_bodies(-0.01), add_bushing_force);
  expect_force(forces[1], {2.56439197599, 37.2064793856, 31.7526892573},
               {-199.33430881, -94.0090639956, 99.5965925183});
  expect_force(forces[2], {-13.017139586, 8.62065431242, -9.41683751475},
               {199.33430881, 94.0090639956, -99.5965925183});
}

TEST(ModelForces, point_spring_is_simbodys) {
  const auto forces = forces_of(some_spring(), two_bodies(-0.01), add_point_spring_force);
  expect_force(forces[1], {-1.22557173607, -2.84985422378, 1.99408141245},
               {-97.8539654579, 18.4170423214, -33.8206695359});
  expect_force(forces[2], {3.55951893571, 2.18692364494, -9.1079325716},
               {97.8539654579, -18.4170423214, 33.8206695359});
}

TEST(ModelForces, contact_sphere_is_simbodys) {
  const auto near = forces_of(some_contact(), two_bodies(-0.01), add_contact_sphere_force);
  expect_force(near[1], {-4.8437841818, -8.9367494258, -12.6094350911},
               {-460.579493018, 721.836540542, -334.664050845});
  expect_force(near[2], {76.5023538475, -43.3170304394, -198.716386121},
               {460.579493018, -721.836540542, 334.664050845});
  const auto apart = forces_of(some_contact(), two_bodies(0.036), add_contact_sphere_force);
  EXPECT_NEAR(apart[1].force_G.y(), 0.0117364010912, 1e-12);
}

TEST(ModelForces, action_is_reaction) {
  const Pose pose = two_bodies(-0.01);
  expect_balance(forces_of(some_bushing(), pose, add_bushing_force), pose);
  expect_balance(forces_of(some_spring(), pose, add_point_spring_force), pose);
  expect_balance(forces_of(some_contact(), pose, add_contact_sphere_force), pose);
}

TEST(ModelForces, bushing_power_is_minus_the_rate_of_its_energy) {
  auto bushing = some_bushing();
  const auto energy = [&](const Pose& pose) {
    const Transform X_FM = (pose.X_GB[1] * bushing.X_B1F).inverse() * (pose.X_GB[2] * bushing.X_B2F);
    const Vec3 angles = body_fixed_xyz_from_rotation(X_FM.R);
    return 0.5 * bushing.rotational_stiffness.dot(angles.cwiseAbs2()) +
           0.5 * bushing.translational_stiffness.dot(X_FM.p.cwiseAbs2());
  };
  const Pose pose = two_bodies(0.2);
  const double h = 1e-5;
  const double energy_rate = (energy(moved(pose, h)) - energy(moved(pose, -h))) / (2 * h);
  const double power_damped = power_of(forces_of(bushing, pose, add_bushing_force), pose);
  bushing.rotational_damping = bushing.translational_damping = Vec3::Zero();
  const double power_W = power_of(forces_of(bushing, pose, add_bushing_force), pose);
  EXPECT_GT(std::abs(energy_rate), 1.0);
  EXPECT_NEAR(power_W, -energy_rate, 1e-7);
  EXPECT_LT(power_damped, power_W - 0.1) << "damping dissipates";
}

TEST(ModelForces, point_spring_power_is_minus_the_rate_of_its_energy) {
  const auto spring = some_spring();
  const auto energy = [&](const Pose& pose) {
    const double stretch =
        (pose.X_GB[1] * spring.point_1 - pose.X_GB[2] * spring.point_2).norm() - spring.rest_length;
    return 0.5 * spring.stiffness * stretch * stretch;
  };
  const Pose pose = two_bodies(0.2);
  const double h = 1e-5;
  const double energy_rate = (energy(moved(pose, h)) - energy(moved(pose, -h))) / (2 * h);
  EXPECT_GT(std::abs(energy_rate), 1.0);
  EXPECT_NEAR(power_of(forces_of(spring, pose, add_point_spring_force), pose), -energy_rate, 1e-7);
}

TEST(ModelForces, point_spring_of_no_length_has_no_direction) {
  auto spring = some_spring();
  spring.point_1 = spring.point_2 = Vec3::Zero();
  Pose pose = two_bodies(0);
  pose.X_GB[2].p = pose.X_GB[1].p;
  expect_force(forces_of(spring, pose, add_point_spring_force)[1], Vec3::Zero(), Vec3::Zero());
}

Pose resting_on_floor(double penetration_m, const Vec3& velocity) {
  Pose pose;
  pose.X_GB = {Transform{}, Transform{Mat3::Identity(), {0, 0.032 - penetration_m, 0}}};
  pose.V_GB = {SpatialVelocity{}, SpatialVelocity{Vec3::Zero(), velocity}};
  return pose;
}

model::SmoothSphereHalfSpaceForce ball_on_floor() {
  auto contact = some_contact();
  contact.half_space_body = model::ground;
  contact.sphere_center_B = Vec3::Zero();
  contact.X_BH = placed({0, 0, -half_pi}, Vec3::Zero());
  return contact;
}

TEST(ModelForces, contact_at_rest_and_deep_is_hertz) {
  auto contact = ball_on_floor();
  contact.constant_contact_force = 1e-12;
  const auto forces = forces_of(contact, resting_on_floor(0.02, Vec3::Zero()), add_contact_sphere_force);
  // 4/3 sqrt(R) E* x^1.5, with E* = (k / 2)^1.5 and k^(3/2) = E for two alike materials.
  const double hertz_N = 4.0 / 3.0 * std::sqrt(0.032) * 1e6 * std::pow(0.5, 1.5) * std::pow(0.02, 1.5);
  EXPECT_NEAR(forces[1].force_G.y(), hertz_N, 1e-4 * hertz_N);
  EXPECT_NEAR(forces[1].force_G.x(), 0, 1e-9);
}

TEST(ModelForces, contact_friction_brakes_and_follows_the_normal_force) {
  auto contact = ball_on_floor();
  contact.viscous_friction = 0;
  const auto slow = forces_of(contact, resting_on_floor(0.02, {0.2, 0, 0}), add_contact_sphere_force)[1];
  const auto fast = forces_of(contact, resting_on_floor(0.02, {20, 0, 0}), add_contact_sphere_force)[1];
  EXPECT_NEAR(-slow.force_G.x() / slow.force_G.y(), 0.8, 1e-3) << "static at the transition velocity";
  EXPECT_NEAR(-fast.force_G.x() / fast.force_G.y(), 0.6, 1e-3) << "dynamic far beyond";
}

TEST(ModelForces, contact_returns_less_than_it_took) {
  const auto contact = ball_on_floor();
  const auto normal_N = [&](double speed) {
    return forces_of(contact, resting_on_floor(0.01, {0, speed, 0}), add_contact_sphere_force)[1].force_G.y();
  };
  EXPECT_GT(normal_N(-0.1), normal_N(0));
  EXPECT_GT(normal_N(0), normal_N(0.1));
  EXPECT_GT(normal_N(0.1), 0);
  EXPECT_NEAR(normal_N(5), 0, 1e-6) << "no pull on what leaves fast";
}

TEST(ModelForces, contact_without_dissipation_is_finite) {
  auto contact = ball_on_floor();
  contact.dissipation = 0;
  const auto slow = forces_of(contact, resting_on_floor(0.01, Vec3::Zero()), add_contact_sphere_force)[1];
  const auto fast = forces_of(contact, resting_on_floor(0.01, {0, 3, 0}), add_contact_sphere_force)[1];
  EXPECT_GT(slow.force_G.y(), 0);
  EXPECT_DOUBLE_EQ(slow.force_G.y(), fast.force_G.y());
}

model::CoordinateLimitForce some_limit() {
  model::CoordinateLimitForce limit;
  limit.coordinate = model::CoordinateId(0);
  limit.upper_stiffness = 20;
  limit.upper_limit = 1;
  limit.lower_stiffness = 30;
  limit.lower_limit = -0.5;
  limit.damping = 2;
  limit.transition = 0.2;
  return limit;
}

TEST(ModelForces, limit_closed_form) {
  const auto limit = some_limit();
  EXPECT_EQ(limit_force(limit, 0.3, 5), 0);
  EXPECT_NEAR(limit_force(limit, 1.5, 0), -20 * 0.5, 1e-12);
  EXPECT_NEAR(limit_force(limit, -1.5, 0), 30 * 1.0, 1e-12);
  EXPECT_NEAR(limit_force(limit, 1.1, 0), -0.5 * 20 * 0.1, 1e-12) << "half way through the transition";
  EXPECT_NEAR(limit_force(limit, 1.5, 3), -20 * 0.5 - 2 * 3, 1e-12);
  EXPECT_NEAR(limit_force(limit, -0.6, 3), 0.5 * 30 * 0.1 - 0.5 * 2 * 3, 1e-12);
}

TEST(ModelForces, limit_is_minus_the_gradient_of_its_energy) {
  const auto limit = some_limit();
  // The integral of K (10 s^3 - 15 s^4 + 6 s^5) x dx with s = x / transition.
  const auto energy = [&](double x, double stiffness) {
    const double s = x / limit.transition;
    return stiffness * limit.transition * limit.transition * s * s * s * s * s *
           (2 - 2.5 * s + 6.0 / 7.0 * s * s);
  };
  const double h = 1e-5;
  for (const double x : {0.03, 0.1, 0.17}) {
    const double upper = (energy(x + h, 20) - energy(x - h, 20)) / (2 * h);
    const double lower = (energy(x + h, 30) - energy(x - h, 30)) / (2 * h);
    EXPECT_NEAR(limit_force(limit, limit.upper_limit + x, 0), -upper, 1e-7);
    EXPECT_NEAR(limit_force(limit, limit.lower_limit - x, 0), lower, 1e-7);
  }
}

TEST(ModelForces, limit_without_transition_or_stiffness) {
  auto limit = some_limit();
  limit.transition = 0;
  EXPECT_EQ(limit_force(limit, 1, 1), 0);
  EXPECT_NEAR(limit_force(limit, 1.25, 0), -5, 1e-12);
  limit.upper_stiffness = 0;
  EXPECT_NEAR(limit_force(limit, 1.25, 1), -2, 1e-12) << "damping alone";
}

model::Model strap_between_bodies() {
  model::Model model;
  model.bodies.resize(3);
  model.coordinates.resize(1);
  model::Ligament strap;
  strap.path.points = {{"a", model::BodyId(1), model::FixedPoint{{0.1, 0, 0.05}}},
                       {"b", model::BodyId(2), model::FixedPoint{{-0.05, 0.1, 0}}}};
  strap.resting_length_m = 0.1;
  strap.pcsa_force_N = 200;
  strap.force_length = numerics::make_linear(3, -3);
  model.ligaments = {strap};
  return model;
}

TEST(ModelForces, ligament_pulls_only_when_longer_than_at_rest) {
  const auto strap = strap_between_bodies().ligaments[0];
  EXPECT_EQ(ligament_tension_N(strap, 0.09), 0);
  EXPECT_EQ(ligament_tension_N(strap, 0.1), 0);
  EXPECT_NEAR(ligament_tension_N(strap, 0.12), 200 * 3 * 0.2, 1e-10);
}

// A straight ligament whose curve is a line is a spring between two points.
TEST(ModelForces, straight_ligament_is_a_spring) {
  const auto model = strap_between_bodies();
  auto spring = some_spring();
  spring.rest_length = 0.1;
  spring.stiffness = 200 * 3 / 0.1;
  Pose pose = two_bodies(0.2);
  pose.q = pose.qdot = {0};
  const PathEngine engine(model);
  PathWorkspace workspace;
  std::vector<PathGeometry> paths;
  engine.measure_paths(pose, workspace, paths);
  Forces forces(3);
  std::vector<double> mobility(1, 0.0);
  add_ligament_forces(model, paths, forces, mobility);
  const auto expected = forces_of(spring, pose, add_point_spring_force);
  EXPECT_GT(expected[1].force_G.norm(), 10);
  for (std::size_t b = 0; b < 3; ++b) expect_force(forces[b], expected[b].moment_G, expected[b].force_G);
}

numerics::Expression some_expression() {
  return *numerics::parse_expression("-3*exp(4*q)-0.5*qdot", std::array<std::string_view, 2>{"q", "qdot"},
                                     "test");
}

TEST(ModelForces, all_elements_that_apply_force_are_added) {
  model::Model model;
  model.bodies.resize(3);
  model.coordinates.resize(2);
  model.coordinate_limits = {some_limit()};
  model.coordinate_springs = {{"spring", true, model::CoordinateId(1), 100, 0.1, 5}};
  model.expression_forces = {{"capsule", true, model::CoordinateId(1), some_expression()}};
  model.bushings = {some_bushing()};
  model.point_springs = {some_spring()};
  model.contact_spheres = {some_contact()};
  Pose pose = two_bodies(-0.01);
  pose.q = {1.5, 0.3};
  pose.qdot = {0.5, -2};
  Forces forces(3);
  std::vector<double> mobility(2, 1000.0);
  add_model_forces(model, pose, forces, mobility);
  EXPECT_NEAR(mobility[0], 1000 - 10 - 1, 1e-10);
  EXPECT_NEAR(mobility[1], 1000 - 100 * 0.2 + 5 * 2 - 3 * std::exp(4 * 0.3) + 0.5 * 2, 1e-10);
  // Sum of the three elements' forces on body 1 in the tests above.
  EXPECT_NEAR(forces[1].force_G.x(), -199.33430881 - 97.8539654579 - 460.579493018, 1e-7);

  model.coordinate_limits[0].applies_force = model.coordinate_springs[0].applies_force = false;
  model.expression_forces[0].applies_force = false;
  model.bushings[0].applies_force = model.point_springs[0].applies_force = false;
  model.contact_spheres[0].applies_force = false;
  forces.assign(3, SpatialForce());
  mobility.assign(2, 0);
  add_model_forces(model, pose, forces, mobility);
  EXPECT_EQ(mobility, std::vector<double>(2, 0.0));
  EXPECT_EQ(forces[1].force_G, Vec3::Zero());
}

}  // namespace
}  // namespace loadshare::mechanics
