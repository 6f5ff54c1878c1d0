// What the reader makes of a small model of ours, of old layouts, defaults, frames and joints.
#include "model/osim_reader.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <sstream>

#include "base/units.h"
#include "model/osim_writer.h"
#include "model_fields.h"
#include "source_folder.h"
#include "test_data.h"

namespace loadshare::model {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string leg_text() {
  std::ifstream file(testing::source_folder().string() + "/tests/models/leg.osim");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string with(std::string text, std::string_view old_part, std::string_view new_part) {
  const auto at = text.find(old_part);
  EXPECT_NE(at, std::string::npos) << old_part;
  if (at != std::string::npos) text.replace(at, old_part.size(), new_part);
  return text;
}

Model parsed(std::string_view text, Diagnostics& notes) {
  auto model = parse_osim(text, "test.osim", notes);
  EXPECT_TRUE(model.ok()) << (model.ok() ? "" : model.refusal().text());
  return model.ok() ? *std::move(model) : Model{};
}
Model parsed(std::string_view text) {
  Diagnostics notes;
  return parsed(text, notes);
}

std::vector<std::string> names(const Model& m) {
  std::vector<std::string> all;
  for (const auto& c : m.coordinates) all.push_back(c.name);
  return all;
}

const Muscle& muscle(const Model& m, std::string_view name) { return m.muscles[m.find_muscle(name).at()]; }

TEST(OsimReader, ReadsTheLeg) {
  Diagnostics notes;
  const auto m = parsed(leg_text(), notes);
  EXPECT_THAT(notes.findings(), IsEmpty());
  EXPECT_EQ(m.name, "leg");
  EXPECT_THAT(names(m), ElementsAre("pelvis_tilt", "pelvis_tx", "pelvis_ty", "hip_flexion", "hip_adduction",
                                    "hip_rotation", "knee_angle"));
  EXPECT_EQ(m.coordinates[1].motion, MotionType::translational);
  EXPECT_EQ(m.coordinates[2].default_value, 0.95);
  const auto& knee = m.joints[2];
  EXPECT_EQ(knee.type, JointType::pin);
  EXPECT_EQ(m.bodies[knee.parent.at()].name, "femur");
  EXPECT_EQ(knee.X_PF.p, Vec3(0, -0.41, 0));
  EXPECT_NEAR(knee.X_PF.R(0, 2), std::sin(0.05), 1e-15);
  EXPECT_EQ(knee.parent_frame_name, "femur_offset");
  EXPECT_THAT(m.force_order, ElementsAre("gluteus", "iliopsoas", "hamstrings", "rectus_femoris", "vasti",
                                         "biceps_short", "knee_reserve"));
  EXPECT_EQ(m.bodies[2].inertia_kgm2[3], 0.001);
}

TEST(OsimReader, TakesTheDefaultsOfOpenSimsClasses) {
  const auto m = parsed(leg_text());
  EXPECT_EQ(muscle(m, "gluteus").min_control, 0.01);    // Millard
  EXPECT_EQ(muscle(m, "iliopsoas").min_control, 0.01);  // Thelen
  EXPECT_EQ(muscle(m, "hamstrings").min_control, 0);    // De Groote-Fregly
  EXPECT_EQ(muscle(m, "vasti").min_control, 0.02);
  EXPECT_EQ(muscle(m, "biceps_short").max_control, 0.9);
  EXPECT_EQ(muscle(m, "vasti").max_contraction_velocity_per_s, 10);
  EXPECT_FALSE(muscle(m, "adductor").applies_force);
  const auto& fiber = std::get<Millard2012Parameters>(muscle(m, "rectus_femoris").curves).fiber_force_length;
  EXPECT_EQ(fiber.strain_at_one_norm_force, 0.6);
  EXPECT_EQ(fiber.curviness, 0.7);
  EXPECT_FALSE(fiber.stiffness_at_low_force.has_value());
  EXPECT_EQ(m.coordinate_actuators[0].min_control, -HUGE_VAL);
}

TEST(OsimReader, ReadsPointsAndWraps) {
  const auto m = parsed(leg_text());
  const auto& vasti = muscle(m, "vasti").path;
  ASSERT_EQ(vasti.wraps.size(), 1u);
  EXPECT_EQ(m.wraps[vasti.wraps[0].object.at()].name, "knee_wrap");
  EXPECT_EQ(vasti.wraps[0].first_point, 2);
  EXPECT_EQ(vasti.wraps[0].last_point, 3);
  EXPECT_EQ(m.wraps[0].quadrant.axis, 0);
  EXPECT_EQ(m.wraps[0].quadrant.sign, -1);
  const auto& via = std::get<ConditionalPoint>(muscle(m, "iliopsoas").path.points[1].place);
  EXPECT_EQ(m.coordinates[via.coordinate.at()].name, "hip_flexion");
  EXPECT_EQ(via.range_min, -1.5);
  const auto& moving = std::get<MovingPoint>(muscle(m, "rectus_femoris").path.points[2].place);
  EXPECT_EQ(m.coordinates[moving.coordinates[0].at()].name, "knee_angle");
  EXPECT_NEAR(moving.functions[0].value(-1.0), 0.035, 1e-15);
  EXPECT_NEAR(moving.functions[1].value(-1.0), 0.02, 1e-15);
  EXPECT_EQ(moving.functions[2].value(-1.0), 0.001);
}

TEST(OsimReader, FoldsOffsetFramesIntoBodies) {
  const auto m = parsed(leg_text());
  // The knee marker is at (0, 0, 0.06) in a frame at (0, -0.41, 0), turned by 0.05 rad about y.
  EXPECT_NEAR((m.markers[1].p_B - Vec3(0.06 * std::sin(0.05), -0.41, 0.06 * std::cos(0.05))).norm(), 0,
              1e-15);
  EXPECT_EQ(m.bodies[m.markers[1].body.at()].name, "femur");
  // A chain of frames, kept under the body, found by its path from a marker.
  const auto chained = with(with(leg_text(), "<mass>5</mass>", R"(<components>
      <PhysicalOffsetFrame name="inner"><socket_parent>../outer</socket_parent><translation>0 0 1</translation></PhysicalOffsetFrame>
      <PhysicalOffsetFrame name="outer"><socket_parent>/bodyset/tibia</socket_parent><orientation>1.5707963267948966 0 0</orientation></PhysicalOffsetFrame>
      </components><mass>5</mass>)"),
                            "<socket_parent_frame>/bodyset/tibia</socket_parent_frame><location>0 -0.42 0.05",
                            "<socket_parent_frame>/bodyset/tibia/inner</socket_parent_frame><location>0 0 1");
  const auto c = parsed(chained);
  EXPECT_NEAR((c.markers[2].p_B - Vec3(0, -2, 0)).norm(), 0, 1e-15);
}

TEST(OsimReader, TurnsDegreesOfLimitForcesIntoRadians) {
  const auto m = parsed(leg_text());
  const auto& limit = m.coordinate_limits[0];
  EXPECT_DOUBLE_EQ(limit.upper_limit, radians(5));
  EXPECT_DOUBLE_EQ(limit.upper_stiffness, 2.5 * deg_per_rad);  // N m / rad
  EXPECT_DOUBLE_EQ(limit.damping, 0.05 * deg_per_rad);
  EXPECT_DOUBLE_EQ(limit.transition, radians(10));
  // No degrees where the coordinate is a distance.
  const auto shifted = parsed(with(leg_text(), R"(name="knee_limit"><coordinate>knee_angle)",
                                   R"(name="knee_limit"><coordinate>pelvis_tx)"));
  EXPECT_EQ(shifted.coordinate_limits[0].upper_limit, 5);
  EXPECT_EQ(shifted.coordinate_limits[0].upper_stiffness, 2.5);
}

TEST(OsimReader, ComesBackFromItsOwnText) {
  const auto m = parsed(leg_text());
  const auto again = parsed(write_osim(m));
  EXPECT_THAT(loadshare::testing::ModelFields(m).differences(loadshare::testing::ModelFields(again)),
              IsEmpty());
}

TEST(OsimReader, CountsACoordinateAsCoupledWhereNoAxisFollowsItWithSlopeOne) {
  const auto m =
      parsed(with(leg_text(), R"(<axis>0 0 1</axis><LinearFunction name="function"><coefficients>1 0)",
                  R"(<axis>0 0 1</axis><LinearFunction name="function"><coefficients>0.5 0)"));
  EXPECT_EQ(m.coordinates[0].motion, MotionType::coupled);
}

TEST(OsimReader, TakesWhatAFileLeavesOutFromItsDefaults) {
  auto text = with(leg_text(), "<credits>",
                   R"(<defaults><Thelen2003Muscle name="default"><FmaxTendonStrain>0.033</FmaxTendonStrain>
      <Flen>1.8</Flen><min_control>0.05</min_control></Thelen2003Muscle>
      <ActiveForceLengthCurve name="default"><minimum_value>0</minimum_value></ActiveForceLengthCurve></defaults><credits>)");
  const auto m = parsed(text);
  const auto& thelen = std::get<Thelen2003Parameters>(muscle(m, "iliopsoas").curves);
  EXPECT_EQ(thelen.fmax_tendon_strain, 0.033);
  EXPECT_EQ(thelen.f_len, 1.8);
  EXPECT_EQ(thelen.fv_linear_extrap_threshold, 0.9);  // its own
  EXPECT_EQ(thelen.af, 0.25);                         // neither says: the class
  EXPECT_EQ(muscle(m, "iliopsoas").min_control, 0.05);
}

// ---- joints

TEST(OsimReader, TurnsAroundAJointWhoseChildIsNearerToGround) {
  auto text = with(leg_text(), "<socket_parent_frame>femur_offset", "<socket_parent_frame>tibia_offset");
  text = with(text, "<socket_child_frame>tibia_offset", "<socket_child_frame>femur_offset");
  const auto m = parsed(text);
  const auto& knee = m.joints[2];
  ASSERT_EQ(knee.type, JointType::pin);
  EXPECT_EQ(m.bodies[knee.child.at()].name, "tibia");
  // X_femur_tibia at q must be the inverse of X_femur_frame Rz(q) X_tibia_frame the other way round.
  const double q = 0.7;
  const auto Rz = [](double a) {
    return Transform{Eigen::AngleAxisd(a, Vec3::UnitZ()).toRotationMatrix(), Vec3::Zero()};
  };
  const auto straight = parsed(leg_text()).joints[2];
  const Transform X_femur_tibia = knee.X_PF * Rz(q) * knee.X_BM.inverse();
  const Transform expected = straight.X_PF * Rz(-q) * straight.X_BM.inverse();
  EXPECT_NEAR((X_femur_tibia.R - expected.R).norm(), 0, 1e-15);
  EXPECT_NEAR((X_femur_tibia.p - expected.p).norm(), 0, 1e-15);
}

TEST(OsimReader, ReadsAGimbalAsThreeBodyFixedAxes) {
  auto text = leg_text();
  const auto at = text.find(R"(<CustomJoint name="hip">)");
  const auto end = text.find("</CustomJoint>", at);
  auto hip = text.substr(at, end - at);
  hip = with(hip, "CustomJoint", "GimbalJoint");
  hip.erase(hip.find("<SpatialTransform>"),
            hip.find("</SpatialTransform>") + 19 - hip.find("<SpatialTransform>"));
  text.replace(at, end - at + std::string("</CustomJoint>").size(), hip + "</GimbalJoint>");
  const auto m = parsed(text);
  ASSERT_EQ(m.joints[1].type, JointType::custom);
  EXPECT_EQ(m.joints[1].axes[1].axis, Vec3::UnitY());
  EXPECT_EQ(m.coordinates[m.joints[1].axes[1].coordinates[0].at()].name, "hip_adduction");
}

TEST(OsimReader, FreesABodyThatNoJointHolds) {
  auto text = with(leg_text(), "<Body name=\"tibia\">",
                   R"(<Body name="ball"><mass>1</mass></Body><Body name="tibia">)");
  Diagnostics notes;
  const auto m = parsed(text, notes);
  ASSERT_EQ(notes.findings().size(), 1u);
  EXPECT_EQ(notes.findings()[0].kind, FindingKind::assumed);
  EXPECT_THAT(notes.findings()[0].what, HasSubstr("'ball'"));
  EXPECT_EQ(m.joints[1].name, "free_ball");  // at the first level, after the file's own joints
  EXPECT_EQ(m.joints[1].coordinates.size(), 6u);
}

// A massless body in a chain is followed at once by what hangs on it, before its siblings.
TEST(OsimReader, FollowsAMasslessBodyToMass) {
  std::string joints, bodies;
  const auto add = [&](const char* name, const char* parent, double mass) {
    bodies += fmt::format(R"(<Body name="{}"><mass>{}</mass></Body>)", name, mass);
    joints += fmt::format(R"(<PinJoint name="j_{0}"><socket_parent_frame>{1}</socket_parent_frame>
        <socket_child_frame>/bodyset/{0}</socket_child_frame></PinJoint>)",
                          name, parent);
  };
  add("light", "/ground", 0), add("sibling", "/ground", 1), add("small", "/bodyset/light", 1),
      add("big", "/bodyset/light", 2);
  const auto m = parsed(fmt::format(
      R"(<OpenSimDocument Version="40000"><Model name="m"><BodySet name="bodyset"><objects>{}</objects>
      </BodySet><JointSet name="jointset"><objects>{}</objects></JointSet></Model></OpenSimDocument>)",
      bodies, joints));
  EXPECT_THAT(names(m),
              ElementsAre("j_light_coord_0", "j_big_coord_0", "j_sibling_coord_0", "j_small_coord_0"));
}

