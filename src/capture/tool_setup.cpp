#include "capture/tool_setup.h"

#include <fmt/format.h>

#include "capture/text.h"
#include "capture/xml.h"

namespace loadshare::capture {

namespace {

struct Reading {
  const XmlSource& source;
  Problems& problems;
  Diagnostics& notes;
};

TimeRange read_time_range(Fields& fields) {
  const auto [start_s, end_s] = fields.range("time_range", {-unbounded_s, unbounded_s});
  return {start_s, end_s};
}

double read_weight(Fields& fields) {
  const double weight = fields.number("weight", 0.0);
  if (weight < 0.0) {
    fields.fault("weight", fmt::format("<weight> is {}, and weights are not negative", weight),
                 "write 0 or more");
  }
  return weight;
}

CoordinateSource read_coordinate_source(Fields& fields) {
  const std::string written = fields.text("value_type", "default_value");
  const std::string kind = lower_case(written);
  if (kind == "default_value") return CoordinateSource::model_default;
  if (kind == "manual_value") return CoordinateSource::manual_value;
  if (kind == "from_file") return CoordinateSource::from_file;
  fields.fault("value_type", fmt::format("<value_type> is {}", in_quotes(written)),
               "write default_value, manual_value or from_file");
  return CoordinateSource::model_default;
}

void read_task(pugi::xml_node element, Reading& reading, InverseKinematicsSetup& setup) {
  Fields fields(reading.source, element, reading.problems);
  const std::string_view kind = element.name();
  const bool is_marker = kind == "IKMarkerTask";
  if (!is_marker && kind != "IKCoordinateTask") {
    reading.notes.leave_out(fields.place(),
                            fmt::format("a task of the kind {} is not used", in_quotes(kind)));
    return;
  }
  if (fields.name().empty()) {
    reading.problems.add(fields.place(), fmt::format("an {} has no name", kind),
                         "write the marker's or coordinate's name into its name attribute");
  }
  const bool is_applied = fields.flag("apply", true);
  const double weight = read_weight(fields);
  if (is_marker) {
    setup.marker_tasks.push_back({fields.name(), is_applied, weight});
  } else {
    const auto source = read_coordinate_source(fields);
    setup.coordinate_tasks.push_back(
        {fields.name(), is_applied, weight, source, fields.number("value", 0.0)});
  }
  fields.note_unread(reading.notes);
}

void read_tasks(pugi::xml_node task_set, Reading& reading, InverseKinematicsSetup& setup) {
  Fields fields(reading.source, task_set, reading.problems);
  for (const auto element : fields.child("objects").children()) {
    if (element.type() == pugi::node_element) read_task(element, reading, setup);
  }
  note_defaults(reading.source, task_set, {"IKMarkerTask", "IKCoordinateTask"}, reading.notes);
  fields.pass_over({"groups", "defaults"});
  fields.note_unread(reading.notes);
}

// Before document 20300 the tool held a set of trials; OpenSim takes the first, and a finite weight of
// constraints.
pugi::xml_node first_trial(pugi::xml_node tool) {
  return tool.child("IKTrialSet").child("objects").child("IKTrial");
}

void note_further_trials(pugi::xml_node trial, Reading& reading) {
  for (auto next = trial.next_sibling("IKTrial"); next; next = next.next_sibling("IKTrial")) {
    reading.notes.leave_out(reading.source.place_of(next), "only the first trial of an old set-up is used");
  }
}

InverseKinematicsSetup read_inverse_kinematics(Fields& fields, pugi::xml_node tool, Reading& reading) {
  InverseKinematicsSetup setup;
  const bool is_old = std::string_view(tool.name()) == "IKTool";
  if (is_old) {
    setup.constraint_weight = 20.0;
    const bool is_bare = tool.parent().type() == pugi::node_document;
    setup.accuracy = is_bare ? 1e-5 : 1e-4;
    fields.pass_over({"IKTrialSet", "optimizer_algorithm"});
    note_further_trials(first_trial(tool), reading);
  }
  setup.model_file = fields.file("model_file");
  setup.marker_file = fields.file("marker_file");
  setup.coordinate_file = fields.file("coordinate_file");
  setup.output_motion_file = fields.file("output_motion_file");
  setup.constraint_weight = fields.number("constraint_weight", setup.constraint_weight, true);
  setup.accuracy = fields.number("accuracy", setup.accuracy);
  if (setup.accuracy <= 0.0) {
    fields.fault("accuracy", fmt::format("<accuracy> is {}", setup.accuracy),
                 "write a number above 0, such as 1e-5");
  }
  if (setup.constraint_weight < 0.0) {
    fields.fault("constraint_weight", fmt::format("<constraint_weight> is {}", setup.constraint_weight),
                 "write Inf where constraints hold exactly, or a number above 0");
  }
  setup.time_range = read_time_range(fields);
  setup.reports_errors = fields.flag("report_errors", true);
  setup.reports_marker_locations = fields.flag("report_marker_locations", false);
  if (const auto task_set = fields.child("IKTaskSet")) {
    setup.task_set_file = std::string(trimmed(task_set.attribute("file").as_string()));
    read_tasks(task_set, reading, setup);
  }
  note_defaults(reading.source, tool, {"IKMarkerTask", "IKCoordinateTask"}, reading.notes);
  return setup;
}

InverseDynamicsSetup read_inverse_dynamics(Fields& fields) {
  InverseDynamicsSetup setup;
  setup.model_file = fields.file("model_file");
  setup.external_loads_file = fields.file("external_loads_file");
  setup.coordinates_file = fields.file("coordinates_file");
  setup.output_gen_force_file = fields.text("output_gen_force_file", setup.output_gen_force_file);
  setup.output_body_forces_file = fields.text("output_body_forces_file", setup.output_body_forces_file);
  setup.forces_to_exclude = fields.words("forces_to_exclude");
  setup.joints_to_report_body_forces = fields.words("joints_to_report_body_forces");
  setup.lowpass_cutoff_for_coordinates_Hz = fields.number("lowpass_cutoff_frequency_for_coordinates", -1.0);
  setup.time_range = read_time_range(fields);
  return setup;
}

AnalysisSettings read_settings(Fields& fields) {
  AnalysisSettings settings;
  settings.name = fields.name();
  settings.is_on = fields.flag("on", true);
  settings.time_range.start_s = fields.number("start_time", -unbounded_s, true);
  settings.time_range.end_s = fields.number("end_time", unbounded_s, true);
  settings.step_interval = fields.count("step_interval", 1);
  settings.in_degrees = fields.flag("in_degrees", true);
  if (settings.time_range.end_s < settings.time_range.start_s) {
    fields.fault("end_time", "<end_time> is before <start_time>", "write the later time into <end_time>");
  }
  if (settings.step_interval < 1) {
    fields.fault("step_interval", fmt::format("<step_interval> is {}", settings.step_interval),
                 "write 1 or more");
  }
  return settings;
}

StaticOptimizationSetup read_static_optimization(Fields& fields) {
  StaticOptimizationSetup setup;
  setup.settings = read_settings(fields);
  setup.uses_model_force_set = fields.flag("use_model_force_set", setup.uses_model_force_set);
  setup.activation_exponent = fields.number("activation_exponent", setup.activation_exponent);
  setup.uses_muscle_physiology = fields.flag("use_muscle_physiology", setup.uses_muscle_physiology);
  setup.convergence_criterion = fields.number("optimizer_convergence_criterion", setup.convergence_criterion);
  setup.max_iterations = fields.count("optimizer_max_iterations", setup.max_iterations);
  fields.pass_over({"optimizer_algorithm"});
  if (setup.activation_exponent < 1.0) {
    fields.fault("activation_exponent", fmt::format("<activation_exponent> is {}", setup.activation_exponent),
                 "write 2 or 3");
  }
  if (setup.convergence_criterion <= 0.0) {
    fields.fault("optimizer_convergence_criterion",
                 fmt::format("<optimizer_convergence_criterion> is {}", setup.convergence_criterion),
                 "write a number above 0, such as 1e-4");
  }
  return setup;
}

MuscleAnalysisSetup read_muscle_analysis(Fields& fields) {
  MuscleAnalysisSetup setup;
  setup.settings = read_settings(fields);
  setup.muscles = fields.words("muscle_list", setup.muscles);
  setup.coordinates = fields.words("moment_arm_coordinate_list", setup.coordinates);
  setup.computes_moments = fields.flag("compute_moments", setup.computes_moments);
  return setup;
}

void check_one_or_each(Fields& fields, const char* tag, std::size_t count, std::size_t joint_count) {
  if (count == 1 || count == joint_count) return;
  fields.fault(tag, fmt::format("<{}> has {} entries for {} joints", tag, count, joint_count),
               "write one entry for all joints, or one for each");
}

JointReactionSetup read_joint_reaction(Fields& fields) {
  JointReactionSetup setup;
  setup.settings = read_settings(fields);
  setup.forces_file = fields.file("forces_file");
  setup.joints = fields.words("joint_names", setup.joints);
  setup.bodies = fields.words("apply_on_bodies", setup.bodies);
  setup.frames = fields.words("express_in_frame", setup.frames);
  check_one_or_each(fields, "apply_on_bodies", setup.bodies.size(), setup.joints.size());
  check_one_or_each(fields, "express_in_frame", setup.frames.size(), setup.joints.size());
  for (const auto& body : setup.bodies) {
    if (lower_case(body) == "child" || lower_case(body) == "parent") continue;
    fields.fault("apply_on_bodies", fmt::format("<apply_on_bodies> holds {}", in_quotes(body)),
                 "write child or parent");
  }
  return setup;
}

KinematicsSetup read_kinematics(Fields& fields) {
  KinematicsSetup setup;
  setup.settings = read_settings(fields);
  setup.coordinates = fields.words("coordinates", setup.coordinates);
  return setup;
}

void read_analysis(pugi::xml_node element, Reading& reading, AnalyzeSetup& setup) {
  Fields fields(reading.source, element, reading.problems);
  const std::string kind = element.name();
  if (kind == "StaticOptimization") {
    setup.analyses.emplace_back(read_static_optimization(fields));
  } else if (kind == "MuscleAnalysis") {
    setup.analyses.emplace_back(read_muscle_analysis(fields));
  } else if (kind == "JointReaction") {
    setup.analyses.emplace_back(read_joint_reaction(fields));
  } else if (kind == "Kinematics") {
    setup.analyses.emplace_back(read_kinematics(fields));
  } else {
    setup.other_analyses.push_back(kind);
    reading.notes.leave_out(fields.place(), fmt::format("the analysis {} is not computed", in_quotes(kind)));
    return;
  }
  fields.note_unread(reading.notes);
}

void read_analyses(pugi::xml_node analysis_set, Reading& reading, AnalyzeSetup& setup) {
  Fields fields(reading.source, analysis_set, reading.problems);
  for (const auto element : fields.child("objects").children()) {
    if (element.type() == pugi::node_element) read_analysis(element, reading, setup);
  }
  note_defaults(reading.source, analysis_set,
                {"StaticOptimization", "MuscleAnalysis", "JointReaction", "Kinematics"}, reading.notes);
  fields.pass_over({"groups", "defaults"});
  fields.note_unread(reading.notes);
}

// Controllers and control files drive simulations; the analyses here need none.
void note_controllers(Fields& fields, Reading& reading) {
  for (const auto controller : fields.child("ControllerSet").child("objects").children()) {
    if (controller.type() != pugi::node_element) continue;
    reading.notes.leave_out(reading.source.place_of(controller),
                            fmt::format("the controller {} is not used", in_quotes(controller.name())));
  }
}

void read_force_sets(Fields& fields, AnalyzeSetup& setup) {
  // The older names are those of documents before 10900 and 10904.
  setup.replaces_force_set =
      fields.flag("replace_force_set", fields.flag("replace_actuator_set", setup.replaces_force_set));
  setup.force_set_files = fields.words("force_set_files", fields.words("actuator_set_files"));
  std::erase(setup.force_set_files, "Unassigned");
}

AnalyzeSetup read_analyze(Fields& fields, pugi::xml_node tool, Reading& reading) {
  AnalyzeSetup setup;
  setup.model_file = fields.file("model_file");
  read_force_sets(fields, setup);
  setup.external_loads_file = fields.file("external_loads_file");
  setup.states_file = fields.file("states_file");
  setup.coordinates_file = fields.file("coordinates_file");
  setup.speeds_file = fields.file("speeds_file");
  setup.lowpass_cutoff_for_coordinates_Hz = fields.number("lowpass_cutoff_frequency_for_coordinates", -1.0);
  setup.output_precision = fields.count("output_precision", setup.output_precision);
  setup.initial_time_s = fields.number("initial_time", setup.initial_time_s, true);
  setup.final_time_s = fields.number("final_time", setup.final_time_s, true);
  setup.solves_for_equilibrium = fields.flag("solve_for_equilibrium_for_auxiliary_states", false);
  if (setup.final_time_s < setup.initial_time_s) {
    fields.fault("final_time", "<final_time> is before <initial_time>",
                 "write the later time into <final_time>");
  }
  if (setup.output_precision < 1 || setup.output_precision > 40) {
    fields.fault("output_precision", fmt::format("<output_precision> is {}", setup.output_precision),
                 "write a number of digits from 1 to 40");
  }
  if (const auto analysis_set = fields.child("AnalysisSet")) {
    setup.analysis_set_file = std::string(trimmed(analysis_set.attribute("file").as_string()));
    read_analyses(analysis_set, reading, setup);
  }
  note_controllers(fields, reading);
  note_defaults(reading.source, tool, {"StaticOptimization", "MuscleAnalysis", "JointReaction", "Kinematics"},
                reading.notes);
  fields.pass_over({"maximum_number_of_integrator_steps", "maximum_integrator_step_size",
                    "minimum_integrator_step_size", "integrator_error_tolerance"});
  return setup;
}

Result<InverseKinematicsSetup> read_task_set_document(const XmlSource& source, Diagnostics& notes) {
  if (std::string_view(source.content.name()) != "IKTaskSet") {
    return Refusal{source.place_of(source.content),
                   fmt::format("{} stands where <IKTaskSet> should", in_quotes(source.content.name())),
                   "name a file of tasks for inverse kinematics"};
  }
  Problems problems;
  Reading reading{source, problems, notes};
  InverseKinematicsSetup setup;
  read_tasks(source.content, reading, setup);
  if (!problems.none()) return problems.refusal();
  return setup;
}

Result<Done> read_analysis_set(const std::filesystem::path& path, AnalyzeSetup& setup, Diagnostics& notes) {
  const auto text = read_text_file(path, xml_byte_limit);
  if (!text) return text.refusal();
  const auto source = parse_xml(*text, path.string());
  if (!source) return source.refusal();
  if (std::string_view(source->content.name()) != "AnalysisSet") {
    return Refusal{source->place_of(source->content),
                   fmt::format("{} stands where <AnalysisSet> should", in_quotes(source->content.name())),
                   "name a file of analyses"};
  }
  Problems problems;
  Reading reading{*source, problems, notes};
  read_analyses(source->content, reading, setup);
  if (!problems.none()) return problems.refusal();
  return Done{};
}

Result<Done> read_companion_file(ToolSetup& setup, Diagnostics& notes) {
  if (auto* kinematics = std::get_if<InverseKinematicsSetup>(&setup.tool);
      kinematics && !kinematics->task_set_file.empty()) {
    auto tasks = read_task_set(path_from(setup.folder, kinematics->task_set_file), notes);
    if (!tasks) return tasks.refusal();
    kinematics->marker_tasks = std::move(tasks->marker_tasks);
    kinematics->coordinate_tasks = std::move(tasks->coordinate_tasks);
  }
  if (auto* analyze = std::get_if<AnalyzeSetup>(&setup.tool);
      analyze && !analyze->analysis_set_file.empty()) {
    return read_analysis_set(path_from(setup.folder, analyze->analysis_set_file), *analyze, notes);
  }
  return Done{};
}

}  // namespace

Result<ToolSetup> parse_tool_setup(std::string_view text, const std::string& where, Diagnostics& notes) {
  const auto source = parse_xml(text, where);
  if (!source) return source.refusal();
  Problems problems;
  Reading reading{*source, problems, notes};
  const pugi::xml_node tool = source->content;
  const std::string_view kind = tool.name();
  Fields fields(*source, tool, problems, kind == "IKTool" ? first_trial(tool) : pugi::xml_node{});
  ToolSetup setup;
  setup.name = fields.name();
  setup.document_version = source->document_version;
  setup.results_directory = fields.text("results_directory", setup.results_directory);
  if (kind == "InverseKinematicsTool" || kind == "IKTool") {
    setup.tool = read_inverse_kinematics(fields, tool, reading);
  } else if (kind == "InverseDynamicsTool") {
    setup.tool = read_inverse_dynamics(fields);
  } else if (kind == "AnalyzeTool") {
    setup.tool = read_analyze(fields, tool, reading);
  } else {
    return Refusal{source->place_of(tool),
                   fmt::format("the tool {} is not one that is run here", in_quotes(kind)),
                   "name a set-up of InverseKinematicsTool, InverseDynamicsTool or AnalyzeTool"};
  }
  fields.pass_over({"input_directory", "defaults"});
  fields.note_unread(notes);
  if (!problems.none()) return problems.refusal();
  return setup;
}

Result<ToolSetup> read_tool_setup(const std::filesystem::path& path, Diagnostics& notes) {
  const auto text = read_text_file(path, xml_byte_limit);
  if (!text) return text.refusal();
  auto setup = parse_tool_setup(*text, path.string(), notes);
  if (!setup) return setup;
  setup->folder = path.parent_path();
  if (const auto companion = read_companion_file(*setup, notes); !companion) return companion.refusal();
  return setup;
}

Result<InverseKinematicsSetup> parse_task_set(std::string_view text, const std::string& where,
                                              Diagnostics& notes) {
  const auto source = parse_xml(text, where);
  if (!source) return source.refusal();
  return read_task_set_document(*source, notes);
}

Result<InverseKinematicsSetup> read_task_set(const std::filesystem::path& path, Diagnostics& notes) {
  const auto text = read_text_file(path, xml_byte_limit);
  if (!text) return text.refusal();
  return parse_task_set(*text, path.string(), notes);
}

const AnalysisSettings& settings_of(const AnalysisSetup& analysis) {
  return std::visit([](const auto& setup) -> const AnalysisSettings& { return setup.settings; }, analysis);
}

}  // namespace loadshare::capture
