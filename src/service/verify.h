// The validation tables: computed against measured.
#pragma once

#include <filesystem>
#include <vector>

#include "analysis/verify.h"
#include "service/job.h"

namespace loadshare::service {

struct VerifyRequest {
  std::filesystem::path page;  // where docs/validity.md goes, sensitivity included; empty: nowhere
  bool with_sensitivity = false;
};
struct VerifyOutcome {
  analysis::Verification verification;
  std::vector<analysis::SensitivityRun> sensitivity;  // empty where it was not asked for
};

// Rows outside their band, orders, pairs and correlations that do not hold are findings.
[[nodiscard]] Job<VerifyOutcome> verify(const VerifyRequest& request,
                                        const analysis::VerifyProgress& progress = {});

}  // namespace loadshare::service
