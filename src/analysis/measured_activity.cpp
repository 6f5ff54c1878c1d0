#include "analysis/measured_activity.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "tension/muscle_groups.h"

namespace loadshare::analysis {
namespace {

// NaN beyond the ends.
double value_at(const TimeSeries& series, Eigen::Index column, double time_s) {
  const auto& at_s = series.times_s;
  const auto after = std::ranges::lower_bound(at_s, time_s);
  if (after == at_s.end()) return std::numeric_limits<double>::quiet_NaN();
  const auto i = after - at_s.begin();
  if (*after == time_s) return series.values(i, column);
  if (i == 0) return std::numeric_limits<double>::quiet_NaN();
  const double part =
      (time_s - at_s[static_cast<std::size_t>(i - 1)]) / (*after - at_s[static_cast<std::size_t>(i - 1)]);
  return (1 - part) * series.values(i - 1, column) + part * series.values(i, column);
}

SampleMatrix sample_envelopes(const TimeSeries& envelopes, std::span<const double> times_s) {
  SampleMatrix sampled(static_cast<Eigen::Index>(times_s.size()), envelopes.values.cols());
  for (Eigen::Index c = 0; c < sampled.cols(); ++c)
    for (Eigen::Index i = 0; i < sampled.rows(); ++i)
      sampled(i, c) = value_at(envelopes, c, times_s[static_cast<std::size_t>(i)]);
  return sampled;
}

// Whether the envelopes cover the motion: not at all times, a finding; less than half of them, a refusal.
Result<Done> check_times(const capture::Emg& emg, const TimeSeries& envelopes,
                         std::span<const double> times_s, Diagnostics& notes) {
  if (envelopes.times_s.empty() || times_s.empty())
    return Refusal{emg.envelopes.string(), "there is no sample", "Give envelopes with samples."};
  const double begin_s = envelopes.times_s.front(), end_s = envelopes.times_s.back();
  const auto covered = std::ranges::count_if(times_s, [&](double t) { return t >= begin_s && t <= end_s; });
  const auto count = std::ssize(times_s);
  const auto words = fmt::format(
      "the activity was measured from {:.3f} to {:.3f} s, the motion runs from {:.3f} to {:.3f} s", begin_s,
      end_s, times_s.front(), times_s.back());
  if (2 * covered < count)
    return Refusal{emg.envelopes.string(), words,
                   "Say in begins_at_s at which time of the motion the envelopes begin."};
  if (covered < count)
    notes.assume(emg.envelopes.filename().string(),
                 fmt::format("{}: nothing is held in {} of {} samples", words, count - covered, count));
  return Done{};
}

double correlation(const Eigen::ArrayXd& a, const Eigen::ArrayXd& b) {
  const Eigen::ArrayXd x = a - a.mean(), y = b - b.mean();
  const double scale = std::sqrt(x.square().sum() * y.square().sum());
  return scale > 0 ? (x * y).sum() / scale : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

Result<MeasuredActivity> MeasuredActivity::make(const capture::Emg& emg, const model::Model& model,
                                                const std::vector<std::size_t>& used_muscles,
                                                std::span<const double> times_s, Diagnostics& notes) {
  const auto envelopes = capture::read_envelopes(emg, notes);
  if (!envelopes) return envelopes.refusal();
  if (auto checked = check_times(emg, *envelopes, times_s, notes); !checked) return checked.refusal();
  MeasuredActivity made;
  made.near_ = emg.near;
  std::map<std::size_t, std::string> taken;  // muscle, channel
  for (const auto& channel : emg.channels) {
    Channel found{channel.column, {}, {}};
    double strength_N = 0;
    for (std::size_t k = 0; k < used_muscles.size(); ++k) {
      const auto& muscle = model.muscles[used_muscles[k]];
      if (std::ranges::none_of(channel.muscles,
                               [&](const auto& pattern) { return tension::matches(pattern, muscle.name); }))
        continue;
      if (const auto [at, is_new] = taken.emplace(k, channel.column); !is_new)
        return Refusal{channel.where,
                       fmt::format("{} lies under {} and under {}", muscle.name, at->second, channel.column),
                       "Let one channel name it."};
      found.members.push_back({static_cast<Eigen::Index>(k), muscle.max_isometric_force_N});
      found.names.push_back(muscle.name);
      strength_N += muscle.max_isometric_force_N;
    }
    if (found.members.empty())
      return Refusal{
          channel.where, fmt::format("no muscle of the model lies under {}", channel.column),
          "Name muscles of the model, * for any run of characters; `loadshare model info` lists them."};
    for (auto& member : found.members) member.part /= strength_N;
    made.channels_.push_back(std::move(found));
  }
  made.measured_ = sample_envelopes(*envelopes, times_s);
  for (std::size_t c = 0; c < emg.channels.size(); ++c) {
    auto column = made.measured_.col(static_cast<Eigen::Index>(c));
    double peak = 0;
    for (double& part : column)
      peak = std::max(peak, std::isnan(part) ? 0.0 : part), part = std::min(part, 1.0);
    if (peak > 1)
      notes.flag(emg.channels[c].where,
                 fmt::format("{} reaches {:.2f} of full activity; more than full is taken as full",
                             emg.channels[c].column, peak));
  }
  return made;
}

int MeasuredActivity::add_to(sharing::SharingLayout& layout) const {
  const int first = layout.condition_count();
  layout.conditions.insert(layout.conditions.end(), channels_.size(), {near_, 1.0, 1.0, true});
  return first;
}

void MeasuredActivity::fill(int first_condition, std::size_t sample, sharing::SharingSample& out) const {
  for (std::size_t c = 0; c < channels_.size(); ++c) {
    const Eigen::Index row = first_condition + static_cast<Eigen::Index>(c);
    const double measured = measured_(static_cast<Eigen::Index>(sample), static_cast<Eigen::Index>(c));
    const bool is_held = !std::isnan(measured);
    for (const auto& member : channels_[c].members)
      out.condition_of_activation(row, member.muscle) = is_held ? member.part : 0;
    out.condition_target[row] = is_held ? measured : 0;
  }
}

ReportMeasuredActivity MeasuredActivity::compare(const SampleMatrix& activation) const {
  std::vector<Eigen::Index> rows;
  for (Eigen::Index i = 0; i < activation.rows(); ++i)
    if (activation.row(i).allFinite() && measured_.row(i).allFinite()) rows.push_back(i);
  ReportMeasuredActivity report;
  report.near = near_;
  for (std::size_t c = 0; c < channels_.size(); ++c) {
    ReportMeasuredChannel channel{channels_[c].column, channels_[c].names};
    const Eigen::VectorXd measured = measured_.col(static_cast<Eigen::Index>(c))(rows);
    Eigen::VectorXd computed = Eigen::VectorXd::Zero(measured.size());
    for (const auto& member : channels_[c].members)
      computed += member.part * activation.col(member.muscle)(rows);
    if (rows.empty()) {
      channel.computed_mean = channel.computed_peak = channel.deviation_rms = channel.correlation =
          std::numeric_limits<double>::quiet_NaN();
    } else {
      channel.measured_mean = measured.mean(), channel.measured_peak = measured.maxCoeff();
      channel.computed_mean = computed.mean(), channel.computed_peak = computed.maxCoeff();
      channel.deviation_rms =
          std::sqrt((computed - measured).squaredNorm() / static_cast<double>(rows.size()));
      channel.correlation = correlation(measured, computed);
    }
    report.channels.push_back(std::move(channel));
  }
  return report;
}

}  // namespace loadshare::analysis
