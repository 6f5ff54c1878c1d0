#include "service/check_documents.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <system_error>

#include "analysis/run_tool.h"
#include "base/require.h"
#include "capture/text.h"
#include "capture/xml.h"
#include "service/check_recordings.h"

namespace loadshare::service {
namespace {

void add_fact(FileCheck& check, std::string name, std::string value) {
  check.facts.push_back({std::move(name), std::move(value)});
}

// `kind`: what the role asks for.
void add_named(FileCheck& check, Diagnostics& notes, std::string role, const std::string& as_written,
               const std::filesystem::path& path, FileKind kind) {
  if (as_written.empty()) return;
  NamedFile named{std::move(role), as_written, path, false, std::nullopt};
  std::error_code error;
  named.is_there = std::filesystem::is_regular_file(path, error);
  if (!named.is_there && capture::names_a_drive(as_written)) {
    notes.flag(check.file.string(),
               fmt::format("the {} is named on a drive of another computer: {}", named.role, as_written));
  } else if (!named.is_there) {
    notes.flag(check.file.string(), fmt::format("not there: the {}, {}", named.role, path.string()));
  } else if (const auto found = recognise_file(path); found) {
    named.kind = *found;
    if (*found != kind)
      notes.flag(check.file.string(), fmt::format("of another kind: the {}, {}, is a {}", named.role,
                                                  path.string(), name_of(*found)));
  } else {
    notes.flag(check.file.string(), fmt::format("the {} cannot be used: {}: {}", named.role,
                                                found.refusal().where, found.refusal().what));
  }
  check.named_files.push_back(std::move(named));
}

std::string range_text(const capture::TimeRange& range) {
  if (std::isinf(range.start_s) && std::isinf(range.end_s)) return "all of it";
  return fmt::format("{:.6g} to {:.6g} s", range.start_s, range.end_s);
}

std::string filter_text(double cutoff_Hz) {
  return cutoff_Hz < 0 ? std::string("none") : fmt::format("low-pass, {:.4g} Hz", cutoff_Hz);
}

std::string_view kind_of(const capture::AnalysisSetup& analysis) {
  constexpr std::array<std::string_view, 4> kinds{"StaticOptimization", "MuscleAnalysis", "JointReaction",
                                                  "Kinematics"};
  return kinds[analysis.index()];
}

class SetupCheck {
 public:
  SetupCheck(const capture::ToolSetup& setup, FileCheck& check, Diagnostics& notes)
      : setup_(setup), check_(check), notes_(notes) {}

  void operator()(const capture::InverseKinematicsSetup& tool) {
    add_fact(check_, "tool", "InverseKinematicsTool");
    add_fact(check_, "time range", range_text(tool.time_range));
    add_fact(check_, "marker tasks",
             fmt::format("{} applied of {}", applied(tool.marker_tasks), tool.marker_tasks.size()));
    add_fact(check_, "coordinate tasks",
             fmt::format("{} applied of {}", applied(tool.coordinate_tasks), tool.coordinate_tasks.size()));
    add_fact(check_, "writes", tool.output_motion_file);
    need("model", tool.model_file, FileKind::model);
    need("marker recording", tool.marker_file, FileKind::markers);
    name("coordinate file", tool.coordinate_file, FileKind::storage);
    name("task set", tool.task_set_file, FileKind::task_set);
  }

  void operator()(const capture::InverseDynamicsSetup& tool) {
    add_fact(check_, "tool", "InverseDynamicsTool");
    add_fact(check_, "time range", range_text(tool.time_range));
    add_fact(check_, "filter", filter_text(tool.lowpass_cutoff_for_coordinates_Hz));
    add_fact(check_, "writes", tool.output_gen_force_file);
    need("model", tool.model_file, FileKind::model);
    need("motion", tool.coordinates_file, FileKind::storage);
    name("external loads", tool.external_loads_file, FileKind::external_loads);
  }

