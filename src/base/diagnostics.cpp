#include "base/diagnostics.h"

#include <algorithm>

namespace loadshare {

void Diagnostics::add(Finding finding) {
  if (std::find(findings_.begin(), findings_.end(), finding) == findings_.end())
    findings_.push_back(std::move(finding));
}

void Diagnostics::append(const Diagnostics& other) {
  for (const auto& finding : other.findings_) add(finding);
}

bool Diagnostics::needs_a_look() const {
  return std::any_of(findings_.begin(), findings_.end(),
                     [](const Finding& finding) { return finding.kind == FindingKind::needs_a_look; });
}

std::string_view name_of(FindingKind kind) {
  switch (kind) {
    case FindingKind::assumed:
      return "assumed";
    case FindingKind::left_out:
      return "left out";
    case FindingKind::needs_a_look:
      return "needs a look";
  }
  return "unknown";
}

}  // namespace loadshare
