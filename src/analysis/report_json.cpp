#include "analysis/report_json.h"

#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/require.h"

namespace loadshare::analysis {
namespace {

using Json = nlohmann::ordered_json;
using tension::CutReport;
using tension::GroupAtCut;
using tension::TensionReport;

Json number(double value) {
  if (!std::isfinite(value)) return nullptr;
  std::array<char, 40> text{};
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::general, 9);
  double rounded = 0;
  std::from_chars(text.data(), end.ptr, rounded);
  return rounded == 0 ? 0.0 : rounded;  // no negative zero
}

Json optional_number(const std::optional<double>& value) { return value ? number(*value) : Json(nullptr); }

struct Series {
  std::vector<std::size_t> samples;
  std::size_t sample_count = 0;

  Json of(const std::vector<double>& values) const {
    require(values.empty() || values.size() == sample_count, "a vector by sample has an entry per sample");
    Json array = Json::array();
    if (values.empty()) return array;
    for (const auto sample : samples) array.push_back(number(values[sample]));
    return array;
  }
};

Json provenance_inputs(const AnalysisReport& report) {
  Json inputs = Json::array();
  for (const auto& input : report.inputs)
    inputs.push_back({{"role", name_of(input.role)}, {"file", input.file_name}, {"sha256", input.sha256}});
  return inputs;
}

Json body_json(const std::optional<ReportBody>& body) {
  if (!body) return nullptr;
  Json choices = Json::array();
  for (const auto& choice : body->choices)
    choices.push_back({{"subject", choice.subject}, {"choice", choice.choice}, {"source", choice.source}});
  return {{"sex", body->sex},
          {"height_m", number(body->height_m)},
          {"mass_kg", number(body->mass_kg)},
          {"height_by_lengths_m", number(body->height_by_lengths_m)},
          {"rhythm", body->rhythm},
          {"choices", choices}};
}

Json measured_activity_json(const std::optional<ReportMeasuredActivity>& measured) {
  if (!measured) return nullptr;
  Json channels = Json::array();
  for (const auto& channel : measured->channels)
    channels.push_back({{"column", channel.column},
                        {"muscles", channel.muscles},
                        {"measured_mean", number(channel.measured_mean)},
                        {"measured_peak", number(channel.measured_peak)},
                        {"computed_mean", number(channel.computed_mean)},
                        {"computed_peak", number(channel.computed_peak)},
                        {"deviation_rms", number(channel.deviation_rms)},
                        {"correlation", number(channel.correlation)}});
  return {{"near", number(measured->near)}, {"channels", channels}};
}

Json settings_json(const ReportSettings& settings) {
  return {{"exponent", number(settings.exponent)},
          {"weighting", settings.is_weighted_by_volume ? "volume" : "activation"},
          {"cutoff_Hz", optional_number(settings.cutoff_Hz)},
          {"includes_passive_force", settings.includes_passive_force},
          {"reserve_price", number(settings.reserve_price)},
          {"muscle_groups_format", settings.muscle_groups_format},
          {"feasible_samples_per_phase", settings.feasible_samples_per_phase},
          {"brace", settings.brace ? Json(*settings.brace) : Json(nullptr)},
          {"solves_contacts", settings.solves_contacts},
          {"asks_for_stability", settings.asks_for_stability}};
}

Json samples_json(const TensionReport& report) {
  Json counts = Json::object();
  for (const auto status : tension::sample_statuses) counts[std::string(name_of(status))] = 0;
  for (const auto& [status, count] : report.status_counts) counts[std::string(name_of(status))] = count;
  return {{"sample_count", report.times_s.size()},
          {"status_counts", counts},
          {"feasible_sample_count", report.feasible_sample_count},
          {"feasible_sample_failed_count", report.feasible_sample_failed_count}};
}

Json load_sharing_json(const SharingSummary& sharing) {
  Json moments = Json::array(), forces = Json::array(), unsolved = Json::array();
  for (const auto& use : sharing.reserves) {
    const std::string quantity = use.is_rotation ? "moment_Nm_" : "force_N_";
    (use.is_rotation ? moments : forces)
        .push_back({{"coordinate", use.coordinate},
                    {"has_muscles", use.has_muscles},
                    {"reserve_" + quantity + "peak", number(use.reserve_peak)},
                    {"reserve_" + quantity + "rms", number(use.reserve_rms)},
                    {"net_" + quantity + "peak", number(use.net_peak)},
                    {"net_" + quantity + "rms", number(use.net_rms)},
                    {"share_ratio", number(use.share_ratio)}});
  }
  for (const auto& sample : sharing.unsolved)
    unsolved.push_back({{"sample", sample.sample},
                        {"time_s", number(sample.time_s)},
                        {"status", name_of(sample.status)},
                        {"reason", sample.reason}});
  return {{"sample_count", sharing.sample_count},
          {"solved_count", sharing.solved_count},
          {"residual_ratio_max", number(sharing.residual_ratio_max)},
          {"reserve_moments", moments},
          {"reserve_forces", forces},
          {"unsolved", unsolved}};
}

Json group_in_phase_json(const tension::GroupInPhase& group) {
  return {{"group", group.group},
          {"tension_N_mean", number(group.tension_N_mean)},
          {"tension_N_peak", number(group.tension_N_peak)},
          {"brace_tension_N_mean", number(group.brace_tension_N_mean)},
          {"impulse_Ns", number(group.impulse_Ns)},
          {"share_ratio", number(group.share_ratio)},
          {"share_ratio_min", number(group.share_ratio_min)},
          {"share_ratio_max", number(group.share_ratio_max)},
          {"share_ratio_at_ranged", number(group.share_ratio_at_ranged)},
          {"moment_share_ratio", number(group.moment_share_ratio)},
          {"antagonist_moment_ratio", number(group.antagonist_moment_ratio)},
          {"stress_share_ratio", number(group.stress_share_ratio)}};
}

Json phase_json(const tension::PhaseReport& phase) {
  Json cuts = Json::array(), long_length = Json::array();
  for (const auto& cut : phase.cuts) {
    Json groups = Json::array();
    for (const auto& group : cut.groups) groups.push_back(group_in_phase_json(group));
    cuts.push_back({{"cut", cut.cut},
                    {"tension_N_mean", number(cut.tension_N_mean)},
                    {"tension_N_peak", number(cut.tension_N_peak)},
                    {"groups", groups}});
  }
  for (const auto& held : phase.long_length)
    long_length.push_back(
        {{"group", held.group},
         {"side", name_of(held.side)},
         {"impulse_Ns", number(held.impulse_Ns)},
         {"impulse_Ns_above_norm_length", number(held.impulse_Ns_above_norm_length)},
         {"impulse_Ns_above_own_range", number(held.impulse_Ns_above_own_range)},
         {"tension_N_peak_above_norm_length", number(held.tension_N_peak_above_norm_length)},
         {"norm_fiber_length_max", number(held.norm_fiber_length_max)}});
  Json spans = Json::array();
  for (const auto& span : phase.spans_s) spans.push_back({number(span.start_s), number(span.end_s)});
  return {{"name", phase.name},
          {"start_s", number(phase.start_s)},
          {"end_s", number(phase.end_s)},
          {"spans_s", spans},
          {"repetition", phase.repetition > 0 ? Json(phase.repetition) : Json(nullptr)},
          {"sample_count", phase.sample_count},
          {"sample_count_left_out", phase.sample_count_left_out},
          {"cuts", cuts},
          {"long_length", long_length}};
}

Json movement_json(const ReportMovement& movement) {
  Json repetitions = Json::array(), steps = Json::array();
  for (const auto& repetition : movement.repetitions)
    repetitions.push_back({{"start_s", number(repetition.start_s)},
                           {"turn_start_s", number(repetition.turn_start_s)},
                           {"turn_end_s", number(repetition.turn_end_s)},
                           {"end_s", number(repetition.end_s)},
                           {"is_whole", repetition.is_whole}});
  for (const auto& step : movement.steps)
    steps.push_back({{"side", name_of(step.side)},
                     {"is_stance", step.is_stance},
                     {"start_s", number(step.start_s)},
                     {"end_s", number(step.end_s)},
                     {"is_whole", step.is_whole}});
  const auto word = [](const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); };
  return {{"way_out", word(movement.way_out)},
          {"way_back", word(movement.way_back)},
          {"repetitions", repetitions},
          {"steps", steps}};
}

