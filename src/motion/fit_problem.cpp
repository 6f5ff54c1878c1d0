#include "motion/fit_problem.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>

#include "base/require.h"

namespace loadshare::motion {
namespace {

// Proportions vary between people of one stature. Gordon 1989 (ANSUR, men and women) gives standard
// deviations of 4 to 5 % of the mean for lengths and breadths of segments, and correlations with stature of
// 0.75 to 0.85 for lengths of limbs, about 0.4 for breadths: what stature leaves open is about 3 % and 4 to 5
// %. Lengths: hypot of the common and the long part; breadths and depths: of the common and the cross part.
constexpr double common_ratio = 0.025, long_ratio = 0.025, cross_ratio = 0.043;

// Along which axis a group is long; none for the pelvis.
int long_axis(const std::string& group) {
  if (group == "foot") return 0;
  return group == "pelvis" ? -1 : 1;
}

// Inverse covariance of a group's three factors over those expected.
Mat3 proportion_precision(const std::string& group) {
  Mat3 covariance = Mat3::Constant(common_ratio * common_ratio);
  for (int k = 0; k < 3; ++k) {
    const double own = k == long_axis(group) ? long_ratio : cross_ratio;
    covariance(k, k) += own * own;
  }
  return covariance.inverse();
}

// Bones, joints and landmarks alone: what places points, quick to build.
model::BodyTables bones_of(const model::BodyTables& tables) {
  model::BodyTables bare;
  bare.reference = tables.reference;
  bare.bodies = tables.bodies;
  bare.joints = tables.joints;
  bare.joint_axes = tables.joint_axes;
  bare.coordinates = tables.coordinates;
  bare.couplers = tables.couplers;
  bare.functions = tables.functions;
  bare.rhythm = tables.rhythm;
  bare.markers = tables.markers;
  return bare;
}

constexpr double step_angle_max = 0.5, step_factor_max = 0.1;

}  // namespace

double LengthRow::length_m(const Eigen::VectorXd& factors, Eigen::VectorXd& slope) const {
  slope.setZero(factors.size());
  Vec3 way = Vec3::Zero();
  for (Eigen::Index g = 0; g < parts.cols(); ++g) way += parts.col(g).cwiseProduct(factors.segment<3>(3 * g));
  const Vec3 along = up_only ? Vec3::UnitY() : Vec3(way.normalized());
  for (Eigen::Index g = 0; g < parts.cols(); ++g) slope.segment<3>(3 * g) = parts.col(g).cwiseProduct(along);
  return along.dot(way);
}

FitProblem::FitProblem(const model::BodyTables& tables, model::BodyScale expected, model::BodyOptions options,
                       std::vector<std::string> unlocked)
    : tables_(bones_of(tables)),
      expected_(std::move(expected)),
      options_(std::move(options)),
      unlocked_(std::move(unlocked)) {
  for (const auto& row : tables_.bodies)
    if (std::ranges::find(groups_, row.scale_group) == groups_.end()) groups_.push_back(row.scale_group);
  expected_factors_.resize(static_cast<Eigen::Index>(3 * groups_.size()));
  for (std::size_t g = 0; g < groups_.size(); ++g)
    expected_factors_.segment<3>(static_cast<Eigen::Index>(3 * g)) = expected_.factor(groups_[g]);
}

model::BodyScale FitProblem::scale_of(const Eigen::VectorXd& factors) const {
  auto scale = expected_;
  for (std::size_t g = 0; g < groups_.size(); ++g)
    scale.factors[groups_[g]] = factors.segment<3>(static_cast<Eigen::Index>(3 * g));
  return scale;
}

Result<Done> FitProblem::check() const {
  const auto body = model::build_body(tables_, expected_, options_);
  if (!body) return body.refusal();
  for (const auto& name : unlocked_)
    if (!body->model.find_coordinate(name).is_some())
      return Refusal{"built-in body", "no coordinate is called '" + name + "'",
                     "Name one that `loadshare model info` lists."};
  const auto skeleton = mechanics::Skeleton::make(body->model);
  if (!skeleton) return skeleton.refusal();
  const auto couplings = mechanics::Couplings::make(body->model);
  if (!couplings) return couplings.refusal();
  return Done{};
}

FitBody FitProblem::make_body(const Eigen::VectorXd& factors) const {
  auto built = model::build_body(tables_, scale_of(factors), options_);
  require(static_cast<bool>(built), "check() has found that the tables make a body");
  FitBody body;
  body.model = std::move(built->model);
  for (const auto& name : unlocked_)
    body.model.coordinates[body.model.find_coordinate(name).at()].locked = false;
  auto skeleton = mechanics::Skeleton::make(body.model);
  auto couplings = mechanics::Couplings::make(body.model);
  require(skeleton && couplings, "check() has found that the body can be posed");
  body.skeleton = std::make_unique<mechanics::Skeleton>(*std::move(skeleton));
  body.couplings = std::make_unique<mechanics::Couplings>(*std::move(couplings));
  return body;
}

ScaledBodies FitProblem::scaled_bodies(const model::Model& model, const Eigen::VectorXd& factors) const {
  ScaledBodies scaled;
  for (const auto& body : model.bodies) {
    // Bodies of the left have the group of their partners.
    auto name = body.name;
    auto row = std::ranges::find(tables_.bodies, name, &model::BodyRow::name);
    if (row == tables_.bodies.end() && name.ends_with("_l")) {
      name.back() = 'r';
      row = std::ranges::find(tables_.bodies, name, &model::BodyRow::name);
    }
    scaled.group_of_body.push_back(
        row == tables_.bodies.end()
            ? -1
            : static_cast<int>(std::ranges::find(groups_, row->scale_group) - groups_.begin()));
  }
  for (std::size_t g = 0; g < groups_.size(); ++g)
    scaled.factors.push_back(factors.segment<3>(static_cast<Eigen::Index>(3 * g)));
  return scaled;
}

std::vector<BodyPoint> FitProblem::points_of(const FitState& state) const {
  const auto body = make_body(state.factors);
  const auto scaled = scaled_bodies(body.model, state.factors);
  std::vector<BodyPoint> result;
  for (std::size_t i = 0; i < points.size(); ++i) {
    Vec3 p_B = points[i].p_B_expected;
    if (points[i].grows) {
      const auto group = 3 * scaled.group_of_body[points[i].body.at()];
      p_B.array() *= state.factors.segment<3>(group).array() / expected_factors_.segment<3>(group).array();
    }
    result.push_back({points[i].body, p_B + state.offsets.segment<3>(static_cast<Eigen::Index>(3 * i))});
  }
  return result;
}

std::vector<PointWeight> FitProblem::weights() const {
  std::vector<PointWeight> result;
  for (const auto& point : points) result.push_back({point.noise_m, Vec3::Ones()});
  return result;
}

PosePrior FitProblem::pose_prior(const FitBody& body) const {
  auto prior = make_pose_prior(body.model, *body.couplings);
  prior.spread *= std::sqrt(repeats);
  return prior;
}

void FitProblem::set_sample(std::size_t sample, PoseProblem& problem) const {
  problem.set_recorded(recorded_G[sample]);
  for (std::size_t i = 0; i < points.size(); ++i) problem.set_noise(i, noise_m[sample][i]);
}

double FitProblem::prior_cost(const FitState& state) const {
  double cost = 0;
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    const auto at = static_cast<Eigen::Index>(3 * g);
    const Vec3 off =
        state.factors.segment<3>(at).cwiseQuotient(expected_factors_.segment<3>(at)) - Vec3::Ones();
    cost += off.dot(proportion_precision(groups_[g]) * off);
  }
  for (std::size_t i = 0; i < points.size(); ++i)
    cost += state.offsets.segment<3>(static_cast<Eigen::Index>(3 * i)).squaredNorm() /
            (points[i].spread_m * points[i].spread_m);
  Eigen::VectorXd slope;
  for (const auto& row : lengths) {
    const double off = (row.length_m(state.factors, slope) - row.value_m) / row.spread_m;
    cost += off * off;
  }
  return cost;
}

