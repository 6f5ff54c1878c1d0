#include "exercises/settle_problem.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/require.h"
#include "exercises/posture_targets.h"

namespace loadshare::exercises {
namespace {

std::vector<model::BodyId> bodies_of(const dynamics::Contacts& contacts) {
  std::vector<model::BodyId> bodies;
  for (const auto& pair : contacts.pairs())
    if (std::ranges::find(bodies, pair.body) == bodies.end()) bodies.push_back(pair.body);
  return bodies;
}

std::vector<double> row_of(const SampleMatrix& matrix, std::size_t row) {
  const auto values = matrix.row(static_cast<Eigen::Index>(row));
  return {values.begin(), values.end()};
}

// Every so many of a motion's samples that they are no further apart than this.
std::vector<std::size_t> thin_out(const std::vector<double>& times_s, double apart_s) {
  const double step_s = (times_s.back() - times_s.front()) / static_cast<double>(times_s.size() - 1);
  const auto stride = static_cast<std::size_t>(std::max(1.0, std::floor(apart_s / step_s)));
  std::vector<std::size_t> samples;
  for (std::size_t i = 0; i < times_s.size(); i += stride) samples.push_back(i);
  return samples;
}

double square(double value) { return value * value; }

double beyond(double value, double lower, double upper) {
  return value < lower ? value - lower : std::max(0.0, value - upper);
}

}  // namespace

SettleProblem::SettleProblem(const motion::Kinematics& motion, const SupportedBody& body,
                             const dynamics::Contacts& contacts, const SettleSettings& settings)
    : motion_(motion),
      body_(body),
      contacts_(contacts),
      settings_(settings),
      left_over_unit_N_(settings.left_over_ratio * contacts.strength_N() /
                        dynamics::ContactSettings().strength_body_weights),
      samples_(thin_out(motion.times_s, settings.sample_s)),
      edge_N_(motion.sample_count(), std::vector<double>(contacts.edge_count(), 0.0)),
      jacobians_(body.skeleton, body.couplings, bodies_of(contacts)),
      by_speed_(motion.sample_count()),
      columns_(jacobians_.make_workspace()),
      workspace_(body.skeleton.make_workspace()),
      slopes_(body.couplings.make_workspace()),
      no_forces_(body.model.coordinates.size(), 0.0) {
  const auto& bodies = jacobians_.bodies();
  for (const auto& pair : contacts.pairs())
    jacobian_of_pair_.push_back(
        static_cast<std::size_t>(std::ranges::find(bodies, pair.body) - bodies.begin()));
  const auto& free = body.couplings.free_coordinates();
  const auto count = static_cast<Eigen::Index>(free.size());
  const double infinity = std::numeric_limits<double>::infinity();
  spread_.resize(count), lower_.resize(count), upper_.resize(count);
  for (Eigen::Index c = 0; c < count; ++c) {
    const auto id = free[static_cast<std::size_t>(c)];
    const auto& coordinate = body.model.coordinates[id.at()];
    const bool shifts = coordinate.motion == model::MotionType::translational;
    const bool is_root = body.model.joints[coordinate.joint.at()].parent == model::ground;
    if (is_root) root_.push_back(id.at());
    spread_[c] = shifts ? settings.spread_m : settings.spread_rad;
    lower_[c] = is_root ? -infinity : coordinate.range_min;
    upper_[c] = is_root ? infinity : coordinate.range_max;
  }
  require(root_.size() == 6, "six free coordinates move the whole body");
}

SettleProblem::State SettleProblem::state_at(const SmoothChange& change, std::size_t sample) const {
  State state{row_of(motion_.q, sample), row_of(motion_.qdot, sample), row_of(motion_.qddot, sample)};
  const auto& free = body_.couplings.free_coordinates();
  Eigen::RowVectorXd moved(change.column_count());
  for (int order = 0; order < 3; ++order) {
    auto& values = order == 0 ? state.q : order == 1 ? state.qdot : state.qddot;
    change.evaluate(sample, order, moved);
    for (std::size_t c = 0; c < free.size(); ++c) values[free[c].at()] += moved[static_cast<Eigen::Index>(c)];
  }
  body_.couplings.fill_dependents(state.q, state.qdot, state.qddot);
  return state;
}

motion::Kinematics SettleProblem::moved(const SmoothChange& change) const {
  auto moved = motion_;
  const auto width = moved.q.cols();
  for (std::size_t i = 0; i < moved.sample_count(); ++i) {
    const auto state = state_at(change, i);
    const auto row = static_cast<Eigen::Index>(i);
    moved.q.row(row) = Eigen::Map<const Eigen::RowVectorXd>(state.q.data(), width);
    moved.qdot.row(row) = Eigen::Map<const Eigen::RowVectorXd>(state.qdot.data(), width);
    moved.qddot.row(row) = Eigen::Map<const Eigen::RowVectorXd>(state.qddot.data(), width);
  }
  return moved;
}

void SettleProblem::place(std::size_t sample, const State& state) {
  body_.skeleton.set_pose(workspace_, state.q, state.qdot, pose_);
  forces_.assign(body_.model.bodies.size(), {});
  mechanics::add_gravity(body_.model, pose_, forces_);
  dynamics::add_external_forces(body_.external, motion_.times_s[sample], pose_, forces_);
  for (std::size_t p = 0; p < contacts_.pairs().size(); ++p) {
    const Vec3 force_G = contacts_.force_G(p, edge_N_[sample]);
    if (force_G.isZero()) continue;
    const auto& pair = contacts_.pairs()[p];
    const auto& X_GB = pose_.X_GB[pair.body.at()];
    forces_[pair.body.at()].add_force_at(force_G, X_GB * pair.p_B, X_GB.p);
  }
}

SettleProblem::RootVector SettleProblem::left_over(const std::vector<double>& qddot) {
  body_.skeleton.compute_inverse_dynamics(workspace_, qddot, forces_, no_forces_, generalised_);
  RootVector left;
  for (std::size_t r = 0; r < root_.size(); ++r)
    left[static_cast<Eigen::Index>(r)] = generalised_[root_[r]] / left_over_unit_N_;
  return left;
}

double SettleProblem::add_change(const SmoothChange& change, std::size_t sample, const State& state,
                                 Equations* equations) const {
  const auto& free = body_.couplings.free_coordinates();
  const auto count = spread_.size();
  Eigen::RowVectorXd moved(count), acceleration(count);
  change.evaluate(sample, 0, moved);
  change.evaluate(sample, 2, acceleration);
  double sum = 0;
  const double range_weight = 1 / square(settings_.range_tolerance);
  for (Eigen::Index c = 0; c < count; ++c) {
    const double weight = 1 / square(spread_[c]), smooth_weight = weight * std::pow(settings_.smooth_s, 4);
    const double over = beyond(state.q[free[static_cast<std::size_t>(c)].at()], lower_[c], upper_[c]);
    sum += weight * square(moved[c]) + smooth_weight * square(acceleration[c]) + range_weight * square(over);
    if (!equations) continue;
    equations->hessian(c, c) += weight + (over != 0 ? range_weight : 0);
    equations->gradient[c] += weight * moved[c] + range_weight * over;
    equations->hessian(2 * count + c, 2 * count + c) += smooth_weight;
    equations->gradient[2 * count + c] += smooth_weight * acceleration[c];
  }
  return sum;
}

double SettleProblem::add_point(std::size_t sample, std::size_t index, Equations* equations) {
  const auto& pair = contacts_.pairs()[index];
  const auto& surface = contacts_.surfaces()[pair.surface];
  const auto& X_GB = pose_.X_GB[pair.body.at()];
  const auto& V_GB = pose_.V_GB[pair.body.at()];
  const Vec3 arm_G = X_GB.R * pair.p_B, p_G = X_GB.p + arm_G;
  const Vec3 v_G = V_GB.linear_G + V_GB.angular_G.cross(arm_G) - surface.velocity_G;
  const auto distance = dynamics::distance_to(surface, p_G);
  double load = 0;
  for (std::size_t e = 0; e < dynamics::edges_per_contact; ++e)
    load += square(edge_N_[sample][dynamics::edges_per_contact * index + e] / contacts_.strength_N());
  const bool is_below = distance.gap_m < 0 && is_over_or_in(body_.scene.supports[pair.surface], distance);
  const double gap_weight =
      is_below ? 1 / square(settings_.depth_m) : settings_.load_weight * load / square(settings_.gap_m);
  const double speed_weight = settings_.load_weight * load / square(settings_.speed_mps);
  if (gap_weight == 0 && speed_weight == 0) return 0;
  if (equations) {
    const auto count = spread_.size();
    const auto free = jacobians_.free_indices(jacobian_of_pair_[index]);
    const auto columns = jacobians_.columns(columns_, jacobian_of_pair_[index]);
    for (std::size_t i = 0; i < free.size(); ++i) {
      const Vec3 by_i = columns[i].velocity_at(p_G);
      const double along_i = surface.normal_G.dot(by_i);
      equations->gradient[free[i]] += gap_weight * distance.gap_m * along_i;
      equations->gradient[count + free[i]] += speed_weight * v_G.dot(by_i);
      for (std::size_t j = 0; j < free.size(); ++j) {
        const Vec3 by_j = columns[j].velocity_at(p_G);
        equations->hessian(free[i], free[j]) += gap_weight * along_i * surface.normal_G.dot(by_j);
        equations->hessian(count + free[i], count + free[j]) += speed_weight * by_i.dot(by_j);
      }
    }
  }
  return gap_weight * square(distance.gap_m) + speed_weight * v_G.squaredNorm();
}

Eigen::Matrix<double, 6, Eigen::Dynamic> SettleProblem::slope_of_left_over(std::size_t sample,
                                                                           const State& state,
                                                                           const RootVector& left,
                                                                           int order) {
  // It is linear in the accelerations; the others are differences.
  const double step = order == 2 ? 1 : 1e-6;
  const auto& free = body_.couplings.free_coordinates();
  Eigen::Matrix<double, 6, Eigen::Dynamic> slope(6, spread_.size());
  for (std::size_t c = 0; c < free.size(); ++c) {
    State beside = state;
    (order == 0 ? beside.q : order == 1 ? beside.qdot : beside.qddot)[free[c].at()] += step;
    body_.couplings.fill_dependents(beside.q, beside.qdot, beside.qddot);
    if (order < 2) place(sample, beside);
    slope.col(static_cast<Eigen::Index>(c)) = (left_over(beside.qddot) - left) / step;
  }
  return slope;
}

double SettleProblem::add_left_over(std::size_t sample, const State& state, Equations* equations) {
  const RootVector left = left_over(state.qddot);
  if (equations) {
    const auto count = spread_.size();
    Eigen::Matrix<double, 6, Eigen::Dynamic> rows(6, 3 * count);
    // By acceleration first, as the body still stands in its place.
    rows.rightCols(count) = slope_of_left_over(sample, state, left, 2);
    rows.leftCols(count) = slope_of_left_over(sample, state, left, 0);
    if (by_speed_[sample].cols() == 0) by_speed_[sample] = slope_of_left_over(sample, state, left, 1);
    rows.middleCols(count, count) = by_speed_[sample];
    equations->hessian.noalias() += rows.transpose() * rows;
    equations->gradient.noalias() += rows.transpose() * left;
  }
  return left.squaredNorm();
}

double SettleProblem::add_sample(const SmoothChange& change, std::size_t sample, Equations* equations) {
  const auto state = state_at(change, sample);
  place(sample, state);
  if (equations) {
    body_.skeleton.compute_hinge_columns(workspace_, hinges_);
    body_.couplings.set_pose(state.q, slopes_);
    jacobians_.compute(pose_, hinges_, body_.couplings.tangent(slopes_), columns_);
  }
  double sum = add_change(change, sample, state, equations);
  for (std::size_t p = 0; p < contacts_.pairs().size(); ++p) sum += add_point(sample, p, equations);
  return sum + add_left_over(sample, state, equations);
}

double SettleProblem::measure(const SmoothChange& change) {
  double sum = 0;
  for (const std::size_t i : samples_) sum += add_sample(change, i, nullptr);
  return sum;
}

double SettleProblem::linearise(SmoothChange& change) {
  change.clear_equations();
  const auto count = 3 * spread_.size();
  Equations equations;
  double sum = 0;
  for (const std::size_t i : samples_) {
    equations.hessian.setZero(count, count);
    equations.gradient.setZero(count);
    sum += add_sample(change, i, &equations);
    change.add_equations(i, equations.hessian, equations.gradient);
  }
  return sum;
}

}  // namespace loadshare::exercises
