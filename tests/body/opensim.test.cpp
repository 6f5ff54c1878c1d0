// What OpenSim 4.x asks of a model before it opens and simulates it, held by the built-in body whoever it is
// made for. Each bound is the one that OpenSim or Simbody checks itself when it loads the document.
#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>
#include <set>

#include "subject.h"

namespace loadshare::body_tests {
namespace {

using model::FullBody;
using model::JointType;

model::FullBody with_pearcys_rhythm() {
  model::BodyOptions options;
  options.rhythm = "pearcy";
  return *model::build_body(tables(), *model::reference_scale(tables()), options);
}

// Of several sizes, both sexes and both rhythms.
const std::vector<const FullBody*>& bodies() {
  static const FullBody pearcy = with_pearcys_rhythm();
  static const std::vector<const FullBody*> all{&reference(), &man(), &woman(), &pearcy};
  return all;
}

TEST(OpenSimTakes, DefaultsInTheirRange) {
  for (const auto* body : bodies())
    for (const auto& c : body->model.coordinates) {
      EXPECT_LT(c.range_min, c.range_max) << c.name;
      EXPECT_GE(c.default_value, c.range_min) << c.name;
      EXPECT_LE(c.default_value, c.range_max) << c.name;
    }
}

// Else the assembly moves the model from its default pose, or fails.
TEST(OpenSimTakes, DefaultsAndRangesThatMeetTheCouplers) {
  for (const auto* body : bodies()) {
    std::set<model::CoordinateId> dependents;
    for (const auto& coupler : body->model.couplers) {
      ASSERT_EQ(coupler.independents.size(), 1u) << coupler.name;
      EXPECT_TRUE(dependents.insert(coupler.dependent).second) << coupler.name;
      const auto& from = body->model.coordinates[coupler.independents.front().at()];
      const auto& to = body->model.coordinates[coupler.dependent.at()];
      EXPECT_NEAR(coupler.function.value(from.default_value), to.default_value, 1e-12) << coupler.name;
      for (const double end : {from.range_min, from.range_max}) {
        EXPECT_GE(coupler.function.value(end), to.range_min - 1e-9) << coupler.name;
        EXPECT_LE(coupler.function.value(end), to.range_max + 1e-9) << coupler.name;
      }
    }
    EXPECT_FALSE(dependents.empty());
    for (const auto& coupler : body->model.couplers)
      EXPECT_FALSE(dependents.contains(coupler.independents.front())) << coupler.name << " hangs on another";
  }
}

bool is_inertia_of_a_body(const std::array<double, 6>& inertia) {
  Eigen::Matrix3d about_center;
  const auto [xx, yy, zz, xy, xz, yz] = inertia;
  about_center << xx, xy, xz, xy, yy, yz, xz, yz, zz;
  const Vec3 principal = Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d>(about_center).eigenvalues();
  return principal[0] > 0 && principal[0] + principal[1] >= principal[2] * (1 - 1e-12);
}

// Forward dynamics divides by what a joint can move.
TEST(OpenSimTakes, MassesAndInertiasOfBodies) {
  for (const auto* body : bodies()) {
    const auto& m = body->model;
    for (const auto& joint : m.joints) {
      const auto& child = m.bodies[joint.child.at()];
      if (child.mass_kg > 0) {
        EXPECT_TRUE(is_inertia_of_a_body(child.inertia_kgm2)) << child.name;
        continue;
      }
      EXPECT_EQ(child.mass_kg, 0) << child.name;
      EXPECT_EQ(joint.type, JointType::weld) << child.name;
      EXPECT_EQ(child.inertia_kgm2, (std::array<double, 6>{})) << child.name;
    }
  }
}

// OpenSim up to 4.3 takes a joint's coordinates in the order of the list for those of its axes.
TEST(OpenSimTakes, CoordinatesListedInTheOrderOfTheirAxes) {
  for (const auto* body : bodies())
    for (const auto& joint : body->model.joints) {
      if (joint.type != JointType::custom) continue;
      std::vector<model::CoordinateId> of_axes;
      for (const auto& axis : joint.axes)
        for (const auto c : axis.coordinates)
          if (std::ranges::find(of_axes, c) == of_axes.end()) of_axes.push_back(c);
      EXPECT_EQ(joint.coordinates, of_axes) << joint.name;
      EXPECT_FALSE(of_axes.empty()) << joint.name;
    }
}

TEST(OpenSimTakes, AxesThatSpanSpace) {
  for (const auto* body : bodies())
    for (const auto& joint : body->model.joints) {
      if (joint.type != JointType::custom) continue;
      for (const std::size_t first : {0u, 3u}) {
        Eigen::Matrix3d axes;
        for (std::size_t k = 0; k < 3; ++k) {
          EXPECT_NEAR(joint.axes[first + k].axis.norm(), 1, 1e-9) << joint.name;
          axes.col(static_cast<Eigen::Index>(k)) = joint.axes[first + k].axis;
        }
        EXPECT_GT(std::abs(axes.determinant()), 1e-5) << joint.name;
      }
    }
}

// Millard2012EquilibriumMuscle and its curves refuse everything else.
TEST(OpenSimTakes, ParametersOfMuscles) {
  for (const auto* body : bodies())
    for (const auto& m : body->model.muscles) {
      SCOPED_TRACE(m.name);
      const auto& p = std::get<model::Millard2012Parameters>(m.curves);
      EXPECT_GE(p.fiber_damping, 0.001);  // less is none, and then no muscle may rest
      EXPECT_GE(p.minimum_activation, 0);
      EXPECT_GE(m.min_control, p.minimum_activation);
      EXPECT_LE(m.max_control, 1);
      EXPECT_GT(m.max_isometric_force_N, 0);
      EXPECT_GT(m.tendon_slack_length_m, 0);
      EXPECT_GT(m.optimal_fiber_length_m, 0);
      EXPECT_GE(m.pennation_at_optimal_rad, 0);
      EXPECT_LT(m.pennation_at_optimal_rad, p.maximum_pennation_angle);
      const auto& passive = p.fiber_force_length;
      const double secant = 1 / (passive.strain_at_one_norm_force - passive.strain_at_zero_force);
      EXPECT_GT(secant, 0);
      ASSERT_TRUE(passive.stiffness_at_low_force && passive.stiffness_at_one_norm_force && passive.curviness);
      EXPECT_GT(*passive.stiffness_at_low_force, 0);
      EXPECT_LT(*passive.stiffness_at_low_force, secant);
      EXPECT_GT(*passive.stiffness_at_one_norm_force, secant);
    }
}

// Wraps are found by their name alone; a path whose end comes and goes has none.
TEST(OpenSimTakes, PathsAndTheirWraps) {
  for (const auto* body : bodies()) {
    std::set<std::string> wraps;
    for (const auto& wrap : body->model.wraps) EXPECT_TRUE(wraps.insert(wrap.name).second) << wrap.name;
    for (const auto& m : body->model.muscles) {
      EXPECT_TRUE(std::holds_alternative<model::FixedPoint>(m.path.points.front().place)) << m.name;
      EXPECT_TRUE(std::holds_alternative<model::FixedPoint>(m.path.points.back().place)) << m.name;
    }
  }
}

}  // namespace
}  // namespace loadshare::body_tests
