// A recording's points made fit for fitting: what is doubtful taken out, exchanged names put right, spikes
// removed, short gaps filled, all smoothed; every change is told. Nothing is invented over long gaps.
#pragma once

#include <optional>
#include <vector>

#include "base/diagnostics.h"
#include "base/result.h"
#include "capture/recording.h"
#include "motion/fill_gaps.h"
#include "motion/placed_points.h"
#include "motion/point_tracks.h"

namespace loadshare::motion {

enum class Smoothing {
  none,
  butterworth,  // fourth order without lag (numerics/zero_lag.h)
  spline,       // quintic, by generalised cross-validation, point by point (numerics/smoothing_spline.h)
};

struct CleanOptions {
  double confidence_min = 0.3;  // a keypoint below it counts as not seen
  GapLimits gaps;
  Smoothing smoothing = Smoothing::butterworth;
  // Of the Butterworth filter; none: by residual analysis, one for the trial or one a point.
  std::optional<double> cutoff_hz;
  bool is_cutoff_by_point = false;
};

struct CleanedRecording {
  capture::Recording recording;
  std::vector<PointChange> changes;
  // Per point [Hz]; none where it was not smoothed. Of a spline: of the low-pass that is like it.
  std::vector<std::optional<double>> cutoff_hz;
  std::optional<double> noise_m;  // root mean square of what residual analysis holds to be noise; in 3D
};

// `points`: of this recording (place_points); names that no set has are cleaned without their body. Points in
// pictures are cleaned like those in space, with lengths by the person's size in pixels. Sides are looked at
// in keypoints only. The standing trial, if any, is left as it is. Findings: changes summed up by kind, with
// their points; exchanges and jumps are flagged, what was taken out or left open is left out. Refused: a
// cut-off that the rate cannot hold.
[[nodiscard]] Result<CleanedRecording> clean_points(const capture::Recording& recording,
                                                    const std::vector<PlacedPoint>& points,
                                                    const model::Model& model, const CleanOptions& options,
                                                    Diagnostics& notes);

}  // namespace loadshare::motion
