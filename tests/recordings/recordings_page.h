// docs/recordings.md, measured and written.
#pragma once

#include <string>

namespace loadshare::recordings {

// Markdown. Numbers have two digits, so that compilers agree on them. Needs all recordings.
[[nodiscard]] std::string make_recordings_page();

}  // namespace loadshare::recordings
