// Fitting a person to recordings: the body's size, where each point sits on it, and the poses, together.
//
// Minimised, over scale factors f (one a scale group and axis), offsets o (one a point) and poses q_t of
// chosen samples, all at once (Gauss-Newton; poses are eliminated sample by sample, so that the rest is one
// system of factors and offsets, whose inverse is their covariance):
//
//   sum_t sum_m rho(|x_m(q_t, f, o_m) - recorded|^2 / noise_m^2)     rho: Cauchy's, far points count little
//   + f around those of the person's height and lengths, by the spread of proportions between people
//   + o around the marker set's place, by its spread
//   + q around rest, by the range of motion (weak); soft walls at the ends of the ranges
//   + height of the body against the height given.
//
// Left and right have one size: factors belong to groups of both sides.
#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "base/diagnostics.h"
#include "base/result.h"
#include "capture/marker_set.h"
#include "capture/markers.h"
#include "model/body.h"
#include "model/person.h"
#include "model/scale_person.h"

namespace loadshare::motion {

// A recording that takes part; y up. The matched sets of all trials are of the same marker set.
struct FitTrial {
  std::string name;  // how texts call it
  const capture::MarkerRecording* recording = nullptr;
  const capture::MatchedSet* matched = nullptr;
  bool is_standing = false;  // quiet standing: one sample says it all
};

struct FitOptions {
  model::BodyOptions body;  // the lumbar rhythm
  // Locked coordinates of the body that are left free: names; see FittedPerson::unlocked.
  std::vector<std::string> unlocked;
  int sample_count = 60;  // of the moving trials together, chosen to lie far apart in posture
  int iterations_max = 60;
};

// Where a point sits on the fitted body.
struct FittedPoint {
  std::size_t place = 0;  // index in the set's points
  std::string name;
  model::BodyId body;
  Vec3 p_B = Vec3::Zero();       // on the fitted body [m]
  Vec3 offset_m = Vec3::Zero();  // from the set's place on that body
  Vec3 grows_B = Vec3::Zero();   // the part of p_B that grows with the body: all but the offset, on landmarks
  Vec3 standard_error_m = Vec3::Zero();
  double noise_m = 0;                       // of the set
  std::size_t sample_count = 0;             // in which it was seen
  double error_rms_m = 0, error_max_m = 0;  // over the chosen samples
  bool is_outlier = false;                  // lies far further off than the others: a finding
};

struct SegmentLength {
  std::string name;
  double length_m = 0, standard_error_m = 0;
};

struct FittedSample {
  std::size_t trial = 0, sample = 0;
  double error_rms_m = 0;
  Eigen::VectorXd q;  // the model's coordinates (rad, m)
};

// What is not known of factors and offsets after the fit.
struct BodyUncertainty {
  std::vector<int> group_of_body;   // per body of the model; -1 for ground
  std::vector<Vec3> factors;        // per group
  std::vector<std::string> groups;  // names
  // Factors (3 a group), then offsets (3 a point, in the order of FittedPerson::points).
  Eigen::MatrixXd covariance;
};

struct FittedPerson {
  model::PersonScale scale;  // what build_body and own_body take
  std::vector<std::string> unlocked;
  std::vector<FittedPoint> points;
  std::vector<SegmentLength> segments;
  std::vector<FittedSample> samples;
  BodyUncertainty uncertainty;
  double error_rms_m = 0, error_max_m = 0;  // over points and chosen samples
  int iterations = 0;
  bool converged = false;
};

// Refused: no trial, a trial without a sample that shows enough of the body, what place_points and
// choose_scale refuse. Findings: points that do not fit, sizes far from those of the person's height, a fit
// that did not converge.
[[nodiscard]] Result<FittedPerson> fit_person(const model::Person& person, const model::BodyTables& tables,
                                              const std::vector<FitTrial>& trials, const FitOptions& options,
                                              Diagnostics& notes);

}  // namespace loadshare::motion
