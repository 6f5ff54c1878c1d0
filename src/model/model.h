// The musculoskeletal model as plain data: what an .osim document says, resolved and checked.
// Lengths in metres, angles in radians, forces in newtons, masses in kilograms.
#pragma once

#include <Eigen/Core>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/id.h"
#include "base/transform.h"
#include "muscle/parameters.h"
#include "numerics/expression.h"
#include "numerics/function.h"

namespace loadshare::model {

using BodyId = Id<struct BodyTag>;
using JointId = Id<struct JointTag>;
using CoordinateId = Id<struct CoordinateTag>;
using WrapId = Id<struct WrapTag>;
using MuscleId = Id<struct MuscleTag>;

inline constexpr BodyId ground{0};

// bodies[0] is ground, with mass 0.
struct Body {
  std::string name;
  double mass_kg = 0;
  Vec3 mass_center_B = Vec3::Zero();
  // xx, yy, zz, xy, xz, yz about the mass centre, in the body's axes [kg m^2].
  std::array<double, 6> inertia_kgm2{};
};

enum class MotionType { rotational, translational, coupled };

struct Coordinate {
  std::string name;
  JointId joint;
  MotionType motion = MotionType::rotational;
  double default_value = 0;  // rad or m
  double default_speed = 0;
  double range_min = 0, range_max = 0;
  bool clamped = false;
  bool locked = false;
  std::optional<numerics::Function> prescribed;  // of time [s]; only where `prescribed` is true in the file
};

// One axis of a custom joint: angle or distance = function(coordinates) along or about `axis` in the
// parent's joint frame F. Rotations are body-fixed, in order; translations are along F's axes as
// given.
struct TransformAxis {
  std::vector<CoordinateId> coordinates;
  Vec3 axis = Vec3::UnitX();
  numerics::Function function;  // of the coordinates above, in their order
};

// The type decides how the joint's coordinates move it; coordinates in the order of the file's type.
//  weld       none
//  pin        rotation about z
//  slider     translation along x
//  universal  body-fixed rotation x, then y
//  planar     rotation about z, then translation x, y
//  ball       body-fixed x, y, z angles; speeds are angular velocity in F
//  free       as ball, then translation x, y, z
//  custom     six axes: three rotations, three translations
enum class JointType { weld, pin, slider, universal, planar, ball, free, custom };

struct Joint {
  std::string name;
  JointType type = JointType::weld;
  BodyId parent, child;
  Transform X_PF;                                   // joint frame on the parent, in the parent body
  Transform X_BM;                                   // joint frame on the child, in the child body
  std::string parent_frame_name, child_frame_name;  // as the file names them, for results
  std::vector<CoordinateId> coordinates;
  std::array<TransformAxis, 6> axes;  // custom joints only
};

// dependent = function(independents).
struct CoordinateCoupler {
  std::string name;
  CoordinateId dependent;
  std::vector<CoordinateId> independents;
  numerics::Function function;
};

// ---- paths -----------------------------------------------------------------------------------

struct FixedPoint {
  Vec3 p_B = Vec3::Zero();
};
// Part of the path only while the coordinate is within the range (ends included).
struct ConditionalPoint {
  Vec3 p_B = Vec3::Zero();
  CoordinateId coordinate;
  double range_min = 0, range_max = 0;
};
// Each component is a function of a coordinate, or a constant where the coordinate is none.
struct MovingPoint {
  std::array<CoordinateId, 3> coordinates;
  std::array<numerics::Function, 3> functions;
};
struct PathPoint {
  std::string name;
  BodyId body;
  std::variant<FixedPoint, ConditionalPoint, MovingPoint> place;
};

enum class WrapMethod { hybrid, midpoint, axial };
struct PathWrap {
  std::string name;
  WrapId object;
  WrapMethod method = WrapMethod::hybrid;
  // First and last path point (counted from 1 over all points of the file) that the wrap applies
  // between; -1: from the first, to the last.
  int first_point = -1, last_point = -1;
};
struct Path {
  std::vector<PathPoint> points;  // at least two
  std::vector<PathWrap> wraps;
};

struct WrapCylinder {
  double radius_m = 0, length_m = 0;  // axis along the frame's z, length centred on its origin
};
struct WrapSphere {
  double radius_m = 0;
};
struct WrapEllipsoid {
  Vec3 radii_m = Vec3::Zero();
};
struct WrapTorus {
  double inner_radius_m = 0, outer_radius_m = 0;
};
// Which half of the object the path may touch: the side where axis*coordinate is positive.
struct WrapQuadrant {
  int axis = -1;  // 0, 1, 2 for x, y, z; -1: the whole object ("all")
  int sign = 0;   // +1 or -1
};
struct WrapObject {
  std::string name;
  BodyId body;
  Transform X_BW;
  bool active = true;
  WrapQuadrant quadrant;
  std::variant<WrapCylinder, WrapSphere, WrapEllipsoid, WrapTorus> shape;
};

// ---- forces ----------------------------------------------------------------------------------

using muscle::DeGrooteFregly2016Parameters;
using muscle::Millard2012Parameters;
using muscle::Schutte1993Parameters;
using muscle::Thelen2003Parameters;

struct Muscle {
  std::string name;
  std::string type;  // the file's element name
  bool applies_force = true;
  Path path;
  double max_isometric_force_N = 0;
  double optimal_fiber_length_m = 0;
  double tendon_slack_length_m = 0;
  double pennation_at_optimal_rad = 0;
  double max_contraction_velocity_per_s = 10;  // optimal fibre lengths per second
  bool ignore_tendon_compliance = false;
  double min_control = 0, max_control = 1;
  std::variant<Thelen2003Parameters, Millard2012Parameters, DeGrooteFregly2016Parameters,
               Schutte1993Parameters>
      curves;
};

struct CoordinateActuator {
  std::string name;
  bool applies_force = true;
  CoordinateId coordinate;
  double optimal_force = 1;                 // N or N m per unit of control
  double min_control = 0, max_control = 0;  // may be infinite
};
struct TorqueActuator {
  std::string name;
  bool applies_force = true;
  BodyId body_a, body_b;  // +torque on a, -torque on b
  bool torque_is_global = true;
  Vec3 axis = Vec3::UnitX();  // in ground, or in body a
  double optimal_force = 1, min_control = 0, max_control = 0;
};
struct PointActuator {
  std::string name;
  bool applies_force = true;
  BodyId body;
  Vec3 point = Vec3::Zero();
  bool point_is_global = false;
  Vec3 direction = Vec3::UnitX();
  bool force_is_global = false;
  double optimal_force = 1, min_control = 0, max_control = 0;
};

struct Ligament {
  std::string name;
  bool applies_force = true;
  Path path;
  double resting_length_m = 0, pcsa_force_N = 0;
  numerics::Function force_length;  // of length / resting length
};
// Stiffness and damping per radian (the file's are per degree where the coordinate rotates).
struct CoordinateLimitForce {
  std::string name;
  bool applies_force = true;
  CoordinateId coordinate;
  double upper_stiffness = 0, upper_limit = 0, lower_stiffness = 0, lower_limit = 0;
  double damping = 0, transition = 0;
};
struct BushingForce {
  std::string name;
  bool applies_force = true;
  BodyId body_1, body_2;
  Transform X_B1F, X_B2F;
  Vec3 rotational_stiffness = Vec3::Zero(), translational_stiffness = Vec3::Zero();
  Vec3 rotational_damping = Vec3::Zero(), translational_damping = Vec3::Zero();
};
struct SpringGeneralizedForce {
  std::string name;
  bool applies_force = true;
  CoordinateId coordinate;
  double stiffness = 0, rest_length = 0, viscosity = 0;
};
// A passive moment or force written out as a formula (OpenSim ExpressionBasedCoordinateForce).
struct ExpressionForce {
  std::string name;
  bool applies_force = true;
  CoordinateId coordinate;
  numerics::Expression expression;  // of q and qdot in rad and rad/s (m and m/s): N m (N)
};
struct PointToPointSpring {
  std::string name;
  bool applies_force = true;
  BodyId body_1, body_2;
  Vec3 point_1 = Vec3::Zero(), point_2 = Vec3::Zero();
  double stiffness = 0, rest_length = 0;
};
// Sphere on a half-space with a smooth Hunt-Crossley law (OpenSim SmoothSphereHalfSpaceForce).
struct SmoothSphereHalfSpaceForce {
  std::string name;
  bool applies_force = true;
  BodyId sphere_body, half_space_body;
  Vec3 sphere_center_B = Vec3::Zero();
  double sphere_radius_m = 0;
  Transform X_BH;  // half-space frame: it fills x > 0
  double stiffness = 1, dissipation = 0, static_friction = 0, dynamic_friction = 0, viscous_friction = 0,
         transition_velocity = 0.01, constant_contact_force = 1e-5, hertz_smoothing = 300,
         hunt_crossley_smoothing = 50;
  // How many of Model::force_order stand before it in the file: where OpenSim's force files report it.
  std::size_t actuators_before_count = 0;
};

struct Marker {
  std::string name;
  BodyId body;
  Vec3 p_B = Vec3::Zero();
  bool fixed = false;
};

struct Model {
  std::string name;
  std::string credits;
  int document_version = 0;
  Vec3 gravity_G{0, -9.80665, 0};
  std::vector<Body> bodies;  // bodies[0] is ground
  std::vector<Joint>
      joints;  // parents before children: joints[i].parent is ground or an earlier joint's child
  std::vector<Coordinate> coordinates;  // in the order of the joints (the tree's order of speeds)
  std::vector<CoordinateCoupler> couplers;
  std::vector<WrapObject> wraps;
  std::vector<Muscle> muscles;
  std::vector<CoordinateActuator> coordinate_actuators;
  std::vector<TorqueActuator> torque_actuators;
  std::vector<PointActuator> point_actuators;
  std::vector<Ligament> ligaments;
  std::vector<CoordinateLimitForce> coordinate_limits;
  std::vector<BushingForce> bushings;
  std::vector<SpringGeneralizedForce> coordinate_springs;
  std::vector<ExpressionForce> expression_forces;
  std::vector<PointToPointSpring> point_springs;
  std::vector<SmoothSphereHalfSpaceForce> contact_spheres;
  std::vector<Marker> markers;
  // Names of everything in the file's force set that applies force and is an actuator, in the file's
  // order: the column order of OpenSim's results.
  std::vector<std::string> force_order;
  // The file's own order, where it differs from the tree's: joints as joint reactions list them,
  // coordinates as inverse kinematics lists them.
  std::vector<JointId> joint_file_order;
  std::vector<CoordinateId> coordinate_file_order;

  [[nodiscard]] BodyId find_body(std::string_view body_name) const;  // none: not is_some()
  [[nodiscard]] CoordinateId find_coordinate(std::string_view coordinate_name) const;
  [[nodiscard]] MuscleId find_muscle(std::string_view muscle_name) const;
  [[nodiscard]] WrapId find_wrap(std::string_view wrap_name) const;
};

}  // namespace loadshare::model
