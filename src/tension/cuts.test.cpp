#include "tension/cuts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tiny_tension_model.h"

namespace loadshare::tension {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::TinyModel;

std::vector<std::string> member_names(const Cut& cut, const std::string& group) {
  std::vector<std::string> names;
  for (const auto& candidate : cut.groups) {
    if (candidate.group != group) continue;
    for (const auto& member : candidate.members) names.push_back(member.name);
  }
  return names;
}

const Cut& cut_named(const ModelCuts& cuts, const std::string& name) {
  for (const auto& cut : cuts.cuts) {
    if (cut.name == name) return cut;
  }
  ADD_FAILURE() << "no cut " << name;
  return cuts.cuts.front();
}

// Pelvis, welded sacrum, two lumbar joints of five with a torso on top, an abdomen beside, both legs.
TinyModel make_spine() {
  TinyModel tiny = testing::make_hip();
  tiny.add_joint("hip_l", "pelvis", "femur_l", {"hip_flexion_l"});
  tiny.add_joint("sacrumjnt", "pelvis", "sacrum", {});
  tiny.add_joint("L5_S1_IVDjnt", "sacrum", "lumbar5", {"L5_S1_Flex_Ext"});
  tiny.add_joint("L4_L5_IVDjnt", "lumbar5", "torso", {"L4_L5_Flex_Ext", "L4_L5_Lat_Bending"});
  tiny.add_joint("Abdjnt", "sacrum", "Abdomen", {"Abs_r3"});
  return tiny;
}

TEST(Crosses, APathCrossesWhereItHasPointsOnBothSides) {
  const auto tiny = make_spine()
                        .add_muscle("Ps_L5_VB_r", {"lumbar5", "pelvis", "femur_r"})
                        .add_muscle("glmax1_r", {"pelvis", "femur_r"})
                        .add_muscle("soleus_r", {"tibia_r", "tibia_r"});
  const auto hip = bodies_beyond(tiny.model, model::JointId(1));
  EXPECT_TRUE(crosses(tiny.model.muscles[0].path, hip));
  EXPECT_TRUE(crosses(tiny.model.muscles[1].path, hip));
  EXPECT_FALSE(crosses(tiny.model.muscles[2].path, hip));
}

// As in the built-in body: a joint beside the levels holds the angles of the whole spine, and nothing hangs
// on it.
TEST(FindCuts, AJointThatOnlyCarriesTheSpinesAnglesIsNoCut) {
  auto tiny = make_spine();
  tiny.add_joint("lumbar", "sacrum", "lumbar_frame", {"lumbar_extension"});
  tiny.add_muscle("MF_m5s_r", {"sacrum", "lumbar5"});
  Diagnostics notes;
  const auto cuts = find_cuts(tiny.model, published_muscle_groups(), {}, notes);
  for (const auto& cut : cuts.cuts) EXPECT_NE(cut.name, "back");
  auto torso = testing::make_hip();
  torso.add_joint("lumbar", "pelvis", "torso", {"lumbar_extension"});
  torso.add_muscle("ercspn_r", {"pelvis", "torso"});
  EXPECT_EQ(cut_named(find_cuts(torso.model, published_muscle_groups(), {}, notes), "back").label,
            "lumbar spine");
}

TEST(FindCuts, GathersGroupsAndSides) {
  auto tiny = make_spine();
  tiny.add_muscle("Ps_L5_VB_r", {"lumbar5", "pelvis", "femur_r"})
      .add_muscle("rect_abd_l", {"pelvis", "torso"})
      .add_muscle("EO1_r", {"Abdomen", "torso"})
      .add_muscle("IO1_r", {"Abdomen", "pelvis"})
      .add_muscle("MF_m5s_r", {"sacrum", "lumbar5"})
      .add_muscle("glmax1_r", {"pelvis", "femur_r"})
      .add_muscle("glmax1_l", {"pelvis", "femur_l"})
      .add_muscle("recfem_r", {"pelvis", "femur_r", "tibia_r"})
      .add_muscle("mystery_r", {"pelvis", "femur_r"})
      .add_muscle("vasmed_r", {"femur_r", "tibia_r"})
      .add_ligament("iliofemoral_r", {"pelvis", "femur_r"});
  Diagnostics notes;
  const auto cuts = find_cuts(tiny.model, published_muscle_groups(), {}, notes);
  ASSERT_EQ(cuts.cuts.size(), 4u);
  EXPECT_THAT(notes.findings(), IsEmpty());

  const auto& right = cut_named(cuts, "hip_r");
  EXPECT_THAT(member_names(right, "glutes"), ElementsAre("glmax1_r"));
  EXPECT_THAT(member_names(right, "hip_flexors"), ElementsAre("Ps_L5_VB_r", "recfem_r"));
  EXPECT_THAT(member_names(right, "passive_tissue"), ElementsAre("iliofemoral_r"));
  EXPECT_THAT(member_names(right, "unknown"), ElementsAre("mystery_r"));
  EXPECT_EQ(right.groups.back().group, "unknown");
  EXPECT_EQ(right.flexion_sign, 1);
  EXPECT_THAT(member_names(cut_named(cuts, "hip_l"), "glutes"), ElementsAre("glmax1_l"));

  const auto& l4_l5 = cut_named(cuts, "L4_L5");
  EXPECT_THAT(member_names(l4_l5, "abdominals"), ElementsAre("rect_abd_l", "EO1_r"));
  EXPECT_THAT(member_names(l4_l5, "erectors"), IsEmpty());
  EXPECT_EQ(l4_l5.flexion_sign, -1);
  EXPECT_EQ(tiny.model.coordinates[l4_l5.flexion_coordinate.at()].name, "L4_L5_Flex_Ext");
  const auto& l5_s1 = cut_named(cuts, "L5_S1");
  EXPECT_THAT(member_names(l5_s1, "erectors"), ElementsAre("MF_m5s_r"));
  EXPECT_THAT(member_names(l5_s1, "hip_flexors"), ElementsAre("Ps_L5_VB_r"));

  EXPECT_THAT(cuts.unknown_muscles, ElementsAre("mystery_r"));
  EXPECT_THAT(cuts.muscles_across_no_cut, ElementsAre("IO1_r", "vasmed_r"));
  EXPECT_TRUE(l4_l5.is_default && right.is_default);
  EXPECT_FALSE(l5_s1.is_default);
}

TEST(FindCuts, ALumpedBackIsTheDefaultWhereThereIsNoL4L5) {
  auto tiny = testing::make_hip();
  tiny.add_joint("back", "pelvis", "torso", {"lumbar_extension"});
  Diagnostics notes;
  const auto cuts = find_cuts(tiny.model, published_muscle_groups(), {}, notes);
  EXPECT_TRUE(cut_named(cuts, "back").is_default);
  EXPECT_EQ(cut_named(cuts, "back").flexion_sign, -1);
  // Only one hip: that is to be looked at. Nothing crosses hip or back: that is only said.
  std::vector<std::string> said;
  for (const auto& finding : notes.findings()) said.push_back(finding.what);
  EXPECT_THAT(said, ElementsAre("no muscle of the model crosses it: no shares there",
                                "no muscle of the model crosses it: no shares there",
                                "only one hip joint was found by the names the program knows"));
  EXPECT_TRUE(notes.needs_a_look());
}

TEST(FindCuts, TheKneeGetsItsSignFromItsRangeAndCountsThePatella) {
  auto tiny = testing::make_hip();
  tiny.add_joint("patellofemoral_r", "femur_r", "patella_r", {"knee_angle_r_beta"});
  tiny.add_muscle("recfem_r", {"pelvis", "femur_r", "patella_r"});
  Diagnostics notes;
  const auto cuts = find_cuts(tiny.model, published_muscle_groups(), {{CutRegion::knee}}, notes);
  ASSERT_EQ(cuts.cuts.size(), 1u);
  EXPECT_EQ(cuts.cuts[0].flexion_sign, -1);  // range -2 to 1
  EXPECT_THAT(member_names(cuts.cuts[0], "quadriceps"), ElementsAre("recfem_r"));
}

TEST(FindCuts, AJointOfAnotherNameIsFoundByItsCoordinate) {
  TinyModel tiny;
  tiny.add_joint("acetabulum", "pelvis", "thigh", {"hip_flexion_r"});
  Diagnostics notes;
  const auto cuts = find_cuts(tiny.model, published_muscle_groups(), {{CutRegion::hip}}, notes);
  ASSERT_EQ(cuts.cuts.size(), 1u);
  EXPECT_EQ(tiny.model.joints[cuts.cuts[0].joint.at()].name, "acetabulum");
}

TEST(FindCuts, MusclesThatApplyNoForceAreNoMembers) {
  auto tiny = testing::make_hip();
  tiny.add_muscle("glmax1_r", {"pelvis", "femur_r"});
  tiny.model.muscles[0].applies_force = false;
  Diagnostics notes;
  const auto cuts = find_cuts(tiny.model, published_muscle_groups(), {{CutRegion::hip}}, notes);
  EXPECT_THAT(cuts.cuts[0].groups, IsEmpty());
}

TEST(FindCuts, AModelWithoutAnyIsFlagged) {
  TinyModel tiny;
  Diagnostics notes;
  const auto cuts = find_cuts(tiny.model, published_muscle_groups(), {}, notes);
  EXPECT_THAT(cuts.cuts, IsEmpty());
  EXPECT_EQ(notes.findings().size(), 2u);
  EXPECT_TRUE(notes.needs_a_look());
}

}  // namespace
}  // namespace loadshare::tension
