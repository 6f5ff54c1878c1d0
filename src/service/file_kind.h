// What a file is, seen by what it holds; its name decides only where the content says nothing.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace loadshare::service {

enum class FileKind {
  storage,  // .mot, .sto
  markers,  // .trc
  external_loads,
  tool_setup,
  task_set,      // tasks of inverse kinematics
  analysis_set,  // analyses of an AnalyzeTool
  force_set,     // forces to add to a model
  model,         // .osim
};

// "motion or storage file"
[[nodiscard]] std::string_view name_of(FileKind kind);

// Bytes of any file that is read here are at most so many.
inline constexpr std::size_t file_byte_limit = std::size_t{1} << 30;

// Refused: a file that cannot be read, that is empty or no text, XML that is not well-formed, and what is
// none of the kinds (the refusal lists them).
[[nodiscard]] Result<FileKind> recognise_file(const std::filesystem::path& file);
[[nodiscard]] Result<FileKind> recognise_text(std::string_view bytes, const std::filesystem::path& file);

}  // namespace loadshare::service
