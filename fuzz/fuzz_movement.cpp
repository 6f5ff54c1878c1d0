// parse_movement on any bytes.
#include <cmath>
#include <cstdint>
#include <string_view>

#include "base/require.h"
#include "exercises/movement.h"
#include "exercises/schedule.h"

namespace {

using loadshare::require;

void check_key(const loadshare::exercises::Key& key) {
  require(!key.name.empty() && !key.where.empty(), "a key has a name");
  require(key.time_s >= 0 && key.hold_s >= 0 && (!key.passes || key.hold_s == 0), "a key has its time");
  for (const auto& wish : key.targets.coordinates)
    require(!wish.coordinate.empty() && std::isfinite(wish.value) && wish.weight > 0, "a wish has a weight");
  for (const auto& touch : key.targets.touches)
    require(!touch.support.empty() && !touch.points.empty() && touch.gap_m >= 0, "a touch has points");
  for (const auto& place : key.targets.places) {
    require(!place.point.empty() && place.tolerance_m > 0, "a place is of a point");
    require(place.p_m[0] || place.p_m[1] || place.p_m[2], "a place is somewhere");
  }
  for (const auto& direction : key.targets.directions)
    require(direction.forward_deg || direction.right_deg, "a direction has an angle");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto movement = loadshare::exercises::parse_movement(
      std::string_view(reinterpret_cast<const char*>(data), size), "fuzz.toml");
  if (movement) {
    require(!movement->keys.empty() && movement->rate_Hz > 0, "a movement has a key");
    for (const auto& key : movement->keys) check_key(key);
    double before_s = -1;
    for (const auto& stop : make_schedule(*movement)) {
      require(stop.arrive_s > before_s && stop.leave_s >= stop.arrive_s, "stops follow each other");
      before_s = stop.leave_s;
    }
  } else {
    require(!movement.refusal().where.empty() && !movement.refusal().what.empty() &&
                !movement.refusal().remedy.empty(),
            "a refusal says where, what and what to do");
  }
  return 0;
}
