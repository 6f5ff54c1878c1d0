// The style sheet of report.html: src/analysis/report_page.css, put into the library by the build
// (cmake/LoadshareEmbed.cmake).
#pragma once

#include <string_view>

namespace loadshare::analysis {

extern const std::string_view report_page_css;

}  // namespace loadshare::analysis
