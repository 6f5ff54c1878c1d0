// Samples that tell a fit most: far apart in posture.
#pragma once

#include <vector>

#include "base/time_series.h"

namespace loadshare::motion {

// positions_m: samples x 3 points, not seen is NaN. Of the samples that show at least two thirds of the
// points that the best one shows (at most 300, evenly spread), up to `count`, each the farthest from those
// chosen before: by the distances between points, each difference counted up to 0.3 m, so that where the
// person stands and faces does not matter. In the order of time.
[[nodiscard]] std::vector<std::size_t> choose_far_apart(const SampleMatrix& positions_m, std::size_t count);
// The one sample nearest to the median of all, by the same distances: for quiet standing. At most one.
[[nodiscard]] std::vector<std::size_t> choose_typical(const SampleMatrix& positions_m);

}  // namespace loadshare::motion
