// Points that leave their way for a moment and come back.
#pragma once

#include <vector>

#include "motion/placed_points.h"
#include "motion/point_tracks.h"

namespace loadshare::motion {

// A spike begins where a point misses the place by its past by 20 mm or eight times what it usually misses,
// or by 10 mm or five times where its distances to the other points of its body jump by half of that too; it
// ends, within a tenth of a second, where the point is back on the way that the velocities before and after
// tell. Its samples become not seen. A jump of four times the first measure from which a point does not come
// back is reported and left. Smaller spikes are for the filter.
[[nodiscard]] std::vector<PointChange> take_out_spikes(PointTracks& tracks,
                                                       const std::vector<PlacedPoint>& points);

}  // namespace loadshare::motion