// ---- old layouts

constexpr const char* old_model = R"(<OpenSimDocument Version="30000"><Model name="old">
  <BodySet><objects>
    <Body name="ground"><mass>0</mass><Joint/></Body>
    <Body name="thigh"><mass>8</mass><mass_center>0 -0.2 0</mass_center>
      <inertia_xx>0.1</inertia_xx><inertia_yy>0.02</inertia_yy><inertia_zz>0.11</inertia_zz>
      <Joint><PinJoint name="hip"><parent_body>ground</parent_body><location_in_parent>0 1 0</location_in_parent>
        <orientation_in_parent>0 0 0.3</orientation_in_parent><location>0.1 0 0</location><orientation>0 0.2 0</orientation>
        <CoordinateSet><objects><Coordinate name="hip_angle"><motion_type>rotational</motion_type><range>-1 1</range></Coordinate></objects></CoordinateSet>
        <reverse>false</reverse></PinJoint></Joint>
      <WrapObjectSet><objects><WrapSphere name="ball"><radius>0.03</radius></WrapSphere></objects></WrapObjectSet></Body>
    <Body name="shank"><mass>4</mass><inertia_xx>0.1</inertia_xx>
      <Joint><CustomJoint name="knee"><parent_body>thigh</parent_body>
        <CoordinateSet><objects><Coordinate name="knee_angle"/></objects></CoordinateSet><reverse>true</reverse>
        <SpatialTransform><TransformAxis name="rotation1"><coordinates>knee_angle</coordinates><axis>0 0 1</axis>
          <function><natCubicSpline><x>0 1 2</x><y>0 1 4</y></natCubicSpline></function></TransformAxis>
          <TransformAxis name="rotation2"><axis>1 0 0</axis></TransformAxis>
          <TransformAxis name="rotation3"><axis>0 1 0</axis></TransformAxis></SpatialTransform></CustomJoint></Joint></Body>
  </objects></BodySet>
  <ConstraintSet><objects><CoordinateCouplerConstraint name="c"><isDisabled>false</isDisabled>
    <coupled_coordinates_function><LinearFunction><coefficients>2 0.5</coefficients></LinearFunction></coupled_coordinates_function>
    <independent_coordinate_names>hip_angle</independent_coordinate_names><dependent_coordinate_name>knee_angle</dependent_coordinate_name>
    <scale_factor>3</scale_factor></CoordinateCouplerConstraint></objects></ConstraintSet>
  <ForceSet><objects><Thelen2003Muscle name="m"><isDisabled>false</isDisabled><min_control>0</min_control>
    <GeometryPath><PathPointSet><objects><PathPoint name="a"><body>thigh</body><location>1 2 3</location></PathPoint>
      <ConditionalPathPoint name="b"><body>shank</body><location>0 0 0</location><coordinate>knee_angle</coordinate><range>0 1</range></ConditionalPathPoint>
      </objects></PathPointSet></GeometryPath></Thelen2003Muscle>
    <Thelen2003Muscle name="off"><isDisabled>true</isDisabled><min_control>0.2</min_control>
    <GeometryPath><PathPointSet><objects><PathPoint name="a"><body>thigh</body></PathPoint><PathPoint name="b"><body>shank</body></PathPoint>
      </objects></PathPointSet></GeometryPath></Thelen2003Muscle>
    </objects></ForceSet>
  <MarkerSet><objects><Marker name="k"><body>shank</body><location>0 0 1</location></Marker></objects></MarkerSet>
  </Model></OpenSimDocument>)";

