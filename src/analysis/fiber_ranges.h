// How far each muscle's fibres go over the joints' ranges of motion.
#pragma once

#include <vector>

#include "mechanics/couplings.h"
#include "mechanics/muscle_mechanics.h"
#include "mechanics/skeleton.h"
#include "model/model.h"

namespace loadshare::analysis {

// By muscle of the model: least and greatest normalised fibre length.
struct FiberRanges {
  std::vector<double> min, max;
};

// Looked at: the default pose; every free coordinate at five places of its range, the others at their
// default; and, for muscles that span at most five, every combination of their ranges' ends. Coordinates
// whose range is no joint's (beyond a full turn, or a metre) stay at their default, as do those of the joint
// to ground. Between these poses a muscle may go a little further. NaN for a muscle that spans no such
// coordinate.
[[nodiscard]] FiberRanges measure_fiber_ranges(const model::Model& model, const mechanics::Skeleton& skeleton,
                                               const mechanics::Couplings& couplings,
                                               const mechanics::MuscleMechanics& muscles);

}  // namespace loadshare::analysis
