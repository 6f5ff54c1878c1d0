#include "motion/fit_person.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>

#include "model/zero_position.h"
#include "motion/fit_problem.h"
#include "motion/fit_samples.h"
#include "motion/placed_points.h"
#include "motion/white_noise.h"

namespace loadshare::motion {
namespace {

constexpr double height_spread_m = 0.02, tape_spread_m = 0.01;
// A point whose error is beyond both, times its noise and times the median of all points, does not fit.
constexpr double outlier_ratio = 3, outlier_noises = 4;
constexpr double odd_size_spreads = 3;  // of the spread between people, about 5 %
constexpr double proportion_spread_ratio = 0.05;
constexpr std::size_t points_min = 6;
// Skin slides with the posture: more samples than this of a trial tell no more of where it slides to. White
// noise is new in each.
constexpr double independent_samples = 24;

struct SegmentEnds {
  const char *name, *from, *to;
};
constexpr std::array<SegmentEnds, 10> segment_ends{{
    {"pelvis, between hip centres", "RHJC", "LHJC"},
    {"pelvis, between front spines", "RASI", "LASI"},
    {"thigh", "RHJC", "RKJC"},
    {"shank", "RKJC", "RAJC"},
    {"foot, heel to big toe", "RCAL", "RTOE"},
    {"rear of the pelvis to C7", "SACR", "C7"},
    {"between shoulders", "RSJC", "LSJC"},
    {"upper arm", "RSJC", "REJC"},
    {"forearm", "REJC", "RWJC"},
    {"hand", "RWJC", "RFTIP"},
}};

LengthRow row_of(const model::GroupParts& parts, const std::vector<std::string>& groups) {
  LengthRow row;
  row.parts.setZero(3, static_cast<Eigen::Index>(groups.size()));
  for (const auto& [group, part] : parts)
    row.parts.col(std::ranges::find(groups, group) - groups.begin()) = part;
  return row;
}

class Fitter {
 public:
  Fitter(const model::Person& person, const model::BodyTables& tables, const std::vector<FitTrial>& trials,
         const FitOptions& options, Diagnostics& notes)
      : person_(person),
        tables_(tables),
        both_(model::with_both_sides(tables)),
        zero_(both_),
        trials_(trials),
        options_(options),
        notes_(notes) {}

  Result<FittedPerson> fit() {
    if (trials_.empty())
      return Refusal{"fit", "there is no recording to fit to", "Give one of the person standing or moving."};
    auto chosen = model::choose_scale(person_, tables_, {}, notes_);
    if (!chosen) return chosen.refusal();
    result_.scale = *std::move(chosen);
    result_.unlocked = options_.unlocked;
    problem_.emplace(tables_, result_.scale.scale, options_.body, options_.unlocked);
    if (auto done = problem_->check(); !done) return done.refusal();
    if (auto done = place(); !done) return done.refusal();
    add_lengths();
    choose_samples();
    if (problem_->recorded_G.empty())
      return Refusal{trials_.front().name,
                     fmt::format("no sample shows {} points of the body at once", points_min),
                     "Give a recording with fewer gaps."};
    solve(start());
    report();
    return std::move(result_);
  }

 private:
  // Points that the set has, that count, and that some trial shows.
  Result<Done> place() {
    const auto body = problem_->make_body(problem_->expected_factors());
    for (const auto& trial : trials_) {
      const auto placed = place_points(*trial.matched, body.model);
      if (!placed) return placed.refusal();
      for (const auto& point : *placed) {
        const auto at = static_cast<std::size_t>(point.place - trial.matched->set->points.data());
        if (point.place->is_left_out || index_of_place_.contains(at) || !is_ever_seen(trial, point.point))
          continue;
        index_of_place_[at] = problem_->points.size();
        problem_->points.push_back({point.place->name, point.body, point.p_B, point.place->body.empty(),
                                    point.place->spread_m, point.place->noise_m});
        FittedPoint fitted;
        fitted.place = at;
        fitted.name = point.place->name;
        fitted.body = point.body;
        fitted.noise_m = point.place->noise_m;
        result_.points.push_back(fitted);
      }
    }
    return Done{};
  }

  static bool is_ever_seen(const FitTrial& trial, std::size_t point) {
    for (std::size_t i = 0; i < trial.recording->sample_count(); ++i)
      if (trial.recording->is_seen(i, point)) return true;
    return false;
  }

