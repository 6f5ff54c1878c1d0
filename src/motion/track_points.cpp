#include "motion/track_points.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "base/require.h"
#include "motion/pose_problem.h"
#include "motion/track_smoothing.h"
#include "motion/white_noise.h"

namespace loadshare::motion {
namespace {

// With fewer points than that the pelvis is not fixed: the sample waits for its neighbours.
constexpr std::size_t points_min = 3;
// A coordinate is observed where points and range together leave open less than this part of the prior's
// spread, an eighth of its range; at the joint at ground, less than 20 degrees or 0.35 m.
constexpr double open_ratio_max = 0.25, open_max = 0.35;
constexpr double observed_ratio_min = 0.5;
// Squared error over noise, per axis, above which a sample is begun anew.
constexpr double far_off = 9;
constexpr double uncertainty_rate_hz = 10;

class Tracker {
 public:
  Tracker(const TrackInputs& inputs, const TrackOptions& options, mechanics::Skeleton skeleton,
          mechanics::Couplings couplings)
      : inputs_(inputs),
        options_(options),
        skeleton_(std::move(skeleton)),
        couplings_(std::move(couplings)),
        prior_(make_pose_prior(*inputs.model, couplings_)),
        posed_(*inputs.model, skeleton_, couplings_, points_of(inputs)),
        problem_(posed_, prior_, weights()),
        rows_(3, posed_.free_count()) {}

  Result<TrackedMotion> track(Diagnostics& notes) {
    if (auto done = solve_each(); !done) return done.refusal();
    start_result();
    smooth();
    spread_uncertainty();
    finish(notes);
    return std::move(result_);
  }

 private:
  static std::vector<BodyPoint> points_of(const TrackInputs& inputs) {
    std::vector<BodyPoint> points;
    for (const auto& point : inputs.points) points.push_back({point.body, point.p_B});
    return points;
  }

  std::vector<PointWeight> weights() {
    std::vector<PointWeight> result;
    for (const auto& point : inputs_.points) {
      const double white_m =
          options_.find_white_noise ? find_white_noise(*inputs_.positions_m, point.point) : 0;
      result.push_back({std::hypot(point.noise_m, white_m), point.axis_weight});
      result_.points.push_back({0, 0, 0, white_m});
    }
    return result;
  }

  [[nodiscard]] std::size_t sample_count() const { return inputs_.times_s.size(); }

  void set_sample(std::size_t sample) {
    recorded_.resize(inputs_.points.size());
    for (std::size_t i = 0; i < recorded_.size(); ++i)
      recorded_[i] = inputs_.positions_m->row(static_cast<Eigen::Index>(sample))
                         .segment<3>(static_cast<Eigen::Index>(3 * inputs_.points[i].point))
                         .transpose();
    problem_.set_recorded(recorded_);
  }

  // Each sample by itself, from the one before; from further starts where that ends far off.
  Result<Done> solve_each() {
    std::vector<Eigen::VectorXd> starts{prior_.rest};
    for (const auto& q : inputs_.starts) {
      starts.emplace_back(prior_.rest.size());
      for (Eigen::Index i = 0; i < prior_.rest.size(); ++i)
        starts.back()[i] = q[posed_.free_coordinates()[static_cast<std::size_t>(i)].index];
    }
    std::size_t first = 0;
    const std::size_t enough = std::max(points_min, inputs_.points.size() / 2);
    std::size_t most = 0;
    for (std::size_t i = 0; i < sample_count() && most < enough; ++i) {
      set_sample(i);
      if (problem_.seen_count() > most) {
        most = problem_.seen_count();
        first = i;
      }
    }
    if (most < points_min)
      return Refusal{"tracking", fmt::format("no sample shows {} points at once", points_min),
                     "Give a recording with fewer gaps."};
    x_.assign(sample_count(), prior_.rest);
    solved_.assign(sample_count(), 0);
    set_sample(first);
    const auto found = find_pose(problem_, *inputs_.model, starts);
    x_[first] = found.x;
    solved_[first] = found.solved ? 1 : 0;
    for (std::size_t i = first + 1; i < sample_count(); ++i) solve_from(x_[i - 1], i, starts);
    for (std::size_t i = first; i-- > 0;) solve_from(x_[i + 1], i, starts);
    return Done{};
  }

