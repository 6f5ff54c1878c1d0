#include "dynamics/contact_surface.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <numbers>

namespace loadshare::dynamics {
namespace {

capture::Support slanted_pad() {
  capture::Support pad;
  pad.name = "pad";
  pad.point_G = {0.3, 1.2, -0.4};
  pad.normal_G = Vec3(1, 2, -0.5).normalized();
  pad.along_G = Vec3(2, -1, 0).normalized();
  pad.half_along_m = 0.5;
  pad.half_across_m = 0.2;
  pad.friction = 0.7;
  return pad;
}

TEST(ContactSurface, DistancesAreAlongTheNormalAndBeyondTheEnds) {
  const auto support = slanted_pad();
  const auto surface = make_contact_surface(support);
  const Vec3 n = support.normal_G, a = *support.along_G, b = n.cross(a);
  const auto at = [&](double along, double across, double gap) {
    return distance_to(surface, support.point_G + along * a + across * b + gap * n);
  };
  EXPECT_NEAR(at(0.1, -0.1, 0.02).gap_m, 0.02, 1e-15);
  EXPECT_EQ(at(0.49, -0.19, 0.02).beyond_end_m, 0);
  EXPECT_NEAR(at(-0.55, 0, 0.02).beyond_end_m, 0.05, 1e-12);
  EXPECT_NEAR(at(0, 0.3, -0.02).beyond_end_m, 0.1, 1e-12);
  EXPECT_NEAR(at(0.53, -0.24, -0.02).beyond_end_m, 0.05, 1e-12) << "beyond a corner";
  EXPECT_NEAR(at(9, 9, -0.3).gap_m, -0.3, 1e-12);
}

TEST(ContactSurface, WithoutASizeThereIsNoEndThatWay) {
  auto support = slanted_pad();
  support.half_across_m = 0;
  const auto surface = make_contact_surface(support);
  const Vec3 across = support.normal_G.cross(*support.along_G);
  EXPECT_EQ(distance_to(surface, support.point_G + 50 * across).beyond_end_m, 0);
  EXPECT_NEAR(distance_to(surface, support.point_G + 2 * *support.along_G).beyond_end_m, 1.5, 1e-12);
}

// Non-negative edges span the pyramid |t1| + |t2| <= mu n, and nothing beyond.
TEST(FrictionPyramid, HoldsJustTheForcesWithinFriction) {
  const auto surface = make_contact_surface(slanted_pad());
  const double mu = surface.friction;
  const auto &n = surface.normal_G, &t1 = surface.tangents_G[0], &t2 = surface.tangents_G[1];
  for (int k = 0; k < 4; ++k) {
    const Vec3 edge = edge_direction_G(surface, static_cast<std::size_t>(k));
    EXPECT_NEAR(edge.dot(n), 1, 1e-12) << "a newton of an edge is a newton of pressure";
    EXPECT_NEAR(std::abs(edge.dot(t1)) + std::abs(edge.dot(t2)), mu, 1e-12);
  }
  for (int k = 0; k < 200; ++k) {
    std::array<double, 4> f{};
    for (std::size_t e = 0; e < 4; ++e) f[e] = 1 + std::sin(3.1 * k + 2.3 * static_cast<double>(e) + k * k);
    Vec3 force = Vec3::Zero();
    for (std::size_t e = 0; e < 4; ++e) force += f[e] * edge_direction_G(surface, e);
    EXPECT_LE(std::abs(force.dot(t1)) + std::abs(force.dot(t2)), mu * force.dot(n) + 1e-12);
  }
  // The other way: a force on the pyramid's face, from its two edges.
  const Vec3 sliding = n + 0.25 * mu * t1 - 0.75 * mu * t2;
  EXPECT_LT((0.25 * edge_direction_G(surface, 0) + 0.75 * edge_direction_G(surface, 3) - sliding).norm(),
            1e-12);
}

TEST(FrictionPyramid, StandsSquareOnSurfacesOfAnyDirection) {
  for (const Vec3& direction : {Vec3(0, 1, 0), Vec3(1, 0, 0), Vec3(-1, 0, 0), Vec3(0, 0, -1), Vec3(1, 1, 1),
                                Vec3(0.91, 0.3, -0.2), Vec3(0, -1, 0)}) {
    capture::Support support;
    support.normal_G = direction.normalized();
    const auto surface = make_contact_surface(support);
    const auto& [t1, t2] = surface.tangents_G;
    EXPECT_NEAR(t1.norm(), 1, 1e-12);
    EXPECT_NEAR(t2.norm(), 1, 1e-12);
    EXPECT_NEAR(t1.dot(t2), 0, 1e-12);
    EXPECT_NEAR(t1.dot(surface.normal_G), 0, 1e-12);
    EXPECT_NEAR(t2.dot(surface.normal_G), 0, 1e-12);
  }
}

// Left and right are mirror images about the plane z = 0, pyramids included.
TEST(FrictionPyramid, OfAMirroredSurfaceIsItsMirrorImage) {
  const auto mirrored = [](const Vec3& v) { return Vec3(v.x(), v.y(), -v.z()); };
  for (const Vec3& direction : {Vec3(0.2, 1, 0.4), Vec3(0.95, 0.1, 0.2), Vec3(0, 0, 1)}) {
    capture::Support right, left;
    right.normal_G = direction.normalized();
    left.normal_G = mirrored(right.normal_G);
    right.friction = left.friction = 0.5;
    const auto a = make_contact_surface(right), b = make_contact_surface(left);
    const std::array<std::size_t, 4> partner{0, 1, 3, 2};
    for (std::size_t e = 0; e < 4; ++e)
      EXPECT_LT((mirrored(edge_direction_G(a, e)) - edge_direction_G(b, partner[e])).norm(), 1e-12);
  }
}

// ---- strength ----------------------------------------------------------------------------------

// By one quantity, the others at full strength.
struct Fall {
  const char* name;
  std::function<double(double)> ratio;
  double full, none;  // where the fall begins and ends
};
std::vector<Fall> falls(const ContactSettings& s) {
  return {
      {"gap",
       [=](double x) {
         return contact_strength_ratio(s, {x, 0}, 0);
       },
       s.near_m, s.far_m},
      {"depth",
       [=](double x) {
         return contact_strength_ratio(s, {-x, 0}, 0);
       },
       s.deep_m, s.too_deep_m},
      {"end",
       [=](double x) {
         return contact_strength_ratio(s, {0, x}, 0);
       },
       0, s.beyond_end_m},
      {"speed",
       [=](double x) {
         return contact_strength_ratio(s, {0, 0}, x);
       },
       s.slow_mps, s.fast_mps},
  };
}

TEST(ContactStrength, FallsFromFullToNone) {
  for (const auto& fall : falls({})) {
    const double width = fall.none - fall.full;
    EXPECT_EQ(fall.ratio(0), 1) << fall.name;
    EXPECT_EQ(fall.ratio(fall.full), 1) << fall.name;
    EXPECT_NEAR(fall.ratio(fall.full + width / 2), 0.5, 1e-12) << fall.name;
    EXPECT_EQ(fall.ratio(fall.none), 0) << fall.name;
    EXPECT_EQ(fall.ratio(fall.none + 10 * width), 0) << fall.name;
    double last = 1;
    for (int k = 1; k < 100; ++k) {
      const double next = fall.ratio(fall.full + width * k / 100);
      EXPECT_LT(next, last) << fall.name;
      last = next;
    }
  }
}

// The slope has no jump: it changes by no more than the cubic's own bend, 6 / width^2.
TEST(ContactStrength, HasNoKink) {
  for (const auto& fall : falls({})) {
    const double width = fall.none - fall.full, h = width / 1000;
    const auto slope = [&](double x) { return (fall.ratio(x + h / 2) - fall.ratio(x - h / 2)) / h; };
    for (double x = fall.full - width / 4; x < fall.none + width / 4; x += h) {
      // A point below the surface is not above it: both falls are level at zero.
      EXPECT_LE(std::abs(slope(x + h) - slope(x)), 1.01 * 6 / (width * width) * h) << fall.name << " " << x;
    }
  }
}

TEST(ContactStrength, AllThreeCountTogether) {
  const ContactSettings s;
  const double gap = 0.5 * (s.near_m + s.far_m), speed = 0.5 * (s.slow_mps + s.fast_mps);
  EXPECT_NEAR(contact_strength_ratio(s, {gap, s.beyond_end_m / 2}, speed), 0.125, 1e-12);
}

}  // namespace
}  // namespace loadshare::dynamics
