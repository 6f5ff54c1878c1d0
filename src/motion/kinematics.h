// Kinematics: coordinates, speeds and accelerations over time, from a motion file as OpenSim's tools
// prepare it (padded, filtered, splined; numerics/filter.h).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/diagnostics.h"
#include "base/result.h"
#include "base/time_series.h"
#include "mechanics/couplings.h"
#include "model/model.h"

namespace loadshare::motion {

// One row a sample, one column a coordinate, in the model's order [rad, m, per s, per s^2].
struct Kinematics {
  std::vector<double> times_s;
  SampleMatrix q, qdot, qddot;
  // Whether samples stand before index 0 of the file's own: OpenSim counts its steps over the padding.
  std::size_t first_step = 0;

  [[nodiscard]] std::size_t sample_count() const { return times_s.size(); }
};

// How coordinates become speeds and accelerations, and which of them the model overrules.
enum class Preparation {
  // InverseDynamicsTool: derivatives of one quintic spline; coordinates as in the file.
  inverse_dynamics_tool,
  // AnalyzeTool with static optimisation: accelerations are the derivative of a quintic spline
  // through the speeds at the samples. Locked coordinates stay at their default, clamped ones within
  // their range, coupled ones follow their independents. Speeds of coupled coordinates stay those of
  // the file, as OpenSim does not project them.
  analyze_tool,
  // As analyze_tool, but speeds of coupled coordinates follow their independents, too.
  consistent,
};

// What a coordinate that the file lacks and no coupler gives is held at. OpenSim's AnalyzeTool takes zero,
// its InverseDynamicsTool the default.
enum class Lacking { model_default, zero };

// `motion`: columns named as the coordinates, by their path ("/jointset/hip_r/hip_flexion_r/value"), or
// neither; angles in degrees where `in_degrees`. What the file lacks is filled from the couplers, or,
// where no coupler says, held as `lacking` says; each such coordinate is noted, as are coordinates of
// the file that the model does not know and those that were moved into their range.
// cutoff_hz: none or negative: not filtered (and not padded).
[[nodiscard]] Result<Kinematics> prepare_kinematics(const TimeSeries& motion, bool in_degrees,
                                                    const model::Model& model,
                                                    const mechanics::Couplings& couplings,
                                                    std::optional<double> cutoff_hz, Preparation preparation,
                                                    Lacking lacking, const std::string& where,
                                                    Diagnostics& notes);

// The samples from start to end as the tools choose them: from the last at or before `start_s` to
// the last at or before `end_s`. Refused where none lies between.
[[nodiscard]] Result<Kinematics> select_times(const Kinematics& kinematics, double start_s, double end_s,
                                              const std::string& where);

// The column of a motion file that holds a coordinate's value; none where it is lacking.
[[nodiscard]] std::optional<std::size_t> find_coordinate_column(const TimeSeries& motion,
                                                                const model::Model& model,
                                                                model::CoordinateId coordinate);

}  // namespace loadshare::motion
