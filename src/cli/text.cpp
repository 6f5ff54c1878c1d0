#include "cli/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "analysis/report_words.h"
#include "base/units.h"
#include "capture/text.h"
#include "cli/model_tables_text.h"

namespace loadshare::cli {
namespace {

using analysis::printable;

constexpr std::size_t finding_limit = 8;  // of a kind
constexpr std::size_t gap_limit = 5;
constexpr std::size_t text_limit = 400;
constexpr std::size_t name_width = 24;

std::string row(std::string_view name, const std::string& value) {
  return fmt::format("  {:<{}} {}\n", printable(name, 40), name_width, printable(value, text_limit));
}

std::string on_one_line(const std::string& text) {
  std::string line;
  for (const auto word : capture::words_of(text)) line += (line.empty() ? "" : " ") + std::string(word);
  return line;
}

std::string counted(std::size_t count, std::string_view one) {
  return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s");
}

std::string files_text(const std::vector<std::filesystem::path>& files) {
  std::string text;
  for (const auto& file : files) text += "wrote " + printable(file.string(), text_limit) + "\n";
  return text;
}

std::string sampling_text(const service::Sampling& sampling) {
  if (sampling.sample_count == 1) return row("samples", fmt::format("1, at {:.6g} s", sampling.start_s));
  std::string text = row("samples", fmt::format("{}, {:.10g} to {:.10g} s", sampling.sample_count,
                                                sampling.start_s, sampling.end_s));
  text += row("rate",
              fmt::format("{:.6g} Hz, {} (steps of {:.4g} to {:.4g} s)", sampling.rate_Hz,
                          sampling.is_even ? "even" : "not even", sampling.step_s_min, sampling.step_s_max));
  return text + row("gaps in time", sampling.gap_count == 0 ? "none" : std::to_string(sampling.gap_count));
}

std::string sides_text(std::size_t right_count, std::size_t left_count) {
  if (right_count + left_count == 0) return "no side named";
  return fmt::format("{} right, {} left", right_count, left_count);
}

std::string columns_text(const std::vector<service::ColumnKind>& columns) {
  std::string text;
  for (const auto& kind : columns) {
    std::string names;
    for (std::size_t i = 0; i < std::min<std::size_t>(3, kind.names.size()); ++i)
      names += (i == 0 ? "" : ", ") + kind.names[i];
    if (kind.names.size() > 3) names += " ...";
    text += row(kind.kind,
                fmt::format("{} ({}): {}", kind.count, sides_text(kind.right_count, kind.left_count), names));
  }
  return text;
}

std::string angles_text(const service::AngleUnits& angles) {
  return row(
      "angles are in",
      fmt::format("{}, {}; the greatest number is {:.4g}", angles.is_in_degrees ? "degrees" : "radians",
                  angles.is_said ? "as the header says" : "assumed", angles.greatest_in_file));
}

std::string markers_text(const service::MarkerCheck& markers) {
  std::string text = row("markers", fmt::format("{} ({})", markers.marker_count,
                                                sides_text(markers.right_count, markers.left_count)));
  text += row("units", markers.units_in_file + " in the file");
  text += row("up", markers.up.axis.empty()
                        ? "cannot be told: " + markers.up.reason
                        : fmt::format("looks like {}: {}", markers.up.axis, markers.up.reason));
  if (std::isfinite(markers.height_m)) text += row("height", fmt::format("{:.3g} m", markers.height_m));
  if (markers.gaps.empty()) return text + row("missing", "nothing");
  text += row("missing", fmt::format("{} in {}", counted(markers.missing_count, "position"),
                                     counted(markers.gaps.size(), "marker")));
  for (std::size_t i = 0; i < std::min(gap_limit, markers.gaps.size()); ++i)
    text += row("", fmt::format("{}: {}, the longest gap {:.3g} s", markers.gaps[i].marker,
                                counted(markers.gaps[i].missing_count, "sample"), markers.gaps[i].longest_s));
  if (markers.gaps.size() > gap_limit)
    text += row("", fmt::format("and {} more", markers.gaps.size() - gap_limit));
  return text;
}

std::string named_text(const service::NamedFile& file) {
  const std::string what = !file.is_there ? "not there"
                           : file.kind    ? std::string(service::name_of(*file.kind))
                                          : std::string("of no known kind");
  return row(file.role, fmt::format("{} ({})", file.path.string(), what));
}

std::string range_text(const service::CoordinateInfo& coordinate) {
  const bool turns = coordinate.motion == model::MotionType::rotational;
  const double scale = turns ? deg_per_rad : 1.0;
  return fmt::format("{:>8.4g} to {:<8.4g} {}", scale * coordinate.range_min, scale * coordinate.range_max,
                     turns                                                   ? "deg"
                     : coordinate.motion == model::MotionType::translational ? "m"
                                                                             : "");
}

std::string coordinates_text(const service::ModelInfo& info) {
  std::string text = fmt::format("\nCoordinates ({})\n", info.coordinates.size());
  for (const auto& coordinate : info.coordinates) {
    std::string state;
    if (coordinate.is_locked) state += "  locked";
    if (coordinate.is_clamped) state += "  clamped";
    if (!coordinate.follows.empty()) state += "  follows " + coordinate.follows;
    text += fmt::format("  {:<28} {:<20} {}{}\n", printable(coordinate.name, 28),
                        printable(coordinate.joint, 20), range_text(coordinate), printable(state, 80));
  }
  return text;
}

std::string muscles_text(const service::ModelInfo& info) {
  std::string text = fmt::format("\nMuscles ({})\n  {:<18} {:>6} {:>6} {:>6}\n", info.muscles.size(), "group",
                                 "right", "left", "no side");
  for (const auto& group : info.groups)
    text += fmt::format("  {:<18} {:>6} {:>6} {:>6}\n", printable(analysis::words_of_group(group.group), 18),
                        group.right_count, group.left_count, group.middle_count);
  return text;
}

std::string cuts_text(const service::ModelInfo& info) {
  std::string text = "\nJoints that are looked at\n";
  if (info.cuts.empty()) return text + "  none that is known by name\n";
  for (const auto& cut : info.cuts)
    text += fmt::format("  {:<18} joint {:<18} {} cross it{}\n", printable(cut.label, 18),
                        printable(cut.joint, 18), counted(cut.muscle_count, "muscle"),
                        cut.is_default ? "" : " (not in the verdict)");
  return text;
}

std::string model_summary(const service::ModelInfo& info) {
  std::string text = row("document", std::to_string(info.document_version));
  text += row("mass", fmt::format("{:.4g} kg", info.mass_kg));
  text += row("bodies", std::to_string(info.bodies.size()));
  text += row("joints", std::to_string(info.joints.size()));
  text += row("coordinates", std::to_string(info.coordinates.size()));
  text += row("muscles", std::to_string(info.muscles.size()));
  for (const auto& part : info.parts)
    if (part.count > 0) text += row(part.part, std::to_string(part.count));
  return text;
}

}  // namespace

std::string text_of(const analysis::ToolOutcome& outcome) {
  return files_text(outcome.files) +
         fmt::format("{}, {} not solved\n", counted(outcome.sample_count, "sample"), outcome.unsolved_count);
}

std::string text_of(const service::FileCheck& check) {
  std::string text =
      fmt::format("{}: {}", printable(check.file.string(), text_limit), service::name_of(check.kind));
  if (!check.title.empty()) text += ", \"" + printable(check.title, 80) + "\"";
  text += "\n";
  for (const auto& fact : check.facts) text += row(fact.name, fact.value);
  for (const auto& file : check.named_files) text += named_text(file);
  if (check.sampling) text += sampling_text(*check.sampling);
  text += columns_text(check.columns);
  if (check.angles) text += angles_text(*check.angles);
  if (check.markers) text += markers_text(*check.markers);
  if (check.model) text += model_summary(*check.model);
  return text;
}

std::string text_of(const service::ModelInfo& info) {
  std::string text = printable(info.name, 80) + "\n" + model_summary(info);
  if (!info.credits.empty()) text += row("credits", on_one_line(info.credits));
  text += fmt::format("\nBodies ({})\n", info.bodies.size());
  for (const auto& body : info.bodies)
    text += fmt::format("  {:<28} {:>8.4g} kg\n", printable(body.name, 28), body.mass_kg);
  text += coordinates_text(info) + muscles_text(info) + cuts_text(info);
  return info.tables ? text + text_of(*info.tables) : text;
}

std::string text_of(const service::ScaledModel& scaled) {
  const auto what = fmt::format("{}, {}, {} for a {} of {:.2f} m and {:.1f} kg, lumbar rhythm {}\n",
                                fmt::format("{} bodies", scaled.body_count),
                                counted(scaled.free_coordinate_count, "free coordinate"),
                                counted(scaled.muscle_count, "muscle"), scaled.sex, scaled.height_m,
                                scaled.mass_kg, printable(scaled.rhythm, text_limit));
  return scaled.file.empty() ? what : printable(scaled.file.string(), text_limit) + ": " + what;
}

std::string choices_text(const service::ScaledModel& scaled) {
  std::string text = text_of(scaled);
  text += fmt::format("height of the skeleton, sole to crown: {:.3f} m\n", scaled.height_by_lengths_m);
  for (const auto& choice : scaled.choices)
    text += fmt::format("\n{}\n  {}\n  from: {}\n", printable(choice.subject, text_limit),
                        printable(choice.choice, text_limit), printable(choice.source, text_limit));
  if (scaled.groups.empty()) return text;
  text += "\nlengths over the reference person's    forward      up  across\n";
  for (const auto& group : scaled.groups)
    text += fmt::format("  {:<34} {:9.3f} {:7.3f} {:7.3f}\n", printable(group.name, text_limit), group.x,
                        group.y, group.z);
  return text;
}

std::string text_of(const service::AnalyzeOutcome& outcome) {
  return outcome.verdict + "\n" + files_text(outcome.files);
}

std::string text_of(const Diagnostics& notes) {
  constexpr std::array kinds{FindingKind::needs_a_look, FindingKind::left_out, FindingKind::assumed};
  std::string text;
  std::size_t shown = 0;
  for (const auto kind : kinds) {
    std::size_t of_kind = 0;
    for (const auto& finding : notes.findings()) {
      if (finding.kind != kind || of_kind == finding_limit) continue;
      text += fmt::format("{}: {}: {}\n", name_of(kind), printable(finding.where, 120),
                          printable(finding.what, text_limit));
      ++of_kind;
    }
    shown += of_kind;
  }
  if (notes.findings().size() > shown)
    text += fmt::format("and {} (all of them with --json)\n",
                        counted(notes.findings().size() - shown, "more finding"));
  return text;
}

std::string text_of(const service::Failure& failure) {
  const auto& refusal = failure.refusal;
  std::string text =
      fmt::format("{}: {}\n", printable(refusal.where, text_limit), printable(refusal.what, 2000));
  if (!refusal.remedy.empty()) text += "  " + printable(refusal.remedy, 1000) + "\n";
  if (failure.ending == service::Ending::try_again) text += "  this may pass: try again\n";
  return text;
}

}  // namespace loadshare::cli
