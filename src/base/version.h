// The program's version, as CMake's project() states it.
#pragma once

#include <string_view>

namespace loadshare {

inline constexpr std::string_view program_version = LOADSHARE_VERSION;

}  // namespace loadshare
