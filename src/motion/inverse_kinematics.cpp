#include "motion/inverse_kinematics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "base/require.h"
#include "mechanics/pose.h"
#include "numerics/bounded_least_squares.h"

namespace loadshare::motion {
namespace {

using model::CoordinateId;

// The least-squares problem of one sample in the free coordinates x.
class SampleProblem : public numerics::LeastSquaresProblem {
 public:
  explicit SampleProblem(const InverseKinematicsProblem& problem)
      : problem_(problem),
        free_(problem.couplings->free_coordinates()),
        workspace_(problem.skeleton->make_workspace()),
        q_(problem.model->coordinates.size()),
        speeds_(problem.model->coordinates.size(), 0.0),
        couplings_(problem.couplings->make_workspace()) {
    for (std::size_t i = 0; i < q_.size(); ++i) q_[i] = problem.model->coordinates[i].default_value;
    bounds.lower.setConstant(size(), -std::numeric_limits<double>::infinity());
    bounds.upper.setConstant(size(), std::numeric_limits<double>::infinity());
    for (int i = 0; i < size(); ++i) {
      const auto& coordinate = problem.model->coordinates[free_[static_cast<std::size_t>(i)].at()];
      if (coordinate.clamped) {
        bounds.lower[i] = coordinate.range_min;
        bounds.upper[i] = coordinate.range_max;
      }
    }
  }

  [[nodiscard]] int size() const { return static_cast<int>(free_.size()); }
  [[nodiscard]] const std::vector<double>& q() const { return q_; }
  [[nodiscard]] const std::vector<CoordinateId>& free_coordinates() const { return free_; }

  [[nodiscard]] Eigen::VectorXd default_point() const {
    Eigen::VectorXd x(size());
    for (int i = 0; i < size(); ++i)
      x[i] = problem_.model->coordinates[free_[static_cast<std::size_t>(i)].at()].default_value;
    return within(x);
  }

  [[nodiscard]] Eigen::VectorXd within(const Eigen::VectorXd& x) const {
    return x.cwiseMax(bounds.lower).cwiseMin(bounds.upper);
  }

  void set_sample(double time_s, const double* recorded) {
    recorded_ = recorded;
    desired_.clear();
    for (const auto& task : problem_.coordinates) desired_.push_back(task.value_of_time(time_s));
  }

  // The cost at x; leaves the pose there.
  double move_to(const Eigen::VectorXd& x) override {
    for (int i = 0; i < size(); ++i) q_[free_[static_cast<std::size_t>(i)].at()] = x[i];
    problem_.couplings->fill_dependents(q_, {}, {});
    problem_.skeleton->set_pose(workspace_, q_, speeds_, pose_);
    double cost = 0;
    for (std::size_t m = 0; m < problem_.markers.size(); ++m) {
      if (!is_seen(m)) continue;
      cost += problem_.markers[m].weight * error(m).squaredNorm();
    }
    for (std::size_t c = 0; c < problem_.coordinates.size(); ++c) {
      const double off = q_[problem_.coordinates[c].coordinate.at()] - desired_[c];
      cost += problem_.coordinates[c].weight * off * off;
    }
    return cost;
  }

