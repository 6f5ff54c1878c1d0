// The validation tables: computed against measured.
#pragma once

#include <filesystem>

#include "analysis/verify.h"
#include "service/job.h"

namespace loadshare::service {

// Rows outside their band, orders and correlations that do not hold are findings.
// `page`: where docs/validity.md goes; empty: nowhere.
[[nodiscard]] Job<analysis::Verification> verify(const std::filesystem::path& page,
                                                 const analysis::VerifyProgress& progress = {});

}  // namespace loadshare::service
