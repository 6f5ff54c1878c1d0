#include "motion/inverse_kinematics.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "base/require.h"
#include "mechanics/pose.h"

namespace loadshare::motion {
namespace {

using model::CoordinateId;

// The least-squares problem of one sample in the free coordinates x.
class SampleProblem {
 public:
  explicit SampleProblem(const InverseKinematicsProblem& problem)
      : problem_(problem),
        free_(problem.couplings->free_coordinates()),
        workspace_(problem.skeleton->make_workspace()),
        q_(problem.model->coordinates.size()),
        speeds_(problem.model->coordinates.size(), 0.0),
        couplings_(problem.couplings->make_workspace()) {
    for (std::size_t i = 0; i < q_.size(); ++i) q_[i] = problem.model->coordinates[i].default_value;
    lower.setConstant(size(), -std::numeric_limits<double>::infinity());
    upper.setConstant(size(), std::numeric_limits<double>::infinity());
    for (int i = 0; i < size(); ++i) {
      const auto& coordinate = problem.model->coordinates[free_[static_cast<std::size_t>(i)].at()];
      if (coordinate.clamped) {
        lower[i] = coordinate.range_min;
        upper[i] = coordinate.range_max;
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
    return x.cwiseMax(lower).cwiseMin(upper);
  }

  void set_sample(double time_s, const double* recorded) {
    recorded_ = recorded;
    desired_.clear();
    for (const auto& task : problem_.coordinates) desired_.push_back(task.value_of_time(time_s));
  }

  // The cost at x; leaves the pose there.
  double move_to(const Eigen::VectorXd& x) {
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
  void linearise(Eigen::MatrixXd& hessian, Eigen::VectorXd& gradient) {
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

  Eigen::VectorXd lower, upper;

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

// The damped step with the variables that are held at a bound taken out; `movable` limits which may
// move at all.
Eigen::VectorXd damped_step(const Eigen::MatrixXd& hessian, const Eigen::VectorXd& gradient,
                            const std::vector<int>& moving, double damping) {
  const auto count = static_cast<Eigen::Index>(moving.size());
  Eigen::MatrixXd H(count, count);
  Eigen::VectorXd g(count);
  for (Eigen::Index i = 0; i < count; ++i) {
    g[i] = gradient[moving[static_cast<std::size_t>(i)]];
    for (Eigen::Index j = 0; j < count; ++j)
      H(i, j) = hessian(moving[static_cast<std::size_t>(i)], moving[static_cast<std::size_t>(j)]);
  }
  // Damping in proportion to the diagonal, and a little beside it for coordinates no marker sees: these
  // stay where they are.
  const double beside = (1e-9 + 1e-3 * damping) * std::max(1e-12, H.diagonal().maxCoeff());
  H.diagonal() += damping * H.diagonal();
  H.diagonal().array() += beside;
  Eigen::VectorXd partial = H.ldlt().solve(-g);
  // A long step leaves the basin: none turns or moves more than this at once (rad, m).
  constexpr double step_max = 0.5;
  const double longest = partial.cwiseAbs().maxCoeff();
  if (longest > step_max) partial *= step_max / longest;
  Eigen::VectorXd step = Eigen::VectorXd::Zero(gradient.size());
  for (Eigen::Index i = 0; i < count; ++i) step[moving[static_cast<std::size_t>(i)]] = partial[i];
  return step;
}

struct Descent {
  double cost = 0;
  int iterations = 0;
  bool solved = false;
};

Descent descend(SampleProblem& problem, Eigen::VectorXd& x, const InverseKinematicsSettings& settings,
                const std::vector<bool>& movable, double first_damping) {
  Descent outcome;
  outcome.cost = problem.move_to(x);
  Eigen::MatrixXd hessian;
  Eigen::VectorXd gradient;
  std::vector<int> moving;
  double damping = first_damping;
  while (outcome.iterations < settings.iterations_max && !outcome.solved) {
    ++outcome.iterations;
    problem.linearise(hessian, gradient);
    moving.clear();
    for (int i = 0; i < problem.size(); ++i) {
      const bool held =
          (x[i] <= problem.lower[i] && gradient[i] > 0) || (x[i] >= problem.upper[i] && gradient[i] < 0);
      if (movable[static_cast<std::size_t>(i)] && !held) moving.push_back(i);
    }
    if (moving.empty()) {
      outcome.solved = true;
      break;
    }
    // Raise the damping until the cost falls; give up where only rounding is left.
    for (bool accepted = false; !accepted && !outcome.solved;) {
      const Eigen::VectorXd trial = (x + damped_step(hessian, gradient, moving, damping))
                                        .cwiseMax(problem.lower)
                                        .cwiseMin(problem.upper);
      const double step_max = (trial - x).cwiseAbs().maxCoeff();
      const double cost = problem.move_to(trial);
      if (cost <= outcome.cost) {
        accepted = true;
        x = trial;
        const double gain = outcome.cost - cost;
        outcome.cost = cost;
        outcome.solved = step_max < settings.step_tolerance || gain <= settings.cost_tolerance * cost;
        damping = std::max(damping * 0.1, 1e-12);
      } else {
        damping *= 10;
        if (damping > 1e12 || step_max < 1e-13) {
          outcome.cost = problem.move_to(x);
          outcome.solved = step_max < settings.step_tolerance;
          if (!outcome.solved) return outcome;
        }
      }
    }
  }
  return outcome;
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
  const std::vector<bool> all(static_cast<std::size_t>(problem.size()), true);
  const Eigen::VectorXd standing = problem.default_point();
  Eigen::VectorXd best = standing;
  double best_cost = std::numeric_limits<double>::infinity();
  const auto consider = [&](Eigen::VectorXd x) {
    x = x.cwiseMax(problem.lower).cwiseMin(problem.upper);
    descend(problem, x, settings, is_root, 1.0);
    const double cost = descend(problem, x, settings, all, 1.0).cost;
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
                                   const Descent& descent) {
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

  const std::vector<bool> all(static_cast<std::size_t>(sample.size()), true);
  Eigen::VectorXd x = find_start(sample, problem, settings);
  for (std::size_t i = 0; i < times_s.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    sample.set_sample(times_s[i], recorded_m.row(row).data());
    const Descent descent = descend(sample, x, settings, all, 1e-6);
    result.summaries.push_back(summarise(sample, problem.markers.size(), descent));
    for (std::size_t c = 0; c < sample.q().size(); ++c)
      result.q(row, static_cast<Eigen::Index>(c)) = sample.q()[c];
    if (progress) progress(i + 1);
  }
  return result;
}

}  // namespace loadshare::motion
