#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "model/body.h"
#include "model/osim_reader.h"
#include "model/osim_writer.h"
#include "small_body.h"

namespace loadshare::model {
namespace {

using testing::built_small_body;
using testing::refusal_of_body;
using testing::small_body_tables;

const Ligament& ligament_of(const FullBody& body, const std::string& name) {
  const auto found = std::ranges::find(body.model.ligaments, name, &Ligament::name);
  if (found == body.model.ligaments.end()) throw std::invalid_argument("no ligament " + name);
  return *found;
}

TEST(BodyLigaments, AreOnTheMidlineOrOnBothSides) {
  const auto body = built_small_body();
  ASSERT_EQ(body.model.ligaments.size(), 3u);
  const auto& right = ligament_of(body, "capsule_r");
  const auto& left = ligament_of(body, "capsule_l");
  EXPECT_TRUE(right.applies_force);
  EXPECT_EQ(right.resting_length_m, 0.05);
  EXPECT_EQ(right.pcsa_force_N, 80);
  EXPECT_EQ(std::get<FixedPoint>(right.path.points[1].place).p_B, Vec3(0.02, -0.03, 0.02));
  EXPECT_EQ(std::get<FixedPoint>(left.path.points[1].place).p_B, Vec3(0.02, -0.03, -0.02));
  EXPECT_EQ(left.path.points[1].body, body.model.find_body("thigh_l"));
  EXPECT_EQ(left.path.wraps[0].object, body.model.find_wrap("seat_l"));
  EXPECT_EQ(left.path.wraps[0].method, WrapMethod::midpoint);
  EXPECT_EQ(left.path.wraps[0].last_point, 2);
  EXPECT_TRUE(ligament_of(body, "back_band").path.wraps.empty());
}

// The exponential toe of body_tables.h, straight beyond.
TEST(BodyLigaments, HaveAnExponentialToeAndAreStraightBeyond) {
  const auto body = built_small_body();
  const auto& curve = ligament_of(body, "back_band").force_length;
  const auto toe = [](double s) { return std::expm1(4 * s) / std::expm1(4.0); };
  for (const double s : {0.0, 0.1, 0.33, 0.5, 0.9, 1.0}) EXPECT_NEAR(curve.value(1 + 0.2 * s), toe(s), 1e-3);
  EXPECT_NEAR(curve.value(1.2), 1, 1e-12);
  const double slope = 4 * std::exp(4.0) / std::expm1(4.0) / 0.2;
  EXPECT_NEAR(curve.derivative(1.2), slope, 0.01 * slope);
  EXPECT_NEAR(curve.value(1.3), 1 + 0.1 * slope, 0.01 * slope);
  EXPECT_NEAR(curve.value(1.5) - curve.value(1.4), curve.value(1.4) - curve.value(1.3), 1e-12);
}

// From the softest to the steepest that the table takes: no dip below zero, no wave.
TEST(BodyLigaments, CurvesGrowAtEverySteepness) {
  for (const char* steepness : {"0.01", "1", "8", "20"}) {
    const auto body = built_small_body(
        {{"ligaments", "0.07,0.2,120,4,ours", fmt::format("0.07,0.2,120,{},ours", steepness)}});
    const auto& curve = ligament_of(body, "back_band").force_length;
    double before = curve.value(1.0);
    EXPECT_NEAR(before, 0, 1e-12);
    for (int i = 1; i <= 500; ++i) {
      const double here = curve.value(1 + 0.0005 * i);
      EXPECT_GE(here, before - 1e-6) << steepness << " at " << i;
      before = here;
    }
  }
}

TEST(BodyLigaments, GrowWithTheirPath) {
  auto scale = *reference_scale(small_body_tables());
  for (const char* group : {"pelvis", "spine", "thigh", "shank"}) scale.factors[group] = Vec3::Constant(1.25);
  const auto own = built_small_body({}, scale), of_reference = built_small_body();
  for (std::size_t l = 0; l < own.model.ligaments.size(); ++l) {
    EXPECT_NEAR(own.model.ligaments[l].resting_length_m,
                1.25 * of_reference.model.ligaments[l].resting_length_m, 1e-15);
    EXPECT_EQ(own.model.ligaments[l].pcsa_force_N, of_reference.model.ligaments[l].pcsa_force_N);
  }
}

TEST(BodyLigaments, AreWrittenAndReadBack) {
  const auto body = built_small_body();
  Diagnostics notes;
  const auto again = parse_osim(write_osim(body.model), "written", notes);
  ASSERT_TRUE(again) << again.refusal().text();
  ASSERT_EQ(again->ligaments.size(), body.model.ligaments.size());
  for (std::size_t l = 0; l < again->ligaments.size(); ++l) {
    const auto& written = body.model.ligaments[l];
    const auto& read = again->ligaments[l];
    EXPECT_EQ(read.name, written.name);
    EXPECT_EQ(read.resting_length_m, written.resting_length_m);
    EXPECT_EQ(read.pcsa_force_N, written.pcsa_force_N);
    EXPECT_EQ(read.path.wraps.size(), written.path.wraps.size());
    for (const double ratio : {1.0, 1.07, 1.19, 1.4})
      EXPECT_DOUBLE_EQ(read.force_length.value(ratio), written.force_length.value(ratio));
  }
}

struct Refused {
  std::vector<testing::Change> changes;
  std::string_view text;
};

TEST(BodyLigaments, RefuseWhatDoesNotFit) {
  const std::vector<Refused> cases{
      {{{"ligaments", "0.05,0.1,80", "0,0.1,80"}},
       "ligaments.csv, line 3: 'resting_length_m' is 0, not positive\n  Write a positive number."},
      {{{"ligaments", "0.05,0.1,80", "0.05,-0.1,80"}},
       "ligaments.csv, line 3: 'linear_strain' is -0.1, not positive\n  Write a positive number."},
      {{{"ligaments", "0.05,0.1,80", "0.05,1e-5,80"}},
       "ligaments.csv, line 3: the strain is below 0.001\n  Write it as a ratio of the resting length."},
      {{{"ligaments", "120,4", "120,40"}},
       "ligaments.csv, line 2: the steepness is above 20\n  Write a smaller one: such a toe is a corner."},
      {{{"ligaments", "120,4", "none,4"}},
       "ligaments.csv, line 2: 'linear_force_N' is 'none', not a number\n  Write a finite number with a "
       "decimal point."},
      {{{"ligaments", "capsule_r,0.05", "back_band,0.05"}},
       "ligaments.csv, line 3: 'back_band' stands already in ligaments.csv, line 2\n  Keep one."},
      {{{"ligaments", "back_band,0.07", "knee_stop_r,0.07"}},
       "ligaments.csv, line 2: 'knee_stop_r' stands already in passive.csv, line 2\n  Keep one."},
      {{{"ligament_points", "back_band,2,chest", "back_band,2,breast"}},
       "ligament_points.csv, line 3: there is no body called 'breast'\n  Name one of bodies.csv."},
      {{{"ligament_points", "back_band,2", "back_band,3"}},
       "ligament_points.csv, line 3: point 2 of 'back_band' is counted as 3\n  Count a ligament's points "
       "from "
       "1 in the path's order, each once."},
      {{{"ligament_points", "back_band,2,chest,-0.06,-0.02,0,ours\n", ""}},
       "ligaments.csv, line 2: 'back_band' has fewer than two points\n  Give it a path in "
       "ligament_points.csv."},
      {{{"ligament_points", "back_band,2,chest,-0.06,-0.02,0,ours",
         "back_band,2,chest,-0.06,-0.02,0,ours\nband,1,chest,0,0,0,ours"}},
       "ligament_points.csv, line 4: there is no ligament called 'band'\n  Name one of ligaments.csv."},
      {{{"ligament_points", "back_band,2,chest", "back_band,2,thigh_r"}},
       "ligament_points.csv, line 3: 'back_band' is of the midline, but 'thigh_r' of the right side: the "
       "left "
       "would have none\n  End its name in _r, so that it stands for a pair, or let it mention the midline "
       "alone."},
      {{{"ligament_points", "back_band,2,chest,-0.06,-0.02,0", "back_band,2,loin,-0.05,0.06,0"}},
       "ligaments.csv, line 2: the points of 'back_band' lie in one place\n  Correct its points: lengths "
       "scale "
       "with the path between them."},
      {{{"ligament_wraps", "seat_r", "chair_r"}},
       "ligament_wraps.csv, line 2: there is no wrap called 'chair_r'\n  Name one of wraps.csv."},
      {{{"ligament_wraps", "midpoint,1,2", "midpoint,1,3"}},
       "ligament_wraps.csv, line 2: 'capsule_r' has 2 points, and no point 3\n  Name points that it has."},
      {{{"ligament_wraps", "capsule_r,1", "capsules_r,1"}},
       "ligament_wraps.csv, line 2: there is no ligament called 'capsules_r'\n  Name one of ligaments.csv."},
  };
  for (const auto& refused : cases) EXPECT_EQ(refusal_of_body(refused.changes), refused.text);
}

}  // namespace
}  // namespace loadshare::model
