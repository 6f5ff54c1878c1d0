#include "accuracy_page.h"

#include <fmt/format.h>

#include "accuracy_tables.h"
#include "measurements.h"

namespace loadshare::oracle {
namespace {

constexpr const char* introduction = R"(# Accuracy: ours against OpenSim's own results

This page is written by the tests (`test_oracle`, in tests/oracle). Every number on it is measured in each run; the run
fails where a bound is broken, or where this page no longer says what was measured.

**What is compared.** OpenSim 4.6 was run on five recordings; its set-up files and results lie in the folder `reference`
beside the recordings. `loadshare run-tool` runs the same set-up files unchanged. Every value of OpenSim's result files is
compared with ours at the same time and under the same column name. What is not compared is listed at the end.

**Bounds.** Path lengths and moment arms: 0.1 mm. Generalised forces: 0.1 N m (or N), or 0.1 % where that is more.
Activations: 0.02 root mean square, and an objective no greater than OpenSim's where OpenSim met its constraints. Inverse
kinematics: a weighted squared marker error no greater than 1.01 times OpenSim's, coordinates within 0.5 degrees root
mean square.

**Two sets of rules.** `run-tool` does as OpenSim does, so that its numbers come out. `run-tool --exact` does what is
right where OpenSim is not. The tables are of the first; what the second changes is said under "Where OpenSim is at fault".

| case | what it is |
| --- | --- |
| squat | five squats, a plate under each foot, 80 muscles (Millard2012) |
| run | treadmill run, 80 muscles (Millard2012), a model document of version 30000 |
| gait2392 | walk, 92 muscles (Thelen2003) with moving and conditional points and no wraps |
| gait_walk | overground walk on two plates, 80 muscles (Millard2012) |
| spine318 | balancing on a beam, 318 muscles (DeGrooteFregly2016), 20 coupled coordinates, no plates |
)";

constexpr const char* forces_and_paths = R"(
## Inverse dynamics

{inverse_dynamics}
## Muscle paths

Lengths, and moment arms about all coordinates of which OpenSim's files were kept.

{paths})";

constexpr const char* sharing = R"(
## Static optimisation

Activations over all muscles and samples. Objectives (the sum of squared activations and controls) are compared where
OpenSim met its own constraints, with a violation below 1e-6; "above" counts samples where ours is more than 1 + 1e-6
times OpenSim's.

{objectives}
Where ours is above, the two programs solve problems that differ a little: in single samples OpenSim's wraps stop before
they settle, so that muscles' strengths (force per activation) differ by up to {strength}. Each excess is below twice
that sample's difference of strength; the test computes it. (For samples that were left out of OpenSim's files
the greatest difference in any sample of the case stands in.)

OpenSim's own problems show it. OpenSim 4.6, built from its sources, was run again on these set-ups, and where ours is
above the problem was written out as its optimiser had it: what a unit of each activation and control makes, what is
required, bounds, and its answer (`tests/oracle/problems`). From these numbers our solver is never above. (The built
program's objectives are the reference's to 4e-8 on squat and run. On spine318 they differ by up to 1.4 % between the two
runs of OpenSim, as its pose depends on where its loose assembly stops, fault 4; at 1.317 s this run of OpenSim did not meet
its constraints, the reference's did.)

{problems}
On spine318 there are no plates: reserves at the root carry the body. Where the objective is below 1000 muscles count in
it; the table is of these {spine_count} activations. Beyond, up to 5e7, the muscles' part is smaller than OpenSim's
tolerance: objectives agree while activations do not ({spine_all} root mean square over all samples that OpenSim solved).
There ours is judged by being solved in every sample and by the objective.

Samples in which OpenSim left its own constraints unmet:

{unmet})";

constexpr const char* reactions_and_markers = R"(
## Joint reactions

Force and moment vectors on the child in the child's frame, every joint. Bounds: 0.1 N and 0.1 N m, or 0.1 %.

{reactions}
From the same muscle forces the reactions are the same. From our own, what is beyond the bound is the difference
of activations above.

## Inverse kinematics

The cost is computed from both programs' coordinates by one function.

{costs}
OpenSim's optimiser stops at its accuracy of 1e-5; our cost is lower. Coordinates that differ by more than 0.5 degrees
are those that the markers hardly fix. Solved to the end, OpenSim's angles are ours: its own program, run again with
`<accuracy>` 1e-9 in place of 1e-5 (`tests/oracle/tight_markers`, every tenth sample), moves to ours. The angles that the
markers fix are then apart by {tight} (root mean square, the worst of them), the others as the table says. The toes of the
squat no marker holds: any angle is as good. The last column is what it costs to hold each at OpenSim's value of accuracy 1e-5 while the rest is fitted anew
(mean over samples):

{loose})";

constexpr const char* faults = R"(
## Where OpenSim is at fault

**1. Inverse dynamics of gait_walk is of a body at rest.** The motion's columns are named by path
(`/jointset/hip_r/hip_flexion_r/value`). OpenSim's InverseDynamicsTool does not find them, and analyses the default pose at
rest under the measured ground forces: ours, given a motion that holds every coordinate at its default, gives OpenSim's
values (table above). On the motion itself ours leaves a moment of {root_ours} at the root, root mean square; OpenSim's result
leaves {root_opensim}.

