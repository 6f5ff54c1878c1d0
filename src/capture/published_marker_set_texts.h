// The texts of data/marker_sets/ as the build put them into the program (cmake/LoadshareEmbed.cmake).
#pragma once

#include <string_view>
#include <vector>

namespace loadshare::capture {

struct TableText {
  std::string_view name;   // of the file, without its ending
  std::string_view where;  // its path in the repository: "data/marker_sets/opencap.toml"
  std::string_view text;
};

[[nodiscard]] std::vector<TableText> published_marker_set_texts();

}  // namespace loadshare::capture
