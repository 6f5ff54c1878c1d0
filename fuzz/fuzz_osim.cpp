// parse_osim on any bytes.
#include <cstdint>
#include <string_view>

#include "base/require.h"
#include "model/osim_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace loadshare;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Diagnostics notes;
  const auto model = model::parse_osim(text, "fuzz.osim", notes);
  if (!model) {
    require(!model.refusal().what.empty() && !model.refusal().remedy.empty(),
            "a refusal says what and what to do");
  }
  return 0;
}
