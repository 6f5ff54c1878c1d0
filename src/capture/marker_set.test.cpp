#include "capture/marker_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>

#include "capture/marker_name.h"
#include "capture/markers.h"
#include "source_folder.h"
#include "test_data.h"

namespace loadshare::capture {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string head =
    "format = 1\nname = 's'\ntitle = 'a set'\nsource = 'made up'\nkind = 'skin_markers'\n";

MarkerSet set_of(const std::string& rows) {
  auto set = parse_marker_set(head + "points = [\n" + rows + "]\n", "s.toml");
  if (!set) throw std::runtime_error(set.refusal().text());
  return *std::move(set);
}

std::string refusal_of(const std::string& rows) {
  const auto set = parse_marker_set(head + "points = [\n" + rows + "]\n", "s.toml");
  return set ? "" : set.refusal().text();
}

// Six points and a seventh that is not fitted.
const std::string small_rows =
    "{ right = 'RASI', left = 'LASI', at = 'RASI', spread_mm = 10, noise_mm = 5 },\n"
    "{ right = 'RKNE', left = 'LKNE', right_also = ['R_Knee'], left_also = ['L_Knee'], at = ['RLFC', "
    "'RMFC'], "
    "spread_mm = 20, noise_mm = 10 },\n"
    "{ name = 'C7', also = ['Neck'], at = 'C7', spread_mm = 10, noise_mm = 5 },\n"
    "{ right = 'RTHI', body = 'femur_r', near_m = [0.02, -0.2, 0.06], spread_mm = 60, noise_mm = 15 },\n"
    "{ name = 'MIDHIP', at = 'SACR', fitted = false },\n";

TEST(MarkerSet, APairIsTwoPointsOnEitherSide) {
  const auto set = set_of(small_rows);
  ASSERT_EQ(set.points.size(), 7u);
  const auto &right = set.points[2], &left = set.points[3];
  EXPECT_EQ(right.name, "RKNE");
  EXPECT_EQ(right.side, Side::right);
  EXPECT_THAT(right.aliases, ElementsAre("R_Knee"));
  EXPECT_THAT(right.landmarks, ElementsAre("RLFC", "RMFC"));
  EXPECT_EQ(right.partner, 3u);
  EXPECT_EQ(left.name, "LKNE");
  EXPECT_EQ(left.side, Side::left);
  EXPECT_THAT(left.aliases, ElementsAre("L_Knee"));
  EXPECT_THAT(left.landmarks, ElementsAre("LLFC", "LMFC"));
  EXPECT_EQ(left.partner, 2u);
  EXPECT_DOUBLE_EQ(left.spread_m, 0.020);
  EXPECT_DOUBLE_EQ(left.noise_m, 0.010);
}

TEST(MarkerSet, AMidlinePointHasNoPartner) {
  const auto set = set_of(small_rows);
  EXPECT_EQ(set.points[4].side, Side::middle);
  EXPECT_FALSE(set.points[4].partner);
  EXPECT_FALSE(set.points[4].is_left_out);
  EXPECT_TRUE(set.points[6].is_left_out);
}

TEST(MarkerSet, PlacesAreWrittenForTheRightSide) {
  const auto set = set_of(
      "{ left = 'LTHI', body = 'femur_r', near_m = [0.02, -0.2, 0.06], spread_mm = 60, noise_mm = 15 },\n");
  ASSERT_EQ(set.points.size(), 1u);
  EXPECT_EQ(set.points[0].body, "femur_l");
  EXPECT_EQ(set.points[0].near_p_B, Vec3(0.02, -0.2, -0.06));
  EXPECT_FALSE(set.points[0].partner);
}

TEST(MarkerSet, FaultsAreNamedWithTheirLine) {
  const auto errors = std::string(", spread_mm = 10, noise_mm = 5");
  EXPECT_THAT(refusal_of("{ at = 'C7'" + errors + " }\n"),
              HasSubstr("s.toml, line 7: a point must have either 'name', or 'right' and 'left'"));
  EXPECT_THAT(refusal_of("{ name = 'C7', right = 'RC7', at = 'C7'" + errors + " }\n"),
              HasSubstr("either 'name', or 'right' and 'left'"));
  EXPECT_THAT(refusal_of("{ name = 'C7'" + errors + " }\n"), HasSubstr("either 'at' or 'body'"));
  EXPECT_THAT(refusal_of("{ name = 'C7', at = 'C7', near_m = [0, 0, 0]" + errors + " }\n"),
              HasSubstr("'near_m' goes with 'body'"));
  EXPECT_THAT(refusal_of("{ name = 'C7', body = 'thorax', near_m = [0, 2, 0]" + errors + " }\n"),
              HasSubstr("'near_m'"));
  EXPECT_THAT(refusal_of("{ name = 'C7', at = 'C7', noise_mm = 5 }\n"), HasSubstr("'spread_mm'"));
  EXPECT_THAT(refusal_of("{ name = 'C7', at = 'C7', spread_mm = 0, noise_mm = 5 }\n"),
              HasSubstr("'spread_mm'"));
  EXPECT_THAT(refusal_of("{ name = 'C7', at = 'C7', wobble = 1" + errors + " }\n"), HasSubstr("'wobble'"));
  EXPECT_THAT(refusal_of("{ name = 'C7', right_also = ['N'], at = 'C7'" + errors + " }\n"),
              HasSubstr("'right_also' goes with 'right'"));
  EXPECT_THAT(
      refusal_of("{ name = 'C7', at = 'C7'" + errors + " },\n{ name = 'c_7', at = 'C7'" + errors + " }\n"),
      HasSubstr("'C7' and 'c_7' are one name"));
  EXPECT_THAT(refusal_of("{ name = '--', at = 'C7'" + errors + " }\n"), HasSubstr("'--' is no name"));
  EXPECT_THAT(refusal_of(""), HasSubstr("there are no points"));
  const auto without_format = parse_marker_set("name = 's'\n", "s.toml");
  ASSERT_FALSE(without_format);
  EXPECT_THAT(without_format.refusal().what, HasSubstr("'format' must be 1"));
  const auto absent = read_marker_set("no/such/set.toml");
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.refusal().what, "there is no such file");
}

