#include "tension/shares.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/require.h"

namespace loadshare::tension {

namespace {

double brace_tension_of(const Member& member, const TensionInput& input, Eigen::Index sample) {
  return member.is_brace() && !input.brace_tension_N.empty()
             ? input.brace_tension_N[static_cast<std::size_t>(sample)]
             : 0.0;
}

double tension_of(const Member& member, const TensionInput& input, Eigen::Index sample) {
  if (member.is_brace()) return brace_tension_of(member, input, sample);
  if (member.muscle.is_some()) return input.tension_N(sample, static_cast<Eigen::Index>(member.muscle.at()));
  if (input.ligament_tension_N.cols() == 0) return 0;
  return input.ligament_tension_N(sample, static_cast<Eigen::Index>(member.ligament.at()));
}

Eigen::Index arm_column(const model::Model& model, const Member& member) {
  if (member.is_brace()) return static_cast<Eigen::Index>(model.muscles.size() + model.ligaments.size());
  return static_cast<Eigen::Index>(member.muscle.is_some() ? member.muscle.at()
                                                           : model.muscles.size() + member.ligament.at());
}

bool has_brace(const CutGroup& group) { return std::ranges::any_of(group.members, &Member::is_brace); }

// Summed maximal isometric force of the muscles; 0 where a ligament is among them.
double strength_of(const model::Model& model, const CutGroup& group) {
  double strength_N = 0;
  for (const auto& member : group.members) {
    if (member.is_brace()) continue;
    if (!member.muscle.is_some()) return 0;
    strength_N += model.muscles[member.muscle.at()].max_isometric_force_N;
  }
  return strength_N;
}

std::vector<double> column(const SampleMatrix& matrix, Eigen::Index c) {
  std::vector<double> values(static_cast<std::size_t>(matrix.rows()));
  for (Eigen::Index k = 0; k < matrix.rows(); ++k) values[static_cast<std::size_t>(k)] = matrix(k, c);
  return values;
}

std::vector<double> row_sums(const SampleMatrix& matrix) {
  std::vector<double> sums(static_cast<std::size_t>(matrix.rows()));
  for (Eigen::Index k = 0; k < matrix.rows(); ++k) sums[static_cast<std::size_t>(k)] = matrix.row(k).sum();
  return sums;
}

std::vector<double> ratios(const SampleMatrix& parts, Eigen::Index c, const std::vector<double>& wholes) {
  std::vector<double> values(wholes.size());
  for (std::size_t k = 0; k < wholes.size(); ++k) {
    values[k] = ratio_of(parts(static_cast<Eigen::Index>(k), c), wholes[k]);
  }
  return values;
}

// Moments of one sample, member by member, to the sides on which they act.
void split_moments(const model::Model& model, const Cut& cut, const TensionInput& input,
                   const SampleMatrix& arms, Eigen::Index sample, CutSeries& series) {
  for (std::size_t g = 0; g < cut.groups.size(); ++g) {
    for (const auto& member : cut.groups[g].members) {
      series.moment_Nm(sample, static_cast<Eigen::Index>(g)) +=
          cut.flexion_sign * arms(sample, arm_column(model, member)) * tension_of(member, input, sample);
    }
  }
  const double direction = series.moment_Nm.row(sample).sum() < 0 ? -1 : 1;
  for (std::size_t g = 0; g < cut.groups.size(); ++g) {
    const auto c = static_cast<Eigen::Index>(g);
    for (const auto& member : cut.groups[g].members) {
      const double moment = direction * cut.flexion_sign * arms(sample, arm_column(model, member)) *
                            tension_of(member, input, sample);
      (moment < 0 ? series.antagonist_Nm : series.agonist_Nm)(sample, c) += std::abs(moment);
    }
  }
}

}  // namespace

double ratio_of(double part, double whole) {
  return whole > 0 ? part / whole : std::numeric_limits<double>::quiet_NaN();
}

void require_shapes(const model::Model& model, const std::vector<Cut>& cuts, const TensionInput& input) {
  const auto samples = static_cast<Eigen::Index>(input.times_s.size());
  const auto muscles = static_cast<Eigen::Index>(model.muscles.size());
  const auto ligaments = static_cast<Eigen::Index>(model.ligaments.size());
  const auto is = [](const SampleMatrix& matrix, Eigen::Index rows, Eigen::Index columns) {
    return matrix.rows() == rows && matrix.cols() == columns;
  };
  require(is(input.tension_N, samples, muscles), "tensions are samples x muscles");
  require(input.status.empty() || input.status.size() == input.times_s.size(), "one status a sample");
  require(input.ligament_tension_N.size() == 0 || is(input.ligament_tension_N, samples, ligaments),
          "ligament tensions are samples x ligaments");
  require(input.passive_moment_Nm.size() == 0 ||
              is(input.passive_moment_Nm, samples, static_cast<Eigen::Index>(cuts.size())),
          "passive moments are samples x cuts");
  require(input.norm_fiber_length.size() == 0 || is(input.norm_fiber_length, samples, muscles),
          "normalised fibre lengths are samples x muscles");
  require(input.moment_arm_m.size() == cuts.size(), "one matrix of moment arms a cut");
  require(input.brace_tension_N.empty() || input.brace_tension_N.size() == input.times_s.size(),
          "one tension of the brace a sample");
  require(!input.brace_tension_N.empty() ||
              std::ranges::none_of(cuts,
                                   [](const Cut& cut) { return std::ranges::any_of(cut.groups, has_brace); }),
          "cuts that the brace holds have its tension");
  const auto paths = muscles + ligaments + (input.brace_tension_N.empty() ? 0 : 1);
  for (const auto& arms : input.moment_arm_m) {
    require(arms.size() == 0 || is(arms, samples, paths),
            "moment arms are samples x muscles, ligaments and brace");
  }
  require(input.norm_fiber_length_range_min.size() == input.norm_fiber_length_range_max.size() &&
              (input.norm_fiber_length_range_min.empty() ||
               input.norm_fiber_length_range_min.size() == model.muscles.size()),
          "fibre length ranges are given for every muscle or for none");
}

CutSeries compute_cut_series(const model::Model& model, const Cut& cut, const TensionInput& input,
                             std::size_t cut_index) {
  const auto samples = static_cast<Eigen::Index>(input.times_s.size());
  const auto groups = static_cast<Eigen::Index>(cut.groups.size());
  CutSeries series;
  series.tension_N = SampleMatrix::Zero(samples, groups);
  series.stress_ratio = SampleMatrix::Zero(samples, groups);
  if (!input.brace_tension_N.empty()) series.brace_tension_N = SampleMatrix::Zero(samples, groups);
  for (Eigen::Index g = 0; g < groups; ++g) {
    const auto& group = cut.groups[static_cast<std::size_t>(g)];
    const double strength_N = strength_of(model, group);
    series.has_stress.push_back(strength_N > 0);
    for (Eigen::Index k = 0; k < samples; ++k) {
      for (const auto& member : group.members) series.tension_N(k, g) += tension_of(member, input, k);
      if (has_brace(group)) series.brace_tension_N(k, g) = brace_tension_of(group.members.back(), input, k);
      if (strength_N > 0)
        series.stress_ratio(k, g) =
            (series.tension_N(k, g) - (has_brace(group) ? series.brace_tension_N(k, g) : 0)) / strength_N;
    }
  }
  if (cut.flexion_coordinate.is_some() && input.passive_moment_Nm.size() > 0)
    for (Eigen::Index k = 0; k < samples; ++k)
      series.passive_moment_Nm.push_back(cut.flexion_sign *
                                         input.passive_moment_Nm(k, static_cast<Eigen::Index>(cut_index)));
  const auto& arms = input.moment_arm_m[cut_index];
  if (!cut.flexion_coordinate.is_some() || arms.size() == 0) return series;
  series.moment_Nm = series.agonist_Nm = series.antagonist_Nm = SampleMatrix::Zero(samples, groups);
  for (Eigen::Index k = 0; k < samples; ++k) split_moments(model, cut, input, arms, k, series);
  return series;
}

CutReport report_cut(const model::Model& model, const Cut& cut, const CutSeries& series) {
  CutReport report;
  report.name = cut.name;
  report.label = cut.label;
  report.region = cut.region;
  report.side = cut.side;
  report.is_default = cut.is_default;
  report.joint = model.joints[cut.joint.at()].name;
  if (cut.flexion_coordinate.is_some()) {
    report.flexion_coordinate = model.coordinates[cut.flexion_coordinate.at()].name;
  }
  report.tension_N = row_sums(series.tension_N);
  report.passive_moment_Nm = series.passive_moment_Nm;
  const bool has_moments = series.moment_Nm.cols() > 0;
  if (has_moments) report.net_moment_Nm = row_sums(series.moment_Nm);
  const auto agonists_Nm = row_sums(series.agonist_Nm);
  const auto stresses = row_sums(series.stress_ratio);
  for (std::size_t g = 0; g < cut.groups.size(); ++g) {
    const auto c = static_cast<Eigen::Index>(g);
    GroupAtCut group;
    group.group = cut.groups[g].group;
    for (const auto& member : cut.groups[g].members) group.members.push_back(member.name);
    group.tension_N = column(series.tension_N, c);
    if (has_brace(cut.groups[g])) group.brace_tension_N = column(series.brace_tension_N, c);
    group.share_ratio = ratios(series.tension_N, c, report.tension_N);
    if (series.has_stress[g]) group.stress_share_ratio = ratios(series.stress_ratio, c, stresses);
    if (has_moments) {
      group.moment_Nm = column(series.moment_Nm, c);
      group.moment_share_ratio = ratios(series.agonist_Nm, c, agonists_Nm);
      group.antagonist_moment_ratio = ratios(series.antagonist_Nm, c, agonists_Nm);
    }
    report.groups.push_back(std::move(group));
  }
  return report;
}

}  // namespace loadshare::tension
