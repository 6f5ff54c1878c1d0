#include "model/osim_reader.h"

#include <fmt/format.h>

#include <fstream>
#include <set>
#include <sstream>

#include "model/osim_parts.h"

namespace loadshare::model {
namespace {

using osim::Document;
using osim::Reader;

Result<std::string> read_text(const std::filesystem::path& path) {
  constexpr std::uintmax_t largest_bytes = std::uintmax_t{200} << 20;
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error))
    return Refusal{path.string(), "there is no such file", "Correct the path."};
  const auto size = std::filesystem::file_size(path, error);
  if (error) return Refusal{path.string(), "the file cannot be read", "Check that you may read it."};
  if (size > largest_bytes)
    return Refusal{path.string(), fmt::format("the file has {} MB; models up to 200 MB are read", size >> 20),
                   "Give an .osim model."};
  std::ifstream file(path, std::ios::binary);
  std::string text(static_cast<std::size_t>(size), '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file || file.gcount() != static_cast<std::streamsize>(text.size()))
    return Refusal{path.string(), "the file cannot be read", "Check that you may read it."};
  return text;
}

template <class List, class Name>
void check_names(Reader& reader, const List& list, std::string_view kind, Name name_in) {
  std::set<std::string_view> seen;
  for (const auto& item : list) {
    const std::string& name = name_in(item);
    if (name.empty())
      reader.problems.add(
          {reader.document.file(), fmt::format("one of the {} has no name", kind), "Give it a name."});
    else if (!seen.insert(name).second)
      reader.problems.add({reader.document.file(), fmt::format("two {} are called '{}'", kind, name),
                           "Give each its own name."});
  }
}

const auto name_of = [](const auto& item) -> const std::string& { return item.name; };

void check_skeleton_names(Reader& reader) {
  check_names(reader, reader.model.bodies, "bodies", name_of);
  check_names(reader, reader.model.joints, "joints", name_of);
  check_names(reader, reader.model.coordinates, "coordinates", name_of);
}

void check_other_names(Reader& reader) {
  check_names(reader, reader.model.markers, "markers", name_of);
  check_names(reader, reader.model.muscles, "muscles", name_of);
  check_names(reader, reader.model.force_order, "actuators",
              [](const std::string& name) -> const std::string& { return name; });
}

void read_head(Reader& reader) {
  const auto e = reader.document.element(reader.document.content());
  auto& m = reader.model;
  m.name = e.name();
  m.credits = reader.text(e, "credits");
  m.document_version = reader.document.version();
  m.gravity_G = reader.vec3({e.own, {}}, "gravity", Vec3(0, -9.80665, 0));
  const auto units = reader.text({e.own, {}}, "length_units", "meters");
  if (units != "meters" && units != "m")
    reader.notes.flag(reader.document.file(),
                      fmt::format("the model says its lengths are in {}; metres were taken", units));
  if (reader.document.version() > osim::newest_version)
    reader.notes.flag(reader.document.file(),
                      fmt::format("the document has version {}; the newest that is known is {}",
                                  reader.document.version(), osim::newest_version));
}

Result<Model> finish(Reader& reader) {
  reader.left_out.report(reader.document.file(), reader.notes);
  if (!reader.problems.empty()) return reader.problems.merged(reader.document.file());
  return std::move(reader.model);
}

// What a force set may refer to, from a model that was read before.
void register_model(Reader& reader) {
  const auto& m = reader.model;
  reader.register_frame("/ground", {ground, {}});
  for (std::size_t b = 1; b < m.bodies.size(); ++b)
    reader.register_frame("/bodyset/" + m.bodies[b].name, {BodyId(b), {}});
  for (const auto& joint : m.joints) {
    const auto path = "/jointset/" + joint.name + "/";
    reader.register_frame(path + joint.parent_frame_name, {joint.parent, joint.X_PF});
    reader.register_frame(path + joint.child_frame_name, {joint.child, joint.X_BM});
  }
  reader.index_names();
}

}  // namespace

Result<Model> parse_osim(std::string_view xml, std::string where, Diagnostics& notes) {
  auto document = Document::parse(xml, std::move(where));
  if (!document) return document.refusal();
  if (osim::type_of(document->content()) != "Model")
    return Refusal{document->place(document->content()), "the document holds no model",
                   "Give an .osim model; set-up files and force sets are read elsewhere."};
  Reader reader(*document, notes);
  read_head(reader);
  osim::read_bodies(reader);
  osim::read_joints(reader);
  check_skeleton_names(reader);
  // What hangs on a broken skeleton would only repeat its problems.
  if (!reader.problems.empty()) return finish(reader);
  osim::read_wraps(reader);
  reader.index_names();
  osim::read_couplers(reader);
  osim::read_forces(reader, document->content().child("ForceSet"));
  osim::read_markers(reader);
  osim::check_sections(reader);
  check_other_names(reader);
  return finish(reader);
}

Result<Model> read_osim(const std::filesystem::path& path, Diagnostics& notes) {
  const auto text = read_text(path);
  if (!text) return text.refusal();
  return parse_osim(*text, path.filename().string(), notes);
}

Result<Done> append_force_set_text(Model& model, std::string_view xml, std::string where,
                                   Diagnostics& notes) {
  auto document = Document::parse(xml, std::move(where));
  if (!document) return document.refusal();
  if (osim::type_of(document->content()) != "ForceSet" && osim::type_of(document->content()) != "ActuatorSet")
    return Refusal{document->place(document->content()), "the document holds no force set",
                   "Give a file with a <ForceSet>."};
  Reader reader(*document, notes);
  reader.model = model;
  register_model(reader);
  osim::read_forces(reader, document->content());
  check_other_names(reader);
  auto extended = finish(reader);
  if (!extended) return extended.refusal();
  model = *std::move(extended);
  return Done{};
}

Result<Done> append_force_set(Model& model, const std::filesystem::path& path, Diagnostics& notes) {
  const auto text = read_text(path);
  if (!text) return text.refusal();
  return append_force_set_text(model, *text, path.filename().string(), notes);
}

void remove_actuators(Model& model) {
  model.muscles.clear();
  model.coordinate_actuators.clear();
  model.torque_actuators.clear();
  model.point_actuators.clear();
  model.ligaments.clear();
  model.coordinate_limits.clear();
  model.bushings.clear();
  model.coordinate_springs.clear();
  model.expression_forces.clear();
  model.point_springs.clear();
  model.contact_spheres.clear();
  model.force_order.clear();
}

}  // namespace loadshare::model
