// data/validity.toml as the build put it into the program.
#pragma once

#include <string_view>

namespace loadshare::analysis {

extern const std::string_view validity_text;

}  // namespace loadshare::analysis
