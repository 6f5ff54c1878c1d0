#include "tension/sharing_balance.h"

#include "base/require.h"

namespace loadshare::tension {

SampleBalance make_sample_balance(const sharing::SharingLayout& layout,
                                  const sharing::SharingSettings& settings,
                                  const sharing::SharingSample& sample, const sharing::SharedSample& shared,
                                  const std::vector<model::MuscleId>& muscles, std::size_t model_muscle_count,
                                  const std::optional<BraceActuator>& brace) {
  const auto muscle_count = static_cast<Eigen::Index>(muscles.size());
  require(
      layout.muscle_count() == static_cast<int>(muscles.size()) && shared.activation.size() == muscle_count,
      "every muscle of the layout is one of the model's, and has an activation");
  numerics::BoxProblem problem;
  sharing::make_box_problem(layout, settings, sample, problem);
  const auto unknowns = problem.lower.size();

  SampleBalance result;
  result.balance.columns = std::move(problem.columns);
  result.balance.lower = std::move(problem.lower);
  result.balance.upper = std::move(problem.upper);
  result.balance.solved.resize(unknowns);
  result.balance.solved.head(muscle_count + shared.control.size()) << shared.activation, shared.control;
  for (Eigen::Index r = 0; r < shared.surplus.size(); ++r) {
    const double unit = layout.conditions[static_cast<std::size_t>(r)].unit;
    const auto at = muscle_count + shared.control.size() + 2 * r;
    result.balance.solved.segment(at, 2) << shared.surplus[r] / unit, shared.shortfall[r] / unit;
  }
  result.balance.is_held.assign(static_cast<std::size_t>(unknowns), true);
  for (std::size_t k = 0; k < layout.actuators.size(); ++k)
    if (layout.actuators[k].may_vary) result.balance.is_held[muscles.size() + k] = false;
  for (std::size_t r = 0; r < layout.conditions.size(); ++r)  // surpluses
    result.balance.is_held[muscles.size() + layout.actuators.size() + 2 * r] = false;
  result.muscle_of.assign(static_cast<std::size_t>(unknowns), model::MuscleId{});
  result.tension_N_per_unit = Eigen::VectorXd::Zero(unknowns);
  result.tension_N_fixed = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(model_muscle_count));
  for (Eigen::Index i = 0; i < muscle_count; ++i) {
    const auto muscle = muscles[static_cast<std::size_t>(i)];
    require(muscle.is_some() && muscle.at() < model_muscle_count, "a muscle of the layout is in the model");
    result.balance.is_held[static_cast<std::size_t>(i)] = false;
    result.muscle_of[static_cast<std::size_t>(i)] = muscle;
    result.tension_N_per_unit[i] = sample.active_force_N[i];
    if (settings.include_passive_force) {
      result.tension_N_fixed[static_cast<Eigen::Index>(muscle.at())] = sample.passive_force_N[i];
    }
  }
  if (brace) {
    result.brace_unknown = static_cast<int>(muscle_count) + brace->actuator;
    result.brace_tension_N_per_unit = brace->tension_N_per_unit;
  }
  return result;
}

}  // namespace loadshare::tension
