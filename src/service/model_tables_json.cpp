#include "service/model_tables_json.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/units.h"

namespace loadshare::service {
namespace {

using Json = nlohmann::ordered_json;

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json json_of(const CoordinateStrength& strength) {
  const bool turns = strength.motion == model::MotionType::rotational;
  const std::string unit = turns ? "Nm" : "N";
  Json places = Json::array();
  for (const auto& place : strength.places)
    places.push_back({{turns ? "angle_deg" : "position_m", number(turns ? degrees(place.q) : place.q)},
                      {"up_" + unit, number(place.up)},
                      {"down_" + unit, number(place.down)},
                      {"passive_" + unit, number(place.passive)}});
  return {{"coordinate", strength.coordinate}, {"places", places}};
}

}  // namespace

Json json_of(const ModelTables& tables) {
  Json lengths = Json::array(), strengths = Json::array();
  for (const auto& muscle : tables.muscles)
    lengths.push_back({{"name", muscle.name},
                       {"max_isometric_force_N", number(muscle.max_isometric_force_N)},
                       {"optimal_fiber_length_m", number(muscle.optimal_fiber_length_m)},
                       {"tendon_slack_length_m", number(muscle.tendon_slack_length_m)},
                       {"pennation_deg", number(degrees(muscle.pennation_rad))},
                       {"fiber_ratio_default", number(muscle.fiber_ratio_default)},
                       {"fiber_ratio_min", number(muscle.fiber_ratio_min)},
                       {"fiber_ratio_max", number(muscle.fiber_ratio_max)}});
  for (const auto& strength : tables.strengths) strengths.push_back(json_of(strength));
  return {{"muscle_lengths", lengths}, {"strength", strengths}};
}

}  // namespace loadshare::service
