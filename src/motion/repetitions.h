// Repetitions of a cyclic movement: there and back again, on one signal that tells how far the body is away
// from where each repetition begins.
#pragma once

#include <Eigen/Core>
#include <optional>
#include <span>
#include <vector>

#include "model/model.h"
#include "motion/kinematics.h"

namespace loadshare::motion {

// The movement as one number a sample: the first principal component of the angles of hips, legs and spine
// over time (the direction in which they vary most; Pearson 1901), in radians along a unit direction. Arms
// and neck do not count (they often start before the rest), nor does the body's place in the room: a squat is
// the same squat wherever it faces.
struct MainMovement {
  std::vector<double> signal_rad;           // by sample
  std::vector<model::CoordinateId> joints;  // that count
  Eigen::VectorXd direction;                // by entry of `joints`, unit length
  double variance_share = 0;                // of all their variance, 0 to 1
};
// Precondition: at least one sample. A motion in which nothing moves has a signal of zeros.
[[nodiscard]] MainMovement find_main_movement(const Kinematics& motion, const model::Model& model,
                                              std::span<const model::CoordinateId> free_coordinates);

struct Repetition {
  // Leaves the place it starts from, where the signal has gone by edge_ratio of the way to its turn from the
  // mean of what it did before at rest; reaches its turn; is back, where it comes within edge_ratio of the
  // way of where it then rests.
  double start_s = 0, end_s = 0;
  // The stretch about the turn in which the signal stays within hold_ratio of the way; where it is shorter
  // than hold_s_min, both are the instant of the turn itself.
  double turn_start_s = 0, turn_end_s = 0;
  double range = 0;  // of the signal, from start to turn
  // The recording holds all of it: it neither began nor ended on the way.
  bool is_whole = true;

  [[nodiscard]] bool has_hold() const { return turn_end_s > turn_start_s; }
};

struct RepetitionSettings {
  double range_min_rad = 0.2;  // of the signal: a body that moves less stands still
  double turn_ratio = 0.5;     // of the signal's range: a turn that comes back by less is part of the way
  double like_ratio = 0.6;     // of the median repetition's range: what moves less is none
  double edge_ratio = 0.05, hold_ratio = 0.03;
  double hold_s_min = 0.5;
};

// Repetitions in their order; none where the signal moves less than range_min or turns nowhere. The side from
// which they start is the one at which the signal dwells longer, the first sample's where both are alike.
// Half a repetition at either end of the recording is one that is not whole.
// Precondition: one value a time, times strictly increasing.
[[nodiscard]] std::vector<Repetition> find_repetitions(std::span<const double> times_s,
                                                       std::span<const double> signal,
                                                       const RepetitionSettings& settings = {});

}  // namespace loadshare::motion
