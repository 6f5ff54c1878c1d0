// parse_scene on any bytes.
#include <cmath>
#include <cstdint>
#include <string_view>

#include "base/require.h"
#include "capture/scene.h"

namespace {

using loadshare::require;
using loadshare::Vec3;

bool is_unit(const Vec3& direction) { return std::abs(direction.norm() - 1) < 1e-9; }

void check_support(const loadshare::capture::Support& support) {
  require(!support.name.empty() && !support.kind.empty() && !support.where.empty(), "a support has a name");
  require(support.point_G.allFinite() && is_unit(support.normal_G), "a support lies somewhere");
  require(support.half_along_m >= 0 && support.half_across_m >= 0 && support.friction >= 0,
          "sizes and friction are not negative");
  const bool has_end = support.half_along_m > 0 || support.half_across_m > 0;
  require(!has_end || support.along_G, "a size has a direction");
  require(!support.along_G ||
              (is_unit(*support.along_G) && std::abs(support.along_G->dot(support.normal_G)) < 1e-9),
          "the length lies in the surface");
}

void check_load(const loadshare::capture::CarriedLoad& load) {
  using Kind = loadshare::capture::CarriedLoad::Kind;
  require(!load.name.empty() && !load.at.empty() && !load.where.empty(), "a load has a name and a place");
  require(load.mass_kg >= 0 && load.mass_kg <= loadshare::capture::carried_mass_kg_max, "a mass one carries");
  require(load.kind != Kind::force || load.direction_G.has_value() != load.anchor_G.has_value(),
          "a force goes some way");
  require(!load.direction_G || is_unit(*load.direction_G), "a direction is a unit vector");
  require(load.kind != Kind::band || load.anchor_G || load.at.size() == 2, "a band has two ends");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto scene = loadshare::capture::parse_scene(
      std::string_view(reinterpret_cast<const char*>(data), size), "fuzz.toml");
  if (scene) {
    for (const auto& support : scene->supports) check_support(support);
    for (const auto& load : scene->loads) check_load(load);
  } else {
    require(
        !scene.refusal().where.empty() && !scene.refusal().what.empty() && !scene.refusal().remedy.empty(),
        "a refusal says where, what and what to do");
  }
  return 0;
}
