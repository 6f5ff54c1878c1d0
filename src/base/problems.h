// Faults found while reading. A reader goes on where it can, so that a person sees more than the first.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.h"

namespace loadshare {

class Problems {
 public:
  void add(std::string where, std::string what, std::string remedy);
  [[nodiscard]] bool none() const { return count_ == 0; }
  // The first fault with its remedy; up to three further ones and the count of the rest stand in `what`.
  // Precondition: !none().
  [[nodiscard]] Refusal refusal() const;

 private:
  std::vector<Refusal> kept_;
  std::size_t count_ = 0;
};

}  // namespace loadshare
