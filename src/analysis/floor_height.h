// Where the floor of a recording is, from what stands on it.
#pragma once

#include <optional>
#include <span>

#include "base/result.h"
#include "capture/scene.h"
#include "mechanics/skeleton.h"
#include "model/body.h"
#include "motion/kinematics.h"

namespace loadshare::analysis {

// Height of a floor [m] as the median, over the samples in which the lowest contact point that may touch it
// is slow (below slow_mps), of that point's height: of feet that stand, of hands and knees that crawl. Half a
// centimetre here or there is within what contacts bridge. None where fewer than 5 samples and fewer than one
// in twenty are slow: a jump, a swing on a bar.
[[nodiscard]] std::optional<double> find_floor_height(const mechanics::Skeleton& skeleton,
                                                      std::span<const model::ContactPoint> points,
                                                      const capture::Support& floor,
                                                      const motion::Kinematics& motion, double slow_mps);

// Sets every floor of the scene that gives no height to where the motion stands, and notes it. Refused: such
// a floor where nothing stands still on it long enough.
[[nodiscard]] Result<Done> place_floors(const mechanics::Skeleton& skeleton,
                                        std::span<const model::ContactPoint> points,
                                        const motion::Kinematics& motion, double slow_mps,
                                        capture::Scene& scene, Diagnostics& notes);

}  // namespace loadshare::analysis
