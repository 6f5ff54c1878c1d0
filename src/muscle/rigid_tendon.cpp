#include "muscle/rigid_tendon.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace loadshare::muscle {
namespace {

using SharedMillard = std::shared_ptr<const Millard2012Curves>;

// OpenSim's thresholds: rounding unit, its 7/8th power, least damping that counts as such.
constexpr double rounding_unit = 2.220446049250313e-16;
constexpr double significant = 2.009718347115232e-14;
constexpr double least_damping = 0.001;

// Millard's curves are objects, the others' are functions: one way to ask either.
CurveSample active(const Millard2012Curves& c, double length) { return c.active_force_length.at(length); }
CurveSample passive(const Millard2012Curves& c, double length) { return c.passive_force_length.at(length); }
CurveSample by_velocity(const Millard2012Curves& c, double velocity) { return c.force_velocity.at(velocity); }
CurveSample tendon(const Millard2012Curves& c, double length) { return c.tendon_force_length.at(length); }
template <class Curves>
CurveSample active(const Curves& c, double length) {
  return c.active_force_length(length);
}
template <class Curves>
CurveSample passive(const Curves& c, double length) {
  return c.passive_force_length(length);
}
template <class Curves>
CurveSample by_velocity(const Curves& c, double velocity) {
  return c.force_velocity(velocity);
}
template <class Curves>
CurveSample tendon(const Curves& c, double length) {
  return c.tendon_force_length(length);
}

template <class Ask>
CurveSample sample(const Muscle& muscle, Ask&& ask) {
  if (const auto* millard = std::get_if<SharedMillard>(&muscle.curves)) return ask(**millard);
  if (const auto* thelen = std::get_if<Thelen2003Curves>(&muscle.curves)) return ask(*thelen);
  if (const auto* degroote = std::get_if<DeGrooteFregly2016Curves>(&muscle.curves)) return ask(*degroote);
  return ask(std::get<Schutte1993Curves>(muscle.curves));
}

Refusal refusal(const std::string& where, std::string what) {
  return {where, std::move(what), "Correct the muscle in the model file."};
}

bool elastic_undamped(const MuscleParameters& muscle, const Millard2012Parameters& curves) {
  return !muscle.ignore_tendon_compliance && curves.fiber_damping < least_damping;
}

Result<Done> check_numbers(const MuscleParameters& p, const std::string& where) {
  if (!(p.max_isometric_force_N >= 0) || !std::isfinite(p.max_isometric_force_N))
    return refusal(where, "the maximal isometric force is not a positive number");
  if (!(p.optimal_fiber_length_m > 0) || !std::isfinite(p.optimal_fiber_length_m))
    return refusal(where, "the optimal fibre length is not a positive number");
  if (!(p.tendon_slack_length_m >= 0) || !std::isfinite(p.tendon_slack_length_m))
    return refusal(where, "the tendon slack length is negative or not a number");
  if (!(p.max_contraction_velocity_per_s > 0) || !std::isfinite(p.max_contraction_velocity_per_s))
    return refusal(where, "the maximal contraction velocity is not a positive number");
  if (!(p.pennation_at_optimal_rad >= 0 && p.pennation_at_optimal_rad < std::numbers::pi / 2))
    return refusal(where, "the pennation angle at optimal fibre length is not between 0 and 90 degrees");
  return Done{};
}

Result<Done> check_curves(const Thelen2003Parameters& p, const std::string& where) {
  const bool positive = p.fmax_tendon_strain > 0 && p.fmax_muscle_strain > 0 && p.k_shape_active > 0 &&
                        p.k_shape_passive > 0 && p.af > 0;
  if (!positive) return refusal(where, "a strain or shape factor of its curves is not positive");
  if (!(p.f_len > 1)) return refusal(where, "Flen is not above 1");
  if (!(p.fv_linear_extrap_threshold > 1 / p.f_len && p.fv_linear_extrap_threshold < 1))
    return refusal(where, "the threshold of the force-velocity line is not between 1/Flen and 1");
  return Done{};
}

Result<Done> check_curves(const DeGrooteFregly2016Parameters& p, const std::string& where) {
  if (!(p.active_force_width_scale >= 1))
    return refusal(where, "the width scale of the active curve is below 1");
  if (!(p.passive_fiber_strain_at_one_norm_force > 0 && p.tendon_strain_at_one_norm_force > 0))
    return refusal(where, "a strain at one norm force is not positive");
  return Done{};
}

void set_pennation_limit(Muscle& muscle, double max_pennation_rad) {
  muscle.max_sin_pennation = std::sin(max_pennation_rad);
  muscle.min_cos_pennation = std::cos(max_pennation_rad);
  muscle.min_pennated_length_m = max_pennation_rad > significant ? muscle.height_m / muscle.max_sin_pennation
                                                                 : 0.01 * muscle.optimal_fiber_length_m;
  muscle.min_length_along_tendon_m = muscle.min_pennated_length_m * muscle.min_cos_pennation;
  muscle.min_fiber_length_m = muscle.min_pennated_length_m;
}

Result<Done> check_pennation_limit(double angle_rad, const std::string& where) {
  if (angle_rad >= 0 && angle_rad <= std::numbers::pi / 2) return Done{};
  return refusal(where, "the maximum pennation angle is not between 0 and 90 degrees");
}

Muscle without_curves(const MuscleParameters& p) {
  Muscle muscle;
  muscle.max_isometric_force_N = p.max_isometric_force_N;
  muscle.optimal_fiber_length_m = p.optimal_fiber_length_m;
  muscle.tendon_slack_length_m = p.tendon_slack_length_m;
  muscle.max_velocity_mps = p.optimal_fiber_length_m * p.max_contraction_velocity_per_s;
  muscle.cos_pennation_at_optimal = std::cos(p.pennation_at_optimal_rad);
  // OpenSim takes no account of pennation below the rounding unit.
  if (p.pennation_at_optimal_rad > rounding_unit)
    muscle.height_m = p.optimal_fiber_length_m * std::sin(p.pennation_at_optimal_rad);
  return muscle;
}

Result<Done> add_millard(Muscle& muscle, const MuscleParameters& p, const Millard2012Parameters& curves,
                         SharedMillard shared, const std::string& where) {
  if (auto checked = check_pennation_limit(curves.maximum_pennation_angle, where); !checked)
    return checked.refusal();
  set_pennation_limit(muscle, curves.maximum_pennation_angle);
  const double shortest = curves.active_force_length.min_norm_active_fiber_length * p.optimal_fiber_length_m;
  muscle.min_fiber_length_m = std::max({significant, shortest, muscle.min_pennated_length_m});
  muscle.fiber_damping = curves.fiber_damping < least_damping ? 0 : curves.fiber_damping;
  if (!shared) {
    auto made = make_millard2012_curves(curves, elastic_undamped(p, curves), where);
    if (!made) return made.refusal();
    shared = std::make_shared<const Millard2012Curves>(std::move(*made));
  }
  muscle.curves = std::move(shared);
  return Done{};
}

// `shared`: Millard curves already made for equal parameters, or none.
Result<Muscle> compile(const MuscleParameters& p, SharedMillard shared, const std::string& where) {
  if (auto checked = check_numbers(p, where); !checked) return checked.refusal();
  Muscle muscle = without_curves(p);
  Result<Done> outcome = Done{};
  if (const auto* thelen = std::get_if<Thelen2003Parameters>(&p.curves)) {
    outcome = check_curves(*thelen, where);
    if (outcome) outcome = check_pennation_limit(thelen->maximum_pennation_angle, where);
    set_pennation_limit(muscle, thelen->maximum_pennation_angle);
    muscle.curves = Thelen2003Curves{*thelen};
  } else if (const auto* millard = std::get_if<Millard2012Parameters>(&p.curves)) {
    outcome = add_millard(muscle, p, *millard, std::move(shared), where);
  } else if (const auto* degroote = std::get_if<DeGrooteFregly2016Parameters>(&p.curves)) {
    outcome = check_curves(*degroote, where);
    muscle.min_fiber_length_m = muscle.min_pennated_length_m = muscle.height_m;
    muscle.fiber_damping = degroote->fiber_damping;
    muscle.curves = DeGrooteFregly2016Curves{*degroote};
  } else {
    muscle.min_fiber_length_m = muscle.min_pennated_length_m = muscle.height_m;
    muscle.curves = Schutte1993Curves{std::get<Schutte1993Parameters>(p.curves)};
  }
  if (!outcome) return outcome.refusal();
  return muscle;
}

// Cosine of the pennation of a fibre of this length, limited to the greatest angle.
double cos_pennation(const Muscle& muscle, double fiber_length_m) {
  if (muscle.height_m == 0) return 1;
  if (fiber_length_m <= muscle.min_pennated_length_m) return muscle.min_cos_pennation;
  const double sine = muscle.height_m / fiber_length_m;
  return sine < muscle.max_sin_pennation ? std::sqrt(1 - sine * sine) : muscle.min_cos_pennation;
}

// Force of an elastic tendon that balances the resting fibre at activation 1. The tendon's force falls with
// the fibre's length; the root is the one found between the least length and a tendon just slack.
double balanced_force_N(const Muscle& muscle, const Schutte1993Curves& curves, double path_length_m) {
  const auto fiber = [&](double length_m) {
    const double l = length_m / muscle.optimal_fiber_length_m;
    return (curves.active_force_length(l).value + curves.passive_force_length(l).value) *
           cos_pennation(muscle, length_m);
  };
  const double slack_m = muscle.tendon_slack_length_m;
  const double along_m = path_length_m - slack_m;
  if (along_m < 0) return 0;
  double longest_m = std::hypot(along_m, muscle.height_m);
  if (slack_m < 2e-13) return muscle.max_isometric_force_N * fiber(longest_m);
  double shortest_m = muscle.height_m;
  for (int i = 0; i < 60; ++i) {
    const double middle_m = 0.5 * (shortest_m + longest_m);
    const double tendon_m = path_length_m - middle_m * cos_pennation(muscle, middle_m);
    (curves.tendon_force_length(tendon_m / slack_m).value > fiber(middle_m) ? shortest_m : longest_m) =
        middle_m;
  }
  return muscle.max_isometric_force_N * fiber(longest_m);
}

// How OpenSim's static optimisation departs from Fmax f_L f_V cos(pennation): see FiberState.
double static_optimization_force_N(const Muscle& muscle, const FiberState& state, double path_length_m,
                                   double speed_mps) {
  const double along_fiber_N =
      muscle.max_isometric_force_N * state.active_force_length_multiplier * state.force_velocity_multiplier;
  if (std::holds_alternative<SharedMillard>(muscle.curves)) {
    if (state.slack) return 0;
    return along_fiber_N * cos_pennation(muscle, state.normalized_fiber_length);
  }
  if (const auto* degroote = std::get_if<DeGrooteFregly2016Curves>(&muscle.curves)) {
    if (!state.slack) return along_fiber_N;
    const double along_m = path_length_m - muscle.tendon_slack_length_m;
    const double length_m = std::hypot(along_m, muscle.height_m);
    const double velocity_mps = length_m > 0 ? speed_mps * along_m / length_m : 0.0;
    return muscle.max_isometric_force_N *
           degroote->active_force_length(length_m / muscle.optimal_fiber_length_m).value *
           degroote->force_velocity(velocity_mps / muscle.max_velocity_mps).value;
  }
  if (const auto* schutte = std::get_if<Schutte1993Curves>(&muscle.curves)) {
    const double velocity = muscle.cos_pennation_at_optimal * speed_mps / muscle.max_velocity_mps;
    return balanced_force_N(muscle, *schutte, path_length_m) * schutte->force_velocity(velocity).value;
  }
  return state.active_force_per_activation_N;
}

}  // namespace

