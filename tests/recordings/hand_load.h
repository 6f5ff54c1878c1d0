// The lift: a load in the hands that no file gives, and a person whose model has no legs.
#pragma once

#include <filesystem>
#include <string>

#include "base/time_series.h"
#include "model/model.h"
#include "own_size.h"

namespace loadshare::recordings {

// Times from zero, where they are a clock's.
void start_at_zero(TimeSeries& series);

// Where legs were not recorded: hips so that the legs hang straight down in the room, whatever the pelvis
// does. The motion's sample by sample [deg]; returns what was done, in words.
std::string hang_legs(TimeSeries& motion);

// Trunk (C7 to the middle of the rear spines), upper arms and forearms of the scaled model; the height in the
// ratio of the pelvis' greatest height in the motion to the reference's over its heels.
[[nodiscard]] Sizes sizes_by_arms_and_pelvis(const model::Model& model, const TimeSeries& motion);

// The box's weight as the recording's own inverse dynamics has it: what the root's vertical force is above
// its least value. Half hangs in each hand (bodies hand_r, hand_l), straight down, at the markers of the
// model. The motion comes `delay_s` later than the forces, whose first value holds until then.
struct HandLoad {
  std::filesystem::path file;  // ExternalLoads
  std::string words;
};
[[nodiscard]] HandLoad write_hand_load(const std::filesystem::path& inverse_dynamics, double delay_s,
                                       const model::Model& model, const std::string& right_marker,
                                       const std::string& left_marker, const std::filesystem::path& folder);

// Of the recording's own inverse dynamics, the greatest extension moment at L5/S1 [N m].
[[nodiscard]] double recorded_L5_S1_Nm_max();

}  // namespace loadshare::recordings
