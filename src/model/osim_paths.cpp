// Geometry paths: points and wraps.
#include <fmt/format.h>

#include <cmath>

#include "model/osim_parts.h"

namespace loadshare::model::osim {
namespace {

MovingPoint read_moving(Reader& reader, const Element& e, const Frame& frame) {
  static constexpr std::array<const char*, 3> locations{"x_location", "y_location", "z_location"};
  static constexpr std::array<const char*, 3> names{"x_coordinate", "y_coordinate", "z_coordinate"};
  MovingPoint point;
  for (std::size_t k = 0; k < 3; ++k) {
    point.functions[k] = read_function_property(reader, e, locations[k], numerics::make_constant(0));
    point.coordinates[k] = reader.coordinate_named(e.own, reader.socket(e, names[k], names[k]), false);
    const int arity = arity_of(point.functions[k]);
    if (arity > 1)
      reader.problem(e.own, fmt::format("{} takes {} variables", locations[k], arity),
                     "Give a function of one variable.");
  }
  const bool on_body = frame.X_BF.R == Mat3::Identity() && frame.X_BF.p == Vec3::Zero();
  if (!on_body)
    reader.problem(e.own, "the moving point is attached to an offset frame", "Attach it to the body itself.");
  return point;
}

ConditionalPoint read_conditional(Reader& reader, const Element& e, const Frame& frame) {
  ConditionalPoint point;
  point.p_B = frame.X_BF * reader.vec3(e, "location", Vec3::Zero());
  point.coordinate = reader.coordinate_named(e.own, reader.socket(e, "coordinate", "coordinate"));
  const auto range = reader.numbers(e, "range", {0, 0}, 2);
  point.range_min = range[0];
  point.range_max = range[1];
  return point;
}

void read_point(Reader& reader, pugi::xml_node node, Path& path) {
  const auto e = reader.document.element(node);
  const auto frame = reader.frame_at(e, "parent_frame", "body").value_or(Frame{});
  PathPoint point;
  point.name = e.name();
  point.body = frame.body;
  const auto type = type_of(node);
  if (type == "PathPoint")
    point.place = FixedPoint{frame.X_BF * reader.vec3(e, "location", Vec3::Zero())};
  else if (type == "ConditionalPathPoint")
    point.place = read_conditional(reader, e, frame);
  else if (type == "MovingPathPoint")
    point.place = read_moving(reader, e, frame);
  else
    reader.problem(node, fmt::format("path points of type {} are not read", type), "Use a PathPoint.");
  path.points.push_back(std::move(point));
}

std::optional<WrapMethod> method_named(const std::string& word) {
  if (word.empty() || word == "Unassigned" || word == "hybrid" || word == "Hybrid" || word == "HYBRID")
    return WrapMethod::hybrid;
  if (word == "midpoint" || word == "Midpoint" || word == "MIDPOINT") return WrapMethod::midpoint;
  if (word == "axial" || word == "Axial" || word == "AXIAL") return WrapMethod::axial;
  return std::nullopt;
}

void read_path_wrap(Reader& reader, pugi::xml_node node, Path& path) {
  const auto e = reader.document.element(node);
  PathWrap wrap;
  wrap.name = e.name();
  const auto object = reader.text(e, "wrap_object");
  const auto found = reader.wrap_by_name.find(object);
  if (found == reader.wrap_by_name.end())
    reader.problem(
        node, fmt::format("the wrap object '{}' is not in the model, or of a kind that is not read", object),
        "Correct the wrap object's name, or remove it from the path.");
  else
    wrap.object = found->second;
  const auto method = method_named(reader.text(e, "method"));
  if (!method)
    reader.problem(node, fmt::format("the wrap method '{}' is not known", reader.text(e, "method")),
                   "Write hybrid, midpoint or axial.");
  wrap.method = method.value_or(WrapMethod::hybrid);
  const auto range = reader.numbers(e, "range", {-1, -1}, 2);
  const auto count = static_cast<double>(path.points.size());
  const auto point_number = [&](double end) {
    if (end == -1 || (end == std::floor(end) && end >= 1 && end <= count)) return static_cast<int>(end);
    reader.problem(node, fmt::format("the wrap's range names point {} of {}", end, count),
                   "Number the points from 1, or write -1.");
    return -1;
  };
  wrap.first_point = point_number(range[0]);
  wrap.last_point = point_number(range[1]);
  path.wraps.push_back(std::move(wrap));
}

}  // namespace

Path read_path(Reader& reader, const Element& owner) {
  Path path;
  const auto found = reader.document.object_property(owner, "path", {"Path"});
  auto e = reader.document.child_object(owner, "GeometryPath");
  if (!e.own) e = found.object;
  if (!e.own) {
    reader.problem(owner.own, "it has no path", "Give it a GeometryPath of at least two points.");
    return path;
  }
  if (type_of(e.own) != "GeometryPath") {
    reader.problem(e.own, fmt::format("paths of type {} are not read", type_of(e.own)),
                   "Use a GeometryPath.");
    return path;
  }
  for (const auto node : objects_of(e.own, "PathPointSet")) read_point(reader, node, path);
  if (path.points.size() < 2)
    reader.problem(owner.own, fmt::format("its path has {} points", path.points.size()),
                   "Give it at least two points.");
  for (const auto node : objects_of(e.own, "PathWrapSet")) read_path_wrap(reader, node, path);
  return path;
}

}  // namespace loadshare::model::osim
