// docs/accuracy.md, measured and written.
#pragma once

#include <string>

namespace loadshare::oracle {

// Markdown. Numbers have two digits, so that compilers agree on them. Needs all five cases.
[[nodiscard]] std::string make_accuracy_page();

}  // namespace loadshare::oracle
