// The read-outs of report.html: src/analysis/report_page.js, put into the library by the build
// (cmake/LoadshareEmbed.cmake). The page says everything without it.
#pragma once

#include <string_view>

namespace loadshare::analysis {

extern const std::string_view report_page_js;

}  // namespace loadshare::analysis
