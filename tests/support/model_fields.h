// A model as a flat list of named values, to compare two models field by field.
#pragma once

#include <fmt/format.h>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "model/model.h"

namespace loadshare::testing {

class ModelFields {
 public:
  struct Field {
    std::string name;
    double number = 0;
    std::string text;
    double tolerance = 0;  // 0: the same bits
  };

  explicit ModelFields(const model::Model& m) {
    add("name", m.name), add("credits", m.credits), add("gravity", m.gravity_G);
    each("body", m.bodies, [&](const model::Body& b) {
      add("name", b.name), add("mass", b.mass_kg), add("center", b.mass_center_B);
      for (const double i : b.inertia_kgm2) add("inertia", i);
    });
    each("joint", m.joints, [&](const model::Joint& j) { joint(j); });
    each("coordinate", m.coordinates, [&](const model::Coordinate& c) {
      add("name", c.name), add("joint", c.joint.index), add("motion", static_cast<int>(c.motion));
      add("value", c.default_value), add("speed", c.default_speed), add("min", c.range_min),
          add("max", c.range_max);
      add("clamped", c.clamped), add("locked", c.locked), optional("prescribed", c.prescribed);
    });
    each("coupler", m.couplers, [&](const model::CoordinateCoupler& c) {
      add("name", c.name), add("dependent", c.dependent.index), function("function", c.function);
      for (const auto id : c.independents) add("independent", id.index);
    });
    each("wrap", m.wraps, [&](const model::WrapObject& w) { wrap(w); });
    each("muscle", m.muscles, [&](const model::Muscle& x) { muscle(x); });
    each("coordinate_actuator", m.coordinate_actuators,
         [&](const model::CoordinateActuator& a) { actuator(a), add("coordinate", a.coordinate.index); });
    each("torque_actuator", m.torque_actuators, [&](const model::TorqueActuator& a) {
      actuator(a), add("a", a.body_a.index), add("b", a.body_b.index), add("global", a.torque_is_global),
          add("axis", a.axis);
    });
    each("point_actuator", m.point_actuators, [&](const model::PointActuator& a) {
      actuator(a), add("body", a.body.index), add("point", a.point), add("point_global", a.point_is_global);
      add("direction", a.direction), add("force_global", a.force_is_global);
    });
    each("ligament", m.ligaments, [&](const model::Ligament& l) {
      add("name", l.name), add("applies", l.applies_force), path(l.path), add("resting", l.resting_length_m);
      add("force", l.pcsa_force_N), function("curve", l.force_length);
    });
    each("limit", m.coordinate_limits, [&](const model::CoordinateLimitForce& f) {
      add("name", f.name), add("applies", f.applies_force), add("coordinate", f.coordinate.index);
      add("upper_stiffness", f.upper_stiffness), add("upper_limit", f.upper_limit);
      add("lower_stiffness", f.lower_stiffness), add("lower_limit", f.lower_limit);
      add("damping", f.damping), add("transition", f.transition);
    });
    each("bushing", m.bushings, [&](const model::BushingForce& b) {
      add("name", b.name), add("applies", b.applies_force), add("body_1", b.body_1.index),
          add("body_2", b.body_2.index);
      add("X_B1F", b.X_B1F), add("X_B2F", b.X_B2F), add("kr", b.rotational_stiffness);
      add("kt", b.translational_stiffness), add("dr", b.rotational_damping),
          add("dt", b.translational_damping);
    });
    each("coordinate_spring", m.coordinate_springs, [&](const model::SpringGeneralizedForce& s) {
      add("name", s.name), add("applies", s.applies_force), add("coordinate", s.coordinate.index);
      add("stiffness", s.stiffness), add("rest", s.rest_length), add("viscosity", s.viscosity);
    });
    each("expression_force", m.expression_forces, [&](const model::ExpressionForce& f) {
      add("name", f.name), add("applies", f.applies_force), add("coordinate", f.coordinate.index);
      add("expression", f.expression.text());
    });
    each("point_spring", m.point_springs, [&](const model::PointToPointSpring& s) {
      add("name", s.name), add("applies", s.applies_force), add("body_1", s.body_1.index),
          add("body_2", s.body_2.index);
      add("point_1", s.point_1), add("point_2", s.point_2), add("stiffness", s.stiffness),
          add("rest", s.rest_length);
    });
    each("contact", m.contact_spheres, [&](const model::SmoothSphereHalfSpaceForce& f) {
      add("name", f.name), add("applies", f.applies_force), add("sphere", f.sphere_body.index);
      add("half_space", f.half_space_body.index), add("center", f.sphere_center_B),
          add("radius", f.sphere_radius_m);
      add("X_BH", f.X_BH);
      for (const double v :
           {f.stiffness, f.dissipation, f.static_friction, f.dynamic_friction, f.viscous_friction,
            f.transition_velocity, f.constant_contact_force, f.hertz_smoothing, f.hunt_crossley_smoothing})
        add("law", v);
    });
    each("marker", m.markers, [&](const model::Marker& k) {
      add("name", k.name), add("body", k.body.index), add("p_B", k.p_B), add("fixed", k.fixed);
    });
    each("force_order", m.force_order, [&](const std::string& name) { add("name", name); });
    each("joint_file_order", m.joint_file_order, [&](model::JointId id) { add("joint", id.index); });
    each("coordinate_file_order", m.coordinate_file_order,
         [&](model::CoordinateId id) { add("coordinate", id.index); });
  }