**2. Joints that turn about several axes by one coordinate.** When it differentiates the turning axes Simbody's
function-based mobilizer takes the k-th coordinate alone to drive the k-th rotation. In a knee whose one angle also drives
two small rotations accelerations come out a little wrong. Momentum tells which is right: the force at the root is the
rate of the whole body's momentum, which follows from the bodies' velocities alone. Largest difference over samples (every
fifth; where a coordinate stands at an end of its range its joint's functions have kinks and there is no rate):

{momentum}
**3. Paths with several wraps.** OpenSim keeps the place in ground where a wrap's touch was when first looked at in a
sample, though the touch moves while the wraps are fitted to each other. Lengths come out short, a muscle gets moment
arms about joints that it does not cross, and speeds count touches as if they moved apart. A length must change by minus
the moment arms' work; this is how far the two are apart from one sample to the next, for ours by the exact rules and for
OpenSim's own lengths, and what the exact rules change:

{path_work}
Muscles with one wrap or none are not among them.

**4. Coupled lumbar joints, loosely assembled.** On spine318 OpenSim's AnalyzeTool meets the couplers by moving
coordinates away from those of the file. Its pose can be found again: three angles of the lowest lumbar joint, the
couplers met, explain the lengths of {fit_count} straight muscles to {fit_after} ({fit_before} at the file's angles).
Lumbar angles are then up to {fit_moved} away from the file's. At that pose all other muscles' lengths and moment arms
agree (table above).

**5. Speeds of coupled coordinates.** OpenSim lets the speeds of coupled coordinates stand as the derivative of the file's
column, not projected onto the couplers. Where a file gives `knee_angle_beta` in other units than the knee angle that
it follows the patella races, and the vasti with it: their activation is found for impossible fibre speeds (a muscle's
fastest is about 10 optimal lengths a second).

{vasti}
**6. Optimisers that stop early.** See the samples of static optimisation that OpenSim left unmet, and the costs of
inverse kinematics, above.
)";

constexpr const char* closing = R"(
## How run-tool treats these

| fault | as OpenSim (the default) | `--exact` |
| --- | --- | --- |
| 1 columns named by path | the motion is analysed | the motion is analysed |
| 2 turning axes | as OpenSim | exact |
| 3 several wraps | as OpenSim, speeds included | fitted until nothing moves any more, each tangent |
| 4 couplers | met exactly, from the file's angles | met exactly, from the file's angles |
| 5 speeds of coupled coordinates | as the file's column gives them | follow their independents |
| 6 stopping early | solved to the end | solved to the end |

## What is not compared

- Times, iteration counts, and headers beyond the column names.
- Fibre states of the muscle analysis: no files of OpenSim's were kept. Static optimisation checks them, as it rests on the
  length, speed and curves of every muscle.
- Samples that were left out when OpenSim's files were made smaller.
- The Kinematics analysis and positions of bodies: no files were kept.
)";

std::string write_sharing() {
  const auto tables = sharing_tables();
  const auto spine = compare_sharing_at_fitted_pose();
  return fmt::format(fmt::runtime(sharing), fmt::arg("objectives", tables.objectives),
                     fmt::arg("unmet", tables.unmet),
                     fmt::arg("strength", percent(tables.strength_difference_max)),
                     fmt::arg("problems", recorded_problem_table()),
                     fmt::arg("spine_count", spine.activations_where_muscles_count.compared),
                     fmt::arg("spine_all", amount(spine.activations_where_met.rms(), "", 1e-5)));
}

std::string write_faults() {
  const auto proof = prove_default_pose();
  const auto pose = fit_spine_pose(mechanics::WrapRules::opensim);
  return fmt::format(
      fmt::runtime(faults), fmt::arg("root_ours", amount(proof.root_moment_rms_ours_Nm, "N m", 1e-3)),
      fmt::arg("root_opensim", amount(proof.root_moment_rms_opensim_Nm, "N m", 1e-3)),
      fmt::arg("momentum", momentum_table()), fmt::arg("path_work", path_work_table()),
      fmt::arg("fit_count", pose.fitted_muscle_count),
      fmt::arg("fit_after", amount(1e3 * pose.length_residual_m, "mm", 1e-4)),
      fmt::arg("fit_before", amount(1e3 * pose.length_residual_before_m, "mm", 1e-4)),
      fmt::arg("fit_moved", amount(pose.angle_moved_rad_max, "rad", 1e-5)), fmt::arg("vasti", vasti_table()));
}

}  // namespace

std::string make_accuracy_page() {
  const auto markers = marker_tables();
  return introduction +
         fmt::format(fmt::runtime(forces_and_paths), fmt::arg("inverse_dynamics", inverse_dynamics_table()),
                     fmt::arg("paths", path_table())) +
         write_sharing() +
         fmt::format(fmt::runtime(reactions_and_markers), fmt::arg("reactions", reaction_table()),
                     fmt::arg("costs", markers.costs), fmt::arg("loose", markers.loose),
                     fmt::arg("tight", amount(markers.tight_deg_max, "deg", 1e-3))) +
         write_faults() + closing;
}

}  // namespace loadshare::oracle
