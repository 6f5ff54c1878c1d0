// Points whose names were exchanged for a stretch of a recording, by the continuity of their ways. Which of
// the two names is right is told by the bodies they are on, else by the longer part of the trial.
#pragma once

#include <vector>

#include "model/model.h"
#include "motion/placed_points.h"
#include "motion/point_tracks.h"

namespace loadshare::motion {

// Left and right of keypoints: all pairs at once, those of the legs, or those of the arms. An exchange counts
// where the points miss the places by their past by 50 mm and more (root mean square; more where they usually
// miss much), and by less than half of that with the sides exchanged; pairs of which the contrary is as clear
// stay. Exchanges back in place; one entry a stretch.
[[nodiscard]] std::vector<PointChange> mend_exchanged_sides(PointTracks& tracks,
                                                            const std::vector<PlacedPoint>& points,
                                                            const model::Model& model);

// Any two points that jump at one sample to where the other should be, by 20 mm or eight times what they
// usually miss, or one that jumps to where an unseen one should be; not where the distances to the other
// points of their bodies get worse by the exchange.
[[nodiscard]] std::vector<PointChange> mend_exchanged_names(PointTracks& tracks,
                                                            const std::vector<PlacedPoint>& points);

// The other points on the body of each point of the recording; empty for those that are not placed.
[[nodiscard]] std::vector<std::vector<std::size_t>> mates_of(const std::vector<PlacedPoint>& points,
                                                             std::size_t point_count);

}  // namespace loadshare::motion