  void operator()(const capture::AnalyzeSetup& tool) {
    add_fact(check_, "tool", "AnalyzeTool");
    add_fact(check_, "time range", range_text({tool.initial_time_s, tool.final_time_s}));
    add_fact(check_, "filter", filter_text(tool.lowpass_cutoff_for_coordinates_Hz));
    for (const auto& analysis : tool.analyses) {
      const auto& settings = capture::settings_of(analysis);
      add_fact(check_, "analysis",
               fmt::format("{}{}", kind_of(analysis), settings.is_on ? "" : " (switched off)"));
      if (const auto* reaction = std::get_if<capture::JointReactionSetup>(&analysis))
        name("forces of " + settings.name, reaction->forces_file, FileKind::storage);
    }
    for (const auto& other : tool.other_analyses) add_fact(check_, "analysis left out", other);
    need("model", tool.model_file, FileKind::model);
    if (tool.states_file.empty()) need("motion", tool.coordinates_file, FileKind::storage);
    name("states", tool.states_file, FileKind::storage);
    name("external loads", tool.external_loads_file, FileKind::external_loads);
    for (const auto& file : tool.force_set_files) name("force set", file, FileKind::force_set);
    name("analysis set", tool.analysis_set_file, FileKind::analysis_set);
  }

 private:
  template <class Tasks>
  static std::ptrdiff_t applied(const Tasks& tasks) {
    return std::count_if(tasks.begin(), tasks.end(), [](const auto& task) { return task.is_applied; });
  }
  // The path is found as run-tool finds it, so that both agree.
  void name(const std::string& role, const std::string& written, FileKind kind) {
    if (written.empty()) return;
    const auto path = analysis::resolve_file(setup_, written, role);
    require(path.ok(), "a name that is not empty is resolved");
    add_named(check_, notes_, role, written, *path, kind);
  }
  void need(const std::string& role, const std::string& written, FileKind kind) {
    if (written.empty())
      notes_.flag(check_.file.string(), fmt::format("it names no {}", role));
    else
      name(role, written, kind);
  }

  const capture::ToolSetup& setup_;
  FileCheck& check_;
  Diagnostics& notes_;
};

std::string force_text(const capture::ExternalForce& force) {
  std::string text = "on " + force.applied_to_body;
  if (!force.force_identifier.empty()) text += ", force " + force.force_identifier;
  if (!force.point_identifier.empty()) text += ", point " + force.point_identifier;
  if (!force.torque_identifier.empty()) text += ", torque " + force.torque_identifier;
  if (force.force_expressed_in_body != "ground") text += ", in the axes of " + force.force_expressed_in_body;
  if (!force.is_applied) text += " (switched off)";
  return text;
}

}  // namespace

void check_tool_setup(const capture::ToolSetup& setup, FileCheck& check, Diagnostics& notes) {
  check.title = setup.name;
  add_fact(check, "document version", std::to_string(setup.document_version));
  std::visit(SetupCheck(setup, check, notes), setup.tool);
  add_fact(check, "results folder", (setup.folder / setup.results_directory).lexically_normal().string());
}

void check_external_loads(const capture::ExternalLoads& loads, FileCheck& check, Diagnostics& notes) {
  check.title = loads.name;
  add_fact(check, "document version", std::to_string(loads.document_version));
  std::map<std::string, int> by_body;
  for (const auto& force : loads.forces) {
    add_fact(check, "force " + force.name, force_text(force));
    if (force.is_applied) ++by_body[force.applied_to_body];
  }
  for (const auto& [body, count] : by_body)
    if (count > 1)
      notes.flag(check.file.string(),
                 fmt::format("{} forces act on {}: one plate each is usual", count, body));
  if (loads.datafile.empty()) {
    notes.flag(check.file.string(), "it names no data file");
    return;
  }
  add_named(check, notes, "recording of the forces", loads.datafile,
            capture::path_from(loads.folder, loads.datafile), FileKind::storage);
  if (!check.named_files.back().is_there) return;
  const auto recording = capture::read_external_load_recording(loads, {}, notes);
  if (!recording) {
    notes.flag(recording.refusal().where, recording.refusal().what);
    return;
  }
  check.sampling = measure_sampling(recording->series.times_s);
}

Result<Done> check_set(const std::string& text, FileCheck& check) {
  const auto source = capture::parse_xml(text, check.file.string());
  if (!source) return source.refusal();
  check.title = source->content.attribute("name").as_string();
  std::map<std::string, int> counts;
  for (const auto object : source->content.child("objects").children())
    if (object.type() == pugi::node_element) ++counts[object.name()];
  for (const auto& [element, count] : counts) add_fact(check, element, std::to_string(count));
  if (counts.empty()) add_fact(check, "objects", "none");
  return Done{};
}

}  // namespace loadshare::service
