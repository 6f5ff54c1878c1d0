// Stance and swing of walking and running, from where the feet are against the pelvis.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "base/result.h"
#include "mechanics/skeleton.h"
#include "model/model.h"
#include "motion/kinematics.h"

namespace loadshare::motion {

enum class GaitSide { right, left };

struct GaitEvent {
  enum class Kind { foot_strike, toe_off };
  Kind kind = Kind::foot_strike;
  GaitSide side = GaitSide::right;
  double time_s = 0;
};

// A stretch in which a foot stands, or swings; open ends are the recording's.
struct GaitPhase {
  GaitSide side = GaitSide::right;
  bool is_stance = true;
  double start_s = 0, end_s = 0;
  bool is_whole = true;
};

// Foot strike where the heel is farthest before the pelvis, toe-off where the toes are farthest behind it
// (Zeni, Richards & Higginson 2008, Gait & Posture 27:710), overground and on a treadmill alike; in order of
// time. In running the toes go on backwards after they have left the ground: there a foot leaves it as the
// leg, from hip to ankle, is longest (the peak of knee extension; Dingwell et al. 2001, Fellin et al. 2010, J
// Sci Med Sport 13:646). It is running where the pelvis is lower in mid stance than on average, walking where
// it is higher (Cavagna et al. 1977). Before is where the pelvis faces, in the level plane. A foot that does
// not swing back and forth by least_m strikes nowhere. Heel, toes, hip and ankle are the origins of the
// bodies calcn, toes, femur and talus; none where the model lacks one of them.
[[nodiscard]] std::optional<std::vector<GaitEvent>> find_gait_events(const model::Model& model,
                                                                     const mechanics::Skeleton& skeleton,
                                                                     const Kinematics& motion,
                                                                     double least_m = 0.2);

// One foot over time [m].
struct FootPath {
  std::vector<double> heel_forward_m, toes_forward_m;  // from the pelvis
  std::vector<double> leg_m;                           // from hip to ankle
};
// The same on the paths of the right and the left foot; pelvis_height_m by sample.
[[nodiscard]] std::vector<GaitEvent> find_gait_events(std::span<const double> times_s,
                                                      const std::array<FootPath, 2>& feet,
                                                      std::span<const double> pelvis_height_m,
                                                      double least_m);

// What lies between the events of each foot, right first. `events` in order of time.
[[nodiscard]] std::vector<GaitPhase> find_gait_phases(std::span<const GaitEvent> events, double start_s,
                                                      double end_s);

}  // namespace loadshare::motion
