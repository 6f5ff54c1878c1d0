#include "outcome.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "capture/storage.h"
#include "scratch.h"
#include "series_columns.h"

namespace loadshare::recordings {
namespace {

const std::set<std::string> root_coordinates{"pelvis_tilt", "pelvis_list", "pelvis_rotation",
                                             "pelvis_tx",   "pelvis_ty",   "pelvis_tz"};

// Root mean square and greatest length of the vector of three reserves.
void measure(const TimeSeries& force, const std::vector<std::string>& coordinates, double& rms, double& max) {
  Eigen::VectorXd squares = Eigen::VectorXd::Zero(force.values.rows());
  for (const auto& coordinate : coordinates) squares += column(force, coordinate + "_reserve").cwiseAbs2();
  rms = std::sqrt(squares.mean()), max = std::sqrt(squares.maxCoeff());
}

RootResidual root_of(const analysis::Analysis& analysis) {
  RootResidual root;
  measure(analysis.force, {"pelvis_tx", "pelvis_ty", "pelvis_tz"}, root.force_N_rms, root.force_N_max);
  measure(analysis.force, {"pelvis_tilt", "pelvis_list", "pelvis_rotation"}, root.moment_Nm_rms,
          root.moment_Nm_max);
  return root;
}

std::size_t count_of(const analysis::Analysis& analysis, tension::SampleStatus asked) {
  return static_cast<std::size_t>(std::ranges::count(analysis.report.tension.status, asked));
}

void find_lacks(const analysis::Analysis& analysis, Outcome& outcome) {
  for (const auto& use : analysis.report.sharing.reserves) {
    if (!use.has_muscles || root_coordinates.contains(use.coordinate)) continue;
    const auto reserve = column(analysis.force, use.coordinate + "_reserve");
    Eigen::Index worst = 0;
    reserve.cwiseAbs().maxCoeff(&worst);
    outcome.lacks.push_back({use.coordinate, reserve[worst],
                             analysis.force.times_s[static_cast<std::size_t>(worst)],
                             column(analysis.kinematics, use.coordinate)[worst], use.net_peak});
  }
}

std::vector<std::string> kept_in_range(const Diagnostics& notes) {
  std::vector<std::string> names;
  for (const auto& finding : notes.findings()) {
    const auto at = finding.what.find(" is clamped in the model");
    if (at != std::string::npos) names.push_back(finding.what.substr(0, at));
  }
  return names;
}

// The same recording on the model that came with it, by the same rules.
void analyse_on_their_model(const Recording& recording, analysis::AnalyseInputs inputs, Outcome& outcome) {
  inputs.recording = data_file(recording.files.front());
  inputs.model = data_file(recording.model);
  Diagnostics notes;
  const auto analysis = testing::value_of(analysis::analyse(inputs, notes));
  outcome.root_of_their_model = root_of(analysis);
  outcome.by_muscles_count_of_their_model = count_of(analysis, tension::SampleStatus::solved);
  for (auto& lack : outcome.lacks)
    if (analysis.force.find_column(lack.coordinate + "_reserve"))
      lack.their_reserve_Nm = column(analysis.force, lack.coordinate + "_reserve").cwiseAbs().maxCoeff();
}

Outcome analyse_recording(const std::string& name) {
  const auto& recording = recording_named(name);
  const auto& put = put_on(name);
  Diagnostics notes;
  const auto analysis = testing::value_of(analysis::analyse(put.inputs, notes));
  Outcome outcome;
  outcome.sample_count = analysis.report.tension.status.size();
  outcome.by_muscles_count = count_of(analysis, tension::SampleStatus::solved);
  outcome.with_reserves_count = count_of(analysis, tension::SampleStatus::reserve_needed);
  outcome.infeasible_count = count_of(analysis, tension::SampleStatus::infeasible);
  outcome.not_converged_count = count_of(analysis, tension::SampleStatus::not_converged);
  outcome.residual_ratio_max = analysis.report.sharing.residual_ratio_max;
  outcome.seconds = analysis.force.times_s.back() - analysis.force.times_s.front();
  find_lacks(analysis, outcome);
  outcome.root = root_of(analysis);
  outcome.weight_N = put.sizes.mass_kg * model::Model{}.gravity_G.norm();
  outcome.height_m = analysis.report.body->height_m;
  outcome.height_by_lengths_m = analysis.report.body->height_by_lengths_m;
  outcome.out_of_range = kept_in_range(notes);
  outcome.L5_S1_extension_Nm_max = column(analysis.moments, "L5_S1_FE_moment").maxCoeff();
  if (!recording.plates.empty()) analyse_on_their_model(recording, put.inputs, outcome);
  return outcome;
}

PostureGaps measure_gaps(const std::string& name) {
  const auto& put = put_on(name);
  Diagnostics notes;
  const auto recorded = testing::value_of(capture::read_storage(put.inputs.recording, notes));
  auto own = testing::value_of(analysis::make_own_body(put.inputs.body, notes));
  return compare_postures(posture_of_model(std::move(own.body.model), put.inputs.recording, {}),
                          put.their_posture, recorded.sample_count());
}

}  // namespace

const Outcome& outcome_of(const std::string& recording) {
  static std::map<std::string, Outcome> known;
  return once(known, recording, analyse_recording);
}

const PostureGaps& posture_gaps_of(const std::string& recording) {
  static std::map<std::string, PostureGaps> known;
  return once(known, recording, measure_gaps);
}

}  // namespace loadshare::recordings
