// parse_storage on any bytes; what it takes must survive writing and reading.
#include <cstdint>
#include <string_view>

#include "base/require.h"
#include "capture/storage.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace loadshare;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Diagnostics notes;
  const auto series = capture::parse_storage(text, "fuzz.sto", notes);
  if (!series) {
    require(!series.refusal().what.empty() && !series.refusal().remedy.empty(),
            "a refusal says what and what to do");
    return 0;
  }
  require(series->values.allFinite() && !series->times_s.empty(), "what is read is finite");
  const auto back = capture::parse_storage(capture::format_storage(*series), "back.sto", notes);
  require(back.ok(), "what is written can be read");
  require(
      back->labels == series->labels && back->times_s == series->times_s && back->values == series->values,
      "what is read back is the same");
  return 0;
}
