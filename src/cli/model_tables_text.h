// The page of tables as text.
#pragma once

#include <string>

#include "service/model_tables.h"

namespace loadshare::cli {

// Strength at five places of each range, then every muscle.
[[nodiscard]] std::string text_of(const service::ModelTables& tables);

}  // namespace loadshare::cli
