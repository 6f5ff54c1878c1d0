#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/require.h"
#include "base/units.h"
#include "from_markers.h"
#include "written_page.h"

namespace loadshare::recordings {
namespace {

using testing::table_head, testing::table_row;

constexpr const char* page = R"(# From markers to a person in motion

This page is written by the tests (`test_recordings`, in tests/recordings). Every number on it is measured in each run; the
run fails where a bound is broken, or where this page no longer says what was measured. The recordings lie beside the repository.

The program is given a recording of points and the person's sex, height and mass, nothing else. It turns and cleans the recording,
recognises the [marker set](marker-sets.md), and finds the body's size, the place of each point on it and the poses
of some 25 samples together, as one least-squares problem: points in units of their noise, with Cauchy's weights for what lies far off;
proportions around those of the height, points around their landmarks, each by its published spread. Then it follows the points through all samples.

Heights are those of the reference person in the ratio of the legs of the model or the keypoints that came with the recording; sex is told as a man's
for all.

## The recordings

Errors: distances between points and their places on the body, root mean square over all samples and points. Expert's: the model that someone scaled by hand or
with OpenSim's tool and placed these markers on, under the same markers, each of weight 1. "Said error": mean standard error of right hip flexion,
right knee and lumbar extension, from the points' noise and from what the fit leaves open.

{recordings}
{notes}
## Five squats against the expert's model

The expert fitted the skeleton by hand and published the joint angles. Ours minus theirs, in degrees; the mean difference is an offset between two zero
positions and is taken off for the other two columns. Bound: 5 degrees root mean square for hips, knees and lumbar spine.

{angles}
Lengths between joint centres; thigh, shank, trunk and forearm are held to 5 %.

{lengths}
**Where they part.** The expert's hip centres follow two points that the recording has computed beside its markers, {computed:.0f} mm apart on average; another pair in the same
file, named as a regression's, stands {regression:.0f} mm apart. Ours takes neither: markers of pelvis and thighs alone make {width:.0f} mm. The shoulder
centres of that model stand further apart than the markers on its shoulders ({shoulders:.0f} mm). The constant offset at the ankles comes from the markers on
the feet, which the expert placed by hand and the set places at landmarks.

## What a wrong height does

{heights}
## Noise

White noise added to every axis of every point of the squats; fitting and following see only that. Median over time of the angle, how far it
moved, and the standard error that is said.

{noise}
## Smoothing

Accelerations are held to 100 rad/s2 and 25 m/s2 (standard deviation at 100 samples a second). It changes angles by {change:.2f} degrees root mean square
at most in the squats, {change_run:.2f} in running, and leaves the error of the points at {smooth:.2f} mm where it is {rough:.2f} mm without, in running {smooth_run:.2f} and {rough_run:.2f} mm.
)";

std::string mm(double length_m) { return fmt::format("{:.1f}", 1e3 * length_m); }

double said_deg(const Followed& ours, const char* coordinate) {
  return deg_per_rad * ours.tracked.standard_error.col(ours.body.find_coordinate(coordinate).index).mean();
}

std::string recordings_table() {
  auto table = table_head({"recording", "marker set", "points", "samples", "fit, mm", "following, mm",
                           "expert's, mm", "to the expert's", "said error, degrees"});
  for (const auto& marker_case : marker_cases()) {
    const auto& ours = followed(marker_case.name);
    std::string expert = "-", ratio = "-";
    if (!marker_case.model.empty()) {
      const auto& errors = expert_errors(marker_case.name);
      expert = fmt::format("{} ({} markers)", mm(errors.rms_m), errors.marker_count);
      ratio = fmt::format("{:.2f}", errors.ours_rms_m / errors.rms_m);
    }
    table +=
        table_row({marker_case.name + ": " + marker_case.what, ours.set, std::to_string(ours.points.size()),
                   std::to_string(ours.tracked.motion.sample_count()), mm(ours.fitted.error_rms_m),
                   mm(ours.tracked.error_rms_m), expert, ratio,
                   fmt::format("{:.1f}, {:.1f}, {:.1f}", said_deg(ours, "hip_flexion_r"),
                               said_deg(ours, "knee_angle_r"), said_deg(ours, "lumbar_extension"))});
  }
  return table;
}

// What fit and following said of each recording.
std::string notes_list() {
  std::string list;
  for (const auto& marker_case : marker_cases()) {
    std::vector<std::string> said;
    for (const auto& finding : followed(marker_case.name).notes.findings())
      if (finding.where == "fit" || finding.where == "tracking") said.push_back(finding.what);
    if (!said.empty()) list += fmt::format("- {}: {}.\n", marker_case.name, fmt::join(said, "; "));
  }
  return list.empty() ? list : "What the program said of them:\n\n" + list;
}

std::string angles_table() {
  auto table = table_head({"angle", "offset", "rms", "greatest", "said error"});
  for (const auto& gap : gaps_to_expert(followed("squat")))
    table +=
        table_row({gap.coordinate, fmt::format("{:+.1f}", gap.offset_deg), fmt::format("{:.1f}", gap.rms_deg),
                   fmt::format("{:.1f}", gap.max_deg), fmt::format("{:.1f}", gap.error_deg)});
  return table;
}

std::string lengths_table() {
  auto table = table_head({"length", "ours, mm", "expert's, mm", "ratio"});
  for (const auto& gap : lengths_to_expert())
    table += table_row({gap.name, fmt::format("{:.0f}", 1e3 * gap.ours_m),
                        fmt::format("{:.0f}", 1e3 * gap.expert_m),
                        fmt::format("{:.3f}", gap.ours_m / gap.expert_m)});
  return table;
}

double worst_rms_deg(const std::vector<AngleGap>& gaps) {
  return std::ranges::max(gaps, {}, &AngleGap::rms_deg).rms_deg;
}

std::string heights_table() {
  auto table =
      table_head({"height told, m", "thigh, mm", "shank, mm", "following, mm", "worst angle rms, degrees"});
  for (const double off_m : {-0.05, 0.0, 0.05}) {
    const auto ours = follow(marker_case_named("squat"), {.height_told_off_m = off_m});
    const auto length = [&](const char* name) {
      return fmt::format(
          "{:.0f}",
          1e3 * std::ranges::find(ours.fitted.segments, name, &motion::SegmentLength::name)->length_m);
    };
    table +=
        table_row({fmt::format("{:.2f}", ours.person.height_m), length("thigh"), length("shank"),
                   mm(ours.tracked.error_rms_m), fmt::format("{:.1f}", worst_rms_deg(gaps_to_expert(ours)))});
  }
  return table;
}

std::string noise_table() {
  auto table = table_head({"angle", "added, mm", "median, degrees", "moved by", "standard error"});
  const auto& clean = followed("squat");
  for (const double noise_m : noise_levels_m()) {
    const auto& noisy = followed_with_noise(noise_m);
    for (const auto& shift : median_shifts(clean, noisy))
      table += table_row({shift.coordinate, fmt::format("{:.0f}", 1e3 * noise_m),
                          fmt::format("{:.1f}", shift.median_deg), fmt::format("{:.2f}", shift.moved_deg),
                          fmt::format("{:.2f}", shift.error_deg)});
  }
  return table;
}

// Mean over the samples that show both.
double distance_m(const capture::MarkerRecording& recording, const char* a, const char* b) {
  const auto from = recording.find_marker(a), to = recording.find_marker(b);
  require(from && to, "the recording has both points");
  double sum_m = 0, count = 0;
  for (std::size_t i = 0; i < recording.sample_count(); ++i) {
    if (!recording.is_seen(i, *from) || !recording.is_seen(i, *to)) continue;
    sum_m += (recording.position_m(i, *to) - recording.position_m(i, *from)).norm();
    ++count;
  }
  return sum_m / count;
}

double smoothing_change_deg(const Followed& smooth, const Followed& rough) {
  double worst = 0;
  for (const auto& tracked : smooth.tracked.coordinates) {
    if (smooth.body.coordinates[tracked.coordinate.at()].motion == model::MotionType::translational) continue;
    const auto at = tracked.coordinate.index;
    const Eigen::VectorXd change = smooth.tracked.motion.values.col(at) - rough.tracked.motion.values.col(at);
    worst = std::max(worst, deg_per_rad * std::sqrt(change.cwiseAbs2().mean()));
  }
  return worst;
}

}  // namespace

