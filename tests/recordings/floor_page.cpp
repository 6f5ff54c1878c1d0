#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/require.h"
#include "floor_clips.h"
#include "recording.h"
#include "without_plates.h"
#include "written_page.h"

namespace loadshare::recordings {
namespace {

using testing::amount, testing::table_head, testing::table_row;

constexpr const char* page = R"(# On the floor

This page is written by the tests (`test_recordings`, in tests/recordings). Every number on it is measured in each run; the run fails where a
sample is lost, where a bound is broken, or where this page no longer says what was measured.

Two clips of a simple figure, crawling and getting up from the back, lie beside the repository. They hold joint rotations and nothing else: no person, no
forces, nobody's masses, and the figure itself sinks into the floor and floats over it. On the built-in body, whose bones have other lengths, hands, knees and feet hang over the
floor or sink into it. So each clip is analysed with a floor at height 0 and `settle = true` ([scene.md](scene.md)): filter at 6 Hz, then the
least smooth change with which the floor can carry the body. What the floor still does not give is a reserve at the pelvis, and is shown here.

## What is left over at the pelvis

**Within 5 %**: samples in which the force left over is below 5 % of the body's weight. **95 in 100**: what 95 of 100 samples stay below. Reserve forces and
moments at the pelvis are those of load sharing with all muscles, at its own prices. **As it came**: 95 in 100 before settling, with the contact forces
that balance the pelvis best.

{left}
{where}
{needs}
In the crawl that is where its end is sewn to its beginning, and the figure drops into the floor; settled, the body falls freely there for a moment.

## What settling changed

**Below the floor**: the deepest contact point at any time. **Over it**: how far what carries is above the floor, each point by its share of the load.
**Segments**: the greatest angle between a segment of the body and the figure's; the clip's angles alone leave as much as is said first,
since knees and shoulders of the two are not alike.

{fit}
Greatest changes of coordinates:

{changes}
| clip | {segments_head} |
{segments}
## What carried when

Share of the floor's force by part of the body, per half second; the last row is the mean force in body weights.

{loads}
## Held against plates

Two recordings that were made over plates, analysed with the floor alone ([without-plates.md](without-plates.md)), as they came and settled; settling knows
nothing of the plates, and was not fitted to them. **Vertical force**: of the foot that is further off, root mean square difference
in per cent of body weight. **Moments**: flexion of hips, knees and ankles, root mean square difference in per cent of their range, mean of the six;
**balanced**: after what the plates contradict the motion by has been given to the feet.

{plates}
{plates_in_words} What fits its floor already gains nothing by settling; so it is off unless a scene asks for it.

## What the muscles lacked

{lacks}
## What this does not show

The settled motion is one that this body could have made on this floor, near to the clip, and not what the actor did: whose hands and knees bore how
much is not known, and nothing was measured. Settling takes the accelerations of the clip for true. Friction is 0.6; a
sliding point may push in any direction within it, also along its way. The body has no neck: where the figure bends it, ours bends the spine.
)";

std::string percent(double ratio) { return amount(100 * ratio, "%", 0.1); }

std::string left_table() {
  auto table = table_head({"clip", "samples", "lost", "seconds", "within 5 %", "force: median", "95 in 100",
                           "greatest", "at, s", "as it came", "moment: 95 in 100", "greatest", "as it came"});
  for (const auto& name : clip_names()) {
    const auto& clip = clip_on_floor(name);
    table += table_row(
        {name, std::to_string(clip.sample_count), std::to_string(clip.unsolved_count),
         fmt::format("{:.1f}", clip.seconds),
         fmt::format("{:.0f} %", std::floor(100 * clip.within_5_percent_ratio)),
         percent(clip.force_ratio.median), percent(clip.force_ratio.p95), percent(clip.force_ratio.greatest),
         fmt::format("{:.1f}", clip.force_ratio.greatest_s), percent(clip.before.left_force_ratio_p95),
         amount(clip.moment_Nm.p95, "N m", 1), amount(clip.moment_Nm.greatest, "N m", 1),
         amount(clip.before.left_moment_Nm_p95, "N m", 1)});
  }
  return table;
}

std::string where_text() {
  std::string text;
  for (const auto& name : clip_names()) {
    const auto& clip = clip_on_floor(name);
    if (clip.force_ratio.greatest < 0.05)
      text += fmt::format("In {} no sample is above 5 %.\n", name);
    else
      text += fmt::format("In {} the force is above 5 % in {:.0f} samples, most at {:.1f} s.\n", name,
                          (1 - clip.within_5_percent_ratio) * static_cast<double>(clip.sample_count),
                          clip.force_ratio.greatest_s);
  }
  return text;
}

// A floor presses and does not pull: where a motion as it came needs less than nothing of it.
std::string needs_text() {
  std::string text;
  for (const auto& name : clip_names()) {
    const auto& clip = clip_on_floor(name);
    text += fmt::format(
        "What {} needs of the floor, upwards, is least at {:.1f} s as it came: {:.1f} body weights{}; "
        "settled {:.1f}, at {:.1f} s.\n",
        name, clip.least_before.time_s, clip.least_before.force_ratio,
        clip.least_before.force_ratio < 0 ? ", more than a fall" : "",
        std::abs(clip.least_after.force_ratio) < 0.05 ? 0.0 : clip.least_after.force_ratio,
        clip.least_after.time_s);
  }
  return text;
}

std::string fit_table() {
  auto table = table_head({"clip", "below the floor: as it came", "settled", "over it: as it came", "settled",
                           "change from sample to sample"});
  for (const auto& name : clip_names()) {
    const auto& clip = clip_on_floor(name);
    table += table_row(
        {name, amount(1e3 * clip.before.depth_m_max, "mm", 1), amount(1e3 * clip.after.depth_m_max, "mm", 1),
         amount(1e3 * clip.before.gap_m_mean, "mm", 1), amount(1e3 * clip.after.gap_m_mean, "mm", 1),
         "at most " + amount(clip.change_step_deg_max, "°", 0.1)});
  }
  return table;
}

std::string changes_table() {
  auto table = table_head({"clip", "joints", "the whole body"});
  for (const auto& name : clip_names()) {
    std::string joints, whole;
    std::size_t shown = 0;
    for (const auto& change : clip_on_floor(name).changes) {
      auto& text = change.turns ? joints : whole;
      if (change.turns && ++shown > 6) continue;
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", change.coordinate,
                          amount(std::abs(change.amount), change.turns ? "°" : "mm", 0.1));
    }
    table += table_row({name, joints, whole});
  }
  return table;
}

