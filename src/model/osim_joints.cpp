// Joints and their coordinates, from all layouts of .osim documents.
#include <fmt/format.h>

#include <cmath>

#include "base/units.h"
#include "model/osim_parts.h"

namespace loadshare::model::osim {
namespace {

using numerics::Function;
using M = MotionType;

struct KnownJoint {
  std::string_view tag;
  JointType type;
  std::vector<MotionType> motions;
};

const std::vector<KnownJoint>& known_joints() {
  static const std::vector<KnownJoint> known{
      {"WeldJoint", JointType::weld, {}},
      {"PinJoint", JointType::pin, {M::rotational}},
      {"SliderJoint", JointType::slider, {M::translational}},
      {"UniversalJoint", JointType::universal, {M::rotational, M::rotational}},
      {"PlanarJoint", JointType::planar, {M::rotational, M::translational, M::translational}},
      {"BallJoint", JointType::ball, {M::rotational, M::rotational, M::rotational}},
      // Body-fixed x, y, z with the angles' own rates: the same as a custom joint with these axes.
      {"GimbalJoint", JointType::custom, {M::rotational, M::rotational, M::rotational}},
      {"FreeJoint",
       JointType::free,
       {M::rotational, M::rotational, M::rotational, M::translational, M::translational, M::translational}},
      {"CustomJoint", JointType::custom, {}}};
  return known;
}

constexpr std::array<const char*, 6> axis_tags{"rotation1",    "rotation2",    "rotation3",
                                               "translation1", "translation2", "translation3"};

Coordinate read_coordinate(Reader& reader, pugi::xml_node node) {
  const auto e = reader.document.element(node);
  Coordinate c;
  c.name = e.name();
  c.default_value = reader.number(e, "default_value", 0);
  c.default_speed = reader.number(e, "default_speed_value", 0);
  const auto range = reader.numbers(e, "range", {-10, 10}, 2);
  c.range_min = range[0];
  c.range_max = range[1];
  c.clamped = reader.flag(e, "clamped", false);
  c.locked = reader.flag(e, "locked", false);
  if (c.name.empty()) reader.problem(node, "the coordinate has no name", "Give it a name.");
  if (c.clamped && c.range_min > c.range_max)
    reader.problem(node, "the range's least value is above its greatest", "Correct the range.");
  if (reader.flag(e, "prescribed", false)) {
    const auto found =
        reader.document.object_property(e, "prescribed_function", {"Function", "Spline", "Constant", "Sine"});
    if (found.object.own) c.prescribed = read_function(reader, found.object);
    if (c.prescribed && arity_of(*c.prescribed) > 1)
      reader.problem(node, "the prescribed function is not one of time alone",
                     "Give a function of one variable.");
  }
  return c;
}

std::vector<Coordinate> read_coordinates(Reader& reader, pugi::xml_node joint) {
  std::vector<Coordinate> coordinates;
  auto list = joint.child("coordinates");
  if (!list) list = joint.child("CoordinateSet").child("objects");
  for (auto child : list.children("Coordinate")) coordinates.push_back(read_coordinate(reader, child));
  return coordinates;
}

// ---- custom joints

// Coordinates in the order in which the axes name them first: the joint's own order in OpenSim.
struct NamedCoordinates {
  std::vector<std::string> names;
  CoordinateId index(const std::string& name) {
    for (std::size_t i = 0; i < names.size(); ++i)
      if (names[i] == name) return CoordinateId(i);
    names.push_back(name);
    return CoordinateId(names.size() - 1);
  }
};

// A function is zero where the file says nothing, and q where it leaves the element empty.
Function read_axis_function(Reader& reader, const Element& axis, std::size_t coordinate_count) {
  const auto found =
      reader.document.object_property(axis, "function", {"Function", "Spline", "Constant", "Sine"});
  if (!found.given) return numerics::make_constant(0);
  if (!found.object.own)
    return coordinate_count > 0 ? numerics::make_linear(1, 0) : numerics::make_constant(0);
  auto function = read_function(reader, found.object).value_or(numerics::make_constant(0));
  const int arity = arity_of(function);
  if (arity >= 0 && arity != static_cast<int>(coordinate_count))
    reader.problem(axis.own,
                   fmt::format("its function takes {} variables, but the axis names {} coordinates", arity,
                               coordinate_count),
                   "Name as many coordinates as the function takes.");
  return function;
}

std::array<TransformAxis, 6> read_axes(Reader& reader, const Element& joint, NamedCoordinates& used) {
  const auto transform = reader.document.child_object(joint, "SpatialTransform");
  std::array<TransformAxis, 6> axes;
  for (std::size_t i = 0; i < 6; ++i) {
    auto& axis = axes[i];
    axis.axis = Vec3::Unit(static_cast<Eigen::Index>(i % 3));
    axis.function = numerics::make_constant(0);
    const auto found = reader.document.object_property(transform, axis_tags[i], {});
    if (!found.object.own) continue;
    axis.axis = reader.vec3(found.object, "axis", axis.axis);
    for (const auto& name : reader.words(found.object, "coordinates"))
      axis.coordinates.push_back(used.index(name));
    axis.function = read_axis_function(reader, found.object, axis.coordinates.size());
  }
  for (std::size_t first : {0u, 3u})
    for (std::size_t i = 0; i < 3; ++i) {
      // The same bound as OpenSim's; it also catches axes of length zero.
      const auto& a = axes[first + i].axis;
      const auto& b = axes[first + (i + 1) % 3].axis;
      if (a.cross(b).norm() >= 1e-5) continue;
      const bool zero = a.norm() < 1e-5 || b.norm() < 1e-5;
      reader.problem(
          transform.own,
          fmt::format("the {} axes {} and {} {}", first ? "translation" : "rotation", i + 1, (i + 1) % 3 + 1,
                      zero ? "are not both of a length above zero" : "are parallel"),
          "Give three independent axes.");
    }
  return axes;
}

// How a coordinate counts in units: purely an angle or a distance where an axis follows it with
// slope one, coupled otherwise.
MotionType motion_of(const std::array<TransformAxis, 6>& axes, CoordinateId coordinate) {
  std::optional<MotionType> motion;
  for (std::size_t i = 0; i < 6; ++i) {
    const auto& named = axes[i].coordinates;
    if (std::find(named.begin(), named.end(), coordinate) == named.end()) continue;
    const auto* linear = std::get_if<numerics::LinearFunction>(&axes[i].function.kind);
    if (linear && std::abs(linear->coefficients.front()) == 1.0)
      motion = i < 3 ? M::rotational : M::translational;
    else if (!motion)
      motion = M::coupled;
  }
  return motion.value_or(M::coupled);
}

void read_custom(Reader& reader, const Element& e, DraftJoint& draft) {
  NamedCoordinates used;
  draft.joint.axes = read_axes(reader, e, used);
  const auto listed = std::move(draft.coordinates);
  draft.coordinates.clear();
  for (std::size_t i = 0; i < used.names.size(); ++i) {
    Coordinate c;
    c.range_min = -10, c.range_max = 10;
    for (const auto& candidate : listed)
      if (candidate.name == used.names[i]) c = candidate;
    c.name = used.names[i];
    c.motion = motion_of(draft.joint.axes, CoordinateId(i));
    draft.coordinates.push_back(std::move(c));
  }
  for (const auto& candidate : listed)
    if (std::find(used.names.begin(), used.names.end(), candidate.name) == used.names.end())
      reader.problem(e.own, fmt::format("no axis follows the coordinate '{}'", candidate.name),
                     "Name the coordinate at one of the axes, or remove it.");
  if (used.names.empty())
    reader.problem(e.own, "the custom joint has no coordinates",
                   "Use a WeldJoint for a joint that does not move.");
}

void set_gimbal_axes(DraftJoint& draft) {
  for (std::size_t i = 0; i < 6; ++i) {
    auto& axis = draft.joint.axes[i];
    axis.axis = Vec3::Unit(static_cast<Eigen::Index>(i % 3));
    axis.function = i < 3 ? numerics::make_linear(1, 0) : numerics::make_constant(0);
    if (i < 3) axis.coordinates = {CoordinateId(i)};
  }
}

// ---- where a joint is attached

// Before version 30505 a joint holds its own offsets from the bodies.
void attach_by_offsets(Reader& reader, const Element& e, const std::string& parent, const std::string& child,
                       DraftJoint& draft) {
  const auto place = [&](const std::string& name, const char* what) {
    const auto frame = reader.find_frame(e.own, name);
    if (!frame)
      reader.problem(e.own, fmt::format("its {} '{}' is no body of the model", what, name),
                     "Correct the name of the body.");
    return frame.value_or(Frame{});
  };
  const auto offset = [&](const char* location, const char* orientation) {
    return Transform{rotation_from_body_fixed_xyz(reader.vec3(e, orientation, Vec3::Zero())),
                     reader.vec3(e, location, Vec3::Zero())};
  };
  const bool oldest = reader.document.version() < 30500;
  const auto P = place(parent, "parent body"), B = place(child, "child body");
  draft.joint.parent = P.body;
  draft.joint.child = B.body;
  draft.joint.X_PF = P.X_BF * offset("location_in_parent", "orientation_in_parent");
  draft.joint.X_BM = B.X_BF * offset(oldest ? "location" : "location_in_child",
                                     oldest ? "orientation" : "orientation_in_child");
  draft.joint.parent_frame_name = last_part(parent) + "_offset";
  draft.joint.child_frame_name = last_part(child) + "_offset";
}

void attach_by_frames(Reader& reader, const Element& e, DraftJoint& draft) {
  const auto P = reader.frame_at(e, "parent_frame").value_or(Frame{});
  const auto B = reader.frame_at(e, "child_frame").value_or(Frame{});
  draft.joint.parent = P.body;
  draft.joint.child = B.body;
  draft.joint.X_PF = P.X_BF;
  draft.joint.X_BM = B.X_BF;
  draft.joint.parent_frame_name = last_part(reader.socket(e, "parent_frame"));
  draft.joint.child_frame_name = last_part(reader.socket(e, "child_frame"));
}

std::string first_of(const std::string& a, const std::string& b) { return a.empty() ? b : a; }

void attach(Reader& reader, const Element& e, pugi::xml_node body_around, DraftJoint& draft) {
  auto& joint = draft.joint;
  if (reader.document.version() < 30505) {
    const auto parent =
        first_of(reader.socket(e, "parent_frame"), reader.socket(e, "parent_body", "parent_body"));
    auto child = first_of(reader.socket(e, "child_frame"), reader.socket(e, "child_body"));
    if (body_around) child = body_around.attribute("name").value();
    attach_by_offsets(reader, e, parent, child, draft);
  } else {
    attach_by_frames(reader, e, draft);
  }
  if (reader.document.version() < 30514 && reader.flag(e, "reverse", false)) {
    std::swap(joint.parent, joint.child);
    std::swap(joint.X_PF, joint.X_BM);
    std::swap(joint.parent_frame_name, joint.child_frame_name);
  }
  if (joint.parent.is_some() && joint.parent == joint.child)
    reader.problem(e.own, "the joint connects a body with itself", "Correct its parent or its child.");
}

void read_joint(Reader& reader, pugi::xml_node node, pugi::xml_node body_around,
                std::vector<DraftJoint>& drafts) {
  const auto e = reader.document.element(node);
  const KnownJoint* known = nullptr;
  for (const auto& candidate : known_joints())
    if (candidate.tag == type_of(node)) known = &candidate;
  if (!known) {
    reader.problem(node, fmt::format("joints of type {} are not read", type_of(node)),
                   "Replace it by a CustomJoint or another joint that is read.");
    return;
  }
  DraftJoint draft;
  draft.node = node;
  draft.joint.name = e.name();
  draft.joint.type = known->type;
  attach(reader, e, body_around, draft);
  draft.coordinates = read_coordinates(reader, node);
  if (known->tag == "CustomJoint") {
    read_custom(reader, e, draft);
  } else {
    const auto count = known->motions.size();
    if (draft.coordinates.empty())
      for (std::size_t i = 0; i < count; ++i) {
        Coordinate c;
        c.name = fmt::format("{}_coord_{}", draft.joint.name, i);
        c.range_min = -10, c.range_max = 10;
        draft.coordinates.push_back(std::move(c));
      }
    if (draft.coordinates.size() != count)
      reader.problem(
          node, fmt::format("{} coordinates where a {} has {}", draft.coordinates.size(), known->tag, count),
          "Give the joint the coordinates of its type.");
    draft.coordinates.resize(count);
    for (std::size_t i = 0; i < count; ++i) draft.coordinates[i].motion = known->motions[i];
    if (known->tag == "GimbalJoint") set_gimbal_axes(draft);
  }
  drafts.push_back(std::move(draft));
}

}  // namespace

void read_joints(Reader& reader) {
  const auto model = reader.document.content();
  std::vector<DraftJoint> drafts;
  if (reader.document.version() < 30501) {
    for (const auto body : objects_of(model, "BodySet"))
      for (auto node : body.child("Joint").children())
        if (node.type() == pugi::node_element) read_joint(reader, node, body, drafts);
  } else {
    for (const auto node : objects_of(model, "JointSet")) read_joint(reader, node, {}, drafts);
  }
  build_tree(reader, std::move(drafts));
}

void read_couplers(Reader& reader) {
  for (const auto node : objects_of(reader.document.content(), "ConstraintSet")) {
    const auto e = reader.document.element(node);
    const bool old = reader.document.version() < 30509 && e.property("isDisabled");
    const bool enforced = old ? !reader.flag(e, "isDisabled", false) : reader.flag(e, "isEnforced", true);
    if (type_of(node) != "CoordinateCouplerConstraint" || !enforced) {
      const std::string kind(type_of(node));
      if (enforced)
        reader.left_out.add("enforced " + kind, e.name());
      else
        reader.left_out.add(kind + " (not enforced)", e.name());
      continue;
    }
    CoordinateCoupler coupler;
    coupler.name = e.name();
    coupler.dependent = reader.coordinate_named(node, reader.text(e, "dependent_coordinate_name"));
    for (const auto& name : reader.words(e, "independent_coordinate_names"))
      coupler.independents.push_back(reader.coordinate_named(node, name));
    const auto found = reader.document.object_property(e, "coupled_coordinates_function",
                                                       {"Function", "Spline", "Constant", "Sine"});
    if (!found.object.own) {
      reader.problem(node, "the coupler has no function", "Give its coupled_coordinates_function.");
      continue;
    }
    auto function = read_function(reader, found.object);
    if (!function) continue;
    const int arity = arity_of(*function);
    if (coupler.independents.empty() ||
        (arity >= 0 && arity != static_cast<int>(coupler.independents.size())))
      reader.problem(node,
                     fmt::format("{} independent coordinates where its function takes {}",
                                 coupler.independents.size(), std::max(1, arity)),
                     "Name as many independent coordinates as the function takes.");
    const double scale = reader.number(e, "scale_factor", 1.0);
    if (scale != 1.0) *function = Function{numerics::MultiplierFunction{scale, {*function}}};
    coupler.function = *std::move(function);
    reader.model.couplers.push_back(std::move(coupler));
  }
}

}  // namespace loadshare::model::osim