TEST(OsimReader, ReadsTheLayoutOfVersion30000) {
  Diagnostics notes;
  const auto m = parsed(old_model, notes);
  EXPECT_THAT(notes.findings(), IsEmpty());
  ASSERT_EQ(m.bodies.size(), 3u);
  EXPECT_EQ(m.bodies[1].inertia_kgm2[2], 0.11);
  EXPECT_EQ(m.bodies[2].inertia_kgm2[2], 1.0);  // what old files took for a moment they left out
  const auto& hip = m.joints[0];
  EXPECT_EQ(hip.X_PF.p, Vec3(0, 1, 0));
  EXPECT_NEAR(hip.X_PF.R(1, 0), std::sin(0.3), 1e-15);
  EXPECT_EQ(hip.X_BM.p, Vec3(0.1, 0, 0));
  EXPECT_NEAR(hip.X_BM.R(0, 2), std::sin(0.2), 1e-15);
  EXPECT_EQ(hip.parent_frame_name, "ground_offset");
  EXPECT_EQ(m.markers[0].p_B, Vec3(0, 0, 1));
  EXPECT_EQ(m.bodies[m.wraps[0].body.at()].name, "thigh");
  // Disabled muscles apply no force; a least control of zero did not count before version 30513.
  EXPECT_THAT(m.force_order, ElementsAre("m"));
  EXPECT_EQ(muscle(m, "m").min_control, 0.01);
  EXPECT_EQ(muscle(m, "off").min_control, 0.2);
  // The coupler's function is multiplied by its scale factor.
  EXPECT_DOUBLE_EQ(m.couplers[0].function.value(0.25), 3 * (2 * 0.25 + 0.5));
}