  void solve_from(const Eigen::VectorXd& neighbour, std::size_t sample,
                  const std::vector<Eigen::VectorXd>& starts) {
    set_sample(sample);
    x_[sample] = neighbour;
    if (problem_.seen_count() < points_min) return;
    auto found = descend(problem_, neighbour, 1e-3, 1e-6);
    if (problem_.weighted_error() > far_off * problem_.axis_count()) {
      const auto anew = find_pose(problem_, *inputs_.model, starts);
      if (anew.cost < 0.5 * found.cost) found = anew;
    }
    // The same pose, without a full turn between neighbours.
    for (Eigen::Index i = 0; i < found.x.size(); ++i)
      if (std::isinf(prior_.spread[i]) && turns(i))
        found.x[i] += 2 * std::numbers::pi * std::round((neighbour[i] - found.x[i]) / (2 * std::numbers::pi));
    x_[sample] = found.x;
    solved_[sample] = found.solved ? 1 : 0;
  }

  [[nodiscard]] bool turns(Eigen::Index free) const {
    const auto coordinate = posed_.free_coordinates()[static_cast<std::size_t>(free)];
    return inputs_.model->coordinates[coordinate.at()].motion != model::MotionType::translational;
  }

  void start_result() {
    const auto rows = static_cast<Eigen::Index>(sample_count()),
               columns = static_cast<Eigen::Index>(inputs_.model->coordinates.size());
    auto& motion = result_.motion;
    motion.name = "Coordinates";
    motion.times_s.assign(inputs_.times_s.begin(), inputs_.times_s.end());
    motion.in_degrees = false;
    for (const auto& coordinate : inputs_.model->coordinates) motion.labels.push_back(coordinate.name);
    motion.values.resize(rows, columns);
    result_.standard_error.setZero(rows, columns);
    result_.sample_error_rms_m.assign(sample_count(), 0);
    result_.sample_error_max_m.assign(sample_count(), 0);
    observed_.assign(static_cast<std::size_t>(posed_.free_count()), 0);
    noise_variance_.setZero(rows, posed_.free_count());
    const double span_s = inputs_.times_s.back() - inputs_.times_s.front();
    rate_hz_ = span_s > 0 ? static_cast<double>(sample_count() - 1) / span_s : 1;
    every_ = std::max<std::size_t>(1, static_cast<std::size_t>(std::lround(rate_hz_ / uncertainty_rate_hz)));
  }

  void smooth() {
    TrackSmoothing smoothing;
    smoothing.acceleration.resize(posed_.free_count());
    for (Eigen::Index i = 0; i < posed_.free_count(); ++i)
      smoothing.acceleration[i] = turns(i) ? options_.turning_rad_per_s2 : options_.moving_m_per_s2;
    smoothing.overlap = std::clamp<std::size_t>(static_cast<std::size_t>(rate_hz_ / 2), 20, 250);
    const auto linearise = [&](std::size_t sample, const Eigen::VectorXd& x, SampleTerms& terms) {
      set_sample(sample);
      terms.cost = problem_.move_to(x);
      problem_.linearise(terms.hessian, terms.gradient);
    };
    smooth_track(inputs_.times_s, smoothing, linearise, x_,
                 [&](std::size_t sample, const Eigen::VectorXd& x, const SampleTerms& terms) {
                   keep(sample, x, terms);
                 });
  }

  void keep(std::size_t sample, const Eigen::VectorXd& x, const SampleTerms& terms) {
    const auto row = static_cast<Eigen::Index>(sample);
    set_sample(sample);
    problem_.move_to(x);
    const auto& q = posed_.q();
    result_.motion.values.row(row) =
        Eigen::Map<const Eigen::RowVectorXd>(q.data(), static_cast<Eigen::Index>(q.size()));
    keep_errors(sample);
    Eigen::MatrixXd hessian = terms.hessian;
    hessian.diagonal().array() += 1e-9 * (1 + hessian.diagonal().maxCoeff());
    const Eigen::LLT<Eigen::MatrixXd> factored(hessian);
    const Eigen::MatrixXd covariance =
        factored.solve(Eigen::MatrixXd::Identity(hessian.rows(), hessian.cols()));
    noise_variance_.row(row) = covariance.diagonal().cwiseMax(0).transpose();
    for (Eigen::Index i = 0; i < posed_.free_count(); ++i) {
      const double limit = std::isinf(prior_.spread[i]) ? open_max : open_ratio_max * prior_.spread[i];
      observed_[static_cast<std::size_t>(i)] += noise_variance_(row, i) < limit * limit ? 1 : 0;
    }
    if (inputs_.uncertainty && (sample % every_ == 0 || sample + 1 == sample_count())) {
      body_samples_.push_back(row);
      body_variance_.push_back(body_variance(factored));
    }
  }