  // J^T W J and J^T W e at the pose of the last move.
  void linearise(Eigen::MatrixXd& hessian, Eigen::VectorXd& gradient) override {
    problem_.skeleton->compute_hinge_columns(workspace_, columns_);
    problem_.couplings->set_pose(q_, couplings_);
    const auto& tangent = problem_.couplings->tangent(couplings_);
    const auto count = static_cast<Eigen::Index>(q_.size());
    jacobian_.setZero(3 * static_cast<Eigen::Index>(problem_.markers.size()) +
                          static_cast<Eigen::Index>(problem_.coordinates.size()),
                      size());
    residual_.setZero(jacobian_.rows());
    Eigen::Matrix<double, 3, Eigen::Dynamic> rows(3, count);
    for (std::size_t m = 0; m < problem_.markers.size(); ++m) {
      if (!is_seen(m)) continue;
      marker_rows(m, rows);
      const double root_weight = std::sqrt(problem_.markers[m].weight);
      const auto first = 3 * static_cast<Eigen::Index>(m);
      for (const auto& entry : tangent)
        jacobian_.block<3, 1>(first, static_cast<Eigen::Index>(entry.free_index)) +=
            root_weight * entry.value * rows.col(entry.coordinate.index);
      residual_.segment<3>(first) = root_weight * error(m);
    }
    const auto first = 3 * static_cast<Eigen::Index>(problem_.markers.size());
    for (std::size_t c = 0; c < problem_.coordinates.size(); ++c) {
      const auto& task = problem_.coordinates[c];
      const double root_weight = std::sqrt(task.weight);
      const auto row = first + static_cast<Eigen::Index>(c);
      for (const auto& entry : tangent)
        if (entry.coordinate == task.coordinate)
          jacobian_(row, static_cast<Eigen::Index>(entry.free_index)) += root_weight * entry.value;
      residual_[row] = root_weight * (q_[task.coordinate.at()] - desired_[c]);
    }
    hessian.noalias() = jacobian_.transpose() * jacobian_;
    gradient.noalias() = jacobian_.transpose() * residual_;
  }

  [[nodiscard]] bool is_seen(std::size_t m) const {
    return std::isfinite(recorded_[3 * m]) && std::isfinite(recorded_[3 * m + 1]) &&
           std::isfinite(recorded_[3 * m + 2]);
  }
  [[nodiscard]] Vec3 error(std::size_t m) const {
    return position(m) - Vec3(recorded_[3 * m], recorded_[3 * m + 1], recorded_[3 * m + 2]);
  }

  numerics::LeastSquaresBounds bounds;  // of x

 private:
  [[nodiscard]] Vec3 position(std::size_t m) const {
    const auto& marker = problem_.model->markers[problem_.markers[m].marker];
    return pose_.X_GB[marker.body.at()] * marker.p_B;
  }

  // Velocity of the marker per unit speed of each coordinate above it.
  void marker_rows(std::size_t m, Eigen::Matrix<double, 3, Eigen::Dynamic>& rows) const {
    rows.setZero();
    const Vec3 p = position(m);
    const auto& marker = problem_.model->markers[problem_.markers[m].marker];
    for (auto body = marker.body; body.is_some() && body != model::ground;
         body = problem_.skeleton->parents()[body.at()]) {
      const Vec3 arm = p - pose_.X_GB[body.at()].p;
      for (const auto coordinate : problem_.skeleton->joint_coordinates()[body.at()]) {
        const auto& column = columns_[coordinate.at()];
        rows.col(coordinate.index) = column.linear_G + column.angular_G.cross(arm);
      }
    }
  }

