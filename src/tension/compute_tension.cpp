#include "tension/compute_tension.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "base/require.h"

namespace loadshare::tension {

namespace {

constexpr double not_known = std::numeric_limits<double>::quiet_NaN();

// What all samples with ranges have in common.
struct RangeTask {
  const std::vector<Cut>& cuts;
  const std::vector<CutSeries>& series;
  const TensionInput& input;
  const BalanceAt& balance_at;
  std::vector<std::size_t> cut_indices;  // of the cuts with ranges
};

// A sample whose ranges are asked for.
struct RangedSample {
  std::size_t sample = 0;
  FeasibleSet set;
  std::vector<LinearForm> group_tension;  // cut by cut of the task, group by group
  std::vector<LinearForm> cut_tension;    // by cut of the task
};

RangeTask make_task(const std::vector<Cut>& cuts, const std::vector<CutSeries>& series,
                    const TensionInput& input, const TensionOptions& options, const BalanceAt& balance_at) {
  RangeTask task{cuts, series, input, balance_at, {}};
  if (!balance_at || options.feasible_samples_per_phase <= 0) return task;
  for (std::size_t c = 0; c < cuts.size(); ++c) {
    if (cuts[c].is_default || !options.ranges_at_default_cuts_only) task.cut_indices.push_back(c);
  }
  return task;
}

// First and last, and evenly between.
std::vector<std::size_t> spread(const std::vector<std::size_t>& samples, int count) {
  if (count <= 0 || samples.empty()) return {};
  const auto wanted = static_cast<std::size_t>(count);
  if (samples.size() <= wanted) return samples;
  if (wanted == 1) return {samples[samples.size() / 2]};
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < wanted; ++i) {
    chosen.push_back(samples[(i * (samples.size() - 1) + (wanted - 1) / 2) / (wanted - 1)]);
  }
  return chosen;
}

LinearForm tension_form(const CutGroup& group, const SampleBalance& sample, const TensionInput& input,
                        Eigen::Index row) {
  LinearForm form;
  form.coefficients = Eigen::VectorXd::Zero(sample.balance.solved.size());
  for (const auto& member : group.members) {
    if (member.is_brace()) {
      require(sample.brace_unknown >= 0, "a balance says which unknown is the brace's");
      form.coefficients[sample.brace_unknown] += sample.brace_tension_N_per_unit;
      continue;
    }
    if (!member.muscle.is_some()) {
      if (input.ligament_tension_N.cols() == 0) continue;
      form.constant += input.ligament_tension_N(row, static_cast<Eigen::Index>(member.ligament.at()));
      continue;
    }
    form.constant += sample.tension_N_fixed[static_cast<Eigen::Index>(member.muscle.at())];
    for (std::size_t i = 0; i < sample.muscle_of.size(); ++i) {
      const auto u = static_cast<Eigen::Index>(i);
      if (sample.muscle_of[i] == member.muscle) form.coefficients[u] += sample.tension_N_per_unit[u];
    }
  }
  return form;
}

std::optional<RangedSample> make_ranged_sample(const RangeTask& task, std::size_t sample) {
  const auto balance = task.balance_at(sample);
  if (!balance) return std::nullopt;
  const auto unknowns = static_cast<std::size_t>(balance->balance.solved.size());
  require(balance->muscle_of.size() == unknowns &&
              balance->tension_N_per_unit.size() == balance->balance.solved.size() &&
              balance->tension_N_fixed.size() == task.input.tension_N.cols(),
          "a balance says of every unknown and every muscle what tension it makes");
  auto set = FeasibleSet::make(balance->balance);
  if (!set) return std::nullopt;
  RangedSample ranged{sample, *std::move(set), {}, {}};
  const auto row = static_cast<Eigen::Index>(sample);
  for (const auto c : task.cut_indices) {
    LinearForm sum{0, Eigen::VectorXd::Zero(ranged.set.solved().size())};
    for (const auto& group : task.cuts[c].groups) {
      auto form = tension_form(group, *balance, task.input, row);
      sum.constant += form.constant;
      sum.coefficients += form.coefficients;
      ranged.group_tension.push_back(std::move(form));
    }
    const double held_N = task.series[c].tension_N.row(row).sum();
    require(std::abs(sum.at(ranged.set.solved()) - held_N) <= 1e-6 * std::max(1.0, held_N),
            "a balance makes the tensions that the shares were computed from");
    ranged.cut_tension.push_back(std::move(sum));
  }
  return ranged;
}

// Ranges of one sample, written into the report. False where one of them was not found.
bool range_sample(const RangeTask& task, RangedSample& ranged, TensionReport& report) {
  bool found_all = true;
  std::size_t form = 0;
  for (std::size_t t = 0; t < task.cut_indices.size(); ++t) {
    for (auto& group : report.cuts[task.cut_indices[t]].groups) {
      const RatioTerm term{&ranged.set, 1, ranged.group_tension[form++], ranged.cut_tension[t]};
      const auto range = find_ratio_range(std::span(&term, 1));
      // No tension at all has no share, and that is no failure.
      if (!range && term.denominator.at(ranged.set.solved()) > 0) found_all = false;
      group.share_ratio_min[ranged.sample] = range ? range->min : not_known;
      group.share_ratio_max[ranged.sample] = range ? range->max : not_known;
    }
  }
  return found_all;
}

// Each sample of the phase counts to the ranged sample nearest in time.
std::vector<double> weights_of_ranged(const std::vector<RangedSample>& ranged, const PhaseSamples& samples,
                                      const std::vector<double>& times_s) {
  std::vector<double> weights(ranged.size(), 0.0);
  for (std::size_t i = 0; i < samples.samples.size() && !ranged.empty(); ++i) {
    const auto gap_s = [&](const RangedSample& at) {
      return std::abs(times_s[at.sample] - times_s[samples.samples[i]]);
    };
    const auto nearest = std::ranges::min_element(ranged, {}, gap_s);
    // Half way between two, half to each: nothing leans to one side.
    const auto next = std::next(nearest);
    const bool is_between = next != ranged.end() && gap_s(*next) == gap_s(*nearest);
    const auto at = static_cast<std::size_t>(nearest - ranged.begin());
    weights[at] += samples.weight_s[i] * (is_between ? 0.5 : 1.0);
    if (is_between) weights[at + 1] += samples.weight_s[i] * 0.5;
  }
  return weights;
}

// Ranges over the phase.
void range_phase(const RangeTask& task, const PhaseSamples& samples, std::vector<RangedSample>& ranged,
                 PhaseReport& phase) {
  const auto weights = weights_of_ranged(ranged, samples, task.input.times_s);
  std::size_t form = 0;
  for (std::size_t t = 0; t < task.cut_indices.size(); ++t) {
    for (auto& group : phase.cuts[task.cut_indices[t]].groups) {
      std::vector<RatioTerm> terms;
      double numerator = 0, denominator = 0;
      for (std::size_t i = 0; i < ranged.size(); ++i) {
        terms.push_back(
            {&ranged[i].set, weights[i], ranged[i].group_tension[form], ranged[i].cut_tension[t]});
        numerator += weights[i] * terms.back().numerator.at(ranged[i].set.solved());
        denominator += weights[i] * terms.back().denominator.at(ranged[i].set.solved());
      }
      ++form;
      const auto range = find_ratio_range(terms);
      if (!range) continue;
      group.share_ratio_min = range->min;
      group.share_ratio_max = range->max;
      group.share_ratio_at_ranged = ratio_of(numerator, denominator);
    }
  }
}

void add_ranges(const RangeTask& task, int count, const PhaseSamples& samples, PhaseReport& phase,
                TensionReport& report, std::vector<int>& outcome) {
  std::vector<RangedSample> ranged;
  for (const auto sample : spread(samples.samples, count)) {
    auto candidate = make_ranged_sample(task, sample);
    // Ranges of a sample are found at once, before the phase uses the set: they do not depend on the phase.
    const bool found = candidate && range_sample(task, *candidate, report);
    outcome[sample] = found ? 1 : -1;
    if (found) ranged.push_back(*std::move(candidate));
  }
  range_phase(task, samples, ranged, phase);
}

std::vector<StatusCount> count_statuses(const std::vector<SampleStatus>& status) {
  std::vector<StatusCount> counts;
  for (const auto kind : sample_statuses) {
    counts.push_back({kind, static_cast<int>(std::count(status.begin(), status.end(), kind))});
  }
  return counts;
}

std::vector<Phase> phases_of(const TensionOptions& options, const TensionInput& input) {
  if (!options.phases.empty()) return options.phases;
  if (input.times_s.empty()) return {{"whole", 0, 0, {}, 0, {}}};
  return {{"whole", input.times_s.front(), input.times_s.back(), {}, 0, {}}};
}

}  // namespace

