// The texts of models/body as the build put them into the program (cmake/LoadshareEmbed.cmake).
#pragma once

#include <vector>

#include "model/body_tables.h"

namespace loadshare::model {

[[nodiscard]] std::vector<TableText> published_body_texts();

}  // namespace loadshare::model
