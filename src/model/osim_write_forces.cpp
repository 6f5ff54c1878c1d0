// The force set of a written .osim document.
#include <fmt/format.h>

#include <cctype>
#include <cmath>
#include <functional>
#include <map>

#include "base/units.h"
#include "model/osim_write_parts.h"

namespace loadshare::model::osim {
namespace {

void write_point(pugi::xml_node objects, const Model& model, const PathPoint& point) {
  const auto start = [&](const char* type) {
    auto node = add_object(objects, type, point.name);
    add_text(node, "socket_parent_frame", body_path(model, point.body));
    return node;
  };
  if (const auto* fixed = std::get_if<FixedPoint>(&point.place)) {
    add_vec3(start("PathPoint"), "location", fixed->p_B);
  } else if (const auto* conditional = std::get_if<ConditionalPoint>(&point.place)) {
    auto node = start("ConditionalPathPoint");
    add_vec3(node, "location", conditional->p_B);
    add_text(node, "socket_coordinate", coordinate_path(model, conditional->coordinate));
    add_text(node, "range",
             fmt::format("{} {}", number_text(conditional->range_min), number_text(conditional->range_max)));
  } else {
    const auto& moving = std::get<MovingPoint>(point.place);
    static constexpr std::array<const char*, 3> sockets{"socket_x_coordinate", "socket_y_coordinate",
                                                        "socket_z_coordinate"};
    static constexpr std::array<const char*, 3> locations{"x_location", "y_location", "z_location"};
    auto node = start("MovingPathPoint");
    for (std::size_t k = 0; k < 3; ++k) {
      if (moving.coordinates[k].is_some())
        add_text(node, sockets[k], coordinate_path(model, moving.coordinates[k]));
      add_function(node, locations[k], moving.functions[k]);
    }
  }
}

void write_path(pugi::xml_node owner, const Model& model, const Path& path) {
  static constexpr std::array<const char*, 3> methods{"hybrid", "midpoint", "axial"};
  auto node = owner.append_child("GeometryPath");
  auto points = node.append_child("PathPointSet").append_child("objects");
  for (const auto& point : path.points) write_point(points, model, point);
  auto wraps = node.append_child("PathWrapSet").append_child("objects");
  for (const auto& wrap : path.wraps) {
    auto w = add_object(wraps, "PathWrap", wrap.name);
    add_text(w, "wrap_object", model.wraps[wrap.object.at()].name);
    add_text(w, "method", methods[static_cast<std::size_t>(wrap.method)]);
    add_text(w, "range", fmt::format("{} {}", wrap.first_point, wrap.last_point));
  }
}

void add_if_some(pugi::xml_node node, const char* property, const std::optional<double>& value) {
  if (value) add_number(node, property, *value);
}

struct CurveWriter {
  pugi::xml_node node;