TEST(MarkerSet, ThePageOfTheFormatShowsASetThatCanBeRead) {
  std::ifstream page(testing::source_folder() / "docs/marker-sets.md");
  const std::string text{std::istreambuf_iterator<char>(page), {}};
  const std::string begin = "```toml\n", end = "```";
  const auto at = text.find(begin) + begin.size();
  ASSERT_NE(text.find(begin), std::string::npos);
  const auto set = parse_marker_set(text.substr(at, text.find(end, at) - at), "docs/marker-sets.md");
  ASSERT_TRUE(set) << set.refusal().text();
  EXPECT_EQ(set->points.size(), 9u);
}

TEST(MarkerName, PunctuationAndCaseAreLeftAside) {
  for (const auto* name : {"R.ASIS", "r asis", "R_ASIS", "RASIS", "r-Asis"})
    EXPECT_EQ(plain_name(name), "rasis");
  EXPECT_EQ(plain_name("--"), "");
}

TEST(MarkerName, ACommonPrefixEndsAtPunctuation) {
  EXPECT_EQ(common_prefix({"Anna_RASI", "Anna_RPSI", "Anna_RKNE"}), "Anna_");
  EXPECT_EQ(common_prefix({"a:b:R1", "a:b:R2", "a:b:L1"}), "a:b:");
  EXPECT_EQ(common_prefix({"RASI", "RPSI", "RKNE"}), "");
  EXPECT_EQ(common_prefix({"A_RASI", "A_RPSI"}), "");  // two are no habit
  EXPECT_EQ(common_prefix({}), "");
}

TEST(Recognition, LeavesPrefixCaseAndPunctuationAside) {
  const std::vector<MarkerSet> sets{set_of(small_rows)};
  for (const std::vector<std::string>& names :
       std::vector<std::vector<std::string>>{{"RASI", "LASI", "RKNE", "LKNE", "C7", "RTHI"},
                                             {"rasi", "l.asi", "R Knee", "L_KNEE", "neck", "R_THI"},
                                             {"Subject 01:RASI", "Subject 01:LASI", "Subject 01:RKNE",
                                              "Subject 01:LKNE", "Subject 01:C7", "Subject 01:RTHI"},
                                             {"P1_RASI", "P1_LASI", "P1_RKNE", "P1_LKNE", "P1_C7", "P1_RTHI"},
                                             {"A:RASI", "A:LASI", "B:RKNE", "A:LKNE", "A:C7", "A:RTHI"}}) {
    const auto matched = recognise_marker_set(names, sets, "walk.trc");
    ASSERT_TRUE(matched) << matched.refusal().text();
    EXPECT_EQ(matched->set, &sets[0]);
    ASSERT_EQ(matched->pairs.size(), 6u);
    for (std::size_t i = 0; i < 6; ++i) {
      EXPECT_EQ(matched->pairs[i].point, i);
      EXPECT_EQ(matched->pairs[i].place, i);
    }
    EXPECT_TRUE(matched->unknown.empty());
  }
}

