// parse_tool_setup on any bytes.
#include <cstdint>
#include <string_view>

#include "base/require.h"
#include "capture/tool_setup.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace loadshare;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Diagnostics notes;
  const auto outcome = capture::parse_tool_setup(text, "fuzz.xml", notes);
  if (!outcome) {
    require(!outcome.refusal().what.empty() && !outcome.refusal().remedy.empty(),
            "a refusal says what and what to do");
  }
  return 0;
}