// A reversed joint runs from child to parent; turned around, its axes point the other way.
TEST(OsimReader, ReadsReversedJointsOfOldFiles) {
  const auto m = parsed(old_model);
  const auto& knee = m.joints[1];
  EXPECT_EQ(m.bodies[knee.parent.at()].name, "thigh");
  EXPECT_EQ(m.bodies[knee.child.at()].name, "shank");
  const auto moved =
      std::find_if(knee.axes.begin(), knee.axes.end(), [](const auto& a) { return !a.coordinates.empty(); });
  ASSERT_NE(moved, knee.axes.end());
  EXPECT_EQ(moved->axis, Vec3(0, 0, -1));
  EXPECT_EQ(m.coordinates[1].motion, MotionType::coupled);
}

// ---- what is not read

TEST(OsimReader, NamesWhatItLeavesOut) {
  auto text =
      with(leg_text(), "<CoordinateLimitForce", R"(<PathActuator name="rope"/><PathActuator name="cable"/>
      <RigidTendonMuscle name="rigid"/><CoordinateLimitForce)");
  text = with(text, "<ConstraintSet name=\"constraintset\"><objects/>",
              R"(<ControllerSet><objects><PrescribedController name="pc"/></objects></ControllerSet>
      <ConstraintSet name="constraintset"><objects><WeldConstraint name="w"/></objects>)");
  Diagnostics notes;
  const auto m = parsed(text, notes);
  std::vector<std::string> whats;
  for (const auto& finding : notes.findings()) {
    EXPECT_EQ(finding.kind, FindingKind::left_out);
    whats.push_back(finding.what);
  }
  EXPECT_THAT(whats, ::testing::UnorderedElementsAre(
                         "2 PathActuator left out: rope, cable", "1 RigidTendonMuscle left out: rigid",
                         "1 PrescribedController left out: pc", "1 enforced WeldConstraint left out: w"));
  EXPECT_EQ(m.muscles.size(), 7u);
}