TEST(Recognition, PutsUnknownPointsAside) {
  const std::vector<MarkerSet> sets{set_of(small_rows)};
  const auto matched =
      recognise_marker_set({"box1", "LASI", "RASI", "LKNE", "RKNE", "C7", "RTHI", "box2"}, sets, "walk.trc");
  ASSERT_TRUE(matched) << matched.refusal().text();
  EXPECT_THAT(matched->unknown, ElementsAre(0u, 7u));
  EXPECT_EQ(matched->pairs.front().place, 1u);
}

TEST(Recognition, OfTwoNamesForOnePlaceTakesTheExactOne) {
  const std::vector<MarkerSet> sets{set_of(small_rows)};
  const auto matched =
      recognise_marker_set({"c7", "LASI", "RASI", "LKNE", "RKNE", "C7", "RTHI"}, sets, "walk.trc");
  ASSERT_TRUE(matched) << matched.refusal().text();
  EXPECT_THAT(matched->unknown, ElementsAre(0u));
}

TEST(Recognition, SaysWhichSetCameNearest) {
  const std::vector<MarkerSet> sets{set_of(small_rows)};
  const auto matched = recognise_marker_set({"RASI", "LASI", "Zeh", "Ferse"}, sets, "walk.trc");
  ASSERT_FALSE(matched);
  EXPECT_EQ(
      matched.refusal().text(),
      "walk.trc: no marker set explains enough of its 4 points. The nearest, 's' (a set), has 2 of them; it "
      "does not have Zeh, Ferse; the recording lacks its RKNE, LKNE, C7, RTHI\n  Write where its points sit "
      "into a file (docs/marker-sets.md shows how), and give it with --marker-set FILE.");
  const auto nothing = recognise_marker_set({"Zeh", "Ferse"}, sets, "walk.trc");
  ASSERT_FALSE(nothing);
  EXPECT_EQ(nothing.refusal().what, "no marker set has any of its 2 points: Zeh, Ferse");
  EXPECT_FALSE(recognise_marker_set({}, sets, "walk.trc"));
  EXPECT_FALSE(recognise_marker_set({"RASI"}, {}, "walk.trc"));
}

TEST(PublishedSets, AreInOrderAndCited) {
  const auto& sets = published_marker_sets();
  EXPECT_TRUE(std::ranges::is_sorted(sets, {}, &MarkerSet::name));
  for (std::size_t i = 0; i < sets.size(); ++i) {
    EXPECT_GE(sets[i].source.size(), 20u) << sets[i].name;
    if (i > 0) {
      EXPECT_NE(sets[i].name, sets[i - 1].name);
    }
  }
}

// A set's own names are recognised as that set, whatever others there are.
TEST(PublishedSets, RecogniseTheirOwnNames) {
  for (const auto& set : published_marker_sets()) {
    std::vector<std::string> names;
    for (const auto& point : set.points) names.push_back(point.name);
    const auto matched = recognise_marker_set(names, published_marker_sets(), set.name);
    ASSERT_TRUE(matched) << matched.refusal().text();
    EXPECT_EQ(matched->set->name, set.name);
    EXPECT_EQ(matched->pairs.size(), names.size());
  }
}

struct Trial {
  std::string file, set;
  std::size_t unknown_count;
};
class RecordingsBeside : public ::testing::TestWithParam<Trial> {};

TEST_P(RecordingsBeside, AreRecognised) {
  const auto& trial = GetParam();
  const auto path = testing::find_data(trial.file);
  if (!path) GTEST_SKIP() << testing::left_out(trial.file);
  Diagnostics notes;
  const auto recording = read_markers(*path, notes);
  ASSERT_TRUE(recording) << recording.refusal().text();
  const auto matched = recognise_marker_set(recording->names, published_marker_sets(), trial.file);
  ASSERT_TRUE(matched) << matched.refusal().text();
  EXPECT_EQ(matched->set->name, trial.set);
  EXPECT_EQ(matched->unknown.size(), trial.unknown_count);
}