void FitProblem::add_priors(const FitState& state, Eigen::MatrixXd& hessian,
                            Eigen::VectorXd& gradient) const {
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    const auto at = static_cast<Eigen::Index>(3 * g);
    const Vec3 expected = expected_factors_.segment<3>(at);
    const Mat3 precision = expected.cwiseInverse().asDiagonal() * proportion_precision(groups_[g]) *
                           expected.cwiseInverse().asDiagonal();
    hessian.block<3, 3>(at, at) += precision;
    gradient.segment<3>(at) += precision * (state.factors.segment<3>(at) - expected);
  }
  const auto first = state.factors.size();
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double weight = 1 / (points[i].spread_m * points[i].spread_m);
    const auto at = first + static_cast<Eigen::Index>(3 * i);
    hessian.diagonal().segment<3>(at).array() += weight;
    gradient.segment<3>(at) += weight * state.offsets.segment<3>(static_cast<Eigen::Index>(3 * i));
  }
  Eigen::VectorXd slope;
  for (const auto& row : lengths) {
    const double off = row.length_m(state.factors, slope) - row.value_m,
                 weight = 1 / (row.spread_m * row.spread_m);
    hessian.topLeftCorner(first, first) += weight * slope * slope.transpose();
    gradient.head(first) += weight * off * slope;
  }
}

