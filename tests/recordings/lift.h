// The recorded lift with EMG of the trunk: the moment at L5/S1 against the recording's own inverse dynamics,
// and activations against the EMG.
#pragma once

#include <string>
#include <vector>

#include "analysis/analysis_report.h"

namespace loadshare::recordings {

// One way to the extending moment at L5/S1, all that muscles and passive tissue give.
struct LiftMoment {
  std::string what;
  double mass_kg = 0, mass_above_kg = 0;  // of the body, and of what lies above L5/S1
  double peak_Nm = 0, rms_Nm = 0;         // greatest; difference to the recorded one
  double correlation = 0;
};

// A pair of muscles (right or left) with an EMG.
struct LiftActivation {
  std::string emg, muscles;  // column; muscles of the body that lie under the electrodes
  double emg_peak = 0;       // of the recording's own greatest voluntary activity
  double activation_mean = 0, activation_peak = 0;  // weighted with strength
  double correlation = 0;
};

struct Lift {
  std::size_t sample_count = 0;
  double recorded_peak_Nm = 0, recorded_range_Nm = 0;
  std::vector<LiftMoment>
      moments;  // their model by this program; own body; own body with the masses of their model
  std::vector<LiftActivation> activations;
  double erectors_correlation = 0;  // mean of the six EMGs against mean activation of the same muscles
};

// The motion of the recording comes later than its moments and EMG, which are of one clock: it went through a
// filter that runs along. How much later [s]: where the moment that follows from the motion fits the recorded
// one best.
[[nodiscard]] double lift_delay_s();

// All eight electrodes held (docs/emg.md): what activations become, and what the spine then carries.
struct LiftHeld {
  analysis::ReportMeasuredActivity activity;
  double compression_N = 0, held_compression_N = 0;  // at L4/L5, greatest: by least effort alone, and held
  double moment_gap_Nm = 0;  // of the two, greatest at L5/S1: the balance stays the motion's
  std::size_t unsolved_count = 0;
};
[[nodiscard]] const LiftHeld& lift_held();

enum class LiftBrace { as_needed, usual };
// Analysed once a run.
[[nodiscard]] const Lift& lift(LiftBrace brace);

// docs/lift.md.
[[nodiscard]] std::string make_lift_page();

}  // namespace loadshare::recordings
