// Names of points as people and programs vary them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace loadshare::capture {

// In small letters, without blanks and punctuation: "R.ASIS", "r asis" and "R_ASIS" are "rasis". Bytes
// outside ASCII are kept.
[[nodiscard]] std::string plain_name(std::string_view name);

// What stands before all of the names, up to and with their last common ':', '_', '.', '-' or blank
// ("Subject01:", "Anna_"); empty where there is no such thing, or fewer than three names.
[[nodiscard]] std::string_view common_prefix(const std::vector<std::string>& names);

}  // namespace loadshare::capture