std::string segments_head() {
  std::string head, line = "\n| ---";
  for (const auto& [segment, angle_deg] : clip_on_floor(clip_names().front()).angle_after_deg) {
    head += (head.empty() ? "" : " | ") + segment;
    line += " | ---";
  }
  return head + " |" + line;
}

std::string segments_rows() {
  std::string rows;
  for (const auto& name : clip_names()) {
    const auto& clip = clip_on_floor(name);
    std::vector<std::string> cells{name};
    for (const auto& [segment, after_deg] : clip.angle_after_deg)
      cells.push_back(amount(clip.angle_before_deg.at(segment), "", 0.1) + " to " +
                      amount(after_deg, "°", 0.1));
    rows += table_row(cells);
  }
  return rows;
}

std::string loads_tables() {
  std::string tables;
  for (const auto& name : clip_names()) {
    const auto& clip = clip_on_floor(name);
    std::vector<std::string> head{name + ", from s"};
    for (const double start_s : clip.window_start_s) head.push_back(fmt::format("{:.1f}", start_s));
    tables += table_head(head);
    for (const auto& load : clip.loads) {
      std::vector<std::string> cells{load.part};
      for (const double ratio : load.share_ratio)
        cells.push_back(ratio < 0.045 ? "–" : fmt::format("{:.0f} %", 100 * ratio));
      tables += table_row(cells);
    }
    std::vector<std::string> cells{"body weights"};
    for (const double force_N : clip.window_force_N)
      cells.push_back(fmt::format("{:.1f}", force_N / clip.weight_N));
    tables += table_row(cells) + "\n";
  }
  return tables;
}

double worst_up(const WithoutPlates& found) {
  double worst = 0;
  for (const auto& force : found.forces) worst = std::max(worst, force.up);
  return worst;
}

// Mean over hips, knees and ankles.
double flexion_ratio(const WithoutPlates& found, bool balanced) {
  double sum = 0;
  int count = 0;
  for (const auto& moment : found.moments) {
    const auto& name = moment.coordinate;
    if (!name.starts_with("hip_flexion") && !name.starts_with("knee") && !name.starts_with("ankle")) continue;
    sum += balanced ? moment.balanced_ratio() : moment.ratio();
    ++count;
  }
  require(count == 6, "hips, knees and ankles");
  return sum / count;
}

std::string plates_table() {
  auto table = table_head({"recording", "vertical force: as it came", "settled", "moments: as it came",
                           "settled", "balanced: as it came", "settled"});
  for (const auto& name : plate_recordings()) {
    const auto &came = without_plates(name), &settled = without_plates(name, true);
    std::vector<std::string> cells{name};
    for (const auto* found : {&came, &settled}) cells.push_back(fmt::format("{:.1f} %", worst_up(*found)));
    for (const bool balanced : {false, true})
      for (const auto* found : {&came, &settled})
        cells.push_back(fmt::format("{:.0f} %", 100 * flexion_ratio(*found, balanced)));
    table += table_row(cells);
  }
  return table;
}

// What settling did to a difference, in per cent.
std::string course(double came, double settled) {
  if (std::abs(settled - came) < 0.5) return "stay where they are";
  return settled < came ? "come nearer" : "go further off";
}

std::string plates_text() {
  std::string text;
  for (const auto& name : plate_recordings()) {
    const auto &came = without_plates(name), &settled = without_plates(name, true);
    text += fmt::format("Against the plates' own forces the {}'s moments {} and its vertical forces {}. ",
                        name == "squat" ? name : "walk",
                        course(100 * flexion_ratio(came, false), 100 * flexion_ratio(settled, false)),
                        course(worst_up(came), worst_up(settled)));
  }
  text.pop_back();
  return text;
}

std::string lacks_text() {
  std::string text;
  for (const auto& name : clip_names()) {
    const auto& clip = clip_on_floor(name);
    text += fmt::format("{}: {} of {} samples by muscles alone. Greatest reserves: ", name,
                        clip.by_muscles_count, clip.sample_count);
    for (std::size_t i = 0; i < std::min<std::size_t>(4, clip.lacks.size()); ++i)
      text += fmt::format("{}{} {}", i == 0 ? "" : ", ", clip.lacks[i].coordinate,
                          amount(clip.lacks[i].reserve_Nm, "N m", 1));
    text += ".\n\n";
  }
  return text;
}

}  // namespace

std::string make_floor_page() {
  return fmt::format(page, fmt::arg("left", left_table()), fmt::arg("where", where_text()),
                     fmt::arg("fit", fit_table()), fmt::arg("changes", changes_table()),
                     fmt::arg("segments_head", segments_head()), fmt::arg("segments", segments_rows()),
                     fmt::arg("loads", loads_tables()), fmt::arg("lacks", lacks_text()),
                     fmt::arg("needs", needs_text()), fmt::arg("plates", plates_table()),
                     fmt::arg("plates_in_words", plates_text()));
}

}  // namespace loadshare::recordings
