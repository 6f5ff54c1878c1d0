// The published features of every muscle model's curves, and their slopes.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <functional>

#include "muscle/degroote_fregly2016.h"
#include "muscle/millard2012.h"
#include "muscle/schutte1993.h"
#include "muscle/thelen2003.h"

namespace loadshare::muscle {
namespace {

using Curve = std::function<CurveSample(double)>;

void expect_slopes(const Curve& curve, double from, double to, double tolerance = 1e-6) {
  const double h = 1e-6;
  for (double x = from; x <= to; x += (to - from) / 211.7) {
    const double expected = (curve(x + h).value - curve(x - h).value) / (2 * h);
    EXPECT_NEAR(curve(x).slope, expected, tolerance * (1 + std::abs(expected))) << x;
  }
}

// ---- Thelen 2003 ---------------------------------------------------------------------------------

TEST(Thelen2003, ActiveCurveIsAGaussianWithItsPeakAtOptimalLength) {
  const Thelen2003Curves curves;
  EXPECT_EQ(curves.active_force_length(1).value, 1);
  EXPECT_EQ(curves.active_force_length(1).slope, 0);
  EXPECT_NEAR(curves.active_force_length(1 + std::sqrt(0.45)).value, std::exp(-1), 1e-15);
  expect_slopes([&](double l) { return curves.active_force_length(l); }, 0.2, 1.9);
}

TEST(Thelen2003, PassiveCurveIsOneAtItsStrain) {
  const Thelen2003Curves curves;
  EXPECT_NEAR(curves.passive_force_length(1.6).value, 1, 1e-15);
  EXPECT_EQ(curves.passive_force_length(0.99).value, 0);
  EXPECT_NEAR(curves.passive_force_length(1.3).value, std::expm1(2.5) / std::expm1(5), 1e-15);
  expect_slopes([&](double l) { return curves.passive_force_length(l); }, 1.01, 1.9);
}

TEST(Thelen2003, TendonCurveIsContinuousInSlopeAndOneAtItsStrain) {
  const Thelen2003Curves curves;
  EXPECT_NEAR(curves.tendon_force_length(1.04).value, 1, 1e-14);
  EXPECT_EQ(curves.tendon_force_length(0.99).value, 0);
  expect_slopes([&](double l) { return curves.tendon_force_length(l); }, 1.001, 1.06, 1e-5);
}

// Eq. 6 and 7 of the paper, and the tangent at the threshold, taken forwards: velocity from force.
double thelen_velocity(double force, double activation) {
  const double af = 0.25, longest = 1.4, last = 0.95 * longest;
  const auto eccentric = [&](double f) { return (f - 1) * (longest - 1) / ((2 + 2 / af) * (longest - f)); };
  const double unit = 0.25 + 0.75 * activation;
  if (force <= 1) return unit * (force - 1) / (1 + force / af);
  if (force < last) return unit * eccentric(force);
  const double h = 1e-7, slope = (eccentric(last + h) - eccentric(last - h)) / (2 * h);
  return unit * (eccentric(last) + slope * (force - last));
}

TEST(Thelen2003, ForceVelocityInvertsThePaper) {
  const Thelen2003Curves curves;
  for (const double activation : {0.01, 0.5, 1.0})
    for (double force = 0.001; force < 1.7; force += 0.0137)
      EXPECT_NEAR(curves.force_velocity(thelen_velocity(force, activation), activation).value, force, 1e-7);
  EXPECT_EQ(curves.force_velocity(0).value, 1);
  EXPECT_EQ(curves.force_velocity(-1).value, 0);
  EXPECT_EQ(curves.force_velocity(-3).value, 0);
  EXPECT_EQ(curves.force_velocity(-0.3, 0.01).value, 0);  // slower fibres at low activation
  expect_slopes([&](double v) { return curves.force_velocity(v); }, -0.99, -0.01, 1e-4);
  expect_slopes([&](double v) { return curves.force_velocity(v); }, 0.01, 1.5, 1e-4);
}

// ---- Millard 2012 --------------------------------------------------------------------------------

Millard2012Curves millard(bool elastic_undamped = false, Millard2012Parameters parameters = {}) {
  auto made = make_millard2012_curves(parameters, elastic_undamped, "test");
  EXPECT_TRUE(made.ok());
  return *made;
}

TEST(Millard2012, ActiveCurveHasItsPeakAndItsLimits) {
  const Millard2012Curves curves = millard();
  EXPECT_NEAR(curves.active_force_length.at(1).value, 1, 1e-13);
  EXPECT_NEAR(curves.active_force_length.at(1).slope, 0, 1e-13);
  EXPECT_EQ(curves.active_force_length.at(0.4441).value, 0);
  EXPECT_EQ(curves.active_force_length.at(1.8123).value, 0);
  EXPECT_EQ(curves.active_force_length.at(2.5).value, 0);
  EXPECT_NEAR(curves.active_force_length.at(0.84).slope, 0.8616, 1e-12);  // middle of the shallow limb
  expect_slopes([&](double l) { return curves.active_force_length.at(l); }, 0.3, 2, 1e-3);
}

TEST(Millard2012, AnElasticUndampedMuscleKeepsATenthOfItsForceAtAnyLength) {
  const Millard2012Curves curves = millard(true);
  EXPECT_NEAR(curves.active_force_length.at(0.3).value, 0.1, 1e-13);
  EXPECT_NEAR(curves.active_force_length.at(2).value, 0.1, 1e-13);
  EXPECT_NEAR(curves.force_velocity.at(-1).slope, 0.125, 1e-13);
  EXPECT_NEAR(curves.force_velocity.at(1).slope, 0.075, 1e-13);
}

TEST(Millard2012, ForceVelocityHasItsEndsAndIsometricSlope) {
  const Millard2012Curves curves = millard();
  EXPECT_EQ(curves.force_velocity.at(-1).value, 0);
  EXPECT_EQ(curves.force_velocity.at(-2).value, 0);
  EXPECT_NEAR(curves.force_velocity.at(0).value, 1, 1e-13);
  EXPECT_NEAR(curves.force_velocity.at(0).slope, 5, 1e-12);
  EXPECT_NEAR(curves.force_velocity.at(1).value, 1.4, 1e-13);
  EXPECT_NEAR(curves.force_velocity.at(3).value, 1.4, 1e-13);
  EXPECT_NEAR(curves.force_velocity.at(-0.9).slope, 0.25, 1e-12);
  expect_slopes([&](double v) { return curves.force_velocity.at(v); }, -1.2, 1.2, 1e-3);
}

TEST(Millard2012, PassiveAndTendonCurvesAreOneAtTheirStrains) {
  const Millard2012Curves curves = millard();
  EXPECT_NEAR(curves.passive_force_length.at(1.7).value, 1, 1e-13);
  EXPECT_NEAR(curves.passive_force_length.at(1.7).slope, 2 / 0.7, 1e-12);
  EXPECT_EQ(curves.passive_force_length.at(1).value, 0);
  EXPECT_EQ(curves.passive_force_length.at(0.5).value, 0);
  EXPECT_NEAR(curves.tendon_force_length.at(1.049).value, 1, 1e-14);
  EXPECT_NEAR(curves.tendon_force_length.at(1.049).slope, 1.375 / 0.049, 1e-11);
  EXPECT_EQ(curves.tendon_force_length.at(1).value, 0);
  expect_slopes([&](double l) { return curves.passive_force_length.at(l); }, 0.9, 1.8, 1e-3);
  expect_slopes([&](double l) { return curves.tendon_force_length.at(l); }, 0.99, 1.06, 1e-3);
}

// OpenSim 4's first quintic control points for the passive curve: strains 0 to 0.7, stiffnesses 0.2 and
// 2 / 0.7, curviness 0.75; the foot of 0.1 / stiffness = 0.035 is the shorter of its two candidates.
TEST(Millard2012, PassiveFootLiesWhereItsStiffnessPutsIt) {
  const Millard2012Curves curves = millard();
  EXPECT_NEAR(curves.passive_force_length.at(1.035).value, 0.5 * 0.2 * 0.035, 1e-15);
  EXPECT_NEAR(curves.passive_force_length.at(1.035).slope, 0.2, 1e-12);
}

TEST(Millard2012, RefusesWhatGivesNoCurve) {
  const auto refused = [](const std::function<void(Millard2012Parameters&)>& change) {
    Millard2012Parameters parameters;
    change(parameters);
    auto made = make_millard2012_curves(parameters, false, "model.osim, muscle soleus_r");
    return made.ok() ? std::string() : made.refusal().text();
  };
  EXPECT_EQ(refused([](auto&) {}), "");
  EXPECT_NE(refused([](auto& p) {
              p.active_force_length.transition_norm_fiber_length = 0.4;
            }).find("soleus_r, active force-length curve"),
            std::string::npos);
  EXPECT_NE(refused([](auto& p) { p.active_force_length.shallow_ascending_slope = 4; }), "");
  EXPECT_NE(refused([](auto& p) { p.force_velocity.isometric_slope = 0.9; }), "");
  EXPECT_NE(refused([](auto& p) { p.fiber_force_length.curviness = 0.5; }).find("not all given"),
            std::string::npos);
  EXPECT_NE(refused([](auto& p) { p.fiber_force_length.strain_at_zero_force = 0.8; }), "");
  EXPECT_NE(refused([](auto& p) { p.tendon_force_length.strain_at_one_norm_force = -0.1; }), "");
  EXPECT_NE(refused([](auto& p) { p.tendon_force_length.curviness = 0.5; }), "");
}

// ---- De Groote & Fregly 2016 ---------------------------------------------------------------------

TEST(DeGrooteFregly2016, CurvesPassThroughTheirPublishedPoints) {
  const DeGrooteFregly2016Curves curves;
  EXPECT_NEAR(curves.active_force_length(1).value, 1, 2e-3);
  EXPECT_NEAR(curves.force_velocity(-1).value, 0, 1e-12);
  EXPECT_NEAR(curves.force_velocity(0).value, 1, 1e-12);
  EXPECT_NEAR(curves.force_velocity(1).value, 1.794, 1e-3);
  EXPECT_NEAR(curves.passive_force_length(0.2).value, 0, 1e-16);
  EXPECT_NEAR(curves.passive_force_length(1.6).value, 1, 1e-15);
  EXPECT_NEAR(curves.tendon_force_length(1).value, 0, 1e-16);
  EXPECT_NEAR(curves.tendon_force_length(1.049).value, 1, 1e-13);
  DeGrooteFregly2016Curves without;
  without.parameters.ignore_passive_fiber_force = true;
  EXPECT_EQ(without.passive_force_length(1.5).value, 0);
}

TEST(DeGrooteFregly2016, AWiderActiveCurveIsStretchedAboutOptimalLength) {
  const DeGrooteFregly2016Curves narrow, wide{{.active_force_width_scale = 1.5}};
  for (const double off : {-0.4, -0.1, 0.2, 0.5})
    EXPECT_NEAR(wide.active_force_length(1 + 1.5 * off).value, narrow.active_force_length(1 + off).value,
                1e-15);
  expect_slopes([&](double l) { return wide.active_force_length(l); }, 0.3, 1.8, 1e-5);
}

TEST(DeGrooteFregly2016, SlopesAreThoseOfTheValues) {
  const DeGrooteFregly2016Curves curves;
  expect_slopes([&](double l) { return curves.active_force_length(l); }, 0.3, 1.8, 1e-5);
  expect_slopes([&](double l) { return curves.passive_force_length(l); }, 0.3, 1.8);
  expect_slopes([&](double v) { return curves.force_velocity(v); }, -1.2, 1.2);
  expect_slopes([&](double l) { return curves.tendon_force_length(l); }, 0.98, 1.06, 1e-5);
}

// ---- Schutte 1993 --------------------------------------------------------------------------------

TEST(Schutte1993, TakesItsCurvesFromPointsAndNeverPushes) {
  Schutte1993Curves curves;
  curves.parameters.active_force_length = *numerics::make_simm_spline({0.5, 1, 1.5}, {0, 1, 0}, "test");
  curves.parameters.passive_force_length = *numerics::make_simm_spline({1, 1.5}, {0, 1}, "test");
  curves.parameters.tendon_force_length = *numerics::make_simm_spline({0, 0.03}, {0, 1}, "test");
  EXPECT_DOUBLE_EQ(curves.active_force_length(1).value, 1);
  EXPECT_DOUBLE_EQ(curves.active_force_length(0.75).value, 0.75);  // a parabola
  EXPECT_EQ(curves.active_force_length(0.2).value, 0);
  EXPECT_DOUBLE_EQ(curves.passive_force_length(1.25).value, 0.5);
  EXPECT_EQ(curves.passive_force_length(0.8).value, 0);
  EXPECT_NEAR(curves.tendon_force_length(1.015).value, 0.5, 1e-12);
  EXPECT_EQ(curves.tendon_force_length(0.99).value, 0);
  curves.parameters.exponential_passive = true;
  EXPECT_DOUBLE_EQ(curves.passive_force_length(1.5).value, 1);
  expect_slopes([&](double l) { return curves.passive_force_length(l); }, 0.5, 1.5);
}

TEST(Schutte1993, ForceVelocityIsALogisticAboutOneAtRest) {
  const Schutte1993Curves curves;
  EXPECT_DOUBLE_EQ(curves.force_velocity(-0.04).value, 0.9);
  EXPECT_NEAR(curves.force_velocity(0).value, 1, 5e-4);
  EXPECT_NEAR(curves.force_velocity(5).value, 1.8, 1e-11);
  expect_slopes([&](double v) { return curves.force_velocity(v); }, -1, 1);
}

}  // namespace
}  // namespace loadshare::muscle
