#include "exercises/carriers.h"

#include <gtest/gtest.h>

#include <numeric>

#include "atlas.h"

namespace loadshare::exercises {
namespace {

using loadshare::testing::atlas_movement;
using loadshare::testing::reference_body;
using loadshare::testing::value_of;

constexpr double gravity = 9.80665;

// Standing still, feet on the floor at 0.
class Carriage : public ::testing::Test {
 protected:
  Carriage()
      : skeleton(value_of(mechanics::Skeleton::make(reference_body().model))),
        couplings(value_of(mechanics::Couplings::make(reference_body().model))) {
    auto movement = atlas_movement("postures/standing.toml");
    scene = movement.scene;
    const auto solved = loadshare::testing::solve(movement, reference_body());
    q = solved.keys.front().q;
    qdot.assign(q.size(), 0.0);
    qddot = qdot;
  }
  [[nodiscard]] SupportedBody body() const {
    return {reference_body().model, skeleton, couplings, reference_body().contacts, scene, external};
  }
  Carried find(const CarrierSettings& settings) {
    auto carriers = value_of(Carriers::make(body(), settings, notes));
    weight_N = carriers.weight_N();
    Carried carried;
    carriers.find({0, q, qdot, qddot}, carried);
    return carried;
  }
  double& height() { return q[reference_body().model.find_coordinate("pelvis_ty").at()]; }
  // Each edge's force is its normal force.
  static double sum_N(const Carried& carried) {
    return std::accumulate(carried.edge_N.begin(), carried.edge_N.end(), 0.0);
  }

  mechanics::Skeleton skeleton;
  mechanics::Couplings couplings;
  capture::Scene scene;
  dynamics::ExternalForces external;
  Diagnostics notes;
  std::vector<double> q, qdot, qddot;
  double weight_N = 0;
};

TEST_F(Carriage, FeetCarryWhoStands) {
  const auto carried = find({});
  double mass_kg = 0;
  for (const auto& each : reference_body().model.bodies) mass_kg += each.mass_kg;
  EXPECT_NEAR(weight_N, mass_kg * gravity, 0.01);
  EXPECT_NEAR(sum_N(carried), weight_N, 1e-3 * weight_N);
  EXPECT_LT(carried.left_force_N.norm(), 1e-3 * weight_N);
  EXPECT_LT(carried.left_moment_Nm.norm(), 1);
}

TEST_F(Carriage, NothingCarriesWhoHangsOutOfReach) {
  height() += 0.06;
  const auto carried = find({});
  EXPECT_EQ(sum_N(carried), 0);
  EXPECT_NEAR(carried.left_force_N.norm(), weight_N, 1e-6 * weight_N);
}

TEST_F(Carriage, AFurtherReachCarriesAgain) {
  height() += 0.06;
  CarrierSettings far;
  far.contact.near_m = 0.1;
  far.contact.far_m = 0.2;
  far.dear_gap_m = 0.02;
  const auto carried = find(far);
  EXPECT_NEAR(sum_N(carried), weight_N, 0.01 * weight_N);
  EXPECT_LT(carried.left_force_N.norm(), 0.01 * weight_N);
}

TEST_F(Carriage, WhoFallsFreelyNeedsNothing) {
  qddot[reference_body().model.find_coordinate("pelvis_ty").at()] = -gravity;
  const auto carried = find({});
  EXPECT_NEAR(sum_N(carried), 0, 1e-3);
  EXPECT_LT(carried.left_force_N.norm(), 1e-3);
}

// Two floors under the same feet, one 5 mm lower: both within full strength.
TEST_F(Carriage, TheNearerSupportCarriesWhereGapsAreDear) {
  auto lower = scene.supports.front();
  lower.name = "lower";
  lower.point_G.y() -= 0.005;
  scene.supports = {scene.supports.front(), lower};
  const auto share_of_lower = [&](const Carried& carried) {
    const auto half = static_cast<std::ptrdiff_t>(carried.edge_N.size() / 2);
    return std::accumulate(carried.edge_N.begin() + half, carried.edge_N.end(), 0.0) / sum_N(carried);
  };
  EXPECT_NEAR(share_of_lower(find({})), 0.5, 1e-3);
  CarrierSettings dear;
  dear.dear_gap_m = 1e-3;
  EXPECT_NEAR(share_of_lower(find(dear)), 1 / 27.0, 0.02);  // of prices 1 and 26
}

TEST_F(Carriage, NothingCarriesWhoSlidesFast) {
  qdot[reference_body().model.find_coordinate("pelvis_tx").at()] = 1;
  EXPECT_EQ(sum_N(find({})), 0);
}

}  // namespace
}  // namespace loadshare::exercises
