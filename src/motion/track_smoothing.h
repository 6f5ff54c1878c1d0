// All samples of a trial together: each sample's own problem, tied to its neighbours by what limbs can be
// accelerated. Internal to track_points.
#pragma once

#include <Eigen/Core>
#include <functional>
#include <span>
#include <vector>

namespace loadshare::motion {

// One sample at a pose: its cost, and J^T J and J^T r.
struct SampleTerms {
  double cost = 0;
  Eigen::MatrixXd hessian;
  Eigen::VectorXd gradient;
};
using LineariseSample = std::function<void(std::size_t sample, const Eigen::VectorXd& x, SampleTerms& terms)>;

struct TrackSmoothing {
  // Standard deviation of each coordinate's acceleration at 100 samples a second (rad/s^2, m/s^2); at other
  // rates its spectral density is kept. 0: not tied.
  Eigen::VectorXd acceleration;
  std::size_t window = 512;  // samples solved together ...
  std::size_t overlap = 50;  // ... besides those that are solved on either side and not kept
  int iterations_max = 4;
  double step_tolerance = 1e-4;  // rad, m
};

// Takes a sample's pose and what its own problem is there.
using KeepSample =
    std::function<void(std::size_t sample, const Eigen::VectorXd& x, const SampleTerms& terms)>;

// Gauss-Newton from x (one entry a sample) to the least sum of all; samples that are more than five usual
// steps apart are not tied. `keep` is called once a sample, in order; right before, the sample was not
// necessarily the last to be linearised. Windows are of fixed size: the result does not depend on how they
// are shared out.
void smooth_track(std::span<const double> times_s, const TrackSmoothing& smoothing,
                  const LineariseSample& linearise, const std::vector<Eigen::VectorXd>& x,
                  const KeepSample& keep);

}  // namespace loadshare::motion
