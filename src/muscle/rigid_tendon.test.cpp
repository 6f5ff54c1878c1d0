#include "muscle/rigid_tendon.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

namespace loadshare::muscle {
namespace {

constexpr double pennation_rad = 0.4;

template <class Parameters>
MuscleParameters parameters(Parameters curves) {
  MuscleParameters p;
  p.name = "soleus_r";
  p.max_isometric_force_N = 3000;
  p.optimal_fiber_length_m = 0.05;
  p.tendon_slack_length_m = 0.25;
  p.pennation_at_optimal_rad = pennation_rad;
  p.curves = curves;
  return p;
}

Muscle make(const MuscleParameters& p) {
  auto made = make_muscle(p, "model.osim");
  EXPECT_TRUE(made.ok());
  return *made;
}

Schutte1993Parameters triangles() {
  Schutte1993Parameters p;
  p.active_force_length = *numerics::make_simm_spline({0, 0.5, 1, 1.5, 2}, {0, 0.75, 1, 0.75, 0}, "test");
  p.passive_force_length = numerics::Function{numerics::PiecewiseLinearFunction{{0, 1, 1.5}, {0, 0, 1}}};
  p.tendon_force_length = numerics::Function{numerics::PiecewiseLinearFunction{{0, 0.03}, {0, 1}}};
  return p;
}

std::vector<Muscle> one_of_each() {
  return {make(parameters(Thelen2003Parameters{})), make(parameters(Millard2012Parameters{})),
          make(parameters(DeGrooteFregly2016Parameters{})), make(parameters(triangles()))};
}

// Path length at which the fibre has this normalised length.
double path_length(double normalized) {
  const double height = 0.05 * std::sin(pennation_rad), fiber = 0.05 * normalized;
  return 0.25 + std::sqrt(fiber * fiber - height * height);
}

TEST(RigidTendon, KeepsTheParallelogramsHeight) {
  for (const Muscle& muscle : one_of_each()) {
    for (const double normalized : {0.6, 0.9, 1.0, 1.3}) {
      const FiberState state = compute_fiber_state(muscle, path_length(normalized), 0);
      EXPECT_FALSE(state.slack);
      EXPECT_NEAR(state.normalized_fiber_length, normalized, 1e-14);
      const double sine = std::sqrt(1 - state.cos_pennation * state.cos_pennation);
      EXPECT_NEAR(state.fiber_length_m * sine, 0.05 * std::sin(pennation_rad), 1e-15);
      EXPECT_NEAR(0.25 + state.fiber_length_m * state.cos_pennation, path_length(normalized), 1e-15);
    }
    EXPECT_NEAR(compute_fiber_state(muscle, path_length(1), 0).cos_pennation, std::cos(pennation_rad), 1e-15);
  }
}

TEST(RigidTendon, FiberVelocityIsTheRateOfItsLength) {
  const double h = 1e-7, speed = 0.2;
  for (const Muscle& muscle : one_of_each()) {
    const double path = path_length(0.95);
    const FiberState state = compute_fiber_state(muscle, path, speed);
    const double expected = (compute_fiber_state(muscle, path + h * speed, 0).fiber_length_m -
                             compute_fiber_state(muscle, path - h * speed, 0).fiber_length_m) /
                            (2 * h);
    EXPECT_NEAR(state.fiber_velocity_mps, expected, 1e-7);
    EXPECT_DOUBLE_EQ(state.normalized_fiber_velocity, state.fiber_velocity_mps / 0.5);
  }
}

TEST(RigidTendon, AtOptimalLengthAndRestHoldsItsMaximumTimesTheCosine) {
  for (const Muscle& muscle : one_of_each()) {
    const FiberState state = compute_fiber_state(muscle, path_length(1), 0);
    EXPECT_NEAR(state.active_force_per_activation_N, 3000 * std::cos(pennation_rad), 5.0);
    EXPECT_NEAR(
        state.active_force_per_activation_N,
        3000 * state.active_force_length_multiplier * state.force_velocity_multiplier * state.cos_pennation,
        1e-9);
  }
  EXPECT_NEAR(compute_fiber_state(one_of_each()[0], path_length(1.3), 0).passive_force_N,
              3000 * std::expm1(2.5) / std::expm1(5) *
                  compute_fiber_state(one_of_each()[0], path_length(1.3), 0).cos_pennation,
              1e-9);
}

TEST(RigidTendon, ASlackMuscleHoldsNothing) {
  for (const Muscle& muscle : one_of_each()) {
    const FiberState state = compute_fiber_state(muscle, 0.24, -1);
    EXPECT_TRUE(state.slack);
    EXPECT_EQ(state.active_force_per_activation_N, 0);
    EXPECT_EQ(state.passive_force_N, 0);
    EXPECT_EQ(state.damping_force_N, 0);
    EXPECT_EQ(state.fiber_velocity_mps, 0);
    EXPECT_EQ(state.force_velocity_multiplier, 1);
    EXPECT_TRUE(std::isfinite(state.static_optimization_force_N));
  }
}

TEST(RigidTendon, PennationIsLimitedAndTheShortestFiberFollows) {
  const Muscle thelen = make(parameters(Thelen2003Parameters{}));
  const double height = 0.05 * std::sin(pennation_rad);
  EXPECT_NEAR(thelen.min_fiber_length_m, height / std::sqrt(1 - 0.01), 1e-15);  // acos(0.1)
  const double shortest_along = thelen.min_fiber_length_m * 0.1;
  EXPECT_TRUE(compute_fiber_state(thelen, 0.25 + 0.999 * shortest_along, 0).slack);
  EXPECT_FALSE(compute_fiber_state(thelen, 0.25 + 1.001 * shortest_along, 0).slack);
  // Millard's fibre also stops where its active curve begins.
  const Muscle millard = make(parameters(Millard2012Parameters{}));
  EXPECT_NEAR(millard.min_fiber_length_m, 0.4441 * 0.05, 1e-15);
  EXPECT_TRUE(compute_fiber_state(millard, path_length(0.444), 0).slack);
  EXPECT_FALSE(compute_fiber_state(millard, path_length(0.445), 0).slack);
}

TEST(RigidTendon, WithoutPennationTheFiberIsThePathLessTheTendon) {
  MuscleParameters p = parameters(Thelen2003Parameters{});
  p.pennation_at_optimal_rad = 0;
  const FiberState state = compute_fiber_state(make(p), 0.31, -0.1);
  EXPECT_DOUBLE_EQ(state.fiber_length_m, 0.31 - 0.25);
  EXPECT_EQ(state.cos_pennation, 1);
  EXPECT_EQ(state.fiber_velocity_mps, -0.1);
}

TEST(RigidTendon, DampingOpposesTheFibersVelocity) {
  const Muscle muscle = make(parameters(Millard2012Parameters{}));
  const FiberState state = compute_fiber_state(muscle, path_length(1), -0.1);
  EXPECT_NEAR(state.damping_force_N, 3000 * 0.1 * state.normalized_fiber_velocity * state.cos_pennation,
              1e-12);
  EXPECT_LT(state.damping_force_N, 0);
}

// ---- OpenSim's static optimisation ---------------------------------------------------------------

TEST(StaticOptimizationForce, IsTheActiveForceForThelen) {
  const Muscle muscle = make(parameters(Thelen2003Parameters{}));
  for (const double speed : {-0.3, 0.0, 0.3}) {
    const FiberState state = compute_fiber_state(muscle, path_length(1.1), speed);
    EXPECT_EQ(state.static_optimization_force_N, state.active_force_per_activation_N);
  }
}

// OpenSim hands the normalised length to the pennation model, which takes it for metres.
TEST(StaticOptimizationForce, OfMillardHasTheCosineOfAFiberAsLongAsItsNormalizedLength) {
  const Muscle muscle = make(parameters(Millard2012Parameters{}));
  const FiberState state = compute_fiber_state(muscle, path_length(1.2), 0.1);
  const double sine = 0.05 * std::sin(pennation_rad) / 1.2;
  EXPECT_NEAR(state.static_optimization_force_N / state.active_force_per_activation_N,
              std::cos(std::asin(sine)) / state.cos_pennation, 1e-12);
  EXPECT_EQ(compute_fiber_state(muscle, 0.24, 0).static_optimization_force_N, 0);
}

TEST(StaticOptimizationForce, OfDeGrooteFreglyIsAlongTheFiber) {
  const Muscle muscle = make(parameters(DeGrooteFregly2016Parameters{}));
  const FiberState state = compute_fiber_state(muscle, path_length(1.2), 0.1);
  EXPECT_NEAR(state.static_optimization_force_N * state.cos_pennation, state.active_force_per_activation_N,
              1e-9);
}

// At the balance the tendon's force is the fibre's, with fibre and tendon filling the path.
TEST(StaticOptimizationForce, OfSchutteBalancesAnElasticTendon) {
  const Muscle muscle = make(parameters(triangles()));
  const double path = path_length(1.2);
  const double force = compute_fiber_state(muscle, path, 0).static_optimization_force_N /
                       (1.8 - 1.8 / (1 + std::exp(0.04 / 0.18)));
  const double tendon = 0.25 * (1 + 0.03 * force / 3000), along = path - tendon;
  const double height = 0.05 * std::sin(pennation_rad), fiber = std::hypot(along, height), l = fiber / 0.05;
  const double active = 1 - (l - 1) * (l - 1);  // the parabola through its five points
  const double passive = std::max(0.0, 2 * (l - 1));
  EXPECT_NEAR(force, 3000 * (active + passive) * along / fiber, 1e-6);
  EXPECT_EQ(compute_fiber_state(muscle, 0.24, 0).static_optimization_force_N, 0);
}

// What OpenSim 4.6 gave: path lengths of its MuscleAnalysis, forces and activations of its
// StaticOptimization (8 digits), on the gait2392 walk (Thelen) and the squat (Millard). The speed is not in
// its files: it is the derivative of a quintic spline through the lengths, which were 10 ms apart in the
// walk and 30 ms in the squat; that, not the curves, sets the tolerances.
struct Recorded {
  const char* name;
  double max_isometric_force_N, optimal_fiber_length_m, tendon_slack_length_m, pennation_at_optimal_rad;
  double path_length_m, speed_mps, force_N, activation;
};

double relative_error(const Recorded& row, MuscleParameters p) {
  p.max_isometric_force_N = row.max_isometric_force_N;
  p.optimal_fiber_length_m = row.optimal_fiber_length_m;
  p.tendon_slack_length_m = row.tendon_slack_length_m;
  p.pennation_at_optimal_rad = row.pennation_at_optimal_rad;
  const FiberState state = compute_fiber_state(make(p), row.path_length_m, row.speed_mps);
  return state.static_optimization_force_N * row.activation / row.force_N - 1;
}

TEST(StaticOptimizationForce, OfThelenIsWhatOpenSimGave) {
  const MuscleParameters thelen =
      parameters(Thelen2003Parameters{.k_shape_active = 0.5, .af = 0.3, .f_len = 1.8});
  for (const Recorded& row : std::vector<Recorded>{
           {"glut_med1_r", 819, 0.05640635, 0.08223729, 0.13962634, 0.13565538, 0.026766, 295.87531,
            0.28863731},
           {"glut_med1_r", 819, 0.05640635, 0.08223729, 0.13962634, 0.12477573, -0.043578, 334.79423,
            0.62852874},
           {"psoas_r", 1113, 0.10517229, 0.16827566, 0.13962634, 0.28345084, 0.056782, 383.87728, 0.27460465},
           {"rect_fem_r", 1169, 0.13046235, 0.35476604, 0.08726646, 0.50317787, 0.194040, 280.10445,
            0.16747068},
           {"vas_med_r", 1294, 0.1031382, 0.14601587, 0.08726646, 0.21098178, 0.138365, 79.530115,
            0.05494578},
           {"soleus_r", 3549, 0.0502888, 0.25144401, 0.43633231, 0.29946286, 0.019071, 571.11542, 0.14499261},
           {"soleus_r", 3549, 0.0502888, 0.25144401, 0.43633231, 0.30271738, -0.112702, 1210.6341,
            0.80414786}})
    EXPECT_NEAR(relative_error(row, thelen), 0, 2e-5) << row.name;
}

TEST(StaticOptimizationForce, OfMillardIsWhatOpenSimGave) {
  Millard2012Parameters curves;
  curves.fiber_damping = 0.01;
  curves.active_force_length = {0.25, 0.77, 1.9, 0.75, 0.0};
  const MuscleParameters millard = parameters(curves);
  for (const Recorded& row :
       std::vector<Recorded>{{"recfem_r", 2191.740984, 0.0741474345, 0.4400030407, 0.2170149, 0.48057997,
                              0.069356, 163.80428, 0.10346696},
                             {"recfem_r", 2191.740984, 0.0741474345, 0.4400030407, 0.2170149, 0.49933952,
                              -0.050515, 82.704067, 0.05789648},
                             {"soleus_r", 6194.842623, 0.04493002837, 0.2872968973, 0.38142888, 0.33579546,
                              -0.021797, 117.7298, 0.02640805},
                             {"soleus_r", 6194.842623, 0.04493002837, 0.2872968973, 0.38142888, 0.34815338,
                              0.014199, 92.380597, 0.02247614},
                             {"vasmed_r", 2747.822951, 0.106615609, 0.2016004243, 0.42222253, 0.31358826,
                              -0.051379, 530.06704, 0.26208872},
                             {"vasmed_r", 2747.822951, 0.106615609, 0.2016004243, 0.42222253, 0.29159939,
                              0.098756, 147.00993, 0.04463081},
                             {"bflh_l", 1313.183607, 0.09225561693, 0.3142918584, 0.17591823, 0.45042317,
                              -0.052449, 52.575399, 0.10999217}})
    EXPECT_NEAR(relative_error(row, millard), 0, 5e-4) << row.name;
}

// ---- making muscles ------------------------------------------------------------------------------

TEST(MakeMuscles, SharesEqualMillardCurvesAndOnlyThose) {
  std::vector<MuscleParameters> all(3, parameters(Millard2012Parameters{}));
  all[1].optimal_fiber_length_m = 0.08;
  std::get<Millard2012Parameters>(all[2].curves).force_velocity.isometric_slope = 4;
  all.push_back(parameters(Thelen2003Parameters{}));
  const auto muscles = make_muscles(all, "model.osim");
  ASSERT_TRUE(muscles.ok());
  const auto curves = [&](std::size_t i) {
    return std::get<std::shared_ptr<const Millard2012Curves>>((*muscles)[i].curves).get();
  };
  EXPECT_EQ(curves(0), curves(1));
  EXPECT_NE(curves(0), curves(2));
  EXPECT_NEAR(force_velocity((*muscles)[2], 0).slope, 4, 1e-12);
}

TEST(MakeMuscles, NamesTheMuscleItRefuses) {
  const auto refused = [](auto change, auto curves) {
    std::vector<MuscleParameters> all{parameters(Thelen2003Parameters{}), parameters(curves)};
    all[1].name = "psoas_r";
    change(all[1]);
    const auto made = make_muscles(all, "model.osim");
    return made.ok() ? std::string() : made.refusal().text();
  };
  const Thelen2003Parameters thelen;
  EXPECT_EQ(refused([](auto&) {}, thelen), "");
  EXPECT_NE(refused([](auto& p) { p.optimal_fiber_length_m = 0; }, thelen).find("model.osim, muscle psoas_r"),
            std::string::npos);
  EXPECT_NE(refused([](auto& p) { p.max_isometric_force_N = std::nan(""); }, thelen), "");
  EXPECT_NE(refused([](auto& p) { p.tendon_slack_length_m = -1; }, thelen), "");
  EXPECT_NE(refused([](auto& p) { p.max_contraction_velocity_per_s = 0; }, thelen), "");
  EXPECT_NE(refused([](auto& p) { p.pennation_at_optimal_rad = 2; }, thelen), "");
  EXPECT_NE(refused([](auto&) {}, Thelen2003Parameters{.f_len = 0.9}), "");
  EXPECT_NE(refused([](auto&) {}, Thelen2003Parameters{.fv_linear_extrap_threshold = 1.2}), "");
  EXPECT_NE(refused([](auto&) {}, Thelen2003Parameters{.maximum_pennation_angle = 3}), "");
  Millard2012Parameters bent;
  bent.maximum_pennation_angle = 3;
  EXPECT_NE(refused([](auto&) {}, bent), "");
  EXPECT_NE(refused([](auto&) {}, DeGrooteFregly2016Parameters{.active_force_width_scale = 0.5}), "");
}

}  // namespace
}  // namespace loadshare::muscle
