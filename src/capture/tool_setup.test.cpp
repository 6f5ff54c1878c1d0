#include "capture/tool_setup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>

namespace loadshare::capture {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string document(const std::string& tool, int version = 40000) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n<OpenSimDocument Version=\"" +
         std::to_string(version) + "\">\n" + tool + "\n</OpenSimDocument>\n";
}

ToolSetup parsed(const std::string& text, Diagnostics& notes) {
  auto setup = parse_tool_setup(text, "setup.xml", notes);
  EXPECT_TRUE(setup.ok()) << setup.refusal().text();
  return *std::move(setup);
}

// Defaults below are those of OpenSim 4.6's property declarations.
TEST(ParseToolSetup, TakesOpenSimsDefaultsForInverseKinematics) {
  Diagnostics notes;
  const auto setup = parsed(document("<InverseKinematicsTool name=\"ik\"/>"), notes);
  EXPECT_EQ(setup.name, "ik");
  EXPECT_EQ(setup.results_directory, "./");
  const auto& tool = std::get<InverseKinematicsSetup>(setup.tool);
  EXPECT_TRUE(std::isinf(tool.constraint_weight));
  EXPECT_EQ(tool.accuracy, 1e-5);
  EXPECT_EQ(tool.time_range.start_s, -unbounded_s);
  EXPECT_EQ(tool.time_range.end_s, unbounded_s);
  EXPECT_TRUE(tool.reports_errors);
  EXPECT_FALSE(tool.reports_marker_locations);
  EXPECT_EQ(tool.output_motion_file, "");
}

TEST(ParseToolSetup, ReadsInverseKinematics) {
  Diagnostics notes;
  const auto setup = parsed(
      document("<InverseKinematicsTool name=\"ik\"><results_directory>out</results_directory>"
               "<model_file>a/b.osim</model_file><constraint_weight>20</constraint_weight>"
               "<accuracy>1e-06</accuracy><time_range>0.4 1.7</time_range><marker_file>w.trc</marker_file>"
               "<coordinate_file>Unassigned</coordinate_file><output_motion_file>ik.mot</output_motion_file>"
               "<report_errors>false</report_errors><report_marker_locations>true</report_marker_locations>"
               "<IKTaskSet><objects>"
               "<IKMarkerTask name=\"R.ASIS\"><apply>false</apply><weight>5</weight></IKMarkerTask>"
               "<IKMarkerTask name=\"C7\"/>"
               "<IKCoordinateTask name=\"hip\"><weight>2</weight><value_type>manual_value</value_type>"
               "<value>0.25</value></IKCoordinateTask>"
               "<IKCoordinateTask name=\"knee\"><value_type>from_file</value_type></IKCoordinateTask>"
               "</objects><groups/></IKTaskSet></InverseKinematicsTool>"),
      notes);
  EXPECT_EQ(setup.results_directory, "out");
  const auto& tool = std::get<InverseKinematicsSetup>(setup.tool);
  EXPECT_EQ(tool.constraint_weight, 20.0);
  EXPECT_EQ(tool.accuracy, 1e-6);
  EXPECT_EQ(tool.time_range.start_s, 0.4);
  EXPECT_EQ(tool.time_range.end_s, 1.7);
  EXPECT_EQ(tool.marker_file, "w.trc");
  EXPECT_EQ(tool.coordinate_file, "");
  EXPECT_EQ(tool.output_motion_file, "ik.mot");
  EXPECT_FALSE(tool.reports_errors);
  EXPECT_TRUE(tool.reports_marker_locations);
  ASSERT_EQ(tool.marker_tasks.size(), 2u);
  EXPECT_EQ(tool.marker_tasks[0].marker, "R.ASIS");
  EXPECT_FALSE(tool.marker_tasks[0].is_applied);
  EXPECT_EQ(tool.marker_tasks[0].weight, 5.0);
  EXPECT_TRUE(tool.marker_tasks[1].is_applied);
  EXPECT_EQ(tool.marker_tasks[1].weight, 0.0);
  ASSERT_EQ(tool.coordinate_tasks.size(), 2u);
  EXPECT_EQ(tool.coordinate_tasks[0].source, CoordinateSource::manual_value);
  EXPECT_EQ(tool.coordinate_tasks[0].manual_value, 0.25);
  EXPECT_EQ(tool.coordinate_tasks[1].source, CoordinateSource::from_file);
  EXPECT_THAT(notes.findings(), IsEmpty());
}