TensionReport compute_tension(const model::Model& model, const MuscleGroups& groups, const ModelCuts& cuts,
                              const TensionInput& input, const TensionOptions& options,
                              const BalanceAt& balance_at) {
  require_shapes(model, cuts.cuts, input);
  require(cuts.assignments.size() == model.muscles.size(), "every muscle has its assignment");
  TensionReport report;
  report.times_s = input.times_s;
  report.status = input.status;
  report.status.resize(input.times_s.size(), SampleStatus::solved);
  report.status_counts = count_statuses(report.status);
  report.unknown_muscles = cuts.unknown_muscles;
  report.muscles_across_no_cut = cuts.muscles_across_no_cut;

  std::vector<CutSeries> series;
  for (std::size_t c = 0; c < cuts.cuts.size(); ++c) {
    series.push_back(compute_cut_series(model, cuts.cuts[c], input, c));
    report.cuts.push_back(report_cut(model, cuts.cuts[c], series.back()));
  }
  const auto task = make_task(cuts.cuts, series, input, options, balance_at);
  for (const auto c : task.cut_indices) {
    for (auto& group : report.cuts[c].groups) {
      group.share_ratio_min.assign(input.times_s.size(), not_known);
      group.share_ratio_max.assign(input.times_s.size(), not_known);
    }
  }

  std::vector<int> outcome(input.times_s.size(), 0);
  for (const auto& phase : phases_of(options, input)) {
    const auto samples = select_samples(input, phase);
    PhaseReport phase_report;
    phase_report.name = phase.name;
    phase_report.start_s = phase.start_s;
    phase_report.end_s = phase.end_s;
    phase_report.spans_s = spans_of(phase);
    phase_report.repetition = phase.repetition;
    phase_report.sample_count = static_cast<int>(samples.samples.size());
    phase_report.sample_count_left_out = samples.left_out_count;
    for (std::size_t c = 0; c < cuts.cuts.size(); ++c) {
      phase_report.cuts.push_back(report_cut_in_phase(cuts.cuts[c], series[c], samples));
    }
    phase_report.long_length =
        measure_long_length(model, groups, cuts.assignments, input, samples, options.long_length);
    if (!task.cut_indices.empty())
      add_ranges(task, phase.feasible_sample_count.value_or(options.feasible_samples_per_phase), samples,
                 phase_report, report, outcome);
    report.phases.push_back(std::move(phase_report));
  }
  report.feasible_sample_count = static_cast<int>(std::count(outcome.begin(), outcome.end(), 1));
  report.feasible_sample_failed_count = static_cast<int>(std::count(outcome.begin(), outcome.end(), -1));
  return report;
}

}  // namespace loadshare::tension
