// One sample: the pose whose points lie nearest to the recorded ones, each in units of its noise.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "motion/pose_prior.h"
#include "motion/posed_points.h"
#include "numerics/bounded_least_squares.h"

namespace loadshare::motion {

// How a point counts: by its noise [m], and by ground axis (0: left out).
struct PointWeight {
  double noise_m = 0.01;
  Vec3 axis = Vec3::Ones();
};

// Cauchy's loss c^2 log(1 + u / c^2) of u = |error / noise|^2, with c this many times the noise: a point
// whose error is c counts half, further ones ever less.
inline constexpr double cauchy_noises = 5;

class PoseProblem : public numerics::LeastSquaresProblem {
 public:
  // points, prior: outlive this.
  PoseProblem(PosedPoints& points, const PosePrior& prior, std::vector<PointWeight> weights);

  // Per point x, y, z in ground; an axis that was not seen is NaN. Outlives the moves.
  void set_recorded(const std::vector<Vec3>& recorded_G) { recorded_ = &recorded_G; }
  // In units of noise; larger: less robust.
  void set_cauchy(double noises) { cauchy_squared_ = noises * noises; }
  void set_noise(std::size_t point, double noise_m) { weights_[point].noise_m = noise_m; }

  // The loss, and the prior's; leaves the pose there.
  double move_to(const Eigen::VectorXd& x) override;
  void linearise(Eigen::MatrixXd& hessian, Eigen::VectorXd& gradient) override;

  [[nodiscard]] std::size_t seen_count() const;  // points with at least one axis
  [[nodiscard]] bool is_seen(std::size_t point) const;
  // Of the axes seen, the rest 0; at the last pose.
  [[nodiscard]] Vec3 error_G(std::size_t point) const;
  // Inverse variance by ground axis of what was seen, 0 for the rest, with Cauchy's weight at the last pose.
  [[nodiscard]] Vec3 weight_G(std::size_t point) const;
  // Sum over points of weight times error squared, and how many axes were seen.
  [[nodiscard]] double weighted_error() const;
  [[nodiscard]] int axis_count() const;
  [[nodiscard]] PosedPoints& points() { return points_; }
  [[nodiscard]] const PosePrior& prior() const { return prior_; }

 private:
  [[nodiscard]] Vec3 plain_weight(std::size_t point) const;

  PosedPoints& points_;
  const PosePrior& prior_;
  std::vector<PointWeight> weights_;
  const std::vector<Vec3>* recorded_ = nullptr;
  double cauchy_squared_ = cauchy_noises * cauchy_noises;
  Eigen::VectorXd x_;
  Eigen::Matrix3Xd rows_;
};

// Adds J^T W J and J^T W e of one point: rows 3 x columns.size(), in the columns' places.
void add_point(const Eigen::Matrix3Xd& rows, std::span<const int> columns, const Vec3& weight_G,
               const Vec3& error_G, Eigen::MatrixXd& hessian, Eigen::VectorXd& gradient);

struct FoundPose {
  Eigen::VectorXd x;
  double cost = 0;
  bool solved = false;
};
// From x to the nearest minimum, until a step changes nothing by more than `step_tolerance` (rad, m) or gains
// less than that squared, of the cost.
[[nodiscard]] FoundPose descend(PoseProblem& problem, Eigen::VectorXd x, double step_tolerance,
                                double first_damping);
// From each start (free coordinates), the whole body turned to every side first: a person who faces another
// way, or lies, is found too. The best of all.
[[nodiscard]] FoundPose find_pose(PoseProblem& problem, const model::Model& model,
                                  const std::vector<Eigen::VectorXd>& starts);

}  // namespace loadshare::motion
