// require(): the check of what must hold. A breach is a bug of ours, never a fault of the input.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace loadshare {

// A bug. Caught at the job boundary in `service` and nowhere else.
class Bug : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

inline void require(bool condition, std::string_view what_must_hold) {
  if (!condition) throw Bug(std::string(what_must_hold));
}

}  // namespace loadshare