  const InverseKinematicsProblem& problem_;
  const std::vector<CoordinateId>& free_;
  mechanics::Skeleton::Workspace workspace_;
  mechanics::Pose pose_;
  std::vector<double> q_, speeds_;
  std::vector<mechanics::HingeColumn> columns_;
  mechanics::Couplings::Workspace couplings_;
  const double* recorded_ = nullptr;
  std::vector<double> desired_;
  Eigen::MatrixXd jacobian_;
  Eigen::VectorXd residual_;
};

numerics::LeastSquaresOutcome descend(SampleProblem& problem, Eigen::VectorXd& x,
                                      const InverseKinematicsSettings& settings, double first_damping,
                                      const std::vector<bool>& movable = {}) {
  numerics::LeastSquaresSettings solver;
  solver.iterations_max = settings.iterations_max;
  solver.step_tolerance = settings.step_tolerance;
  solver.cost_tolerance = settings.cost_tolerance;
  solver.damping = first_damping;
  problem.bounds.movable = movable;
  return numerics::solve_bounded_least_squares(problem, problem.bounds, solver, x);
}

// The joint next to ground turns the whole body: its coordinates are placed first, from four
// headings, so that a person who faces another way is still found.
Eigen::VectorXd find_start(SampleProblem& problem, const InverseKinematicsProblem& setup,
                           const InverseKinematicsSettings& settings) {
  std::vector<bool> is_root(static_cast<std::size_t>(problem.size()), false);
  std::vector<int> root_angles;
  for (int i = 0; i < problem.size(); ++i) {
    const auto& coordinate =
        setup.model->coordinates[problem.free_coordinates()[static_cast<std::size_t>(i)].at()];
    if (setup.model->joints[coordinate.joint.at()].parent != model::ground) continue;
    is_root[static_cast<std::size_t>(i)] = true;
    if (coordinate.motion == model::MotionType::rotational) root_angles.push_back(i);
  }
  const Eigen::VectorXd standing = problem.default_point();
  Eigen::VectorXd best = standing;
  double best_cost = std::numeric_limits<double>::infinity();
  const auto consider = [&](Eigen::VectorXd x) {
    x = problem.within(x);
    descend(problem, x, settings, 1.0, is_root);
    const double cost = descend(problem, x, settings, 1.0).cost;
    // A turned start must be better by more than rounding: ties go to the file's own default.
    if (cost < best_cost * (1 - 1e-6)) {
      best_cost = cost;
      best = x;
    }
  };
  consider(standing);
  for (const int angle : root_angles)
    for (const double turn : {0.5, 1.0, 1.5}) {
      Eigen::VectorXd x = standing;
      x[angle] += turn * std::numbers::pi;
      consider(x);
    }
  return best;
}

InverseKinematicsSummary summarise(const SampleProblem& problem, std::size_t marker_count,
                                   const numerics::LeastSquaresOutcome& descent) {
  InverseKinematicsSummary summary;
  summary.solved = descent.solved;
  summary.iterations = descent.iterations;
  summary.cost = descent.cost;
  for (std::size_t m = 0; m < marker_count; ++m) {
    if (!problem.is_seen(m)) continue;
    const double squared = problem.error(m).squaredNorm();
    summary.marker_error_squared_sum_m2 += squared;
    ++summary.marker_count;
    if (std::sqrt(squared) > summary.marker_error_max_m) {
      summary.marker_error_max_m = std::sqrt(squared);
      summary.worst_marker = m;
    }
  }
  if (summary.marker_count > 0)
    summary.marker_error_rms_m =
        std::sqrt(summary.marker_error_squared_sum_m2 / static_cast<double>(summary.marker_count));
  return summary;
}

}  // namespace

Result<InverseKinematicsResult> solve_inverse_kinematics(
    const InverseKinematicsProblem& problem, std::span<const double> times_s, const SampleMatrix& recorded_m,
    const InverseKinematicsSettings& settings, const std::function<void(std::size_t done)>& progress) {
  require(problem.model && problem.skeleton && problem.couplings, "the problem names its model");
  require(static_cast<std::size_t>(recorded_m.rows()) == times_s.size() &&
              static_cast<std::size_t>(recorded_m.cols()) == 3 * problem.markers.size(),
          "three columns a marker, one row a sample");
  SampleProblem sample(problem);
  InverseKinematicsResult result;
  result.q.resize(recorded_m.rows(), static_cast<Eigen::Index>(problem.model->coordinates.size()));
  if (times_s.empty()) return result;

  sample.set_sample(times_s[0], recorded_m.row(0).data());
  std::size_t seen = 0;
  for (std::size_t m = 0; m < problem.markers.size(); ++m) seen += sample.is_seen(m) ? 1 : 0;
  if (seen < 3 && problem.coordinates.empty())
    return Refusal{"first sample", "fewer than three of the markers that count are seen in it",
                   "Start where more markers are seen, or give more markers a weight."};

  Eigen::VectorXd x = find_start(sample, problem, settings);
  for (std::size_t i = 0; i < times_s.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    sample.set_sample(times_s[i], recorded_m.row(row).data());
    const auto descent = descend(sample, x, settings, 1e-6);
    result.summaries.push_back(summarise(sample, problem.markers.size(), descent));
    for (std::size_t c = 0; c < sample.q().size(); ++c)
      result.q(row, static_cast<Eigen::Index>(c)) = sample.q()[c];
    if (progress) progress(i + 1);
  }
  return result;
}

}  // namespace loadshare::motion
