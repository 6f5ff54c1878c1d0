#include "sharing/stability.h"

#include <gtest/gtest.h>

#include <cmath>

namespace loadshare::sharing {
namespace {

using model::BodyId;
using model::CoordinateId;

constexpr double g = 9.80665;

// Bergmark's: a rod on a pin, its weight m g at the height h, and two strands alike from the ground at +-a to
// the rod at the height l.
struct Pendulum {
  double mass_kg = 30, h_m = 0.35, a_m = 0.08, l_m = 0.3, strength_N = 2000;
  double tissue_Nm_per_rad = 0;
  model::Model model;

  void build() {
    model = {};
    model.name = "pendulum";
    model.bodies.push_back({"ground", 0, Vec3::Zero(), {}});
    model.bodies.push_back({"rod", mass_kg, {0, h_m, 0}, {0.1, 0.1, 0.1, 0, 0, 0}});
    model::Joint pin;
    pin.name = "pin";
    pin.type = model::JointType::pin;
    pin.parent = model::ground;
    pin.child = BodyId(1);
    pin.coordinates = {CoordinateId(0)};
    model.joints.push_back(pin);
    model.coordinates.emplace_back();
    model.coordinates[0].name = "lean";
    model.coordinates[0].joint = model::JointId(0);
    for (const double side : {-1.0, 1.0}) {
      model::Muscle strand;
      strand.name = "strand";
      strand.max_isometric_force_N = strength_N;
      strand.optimal_fiber_length_m = 0.1;
      strand.tendon_slack_length_m = 0.2;
      strand.path = path_from(side * a_m);
      model.muscles.push_back(strand);
    }
    if (tissue_Nm_per_rad != 0)
      model.coordinate_springs.push_back({"disc", true, CoordinateId(0), tissue_Nm_per_rad, 0, 0});
  }
  [[nodiscard]] model::Path path_from(double x_m) const {
    return {{{"below", model::ground, model::FixedPoint{{x_m, 0, 0}}},
             {"above", BodyId(1), model::FixedPoint{{0, l_m, 0}}}},
            {}};
  }

