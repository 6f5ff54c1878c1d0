#include "mechanics/skeleton.h"

#include <gtest/gtest.h>

#include <cmath>

namespace loadshare::mechanics {
namespace {

using model::BodyId;
using model::CoordinateId;
using model::JointType;
using Values = std::vector<double>;

std::size_t coordinate_count_of(JointType type) {
  switch (type) {
    case JointType::pin:
    case JointType::slider:
      return 1;
    case JointType::universal:
      return 2;
    case JointType::planar:
    case JointType::ball:
      return 3;
    case JointType::free:
      return 6;
    default:
      return 0;
  }
}

// A tree of bodies, each with the joint that carries it.
struct Tree {
  model::Model model;

  Tree() {
    model.name = "tree";
    model.bodies.push_back({"ground", 0, Vec3::Zero(), {}});
  }
  BodyId add(JointType type, BodyId parent, const Transform& X_PF = {}, const Transform& X_BM = {},
             std::size_t custom_coordinates = 0) {
    const BodyId child(model.bodies.size());
    const std::string name = "body_" + std::to_string(child.index);
    model.bodies.push_back({name, 2, {0.02, -0.15, 0.03}, {0.05, 0.02, 0.06, 0.003, -0.002, 0.004}});
    model::Joint joint;
    joint.name = name + "_joint";
    joint.type = type;
    joint.parent = parent;
    joint.child = child;
    joint.X_PF = X_PF;
    joint.X_BM = X_BM;
    const std::size_t count = type == JointType::custom ? custom_coordinates : coordinate_count_of(type);
    for (std::size_t k = 0; k < count; ++k) {
      joint.coordinates.push_back(CoordinateId(model.coordinates.size()));
      model.coordinates.emplace_back();
      model.coordinates.back().name = name + "_" + std::to_string(k);
      model.coordinates.back().joint = model::JointId(model.joints.size());
    }
    model.joints.push_back(joint);
    return child;
  }
};

Transform place(const Vec3& angles_rad, const Vec3& p) {
  return {rotation_from_body_fixed_xyz(angles_rad), p};
}

Skeleton skeleton_of(const model::Model& model, JointRules rules = JointRules::exact) {
  auto made = Skeleton::make(model, rules);
  if (!made) throw std::runtime_error(made.refusal().text());
  return std::move(*made);
}

Pose pose_at(const Skeleton& skeleton, const Values& q, const Values& qdot) {
  auto workspace = skeleton.make_workspace();
  Pose pose;
  skeleton.set_pose(workspace, q, qdot, pose);
  return pose;
}

// q_i(t) and its first two derivatives: all coordinates move, none alike.
struct Swing {
  Values q, qdot, qddot;
};
Swing swing(std::size_t count, double t) {
  Swing at;
  for (std::size_t i = 0; i < count; ++i) {
    const double w = 1.1 + 0.37 * static_cast<double>(i), phase = 0.3 + 0.8 * static_cast<double>(i);
    at.q.push_back(0.6 * std::sin(w * t + phase));
    at.qdot.push_back(0.6 * w * std::cos(w * t + phase));
    at.qddot.push_back(-0.6 * w * w * std::sin(w * t + phase));
  }
  return at;
}

// A knee as published models have it: one coordinate drives three rotations and three translations.
Tree knee_tree() {
  Tree tree;
  const BodyId thigh = tree.add(JointType::pin, model::ground, place({0.1, 0, 0.2}, {0.1, 1, 0}));
  tree.add(JointType::custom, thigh, place({0.1, 0.3, 0.2}, {0, -0.4, 0}),
           place({-0.2, 0.1, 0.4}, {0.01, 0.03, 0}), 1);
  auto& knee = tree.model.joints.back();
  const std::array<Values, 6> polynomials{Values{-1, 0},          Values{0.3, -0.5, 0.1, 0},
                                          Values{-0.2, 0.4, 0.3}, Values{0.02, 0.01, 0},
                                          Values{-0.03, 0.02, 0}, Values{0.01, -0.02, 0}};
  for (std::size_t k = 0; k < 6; ++k)
    knee.axes[k] = {knee.coordinates,
                    Vec3::Unit(static_cast<int>(2 - k % 3)),
                    {numerics::PolynomialFunction{polynomials[k]}}};
  return tree;
}

// A custom joint whose k-th coordinate drives the k-th motion alone, by a curve.
Tree plain_custom_tree() {
  Tree tree;
  tree.add(JointType::custom, model::ground, place({0.3, -0.1, 0.2}, {0.1, 0.2, 0}), {}, 6);
  auto& joint = tree.model.joints.back();
  const std::array<Vec3, 6> axes{Vec3(0, 0, 1), Vec3(1, 0.2, 0), Vec3(0, 1, 0.3),
                                 Vec3(1, 0, 0), Vec3(0, 1, 0),   Vec3(0, 0, 1)};
  for (std::size_t k = 0; k < 6; ++k)
    joint.axes[k] = {{joint.coordinates[k]}, axes[k], {numerics::PolynomialFunction{{0.2, 1, 0.1}}}};
  return tree;
}

// Every type of joint in one tree.
Tree mixed_tree() {
  Tree tree;
  const BodyId root = tree.add(JointType::free, model::ground, place({0, 0, 0}, {0, 1, 0}));
  const BodyId a = tree.add(JointType::ball, root, place({0.2, 0.1, -0.3}, {0.1, -0.1, 0.1}),
                            place({0.1, 0, 0.2}, {0, 0.2, 0}));
  const BodyId b =
      tree.add(JointType::pin, a, place({0, 0.4, 0}, {0, -0.4, 0}), place({0, 0, 0}, {0, 0.1, 0}));
  tree.add(JointType::universal, b, place({0.1, 0.2, 0.3}, {0, -0.4, 0.02}),
           place({0, 0.2, 0}, {0.05, 0, 0}));
  const BodyId c = tree.add(JointType::slider, root, place({0, 0, 0.5}, {-0.1, 0.2, 0}));
  const BodyId d =
      tree.add(JointType::weld, c, place({0.3, 0, 0}, {0, 0.3, 0}), place({0, 0.2, 0}, {0, 0, 0.1}));
  tree.add(JointType::planar, d, place({0, 0.3, 0}, {0.1, 0, 0}), place({0.1, 0, 0}, {0, 0.1, 0}));
  return tree;
}

// The spin of R between two times, as a vector: the logarithm over the time.
Vec3 mean_spin(const Mat3& before, const Mat3& after, double dt) {
  const Eigen::AngleAxisd turn(after * before.transpose());
  return turn.axis() * turn.angle() / dt;
}

TEST(Skeleton, chain_of_pins_stands_where_trigonometry_puts_it) {
  const double l = 0.45, a = 0.7, b = -1.2;
  Tree tree;
  const BodyId upper = tree.add(JointType::pin, model::ground, place({0, 0, 0}, {0.1, 1, 0.3}));
  const BodyId lower = tree.add(JointType::pin, upper, place({0, 0, 0}, {0, -l, 0}));
  const auto pose = pose_at(skeleton_of(tree.model), {a, b}, {2, -3});
  const Vec3 knee(0.1 + l * std::sin(a), 1 - l * std::cos(a), 0.3);
  EXPECT_TRUE(pose.X_GB[lower.at()].p.isApprox(knee, 1e-14));
  const Mat3 turned = Eigen::AngleAxisd(a + b, Vec3::UnitZ()).toRotationMatrix();
  EXPECT_TRUE(pose.X_GB[lower.at()].R.isApprox(turned, 1e-14));
  EXPECT_TRUE(pose.V_GB[lower.at()].angular_G.isApprox(Vec3(0, 0, -1), 1e-14));
  EXPECT_TRUE(pose.V_GB[lower.at()].linear_G.isApprox(2 * l * Vec3(std::cos(a), std::sin(a), 0), 1e-14));
  EXPECT_TRUE(pose.X_GB[0].R.isIdentity() && pose.V_GB[0].linear_G.isZero()) << "ground stands still";
}

TEST(Skeleton, joint_types_move_along_their_own_axes) {
  Tree tree;
  tree.add(JointType::slider, model::ground);
  tree.add(JointType::universal, model::ground);
  tree.add(JointType::planar, model::ground);
  tree.add(JointType::ball, model::ground);
  tree.add(JointType::free, model::ground);
  const Values q{0.3, 0.5, -0.4, 0.6, 0.1, 0.2, 0.3, -0.2, 0.7, 0.4, 0.1, -0.6, 1, 2, 3};
  const auto pose = pose_at(skeleton_of(tree.model), q, Values(q.size(), 0.0));
  EXPECT_TRUE(pose.X_GB[1].p.isApprox(Vec3(0.3, 0, 0), 1e-14));
  EXPECT_TRUE(pose.X_GB[2].R.isApprox(rotation_from_body_fixed_xyz({0.5, -0.4, 0}), 1e-14));
  // Simbody's planar joint turns in place, then slides along the parent's axes.
  EXPECT_TRUE(pose.X_GB[3].p.isApprox(Vec3(0.1, 0.2, 0), 1e-14));
  EXPECT_TRUE(pose.X_GB[3].R.isApprox(Eigen::AngleAxisd(0.6, Vec3::UnitZ()).toRotationMatrix(), 1e-14));
  EXPECT_TRUE(pose.X_GB[4].R.isApprox(rotation_from_body_fixed_xyz({0.3, -0.2, 0.7}), 1e-14));
  EXPECT_TRUE(pose.X_GB[5].R.isApprox(rotation_from_body_fixed_xyz({0.4, 0.1, -0.6}), 1e-14));
  EXPECT_TRUE(pose.X_GB[5].p.isApprox(Vec3(1, 2, 3), 1e-14));
}

TEST(Skeleton, custom_joint_turns_and_then_shifts_in_the_parents_frame) {
  const auto tree = knee_tree();
  const double q = 0.8;
  const auto& knee = tree.model.joints.back();
  const auto pose = pose_at(skeleton_of(tree.model), {0.4, q}, {0, 0});
  std::array<double, 6> f{};
  for (std::size_t k = 0; k < 6; ++k) f[k] = knee.axes[k].function.value(Values{q});
  Transform X_FM;
  X_FM.R = Eigen::AngleAxisd(f[0], Vec3::UnitZ()) * Eigen::AngleAxisd(f[1], Vec3::UnitY()) *
           Eigen::AngleAxisd(f[2], Vec3::UnitX());
  X_FM.p = Vec3(f[5], f[4], f[3]);
  const Transform X_GB = pose.X_GB[1] * knee.X_PF * X_FM * knee.X_BM.inverse();
  EXPECT_TRUE(pose.X_GB[2].R.isApprox(X_GB.R, 1e-14));
  EXPECT_TRUE(pose.X_GB[2].p.isApprox(X_GB.p, 1e-14));
}

TEST(Skeleton, custom_joint_without_coordinates_holds_its_constants) {
  Tree tree;
  tree.add(JointType::custom, model::ground);
  const Values constants{0.3, -0.2, 0.5, 0.1, 0.2, -0.4};
  for (std::size_t k = 0; k < 6; ++k)
    tree.model.joints[0].axes[k] = {
        {}, Vec3::Unit(static_cast<int>(k % 3)), numerics::make_constant(constants[k])};
  const auto pose = pose_at(skeleton_of(tree.model), {}, {});
  EXPECT_TRUE(pose.X_GB[1].R.isApprox(rotation_from_body_fixed_xyz({0.3, -0.2, 0.5}), 1e-14));
  EXPECT_TRUE(pose.X_GB[1].p.isApprox(Vec3(0.1, 0.2, -0.4), 1e-14));
}

TEST(Skeleton, velocities_are_the_differences_of_poses) {
  const double h = 1e-5;
  for (const auto& tree : {mixed_tree(), knee_tree(), plain_custom_tree()}) {
    const auto skeleton = skeleton_of(tree.model);
    const std::size_t count = skeleton.coordinate_count();
    const auto now = swing(count, 0.4), before = swing(count, 0.4 - h), after = swing(count, 0.4 + h);
    const auto pose = pose_at(skeleton, now.q, now.qdot);
    const auto earlier = pose_at(skeleton, before.q, before.qdot),
               later = pose_at(skeleton, after.q, after.qdot);
    for (std::size_t b = 1; b < skeleton.body_count(); ++b) {
      const Vec3 linear = (later.X_GB[b].p - earlier.X_GB[b].p) / (2 * h);
      EXPECT_LT((pose.V_GB[b].linear_G - linear).norm(), 1e-8) << "body " << b;
      const Vec3 spin = mean_spin(earlier.X_GB[b].R, later.X_GB[b].R, 2 * h);
      EXPECT_LT((pose.V_GB[b].angular_G - spin).norm(), 1e-8) << "body " << b;
    }
  }
}

TEST(Skeleton, hinge_columns_are_the_velocities_of_unit_speeds) {
  for (const auto& tree : {mixed_tree(), knee_tree()}) {
    const auto skeleton = skeleton_of(tree.model);
    const std::size_t count = skeleton.coordinate_count();
    const auto q = swing(count, 1.3).q;
    auto workspace = skeleton.make_workspace();
    Pose pose;
    skeleton.set_pose(workspace, q, Values(count, 0.0), pose);
    std::vector<HingeColumn> columns;
    skeleton.compute_hinge_columns(workspace, columns);
    for (const auto& joint : tree.model.joints)
      for (const auto coordinate : joint.coordinates) {
        Values unit(count, 0.0);
        unit[coordinate.at()] = 1;
        const auto moving = pose_at(skeleton, q, unit);
        const auto& V = moving.V_GB[joint.child.at()];
        EXPECT_LT((V.angular_G - columns[coordinate.at()].angular_G).norm(), 1e-13);
        EXPECT_LT((V.linear_G - columns[coordinate.at()].linear_G).norm(), 1e-13);
      }
  }
}

// How far the accelerations are from the differences of the velocities, at most.
double acceleration_error_max(const Tree& tree, JointRules rules) {
  const double h = 1e-5, t = 0.4;
  const auto skeleton = skeleton_of(tree.model, rules);
  const std::size_t count = skeleton.coordinate_count();
  const auto now = swing(count, t), before = swing(count, t - h), after = swing(count, t + h);
  auto workspace = skeleton.make_workspace();
  Pose pose;
  skeleton.set_pose(workspace, now.q, now.qdot, pose);
  std::vector<SpatialAcceleration> accelerations;
  skeleton.compute_body_accelerations(workspace, now.qddot, accelerations);
  const auto earlier = pose_at(skeleton, before.q, before.qdot),
             later = pose_at(skeleton, after.q, after.qdot);
  double error = 0;
  for (std::size_t b = 1; b < skeleton.body_count(); ++b) {
    const Vec3 linear = (later.V_GB[b].linear_G - earlier.V_GB[b].linear_G) / (2 * h);
    const Vec3 angular = (later.V_GB[b].angular_G - earlier.V_GB[b].angular_G) / (2 * h);
    error = std::max(
        {error, (accelerations[b].linear_G - linear).norm(), (accelerations[b].angular_G - angular).norm()});
  }
  return error;
}

TEST(Skeleton, accelerations_are_the_differences_of_velocities) {
  EXPECT_LT(acceleration_error_max(mixed_tree(), JointRules::exact), 1e-7);
  EXPECT_LT(acceleration_error_max(knee_tree(), JointRules::exact), 1e-7);
  EXPECT_LT(acceleration_error_max(plain_custom_tree(), JointRules::exact), 1e-7);
}

std::vector<SpatialAcceleration> accelerations_at(const Tree& tree, JointRules rules, const Swing& at) {
  const auto skeleton = skeleton_of(tree.model, rules);
  auto workspace = skeleton.make_workspace();
  Pose pose;
  skeleton.set_pose(workspace, at.q, at.qdot, pose);
  std::vector<SpatialAcceleration> accelerations;
  skeleton.compute_body_accelerations(workspace, at.qddot, accelerations);
  return accelerations;
}

// OpenSim's rule takes the k-th coordinate alone to drive the k-th rotation. Where one coordinate drives
// all three by f1, f2, f3 it lets the second axis turn along with the third rotation, which comes after
// it: an angular acceleration of f2' f3' qdot^2 about the line across both axes too much.
TEST(Skeleton, opensims_rule_is_off_by_the_third_rotations_pull_on_the_second_axis) {
  const auto tree = knee_tree();
  const Swing now = swing(2, 2.0);
  const auto exact = accelerations_at(tree, JointRules::exact, now);
  const auto opensim = accelerations_at(tree, JointRules::opensim, now);
  const double q = now.q[1], u = now.qdot[1];
  const double slope_2 = 0.9 * q * q - q + 0.1, slope_3 = -0.4 * q + 0.4;
  const double expected = std::abs(slope_2 * slope_3) * u * u;
  EXPECT_GT(expected, 1e-3);
  EXPECT_NEAR((opensim[2].angular_G - exact[2].angular_G).norm(), expected, 1e-13);
  EXPECT_LT((opensim[1].angular_G - exact[1].angular_G).norm(), 1e-14) << "the pin above has no part in it";
}

TEST(Skeleton, opensims_rule_is_right_where_each_coordinate_drives_its_own_rotation) {
  EXPECT_LT(acceleration_error_max(plain_custom_tree(), JointRules::opensim), 1e-7);
}

TEST(Skeleton, both_rules_agree_on_poses_and_velocities) {
  const auto tree = knee_tree();
  const auto now = swing(2, 0.4);
  const auto exact = pose_at(skeleton_of(tree.model), now.q, now.qdot);
  const auto opensim = pose_at(skeleton_of(tree.model, JointRules::opensim), now.q, now.qdot);
  for (std::size_t b = 0; b < 3; ++b) {
    EXPECT_EQ(exact.X_GB[b].p, opensim.X_GB[b].p);
    EXPECT_EQ(exact.V_GB[b].angular_G, opensim.V_GB[b].angular_G);
  }
}

// Columns of the mass matrix: what unit accelerations need at rest, nothing applied.
Eigen::MatrixXd mass_matrix(const Tree& tree, const Values& q) {
  const auto skeleton = skeleton_of(tree.model);
  const std::size_t count = skeleton.coordinate_count();
  auto workspace = skeleton.make_workspace();
  Pose pose;
  skeleton.set_pose(workspace, q, Values(count, 0.0), pose);
  const std::vector<SpatialForce> none(skeleton.body_count());
  Eigen::MatrixXd M(count, count);
  Values needed;
  for (std::size_t j = 0; j < count; ++j) {
    Values unit(count, 0.0);
    unit[j] = 1;
    skeleton.compute_inverse_dynamics(workspace, unit, none, Values(count, 0.0), needed);
    for (std::size_t i = 0; i < count; ++i)
      M(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) = needed[i];
  }
  return M;
}

TEST(Skeleton, mass_matrix_is_symmetric_and_twice_the_kinetic_energy) {
  for (const auto& tree : {mixed_tree(), knee_tree()}) {
    const std::size_t count = tree.model.coordinates.size();
    const auto now = swing(count, 0.9);
    const auto M = mass_matrix(tree, now.q);
    EXPECT_LT((M - M.transpose()).cwiseAbs().maxCoeff(), 1e-13 * M.cwiseAbs().maxCoeff());
    const auto pose = pose_at(skeleton_of(tree.model), now.q, now.qdot);
    double energy_J = 0;
    for (std::size_t b = 1; b < tree.model.bodies.size(); ++b) {
      const auto& body = tree.model.bodies[b];
      const auto& [xx, yy, zz, xy, xz, yz] = body.inertia_kgm2;
      Mat3 inertia_B;
      inertia_B << xx, xy, xz, xy, yy, yz, xz, yz, zz;
      const Vec3 spin_B = pose.X_GB[b].R.transpose() * pose.V_GB[b].angular_G;
      const Vec3 v =
          pose.V_GB[b].linear_G + pose.V_GB[b].angular_G.cross(pose.X_GB[b].R * body.mass_center_B);
      energy_J += 0.5 * body.mass_kg * v.squaredNorm() + 0.5 * spin_B.dot(inertia_B * spin_B);
    }
    const auto speed = Eigen::Map<const Eigen::VectorXd>(now.qdot.data(), static_cast<Eigen::Index>(count));
    EXPECT_NEAR(0.5 * speed.dot(M * speed), energy_J, 1e-12 * energy_J);
  }
}

// No rigid body has such moments of inertia, but published feet do.
TEST(Skeleton, inertias_that_break_the_triangle_inequality_are_taken_as_they_stand) {
  Tree tree;
  tree.add(JointType::pin, model::ground);
  tree.model.bodies[1] = {"foot", 1.5, {0, -0.1, 0}, {0.001, 0.001, 0.02, 0, 0, 0}};
  EXPECT_NEAR(mass_matrix(tree, {0.3})(0, 0), 0.02 + 1.5 * 0.01, 1e-15);
}

TEST(Skeleton, generalised_force_of_a_push_is_its_power_per_unit_speed) {
  const auto tree = mixed_tree();
  const auto skeleton = skeleton_of(tree.model);
  const std::size_t count = skeleton.coordinate_count();
  const auto now = swing(count, 2.1);
  auto workspace = skeleton.make_workspace();
  Pose pose;
  skeleton.set_pose(workspace, now.q, now.qdot, pose);
  std::vector<HingeColumn> columns;
  skeleton.compute_hinge_columns(workspace, columns);
  for (std::size_t b = 1; b < skeleton.body_count(); ++b) {
    const SpatialForce push{{3, -1, 2}, {10, 20, -30}};
    Values force(count, 0.0);
    add_generalised_force(skeleton, pose, columns, BodyId(b), push, force);
    double power_W = 0;
    for (std::size_t i = 0; i < count; ++i) power_W += force[i] * now.qdot[i];
    const auto& V = pose.V_GB[b];
    EXPECT_NEAR(power_W, push.moment_G.dot(V.angular_G) + push.force_G.dot(V.linear_G), 1e-12)
        << "body " << b;
    // The same push as an applied force takes as much off what the motion needs.
    std::vector<SpatialForce> applied(skeleton.body_count());
    Values without, with;
    skeleton.compute_inverse_dynamics(workspace, now.qddot, applied, Values(count, 0.0), without);
    applied[b] = push;
    skeleton.compute_inverse_dynamics(workspace, now.qddot, applied, Values(count, 0.0), with);
    for (std::size_t i = 0; i < count; ++i) EXPECT_NEAR(without[i] - with[i], force[i], 1e-11);
  }
}

TEST(Skeleton, results_do_not_depend_on_the_pose_before) {
  const auto tree = knee_tree();
  const auto skeleton = skeleton_of(tree.model);
  auto used = skeleton.make_workspace(), fresh = skeleton.make_workspace();
  const auto other = swing(2, 5.0), now = swing(2, 0.4);
  const std::vector<SpatialForce> none(3);
  Pose pose;
  Values first, second;
  skeleton.set_pose(used, other.q, other.qdot, pose);
  skeleton.compute_inverse_dynamics(used, other.qddot, none, Values(2, 0.0), first);
  skeleton.set_pose(used, now.q, now.qdot, pose);
  skeleton.compute_inverse_dynamics(used, now.qddot, none, Values(2, 0.0), first);
  skeleton.set_pose(fresh, now.q, now.qdot, pose);
  skeleton.compute_inverse_dynamics(fresh, now.qddot, none, Values(2, 0.0), second);
  EXPECT_EQ(first, second);
  // The same values at other speeds: the rates of the hinge must be renewed.
  skeleton.set_pose(used, now.q, Values{0, 0}, pose);
  skeleton.compute_inverse_dynamics(used, now.qddot, none, Values(2, 0.0), second);
  EXPECT_NE(first, second);
}

TEST(Skeleton, weight_is_mass_times_gravity_at_the_mass_centre) {
  const auto tree = mixed_tree();
  const auto skeleton = skeleton_of(tree.model);
  const auto pose =
      pose_at(skeleton, swing(skeleton.coordinate_count(), 0.2).q, Values(skeleton.coordinate_count(), 0.0));
  std::vector<SpatialForce> forces(skeleton.body_count());
  add_gravity(tree.model, pose, forces);
  for (std::size_t b = 1; b < skeleton.body_count(); ++b) {
    const Vec3 weight(0, -2 * 9.80665, 0), center = pose.X_GB[b].R * tree.model.bodies[b].mass_center_B;
    EXPECT_TRUE(forces[b].force_G.isApprox(weight, 1e-15));
    EXPECT_LT((forces[b].moment_G - center.cross(weight)).norm(), 1e-14);
  }
  EXPECT_TRUE(forces[0].force_G.isZero());
}

}  // namespace
}  // namespace loadshare::mechanics