  void operator()(const Thelen2003Parameters& p) {
    add_number(node, "FmaxTendonStrain", p.fmax_tendon_strain);
    add_number(node, "FmaxMuscleStrain", p.fmax_muscle_strain);
    add_number(node, "KshapeActive", p.k_shape_active);
    add_number(node, "KshapePassive", p.k_shape_passive);
    add_number(node, "Af", p.af);
    add_number(node, "Flen", p.f_len);
    add_number(node, "fv_linear_extrap_threshold", p.fv_linear_extrap_threshold);
    add_number(node, "maximum_pennation_angle", p.maximum_pennation_angle);
    add_number(node, "activation_time_constant", p.activation_time_constant_s);
    add_number(node, "deactivation_time_constant", p.deactivation_time_constant_s);
    add_number(node, "minimum_activation", p.minimum_activation);
  }
  void operator()(const Millard2012Parameters& p) {
    add_number(node, "fiber_damping", p.fiber_damping);
    add_number(node, "minimum_activation", p.minimum_activation);
    add_number(node, "maximum_pennation_angle", p.maximum_pennation_angle);
    auto active = node.append_child("ActiveForceLengthCurve");
    const auto& a = p.active_force_length;
    add_number(active, "min_norm_active_fiber_length", a.min_norm_active_fiber_length);
    add_number(active, "transition_norm_fiber_length", a.transition_norm_fiber_length);
    add_number(active, "max_norm_active_fiber_length", a.max_norm_active_fiber_length);
    add_number(active, "shallow_ascending_slope", a.shallow_ascending_slope);
    add_number(active, "minimum_value", a.minimum_value);
    auto velocity = node.append_child("ForceVelocityCurve");
    const auto& v = p.force_velocity;
    add_number(velocity, "concentric_slope_at_vmax", v.concentric_slope_at_vmax);
    add_number(velocity, "concentric_slope_near_vmax", v.concentric_slope_near_vmax);
    add_number(velocity, "isometric_slope", v.isometric_slope);
    add_number(velocity, "eccentric_slope_at_vmax", v.eccentric_slope_at_vmax);
    add_number(velocity, "eccentric_slope_near_vmax", v.eccentric_slope_near_vmax);
    add_number(velocity, "max_eccentric_velocity_force_multiplier",
               v.max_eccentric_velocity_force_multiplier);
    add_number(velocity, "concentric_curviness", v.concentric_curviness);
    add_number(velocity, "eccentric_curviness", v.eccentric_curviness);
    auto fiber = node.append_child("FiberForceLengthCurve");
    const auto& f = p.fiber_force_length;
    add_number(fiber, "strain_at_zero_force", f.strain_at_zero_force);
    add_number(fiber, "strain_at_one_norm_force", f.strain_at_one_norm_force);
    add_if_some(fiber, "stiffness_at_low_force", f.stiffness_at_low_force);
    add_if_some(fiber, "stiffness_at_one_norm_force", f.stiffness_at_one_norm_force);
    add_if_some(fiber, "curviness", f.curviness);
    auto tendon = node.append_child("TendonForceLengthCurve");
    const auto& t = p.tendon_force_length;
    add_number(tendon, "strain_at_one_norm_force", t.strain_at_one_norm_force);
    add_if_some(tendon, "stiffness_at_one_norm_force", t.stiffness_at_one_norm_force);
    add_if_some(tendon, "norm_force_at_toe_end", t.norm_force_at_toe_end);
    add_if_some(tendon, "curviness", t.curviness);
  }
  void operator()(const DeGrooteFregly2016Parameters& p) {
    add_number(node, "active_force_width_scale", p.active_force_width_scale);
    add_number(node, "fiber_damping", p.fiber_damping);
    add_number(node, "passive_fiber_strain_at_one_norm_force", p.passive_fiber_strain_at_one_norm_force);
    add_number(node, "tendon_strain_at_one_norm_force", p.tendon_strain_at_one_norm_force);
    add_flag(node, "ignore_passive_fiber_force", p.ignore_passive_fiber_force);
  }
  void operator()(const Schutte1993Parameters& p) {
    add_number(node, "time_scale", p.time_scale);
    if (!p.force_velocity) add_number(node, "damping", p.damping);
    add_function(node, "tendon_force_length_curve", p.tendon_force_length);
    add_function(node, "active_force_length_curve", p.active_force_length);
    add_function(node, "passive_force_length_curve", p.passive_force_length);
    if (p.force_velocity) add_function(node, "force_velocity_curve", *p.force_velocity);
  }
};

pugi::xml_node start_force(pugi::xml_node objects, std::string_view type, const std::string& name,
                           bool applies) {
  auto node = add_object(objects, type, name);
  add_flag(node, "appliesForce", applies);
  return node;
}

void write(pugi::xml_node objects, const Model& model, const Muscle& m) {
  auto node = start_force(objects, m.type, m.name, m.applies_force);
  add_number(node, "min_control", m.min_control);
  add_number(node, "max_control", m.max_control);
  write_path(node, model, m.path);
  add_number(node, "max_isometric_force", m.max_isometric_force_N);
  add_number(node, "optimal_fiber_length", m.optimal_fiber_length_m);
  add_number(node, "tendon_slack_length", m.tendon_slack_length_m);
  add_number(node, "pennation_angle_at_optimal", m.pennation_at_optimal_rad);
  add_number(node, "max_contraction_velocity", m.max_contraction_velocity_per_s);
  add_flag(node, "ignore_tendon_compliance", m.ignore_tendon_compliance);
  std::visit(CurveWriter{node}, m.curves);
}

template <class Actuator>
void add_controls(pugi::xml_node node, const Actuator& a) {
  add_number(node, "min_control", a.min_control);
  add_number(node, "max_control", a.max_control);
  add_number(node, "optimal_force", a.optimal_force);
}

void write(pugi::xml_node objects, const Model& model, const CoordinateActuator& a) {
  auto node = start_force(objects, "CoordinateActuator", a.name, a.applies_force);
  add_controls(node, a);
  add_text(node, "coordinate", model.coordinates[a.coordinate.at()].name);
}

// Actuators name bodies without their set; ground by its path.
std::string plain_name(const Model& model, BodyId body) {
  return body == ground ? "ground" : model.bodies[body.at()].name;
}

void write(pugi::xml_node objects, const Model& model, const TorqueActuator& a) {
  auto node = start_force(objects, "TorqueActuator", a.name, a.applies_force);
  add_controls(node, a);
  add_text(node, "bodyA", plain_name(model, a.body_a));
  add_text(node, "bodyB", plain_name(model, a.body_b));
  add_flag(node, "torque_is_global", a.torque_is_global);
  add_vec3(node, "axis", a.axis);
}

void write(pugi::xml_node objects, const Model& model, const PointActuator& a) {
  auto node = start_force(objects, "PointActuator", a.name, a.applies_force);
  add_controls(node, a);
  add_text(node, "body", plain_name(model, a.body));
  add_vec3(node, "point", a.point);
  add_flag(node, "point_is_global", a.point_is_global);
  add_vec3(node, "direction", a.direction);
  add_flag(node, "force_is_global", a.force_is_global);
}

void write(pugi::xml_node objects, const Model& model, const Ligament& l) {
  auto node = start_force(objects, "Ligament", l.name, l.applies_force);
  write_path(node, model, l.path);
  add_number(node, "resting_length", l.resting_length_m);
  add_number(node, "pcsa_force", l.pcsa_force_N);
  add_function(node, "force_length_curve", l.force_length);
}

// The number near `guess` that `read` takes to exactly `value`; `guess` where rounding hides it.
double inverse_of(const std::function<double(double)>& read, double value, double guess) {
  if (!std::isfinite(guess)) return guess;
  double up = guess, down = guess;
  for (int step = 0; step < 8; ++step) {
    if (read(up) == value) return up;
    if (read(down) == value) return down;
    up = std::nextafter(up, HUGE_VAL);
    down = std::nextafter(down, -HUGE_VAL);
  }
  return guess;
}

void write(pugi::xml_node objects, const Model& model, const CoordinateLimitForce& f) {
  const auto& coordinate = model.coordinates[f.coordinate.at()];
  const double unit = coordinate.motion == MotionType::rotational ? rad_per_deg : 1.0;
  const auto angle = [&](double v) { return inverse_of([&](double x) { return x * unit; }, v, v / unit); };
  const auto stiffness = [&](double v) {
    return inverse_of([&](double x) { return x / unit; }, v, v * unit);
  };
  auto node = start_force(objects, "CoordinateLimitForce", f.name, f.applies_force);
  add_text(node, "coordinate", coordinate.name);
  add_number(node, "upper_stiffness", stiffness(f.upper_stiffness));
  add_number(node, "upper_limit", angle(f.upper_limit));
  add_number(node, "lower_stiffness", stiffness(f.lower_stiffness));
  add_number(node, "lower_limit", angle(f.lower_limit));
  add_number(node, "damping", stiffness(f.damping));
  add_number(node, "transition", angle(f.transition));
}

void write(pugi::xml_node objects, const Model& model, const BushingForce& b) {
  auto node = start_force(objects, "BushingForce", b.name, b.applies_force);
  add_text(node, "socket_frame1", "frame1_offset");
  add_text(node, "socket_frame2", "frame2_offset");
  auto frames = node.append_child("frames");
  add_offset_frame(frames, "frame1_offset", body_path(model, b.body_1), b.X_B1F);
  add_offset_frame(frames, "frame2_offset", body_path(model, b.body_2), b.X_B2F);
  add_vec3(node, "rotational_stiffness", b.rotational_stiffness);
  add_vec3(node, "translational_stiffness", b.translational_stiffness);
  add_vec3(node, "rotational_damping", b.rotational_damping);
  add_vec3(node, "translational_damping", b.translational_damping);
}

void write(pugi::xml_node objects, const Model& model, const SpringGeneralizedForce& s) {
  auto node = start_force(objects, "SpringGeneralizedForce", s.name, s.applies_force);
  add_text(node, "coordinate", model.coordinates[s.coordinate.at()].name);
  add_number(node, "stiffness", s.stiffness);
  add_number(node, "rest_length", s.rest_length);
  add_number(node, "viscosity", s.viscosity);
}

// OpenSim takes no white space in an expression; none that the parser lets pass has a meaning.
void write(pugi::xml_node objects, const Model& model, const ExpressionForce& f) {
  auto node = start_force(objects, "ExpressionBasedCoordinateForce", f.name, f.applies_force);
  add_text(node, "coordinate", model.coordinates[f.coordinate.at()].name);
  std::string text = f.expression.text();
  std::erase_if(text, [](unsigned char c) { return std::isspace(c) != 0; });
  add_text(node, "expression", text);
}

void write(pugi::xml_node objects, const Model& model, const PointToPointSpring& s) {
  auto node = start_force(objects, "PointToPointSpring", s.name, s.applies_force);
  add_text(node, "socket_body1", body_path(model, s.body_1));
  add_text(node, "socket_body2", body_path(model, s.body_2));
  add_vec3(node, "point1", s.point_1);
  add_vec3(node, "point2", s.point_2);
  add_number(node, "stiffness", s.stiffness);
  add_number(node, "rest_length", s.rest_length);
}

void write(pugi::xml_node objects, const Model&, const SmoothSphereHalfSpaceForce& f) {
  auto node = start_force(objects, "SmoothSphereHalfSpaceForce", f.name, f.applies_force);
  add_text(node, "socket_sphere", fmt::format("/contactgeometryset/{}_sphere", f.name));
  add_text(node, "socket_half_space", fmt::format("/contactgeometryset/{}_half_space", f.name));
  add_number(node, "stiffness", f.stiffness);
  add_number(node, "dissipation", f.dissipation);
  add_number(node, "static_friction", f.static_friction);
  add_number(node, "dynamic_friction", f.dynamic_friction);
  add_number(node, "viscous_friction", f.viscous_friction);
  add_number(node, "transition_velocity", f.transition_velocity);
  add_number(node, "constant_contact_force", f.constant_contact_force);
  add_number(node, "hertz_smoothing", f.hertz_smoothing);
  add_number(node, "hunt_crossley_smoothing", f.hunt_crossley_smoothing);
}

void write_contact_geometry(pugi::xml_node node, const Model& model) {
  auto objects = add_object(node, "ContactGeometrySet", "contactgeometryset").append_child("objects");
  for (const auto& f : model.contact_spheres) {
    auto sphere = add_object(objects, "ContactSphere", f.name + "_sphere");
    add_text(sphere, "socket_frame", body_path(model, f.sphere_body));
    add_vec3(sphere, "location", f.sphere_center_B);
    add_vec3(sphere, "orientation", Vec3::Zero());
    add_number(sphere, "radius", f.sphere_radius_m);
    auto half_space = add_object(objects, "ContactHalfSpace", f.name + "_half_space");
    add_text(half_space, "socket_frame", body_path(model, f.half_space_body));
    add_vec3(half_space, "location", f.X_BH.p);
    add_vec3(half_space, "orientation", body_fixed_xyz_from_rotation(f.X_BH.R));
  }
}

// Actuators of all kinds in the order of `force_order`; those that apply no force keep their place
// within their own kind.
class OrderedActuators {
 public:
  OrderedActuators(pugi::xml_node objects, const Model& model) : objects_(objects), model_(model) {
    add_kind(model.muscles);
    add_kind(model.coordinate_actuators);
    add_kind(model.torque_actuators);
    add_kind(model.point_actuators);
  }

