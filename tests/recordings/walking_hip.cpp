#include "walking_hip.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "recording.h"
#include "scratch.h"
#include "series_columns.h"
#include "without_plates.h"
#include "written_page.h"

namespace loadshare::recordings {
namespace {

using analysis::AnalyseInputs;
using testing::value_of;

constexpr const char* recording_name = "gait_walk";
// Of the left foot, by its plate: on the ground with more than 20 N.
constexpr double stance_begins_s = 0.84, stance_ends_s = 1.59;

// Over the samples that count.
double greatest(const std::vector<double>& values, const std::vector<double>& times_s, double from_s,
                double to_s) {
  double most = 0;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (times_s[i] >= from_s && times_s[i] <= to_s && std::isfinite(values[i]))
      most = std::max(most, values[i]);
  return most;
}

HipStep measure(const std::string& what, const AnalyseInputs& inputs) {
  Diagnostics notes;
  const auto analysis = value_of(analysis::analyse(inputs, notes));
  const auto& report = analysis.report;
  const auto& times_s = analysis.moments.times_s;
  const double weight_N = report.subject_mass_kg * model::Model{}.gravity_G.norm();
  const double middle_s = (stance_begins_s + stance_ends_s) / 2;
  HipStep step;
  step.what = what;
  for (const auto& load : report.joint_loads) {
    if (load.cut != "hip_l") continue;
    step.early = greatest(load.resultant_N, times_s, stance_begins_s, middle_s) / weight_N;
    step.late = greatest(load.resultant_N, times_s, middle_s, stance_ends_s) / weight_N;
  }
  const auto flexion = column(analysis.moments, "hip_flexion_l_moment");
  const std::vector<double> flexion_Nm(flexion.begin(), flexion.end());
  step.late_flexion_Nm_per_kg =
      greatest(flexion_Nm, times_s, middle_s, stance_ends_s) / report.subject_mass_kg;
  step.unsolved_count =
      static_cast<std::size_t>(std::ranges::count_if(report.tension.status, [](auto status) {
        return status == tension::SampleStatus::infeasible || status == tension::SampleStatus::not_converged;
      }));
  return step;
}

std::vector<HipStep> measure_all() {
  const auto& recording = recording_named(recording_name);
  const auto& put = put_on(recording_name);
  const auto folder = testing::scratch_folder("walking_hip");
  auto theirs = put.inputs;
  theirs.model = data_file(recording.model);
  std::vector<HipStep> steps{measure("the model that came with the recording", theirs),
                             measure("the built-in body", put.inputs)};
  const auto with = [&](const std::string& what, const std::function<void(AnalyseInputs&)>& change) {
    auto inputs = put.inputs;
    change(inputs);
    steps.push_back(measure(what, inputs));
  };
  const auto stronger = [](double ratio) {
    return [ratio](AnalyseInputs& inputs) { inputs.body.strength.push_back({{"*"}, ratio}); };
  };
  with("weighting: third power of activation", [](AnalyseInputs& inputs) { inputs.exponent = 3; });
  with("weighting: by muscle volume", [](AnalyseInputs& inputs) { inputs.is_weighted_by_volume = true; });
  with("strength: all muscles 30 % weaker", stronger(0.7));
  with("strength: all muscles 30 % stronger", stronger(1.3));
  with("strength: all muscles twice as strong", stronger(2));
  with("passive: muscles' passive force left out",
       [](AnalyseInputs& inputs) { inputs.includes_passive_force = false; });
  with("pressure in the belly: none",
       [](AnalyseInputs& inputs) { inputs.brace = capture::BraceLevel::none; });
  with("forces: the plates' made to agree with the motion",
       [](AnalyseInputs& inputs) { inputs.loads = balanced_loads(recording_name); });
  with("forces: a floor alone, no plates", [&](AnalyseInputs& inputs) {
    inputs.loads = std::nullopt;
    inputs.scene = floor_scene(folder, false);
  });
  return steps;
}

constexpr const char* page = R"(# What the hip carries in walking

This page is written by the tests (`test_recordings`, in tests/recordings). Every number on it is measured in each run; the
run fails where this page no longer says what was measured. The recording lies beside the repository.

A man of {mass:.0f} kg walks at 1.24 m/s. Instrumented hips of ten patients carry 2.2 to 2.8 times body weight in walking (Bergmann 2016), 2.0 to 3.3 is
the band asked for; musculoskeletal models of healthy people mostly give 3 to 5. Here is what each assumption does to the greatest contact
force at the left hip, in the first and the second half of stance. Every row but the first changes one thing of the second.

{steps}
**What it takes.** {words}

## What is not shown

The patients walked more slowly and with smaller moments than this man; their own muscles had been cut and sewn. A contact force of a healthy
person's hip was never measured. The band is therefore a yardstick for the model, and this page says by how much it is missed.
)";

// The changes of weighting, strength and tissue; those of the forces under the feet come after them.
std::string in_words(const std::vector<HipStep>& steps) {
  constexpr double band_max = 3.3;
  double early_change = 0, late_change = 0, least = steps[1].late;
  for (const auto& step : steps) {
    least = std::min(least, std::max(step.early, step.late));
    if (&step < steps.data() + 2 || step.what.starts_with("forces")) continue;
    if (std::abs(step.early - steps[1].early) > std::abs(early_change))
      early_change = step.early - steps[1].early;
    if (std::abs(step.late - steps[1].late) > std::abs(late_change)) late_change = step.late - steps[1].late;
  }
  return fmt::format(
      "{} Weighting, strength, passive force and pressure change the late peak by {:.2f} body weights at "
      "most, the "
      "early one by {:.2f}: they\nchoose among muscles that all press on the same joint. What makes the late "
      "peak is the flexing moment "
      "that the recorded motion asks for while the\nleg trails; with the plates' forces made to agree with "
      "the "
      "motion it falls, and the force with it. With a floor alone it has\nspikes where the weight goes over "
      "from foot to foot.",
      least > band_max
          ? fmt::format(
                "Nothing tried brings the greatest force into the band: the least is {:.2f} body weights.",
                least)
          : fmt::format("The least of the greatest forces is {:.2f} body weights.", least),
      std::abs(late_change), std::abs(early_change));
}

}  // namespace

const std::vector<HipStep>& walking_hip() {
  static const std::vector<HipStep> steps = measure_all();
  return steps;
}

std::string make_walking_hip_page() {
  using testing::table_head, testing::table_row;
  const auto& steps = walking_hip();
  auto table = table_head({"", "early stance", "late stance", "change, late", "flexing moment late, N m/kg"});
  for (const auto& step : steps)
    table += table_row({step.what, fmt::format("{:.2f}", step.early), fmt::format("{:.2f}", step.late),
                        &step - steps.data() < 2 ? "" : fmt::format("{:+.2f}", step.late - steps[1].late),
                        fmt::format("{:.2f}", step.late_flexion_Nm_per_kg)});
  return fmt::format(fmt::runtime(page), fmt::arg("mass", put_on(recording_name).sizes.mass_kg),
                     fmt::arg("steps", table), fmt::arg("words", in_words(steps)));
}

}  // namespace loadshare::recordings
