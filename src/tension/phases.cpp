#include "tension/phases.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/require.h"

namespace loadshare::tension {

namespace {

constexpr double not_known = std::numeric_limits<double>::quiet_NaN();

bool counts(const TensionInput& input, std::size_t sample) {
  const auto row = static_cast<Eigen::Index>(sample);
  if (!input.tension_N.row(row).allFinite()) return false;
  if (input.status.empty()) return true;
  return input.status[sample] == SampleStatus::solved || input.status[sample] == SampleStatus::reserve_needed;
}

// Integral of one column over the samples that count.
double integral(const SampleMatrix& matrix, Eigen::Index c, const PhaseSamples& samples) {
  double sum = 0;
  for (std::size_t i = 0; i < samples.samples.size(); ++i) {
    sum += samples.weight_s[i] * matrix(static_cast<Eigen::Index>(samples.samples[i]), c);
  }
  return sum;
}

double integral(const SampleMatrix& matrix, const PhaseSamples& samples) {
  double sum = 0;
  for (Eigen::Index c = 0; c < matrix.cols(); ++c) sum += integral(matrix, c, samples);
  return sum;
}

double duration(const PhaseSamples& samples) {
  double sum = 0;
  for (const double weight : samples.weight_s) sum += weight;
  return sum;
}

double peak(const SampleMatrix& matrix, Eigen::Index c, const PhaseSamples& samples) {
  double greatest = samples.samples.empty() ? not_known : 0;
  for (const auto k : samples.samples) greatest = std::max(greatest, matrix(static_cast<Eigen::Index>(k), c));
  return greatest;
}

double peak_of_sum(const SampleMatrix& matrix, const PhaseSamples& samples) {
  double greatest = samples.samples.empty() ? not_known : 0;
  for (const auto k : samples.samples) {
    greatest = std::max(greatest, matrix.row(static_cast<Eigen::Index>(k)).sum());
  }
  return greatest;
}

bool has_ranges(const TensionInput& input) { return !input.norm_fiber_length_range_min.empty(); }

LongLengthTension measure_members(const std::vector<std::size_t>& muscles, const TensionInput& input,
                                  const PhaseSamples& samples, const LongLengthOptions& options) {
  LongLengthTension held;
  if (!has_ranges(input)) held.impulse_Ns_above_own_range = not_known;
  for (std::size_t i = 0; i < samples.samples.size(); ++i) {
    const auto k = static_cast<Eigen::Index>(samples.samples[i]);
    const double seconds = samples.has_duration ? samples.weight_s[i] : 0;
    double long_N = 0;
    for (const auto m : muscles) {
      const double tension_N = input.tension_N(k, static_cast<Eigen::Index>(m));
      const double length = input.norm_fiber_length(k, static_cast<Eigen::Index>(m));
      held.impulse_Ns += seconds * tension_N;
      held.norm_fiber_length_max = std::max(held.norm_fiber_length_max, length);
      if (length > options.norm_fiber_length) long_N += tension_N;
      if (!has_ranges(input)) continue;
      const double least = input.norm_fiber_length_range_min[m],
                   greatest = input.norm_fiber_length_range_max[m];
      if (greatest > least && length - least > options.own_range_ratio * (greatest - least)) {
        held.impulse_Ns_above_own_range += seconds * tension_N;
      }
    }
    held.impulse_Ns_above_norm_length += seconds * long_N;
    held.tension_N_peak_above_norm_length = std::max(held.tension_N_peak_above_norm_length, long_N);
  }
  return held;
}

}  // namespace

std::vector<double> time_weights_s(const std::vector<double>& times_s, double start_s, double end_s) {
  std::vector<double> weights(times_s.size(), 0);
  for (std::size_t k = 0; k + 1 < times_s.size(); ++k) {
    const double t0 = times_s[k], t1 = times_s[k + 1];
    const double from = std::max(start_s, t0), to = std::min(end_s, t1);
    if (!(to > from)) continue;
    // The integrals of the two linear hats over [from, to].
    const double middle = 0.5 * (from + to), part = (to - from) / (t1 - t0);
    weights[k] += part * (t1 - middle);
    weights[k + 1] += part * (middle - t0);
  }
  return weights;
}

std::vector<TimeSpan> spans_of(const Phase& phase) {
  return phase.spans_s.empty() ? std::vector<TimeSpan>{{phase.start_s, phase.end_s}} : phase.spans_s;
}

PhaseSamples select_samples(const TensionInput& input, const Phase& phase) {
  require(phase.start_s <= phase.end_s, "a phase does not end before it starts");
  PhaseSamples selected;
  std::vector<double> weights(input.times_s.size(), 0.0);
  for (const auto& span : spans_of(phase)) {
    const auto within = time_weights_s(input.times_s, span.start_s, span.end_s);
    for (std::size_t k = 0; k < weights.size(); ++k) weights[k] += within[k];
  }
  selected.has_duration =
      std::any_of(weights.begin(), weights.end(), [](double weight) { return weight > 0; });
  for (std::size_t k = 0; k < weights.size(); ++k) {
    const bool is_inside = input.times_s[k] >= phase.start_s && input.times_s[k] <= phase.end_s;
    if (!selected.has_duration && is_inside) weights[k] = 1;
    if (!(weights[k] > 0)) continue;
    if (!counts(input, k)) {
      ++selected.left_out_count;
      continue;
    }
    selected.samples.push_back(k);
    selected.weight_s.push_back(weights[k]);
  }
  return selected;
}

CutInPhase report_cut_in_phase(const Cut& cut, const CutSeries& series, const PhaseSamples& samples) {
  CutInPhase report;
  report.cut = cut.name;
  const double seconds = duration(samples);
  const double all_Ns = integral(series.tension_N, samples);
  const double agonists = integral(series.agonist_Nm, samples);
  const double stresses = integral(series.stress_ratio, samples);
  report.tension_N_mean = ratio_of(all_Ns, seconds);
  report.tension_N_peak = peak_of_sum(series.tension_N, samples);
  for (std::size_t g = 0; g < cut.groups.size(); ++g) {
    const auto c = static_cast<Eigen::Index>(g);
    GroupInPhase group;
    group.group = cut.groups[g].group;
    const double impulse_Ns = integral(series.tension_N, c, samples);
    group.impulse_Ns = samples.has_duration ? impulse_Ns : 0;
    group.tension_N_mean = ratio_of(impulse_Ns, seconds);
    group.tension_N_peak = peak(series.tension_N, c, samples);
    group.brace_tension_N_mean = std::ranges::any_of(cut.groups[g].members, &Member::is_brace)
                                     ? ratio_of(integral(series.brace_tension_N, c, samples), seconds)
                                     : not_known;
    group.share_ratio = ratio_of(impulse_Ns, all_Ns);
    const bool has_moments = series.agonist_Nm.cols() > 0;
    group.moment_share_ratio =
        has_moments ? ratio_of(integral(series.agonist_Nm, c, samples), agonists) : not_known;
    group.antagonist_moment_ratio =
        has_moments ? ratio_of(integral(series.antagonist_Nm, c, samples), agonists) : not_known;
    group.stress_share_ratio =
        series.has_stress[g] ? ratio_of(integral(series.stress_ratio, c, samples), stresses) : not_known;
    group.share_ratio_min = group.share_ratio_max = group.share_ratio_at_ranged = not_known;
    report.groups.push_back(std::move(group));
  }
  return report;
}

std::vector<LongLengthTension> measure_long_length(const model::Model& model, const MuscleGroups& groups,
                                                   const std::vector<Assignment>& assignments,
                                                   const TensionInput& input, const PhaseSamples& samples,
                                                   const LongLengthOptions& options) {
  std::vector<LongLengthTension> report;
  if (input.norm_fiber_length.size() == 0) return report;
  auto names = groups.groups;
  names.emplace_back(unknown_group);
  for (const auto& name : names) {
    for (const Side side : {Side::right, Side::left, Side::none}) {
      std::vector<std::size_t> muscles;
      for (std::size_t m = 0; m < model.muscles.size(); ++m) {
        if (model.muscles[m].applies_force && assignments[m].group == name && assignments[m].side == side) {
          muscles.push_back(m);
        }
      }
      if (muscles.empty()) continue;
      auto held = measure_members(muscles, input, samples, options);
      held.group = name;
      held.side = side;
      report.push_back(std::move(held));
    }
  }
  return report;
}

}  // namespace loadshare::tension
