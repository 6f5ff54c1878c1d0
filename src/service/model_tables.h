// A model's page of tables: how strong it is by joint angle, and how long its muscles are.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "model/model.h"

namespace loadshare::service {

// Fibres on a rigid tendon: optimal length, and what of it they are at the default pose and at the extremes
// while each coordinate alone goes over its range.
struct MuscleLengths {
  std::string name;
  double max_isometric_force_N = 0;
  double optimal_fiber_length_m = 0, tendon_slack_length_m = 0, pennation_rad = 0;
  double fiber_ratio_default = 0, fiber_ratio_min = 0, fiber_ratio_max = 0;
};

// What the muscles can do about a free coordinate that is held still, the others at their default: all of
// them that drive it up, all that drive it down, at full activation, and the fibres at rest [N m; N where it
// shifts].
struct StrengthPlace {
  double q = 0;  // rad or m
  double up = 0, down = 0, passive = 0;
};
struct CoordinateStrength {
  std::string coordinate;
  model::MotionType motion = model::MotionType::rotational;
  std::vector<StrengthPlace> places;  // over its range, in steps of 10 degrees at most
};

struct ModelTables {
  std::vector<MuscleLengths> muscles;         // in the model's order
  std::vector<CoordinateStrength> strengths;  // of coordinates that muscles drive
};

// Refused: models that cannot be posed, and muscles that no curve can be made of.
[[nodiscard]] Result<ModelTables> make_model_tables(const model::Model& model);

}  // namespace loadshare::service