  void write_all() {
    for (const auto& name : model_.force_order) {
      const auto found = places_.find(name);
      if (found == places_.end()) continue;
      auto& kind = kinds_[found->second.first];
      while (kind.next <= found->second.second) kind.write(kind.next++);
    }
    for (auto& kind : kinds_)
      while (kind.next < kind.count) kind.write(kind.next++);
  }

 private:
  struct Kind {
    std::size_t next = 0, count = 0;
    std::function<void(std::size_t)> write;
  };

  template <class List>
  void add_kind(const List& list) {
    for (std::size_t i = 0; i < list.size(); ++i) places_.emplace(list[i].name, std::pair(kinds_.size(), i));
    kinds_.push_back({0, list.size(), [this, &list](std::size_t i) { write(objects_, model_, list[i]); }});
  }

  pugi::xml_node objects_;
  const Model& model_;
  std::vector<Kind> kinds_;
  std::map<std::string, std::pair<std::size_t, std::size_t>> places_;
};

}  // namespace

void write_force_set(pugi::xml_node node, const Model& model) {
  auto objects = add_object(node, "ForceSet", "forceset").append_child("objects");
  OrderedActuators(objects, model).write_all();
  const auto all = [&](const auto& list) {
    for (const auto& item : list) write(objects, model, item);
  };
  all(model.ligaments);
  all(model.coordinate_limits);
  all(model.bushings);
  all(model.coordinate_springs);
  all(model.expression_forces);
  all(model.point_springs);
  all(model.contact_spheres);
  write_contact_geometry(node, model);
}

}  // namespace loadshare::model::osim
