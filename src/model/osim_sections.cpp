// What else a document holds: named where it would change results, summed up where it is for the
// eye only.
#include <fmt/format.h>

#include <algorithm>

#include "model/osim_parts.h"

namespace loadshare::model::osim {
namespace {

bool is_one_of(std::string_view tag, std::initializer_list<std::string_view> tags) {
  return std::find(tags.begin(), tags.end(), tag) != tags.end();
}

bool is_read(std::string_view tag) {
  return is_one_of(tag, {"defaults",
                         "Ground",
                         "gravity",
                         "credits",
                         "publications",
                         "length_units",
                         "force_units",
                         "BodySet",
                         "JointSet",
                         "ConstraintSet",
                         "ForceSet",
                         "MarkerSet",
                         "ContactGeometrySet",
                         "assembly_accuracy",
                         "ModelVisualPreferences",
                         "authors",
                         "references",
                         "VisibleObject",
                         "PhysicalOffsetFrame",
                         "groups"});
}

bool is_visual(std::string_view tag) {
  return is_one_of(tag, {"Mesh", "DisplayGeometry", "Brick", "Cylinder", "Sphere", "Ellipsoid", "Arrow",
                         "Line", "Cone", "PolygonalMesh", "Torus"});
}

void leave_out_objects(Reader& reader, pugi::xml_node holder) {
  for (auto node : holder.children()) {
    if (node.type() != pugi::node_element) continue;
    const auto type = type_of(node);
    if (type != "PhysicalOffsetFrame" && !is_visual(type))
      reader.left_out.add(std::string(type), node.attribute("name").value());
  }
}

// Parts of the model kept in files of their own, which are not opened.
void refuse_other_files(Reader& reader) {
  for (const auto& found : reader.document.content().select_nodes(".//*[@file]"))
    reader.problem(found.node(),
                   fmt::format("it is kept in another file, '{}'", found.node().attribute("file").value()),
                   "Open the model in OpenSim and save it as one file.");
}

void report_visuals(Reader& reader) {
  std::size_t count = 0;
  for (const auto& found :
       reader.document.content().select_nodes(".//attached_geometry/* | .//DisplayGeometry"))
    if (is_visual(found.node().name())) ++count;
  if (count)
    reader.notes.leave_out(reader.document.file(),
                           fmt::format("{} shapes for display, which change no result", count));
}

void check_default_values(Reader& reader) {
  for (const auto& c : reader.model.coordinates) {
    const bool inside = c.default_value > c.range_min - 1e-8 && c.default_value < c.range_max + 1e-8;
    if (c.clamped && !inside)
      reader.notes.flag(
          reader.document.file(),
          fmt::format("the default value of the clamped coordinate '{}' is outside its range", c.name));
  }
}

}  // namespace

void check_sections(Reader& reader) {
  for (auto node : reader.document.content().children()) {
    if (node.type() != pugi::node_element || is_read(node.name())) continue;
    const std::string_view tag = node.name();
    if (tag == "components")
      leave_out_objects(reader, node);
    else if (tag == "FrameSet" || tag.ends_with("Set"))
      leave_out_objects(reader, node.child("objects"));
    else
      reader.left_out.add(std::string(tag), node.attribute("name").value());
  }
  // Components that hang on others.
  for (const auto& found : reader.document.content().select_nodes(
           "BodySet/objects/*/components | Ground/components | JointSet/objects/*/components | "
           "ForceSet/objects/*/components"))
    leave_out_objects(reader, found.node());
  refuse_other_files(reader);
  report_visuals(reader);
  check_default_values(reader);
}

}  // namespace loadshare::model::osim
