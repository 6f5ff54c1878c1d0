// The force set: actuators and passive forces other than muscles.
#include <fmt/format.h>

#include <limits>

#include "base/units.h"
#include "model/osim_parts.h"

namespace loadshare::model::osim {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// What OpenSim's TorqueActuator and PointActuator look up: a body's name or a frame's path.
BodyId body_named(Reader& reader, const Element& e, const char* property) {
  const auto name = reader.text(e, property);
  if (const auto frame = reader.find_frame(reader.document.content(), name)) {
    const bool on_body = frame->X_BF.R == Mat3::Identity() && frame->X_BF.p == Vec3::Zero();
    if (on_body) return frame->body;
    reader.problem(e.own, fmt::format("its {} '{}' is a frame offset from a body", property, name),
                   "Name a body.");
    return frame->body;
  }
  reader.problem(e.own, fmt::format("its {} '{}' is no body of the model", property, name),
                 "Correct the name of the body.");
  return {};
}

template <class Actuator>
void read_actuator(Reader& reader, const Element& e, Actuator& a) {
  a.name = e.name();
  a.applies_force = applies_force(reader, e);
  a.optimal_force = reader.number(e, "optimal_force", 1);
  a.min_control = reader.bound(e, "min_control", -infinity);
  a.max_control = reader.bound(e, "max_control", infinity);
  if (a.min_control > a.max_control)
    reader.problem(e.own, fmt::format("min_control {} is above max_control {}", a.min_control, a.max_control),
                   "Correct the controls.");
  if (a.applies_force) reader.model.force_order.push_back(a.name);
}

void read_coordinate_actuator(Reader& reader, const Element& e) {
  CoordinateActuator a;
  read_actuator(reader, e, a);
  a.coordinate = reader.coordinate_named(e.own, reader.text(e, "coordinate"));
  reader.model.coordinate_actuators.push_back(std::move(a));
}

void read_torque_actuator(Reader& reader, const Element& e) {
  TorqueActuator a;
  read_actuator(reader, e, a);
  a.body_a = body_named(reader, e, "bodyA");
  a.body_b = body_named(reader, e, "bodyB");
  a.torque_is_global = reader.flag(e, "torque_is_global", true);
  a.axis = reader.vec3(e, "axis", Vec3::UnitZ());
  if (a.axis.norm() < 1e-12) reader.problem(e.own, "its axis has no length", "Give a direction.");
  reader.model.torque_actuators.push_back(std::move(a));
}

void read_point_actuator(Reader& reader, const Element& e) {
  PointActuator a;
  read_actuator(reader, e, a);
  a.body = body_named(reader, e, "body");
  a.point = reader.vec3(e, "point", Vec3::Zero());
  a.point_is_global = reader.flag(e, "point_is_global", false);
  a.direction = reader.vec3(e, "direction", Vec3::UnitX());
  a.force_is_global = reader.flag(e, "force_is_global", false);
  if (a.direction.norm() < 1e-12) reader.problem(e.own, "its direction has no length", "Give a direction.");
  reader.model.point_actuators.push_back(std::move(a));
}

numerics::Function default_ligament_curve() {
  auto made =
      numerics::make_simm_spline({-5, 0.998, 0.999, 1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.601, 1.602, 5},
                                 {0, 0, 0, 0, 0.035, 0.12, 0.26, 0.55, 1.17, 2, 2, 2, 2}, "a default curve");
  require(made.ok(), "the default ligament curve is a proper spline");
  return *std::move(made);
}

void read_ligament(Reader& reader, const Element& e) {
  Ligament l;
  l.name = e.name();
  l.applies_force = applies_force(reader, e);
  l.path = read_path(reader, e);
  l.resting_length_m = reader.number(e, "resting_length", 0);
  l.pcsa_force_N = reader.number(e, "pcsa_force", 0);
  l.force_length = read_function_property(reader, e, "force_length_curve", default_ligament_curve());
  if (l.resting_length_m <= 0)
    reader.problem(e.own, fmt::format("resting_length is {}", l.resting_length_m),
                   "Give a length greater than zero.");
  reader.model.ligaments.push_back(std::move(l));
}

// Per degree in the file where the coordinate is purely an angle.
void read_coordinate_limit(Reader& reader, const Element& e) {
  CoordinateLimitForce f;
  f.name = e.name();
  f.applies_force = applies_force(reader, e);
  f.coordinate = reader.coordinate_named(e.own, reader.text(e, "coordinate"));
  const bool angle =
      f.coordinate.is_some() && reader.model.coordinates[f.coordinate.at()].motion == MotionType::rotational;
  const double unit = angle ? rad_per_deg : 1.0;
  f.upper_stiffness = reader.number(e, "upper_stiffness", 1) / unit;
  f.upper_limit = reader.number(e, "upper_limit", 0) * unit;
  f.lower_stiffness = reader.number(e, "lower_stiffness", 1) / unit;
  f.lower_limit = reader.number(e, "lower_limit", 0) * unit;
  f.damping = reader.number(e, "damping", 0.001) / unit;
  f.transition = reader.number(e, "transition", 0.1) * unit;
  reader.model.coordinate_limits.push_back(std::move(f));
}

// Before version 30505 a bushing holds its own offsets from two bodies.
void place_bushing(Reader& reader, const Element& e, BushingForce& b) {
  const bool old = reader.document.version() < 30505;
  const auto one = [&](const char* socket, const char* body, const char* location, const char* orientation) {
    auto frame = reader.frame_at(e, socket, body).value_or(Frame{});
    if (old)
      frame.X_BF =
          frame.X_BF * Transform{rotation_from_body_fixed_xyz(reader.vec3(e, orientation, Vec3::Zero())),
                                 reader.vec3(e, location, Vec3::Zero())};
    return frame;
  };
  const auto first = one("frame1", "body_1", "location_body_1", "orientation_body_1");
  const auto second = one("frame2", "body_2", "location_body_2", "orientation_body_2");
  b.body_1 = first.body, b.X_B1F = first.X_BF;
  b.body_2 = second.body, b.X_B2F = second.X_BF;
}

void start_bushing(Reader& reader, const Element& e, BushingForce& b) {
  b.name = e.name();
  b.applies_force = applies_force(reader, e);
  place_bushing(reader, e, b);
  b.rotational_damping = reader.vec3(e, "rotational_damping", Vec3::Zero());
  b.translational_damping = reader.vec3(e, "translational_damping", Vec3::Zero());
}

void read_bushing(Reader& reader, const Element& e) {
  BushingForce b;
  start_bushing(reader, e, b);
  b.rotational_stiffness = reader.vec3(e, "rotational_stiffness", Vec3::Zero());
  b.translational_stiffness = reader.vec3(e, "translational_stiffness", Vec3::Zero());
  reader.model.bushings.push_back(std::move(b));
}

// The slope of a function that is a straight line through the origin.
std::optional<double> slope_of(const numerics::Function& f) {
  if (const auto constant = f.constant_value(); constant && *constant == 0) return 0.0;
  const auto* linear = std::get_if<numerics::LinearFunction>(&f.kind);
  if (linear && linear->coefficients.size() == 2 && linear->coefficients[1] == 0)
    return linear->coefficients[0];
  return std::nullopt;
}

bool read_function_bushing(Reader& reader, const Element& e) {
  static constexpr std::array<const char*, 6> tags{"m_x_theta_x_function", "m_y_theta_y_function",
                                                   "m_z_theta_z_function", "f_x_delta_x_function",
                                                   "f_y_delta_y_function", "f_z_delta_z_function"};
  BushingForce b;
  for (int k = 0; k < 6; ++k) {
    const auto f =
        read_function_property(reader, e, tags[static_cast<std::size_t>(k)], numerics::make_constant(0));
    const auto slope = slope_of(f);
    if (!slope) return false;
    (k < 3 ? b.rotational_stiffness : b.translational_stiffness)[k % 3] = *slope;
  }
  start_bushing(reader, e, b);
  reader.model.bushings.push_back(std::move(b));
  return true;
}

void read_coordinate_spring(Reader& reader, const Element& e) {
  SpringGeneralizedForce s;
  s.name = e.name();
  s.applies_force = applies_force(reader, e);
  s.coordinate = reader.coordinate_named(e.own, reader.text(e, "coordinate"));
  s.stiffness = reader.number(e, "stiffness", 0);
  s.rest_length = reader.number(e, "rest_length", 0);
  s.viscosity = reader.number(e, "viscosity", 0);
  reader.model.coordinate_springs.push_back(std::move(s));
}

// Unlike a limit's, its figures are per radian.
void read_expression_force(Reader& reader, const Element& e) {
  static constexpr std::array<std::string_view, 2> variables{"q", "qdot"};
  ExpressionForce f;
  f.name = e.name();
  f.applies_force = applies_force(reader, e);
  f.coordinate = reader.coordinate_named(e.own, reader.text(e, "coordinate"));
  auto made = numerics::parse_expression(reader.text(e, "expression", "0"), variables, {});
  if (made)
    f.expression = *std::move(made);
  else
    reader.problem(e.property("expression"), made.refusal().what, made.refusal().remedy);
  reader.model.expression_forces.push_back(std::move(f));
}

void read_point_spring(Reader& reader, const Element& e) {
  PointToPointSpring s;
  s.name = e.name();
  s.applies_force = applies_force(reader, e);
  const auto first = reader.frame_at(e, "body1", "body1").value_or(Frame{});
  const auto second = reader.frame_at(e, "body2", "body2").value_or(Frame{});
  s.body_1 = first.body;
  s.body_2 = second.body;
  s.point_1 = first.X_BF * reader.vec3(e, "point1", Vec3::Zero());
  s.point_2 = second.X_BF * reader.vec3(e, "point2", Vec3::Zero());
  s.stiffness = reader.number(e, "stiffness", 1);
  s.rest_length = reader.number(e, "rest_length", 0);
  reader.model.point_springs.push_back(std::move(s));
}

Element find_geometry(Reader& reader, const Element& force, const char* socket, const char* type) {
  const auto reference = reader.socket(force, socket);
  for (const auto node : objects_of(reader.document.content(), "ContactGeometrySet"))
    if (last_part(reference) == node.attribute("name").value() && type_of(node) == type)
      return reader.document.element(node);
  reader.problem(force.own, fmt::format("its {} '{}' is no {} of the model", socket, reference, type),
                 "Correct the name of the contact geometry.");
  return {};
}

void read_contact_sphere(Reader& reader, const Element& e) {
  SmoothSphereHalfSpaceForce f;
  f.name = e.name();
  f.applies_force = applies_force(reader, e);
  const auto sphere = find_geometry(reader, e, "sphere", "ContactSphere");
  const auto half_space = find_geometry(reader, e, "half_space", "ContactHalfSpace");
  if (!sphere.own || !half_space.own) return;
  const auto of_sphere = reader.frame_at(sphere, "frame", "body_name").value_or(Frame{});
  const auto of_half_space = reader.frame_at(half_space, "frame", "body_name").value_or(Frame{});
  f.sphere_body = of_sphere.body;
  f.sphere_center_B = of_sphere.X_BF * reader.vec3(sphere, "location", Vec3::Zero());
  f.sphere_radius_m = reader.number(sphere, "radius", 0);
  if (f.sphere_radius_m <= 0)
    reader.problem(sphere.own, "its radius is zero or less", "Give a radius greater than zero.");
  f.half_space_body = of_half_space.body;
  f.X_BH = of_half_space.X_BF *
           Transform{rotation_from_body_fixed_xyz(reader.vec3(half_space, "orientation", Vec3::Zero())),
                     reader.vec3(half_space, "location", Vec3::Zero())};
  f.stiffness = reader.number(e, "stiffness", 1);
  f.dissipation = reader.number(e, "dissipation", 0);
  f.static_friction = reader.number(e, "static_friction", 0);
  f.dynamic_friction = reader.number(e, "dynamic_friction", 0);
  f.viscous_friction = reader.number(e, "viscous_friction", 0);
  f.transition_velocity = reader.number(e, "transition_velocity", 0.01);
  f.constant_contact_force = reader.number(e, "constant_contact_force", 1e-5);
  f.hertz_smoothing = reader.number(e, "hertz_smoothing", 300);
  f.hunt_crossley_smoothing = reader.number(e, "hunt_crossley_smoothing", 50);
  f.actuators_before_count = reader.model.force_order.size();
  reader.model.contact_spheres.push_back(std::move(f));
}

}  // namespace

