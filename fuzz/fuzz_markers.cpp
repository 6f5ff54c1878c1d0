// parse_markers on any bytes; what it takes must survive writing and reading.
#include <cstdint>
#include <string_view>

#include "base/require.h"
#include "capture/markers.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace loadshare;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Diagnostics notes;
  const auto recording = capture::parse_markers(text, "fuzz.trc", notes);
  if (!recording) {
    require(!recording.refusal().what.empty() && !recording.refusal().remedy.empty(),
            "a refusal says what and what to do");
    return 0;
  }
  const auto back = capture::parse_markers(capture::format_markers(*recording), "back.trc", notes);
  require(back.ok(), "what is written can be read");
  require(back->names == recording->names && back->times_s == recording->times_s,
          "what is read back is the same");
  for (std::size_t marker = 0; marker < recording->names.size(); ++marker) {
    require(back->is_seen(0, marker) == recording->is_seen(0, marker), "a marker is seen or not, as before");
  }
  return 0;
}