// ---- other forces

TEST(OsimReader, ReadsPassiveForcesAndActuators) {
  auto text = with(leg_text(), "<CoordinateLimitForce", R"(
    <TorqueActuator name="torque"><bodyA>femur</bodyA><bodyB>ground</bodyB><axis>0 1 0</axis></TorqueActuator>
    <PointActuator name="push"><body>tibia</body><point>0 1 0</point></PointActuator>
    <SpringGeneralizedForce name="spring"><coordinate>hip_flexion</coordinate><stiffness>3</stiffness><rest_length>0.1</rest_length><viscosity>0.2</viscosity></SpringGeneralizedForce>
    <ExpressionBasedCoordinateForce name="capsule"><coordinate>hip_flexion</coordinate><expression>-2.4*exp(5*(q-1.8))-c*qdot;c=0.1</expression></ExpressionBasedCoordinateForce>
    <PointToPointSpring name="band"><socket_body1>/bodyset/pelvis</socket_body1><socket_body2>/jointset/knee/tibia_offset</socket_body2><point2>0 0 1</point2><stiffness>9</stiffness></PointToPointSpring>
    <Ligament name="lig"><GeometryPath><PathPointSet><objects><PathPoint name="a"><socket_parent_frame>/bodyset/femur</socket_parent_frame></PathPoint>
      <PathPoint name="b"><socket_parent_frame>/bodyset/tibia</socket_parent_frame></PathPoint></objects></PathPointSet></GeometryPath><resting_length>0.1</resting_length><pcsa_force>50</pcsa_force></Ligament>
    <BushingForce name="bush"><socket_frame1>/bodyset/femur</socket_frame1><socket_frame2>bushing_offset</socket_frame2>
      <frames><PhysicalOffsetFrame name="bushing_offset"><socket_parent>/bodyset/tibia</socket_parent><translation>0 0.4 0</translation></PhysicalOffsetFrame></frames>
      <rotational_stiffness>1 2 3</rotational_stiffness></BushingForce>
    <FunctionBasedBushingForce name="line"><socket_frame1>/bodyset/femur</socket_frame1><socket_frame2>/bodyset/tibia</socket_frame2>
      <LinearFunction name="f_y_delta_y_function"><coefficients>7 0</coefficients></LinearFunction></FunctionBasedBushingForce>
    <FunctionBasedBushingForce name="curve"><socket_frame1>/bodyset/femur</socket_frame1><socket_frame2>/bodyset/tibia</socket_frame2>
      <LinearFunction name="f_y_delta_y_function"><coefficients>7 1</coefficients></LinearFunction></FunctionBasedBushingForce>
    <SmoothSphereHalfSpaceForce name="heel"><socket_sphere>/contactgeometryset/ball</socket_sphere><socket_half_space>/contactgeometryset/floor</socket_half_space><stiffness>1e6</stiffness></SmoothSphereHalfSpaceForce>
    <CoordinateLimitForce)");
  text = with(
      text, "</Model>",
      R"(<ContactGeometrySet><objects><ContactSphere name="ball"><socket_frame>/bodyset/tibia</socket_frame><location>0 -0.4 0</location><radius>0.03</radius></ContactSphere>
    <ContactHalfSpace name="floor"><socket_frame>/ground</socket_frame><orientation>0 0 -1.5707963267948966</orientation></ContactHalfSpace></objects></ContactGeometrySet></Model>)");
  Diagnostics notes;
  const auto m = parsed(text, notes);
  ASSERT_EQ(notes.findings().size(), 1u);
  EXPECT_EQ(notes.findings()[0].what, "1 FunctionBasedBushingForce left out: curve");
  EXPECT_EQ(m.torque_actuators[0].body_b, ground);
  EXPECT_EQ(m.point_actuators[0].point, Vec3(0, 1, 0));
  EXPECT_EQ(m.coordinate_springs[0].rest_length, 0.1);
  EXPECT_EQ(m.expression_forces[0].coordinate, m.find_coordinate("hip_flexion"));
  EXPECT_DOUBLE_EQ(m.expression_forces[0].expression.value(std::array{1.7, 3.0}),
                   -2.4 * std::exp(5 * (1.7 - 1.8)) - 0.3);
  EXPECT_NEAR((m.point_springs[0].point_2 - Vec3(std::sin(0.05), 0, std::cos(0.05))).norm(), 0, 1e-15);
  EXPECT_NEAR(m.ligaments[0].force_length.value(1.2), 0.12, 1e-12);  // a point of the default curve
  EXPECT_EQ(m.bushings[0].X_B2F.p, Vec3(0, 0.4, 0));
  EXPECT_EQ(m.bushings[0].rotational_stiffness, Vec3(1, 2, 3));
  EXPECT_EQ(m.bushings[1].translational_stiffness, Vec3(0, 7, 0));
  EXPECT_EQ(m.contact_spheres[0].sphere_center_B, Vec3(0, -0.4, 0));
  EXPECT_NEAR(m.contact_spheres[0].X_BH.R(1, 0), -1, 1e-15);  // its x axis points down, into the floor
  EXPECT_THAT(m.force_order, ElementsAre("gluteus", "iliopsoas", "hamstrings", "rectus_femoris", "vasti",
                                         "biceps_short", "knee_reserve", "torque", "push"));
  const auto again = parsed(write_osim(m));
  EXPECT_THAT(loadshare::testing::ModelFields(m).differences(loadshare::testing::ModelFields(again)),
              IsEmpty());
}

