// Bodies, wrap objects on their frames, markers.
#include <fmt/format.h>

#include <set>

#include "model/osim_parts.h"

namespace loadshare::model::osim {
namespace {

bool is_ground(pugi::xml_node body) { return std::string_view(body.attribute("name").value()) == "ground"; }

// Before version 30500 six elements, before that one of six numbers.
std::array<double, 6> read_inertia(Reader& reader, const Element& body) {
  std::array<double, 6> inertia{};
  if (reader.document.version() < 30500) {
    static constexpr std::array<const char*, 6> tags{"inertia_xx", "inertia_yy", "inertia_zz",
                                                     "inertia_xy", "inertia_xz", "inertia_yz"};
    for (std::size_t i = 0; i < 6; ++i) inertia[i] = reader.number(body, tags[i], i < 3 ? 1.0 : 0.0);
    return inertia;
  }
  const auto six = reader.numbers(body, "inertia", {0, 0, 0, 0, 0, 0}, 6);
  std::copy(six.begin(), six.end(), inertia.begin());
  return inertia;
}

void read_body(Reader& reader, pugi::xml_node node) {
  const auto e = reader.document.element(node);
  Body body;
  body.name = e.name();
  body.mass_center_B = reader.vec3(e, "mass_center", Vec3::Zero());
  body.inertia_kgm2 = read_inertia(reader, e);
  // A mass that cannot be read is one problem, not also a body without mass.
  if (!e.property("mass")) reader.problem(node, "the body has no mass", "Give its mass in kilograms.");
  body.mass_kg = reader.number(e, "mass", 1);
  if (body.mass_kg < 0)
    reader.problem(node, fmt::format("the mass is {} kg", body.mass_kg), "Give a mass that is not negative.");
  for (std::size_t i = 0; i < 3; ++i)
    if (body.inertia_kgm2[i] < 0) {
      reader.problem(node, "a moment of inertia is negative", "Correct the inertia.");
      break;
    }
  reader.register_frame(component_path(node), {BodyId(reader.model.bodies.size()), {}});
  reader.model.bodies.push_back(std::move(body));
}

std::optional<decltype(WrapObject::shape)> read_shape(Reader& reader, const Element& e) {
  const auto positive = [&](const char* property, double otherwise) {
    const double value = reader.number(e, property, otherwise);
    if (value <= 0)
      reader.problem(e.own, fmt::format("the {} is {} m", property, value), "Give a size greater than zero.");
    return value;
  };
  const auto type = type_of(e.own);
  if (type == "WrapCylinder") return WrapCylinder{positive("radius", 1), positive("length", 1)};
  if (type == "WrapSphere") return WrapSphere{positive("radius", 0.05)};
  if (type == "WrapTorus") {
    const WrapTorus torus{positive("inner_radius", 0.01), positive("outer_radius", 0.05)};
    if (torus.outer_radius_m <= torus.inner_radius_m)
      reader.problem(e.own, "the outer radius is no greater than the inner", "Correct the radii.");
    return torus;
  }
  if (type == "WrapEllipsoid") {
    const WrapEllipsoid ellipsoid{reader.vec3(e, "dimensions", Vec3::Constant(0.05))};
    if (ellipsoid.radii_m.minCoeff() <= 0)
      reader.problem(e.own, "a radius of the ellipsoid is zero or less", "Give sizes greater than zero.");
    return ellipsoid;
  }
  return std::nullopt;
}

WrapQuadrant read_quadrant(Reader& reader, const Element& e) {
  const auto word = reader.text(e, "quadrant", "all");
  if (word.empty() || word == "all" || word == "ALL" || word == "All" || word == "Unassigned") return {};
  const bool negative = word.front() == '-';
  const auto letter = word.substr(word.front() == '-' || word.front() == '+' ? 1 : 0);
  static constexpr std::string_view letters = "xyzXYZ";
  const auto at = letter.size() == 1 ? letters.find(letter) : std::string_view::npos;
  if (at != std::string_view::npos) return {static_cast<int>(at % 3), negative ? -1 : 1};
  reader.problem(e.own, fmt::format("the quadrant '{}' is not known", word),
                 "Write x, -x, y, -y, z, -z or all.");
  return {};
}

void read_wrap(Reader& reader, pugi::xml_node node, const Frame& frame) {
  const auto e = reader.document.element(node);
  auto shape = read_shape(reader, e);
  if (!shape) {
    reader.left_out.add(std::string(type_of(node)), e.name());
    return;
  }
  WrapObject wrap;
  wrap.name = e.name();
  wrap.body = frame.body;
  wrap.X_BW =
      frame.X_BF * Transform{rotation_from_body_fixed_xyz(reader.vec3(e, "xyz_body_rotation", Vec3::Zero())),
                             reader.vec3(e, "translation", Vec3::Zero())};
  wrap.active = reader.flag(e, "active", true);
  wrap.quadrant = read_quadrant(reader, e);
  wrap.shape = *std::move(shape);
  reader.model.wraps.push_back(std::move(wrap));
}

}  // namespace

void read_bodies(Reader& reader) {
  const auto model = reader.document.content();
  reader.model.bodies.push_back({"ground", 0, Vec3::Zero(), {}});
  reader.register_frame("/ground", {ground, {}});
  for (const auto node : objects_of(model, "BodySet")) {
    if (type_of(node) != "Body")
      reader.problem(node, "the body set holds something that is no body", "Remove it from the body set.");
    else if (!is_ground(node))
      read_body(reader, node);
  }
  if (reader.model.bodies.size() == 1)
    reader.problem(model, "the model has no bodies", "Give a model with bodies and joints.");
  reader.collect_offset_frames();
}

void read_wraps(Reader& reader) {
  // In OpenSim's order: ground, the bodies, then frames wherever they are; a name is looked up in
  // that order.
  const auto model = reader.document.content();
  const auto of_owner = [&](pugi::xml_node owner) {
    const auto wraps = objects_of(owner, "WrapObjectSet");
    if (wraps.empty()) return;
    // A frame that could not be placed is a problem already.
    const auto frame = is_ground(owner) ? std::optional<Frame>(Frame{ground, {}})
                                        : reader.find_frame(owner, component_path(owner));
    if (!frame) return;
    for (const auto wrap : wraps) read_wrap(reader, wrap, *frame);
  };
  of_owner(model.child("Ground"));
  for (const auto body : objects_of(model, "BodySet")) of_owner(body);
  for (const auto& found : model.select_nodes(".//PhysicalOffsetFrame")) of_owner(found.node());
  std::set<std::string> names;
  for (const auto& wrap : reader.model.wraps)
    if (!names.insert(wrap.name).second)
      reader.notes.flag(reader.document.file(),
                        fmt::format("two wrap objects are called '{}'; paths use the first", wrap.name));
}

void read_markers(Reader& reader) {
  for (const auto node : objects_of(reader.document.content(), "MarkerSet")) {
    const auto e = reader.document.element(node);
    const auto frame = reader.frame_at(e, "parent_frame", "body");
    if (!frame) continue;
    Marker marker;
    marker.name = e.name();
    marker.body = frame->body;
    marker.p_B = frame->X_BF * reader.vec3(e, "location", Vec3::Zero());
    marker.fixed = reader.flag(e, "fixed", false);
    reader.model.markers.push_back(std::move(marker));
  }
}

}  // namespace loadshare::model::osim
