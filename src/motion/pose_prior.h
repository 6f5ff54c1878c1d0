// What is believed of a pose before any point is seen: joints near rest, and within their range.
#pragma once

#include <Eigen/Core>

#include "mechanics/couplings.h"
#include "model/model.h"

namespace loadshare::motion {

// One entry a free coordinate (rad, m). The joint at ground has no rest and no range: spread and walls are
// infinite.
struct PosePrior {
  Eigen::VectorXd rest, spread, lower, upper;
  // How far beyond a wall counts as one standard deviation: 2 degrees, 10 mm.
  Eigen::VectorXd wall_spread;

  [[nodiscard]] double cost(const Eigen::VectorXd& x) const;
  // Adds its part of J^T J and J^T r at x.
  void add_to(const Eigen::VectorXd& x, Eigen::MatrixXd& hessian, Eigen::VectorXd& gradient) const;
};

// Rest is the coordinate's default; the spread is a quarter of its range, so that the range holds two
// standard deviations to each side. Forearms that hang rest half way between palm forward and palm back.
[[nodiscard]] PosePrior make_pose_prior(const model::Model& model, const mechanics::Couplings& couplings);

}  // namespace loadshare::motion
