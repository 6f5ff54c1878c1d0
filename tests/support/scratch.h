// Values that a test cannot do without, and folders that are gone with the process.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <stdexcept>
#include <string>

#include "base/result.h"

namespace loadshare::testing {

// The value, or an exception with the refusal's text: a test that meets it fails.
template <class T>
T value_of(Result<T> result) {
  if (!result) throw std::runtime_error(result.refusal().text());
  return *std::move(result);
}

// A folder of this process, made.
inline std::filesystem::path scratch_folder(const std::string& name) {
  struct Root {
    std::filesystem::path folder =
        std::filesystem::path(::testing::TempDir()) / fmt::format("loadshare_{}", getpid());
    ~Root() {
      std::error_code ignored;
      std::filesystem::remove_all(folder, ignored);
    }
  };
  static const Root root;
  std::filesystem::create_directories(root.folder / name);
  return root.folder / name;
}

}  // namespace loadshare::testing
