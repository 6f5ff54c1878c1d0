#include "capture/external_loads.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace loadshare::capture {
namespace {

using ::testing::ElementsAre;

std::string document(const std::string& objects, const std::string& rest = "") {
  return "<OpenSimDocument Version=\"40000\">\n<ExternalLoads name=\"loads\">\n<objects>\n" + objects +
         "\n</objects>\n<groups/>\n" + rest + "\n</ExternalLoads>\n</OpenSimDocument>\n";
}

const std::string right_foot =
    "<ExternalForce name=\"right\"><applied_to_body>calcn_r</applied_to_body>"
    "<force_identifier> f1_v </force_identifier><point_identifier>f1_p</point_identifier>"
    "<torque_identifier>f1_m</torque_identifier></ExternalForce>";

ExternalLoads parsed(const std::string& text, Diagnostics& notes) {
  auto loads = parse_external_loads(text, "loads.xml", notes);
  EXPECT_TRUE(loads.ok()) << loads.refusal().text();
  return *std::move(loads);
}

TEST(ParseExternalLoads, ReadsForcesWithOpenSimsDefaults) {
  Diagnostics notes;
  const auto loads = parsed(document(right_foot, "<datafile>../grf.mot</datafile>"), notes);
  EXPECT_EQ(loads.name, "loads");
  EXPECT_EQ(loads.document_version, 40000);
  EXPECT_EQ(loads.datafile, "../grf.mot");
  EXPECT_EQ(loads.lowpass_cutoff_for_load_kinematics_Hz, std::nullopt);
  ASSERT_EQ(loads.forces.size(), 1u);
  const auto& force = loads.forces[0];
  EXPECT_EQ(force.name, "right");
  EXPECT_EQ(force.applied_to_body, "calcn_r");
  EXPECT_EQ(force.force_expressed_in_body, "ground");
  EXPECT_EQ(force.point_expressed_in_body, "ground");
  EXPECT_EQ(force.force_identifier, "f1_v");
  EXPECT_EQ(force.torque_identifier, "f1_m");
  EXPECT_TRUE(force.is_applied);
  EXPECT_TRUE(notes.findings().empty());
}

TEST(ParseExternalLoads, KnowsForcesThatAreSwitchedOff) {
  Diagnostics notes;
  const std::string head =
      "<ExternalForce name=\"f\"><applied_to_body>b</applied_to_body><force_identifier>f";
  EXPECT_FALSE(
      parsed(document(head + "</force_identifier><appliesForce>false</appliesForce></ExternalForce>"), notes)
          .forces[0]
          .is_applied);
  EXPECT_FALSE(
      parsed(document(head + "</force_identifier><isDisabled>true</isDisabled></ExternalForce>"), notes)
          .forces[0]
          .is_applied);
}

TEST(ParseExternalLoads, NamesWhatItDoesNotUse) {
  Diagnostics notes;
  const auto loads = parsed(
      document(
          right_foot + "<SpringForce/>",
          "<external_loads_model_kinematics_file>ik.mot</external_loads_model_kinematics_file>"
          "<lowpass_cutoff_frequency_for_load_kinematics>6</lowpass_cutoff_frequency_for_load_kinematics>"
          "<wind>strong</wind>"),
      notes);
  EXPECT_EQ(loads.lowpass_cutoff_for_load_kinematics_Hz, 6.0);
  ASSERT_EQ(notes.findings().size(), 3u);
  EXPECT_EQ(notes.findings()[0].what,
            "external_loads_model_kinematics_file 'ik.mot' is not used, as in OpenSim since 4.0");
  EXPECT_EQ(notes.findings()[1].what, "a load of the kind 'SpringForce' is not used");
  EXPECT_EQ(notes.findings()[2].what, "the element 'wind' is not used");
}

TEST(ParseExternalLoads, ReadsPrescribedForcesOfOldDocuments) {
  Diagnostics notes;
  const auto loads = parsed(
      "<OpenSimDocument Version=\"20001\"><ForceSet name=\"old\"><objects><PrescribedForce name=\"left\">"
      "<body>calcn_l</body><FunctionSet name=\"forceFunctions\"><objects><NaturalCubicSpline name=\"f_vx\"/>"
      "<NaturalCubicSpline name=\"f_vy\"/><NaturalCubicSpline name=\"f_vz\"/></objects></FunctionSet>"
      "<FunctionSet name=\"torqueFunctions\"><objects><NaturalCubicSpline "
      "name=\"#4\"/></objects></FunctionSet>"
      "</PrescribedForce></objects><datafile>grf.mot</datafile></ForceSet></OpenSimDocument>",
      notes);
  ASSERT_EQ(loads.forces.size(), 1u);
  EXPECT_EQ(loads.forces[0].applied_to_body, "calcn_l");
  EXPECT_EQ(loads.forces[0].force_identifier, "f_v");
  EXPECT_EQ(loads.forces[0].torque_identifier, "#4");

  TimeSeries recording;
  recording.labels = {"f_vx", "f_vy", "f_vz", "f_mx", "f_my", "f_mz"};
  const auto columns = bind_columns(loads, recording, notes);
  ASSERT_TRUE(columns.ok()) << columns.refusal().text();
  EXPECT_EQ((*columns)[0].force, (ThreeColumns{0, 1, 2}));
  EXPECT_EQ((*columns)[0].torque, (ThreeColumns{3, 4, 5}));  // column 4, time being 0, is f_mx
  EXPECT_EQ((*columns)[0].point, std::nullopt);
}

TEST(BindColumns, TakesThreeColumnsThatBeginWithTheIdentifier) {
  Diagnostics notes;
  const auto loads = parsed(document(right_foot), notes);
  TimeSeries recording;
  recording.labels = {"f1_px", "f1_py", "f1_pz", "f1_v1", "f1_v2",
                      "f1_v3", "f2_vx", "f1_mX", "f1_mY", "f1_mZ"};
  const auto columns = bind_columns(loads, recording, notes);
  ASSERT_TRUE(columns.ok()) << columns.refusal().text();
  EXPECT_EQ((*columns)[0].force, (ThreeColumns{3, 4, 5}));
  EXPECT_EQ((*columns)[0].point, (ThreeColumns{0, 1, 2}));
  EXPECT_EQ((*columns)[0].torque, (ThreeColumns{7, 8, 9}));
  EXPECT_TRUE(notes.findings().empty());
}

TEST(BindColumns, RefusesFewerAndMoreThanThreeColumns) {
  Diagnostics notes;
  const auto loads = parsed(document(right_foot), notes);
  TimeSeries recording;
  recording.labels = {"f1_vx", "f1_vy"};
  auto columns = bind_columns(loads, recording, notes);
  ASSERT_FALSE(columns.ok());
  EXPECT_EQ(columns.refusal(),
            (Refusal{"external force 'right'", "2 columns begin with 'f1_v', and the force needs three",
                     "write into <force_identifier> how just three columns of the recording begin"}));
  recording.labels = {"f1_vx", "f1_vy", "f1_vz", "f1_vertical"};
  columns = bind_columns(loads, recording, notes);
  ASSERT_FALSE(columns.ok());
  EXPECT_EQ(columns.refusal().what, "4 columns begin with 'f1_v', and the force needs three");
}

TEST(BindColumns, FlagsAxesOutOfOrder) {
  Diagnostics notes;
  auto loads = parsed(document(right_foot), notes);
  loads.forces[0].point_identifier.clear();
  loads.forces[0].torque_identifier.clear();
  TimeSeries recording;
  recording.labels = {"f1_vx", "f1_vz", "f1_vy"};
  const auto columns = bind_columns(loads, recording, notes);
  ASSERT_TRUE(columns.ok());
  EXPECT_EQ((*columns)[0].force, (ThreeColumns{0, 1, 2}));
  ASSERT_EQ(notes.findings().size(), 1u);
  EXPECT_EQ(notes.findings()[0].what,
            "the columns of 'f1_v' stand in the order f1_vx, f1_vz, f1_vy; they were taken as x, y, z");
}

// A folder with loads/loads.xml and grf.mot both beside it and in the set-up's folder.
class RecordingOfLoads : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(::testing::TempDir()) /
              ("loadshare_external_loads_test_" + std::to_string(getpid()));
    std::filesystem::create_directories(folder_ / "loads");
    write("loads/grf.mot", "beside\nendheader\ntime\tf1_vx\tf1_vy\tf1_vz\n0\t1\t2\t3\n");
    write("loads/loads.xml", document("<ExternalForce name=\"r\"><applied_to_body>b</applied_to_body>"
                                      "<force_identifier>f1_v</force_identifier></ExternalForce>",
                                      "<datafile>grf.mot</datafile>"));
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  void write(const std::string& name, const std::string& text) { std::ofstream(folder_ / name) << text; }
  ExternalLoads loads() {
    auto loads = read_external_loads(folder_ / "loads" / "loads.xml", notes_);
    EXPECT_TRUE(loads.ok());
    return *std::move(loads);
  }
  std::filesystem::path folder_;
  Diagnostics notes_;
};

