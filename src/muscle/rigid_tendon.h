// Muscles on a tendon that does not stretch: fibre state and force from path length and speed alone, so that
// force is linear in activation. The fibres lie in a parallelogram of constant height (Zajac 1989).
#pragma once

#include <memory>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"
#include "muscle/degroote_fregly2016.h"
#include "muscle/millard2012.h"
#include "muscle/parameters.h"
#include "muscle/schutte1993.h"
#include "muscle/thelen2003.h"

namespace loadshare::muscle {

// A muscle as a file describes it, without its path.
struct MuscleParameters {
  std::string name;  // for refusals
  double max_isometric_force_N = 0;
  double optimal_fiber_length_m = 0;
  double tendon_slack_length_m = 0;
  double pennation_at_optimal_rad = 0;
  double max_contraction_velocity_per_s = 10;  // optimal fibre lengths per second
  bool ignore_tendon_compliance = false;       // shapes Millard's curves (see there); nothing else here
  std::variant<Thelen2003Parameters, Millard2012Parameters, DeGrooteFregly2016Parameters,
               Schutte1993Parameters>
      curves;
};

// Made once per muscle, then read by many threads. Copies share the Millard curves.
struct Muscle {
  double max_isometric_force_N = 0;
  double optimal_fiber_length_m = 0;
  double tendon_slack_length_m = 0;
  double max_velocity_mps = 0;
  double fiber_damping = 0;
  double cos_pennation_at_optimal = 1;
  double height_m = 0;  // of the parallelogram
  double max_sin_pennation = 1, min_cos_pennation = 0;
  double min_pennated_length_m = 0;      // where pennation is greatest
  double min_length_along_tendon_m = 0;  // the same, along the tendon
  double min_fiber_length_m = 0;         // at or below it the fibre holds nothing
  std::variant<Thelen2003Curves, std::shared_ptr<const Millard2012Curves>, DeGrooteFregly2016Curves,
               Schutte1993Curves>
      curves;
};

// Forces are along the tendon. Velocities lengthening positive.
struct FiberState {
  bool slack = false;  // the path is too short for the fibre: state at its least length, forces zero
  double fiber_length_m = 0, normalized_fiber_length = 0;
  double cos_pennation = 1;
  double fiber_velocity_mps = 0, normalized_fiber_velocity = 0;
  double active_force_length_multiplier = 0, force_velocity_multiplier = 0, passive_force_multiplier = 0;
  double active_force_per_activation_N = 0;  // at activation 1: Fmax f_L f_V cos(pennation)
  double passive_force_N = 0;                // elastic: Fmax f_P cos(pennation)
  double damping_force_N = 0;                // Fmax damping v cos(pennation); negative while shortening

  // What OpenSim's static optimisation multiplies the activation by (Muscle::
  // calcInextensibleTendonActiveFiberForce at activation 1). It equals active_force_per_activation_N except
  //   Millard 2012           the cosine is that of a fibre as long, in metres, as the normalised length
  //   De Groote-Fregly 2016  without cosine, and without regard to slackness
  //   Schutte 1993           the tendon's force where an elastic tendon balances the fully active, resting
  //                          fibre, passive force included; times f_V at speed times the cosine at the
  //                          optimal length (balanced to rounding here, to 0.01 N in OpenSim)
  // Take it to reproduce OpenSim's results, the other for everything else.
  double static_optimization_force_N = 0;
};

// Refuses forces, lengths and velocities that are not positive (tendon: negative), pennation outside
// [0, 90) degrees, and curves that cannot be (`where` of the refusal is `where`, then the muscle's name).
// Muscles with equal Millard parameters share their curves.
[[nodiscard]] Result<std::vector<Muscle>> make_muscles(std::span<const MuscleParameters> parameters,
                                                       const std::string& where);
[[nodiscard]] Result<Muscle> make_muscle(const MuscleParameters& parameters, const std::string& where);

// Preconditions: the muscle comes from make_muscle(s); the numbers are finite. Allocates nothing.
[[nodiscard]] FiberState compute_fiber_state(const Muscle& muscle, double path_length_m,
                                             double lengthening_speed_mps);

// The muscle's curves at normalised length and velocity, whatever their type.
[[nodiscard]] CurveSample active_force_length(const Muscle& muscle, double length);
[[nodiscard]] CurveSample passive_force_length(const Muscle& muscle, double length);
[[nodiscard]] CurveSample force_velocity(const Muscle& muscle, double velocity);
[[nodiscard]] CurveSample tendon_force_length(const Muscle& muscle, double length);

}  // namespace loadshare::muscle
