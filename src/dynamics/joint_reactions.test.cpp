#include "dynamics/joint_reactions.h"

#include <gtest/gtest.h>

#include <cmath>

#include "dynamics/inverse_dynamics.h"
#include "model/osim_reader.h"
#include "source_folder.h"

namespace loadshare::dynamics {
namespace {

using mechanics::SpatialForce;
using model::BodyId;
using model::CoordinateId;
using model::JointType;
using Values = std::vector<double>;

constexpr double g = 9.80665;

// Rods in a row, each on a pin about z at the end of the one before.
struct Rod {
  double mass_kg, length_m, center_m, inertia_kgm2;
};
model::Model chain_of(const std::vector<Rod>& rods) {
  model::Model model;
  model.name = "chain";
  model.bodies.push_back({"ground", 0, Vec3::Zero(), {}});
  for (std::size_t i = 0; i < rods.size(); ++i) {
    const auto& rod = rods[i];
    model.bodies.push_back(
        {"rod", rod.mass_kg, {0, -rod.center_m, 0}, {rod.inertia_kgm2, 0.001, rod.inertia_kgm2, 0, 0, 0}});
    model::Joint joint;
    joint.type = JointType::pin;
    joint.parent = BodyId(i);
    joint.child = BodyId(i + 1);
    if (i > 0) joint.X_PF.p = Vec3(0, -rods[i - 1].length_m, 0);
    joint.coordinates = {CoordinateId(i)};
    model.joints.push_back(joint);
    model.coordinates.emplace_back();
    model.coordinates.back().joint = model::JointId(i);
  }
  return model;
}

struct Reacted {
  std::vector<JointReaction> reactions;
  mechanics::Pose pose;
  std::vector<SpatialForce> applied;
  std::vector<mechanics::SpatialAcceleration> accelerations;
  std::vector<mechanics::HingeColumn> columns;
};

// Gravity and `forces` (one a body, or none) on the moving model.
Reacted react(const model::Model& model, const Values& q, const Values& qdot, const Values& qddot,
              const std::vector<SpatialForce>& forces = {}) {
  const auto skeleton = mechanics::Skeleton::make(model);
  auto workspace = skeleton->make_workspace();
  Reacted made;
  skeleton->set_pose(workspace, q, qdot, made.pose);
  skeleton->compute_body_accelerations(workspace, qddot, made.accelerations);
  skeleton->compute_hinge_columns(workspace, made.columns);
  made.applied = forces;
  made.applied.resize(model.bodies.size());
  mechanics::add_gravity(model, made.pose, made.applied);
  compute_joint_reactions(model, made.pose, made.accelerations, made.applied, made.reactions);
  return made;
}

TEST(JointReactions, swinging_pendulum_closed_form) {
  const double m = 2, c = 0.4, inertia = 0.11, q = 0.7, w = -1.3, a = 2.1;
  const auto made = react(chain_of({{m, 0.8, c, inertia}}), {q}, {w}, {a});
  // Along the rod the pin carries weight and centripetal force, across it inertia; about it the torque.
  const Vec3 outwards(std::sin(q), -std::cos(q), 0), across(std::cos(q), std::sin(q), 0);
  const Vec3& force = made.reactions[0].on_child_G.force_G;
  EXPECT_NEAR(force.dot(-outwards), m * g * std::cos(q) + m * w * w * c, 1e-12);
  EXPECT_NEAR(force.dot(across), m * a * c + m * g * std::sin(q), 1e-12);
  EXPECT_NEAR(force.z(), 0, 1e-14);
  EXPECT_NEAR(made.reactions[0].on_child_G.moment_G.z(), (inertia + m * c * c) * a + m * g * c * std::sin(q),
              1e-12);
}

TEST(JointReactions, hanging_chain_carries_what_hangs_below_each_joint) {
  const auto made = react(chain_of({{3, 0.5, 0.2, 0.1}, {2, 0.4, 0.15, 0.05}, {1.5, 0.3, 0.1, 0.02}}),
                          {0, 0, 0}, {0, 0, 0}, {0, 0, 0});
  const Values below{6.5, 3.5, 1.5};
  for (std::size_t j = 0; j < 3; ++j) {
    EXPECT_TRUE(made.reactions[j].on_child_G.force_G.isApprox(Vec3(0, below[j] * g, 0), 1e-14)) << j;
    EXPECT_LT(made.reactions[j].on_child_G.moment_G.norm(), 1e-13) << "hangs straight";
  }
  EXPECT_TRUE(made.reactions[1].joint_center_G.isApprox(Vec3(0, -0.5, 0), 1e-14));
  EXPECT_TRUE(made.reactions[2].parent_center_G.isApprox(Vec3(0, -0.9, 0), 1e-14));
}

model::Model sample_body() {
  Diagnostics notes;
  return *model::read_osim(testing::source_folder() / "samples/squat/body.osim", notes);
}

double mass_of(const model::Model& model) {
  double mass_kg = 0;
  for (const auto& body : model.bodies) mass_kg += body.mass_kg;
  return mass_kg;
}

struct Moving {
  Values q, qdot, qddot;
};
Moving moving_person(const model::Model& model) {
  Moving at;
  for (std::size_t c = 0; c < model.coordinates.size(); ++c) {
    const double k = static_cast<double>(c);
    at.q.push_back(model.coordinates[c].default_value + 0.3 * std::sin(1 + k));
    at.qdot.push_back(1.2 * std::cos(2 * k));
    at.qddot.push_back(5 * std::sin(3 * k + 0.5));
  }
  return at;
}

// Standing still, each foot on half the weight: hips carry what is above them, half each where the
// pushes are alike, and the root nothing.
TEST(JointReactions, standing_on_two_feet) {
  const auto model = sample_body();
  Values q, still(model.coordinates.size(), 0.0);
  for (const auto& coordinate : model.coordinates) q.push_back(coordinate.default_value);
  const double weight_N = mass_of(model) * g;
  std::vector<SpatialForce> push(model.bodies.size());
  for (const char* foot : {"foot_r", "foot_l"})
    push[model.find_body(foot).at()].force_G = {0, weight_N / 2, 0};
  const auto made = react(model, q, still, still, push);
  for (std::size_t j = 0; j < model.joints.size(); ++j) {
    const Vec3& force = made.reactions[j].on_child_G.force_G;
    const auto& name = model.joints[j].name;
    if (name == "ground_pelvis") {
      EXPECT_LT(force.norm(), 1e-10);
    }
    if (name == "hip_r" || name == "hip_l") {
      double leg_kg = 0;
      for (const char* part : {"femur_r", "tibia_r", "foot_r"})
        leg_kg += model.bodies[model.find_body(part).at()].mass_kg;
      EXPECT_NEAR(force.y(), leg_kg * g - weight_N / 2, 1e-10) << "the pelvis presses the thigh down";
    }
    if (name == "back") {
      EXPECT_NEAR(force.y(), model.bodies[model.find_body("torso").at()].mass_kg * g, 1e-11);
    }
  }
}

// The root joint passes on all momentum that no outside force supplies: the sum over all bodies.
TEST(JointReactions, root_balances_the_rate_of_momentum) {
  const auto model = sample_body();
  const auto at = moving_person(model);
  std::vector<SpatialForce> push(model.bodies.size());
  push[model.find_body("foot_r").at()] = {{3, -5, 8}, {40, 600, -25}};
  push[model.find_body("torso").at()] = {{-2, 6, 1}, {-15, 30, 70}};
  const auto made = react(model, at.q, at.qdot, at.qddot, push);
  // Momentum about ground's origin by differences along q(t) = q + qdot t + qddot t^2 / 2.
  const auto skeleton = mechanics::Skeleton::make(model);
  auto workspace = skeleton->make_workspace();
  const auto momentum_at = [&](double t) {
    Values q = at.q, qdot = at.qdot;
    for (std::size_t c = 0; c < q.size(); ++c) {
      q[c] += t * at.qdot[c] + 0.5 * t * t * at.qddot[c];
      qdot[c] += t * at.qddot[c];
    }
    mechanics::Pose pose;
    skeleton->set_pose(workspace, q, qdot, pose);
    Eigen::Matrix<double, 6, 1> sum = Eigen::Matrix<double, 6, 1>::Zero();
    for (std::size_t b = 1; b < model.bodies.size(); ++b) {
      const auto& body = model.bodies[b];
      const auto& [xx, yy, zz, xy, xz, yz] = body.inertia_kgm2;
      Mat3 inertia_B;
      inertia_B << xx, xy, xz, xy, yy, yz, xz, yz, zz;
      const Vec3 center = pose.X_GB[b].R * body.mass_center_B;
      const Vec3 p = body.mass_kg * (pose.V_GB[b].linear_G + pose.V_GB[b].angular_G.cross(center));
      sum.head<3>() += p;
      sum.tail<3>() += pose.X_GB[b].R * inertia_B * pose.X_GB[b].R.transpose() * pose.V_GB[b].angular_G +
                       (pose.X_GB[b].p + center).cross(p);
    }
    return sum;
  };
  const double h = 1e-5;
  Eigen::Matrix<double, 6, 1> rate = (momentum_at(h) - momentum_at(-h)) / (2 * h);
  for (std::size_t b = 1; b < model.bodies.size(); ++b) {
    rate.head<3>() -= made.applied[b].force_G;
    rate.tail<3>() -= made.applied[b].moment_G + made.pose.X_GB[b].p.cross(made.applied[b].force_G);
  }
  std::size_t root = 0;
  while (model.joints[root].parent != model::ground) ++root;
  const auto& reaction = made.reactions[root];
  const Vec3 moment =
      reaction.on_child_G.moment_G + reaction.joint_center_G.cross(reaction.on_child_G.force_G);
  EXPECT_GT(rate.norm(), 100);
  EXPECT_LT((reaction.on_child_G.force_G - rate.head<3>()).norm(), 1e-5);
  EXPECT_LT((moment - rate.tail<3>()).norm(), 1e-5);
}

// Newton's third law and Newton's second: on every body, what its own joint gives, what its children's
// joints take back and what is applied make up mass times acceleration.
TEST(JointReactions, what_a_joint_gives_one_body_it_takes_from_the_other) {
  const auto model = sample_body();
  const auto at = moving_person(model);
  std::vector<SpatialForce> push(model.bodies.size());
  push[model.find_body("tibia_l").at()] = {{4, 2, -7}, {100, -50, 30}};
  const auto made = react(model, at.q, at.qdot, at.qddot, push);
  for (std::size_t b = 1; b < model.bodies.size(); ++b) {
    SpatialForce sum = made.applied[b];
    for (std::size_t j = 0; j < model.joints.size(); ++j) {
      const auto& [on_child, center, parent_center] = made.reactions[j];
      const double sign = model.joints[j].child == BodyId(b)    ? 1
                          : model.joints[j].parent == BodyId(b) ? -1
                                                                : 0;
      sum.force_G += sign * on_child.force_G;
      sum.moment_G += sign * (on_child.moment_G + (center - made.pose.X_GB[b].p).cross(on_child.force_G));
    }
    const auto needed = mechanics::inertial_force(model.bodies[b], made.pose.X_GB[b], made.pose.V_GB[b],
                                                  made.accelerations[b]);
    EXPECT_LT((sum.force_G - needed.force_G).norm(), 1e-10) << model.bodies[b].name;
    EXPECT_LT((sum.moment_G - needed.moment_G).norm(), 1e-10) << model.bodies[b].name;
  }
}

// Projected on its own hinges a joint's reaction is the generalised force of inverse dynamics.
TEST(JointReactions, their_part_along_the_hinges_is_inverse_dynamics) {
  const auto model = sample_body();
  const auto at = moving_person(model);
  const auto made = react(model, at.q, at.qdot, at.qddot);
  const auto skeleton = mechanics::Skeleton::make(model);
  const ExternalForces none;
  const InverseDynamics dynamics(model, *skeleton, none);
  auto workspace = dynamics.make_workspace();
  Values required;
  dynamics.compute({0, at.q, at.qdot, at.qddot}, workspace, required);
  for (std::size_t j = 0; j < model.joints.size(); ++j) {
    const auto& [on_child, center, parent_center] = made.reactions[j];
    const Vec3 origin = made.pose.X_GB[model.joints[j].child.at()].p;
    const Vec3 moment = on_child.moment_G + (center - origin).cross(on_child.force_G);
    for (const auto c : model.joints[j].coordinates) {
      const auto& column = made.columns[c.at()];
      EXPECT_NEAR(column.angular_G.dot(moment) + column.linear_G.dot(on_child.force_G), required[c.at()],
                  1e-9)
          << model.coordinates[c.at()].name;
    }
  }
}

}  // namespace
}  // namespace loadshare::dynamics
