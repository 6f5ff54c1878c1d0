// A report with the shape of a real one: a squat of 200 samples with made-up forces. No number in it is a
// result; tests use it to look at what is written and drawn.
#pragma once

#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <optional>

#include "analysis/analysis_report.h"

namespace loadshare::testing {

struct MadeUpGroup {
  std::string group;
  double rest_N, bent_N;  // tension upright, and at the bottom of the squat
  double moment_arm_m;    // positive: flexes
};

inline constexpr double made_up_nan = std::numeric_limits<double>::quiet_NaN();

inline bool is_left_out(tension::SampleStatus status) {
  return status == tension::SampleStatus::infeasible || status == tension::SampleStatus::not_converged;
}

inline tension::CutReport make_cut(const tension::TensionReport& report, std::string name, std::string label,
                                   tension::CutRegion region, tension::Side side,
                                   const std::vector<MadeUpGroup>& groups, double delay_s) {
  tension::CutReport cut;
  cut.name = std::move(name), cut.label = std::move(label), cut.region = region, cut.side = side;
  cut.is_default = true, cut.joint = cut.name, cut.flexion_coordinate = cut.name + "_flexion";
  for (const auto& made : groups) cut.groups.emplace_back().group = made.group;
  for (std::size_t k = 0; k < report.times_s.size(); ++k) {
    const double depth = std::pow(std::sin(std::numbers::pi * (report.times_s[k] - delay_s) / 2.0), 2);
    const bool is_gone = is_left_out(report.status[k]);
    std::vector<double> tension_N, moment_Nm;
    for (std::size_t g = 0; g < groups.size(); ++g) {
      const double wave = 1 + 0.08 * std::sin(9.0 * report.times_s[k] + static_cast<double>(g));
      const double held = (groups[g].rest_N + (groups[g].bent_N - groups[g].rest_N) * depth) * wave;
      tension_N.push_back(is_gone ? made_up_nan : held);
      moment_Nm.push_back(tension_N.back() * groups[g].moment_arm_m);
    }
    const double all_N = std::accumulate(tension_N.begin(), tension_N.end(), 0.0);
    const double net_Nm = std::accumulate(moment_Nm.begin(), moment_Nm.end(), 0.0);
    double agonist_Nm = 0;
    for (const double moment : moment_Nm) agonist_Nm += moment * net_Nm > 0 ? std::abs(moment) : 0;
    cut.tension_N.push_back(all_N);
    cut.net_moment_Nm.push_back(net_Nm);
    for (std::size_t g = 0; g < groups.size(); ++g) {
      auto& group = cut.groups[g];
      const bool helps = moment_Nm[g] * net_Nm > 0;
      const double share = tension_N[g] / all_N;
      const bool has_range = k % 8 == 0 && !is_gone;
      group.tension_N.push_back(tension_N[g]);
      group.share_ratio.push_back(share);
      group.moment_Nm.push_back(moment_Nm[g]);
      group.moment_share_ratio.push_back(is_gone ? made_up_nan
                                         : helps ? std::abs(moment_Nm[g]) / agonist_Nm
                                                 : 0);
      group.antagonist_moment_ratio.push_back(is_gone ? made_up_nan
                                              : helps ? 0
                                                      : std::abs(moment_Nm[g]) / agonist_Nm);
      group.stress_share_ratio.push_back(is_gone ? made_up_nan : 1.0 / static_cast<double>(groups.size()));
      group.share_ratio_min.push_back(has_range ? 0.6 * share : made_up_nan);
      group.share_ratio_max.push_back(has_range ? std::min(1.0, 1.7 * share) : made_up_nan);
    }
  }
  for (auto& group : cut.groups) group.members = {group.group + "_1_r", group.group + "_2_r"};
  return cut;
}

inline tension::CutInPhase sum_up(const tension::CutReport& cut, double step_s) {
  tension::CutInPhase in_phase;
  in_phase.cut = cut.name;
  const auto sum = [](const std::vector<double>& values) {
    double total = 0;
    for (const double value : values) total += std::isfinite(value) ? value : 0;
    return total;
  };
  const auto peak = [](const std::vector<double>& values) {
    double most = 0;
    for (const double value : values) most = std::isfinite(value) ? std::max(most, value) : most;
    return most;
  };
  double count = 0;
  for (const double value : cut.tension_N) count += std::isfinite(value) ? 1 : 0;
  in_phase.tension_N_mean = sum(cut.tension_N) / count;
  in_phase.tension_N_peak = peak(cut.tension_N);
  for (const auto& group : cut.groups) {
    auto& held = in_phase.groups.emplace_back();
    held.group = group.group;
    held.tension_N_mean = sum(group.tension_N) / count;
    held.tension_N_peak = peak(group.tension_N);
    held.impulse_Ns = sum(group.tension_N) * step_s;
    held.share_ratio = held.tension_N_mean / in_phase.tension_N_mean;
    held.moment_share_ratio = sum(group.moment_share_ratio) / count;
    held.antagonist_moment_ratio = sum(group.antagonist_moment_ratio) / count;
    held.stress_share_ratio = sum(group.stress_share_ratio) / count;
    held.share_ratio_at_ranged = held.share_ratio;
    held.share_ratio_min = 0.62 * held.share_ratio;
    held.share_ratio_max = std::min(1.0, 1.6 * held.share_ratio + 0.02);
  }
  return in_phase;
}

inline tension::TensionReport make_up_tension() {
  using namespace tension;
  TensionReport report;
  const double step_s = 0.02;
  for (int k = 0; k < 200; ++k) {
    report.times_s.push_back(k * step_s);
    report.status.push_back(k >= 96 && k < 103    ? SampleStatus::infeasible
                            : k == 150            ? SampleStatus::not_converged
                            : k >= 104 && k < 110 ? SampleStatus::reserve_needed
                                                  : SampleStatus::solved);
  }
  report.status_counts = {{SampleStatus::solved, 186},
                          {SampleStatus::reserve_needed, 6},
                          {SampleStatus::infeasible, 7},
                          {SampleStatus::not_converged, 1}};
  const std::vector<MadeUpGroup> hip{{"glutes", 210, 1150, -0.06},       {"hamstrings", 120, 700, -0.055},
                                     {"adductors", 60, 420, -0.03},      {"hip_flexors", 160, 130, 0.045},
                                     {"deep_rotators", 40, 160, -0.005}, {"passive_tissue", 2, 6, -0.01}};
  auto other_hip = hip;
  other_hip[0].bent_N = 860, other_hip[1].bent_N = 930;
  const std::vector<MadeUpGroup> spine{{"abdominals", 60, 80, 0.08},
                                       {"erectors", 380, 2300, -0.055},
                                       {"quadratus_lumborum", 60, 240, -0.03},
                                       {"latissimus", 10, 60, -0.05},
                                       {"hip_flexors", 130, 90, -0.002}};
  report.cuts.push_back(make_cut(report, "hip_r", "right hip", CutRegion::hip, Side::right, hip, 0.0));
  report.cuts.push_back(make_cut(report, "hip_l", "left hip", CutRegion::hip, Side::left, other_hip, 0.03));
  report.cuts.push_back(make_cut(report, "L4_L5", "L4/L5", CutRegion::lumbar, Side::none, spine, 0.0));
  report.cuts.push_back(make_cut(report, "L5_S1", "L5/S1", CutRegion::lumbar, Side::none, spine, 0.05));
  report.cuts.back().is_default = false;
  auto& whole = report.phases.emplace_back();
  whole.name = "whole", whole.start_s = 0, whole.end_s = report.times_s.back();
  whole.spans_s = {{whole.start_s, whole.end_s}};
  whole.sample_count = 192, whole.sample_count_left_out = 8;
  for (const auto& cut : report.cuts) whole.cuts.push_back(sum_up(cut, step_s));
  const auto hold = [&](const char* group, Side side, double all, double above, double own, double longest) {
    whole.long_length.push_back({group, side, all, above, own, above > 0 ? all / 3 : 0, longest});
  };
  for (const auto side : {Side::right, Side::left}) {
    hold("glutes", side, 2400, 310, 420, 1.16);
    hold("hamstrings", side, 1500, 0, 90, 1.04);
    hold("hip_flexors", side, 580, 12, 20, 1.12);
    hold("erectors", side, 5200, 1900, made_up_nan, 1.21);
  }
  report.unknown_muscles = {"my_muscle_r", "my_muscle_l"};
  report.muscles_across_no_cut = {"soleus_r", "soleus_l"};
  report.feasible_sample_count = 24;
  report.feasible_sample_failed_count = 1;
  return report;
}

inline analysis::AnalysisReport make_up_report() {
  using namespace analysis;
  AnalysisReport report;
  report.program_version = "0.1.0";
  report.inputs = {{ReportInput::Role::recording, "squat_01.mot", std::string(64, 'a')},
                   {ReportInput::Role::model, "person.osim", std::string(64, 'b')},
                   {ReportInput::Role::loads, "squat_01_grf.xml", std::string(64, 'c')}};
  report.body = ReportBody{"christophy",
                           "woman",
                           1.68,
                           62,
                           1.69,
                           {{"muscle volume", "0.85 times the reference person's", "Handsfield 2014"},
                            {"lumbar rhythm", "christophy", "christophy2012"}}};
  report.measured_activity =
      ReportMeasuredActivity{0.05,
                             {{"erector_r", {"IL_L1_r", "IL_L2_r"}, 0.11, 0.34, 0.12, 0.37, 0.02, 0.97},
                              {"front", {"rect_abd1_r"}, 0.03, 0.08, 0, 0, 0.03, std::nan("")}}};
  report.settings = {2, false, 6.0, true, 100, 1, 25, std::nullopt, false, false};
  report.subject_mass_kg = 75.3;
  report.exercise = "squat";
  report.is_synthetic = true;
  report.tension = make_up_tension();
  auto& sharing = report.sharing;
  sharing.sample_count = 200, sharing.solved_count = 186, sharing.residual_ratio_max = 3.2e-10;
  sharing.reserves = {{"hip_flexion_r", true, true, 4.1, 0.6, 121, 66, 0.6 / 66},
                      {"knee_angle_r", true, true, 22.7, 3.9, 140, 80, 3.9 / 80},
                      {"pelvis_ty", false, false, 3.0, 0.2, 900, 700, 0.2 / 700}};
  for (std::size_t k = 0; k < report.tension.times_s.size(); ++k) {
    const auto status = report.tension.status[k];
    if (status == tension::SampleStatus::solved) continue;
    const char* reason =
        status == tension::SampleStatus::infeasible       ? "the muscles cannot make the knee's moment"
        : status == tension::SampleStatus::reserve_needed ? "a reserve at knee_angle_r made 16 %"
                                                          : "stopped after 200 steps";
    sharing.unsolved.push_back({static_cast<int>(k), report.tension.times_s[k], status, reason});
  }
  const auto angle = [&](const char* coordinate, const char* label, double depth_rad) {
    JointAngle joint{coordinate, label, {}};
    for (const double time_s : report.tension.times_s)
      joint.angle_rad.push_back(depth_rad * std::pow(std::sin(std::numbers::pi * time_s / 2.0), 2));
    report.joint_angles.push_back(joint);
  };
  for (const auto& cut : report.tension.cuts) {
    JointLoadReport load{cut.name, cut.label, {}, {}, {}, {}};
    for (const double time_s : report.tension.times_s) {
      const double depth = std::pow(std::sin(std::numbers::pi * time_s / 2.0), 2);
      load.compression_N.push_back(400 + 1600 * depth);
      load.shear_forward_N.push_back(300 * depth);
      load.shear_right_N.push_back(0);
      load.resultant_N.push_back(std::hypot(400 + 1600 * depth, 300 * depth));
    }
    report.joint_loads.push_back(load);
  }
  angle("hip_flexion_r", "right hip flexion", 1.7);
  angle("knee_angle_r", "right knee flexion", 1.9);
  angle("lumbar_extension", "lumbar extension", -0.35);
  report.findings = {
      {FindingKind::assumed, "squat_01.mot", "the file names no version; angles were taken as degrees"},
      {FindingKind::left_out, "person.osim: ContactGeometrySet", "contact geometry is not used"},
      {FindingKind::needs_a_look, "1.92 to 2.04 s", "no muscle forces balance these samples"}};
  return report;
}

}  // namespace loadshare::testing
