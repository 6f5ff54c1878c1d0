#include "sharing/brace.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

#include "standing_body.h"

namespace loadshare::sharing {
namespace {

using capture::BraceLevel;
using testing::StandingBody;

const testing::Posture bent{{"pelvis_tilt", -30},    {"lumbar_extension", -25}, {"lumbar_bending", 8},
                            {"lumbar_rotation", -5}, {"hip_flexion_r", 30},     {"hip_flexion_l", 30}};
const testing::Posture on_the_back{{"pelvis_tilt", 90}};

StandingBody& body() {
  static StandingBody standing;
  return standing;
}

Brace::Subject subject_of(const StandingBody& b) {
  return {b.body.model,         b.skeleton,           b.couplings,    b.muscles,
          b.body.pressure_ends, b.body.pressure_wall, b.used_muscles, b.coordinate("L4_L5_FE")};
}

// The body at its posture with a brace, and what load sharing makes of it.
struct Braced {
  SharingLayout layout;
  SharingSample sample;
  Brace::Place place;
  SharedSample shared;
  double pressure_kPa = 0, held_kPa = 0;  // what there is, what the wall's tension holds
  double extension_Nm = 0;                // of the muscles, about L4/5
  double back_N = 0;                      // tension of the erectors
};

// `effort_Nm`: an outer moment on the thorax against the pelvis, positive where it must be met by extension.
// `fixed_kPa`: this pressure and no other.
Braced brace(const testing::Posture& posture, BraceLevel level, double effort_Nm = 0,
             std::optional<double> fixed_kPa = {}, const BraceSettings& settings = {}) {
  auto& b = body();
  b.stand(posture);
  const auto made = Brace::make(subject_of(b), level, settings);
  require(made.ok(), "a brace for the built-in body");
  Braced braced;
  braced.layout = b.make_layout();
  braced.place = made->add_to(braced.layout);
  const auto control = static_cast<std::size_t>(std::max(braced.place.actuator, 0));
  if (fixed_kPa)
    braced.layout.actuators[control].control_min = braced.layout.actuators[control].control_max =
        1e3 * *fixed_kPa / braced.layout.actuators[control].optimal_force;
  braced.sample = b.make_sample(braced.layout);
  const auto& free = b.couplings.free_coordinates();
  const auto lumbar = std::ranges::find(free, b.coordinate("lumbar_extension")) - free.begin();
  braced.sample.required_force[lumbar] += effort_Nm;
  Brace::Workspace workspace;
  made->fill(braced.place, b.pose, b.columns(), b.couplings, b.couplings_workspace, b.sample, workspace,
             braced.sample);
  SharingWorkspace sharing;
  share_load(braced.layout, {}, braced.sample, false, sharing, braced.shared);

  if (braced.place.actuator >= 0)
    braced.pressure_kPa = braced.shared.actuator_force[braced.place.actuator] / 1e3;
  for (std::size_t m = 0; m < b.used_muscles.size(); ++m) {
    const double tension_N = braced.shared.tension_N[static_cast<Eigen::Index>(m)];
    braced.held_kPa += made->pressure_Pa_per_N(m) * tension_N / 1e3;
    const auto& name = b.body.model.muscles[m].name;
    if (name.starts_with("IL_") || name.starts_with("LTp") || name.starts_with("MF_"))
      braced.back_N += tension_N;
    const auto& spanned = b.muscles.spanned(m);
    const auto slot = std::ranges::find(spanned, b.coordinate("L4_L5_FE")) - spanned.begin();
    if (slot < static_cast<std::ptrdiff_t>(spanned.size()))
      braced.extension_Nm +=
          tension_N * b.sample.spanned_arms[b.muscles.spanned_starts()[m] + static_cast<std::size_t>(slot)];
  }
  return braced;
}

Vec3 center(const StandingBody& b, std::size_t end) {
  const auto& at = b.body.pressure_ends[end];
  return b.pose.X_GB[at.body.at()] * at.p_B;
}

// ---- what it pushes ---------------------------------------------------------------------------------

// p A dl/dq along every free coordinate, and so nothing on the root: no force or moment out of nothing.
TEST(Brace, PushesTheCentresApart) {
  for (const auto& posture : {testing::Posture{}, bent}) {
    const auto braced = brace(posture, BraceLevel::as_needed);
    auto& b = body();
    const double area_m2 = (b.body.pressure_ends[0].area_m2 + b.body.pressure_ends[1].area_m2) / 2;
    const auto here = b.q;
    const auto& free = b.couplings.free_coordinates();
    int moved = 0;
    for (std::size_t j = 0; j < free.size(); ++j) {
      const double h = 1e-5;
      double apart[2];
      for (int i = 0; i < 2; ++i) {
        auto q = here;
        q[free[j].at()] += (2 * i - 1) * h;
        b.couplings.fill_dependents(q, {}, {});
        b.take(q);
        apart[i] = (center(b, 0) - center(b, 1)).norm();
      }
      const double column = braced.sample.actuator_columns(static_cast<Eigen::Index>(j), braced.place.column);
      const auto& name = b.body.model.coordinates[free[j].at()].name;
      EXPECT_NEAR(column, area_m2 * (apart[1] - apart[0]) / (2 * h), 1e-11) << name;
      if (name.starts_with("pelvis")) {
        EXPECT_EQ(column, 0) << name;
      }
      moved += column != 0 ? 1 : 0;
    }
    b.take(here);
    EXPECT_EQ(moved, posture.empty() ? 1 : 3) << "of the lumbar spine";
  }
}

// The line runs 3 to 6 cm before the levels: pressure extends (science: 3 to 5 cm).
TEST(Brace, ExtendsTheTrunk) {
  for (const auto& posture : {testing::Posture{}, bent}) {
    const auto braced = brace(posture, BraceLevel::as_needed);
    const auto& b = body();
    const auto& free = b.couplings.free_coordinates();
    const auto lumbar = std::ranges::find(free, b.coordinate("lumbar_extension")) - free.begin();
    const double lever_m = braced.sample.actuator_columns(lumbar, braced.place.column) / 0.025;
    EXPECT_GT(lever_m, 0.03);
    EXPECT_LT(lever_m, 0.06);
  }
}

// ---- what it costs ----------------------------------------------------------------------------------

// A cylinder 0.20 m high, as wide as its ends: half of cos(phi) / (h r) each side, phi the slope of the
// strand.
TEST(Brace, TheWallHoldsByLaplacesLaw) {
  auto& b = body();
  b.stand({});
  const double radius_m = std::sqrt(b.body.pressure_ends[0].area_m2 / std::numbers::pi);
  ASSERT_EQ(b.body.pressure_wall.size(), 34u) << "six strands of each oblique and five of transversus a side";
  for (const auto& wall : b.body.pressure_wall) {
    const auto& points = b.sample.paths[wall.muscle.at()].points;
    const Vec3 along = points.back().p_G - points.front().p_G;
    const double horizontal = std::hypot(along.x(), along.z()) / along.norm();
    EXPECT_NEAR(wall.pressure_Pa_per_N, horizontal / (2 * 0.20 * radius_m), 0.01)
        << b.body.model.muscles[wall.muscle.at()].name;
  }
}

// Two strands of transversus a side, at 100 N each, make N = 200 N / h all round, and hold p = N / r.
TEST(Brace, ATightBeltHoldsItsHoopTension) {
  auto& b = body();
  b.stand({});
  const auto made = Brace::make(subject_of(b), BraceLevel::full, {});
  auto layout = b.make_layout();
  const auto place = made->add_to(layout);
  auto sample = b.make_sample(layout);
  Brace::Workspace workspace;
  made->fill(place, b.pose, b.columns(), b.couplings, b.couplings_workspace, b.sample, workspace, sample);
  double held_kPa = 0;
  for (const char* name : {"TrA_L1_r", "TrA_L1_l", "TrA_L3_r", "TrA_L3_l"}) {
    const auto m = b.body.model.find_muscle(name).index;
    held_kPa += sample.condition_of_activation(place.condition, m) * 100 / sample.active_force_N[m];
  }
  EXPECT_NEAR(held_kPa, 2 * 100 / 0.20 / std::sqrt(0.025 / std::numbers::pi) / 1e3, 5e-3);
}

TEST(Brace, PressureIsPaidForByTheWall) {
  for (const double effort_Nm : {-60.0, 0.0, 60.0})
    for (const double pressure_kPa : {0.0, 5.0, 15.0}) {
      const auto braced = brace({}, BraceLevel::as_needed, effort_Nm, pressure_kPa);
      ASSERT_EQ(braced.shared.status, numerics::BoxStatus::solved);
      EXPECT_NEAR(braced.pressure_kPa, pressure_kPa, 1e-9);
      EXPECT_GE(braced.held_kPa, pressure_kPa - 1e-6);
    }
  const auto silent = brace({}, BraceLevel::none, 60), braced = brace({}, BraceLevel::full, 60);
  EXPECT_LT(silent.held_kPa, 3);
  EXPECT_GT(braced.held_kPa, 14);
}

// Stokes, Gardner-Morse and Henry 2010 (Clin Biomech 25:859): from 5 to 10 kPa less compression at an effort
// of 60 N m, in extension and in flexion. Here the back's tension is looked at in extension.
TEST(Brace, PressureSparesTheBackInExtensionEfforts) {
  double before_N = 1e9;
  for (const double pressure_kPa : {0.0, 2.5, 5.0, 10.0}) {
    const auto braced = brace({}, BraceLevel::as_needed, 60, pressure_kPa);
    ASSERT_EQ(braced.shared.status, numerics::BoxStatus::solved);
    EXPECT_LT(braced.back_N, before_N - 30) << pressure_kPa;
    before_N = braced.back_N;
  }
}

// ---- how much there is ------------------------------------------------------------------------------

TEST(Brace, AsNeededIsUsedWhereItHelps) {
  EXPECT_GT(brace({}, BraceLevel::as_needed, 60).pressure_kPa, 1);
  EXPECT_LT(brace({}, BraceLevel::as_needed, -60).pressure_kPa, 0.01) << "it would only hinder";
  const auto dear = brace({}, BraceLevel::as_needed, 60, {}, {.end_muscle_count = 200});
  EXPECT_LT(dear.pressure_kPa, 0.5 * brace({}, BraceLevel::as_needed, 60).pressure_kPa);
}

TEST(Brace, NoneAddsNothing) {
  const auto none = brace({}, BraceLevel::none);
  EXPECT_EQ(none.place.actuator, -1);
  EXPECT_EQ(none.layout.condition_count(), 0);
  EXPECT_EQ(none.layout.actuator_count(), none.layout.coordinate_count);
}

// Settings that no posture reaches by itself, so that what is asked for is what there is.
TEST(Brace, UsualGrowsWithTheMusclesMoment) {
  const BraceSettings more{.per_extension_Pa_per_Nm = 90};
  const auto extending = brace({}, BraceLevel::usual, 60, {}, more);
  ASSERT_GT(extending.extension_Nm, 40);
  EXPECT_NEAR(extending.pressure_kPa, 1.5 + 0.090 * extending.extension_Nm, 0.04);
  const auto flexing = brace({}, BraceLevel::usual, -60);
  ASSERT_LT(flexing.extension_Nm, -40);
  EXPECT_NEAR(flexing.pressure_kPa, 1.5 - 0.070 * flexing.extension_Nm, 0.04);
}

// Beside the small moments that the posture itself needs.
TEST(Brace, UsualRestsAtMoreUprightThanLying) {
  const BraceSettings at_rest{.per_extension_Pa_per_Nm = 0, .per_flexion_Pa_per_Nm = 0};
  const auto asked_kPa = [&](const testing::Posture& posture) {
    const auto braced = brace(posture, BraceLevel::usual, 0, {}, at_rest);
    return braced.sample.condition_target[braced.place.condition + 1];
  };
  EXPECT_NEAR(asked_kPa({}), 1.5, 0.02);
  EXPECT_NEAR(asked_kPa(on_the_back), 0.5, 0.15);
  EXPECT_EQ(asked_kPa({{"pelvis_tilt", -150}}), 0.5) << "head down";
  EXPECT_NEAR(brace({}, BraceLevel::usual, 0, {}, at_rest).pressure_kPa, 1.5, 0.01);
}

TEST(Brace, FullIsAValsalva) {
  for (const double effort_Nm : {0.0, 60.0, -60.0}) {
    const auto braced = brace({}, BraceLevel::full, effort_Nm);
    ASSERT_EQ(braced.shared.status, numerics::BoxStatus::solved);
    EXPECT_NEAR(braced.pressure_kPa, 15, 0.1);
  }
  // More than the tables' 25 kPa is not had.
  const auto most = brace({}, BraceLevel::full, 0, {}, {.full_Pa = 40e3});
  EXPECT_EQ(most.pressure_kPa, 25);
  EXPECT_NEAR(most.shared.shortfall[most.place.condition + 1], 15, 1e-6);
}

TEST(Brace, PelvicFloorCarriesPressureTimesArea) {
  const auto made = Brace::make(subject_of(body()), BraceLevel::full, {});
  EXPECT_NEAR(made->area_m2(), 0.025, 1e-12);
  EXPECT_NEAR(made->pelvic_floor_force_N(10e3), 250, 1e-9);
}

TEST(Brace, RefusesBodiesWithoutACylinder) {
  const auto& b = body();
  auto subject = subject_of(b);
  const auto refusal_with = [&](const std::vector<model::PressureEnd>& ends,
                                const std::vector<model::PressureWall>& wall) {
    const auto made = Brace::make({subject.model, subject.skeleton, subject.couplings, subject.muscles, ends,
                                   wall, subject.used_muscles, subject.lumbar_extension},
                                  BraceLevel::usual, {});
    return made ? "" : made.refusal().text();
  };
  const std::string remedy =
      "\n  Ask for no brace, or use a body with a diaphragm, a pelvic floor and an abdominal wall.";
  const auto& ends = b.body.pressure_ends;
  auto two_feet = ends;
  two_feet[0].body = b.body.model.find_body("calcn_r");
  two_feet[1].body = b.body.model.find_body("calcn_l");
  EXPECT_EQ(refusal_with({ends[0]}, b.body.pressure_wall),
            "pressure cylinder of the body: it does not have two ends" + remedy);
  EXPECT_EQ(refusal_with(two_feet, b.body.pressure_wall),
            "pressure cylinder of the body: neither of its ends hangs from the other's body" + remedy);
  EXPECT_EQ(refusal_with({ends[0], ends[0]}, b.body.pressure_wall),
            "pressure cylinder of the body: neither of its ends hangs from the other's body" + remedy);
  EXPECT_EQ(refusal_with(ends, {}),
            "pressure cylinder of the body: no muscle of its wall holds pressure" + remedy);
  EXPECT_EQ(refusal_with({ends[1], ends[0]}, b.body.pressure_wall), "") << "in either order";
}

}  // namespace
}  // namespace loadshare::sharing