const std::string balance = "markerless/S00_P00_T01_BalancingTrial_0-100",
                  standing = "markerless/S00_P00_T00_StaticTrial_0-12", filtered = "_filt_butterworth";
INSTANTIATE_TEST_SUITE_P(Trc, RecordingsBeside,
                         ::testing::Values(Trial{"squat/squats1.trc", "leg_clusters", 0},
                                           Trial{"squat/static1.trc", "leg_clusters", 0},
                                           Trial{"run/motion_capture_run.trc", "rajagopal", 0},
                                           Trial{"gait_walk/markers_walk.trc", "leg_clusters_dotted", 0},
                                           Trial{"c3d_golden/std_walking2_markers.trc", "fullbody_2009", 0},
                                           Trial{balance + ".trc", "body_25b", 0},
                                           Trial{balance + filtered + ".trc", "body_25b", 0},
                                           Trial{balance + filtered + "_LSTM.trc", "opencap", 0},
                                           Trial{standing + ".trc", "body_25b", 0},
                                           Trial{standing + filtered + ".trc", "body_25b", 0},
                                           Trial{standing + filtered + "_LSTM.trc", "opencap", 0}));

// Names as other programs write them, and the set that they belong to.
struct Names {
  std::string set, names;
};
class NamesOfOthers : public ::testing::TestWithParam<Names> {};

std::vector<std::string> split(const std::string& text) {
  std::istringstream words(text);
  return {std::istream_iterator<std::string>(words), {}};
}

TEST_P(NamesOfOthers, AreRecognised) {
  const auto names = split(GetParam().names);
  const auto matched = recognise_marker_set(names, published_marker_sets(), "walk.c3d");
  ASSERT_TRUE(matched) << matched.refusal().text();
  EXPECT_EQ(matched->set->name, GetParam().set);
  EXPECT_EQ(matched->pairs.size(), names.size());
}

