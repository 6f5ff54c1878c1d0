#include "recordings_page.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

#include "hand_load.h"
#include "outcome.h"
#include "written_page.h"

namespace loadshare::recordings {
namespace {

using testing::table_head, testing::table_row;

constexpr double least_lack_Nm = 1;

constexpr const char* page = R"(# Recordings on the built-in body

This page is written by the tests (`test_recordings`, in tests/recordings). Every number on it is measured in each run; the
run fails where a sample is not solved, where a bound is broken, or where this page no longer says what was measured.
The recordings are of other people and lie beside the repository, not in it.

**What is shown.** Load sharing on the built-in body settles in every sample of every recording that can be put on it, by the
rules of `loadshare analyze`: squared activations, passive force and the pressure in the belly included, filter at 6 Hz. Every
coordinate has a reserve without limit, of which 1 N m costs as much as a hundred fully active muscles: a sample can therefore always be
balanced, and what tells whether the body holds a movement is how little of the reserves it needs.

**By muscles alone**: at no coordinate a reserve of more than 1 N m and more than 5 % of what was needed. **Not solved**: infeasible, or the
solver did not settle. **Left over**: the solver's greatest residual over the terms of its row. **Their model**: by the same rules on the
model that came with the recording, where plates were.

{summary}
Speed is measured elsewhere: `scripts/bench`, column `body`.

## What muscles lacked

Greatest reserve of each coordinate that muscles move, where it is above {least:g} N m; all others stayed below. Positive drives the
coordinate up (flexion, adduction, inward rotation, dorsiflexion; lumbar extension, bending right, turning left). "Needed": the most that
muscles and reserve had to give at any time. "Their model": the greatest reserve on it.

{lacks}
{in_words}

## What is left at the pelvis

Where plates measured the ground, what remains at the pelvis is what motion, masses and plates contradict each other by: length
of the force and moment vector there, root mean square and greatest.

{root}
Without plates the pelvis carries the whole weight, which ground, beam or box would: legs hang from it and the trunk stands out of it. That
the solver settles is shown there too; what the muscles do is no statement about these movements, least of all on the floor, where
hands and knees would carry, and where a figure moves that has nobody's masses. [floor.md](floor.md) has them on a floor.

## How each was put on

The person is a man wherever nothing says otherwise. "Legs of the scaled model": distances between hip, knee and ankle centres with all
coordinates at zero; they set thigh and shank, and the height is the reference person's in the ratio of the legs. Names, signs and
units are checked by directions: the greatest angle between a segment in the skeleton that the motion was taken on and in
the body. Feet differ where the recording turns the subtalar joint and the toes, which the body holds still.

{gaps}
{how}
## What is not shown

Another skeleton's angles, put on this one, are not what this skeleton would have been fitted with. The pelvis starts where the
recording's pelvis was, and lengths differ below it, so feet and plates are apart by what the table says of the ankles: with a body's weight on
one foot every centimetre is some 7 N m at ankle, knee and hip. Widths of the pelvis, trunk and feet are by stature alone, and the
spine bends by the body's own rhythm, not by the recorded levels. So the moments here are near the recorded ones, and not equal to them.

Solved says that a distribution was found and balances, not that it is the person's own: nothing here is held against their EMG.
Reserves are what these muscles, with the strength of average people, cannot give at that instant. In the run that is calf and hip abductors:
tendons that do not stretch make fibres shorten faster than they do in people, the runner may be stronger, and motion and plates of
that recording contradict each other by a third of the weight on any model.

Not put on: `c3d_gait_emg`, `c3d_golden` and `c3d_formats`. They are markers without joint angles, and the body has no
fit to markers of its own yet.
)";

std::string two_digits(double value) {
  const auto size = testing::amount(std::abs(value), "", 0.1);
  return value < 0 && std::abs(value) >= 0.1 ? "-" + size : size;
}

std::string whole(double value) { return fmt::format("{:.0f}", std::round(value) + 0.0); }

std::string summary_table() {
  auto table = table_head({"recording", "what it is", "samples", "seconds", "by muscles alone",
                           "with reserves", "not solved", "left over", "by muscles alone, their model"});
  for (const auto& recording : recordings()) {
    const auto& outcome = outcome_of(recording.name);
    const auto theirs = outcome.by_muscles_count_of_their_model;
    table += table_row({recording.name, recording.what, fmt::format("{}", outcome.sample_count),
                        fmt::format("{:.1f}", outcome.seconds), fmt::format("{}", outcome.by_muscles_count),
                        fmt::format("{}", outcome.with_reserves_count),
                        fmt::format("{}", outcome.infeasible_count + outcome.not_converged_count),
                        testing::amount(outcome.residual_ratio_max, "", 1e-9),
                        theirs ? fmt::format("{}", *theirs) : "–"});
  }
  return table;
}

std::string lack_table() {
  auto table = table_head({"recording", "coordinate", "greatest reserve, N m", "at, s", "angle there, °",
                           "needed, N m", "their model, N m"});
  for (const auto& recording : recordings())
    for (const auto& lack : outcome_of(recording.name).lacks) {
      if (std::abs(lack.reserve_Nm) <= least_lack_Nm) continue;
      table +=
          table_row({recording.name, lack.coordinate, two_digits(lack.reserve_Nm),
                     fmt::format("{:.2f}", lack.time_s), whole(lack.angle_deg), two_digits(lack.needed_Nm),
                     lack.their_reserve_Nm ? two_digits(*lack.their_reserve_Nm) : "–"});
    }
  return table;
}

std::string root_cells(double rms, double max) { return two_digits(rms) + ", " + two_digits(max); }

std::string root_table() {
  auto table = table_head({"recording", "weight, N", "force, N", "of the weight, %", "moment, N m",
                           "their model: force, N", "their model: moment, N m"});
  for (const auto& recording : recordings()) {
    const auto& outcome = outcome_of(recording.name);
    if (!outcome.root_of_their_model) continue;
    const auto& ours = outcome.root;
    const auto& theirs = *outcome.root_of_their_model;
    const double percent = 100 / outcome.weight_N;
    table +=
        table_row({recording.name, whole(outcome.weight_N), root_cells(ours.force_N_rms, ours.force_N_max),
                   root_cells(percent * ours.force_N_rms, percent * ours.force_N_max),
                   root_cells(ours.moment_Nm_rms, ours.moment_Nm_max),
                   root_cells(theirs.force_N_rms, theirs.force_N_max),
                   root_cells(theirs.moment_Nm_rms, theirs.moment_Nm_max)});
  }
  return table;
}

std::string gap_table() {
  const std::vector<std::string> segments{"trunk", "thigh", "shank", "foot", "upper arm", "forearm"};
  std::vector<std::string> head{"recording"};
  for (const auto& segment : segments) head.push_back(segment + ", °");
  head.emplace_back("ankles apart, mm: mean, greatest");
  auto table = table_head(head);
  for (const auto& recording : recordings()) {
    const auto& gaps = posture_gaps_of(recording.name);
    std::vector<std::string> cells{recording.name};
    for (const auto& segment : segments) {
      const auto found = gaps.angle_deg.find(segment);
      cells.push_back(found == gaps.angle_deg.end() ? "–" : testing::amount(found->second, "", 0.1));
    }
    cells.push_back(gaps.ankle_m_max > 0 && !recording.plates.empty()
                        ? root_cells(1e3 * gaps.ankle_m_mean, 1e3 * gaps.ankle_m_max)
                        : "–");
    table += table_row(cells);
  }
  return table;
}

std::string how_text() {
  std::string text;
  for (const auto& recording : recordings()) {
    const auto& put = put_on(recording.name);
    const auto& outcome = outcome_of(recording.name);
    text += fmt::format("**{}** (`{}`). ", recording.name, recording.files.front());
    text += fmt::format("{:.2f} m, {:.1f} kg: {}.", outcome.height_m, put.sizes.mass_kg, put.size_from);
    if (std::abs(outcome.height_by_lengths_m - outcome.height_m) > 0.03 * outcome.height_m)
      text += fmt::format(" The lengths make it {:.2f} m, and are taken.", outcome.height_by_lengths_m);
    for (const auto& sentence : put.how) text += " " + sentence;
    if (!outcome.out_of_range.empty())
      text += fmt::format(" Kept within the body's range: {}.", fmt::join(outcome.out_of_range, ", "));
    text += "\n\n";
  }
  return text;
}

// The coordinate at which a recording's muscles lacked most.
const Lack& worst_lack(const std::string& recording) {
  const auto& lacks = outcome_of(recording).lacks;
  return *std::max_element(lacks.begin(), lacks.end(), [](const Lack& a, const Lack& b) {
    return std::abs(a.reserve_Nm) < std::abs(b.reserve_Nm);
  });
}

std::string in_words() {
  const auto &squat = worst_lack("squat"), &run = worst_lack("run");
  return fmt::format(
      "In the squats most is lacking at {}: {} N m at {:.2f} s. With the model that came with them it is {} "
      "N m there. In "
      "the run it is {}, {} of {} N m. At L5/S1 the lift needs up to {} N m of muscles, beside what discs "
      "and ligaments "
      "give; the recording's own inverse dynamics has {} N m in all, with a model that has no legs and "
      "carries the "
      "person's whole mass above the hips.",
      squat.coordinate, two_digits(std::abs(squat.reserve_Nm)), squat.time_s,
      two_digits(squat.their_reserve_Nm.value()), run.coordinate, two_digits(std::abs(run.reserve_Nm)),
      two_digits(run.needed_Nm), two_digits(outcome_of("lift_stoop15").L5_S1_extension_Nm_max),
      two_digits(recorded_L5_S1_Nm_max()));
}

}  // namespace

std::string make_recordings_page() {
  return fmt::format(fmt::runtime(page), fmt::arg("summary", summary_table()),
                     fmt::arg("lacks", lack_table()), fmt::arg("least", least_lack_Nm),
                     fmt::arg("in_words", in_words()), fmt::arg("root", root_table()),
                     fmt::arg("gaps", gap_table()), fmt::arg("how", how_text()));
}

}  // namespace loadshare::recordings
