#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/units.h"
#include "model/body.h"
#include "model/osim_reader.h"
#include "model/osim_writer.h"

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

}  // namespace
}  // namespace loadshare::model
