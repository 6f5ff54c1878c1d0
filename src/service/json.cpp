#include "service/json.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/units.h"
#include "service/model_tables_json.h"

namespace loadshare::service {
namespace {

using Json = nlohmann::ordered_json;

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json json_of(const Refusal& refusal) {
  return {{"where", refusal.where}, {"what", refusal.what}, {"remedy", refusal.remedy}};
}

Json json_of(const Diagnostics& notes) {
  Json list = Json::array();
  for (const auto& finding : notes.findings())
    list.push_back({{"kind", name_of(finding.kind)}, {"where", finding.where}, {"what", finding.what}});
  return list;
}

Json json_of(const std::vector<std::filesystem::path>& files) {
  Json list = Json::array();
  for (const auto& file : files) list.push_back(file.string());
  return list;
}

Json json_of(const analysis::ToolOutcome& outcome) {
  return {{"files", json_of(outcome.files)},
          {"sample_count", outcome.sample_count},
          {"unsolved_count", outcome.unsolved_count}};
}

Json json_of(const CoordinateInfo& coordinate) {
  const bool turns = coordinate.motion == model::MotionType::rotational;
  const double scale = turns ? deg_per_rad : 1.0;
  return {{"name", coordinate.name},
          {"joint", coordinate.joint},
          {"motion", name_of(coordinate.motion)},
          {turns ? "range_deg" : "range_m",
           Json::array({number(scale * coordinate.range_min), number(scale * coordinate.range_max)})},
          {turns ? "default_deg" : "default_m", number(scale * coordinate.default_value)},
          {"locked", coordinate.is_locked},
          {"clamped", coordinate.is_clamped},
          {"follows", coordinate.follows.empty() ? Json(nullptr) : Json(coordinate.follows)}};
}

Json json_of(const ModelInfo& info) {
  Json bodies = Json::array(), joints = Json::array(), coordinates = Json::array(), muscles = Json::array(),
       groups = Json::array(), cuts = Json::array(), parts = Json::object();
  for (const auto& body : info.bodies)
    bodies.push_back({{"name", body.name}, {"mass_kg", number(body.mass_kg)}});
  for (const auto& joint : info.joints)
    joints.push_back(
        {{"name", joint.name}, {"type", joint.type}, {"parent", joint.parent}, {"child", joint.child}});
  for (const auto& coordinate : info.coordinates) coordinates.push_back(json_of(coordinate));
  for (const auto& muscle : info.muscles)
    muscles.push_back({{"name", muscle.name},
                       {"type", muscle.type},
                       {"group", muscle.group},
                       {"side", name_of(muscle.side)},
                       {"max_isometric_force_N", number(muscle.max_isometric_force_N)},
                       {"applies_force", muscle.applies_force}});
  for (const auto& group : info.groups)
    groups.push_back({{"group", group.group},
                      {"right_count", group.right_count},
                      {"left_count", group.left_count},
                      {"middle_count", group.middle_count}});
  for (const auto& cut : info.cuts)
    cuts.push_back({{"name", cut.name},
                    {"label", cut.label},
                    {"joint", cut.joint},
                    {"default", cut.is_default},
                    {"muscle_count", cut.muscle_count},
                    {"groups", cut.groups}});
  for (const auto& part : info.parts) parts[part.part] = part.count;
  return {{"file", info.file.string()},
          {"name", info.name},
          {"credits", info.credits},
          {"document_version", info.document_version},
          {"mass_kg", number(info.mass_kg)},
          {"bodies", bodies},
          {"joints", joints},
          {"coordinates", coordinates},
          {"muscles", muscles},
          {"groups", groups},
          {"cuts", cuts},
          {"part_counts", parts},
          {"tables", info.tables ? json_of(*info.tables) : Json(nullptr)}};
}

Json json_of(const Sampling& sampling) {
  return {{"sample_count", sampling.sample_count},
          {"start_s", number(sampling.start_s)},
          {"end_s", number(sampling.end_s)},
          {"rate_Hz", number(sampling.rate_Hz)},
          {"step_s_min", number(sampling.step_s_min)},
          {"step_s_max", number(sampling.step_s_max)},
          {"even", sampling.is_even},
          {"gap_count", sampling.gap_count}};
}

Json json_of(const MarkerCheck& markers) {
  Json gaps = Json::array();
  for (const auto& gap : markers.gaps)
    gaps.push_back(
        {{"marker", gap.marker}, {"missing_count", gap.missing_count}, {"longest_s", number(gap.longest_s)}});
  return {{"units_in_file", markers.units_in_file},
          {"rate_Hz_said", number(markers.rate_Hz_said)},
          {"marker_count", markers.marker_count},
          {"right_count", markers.right_count},
          {"left_count", markers.left_count},
          {"missing_count", markers.missing_count},
          {"gaps", gaps},
          {"height_m", number(markers.height_m)},
          {"looks_like_up", markers.up.axis.empty() ? Json(nullptr) : Json(markers.up.axis)},
          {"looks_like_up_reason", markers.up.reason}};
}

Json json_of(const FileCheck& check) {
  Json columns = Json::array(), named = Json::array(), facts = Json::array();
  for (const auto& kind : check.columns)
    columns.push_back({{"kind", kind.kind},
                       {"count", kind.count},
                       {"right_count", kind.right_count},
                       {"left_count", kind.left_count},
                       {"names", kind.names}});
  for (const auto& file : check.named_files)
    named.push_back({{"role", file.role},
                     {"as_written", file.as_written},
                     {"path", file.path.string()},
                     {"there", file.is_there},
                     {"kind", file.kind ? Json(name_of(*file.kind)) : Json(nullptr)}});
  for (const auto& fact : check.facts) facts.push_back({{"name", fact.name}, {"value", fact.value}});
  Json json{{"kind", name_of(check.kind)}, {"title", check.title}};
  json["sampling"] = check.sampling ? json_of(*check.sampling) : Json(nullptr);
  json["columns"] = columns;
  json["angles"] = nullptr;
  if (check.angles)
    json["angles"] = {{"units", check.angles->is_in_degrees ? "degrees" : "radians"},
                      {"said_by_header", check.angles->is_said},
                      {"greatest_in_file", number(check.angles->greatest_in_file)}};
  json["markers"] = check.markers ? json_of(*check.markers) : Json(nullptr);
  json["named_files"] = named;
  json["facts"] = facts;
  json["model"] = check.model ? json_of(*check.model) : Json(nullptr);
  return json;
}

Json json_of(const AnalyzeOutcome& outcome) {
  return {{"verdict", outcome.verdict},
          {"sample_count", outcome.report.sharing.sample_count},
          {"solved_count", outcome.report.sharing.solved_count},
          {"files", json_of(outcome.files)}};
}

Json json_of(const std::vector<model::ScalingChoice>& choices) {
  Json list = Json::array();
  for (const auto& choice : choices)
    list.push_back({{"subject", choice.subject}, {"choice", choice.choice}, {"source", choice.source}});
  return list;
}

Json json_of(const ScaledModel& scaled) {
  Json groups = Json::array();
  for (const auto& group : scaled.groups)
    groups.push_back(
        {{"group", group.name}, {"x", number(group.x)}, {"y", number(group.y)}, {"z", number(group.z)}});
  return {{"file", scaled.file.empty() ? Json(nullptr) : Json(scaled.file.string())},
          {"sex", scaled.sex},
          {"height_m", number(scaled.height_m)},
          {"mass_kg", number(scaled.mass_kg)},
          {"height_by_lengths_m", number(scaled.height_by_lengths_m)},
          {"muscle_volume_ratio", number(scaled.muscle_volume_ratio)},
          {"rhythm", scaled.rhythm},
          {"body_count", scaled.body_count},
          {"free_coordinate_count", scaled.free_coordinate_count},
          {"muscle_count", scaled.muscle_count},
          {"scale", groups},
          {"choices", json_of(scaled.choices)}};
}

Json json_of(const analysis::JudgedPair& judged) {
  Json lines = Json::array();
  for (const auto& line : judged.lines)
    lines.push_back({{"what", line.line.what},
                     {"quantity", analysis::name_of(line.line.one.quantity)},
                     {"unit", analysis::unit_of(line.line.one.quantity)},
                     {"one", number(line.one)},
                     {"other", number(line.other)},
                     {"one_is", line.line.one_is_more ? "more" : "less"},
                     {"because", line.line.because},
                     {"holds", line.holds()}});
  return {{"id", judged.pair.id},
          {"what", judged.pair.what},
          {"one", judged.pair.one},
          {"other", judged.pair.other},
          {"lines", lines}};
}

Json json_of(const analysis::Verification& verification) {
  Json rows = Json::array(), orders = Json::array(), correlations = Json::array(), pairs = Json::array();
  for (const auto& judged : verification.rows)
    rows.push_back({{"id", judged.row.id},
                    {"what", judged.row.what},
                    {"measured", number(judged.row.measured)},
                    {"computed", number(judged.computed)},
                    {"ratio", number(judged.ratio())},
                    {"band", judged.row.band ? Json(*judged.row.band) : Json(nullptr)},
                    {"is_within", judged.row.band ? Json(judged.is_within()) : Json(nullptr)},
                    {"source", judged.row.source}});
  for (const auto& judged : verification.orders)
    orders.push_back({{"id", judged.order.id},
                      {"what", judged.order.what},
                      {"quantity", analysis::name_of(judged.order.more.quantity)},
                      {"unit", analysis::unit_of(judged.order.more.quantity)},
                      {"more", number(judged.more)},
                      {"less", number(judged.less)},
                      {"holds", judged.holds()},
                      {"source", judged.order.source}});
  for (const auto& judged : verification.correlations)
    correlations.push_back({{"id", judged.correlation.id},
                            {"what", judged.correlation.what},
                            {"coefficient", number(judged.coefficient)},
                            {"at_least", number(judged.correlation.at_least)},
                            {"holds", judged.holds()}});
  for (const auto& judged : verification.pairs) pairs.push_back(json_of(judged));
  return {{"movement_count", verification.movement_count},
          {"passes", verification.passes()},
          {"rows", rows},
          {"correlations", correlations},
          {"orders", orders},
          {"pairs", pairs},
          {"unsolved", verification.unsolved}};
}

// With the settings' tables beside, where they were asked for.
Json json_of(const VerifyOutcome& outcome) {
  Json json = json_of(outcome.verification), sensitivity = Json::array();
  for (const auto& run : outcome.sensitivity)
    sensitivity.push_back({{"setting", run.setting}, {"verification", json_of(run.verification)}});
  if (!sensitivity.empty()) json["sensitivity"] = sensitivity;
  return json;
}

std::string text_of(const Json& json) {
  return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

template <class T>
Json envelope(const char* verb, const Job<T>& job) {
  return {{"verb", verb},
          {"exit_code", exit_code(job.ending())},
          {"result", job.result ? json_of(*job.result) : Json(nullptr)},
          {"refusal", job.failure ? json_of(job.failure->refusal) : Json(nullptr)},
          {"findings", json_of(job.notes)}};
}

}  // namespace

std::string make_json(const Job<analysis::ToolOutcome>& job) { return text_of(envelope("run-tool", job)); }
std::string make_json(const Job<ModelInfo>& job) { return text_of(envelope("model info", job)); }
std::string make_json(const Job<ScaledModel>& job, const char* verb) { return text_of(envelope(verb, job)); }
std::string make_json(const Job<VerifyOutcome>& job) { return text_of(envelope("verify", job)); }
std::string make_json(const Job<AnalyzeOutcome>& job) { return text_of(envelope("analyze", job)); }

std::string make_json(const std::vector<CheckedFile>& files) {
  Json results = Json::array();
  for (const auto& [file, job] : files) {
    Json entry{{"file", file.string()}};
    auto checked = envelope("check", job);
    checked.erase("verb");
    entry.update(checked);
    results.push_back(std::move(entry));
  }
  return text_of({{"verb", "check"}, {"exit_code", exit_code(ending_of(files))}, {"result", results}});
}

Ending ending_of(const std::vector<CheckedFile>& files) {
  auto ending = Ending::done;
  for (const auto& checked : files) ending = worse_of(ending, checked.job.ending());
  return ending;
}

}  // namespace loadshare::service
