// Broken models: each refused with where, what and what to do.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "model/osim_reader.h"
#include "source_folder.h"
#include "test_data.h"

namespace loadshare::model {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::string leg_text() {
  std::ifstream file(testing::source_folder().string() + "/tests/models/leg.osim");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Refusal refusal_of(const std::string& text) {
  Diagnostics notes;
  const auto model = parse_osim(text, "broken.osim", notes);
  EXPECT_FALSE(model.ok());
  if (model.ok()) return {};
  EXPECT_FALSE(model.refusal().where.empty());
  EXPECT_FALSE(model.refusal().remedy.empty());
  return model.refusal();
}

struct Broken {
  const char* name;
  const char* old_part;  // of the leg, replaced once
  const char* new_part;
  const char* where;
  const char* what;
  friend void PrintTo(const Broken& broken, std::ostream* out) { *out << broken.name; }
};

class BrokenLeg : public ::testing::TestWithParam<Broken> {};

TEST_P(BrokenLeg, IsRefused) {
  const auto& broken = GetParam();
  auto text = leg_text();
  const auto at = text.find(broken.old_part);
  ASSERT_NE(at, std::string::npos);
  text.replace(at, std::string_view(broken.old_part).size(), broken.new_part);
  const auto refusal = refusal_of(text);
  EXPECT_THAT(refusal.text(), HasSubstr(broken.where));
  EXPECT_THAT(refusal.text(), HasSubstr(broken.what));
}

INSTANTIATE_TEST_SUITE_P(
    Models, BrokenLeg,
    ::testing::Values(
        Broken{"expression_unreadable", "<CoordinateLimitForce",
               "<ExpressionBasedCoordinateForce name='capsule'><coordinate>hip_flexion</coordinate>"
               "<expression>-2*exp(Q)</expression></ExpressionBasedCoordinateForce><CoordinateLimitForce",
               "ExpressionBasedCoordinateForce 'capsule'",
               "the expression cannot be read at character 8: 'Q' is neither q nor qdot nor defined"},
        Broken{"expression_empty", "<CoordinateLimitForce",
               "<ExpressionBasedCoordinateForce name='capsule'><coordinate>hip_flexion</coordinate>"
               "<expression/></ExpressionBasedCoordinateForce><CoordinateLimitForce",
               "ExpressionBasedCoordinateForce 'capsule'", "a value is missing at its end"},
        Broken{"expression_without_coordinate", "<CoordinateLimitForce",
               "<ExpressionBasedCoordinateForce name='capsule'><expression>q</expression>"
               "</ExpressionBasedCoordinateForce><CoordinateLimitForce",
               "ExpressionBasedCoordinateForce 'capsule'", "coordinate"},
        Broken{"negative_mass", "<mass>5</mass>", "<mass>-5</mass>", "Body 'tibia'", "the mass is -5 kg"},
        Broken{"no_mass", "<mass>5</mass>", "", "Body 'tibia'", "the body has no mass"},
        Broken{"massless_leaf", "<mass>5</mass>", "<mass>0</mass>", "PinJoint 'knee'",
               "'tibia' moves but has no mass"},
        Broken{"mass_not_a_number", "<mass>5</mass>", "<mass>NaN</mass>", "mass of Body 'tibia'",
               "NaN is not a usable number"},
        Broken{"infinite_mass", "<mass>5</mass>", "<mass>inf</mass>", "mass of Body 'tibia'",
               "inf is not a usable number"},
        Broken{"huge_number", "<mass>5</mass>", "<mass>1e13</mass>", "mass of Body 'tibia'",
               "1e13 is not a usable number"},
        Broken{"overflowing_number", "<mass>5</mass>", "<mass>1e999</mass>", "mass of Body 'tibia'",
               "1e999 is not a usable number"},
        Broken{"word_for_a_number", "<mass>5</mass>", "<mass>heavy</mass>", "mass of Body 'tibia'",
               "'heavy' is not a number"},
        Broken{"negative_inertia", "<inertia>0.12", "<inertia>-0.12", "Body 'tibia'",
               "a moment of inertia is negative"},
        Broken{"short_inertia", "<inertia>0.12 0.006", "<inertia>0.12", "inertia of Body 'tibia'",
               "5 numbers where 6 are needed"},
        Broken{"two_numbers_for_a_vector", "<location>-0.11 0.06 0.03<", "<location>-0.11 0.06<",
               "location of PathPoint 'P1'", "2 numbers where 3 are needed"},
        Broken{"tags_that_do_not_match", "PinJoint name=\"knee\"", "ScapulothoracicJoint name=\"knee\"",
               "line", "cut off"},
        Broken{"joint_to_unknown_body", "<socket_parent>/bodyset/tibia<", "<socket_parent>/bodyset/shin<",
               "broken.osim", "'/bodyset/shin' is not in the model"},
        Broken{"joint_frame_unknown", "<socket_child_frame>tibia_offset<", "<socket_child_frame>shin_offset<",
               "broken.osim", "child_frame 'shin_offset' is no body or frame"},
        Broken{"joint_with_itself", "<socket_child_frame>tibia_offset<", "<socket_child_frame>femur_offset<",
               "PinJoint 'knee'", "connects a body with itself"},
        Broken{"frames_in_a_circle", "<socket_parent>/bodyset/tibia<", "<socket_parent>tibia_offset<",
               "broken.osim", "the frame hangs on itself"},
        Broken{"cyclic_parents", "<socket_parent_frame>pelvis_offset<",
               "<socket_parent_frame>/bodyset/tibia<", "broken.osim", "closes a loop"},
        Broken{"two_parents", "<PinJoint name=\"knee\">",
               "<WeldJoint "
               "name=\"again\"><socket_parent_frame>/bodyset/pelvis</"
               "socket_parent_frame><socket_child_frame>/bodyset/"
               "tibia</socket_child_frame></WeldJoint><PinJoint name=\"knee\">",
               "'knee'", "closes a loop"},
        Broken{"parallel_axes", "hip_adduction</coordinates><axis>1 0 0",
               "hip_adduction</coordinates><axis>0 0 2", "CustomJoint 'hip'",
               "the rotation axes 1 and 2 are parallel"},
        Broken{"axis_of_no_length", "hip_adduction</coordinates><axis>1 0 0",
               "hip_adduction</coordinates><axis>0 0 0", "CustomJoint 'hip'", "of a length above zero"},
        Broken{"axis_without_its_coordinate", "<coordinates>hip_flexion</coordinates>",
               "<coordinates></coordinates>", "'rotation1'",
               "takes 1 variables, but the axis names 0 coordinates"},
        Broken{"coordinate_that_moves_nothing", "<Coordinate name=\"hip_flexion\">",
               "<Coordinate name=\"knee_angle\"></Coordinate><Coordinate name=\"hip_flexion\">",
               "CustomJoint 'hip'", "no axis follows the coordinate 'knee_angle'"},
        Broken{"joint_to_a_body_that_is_not_there", "<PinJoint name=\"knee\">",
               "<PinJoint "
               "name=\"ankle\"><socket_parent_frame>/bodyset/tibia</socket_parent_frame><socket_child_frame>/"
               "bodyset/foot</socket_child_frame><coordinates><Coordinate "
               "name=\"knee_angle\"/></coordinates></PinJoint><PinJoint name=\"knee\">",
               "broken.osim", "'/bodyset/foot' is no body or frame"},
        Broken{"bad_range", "<range>-2.4 0.1</range><clamped>false", "<range>2.4 0.1</range><clamped>true",
               "Coordinate 'knee_angle'", "least value is above its greatest"},
        Broken{"not_a_flag", "<locked>false", "<locked>maybe", "locked of Coordinate",
               "'maybe' is neither true nor false"},
        Broken{"duplicate_body", "<Body name=\"tibia\">", "<Body name=\"femur\">", "broken.osim",
               "two bodies are called 'femur'"},
        Broken{"duplicate_muscle", "name=\"vasti\"", "name=\"adductor\"", "broken.osim",
               "two muscles are called 'adductor'"},
        Broken{"unnamed_body", "<Body name=\"tibia\">", "<Body>", "broken.osim",
               "one of the bodies has no name"},
        Broken{"point_on_unknown_body",
               "<socket_parent_frame>/bodyset/pelvis</socket_parent_frame><location>-0.11",
               "<socket_parent_frame>/bodyset/hat</socket_parent_frame><location>-0.11", "PathPoint 'P1'",
               "'/bodyset/hat' is no body or frame"},
        Broken{"unknown_point_type", "<PathPoint name=\"P1\">",
               "<PathPoint name=\"P0\"/><StarPoint/><PathPoint name=\"P1\">", "broken.osim",
               "path points of type StarPoint are not read"},
        Broken{"unknown_wrap", "<wrap_object>hip_wrap", "<wrap_object>hat_wrap",
               "PathWrap 'gluteus_around_hip'", "'hat_wrap' is not in the model"},
        Broken{"wrap_range", "<range>2 3</range>", "<range>2 9</range>", "PathWrap 'vasti_around_knee'",
               "point 9 of 3"},
        Broken{"wrap_radius", "<radius>0.04", "<radius>0", "WrapCylinder 'hip_wrap'", "the radius is 0 m"},
        Broken{"wrap_quadrant", "<quadrant>-x", "<quadrant>up", "WrapCylinder 'hip_wrap'",
               "the quadrant 'up' is not known"},
        Broken{"wrap_method", "<method>hybrid", "<method>magic", "PathWrap",
               "the wrap method 'magic' is not known"},
        Broken{"no_strength", "<max_isometric_force>1500", "<max_isometric_force>0", "'gluteus'",
               "max_isometric_force is 0"},
        Broken{"no_fibre", "<optimal_fiber_length>0.15", "<optimal_fiber_length>-0.15", "'gluteus'",
               "optimal_fiber_length is -0.15"},
        Broken{"steep_pennation", "<pennation_angle_at_optimal>0.2", "<pennation_angle_at_optimal>20",
               "'gluteus'", "pennation_angle_at_optimal is 20 rad"},
        Broken{"unknown_coordinate", "<coordinate>knee_angle</coordinate>",
               "<coordinate>toe_angle</coordinate>", "CoordinateActuator 'knee_reserve'",
               "the coordinate 'toe_angle' is not in the model"},
        Broken{"spline_backwards", "<x>-2 -1 0</x>", "<x>-2 0 -1</x>", "SimmSpline",
               "x does not increase from point 2 to point 3"},
        Broken{"spline_uneven", "<x>-2 -1 0</x>", "<x>-2 -1</x>", "SimmSpline", "2 values of x, but 3 of y"},
        Broken{"unknown_function", "<Constant name=\"z_location\"><value>0.001</value></Constant>",
               "<WobbleFunction name=\"z_location\"/>", "WobbleFunction",
               "functions of type WobbleFunction are not read"},
        Broken{"marker_on_nothing",
               "<socket_parent_frame>/bodyset/tibia</socket_parent_frame><location>0 -0.42 0.05",
               "<location>0 -0.42 0.05", "Marker 'ankle_marker'", "it does not say its parent_frame"},
        Broken{"set_in_another_file", "<ConstraintSet name=\"constraintset\">",
               "<ConstraintSet name=\"constraintset\" file=\"c.xml\">", "ConstraintSet",
               "it is kept in another file, 'c.xml'"},
        Broken{"old_version", "Version=\"40000\"", "Version=\"20302\"", "OpenSimDocument", "version 20302"},
        Broken{"no_version", "Version=\"40000\"", "Version=\"new\"", "OpenSimDocument",
               "does not say its version"},
        Broken{"entity_bomb", "<OpenSimDocument",
               "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><OpenSimDocument", "broken.osim",
               "declares a DOCTYPE"}),
    [](const auto& instance) { return instance.param.name; });

TEST(BrokenModel, UnknownJointTypeIsNamed) {
  auto text = leg_text();
  const auto begin = text.find("<PinJoint"), end = text.find("</PinJoint>");
  text.replace(end + 2, 8, "EllipsoidJoint");
  text.replace(begin + 1, 8, "EllipsoidJoint");
  const auto refusal = refusal_of(text);
  EXPECT_THAT(refusal.where, HasSubstr("EllipsoidJoint 'knee'"));
  EXPECT_THAT(refusal.what, HasSubstr("joints of type EllipsoidJoint are not read"));
}

TEST(BrokenModel, TwoCoordinatesOfOneNameAreNamed) {
  auto text = leg_text();
  for (auto at = text.find("hip_rotation"); at != std::string::npos; at = text.find("hip_rotation"))
    text.replace(at, 12, "knee_angle");
  EXPECT_THAT(refusal_of(text).what, HasSubstr("two coordinates are called 'knee_angle'"));
}

TEST(BrokenModel, MuscleWithoutPointsIsNamed) {
  for (const int kept : {0, 1}) {
    auto text = leg_text();
    const auto muscle = text.find("name=\"biceps_short\"");
    auto at = text.find("<PathPoint ", muscle);
    if (kept) at = text.find("<PathPoint ", at + 1);
    text.erase(at, text.find("</objects>", at) - at);
    const auto refusal = refusal_of(text);
    EXPECT_THAT(refusal.where, HasSubstr("'biceps_short'"));
    EXPECT_THAT(refusal.what, HasSubstr(fmt::format("its path has {} points", kept)));
  }
}

TEST(BrokenModel, PlaceHasFileLineAndElement) {
  auto text = leg_text();
  const auto at = text.find("<mass>5</mass>");
  text.replace(at, 14, "<mass>x</mass>");
  const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<long>(at), '\n');
  EXPECT_EQ(refusal_of(text).where, fmt::format("broken.osim, line {}, mass of Body 'tibia'", line));
}

TEST(BrokenModel, SeveralProblemsAreGathered) {
  auto text = leg_text();
  for (const auto* part : {"<mass>5</mass>", "<mass>12</mass>", "<mass>9.3</mass>"}) {
    const auto at = text.find(part);
    text.replace(at, std::string_view(part).size(), "<mass>?</mass>");
  }
  const auto refusal = refusal_of(text);
  EXPECT_EQ(refusal.where, "broken.osim");
  EXPECT_THAT(refusal.what, AllOf(HasSubstr("(1)"), HasSubstr("(2)"), HasSubstr("(3)"), HasSubstr("'pelvis'"),
                                  HasSubstr("'femur'"), HasSubstr("'tibia'")));
}

TEST(BrokenModel, EveryCutIsRefused) {
  const auto text = leg_text();
  Diagnostics notes;
  for (std::size_t length = 0; length + 20 < text.size(); length += 131)
    EXPECT_FALSE(parse_osim(text.substr(0, length), "cut.osim", notes).ok()) << length;
}

TEST(BrokenModel, TextThatIsNoModelIsRefused) {
  EXPECT_THAT(refusal_of("").what, HasSubstr("empty"));
  EXPECT_THAT(refusal_of(" \n ").what, HasSubstr("empty"));
  EXPECT_THAT(refusal_of(std::string("PK\x03\x04\0\0junk", 10)).what, HasSubstr("binary"));
  EXPECT_THAT(refusal_of("time\tq\n0\t1\n").what, HasSubstr("cut off"));
  EXPECT_THAT(refusal_of("<html/>").what, HasSubstr("not an <OpenSimDocument>"));
  EXPECT_THAT(refusal_of("<OpenSimDocument Version='40000'/>").what, HasSubstr("empty"));
  EXPECT_THAT(refusal_of("<OpenSimDocument Version='40000'><ForceSet/></OpenSimDocument>").what,
              HasSubstr("holds no model"));
  EXPECT_THAT(refusal_of("<OpenSimDocument Version='40000'><Model/></OpenSimDocument>").what,
              HasSubstr("no bodies"));
}

TEST(BrokenModel, DeepNestingIsRefusedWithoutHarm) {
  for (const std::size_t depth : {100u, 1000000u}) {
    std::string text = "<OpenSimDocument Version='40000'><Model>";
    for (std::size_t i = 0; i < depth; ++i) text += "<a>";
    for (std::size_t i = 0; i < depth; ++i) text += "</a>";
    EXPECT_THAT(refusal_of(text + "</Model></OpenSimDocument>").what, HasSubstr("nested deeper"));
  }
}

TEST(BrokenModel, LongChainOfFramesIsRead) {
  // A long chain of offset frames must not exhaust the stack.
  std::string frames =
      "<PhysicalOffsetFrame name='f0'><socket_parent>/bodyset/b</socket_parent></PhysicalOffsetFrame>";
  for (int i = 1; i < 20000; ++i)
    frames += fmt::format(
        "<PhysicalOffsetFrame name='f{}'><socket_parent>/f{}</socket_parent><translation>0.001 0 "
        "0</translation>"
        "</PhysicalOffsetFrame>",
        i, i - 1);
  Diagnostics notes;
  const auto model = parse_osim(
      "<OpenSimDocument Version='40000'><Model><BodySet name='bodyset'><objects><Body "
      "name='b'><mass>1</mass></Body>"
      "</objects></BodySet><components>" +
          frames +
          "</components><MarkerSet><objects><Marker name='m'>"
          "<socket_parent_frame>/f19999</socket_parent_frame></Marker></objects></MarkerSet></Model></"
          "OpenSimDocument>",
      "chain.osim", notes);
  ASSERT_TRUE(model.ok()) << model.refusal().text();
  EXPECT_NEAR(model->markers[0].p_B.x(), 19.999, 1e-9);
}

TEST(BrokenModel, MissingFileIsRefused) {
  Diagnostics notes;
  const auto model = read_osim("/nowhere/model.osim", notes);
  ASSERT_FALSE(model.ok());
  EXPECT_THAT(model.refusal().text(), HasSubstr("there is no such file"));
}

}  // namespace
}  // namespace loadshare::model
