#include "capture/external_loads.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

#include "capture/storage.h"
#include "capture/text.h"
#include "capture/xml.h"

namespace loadshare::capture {

namespace {

std::string identifier(Fields& fields, const char* tag) { return fields.file(tag); }

bool is_applied(Fields& fields) {
  if (fields.has("appliesForce")) return fields.flag("appliesForce", true);
  return !fields.flag("isDisabled", false);
}

void check_force(const ExternalForce& force, const std::string& place, Problems& problems) {
  const std::string who = fmt::format("external force {}", in_quotes(force.name));
  if (force.applied_to_body.empty()) {
    problems.add(place, who + " names no body", "write the body's name into <applied_to_body>");
  }
  if (force.force_identifier.empty() && force.torque_identifier.empty()) {
    problems.add(place, who + " has neither a force nor a torque",
                 "write into <force_identifier> or <torque_identifier> how the names of its columns begin");
  }
  if (force.force_identifier.empty() && !force.point_identifier.empty()) {
    problems.add(place, who + " has a point, and no force that acts there",
                 "write <force_identifier>, or remove <point_identifier>");
  }
}

ExternalForce read_force(const XmlSource& source, pugi::xml_node element, Problems& problems,
                         Diagnostics& notes) {
  Fields fields(source, element, problems);
  ExternalForce force;
  force.name = fields.name();
  force.applied_to_body = fields.file("applied_to_body");
  force.force_expressed_in_body = fields.text("force_expressed_in_body", force.force_expressed_in_body);
  force.point_expressed_in_body = fields.text("point_expressed_in_body", force.point_expressed_in_body);
  force.force_identifier = identifier(fields, "force_identifier");
  force.point_identifier = identifier(fields, "point_identifier");
  force.torque_identifier = identifier(fields, "torque_identifier");
  force.data_source_name = fields.file("data_source_name");
  force.is_applied = is_applied(fields);
  fields.note_unread(notes);
  check_force(force, fields.place(), problems);
  return force;
}

// The three functions of an old force are named after their columns: "ground_force_vx" belongs to the
// identifier "ground_force_v". A name "#7" is a column's number; its name is known when the recording is.
std::string identifier_from_functions(pugi::xml_node element, const char* set_name) {
  const auto set = element.find_child_by_attribute("FunctionSet", "name", set_name);
  const auto objects = (set ? set : element.child(set_name)).child("objects");
  for (const auto function : objects.children()) {
    std::string name = function.attribute("name").as_string();
    if (name.empty() || name.front() == '#') return name;
    name.pop_back();
    return name;
  }
  return {};
}

ExternalForce read_prescribed_force(const XmlSource& source, pugi::xml_node element, Problems& problems) {
  Fields fields(source, element, problems);
  ExternalForce force;
  force.name = fields.name();
  force.applied_to_body = fields.file("body");
  if (force.applied_to_body.empty()) force.applied_to_body = fields.file("body_name");
  force.force_identifier = identifier_from_functions(element, "forceFunctions");
  force.point_identifier = identifier_from_functions(element, "pointFunctions");
  force.torque_identifier = identifier_from_functions(element, "torqueFunctions");
  force.is_applied = is_applied(fields);
  check_force(force, fields.place(), problems);
  return force;
}

void read_forces(const XmlSource& source, pugi::xml_node objects, ExternalLoads& loads, Problems& problems,
                 Diagnostics& notes) {
  for (const auto element : objects.children()) {
    if (element.type() != pugi::node_element) continue;
    const std::string_view kind = element.name();
    if (kind == "ExternalForce") {
      loads.forces.push_back(read_force(source, element, problems, notes));
    } else if (kind == "PrescribedForce") {
      loads.forces.push_back(read_prescribed_force(source, element, problems));
    } else {
      notes.leave_out(source.place_of(element),
                      fmt::format("a load of the kind {} is not used", in_quotes(kind)));
    }
  }
}

bool begins_with(std::string_view text, std::string_view beginning) {
  return text.substr(0, beginning.size()) == beginning;
}

// How the column is marked: 0, 1, 2 for x, y, z or 1, 2, 3; -1 for anything else.
int axis_of(std::string_view label) {
  if (label.empty()) return -1;
  for (const std::string_view axes : {"xyz", "XYZ", "123"}) {
    const auto at = axes.find(label.back());
    if (at != std::string_view::npos) return static_cast<int>(at);
  }
  return -1;
}

Result<ThreeColumns> find_columns(std::string identifier, std::string_view kind, const std::string& where,
                                  const TimeSeries& recording, Diagnostics& notes) {
  if (begins_with(identifier, "#")) {
    const auto number = count_of(std::string_view(identifier).substr(1));
    if (!number || *number < 1 || *number > static_cast<long long>(recording.labels.size())) {
      return Refusal{where, fmt::format("there is no column {} for the {}", in_quotes(identifier), kind),
                     "save the loads with a current OpenSim, which names columns"};
    }
    identifier = recording.labels[static_cast<std::size_t>(*number - 1)];
    identifier.pop_back();
  }
  ThreeColumns columns{};
  std::size_t count = 0;
  for (std::size_t column = 0; column < recording.labels.size(); ++column) {
    if (!begins_with(recording.labels[column], identifier)) continue;
    if (count < 3) columns[count] = column;
    ++count;
  }
  if (count != 3) {
    return Refusal{
        where,
        fmt::format("{} columns begin with {}, and the {} needs three", count, in_quotes(identifier), kind),
        fmt::format("write into <{}_identifier> how just three columns of the recording begin", kind)};
  }
  ThreeColumns axes{};
  for (std::size_t i = 0; i < 3; ++i)
    axes[i] = static_cast<std::size_t>(axis_of(recording.labels[columns[i]]));
  const bool marked = std::is_permutation(axes.begin(), axes.end(), ThreeColumns{0, 1, 2}.begin());
  if (marked && axes != ThreeColumns{0, 1, 2}) {
    notes.flag(where,
               fmt::format("the columns of {} stand in the order {}, {}, {}; they were taken as x, y, z",
                           in_quotes(identifier), recording.labels[columns[0]], recording.labels[columns[1]],
                           recording.labels[columns[2]]));
  }
  return columns;
}

Result<std::filesystem::path> find_data_file(const ExternalLoads& loads,
                                             const std::filesystem::path& setup_folder) {
  const std::string where = fmt::format("external loads {}", in_quotes(loads.name));
  if (loads.datafile.empty()) {
    return Refusal{where, "no <datafile> is named",
                   "write the name of the recording of forces into <datafile>"};
  }
  std::error_code ignored;
  if (!names_a_drive(loads.datafile)) {
    for (const auto& folder : {setup_folder, loads.folder}) {
      auto path = path_from(folder, loads.datafile);
      if (std::filesystem::is_regular_file(path, ignored)) return path;
    }
  }
  const auto beside = loads.folder / path_from({}, loads.datafile).filename();
  const bool lies_beside = std::filesystem::is_regular_file(beside, ignored);
  return Refusal{where, fmt::format("the <datafile> '{}' is not there", loads.datafile),
                 lies_beside
                     ? fmt::format("a file of that name lies beside the loads: write '{}' into <datafile>",
                                   beside.filename().string())
                     : "write the path of the recording into <datafile>, relative to the file of the loads"};
}

}  // namespace

Result<ExternalLoads> parse_external_loads(std::string_view text, const std::string& where,
                                           Diagnostics& notes) {
  const auto source = parse_xml(text, where);
  if (!source) return source.refusal();
  const std::string_view kind = source->content.name();
  const bool is_old_set = kind == "ForceSet" && source->document_version < 20301;
  if (kind != "ExternalLoads" && !is_old_set) {
    return Refusal{source->place_of(source->content),
                   fmt::format("<{}> stands where <ExternalLoads> should", kind),
                   "name a file of external loads"};
  }
  Problems problems;
  Fields fields(*source, source->content, problems);
  ExternalLoads loads;
  loads.name = fields.name();
  loads.document_version = source->document_version;
  loads.datafile = fields.file("datafile");
  loads.load_kinematics_file = fields.file("external_loads_model_kinematics_file");
  if (fields.has("lowpass_cutoff_frequency_for_load_kinematics")) {
    loads.lowpass_cutoff_for_load_kinematics_Hz =
        fields.number("lowpass_cutoff_frequency_for_load_kinematics", -1.0);
  }
  if (!loads.load_kinematics_file.empty()) {
    notes.leave_out(
        where, fmt::format("external_loads_model_kinematics_file '{}' is not used, as in OpenSim since 4.0",
                           loads.load_kinematics_file));
  }
  read_forces(*source, fields.child("objects"), loads, problems, notes);
  fields.pass_over({"groups", "defaults"});
  note_defaults(*source, source->content, {"ExternalForce"}, notes);
  fields.note_unread(notes);
  if (loads.forces.empty() && problems.none()) {
    problems.add(where, "there is not one external force", "add an <ExternalForce> under <objects>");
  }
  if (!problems.none()) return problems.refusal();
  return loads;
}

Result<ExternalLoads> read_external_loads(const std::filesystem::path& path, Diagnostics& notes) {
  const auto text = read_text_file(path, xml_byte_limit);
  if (!text) return text.refusal();
  auto loads = parse_external_loads(*text, path.string(), notes);
  if (loads) loads->folder = path.parent_path();
  return loads;
}

Result<std::vector<ExternalForceColumns>> bind_columns(const ExternalLoads& loads,
                                                       const TimeSeries& recording, Diagnostics& notes) {
  std::vector<ExternalForceColumns> all;
  for (const auto& force : loads.forces) {
    const std::string where = fmt::format("external force {}", in_quotes(force.name));
    ExternalForceColumns columns;
    const auto bind = [&](const std::string& written, std::string_view kind,
                          std::optional<ThreeColumns>& bound) -> std::optional<Refusal> {
      if (written.empty()) return std::nullopt;
      const auto found = find_columns(written, kind, where, recording, notes);
      if (!found) return found.refusal();
      bound = *found;
      return std::nullopt;
    };
    if (const auto refusal = bind(force.force_identifier, "force", columns.force)) return *refusal;
    if (const auto refusal = bind(force.point_identifier, "point", columns.point)) return *refusal;
    if (const auto refusal = bind(force.torque_identifier, "torque", columns.torque)) return *refusal;
    all.push_back(columns);
  }
  return all;
}

Result<ExternalLoadRecording> read_external_load_recording(const ExternalLoads& loads,
                                                           const std::filesystem::path& setup_folder,
                                                           Diagnostics& notes) {
  const auto file = find_data_file(loads, setup_folder);
  if (!file) return file.refusal();
  auto series = read_storage(*file, notes);
  if (!series) return series.refusal();
  auto columns = bind_columns(loads, *series, notes);
  if (!columns) return columns.refusal();
  return ExternalLoadRecording{*file, std::move(*series), std::move(*columns)};
}

}  // namespace loadshare::capture