  void keep_errors(std::size_t sample) {
    double squares = 0, most = 0, count = 0;
    for (std::size_t i = 0; i < inputs_.points.size(); ++i) {
      if (!problem_.is_seen(i)) continue;
      const double squared = problem_.error_G(i).squaredNorm();
      squares += squared;
      most = std::max(most, squared);
      ++count;
      auto& point = result_.points[i];
      point.rms_m += squared;
      point.max_m = std::max(point.max_m, std::sqrt(squared));
      ++point.seen_count;
    }
    weighted_error_ += problem_.weighted_error();
    axis_count_ += std::max<double>(0, problem_.axis_count() - static_cast<double>(posed_.free_count()));
    result_.error_max_m = std::max(result_.error_max_m, std::sqrt(most));
    result_.sample_error_max_m[sample] = std::sqrt(most);
    result_.sample_error_rms_m[sample] = count > 0 ? std::sqrt(squares / count) : 0;
  }

  // What the covariance of factors and offsets makes of the coordinates at the present pose: they move by
  // H^-1 J^T W times what the points move by.
  Eigen::VectorXd body_variance(const Eigen::LLT<Eigen::MatrixXd>& hessian) {
    const auto& uncertainty = *inputs_.uncertainty;
    const ScaledBodies scaled{uncertainty.group_of_body, uncertainty.factors};
    const auto groups = static_cast<Eigen::Index>(3 * uncertainty.factors.size());
    Eigen::MatrixXd pull = Eigen::MatrixXd::Zero(posed_.free_count(), uncertainty.covariance.cols());
    posed_.linearise();
    posed_.linearise_scale(scaled);
    for (std::size_t i = 0; i < inputs_.points.size(); ++i) {
      const Vec3 weight = problem_.weight_G(i);
      const auto& point = inputs_.points[i];
      if (weight.isZero(0) || !point.fitted) continue;
      posed_.jacobian(i, rows_);
      posed_.scale_jacobian(i, scaled, point.grows_B, scale_);
      const Eigen::Matrix3Xd weighted_scale = weight.asDiagonal() * scale_;
      const Mat3 weighted_R = weight.asDiagonal() * posed_.X_GB(point.body).R;
      const auto offset = groups + static_cast<Eigen::Index>(3 * *point.fitted);
      const auto columns = posed_.columns(i);
      for (std::size_t c = 0; c < columns.size(); ++c) {
        const auto column = rows_.col(static_cast<Eigen::Index>(c));
        pull.row(columns[c]).head(groups) += column.transpose() * weighted_scale;
        pull.row(columns[c]).segment<3>(offset) += column.transpose() * weighted_R;
      }
    }
    const Eigen::MatrixXd moved = hessian.solve(pull);
    return (moved * uncertainty.covariance).cwiseProduct(moved).rowwise().sum().cwiseMax(0);
  }

  // The body's part between the samples where it was computed.
  void spread_uncertainty() {
    const double noise_ratio = std::max(1.0, axis_count_ > 0 ? weighted_error_ / axis_count_ : 1.0);
    std::size_t after = 0;
    couplings_workspace_.emplace(couplings_.make_workspace());
    for (Eigen::Index row = 0; row < noise_variance_.rows(); ++row) {
      Eigen::VectorXd variance = noise_ratio * noise_variance_.row(row).transpose();
      if (!body_samples_.empty()) {
        while (body_samples_[after] < row) ++after;
        const auto before = after == 0 ? after : after - 1;
        const double span = static_cast<double>(body_samples_[after] - body_samples_[before]);
        const double part = span > 0 ? static_cast<double>(row - body_samples_[before]) / span : 1;
        variance += (1 - part) * body_variance_[before] + part * body_variance_[after];
      }
      put_errors(row, variance.cwiseSqrt());
    }
  }

