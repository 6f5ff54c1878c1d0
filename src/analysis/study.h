// What an analysis computes with: the body, its motion and the measured forces, read and checked.
#pragma once

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "analysis/analyse.h"
#include "analysis/measured_activity.h"
#include "capture/scene.h"
#include "dynamics/contacts.h"
#include "dynamics/external_forces.h"
#include "mechanics/couplings.h"
#include "mechanics/muscle_mechanics.h"
#include "mechanics/skeleton.h"
#include "model/body.h"
#include "model/model.h"
#include "motion/kinematics.h"
#include "sharing/brace.h"
#include "sharing/stability.h"

namespace loadshare::analysis {

// A body whose force is measured at times only: a foot on a plate. At other times contacts press on it.
struct MeasuredAtTimes {
  model::BodyId body;
  std::vector<std::array<double, 2>> spans_s;  // first and last time

  [[nodiscard]] bool is_measured(double time_s) const {
    return std::ranges::any_of(spans_s,
                               [&](const auto& span) { return span[0] <= time_s && time_s <= span[1]; });
  }
};

struct Study {
  model::Model model;
  std::unique_ptr<mechanics::Skeleton> skeleton;
  std::unique_ptr<mechanics::Couplings> couplings;
  std::unique_ptr<mechanics::MuscleMechanics> muscles;
  dynamics::ExternalForces external;
  std::vector<MeasuredAtTimes>
      measured_at_times;  // of bodies in `external`; the others are measured throughout
  motion::Kinematics motion;
  bool is_synthetic = false;
  std::optional<std::string> movement_name;  // of a movement as data
  // Of the built-in body alone: what it has beside its model, and what its surroundings do to it.
  std::optional<model::FullBody> body;  // its model is empty: it stands above
  capture::Scene scene;
  std::optional<dynamics::Contacts> contacts;
  std::optional<sharing::Brace> brace;
  std::optional<sharing::Stability> stability;
  std::optional<MeasuredActivity> measured_activity;
  std::optional<ReportBody> own_body;  // where the built-in body was taken
  std::vector<std::size_t> used_muscles;
  std::vector<bool> is_root;     // by free coordinate: it moves the body in the room
  std::vector<bool> is_muscled;  // by free coordinate: some muscle in use has an arm about it
};

// Whether what is analysed is a posture or movement as data, and no recording.
[[nodiscard]] bool is_movement(const AnalyseInputs& inputs);

// Refused: what the readers refuse, a model without muscles, and a motion without ground forces where
// something may touch the body.
[[nodiscard]] Result<Study> read_study(const AnalyseInputs& inputs, Diagnostics& notes);

}  // namespace loadshare::analysis