INSTANTIATE_TEST_SUITE_P(
    Lists, NamesOfOthers,
    ::testing::Values(
        Names{"ulb_landmarks",
              "L_IAS L_IPS R_IPS R_IAS L_FTC L_FLE L_FME L_FAX L_TTC L_FAL L_TAM L_FCC L_FM1 L_FM2 L_FM5 "
              "R_FTC R_FLE R_FME R_FAX R_TTC R_FAL R_TAM R_FCC R_FM1 R_FM2 R_FM5 CV7 TV10 SXS SJN L_SIA "
              "L_SRS L_SAA L_SAE L_HLE L_HME L_UOA L_RSP L_UHE L_HM2 L_HM5 R_SIA R_SRS R_SAA R_SAE R_HLE "
              "R_HME R_UOA R_RSP R_UHE R_HM2 R_HM5"},
        Names{"rigid_plates",
              "RFT1 RFT2 RFT3 RSK1 RSK2 RSK3 RTH1 RTH2 RTH3 RPV1 RPV2 RPV3 LTH1 LTH2 LTH3 LSK1 LSK2 LSK3 "
              "LFT1 LFT2 LFT3 RTA1 RTA2 RTA3 RAR1 RAR2 RAR3 RFA1 RFA2 RFA3 LAR1 LAR2 LAR3 LFA1 LFA2 LFA3"},
        // As its own pictures and tables list them.
        Names{"plug_in_gait",
              "A:LFHD A:RFHD A:LBHD A:RBHD A:C7 A:T10 A:CLAV A:STRN A:RBAK A:LSHO A:LELB A:LWRA A:LWRB "
              "A:LFIN A:RSHO "
              "A:RELB A:RWRA A:RWRB A:RFIN A:LASI A:RASI A:LPSI A:RPSI A:LTHI A:LKNE A:LTIB A:LANK A:LHEE "
              "A:LTOE "
              "A:RTHI A:RKNE A:RTIB A:RANK A:RHEE A:RTOE"},
        Names{"gait2392",
              "Sternum R.Acromium L.Acromium Top.Head R.ASIS L.ASIS V.Sacral R.Thigh.Upper R.Thigh.Front "
              "R.Thigh.Rear R.Shank.Upper R.Shank.Front R.Shank.Rear R.Heel R.Midfoot.Sup R.Midfoot.Lat "
              "R.Toe.Tip "
              "L.Thigh.Upper L.Thigh.Front L.Thigh.Rear L.Shank.Upper L.Shank.Front L.Shank.Rear L.Heel "
              "L.Midfoot.Sup L.Midfoot.Lat L.Toe.Tip"},
        Names{"helen_hayes",
              "Top.Head Front.Head Rear.Head R.Shoulder L.Shoulder R.Offset R.Elbow L.Elbow R.Wrist L.Wrist "
              "R.ASIS "
              "L.ASIS V.Sacral R.Thigh L.Thigh R.Knee L.Knee R.Shank L.Shank R.Ankle L.Ankle R.Heel L.Heel "
              "R.Toe L.Toe"},
        Names{
            "coco_17",
            "nose left_eye right_eye left_ear right_ear left_shoulder right_shoulder left_elbow right_elbow "
            "left_wrist right_wrist left_hip right_hip left_knee right_knee left_ankle right_ankle"},
        Names{"coco_18",
              "Nose Neck RShoulder RElbow RWrist LShoulder LElbow LWrist RHip RKnee RAnkle LHip LKnee LAnkle "
              "REye "
              "LEye REar LEar"},
        Names{"body_25",
              "Nose Neck RShoulder RElbow RWrist LShoulder LElbow LWrist MidHip RHip RKnee RAnkle LHip LKnee "
              "LAnkle "
              "REye LEye REar LEar LBigToe LSmallToe LHeel RBigToe RSmallToe RHeel"},
        Names{"halpe_26",
              "Nose LEye REye LEar REar LShoulder RShoulder LElbow RElbow LWrist RWrist LHip RHip LKnee "
              "RKnee LAnkle "
              "RAnkle Head Neck Hip LBigToe RBigToe LSmallToe RSmallToe LHeel RHeel"},
        Names{
            "mediapipe_33",
            "nose left_eye_inner left_eye left_eye_outer right_eye_inner right_eye right_eye_outer left_ear "
            "right_ear mouth_left mouth_right left_shoulder right_shoulder left_elbow right_elbow left_wrist "
            "right_wrist left_pinky right_pinky left_index right_index left_thumb right_thumb left_hip "
            "right_hip "
            "left_knee right_knee left_ankle right_ankle left_heel right_heel left_foot_index "
            "right_foot_index"},
        Names{
            "spinetrack_37",
            "nose left_eye right_eye left_ear right_ear left_shoulder right_shoulder left_elbow right_elbow "
            "left_wrist right_wrist left_hip right_hip left_knee right_knee left_ankle right_ankle head neck "
            "hip "
            "left_big_toe right_big_toe left_small_toe right_small_toe left_heel right_heel spine_01 "
            "spine_02 "
            "spine_03 spine_04 spine_05 left_latissimus right_latissimus left_clavicle right_clavicle "
            "neck_02 "
            "neck_03"},
        Names{"humanoid",
              "root chest neck right_hip right_knee right_ankle right_shoulder right_elbow right_wrist "
              "left_hip "
              "left_knee left_ankle left_shoulder left_elbow left_wrist"},
        Names{
            "bvh_mixamo",
            "mixamorig:Hips mixamorig:Spine mixamorig:Spine1 mixamorig:Spine2 mixamorig:Neck mixamorig:Head "
            "mixamorig:LeftShoulder mixamorig:LeftArm mixamorig:LeftForeArm mixamorig:LeftHand "
            "mixamorig:RightShoulder mixamorig:RightArm mixamorig:RightForeArm mixamorig:RightHand "
            "mixamorig:LeftUpLeg mixamorig:LeftLeg mixamorig:LeftFoot mixamorig:LeftToeBase "
            "mixamorig:RightUpLeg "
            "mixamorig:RightLeg mixamorig:RightFoot mixamorig:RightToeBase"},
        Names{"bvh_mixamo",
              "Hips LHipJoint LeftUpLeg LeftLeg LeftFoot LeftToeBase RHipJoint RightUpLeg RightLeg RightFoot "
              "RightToeBase LowerBack Spine Spine1 Neck Neck1 Head LeftShoulder LeftArm LeftForeArm LeftHand "
              "LeftFingerBase LeftHandIndex1 LThumb RightShoulder RightArm RightForeArm RightHand "
              "RightFingerBase "
              "RightHandIndex1 RThumb"},
        Names{"bvh_biovision",
              "Hips Chest Neck Head LeftCollar LeftShoulder LeftElbow LeftWrist RightCollar RightShoulder "
              "RightElbow "
              "RightWrist LeftHip LeftKnee LeftAnkle RightHip RightKnee RightAnkle"}));

}  // namespace
}  // namespace loadshare::capture
