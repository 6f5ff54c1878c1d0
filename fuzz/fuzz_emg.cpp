// parse_emg on any bytes.
#include <cstdint>
#include <string_view>

#include "base/require.h"
#include "capture/emg.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using loadshare::require;
  const auto emg =
      loadshare::capture::parse_emg(std::string_view(reinterpret_cast<const char*>(data), size), "fuzz.toml");
  if (!emg) {
    require(!emg.refusal().where.empty() && !emg.refusal().what.empty() && !emg.refusal().remedy.empty(),
            "a refusal says where, what and what to do");
    return 0;
  }
  require(!emg->channels.empty() && !emg->envelopes.empty() && emg->near > 0, "there is something to hold");
  for (const auto& channel : emg->channels)
    require(!channel.column.empty() && !channel.muscles.empty() && channel.full > 0 && !channel.where.empty(),
            "a channel has a column, muscles and a scale");
  return 0;
}
