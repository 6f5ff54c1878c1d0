// The text of data/muscle_groups.toml, put into the library by the build (cmake/LoadshareEmbed.cmake), so
// that an installed program needs no file beside it.
#pragma once

#include <string_view>

namespace loadshare::tension {

extern const std::string_view muscle_groups_text;

}  // namespace loadshare::tension