Result<Muscle> make_muscle(const MuscleParameters& parameters, const std::string& where) {
  return compile(parameters, nullptr, where + ", muscle " + parameters.name);
}

Result<std::vector<Muscle>> make_muscles(std::span<const MuscleParameters> parameters,
                                         const std::string& where) {
  struct Made {
    const Millard2012Parameters* parameters;
    bool elastic_undamped;
    SharedMillard curves;
  };
  std::vector<Made> made;
  std::vector<Muscle> muscles;
  muscles.reserve(parameters.size());
  for (const MuscleParameters& p : parameters) {
    const auto* millard = std::get_if<Millard2012Parameters>(&p.curves);
    const auto same = std::find_if(made.begin(), made.end(), [&](const Made& earlier) {
      return millard && *earlier.parameters == *millard &&
             earlier.elastic_undamped == elastic_undamped(p, *millard);
    });
    auto muscle = compile(p, same == made.end() ? nullptr : same->curves, where + ", muscle " + p.name);
    if (!muscle) return muscle.refusal();
    if (millard && same == made.end())
      made.push_back({millard, elastic_undamped(p, *millard), std::get<SharedMillard>(muscle->curves)});
    muscles.push_back(std::move(*muscle));
  }
  return muscles;
}

FiberState compute_fiber_state(const Muscle& muscle, double path_length_m, double lengthening_speed_mps) {
  FiberState state;
  const double along_m = path_length_m - muscle.tendon_slack_length_m;
  double length_m = muscle.min_pennated_length_m;
  if (along_m >= muscle.min_length_along_tendon_m) length_m = std::hypot(along_m, muscle.height_m);
  state.slack = length_m <= muscle.min_fiber_length_m;
  state.fiber_length_m = std::max(length_m, muscle.min_fiber_length_m);
  state.normalized_fiber_length = state.fiber_length_m / muscle.optimal_fiber_length_m;
  state.cos_pennation = cos_pennation(muscle, state.fiber_length_m);
  if (!state.slack) state.fiber_velocity_mps = lengthening_speed_mps * state.cos_pennation;
  state.normalized_fiber_velocity = state.fiber_velocity_mps / muscle.max_velocity_mps;

  state.active_force_length_multiplier = active_force_length(muscle, state.normalized_fiber_length).value;
  state.passive_force_multiplier = passive_force_length(muscle, state.normalized_fiber_length).value;
  state.force_velocity_multiplier =
      state.slack ? 1 : force_velocity(muscle, state.normalized_fiber_velocity).value;
  if (!state.slack) {
    const double along_tendon_N = muscle.max_isometric_force_N * state.cos_pennation;
    state.active_force_per_activation_N =
        along_tendon_N * state.active_force_length_multiplier * state.force_velocity_multiplier;
    state.passive_force_N = along_tendon_N * state.passive_force_multiplier;
    state.damping_force_N = along_tendon_N * muscle.fiber_damping * state.normalized_fiber_velocity;
  }
  state.static_optimization_force_N =
      static_optimization_force_N(muscle, state, path_length_m, lengthening_speed_mps);
  return state;
}

CurveSample active_force_length(const Muscle& muscle, double length) {
  return sample(muscle, [&](const auto& curves) { return active(curves, length); });
}

CurveSample passive_force_length(const Muscle& muscle, double length) {
  return sample(muscle, [&](const auto& curves) { return passive(curves, length); });
}

CurveSample force_velocity(const Muscle& muscle, double velocity) {
  return sample(muscle, [&](const auto& curves) { return by_velocity(curves, velocity); });
}

CurveSample tendon_force_length(const Muscle& muscle, double length) {
  return sample(muscle, [&](const auto& curves) { return tendon(curves, length); });
}

}  // namespace loadshare::muscle
