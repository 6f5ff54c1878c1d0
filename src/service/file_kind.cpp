#include "service/file_kind.h"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <utility>

#include "base/require.h"
#include "capture/text.h"
#include "capture/xml.h"

namespace loadshare::service {
namespace {

constexpr std::string_view kinds_known =
    "motion and storage files (.mot, .sto), marker recordings (.trc), models (.osim), and OpenSim's XML: "
    "ExternalLoads, InverseKinematicsTool, InverseDynamicsTool, AnalyzeTool, IKTaskSet, AnalysisSet, "
    "ForceSet";

// A header that is longer is none.
constexpr std::size_t header_line_limit = 1000;

Refusal unknown(const std::string& where, std::string what) {
  return {where, std::move(what), fmt::format("what can be checked: {}", kinds_known)};
}

Result<FileKind> recognise_xml(std::string_view text, const std::string& where) {
  const auto source = capture::parse_xml(text, where);
  if (!source) return source.refusal();
  const std::string element = source->content.name();
  constexpr std::array<std::pair<std::string_view, FileKind>, 10> kinds{{
      {"Model", FileKind::model},
      {"ExternalLoads", FileKind::external_loads},
      {"InverseKinematicsTool", FileKind::tool_setup},
      {"IKTool", FileKind::tool_setup},
      {"InverseDynamicsTool", FileKind::tool_setup},
      {"AnalyzeTool", FileKind::tool_setup},
      {"IKTaskSet", FileKind::task_set},
      {"AnalysisSet", FileKind::analysis_set},
      {"ForceSet", FileKind::force_set},
      {"PrescribedForce", FileKind::external_loads},
  }};
  for (const auto& [name, kind] : kinds) {
    if (element != name) continue;
    // Before document 20301, what is now ExternalLoads was a ForceSet of PrescribedForces.
    const auto objects = source->content.child("objects");
    if (kind == FileKind::force_set && (objects.child("PrescribedForce") || objects.child("ExternalForce")))
      return FileKind::external_loads;
    return kind;
  }
  return unknown(source->place_of(source->content),
                 fmt::format("it holds a {}, which is not read", capture::in_quotes(element)));
}

std::optional<FileKind> kind_of_header(std::string_view text) {
  if (capture::trimmed(text).substr(0, 12) == "PathFileType") return FileKind::markers;
  capture::LineWalker lines(text);
  while (const auto line = lines.next()) {
    if (lines.line_number() > header_line_limit) break;
    if (capture::lower_case(capture::trimmed(*line)) == "endheader") return FileKind::storage;
  }
  return std::nullopt;
}

}  // namespace

std::string_view name_of(FileKind kind) {
  switch (kind) {
    case FileKind::storage:
      return "motion or storage file";
    case FileKind::markers:
      return "marker recording";
    case FileKind::external_loads:
      return "external loads";
    case FileKind::tool_setup:
      return "set-up of a tool";
    case FileKind::task_set:
      return "tasks of inverse kinematics";
    case FileKind::analysis_set:
      return "analyses of a set-up";
    case FileKind::force_set:
      return "forces to add to a model";
    case FileKind::model:
      return "model";
  }
  require(false, "a file is of one of eight kinds");
  return {};
}

Result<FileKind> recognise_text(std::string_view bytes, const std::filesystem::path& file) {
  const std::string where = file.string();
  const std::string ending = capture::lower_case(file.extension().string());
  if (bytes.size() > 1 && bytes[1] == 'P' && (bytes[0] == 2 || ending == ".c3d"))
    return unknown(where, "this is a C3D recording, which is not read yet");
  const auto text = capture::check_text(bytes, where);
  if (!text) return text.refusal();
  if (capture::trimmed(*text).front() == '<') return recognise_xml(*text, where);
  if (const auto kind = kind_of_header(*text)) return *kind;
  // A broken file of a known name: its reader says best what is broken.
  if (ending == ".mot" || ending == ".sto") return FileKind::storage;
  if (ending == ".trc") return FileKind::markers;
  if (ending == ".osim" || ending == ".xml") return recognise_xml(*text, where);
  return unknown(where, "neither its content nor its name says what it is");
}

Result<FileKind> recognise_file(const std::filesystem::path& file) {
  const auto bytes = capture::read_text_file(file, file_byte_limit);
  if (!bytes) return bytes.refusal();
  return recognise_text(*bytes, file);
}

}  // namespace loadshare::service