std::string make_from_markers_page() {
  const auto lengths = lengths_to_expert();
  const auto width = std::ranges::find(lengths, "between hip centres", &LengthGap::name);
  const auto apart_mm = [&](const char* a, const char* b) {
    return 1e3 * distance_m(followed("squat").recording.points, a, b);
  };
  const auto rough = follow(marker_case_named("squat"), {.is_smooth = false}),
             rough_run = follow(marker_case_named("run"), {.is_smooth = false});
  const auto &smooth = followed("squat"), &smooth_run = followed("run");
  return fmt::format(
      fmt::runtime(page), fmt::arg("recordings", recordings_table()), fmt::arg("notes", notes_list()),
      fmt::arg("angles", angles_table()), fmt::arg("lengths", lengths_table()),
      fmt::arg("width", 1e3 * width->ours_m), fmt::arg("computed", apart_mm("L_HJC", "R_HJC")),
      fmt::arg("regression", apart_mm("L_HJC_reg", "R_HJC_reg")),
      fmt::arg("shoulders", apart_mm("L_Shoulder", "R_Shoulder")), fmt::arg("heights", heights_table()),
      fmt::arg("noise", noise_table()), fmt::arg("change", smoothing_change_deg(smooth, rough)),
      fmt::arg("change_run", smoothing_change_deg(smooth_run, rough_run)),
      fmt::arg("smooth", 1e3 * smooth.tracked.error_rms_m),
      fmt::arg("rough", 1e3 * rough.tracked.error_rms_m),
      fmt::arg("smooth_run", 1e3 * smooth_run.tracked.error_rms_m),
      fmt::arg("rough_run", 1e3 * rough_run.tracked.error_rms_m));
}

}  // namespace loadshare::recordings
