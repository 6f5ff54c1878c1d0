// Every file of the atlas, put into people of several sizes.
#include "atlas.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <regex>

#include "dynamics/carried_loads.h"
#include "exercises/balance.h"
#include "exercises/key_goals.h"

namespace loadshare::exercises {
namespace {

using loadshare::testing::atlas_movement;
using loadshare::testing::reference_body;

struct Case {
  std::string file, who;
};
void PrintTo(const Case& c, std::ostream* out) { *out << c.file << ", " << c.who; }

std::vector<Case> every_case() {
  std::vector<Case> cases;
  for (const auto& file : loadshare::testing::atlas_files())
    for (const char* who : {"reference", "woman", "man"}) cases.push_back({file, who});
  return cases;
}
const model::FullBody& body_named(const std::string& who) {
  if (who == "woman") return loadshare::testing::small_woman();
  return who == "man" ? loadshare::testing::tall_man() : reference_body();
}

// What the solver says is held against poses that are made anew.
struct Solved {
  Movement movement;
  SolvedMovement solved;
  PosedBody posed;

  Solved(const std::string& file, const model::FullBody& body)
      : movement(atlas_movement(file)),
        solved(loadshare::testing::solve(movement, body)),
        posed(loadshare::testing::value_of(PosedBody::make(unlock(body, solved.unlocked)))) {}