TEST(ParseToolSetup, ReadsInverseDynamics) {
  Diagnostics notes;
  const auto setup = parsed(
      document(
          "<InverseDynamicsTool name=\"id\"><model_file>m.osim</model_file><time_range>-Inf 5</time_range>"
          "<forces_to_exclude> Muscles "
          "reserves</forces_to_exclude><external_loads_file>l.xml</external_loads_file>"
          "<coordinates_file>ik.mot</coordinates_file>"
          "<lowpass_cutoff_frequency_for_coordinates>6</lowpass_cutoff_frequency_for_coordinates>"
          "<joints_to_report_body_forces>hip_r All</joints_to_report_body_forces></InverseDynamicsTool>"),
      notes);
  const auto& tool = std::get<InverseDynamicsSetup>(setup.tool);
  EXPECT_THAT(tool.forces_to_exclude, ElementsAre("Muscles", "reserves"));
  EXPECT_THAT(tool.joints_to_report_body_forces, ElementsAre("hip_r", "All"));
  EXPECT_EQ(tool.lowpass_cutoff_for_coordinates_Hz, 6.0);
  EXPECT_EQ(tool.time_range.start_s, -unbounded_s);
  EXPECT_EQ(tool.output_gen_force_file, "inverse_dynamics.sto");
  EXPECT_EQ(tool.output_body_forces_file, "body_forces_at_joints.sto");
}

TEST(ParseToolSetup, ReadsAnalysesWithOpenSimsDefaults) {
  Diagnostics notes;
  const auto setup =
      parsed(document("<AnalyzeTool name=\"a\"><AnalysisSet name=\"Analyses\"><objects>"
                      "<StaticOptimization name=\"so\"/><MuscleAnalysis name=\"ma\"/>"
                      "<JointReaction name=\"jr\"/><Kinematics name=\"k\"/><BodyKinematics name=\"b\"/>"
                      "</objects></AnalysisSet></AnalyzeTool>"),
             notes);
  const auto& tool = std::get<AnalyzeSetup>(setup.tool);
  EXPECT_FALSE(tool.replaces_force_set);
  EXPECT_EQ(tool.output_precision, 8);
  EXPECT_EQ(tool.initial_time_s, 0.0);
  EXPECT_EQ(tool.final_time_s, 1.0);
  EXPECT_EQ(tool.lowpass_cutoff_for_coordinates_Hz, -1.0);
  EXPECT_FALSE(tool.solves_for_equilibrium);
  ASSERT_EQ(tool.analyses.size(), 4u);
  const auto& optimization = std::get<StaticOptimizationSetup>(tool.analyses[0]);
  EXPECT_TRUE(optimization.uses_model_force_set);
  EXPECT_EQ(optimization.activation_exponent, 2.0);
  EXPECT_TRUE(optimization.uses_muscle_physiology);
  EXPECT_EQ(optimization.convergence_criterion, 1e-4);
  EXPECT_EQ(optimization.max_iterations, 100);
  const auto& muscles = std::get<MuscleAnalysisSetup>(tool.analyses[1]);
  EXPECT_THAT(muscles.muscles, ElementsAre("all"));
  EXPECT_THAT(muscles.coordinates, ElementsAre("all"));
  EXPECT_TRUE(muscles.computes_moments);
  const auto& reaction = std::get<JointReactionSetup>(tool.analyses[2]);
  EXPECT_THAT(reaction.joints, ElementsAre("ALL"));
  EXPECT_THAT(reaction.bodies, ElementsAre("child"));
  EXPECT_THAT(reaction.frames, ElementsAre("ground"));
  EXPECT_THAT(std::get<KinematicsSetup>(tool.analyses[3]).coordinates, ElementsAre("all"));
  for (const auto& analysis : tool.analyses) {
    EXPECT_TRUE(settings_of(analysis).is_on);
    EXPECT_TRUE(settings_of(analysis).in_degrees);
    EXPECT_EQ(settings_of(analysis).step_interval, 1);
    EXPECT_EQ(settings_of(analysis).time_range.end_s, unbounded_s);
  }
  EXPECT_THAT(tool.other_analyses, ElementsAre("BodyKinematics"));
  ASSERT_EQ(notes.findings().size(), 1u);
  EXPECT_EQ(notes.findings()[0].what, "the analysis 'BodyKinematics' is not computed");
}

