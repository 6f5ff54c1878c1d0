// The least-squares problem of one posture:
//
//   minimise    sum_c (q_c - wanted_c)^2 / spread_c^2  +  weight sum_e unease_e^2
//   subject to  target_t(q) = 0  or  >= 0,  range_min <= q <= range_max
//
// over the coordinates that are free and not held; those that follow others follow exactly. Targets are met
// by the method of multipliers (Hestenes 1969, Powell 1969; inequalities: Rockafellar 1973): to the squares
// above, weight |target + multiplier|^2 is added, minimised, and the multiplier moved by what is missing.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "exercises/balance.h"
#include "exercises/posed_body.h"
#include "exercises/posture_targets.h"
#include "numerics/bounded_least_squares.h"

namespace loadshare::exercises {

// What the solver moves: each unknown drives one free coordinate, or with both sides alike a pair of them.
class Unknowns {
 public:
  // `exact`: coordinates held at their value in `q`. With both sides alike, what leans or turns to a side is
  // held at zero, too.
  Unknowns(const PosedBody& body, const std::vector<model::CoordinateId>& exact, bool both_sides_alike);

  [[nodiscard]] Eigen::Index count() const { return bounds_.lower.size(); }
  [[nodiscard]] const numerics::LeastSquaresBounds& bounds() const { return bounds_; }
  // By unknown: whether it moves the whole body against ground.
  [[nodiscard]] const std::vector<bool>& is_root() const { return is_root_; }
  // By unknown: the first coordinate that it drives.
  [[nodiscard]] const std::vector<model::CoordinateId>& coordinates() const { return coordinates_; }

  // Of one free coordinate: its unknown (-1: held), and the sign in which it follows.
  [[nodiscard]] int unknown_of(std::size_t free_index) const { return unknown_of_[free_index]; }
  [[nodiscard]] double sign_of(std::size_t free_index) const { return sign_of_[free_index]; }

  [[nodiscard]] Eigen::VectorXd gather(const std::vector<double>& q) const;  // moved within the bounds
  void spread(const Eigen::VectorXd& x, std::vector<double>& q) const;

 private:
  const std::vector<model::CoordinateId>& free_;
  std::vector<int> unknown_of_;  // by free coordinate
  std::vector<double> sign_of_;
  std::vector<model::CoordinateId> coordinates_;
  std::vector<bool> is_root_;
  numerics::LeastSquaresBounds bounds_;
};

// How near its wanted value a coordinate stays: 1 in the sum above where it is one spread away.
struct Wanted {
  double value = 0, spread = 1;  // rad or m
};

class PostureProblem : public numerics::LeastSquaresProblem {
 public:
  // `balance`: one of `targets`, or none.
  PostureProblem(PosedBody& body, const Unknowns& unknowns, PostureTargets targets, const Balance* balance);

  // What is wished for beside the targets. `wanted`: one a coordinate of the model; those of what is held do
  // not count.
  void set_wishes(std::vector<Wanted> wanted, double unease_weight);

  struct Outcome {
    double off_ratio_max = 0;  // of any target's values, over its tolerance
    int iterations = 0;
  };
  // Meets the targets, from q and in place.
  Outcome meet_targets(std::vector<double>& q);
  // The posture next to the wanted one, in place: targets count with a fixed, large weight alone. Targets
  // that contradict each other by a fraction of a millimetre (the points of a hand) end in the best
  // compromise, and neighbouring wishes in neighbouring postures.
  Outcome settle(std::vector<double>& q);
  // The same where not all can be met: shows what cannot.
  Outcome miss_first_to_miss(std::vector<double>& q);
  // Moves the whole body alone, its joints held: a start.
  void place_whole_body(std::vector<double>& q);

  // Derivatives of all equalities at q, by free coordinate: what speeds must be at right angles to.
  [[nodiscard]] Eigen::MatrixXd equality_rows(const std::vector<double>& q);

  [[nodiscard]] const PostureTargets& targets() const { return targets_; }
  // How far each target is off, at the last pose: the largest of its values, 0 where it is met.
  [[nodiscard]] std::vector<double> off() const;

  double move_to(const Eigen::VectorXd& x) override;
  void linearise(Eigen::MatrixXd& hessian, Eigen::VectorXd& gradient) override;

 private:
  void prepare_targets();
  void clear_multipliers();
  int minimise(Eigen::VectorXd& x, const numerics::LeastSquaresBounds& bounds, double damping);
  void move_multipliers();
  [[nodiscard]] double off_ratio_max() const;
  [[nodiscard]] double root_weight_of(const PostureTarget& target) const;
  // By how much one value falls short in the sum, multiplier included.
  [[nodiscard]] double shortfall(std::size_t target, Eigen::Index row) const;
  void add_rows(const Eigen::MatrixXd& rows_of_free, const Eigen::VectorXd& residuals,
                Eigen::MatrixXd& hessian, Eigen::VectorXd& gradient) const;

  PosedBody& body_;
  const Unknowns& unknowns_;
  PostureTargets targets_;
  std::vector<Wanted> wanted_;
  const Balance* balance_;
  double unease_weight_ = 0, weight_ = 1, first_to_miss_scale_ = 0.3;
  std::vector<double> q_;
  std::vector<Eigen::VectorXd> values_, multipliers_;
};

}  // namespace loadshare::exercises
