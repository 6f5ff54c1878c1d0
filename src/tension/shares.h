// Shares of tension, moment and stress by sample: who holds a cut. Closed forms; nothing is solved here.
#pragma once

#include <vector>

#include "base/time_series.h"
#include "model/model.h"
#include "tension/cuts.h"

namespace loadshare::tension {

// What was computed for a trial. Columns are the model's muscles, or its ligaments, in order.
struct TensionInput {
  std::vector<double> times_s;       // strictly increasing
  std::vector<SampleStatus> status;  // by sample; empty: all solved
  SampleMatrix tension_N;            // samples x muscles: tendon force, active and passive
  SampleMatrix ligament_tension_N;   // samples x ligaments; empty: none
  // By sample: p A, the push of the pressure in the belly on diaphragm and pelvic floor; empty: no brace. It
  // is the tension of the cuts' brace_member.
  std::vector<double> brace_tension_N;
  // By cut: samples x (muscles, then ligaments, then the brace where there is one: dl/dq, as it pushes):
  // moment arm -dL/dq about the cut's flexion coordinate alone, other coordinates held, in the coordinate's
  // own sense. Empty where the cut has none.
  std::vector<SampleMatrix> moment_arm_m;
  // Samples x cuts: the moment about the cut's flexion coordinate alone, in its own sense, of the model's
  // passive forces that are no path (mechanics::add_passive_forces); empty: none.
  SampleMatrix passive_moment_Nm;
  SampleMatrix norm_fiber_length;  // samples x muscles: over the optimal length; may be empty
  // Least and greatest normalised fibre length over the joints' ranges of motion, by muscle; may be empty.
  std::vector<double> norm_fiber_length_range_min, norm_fiber_length_range_max;
};

// One cut over all samples; columns are the cut's groups. The columns of the last four sum over members,
// so that time integrals can be taken before ratios.
struct CutSeries {
  SampleMatrix tension_N;
  SampleMatrix moment_Nm;      // positive in flexion; no columns where the cut has no flexion coordinate
  SampleMatrix agonist_Nm;     // moments that act with the net moment, their absolute values
  SampleMatrix antagonist_Nm;  // moments against it
  SampleMatrix stress_ratio;   // muscles' tension over summed maximal isometric force; 0 where there is none
  SampleMatrix brace_tension_N;  // of tension_N, what the pressure in the belly makes; no columns without it
  std::vector<bool> has_stress;  // by group
  std::vector<double> passive_moment_Nm;  // positive in flexion; may be empty
};

// The agonists of a sample are the members whose moment has the sign of the net moment of all members
// (flexion where that is zero): each member counts for itself, so that a group can be on both sides.
// Preconditions: shapes agree (a bug otherwise).
[[nodiscard]] CutSeries compute_cut_series(const model::Model& model, const Cut& cut,
                                           const TensionInput& input, std::size_t cut_index);

// The report of one cut, all but ranges. Shares of nothing are NaN.
[[nodiscard]] CutReport report_cut(const model::Model& model, const Cut& cut, const CutSeries& series);

// part / whole, NaN where the whole is not positive.
[[nodiscard]] double ratio_of(double part, double whole);

// Checks the shapes of the input against model and cuts. A breach is a bug.
void require_shapes(const model::Model& model, const std::vector<Cut>& cuts, const TensionInput& input);

}  // namespace loadshare::tension
