#include "tension/muscle_groups.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>

#include "source_folder.h"
#include "test_data.h"

namespace loadshare::tension {
namespace {

using ::testing::HasSubstr;

TEST(Matches, StarsAndQuestionMarksAndCase) {
  EXPECT_TRUE(matches("glut_max?", "glut_max1"));
  EXPECT_FALSE(matches("glut_max?", "glut_max"));
  EXPECT_FALSE(matches("glut_max?", "glut_max12"));
  EXPECT_TRUE(matches("psoas*", "psoas"));
  EXPECT_TRUE(matches("*L?_VB", "Ps_L1_VB"));
  EXPECT_TRUE(matches("a*b*c", "aXbXbXc"));
  EXPECT_FALSE(matches("a*b*c", "aXbXbX"));
  EXPECT_TRUE(matches("TFL", "tfl"));
  EXPECT_TRUE(matches("", ""));
  EXPECT_FALSE(matches("", "x"));
  EXPECT_TRUE(matches("**", "anything"));
}

TEST(Matches, ManyStarsEndInReasonableTime) {
  std::string pattern, name(3000, 'a');
  for (int i = 0; i < 300; ++i) pattern += "a*";
  EXPECT_FALSE(matches(pattern + "b", name));
}

struct Expected {
  const char* name;
  const char* group;
  Side side;
};

TEST(AssignMuscle, KnowsWhatAnatomySays) {
  // Group by textbook anatomy, for one muscle of each kind and spelling.
  const Expected expected[] = {
      {"glut_max1_r", "glutes", Side::right},
      {"glmed3_l", "glutes", Side::left},
      {"glmin2_r", "glutes", Side::right},
      {"bflh140_r", "hamstrings", Side::right},
      {"bifemsh_l", "hamstrings", Side::left},
      {"semimem_r", "hamstrings", Side::right},
      {"addmagIsch_r", "adductors", Side::right},
      {"pect_l", "adductors", Side::left},
      {"grac_r", "adductors", Side::right},
      {"psoas_r", "hip_flexors", Side::right},
      {"Ps_L4_L5_IVD_l", "hip_flexors", Side::left},
      {"tfl_r", "hip_flexors", Side::right},
      {"sart_r", "hip_flexors", Side::right},
      {"iliacus_l", "hip_flexors", Side::left},
      {"piri_r", "deep_rotators", Side::right},
      {"quad_fem_l", "deep_rotators", Side::left},
      {"gem_r", "deep_rotators", Side::right},
      {"vaslat140_r", "quadriceps", Side::right},
      {"vas_int_l", "quadriceps", Side::left},
      {"rect_abd_r", "abdominals", Side::right},
      {"EO5_l", "abdominals", Side::left},
      {"E0_R10_r", "abdominals", Side::right},
      {"IO1_r", "abdominals", Side::right},
      {"TR5_l", "abdominals", Side::left},
      {"extobl_r", "abdominals", Side::right},
      {"ercspn_l", "erectors", Side::left},
      {"IL_R12_r", "erectors", Side::right},
      {"LTpL_L5_l", "erectors", Side::left},
      {"LTpT_R4_r", "erectors", Side::right},
      {"MF_m4_laminar_r", "erectors", Side::right},
      {"multifidus_L4_T12", "erectors", Side::none},
      {"multifidus_L4_T12_L", "erectors", Side::left},
      {"QL_post_I_1-L3_r", "quadratus_lumborum", Side::right},
      {"QL_mid_L3_12_1_l", "quadratus_lumborum", Side::left},
      {"LD_Il_r", "latissimus", Side::right},
      {"LD_L5_l", "latissimus", Side::left},
      {"patlig_r", "passive_tissue", Side::right},
      {"soleus_l", "calf", Side::left},
      {"tibant_r", "shin", Side::right},
      {"per_tert_l", "shin", Side::left},
      {"stern_mast", "neck", Side::right},
      {"stern_mast_L", "neck", Side::left},
      {"trap_inf_T12", "shoulder", Side::right},
      {"SerrAnt9_1_L", "shoulder", Side::left},
      {"DELT1", "shoulder", Side::right},
      {"TRIlong_r", "arm", Side::right},
      {"longissi_cerv_c4thx", "neck", Side::right},
  };
  for (const auto& [name, group, side] : expected) {
    const auto assigned = assign_muscle(published_muscle_groups(), name);
    EXPECT_EQ(assigned.group, group) << name;
    EXPECT_EQ(name_of(assigned.side), name_of(side)) << name;
  }
}

TEST(AssignMuscle, RectusFemorisIsCountedByTheCut) {
  for (const char* name : {"rect_fem_r", "recfem_l"}) {
    const auto assigned = assign_muscle(published_muscle_groups(), name);
    EXPECT_EQ(assigned.group_at(CutRegion::hip), "hip_flexors");
    EXPECT_EQ(assigned.group_at(CutRegion::lumbar), "hip_flexors");
    EXPECT_EQ(assigned.group_at(CutRegion::knee), "quadriceps");
  }
}

TEST(AssignMuscle, AnUnknownNameKeepsItsSide) {
  const auto assigned = assign_muscle(published_muscle_groups(), "mystery_l");
  EXPECT_FALSE(assigned.is_known());
  EXPECT_EQ(assigned.group, "unknown");
  EXPECT_EQ(assigned.side, Side::left);
}

// Names of the first column of a table of a published model.
std::vector<std::string> names_in(const std::filesystem::path& table) {
  std::ifstream stream(table);
  std::vector<std::string> names;
  std::string line;
  std::getline(stream, line);
  while (std::getline(stream, line)) names.push_back(line.substr(0, line.find(',')));
  return names;
}

class PublishedTable : public ::testing::TestWithParam<std::pair<const char*, int>> {};

// Each name is assigned, by patterns of one group only; and sides balance. The counts are those of the
// models' papers (gait2392: 92, Rajagopal 2016: 80, FBLS: 324) or files.
TEST_P(PublishedTable, EveryMuscleHasItsGroup) {
  const auto [file, count] = GetParam();
  const std::string relative = std::string("../model-figures/") + file;
  const auto path = testing::find_data(relative);
  if (!path) GTEST_SKIP() << testing::left_out(relative);
  const auto names = names_in(*path);
  EXPECT_EQ(static_cast<int>(names.size()), count);
  const auto& groups = published_muscle_groups();
  std::map<std::string, int> right_minus_left;
  for (const auto& name : names) {
    const auto assigned = assign_muscle(groups, name);
    EXPECT_TRUE(assigned.is_known()) << name;
    right_minus_left[assigned.group] += assigned.side == Side::right  ? 1
                                        : assigned.side == Side::left ? -1
                                                                      : 0;
    std::string stem = name;
    if (assigned.side != Side::none && name.size() > 2 && matches("_?", name.substr(name.size() - 2)) &&
        (matches("*_r", name) || matches("*_l", name))) {
      stem.resize(stem.size() - 2);
    }
    std::set<std::string> matching;
    for (const auto& entry : groups.muscles) {
      for (const auto& pattern : entry.names) {
        if (matches(pattern, stem)) matching.insert(entry.group);
      }
    }
    EXPECT_EQ(matching.size(), 1u) << name << " matches patterns of several groups";
  }
  for (const char* group : {"glutes", "hamstrings", "adductors", "hip_flexors", "deep_rotators", "quadriceps",
                            "abdominals", "quadratus_lumborum", "latissimus"}) {
    EXPECT_EQ(right_minus_left[group], 0) << group;
  }
}

INSTANTIATE_TEST_SUITE_P(Models, PublishedTable,
                         ::testing::Values(std::pair{"muscles_gait2392_thelen2003.csv", 92},
                                           std::pair{"muscles_RajagopalLaiUhlrich2023.csv", 80},
                                           std::pair{"muscles_FBLS_Raabe.csv", 324},
                                           std::pair{"muscles_LFB_trunk_BackModel_unscaled.csv", 166},
                                           std::pair{"muscles_pose2sim_muscles_flex.csv", 318},
                                           std::pair{"muscles_cyclistFullBody_RossWilkinson.csv", 520}));

// ---- refusals -------------------------------------------------------------------------------------

constexpr const char* smallest = R"(
format = 1
groups = ["glutes"]
ligament_group = "glutes"
[side_endings]
right = ["_r"]
left = ["_l"]
[[muscles]]
group = "glutes"
names = ["glmax?"]
[[cuts]]
name = "hip_r"
label = "right hip"
region = "hip"
joints = ["hip_r"]
)";

std::string with(const std::string& from, const std::string& to) {
  std::string text = smallest;
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos);
  return text.replace(at, from.size(), to);
}

