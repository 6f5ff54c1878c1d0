// Gaps in the ways of points: short ones filled by a curve, longer ones from the body's other points, and no
// more than that.
#pragma once

#include <vector>

#include "motion/placed_points.h"
#include "motion/point_tracks.h"

namespace loadshare::motion {

struct GapLimits {
  double curve_s_max = 0.1;  // between the last sample before and the first after
  double body_s_max = 0.3;
};

// A gap as long as the first limit at most, with at least two samples on either side, is filled by the
// natural cubic spline through up to five samples on either side. A longer one, up to the second limit, in
// three dimensions, is filled where at least three other points of the body that do not lie on one line are
// seen at both its edges and all along it: the point goes with their best rigid motion (Kabsch 1976, Acta
// Cryst. A 32:922) from either edge, the two blended by time. All others stay as they are and are reported;
// so do the beginning and the end of a trial.
[[nodiscard]] std::vector<PointChange> fill_gaps(PointTracks& tracks, const std::vector<PlacedPoint>& points,
                                                 const GapLimits& limits);

}  // namespace loadshare::motion
