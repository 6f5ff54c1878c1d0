// docs/body.md, measured and written.
#pragma once

#include <string>

namespace loadshare::body_tests {

// Markdown. Numbers have few digits, so that compilers agree on them.
[[nodiscard]] std::string make_body_page();

}  // namespace loadshare::body_tests
