#include <fmt/format.h>

#include "lift.h"
#include "written_page.h"

namespace loadshare::recordings {
namespace {

using testing::table_head, testing::table_row;

constexpr const char* page = R"(# A recorded lift with EMG of the trunk

This page is written by the tests (`test_recordings`, in tests/recordings). Every number on it is measured in each run; the
run fails where a bound is broken, or where this page no longer says what was measured. The recording lies beside the repository.

A man lifts a box of 16 kg from the floor with a round back, twice. Joint angles, the moment at L5/S1 by the laboratory's own inverse dynamics,
and EMG of the back and the abdomen were recorded while he did. Nothing of this program was fitted to them.

**One clock.** Moments and EMG rise together; the joint angles come {delay:.2f} s later, through a filter that runs along. The delay is found where
the moment that follows from the angles fits the recorded one best; moments, box and EMG are moved by it.

## The extending moment at L5/S1

All that muscles, discs and ligaments give together. The model that came with the recording has no legs and carries a man's whole mass in
pelvis, trunk and arms: above L5/S1 it is a third heavier than people are. So the built-in body is shown with the man's mass, and with as much
mass above L5/S1 as that model has. Recorded: at most {peak:.0f} N m, range {range:.0f} N m.

{moments}
## Activation and EMG

EMG: envelopes, in parts of the greatest voluntary activity that the recording's set-up names; {samples}. Activation: mean of the muscles that lie
under the electrodes, weighted with their strength. Levels are not compared: EMG is no force, and skin, depth and electrodes scale it.

{activations}
All six electrodes of the back against the mean activation under them: r = {erectors:.2f}.

**The abdomen, plainly.** His rectus abdominis works at up to {front:.0f} % of its greatest activity in the lift. Here it is silent: {silent} What least effort and the pressure in
the belly ask for is done by obliques and transversus, over which there was no electrode. People brace by habit; the mechanics of this lift does not
ask for it (docs/brace-and-stability.md).

## With the EMG held

`--emg` (docs/emg.md) draws activations to the measured ones; the movement stays balanced. All eight electrodes held, near = {near:g}:

{held}
At L4/L5 the greatest compression becomes {held_N:.0f} N instead of {free_N:.0f}.
)";

std::string moments_table(const Lift& lift) {
  auto table = table_head({"model", "mass, kg", "above L5/S1, kg", "greatest, N m", "to the recorded",
                           "difference, rms, N m", "of the range", "r"});
  for (const auto& moment : lift.moments)
    table += table_row({moment.what, fmt::format("{:.1f}", moment.mass_kg),
                        fmt::format("{:.1f}", moment.mass_above_kg), fmt::format("{:.0f}", moment.peak_Nm),
                        fmt::format("{:+.0f} %", 100 * (moment.peak_Nm / lift.recorded_peak_Nm - 1)),
                        fmt::format("{:.1f}", moment.rms_Nm),
                        fmt::format("{:.1f} %", 100 * moment.rms_Nm / lift.recorded_range_Nm),
                        fmt::format("{:.3f}", moment.correlation)});
  return table;
}

std::string activations_table(const Lift& lift) {
  auto table =
      table_head({"muscle", "side", "EMG, greatest", "activation, greatest", "activation, mean", "r"});
  for (const auto& row : lift.activations)
    table += table_row({row.muscles, row.emg.ends_with("_r") ? "right" : "left",
                        fmt::format("{:.2f}", row.emg_peak), fmt::format("{:.2f}", row.activation_peak),
                        fmt::format("{:.2f}", row.activation_mean),
                        row.activation_peak < 0.01 ? "silent" : fmt::format("{:.2f}", row.correlation)});
  return table;
}

std::string held_table(const LiftHeld& held) {
  auto table = table_head({"channel", "EMG, greatest", "activation, greatest", "EMG, mean",
                           "activation, mean", "deviation, rms", "r"});
  for (const auto& channel : held.activity.channels)
    table +=
        table_row({channel.column, fmt::format("{:.2f}", channel.measured_peak),
                   fmt::format("{:.2f}", channel.computed_peak), fmt::format("{:.2f}", channel.measured_mean),
                   fmt::format("{:.2f}", channel.computed_mean), fmt::format("{:.3f}", channel.deviation_rms),
                   fmt::format("{:.2f}", channel.correlation)});
  return table;
}

double front_emg_peak(const Lift& lift) {
  double peak = 0;
  for (const auto& row : lift.activations)
    if (row.emg.starts_with("rectabd")) peak = std::max(peak, row.emg_peak);
  return peak;
}

double front_activation_peak(const Lift& lift) {
  double peak = 0;
  for (const auto& row : lift.activations)
    if (row.emg.starts_with("rectabd")) peak = std::max(peak, row.activation_peak);
  return peak;
}

}  // namespace

std::string make_lift_page() {
  const auto& plain = lift(LiftBrace::as_needed);
  const auto silent =
      fmt::format("at most {:.1f} % with pressure as needed, {:.1f} % with the usual brace.",
                  100 * front_activation_peak(plain), 100 * front_activation_peak(lift(LiftBrace::usual)));
  return fmt::format(
      fmt::runtime(page), fmt::arg("delay", lift_delay_s()), fmt::arg("peak", plain.recorded_peak_Nm),
      fmt::arg("range", plain.recorded_range_Nm), fmt::arg("moments", moments_table(plain)),
      fmt::arg("samples", fmt::format("{} samples", plain.sample_count)),
      fmt::arg("activations", activations_table(plain)), fmt::arg("erectors", plain.erectors_correlation),
      fmt::arg("front", 100 * front_emg_peak(plain)), fmt::arg("silent", silent),
      fmt::arg("near", lift_held().activity.near), fmt::arg("held", held_table(lift_held())),
      fmt::arg("held_N", lift_held().held_compression_N), fmt::arg("free_N", lift_held().compression_N));
}

}  // namespace loadshare::recordings
