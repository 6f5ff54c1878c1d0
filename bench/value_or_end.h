// Benchmarks have no one to hand a refusal to.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "base/result.h"

namespace loadshare::bench {

// The value; ends the program with the refusal's text where there is none.
template <class T>
T value_or_end(Result<T> result) {
  if (result) return *std::move(result);
  std::fprintf(stderr, "%s\n", result.refusal().text().c_str());
  std::exit(1);
}

}  // namespace loadshare::bench
