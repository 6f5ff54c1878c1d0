// A body looked at over its whole range of motion: curves, and everything that is wrong with them.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "analysis/strength_curve.h"
#include "base/result.h"
#include "model/bone.h"
#include "model/model.h"

namespace loadshare::analysis {

struct SurveyOptions {
  // Greatest distance between neighbouring places of a sweep, and of a grid over several coordinates.
  // Coordinates that shift go in a twentieth of their range.
  double step_rad = 0.08726646259971647;       // 5 degrees
  double grid_step_rad = 0.17453292519943295;  // 10 degrees
  // Coordinates by name, swept together on a grid; pairs that the model does not have are passed over.
  std::vector<std::array<std::string, 2>> pairs;
  std::vector<std::array<std::string, 3>> triples;  // the same for three
  // So many postures are drawn by chance over all ranges, always the same; from each every coordinate goes
  // over its range, to find steps that take more than two coordinates.
  std::size_t chance_posture_count = 0;
  // Left coordinates (..._l) stand still, for a body whose sides are known to mirror.
  bool right_only = false;

  double arm_jump_m = 0.001;
  double length_jump_m = 0.0005;
  // What changes within this is a jump; what changes by steep_m beyond its trend within a degree is steep.
  double jump_width_rad = 1.7453292519943295e-4;  // 0.01 degrees
  double steep_m = 0.005;
  // A moment arm that goes from beyond this on one side to beyond it on the other changes its sign.
  double sign_m = 0.002;

  std::vector<model::Bone> bones;
  double bone_depth_m = 0.003;  // no less deep is reported
  double bone_margin_m = 0.02;  // this far along the path from its ends nothing is: they lie on bone
};

// hip flexion with hip adduction, hip rotation and the knee, both sides; knee and ankle; lumbar extension
// with bending, rotation and hip flexion: as Rajagopal's and Christophy's models name them.
[[nodiscard]] std::vector<std::array<std::string, 2>> usual_pairs();
// The three angles of each hip, and of the lumbar spine.
[[nodiscard]] std::vector<std::array<std::string, 3>> usual_triples();

// One coordinate over its range, the others at their default; what all muscles can do about it, place by
// place.
struct Sweep {
  model::CoordinateId coordinate;
  std::vector<double> q;
  std::vector<StrengthPoint> strength;
};
// Of a muscle that spans the sweep's coordinate: one entry a place of the sweep.
struct MuscleCurve {
  model::MuscleId muscle;
  std::size_t sweep = 0;
  std::vector<double> arm_m, path_length_m, fiber_length_ratio;  // of the optimum; tendon rigid
};
// Least and greatest over everything looked at.
struct FiberExtent {
  double at_default = 0, min = 0, max = 0;
  Posture at_min, at_max;
};

enum class StepKind {
  arm_jump,     // the moment arm is not continuous
  length_jump,  // the path's length is not
  steep_arm,    // continuous, but as good as a jump
};
struct PathStep {
  StepKind kind = StepKind::arm_jump;
  model::MuscleId muscle;
  model::CoordinateId coordinate;  // that was moved
  double at = 0;                   // its value at the step
  Posture others;     // beside it, as far as the muscle spans them: on grids and from chance postures
  double size_m = 0;  // signed, in the direction of rising coordinate
};
// In a sweep: the moment arm goes from `before_m` (its extreme on that side) to `after_m`.
struct SignChange {
  model::MuscleId muscle;
  model::CoordinateId coordinate;
  double at = 0;
  double before_m = 0, after_m = 0;
};
struct BonePassage {
  model::MuscleId muscle;
  std::size_t bone = 0;  // into the options' bones
  double depth_m = 0;    // the worst
  Posture at;
  std::size_t pose_count = 0;  // poses in which it is deeper than the tolerance
};

struct Survey {
  std::vector<Sweep> sweeps;
  std::vector<MuscleCurve> curves;  // by sweep, then muscle
  std::vector<FiberExtent> fibers;  // by muscle
  std::vector<PathStep> steps;      // by muscle, coordinate
  std::vector<SignChange> sign_changes;
  std::vector<BonePassage> bone_passages;  // deepest first
  std::size_t pose_count = 0;              // of sweeps and grids
  std::size_t chance_row_count = 0;        // coordinates moved from chance postures

  [[nodiscard]] const MuscleCurve* find_curve(model::MuscleId muscle, model::CoordinateId coordinate) const;
};

// Free coordinates with a joint's range, one at a time over all of it, and the pairs on grids. Refused: what
// the engine cannot pose or measure.
[[nodiscard]] Result<Survey> survey_model(const model::Model& model, const SurveyOptions& options);

}  // namespace loadshare::analysis
