#include "model/osim_writer.h"

#include <fmt/format.h>

#include <cmath>
#include <sstream>

#include "model/osim_write_parts.h"

namespace loadshare::model {
namespace osim {
namespace {

void append_word(std::string& text, std::string_view word) {
  if (!text.empty()) text += ' ';
  text += word;
}

}  // namespace

std::string number_text(double value) {
  if (value == HUGE_VAL) return "Inf";
  if (value == -HUGE_VAL) return "-Inf";
  return fmt::format("{}", value);  // the shortest text that reads back to the same double
}

std::string vec3_text(const Vec3& v) {
  return fmt::format("{} {} {}", number_text(v.x()), number_text(v.y()), number_text(v.z()));
}

pugi::xml_node add_object(pugi::xml_node parent, std::string_view type, std::string_view name) {
  auto node = parent.append_child(std::string(type).c_str());
  if (!name.empty()) node.append_attribute("name").set_value(std::string(name).c_str());
  return node;
}

void add_text(pugi::xml_node parent, const char* property, std::string_view text) {
  parent.append_child(property).text().set(std::string(text).c_str());
}
void add_number(pugi::xml_node parent, const char* property, double value) {
  add_text(parent, property, number_text(value));
}
void add_flag(pugi::xml_node parent, const char* property, bool value) {
  add_text(parent, property, value ? "true" : "false");
}
void add_vec3(pugi::xml_node parent, const char* property, const Vec3& value) {
  add_text(parent, property, vec3_text(value));
}

namespace {

std::string numbers_text(const std::vector<double>& values) {
  std::string text;
  for (const double v : values) append_word(text, number_text(v));
  return text;
}

// Writes one kind of function under `parent` and returns its element.
struct FunctionWriter {
  pugi::xml_node parent;

  pugi::xml_node operator()(const numerics::ConstantFunction& f) {
    auto node = parent.append_child("Constant");
    add_number(node, "value", f.value);
    return node;
  }
  pugi::xml_node operator()(const numerics::LinearFunction& f) {
    return with_coefficients("LinearFunction", f.coefficients);
  }
  pugi::xml_node operator()(const numerics::PolynomialFunction& f) {
    return with_coefficients("PolynomialFunction", f.coefficients);
  }
  pugi::xml_node operator()(const numerics::MultivariatePolynomialFunction& f) {
    auto node = with_coefficients("MultivariatePolynomialFunction", f.coefficients);
    add_text(node, "dimension", std::to_string(f.dimension));
    add_text(node, "order", std::to_string(f.order));
    return node;
  }
  pugi::xml_node operator()(const numerics::SimmSpline& f) { return with_points("SimmSpline", f.x, f.y); }
  pugi::xml_node operator()(const numerics::PiecewiseLinearFunction& f) {
    return with_points("PiecewiseLinearFunction", f.x, f.y);
  }
  pugi::xml_node operator()(const numerics::PiecewiseConstantFunction& f) {
    return with_points("PiecewiseConstantFunction", f.x, f.y);
  }
  pugi::xml_node operator()(const numerics::StepFunction& f) {
    auto node = parent.append_child("StepFunction");
    add_number(node, "transition_start_time", f.start_time);
    add_number(node, "transition_end_time", f.end_time);
    add_number(node, "start_value", f.start_value);
    add_number(node, "end_value", f.end_value);
    return node;
  }
  pugi::xml_node operator()(const numerics::SineFunction& f) {
    auto node = parent.append_child("Sine");
    add_number(node, "amplitude", f.amplitude);
    add_number(node, "omega", f.omega);
    add_number(node, "phase", f.phase);
    add_number(node, "offset", f.offset);
    return node;
  }
  pugi::xml_node operator()(const numerics::NaturalSplineFunction& f) {
    auto node = with_points("GCVSpline", f.x, f.y);
    add_text(node, "half_order", std::to_string((f.degree + 1) / 2));
    add_number(node, "error_variance", 0);
    return node;
  }
  pugi::xml_node operator()(const numerics::MultiplierFunction& f) {
    auto node = parent.append_child("MultiplierFunction");
    std::visit(FunctionWriter{node.append_child("function")}, f.inner.front().kind);
    add_number(node, "scale", f.scale);
    return node;
  }

