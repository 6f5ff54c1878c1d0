#include "dynamics/contacts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "moved_body.h"

namespace loadshare::dynamics {
namespace {

using model::BodyId;
using model::ContactPoint;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::MovedBody;
using ::testing::UnorderedElementsAre;

constexpr double g = 9.80665;

capture::Support floor_at(double height_m) {
  capture::Support floor;
  floor.name = floor.kind = "floor";
  floor.point_G.y() = height_m;
  floor.friction = 0.6;
  floor.where = "s.toml, line 2";
  return floor;
}
capture::Support pad(const Vec3& point_G, const Vec3& normal_G) {
  auto pad = floor_at(0);
  pad.name = pad.kind = "pad";
  pad.point_G = point_G;
  pad.normal_G = normal_G.normalized();
  return pad;
}

// Surfaces that reach every point, wherever it is and however fast.
ContactSettings far_reaching() { return {10, 20, 10, 20, 10, 100, 200, 0.4}; }

Contacts contacts_of(const MovedBody& body, const std::vector<ContactPoint>& points,
                     const std::vector<capture::Support>& supports, const ContactSettings& settings = {},
                     const std::vector<BodyId>& measured = {}) {
  Diagnostics notes;
  auto made =
      Contacts::make(body.model, body.skeleton, body.couplings, points, supports, measured, settings, notes);
  if (!made) throw std::runtime_error(made.refusal().text());
  return *std::move(made);
}

// A sample of one body, measured and with its columns.
struct Sample {
  Sample(const MovedBody& body, const Contacts& contacts)
      : workspace(contacts.make_workspace()),
        columns(static_cast<Eigen::Index>(body.free_count()),
                static_cast<Eigen::Index>(contacts.edge_count())),
        control_max(static_cast<Eigen::Index>(contacts.edge_count())) {
    contacts.measure(body.pose, workspace);
    contacts.fill_columns(body.pose, body.hinges, body.tangent(), workspace, columns);
    contacts.fill_control_max(workspace, control_max);
  }
  Contacts::Workspace workspace;
  Eigen::MatrixXd columns;
  Eigen::VectorXd control_max;
};

// Gravity on the free coordinates.
Eigen::VectorXd weight_on(const MovedBody& body) {
  std::vector<mechanics::SpatialForce> forces(body.model.bodies.size());
  mechanics::add_gravity(body.model, body.pose, forces);
  const auto free = body.reduced(forces);
  return Eigen::Map<const Eigen::VectorXd>(free.data(), static_cast<Eigen::Index>(free.size()));
}

// Corners of the underside of a block that is 0.4 x 0.2 x 0.2 m.
std::vector<ContactPoint> corners() {
  std::vector<ContactPoint> points;
  for (const double x : {-0.2, 0.2})
    for (const double z : {-0.1, 0.1})
      points.push_back({"corner_" + std::to_string(points.size()), BodyId(1), {x, -0.1, z}, "base"});
  return points;
}

std::vector<double> as_vector(const Eigen::VectorXd& x) { return {x.begin(), x.end()}; }

// ---- a block -----------------------------------------------------------------------------------

TEST(Block, OnAFloorIsHeldByEqualEdges) {
  MovedBody block(testing::make_block(20));
  block.move_to({0, 0, 0, 0.3, 1.1, -0.2});
  const auto contacts = contacts_of(block, corners(), {floor_at(1)});
  const Sample sample(block, contacts);
  ASSERT_EQ(contacts.edge_count(), 16u);
  EXPECT_NEAR(contacts.strength_N(), 0.4 * 20 * g, 1e-9);
  EXPECT_EQ(sample.control_max, Eigen::VectorXd::Ones(16));
  const Eigen::VectorXd edges = Eigen::VectorXd::Constant(16, 20 * g / 16);
  EXPECT_LT((sample.columns * edges + weight_on(block)).norm(), 1e-9);
  for (std::size_t i = 0; i < 4; ++i)
    EXPECT_LT((contacts.force_G(i, as_vector(edges)) - Vec3(0, 5 * g, 0)).norm(), 1e-9);
}

// On a slope of angle a, pressure is m g cos a and friction m g sin a: within the pyramid as long as
// tan a <= mu. The edge that points downhill is the first to come to nothing.
TEST(Block, OnASlopeIsHeldUpToTheAngleOfFriction) {
  for (const double angle : {0.1, 0.4, std::atan(0.6), 0.7}) {
    MovedBody block(testing::make_block(20));
    // Turned about z, so that its underside lies in the slope, which rises forward.
    block.move_to({0, 0, angle, -0.1 * std::sin(angle), 0.1 * std::cos(angle), 0});
    const Vec3 normal(-std::sin(angle), std::cos(angle), 0);
    const auto contacts = contacts_of(block, corners(), {pad(Vec3::Zero(), normal)});
    const Sample sample(block, contacts);
    EXPECT_GT(sample.control_max.minCoeff(), 0);
    // Friction acts in the slope, 0.1 m below the mass centre: the corners downhill carry more.
    const double weight = 20 * g, pressure = weight * std::cos(angle), friction = weight * std::sin(angle);
    const double lean = friction * 0.1 / (4 * 0.2);
    Eigen::VectorXd edges(16);
    for (int corner = 0; corner < 4; ++corner) {
      const double normal_N = pressure / 4 + (corner < 2 ? lean : -lean);
      const double up = normal_N * friction / pressure / 0.6;  // difference of the edges along the slope
      edges.segment<4>(4 * corner) << (normal_N + up) / 2, (normal_N - up) / 2, 0, 0;
    }
    EXPECT_LT((sample.columns * edges + weight_on(block)).norm(), 1e-9) << angle;
    const double downhill = std::min({edges[1], edges[5], edges[9], edges[13]});
    // (1 - tan a / mu) / 2 of the pressure of the corners uphill.
    const double uphill_N = pressure / 4 - std::abs(lean);
    const double left = (1 - std::tan(angle) / 0.6) / 2;
    EXPECT_NEAR(downhill, left * (left > 0 ? uphill_N : pressure / 2 - uphill_N), 1e-9) << angle;
  }
}

TEST(Block, LetsGoAsItRisesAndAsItMoves) {
  MovedBody block(testing::make_block(20));
  const auto contacts = contacts_of(block, corners(), {floor_at(0)});
  const ContactSettings s;
  double last = 2;
  for (const double gap : {0.0, 0.005, 0.02, 0.025, 0.03, 0.039}) {
    block.move_to({0, 0, 0, 0, 0.1 + gap, 0});
    const Sample sample(block, contacts);
    EXPECT_NEAR(sample.workspace.states[0].distance.gap_m, gap, 1e-12);
    EXPECT_LE(sample.control_max[0], last);
    last = sample.control_max[0];
    EXPECT_GT(last, 0);
  }
  block.move_to({0, 0, 0, 0, 0.1 + s.far_m, 0});
  EXPECT_EQ(Sample(block, contacts).control_max, Eigen::VectorXd::Zero(16));
  EXPECT_EQ(Sample(block, contacts).columns, Eigen::MatrixXd::Zero(6, 16));
  // Turning about y at 2 rad/s and sliding forward: each corner has its own speed.
  block.move_to({0, 0, 0, 0, 0.1, 0}, {0, 2, 0, 0.1, 0, 0});
  const Sample sample(block, contacts);
  for (std::size_t i = 0; i < 4; ++i) {
    const auto& state = sample.workspace.states[i];
    const Vec3 velocity = Vec3(0.1, 0, 0) + Vec3(0, 2, 0).cross(corners()[i].p_B);
    EXPECT_NEAR(state.speed_mps, velocity.norm(), 1e-12);
    EXPECT_NEAR(state.strength_ratio, contact_strength_ratio(s, {0, 0}, velocity.norm()), 1e-12);
  }
}

// What stands on a belt moves with it; what stands still beside it slides over it.
TEST(Block, StandsOnABeltThatRuns) {
  MovedBody block(testing::make_block(20));
  auto belt = floor_at(0);
  belt.velocity_G = Vec3(-3, 0, 0.2);
  const auto contacts = contacts_of(block, corners(), {belt});
  block.move_to({0, 0, 0, 0, 0.1, 0}, {0, 0, 0, -3, 0, 0.2});
  const Sample carried(block, contacts);
  EXPECT_NEAR(carried.workspace.states[0].speed_mps, 0, 1e-12);
  EXPECT_EQ(carried.control_max, Eigen::VectorXd::Ones(16));
  block.move_to({0, 0, 0, 0, 0.1, 0});
  EXPECT_EQ(Sample(block, contacts).control_max, Eigen::VectorXd::Zero(16));
}

TEST(Block, IsCarriedByABenchUpToItsEnd) {
  auto bench = floor_at(0);
  bench.along_G = Vec3::UnitX();
  bench.half_along_m = 0.5;
  bench.half_across_m = 0.15;
  MovedBody block(testing::make_block(20));
  block.move_to({0, 0, 0, 0.4, 0.1, 0});  // two corners are 0.1 m beyond the end
  const auto contacts = contacts_of(block, corners(), {bench});
  const Sample sample(block, contacts);
  for (std::size_t i = 0; i < 4; ++i) {
    const bool is_beyond = corners()[i].p_B.x() > 0;
    EXPECT_EQ(sample.workspace.states[i].is_within_ends(), !is_beyond);
    EXPECT_EQ(sample.workspace.states[i].strength_ratio, is_beyond ? 0 : 1);
  }
}

TEST(Block, BetweenTwoWallsIsPressedFromBothSides) {
  MovedBody block(testing::make_block(20));
  block.move_to({0, 0, 0, 0, 1, 0});
  auto behind = pad({-0.2, 0, 0}, Vec3::UnitX()), before = pad({0.2, 0, 0}, -Vec3::UnitX());
  behind.name = "behind", before.name = "before";
  const auto contacts = contacts_of(block, corners(), {behind, before});
  ASSERT_EQ(contacts.pairs().size(), 8u);
  EXPECT_EQ(contacts.pairs()[0].name, "behind.corner_0");
  EXPECT_EQ(contacts.pairs()[7].name, "before.corner_3");
  const Sample sample(block, contacts);
  // Corners 0 and 1 are behind, 2 and 3 before; the others are 0.4 m off.
  for (std::size_t i = 0; i < 8; ++i)
    EXPECT_EQ(sample.workspace.states[i].strength_ratio, (i < 2 || i > 5) ? 1 : 0) << i;
  std::vector<double> edges(contacts.edge_count(), 0.0);
  edges[0] = 10;          // behind, corner 0: pressed forward and, along the first tangent, up
  edges[4 * 6 + 1] = 10;  // before, corner 2: pressed back and down
  EXPECT_LT((contacts.force_G(0, edges) - Vec3(10, 6, 0)).norm(), 1e-12);
  EXPECT_LT((contacts.force_G(6, edges) - Vec3(-10, -6, 0)).norm(), 1e-12);
}

// ---- the built-in body ---------------------------------------------------------------------------

std::vector<capture::Support> all_around() {
  auto wall = pad({-1, 0, 0}, Vec3::UnitX());
  wall.name = "wall";
  return {floor_at(0), wall, pad({0.2, 0.5, 0.3}, {0.3, -1, 0.6})};
}

TEST(BodyContacts, ColumnsAreHowThePointMovesAlongTheEdge) {
  const auto& own = testing::built_in_body();
  MovedBody body(own.model);
  const auto contacts = contacts_of(body, own.contacts, all_around(), far_reaching());
  const auto free = body.crooked_values();
  body.move_to(free);
  const Sample sample(body, contacts);
  ASSERT_EQ(contacts.pairs().size(), 3 * own.contacts.size());
  constexpr double step = 1e-6;
  double greatest = 0;
  for (std::size_t i = 0; i < free.size(); ++i) {
    auto moved = free;
    moved[i] = free[i] + step;
    body.move_to(moved);
    const Sample ahead(body, contacts);
    moved[i] = free[i] - step;
    body.move_to(moved);
    const Sample behind(body, contacts);
    for (std::size_t p = 0; p < contacts.pairs().size(); ++p) {
      const Vec3 slope = (ahead.workspace.states[p].p_G - behind.workspace.states[p].p_G) / (2 * step);
      for (std::size_t e = 0; e < 4; ++e) {
        const double expected =
            edge_direction_G(contacts.surfaces()[contacts.pairs()[p].surface], e).dot(slope);
        const double column =
            sample.columns(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(4 * p + e));
        EXPECT_NEAR(column, expected, 1e-8) << contacts.pairs()[p].name << " edge " << e << " free " << i;
        greatest = std::max(greatest, std::abs(expected));
      }
    }
  }
  EXPECT_GT(greatest, 0.5) << "something must have moved";
}

TEST(BodyContacts, ForcesOnBodiesAreThoseOfTheColumns) {
  const auto& own = testing::built_in_body();
  MovedBody body(own.model);
  const auto contacts = contacts_of(body, own.contacts, all_around(), far_reaching());
  body.move_to(body.crooked_values());
  const Sample sample(body, contacts);
  Eigen::VectorXd edges(sample.columns.cols());
  for (Eigen::Index e = 0; e < edges.size(); ++e) edges[e] = 1 + std::sin(1.3 * static_cast<double>(e));
  std::vector<mechanics::SpatialForce> forces(body.model.bodies.size());
  contacts.add_contact_forces(sample.workspace, body.pose, as_vector(edges), forces);
  const Eigen::VectorXd by_columns = sample.columns * edges;
  const auto by_bodies = body.reduced(forces);
  for (std::size_t i = 0; i < by_bodies.size(); ++i)
    EXPECT_NEAR(by_columns[static_cast<Eigen::Index>(i)], by_bodies[i], 1e-9);
}

// Symmetric postures: what the floor does to the right side is the mirror image of what it does to the left.
TEST(BodyContacts, LeftAndRightAreMirrorImages) {
  const auto& own = testing::built_in_body();
  MovedBody body(own.model);
  auto floor = floor_at(0);
  floor.touched_by = {"foot", "hand", "knee"};
  const auto contacts = contacts_of(body, own.contacts, {floor}, far_reaching());
  const auto& coordinates = body.couplings.free_coordinates();
  const auto name = [&](std::size_t i) { return body.model.coordinates[coordinates[i].at()].name; };
  auto free = body.default_values();
  for (std::size_t i = 0; i < free.size(); ++i)
    if (name(i).ends_with("_r") || name(i).ends_with("_l"))
      free[i] += 0.1 + 0.02 * static_cast<double>(name(i).size());
  body.move_to(free);
  const Sample sample(body, contacts);
  const auto partner_of = [](std::string text) {
    text.back() = text.back() == 'r' ? 'l' : 'r';
    return text;
  };
  std::size_t compared = 0;
  const std::array<Eigen::Index, 4> mirrored_edge{0, 1, 3, 2};
  for (std::size_t p = 0; p < contacts.pairs().size(); ++p) {
    const auto partner =
        std::ranges::find(contacts.pairs(), partner_of(contacts.pairs()[p].name), &ContactPair::name);
    ASSERT_NE(partner, contacts.pairs().end()) << contacts.pairs()[p].name;
    const auto q = static_cast<Eigen::Index>(partner - contacts.pairs().begin());
    for (std::size_t i = 0; i < free.size(); ++i) {
      if (!name(i).ends_with("_r") && !name(i).ends_with("_l")) continue;
      for (std::size_t k = 0; k < free.size(); ++k) {
        if (name(k) != partner_of(name(i))) continue;
        for (Eigen::Index e = 0; e < 4; ++e) {
          EXPECT_NEAR(sample.columns(static_cast<Eigen::Index>(i), 4 * static_cast<Eigen::Index>(p) + e),
                      sample.columns(static_cast<Eigen::Index>(k),
                                     4 * q + mirrored_edge[static_cast<std::size_t>(e)]),
                      1e-9);
          ++compared;
        }
      }
    }
  }
  EXPECT_GT(compared, 500u);
}

// ---- who touches what ----------------------------------------------------------------------------

std::vector<std::string> names_of(const Contacts& contacts) {
  std::vector<std::string> names;
  for (const auto& pair : contacts.pairs()) names.push_back(pair.name);
  return names;
}

TEST(Pairs, AreThoseThatTheSupportNames) {
  const auto& own = testing::built_in_body();
  MovedBody body(own.model);
  auto floor = floor_at(0);
  floor.touched_by = {"knee", "heel_l"};
  EXPECT_THAT(names_of(contacts_of(body, own.contacts, {floor})),
              UnorderedElementsAre("floor.heel_l", "floor.patella_r", "floor.patella_l",
                                   "floor.tibial_tuberosity_r", "floor.tibial_tuberosity_l"));
  floor.touched_by.clear();
  EXPECT_EQ(contacts_of(body, own.contacts, {floor}).pairs().size(), own.contacts.size());
  EXPECT_TRUE(contacts_of(body, own.contacts, {}).pairs().empty());
}

TEST(Pairs, WhatTheBodyLacksIsRefused) {
  const auto& own = testing::built_in_body();
  MovedBody body(own.model);
  auto floor = floor_at(0);
  floor.touched_by = {"foot", "tail"};
  Diagnostics notes;
  const std::vector supports{floor};
  const auto made =
      Contacts::make(body.model, body.skeleton, body.couplings, own.contacts, supports, {}, {}, notes);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.refusal().where, "s.toml, line 2");
  EXPECT_EQ(made.refusal().what,
            "'floor' is touched by 'tail', which is no region and no contact point of the body");
  EXPECT_THAT(made.refusal().remedy, HasSubstr("Name a contact point, or a region: foot, hand, forearm"));
  const auto pointless =
      Contacts::make(body.model, body.skeleton, body.couplings, {}, supports, {}, {}, notes);
  ASSERT_FALSE(pointless);
  EXPECT_EQ(pointless.refusal().what, "the model has no contact points that a support could touch");
}

// Which of the body's points are left out where a force on `measured` is known.
std::vector<std::string> left_out_with(const char* measured, Diagnostics& notes) {
  const auto& own = testing::built_in_body();
  MovedBody body(own.model);
  const std::vector<BodyId> bodies{body.model.find_body(measured)};
  const std::vector supports{floor_at(0)};
  const auto contacts =
      Contacts::make(body.model, body.skeleton, body.couplings, own.contacts, supports, bodies, {}, notes);
  std::vector<std::string> names;
  for (const auto& point : own.contacts)
    if (std::ranges::find(contacts->pairs(), "floor." + point.name, &ContactPair::name) ==
        contacts->pairs().end())
      names.push_back(point.name);
  return names;
}

// Where a plate holds a foot only at times, its pairs are there and let go while it does.
TEST(Pairs, OfAFootMeasuredAtTimesLetGoWhileItIs) {
  const auto& own = testing::built_in_body();
  MovedBody body(own.model);
  body.move_to(std::vector<double>(body.free_count(), 0.0));
  const auto contacts = contacts_of(body, own.contacts, {floor_at(0)}, far_reaching());
  const auto foot =
      pairs_measured_with(contacts, body.skeleton, own.contacts, body.model.find_body("calcn_r"));
  std::vector<std::string> names;
  for (const auto pair : foot) names.push_back(contacts.pairs()[pair].name);
  EXPECT_THAT(names, UnorderedElementsAre("floor.heel_r", "floor.heel_back_r", "floor.heel_inside_r",
                                          "floor.heel_outside_r", "floor.metatarsal_1_r",
                                          "floor.metatarsal_5_r", "floor.big_toe_r"));
  auto workspace = contacts.make_workspace();
  contacts.measure(body.pose, workspace);
  contacts.release(foot, workspace);
  Eigen::VectorXd control_max(static_cast<Eigen::Index>(contacts.edge_count()));
  contacts.fill_control_max(workspace, control_max);
  for (std::size_t i = 0; i < contacts.pairs().size(); ++i) {
    const bool let_go = std::ranges::find(foot, i) != foot.end();
    EXPECT_EQ(control_max[static_cast<Eigen::Index>(edges_per_contact * i)], let_go ? 0.0 : 1.0)
        << contacts.pairs()[i].name;
  }
}

TEST(Pairs, OfAMeasuredFootAreLeftOut) {
  for (const char* part : {"calcn_r", "toes_r", "talus_r"}) {
    Diagnostics notes;
    EXPECT_THAT(left_out_with(part, notes),
                UnorderedElementsAre("heel_r", "heel_back_r", "heel_inside_r", "heel_outside_r",
                                     "metatarsal_1_r", "metatarsal_5_r", "big_toe_r"))
        << part;
    ASSERT_EQ(notes.findings().size(), 1u);
    EXPECT_EQ(notes.findings()[0].kind, FindingKind::left_out);
    EXPECT_EQ(notes.findings()[0].where, "contacts of " + std::string(part));
    EXPECT_THAT(notes.findings()[0].what,
                HasSubstr("the force on it was measured, so no support presses on heel_r, heel_back_r"));
  }
  Diagnostics notes;
  EXPECT_THAT(left_out_with("tibia_r", notes), UnorderedElementsAre("tibial_tuberosity_r", "shin_r"))
      << "the foot beyond it is another's";
  EXPECT_THAT(left_out_with("pelvis", notes),
              UnorderedElementsAre("ischial_r", "ischial_l", "gluteal_r", "gluteal_l", "sacrum_back",
                                   "asis_front_r", "asis_front_l"));
}

// ---- sums ----------------------------------------------------------------------------------------

TEST(Resultants, HaveTheirCentreOfPressureInTheSurface) {
  MovedBody block(testing::make_block(20));
  block.move_to({0, 0, 0, 0.3, 1.105, -0.2});  // 5 mm above the floor
  const auto contacts = contacts_of(block, corners(), {floor_at(1)});
  EXPECT_THAT(contacts.resultant_names(), ElementsAre("floor", "floor.block"));
  const Sample sample(block, contacts);
  std::vector<double> edges(16, 0.0);
  for (int e = 0; e < 4; ++e) edges[static_cast<std::size_t>(e)] = 10;    // corner 0: 40 N
  for (int e = 12; e < 16; ++e) edges[static_cast<std::size_t>(e)] = 30;  // corner 3: 120 N
  edges[12] += 40;                                                        // and 40 (n + mu x)
  std::vector<ContactResultant> sums;
  contacts.compute_resultants(sample.workspace, edges, sums);
  ASSERT_EQ(sums.size(), 2u);
  for (const auto& sum : sums) {
    EXPECT_LT((sum.force_G - Vec3(24, 200, 0)).norm(), 1e-9);
    EXPECT_LT((sum.center_G - Vec3(0.3 - 0.2 * 0.2 + 0.8 * 0.2, 1, -0.2 + 0.6 * 0.1)).norm(), 1e-12);
    // Of the pressures nothing is left about the centre of pressure. Friction, 24 N forward at corner 3 (z
    // 0.04 m from the centre, 5 mm above the floor), turns about y and z.
    EXPECT_LT((sum.moment_G - Vec3(0, 0.04 * 24, -0.005 * 24)).norm(), 1e-9);
  }
}

// The sum does to the body what the single forces do: surfaces and bodies each add up to the whole.
TEST(Resultants, AreEquivalentToTheSingleForces) {
  const auto& own = testing::built_in_body();
  MovedBody body(own.model);
  const auto contacts = contacts_of(body, own.contacts, all_around(), far_reaching());
  body.move_to(body.crooked_values());
  const Sample sample(body, contacts);
  std::vector<double> edges(contacts.edge_count());
  for (std::size_t e = 0; e < edges.size(); ++e) edges[e] = 1 + std::sin(0.7 * static_cast<double>(e));
  Vec3 force = Vec3::Zero(), moment = Vec3::Zero();
  for (std::size_t p = 0; p < contacts.pairs().size(); ++p) {
    force += contacts.force_G(p, edges);
    moment += sample.workspace.states[p].p_G.cross(contacts.force_G(p, edges));
  }
  std::vector<ContactResultant> sums;
  contacts.compute_resultants(sample.workspace, edges, sums);
  ASSERT_EQ(sums.size(), contacts.resultant_names().size());
  const auto total = [&](std::size_t begin, std::size_t end) {
    mechanics::SpatialForce sum;
    for (std::size_t r = begin; r < end; ++r) {
      sum.add_force_at(sums[r].force_G, sums[r].center_G, Vec3::Zero());
      sum.moment_G += sums[r].moment_G;
    }
    return sum;
  };
  for (const auto& sum : {total(0, 3), total(3, sums.size())}) {
    EXPECT_LT((sum.force_G - force).norm(), 1e-9);
    EXPECT_LT((sum.moment_G - moment).norm(), 1e-9);
  }
  for (std::size_t s = 0; s < 3; ++s)
    EXPECT_NEAR(distance_to(contacts.surfaces()[s], sums[s].center_G).gap_m, 0, 1e-12);
}

TEST(Resultants, WithoutAForceAreZero) {
  MovedBody block(testing::make_block(20));
  block.move_to({0, 0, 0, 0, 0.1, 0});
  const auto contacts = contacts_of(block, corners(), {floor_at(0)});
  const Sample sample(block, contacts);
  std::vector<ContactResultant> sums;
  contacts.compute_resultants(sample.workspace, std::vector<double>(16, 0.0), sums);
  for (const auto& sum : sums) {
    EXPECT_EQ(sum.force_G, Vec3::Zero());
    EXPECT_EQ(sum.center_G, Vec3::Zero());
    EXPECT_EQ(sum.moment_G, Vec3::Zero());
  }
}

}  // namespace
}  // namespace loadshare::dynamics