// OpenSim drops white space before it reads an expression; a file without one has a force of zero.
TEST(OsimReader, ReadsExpressionForces) {
  const auto m = parsed(with(leg_text(), "<CoordinateLimitForce", R"(
    <ExpressionBasedCoordinateForce name="spaced"><appliesForce>false</appliesForce><coordinate>hip_flexion</coordinate>
      <expression> -k * (q - 0.5)
                   ; k = 30 </expression></ExpressionBasedCoordinateForce>
    <ExpressionBasedCoordinateForce name="silent"><coordinate>hip_flexion</coordinate></ExpressionBasedCoordinateForce>
    <CoordinateLimitForce)"));
  ASSERT_EQ(m.expression_forces.size(), 2u);
  EXPECT_FALSE(m.expression_forces[0].applies_force);
  EXPECT_EQ(m.expression_forces[0].expression.value(std::array{0.7, 0.0}), -30 * (0.7 - 0.5));
  EXPECT_TRUE(m.expression_forces[1].applies_force);
  EXPECT_EQ(m.expression_forces[1].expression.value(std::array{0.7, 0.3}), 0);
  const auto written = write_osim(m);
  EXPECT_THAT(written, HasSubstr("<expression>-k*(q-0.5);k=30</expression>"));
  const auto again = parsed(written);
  EXPECT_FALSE(again.expression_forces[0].applies_force);
  EXPECT_EQ(again.expression_forces[0].expression.value(std::array{0.7, 0.0}), -30 * (0.7 - 0.5));
}

TEST(OsimReader, ReadsEveryFunction) {
  struct Case {
    const char* xml;
    double x, y;
  };
  const std::vector<Case> cases{
      {"<Constant name='function'><value>4</value></Constant>", 0.5, 4},
      {"<LinearFunction name='function'><coefficients>2 1</coefficients></LinearFunction>", 0.5, 2},
      {"<PolynomialFunction name='function'><coefficients>2 0 1</coefficients></PolynomialFunction>", 0.5,
       1.5},
      {"<MultivariatePolynomialFunction "
       "name='function'><dimension>1</dimension><order>2</order><coefficients>1 0 "
       "4</coefficients></MultivariatePolynomialFunction>",
       0.5, 2},
      {"<PiecewiseLinearFunction name='function'><x>0 1 2</x><y>0 2 0</y></PiecewiseLinearFunction>", 1.5, 1},
      {"<PiecewiseConstantFunction name='function'><x>0 1</x><y>3 5</y></PiecewiseConstantFunction>", 1.5, 5},
      {"<StepFunction "
       "name='function'><transition_start_time>0</transition_start_time><transition_end_time>1</"
       "transition_end_time></StepFunction>",
       0.5, 0.5},
      {"<Sine "
       "name='function'><amplitude>2</amplitude><omega>1</omega><phase>0</phase><offset>1</offset></Sine>",
       0.5, 1 + 2 * std::sin(0.5)},
      {"<SimmSpline name='function'><x>0 1 2</x><y>0 1 2</y></SimmSpline>", 0.5, 0.5},
      {"<GCVSpline name='function'><half_order>2</half_order><x>0 1 2 3</x><y>0 1 2 3</y></GCVSpline>", 0.5,
       0.5},
      {"<MultiplierFunction name='function'><function><LinearFunction><coefficients>2 "
       "1</coefficients></LinearFunction></function><scale>3</scale></MultiplierFunction>",
       0.5, 6},
  };
  for (const auto& c : cases) {
    const auto text =
        with(leg_text(),
             R"(<LinearFunction name="function"><coefficients>1 0</coefficients></LinearFunction>)", c.xml);
    const auto m = parsed(text);
    EXPECT_NEAR(m.joints[0].axes[0].function.value(c.x), c.y, 1e-12) << c.xml;
    const auto again = parsed(write_osim(m));
    EXPECT_THAT(loadshare::testing::ModelFields(m).differences(loadshare::testing::ModelFields(again)),
                IsEmpty())
        << c.xml;
  }
}

// ---- force sets of set-up files

constexpr const char* force_set = R"(<OpenSimDocument Version="40000"><ForceSet name="reserves"><objects>
  <CoordinateActuator name="hip_reserve"><coordinate>hip_flexion</coordinate><optimal_force>2</optimal_force></CoordinateActuator>
  <PointToPointSpring name="s"><socket_body1>/jointset/knee/femur_offset</socket_body1><socket_body2>/ground</socket_body2></PointToPointSpring>
  </objects></ForceSet></OpenSimDocument>)";