 private:
  pugi::xml_node with_coefficients(const char* type, const std::vector<double>& coefficients) {
    auto node = parent.append_child(type);
    add_text(node, "coefficients", numbers_text(coefficients));
    return node;
  }
  pugi::xml_node with_points(const char* type, const std::vector<double>& x, const std::vector<double>& y) {
    auto node = parent.append_child(type);
    add_text(node, "x", numbers_text(x));
    add_text(node, "y", numbers_text(y));
    return node;
  }
};

}  // namespace

void add_function(pugi::xml_node parent, std::string_view property, const numerics::Function& function) {
  std::visit(FunctionWriter{parent.append_child(std::string(property).c_str())}, function.kind);
}

void add_offset_frame(pugi::xml_node frames, std::string_view name, std::string_view parent_path,
                      const Transform& X) {
  auto node = add_object(frames, "PhysicalOffsetFrame", name);
  add_text(node, "socket_parent", parent_path);
  add_vec3(node, "translation", X.p);
  add_vec3(node, "orientation", body_fixed_xyz_from_rotation(X.R));
}

std::string body_path(const Model& model, BodyId body) {
  return body == ground ? "/ground" : fmt::format("/bodyset/{}", model.bodies[body.at()].name);
}

std::string coordinate_path(const Model& model, CoordinateId coordinate) {
  const auto& c = model.coordinates[coordinate.at()];
  return fmt::format("/jointset/{}/{}", model.joints[c.joint.at()].name, c.name);
}

}  // namespace osim

namespace {

using namespace osim;

struct Shape {
  pugi::xml_node objects;
  const WrapObject& wrap;

  void operator()(const WrapCylinder& s) {
    auto node = start("WrapCylinder");
    add_number(node, "radius", s.radius_m);
    add_number(node, "length", s.length_m);
  }
  void operator()(const WrapSphere& s) { add_number(start("WrapSphere"), "radius", s.radius_m); }
  void operator()(const WrapEllipsoid& s) { add_vec3(start("WrapEllipsoid"), "dimensions", s.radii_m); }
  void operator()(const WrapTorus& s) {
    auto node = start("WrapTorus");
    add_number(node, "inner_radius", s.inner_radius_m);
    add_number(node, "outer_radius", s.outer_radius_m);
  }