TEST_F(RecordingOfLoads, IsSoughtFromTheSetUpFirstThenBesideTheLoads) {
  auto recording = read_external_load_recording(loads(), folder_, notes_);
  ASSERT_TRUE(recording.ok()) << recording.refusal().text();
  EXPECT_EQ(recording->series.name, "beside");
  EXPECT_EQ(recording->columns[0].force, (ThreeColumns{0, 1, 2}));
  write("grf.mot", "at the set-up\nendheader\ntime\tf1_vx\tf1_vy\tf1_vz\n0\t1\t2\t3\n");
  recording = read_external_load_recording(loads(), folder_, notes_);
  ASSERT_TRUE(recording.ok());
  EXPECT_EQ(recording->series.name, "at the set-up");
}

TEST_F(RecordingOfLoads, ThatIsOnAnotherMachineIsRefusedWithAHint) {
  auto far = loads();
  far.datafile = "H:\\OpenSim\\ExpData\\grf.mot";
  auto recording = read_external_load_recording(far, folder_, notes_);
  ASSERT_FALSE(recording.ok());
  EXPECT_EQ(recording.refusal(),
            (Refusal{"external loads 'loads'", "the <datafile> 'H:\\OpenSim\\ExpData\\grf.mot' is not there",
                     "a file of that name lies beside the loads: write 'grf.mot' into <datafile>"}));
  far.datafile.clear();
  recording = read_external_load_recording(far, folder_, notes_);
  ASSERT_FALSE(recording.ok());
  EXPECT_EQ(recording.refusal().what, "no <datafile> is named");
}

}  // namespace
}  // namespace loadshare::capture
