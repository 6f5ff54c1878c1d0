#include "motion/pose_problem.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace loadshare::motion {

PoseProblem::PoseProblem(PosedPoints& points, const PosePrior& prior, std::vector<PointWeight> weights)
    : points_(points), prior_(prior), weights_(std::move(weights)), rows_(3, points.free_count()) {}

bool PoseProblem::is_seen(std::size_t point) const { return (plain_weight(point).array() > 0).any(); }

std::size_t PoseProblem::seen_count() const {
  std::size_t count = 0;
  for (std::size_t i = 0; i < weights_.size(); ++i) count += is_seen(i) ? 1 : 0;
  return count;
}

int PoseProblem::axis_count() const {
  Eigen::Index count = 0;
  for (std::size_t i = 0; i < weights_.size(); ++i) count += (plain_weight(i).array() > 0).count();
  return static_cast<int>(count);
}

Vec3 PoseProblem::plain_weight(std::size_t point) const {
  const Vec3& recorded = (*recorded_)[point];
  const auto& weight = weights_[point];
  Vec3 result = weight.axis / (weight.noise_m * weight.noise_m);
  for (int k = 0; k < 3; ++k)
    if (!std::isfinite(recorded[k])) result[k] = 0;
  return result;
}

Vec3 PoseProblem::error_G(std::size_t point) const {
  const Vec3& recorded = (*recorded_)[point];
  Vec3 error = points_.position_G(point) - recorded;
  for (int k = 0; k < 3; ++k)
    if (!std::isfinite(recorded[k])) error[k] = 0;
  return error;
}

Vec3 PoseProblem::weight_G(std::size_t point) const {
  const Vec3 weight = plain_weight(point);
  const double u = weight.dot(error_G(point).cwiseAbs2());
  return weight / (1 + u / cauchy_squared_);
}

double PoseProblem::weighted_error() const {
  double sum = 0;
  for (std::size_t i = 0; i < weights_.size(); ++i) sum += weight_G(i).dot(error_G(i).cwiseAbs2());
  return sum;
}

double PoseProblem::move_to(const Eigen::VectorXd& x) {
  x_ = x;
  points_.move_to(x);
  double cost = prior_.cost(x);
  for (std::size_t i = 0; i < weights_.size(); ++i)
    cost += cauchy_squared_ * std::log1p(plain_weight(i).dot(error_G(i).cwiseAbs2()) / cauchy_squared_);
  return cost;
}

void PoseProblem::linearise(Eigen::MatrixXd& hessian, Eigen::VectorXd& gradient) {
  hessian.setZero(x_.size(), x_.size());
  gradient.setZero(x_.size());
  points_.linearise();
  for (std::size_t i = 0; i < weights_.size(); ++i) {
    const Vec3 weight = weight_G(i);
    if (weight.isZero(0)) continue;
    points_.jacobian(i, rows_);
    add_point(rows_, points_.columns(i), weight, error_G(i), hessian, gradient);
  }
  hessian.triangularView<Eigen::StrictlyUpper>() = hessian.transpose();
  prior_.add_to(x_, hessian, gradient);
}

void add_point(const Eigen::Matrix3Xd& rows, std::span<const int> columns, const Vec3& weight_G,
               const Vec3& error_G, Eigen::MatrixXd& hessian, Eigen::VectorXd& gradient) {
  for (std::size_t a = 0; a < columns.size(); ++a) {
    const Vec3 weighted = weight_G.cwiseProduct(rows.col(static_cast<Eigen::Index>(a)));
    gradient[columns[a]] += weighted.dot(error_G);
    for (std::size_t b = 0; b <= a; ++b)
      hessian(std::max(columns[a], columns[b]), std::min(columns[a], columns[b])) +=
          weighted.dot(rows.col(static_cast<Eigen::Index>(b)));
  }
}