Json series_json(const TensionReport& report, const Series& series) {
  Json status = Json::array();
  for (const auto sample : series.samples)
    status.push_back(report.status.empty() ? name_of(tension::SampleStatus::solved)
                                           : name_of(report.status.at(sample)));
  return {{"is_thinned", series.samples.size() < series.sample_count},
          {"sample", series.samples},
          {"times_s", series.of(report.times_s)},
          {"status", status}};
}

Json group_at_cut_json(const GroupAtCut& group, const Series& series) {
  return {{"group", group.group},
          {"members", group.members},
          {"tension_N", series.of(group.tension_N)},
          {"brace_tension_N", series.of(group.brace_tension_N)},
          {"share_ratio", series.of(group.share_ratio)},
          {"share_ratio_min", series.of(group.share_ratio_min)},
          {"share_ratio_max", series.of(group.share_ratio_max)},
          {"moment_Nm", series.of(group.moment_Nm)},
          {"moment_share_ratio", series.of(group.moment_share_ratio)},
          {"antagonist_moment_ratio", series.of(group.antagonist_moment_ratio)},
          {"stress_share_ratio", series.of(group.stress_share_ratio)}};
}

Json cut_json(const CutReport& cut, const Series& series) {
  Json groups = Json::array();
  for (const auto& group : cut.groups) groups.push_back(group_at_cut_json(group, series));
  return {
      {"name", cut.name},
      {"label", cut.label},
      {"region", name_of(cut.region)},
      {"side", name_of(cut.side)},
      {"is_default", cut.is_default},
      {"joint", cut.joint},
      {"flexion_coordinate", cut.flexion_coordinate.empty() ? Json(nullptr) : Json(cut.flexion_coordinate)},
      {"tension_N", series.of(cut.tension_N)},
      {"net_moment_Nm", series.of(cut.net_moment_Nm)},
      {"passive_moment_Nm", series.of(cut.passive_moment_Nm)},
      {"groups", groups}};
}

