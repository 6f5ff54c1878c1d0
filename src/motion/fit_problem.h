// The least-squares problem of fit_person.h. Internal to it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "capture/marker_set.h"
#include "model/body.h"
#include "model/person.h"
#include "motion/pose_problem.h"

namespace loadshare::motion {

// A row of tables that fixes a length: |sum of parts times factors| = value, within `spread_m`.
struct LengthRow {
  // Per group 3: the way at factors of 1 [m]. `up_only`: its height alone.
  Eigen::Matrix3Xd parts;
  bool up_only = false;
  double value_m = 0, spread_m = 0;

  // Its length and how that grows with the factors.
  double length_m(const Eigen::VectorXd& factors, Eigen::VectorXd& slope) const;
};

struct FitPoint {
  std::string name;
  model::BodyId body;
  Vec3 p_B_expected = Vec3::Zero();  // on the body of the person's expected size
  bool grows = false;                // with its body
  double spread_m = 0, noise_m = 0;
};

// What is sought.
struct FitState {
  Eigen::VectorXd factors, offsets;    // 3 a group; 3 a point
  std::vector<Eigen::VectorXd> poses;  // a sample each, free coordinates
};

// Which body a set of factors makes: bones and joints alone.
struct FitBody {
  model::Model model;
  std::unique_ptr<mechanics::Skeleton> skeleton;
  std::unique_ptr<mechanics::Couplings> couplings;
};

class FitProblem {
 public:
  FitProblem(const model::BodyTables& tables, model::BodyScale expected, model::BodyOptions options,
             std::vector<std::string> unlocked);
  [[nodiscard]] Result<Done> check() const;  // that the tables make a body

  [[nodiscard]] const std::vector<std::string>& groups() const { return groups_; }
  [[nodiscard]] const Eigen::VectorXd& expected_factors() const { return expected_factors_; }
  [[nodiscard]] FitBody make_body(const Eigen::VectorXd& factors) const;
  [[nodiscard]] ScaledBodies scaled_bodies(const model::Model& model, const Eigen::VectorXd& factors) const;
  [[nodiscard]] model::BodyScale scale_of(const Eigen::VectorXd& factors) const;

  std::vector<FitPoint> points;
  std::vector<std::vector<Vec3>> recorded_G;  // per sample and point; not seen is NaN
  std::vector<std::vector<double>> noise_m;   // likewise
  std::vector<LengthRow> lengths;
  double cauchy = cauchy_noises;
  // How many samples count as one: the pull to rest is as much weaker in each.
  double repeats = 1;

  // Where points sit on the body of this state.
  [[nodiscard]] std::vector<BodyPoint> points_of(const FitState& state) const;
  [[nodiscard]] std::vector<PointWeight> weights() const;
  // Puts a sample's points and their noise into a problem of these points.
  void set_sample(std::size_t sample, PoseProblem& problem) const;

  [[nodiscard]] double cost(const FitState& state) const;
  // A damped step from `state`; `covariance` of factors and offsets where it is asked for.
  [[nodiscard]] FitState step(const FitState& state, double damping, Eigen::MatrixXd* covariance) const;

 private:
  struct Arrow;
  [[nodiscard]] PosePrior pose_prior(const FitBody& body) const;
  void add_priors(const FitState& state, Eigen::MatrixXd& hessian, Eigen::VectorXd& gradient) const;
  [[nodiscard]] double prior_cost(const FitState& state) const;

  model::BodyTables tables_;  // both sides, bones and joints alone
  model::BodyScale expected_;
  model::BodyOptions options_;
  std::vector<std::string> unlocked_, groups_;
  Eigen::VectorXd expected_factors_;
};

}  // namespace loadshare::motion
