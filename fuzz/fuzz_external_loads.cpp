// parse_external_loads on any bytes, and the binding of what it takes to a recording.
#include <cstdint>
#include <string_view>

#include "base/require.h"
#include "capture/external_loads.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace loadshare;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Diagnostics notes;
  const auto outcome = capture::parse_external_loads(text, "fuzz.xml", notes);
  if (!outcome) {
    require(!outcome.refusal().what.empty() && !outcome.refusal().remedy.empty(),
            "a refusal says what and what to do");
    return 0;
  }
  TimeSeries recording;
  recording.labels = {"f_vx", "f_vy", "f_vz", "f_px", "f_py", "f_pz", "f_mx", "f_my", "f_mz"};
  const auto columns = capture::bind_columns(*outcome, recording, notes);
  require(!columns || columns->size() == outcome->forces.size(), "each force has its columns");
  return 0;
}
