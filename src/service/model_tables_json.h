// The page of tables as JSON.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "service/model_tables.h"

namespace loadshare::service {

// Angles in degrees, lengths in metres; what is not finite is null.
[[nodiscard]] nlohmann::ordered_json json_of(const ModelTables& tables);

}  // namespace loadshare::service