  void add_lengths() {
    const auto& groups = problem_->groups();
    const auto crown = zero_.parts_to_marker("VERT");
    const auto heel = std::ranges::find(both_.contacts, "heel_r", &model::PointRow::name);
    if (crown && heel != both_.contacts.end()) {
      if (const auto sole = zero_.parts_to(heel->body, heel->p_B)) {
        auto row = row_of(*crown, groups);
        row.parts -= row_of(*sole, groups).parts;
        row.up_only = true;
        row.value_m = person_.height_m;
        row.spread_m = height_spread_m;
        problem_->lengths.push_back(row);
        has_height_ = true;
      }
    }
    for (const auto& distance : person_.distances) {
      const auto parts = zero_.parts_between(distance.from, distance.to);
      if (!parts) continue;  // choose_scale has refused it
      auto row = row_of(*parts, groups);
      row.value_m = distance.distance_m;
      row.spread_m = tape_spread_m;
      problem_->lengths.push_back(row);
    }
  }

  // A trial's points in the order of the fit's, for all samples.
  [[nodiscard]] SampleMatrix positions_of(const FitTrial& trial) const {
    SampleMatrix positions = SampleMatrix::Constant(
        static_cast<Eigen::Index>(trial.recording->sample_count()),
        static_cast<Eigen::Index>(3 * problem_->points.size()), std::numeric_limits<double>::quiet_NaN());
    for (const auto& pair : trial.matched->pairs) {
      const auto found = index_of_place_.find(pair.place);
      if (found == index_of_place_.end()) continue;
      positions.middleCols<3>(static_cast<Eigen::Index>(3 * found->second)) =
          trial.recording->positions_m.middleCols<3>(static_cast<Eigen::Index>(3 * pair.point));
    }
    return positions;
  }

  void choose_samples() {
    const auto moving = std::ranges::count(trials_, false, &FitTrial::is_standing);
    for (std::size_t k = 0; k < trials_.size(); ++k) {
      const auto positions = positions_of(trials_[k]);
      const auto chosen =
          trials_[k].is_standing
              ? choose_typical(positions)
              : choose_far_apart(positions,
                                 static_cast<std::size_t>(std::max<long>(1, options_.sample_count / moving)));
      const double repeats = std::max(1.0, static_cast<double>(chosen.size()) / independent_samples);
      std::vector<double> noise_m;
      for (std::size_t p = 0; p < problem_->points.size(); ++p)
        noise_m.push_back(
            std::hypot(std::sqrt(repeats) * problem_->points[p].noise_m, find_white_noise(positions, p)));
      problem_->repeats = std::max(problem_->repeats, repeats);
      for (const auto sample : chosen) {
        std::vector<Vec3> recorded;
        std::size_t seen = 0;
        for (std::size_t p = 0; p < problem_->points.size(); ++p) {
          recorded.emplace_back(positions.row(static_cast<Eigen::Index>(sample))
                                    .segment<3>(static_cast<Eigen::Index>(3 * p))
                                    .transpose());
          seen += recorded.back().allFinite() ? 1 : 0;
        }
        if (seen < points_min) continue;
        problem_->recorded_G.push_back(std::move(recorded));
        problem_->noise_m.push_back(noise_m);
        result_.samples.push_back({k, sample, 0, {}});
      }
    }
  }

  // Poses on the body of the expected size; a point that may sit anywhere counts little.
  FitState start() {
    FitState state;
    state.factors = problem_->expected_factors();
    state.offsets.setZero(static_cast<Eigen::Index>(3 * problem_->points.size()));
    const auto body = problem_->make_body(state.factors);
    PosedPoints posed(body.model, *body.skeleton, *body.couplings, problem_->points_of(state));
    const auto prior = make_pose_prior(body.model, *body.couplings);
    auto weights = problem_->weights();
    for (std::size_t i = 0; i < weights.size(); ++i)
      weights[i].noise_m = std::hypot(weights[i].noise_m, problem_->points[i].spread_m);
    PoseProblem pose(posed, prior, weights);
    for (const auto& recorded : problem_->recorded_G) {
      pose.set_recorded(recorded);
      // From the pose before; from rest, turned to every side, where that ends far off.
      FoundPose found;
      const bool is_first = state.poses.empty();
      if (!is_first) found = descend(pose, state.poses.back(), 1e-3, 1e-2);
      if (is_first || pose.weighted_error() > 3.0 * pose.axis_count()) {
        const auto anew = find_pose(pose, body.model, {prior.rest});
        if (is_first || anew.cost < found.cost) found = anew;
      }
      state.poses.push_back(found.x);
    }
    return state;
  }

