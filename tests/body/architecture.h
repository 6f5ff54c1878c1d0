// The muscles' own figures against published ranges (architecture.csv).
#pragma once

#include <string>
#include <vector>

namespace loadshare::body_tests {

struct ArchitectureCheck {
  std::string muscle, of, quantity, tag;
  double low = 0, high = 0, value = 0;
  std::size_t muscle_count = 0;
  [[nodiscard]] bool is_inside() const { return value >= low && value <= high; }
};
[[nodiscard]] std::vector<ArchitectureCheck> check_architecture();

[[nodiscard]] std::string architecture_table();

}  // namespace loadshare::body_tests
