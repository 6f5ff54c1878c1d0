#include "exercises/posture_problem.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/require.h"
#include "exercises/key_goals.h"

namespace loadshare::exercises {

using model::CoordinateId;

// ---- unknowns

Unknowns::Unknowns(const PosedBody& body, const std::vector<CoordinateId>& exact, bool both_sides_alike)
    : free_(body.free_coordinates()), unknown_of_(free_.size(), -1), sign_of_(free_.size(), 1) {
  const auto& coordinates = body.model().coordinates;
  std::vector<double> lower, upper;
  const auto unknown_for = [&](CoordinateId coordinate) {
    const auto known = std::ranges::find(coordinates_, coordinate);
    return known == coordinates_.end() ? -1 : static_cast<int>(known - coordinates_.begin());
  };
  for (std::size_t i = 0; i < free_.size(); ++i) {
    if (std::ranges::find(exact, free_[i]) != exact.end()) continue;
    if (both_sides_alike) {
      const auto other = mirrored(body.model(), free_[i]);
      if (other.coordinate == free_[i] && other.sign < 0) continue;
      unknown_of_[i] = unknown_for(other.coordinate);
      sign_of_[i] = other.sign;
      if (unknown_of_[i] >= 0) continue;
    }
    const auto& coordinate = coordinates[free_[i].at()];
    unknown_of_[i] = static_cast<int>(coordinates_.size());
    coordinates_.push_back(free_[i]);
    is_root_.push_back(body.is_root(free_[i]));
    const double infinity = std::numeric_limits<double>::infinity();
    lower.push_back(is_root_.back() ? -infinity : coordinate.range_min);
    upper.push_back(is_root_.back() ? infinity : coordinate.range_max);
  }
  bounds_.lower = Eigen::Map<Eigen::VectorXd>(lower.data(), static_cast<Eigen::Index>(lower.size()));
  bounds_.upper = Eigen::Map<Eigen::VectorXd>(upper.data(), static_cast<Eigen::Index>(upper.size()));
}

Eigen::VectorXd Unknowns::gather(const std::vector<double>& q) const {
  Eigen::VectorXd x(count());
  for (Eigen::Index i = 0; i < count(); ++i) x[i] = q[coordinates_[static_cast<std::size_t>(i)].at()];
  return x.cwiseMax(bounds_.lower).cwiseMin(bounds_.upper);
}

void Unknowns::spread(const Eigen::VectorXd& x, std::vector<double>& q) const {
  for (std::size_t i = 0; i < free_.size(); ++i)
    if (unknown_of_[i] >= 0) q[free_[i].at()] = sign_of_[i] * x[unknown_of_[i]];
}

// ---- the problem

PostureProblem::PostureProblem(PosedBody& body, const Unknowns& unknowns, PostureTargets targets,
                               const Balance* balance)
    : body_(body),
      unknowns_(unknowns),
      targets_(std::move(targets)),
      balance_(balance),
      q_(body.q()),
      values_(targets_.size()),
      multipliers_(targets_.size()) {}

void PostureProblem::set_wishes(std::vector<Wanted> wanted, double unease_weight) {
  require(wanted.size() == q_.size(), "one wish a coordinate");
  wanted_ = std::move(wanted);
  unease_weight_ = unease_weight;
}

void PostureProblem::prepare_targets() {
  for (std::size_t t = 0; t < targets_.size(); ++t) {
    targets_[t]->prepare(body_);
    const auto size = static_cast<Eigen::Index>(targets_[t]->size());
    values_[t].setZero(size);
    if (multipliers_[t].size() != size) multipliers_[t].setZero(size);
  }
}

void PostureProblem::clear_multipliers() {
  for (auto& multiplier : multipliers_) multiplier.setZero();
}

double PostureProblem::shortfall(std::size_t target, Eigen::Index row) const {
  const double value = values_[target][row] + multipliers_[target][row];
  return targets_[target]->kind == PostureTarget::Kind::equality ? value : std::min(0.0, value);
}

void PostureProblem::move_multipliers() {
  for (std::size_t t = 0; t < targets_.size(); ++t)
    for (Eigen::Index i = 0; i < values_[t].size(); ++i) multipliers_[t][i] = shortfall(t, i);
}

std::vector<double> PostureProblem::off() const {
  std::vector<double> off(targets_.size(), 0.0);
  for (std::size_t t = 0; t < targets_.size(); ++t)
    for (const double value : values_[t]) {
      const bool is_equality = targets_[t]->kind == PostureTarget::Kind::equality;
      off[t] = std::max(off[t], is_equality ? std::abs(value) : -value);
    }
  return off;
}

double PostureProblem::off_ratio_max() const {
  double most = 0;
  const auto all = off();
  for (std::size_t t = 0; t < targets_.size(); ++t) most = std::max(most, all[t] / targets_[t]->tolerance);
  return most;
}

double PostureProblem::root_weight_of(const PostureTarget& target) const {
  return std::sqrt(weight_) * target.scale * (target.is_first_to_miss ? first_to_miss_scale_ : 1);
}

double PostureProblem::move_to(const Eigen::VectorXd& x) {
  unknowns_.spread(x, q_);
  body_.set_pose(q_);
  double cost = 0;
  for (std::size_t t = 0; t < targets_.size(); ++t) {
    targets_[t]->measure(body_, values_[t]);
    const double weight = std::pow(root_weight_of(*targets_[t]), 2);
    for (Eigen::Index i = 0; i < values_[t].size(); ++i) cost += weight * std::pow(shortfall(t, i), 2);
  }
  const auto& free = body_.free_coordinates();
  for (std::size_t i = 0; i < free.size(); ++i) {
    const auto& wanted = wanted_[free[i].at()];
    if (unknowns_.unknown_of(i) >= 0) cost += std::pow((q_[free[i].at()] - wanted.value) / wanted.spread, 2);
  }
  if (balance_ && unease_weight_ > 0) {
    Eigen::VectorXd unease;
    balance_->measure_unease(body_, unease);
    cost += unease_weight_ * unease.squaredNorm();
  }
  return cost;
}

void PostureProblem::add_rows(const Eigen::MatrixXd& rows_of_free, const Eigen::VectorXd& residuals,
                              Eigen::MatrixXd& hessian, Eigen::VectorXd& gradient) const {
  Eigen::MatrixXd rows = Eigen::MatrixXd::Zero(rows_of_free.rows(), unknowns_.count());
  for (Eigen::Index i = 0; i < rows_of_free.cols(); ++i) {
    const auto free_index = static_cast<std::size_t>(i);
    const int unknown = unknowns_.unknown_of(free_index);
    if (unknown >= 0) rows.col(unknown) += unknowns_.sign_of(free_index) * rows_of_free.col(i);
  }
  hessian.noalias() += rows.transpose() * rows;
  gradient.noalias() += rows.transpose() * residuals;
}

void PostureProblem::linearise(Eigen::MatrixXd& hessian, Eigen::VectorXd& gradient) {
  body_.prepare_jacobians();
  const auto& free = body_.free_coordinates();
  const auto free_count = static_cast<Eigen::Index>(free.size());
  hessian.setZero(unknowns_.count(), unknowns_.count());
  gradient.setZero(unknowns_.count());
  Eigen::MatrixXd rows;
  Eigen::VectorXd residuals;
  for (std::size_t t = 0; t < targets_.size(); ++t) {
    residuals.resize(values_[t].size());
    for (Eigen::Index i = 0; i < residuals.size(); ++i) residuals[i] = shortfall(t, i);
    const bool is_inequality = targets_[t]->kind == PostureTarget::Kind::inequality;
    if (is_inequality && residuals.isZero(0)) continue;
    rows.setZero(residuals.size(), free_count);
    targets_[t]->differentiate(body_, rows);
    for (Eigen::Index i = 0; i < residuals.size() && is_inequality; ++i)
      if (residuals[i] == 0) rows.row(i).setZero();
    const double root_weight = root_weight_of(*targets_[t]);
    add_rows(root_weight * rows, root_weight * residuals, hessian, gradient);
  }
  for (std::size_t i = 0; i < free.size(); ++i) {
    const int unknown = unknowns_.unknown_of(i);
    if (unknown < 0) continue;
    const auto& wanted = wanted_[free[i].at()];
    hessian(unknown, unknown) += 1 / (wanted.spread * wanted.spread);
    gradient[unknown] +=
        unknowns_.sign_of(i) * (q_[free[i].at()] - wanted.value) / (wanted.spread * wanted.spread);
  }
  if (balance_ && unease_weight_ > 0) {
    balance_->measure_unease(body_, residuals);
    balance_->differentiate_unease(body_, rows);
    const double root_weight = std::sqrt(unease_weight_);
    add_rows(root_weight * rows, root_weight * residuals, hessian, gradient);
  }
}

int PostureProblem::minimise(Eigen::VectorXd& x, const numerics::LeastSquaresBounds& bounds, double damping) {
  unknowns_.spread(x, q_);
  body_.set_pose(q_);
  prepare_targets();
  numerics::LeastSquaresSettings solver;
  solver.iterations_max = 60;
  solver.step_tolerance = 1e-9;
  solver.cost_tolerance = 1e-12;
  solver.damping = damping;
  return solve_bounded_least_squares(*this, bounds, solver, x).iterations;
}

PostureProblem::Outcome PostureProblem::meet_targets(std::vector<double>& q) {
  constexpr double first_weight = 1e3, weight_max = 1e6, met_ratio = 1e-4;
  constexpr int rounds_max = 30;
  require(q.size() == q_.size(), "one entry a coordinate");
  q_ = q;
  weight_ = first_weight;
  clear_multipliers();
  Outcome outcome;
  Eigen::VectorXd x = unknowns_.gather(q);
  double before = std::numeric_limits<double>::infinity();
  for (int round = 0; round < rounds_max; ++round) {
    outcome.iterations += minimise(x, unknowns_.bounds(), 1e-6);
    outcome.off_ratio_max = off_ratio_max();
    if (outcome.off_ratio_max < met_ratio) break;
    const bool is_slow = outcome.off_ratio_max > before / 4;
    // Targets that contradict each other a little are met no better than this.
    if (is_slow && weight_ >= weight_max && outcome.off_ratio_max < 1) break;
    move_multipliers();
    if (is_slow && weight_ < weight_max) {
      weight_ *= 10;
      for (auto& multiplier : multipliers_) multiplier /= 10;
    }
    before = outcome.off_ratio_max;
  }
  q = body_.q();
  return outcome;
}

PostureProblem::Outcome PostureProblem::settle(std::vector<double>& q) {
  require(q.size() == q_.size(), "one entry a coordinate");
  q_ = q;
  weight_ = 1e8;
  clear_multipliers();
  Outcome outcome;
  Eigen::VectorXd x = unknowns_.gather(q);
  outcome.iterations = minimise(x, unknowns_.bounds(), 1e-9);
  outcome.off_ratio_max = off_ratio_max();
  q = body_.q();
  return outcome;
}

PostureProblem::Outcome PostureProblem::miss_first_to_miss(std::vector<double>& q) {
  const double usual = std::exchange(first_to_miss_scale_, 0.01);
  const auto outcome = settle(q);
  first_to_miss_scale_ = usual;
  return outcome;
}

Eigen::MatrixXd PostureProblem::equality_rows(const std::vector<double>& q) {
  body_.set_pose(q);
  body_.prepare_jacobians();
  Eigen::Index count = 0;
  const auto is_equality = [](const auto& target) { return target->kind == PostureTarget::Kind::equality; };
  for (const auto& target : targets_) count += is_equality(target) ? target->size() : 0;
  Eigen::MatrixXd rows =
      Eigen::MatrixXd::Zero(count, static_cast<Eigen::Index>(body_.free_coordinates().size()));
  Eigen::Index at = 0;
  for (const auto& target : targets_) {
    if (!is_equality(target)) continue;
    target->differentiate(body_, rows.middleRows(at, target->size()));
    at += target->size();
  }
  return rows;
}

void PostureProblem::place_whole_body(std::vector<double>& q) {
  q_ = q;
  weight_ = 1;
  clear_multipliers();
  auto bounds = unknowns_.bounds();
  bounds.movable = unknowns_.is_root();
  Eigen::VectorXd x = unknowns_.gather(q);
  minimise(x, bounds, 1);
  q = body_.q();
}

}  // namespace loadshare::exercises