bool applies_force(Reader& reader, const Element& force) {
  if (reader.document.version() < 30509 && force.property("isDisabled"))
    return !reader.flag(force, "isDisabled", false);
  return reader.flag(force, "appliesForce", true);
}

bool read_other_force(Reader& reader, const Element& e) {
  const auto type = type_of(e.own);
  if (type == "CoordinateActuator")
    read_coordinate_actuator(reader, e);
  else if (type == "ActivationCoordinateActuator") {
    read_coordinate_actuator(reader, e);
    reader.notes.assume(reader.document.place(e.own), "its activation follows its control without delay");
  } else if (type == "TorqueActuator")
    read_torque_actuator(reader, e);
  else if (type == "PointActuator")
    read_point_actuator(reader, e);
  else if (type == "Ligament")
    read_ligament(reader, e);
  else if (type == "CoordinateLimitForce")
    read_coordinate_limit(reader, e);
  else if (type == "BushingForce")
    read_bushing(reader, e);
  else if (type == "FunctionBasedBushingForce")
    return read_function_bushing(reader, e);
  else if (type == "SpringGeneralizedForce")
    read_coordinate_spring(reader, e);
  else if (type == "ExpressionBasedCoordinateForce")
    read_expression_force(reader, e);
  else if (type == "PointToPointSpring")
    read_point_spring(reader, e);
  else if (type == "SmoothSphereHalfSpaceForce")
    read_contact_sphere(reader, e);
  else
    return false;
  return true;
}

void read_forces(Reader& reader, pugi::xml_node force_set) {
  for (auto node : force_set.child("objects").children()) {
    if (node.type() != pugi::node_element) continue;
    const auto e = reader.document.element(node);
    if (e.name().empty()) reader.problem(node, "the force has no name", "Give it a name.");
    if (read_muscle(reader, e) || read_other_force(reader, e)) continue;
    const std::string kind(type_of(node));
    reader.left_out.add(applies_force(reader, e) ? kind : kind + " (not applied)", e.name());
  }
}

}  // namespace loadshare::model::osim