namespace {

numerics::LeastSquaresBounds no_bounds(Eigen::Index count, std::vector<bool> movable = {}) {
  const double infinite = std::numeric_limits<double>::infinity();
  return {Eigen::VectorXd::Constant(count, -infinite), Eigen::VectorXd::Constant(count, infinite),
          std::move(movable)};
}

FoundPose descend_within(PoseProblem& problem, const numerics::LeastSquaresBounds& bounds, Eigen::VectorXd x,
                         const numerics::LeastSquaresSettings& settings) {
  FoundPose found;
  const auto outcome = numerics::solve_bounded_least_squares(problem, bounds, settings, x);
  found.x = std::move(x);
  found.cost = outcome.cost;
  found.solved = outcome.solved;
  return found;
}

// Quarter turns about each pair of the angles next to ground.
std::vector<Eigen::VectorXd> turned(const Eigen::VectorXd& x, const std::vector<Eigen::Index>& angles) {
  std::vector<Eigen::VectorXd> result{x};
  for (const auto angle : angles) {
    const auto before = result;
    for (const auto& one : before)
      for (const double turn : {0.5, 1.0, 1.5}) {
        result.push_back(one);
        result.back()[angle] += turn * std::numbers::pi;
      }
  }
  return result;
}

double within_turn(double angle) {
  return angle - 2 * std::numbers::pi * std::round(angle / (2 * std::numbers::pi));
}

// The same pose with angles next to ground within half a turn, and the middle one of three within a quarter
// where the other set of angles, (a + pi, pi - b, c + pi), means the same.
void settle_turns(PoseProblem& problem, const std::vector<Eigen::Index>& angles, FoundPose& found) {
  for (const auto angle : angles) found.x[angle] = within_turn(found.x[angle]);
  if (angles.size() != 3 || std::abs(found.x[angles[1]]) <= std::numbers::pi / 2) return;
  Eigen::VectorXd other = found.x;
  other[angles[0]] = within_turn(other[angles[0]] + std::numbers::pi);
  other[angles[1]] = within_turn(std::numbers::pi - other[angles[1]]);
  other[angles[2]] = within_turn(other[angles[2]] + std::numbers::pi);
  if (std::abs(problem.move_to(other) - found.cost) < 1e-6 * (1 + found.cost)) found.x = other;
}

}  // namespace

FoundPose descend(PoseProblem& problem, Eigen::VectorXd x, double step_tolerance, double first_damping) {
  numerics::LeastSquaresSettings settings;
  settings.iterations_max = 100;
  settings.step_tolerance = step_tolerance;
  settings.cost_tolerance = step_tolerance * step_tolerance;
  settings.damping = first_damping;
  const auto count = x.size();
  return descend_within(problem, no_bounds(count), std::move(x), settings);
}

FoundPose find_pose(PoseProblem& problem, const model::Model& model,
                    const std::vector<Eigen::VectorXd>& starts) {
  const auto& free = problem.points().free_coordinates();
  std::vector<bool> is_root(free.size());
  std::vector<Eigen::Index> angles;
  for (std::size_t i = 0; i < free.size(); ++i) {
    const auto& coordinate = model.coordinates[free[i].at()];
    if (model.joints[coordinate.joint.at()].parent != model::ground) continue;
    is_root[i] = true;
    if (coordinate.motion == model::MotionType::rotational) angles.push_back(static_cast<Eigen::Index>(i));
  }
  numerics::LeastSquaresSettings rough;
  rough.iterations_max = 20;
  rough.step_tolerance = 1e-2;
  rough.cost_tolerance = 1e-3;
  rough.damping = 1e-2;
  rough.step_max = 1;
  problem.set_cauchy(1e3);  // far off, every point pulls
  std::vector<FoundPose> placed;
  for (const auto& start : starts)
    for (const auto& x : turned(start, angles))
      placed.push_back(descend_within(problem, no_bounds(x.size(), is_root), x, rough));
  std::ranges::stable_sort(placed, {}, &FoundPose::cost);
  FoundPose best;
  best.cost = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < std::min<std::size_t>(placed.size(), 3); ++i) {
    problem.set_cauchy(1e3);
    auto found = descend(problem, placed[i].x, 1e-3, 1e-2);
    problem.set_cauchy(cauchy_noises);
    found = descend(problem, found.x, 1e-4, 1e-4);
    if (found.cost < best.cost * (1 - 1e-6)) best = found;
  }
  problem.set_cauchy(cauchy_noises);
  settle_turns(problem, angles, best);
  problem.move_to(best.x);
  return best;
}

}  // namespace loadshare::motion
