#include "base/problems.h"

#include <fmt/format.h>

#include <utility>

namespace loadshare {
namespace {
constexpr std::size_t kept_problem_limit = 4;
}

void Problems::add(std::string where, std::string what, std::string remedy) {
  ++count_;
  if (kept_.size() < kept_problem_limit) {
    kept_.push_back({std::move(where), std::move(what), std::move(remedy)});
  }
}

Refusal Problems::refusal() const {
  require(!none(), "a refusal needs a problem");
  Refusal refusal = kept_.front();
  for (std::size_t i = 1; i < kept_.size(); ++i) {
    refusal.what += fmt::format("; also {}: {}", kept_[i].where, kept_[i].what);
  }
  if (count_ > kept_.size()) refusal.what += fmt::format("; and {} more", count_ - kept_.size());
  return refusal;
}

}  // namespace loadshare