double FitProblem::cost(const FitState& state) const {
  const auto body = make_body(state.factors);
  PosedPoints posed(body.model, *body.skeleton, *body.couplings, points_of(state));
  const auto prior = pose_prior(body);
  PoseProblem problem(posed, prior, weights());
  problem.set_cauchy(cauchy);
  double cost = prior_cost(state);
  for (std::size_t t = 0; t < recorded_G.size(); ++t) {
    set_sample(t, problem);
    cost += problem.move_to(state.poses[t]);
  }
  return cost;
}

// One sample's blocks: pose with pose, pose with the rest, the rest with itself.
struct FitProblem::Arrow {
  Eigen::MatrixXd pose, mixed, rest;
  Eigen::VectorXd pose_gradient, rest_gradient;
  Eigen::Matrix3Xd rows, scale;

  // What one point adds to the blocks of factors and offsets; the pose's have it already.
  void add(std::span<const int> columns, const Vec3& weight, const Vec3& error, const Mat3& R_GB,
           Eigen::Index offset) {
    const auto groups = scale.cols();
    const Mat3 weighted_R = weight.asDiagonal() * R_GB;
    const Eigen::Matrix3Xd weighted_scale = weight.asDiagonal() * scale;
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const auto column = rows.col(static_cast<Eigen::Index>(c));
      mixed.row(columns[c]).head(groups) += column.transpose() * weighted_scale;
      mixed.row(columns[c]).segment<3>(offset) += column.transpose() * weighted_R;
    }
    rest.topLeftCorner(groups, groups).noalias() += scale.transpose() * weighted_scale;
    const Eigen::MatrixXd cross = weighted_R.transpose() * scale;
    rest.block(offset, 0, 3, groups) += cross;
    rest.block(0, offset, groups, 3) += cross.transpose();
    rest.block<3, 3>(offset, offset) += R_GB.transpose() * weighted_R;
    rest_gradient.head(groups) += weighted_scale.transpose() * error;
    rest_gradient.segment<3>(offset) += weighted_R.transpose() * error;
  }
};