 private:
  pugi::xml_node start(std::string_view type) {
    auto node = add_object(objects, type, wrap.name);
    add_flag(node, "active", wrap.active);
    add_vec3(node, "xyz_body_rotation", body_fixed_xyz_from_rotation(wrap.X_BW.R));
    add_vec3(node, "translation", wrap.X_BW.p);
    std::string quadrant = "all";
    if (wrap.quadrant.axis >= 0)
      quadrant = fmt::format("{}{}", wrap.quadrant.sign < 0 ? '-' : '+', "xyz"[wrap.quadrant.axis]);
    add_text(node, "quadrant", quadrant);
    return node;
  }
};

void write_wraps(pugi::xml_node body_node, const Model& model, BodyId body) {
  auto objects = add_object(body_node, "WrapObjectSet", "wrapobjectset").append_child("objects");
  for (const auto& wrap : model.wraps)
    if (wrap.body == body) std::visit(Shape{objects, wrap}, wrap.shape);
}

void write_bodies(pugi::xml_node node, const Model& model) {
  write_wraps(add_object(node, "Ground", "ground"), model, ground);
  auto objects = add_object(node, "BodySet", "bodyset").append_child("objects");
  for (std::size_t b = 1; b < model.bodies.size(); ++b) {
    const auto& body = model.bodies[b];
    auto body_node = add_object(objects, "Body", body.name);
    write_wraps(body_node, model, BodyId(b));
    add_number(body_node, "mass", body.mass_kg);
    add_vec3(body_node, "mass_center", body.mass_center_B);
    std::string inertia;
    for (const double i : body.inertia_kgm2) append_word(inertia, number_text(i));
    add_text(body_node, "inertia", inertia);
  }
}

void write_coordinate(pugi::xml_node list, const Coordinate& c) {
  auto node = add_object(list, "Coordinate", c.name);
  add_number(node, "default_value", c.default_value);
  add_number(node, "default_speed_value", c.default_speed);
  add_text(node, "range", fmt::format("{} {}", number_text(c.range_min), number_text(c.range_max)));
  add_flag(node, "clamped", c.clamped);
  add_flag(node, "locked", c.locked);
  if (c.prescribed) add_function(node, "prescribed_function", *c.prescribed);
  add_flag(node, "prescribed", c.prescribed.has_value());
}

// The frame's path as the joint names it; an offset frame of the joint's own where it is not the
// body itself.
std::string write_frame(pugi::xml_node frames, const Model& model, BodyId body, const std::string& name,
                        const Transform& X) {
  const bool is_body = X.R == Mat3::Identity() && X.p == Vec3::Zero() && name == model.bodies[body.at()].name;
  if (is_body) return body_path(model, body);
  add_offset_frame(frames, name, body_path(model, body), X);
  return name;
}

const char* type_name(JointType type) {
  switch (type) {
    case JointType::weld:
      return "WeldJoint";
    case JointType::pin:
      return "PinJoint";
    case JointType::slider:
      return "SliderJoint";
    case JointType::universal:
      return "UniversalJoint";
    case JointType::planar:
      return "PlanarJoint";
    case JointType::ball:
      return "BallJoint";
    case JointType::free:
      return "FreeJoint";
    case JointType::custom:
      break;
  }
  return "CustomJoint";
}

void write_axes(pugi::xml_node joint_node, const Model& model, const Joint& joint) {
  static constexpr std::array<const char*, 6> tags{"rotation1",    "rotation2",    "rotation3",
                                                   "translation1", "translation2", "translation3"};
  auto transform = joint_node.append_child("SpatialTransform");
  for (std::size_t i = 0; i < 6; ++i) {
    const auto& axis = joint.axes[i];
    auto node = add_object(transform, "TransformAxis", tags[i]);
    std::string names;
    for (const auto c : axis.coordinates) append_word(names, model.coordinates[c.at()].name);
    add_text(node, "coordinates", names);
    add_vec3(node, "axis", axis.axis);
    add_function(node, "function", axis.function);
  }
}

void write_joint(pugi::xml_node objects, const Model& model, const Joint& joint) {
  auto node = add_object(objects, type_name(joint.type), joint.name);
  auto parent = node.append_child("socket_parent_frame");
  auto child = node.append_child("socket_child_frame");
  auto coordinates = node.append_child("coordinates");
  for (const auto c : joint.coordinates) write_coordinate(coordinates, model.coordinates[c.at()]);
  auto frames = node.append_child("frames");
  parent.text().set(write_frame(frames, model, joint.parent, joint.parent_frame_name, joint.X_PF).c_str());
  child.text().set(write_frame(frames, model, joint.child, joint.child_frame_name, joint.X_BM).c_str());
  if (joint.type == JointType::custom) write_axes(node, model, joint);
}

void write_joints(pugi::xml_node node, const Model& model) {
  auto objects = add_object(node, "JointSet", "jointset").append_child("objects");
  if (model.joint_file_order.size() == model.joints.size())
    for (const auto id : model.joint_file_order) write_joint(objects, model, model.joints[id.at()]);
  else
    for (const auto& joint : model.joints) write_joint(objects, model, joint);
}

void write_couplers(pugi::xml_node node, const Model& model) {
  auto objects = add_object(node, "ConstraintSet", "constraintset").append_child("objects");
  for (const auto& coupler : model.couplers) {
    auto c = add_object(objects, "CoordinateCouplerConstraint", coupler.name);
    add_flag(c, "isEnforced", true);
    add_function(c, "coupled_coordinates_function", coupler.function);
    std::string names;
    for (const auto id : coupler.independents) append_word(names, model.coordinates[id.at()].name);
    add_text(c, "independent_coordinate_names", names);
    add_text(c, "dependent_coordinate_name", model.coordinates[coupler.dependent.at()].name);
    add_number(c, "scale_factor", 1);
  }
}

void write_markers(pugi::xml_node node, const Model& model) {
  auto objects = add_object(node, "MarkerSet", "markerset").append_child("objects");
  for (const auto& marker : model.markers) {
    auto m = add_object(objects, "Marker", marker.name);
    add_text(m, "socket_parent_frame", body_path(model, marker.body));
    add_vec3(m, "location", marker.p_B);
    add_flag(m, "fixed", marker.fixed);
  }
}

}  // namespace

std::string write_osim(const Model& model) {
  pugi::xml_document document;
  auto declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version").set_value("1.0");
  declaration.append_attribute("encoding").set_value("UTF-8");
  auto root = document.append_child("OpenSimDocument");
  root.append_attribute("Version").set_value("40000");
  auto node = add_object(root, "Model", model.name);
  osim::add_vec3(node, "gravity", model.gravity_G);
  osim::add_text(node, "credits", model.credits);
  osim::add_text(node, "length_units", "meters");
  osim::add_text(node, "force_units", "N");
  write_bodies(node, model);
  write_joints(node, model);
  write_couplers(node, model);
  osim::write_force_set(node, model);
  write_markers(node, model);
  std::ostringstream text;
  document.save(text, "\t");
  return text.str();
}

}  // namespace loadshare::model