  [[nodiscard]] const std::vector<Field>& fields() const { return fields_; }

  // Names and values of what differs; at most twenty.
  [[nodiscard]] std::vector<std::string> differences(const ModelFields& other) const {
    std::vector<std::string> found;
    const auto& theirs = other.fields_;
    if (fields_.size() != theirs.size())
      found.push_back(fmt::format("{} fields against {}", fields_.size(), theirs.size()));
    for (std::size_t i = 0; i < std::min(fields_.size(), theirs.size()) && found.size() < 20; ++i) {
      const auto &a = fields_[i], &b = theirs[i];
      const bool same_number = a.number == b.number || std::abs(a.number - b.number) <= a.tolerance ||
                               (std::isnan(a.number) && std::isnan(b.number));
      if (a.name != b.name || a.text != b.text || !same_number)
        found.push_back(
            fmt::format("{}: {}{} against {}: {}{}", a.name, a.text, a.number, b.name, b.text, b.number));
    }
    return found;
  }

 private:
  void put(const std::string& name, double number, std::string text, double tolerance) {
    fields_.push_back({prefix_ + name, number, std::move(text), tolerance});
  }
  void add(const std::string& name, const std::string& text) { put(name, 0, text, 0); }
  void add(const std::string& name, double number) { put(name, number, {}, 0); }
  void add(const std::string& name, const Vec3& v) {
    for (int i = 0; i < 3; ++i) put(fmt::format("{}[{}]", name, i), v[i], {}, 0);
  }
  // Orientations pass through angles on their way.
  void add(const std::string& name, const Transform& X) {
    add(name + ".p", X.p);
    for (int i = 0; i < 9; ++i) put(fmt::format("{}.R[{}]", name, i), X.R(i / 3, i % 3), {}, 2e-15);
  }
  void add(const std::string& name, const std::vector<double>& values) {
    put(name + ".size", static_cast<double>(values.size()), {}, 0);
    for (const double v : values) add(name, v);
  }

  template <class List, class Body>
  void each(const std::string& name, const List& list, Body body) {
    put(name + ".size", static_cast<double>(list.size()), {}, 0);
    const auto outer = prefix_;
    for (std::size_t i = 0; i < list.size(); ++i) {
      prefix_ = fmt::format("{}{}[{}].", outer, name, i);
      body(list[i]);
    }
    prefix_ = outer;
  }