  // Far points pull fully at first, then by Cauchy's weights.
  void solve(FitState state) {
    double damping = 1e-3;
    // Where the noise counts for several samples, the threshold in its units is lower.
    for (const double cauchy : {30.0, cauchy_noises / std::sqrt(problem_->repeats)}) {
      problem_->cauchy = cauchy;
      double cost = problem_->cost(state);
      result_.converged = false;
      for (int k = 0; k < options_.iterations_max && !result_.converged && damping < 1e8; ++k) {
        ++result_.iterations;
        const auto next = problem_->step(state, damping, nullptr);
        const double next_cost = problem_->cost(next);
        if (!(next_cost <= cost)) {
          damping *= 10;
          continue;
        }
        result_.converged = cost - next_cost <= 1e-6 * cost;
        state = next;
        cost = next_cost;
        damping = std::max(1e-9, damping * 0.1);
      }
      damping = 1e-3;
    }
    (void)problem_->step(state, 0, &result_.uncertainty.covariance);
    state_ = std::move(state);
  }

  void report() {
    result_.scale.scale = problem_->scale_of(state_.factors);
    const auto body = problem_->make_body(state_.factors);
    const auto scaled = problem_->scaled_bodies(body.model, state_.factors);
    result_.uncertainty.group_of_body = scaled.group_of_body;
    result_.uncertainty.factors = scaled.factors;
    result_.uncertainty.groups = problem_->groups();
    report_errors(body);
    const auto& covariance = result_.uncertainty.covariance;
    const auto placed = problem_->points_of(state_);
    for (std::size_t i = 0; i < placed.size(); ++i) {
      auto& point = result_.points[i];
      const auto at = static_cast<Eigen::Index>(3 * i);
      point.p_B = placed[i].p_B;
      point.offset_m = state_.offsets.segment<3>(at);
      if (problem_->points[i].grows) point.grows_B = point.p_B - point.offset_m;
      point.standard_error_m =
          covariance.diagonal().segment<3>(state_.factors.size() + at).cwiseMax(0).cwiseSqrt();
    }
    find_outliers();
    report_segments();
    report_choices();
    if (!result_.converged)
      notes_.flag("fit", fmt::format("the person's size and the points' places did not settle in {} steps",
                                     result_.iterations));
  }

  void report_errors(const FitBody& body) {
    PosedPoints posed(body.model, *body.skeleton, *body.couplings, problem_->points_of(state_));
    const auto prior = make_pose_prior(body.model, *body.couplings);
    PoseProblem pose(posed, prior, problem_->weights());
    double squares = 0, weighted = 0;
    long count = 0, axes = 0;
    for (std::size_t t = 0; t < problem_->recorded_G.size(); ++t) {
      problem_->set_sample(t, pose);
      pose.move_to(state_.poses[t]);
      double sample_squares = 0;
      long sample_count = 0;
      for (std::size_t i = 0; i < result_.points.size(); ++i) {
        if (!pose.is_seen(i)) continue;
        auto& point = result_.points[i];
        const double squared = pose.error_G(i).squaredNorm();
        sample_squares += squared;
        ++sample_count;
        point.error_rms_m += squared;
        ++point.sample_count;
        point.error_max_m = std::max(point.error_max_m, std::sqrt(squared));
        result_.error_max_m = std::max(result_.error_max_m, std::sqrt(squared));
      }
      result_.samples[t].error_rms_m = std::sqrt(sample_squares / static_cast<double>(sample_count));
      const auto& q = posed.q();
      result_.samples[t].q = Eigen::Map<const Eigen::VectorXd>(q.data(), static_cast<Eigen::Index>(q.size()));
      squares += sample_squares;
      count += sample_count;
      weighted += pose.weighted_error();
      axes += pose.axis_count() - posed.free_count();
    }
    for (auto& point : result_.points)
      point.error_rms_m =
          std::sqrt(point.error_rms_m / std::max(1.0, static_cast<double>(point.sample_count)));
    result_.error_rms_m = std::sqrt(squares / static_cast<double>(count));
    // Where points lie further off than their noise, what is found is known less well.
    result_.uncertainty.covariance *= std::max(1.0, weighted / static_cast<double>(std::max(1L, axes)));
  }