  KeyGoals goals(std::size_t key) const {
    return loadshare::testing::value_of(make_goals(movement.keys[key], movement.scene, posed.body()));
  }
  double height_m(const TouchGoal& touch) const {
    const auto surface = dynamics::make_contact_surface(movement.scene.supports[touch.support]);
    return dynamics::distance_to(surface, posed.position(touch.point)).gap_m;
  }
  double depth_m_max() const {
    double deepest = 0;
    for (const auto& support : movement.scene.supports)
      for (const auto& contact : posed.body().contacts) {
        const auto distance =
            dynamics::distance_to(dynamics::make_contact_surface(support), posed.position(point_of(contact)));
        const bool is_named =
            support.touched_by.empty() ||
            std::ranges::find(support.touched_by, contact.name) != support.touched_by.end() ||
            std::ranges::find(support.touched_by, contact.region) != support.touched_by.end();
        if (is_named && is_over_or_in(support, distance)) deepest = std::max(deepest, -distance.gap_m);
      }
    return deepest;
  }
};

class Atlas : public ::testing::TestWithParam<Case> {};

TEST_P(Atlas, EveryKeyIsMetOnEverySupport) {
  Solved it(GetParam().file, body_named(GetParam().who));
  ASSERT_EQ(it.solved.keys.size(), it.movement.keys.size());
  for (std::size_t k = 0; k < it.solved.keys.size(); ++k) {
    const auto& key = it.solved.keys[k];
    SCOPED_TRACE(key.name);
    it.posed.set_pose(key.q);
    const auto goals = it.goals(k);
    EXPECT_FALSE(goals.touches.empty());
    for (const auto& touch : goals.touches)
      EXPECT_NEAR(it.height_m(touch), touch.gap_m, 1e-3) << touch.point.name;
    EXPECT_LE(it.depth_m_max(), 2e-3);
    EXPECT_NEAR(it.depth_m_max(), key.depth_m_max, 1e-9) << key.deepest_point;
    for (const auto& outcome : key.targets)
      EXPECT_TRUE(outcome.is_met()) << outcome.name << " " << outcome.off;
  }
}

// Joints keep within their range, couplers are met exactly, nothing runs away along the floor.
TEST_P(Atlas, EveryPostureIsOneThatTheBodyCanTake) {
  Solved it(GetParam().file, body_named(GetParam().who));
  for (const auto& key : it.solved.keys) {
    EXPECT_LT(it.posed.couplings().coupling_error_max(key.q), 1e-12);
    for (const auto coordinate : it.posed.free_coordinates()) {
      const auto& c = it.posed.model().coordinates[coordinate.at()];
      EXPECT_GE(key.q[coordinate.at()], c.range_min) << c.name;
      EXPECT_LE(key.q[coordinate.at()], c.range_max) << c.name;
    }
    for (const char* along : {"pelvis_tx", "pelvis_tz"})
      EXPECT_LT(std::abs(key.q[it.posed.model().find_coordinate(along).at()]), 1) << along;
  }
}

// Where the line of all that weighs and pulls meets the height of the supports, found by summing up.
Eigen::Vector2d weight_center(const Solved& it, const model::Model& carrying, double height_m) {
  Vec3 moment = Vec3::Zero(), force = Vec3::Zero();
  const auto add = [&](const Vec3& p, const Vec3& f) {
    moment += Vec3(p.x(), p.y() - height_m, p.z()).cross(f);
    force += f;
  };
  for (std::size_t b = 1; b < carrying.bodies.size(); ++b)
    add(it.posed.pose().X_GB[b] * carrying.bodies[b].mass_center_B,
        carrying.bodies[b].mass_kg * carrying.gravity_G);
  for (const auto& pull : loadshare::testing::value_of(
           dynamics::make_pulls(it.posed.model(), it.movement.scene.loads, it.posed.body().contacts))) {
    const auto value = dynamics::value_of(pull, it.posed.pose());
    add(value.point_G, value.force_G);
  }
  return {moment.z() / force.y(), -moment.x() / force.y()};
}

// Weight, what is carried and what pulls stay over the supports, where these alone carry.
TEST_P(Atlas, TheWeightIsOverTheSupports) {
  Solved it(GetParam().file, body_named(GetParam().who));
  const auto carrying = loadshare::testing::value_of(
      dynamics::with_carried_masses(it.posed.model(), it.movement.scene.loads, it.posed.body().contacts));
  for (std::size_t k = 0; k < it.solved.keys.size(); ++k) {
    const auto goals = it.goals(k);
    const bool leans = std::ranges::any_of(goals.touches, [&](const TouchGoal& touch) {
      return it.movement.scene.supports[touch.support].normal_G.y() < 0.5;
    });
    ASSERT_NE(goals.asks_for_balance, leans);
    if (leans) continue;
    it.posed.set_pose(it.solved.keys[k].q);
    const auto stands_on = footholds(goals, it.movement.scene);
    double height_m = 0;
    std::vector<Eigen::Vector2d> points;
    for (const auto& foothold : stands_on) {
      const Vec3 p = it.posed.position(foothold.point);
      points.emplace_back(p.x(), p.z());
      height_m += foothold.height_m / static_cast<double>(stands_on.size());
    }
    const auto centre = weight_center(it, carrying, height_m);
    // Inside: to the left of every edge; 4 mm where a hand and a knee alone carry.
    const auto hull = convex_hull(points);
    for (std::size_t i = 0; i < hull.size(); ++i) {
      const Eigen::Vector2d a = points[hull[i]], e = points[hull[(i + 1) % hull.size()]] - a, w = centre - a;
      EXPECT_GT((e.x() * w.y() - e.y() * w.x()) / e.norm(), 0.004) << it.solved.keys[k].name;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Files, Atlas, ::testing::ValuesIn(every_case()), [](const auto& param_info) {
  return std::regex_replace(param_info.param.file + "_" + param_info.param.who, std::regex("[^A-Za-z0-9]"),
                            "_");
});

TEST(AtlasFiles, AreThere) {
  EXPECT_THAT(
      loadshare::testing::atlas_files(),
      ::testing::IsSupersetOf({"postures/standing.toml", "postures/standing_bent_forward.toml",
                               "postures/holding_20kg_close.toml", "postures/lifting_20kg_round_back.toml",
                               "postures/lifting_20kg_bent_knees.toml", "postures/lying_supine.toml",
                               "postures/lying_prone.toml", "postures/lying_on_side.toml",
                               "postures/sitting_upright.toml", "postures/standing_on_one_leg.toml",
                               "postures/stoop.toml", "postures/plank.toml", "postures/all_fours.toml",
                               "movements/squat.toml", "movements/stand_up.toml"}));
}

// What the names promise, read off the solved postures.
TEST(AtlasFiles, PosturesAreWhatTheyAreCalled) {
  const auto angle_deg = [](const Solved& it, const char* coordinate, std::size_t key = 0) {
    return degrees(it.solved.keys[key].q[it.posed.model().find_coordinate(coordinate).at()]);
  };
  const auto height_m = [](Solved& it, const char* point, std::size_t key = 0) {
    it.posed.set_pose(it.solved.keys[key].q);
    const auto found = loadshare::testing::value_of(find_points(it.posed.body(), point, ""));
    return it.posed.position(found.front().point).y();
  };
  Solved squat("movements/squat.toml", reference_body());
  EXPECT_NEAR(height_m(squat, "RHJC", 1), height_m(squat, "RKJC", 1), 0.005);
  EXPECT_GT(angle_deg(squat, "knee_angle_r", 1), 90);
  EXPECT_LT(angle_deg(squat, "ankle_angle_r", 1), 36);
  Solved plank("postures/plank.toml", reference_body());
  EXPECT_NEAR(height_m(plank, "RSJC"), height_m(plank, "RHJC"), 0.35);
  EXPECT_NEAR(angle_deg(plank, "hip_flexion_r"), 0, 5);
  EXPECT_LT(angle_deg(plank, "knee_angle_r"), 5);
  Solved round_back("postures/lifting_20kg_round_back.toml", reference_body());
  Solved bent_knees("postures/lifting_20kg_bent_knees.toml", reference_body());
  EXPECT_LT(angle_deg(round_back, "lumbar_extension"), -50);
  EXPECT_LT(angle_deg(round_back, "knee_angle_r"), 30);
  EXPECT_GT(angle_deg(bent_knees, "lumbar_extension"), -25);
  EXPECT_GT(angle_deg(bent_knees, "knee_angle_r"), 80);
  EXPECT_NEAR(height_m(round_back, "RGRIP"), height_m(bent_knees, "RGRIP"), 0.01);
  Solved supine("postures/lying_supine.toml", reference_body());
  EXPECT_NEAR(height_m(supine, "C7"), height_m(supine, "SACR"), 0.08);
  Solved side("postures/lying_on_side.toml", reference_body());
  EXPECT_GT(height_m(side, "LACR"), height_m(side, "RACR") + 0.2);
  Solved one_leg("postures/standing_on_one_leg.toml", reference_body());
  EXPECT_GT(height_m(one_leg, "LHLX"), 0.1);
}

TEST(AtlasFiles, ExercisesAreWhatTheyAreCalled) {
  const auto solved = [](const char* file) { return Solved(file, reference_body()); };
  const auto angle_deg = [](const Solved& it, const char* coordinate, std::size_t key = 0) {
    return degrees(it.solved.keys[key].q[it.posed.model().find_coordinate(coordinate).at()]);
  };
  const auto place = [](Solved& it, const char* point, std::size_t key = 0) {
    it.posed.set_pose(it.solved.keys[key].q);
    const auto found = loadshare::testing::value_of(find_points(it.posed.body(), point, ""));
    return it.posed.position(found.front().point);
  };
  auto flat = solved("postures/situp_flat_low_back.toml"),
       arched = solved("postures/situp_arched_low_back.toml");
  EXPECT_NEAR(place(flat, "RSJC").y(), place(arched, "RSJC").y(), 0.005);
  EXPECT_LT(angle_deg(flat, "lumbar_extension"), -40);
  EXPECT_GT(angle_deg(arched, "lumbar_extension"), 0);
  EXPECT_GT(place(arched, "L3").y(), place(flat, "L3").y() + 0.04);
  const auto forward = solved("postures/squat_upright.toml"), back = solved("postures/squat_sit_back.toml");
  EXPECT_GT(angle_deg(forward, "ankle_angle_r"), angle_deg(back, "ankle_angle_r") + 10);
  EXPECT_LT(angle_deg(back, "pelvis_tilt"), angle_deg(forward, "pelvis_tilt") - 5);
  auto raised = solved("postures/straight_leg_raise_one.toml");
  EXPECT_GT(place(raised, "RAJC").y(), place(raised, "LAJC").y() + 0.3);
  EXPECT_LT(angle_deg(raised, "knee_angle_r"), 5);
  auto dog = solved("postures/bird_dog.toml");
  EXPECT_NEAR(place(dog, "LAJC").y(), place(dog, "LHJC").y(), 0.03);
  EXPECT_GT(place(dog, "RWJC").x(), place(dog, "RSJC").x() + 0.4);
  auto bridge = solved("postures/single_leg_bridge.toml");
  EXPECT_GT(place(bridge, "LAJC").y(), 0.4);
  EXPECT_NEAR(angle_deg(bridge, "hip_flexion_r"), 0, 6);
  const auto bend = solved("postures/full_forward_bend.toml");
  EXPECT_NEAR(angle_deg(bend, "lumbar_extension"), -58, 0.1);
  const auto romanian = solved("postures/romanian_deadlift.toml"),
             deadlift = solved("postures/deadlift.toml");
  EXPECT_GT(angle_deg(deadlift, "knee_angle_r"), angle_deg(romanian, "knee_angle_r") + 30);
  auto thrust = solved("postures/hip_thrust.toml");
  EXPECT_NEAR(place(thrust, "RHJC").y(), place(thrust, "RKJC").y(), 0.12);
  auto down = solved("movements/sit_down.toml");
  EXPECT_LT(place(down, "ischial_r", 3).y(), 0.46);
  EXPECT_GT(place(down, "ischial_r", 1).y(), 0.55);
}

// ---- mirror images

std::string mirrored_word(const model::FullBody& body, const std::string& word) {
  for (const auto& [side, other] : {std::pair{"_r", "_l"}, std::pair{"_l", "_r"}})
    if (word.ends_with(side)) return word.substr(0, word.size() - 2) + other;
  return mirrored_name(body, word);
}

// The same movement with right and left changed, as a file would have it.
Movement mirror(Movement movement, const model::FullBody& body) {
  const std::vector<std::string> to_a_side{"pelvis_list", "pelvis_rotation", "pelvis_tz", "lumbar_bending",
                                           "lumbar_rotation"};
  for (auto& key : movement.keys) {
    for (auto& wish : key.targets.coordinates) {
      if (std::ranges::find(to_a_side, wish.coordinate) != to_a_side.end()) wish.value = -wish.value;
      wish.coordinate = mirrored_word(body, wish.coordinate);
    }
    for (auto& touch : key.targets.touches)
      for (auto& point : touch.points) point = mirrored_word(body, point);
    for (auto& place : key.targets.places) {
      place.point = mirrored_word(body, place.point);
      place.from = mirrored_word(body, place.from);
    }
  }
  return movement;
}

TEST(AtlasFiles, AMirroredPostureIsTheMirrorImage) {
  for (const char* file : {"postures/standing_on_one_leg.toml", "postures/lying_on_side.toml"}) {
    const auto movement = atlas_movement(file);
    const auto& body = reference_body();
    const auto one = loadshare::testing::solve(movement, body);
    const auto other = loadshare::testing::solve(mirror(movement, body), body);
    EXPECT_FALSE(one.keys[0].is_symmetric);
    for (std::size_t c = 0; c < body.model.coordinates.size(); ++c) {
      const auto image = mirrored(body.model, model::CoordinateId(c));
      EXPECT_NEAR(one.keys[0].q[c], image.sign * other.keys[0].q[image.coordinate.at()], 1e-5)
          << file << " " << body.model.coordinates[c].name;
    }
  }
}

TEST(AtlasFiles, BothSidesAreAlikeWhereBothAreAskedForTheSame) {
  for (const char* file : {"postures/stoop.toml", "postures/plank.toml", "postures/lying_prone.toml"}) {
    const auto& body = reference_body();
    const auto solved = loadshare::testing::solve(atlas_movement(file), body);
    EXPECT_TRUE(solved.keys[0].is_symmetric);
    for (std::size_t c = 0; c < body.model.coordinates.size(); ++c) {
      const auto image = mirrored(body.model, model::CoordinateId(c));
      EXPECT_EQ(solved.keys[0].q[c], image.sign * solved.keys[0].q[image.coordinate.at()])
          << body.model.coordinates[c].name;
    }
  }
}

}  // namespace
}  // namespace loadshare::exercises
