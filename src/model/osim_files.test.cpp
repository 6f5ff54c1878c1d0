// Published models: what is read against plain counts of the XML, the order of coordinates against
// OpenSim's own result files, and every model written and read again.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <pugixml.hpp>
#include <sstream>

#include "model/osim_reader.h"
#include "model/osim_writer.h"
#include "model_fields.h"
#include "test_data.h"

namespace loadshare::model {
namespace {

using ::testing::IsEmpty;

Model read(const std::filesystem::path& path) {
  Diagnostics notes;
  auto model = read_osim(path, notes);
  EXPECT_TRUE(model.ok()) << (model.ok() ? "" : model.refusal().text());
  return model.ok() ? *std::move(model) : Model{};
}

class PublishedModel : public ::testing::TestWithParam<const char*> {};

std::size_t count(const pugi::xml_document& document, const char* xpath) {
  return document.select_nodes(xpath).size();
}

TEST_P(PublishedModel, HoldsWhatTheXmlHolds) {
  const auto path = loadshare::testing::find_data(GetParam());
  if (!path) GTEST_SKIP() << loadshare::testing::left_out(GetParam());
  const auto model = read(*path);
  pugi::xml_document xml;
  ASSERT_TRUE(xml.load_file(path->c_str()));
  EXPECT_EQ(model.bodies.size() - 1, count(xml, "//BodySet/objects/Body[@name != 'ground']"));
  EXPECT_EQ(model.joints.size(), count(xml, "//JointSet/objects/* | //Body/Joint/*"));
  EXPECT_EQ(model.coordinates.size(), count(xml, "//Coordinate"));
  EXPECT_EQ(model.wraps.size(), count(xml, "//WrapObjectSet/objects/*"));
  EXPECT_EQ(model.couplers.size(), count(xml, "//CoordinateCouplerConstraint"));
  EXPECT_EQ(model.muscles.size(), count(xml, "//ForceSet/objects/*[contains(name(), 'Muscle')]"));
  EXPECT_EQ(model.coordinate_actuators.size(), count(xml, "//ForceSet/objects/CoordinateActuator"));
  EXPECT_EQ(model.contact_spheres.size(), count(xml, "//ForceSet/objects/SmoothSphereHalfSpaceForce"));
  EXPECT_EQ(model.markers.size(), count(xml, "//MarkerSet/objects/Marker"));
  std::size_t points = 0, wraps = 0, conditional = 0, moving = 0;
  for (const auto& muscle : model.muscles) {
    points += muscle.path.points.size();
    wraps += muscle.path.wraps.size();
    for (const auto& point : muscle.path.points) {
      conditional += std::holds_alternative<ConditionalPoint>(point.place);
      moving += std::holds_alternative<MovingPoint>(point.place);
    }
  }
  EXPECT_EQ(points, count(xml, "//ForceSet//PathPointSet/objects/*"));
  EXPECT_EQ(conditional, count(xml, "//ForceSet//ConditionalPathPoint"));
  EXPECT_EQ(moving, count(xml, "//ForceSet//MovingPathPoint"));
  EXPECT_EQ(wraps, count(xml, "//ForceSet//PathWrap"));
}

TEST_P(PublishedModel, HasParentsBeforeChildren) {
  const auto path = loadshare::testing::find_data(GetParam());
  if (!path) GTEST_SKIP() << loadshare::testing::left_out(GetParam());
  const auto model = read(*path);
  std::vector<bool> placed(model.bodies.size(), false);
  placed[0] = true;
  std::size_t next_coordinate = 0;
  for (const auto& joint : model.joints) {
    EXPECT_TRUE(placed[joint.parent.at()]) << joint.name;
    EXPECT_FALSE(placed[joint.child.at()]) << joint.name;
    placed[joint.child.at()] = true;
    for (const auto id : joint.coordinates) EXPECT_EQ(id.at(), next_coordinate++);
  }
  EXPECT_EQ(std::count(placed.begin(), placed.end(), true), static_cast<long>(placed.size()));
}

TEST_P(PublishedModel, ComesBackFromItsOwnText) {
  const auto path = loadshare::testing::find_data(GetParam());
  if (!path) GTEST_SKIP() << loadshare::testing::left_out(GetParam());
  const auto model = read(*path);
  const auto text = write_osim(model);
  Diagnostics notes;
  const auto again = parse_osim(text, "written.osim", notes);
  ASSERT_TRUE(again.ok()) << again.refusal().text();
  EXPECT_THAT(notes.findings(), IsEmpty());
  EXPECT_EQ(again->document_version, 40000);
  EXPECT_THAT(loadshare::testing::ModelFields(model).differences(loadshare::testing::ModelFields(*again)),
              IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Files, PublishedModel,
                         ::testing::Values("gait2392_reference/subject01_simbody_adjusted_StaticOp.osim",
                                           "gait_walk/subject_walk_scaled.osim",
                                           "lift_stoop15/lumbarModel_scaled.osim",
                                           "lift_stoop15/lumbarModel_unscaled.osim",
                                           "markerless/Model_Pose2Sim_muscles_flex.osim",
                                           "models/FBLSmodel.osim", "models/RajagopalLaiUhlrich2023.osim",
                                           "run/Rajagopal2015_scaled.osim", "squat/manually_scaled.osim"),
                         [](const auto& instance) {
                           std::string name = instance.param;
                           for (auto& c : name)
                             if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
                           return name;
                         });

// ---- against OpenSim's result files

std::vector<std::string> column_names(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::string line, word;
  std::vector<std::string> names;
  while (std::getline(file, line) && !line.starts_with("time")) {
  }
  std::istringstream words(line);
  while (words >> word) names.push_back(word);
  if (!names.empty()) names.erase(names.begin());
  return names;
}

struct ReferenceCase {
  const char *name, *model;
};
class AgainstOpenSim : public ::testing::TestWithParam<ReferenceCase> {};
class AgainstInverseKinematics : public AgainstOpenSim {};

// OpenSim names an inverse-dynamics column after the coordinate, with _moment where its motion is
// purely rotational and _force otherwise, in the order of the multibody tree.
TEST_P(AgainstOpenSim, CoordinatesComeInItsOrderWithItsKindOfMotion) {
  const auto [name, file] = GetParam();
  const auto path = loadshare::testing::find_data(file);
  const auto results =
      loadshare::testing::find_data(fmt::format("../reference/{}/expected/inverse_dynamics.sto", name));
  if (!path || !results) GTEST_SKIP() << loadshare::testing::left_out(file);
  std::vector<std::string> ours;
  for (const auto& c : read(*path).coordinates)
    ours.push_back(c.name + (c.motion == MotionType::rotational ? "_moment" : "_force"));
  EXPECT_EQ(ours, column_names(*results));
}

// Inverse kinematics lists coordinates in the file's order.
TEST_P(AgainstInverseKinematics, CoordinatesOfTheFileComeInTheFilesOrder) {
  const auto [name, file] = GetParam();
  const auto path = loadshare::testing::find_data(file);
  const auto results =
      loadshare::testing::find_data(fmt::format("../reference/{}/expected/inverse_kinematics.mot", name));
  if (!path || !results) GTEST_SKIP() << loadshare::testing::left_out(file);
  const auto model = read(*path);
  std::vector<std::string> ours;
  for (const auto id : model.coordinate_file_order) ours.push_back(model.coordinates[id.at()].name);
  EXPECT_EQ(ours, column_names(*results));
}

// Static optimisation lists what applies force, in the order of the force set, then the reserves
// that its set-up file appends.
TEST_P(AgainstOpenSim, ForcesComeInItsOrderWithReservesAppended) {
  const auto [name, file] = GetParam();
  const auto path = loadshare::testing::find_data(file);
  const auto results = loadshare::testing::find_data(
      fmt::format("../reference/{}/expected/so_StaticOptimization_activation.sto", name));
  const auto reserves = loadshare::testing::find_data(fmt::format("../reference/{}/reserves.xml", name));
  if (!path || !results || !reserves) GTEST_SKIP() << loadshare::testing::left_out(file);
  auto model = read(*path);
  Diagnostics notes;
  const auto columns = column_names(*results);
  const auto appended = append_force_set(model, *reserves, notes);
  ASSERT_TRUE(appended.ok()) << appended.refusal().text();
  EXPECT_EQ(model.force_order, columns);
  EXPECT_THAT(notes.findings(), IsEmpty());
}

std::string name_of_case(const ::testing::TestParamInfo<ReferenceCase>& instance) {
  return instance.param.name;
}

INSTANTIATE_TEST_SUITE_P(
    Cases, AgainstOpenSim,
    ::testing::Values(ReferenceCase{"gait2392",
                                    "gait2392_reference/subject01_simbody_adjusted_StaticOp.osim"},
                      ReferenceCase{"gait_walk", "gait_walk/subject_walk_scaled.osim"},
                      ReferenceCase{"run", "run/Rajagopal2015_scaled.osim"},
                      ReferenceCase{"spine318", "markerless/Model_Pose2Sim_muscles_flex.osim"},
                      ReferenceCase{"squat", "squat/manually_scaled.osim"}),
    name_of_case);
INSTANTIATE_TEST_SUITE_P(Cases, AgainstInverseKinematics,
                         ::testing::Values(ReferenceCase{"gait_walk", "gait_walk/subject_walk_scaled.osim"},
                                           ReferenceCase{"squat", "squat/manually_scaled.osim"}),
                         name_of_case);

}  // namespace
}  // namespace loadshare::model
