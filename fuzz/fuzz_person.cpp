// parse_person on any bytes, and the size chosen for whom it takes.
#include <cmath>
#include <cstdint>
#include <string_view>

#include "base/require.h"
#include "model/person.h"
#include "model/scale_person.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace loadshare;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto person = model::parse_person(text, "fuzz.toml");
  if (!person) {
    require(
        !person.refusal().where.empty() && !person.refusal().what.empty() && !person.refusal().remedy.empty(),
        "a refusal says where, what and what to do");
    return 0;
  }
  Diagnostics notes;
  const auto chosen = model::choose_scale(*person, model::published_body_tables(), {}, notes);
  if (!chosen) {
    require(!chosen.refusal().what.empty() && !chosen.refusal().remedy.empty(),
            "a refusal says what and what to do");
    return 0;
  }
  require(chosen->scale.muscle_volume_ratio > 0, "muscles have a volume");
  for (const auto& [group, factor] : chosen->scale.factors)
    require(factor.allFinite() && factor.minCoeff() > 0.2 && factor.maxCoeff() < 3,
            "a person has a person's size");
  return 0;
}