TEST(ParseToolSetup, ReadsAnalysesAsWritten) {
  Diagnostics notes;
  const auto setup = parsed(
      document(
          "<AnalyzeTool name=\"a\"><replace_force_set>true</replace_force_set>"
          "<force_set_files> r.xml s.xml</force_set_files><output_precision>10</output_precision>"
          "<initial_time>1.0</initial_time><final_time>5</final_time><states_file/>"
          "<AnalysisSet><objects>"
          "<StaticOptimization name=\"so\"><on>false</on><start_time>1</start_time><end_time>2</end_time>"
          "<step_interval>10</step_interval><in_degrees>false</in_degrees>"
          "<activation_exponent>3</activation_exponent>"
          "<optimizer_convergence_criterion>1e-06</optimizer_convergence_criterion>"
          "<optimizer_max_iterations>500</optimizer_max_iterations></StaticOptimization>"
          "<JointReaction name=\"jr\"><forces_file>f.sto</forces_file><joint_names>hip_r knee_r</joint_names>"
          "<apply_on_bodies>child parent</apply_on_bodies><express_in_frame>child</express_in_frame>"
          "</JointReaction></objects></AnalysisSet>"
          "<ControllerSet><objects/></ControllerSet></AnalyzeTool>"),
      notes);
  const auto& tool = std::get<AnalyzeSetup>(setup.tool);
  EXPECT_TRUE(tool.replaces_force_set);
  EXPECT_THAT(tool.force_set_files, ElementsAre("r.xml", "s.xml"));
  EXPECT_EQ(tool.output_precision, 10);
  EXPECT_EQ(tool.initial_time_s, 1.0);
  EXPECT_EQ(tool.final_time_s, 5.0);
  const auto& optimization = std::get<StaticOptimizationSetup>(tool.analyses[0]);
  EXPECT_FALSE(optimization.settings.is_on);
  EXPECT_EQ(optimization.settings.step_interval, 10);
  EXPECT_FALSE(optimization.settings.in_degrees);
  EXPECT_EQ(optimization.activation_exponent, 3.0);
  EXPECT_EQ(optimization.max_iterations, 500);
  const auto& reaction = std::get<JointReactionSetup>(tool.analyses[1]);
  EXPECT_EQ(reaction.forces_file, "f.sto");
  EXPECT_THAT(reaction.bodies, ElementsAre("child", "parent"));
  EXPECT_THAT(notes.findings(), IsEmpty());
}

