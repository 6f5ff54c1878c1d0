#include "dynamics/carried_loads.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "dynamics/inverse_dynamics.h"
#include "moved_body.h"

namespace loadshare::dynamics {
namespace {

using capture::CarriedLoad;
using model::BodyId;
using ::testing::HasSubstr;

constexpr double g = 9.80665;

// A rod of 2 kg on a pin about z, its mass centre 0.4 m below, with a marker at its end, 1 m below, and one
// off the plane; a second rod beside it, 0.5 m forward.
model::Model two_pendulums() {
  model::Model model;
  model.name = "pendulums";
  model.bodies.push_back({"ground", 0, Vec3::Zero(), {}});
  for (const double x : {0.0, 0.5}) {
    const BodyId child(model.bodies.size());
    const std::string name = x == 0 ? "rod" : "twin";
    model.bodies.push_back({name, 2, {0, -0.4, 0}, {0.1, 0.02, 0.11, 0, 0, 0}});
    model::Joint joint;
    joint.name = name + "_joint";
    joint.type = model::JointType::pin;
    joint.parent = model::ground;
    joint.child = child;
    joint.X_PF.p = {x, 0, 0};
    joint.coordinates = {model::CoordinateId(model.coordinates.size())};
    model.coordinates.emplace_back();
    model.coordinates.back().name = name + "_angle";
    model.coordinates.back().joint = model::JointId(model.joints.size());
    model.joints.push_back(std::move(joint));
    model.markers.push_back({name + "_end", child, {0, -1, 0}, false});
    model.markers.push_back({name + "_side", child, {0.1, -0.5, 0.2}, false});
  }
  model.markers.push_back({"nail", model::ground, {0, 1, 0}, false});
  return model;
}

CarriedLoad mass(double mass_kg, std::vector<std::string> at) {
  CarriedLoad load;
  load.name = "weight";
  load.kind = CarriedLoad::Kind::mass;
  load.at = std::move(at);
  load.mass_kg = mass_kg;
  load.where = "s.toml, line 2";
  return load;
}
CarriedLoad force(double force_N, std::vector<std::string> at) {
  auto load = mass(0, std::move(at));
  load.name = "pull";
  load.kind = CarriedLoad::Kind::force;
  load.force_N = force_N;
  return load;
}
CarriedLoad band(double stiffness_N_per_m, double rest_length_m, std::vector<std::string> at) {
  auto load = mass(0, std::move(at));
  load.name = "band";
  load.kind = CarriedLoad::Kind::band;
  load.stiffness_N_per_m = stiffness_N_per_m;
  load.rest_length_m = rest_length_m;
  return load;
}

// What the pendulums need to move as given with what they carry.
std::vector<double> required(const std::vector<CarriedLoad>& loads, const std::vector<double>& q,
                             const std::vector<double>& qdot, const std::vector<double>& qddot) {
  const auto bare = two_pendulums();
  const auto carrying = with_carried_masses(bare, loads, {});
  auto pulls = make_pulls(bare, loads, {});
  if (!carrying || !pulls) throw std::runtime_error("the loads were refused");
  const auto skeleton = mechanics::Skeleton::make(*carrying);
  ExternalForces external;
  external.set_pulls(*std::move(pulls));
  const InverseDynamics dynamics(*carrying, *skeleton, external);
  auto workspace = dynamics.make_workspace();
  std::vector<double> result;
  dynamics.compute({0, q, qdot, qddot}, workspace, result);
  return result;
}

// ---- masses --------------------------------------------------------------------------------------

TEST(CarriedMass, AtTheEndOfAPendulum) {
  const double q = 0.7, qddot = 2.1, m = 3;
  const auto alone = required({}, {q, 0}, {-1.3, 0}, {qddot, 0});
  const auto with = required({mass(m, {"rod_end"})}, {q, 0}, {-1.3, 0}, {qddot, 0});
  EXPECT_NEAR(alone[0], (0.11 + 2 * 0.4 * 0.4) * qddot + 2 * g * 0.4 * std::sin(q), 1e-12);
  EXPECT_NEAR(with[0] - alone[0], m * 1 * 1 * qddot + m * g * 1 * std::sin(q), 1e-12);
  EXPECT_NEAR(with[1], alone[1], 1e-12);
}

TEST(CarriedMass, IsSharedAlikeByItsPoints) {
  const auto whole = required({mass(6, {"rod_end", "twin_end"})}, {0.3, 0.3}, {0, 0}, {1, 1});
  const auto half = required({mass(3, {"rod_end"})}, {0.3, 0.3}, {0, 0}, {1, 1});
  EXPECT_NEAR(whole[0], half[0], 1e-12);
  EXPECT_NEAR(whole[1], half[0], 1e-12);
}

// Against the definition: of particles, sum m (|r|^2 1 - r r^T) about their common mass centre.
TEST(CarriedMass, ChangesMassCentreAndInertia) {
  struct Particle {
    double mass_kg;
    Vec3 p_B;
  };
  const std::vector<Particle> particles{
      {1.5, {0.1, -0.4, 0.05}}, {0.7, {-0.2, 0.3, 0.1}}, {2.5, {0.03, 0.2, -0.3}}, {0.4, {0.5, 0.6, 0.7}}};
  model::Body body;
  double sum_kg = 0;
  Vec3 center = Vec3::Zero();
  for (const auto& [mass_kg, p_B] : particles) {
    add_point_mass(body, mass_kg, p_B);
    sum_kg += mass_kg;
    center += mass_kg * p_B;
  }
  center /= sum_kg;
  Mat3 inertia = Mat3::Zero();
  for (const auto& [mass_kg, p_B] : particles) {
    const Vec3 r = p_B - center;
    inertia += mass_kg * (r.squaredNorm() * Mat3::Identity() - r * r.transpose());
  }
  EXPECT_NEAR(body.mass_kg, sum_kg, 1e-12);
  EXPECT_LT((body.mass_center_B - center).norm(), 1e-12);
  const std::array<double, 6> expected{inertia(0, 0), inertia(1, 1), inertia(2, 2),
                                       inertia(0, 1), inertia(0, 2), inertia(1, 2)};
  for (std::size_t i = 0; i < 6; ++i) EXPECT_NEAR(body.inertia_kgm2[i], expected[i], 1e-12);
}

TEST(CarriedMass, OfNothingChangesNothing) {
  model::Body body;
  add_point_mass(body, 0, {1, 2, 3});
  EXPECT_EQ(body.mass_kg, 0);
  EXPECT_EQ(body.mass_center_B, Vec3::Zero());
}

// A barbell in both hands of the built-in body: its whole weight comes on, at contact points too.
TEST(CarriedMass, IsAtMarkersAndContactPoints) {
  const auto& own = testing::built_in_body();
  const std::vector loads{mass(60, {"RGRIP", "LGRIP"}), mass(10, {"thoracic_4"})};
  const auto carrying = with_carried_masses(own.model, loads, own.contacts);
  ASSERT_TRUE(carrying) << carrying.refusal().text();
  const auto gain = [&](const char* name) {
    const auto body = own.model.find_body(name).at();
    return carrying->bodies[body].mass_kg - own.model.bodies[body].mass_kg;
  };
  EXPECT_NEAR(gain("hand_r"), 30, 1e-12);
  EXPECT_NEAR(gain("hand_l"), 30, 1e-12);
  EXPECT_NEAR(gain("thorax"), 10, 1e-12);
}

// ---- forces, cables and bands ----------------------------------------------------------------------

TEST(Pull, OfAGivenDirectionStaysAsItIs) {
  auto load = force(50, {"rod_end"});
  load.direction_G = Vec3(0.6, 0.8, 0);
  const double q = 0.4;
  const auto alone = required({}, {q, 0}, {0, 0}, {0, 0});
  const auto pulled = required({load}, {q, 0}, {0, 0}, {0, 0});
  // The end is at (sin q, -cos q, 0): moment about z of 50 N along (0.6, 0.8).
  EXPECT_NEAR(pulled[0] - alone[0], -50 * (std::sin(q) * 0.8 + std::cos(q) * 0.6), 1e-12);
}

TEST(Pull, OfACableGoesToItsAnchorWithItsForceWhateverItsLength) {
  auto load = force(80, {"rod_end"});
  const auto model = two_pendulums();
  for (const Vec3& anchor : {Vec3(2, -1, 0), Vec3(0, -7, 3), Vec3(-0.5, 1, -1)}) {
    load.anchor_G = anchor;
    const auto pulls = make_pulls(model, std::vector{load}, {});
    ASSERT_EQ(pulls->size(), 1u);
    testing::MovedBody body(model);
    body.move_to({0.4, 0});
    const Vec3 end(std::sin(0.4), -std::cos(0.4), 0);
    const auto value = value_of((*pulls)[0], body.pose);
    EXPECT_LT((value.point_G - end).norm(), 1e-12);
    EXPECT_LT((value.force_G - 80 * (anchor - end).normalized()).norm(), 1e-12);
    EXPECT_EQ(value.other_point_G, anchor);
    const auto alone = required({}, {0.4, 0}, {0, 0}, {0, 0});
    EXPECT_NEAR(required({load}, {0.4, 0}, {0, 0}, {0, 0})[0] - alone[0], -end.cross(value.force_G).z(),
                1e-12);
  }
}

TEST(Pull, OfTwoPointsIsSharedAlike) {
  auto load = force(80, {"rod_end", "twin_end"});
  load.direction_G = Vec3::UnitX();
  const auto alone = required({}, {0, 0}, {0, 0}, {0, 0});
  const auto pulled = required({load}, {0, 0}, {0, 0}, {0, 0});
  for (std::size_t i = 0; i < 2; ++i) EXPECT_NEAR(pulled[i] - alone[i], -40 * 1, 1e-12);
}

// A band's force is minus the gradient of its energy k (l - l0)^2 / 2.
TEST(Pull, OfABandFollowsFromItsEnergy) {
  const double k = 300, rest_m = 0.9;
  auto load = band(k, rest_m, {"rod_end"});
  load.anchor_G = Vec3(0.3, -1.7, 0.2);
  const auto energy_J = [&](double q) {
    const double length_m = (*load.anchor_G - Vec3(std::sin(q), -std::cos(q), 0)).norm();
    const double stretch_m = std::max(0.0, length_m - rest_m);
    return 0.5 * k * stretch_m * stretch_m;
  };
  constexpr double step = 1e-5;
  bool was_slack = false, was_tight = false;
  for (const double q : {-2.0, -1.0, -0.3, 0.1, 0.3, 1.2}) {
    const double alone = required({}, {q, 0}, {0, 0}, {0, 0})[0];
    const double gradient = (energy_J(q + step) - energy_J(q - step)) / (2 * step);
    EXPECT_NEAR(required({load}, {q, 0}, {0, 0}, {0, 0})[0] - alone, gradient, 1e-6) << q;
    (energy_J(q) > 0 ? was_tight : was_slack) = true;
  }
  EXPECT_TRUE(was_slack && was_tight);
}

TEST(Pull, OfABandToTwoPointsIsTwoBandsOfHalfTheStiffness) {
  auto both = band(300, 0.2, {"rod_end", "rod_side"}), one = band(150, 0.2, {"rod_end"}),
       other = band(150, 0.2, {"rod_side"});
  both.anchor_G = one.anchor_G = other.anchor_G = Vec3(0.3, -1.7, 0.2);
  EXPECT_NEAR(required({both}, {0.3, 0}, {0, 0}, {0, 0})[0],
              required({one, other}, {0.3, 0}, {0, 0}, {0, 0})[0], 1e-12);
}

TEST(Pull, OfABandBetweenTwoPointsPullsBothTogether) {
  const auto load = band(300, 0.4, {"rod_end", "twin_end"});
  // Both hang down, 0.5 m apart: 30 N, forward on the rod, backward on its twin, a metre below the pins.
  const auto alone = required({}, {0, 0}, {0, 0}, {0, 0});
  const auto pulled = required({load}, {0, 0}, {0, 0}, {0, 0});
  EXPECT_NEAR(pulled[0] - alone[0], -30, 1e-12);
  EXPECT_NEAR(pulled[1] - alone[1], 30, 1e-12);
}

TEST(Pull, WithBothEndsAtOnePlaceIsNone) {
  auto load = force(80, {"rod_end"});
  load.anchor_G = Vec3(0, -1, 0);
  EXPECT_EQ(required({load}, {0, 0}, {0, 0}, {0, 0}), required({}, {0, 0}, {0, 0}, {0, 0}));
}

// What acts on the bodies and on ground has no resultant.
TEST(Pull, HasItsReactionAtTheOtherEnd) {
  auto load = band(300, 0.1, {"rod_side"});
  load.anchor_G = Vec3(0.3, -1.7, 0.2);
  const auto model = two_pendulums();
  const auto pulls = make_pulls(model, std::vector{load}, {});
  testing::MovedBody body(model);
  body.move_to({0.4, 0});
  std::vector<mechanics::SpatialForce> forces(3);
  add_pulls(*pulls, body.pose, forces);
  EXPECT_GT(forces[1].force_G.norm(), 100);
  EXPECT_LT((forces[0].force_G + forces[1].force_G).norm(), 1e-12);
  const Vec3 moment = forces[0].moment_G + forces[1].moment_G + body.pose.X_GB[1].p.cross(forces[1].force_G);
  EXPECT_LT(moment.norm(), 1e-12);
}

// ---- refusals -------------------------------------------------------------------------------------

TEST(CarriedLoads, WhatCannotBeCarriedIsRefused) {
  auto nowhere = mass(1, {});
  auto unknown = mass(1, {"rod_end", "tail"});
  auto unknown_pull = force(1, {"tail"});
  unknown_pull.direction_G = Vec3::UnitX();
  struct Case {
    std::vector<CarriedLoad> loads;
    const char* what;
  };
  const Case cases[] = {
      {{nowhere}, "the load 'weight' has no place"},
      {{unknown}, "the load 'weight' is at 'tail', and the body has no marker or contact point of that name"},
      {{unknown_pull},
       "the load 'pull' is at 'tail', and the body has no marker or contact point of that name"},
      {{mass(1, {"nail"})}, "the load 'weight' is at a point of the ground"},
      {{mass(501, {"rod_end"})}, "with the load 'weight' of 501 kg, 501 kg are carried, which nobody does"},
      {{mass(300, {"rod_end"}), mass(300, {"twin_end"})},
       "with the load 'weight' of 300 kg, 600 kg are carried, which nobody does"},
      {{mass(-1, {"rod_end"})}, "with the load 'weight' of -1 kg, -1 kg are carried, which nobody does"},
  };
  for (const auto& [loads, what] : cases) {
    const auto refused = with_carried_masses(two_pendulums(), loads, {});
    ASSERT_FALSE(refused) << what;
    EXPECT_EQ(refused.refusal().where, "s.toml, line 2");
    EXPECT_EQ(refused.refusal().what, what);
    EXPECT_FALSE(refused.refusal().remedy.empty());
  }
  EXPECT_FALSE(make_pulls(two_pendulums(), std::vector{unknown_pull}, {}));
  EXPECT_THAT(with_carried_masses(two_pendulums(), std::vector{unknown}, {}).refusal().remedy,
              HasSubstr("Name one of the model's 5 markers, such as rod_end, or a contact point."));
  for (const std::vector<std::string>& at :
       {std::vector<std::string>{"rod_end", "rod_side"}, std::vector<std::string>{"rod_end"}}) {
    const auto loose = make_pulls(two_pendulums(), std::vector{band(1, 0, at)}, {});
    ASSERT_FALSE(loose);
    EXPECT_EQ(loose.refusal().what, "the band 'band' does not join two bodies");
  }
}

}  // namespace
}  // namespace loadshare::dynamics
