// What OpenSim 4.x asks of a document before it opens it, as its own reader states it: a function stands in
// its property's element, every path of a socket leads somewhere, a name serves one part.
#include "model/osim_writer.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pugixml.hpp>
#include <set>

#include "model/body.h"
#include "model/osim_reader.h"
#include "source_folder.h"

namespace loadshare::model {
namespace {

using ::testing::IsEmpty;

Model leg() {
  Diagnostics notes;
  return *read_osim(testing::source_folder().string() + "/tests/models/leg.osim", notes);
}

// The leg with every kind of thing that holds a function; the knee follows the hip.
Model leg_with_functions() {
  auto model = leg();
  const auto hip = model.find_coordinate("hip_flexion"), knee = model.find_coordinate("knee_angle");
  model.couplers.push_back(
      {"knee_follows", knee, {hip}, numerics::Function{numerics::LinearFunction{{-1, 0}}}});
  model.coordinates[hip.at()].prescribed = numerics::Function{numerics::SineFunction{0.1, 3, 0, 0}};
  Ligament ligament;
  ligament.name = "capsule";
  ligament.path = model.muscles.front().path;
  ligament.force_length = numerics::Function{numerics::LinearFunction{{1, 0}}};
  model.ligaments.push_back(ligament);
  return model;
}

const Model& body() {
  static const Model built =
      build_body(published_body_tables(), *reference_scale(published_body_tables()), {})->model;
  return built;
}

pugi::xml_document written(const Model& model) {
  pugi::xml_document document;
  EXPECT_TRUE(document.load_string(write_osim(model).c_str()));
  return document;
}

std::size_t count(const pugi::xml_document& document, const std::string& xpath) {
  return document.select_nodes(xpath.c_str()).size();
}

// OpenSim looks past <LinearFunction name="coupled_coordinates_function"> without a word and then finds no
// function: it takes that form only where exactly one object must stand.
TEST(OsimWriter, FunctionsStandInTheElementOfTheirProperty) {
  const auto model = leg_with_functions();
  const auto document = written(model);
  for (const char* place :
       {"//CoordinateCouplerConstraint/coupled_coordinates_function", "//Coordinate/prescribed_function",
        "//TransformAxis/function", "//MovingPathPoint/x_location", "//MovingPathPoint/y_location",
        "//MovingPathPoint/z_location", "//Ligament/force_length_curve"}) {
    EXPECT_GT(count(document, place), 0u) << place;
    EXPECT_EQ(count(document, fmt::format("{}[count(*) = 1]", place)), count(document, place)) << place;
  }
  EXPECT_EQ(count(document, "//coupled_coordinates_function"), model.couplers.size());
  for (const char* kind : {"LinearFunction", "Constant", "SimmSpline", "Sine"})
    EXPECT_EQ(count(document, fmt::format("//{}[@name]", kind)), 0u) << kind;
}

// Absolute paths of the document's parts that a socket may name.
std::set<std::string> paths_of(const pugi::xml_document& document) {
  std::set<std::string> paths{"/ground"};
  const auto add = [&](const char* xpath, const std::string& folder) {
    for (const auto& node : document.select_nodes(xpath))
      paths.insert(fmt::format("{}/{}", folder, node.node().attribute("name").value()));
  };
  add("//BodySet/objects/*", "/bodyset");
  add("//ContactGeometrySet/objects/*", "/contactgeometryset");
  for (const auto& joint : document.select_nodes("//JointSet/objects/*"))
    for (const auto& part : joint.node().select_nodes("coordinates/* | frames/*"))
      paths.insert(fmt::format("/jointset/{}/{}", joint.node().attribute("name").value(),
                               part.node().attribute("name").value()));
  return paths;
}

// Sockets that lead nowhere. A path without a slash names one of the owner's own frames.
std::vector<std::string> loose_sockets(const pugi::xml_document& document) {
  const auto paths = paths_of(document);
  std::vector<std::string> loose;
  for (const auto& found : document.select_nodes("//*[starts-with(name(), 'socket_')]")) {
    const auto socket = found.node();
    const std::string path = socket.text().get();
    const bool is_own = socket.parent().child("frames").find_child_by_attribute("name", path.c_str());
    if (!is_own && !paths.contains(path))
      loose.push_back(
          fmt::format("{} {} {}", socket.parent().attribute("name").value(), socket.name(), path));
  }
  return loose;
}

TEST(OsimWriter, EverySocketLeadsSomewhere) {
  for (const auto& model : {leg(), body()}) {
    const auto document = written(model);
    EXPECT_GT(count(document, "//*[starts-with(name(), 'socket_')]"), 20u);
    EXPECT_THAT(loose_sockets(document), IsEmpty()) << model.name;
  }
}

// OpenSim renames a part whose name its owner already holds, and refuses names that do not fit
// into paths.
TEST(OsimWriter, NamesServeOnePartAndFitIntoPaths) {
  const auto document = written(body());
  for (const auto& list : document.select_nodes("//objects | //coordinates | //frames")) {
    std::set<std::string> names;
    for (const auto& part : list.node().children()) {
      if (part.type() != pugi::node_element) continue;
      const std::string name = part.attribute("name").value();
      EXPECT_FALSE(name.empty()) << part.name();
      EXPECT_EQ(name.find_first_of("\\/*+ \t\n"), std::string::npos) << name;
      EXPECT_TRUE(names.insert(name).second) << part.name() << " " << name;
    }
  }
}

}  // namespace
}  // namespace loadshare::model
