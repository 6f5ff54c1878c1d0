// The points of a recording on the bodies of a model: a matched marker set's places, looked up.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "capture/marker_set.h"
#include "model/model.h"

namespace loadshare::motion {

struct PlacedPoint {
  std::size_t point = 0;                       // index in the recording
  const capture::PointPlace* place = nullptr;  // of the matched set, which must outlive this
  model::BodyId body;
  Vec3 p_B = Vec3::Zero();             // where the set has it on this model's body [m]
  std::optional<std::size_t> partner;  // index in this list: the same place on the other side
};

// One for each matched pair, in their order. Refused: a set that names a landmark or body that the model does
// not have, or landmarks of different bodies for one point.
[[nodiscard]] Result<std::vector<PlacedPoint>> place_points(const capture::MatchedSet& matched,
                                                            const model::Model& model);

}  // namespace loadshare::motion
