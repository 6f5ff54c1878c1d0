// Inverse kinematics: the coordinates whose markers lie closest to the recorded ones.
//
// Per sample: minimise  sum_m w_m |x_m(q) - x_m^recorded|^2 + sum_c w_c (q_c - q_c^desired)^2
// over the free coordinates, those that are clamped within their range; locked coordinates keep
// their value and coupled ones follow exactly. Solved by numerics/bounded_least_squares.h; the Jacobian
// comes from the skeleton's hinge columns. Samples are solved in order, each from the one before.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/diagnostics.h"
#include "base/result.h"
#include "base/time_series.h"
#include "mechanics/couplings.h"
#include "mechanics/skeleton.h"
#include "model/model.h"

namespace loadshare::motion {

struct MarkerTask {
  std::size_t marker = 0;  // index in model.markers
  double weight = 1;
};
// Holds a coordinate near `value_of_time`, in the coordinate's own unit.
struct CoordinateTask {
  model::CoordinateId coordinate;
  double weight = 1;
  std::function<double(double time_s)> value_of_time;
};

struct InverseKinematicsProblem {
  const model::Model* model = nullptr;
  const mechanics::Skeleton* skeleton = nullptr;
  const mechanics::Couplings* couplings = nullptr;
  std::vector<MarkerTask> markers;  // weights above zero
  std::vector<CoordinateTask> coordinates;
};

struct InverseKinematicsSettings {
  int iterations_max = 200;
  // Solved where a step changes no coordinate by more than this (rad, m) ...
  double step_tolerance = 1e-7;
  // ... or takes no more than this part off the cost: coordinates that the markers hardly determine
  // could wander on without end.
  double cost_tolerance = 1e-10;
};

// One sample's outcome.
struct InverseKinematicsSummary {
  bool solved = false;
  int iterations = 0;
  double cost = 0;                         // the weighted sum above [m^2]
  double marker_error_squared_sum_m2 = 0;  // unweighted, over the markers that were seen
  double marker_error_rms_m = 0;
  double marker_error_max_m = 0;
  std::size_t worst_marker = 0;  // index among the tasks
  std::size_t marker_count = 0;  // seen in this sample
};

struct InverseKinematicsResult {
  SampleMatrix q;  // samples x coordinates (rad, m)
  std::vector<InverseKinematicsSummary> summaries;
};

// recorded_m: samples x 3*markers, the tasks' markers in their order, in ground; a marker that was
// not seen is NaN. Refused: fewer seen markers than would fix the first sample.
[[nodiscard]] Result<InverseKinematicsResult> solve_inverse_kinematics(
    const InverseKinematicsProblem& problem, std::span<const double> times_s, const SampleMatrix& recorded_m,
    const InverseKinematicsSettings& settings, const std::function<void(std::size_t done)>& progress = {});

}  // namespace loadshare::motion
