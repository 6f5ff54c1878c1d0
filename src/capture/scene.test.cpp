#include "capture/scene.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <iterator>

#include "source_folder.h"
#include "test_data.h"

namespace loadshare::capture {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

Scene scene_of(const std::string& text) {
  auto scene = parse_scene("format = 1\n" + text, "s.toml");
  if (!scene) throw std::runtime_error(scene.refusal().text());
  return *std::move(scene);
}

Support support_of(const std::string& text) {
  const auto scene = scene_of("[[supports]]\n" + text);
  if (scene.supports.size() != 1) throw std::runtime_error("one support was expected");
  return scene.supports[0];
}

CarriedLoad load_of(const std::string& text) {
  const auto scene = scene_of("[[loads]]\n" + text);
  if (scene.loads.size() != 1) throw std::runtime_error("one load was expected");
  return scene.loads[0];
}

TEST(Scene, MayBeEmpty) {
  const auto scene = scene_of("");
  EXPECT_TRUE(scene.supports.empty());
  EXPECT_TRUE(scene.loads.empty());
  EXPECT_EQ(scene.brace, BraceLevel::as_needed);
  EXPECT_FALSE(scene.asks_for_stability);
  EXPECT_EQ(scene.where, "s.toml");
}

TEST(Scene, KnowsBraceAndStability) {
  for (const auto level : {BraceLevel::none, BraceLevel::as_needed, BraceLevel::usual, BraceLevel::full})
    EXPECT_EQ(scene_of("brace = '" + std::string(name_of(level)) + "'\n").brace, level);
  EXPECT_EQ(scene_of("stability = true\n").asks_for_stability, true);
  EXPECT_EQ(scene_of("stability = false\n").asks_for_stability, false);
  EXPECT_FALSE(scene_of("").settles);
  EXPECT_TRUE(scene_of("settle = true\n[[supports]]\nkind = 'floor'\n").settles);
}

TEST(Supports, AFloorNeedsItsKindOnly) {
  const auto floor = support_of("kind = 'floor'\n");
  EXPECT_EQ(floor.name, "floor");
  EXPECT_EQ(floor.kind, "floor");
  EXPECT_EQ(floor.point_G, Vec3::Zero());
  EXPECT_EQ(floor.normal_G, Vec3::UnitY());
  EXPECT_FALSE(floor.along_G);
  EXPECT_EQ(floor.friction, 0.6);
  EXPECT_TRUE(floor.touched_by.empty());
  EXPECT_EQ(floor.where, "s.toml, line 2");
}

TEST(Supports, WhatIsSaidIsTaken) {
  const auto floor =
      support_of("kind = 'floor'\nname = 'mat'\nheight_m = -0.02\nfriction = 0.9\ntouched_by = ['foot']\n");
  EXPECT_EQ(floor.name, "mat");
  EXPECT_EQ(floor.point_G, Vec3(0, -0.02, 0));
  EXPECT_EQ(floor.friction, 0.9);
  EXPECT_THAT(floor.touched_by, ElementsAre("foot"));
}

TEST(Supports, AFloorMayBeABeltThatRuns) {
  const auto belt = support_of("kind = 'floor'\nbelt_m_per_s = [-3.2, 0.1]\n");
  EXPECT_EQ(belt.velocity_G, Vec3(-3.2, 0, 0.1));
  EXPECT_FALSE(belt.is_velocity_found);
  EXPECT_TRUE(support_of("kind = 'floor'\nbelt_m_per_s = 'found'\n").is_velocity_found);
  EXPECT_TRUE(support_of("kind = 'floor'\n").velocity_G.isZero());
}

TEST(Supports, ABenchHasATopAndMayHaveEnds) {
  const auto endless = support_of("kind = 'bench'\ntop_m = 0.45\n");
  EXPECT_EQ(endless.point_G, Vec3(0, 0.45, 0));
  EXPECT_FALSE(endless.along_G);
  const auto bench = support_of(
      "kind = 'box'\ntop_m = 0.45\ncenter_m = [-0.1, 0.2]\nlength_m = 1.2\nwidth_m = 0.3\nturned_deg = 30\n");
  EXPECT_EQ(bench.point_G, Vec3(-0.1, 0.45, 0.2));
  EXPECT_EQ(bench.half_along_m, 0.6);
  EXPECT_EQ(bench.half_across_m, 0.15);
  EXPECT_LT((*bench.along_G - Vec3(std::sqrt(0.75), 0, 0.5)).norm(), 1e-12);
}

TEST(Supports, AWallFacesOneOfFourWays) {
  struct Case {
    const char *text, *facing;
    Vec3 point, normal;
  };
  for (const auto& [text, facing, point, normal] :
       {Case{"at_x_m = -0.4\n", "forward", {-0.4, 0, 0}, {1, 0, 0}},
        Case{"at_x_m = 0.6\n", "backward", {0.6, 0, 0}, {-1, 0, 0}},
        Case{"at_z_m = -1\n", "right", {0, 0, -1}, {0, 0, 1}},
        Case{"at_z_m = 1\n", "left", {0, 0, 1}, {0, 0, -1}}}) {
    const auto wall = support_of(std::string("kind = 'wall'\n") + text + "facing = '" + facing + "'\n");
    EXPECT_EQ(wall.point_G, point);
    EXPECT_EQ(wall.normal_G, normal);
  }
}

TEST(Supports, APadLiesAnyWay) {
  const auto pad = support_of(
      "kind = 'pad'\npoint_m = [0.1, 1.0, 0]\nnormal = [-2, 2, 0]\nalong = [1, 1.1, 0]\nlength_m = 0.4\n");
  const double half = std::sqrt(0.5);
  EXPECT_LT((pad.normal_G - Vec3(-half, half, 0)).norm(), 1e-12);
  EXPECT_LT((*pad.along_G - Vec3(half, half, 0)).norm(), 1e-12);
  EXPECT_EQ(pad.half_along_m, 0.2);
  EXPECT_EQ(pad.half_across_m, 0);
  EXPECT_FALSE(support_of("kind = 'bar'\npoint_m = [0, 2, 0]\nnormal = [0, 1, 0]\n").along_G);
}

TEST(Loads, AreMassesForcesCablesAndBands) {
  const auto mass = load_of("name = 'bar'\nmass_kg = 60\nat = ['RGRIP', 'LGRIP']\n");
  EXPECT_EQ(mass.kind, CarriedLoad::Kind::mass);
  EXPECT_EQ(mass.mass_kg, 60);
  EXPECT_THAT(mass.at, ElementsAre("RGRIP", "LGRIP"));
  EXPECT_EQ(mass.where, "s.toml, line 2");
  const auto force = load_of("name = 'push'\nforce_N = 50\ndirection = [0, 0, 3]\nat = 'C7'\n");
  EXPECT_EQ(force.kind, CarriedLoad::Kind::force);
  EXPECT_EQ(force.force_N, 50);
  EXPECT_EQ(*force.direction_G, Vec3::UnitZ());
  EXPECT_FALSE(force.anchor_G);
  EXPECT_THAT(force.at, ElementsAre("C7"));
  const auto cable = load_of("name = 'cable'\nforce_N = 50\nanchor_m = [1, 2, 3]\nat = 'RLMAL'\n");
  EXPECT_EQ(cable.kind, CarriedLoad::Kind::force);
  EXPECT_EQ(*cable.anchor_G, Vec3(1, 2, 3));
  const auto band = load_of(
      "name = 'band'\nstiffness_N_per_m = 300\nrest_length_m = 0.8\nanchor_m = [1, 2, 3]\nat = 'RLMAL'\n");
  EXPECT_EQ(band.kind, CarriedLoad::Kind::band);
  EXPECT_EQ(band.stiffness_N_per_m, 300);
  EXPECT_EQ(band.rest_length_m, 0.8);
  const auto loop =
      load_of("name = 'loop'\nstiffness_N_per_m = 300\nrest_length_m = 0.2\nat = ['RLFC', 'LLFC']\n");
  EXPECT_FALSE(loop.anchor_G);
}

// ---- refusals -------------------------------------------------------------------------------------

struct Refused {
  std::string text;
  const char* where;
  const char* what;
};

TEST(Scene, RefusesWithLineAndFault) {
  const std::string floor = "[[supports]]\nkind = 'floor'\n", bench = "[[supports]]\nkind = 'bench'\n",
                    wall = "[[supports]]\nkind = 'wall'\n", pad = "[[supports]]\nkind = 'pad'\n",
                    load = "[[loads]]\nname = 'x'\nat = 'C7'\n";
  const Refused cases[] = {
      {"light = 1\n", "s.toml, line 2",
       "'light' is not known in a scene; it may hold: format, supports, loads, brace, stability, settle"},
      {"brace = 'much'\n", "s.toml, line 2", "'brace' is 'much'; it must be none, as_needed, usual or full"},
      {"stability = 1\n", "s.toml, line 2", "'stability' must be true or false"},
      {"settle = 'yes'\n", "s.toml, line 2", "'settle' must be true or false"},
      {"settle = true\n", "s.toml, line 2", "there is nothing to settle on"},
      {"supports = 3\n", "s.toml, line 2", "'supports' must be a list of [[supports]] entries"},
      {"[[supports]]\nname = 'f'\n", "s.toml, line 2", "'kind' must be a text"},
      {"[[supports]]\nkind = 'table'\n", "s.toml, line 3",
       "'kind' is 'table'; it must be floor, bench, box, wall, bar or pad"},
      {floor + "top_m = 1\n", "s.toml, line 4",
       "'top_m' is not known in a support of kind 'floor'; it may hold: kind, name, friction, touched_by, "
       "height_m, belt_m_per_s"},
      {floor + "belt_m_per_s = 'fast'\n", "s.toml, line 4", "'belt_m_per_s' is 'fast'; it must be found"},
      {floor + "belt_m_per_s = [-30, 0]\n", "s.toml, line 4",
       "'belt_m_per_s' holds -30, not from -15 to 15 metres per second"},
      {floor + "friction = -0.1\n", "s.toml, line 4", "'friction' is -0.1, not from 0 to 2"},
      {floor + "height_m = inf\n", "s.toml, line 4", "'height_m' is inf, not from -100 to 100 metres"},
      {floor + "touched_by = []\n", "s.toml, line 4", "'touched_by' must be a list of texts"},
      {floor + "name = 'my floor'\n", "s.toml, line 4", "'my floor' is no name for a support"},
      {floor + floor, "s.toml, line 4", "two supports are called 'floor'"},
      {bench, "s.toml, line 2", "'top_m' must be a number"},
      {bench + "top_m = 0.4\nlength_m = 1\n", "s.toml, line 2", "'bench' has a size and no place"},
      {bench + "top_m = 0.4\nlength_m = 0\ncenter_m = [0, 0]\n", "s.toml, line 5",
       "'length_m' is 0, not from 0.01 to 100 metres"},
      {bench + "top_m = 0.4\ncenter_m = [0, 0, 0]\n", "s.toml, line 5",
       "'center_m' must be a list of 2 numbers"},
      {wall, "s.toml, line 2", "'wall' must have either 'at_x_m' or 'at_z_m'"},
      {wall + "at_x_m = 0\nat_z_m = 0\n", "s.toml, line 2", "'wall' must have either 'at_x_m' or 'at_z_m'"},
      {wall + "at_x_m = 0\n", "s.toml, line 2", "'facing' must be a text"},
      {wall + "at_x_m = 0\nfacing = 'left'\n", "s.toml, line 5",
       "'facing' is 'left'; it must be forward or backward"},
      {pad + "point_m = [0, 0, 0]\nnormal = [0, 0, 0]\n", "s.toml, line 5", "'normal' has no length"},
      {pad + "normal = [0, 1, 0]\n", "s.toml, line 2", "'point_m' must be a list of 3 numbers"},
      {pad + "point_m = [0, 0, 0]\nnormal = [0, 1, 0]\nwidth_m = 1\n", "s.toml, line 2",
       "'pad' has a size and no direction 'along'"},
      {pad + "point_m = [0, 0, 0]\nnormal = [0, 1, 0]\nalong = [1, 1, 0]\n", "s.toml, line 6",
       "'along' is at 45 degrees to 'normal', not at 90"},
      {"[[loads]]\nmass_kg = 1\nat = 'C7'\n", "s.toml, line 2", "'name' must be a text"},
      {"[[loads]]\nname = 'x'\nmass_kg = 1\n", "s.toml, line 2", "the load 'x' has no place"},
      {"[[loads]]\nname = 'x'\nmass_kg = 1\nat = 3\n", "s.toml, line 5", "'at' must be a list of texts"},
      {"[[loads]]\nname = 'x'\nmass_kg = 1\nat = ['C7', 'C7']\n", "s.toml, line 5", "'C7' is named twice"},
      {load, "s.toml, line 2", "the load 'x' must have just one of 'mass_kg', 'force_N' and"},
      {load + "mass_kg = 1\nforce_N = 1\n", "s.toml, line 2", "the load 'x' must have just one of"},
      {load + "mass_kg = 600\n", "s.toml, line 5", "'mass_kg' is 600, not from 0 to 500 kilograms"},
      {load + "mass_kg = 1\ndirection = [0, 1, 0]\n", "s.toml, line 6",
       "'direction' is not known in a load with 'mass_kg'; it may hold: name, at, mass_kg"},
      {load + "force_N = 1\n", "s.toml, line 2", "the force 'x' must have either 'direction' or 'anchor_m'"},
      {load + "force_N = 1\ndirection = [0, 1, 0]\nanchor_m = [0, 0, 0]\n", "s.toml, line 2",
       "the force 'x' must have either 'direction' or 'anchor_m'"},
      {load + "stiffness_N_per_m = 1\nanchor_m = [0, 0, 0]\n", "s.toml, line 2",
       "'rest_length_m' must be a number"},
      {load + "stiffness_N_per_m = 1\nrest_length_m = 1\n", "s.toml, line 2",
       "the band 'x' has no other end"},
      {load + "mass_kg = 1\n" + load + "mass_kg = 1\n", "s.toml, line 6", "two loads are called 'x'"},
      {"brace = = 1\n", "s.toml, line 2", "this is not TOML: "},
  };
  for (const auto& refused : cases) {
    const auto scene = parse_scene("format = 1\n" + refused.text, "s.toml");
    ASSERT_FALSE(scene) << refused.text;
    EXPECT_EQ(scene.refusal().where, refused.where) << refused.text;
    EXPECT_THAT(scene.refusal().what, StartsWith(refused.what)) << refused.text;
    EXPECT_THAT(scene.refusal().what, ::testing::Not(HasSubstr("also"))) << "one fault, one message";
    EXPECT_FALSE(scene.refusal().remedy.empty());
  }
}

TEST(Scene, NeedsItsFormat) {
  const auto scene = parse_scene("brace = 'full'\n", "s.toml");
  ASSERT_FALSE(scene);
  EXPECT_EQ(scene.refusal(), (Refusal{"s.toml, line 1", "'format' must be 1, the only one this program reads",
                                      "Correct the file; docs/scene.md shows how it is written."}));
}

TEST(Scene, FurtherFaultsAreShown) {
  const auto scene = parse_scene("format = 1\nbrace = 'much'\nstability = 2\n", "s.toml");
  ASSERT_FALSE(scene);
  EXPECT_THAT(scene.refusal().what, HasSubstr("; also s.toml, line 3: 'stability' must be true or false"));
}

TEST(Scene, ThePageOfTheFormatShowsScenesThatCanBeRead) {
  std::ifstream page(testing::source_folder() / "docs/scene.md");
  const std::string text{std::istreambuf_iterator<char>(page), {}};
  const std::string begin = "```toml\n", end = "```";
  std::size_t count = 0;
  for (auto at = text.find(begin); at != std::string::npos; at = text.find(begin, at)) {
    at += begin.size();
    const auto scene = parse_scene(text.substr(at, text.find(end, at) - at), "docs/scene.md");
    EXPECT_TRUE(scene) << scene.refusal().text();
    ++count;
  }
  EXPECT_EQ(count, 2u);
}

TEST(Scene, AFileThatIsNotThereIsRefused) {
  const auto scene = read_scene("no/such/scene.toml");
  ASSERT_FALSE(scene);
  EXPECT_EQ(scene.refusal().what, "there is no such file");
}

}  // namespace
}  // namespace loadshare::capture
