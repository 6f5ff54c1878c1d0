#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/units.h"
#include "model/body.h"
#include "model/osim_reader.h"
#include "model/osim_writer.h"
#include "small_body.h"

namespace loadshare::model {
namespace {

Model published_body() {
  const auto& tables = published_body_tables();
  const auto scale = reference_scale(tables);
  auto body = build_body(tables, *scale, {});
  if (!body) throw std::runtime_error(body.refusal().text());
  return body->model;
}

// The formula of models/body/README.md, in degrees.
double moment_of(const PassiveRow& row, double q_deg) {
  return -row.stiffness_Nm_per_deg * (q_deg - row.rest_deg) -
         row.upper_Nm * std::exp(row.upper_per_deg * (q_deg - row.upper_deg)) +
         row.lower_Nm * std::exp(-row.lower_per_deg * (q_deg - row.lower_deg));
}

TEST(BodyPassive, EveryRowIsAFormulaOnItsCoordinateOnBothSides) {
  const auto model = published_body();
  const auto rows = with_both_sides(published_body_tables()).passive;
  ASSERT_EQ(model.expression_forces.size(), rows.size());
  ASSERT_FALSE(rows.empty());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& force = model.expression_forces[i];
    EXPECT_EQ(force.name, rows[i].name);
    EXPECT_TRUE(force.applies_force);
    const auto& coordinate = model.coordinates[force.coordinate.at()];
    EXPECT_EQ(coordinate.name, rows[i].coordinate);
    for (const double share : {0.0, 0.3, 0.5, 1.0}) {
      const double q = coordinate.range_min + share * (coordinate.range_max - coordinate.range_min);
      const double moment_Nm = moment_of(rows[i], q * deg_per_rad);
      EXPECT_NEAR(force.expression.value(std::array{q, 0.7}), moment_Nm, 1e-9 * (1 + std::abs(moment_Nm)))
          << force.name << ": " << force.expression.text();
    }
  }
}

TEST(BodyPassive, SidesAreMirrorImages) {
  const auto model = published_body();
  for (const auto& right : model.expression_forces) {
    if (!right.name.ends_with("_r")) continue;
    const auto left = std::ranges::find(
        model.expression_forces, right.name.substr(0, right.name.size() - 1) + "l", &ExpressionForce::name);
    ASSERT_NE(left, model.expression_forces.end()) << right.name;
    EXPECT_EQ(left->expression.text(), right.expression.text());
    EXPECT_NE(left->coordinate, right.coordinate);
  }
}

TEST(BodyPassive, TermsThatARowLacksAreLeftOut) {
  auto tables = published_body_tables();
  PassiveRow spring, stop, none;
  spring.name = "spring", stop.name = "stop", none.name = "none";
  spring.coordinate = stop.coordinate = none.coordinate = "lumbar_extension";
  spring.stiffness_Nm_per_deg = 1.5, spring.rest_deg = -3;
  stop.lower_Nm = 18, stop.lower_per_deg = 0.3, stop.lower_deg = 11;
  tables.passive = {spring, stop, none};
  const auto body = build_body(tables, *reference_scale(tables), {});
  ASSERT_TRUE(body.ok());
  const auto text = [&](std::size_t i) { return body->model.expression_forces[i].expression.text(); };
  EXPECT_EQ(text(0), "-1.5*(d+3);d=57.29577951308232*q");
  EXPECT_EQ(text(1), "18*exp(-0.3*(d-11));d=57.29577951308232*q");
  EXPECT_EQ(text(2), "0");
}

// The document is OpenSim's 4.x: what is read back is the same body.
TEST(BodyPassive, IsReadBackFromTheDocument) {
  const auto model = published_body();
  Diagnostics notes;
  const auto again = parse_osim(write_osim(model), "body.osim", notes);
  ASSERT_TRUE(again.ok()) << again.refusal().text();
  ASSERT_EQ(again->expression_forces.size(), model.expression_forces.size());
  for (std::size_t i = 0; i < model.expression_forces.size(); ++i) {
    const auto& written = model.expression_forces[i];
    const auto& read = again->expression_forces[i];
    EXPECT_EQ(read.name, written.name);
    EXPECT_EQ(read.expression.text(), written.expression.text());
    EXPECT_EQ(again->coordinates[read.coordinate.at()].name, model.coordinates[written.coordinate.at()].name);
  }
}

// Ends grow with the square of the body, what the wall holds for each newton falls with it: p = N / r with
// N = T / h.
TEST(BodyPressure, GoesWithTheBodysSize) {
  const auto& tables = published_body_tables();
  auto scale = *reference_scale(tables);
  const auto usual = build_body(tables, scale, {});
  for (const auto& body : tables.bodies) scale.factors[body.scale_group] = Vec3::Constant(1.1);
  const auto large = build_body(tables, scale, {});
  ASSERT_TRUE(usual.ok() && large.ok());
  ASSERT_EQ(large->pressure_ends.size(), 2u);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_NEAR(large->pressure_ends[i].area_m2, 1.21 * usual->pressure_ends[i].area_m2, 1e-12);
    EXPECT_EQ(large->pressure_ends[i].pressure_Pa_max, usual->pressure_ends[i].pressure_Pa_max);
  }
  ASSERT_FALSE(large->pressure_wall.empty());
  for (std::size_t i = 0; i < large->pressure_wall.size(); ++i)
    EXPECT_NEAR(large->pressure_wall[i].pressure_Pa_per_N, usual->pressure_wall[i].pressure_Pa_per_N / 1.21,
                1e-9);
}