TEST(ParseToolSetup, ReadsOldInverseKinematics) {
  const std::string old_tool =
      "<IKTool name=\"old\"><model_file>m.osim</model_file><optimizer_algorithm>cfsqp</optimizer_algorithm>"
      "<IKTaskSet><objects><IKMarkerTask name=\"A\"><weight>3</weight></IKMarkerTask></objects></IKTaskSet>"
      "<IKTrialSet><objects><IKTrial name=\"t\"><marker_file>w.trc</marker_file><time_range>0 1</time_range>"
      "<output_motion_file>o.mot</output_motion_file></IKTrial><IKTrial "
      "name=\"u\"/></objects></IKTrialSet></IKTool>";
  Diagnostics notes;
  const auto setup = parsed(document(old_tool, 20000), notes);
  const auto& tool = std::get<InverseKinematicsSetup>(setup.tool);
  EXPECT_EQ(tool.model_file, "m.osim");
  EXPECT_EQ(tool.marker_file, "w.trc");
  EXPECT_EQ(tool.time_range.end_s, 1.0);
  EXPECT_EQ(tool.output_motion_file, "o.mot");
  EXPECT_EQ(tool.constraint_weight, 20.0);
  EXPECT_EQ(tool.accuracy, 1e-4);
  EXPECT_EQ(tool.marker_tasks.size(), 1u);
  ASSERT_EQ(notes.findings().size(), 1u);
  EXPECT_EQ(notes.findings()[0].what, "only the first trial of an old set-up is used");

  const auto bare = parsed(old_tool, notes);  // before OpenSim 1.6
  EXPECT_EQ(bare.document_version, 10500);
  EXPECT_EQ(std::get<InverseKinematicsSetup>(bare.tool).accuracy, 1e-5);
}

TEST(ParseToolSetup, ReadsTheOldNamesOfForceSets) {
  Diagnostics notes;
  const auto setup =
      parsed(document("<AnalyzeTool name=\"a\"><replace_actuator_set>true</replace_actuator_set>"
                      "<actuator_set_files>r.xml</actuator_set_files></AnalyzeTool>",
                      10800),
             notes);
  EXPECT_TRUE(std::get<AnalyzeSetup>(setup.tool).replaces_force_set);
  EXPECT_THAT(std::get<AnalyzeSetup>(setup.tool).force_set_files, ElementsAre("r.xml"));
}

TEST(ParseToolSetup, NamesWhatItDoesNotUse) {
  Diagnostics notes;
  parsed(
      document("<AnalyzeTool name=\"a\"><defaults><StaticOptimization name=\"default\"/><Arrow/></defaults>"
               "<ControllerSet><objects><CMC name=\"c\"/></objects></ControllerSet>"
               "<colour>red</colour><model_file>a</model_file><model_file>b</model_file></AnalyzeTool>"),
      notes);
  std::vector<std::string> whats;
  for (const auto& finding : notes.findings()) whats.push_back(finding.what);
  EXPECT_THAT(whats,
              ElementsAre("the controller 'CMC' is not used",
                          "default values for StaticOptimization are not used; OpenSim's own were taken",
                          "the element 'colour' is not used",
                          "the element 'model_file' stands there twice; the first was taken"));
}

TEST(ReadToolSetup, ReadsTasksThatAreAFileOfTheirOwn) {
  const auto folder =
      std::filesystem::path(::testing::TempDir()) / ("loadshare_tool_setup_test_" + std::to_string(getpid()));
  std::filesystem::create_directories(folder / "tasks");
  std::ofstream(folder / "ik.xml") << document(
      "<InverseKinematicsTool name=\"ik\"><IKTaskSet file=\"tasks/t.xml\"/></InverseKinematicsTool>");
  std::ofstream(folder / "tasks" / "t.xml")
      << "<IKTaskSet><objects><IKMarkerTask "
         "name=\"A\"><weight>2</weight></IKMarkerTask></objects></IKTaskSet>";
  Diagnostics notes;
  const auto setup = read_tool_setup(folder / "ik.xml", notes);
  ASSERT_TRUE(setup.ok()) << setup.refusal().text();
  EXPECT_EQ(setup->folder, folder);
  ASSERT_EQ(std::get<InverseKinematicsSetup>(setup->tool).marker_tasks.size(), 1u);
  EXPECT_EQ(std::get<InverseKinematicsSetup>(setup->tool).marker_tasks[0].weight, 2.0);

  std::filesystem::remove(folder / "tasks" / "t.xml");
  const auto without = read_tool_setup(folder / "ik.xml", notes);
  std::filesystem::remove_all(folder);
  ASSERT_FALSE(without.ok());
  EXPECT_EQ(without.refusal().what, "there is no such file");
}

}  // namespace
}  // namespace loadshare::capture
