#include "exercises/body_points.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "atlas.h"
#include "exercises/key_goals.h"
#include "exercises/posed_body.h"

namespace loadshare::exercises {
namespace {

using loadshare::testing::reference_body;
using loadshare::testing::value_of;
using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

std::vector<std::string> names_of(const Result<std::vector<NamedPoint>>& found) {
  std::vector<std::string> names;
  for (const auto& named : value_of(found)) names.push_back(named.point.name);
  return names;
}

TEST(BodyPoints, ANameWithoutItsSideStandsForBoth) {
  const auto& body = reference_body();
  EXPECT_THAT(names_of(find_points(body, "heel", "")), ElementsAre("heel_r", "heel_l"));
  EXPECT_THAT(names_of(find_points(body, "HJC", "")), ElementsAre("RHJC", "LHJC"));
  EXPECT_THAT(names_of(find_points(body, "heel_l", "")), ElementsAre("heel_l"));
  EXPECT_THAT(names_of(find_points(body, "C7", "")), ElementsAre("C7"));
  const auto pair = value_of(find_points(body, "heel", ""));
  EXPECT_EQ(pair[0].side, PointSide::right);
  EXPECT_EQ(pair[1].side, PointSide::left);
}

TEST(BodyPoints, ARegionStandsForItsContactPoints) {
  const auto& body = reference_body();
  EXPECT_THAT(names_of(find_touching(body, "hand_l", "")),
              UnorderedElementsAre("heel_of_hand_l", "palm_l", "fingers_l"));
  EXPECT_THAT(names_of(find_touching(body, "buttock", "")),
              UnorderedElementsAre("ischial_r", "ischial_l", "gluteal_r", "gluteal_l"));
  EXPECT_THAT(names_of(find_touching(body, "lumbar", "")),
              UnorderedElementsAre("lumbar_1", "lumbar_2", "lumbar_3", "lumbar_4", "lumbar_5"));
  EXPECT_THAT(names_of(find_touching(body, "palm", "")), ElementsAre("palm_r", "palm_l"));
}

TEST(BodyPoints, MidwayIsMidway) {
  auto posed = value_of(PosedBody::make(reference_body()));
  auto q = posed.q();
  q[posed.model().find_coordinate("hip_flexion_r").at()] = 0.7;
  posed.set_pose(q);
  const auto middle = value_of(find_points(posed.body(), "mid KJC", ""));
  const auto both = value_of(find_points(posed.body(), "KJC", ""));
  ASSERT_EQ(middle.size(), 1u);
  EXPECT_EQ(middle[0].side, PointSide::midline);
  const Vec3 expected = (posed.position(both[0].point) + posed.position(both[1].point)) / 2;
  EXPECT_LT((posed.position(middle[0].point) - expected).norm(), 1e-12);
}

TEST(BodyPoints, TheMassCentreIsTheMeanOfAllMasses) {
  auto posed = value_of(PosedBody::make(reference_body()));
  double mass_kg = 0;
  Vec3 sum = Vec3::Zero();
  for (std::size_t b = 0; b < posed.model().bodies.size(); ++b) {
    const auto& body = posed.model().bodies[b];
    mass_kg += body.mass_kg;
    sum += body.mass_kg * (posed.pose().X_GB[b] * body.mass_center_B);
  }
  EXPECT_LT((posed.position(mass_center(posed.model())) - sum / mass_kg).norm(), 1e-12);
}

TEST(BodyPoints, NamesHaveAnotherSide) {
  const auto& body = reference_body();
  EXPECT_EQ(mirrored_name(body, "heel_r"), "heel_l");
  EXPECT_EQ(mirrored_name(body, "LACR"), "RACR");
  EXPECT_EQ(mirrored_name(body, "L1"), "L1");
  EXPECT_EQ(mirrored_name(body, "mid HJC"), "mid HJC");
  EXPECT_EQ(mirrored_name(body, "lumbar_1"), "lumbar_1");
  EXPECT_EQ(on_other_side("knee_angle_r_beta"), "knee_angle_l_beta");
  EXPECT_EQ(on_other_side("pelvis_rotation"), "pelvis_rotation");
}

// The mirror of the model itself: a pose with mirrored coordinates has mirrored points.
TEST(BodyPoints, MirroredCoordinatesMakeMirroredPoints) {
  auto posed = value_of(PosedBody::make(reference_body()));
  const auto& coordinates = posed.model().coordinates;
  std::vector<double> q = posed.q(), image(q.size());
  for (const auto free : posed.free_coordinates()) q[free.at()] += 0.05 * static_cast<double>(free.at() % 7);
  for (std::size_t c = 0; c < q.size(); ++c) {
    const auto other = mirrored(posed.model(), model::CoordinateId(c));
    image[other.coordinate.at()] = other.sign * q[c];
    EXPECT_EQ(mirrored(posed.model(), other.coordinate).coordinate, model::CoordinateId(c))
        << coordinates[c].name;
  }
  for (const auto& contact : posed.body().contacts) {
    posed.set_pose(q);
    const Vec3 p = posed.position(point_of(contact));
    posed.set_pose(image);
    const auto other = value_of(find_points(posed.body(), mirrored_name(posed.body(), contact.name), ""));
    const Vec3 m = posed.position(other.front().point);
    EXPECT_LT((p - Vec3(m.x(), m.y(), -m.z())).norm(), 1e-9) << contact.name;
  }
}

TEST(BodyPoints, NamesThatAreNotThereAreRefused) {
  const auto& body = reference_body();
  EXPECT_EQ(find_points(body, "tail", "a.toml, line 3").refusal().text(),
            "a.toml, line 3: the body has no point 'tail'\n  Name a contact point or a marker of the body "
            "(models/body/common), with its side or without it, \"mid\" before a pair, or mass_center.");
  EXPECT_EQ(find_points(body, "mid C7", "").refusal().what, "the body has no pair of points 'C7'");
  EXPECT_EQ(find_touching(body, "foot_x", "").refusal().what, "the body has no point 'foot_x'");
}

TEST(Coordinates, AreFoundWithAndWithoutTheirSide) {
  const auto& model = reference_body().model;
  const auto both = value_of(find_coordinates(model, "knee_angle", ""));
  ASSERT_EQ(both.size(), 2u);
  EXPECT_EQ(model.coordinates[both[0].at()].name, "knee_angle_r");
  EXPECT_EQ(model.coordinates[both[1].at()].name, "knee_angle_l");
  EXPECT_EQ(value_of(find_coordinates(model, "pelvis_tilt", "")).size(), 1u);
  EXPECT_EQ(find_coordinates(model, "knee", "").refusal().what, "the body has no coordinate 'knee'");
  EXPECT_EQ(find_coordinates(model, "L4_L5_FE", "").refusal().text(),
            ": the coordinate 'L4_L5_FE' follows 'lumbar_extension'\n  Name the coordinate that it follows.");
}

}  // namespace
}  // namespace loadshare::exercises
