// How strong a model's muscles are about a coordinate, angle by angle.
#pragma once

#include <span>
#include <vector>

#include "analysis/body_probe.h"
#include "base/result.h"
#include "model/model.h"

namespace loadshare::analysis {

struct Setting {
  model::CoordinateId coordinate;
  double value = 0;  // rad or m
};
// The coordinates that are not at their default.
using Posture = std::vector<Setting>;

// Moments on the coordinate [N m], held still. Muscles at full activation have Fmax f_L cos(pennation), with
// the fibre length that a rigid tendon gives; what they do about other coordinates does not limit them.
struct StrengthPoint {
  double q = 0;
  double positive_Nm = 0;  // of the muscles that drive it up, active part
  double negative_Nm = 0;  // of those that drive it down; not positive
  double passive_Nm = 0;   // of all muscles' passive fibres
};

// In the probe's last measure(), about the free coordinate of that index, which stands at `q`.
[[nodiscard]] StrengthPoint strength_at(const model::Model& model, const BodyProbe& probe, int free_index,
                                        double q);

// At the values `q` of a free coordinate, the others as `posture` says and else at their default; the coupled
// ones follow. Refused: a coordinate that is not free, or what the engine cannot pose or measure.
[[nodiscard]] Result<std::vector<StrengthPoint>> measure_strength(const model::Model& model,
                                                                  model::CoordinateId coordinate,
                                                                  std::span<const double> q,
                                                                  const Posture& posture);

}  // namespace loadshare::analysis
