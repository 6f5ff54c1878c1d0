// A movement as data put into a body: every key solved, the way between them at every sample, so that what
// touches a support stays on it.
#pragma once

#include <string>
#include <vector>

#include "base/diagnostics.h"
#include "base/result.h"
#include "exercises/movement.h"
#include "exercises/solve_posture.h"
#include "model/body.h"
#include "motion/kinematics.h"

namespace loadshare::exercises {

struct SolvedMovement {
  std::string name;
  std::vector<SolvedPosture> keys;
  // At the movement's rate, from its first key's time on; a posture alone without a hold is one sample.
  motion::Kinematics kinematics;
  // Coordinates that the body locks and that the movement moves, because it names them.
  std::vector<model::CoordinateId> unlocked;
  // Between the keys: the furthest that anything was off its tolerance, as a part of it, and what that was.
  double between_off_ratio_max = 0;
  std::string between_worst;
  int iterations = 0;  // of all samples
};

// The body with the movement's coordinates unlocked: what its kinematics belong to.
[[nodiscard]] model::FullBody unlock(const model::FullBody& body,
                                     const std::vector<model::CoordinateId>& coordinates);

// Keys are solved in their order, each to deviate least from the one before; the body comes to them from the
// model's default. Between two keys the coordinates follow the minimum-jerk way, moved as little as lets the
// points that both keys put on a support stay on it, and in their place where they do not slide.
// Refused: names that the body does not have, and a posture, at a key or between two, that it cannot reach.
// Noted: coordinates that were unlocked.
[[nodiscard]] Result<SolvedMovement> solve_movement(const Movement& movement, const model::FullBody& body,
                                                    Diagnostics& notes);

}  // namespace loadshare::exercises
