// Inverse kinematics of a whole trial: all coordinates over time, with their standard errors, from points
// whose places on the body are known.
//
// Each sample is solved first by itself: points by their noise, with Cauchy's weights, soft walls at the
// ends of the ranges, and a weak pull to rest (pose_prior.h). Then all samples together once more, with
// accelerations held to what limbs do (a weak prior), which also carries coordinates over short times without
// their points. The result is the minimum of one sum over the trial: it does not depend on threads or starts.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/diagnostics.h"
#include "base/result.h"
#include "base/time_series.h"
#include "model/model.h"
#include "motion/fit_person.h"

namespace loadshare::motion {

struct TrackedPoint {
  std::size_t point = 0;  // its columns 3 point .. 3 point + 2 of the positions
  std::string name;
  model::BodyId body;
  Vec3 p_B = Vec3::Zero();
  double noise_m = 0.01;              // of its slide on the body, each axis
  Vec3 axis_weight = Vec3::Ones();    // by ground axis, 0 to 1: 0 leaves the axis out
  std::optional<std::size_t> fitted;  // index in FittedPerson::points, for BodyUncertainty
  Vec3 grows_B = Vec3::Zero();        // the part of p_B that grows with the body
};

struct TrackOptions {
  // Standard deviation of accelerations: turning [rad/s^2], moving [m/s^2]; 0: no smoothing.
  double turning_rad_per_s2 = 100, moving_m_per_s2 = 25;
  // Measured white noise is found by itself in each point and added to its `noise_m`.
  bool find_white_noise = true;
};

struct TrackedCoordinate {
  model::CoordinateId coordinate;
  // Share of samples in which the seen points determine it; below a half it is *not observable*.
  double observed_ratio = 0;
  bool is_observable = false;
};

struct TrackedPointError {
  double rms_m = 0, max_m = 0;
  std::size_t seen_count = 0;
  double white_noise_m = 0;  // found, each axis
};

struct TrackedMotion {
  TimeSeries motion;  // every coordinate in the model's order (rad, m)
  // samples x coordinates (rad, m): noise of the points and what is not known of the body; not lowered by
  // smoothing, since skin slides slowly. Dependent coordinates have theirs; locked ones 0.
  SampleMatrix standard_error;
  std::vector<TrackedCoordinate> coordinates;  // the free ones
  std::vector<TrackedPointError> points;       // as TrackInputs::points
  std::vector<double> sample_error_rms_m, sample_error_max_m;
  double error_rms_m = 0, error_max_m = 0;
  int unsolved_count = 0;
};

struct TrackInputs {
  const model::Model* model = nullptr;
  std::vector<TrackedPoint> points;
  std::span<const double> times_s;
  const SampleMatrix* positions_m = nullptr;     // samples x 3 points; y up; not seen is NaN, single axes too
  const BodyUncertainty* uncertainty = nullptr;  // none: the body is taken as known
  std::vector<Eigen::VectorXd> starts;           // poses to begin from, besides rest; may be empty
};

// The points of a recording that the fit has placed. `model` is that of build_body with the fit's scale.
[[nodiscard]] std::vector<TrackedPoint> tracked_points(const FittedPerson& fitted,
                                                       const capture::MatchedSet& matched);

// Refused: no sample in which the points seen fix the pelvis. Findings: coordinates that are not observable
// (by name), samples that were not solved.
[[nodiscard]] Result<TrackedMotion> track_points(const TrackInputs& inputs, const TrackOptions& options,
                                                 Diagnostics& notes);

}  // namespace loadshare::motion
