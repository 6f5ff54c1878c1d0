#include "base/result.h"

#include <fmt/format.h>

namespace loadshare {

std::string Refusal::text() const {
  return remedy.empty() ? fmt::format("{}: {}", where, what)
                        : fmt::format("{}: {}\n  {}", where, what, remedy);
}

}  // namespace loadshare
