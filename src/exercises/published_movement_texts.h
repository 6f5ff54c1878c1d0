// The texts of exercises/ as the build put them into the program (cmake/LoadshareEmbed.cmake).
#pragma once

#include <string_view>
#include <vector>

namespace loadshare::exercises {

struct TableText {
  std::string_view name;   // of the file, without its ending
  std::string_view where;  // its path in the repository: "exercises/postures/standing.toml"
  std::string_view text;
};

[[nodiscard]] std::vector<TableText> published_movement_texts();

}  // namespace loadshare::exercises
