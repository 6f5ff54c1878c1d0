// SHA-256 of files, so that a report says which bytes it was computed from (FIPS 180-4).
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace loadshare::analysis {

// 64 lower-case hexadecimal digits.
[[nodiscard]] std::string compute_sha256(std::string_view bytes);

// Refuses a file that cannot be read.
[[nodiscard]] Result<std::string> hash_file(const std::filesystem::path& file);

}  // namespace loadshare::analysis