TEST(AppendForceSet, AddsToTheForces) {
  auto m = parsed(leg_text());
  Diagnostics notes;
  const auto done = append_force_set_text(m, force_set, "reserves.xml", notes);
  ASSERT_TRUE(done.ok()) << done.refusal().text();
  EXPECT_EQ(m.coordinate_actuators.back().name, "hip_reserve");
  EXPECT_EQ(m.force_order.back(), "hip_reserve");
  EXPECT_EQ(m.point_springs[0].point_1, Vec3(0, -0.41, 0));
}

TEST(AppendForceSet, LeavesTheModelAsItWasWhereItRefuses) {
  auto m = parsed(leg_text());
  Diagnostics notes;
  const auto done = append_force_set_text(m, with(force_set, "hip_flexion", "nose"), "reserves.xml", notes);
  ASSERT_FALSE(done.ok());
  EXPECT_THAT(done.refusal().text(), HasSubstr("the coordinate 'nose' is not in the model"));
  EXPECT_EQ(m.coordinate_actuators.size(), 1u);
}

TEST(RemoveActuators, EmptiesTheForceSet) {
  auto m = parsed(leg_text());
  remove_actuators(m);
  EXPECT_TRUE(m.muscles.empty() && m.coordinate_actuators.empty() && m.coordinate_limits.empty() &&
              m.force_order.empty());
  EXPECT_EQ(m.joints.size(), 3u);
}

}  // namespace
}  // namespace loadshare::model