Json finding_json(const Finding& finding) {
  // Keys and codes have no spaces; the words for people do.
  std::string kind(name_of(finding.kind));
  for (auto& letter : kind)
    if (letter == ' ') letter = '_';
  return {{"kind", kind}, {"where", finding.where}, {"what", finding.what}};
}

Json report_document(const AnalysisReport& report, const Series& series) {
  Json phases = Json::array(), cuts = Json::array(), angles = Json::array(), loads = Json::array(),
       findings = Json::array();
  for (const auto& phase : report.tension.phases) phases.push_back(phase_json(phase));
  for (const auto& cut : report.tension.cuts) cuts.push_back(cut_json(cut, series));
  for (const auto& angle : report.joint_angles)
    angles.push_back({{"coordinate", angle.coordinate},
                      {"label", angle.label},
                      {"angle_rad", series.of(angle.angle_rad)}});
  for (const auto& load : report.joint_loads)
    loads.push_back({{"cut", load.cut},
                     {"label", load.label},
                     {"resultant_N", series.of(load.resultant_N)},
                     {"compression_N", series.of(load.compression_N)},
                     {"shear_forward_N", series.of(load.shear_forward_N)},
                     {"shear_right_N", series.of(load.shear_right_N)}});
  for (const auto& finding : report.findings) findings.push_back(finding_json(finding));
  return {{"schema", report_schema},
          {"program", {{"name", "loadshare"}, {"version", report.program_version}}},
          {"is_synthetic", report.is_synthetic},
          {"exercise", report.exercise ? Json(*report.exercise) : Json(nullptr)},
          {"subject_mass_kg", number(report.subject_mass_kg)},
          {"inputs", provenance_inputs(report)},
          {"body", body_json(report.body)},
          {"measured_activity", measured_activity_json(report.measured_activity)},
          {"settings", settings_json(report.settings)},
          {"intervals", {{"interval", nullptr}, {"reason", report.interval_absent_reason}}},
          {"samples", samples_json(report.tension)},
          {"load_sharing", load_sharing_json(report.sharing)},
          {"movement", movement_json(report.movement)},
          {"phases", phases},
          {"series", series_json(report.tension, series)},
          {"cuts", cuts},
          {"joint_angles", angles},
          {"joint_loads", loads},
          {"unknown_muscles", report.tension.unknown_muscles},
          {"muscles_across_no_cut", report.tension.muscles_across_no_cut},
          {"findings", findings}};
}

bool is_flat(const Json& array) {
  for (const auto& item : array)
    if (item.is_structured()) return false;
  return true;
}

// Indented like the library's own text, but lists of plain values stay on one line: a series is a line.
void append_text(const Json& value, int depth, std::string& text) {
  if (!value.is_structured() || value.empty() || (value.is_array() && is_flat(value))) {
    text += value.dump(-1, ' ', false, Json::error_handler_t::replace);
    return;
  }
  const std::string indent(static_cast<std::size_t>(depth + 1), ' ');
  text += value.is_array() ? "[" : "{";
  bool is_first = true;
  for (const auto& [key, item] : value.items()) {
    text += is_first ? "\n" : ",\n";
    is_first = false;
    text += indent;
    if (value.is_object()) text += Json(key).dump(-1, ' ', false, Json::error_handler_t::replace) + ": ";
    append_text(item, depth + 1, text);
  }
  text += "\n" + std::string(static_cast<std::size_t>(depth), ' ') + (value.is_array() ? "]" : "}");
}

bool has_range(const TensionReport& report, std::size_t sample) {
  for (const auto& cut : report.cuts)
    for (const auto& group : cut.groups)
      if (!group.share_ratio_min.empty() && std::isfinite(group.share_ratio_min.at(sample))) return true;
  return false;
}

}  // namespace

std::vector<std::size_t> select_series_samples(const TensionReport& report, int sample_count_max) {
  require(sample_count_max >= 2, "a series has at least two samples");
  const std::size_t count = report.times_s.size();
  const auto most = static_cast<std::size_t>(sample_count_max);
  const std::size_t step = count <= most ? 1 : (count - 2) / (most - 1) + 1;
  std::vector<std::size_t> samples;
  for (std::size_t sample = 0; sample < count; ++sample)
    if (sample % step == 0 || sample + 1 == count || has_range(report, sample)) samples.push_back(sample);
  return samples;
}

std::string make_report_json(const AnalysisReport& report, const ReportJsonOptions& options) {
  const Series series{select_series_samples(report.tension, options.series_sample_count_max),
                      report.tension.times_s.size()};
  std::string text;
  append_text(report_document(report, series), 0, text);
  return text + "\n";
}

}  // namespace loadshare::analysis
