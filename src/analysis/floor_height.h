// Where the floor of a recording is and whether it runs, from what stands on it.
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

// Velocity of a belt [m/s, level]: where the horizontal velocities of the lowest contact point that may touch
// it, over the samples in which it neither rises nor falls fast, lie densest (the mode, by mean shift;
// Fukunaga and Hostetler 1975). Zero where nearly as many of them stand still: a floor. None where fewer than
// a fifth of the samples lie near the mode.
[[nodiscard]] std::optional<Vec3> find_belt_velocity(const mechanics::Skeleton& skeleton,
                                                     std::span<const model::ContactPoint> points,
                                                     const capture::Support& floor,
                                                     const motion::Kinematics& motion);

// Sets the velocity of every floor of the scene whose velocity is to be found, then the height of every floor
// that gives none to where the motion stands on it, and notes both. Refused: a floor without height where
// nothing stands still on it long enough, and a belt to be found where feet have no common velocity.
[[nodiscard]] Result<Done> place_floors(const mechanics::Skeleton& skeleton,
                                        std::span<const model::ContactPoint> points,
                                        const motion::Kinematics& motion, double slow_mps,
                                        capture::Scene& scene, Diagnostics& notes);

}  // namespace loadshare::analysis
