// Where tests find recordings that are not part of the repository.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

#include "source_folder.h"

namespace loadshare::testing {

// The folder of recordings: LOADSHARE_DATA, else ../shared/data beside the checkout.
inline std::filesystem::path data_folder() {
  if (const char* named = std::getenv("LOADSHARE_DATA")) return named;
  return testing::source_folder() / ".." / "shared" / "data";
}

// `relative` is relative to the data folder; reference results are at "../reference/...".
inline std::optional<std::filesystem::path> find_data(const std::string& relative) {
  auto path = (data_folder() / relative).lexically_normal();
  if (!std::filesystem::exists(path)) return std::nullopt;
  return path;
}

// The message of a skipped test: scripts/test gathers these lines.
inline std::string left_out(const std::string& relative) {
  return "left out: " + relative + " is not here (set LOADSHARE_DATA)";
}

}  // namespace loadshare::testing