TEST(BodyPoints, ScaleWithTheirBody) {
  auto scale = *reference_scale(testing::small_body_tables());
  scale.factors = {{"pelvis", {1.1, 1.2, 0.7}}, {"shank", {0.9, 0.8, 1.3}}, {"thigh", {1.1, 1.2, 1.6}}};
  const auto body = testing::built_small_body({}, scale);
  const auto& model = body.model;
  EXPECT_EQ(model.markers[1].name, "LASI");
  EXPECT_EQ(model.markers[1].body, model.find_body("pelvis"));
  EXPECT_EQ(model.markers[1].p_B, Vec3(0, 0.02, -0.12).cwiseProduct(scale.factors["pelvis"]));
  ASSERT_EQ(body.contacts.size(), 3u);
  EXPECT_EQ(body.contacts[1].name, "heel_l");
  EXPECT_EQ(body.contacts[1].body, model.find_body("shank_l"));
  EXPECT_EQ(body.contacts[1].region, "foot");
  EXPECT_EQ(body.contacts[1].p_B, Vec3(-0.03, -0.45, 0).cwiseProduct(scale.factors["shank"]));
  ASSERT_EQ(body.bones.size(), 2u);
  EXPECT_EQ(body.bones[0].X_BS.p, Vec3(0, -0.2, 0).cwiseProduct(scale.factors["thigh"]));
  // Sizes grow with the mean of the factors.
  EXPECT_DOUBLE_EQ(std::get<WrapCylinder>(body.bones[1].shape).radius_m, 0.012 * 1.3);
  EXPECT_DOUBLE_EQ(std::get<WrapCylinder>(body.bones[1].shape).length_m, 0.3 * 1.3);
  const auto egg =
      testing::built_small_body({{"bones", "cylinder,0.012,0.3,", "ellipsoid,0.01,0.02,0.03"}}, scale);
  EXPECT_LT((std::get<WrapEllipsoid>(egg.bones[0].shape).radii_m - Vec3(0.013, 0.026, 0.039)).norm(), 1e-15);
  EXPECT_EQ(body.pressure_ends[0].p_B, Vec3(0, -0.06, 0).cwiseProduct(scale.factors["pelvis"]));
  EXPECT_DOUBLE_EQ(body.pressure_ends[0].pressure_Pa_max, 25e3);
}

TEST(BodyActuators, PushBothWaysOnTheCoordinateOfTheirSide) {
  const auto model = testing::built_small_body().model;
  ASSERT_EQ(model.coordinate_actuators.size(), 2u);
  const auto& left = model.coordinate_actuators[1];
  EXPECT_EQ(left.coordinate, model.find_coordinate("hip_adduction_l"));
  EXPECT_EQ(left.optimal_force, 100);
  EXPECT_EQ(left.min_control, -1);
  EXPECT_EQ(left.max_control, 1);
}

struct Refused {
  std::vector<testing::Change> changes;
  std::string_view text;
};

TEST(BodySurroundings, RefuseWhatTheBodyDoesNotHave) {
  const std::vector<Refused> cases{
      {{{"passive", "knee_angle_r", "knee_angel_r"}},
       "passive.csv, line 2: there is no coordinate called 'knee_angel_r'\n  Name one of coordinates.csv."},
      {{{"actuators", "hip_adduction_r", "hip_abduction_r"}},
       "actuators.csv, line 2: there is no coordinate called 'hip_abduction_r'\n  Name one of "
       "coordinates.csv."},
      {{{"markers", "RIBS,chest", "RIBS,trunk"}},
       "markers.csv, line 3: there is no body called 'trunk'\n  Name one of bodies.csv."},
      {{{"contacts", "spine,chest", "spine,trunk"}},
       "contacts.csv, line 3: there is no body called 'trunk'\n  Name one of bodies.csv."},
      {{{"bones", "thigh_r", "leg_r"}},
       "bones.csv, line 2: there is no body called 'leg_r'\n  Name one of bodies.csv."},
      {{{"pressure", "floor,pelvis", "floor,pelvic"}},
       "pressure.csv, line 2: there is no body called 'pelvic'\n  Name one of bodies.csv."},
      {{{"pressure_wall", "extensor_r", "flexor_r"}},
       "pressure_wall.csv, line 2: there is no muscle called 'flexor_r'\n  Name one of muscles.csv."}};
  for (const auto& [changes, text] : cases) EXPECT_EQ(testing::refusal_of_body(changes), text);
}

}  // namespace
}  // namespace loadshare::model