TEST(ParseMuscleGroups, ReadsTheSmallestFile) {
  const auto groups = parse_muscle_groups(smallest, "own.toml");
  ASSERT_TRUE(groups) << groups.refusal().text();
  EXPECT_EQ(assign_muscle(*groups, "glmax1_r").group, "glutes");
  EXPECT_EQ(groups->cuts[0].flexion_sign, 1);
}

TEST(ParseMuscleGroups, SaysWhereAndWhatIsWrong) {
  const std::vector<std::pair<std::string, std::string>> broken = {
      {"groups = [", "this is not TOML"},
      {"", "'format' must be 1"},
      {with("format = 1", "format = 2"), "'format' must be 1"},
      {with("format = 1", "format = \"1\""), "'format' must be 1"},
      {with("groups = [\"glutes\"]", "groups = []"), "'groups' must be a list of texts"},
      {with("groups = [\"glutes\"]", "groups = [\"glutes\", \"glutes\"]"), "listed twice"},
      {with("groups = [\"glutes\"]", "groups = [\"glutes\", \"unknown\"]"), "cannot be listed"},
      {with("groups = [\"glutes\"]", "groups = [\"glutes\", 3]"), "must hold texts only"},
      {with("ligament_group = \"glutes\"", ""), "'ligament_group' must be a text"},
      {with("group = \"glutes\"\nnames", "group = \"gluts\"\nnames"), "'gluts' is not in the list"},
      {with("names = [\"glmax?\"]", ""), "'names' must be a list of texts"},
      {with("right = [\"_r\"]", "right = \"_r\""), "'right' must be a list of texts"},
      {with("[side_endings]", "[other]"), "no table [side_endings]"},
      {with("region = \"hip\"", "region = \"toe\""), "must be hip, lumbar or knee"},
      {with("region = \"hip\"", "region = \"hip\"\nside = \"up\""), "must be right or left"},
      {with("region = \"hip\"", "region = \"hip\"\nflexion_sign = 2"), "whole number from -1 to 1"},
      {with("[[muscles]]", "[muscles]"), "no [[muscles]] entry"},
      {std::string(smallest) + "[[cuts]]\nname = \"hip_r\"\nlabel=\"x\"\nregion=\"hip\"\njoints=[\"x\"]\n",
       "is there twice"},
  };
  for (const auto& [text, what] : broken) {
    const auto groups = parse_muscle_groups(text, "own.toml");
    ASSERT_FALSE(groups) << what;
    EXPECT_THAT(groups.refusal().what, HasSubstr(what));
    EXPECT_THAT(groups.refusal().where, HasSubstr("own.toml"));
    EXPECT_FALSE(groups.refusal().remedy.empty());
  }
}

TEST(ReadMuscleGroups, RefusesAFileThatIsNotThere) {
  const auto groups = read_muscle_groups("no/such/groups.toml");
  ASSERT_FALSE(groups);
  EXPECT_THAT(groups.refusal().what, HasSubstr("cannot be opened"));
}

TEST(ReadMuscleGroups, TheFileInTheRepositoryIsWhatWasBuiltIn) {
  const auto groups = read_muscle_groups(testing::source_folder() / "data/muscle_groups.toml");
  ASSERT_TRUE(groups) << groups.refusal().text();
  EXPECT_EQ(groups->groups, published_muscle_groups().groups);
  EXPECT_EQ(groups->cuts.size(), published_muscle_groups().cuts.size());
}

}  // namespace
}  // namespace loadshare::tension
