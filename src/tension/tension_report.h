// TensionReport: who holds the tension at the hips and the lumbar spine, as plain data. It is what the
// report's files and the method read; nothing below it is needed to understand it.
//
// Vectors "by sample" have one entry per entry of `times_s`. An entry that is not defined (a share of
// no tension, a range that was not computed at this sample) is NaN; writers write it as null. A whole
// vector that was not computed is empty.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace loadshare::tension {

enum class Side { right, left, none };
enum class CutRegion { hip, lumbar, knee };

// What the load-sharing solver said of a sample.
enum class SampleStatus {
  solved,
  reserve_needed,  // balanced only with reserves that a person should look at
  infeasible,      // no distribution balances it; the least residual was taken
  not_converged,
};
inline constexpr std::array<SampleStatus, 4> sample_statuses{
    SampleStatus::solved, SampleStatus::reserve_needed, SampleStatus::infeasible,
    SampleStatus::not_converged};

[[nodiscard]] std::string_view name_of(Side side);
[[nodiscard]] std::string_view name_of(CutRegion region);
[[nodiscard]] std::string_view name_of(SampleStatus status);

// One muscle group at one cut. All vectors are by sample.
struct GroupAtCut {
  std::string group;                 // "glutes", "erectors", ..., "unknown"
  std::vector<std::string> members;  // muscles (and ligaments) that cross, in the model's order

  // Sum of the tendon forces, active and passive, of the members, and of what the brace holds.
  std::vector<double> tension_N;
  // Of it, the push p A of the pressure in the belly, at the cuts between diaphragm and pelvic floor, of the
  // group that holds it. Empty elsewhere.
  std::vector<double> brace_tension_N;
  // tension_N over the cut's. Sums to 1 over the groups.
  std::vector<double> share_ratio;
  // The group's moment about the cut's flexion coordinate, positive in flexion; antagonists inside
  // the group cancel here.
  std::vector<double> moment_Nm;
  // Of the moments that act with the net moment of all members of the cut, the part that this group
  // makes. Sums to 1 over the groups. Empty where the cut has no flexion coordinate.
  std::vector<double> moment_share_ratio;
  // The moments of this group that act against the net moment, over the same denominator. The sum
  // over the groups, from 0 to 1, is how much of the agonists' work is undone.
  std::vector<double> antagonist_moment_ratio;
  // Mean stress of the group (tension over summed PCSA) over the sum of such stresses of all groups.
  // PCSA is taken in proportion to the maximal isometric force: one specific tension for all, which
  // cancels. Empty for a group with a member without a maximal force (ligaments); such groups are not
  // in the sum.
  std::vector<double> stress_share_ratio;
  // Least and greatest share_ratio over every force distribution that balances the same sample.
  std::vector<double> share_ratio_min, share_ratio_max;
};

// A joint, and everything that crosses it.
struct CutReport {
  std::string name;   // "hip_r", "hip_l", "T12_L1", "L1_L2" ... "L5_S1", "back" (lumbar spine as one joint)
  std::string label;  // in words: "right hip", "L4/L5", "lumbar spine"
  CutRegion region = CutRegion::hip;
  Side side = Side::none;
  bool is_default = false;            // both hips; of the lumbar cuts one
  std::string joint;                  // the model's name of it
  std::string flexion_coordinate;     // the model's name; empty where it has none
  std::vector<GroupAtCut> groups;     // groups with members only, in the order of the data file
  std::vector<double> tension_N;      // by sample: all members
  std::vector<double> net_moment_Nm;  // by sample: all members, positive in flexion
  // By sample, positive in flexion: what passive joint moments (limits, springs, formulas, bushings) add to
  // the members' moment. They pull along no line: no tension and no share counts them. Empty where the
  // model has none or the cut no flexion coordinate.
  std::vector<double> passive_moment_Nm;
};

// One group over one phase: the time integrals of numerator and denominator, divided.
struct GroupInPhase {
  std::string group;
  double tension_N_mean = 0, tension_N_peak = 0;
  double brace_tension_N_mean =
      0;                  // of it, the pressure in the belly; NaN where it holds nothing of the group
  double impulse_Ns = 0;  // time integral of the tension
  double share_ratio = 0;
  double moment_share_ratio = 0, antagonist_moment_ratio = 0;  // NaN where by sample empty
  double stress_share_ratio = 0;
  // Least and greatest share over the phase, every instant free to balance in its own way. They are
  // computed from the samples with a range alone; `share_ratio_at_ranged` is the share over these
  // samples, which lies within. NaN where no range was asked for.
  double share_ratio_min = 0, share_ratio_max = 0, share_ratio_at_ranged = 0;
};
struct CutInPhase {
  std::string cut;
  double tension_N_mean = 0, tension_N_peak = 0;
  std::vector<GroupInPhase> groups;  // as in the cut
};

// Tension held by long fibres (target T3) within a phase: one group on one side.
struct LongLengthTension {
  std::string group;
  Side side = Side::none;
  double impulse_Ns = 0;                    // of all tension, for comparison
  double impulse_Ns_above_norm_length = 0;  // held at normalised fibre length above 1.1
  double impulse_Ns_above_own_range = 0;    // held above 80 % of the muscle's range; NaN where not given
  double tension_N_peak_above_norm_length = 0;
  double norm_fiber_length_max = 0;
};

struct TimeSpan {
  double start_s = 0, end_s = 0;
};

struct PhaseReport {
  std::string name;
  double start_s = 0, end_s = 0;
  std::vector<TimeSpan> spans_s;  // that it is made of: at least one
  int repetition = 0;             // counted from 1; 0: of no single one
  int sample_count = 0;           // samples that count
  int sample_count_left_out = 0;  // infeasible or not converged: their time does not count
  std::vector<CutInPhase> cuts;   // as in the report
  std::vector<LongLengthTension> long_length;
};

struct StatusCount {
  SampleStatus status = SampleStatus::solved;
  int sample_count = 0;
};

struct TensionReport {
  std::vector<double> times_s;
  std::vector<SampleStatus> status;        // by sample
  std::vector<StatusCount> status_counts;  // every status, also those that did not occur
  std::vector<CutReport> cuts;
  std::vector<PhaseReport> phases;                 // at least one: "whole"
  std::vector<std::string> unknown_muscles;        // assigned to no group by the data file
  std::vector<std::string> muscles_across_no_cut;  // known, but none of the cuts sees them
  int feasible_sample_count = 0;                   // samples with ranges
  int feasible_sample_failed_count = 0;            // samples for which a range was asked and not found
};

}  // namespace loadshare::tension
