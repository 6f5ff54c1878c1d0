#include "service/model_tables.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "model/osim_reader.h"
#include "source_folder.h"

namespace loadshare::service {
namespace {

model::Model sample_body() {
  Diagnostics notes;
  return *model::read_osim(testing::source_folder() / "samples/squat/body.osim", notes);
}

TEST(ModelTables, HoldEveryMuscleAndTheCoordinatesThatMusclesDrive) {
  const auto model = sample_body();
  const auto tables = make_model_tables(model);
  ASSERT_TRUE(tables) << tables.refusal().text();
  ASSERT_EQ(tables->muscles.size(), model.muscles.size());
  for (const auto& muscle : tables->muscles) {
    EXPECT_GT(muscle.optimal_fiber_length_m, 0) << muscle.name;
    EXPECT_LE(muscle.fiber_ratio_min, muscle.fiber_ratio_default) << muscle.name;
    EXPECT_GE(muscle.fiber_ratio_max, muscle.fiber_ratio_default) << muscle.name;
  }
  const auto find = [&](const char* name) {
    return std::ranges::find(tables->strengths, name, &CoordinateStrength::coordinate);
  };
  ASSERT_NE(find("hip_flexion_r"), tables->strengths.end());
  EXPECT_EQ(find("pelvis_tx"), tables->strengths.end());
  const auto& hip = *find("hip_flexion_r");
  const auto& range = model.coordinates[model.find_coordinate("hip_flexion_r").at()];
  EXPECT_DOUBLE_EQ(hip.places.front().q, range.range_min);
  EXPECT_DOUBLE_EQ(hip.places.back().q, range.range_max);
  // Extensors and flexors both, and the left side as strong as the right.
  const auto& other = *find("hip_flexion_l");
  for (std::size_t i = 0; i < hip.places.size(); ++i) {
    EXPECT_NEAR(hip.places[i].up, other.places[i].up, 1e-6);
    EXPECT_NEAR(hip.places[i].down, other.places[i].down, 1e-6);
  }
  EXPECT_GT(hip.places.front().up, 10);
  EXPECT_LT(hip.places.front().down, -10);
}

TEST(ModelTables, AreRefusedWhereAMuscleCannotBe) {
  auto model = sample_body();
  model.muscles[0].optimal_fiber_length_m = 0;
  const auto tables = make_model_tables(model);
  ASSERT_FALSE(tables);
  EXPECT_NE(tables.refusal().text().find(model.muscles[0].name), std::string::npos);
}

}  // namespace
}  // namespace loadshare::service