  void optional(const std::string& name, const std::optional<numerics::Function>& f) {
    add(name + ".given", f.has_value());
    if (f) function(name, *f);
  }
  void optional(const std::string& name, const std::optional<double>& v) {
    add(name + ".given", v.has_value());
    add(name, v.value_or(0));
  }
  void function(const std::string& name, const numerics::Function& f) {
    add(name + ".kind", static_cast<double>(f.kind.index()));
    std::visit([&](const auto& kind) { kind_fields(name, kind); }, f.kind);
  }
  void kind_fields(const std::string& n, const numerics::ConstantFunction& f) { add(n, f.value); }
  void kind_fields(const std::string& n, const numerics::LinearFunction& f) { add(n, f.coefficients); }
  void kind_fields(const std::string& n, const numerics::PolynomialFunction& f) { add(n, f.coefficients); }
  void kind_fields(const std::string& n, const numerics::MultivariatePolynomialFunction& f) {
    add(n + ".dimension", f.dimension), add(n + ".order", f.order), add(n, f.coefficients);
  }
  void kind_fields(const std::string& n, const numerics::SimmSpline& f) {
    add(n + ".x", f.x), add(n + ".y", f.y), add(n + ".b", f.b), add(n + ".c", f.c), add(n + ".d", f.d);
  }
  void kind_fields(const std::string& n, const numerics::PiecewiseLinearFunction& f) {
    add(n + ".x", f.x), add(n + ".y", f.y);
  }
  void kind_fields(const std::string& n, const numerics::PiecewiseConstantFunction& f) {
    add(n + ".x", f.x), add(n + ".y", f.y);
  }
  void kind_fields(const std::string& n, const numerics::StepFunction& f) {
    add(n, std::vector{f.start_time, f.end_time, f.start_value, f.end_value});
  }
  void kind_fields(const std::string& n, const numerics::SineFunction& f) {
    add(n, std::vector{f.amplitude, f.omega, f.phase, f.offset});
  }
  void kind_fields(const std::string& n, const numerics::NaturalSplineFunction& f) {
    add(n + ".degree", f.degree), add(n + ".x", f.x), add(n + ".y", f.y);
  }
  void kind_fields(const std::string& n, const numerics::MultiplierFunction& f) {
    add(n + ".scale", f.scale), function(n + ".inner", f.inner.front());
  }

