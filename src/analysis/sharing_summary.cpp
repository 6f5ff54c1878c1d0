#include "analysis/sharing_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "tension/compute_tension.h"

namespace loadshare::analysis {

namespace {

// A reserve is worth a look where muscles should have supplied it and it is no rounding: above 1 N m (N)
// and above 5 % of what was required.
bool is_large_reserve(double reserve, double required) {
  return std::abs(reserve) > 1.0 && std::abs(reserve) > 0.05 * std::abs(required);
}

// Where supports should carry the body, what is left over at its root is worth a look above 5 % of its
// weight, and above that at an arm of a metre (Hicks et al. 2015, J Biomech Eng 137:020905, for measured
// plates).
double root_limit(const Study& study) {
  double mass_kg = 0;
  for (const auto& body : study.model.bodies) mass_kg += body.mass_kg;
  return 0.05 * mass_kg * study.model.gravity_G.norm();
}

}  // namespace

bool is_rotation(const model::Model& model, model::CoordinateId coordinate) {
  return model.coordinates[coordinate.at()].motion == model::MotionType::rotational;
}

Statuses judge_samples(const Study& study, const sharing::SharedTrial& trial, const TrialRecord& recorded) {
  Statuses statuses;
  const auto& free = study.couplings->free_coordinates();
  const double limit = root_limit(study);  // N, N m
  for (std::size_t i = 0; i < study.motion.sample_count(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    auto status = tension::SampleStatus::solved;
    std::string reason;
    if (trial.status[i] == numerics::BoxStatus::not_converged) {
      status = tension::SampleStatus::not_converged;
      reason = "the solver did not settle";
    } else if (trial.status[i] == numerics::BoxStatus::infeasible) {
      status = tension::SampleStatus::infeasible;
      reason = "no distribution of force balances it";
    } else {
      double worst = 0;
      for (std::size_t c = 0; c < free.size(); ++c) {
        const double reserve = trial.actuator_force(row, static_cast<Eigen::Index>(c));
        if (study.contacts && study.is_root[c] && status == tension::SampleStatus::solved &&
            std::abs(reserve) > limit) {
          status = tension::SampleStatus::reserve_needed;
          reason = fmt::format("what the body touches leaves {:.3g} {} over at {}", std::abs(reserve),
                               is_rotation(study.model, free[c]) ? "N m" : "N",
                               study.model.coordinates[free[c].at()].name);
        }
        const double required = recorded.required_free(row, static_cast<Eigen::Index>(c));
        if (!study.is_muscled[c] || !is_large_reserve(reserve, required) || std::abs(reserve) <= worst)
          continue;
        worst = std::abs(reserve);
        status = tension::SampleStatus::reserve_needed;
        reason = fmt::format("the muscles lack {:.3g} {} at {}, of {:.3g} required", std::abs(reserve),
                             is_rotation(study.model, free[c]) ? "N m" : "N",
                             study.model.coordinates[free[c].at()].name, std::abs(required));
      }
    }
    statuses.by_sample.push_back(status);
    if (status != tension::SampleStatus::solved)
      statuses.unsolved.push_back({static_cast<int>(i), study.motion.times_s[i], status, reason});
  }
  return statuses;
}

SharingSummary summarise_sharing(const Study& study, const sharing::SharedTrial& trial,
                                 const TrialRecord& recorded, const Statuses& statuses) {
  SharingSummary summary;
  summary.sample_count = static_cast<int>(study.motion.sample_count());
  summary.solved_count = summary.sample_count - static_cast<int>(statuses.unsolved.size());
  for (const double ratio : trial.residual_ratio_max)
    summary.residual_ratio_max = std::max(summary.residual_ratio_max, ratio);
  summary.unsolved = statuses.unsolved;
  const auto& free = study.couplings->free_coordinates();
  for (std::size_t c = 0; c < free.size(); ++c) {
    const auto column = static_cast<Eigen::Index>(c);
    ReserveUse use;
    use.coordinate = study.model.coordinates[free[c].at()].name;
    use.is_rotation = is_rotation(study.model, free[c]);
    use.has_muscles = study.is_muscled[c];
    const Eigen::VectorXd reserve = trial.actuator_force.col(column),
                          net = recorded.required_free.col(column);
    const double count = std::max<double>(1, static_cast<double>(reserve.size()));
    use.reserve_peak = reserve.cwiseAbs().maxCoeff();
    use.reserve_rms = reserve.norm() / std::sqrt(count);
    use.net_peak = net.cwiseAbs().maxCoeff();
    use.net_rms = net.norm() / std::sqrt(count);
    use.share_ratio = tension::ratio_of(use.reserve_rms, use.net_rms);
    summary.reserves.push_back(std::move(use));
  }
  return summary;
}

void note_residuals(const Study& study, const SharingSummary& summary, double mass_kg, Diagnostics& notes) {
  const double limit_N = 0.05 * mass_kg * study.model.gravity_G.norm();
  for (std::size_t c = 0; c < summary.reserves.size(); ++c) {
    const auto& use = summary.reserves[c];
    const auto& coordinate = study.model.coordinates[study.couplings->free_coordinates()[c].at()];
    if (study.model.joints[coordinate.joint.at()].parent != model::ground || use.is_rotation) continue;
    if (use.reserve_rms > limit_N)
      notes.flag(
          use.coordinate,
          fmt::format("the measured ground forces and the motion disagree by {:.0f} N (RMS; up to {:.0f} N), "
                      "above 5 % of body weight: check masses, plates and filter",
                      use.reserve_rms, use.reserve_peak));
  }
}

void note_shortfalls(const Study& study, const SharingProblem& problem, const TrialRecord& recorded,
                     Diagnostics& notes) {
  const auto worst = [&](int condition) { return recorded.shortfall.col(condition).maxCoeff(); };
  const int stability_count = study.stability ? static_cast<int>(study.stability->motion_count()) : 0;
  for (int i = 0; i < stability_count; ++i) {
    const int condition = problem.first_stability + i;
    const double unit = problem.layout.conditions[static_cast<std::size_t>(condition)].unit;
    if (worst(condition) > 0.01 * unit)
      notes.flag(study.stability->motion(static_cast<std::size_t>(i)).name,
                 fmt::format("the muscles cannot hold it stable: up to {:.0f} N m/rad are lacking",
                             worst(condition)));
  }
  if (problem.brace.condition < 0) return;
  const int end = problem.first_stability >= 0  ? problem.first_stability
                  : problem.first_measured >= 0 ? problem.first_measured
                                                : problem.layout.condition_count();
  double lacking_kPa = 0;
  for (int condition = problem.brace.condition + 1; condition < end; ++condition)
    lacking_kPa = std::max(lacking_kPa, worst(condition));
  if (lacking_kPa > 0.5)
    notes.flag("brace",
               fmt::format("up to {:.1f} kPa less than was asked for: the wall's muscles hold no more",
                           lacking_kPa));
}

}  // namespace loadshare::analysis
