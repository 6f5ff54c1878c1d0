// The published marker sets against the built-in body: they name its landmarks and its bodies.
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>

#include "base/require.h"
#include "capture/marker_set.h"
#include "moved_body.h"

namespace loadshare::motion {
namespace {

const model::Marker* find_marker(const model::Model& body, const std::string& name) {
  const auto found = std::ranges::find(body.markers, name, &model::Marker::name);
  return found == body.markers.end() ? nullptr : &*found;
}

// Which body the place is on, and where; none where the model has no such place.
std::optional<std::pair<std::string, Vec3>> place_on(const model::Model& body,
                                                     const capture::PointPlace& place) {
  if (!place.body.empty()) {
    if (!body.find_body(place.body).is_some()) return std::nullopt;
    return std::pair(place.body, place.near_p_B);
  }
  std::string name;
  Vec3 sum = Vec3::Zero();
  for (const auto& landmark : place.landmarks) {
    const auto* marker = find_marker(body, landmark);
    if (!marker) return std::nullopt;
    const auto& on = body.bodies[marker->body.at()].name;
    if (!name.empty() && name != on) return std::nullopt;
    name = on;
    sum += marker->p_B;
  }
  return std::pair(name, Vec3(sum / static_cast<double>(place.landmarks.size())));
}

TEST(MarkerSets, NameLandmarksOfOneBodyEach) {
  const auto& body = testing::built_in_body().model;
  for (const auto& set : capture::published_marker_sets())
    for (const auto& point : set.points) EXPECT_TRUE(place_on(body, point)) << set.name << ": " << point.name;
}

TEST(MarkerSets, SidesAreMirrorImages) {
  const auto& body = testing::built_in_body().model;
  for (const auto& set : capture::published_marker_sets())
    for (const auto& point : set.points) {
      if (!point.partner || point.side != capture::Side::right) continue;
      const auto right = place_on(body, point), left = place_on(body, set.points[*point.partner]);
      ASSERT_TRUE(right && left);
      EXPECT_LT((Vec3(right->second.x(), right->second.y(), -right->second.z()) - left->second).norm(), 1e-9)
          << set.name << ": " << point.name;
      EXPECT_TRUE(right->first == left->first || right->first.ends_with("_r")) << point.name;
    }
}

// What is stuck on the pelvis and the thorax on one side lies on that side; z is to the right.
TEST(MarkerSets, SidesOfTheTrunkAreNotSwapped) {
  const auto& body = testing::built_in_body().model;
  for (const auto& set : capture::published_marker_sets())
    for (const auto& point : set.points) {
      const auto place = place_on(body, point);
      ASSERT_TRUE(place);
      const bool is_limb = place->first.ends_with("_r") || place->first.ends_with("_l");
      if (point.side == capture::Side::middle) {
        EXPECT_FALSE(is_limb && !set.points.empty() && point.partner) << point.name;
      } else if (is_limb) {
        EXPECT_EQ(place->first.ends_with("_r"), point.side == capture::Side::right) << set.name << point.name;
      } else {
        EXPECT_EQ(place->second.z() > 0, point.side == capture::Side::right) << set.name << point.name;
      }
    }
}

}  // namespace
}  // namespace loadshare::motion
