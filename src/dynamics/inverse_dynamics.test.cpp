#include "dynamics/inverse_dynamics.h"

#include <gtest/gtest.h>

#include <cmath>

namespace loadshare::dynamics {
namespace {

using model::BodyId;
using model::CoordinateId;
using model::JointType;

constexpr double g = 9.80665;

struct BodyPlan {
  std::string name;
  double mass_kg;
  Vec3 mass_center;
  std::array<double, 6> inertia;
};

// A body and the joint that carries it, with as many coordinates as the type has.
void add_body(model::Model& model, const BodyPlan& plan, JointType type, BodyId parent, const Transform& X_PF,
              const Transform& X_BM) {
  const BodyId child(model.bodies.size());
  model.bodies.push_back({plan.name, plan.mass_kg, plan.mass_center, plan.inertia});
  model::Joint joint;
  joint.name = plan.name + "_joint";
  joint.type = type;
  joint.parent = parent;
  joint.child = child;
  joint.X_PF = X_PF;
  joint.X_BM = X_BM;
  const int count = type == JointType::pin    ? 1
                    : type == JointType::ball ? 3
                    : type == JointType::free ? 6
                                              : 0;
  for (int k = 0; k < count; ++k) {
    joint.coordinates.push_back(CoordinateId(model.coordinates.size()));
    model.coordinates.emplace_back();
    model.coordinates.back().name = plan.name + "_" + std::to_string(k);
    model.coordinates.back().joint = model::JointId(model.joints.size());
  }
  model.joints.push_back(joint);
}

model::Model empty_model() {
  model::Model model;
  model.name = "test";
  model.bodies.push_back({"ground", 0, Vec3::Zero(), {}});
  return model;
}

Transform at(const Vec3& p) { return {Mat3::Identity(), p}; }

// Hangs on a pin about z; its mass centre is 0.4 m below.
model::Model pendulum() {
  auto model = empty_model();
  add_body(model, {"rod", 2, {0, -0.4, 0}, {0.1, 0.02, 0.11, 0, 0, 0}}, JointType::pin, model::ground, {},
           {});
  return model;
}

// Two rods in a row, masses off their axes, pins out of line with each other.
model::Model double_pendulum() {
  auto model = empty_model();
  add_body(model, {"upper", 3, {0.02, -0.2, 0.05}, {0.12, 0.03, 0.11, 0.01, -0.005, 0.004}}, JointType::pin,
           model::ground, at({0.1, 1, 0}), {});
  add_body(model, {"lower", 2, {-0.03, -0.15, 0.04}, {0.06, 0.02, 0.05, 0.002, 0.003, -0.004}},
           JointType::pin, BodyId(1), {rotation_from_body_fixed_xyz({0.5, 0.3, 0.2}), {0, -0.4, 0}},
           {rotation_from_body_fixed_xyz({-0.2, 0.1, 0.4}), {0.01, 0.1, 0}});
  return model;
}

mechanics::Skeleton skeleton_of(const model::Model& model) {
  auto made = mechanics::Skeleton::make(model);
  if (!made) throw std::runtime_error(made.refusal().text());
  return std::move(*made);
}

std::vector<double> required_forces(const model::Model& model, const std::vector<double>& q,
                                    const std::vector<double>& qdot, const std::vector<double>& qddot,
                                    const ExternalForces& external = {}) {
  const auto skeleton = skeleton_of(model);
  const InverseDynamics dynamics(model, skeleton, external);
  auto workspace = dynamics.make_workspace();
  std::vector<double> required;
  dynamics.compute({0, q, qdot, qddot}, workspace, required);
  return required;
}

TEST(InverseDynamics, pendulum_closed_form) {
  const double q = 0.7, qdot = -1.3, qddot = 2.1;
  const auto required = required_forces(pendulum(), {q}, {qdot}, {qddot});
  EXPECT_NEAR(required[0], (0.11 + 2 * 0.4 * 0.4) * qddot + 2 * g * 0.4 * std::sin(q), 1e-12);
}

// Planar double pendulum of point masses (any mechanics textbook); angles: the first from the
// vertical, the second relative to the first.
TEST(InverseDynamics, double_pendulum_closed_form) {
  const double m1 = 1.5, m2 = 0.8, l1 = 0.6, l2 = 0.35;
  auto model = empty_model();
  add_body(model, {"upper", m1, {0, -l1, 0}, {}}, JointType::pin, model::ground, {}, {});
  add_body(model, {"lower", m2, {0, -l2, 0}, {}}, JointType::pin, BodyId(1), at({0, -l1, 0}), {});
  const double a = 0.4, b = -0.9, va = 1.1, vb = 0.6, aa = -2, ab = 3;
  const double h = m2 * l1 * l2 * std::sin(b), c = m2 * l1 * l2 * std::cos(b), j = m2 * l2 * l2;
  const double tau_2 = (j + c) * aa + j * ab + h * va * va + m2 * g * l2 * std::sin(a + b);
  const double tau_1 = (m1 * l1 * l1 + m2 * l1 * l1 + j + 2 * c) * aa + (j + c) * ab -
                       h * (2 * va * vb + vb * vb) + (m1 + m2) * g * l1 * std::sin(a) +
                       m2 * g * l2 * std::sin(a + b);
  const auto required = required_forces(model, {a, b}, {va, vb}, {aa, ab});
  EXPECT_NEAR(required[0], tau_1, 1e-12);
  EXPECT_NEAR(required[1], tau_2, 1e-12);
}

double energy_J(const model::Model& model, const mechanics::Pose& pose) {
  double energy = 0;
  for (std::size_t b = 1; b < model.bodies.size(); ++b) {
    const auto& body = model.bodies[b];
    const auto& [xx, yy, zz, xy, xz, yz] = body.inertia_kgm2;
    Mat3 inertia_B;
    inertia_B << xx, xy, xz, xy, yy, yz, xz, yz, zz;
    const Vec3 w_B = pose.X_GB[b].R.transpose() * pose.V_GB[b].angular_G;
    const Vec3 center = pose.X_GB[b].R * body.mass_center_B;
    const Vec3 v = pose.V_GB[b].linear_G + pose.V_GB[b].angular_G.cross(center);
    energy += 0.5 * body.mass_kg * v.squaredNorm() + 0.5 * w_B.dot(inertia_B * w_B);
    energy -= body.mass_kg * model.gravity_G.dot(pose.X_GB[b].p + center);
  }
  return energy;
}

// q_i = sin(w_i t + p_i) and its derivatives.
struct Swing {
  std::vector<double> q, qdot, qddot;
};
Swing swing(std::size_t count, double t) {
  Swing result;
  for (std::size_t i = 0; i < count; ++i) {
    const double w = 1.3 + 0.4 * static_cast<double>(i), phase = 0.2 + 0.9 * static_cast<double>(i);
    result.q.push_back(0.8 * std::sin(w * t + phase));
    result.qdot.push_back(0.8 * w * std::cos(w * t + phase));
    result.qddot.push_back(-0.8 * w * w * std::sin(w * t + phase));
  }
  return result;
}

double energy_rate_W(const model::Model& model, std::size_t count, double t) {
  const auto skeleton = skeleton_of(model);
  auto workspace = skeleton.make_workspace();
  const auto energy_at = [&](double time) {
    const auto moving = swing(count, time);
    mechanics::Pose pose;
    skeleton.set_pose(workspace, moving.q, moving.qdot, pose);
    return energy_J(model, pose);
  };
  const double h = 1e-4;
  return (8 * (energy_at(t + h) - energy_at(t - h)) - (energy_at(t + 2 * h) - energy_at(t - 2 * h))) /
         (12 * h);
}

TEST(InverseDynamics, power_of_the_required_forces_is_the_rate_of_energy) {
  auto tree = double_pendulum();
  add_body(tree, {"hand", 1, {0.05, -0.1, 0.02}, {0.01, 0.02, 0.015, 0.001, 0.002, -0.001}}, JointType::ball,
           BodyId(2), at({0, -0.3, 0.05}), at({0.02, 0, 0}));
  for (const double t : {0.0, 0.7, 1.9}) {
    const auto moving = swing(5, t);
    const auto required = required_forces(tree, moving.q, moving.qdot, moving.qddot);
    double power_W = 0;
    for (std::size_t i = 0; i < 5; ++i) power_W += required[i] * moving.qdot[i];
    const double rate_W = energy_rate_W(tree, 5, t);
    EXPECT_GT(std::abs(rate_W), 1e-2);
    EXPECT_NEAR(power_W, rate_W, 1e-8 * (1 + std::abs(rate_W))) << "at " << t;
  }
}

// A knee as published models have it: about three axes at once, and rolling, by one coordinate.
model::Model thigh_and_knee() {
  auto model = empty_model();
  add_body(model, {"thigh", 8, {0.02, -0.2, 0.01}, {0.14, 0.03, 0.15, 0.01, -0.005, 0.004}}, JointType::pin,
           model::ground, at({0.1, 1, 0}), {});
  add_body(model, {"shank", 3, {-0.01, -0.18, 0.02}, {0.05, 0.01, 0.05, 0.002, 0.003, -0.004}},
           JointType::custom, BodyId(1), {rotation_from_body_fixed_xyz({0.1, 0.3, 0.2}), {0, -0.4, 0}},
           {rotation_from_body_fixed_xyz({-0.2, 0.1, 0.4}), {0.01, 0.03, 0}});
  auto& knee = model.joints.back();
  knee.coordinates = {CoordinateId(1)};
  model.coordinates.emplace_back();
  model.coordinates.back().name = "knee";
  const std::vector<std::vector<double>> functions{
      {-1, 0},         {0.3, -0.5, 0.1, 0}, {-0.2, 0.4, 0.3, 0.05},
      {0.02, 0.01, 0}, {-0.03, 0.02, 0.01}, {0.01, -0.02, 0}};
  const std::array<Vec3, 6> axes{Vec3::UnitZ(), Vec3::UnitY(), Vec3::UnitX(),
                                 Vec3::UnitX(), Vec3::UnitY(), Vec3::UnitZ()};
  for (std::size_t k = 0; k < 6; ++k)
    knee.axes[k] = {knee.coordinates, axes[k], {numerics::PolynomialFunction{functions[k]}}};
  return model;
}

TEST(InverseDynamics, power_is_the_rate_of_energy_with_a_joint_of_functions) {
  const auto leg = thigh_and_knee();
  for (const double t : {0.0, 0.7, 1.9}) {
    const auto moving = swing(2, t);
    const auto required = required_forces(leg, moving.q, moving.qdot, moving.qddot);
    const double power_W = required[0] * moving.qdot[0] + required[1] * moving.qdot[1];
    const double rate_W = energy_rate_W(leg, 2, t);
    EXPECT_GT(std::abs(rate_W), 1e-2);
    EXPECT_NEAR(power_W, rate_W, 1e-8 * (1 + std::abs(rate_W))) << "at " << t;
  }
}

model::Model free_chain() {
  auto model = empty_model();
  add_body(model, {"trunk", 10, {0, 0.1, 0.02}, {0.5, 0.4, 0.3, 0, 0, 0}}, JointType::free, model::ground, {},
           {});
  add_body(model, {"thigh", 4, {0, -0.2, 0}, {0.1, 0.02, 0.1, 0, 0, 0}}, JointType::pin, BodyId(1),
           at({0, -0.1, 0.1}), {});
  return model;
}

TEST(InverseDynamics, free_fall_needs_no_force) {
  const std::vector<double> q{0.2, -0.3, 0.5, 1, 2, 3, 0.8}, qdot{0, 0, 0, 1, -4, 2, 0},
      fall{0, 0, 0, 0, -g, 0, 0};
  for (const double force : required_forces(free_chain(), q, qdot, fall)) EXPECT_NEAR(force, 0, 1e-12);
  const auto held = required_forces(free_chain(), q, qdot, std::vector<double>(7, 0.0));
  EXPECT_NEAR(held[4], 14 * g, 1e-10) << "the root's vertical force carries the weight";
}

ExternalForces one_force(const model::Model& model, const std::string& body, const Vec3& force,
                         const Vec3& point) {
  capture::ExternalLoads loads;
  loads.name = "plate";
  capture::ExternalForce external;
  external.name = "push";
  external.applied_to_body = body;
  external.force_identifier = "v";
  external.point_identifier = "p";
  loads.forces = {external};
  TimeSeries series;
  series.times_s = {0};
  series.labels = {"v1", "v2", "v3", "p1", "p2", "p3"};
  series.values.resize(1, 6);
  series.values << force.transpose(), point.transpose();
  Diagnostics notes;
  auto bound = bind_external_forces(loads, series, model, notes);
  if (!bound) throw std::runtime_error(bound.refusal().text());
  return std::move(*bound);
}

TEST(InverseDynamics, ground_force_under_the_mass_centre_carries_the_body) {
  auto model = empty_model();
  add_body(model, {"block", 50, {0.05, 0.4, -0.02}, {2, 1, 2, 0, 0, 0}}, JointType::free, model::ground, {},
           {});
  const std::vector<double> q{0, 0, 0, 0.3, 0.1, 0.2}, still(6, 0.0);
  const auto under = one_force(model, "block", {0, 50 * g, 0}, {0.35, 0, 0.18});
  for (const double force : required_forces(model, q, still, still, under)) EXPECT_NEAR(force, 0, 1e-10);
  // Moved forward by 0.1 m the force turns the block about z, which a moment must stop.
  const auto forward = one_force(model, "block", {0, 50 * g, 0}, {0.45, 0, 0.18});
  const auto required = required_forces(model, q, still, still, forward);
  EXPECT_NEAR(required[2], -0.1 * 50 * g, 1e-9);
  EXPECT_NEAR(required[4], 0, 1e-10);
}

// Legs to both sides of z = 0, at hips of three angles; the foot's force beside them.
model::Model two_legs() {
  auto model = empty_model();
  for (const double side : {1.0, -1.0})
    add_body(model,
             {side > 0 ? "leg_r" : "leg_l",
              8,
              {0.02, -0.35, 0.03 * side},
              {0.4, 0.05, 0.38, 0.01, 0.004 * side, 0.006 * side}},
             JointType::ball, model::ground, at({0, 0.9, 0.1 * side}), {});
  return model;
}

TEST(InverseDynamics, mirrored_motion_needs_mirrored_forces) {
  const auto model = two_legs();
  const auto right = swing(3, 0.4);
  const std::vector<double> sign{-1, -1, 1}, zero(3, 0.0);
  std::vector<double> q = right.q, qdot = right.qdot, qddot = right.qddot;
  for (std::size_t k = 0; k < 3; ++k) {
    q.push_back(sign[k] * right.q[k]);
    qdot.push_back(sign[k] * right.qdot[k]);
    qddot.push_back(sign[k] * right.qddot[k]);
  }
  auto push_r =
      required_forces(model, q, qdot, qddot, one_force(model, "leg_r", {30, 500, 20}, {0.1, 0, 0.15}));
  auto push_l =
      required_forces(model, q, qdot, qddot, one_force(model, "leg_l", {30, 500, -20}, {0.1, 0, -0.15}));
  for (std::size_t k = 0; k < 3; ++k) {
    EXPECT_GT(std::abs(push_r[k]), 1);
    EXPECT_NEAR(push_l[3 + k], sign[k] * push_r[k], 1e-10);
    EXPECT_NEAR(push_r[3 + k], sign[k] * push_l[k], 1e-10);
  }
}

TEST(InverseDynamics, the_models_own_forces_are_known_not_required) {
  auto model = pendulum();
  model.coordinate_springs = {{"spring", true, CoordinateId(0), 30, 0.1, 2}};
  const double without = required_forces(pendulum(), {0.7}, {-1.3}, {2.1})[0];
  EXPECT_NEAR(required_forces(model, {0.7}, {-1.3}, {2.1})[0], without + 30 * 0.6 + 2 * -1.3, 1e-12);
}

numerics::Expression formula(std::string_view text) {
  return *numerics::parse_expression(text, std::array<std::string_view, 2>{"q", "qdot"}, "test");
}

TEST(InverseDynamics, a_passive_moment_written_as_a_formula_is_known_too) {
  auto model = pendulum();
  model.expression_forces = {{"capsule", true, CoordinateId(0), formula("-2.4*exp(5*(q-0.5))-0.3*qdot")}};
  const double without = required_forces(pendulum(), {0.7}, {-1.3}, {2.1})[0];
  const double passive_Nm = -2.4 * std::exp(5 * 0.2) + 0.3 * 1.3;
  EXPECT_NEAR(required_forces(model, {0.7}, {-1.3}, {2.1})[0], without - passive_Nm, 1e-12);
}

TEST(InverseDynamics, a_ligament_pulls_with_its_moment_arm) {
  auto model = pendulum();
  model.muscles.resize(1);  // stands before the ligaments in the model's paths; has no part here
  model.muscles[0].path.points = {{"o", model::ground, model::FixedPoint{{0, 1, 0}}},
                                  {"i", BodyId(1), model::FixedPoint{{0, -0.1, 0}}}};
  model::Ligament strap;
  strap.path.points = {{"a", model::ground, model::FixedPoint{{0.3, 0, 0}}},
                       {"b", BodyId(1), model::FixedPoint{{0, -0.4, 0}}}};
  strap.resting_length_m = 0.2;
  strap.pcsa_force_N = 100;
  strap.force_length = numerics::make_linear(1, -1);
  model.ligaments = {strap};
  // Hanging straight: a right-angled triangle of 0.3 and 0.4, the arm is 0.3 * 0.4 / 0.5, the pull
  // turns the rod forward.
  const double tension_N = 100 * (0.5 / 0.2 - 1);
  EXPECT_NEAR(required_forces(model, {0}, {0}, {0})[0], -tension_N * 0.24, 1e-10);
  model.ligaments[0].applies_force = false;
  EXPECT_NEAR(required_forces(model, {0}, {0}, {0})[0], 0, 1e-12);
}

motion::Kinematics coupled_swing(const mechanics::Couplings& couplings, const std::vector<double>& times_s) {
  motion::Kinematics motion;
  motion.times_s = times_s;
  const auto samples = static_cast<Eigen::Index>(times_s.size());
  motion.q.resize(samples, 2);
  motion.qdot.resize(samples, 2);
  motion.qddot.resize(samples, 2);
  for (std::size_t s = 0; s < times_s.size(); ++s) {
    auto moving = swing(2, times_s[s]);
    couplings.fill_dependents(moving.q, moving.qdot, moving.qddot);
    for (std::size_t c = 0; c < 2; ++c) {
      motion.q(static_cast<Eigen::Index>(s), static_cast<Eigen::Index>(c)) = moving.q[c];
      motion.qdot(static_cast<Eigen::Index>(s), static_cast<Eigen::Index>(c)) = moving.qdot[c];
      motion.qddot(static_cast<Eigen::Index>(s), static_cast<Eigen::Index>(c)) = moving.qddot[c];
    }
  }
  return motion;
}

TEST(InverseDynamics, reduced_forces_alone_supply_the_power_of_a_coupled_motion) {
  auto model = double_pendulum();
  model.couplers = {
      {"knee", CoordinateId(1), {CoordinateId(0)}, {numerics::PolynomialFunction{{0.4, -1.2, 0.1}}}}};
  const auto couplings = *mechanics::Couplings::make(model);
  const auto skeleton = skeleton_of(model);
  const double t = 0.5, h = 1e-3;
  const auto motion = coupled_swing(couplings, {t - 2 * h, t - h, t, t + h, t + 2 * h});
  Diagnostics notes;
  const auto required = compute_inverse_dynamics(model, skeleton, couplings, motion, {}, notes);
  ASSERT_TRUE(required.ok());
  ASSERT_EQ(required->all.rows(), 5);
  ASSERT_EQ(required->free.cols(), 1);
  std::vector<double> energies;
  auto workspace = skeleton.make_workspace();
  for (std::size_t s = 0; s < 5; ++s) {
    mechanics::Pose pose;
    skeleton.set_pose(workspace, sample_of(motion, s).q, sample_of(motion, s).qdot, pose);
    energies.push_back(energy_J(model, pose));
  }
  const double rate_W = (8 * (energies[3] - energies[1]) - (energies[4] - energies[0])) / (12 * h);
  EXPECT_GT(std::abs(rate_W), 0.1);
  EXPECT_NEAR(required->free(2, 0) * motion.qdot(2, 0), rate_W, 1e-7);
  EXPECT_NEAR(required->all.row(2).dot(motion.qdot.row(2)), rate_W, 1e-7);
}

// Dependent b = 0.4 - 0.7 a: a passive moment about b is -0.7 of it about a.
TEST(InverseDynamics, a_passive_moment_about_a_dependent_coordinate_reaches_the_free_one) {
  const double slope = -0.7;
  auto model = double_pendulum();
  model.couplers = {{"rhythm", CoordinateId(1), {CoordinateId(0)}, numerics::make_linear(slope, 0.4)}};
  const auto couplings = *mechanics::Couplings::make(model);
  const auto skeleton = skeleton_of(model);
  const auto motion = coupled_swing(couplings, {0, 0.1, 0.2});
  const auto free_moment = [&](const model::Model& with_force) {
    Diagnostics notes;
    const auto required = compute_inverse_dynamics(with_force, skeleton, couplings, motion, {}, notes);
    return required.ok() ? required->free(1, 0) : std::nan("");
  };
  const double without = free_moment(model), q = motion.q(1, 1), qdot = motion.qdot(1, 1);
  EXPECT_GT(std::abs(q), 0.05);
  EXPECT_GT(std::abs(qdot), 0.05);

  auto sprung = model;
  sprung.coordinate_springs = {{"spring", true, CoordinateId(1), 30, 0.1, 2}};
  EXPECT_NEAR(free_moment(sprung), without - slope * (-30 * (q - 0.1) - 2 * qdot), 1e-12);

  auto limited = model;
  limited.coordinate_limits = {{"limit", true, CoordinateId(1), 20, q - 0.5, 0, -10, 3, 0.1}};
  EXPECT_NEAR(free_moment(limited), without - slope * (-20 * 0.5 - 3 * qdot), 1e-12);

  auto passive = model;
  passive.expression_forces = {{"disc", true, CoordinateId(1), formula("-9*sinh(2*q)-0.4*qdot")}};
  EXPECT_NEAR(free_moment(passive), without - slope * (-9 * std::sinh(2 * q) - 0.4 * qdot), 1e-12);
}

TEST(InverseDynamics, a_formula_that_overflows_is_refused) {
  auto model = double_pendulum();
  model.expression_forces = {{"capsule", true, CoordinateId(1), formula("-exp(1e6*abs(q))")}};
  const auto couplings = *mechanics::Couplings::make(model);
  const auto skeleton = skeleton_of(model);
  Diagnostics notes;
  const auto refused =
      compute_inverse_dynamics(model, skeleton, couplings, coupled_swing(couplings, {0, 0.1}), {}, notes);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.refusal().what, "the generalised force that the motion needs there is not finite");
}

TEST(InverseDynamics, a_trial_is_its_samples_and_refuses_what_is_not_finite) {
  const auto model = double_pendulum();
  const auto couplings = *mechanics::Couplings::make(model);
  const auto skeleton = skeleton_of(model);
  auto motion = coupled_swing(couplings, {0, 0.1, 0.2});
  Diagnostics notes;
  const auto trial = compute_inverse_dynamics(model, skeleton, couplings, motion, {}, notes);
  ASSERT_TRUE(trial.ok());
  const auto moving = swing(2, 0.1);
  const auto alone = required_forces(model, moving.q, moving.qdot, moving.qddot);
  EXPECT_EQ(trial->all(1, 0), alone[0]);
  EXPECT_EQ(trial->all(1, 1), alone[1]);
  EXPECT_EQ(trial->free, trial->all) << "all coordinates are free";
  motion.qddot(1, 1) = std::nan("");
  const auto refused = compute_inverse_dynamics(model, skeleton, couplings, motion, {}, notes);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.refusal().where, "coordinate upper_0 at 0.1 s");
}

TEST(InverseDynamics, forces_that_do_not_cover_the_motion_are_refused) {
  auto model = pendulum();
  TimeSeries series;
  series.times_s = {0, 0.01};
  series.labels = {"v1", "v2", "v3"};
  series.values = SampleMatrix::Zero(2, 3);
  capture::ExternalLoads loads;
  loads.name = "plate";
  loads.forces.emplace_back();
  loads.forces[0].applied_to_body = "rod";
  loads.forces[0].force_identifier = "v";
  Diagnostics notes;
  const auto external = bind_external_forces(loads, series, model, notes);
  ASSERT_TRUE(external.ok());
  motion::Kinematics motion;
  motion.times_s = {0, 1};
  motion.q = motion.qdot = motion.qddot = SampleMatrix::Zero(2, 1);
  const auto refused = compute_inverse_dynamics(model, skeleton_of(model), *mechanics::Couplings::make(model),
                                                motion, *external, notes);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.refusal().where, "external loads 'plate'");
}

}  // namespace
}  // namespace loadshare::dynamics
