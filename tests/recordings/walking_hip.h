// What the hips carry in the recorded walk, and what each assumption does to it.
#pragma once

#include <string>
#include <vector>

namespace loadshare::recordings {

// Greatest contact force at the left hip over body weight, in the first and the second half of its stance,
// which was recorded from heel strike to toe off.
struct HipStep {
  std::string what;
  double early = 0, late = 0;
  double late_flexion_Nm_per_kg = 0;  // greatest flexing moment of muscles and reserves
  std::size_t unsolved_count = 0;     // infeasible, or the solver did not settle
};
// Analysed once a run. The first is the model that came with the recording, the second the built-in body with
// plates; the others change one thing of the second.
[[nodiscard]] const std::vector<HipStep>& walking_hip();

// docs/walking-hip.md.
[[nodiscard]] std::string make_walking_hip_page();

}  // namespace loadshare::recordings