FitState FitProblem::step(const FitState& state, double damping, Eigen::MatrixXd* covariance) const {
  const auto body = make_body(state.factors);
  const auto scaled = scaled_bodies(body.model, state.factors);
  const auto placed = points_of(state);
  PosedPoints posed(body.model, *body.skeleton, *body.couplings, placed);
  const auto prior = pose_prior(body);
  PoseProblem problem(posed, prior, weights());
  problem.set_cauchy(cauchy);
  const auto factor_count = state.factors.size(), rest_count = factor_count + state.offsets.size();
  Arrow arrow;
  arrow.rows.resize(3, posed.free_count());
  arrow.rest.setZero(rest_count, rest_count);
  arrow.rest_gradient.setZero(rest_count);
  add_priors(state, arrow.rest, arrow.rest_gradient);

  std::vector<Eigen::MatrixXd> reduced;  // pose^-1 mixed, a sample each
  std::vector<Eigen::VectorXd> reduced_gradient;
  Eigen::MatrixXd eliminated = Eigen::MatrixXd::Zero(rest_count, rest_count);
  Eigen::VectorXd eliminated_gradient = Eigen::VectorXd::Zero(rest_count);
  for (std::size_t t = 0; t < recorded_G.size(); ++t) {
    set_sample(t, problem);
    problem.move_to(state.poses[t]);
    problem.linearise(arrow.pose, arrow.pose_gradient);
    posed.linearise_scale(scaled);
    arrow.mixed.setZero(posed.free_count(), rest_count);
    for (std::size_t i = 0; i < points.size(); ++i) {
      const Vec3 weight = problem.weight_G(i);
      if (weight.isZero(0)) continue;
      const auto offset = static_cast<Eigen::Index>(3 * i);
      posed.jacobian(i, arrow.rows);
      const Vec3 grows_B =
          points[i].grows ? Vec3(placed[i].p_B - state.offsets.segment<3>(offset)) : Vec3(Vec3::Zero());
      posed.scale_jacobian(i, scaled, grows_B, arrow.scale);
      arrow.add(posed.columns(i), weight, problem.error_G(i), posed.X_GB(points[i].body).R,
                factor_count + offset);
    }
    arrow.pose.diagonal() *= 1 + damping;
    arrow.pose.diagonal().array() += 1e-9 * arrow.pose.diagonal().maxCoeff();
    const Eigen::LLT<Eigen::MatrixXd> factored(arrow.pose);
    const Eigen::MatrixXd half = factored.matrixL().solve(arrow.mixed);
    const Eigen::VectorXd half_gradient = factored.matrixL().solve(arrow.pose_gradient);
    eliminated.selfadjointView<Eigen::Lower>().rankUpdate(half.transpose());
    eliminated_gradient.noalias() += half.transpose() * half_gradient;
    reduced.push_back(factored.matrixU().solve(half));
    reduced_gradient.push_back(factored.matrixU().solve(half_gradient));
  }
  arrow.rest.diagonal() *= 1 + damping;
  arrow.rest -= Eigen::MatrixXd(eliminated.selfadjointView<Eigen::Lower>());
  const Eigen::LLT<Eigen::MatrixXd> factored(arrow.rest);
  if (covariance) *covariance = factored.solve(Eigen::MatrixXd::Identity(rest_count, rest_count));
  Eigen::VectorXd rest = factored.solve(eliminated_gradient - arrow.rest_gradient);

  std::vector<Eigen::VectorXd> poses;
  double longest = rest.head(factor_count).cwiseAbs().maxCoeff() / step_factor_max;
  for (std::size_t t = 0; t < reduced.size(); ++t) {
    poses.push_back(-reduced_gradient[t] - reduced[t] * rest);
    longest = std::max(longest, poses.back().cwiseAbs().maxCoeff() / step_angle_max);
  }
  const double part = 1 / std::max(1.0, longest);
  FitState next = state;
  next.factors += part * rest.head(factor_count);
  next.offsets += part * rest.tail(state.offsets.size());
  for (std::size_t t = 0; t < poses.size(); ++t) next.poses[t] += part * poses[t];
  return next;
}

}  // namespace loadshare::motion
