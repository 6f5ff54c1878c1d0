// What a column or marker is, guessed by its name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "service/file_check.h"

namespace loadshare::service {

enum class NamedSide { none, right, left };

// "hip_flexion_r", "R.ASIS", "RKnee", "/jointset/hip_l/hip_flexion_l/value", "right_heel".
[[nodiscard]] NamedSide side_named(std::string_view name);

// Sorts labels into kinds, in a fixed order of kinds; kinds without columns are left out.
[[nodiscard]] std::vector<ColumnKind> sort_columns(const std::vector<std::string>& labels);

}  // namespace loadshare::service
