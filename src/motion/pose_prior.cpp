#include "motion/pose_prior.h"

#include <limits>

#include "base/units.h"

namespace loadshare::motion {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double wall_rad = 2 * rad_per_deg, wall_m = 0.01;

// How far x is beyond its walls.
double beyond(const PosePrior& prior, const Eigen::VectorXd& x, Eigen::Index i) {
  if (x[i] > prior.upper[i]) return x[i] - prior.upper[i];
  if (x[i] < prior.lower[i]) return x[i] - prior.lower[i];
  return 0;
}

}  // namespace

double PosePrior::cost(const Eigen::VectorXd& x) const {
  double sum = 0;
  for (Eigen::Index i = 0; i < x.size(); ++i) {
    const double off = (x[i] - rest[i]) / spread[i], out = beyond(*this, x, i) / wall_spread[i];
    sum += off * off + out * out;
  }
  return sum;
}

void PosePrior::add_to(const Eigen::VectorXd& x, Eigen::MatrixXd& hessian, Eigen::VectorXd& gradient) const {
  for (Eigen::Index i = 0; i < x.size(); ++i) {
    const double weight = 1 / (spread[i] * spread[i]);
    hessian(i, i) += weight;
    gradient[i] += weight * (x[i] - rest[i]);
    const double out = beyond(*this, x, i);
    if (out == 0) continue;
    hessian(i, i) += 1 / (wall_spread[i] * wall_spread[i]);
    gradient[i] += out / (wall_spread[i] * wall_spread[i]);
  }
}

PosePrior make_pose_prior(const model::Model& model, const mechanics::Couplings& couplings) {
  const auto& free = couplings.free_coordinates();
  const auto count = static_cast<Eigen::Index>(free.size());
  PosePrior prior;
  prior.rest.setZero(count);
  prior.spread.setConstant(count, infinite);
  prior.lower.setConstant(count, -infinite);
  prior.upper.setConstant(count, infinite);
  prior.wall_spread.setConstant(count, wall_rad);
  for (Eigen::Index i = 0; i < count; ++i) {
    const auto& coordinate = model.coordinates[free[static_cast<std::size_t>(i)].at()];
    const bool slides = coordinate.motion == model::MotionType::translational;
    prior.rest[i] = coordinate.default_value;
    if (slides) prior.wall_spread[i] = wall_m;
    const double range = coordinate.range_max - coordinate.range_min;
    if (model.joints[coordinate.joint.at()].parent == model::ground || !(range > 0)) continue;
    if (coordinate.name.starts_with("pro_sup"))
      prior.rest[i] = (coordinate.range_min + coordinate.range_max) / 2;
    prior.spread[i] = range / 2;
    prior.lower[i] = coordinate.range_min;
    prior.upper[i] = coordinate.range_max;
  }
  return prior;
}

}  // namespace loadshare::motion