  void joint(const model::Joint& j) {
    add("name", j.name), add("type", static_cast<int>(j.type)), add("parent", j.parent.index),
        add("child", j.child.index);
    add("X_PF", j.X_PF), add("X_BM", j.X_BM), add("parent_frame", j.parent_frame_name),
        add("child_frame", j.child_frame_name);
    for (const auto c : j.coordinates) add("coordinate", c.index);
    if (j.type != model::JointType::custom) return;
    for (const auto& axis : j.axes) {
      for (const auto c : axis.coordinates) add("axis.coordinate", c.index);
      add("axis", axis.axis), function("axis.function", axis.function);
    }
  }
  void wrap(const model::WrapObject& w) {
    add("name", w.name), add("body", w.body.index), add("X_BW", w.X_BW), add("active", w.active);
    add("axis", w.quadrant.axis), add("sign", w.quadrant.sign),
        add("kind", static_cast<double>(w.shape.index()));
    if (const auto* s = std::get_if<model::WrapCylinder>(&w.shape))
      add("radius", s->radius_m), add("length", s->length_m);
    if (const auto* s = std::get_if<model::WrapSphere>(&w.shape)) add("radius", s->radius_m);
    if (const auto* s = std::get_if<model::WrapEllipsoid>(&w.shape)) add("radii", s->radii_m);
    if (const auto* s = std::get_if<model::WrapTorus>(&w.shape))
      add("inner", s->inner_radius_m), add("outer", s->outer_radius_m);
  }
  void path(const model::Path& p) {
    each("point", p.points, [&](const model::PathPoint& point) {
      add("name", point.name), add("body", point.body.index),
          add("kind", static_cast<double>(point.place.index()));
      if (const auto* f = std::get_if<model::FixedPoint>(&point.place)) add("p_B", f->p_B);
      if (const auto* c = std::get_if<model::ConditionalPoint>(&point.place))
        add("p_B", c->p_B), add("coordinate", c->coordinate.index), add("min", c->range_min),
            add("max", c->range_max);
      if (const auto* m = std::get_if<model::MovingPoint>(&point.place))
        for (std::size_t k = 0; k < 3; ++k)
          add("coordinate", m->coordinates[k].index), function("function", m->functions[k]);
    });
    each("path_wrap", p.wraps, [&](const model::PathWrap& w) {
      add("name", w.name), add("object", w.object.index), add("method", static_cast<int>(w.method));
      add("first", w.first_point), add("last", w.last_point);
    });
  }
  void muscle(const model::Muscle& x) {
    add("name", x.name), add("type", x.type), add("applies", x.applies_force), path(x.path);
    for (const double v :
         {x.max_isometric_force_N, x.optimal_fiber_length_m, x.tendon_slack_length_m,
          x.pennation_at_optimal_rad, x.max_contraction_velocity_per_s, x.min_control, x.max_control})
      add("parameter", v);
    add("rigid_tendon", x.ignore_tendon_compliance);
    std::visit([&](const auto& p) { curves(p); }, x.curves);
  }
  void curves(const model::Thelen2003Parameters& p) {
    add("thelen", std::vector{p.fmax_tendon_strain, p.fmax_muscle_strain, p.k_shape_active, p.k_shape_passive,
                              p.af, p.f_len, p.activation_time_constant_s, p.deactivation_time_constant_s,
                              p.fv_linear_extrap_threshold, p.minimum_activation, p.maximum_pennation_angle});
  }
  void curves(const model::Millard2012Parameters& p) {
    const auto& a = p.active_force_length;
    const auto& v = p.force_velocity;
    add("millard", std::vector{p.fiber_damping, p.minimum_activation, p.maximum_pennation_angle});
    add("active", std::vector{a.min_norm_active_fiber_length, a.transition_norm_fiber_length,
                              a.max_norm_active_fiber_length, a.shallow_ascending_slope, a.minimum_value});
    add("velocity", std::vector{v.concentric_slope_at_vmax, v.concentric_slope_near_vmax, v.isometric_slope,
                                v.eccentric_slope_at_vmax, v.eccentric_slope_near_vmax,
                                v.max_eccentric_velocity_force_multiplier, v.concentric_curviness,
                                v.eccentric_curviness});
    const auto& f = p.fiber_force_length;
    add("fiber", std::vector{f.strain_at_zero_force, f.strain_at_one_norm_force});
    optional("fiber.low", f.stiffness_at_low_force), optional("fiber.one", f.stiffness_at_one_norm_force);
    optional("fiber.curviness", f.curviness);
    const auto& t = p.tendon_force_length;
    add("tendon", t.strain_at_one_norm_force), optional("tendon.one", t.stiffness_at_one_norm_force);
    optional("tendon.toe", t.norm_force_at_toe_end), optional("tendon.curviness", t.curviness);
  }
  void curves(const model::DeGrooteFregly2016Parameters& p) {
    add("degroote", std::vector{p.active_force_width_scale, p.fiber_damping,
                                p.passive_fiber_strain_at_one_norm_force, p.tendon_strain_at_one_norm_force});
    add("no_passive", p.ignore_passive_fiber_force);
  }
  void curves(const model::Schutte1993Parameters& p) {
    add("time_scale", p.time_scale), add("damping", p.damping);
    function("tendon", p.tendon_force_length), function("active", p.active_force_length);
    function("passive", p.passive_force_length), optional("velocity", p.force_velocity);
  }
  template <class Actuator>
  void actuator(const Actuator& a) {
    add("name", a.name), add("applies", a.applies_force), add("optimal", a.optimal_force);
    add("min", a.min_control), add("max", a.max_control);
  }

  std::string prefix_;
  std::vector<Field> fields_;
};

}  // namespace loadshare::testing