  // Dependents follow: none of the body's depends on two.
  void put_errors(Eigen::Index row, const Eigen::VectorXd& free_errors) {
    const auto values = result_.motion.values.row(row);
    const std::vector<double> q(values.begin(), values.end());
    couplings_.set_pose(q, *couplings_workspace_);
    for (const auto& entry : couplings_.tangent(*couplings_workspace_))
      result_.standard_error(row, entry.coordinate.index) +=
          std::abs(entry.value) * free_errors[entry.free_index];
  }

  void finish(Diagnostics& notes) {
    double squares = 0, count = 0;
    for (auto& point : result_.points) {
      squares += point.rms_m;
      count += static_cast<double>(point.seen_count);
      point.rms_m = point.seen_count > 0 ? std::sqrt(point.rms_m / static_cast<double>(point.seen_count)) : 0;
    }
    result_.error_rms_m = count > 0 ? std::sqrt(squares / count) : 0;
    std::vector<std::string> open;
    for (std::size_t i = 0; i < observed_.size(); ++i) {
      const auto coordinate = posed_.free_coordinates()[i];
      const double ratio = observed_[i] / static_cast<double>(sample_count());
      result_.coordinates.push_back({coordinate, ratio, ratio >= observed_ratio_min});
      if (ratio < observed_ratio_min) open.push_back(inputs_.model->coordinates[coordinate.at()].name);
    }
    if (!open.empty())
      notes.assume("tracking", fmt::format("not observable with these points, held near rest: {}",
                                           fmt::join(open, ", ")));
    result_.unsolved_count = static_cast<int>(std::ranges::count(solved_, 0));
    if (result_.unsolved_count > 0)
      notes.flag(
          "tracking",
          fmt::format("{} of {} samples: too few points are seen, or no pose settles; they are carried over "
                      "from their neighbours",
                      result_.unsolved_count, sample_count()));
  }

  const TrackInputs& inputs_;
  const TrackOptions& options_;
  mechanics::Skeleton skeleton_;
  mechanics::Couplings couplings_;
  TrackedMotion result_;  // its points are begun as the weights are made
  PosePrior prior_;
  PosedPoints posed_;
  PoseProblem problem_;
  Eigen::Matrix3Xd rows_, scale_;
  std::vector<Vec3> recorded_;
  std::vector<Eigen::VectorXd> x_;
  std::vector<char> solved_;
  std::vector<double> observed_;  // samples, per free coordinate
  SampleMatrix noise_variance_;   // samples x free coordinates
  std::vector<Eigen::Index> body_samples_;
  std::vector<Eigen::VectorXd> body_variance_;
  std::optional<mechanics::Couplings::Workspace> couplings_workspace_;
  double weighted_error_ = 0, axis_count_ = 0, rate_hz_ = 1;
  std::size_t every_ = 1;
};

}  // namespace

std::vector<TrackedPoint> tracked_points(const FittedPerson& fitted, const capture::MatchedSet& matched) {
  std::vector<TrackedPoint> result;
  for (const auto& pair : matched.pairs) {
    const auto found = std::ranges::find(fitted.points, pair.place, &FittedPoint::place);
    if (found == fitted.points.end()) continue;
    TrackedPoint point;
    point.point = pair.point;
    point.name = found->name;
    point.body = found->body;
    point.p_B = found->p_B;
    point.noise_m = found->noise_m;
    point.fitted = static_cast<std::size_t>(found - fitted.points.begin());
    point.grows_B = found->grows_B;
    result.push_back(point);
  }
  return result;
}

Result<TrackedMotion> track_points(const TrackInputs& inputs, const TrackOptions& options,
                                   Diagnostics& notes) {
  require(inputs.model && inputs.positions_m &&
              static_cast<std::size_t>(inputs.positions_m->rows()) == inputs.times_s.size() &&
              !inputs.times_s.empty(),
          "a model, and one row of positions a sample");
  auto skeleton = mechanics::Skeleton::make(*inputs.model);
  if (!skeleton) return skeleton.refusal();
  auto couplings = mechanics::Couplings::make(*inputs.model);
  if (!couplings) return couplings.refusal();
  return Tracker(inputs, options, *std::move(skeleton), *std::move(couplings)).track(notes);
}

}  // namespace loadshare::motion
