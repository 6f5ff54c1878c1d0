// Marker sets on a body; the published ones on the built-in body.
#include "motion/placed_points.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "model/osim_reader.h"
#include "moved_body.h"
#include "test_data.h"

namespace loadshare::motion {
namespace {

using ::testing::HasSubstr;

// Every point of the set, matched.
capture::MatchedSet all_of(const capture::MarkerSet& set) {
  capture::MatchedSet matched;
  matched.set = &set;
  for (std::size_t i = 0; i < set.points.size(); ++i) matched.pairs.push_back({i, i});
  return matched;
}

std::vector<PlacedPoint> placed_of(const capture::MarkerSet& set) {
  auto placed = place_points(all_of(set), testing::built_in_body().model);
  if (!placed) throw std::runtime_error(placed.refusal().text());
  return *std::move(placed);
}

std::string body_name(const PlacedPoint& point) {
  return testing::built_in_body().model.bodies[point.body.at()].name;
}

capture::MarkerSet set_of(const std::string& rows) {
  return *capture::parse_marker_set(
      "format = 1\nname = 's'\ntitle = 't'\nsource = 'u'\nkind = 'keypoints'\npoints = [" + rows + "]\n",
      "s.toml");
}

TEST(PlacedPoints, LieMidwayBetweenLandmarks) {
  const auto set =
      set_of("{ right = 'RA', left = 'LA', at = ['RLMAL', 'RMMAL'], spread_mm = 1, noise_mm = 1 }");
  const auto placed = placed_of(set);
  ASSERT_EQ(placed.size(), 2u);
  EXPECT_EQ(body_name(placed[0]), "tibia_r");
  EXPECT_LT((placed[0].p_B - Vec3(0.0005, -0.3888, 0.0075)).norm(), 1e-9);  // of markers.csv
  EXPECT_EQ(body_name(placed[1]), "tibia_l");
  EXPECT_LT((placed[1].p_B - Vec3(0.0005, -0.3888, -0.0075)).norm(), 1e-9);
  EXPECT_EQ(placed[1].place->name, "LA");
  EXPECT_EQ(placed[0].partner, 1u);
  EXPECT_EQ(placed[1].partner, 0u);
  capture::MatchedSet half;
  half.set = &set;
  half.pairs = {{7, 1}};  // the left one alone
  const auto alone = place_points(half, testing::built_in_body().model);
  ASSERT_TRUE(alone);
  EXPECT_EQ(alone->front().point, 7u);
  EXPECT_FALSE(alone->front().partner);
}

TEST(PlacedPoints, ASetThatTheBodyDoesNotHaveIsRefused) {
  const auto refusal = [](const std::string& place) {
    const auto set = set_of("{ name = 'A', " + place + ", spread_mm = 1, noise_mm = 1 }");
    const auto placed = place_points(all_of(set), testing::built_in_body().model);
    return placed ? "" : placed.refusal().text();
  };
  EXPECT_THAT(refusal("at = 'RNOSE'"),
              HasSubstr("marker set 's', point 'A': the body has no landmark 'RNOSE'"));
  EXPECT_THAT(refusal("at = ['RASI', 'C7']"), HasSubstr("its landmarks lie on 'pelvis' and 'thorax'"));
  EXPECT_THAT(refusal("body = 'tail', near_m = [0, 0, 0]"), HasSubstr("there is no body 'tail'"));
}

TEST(PublishedMarkerSets, AreOnTheBuiltInBody) {
  for (const auto& set : capture::published_marker_sets())
    EXPECT_EQ(placed_of(set).size(), set.points.size());
}

TEST(PublishedMarkerSets, HaveMirrorImagesAsPairs) {
  for (const auto& set : capture::published_marker_sets()) {
    const auto placed = placed_of(set);
    for (const auto& right : placed) {
      if (!right.place->partner || right.place->side != capture::Side::right) continue;
      const auto& left = placed[*right.place->partner];
      EXPECT_LT((Vec3(right.p_B.x(), right.p_B.y(), -right.p_B.z()) - left.p_B).norm(), 1e-9)
          << set.name << ": " << right.place->name;
    }
  }
}

// A right point sits on a right limb, or on the right half of the trunk; z is to the right.
TEST(PublishedMarkerSets, DoNotSwapSides) {
  for (const auto& set : capture::published_marker_sets())
    for (const auto& point : placed_of(set)) {
      const auto body = body_name(point);
      const bool is_limb = body.ends_with("_r") || body.ends_with("_l");
      if (point.place->side == capture::Side::middle) continue;
      const bool is_right = is_limb ? body.ends_with("_r") : point.p_B.z() > 0;
      EXPECT_EQ(is_right, point.place->side == capture::Side::right) << set.name << ": " << point.place->name;
    }
}

// A recording and the model that others made to its person, with its markers.
struct Expert {
  std::string set, model;
};
class PlacesOfExperts : public ::testing::TestWithParam<Expert> {};

// Their persons are of other sizes, by a tenth and more, and they stick on with other hands.
TEST_P(PlacesOfExperts, LieWithinTheSpread) {
  const auto file = testing::find_data(GetParam().model);
  if (!file) GTEST_SKIP() << testing::left_out(GetParam().model);
  Diagnostics notes;
  const auto expert = model::read_osim(*file, notes);
  ASSERT_TRUE(expert) << expert.refusal().text();
  const auto set =
      std::ranges::find(capture::published_marker_sets(), GetParam().set, &capture::MarkerSet::name);
  ASSERT_NE(set, capture::published_marker_sets().end());
  double squares = 0, count = 0;
  for (const auto& point : placed_of(*set)) {
    if (point.place->is_left_out) continue;
    const auto marker = std::ranges::find(expert->markers, point.place->name, &model::Marker::name);
    if (marker == expert->markers.end()) continue;
    const auto& on = expert->bodies[marker->body.at()].name;
    if (on != body_name(point) && !(on == "torso" && body_name(point) == "thorax")) continue;
    const double spreads = (marker->p_B - point.p_B).norm() / (std::sqrt(3.0) * point.place->spread_m);
    const double size = 0.1 * point.p_B.norm() / (std::sqrt(3.0) * point.place->spread_m);
    EXPECT_LT(spreads, 3 + size) << point.place->name << " " << (marker->p_B - point.p_B).transpose();
    squares += spreads * spreads;
    ++count;
  }
  EXPECT_GE(count, 15);
  RecordProperty("spreads_rms", std::to_string(std::sqrt(squares / count)));
  EXPECT_LT(std::sqrt(squares / count), 1.5);
}

INSTANTIATE_TEST_SUITE_P(
    Osim, PlacesOfExperts,
    ::testing::Values(Expert{"leg_clusters", "squat/manually_scaled.osim"},
                      Expert{"leg_clusters_dotted", "gait_walk/subject_walk_scaled.osim"},
                      Expert{"rajagopal", "run/Rajagopal2015_scaled.osim"},
                      Expert{"gait2392", "gait2392_reference/subject01_simbody_adjusted_StaticOp.osim"}));

}  // namespace
}  // namespace loadshare::motion