  struct Solved {
    StabilityTerms terms;
    double unit = 0;
    Eigen::VectorXd coefficients;
    SharedSample shared;
  };
  // Upright unless `lean_rad`; passive forces as given.
  [[nodiscard]] Solved solve(const StabilitySettings& settings, double passive_N = 0,
                             const std::vector<dynamics::ExternalForceValue>& loads = {},
                             double lean_rad = 0) const {
    const auto skeleton = mechanics::Skeleton::make(model);
    const auto couplings = mechanics::Couplings::make(model);
    const auto muscles = mechanics::MuscleMechanics::make(model, *skeleton, *couplings);
    auto workspace = skeleton->make_workspace();
    const auto coupling = couplings->make_workspace();
    mechanics::Pose pose;
    const std::vector<double> q{lean_rad}, still{0};
    skeleton->set_pose(workspace, q, still, pose);
    mechanics::MuscleMechanics::Workspace measuring;
    mechanics::MuscleSample measured;
    muscles->compute(*skeleton, workspace, pose, *couplings, coupling, measuring, measured);

    Diagnostics notes;
    const auto stability =
        Stability::make(model, *skeleton, {{"lean", {{CoordinateId(0), 1.0}}}}, {0, 1}, settings, notes);
    require(stability.ok(), "the pendulum's stability");
    SharingLayout layout;
    layout.coordinate_count = 1;
    layout.arm_starts = {0, 1, 2};
    layout.arm_coordinates = {0, 0};
    layout.activation_min = Eigen::VectorXd::Zero(2);
    layout.activation_max = Eigen::VectorXd::Ones(2);
    const int first = stability->add_to(layout);
    SharingSample sample;
    sample.required_force = Eigen::VectorXd::Zero(1);
    sample.moment_arms_m = Eigen::Vector2d(measured.free_arms[0], measured.free_arms[1]);
    sample.active_force_N = Eigen::Vector2d::Constant(strength_N);
    sample.passive_force_N = Eigen::Vector2d::Constant(passive_N);
    sample.condition_of_activation.resize(1, 2);
    sample.condition_of_control.resize(1, 0);
    sample.condition_target.resize(1);
    Stability::Workspace found;
    stability->fill(first, pose, measuring.columns, measured, loads, found, sample);
    Solved solved{found.terms[0], layout.conditions[0].unit, sample.condition_of_activation.row(0), {}};
    SharingWorkspace sharing;
    share_load(layout, {}, sample, false, sharing, solved.shared);
    return solved;
  }
  [[nodiscard]] double length_m() const { return std::hypot(a_m, l_m); }
  [[nodiscard]] double arm_m() const { return a_m * l_m / length_m(); }
};

// With r the arm and L the length, each strand of tension T adds T (q - 1) r^2 / L: the strand turns under
// its own pull. Together they must make m g h.
TEST(Stability, PendulumStandsFromTheCriticalForceOn) {
  Pendulum pendulum;
  pendulum.build();
  for (const double q : {5.0, 10.0, 40.0}) {
    const auto solved = pendulum.solve({.stiffness_ratio = q});
    ASSERT_EQ(solved.shared.status, numerics::BoxStatus::solved);
    const double r = pendulum.arm_m(), L = pendulum.length_m();
    const double weight_Nm_per_rad = pendulum.mass_kg * g * pendulum.h_m;
    const double critical_N = weight_Nm_per_rad * L / (2 * (q - 1) * r * r);
    EXPECT_NEAR(solved.terms.loads, weight_Nm_per_rad, 1e-10);
    EXPECT_NEAR(solved.unit, weight_Nm_per_rad, 1e-10);
    for (int i = 0; i < 2; ++i) {
      EXPECT_NEAR(solved.coefficients[i], pendulum.strength_N * (q - 1) * r * r / L, 1e-10);
      // Where the shortfall's price is finite a little is left to it.
      EXPECT_NEAR(solved.shared.tension_N[i], critical_N, 3e-3 * critical_N) << "q " << q;
    }
  }
}

// The energy of two springs of stiffness q T / L, stretched by T, and of the weight.
TEST(Stability, IsTheCurvatureOfPotentialEnergy) {
  Pendulum pendulum;
  pendulum.build();
  const double q = 7, tension_N = 600, lean_rad = 0.2, h = 1e-4;
  const auto solved = pendulum.solve({.stiffness_ratio = q}, 0, {}, lean_rad);
  double energy[3] = {};
  for (const double side : {-1.0, 1.0}) {
    const auto length_at = [&](double theta) {
      return std::hypot(-pendulum.l_m * std::sin(theta) - side * pendulum.a_m,
                        pendulum.l_m * std::cos(theta));
    };
    const double L = length_at(lean_rad);
    for (int i = -1; i <= 1; ++i) {
      const double stretch = length_at(lean_rad + i * h) - L;
      energy[i + 1] += tension_N * stretch + 0.5 * q * tension_N / L * stretch * stretch;
    }
  }
  for (int i = -1; i <= 1; ++i)
    energy[i + 1] += pendulum.mass_kg * g * pendulum.h_m * std::cos(lean_rad + i * h);
  const double curvature = (energy[2] - 2 * energy[1] + energy[0]) / (h * h);
  const double stiffness = solved.coefficients.sum() * tension_N / pendulum.strength_N - solved.terms.needed;
  EXPECT_NEAR(stiffness, curvature, 1e-4 * std::abs(curvature));
}

TEST(Stability, EnoughTissueNeedsNothing) {
  Pendulum pendulum;
  const double weight_Nm_per_rad = pendulum.mass_kg * g * pendulum.h_m;
  pendulum.tissue_Nm_per_rad = 1.1 * weight_Nm_per_rad;
  pendulum.build();
  const auto stiff = pendulum.solve({});
  EXPECT_NEAR(stiff.terms.tissue, pendulum.tissue_Nm_per_rad, 1e-8);
  EXPECT_NEAR(stiff.terms.needed, -0.1 * weight_Nm_per_rad, 1e-8);
  EXPECT_LT(stiff.shared.activation.maxCoeff(), 1e-6);
  pendulum.tissue_Nm_per_rad = 0.9 * weight_Nm_per_rad;
  pendulum.build();
  EXPECT_GT(pendulum.solve({}).shared.activation.minCoeff(), 1e-3);
}

TEST(Stability, TwiceTheWeightNeedsTwiceAsMuch) {
  Pendulum pendulum;
  pendulum.build();
  const auto once = pendulum.solve({});
  pendulum.mass_kg *= 2;
  pendulum.build();
  const auto twice = pendulum.solve({});
  EXPECT_NEAR(twice.terms.needed, 2 * once.terms.needed, 1e-10);
  EXPECT_NEAR(twice.shared.tension_N[0], 2 * once.shared.tension_N[0], 3e-3 * once.shared.tension_N[0]);
  const auto safe = pendulum.solve({.safety_ratio = 1.5});
  EXPECT_NEAR(safe.terms.needed, 1.5 * twice.terms.needed, 1e-10);
}

TEST(Stability, ALoadWhereTheWeightIsCountsAsWeight) {
  Pendulum pendulum;
  pendulum.build();
  const auto bare = pendulum.solve({}, 0, {}, 0.3);
  const Vec3 center_G(-pendulum.h_m * std::sin(0.3), pendulum.h_m * std::cos(0.3), 0);
  const Vec3 weight_G(0, -pendulum.mass_kg * g, 0);
  const auto loaded = pendulum.solve({}, 0, {{BodyId(1), weight_G, center_G, Vec3::Zero()}}, 0.3);
  EXPECT_NEAR(loaded.terms.loads, 2 * bare.terms.loads, 1e-10);
  EXPECT_NEAR(bare.terms.loads, pendulum.mass_kg * g * pendulum.h_m * std::cos(0.3), 1e-10);
  const auto on_ground = pendulum.solve({}, 0, {{model::ground, weight_G, center_G, Vec3::Zero()}}, 0.3);
  EXPECT_EQ(on_ground.terms.loads, bare.terms.loads);
}

TEST(Stability, PassiveFibersAreStiffAsActiveOnes) {
  Pendulum pendulum;
  pendulum.build();
  const auto slack = pendulum.solve({}), taut = pendulum.solve({}, 100);
  EXPECT_NEAR(taut.terms.passive_fibers, taut.coefficients.sum() * 100 / pendulum.strength_N, 1e-10);
  EXPECT_NEAR(taut.terms.needed, slack.terms.needed - taut.terms.passive_fibers, 1e-10);
  EXPECT_NEAR(taut.shared.tension_N[0], slack.shared.tension_N[0], 1e-3 * slack.shared.tension_N[0]);
}

TEST(Stability, LigamentsHoldByStiffnessAndTension) {
  Pendulum pendulum;
  pendulum.build();
  model::Ligament ligament;
  ligament.name = "band";
  ligament.path = pendulum.path_from(0.05);
  ligament.resting_length_m = 0.95 * std::hypot(0.05, pendulum.l_m);
  ligament.pcsa_force_N = 400;
  ligament.force_length = numerics::make_linear(20, -20);
  pendulum.model.ligaments.push_back(ligament);
  const double L = std::hypot(0.05, pendulum.l_m), r = 0.05 * pendulum.l_m / L;
  const double tension_N = 400 * 20 * (L / ligament.resting_length_m - 1);
  const double slope_N_per_m = 400 * 20 / ligament.resting_length_m;
  EXPECT_NEAR(pendulum.solve({}).terms.tissue, slope_N_per_m * r * r - tension_N * r * r / L, 1e-10);
  pendulum.model.ligaments[0].resting_length_m = 1.1 * L;
  EXPECT_EQ(pendulum.solve({}).terms.tissue, 0) << "slack";
  pendulum.model.ligaments[0].resting_length_m = 0.95 * L;
  pendulum.model.ligaments[0].applies_force = false;
  EXPECT_EQ(pendulum.solve({}).terms.tissue, 0) << "switched off";
}

TEST(Stability, RefusesWhatCarriesNothingAndNotesWhatIsNotCounted) {
  Pendulum pendulum;
  pendulum.build();
  const auto make = [&](Diagnostics& notes) {
    return Stability::make(pendulum.model, *mechanics::Skeleton::make(pendulum.model),
                           {{"lean", {{CoordinateId(0), 1.0}}}}, {0, 1}, {}, notes);
  };
  model::BushingForce bushing;
  bushing.name = "rubber";
  bushing.body_1 = model::ground;
  bushing.body_2 = BodyId(1);
  pendulum.model.bushings.push_back(bushing);
  Diagnostics notes;
  EXPECT_TRUE(make(notes).ok());
  ASSERT_EQ(notes.findings().size(), 1u);
  EXPECT_EQ(notes.findings()[0], (Finding{FindingKind::left_out, "rubber",
                                          "its stiffness is not counted for the stability of the spine"}));
  pendulum.model.gravity_G.setZero();
  const auto weightless = make(notes);
  ASSERT_FALSE(weightless.ok());
  EXPECT_EQ(weightless.refusal().text(),
            "small motion lean: it moves no weight, so that nothing can topple\n"
            "  Ask for the stability of joints that carry something, under gravity.");
}

}  // namespace
}  // namespace loadshare::sharing
