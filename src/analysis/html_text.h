// Text from files, made safe to stand in a page: nothing in it can be read as markup.
#pragma once

#include <string>
#include <string_view>

namespace loadshare::analysis {

// For element content and quoted attributes. Control characters become U+FFFD, and so does what is not UTF-8.
[[nodiscard]] std::string escape_html(std::string_view text);

// As escape_html, and a number stays on a line with its unit: "31 %".
[[nodiscard]] std::string escape_sentence(std::string_view text);

}  // namespace loadshare::analysis