  void find_outliers() {
    std::vector<double> ratios;
    for (const auto& point : result_.points) ratios.push_back(point.error_rms_m / point.noise_m);
    auto sorted = ratios;
    const auto middle = sorted.begin() + static_cast<long>(sorted.size() / 2);
    std::ranges::nth_element(sorted, middle);
    for (std::size_t i = 0; i < ratios.size(); ++i) {
      auto& point = result_.points[i];
      point.is_outlier = ratios[i] > std::max(outlier_noises, outlier_ratio * *middle);
      if (point.is_outlier)
        notes_.flag("fit",
                    fmt::format("point '{}' does not fit the others: {:.0f} mm off on average, {:.0f} mm "
                                "at most; it counts little",
                                point.name, 1e3 * point.error_rms_m, 1e3 * point.error_max_m));
    }
  }

  // Lengths of the fitted body, with what the covariance of the factors makes of them.
  void report_segments() {
    const auto factor_count = state_.factors.size();
    Eigen::VectorXd slope;
    for (const auto& ends : segment_ends) {
      const auto parts = zero_.parts_between(ends.from, ends.to);
      if (!parts) continue;
      const auto row = row_of(*parts, problem_->groups());
      const double length_m = row.length_m(state_.factors, slope);
      const double variance =
          slope.dot(result_.uncertainty.covariance.topLeftCorner(factor_count, factor_count) * slope);
      result_.segments.push_back({ends.name, length_m, std::sqrt(std::max(0.0, variance))});
    }
    if (has_height_)
      result_.scale.height_by_lengths_m = problem_->lengths.front().length_m(state_.factors, slope);
  }

  void report_choices() {
    std::vector<std::string> names;
    for (const auto& trial : trials_) names.push_back(trial.name);
    const auto from =
        fmt::format("fitted to {} samples of {}", result_.samples.size(), fmt::join(names, ", "));
    for (std::size_t g = 0; g < problem_->groups().size(); ++g) {
      const auto at = static_cast<Eigen::Index>(3 * g);
      const Vec3 f = state_.factors.segment<3>(at),
                 over = f.cwiseQuotient(problem_->expected_factors().segment<3>(at)),
                 error = result_.uncertainty.covariance.diagonal().segment<3>(at).cwiseMax(0).cwiseSqrt();
      const auto& group = problem_->groups()[g];
      result_.scale.choices.push_back(
          {"size of " + group,
           fmt::format(
               "{:.3f}, {:.3f}, {:.3f} times the reference person's forward, up and across, standard errors "
               "{:.3f}, {:.3f}, {:.3f}",
               f.x(), f.y(), f.z(), error.x(), error.y(), error.z()),
           from});
      if ((over - Vec3::Ones()).cwiseAbs().maxCoeff() > odd_size_spreads * proportion_spread_ratio)
        notes_.flag(
            "fit",
            fmt::format("the {} is fitted {:.2f}, {:.2f}, {:.2f} times as large (forward, up, across) as "
                        "people of this height have it: check height and marker set",
                        group, over.x(), over.y(), over.z()));
    }
    result_.scale.choices.push_back(
        {"places of the points",
         fmt::format(
             "{} points of '{}', each moved on its body; error {:.1f} mm root mean square, {:.1f} mm at most",
             result_.points.size(), trials_.front().matched->set->name, 1e3 * result_.error_rms_m,
             1e3 * result_.error_max_m),
         from});
  }

  const model::Person& person_;
  const model::BodyTables& tables_;
  const model::BodyTables both_;
  const model::ZeroPosition zero_;
  const std::vector<FitTrial>& trials_;
  const FitOptions& options_;
  Diagnostics& notes_;
  std::optional<FitProblem> problem_;
  std::map<std::size_t, std::size_t> index_of_place_;
  bool has_height_ = false;
  FitState state_;
  FittedPerson result_;
};

}  // namespace

Result<FittedPerson> fit_person(const model::Person& person, const model::BodyTables& tables,
                                const std::vector<FitTrial>& trials, const FitOptions& options,
                                Diagnostics& notes) {
  return Fitter(person, tables, trials, options, notes).fit();
}

}  // namespace loadshare::motion
