// Settling a recorded motion on what it touches. A skeleton that is not quite the person's own, or keypoints,
// let hands, knees, feet and back hang above the floor or sink into it by centimetres; then nothing carries
// the body, or not where it must. The least smooth change of all coordinates is sought with which
// - nothing lies below a support,
// - the points that the motion needs to be carried by lie on their supports, and slide little,
// - what nothing carries is small.
// Which points carry is part of what is sought (exercises/carriers.h): a person who is not in the air is
// carried, and by what is near to a support and slow. Who is in the air needs nothing, and is not brought
// down.
#pragma once

#include <string>
#include <vector>

#include "base/diagnostics.h"
#include "base/result.h"
#include "exercises/carriers.h"
#include "exercises/settle_problem.h"
#include "motion/kinematics.h"

namespace loadshare::exercises {

// How a motion and its supports fit together, over all samples.
struct SupportFit {
  double depth_m_max = 0;  // of any contact point below a support that it may touch
  std::string deepest_point;
  // With contacts as strong as those of load sharing: how far above their supports the points are that carry,
  // each by its share of the load; and what no contact force can give of the force (as a part of the body's
  // weight) and the moment on the root: what 95 in 100 samples stay below.
  double gap_m_mean = 0;
  double left_force_ratio_p95 = 0, left_moment_Nm_p95 = 0;
};

struct CoordinateChange {
  model::CoordinateId coordinate;
  double change = 0, time_s = 0;  // where it is greatest [rad or m]
};

struct Settled {
  motion::Kinematics motion;
  std::vector<CoordinateChange> changes;  // free coordinates, in the model's order
  SupportFit before, after;
  int steps = 0;
};

// Refused: a scene without supports, a motion of fewer than two samples, what Carriers::make refuses.
[[nodiscard]] Result<Settled> settle_on_supports(const motion::Kinematics& motion, const SupportedBody& body,
                                                 const SettleSettings& settings, Diagnostics& notes);

// "hip_adduction_r by up to 12 degrees, ..., the whole body by up to 80 mm" of the greatest changes.
[[nodiscard]] std::string text_of_changes(const Settled& settled, const model::Model& model);

}  // namespace loadshare::exercises
