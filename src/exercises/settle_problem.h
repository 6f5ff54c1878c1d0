// The least-squares problem of a motion that settles on its supports. Over a smooth change of all free
// coordinates, summed over the samples:
//
//   sum_c (change_c / spread_c)^2 + (smooth_s^2 acceleration of change_c / spread_c)^2
//     + (beyond its range_c / range_tolerance)^2
//   + load_weight sum_p load_p^2 ((gap_p / gap_m)^2 + (speed_p / speed_mps)^2)      points that carry
//   + sum_p (depth_p / depth_m)^2                                                    points below a support
//   + |force and moment on the root that the contact forces leave over|^2 / (left_over_ratio weight)^2
//
// with load_p the length of the point's edge forces in units of an edge's full strength. The contact forces
// are held while the change is improved; exercises/carriers.h finds them anew, by the same sum, in between.
#pragma once

#include <Eigen/Core>
#include <span>
#include <vector>

#include "exercises/carriers.h"
#include "exercises/smooth_change.h"
#include "mechanics/body_jacobians.h"
#include "motion/kinematics.h"

namespace loadshare::exercises {

// All of them our own choice; the prices were set by two clips (docs/floor.md).
struct SettleSettings {
  // A point this far above a support is brought down to it, if the body needs it there; beyond it is left in
  // the air. And a point may begin this far below one and still carry.
  double reach_m = 0.2, depth_reach_m = 0.3;
  // What each of these costs as much as: a coordinate a spread away for one sample.
  double spread_rad = 0.087, spread_m = 0.05;  // 5 degrees; of coordinates that turn, that shift
  double gap_m = 0.005, speed_mps = 0.2;       // of a point with full load, less load_weight
  double load_weight = 30;
  double depth_m = 0.002;
  double left_over_ratio = 0.01;  // of the weight, or as much at a metre
  double range_tolerance = 0.01;  // rad
  // The change itself: a spline of knots this far apart (at least two samples), and the time in which a
  // coordinate may go and come back by a spread. It is sought on samples no further apart than sample_s, and
  // made in all.
  double knot_s = 0.1, smooth_s = 0.15, sample_s = 0.034;
  int steps_max = 10;
  double least_gain = 0.01;  // a step that takes no more than this part off the sum is the last
};

class SettleProblem {
 public:
  // What is referred to must live on.
  SettleProblem(const motion::Kinematics& motion, const SupportedBody& body,
                const dynamics::Contacts& contacts, const SettleSettings& settings);

  struct State {
    std::vector<double> q, qdot, qddot;  // one a coordinate
  };
  [[nodiscard]] State state_at(const SmoothChange& change, std::size_t sample) const;
  [[nodiscard]] motion::Kinematics moved(const SmoothChange& change) const;

  // On which the sum is taken: in their order, evenly.
  [[nodiscard]] const std::vector<std::size_t>& samples() const { return samples_; }
  // Contact forces of one of them, by edge [N].
  void set_loads(std::size_t sample, const std::vector<double>& edge_N) { edge_N_[sample] = edge_N; }
  // The sum.
  double measure(const SmoothChange& change);
  // The sum, and its equations into the change.
  double linearise(SmoothChange& change);

 private:
  using RootVector = Eigen::Matrix<double, 6, 1>;
  // Of one sample: J^T J and J^T r by change, speed and acceleration of the free coordinates.
  struct Equations {
    Eigen::MatrixXd hessian;
    Eigen::VectorXd gradient;
  };
  double add_sample(const SmoothChange& change, std::size_t sample, Equations* equations);
  double add_change(const SmoothChange& change, std::size_t sample, const State& state,
                    Equations* equations) const;
  double add_point(std::size_t sample, std::size_t pair, Equations* equations);
  double add_left_over(std::size_t sample, const State& state, Equations* equations);
  // Of the left over, by the coordinates (order 0), their speeds (1) or accelerations (2).
  [[nodiscard]] Eigen::Matrix<double, 6, Eigen::Dynamic> slope_of_left_over(std::size_t sample,
                                                                            const State& state,
                                                                            const RootVector& left,
                                                                            int order);
  // Places the body and applies weight, measured and contact forces.
  void place(std::size_t sample, const State& state);
  RootVector left_over(const std::vector<double>& qddot);

  const motion::Kinematics& motion_;
  SupportedBody body_;
  const dynamics::Contacts& contacts_;
  SettleSettings settings_;
  double left_over_unit_N_;
  std::vector<std::size_t> samples_;
  std::vector<std::vector<double>> edge_N_;  // by sample
  Eigen::VectorXd spread_, lower_, upper_;   // by free coordinate
  std::vector<std::size_t> root_;            // coordinates
  mechanics::BodyJacobians jacobians_;       // of the bodies of the pairs
  std::vector<std::size_t> jacobian_of_pair_;
  // By sample: the left over's derivative by the speeds. It changes little with the motion, costs as much as
  // that by the coordinates, and is taken once.
  std::vector<Eigen::Matrix<double, 6, Eigen::Dynamic>> by_speed_;
  // Memory.
  mechanics::BodyJacobians::Workspace columns_;
  mechanics::Skeleton::Workspace workspace_;
  mechanics::Couplings::Workspace slopes_;
  std::vector<mechanics::HingeColumn> hinges_;
  mechanics::Pose pose_;
  std::vector<mechanics::SpatialForce> forces_;
  std::vector<double> no_forces_, generalised_;
};

}  // namespace loadshare::exercises
