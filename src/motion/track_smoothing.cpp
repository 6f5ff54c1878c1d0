#include "motion/track_smoothing.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "numerics/smoothed_blocks.h"

namespace loadshare::motion {
namespace {

constexpr double apart_max = 5, reference_step_s = 0.01;

double usual_step_s(std::span<const double> times_s) {
  std::vector<double> steps;
  for (std::size_t i = 1; i < times_s.size(); ++i) steps.push_back(times_s[i] - times_s[i - 1]);
  if (steps.empty()) return reference_step_s;
  const auto middle = steps.begin() + static_cast<long>(steps.size() / 2);
  std::ranges::nth_element(steps, middle);
  return *middle;
}

using Weights = std::array<double, 3>;

// The samples [first, first + x.size()) of the trial.
class Window {
 public:
  Window(std::span<const double> times_s, const TrackSmoothing& smoothing, const LineariseSample& linearise,
         std::size_t first, std::vector<Eigen::VectorXd> x, double step_s)
      : times_s_(times_s.subspan(first, x.size())),
        smoothing_(smoothing),
        linearise_(linearise),
        first_(first),
        x_(std::move(x)),
        terms_(x_.size()),
        step_s_(step_s),
        tie_(Eigen::VectorXd::Zero(smoothing.acceleration.size())) {
    for (Eigen::Index i = 0; i < tie_.size(); ++i)
      if (const double a = smoothing.acceleration[i]; a > 0) tie_[i] = step_s / (reference_step_s * a * a);
  }

  void solve() {
    double cost = linearise();
    for (int k = 0; k < smoothing_.iterations_max; ++k) {
      const auto before = x_;
      const auto longest = step();
      if (!longest) return;
      double next = linearise();
      // A step too far: half of it, and half again.
      for (int half = 0; half < 4 && next > cost; ++half) {
        for (std::size_t t = 0; t < x_.size(); ++t) x_[t] = (x_[t] + before[t]) / 2;
        next = linearise();
      }
      if (next > cost) {
        x_ = before;
        linearise();
        return;
      }
      cost = next;
      if (*longest < smoothing_.step_tolerance) return;
    }
  }

  [[nodiscard]] const Eigen::VectorXd& x(std::size_t sample) const { return x_[sample - first_]; }
  [[nodiscard]] const SampleTerms& terms(std::size_t sample) const { return terms_[sample - first_]; }

 private:
  // What three samples from t on count in the acceleration at the middle one; none where they are not tied.
  [[nodiscard]] std::optional<Weights> weights_at(std::size_t t) const {
    const double before = times_s_[t + 1] - times_s_[t], after = times_s_[t + 2] - times_s_[t + 1];
    if (std::max(before, after) > apart_max * step_s_) return std::nullopt;
    const double both = (before + after) / 2;
    return Weights{1 / (before * both), -1 / (before * both) - 1 / (after * both), 1 / (after * both)};
  }

  [[nodiscard]] Eigen::VectorXd acceleration_at(std::size_t t, const Weights& a) const {
    return a[0] * x_[t] + a[1] * x_[t + 1] + a[2] * x_[t + 2];
  }

  double linearise() {
    double cost = 0;
    for (std::size_t t = 0; t < x_.size(); ++t) {
      linearise_(first_ + t, x_[t], terms_[t]);
      cost += terms_[t].cost;
    }
    for (std::size_t t = 0; t + 2 < x_.size(); ++t)
      if (const auto a = weights_at(t)) cost += tie_.dot(acceleration_at(t, *a).cwiseAbs2());
    return cost;
  }

  // Moves x by a Gauss-Newton step; its greatest change, none where there is no step.
  std::optional<double> step() {
    const auto n = tie_.size();
    numerics::SmoothedBlocks blocks;
    for (const auto& terms : terms_) {
      blocks.diagonal.push_back(terms.hessian);
      blocks.diagonal.back().diagonal().array() += 1e-9 * (1 + terms.hessian.diagonal().maxCoeff());
      blocks.right.push_back(-terms.gradient);
    }
    blocks.next.assign(x_.size(), Eigen::VectorXd::Zero(n));
    blocks.second.assign(x_.size(), Eigen::VectorXd::Zero(n));
    for (std::size_t t = 0; t + 2 < x_.size(); ++t) {
      const auto a = weights_at(t);
      if (!a) continue;
      const Eigen::VectorXd pull = tie_.cwiseProduct(acceleration_at(t, *a));
      for (std::size_t k = 0; k < 3; ++k) {
        blocks.diagonal[t + k].diagonal() += (*a)[k] * (*a)[k] * tie_;
        blocks.right[t + k] -= (*a)[k] * pull;
      }
      blocks.next[t] += (*a)[0] * (*a)[1] * tie_;
      blocks.next[t + 1] += (*a)[1] * (*a)[2] * tie_;
      blocks.second[t] += (*a)[0] * (*a)[2] * tie_;
    }
    if (!numerics::solve_smoothed_blocks(blocks)) return std::nullopt;
    double longest = 0;
    for (std::size_t t = 0; t < x_.size(); ++t) {
      longest = std::max(longest, blocks.right[t].cwiseAbs().maxCoeff());
      x_[t] += blocks.right[t];
    }
    return longest;
  }

  std::span<const double> times_s_;
  const TrackSmoothing& smoothing_;
  const LineariseSample& linearise_;
  std::size_t first_;
  std::vector<Eigen::VectorXd> x_;
  std::vector<SampleTerms> terms_;
  double step_s_;
  Eigen::VectorXd tie_;  // per coordinate: inverse variance of an acceleration
};

}  // namespace

void smooth_track(std::span<const double> times_s, const TrackSmoothing& smoothing,
                  const LineariseSample& linearise, const std::vector<Eigen::VectorXd>& x,
                  const KeepSample& keep) {
  const double step_s = usual_step_s(times_s);
  for (std::size_t kept = 0; kept < x.size(); kept += smoothing.window) {
    const auto first = kept - std::min(kept, smoothing.overlap),
               kept_end = std::min(x.size(), kept + smoothing.window),
               end = std::min(x.size(), kept_end + smoothing.overlap);
    Window window(times_s, smoothing, linearise, first,
                  {x.begin() + static_cast<long>(first), x.begin() + static_cast<long>(end)}, step_s);
    window.solve();
    for (auto t = kept; t < kept_end; ++t) keep(t, window.x(t), window.terms(t));
  }
}

}  // namespace loadshare::motion
