// Where the checkout lies: known to test programs only.
#pragma once

#include <filesystem>

namespace loadshare::testing {

// A function of one source file, so that no other test's compilation depends on where the checkout lies.
[[nodiscard]] std::filesystem::path source_folder();

}  // namespace loadshare::testing
