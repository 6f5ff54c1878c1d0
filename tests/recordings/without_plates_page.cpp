#include <fmt/format.h>

#include "recording.h"
#include "without_plates.h"
#include "written_page.h"

namespace loadshare::recordings {
namespace {

using testing::table_head, testing::table_row;

constexpr const char* page = R"(# Ground forces without plates

This page is written by the tests (`test_recordings`, in tests/recordings). Every number on it is measured in each run; the
run fails where a bound is broken, or where this page no longer says what was measured. The recordings lie beside the repository.

Two recordings were made over force plates. Here each is analysed twice on the built-in body: with what the plates measured, and with a
floor alone, whose height is found from the feet (`--scene`, docs/scene.md) and whose contacts are solved with the muscles. Filter, pressure in
the belly and all other settings are those of `loadshare analyze`; nothing is tuned to these recordings.

## Forces under the feet

Root mean square of the difference, per cent of body weight.

{forces}
## Joint moments

Root mean square of the difference, in per cent of the range that the moment has with plates. **Balanced**: against the plates' forces after
what they contradict motion and masses by has been given to the feet (see below), in per cent of the smaller of the two ranges, as single
instants widen the balanced one. 15 % was aimed at; {beyond}. Moments of the lumbar joints come from what hangs above them, which touches nothing
here: they do not depend on the feet.

{moments}
## What the plates leave over

Plates, motion and masses contradict each other: what is left over at the pelvis with the plates' forces is a force and a moment that
nobody exerted. Without plates nothing is left, so the two cannot agree by more than that. "Balanced" takes the plates' forces and adds to each
foot its part of the rest, in the proportion of the vertical forces: the least that makes them agree with the motion.

{left}
A moment left over of 30 N m is half the weight moved by 10 cm: shifts of markers on skin, the lean of the trunk, and where the body's masses
lie. With the model that came with the recording as much is left over (docs/recordings.md).

## What is not shown

Which leg pushes sideways against the other cannot be known from a motion: of all ways the least effort is taken, so the sideways forces
while both feet stand, and with them abduction and rotation of the hips in a squat, are a guess. In a walk the two steps of
double support are the least certain.
)";

std::string forces_table() {
  auto table = table_head({"recording", "foot", "upwards", "forwards", "sideways"});
  for (const char* name : {"squat", "gait_walk"})
    for (const auto& gap : without_plates(name).forces)
      table += table_row({name, gap.side, fmt::format("{:.1f} %", gap.up),
                          fmt::format("{:.1f} %", gap.forward), fmt::format("{:.1f} %", gap.sideways)});
  return table;
}

std::string moments_table() {
  auto table = table_head({"recording", "moment", "range, N m", "difference, N m", "of the range",
                           "balanced: range, N m", "balanced: difference, N m", "balanced: of the range"});
  for (const char* name : {"squat", "gait_walk"})
    for (const auto& gap : without_plates(name).moments)
      table += table_row(
          {name, gap.coordinate, fmt::format("{:.0f}", gap.range_Nm), fmt::format("{:.1f}", gap.rms_Nm),
           fmt::format("{:.0f} %", 100 * gap.ratio()), fmt::format("{:.0f}", gap.balanced_range_Nm),
           fmt::format("{:.1f}", gap.balanced_rms_Nm), fmt::format("{:.0f} %", 100 * gap.balanced_ratio())});
  return table;
}

std::string left_table() {
  auto table = table_head({"recording", "floor found at, mm", "plates leave, N", "N m", "balanced leave, N",
                           "N m", "without plates, N", "N m", "samples", "not solved"});
  for (const char* name : {"squat", "gait_walk"}) {
    const auto& found = without_plates(name);
    table += table_row(
        {name, fmt::format("{:.0f}", 1000 * found.floor_m), fmt::format("{:.0f}", found.plates_left_N),
         fmt::format("{:.0f}", found.plates_left_Nm), fmt::format("{:.1f}", found.balanced_left_N),
         fmt::format("{:.1f}", found.balanced_left_Nm), fmt::format("{:.1f}", found.left_N),
         fmt::format("{:.1f}", found.left_Nm), std::to_string(found.sample_count),
         std::to_string(found.unsolved_count)});
  }
  return table;
}

// How many of the moments that the feet change lie beyond what was aimed at.
std::string beyond_words() {
  int with_plates = 0, balanced = 0, count = 0;
  for (const char* name : {"squat", "gait_walk"})
    for (const auto& gap : without_plates(name).moments) {
      if (gap.coordinate.starts_with("L")) continue;
      ++count;
      with_plates += gap.ratio() > 0.15;
      balanced += gap.balanced_ratio() > 0.15;
    }
  return fmt::format(
      "against the plates as they are {} of {} moments lie beyond it, against the balanced forces {}",
      with_plates, count, balanced);
}

}  // namespace

std::string make_without_plates_page() {
  return fmt::format(fmt::runtime(page), fmt::arg("forces", forces_table()),
                     fmt::arg("moments", moments_table()), fmt::arg("left", left_table()),
                     fmt::arg("beyond", beyond_words()));
}

}  // namespace loadshare::recordings
