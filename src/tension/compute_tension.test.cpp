#include "tension/compute_tension.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <future>
#include <limits>
#include <random>

#include "tiny_tension_model.h"

namespace loadshare::tension {
namespace {

using testing::TinyModel;

const GroupAtCut& group_of(const TensionReport& report, const std::string& cut, const std::string& group) {
  for (const auto& candidate : report.cuts) {
    if (candidate.name != cut) continue;
    for (const auto& found : candidate.groups) {
      if (found.group == group) return found;
    }
  }
  throw std::runtime_error("no group " + group + " at " + cut);
}
const GroupInPhase& group_of(const PhaseReport& phase, const std::string& group, std::size_t cut = 0) {
  for (const auto& found : phase.cuts[cut].groups) {
    if (found.group == group) return found;
  }
  throw std::runtime_error("no group " + group);
}

// A right hip with its flexion arm for every muscle.
struct Trial {
  TinyModel tiny = testing::make_hip();
  TensionInput input;
  TensionOptions options;
  BalanceAt balance_at;

  TensionReport report() const {
    Diagnostics notes;
    const auto& groups = published_muscle_groups();
    const auto cuts = find_cuts(tiny.model, groups, {{CutRegion::hip}}, notes);
    return compute_tension(tiny.model, groups, cuts, input, options, balance_at);
  }
};

// Gluteus maximus and hamstrings extend (negative arms), rectus femoris flexes.
Trial make_trial() {
  Trial trial;
  trial.tiny.add_muscle("glmax1_r", {"pelvis", "femur_r"}, 1000)
      .add_muscle("bflh_r", {"pelvis", "tibia_r"}, 2000)
      .add_muscle("recfem_r", {"pelvis", "femur_r", "tibia_r"}, 500)
      .add_muscle("vasmed_r", {"femur_r", "tibia_r"}, 900);
  trial.input.times_s = {0};
  trial.input.tension_N.resize(1, 4);
  trial.input.tension_N << 300, 100, 100, 777;
  SampleMatrix arms(1, 4);
  arms << -0.05, -0.06, 0.04, 0;
  trial.input.moment_arm_m = {arms};
  return trial;
}

TEST(ComputeTension, SharesOfTensionMomentAndStress) {
  const auto report = make_trial().report();
  ASSERT_EQ(report.cuts.size(), 1u);
  const auto& cut = report.cuts[0];
  EXPECT_EQ(cut.joint, "hip_r");
  EXPECT_EQ(cut.flexion_coordinate, "hip_flexion_r");
  EXPECT_DOUBLE_EQ(cut.tension_N[0], 500);
  EXPECT_NEAR(cut.net_moment_Nm[0], -15 - 6 + 4, 1e-12);
  const auto& glutes = group_of(report, "hip_r", "glutes");
  const auto& hamstrings = group_of(report, "hip_r", "hamstrings");
  const auto& flexors = group_of(report, "hip_r", "hip_flexors");
  EXPECT_NEAR(glutes.share_ratio[0], 0.6, 1e-15);
  EXPECT_NEAR(hamstrings.share_ratio[0], 0.2, 1e-15);
  // 15 and 6 N m extend, 4 N m are against them.
  EXPECT_NEAR(glutes.moment_share_ratio[0], 15.0 / 21, 1e-15);
  EXPECT_NEAR(hamstrings.moment_share_ratio[0], 6.0 / 21, 1e-15);
  EXPECT_NEAR(flexors.moment_share_ratio[0], 0, 1e-15);
  EXPECT_NEAR(flexors.antagonist_moment_ratio[0], 4.0 / 21, 1e-15);
  EXPECT_NEAR(flexors.moment_Nm[0], 4, 1e-15);
  // Stresses in proportion to 300/1000, 100/2000 and 100/500.
  EXPECT_NEAR(glutes.stress_share_ratio[0], 0.3 / 0.55, 1e-15);
  EXPECT_NEAR(hamstrings.stress_share_ratio[0], 0.05 / 0.55, 1e-15);
  EXPECT_NEAR(flexors.stress_share_ratio[0], 0.2 / 0.55, 1e-15);
  EXPECT_THAT(report.muscles_across_no_cut, ::testing::ElementsAre("vasmed_r"));
  EXPECT_EQ(report.phases.size(), 1u);
  EXPECT_EQ(report.phases[0].name, "whole");
  EXPECT_NEAR(group_of(report.phases[0], "glutes").share_ratio, 0.6, 1e-15);
  EXPECT_EQ(group_of(report.phases[0], "glutes").impulse_Ns, 0);  // a single sample lasts no time
}

TEST(ComputeTension, AMemberAgainstItsOwnGroupIsAnAntagonist) {
  auto trial = make_trial();
  trial.input.moment_arm_m[0](0, 1) = 0.06;  // the hamstring flexes; net -15 + 6 + 4 = -5 still extends
  const auto report = trial.report();
  EXPECT_NEAR(group_of(report, "hip_r", "glutes").moment_share_ratio[0], 1, 1e-15);
  EXPECT_NEAR(group_of(report, "hip_r", "hamstrings").antagonist_moment_ratio[0], 6.0 / 15, 1e-15);
}

TEST(ComputeTension, NothingHeldHasNoShare) {
  auto trial = make_trial();
  trial.input.tension_N.setZero();
  const auto report = trial.report();
  EXPECT_TRUE(std::isnan(group_of(report, "hip_r", "glutes").share_ratio[0]));
  EXPECT_TRUE(std::isnan(group_of(report, "hip_r", "glutes").moment_share_ratio[0]));
  EXPECT_TRUE(std::isnan(group_of(report.phases[0], "glutes").share_ratio));
}

TEST(ComputeTension, LigamentsArePassiveTissueWithoutAStress) {
  auto trial = make_trial();
  trial.tiny.add_ligament("iliofemoral_r", {"pelvis", "femur_r"});
  trial.input.ligament_tension_N = SampleMatrix::Constant(1, 1, 500);
  trial.input.moment_arm_m[0].conservativeResize(1, 5);
  trial.input.moment_arm_m[0](0, 4) = 0.01;
  const auto report = trial.report();
  const auto& passive = group_of(report, "hip_r", "passive_tissue");
  EXPECT_NEAR(passive.share_ratio[0], 0.5, 1e-15);
  EXPECT_TRUE(passive.stress_share_ratio.empty());
  EXPECT_NEAR(passive.antagonist_moment_ratio[0], 5.0 / 21, 1e-15);
  EXPECT_NEAR(group_of(report, "hip_r", "glutes").stress_share_ratio[0], 0.3 / 0.55, 1e-15);
}

TEST(ComputeTension, PassiveJointMomentsStandBesideTheShares) {
  auto trial = make_trial();
  const auto without = trial.report();
  EXPECT_TRUE(without.cuts[0].passive_moment_Nm.empty());
  trial.input.passive_moment_Nm = SampleMatrix::Constant(1, 1, -12);
  const auto with = trial.report();
  EXPECT_EQ(with.cuts[0].passive_moment_Nm, std::vector<double>{-12});
  EXPECT_EQ(with.cuts[0].net_moment_Nm, without.cuts[0].net_moment_Nm);
  EXPECT_EQ(group_of(with, "hip_r", "glutes").moment_share_ratio,
            group_of(without, "hip_r", "glutes").moment_share_ratio);
  EXPECT_EQ(with.cuts[0].groups.size(), without.cuts[0].groups.size());
}

TEST(ComputeTension, PhasesAreRatiosOfTimeIntegrals) {
  auto trial = make_trial();
  // Over one second the gluteus rises from 0 to 400 N while the others hold 100 N each.
  trial.input.times_s = {0, 0.5, 1};
  trial.input.tension_N.resize(3, 4);
  trial.input.tension_N << 0, 100, 100, 0, 200, 100, 100, 0, 400, 100, 100, 0;
  trial.input.moment_arm_m[0] = trial.input.moment_arm_m[0].replicate(3, 1).eval();
  trial.options.phases = {{"whole", 0, 1}, {"early", 0, 0.25}, {"late", 0.25, 1}};
  const auto report = trial.report();
  const auto& whole = group_of(report.phases[0], "glutes");
  EXPECT_NEAR(whole.impulse_Ns, 200, 1e-12);
  EXPECT_NEAR(whole.share_ratio, 200.0 / 400, 1e-12);
  EXPECT_NEAR(whole.tension_N_mean, 200, 1e-12);
  EXPECT_EQ(whole.tension_N_peak, 400);
  EXPECT_EQ(report.phases[0].cuts[0].tension_N_peak, 600);
  // 400 t from 0 to 0.25 is 12.5 N s, beside 50 N s of the others.
  const auto& early = group_of(report.phases[1], "glutes");
  EXPECT_NEAR(early.impulse_Ns, 12.5, 1e-12);
  EXPECT_NEAR(early.share_ratio, 12.5 / 62.5, 1e-12);
  EXPECT_NEAR(early.impulse_Ns + group_of(report.phases[2], "glutes").impulse_Ns, whole.impulse_Ns, 1e-12);
}

TEST(ComputeTension, SamplesThatAreNotBalancedCountForNothing) {
  auto trial = make_trial();
  trial.input.times_s = {0, 1, 2};
  trial.input.tension_N = trial.input.tension_N.replicate(3, 1).eval();
  trial.input.tension_N(1, 0) = 1e9;
  trial.input.moment_arm_m[0] = trial.input.moment_arm_m[0].replicate(3, 1).eval();
  trial.input.status = {SampleStatus::solved, SampleStatus::infeasible, SampleStatus::reserve_needed};
  const auto report = trial.report();
  EXPECT_NEAR(group_of(report.phases[0], "glutes").share_ratio, 0.6, 1e-12);
  EXPECT_EQ(report.phases[0].sample_count, 2);
  EXPECT_EQ(report.phases[0].sample_count_left_out, 1);
  ASSERT_EQ(report.status_counts.size(), 4u);
  EXPECT_EQ(report.status_counts[1].sample_count, 1);
  EXPECT_EQ(report.status_counts[2].sample_count, 1);
  EXPECT_EQ(name_of(report.status_counts[3].status), "not_converged");
}

TEST(ComputeTension, AnInputOfAnotherShapeIsABug) {
  auto trial = make_trial();
  trial.input.tension_N.resize(1, 3);
  EXPECT_THROW((void)trial.report(), Bug);
}

// ---- laws, on hips with many muscles ------------------------------------------------------------

const char* const hip_muscles[] = {"glmax1_r", "glmax2_r", "glmed1_r", "bflh_r", "semimem_r", "addlong_r",
                                   "recfem_r", "psoas_r",  "piri_r",   "tfl_r",  "grac_r",    "mystery_r"};

Trial make_random_trial(const std::vector<int>& order, double strength = 1, double load = 1) {
  Trial trial;
  std::mt19937_64 random(5);
  std::uniform_real_distribution<double> unit(0, 1);
  const int muscles = 12, samples = 6;
  Eigen::VectorXd strength_N(muscles);
  SampleMatrix tension(samples, muscles), arms(samples, muscles);
  for (int i = 0; i < muscles; ++i) {
    strength_N[i] = 200 + 1800 * unit(random);
    for (int k = 0; k < samples; ++k) {
      tension(k, i) = unit(random) * strength_N[i];
      arms(k, i) = 0.12 * (unit(random) - 0.5);
    }
  }
  trial.input.tension_N.resize(samples, muscles);
  trial.input.moment_arm_m = {SampleMatrix(samples, muscles)};
  for (int k = 0; k < samples; ++k) trial.input.times_s.push_back(0.05 * k * (k + 1));
  for (int i = 0; i < muscles; ++i) {
    const int from = order[static_cast<std::size_t>(i)];
    trial.tiny.add_muscle(hip_muscles[from], {"pelvis", "femur_r"}, strength * strength_N[from]);
    trial.input.tension_N.col(i) = load * tension.col(from);
    trial.input.moment_arm_m[0].col(i) = arms.col(from);
  }
  return trial;
}
const std::vector<int> in_order{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};

TEST(ComputeTension, SharesSumToOne) {
  const auto report = make_random_trial(in_order).report();
  for (std::size_t k = 0; k < report.times_s.size(); ++k) {
    double share = 0, moment_share = 0, stress_share = 0, antagonists = 0, net = 0;
    for (const auto& group : report.cuts[0].groups) {
      share += group.share_ratio[k];
      moment_share += group.moment_share_ratio[k];
      stress_share += group.stress_share_ratio[k];
      antagonists += group.antagonist_moment_ratio[k];
      net += group.moment_Nm[k];
    }
    EXPECT_NEAR(share, 1, 1e-14);
    EXPECT_NEAR(moment_share, 1, 1e-14);
    EXPECT_NEAR(stress_share, 1, 1e-14);
    EXPECT_GE(antagonists, 0);
    EXPECT_LE(antagonists, 1);
    EXPECT_NEAR(net, report.cuts[0].net_moment_Nm[k], 1e-12);
  }
}

void expect_same_shares(const TensionReport& a, const TensionReport& b) {
  for (const auto& group : a.cuts[0].groups) {
    const auto& other = group_of(b, "hip_r", group.group);
    for (std::size_t k = 0; k < a.times_s.size(); ++k) {
      EXPECT_NEAR(group.share_ratio[k], other.share_ratio[k], 1e-13);
      EXPECT_NEAR(group.moment_share_ratio[k], other.moment_share_ratio[k], 1e-13);
      EXPECT_NEAR(group.antagonist_moment_ratio[k], other.antagonist_moment_ratio[k], 1e-13);
      EXPECT_NEAR(group.stress_share_ratio[k], other.stress_share_ratio[k], 1e-13);
    }
    EXPECT_NEAR(group_of(a.phases[0], group.group).share_ratio,
                group_of(b.phases[0], group.group).share_ratio, 1e-13);
  }
}

TEST(ComputeTension, TheOrderOfMusclesDoesNotMatter) {
  expect_same_shares(make_random_trial(in_order).report(),
                     make_random_trial({7, 3, 11, 0, 9, 5, 1, 10, 2, 8, 6, 4}).report());
}

TEST(ComputeTension, AStrongerBodyUnderAGreaterLoadHasTheSameShares) {
  expect_same_shares(make_random_trial(in_order).report(), make_random_trial(in_order, 3, 3).report());
  expect_same_shares(make_random_trial(in_order).report(), make_random_trial(in_order, 1, 0.1).report());
}

TEST(ComputeTension, AMuscleDrawnAsTwoHalvesHasTheSameShares) {
  const auto whole = make_random_trial(in_order);
  auto halves = whole;
  halves.tiny.model.muscles[0].max_isometric_force_N /= 2;
  halves.tiny.add_muscle("glmax3_r", {"pelvis", "femur_r"},
                         halves.tiny.model.muscles[0].max_isometric_force_N);
  const auto samples = whole.input.tension_N.rows();
  halves.input.tension_N.conservativeResize(samples, 13);
  halves.input.tension_N.col(0) /= 2;
  halves.input.tension_N.col(12) = halves.input.tension_N.col(0);
  halves.input.moment_arm_m[0].conservativeResize(samples, 13);
  halves.input.moment_arm_m[0].col(12) = halves.input.moment_arm_m[0].col(0);
  expect_same_shares(whole.report(), halves.report());
}

// ---- ranges --------------------------------------------------------------------------------------

// Every muscle of a random hip active between 0 and 1, plus 5 % of its strength passive; three rows.
Trial make_ranged_trial(int samples) {
  auto trial = make_random_trial(in_order);
  const int muscles = 12;
  std::mt19937_64 random(17);
  std::uniform_real_distribution<double> unit(0, 1);
  SampleMatrix activation(samples, muscles), arms(samples, 3 * muscles);
  for (int k = 0; k < samples; ++k) {
    for (int i = 0; i < muscles; ++i) activation(k, i) = unit(random) < 0.3 ? 0 : unit(random);
    for (int i = 0; i < 3 * muscles; ++i) arms(k, i) = 0.1 * (unit(random) - 0.5);
  }
  Eigen::VectorXd strength_N(muscles);
  for (int i = 0; i < muscles; ++i) {
    strength_N[i] = trial.tiny.model.muscles[static_cast<std::size_t>(i)].max_isometric_force_N;
  }
  trial.input.times_s.clear();
  trial.input.tension_N.resize(samples, muscles);
  for (int k = 0; k < samples; ++k) {
    trial.input.times_s.push_back(0.01 * k);
    for (int i = 0; i < muscles; ++i) {
      trial.input.tension_N(k, i) = strength_N[i] * (activation(k, i) + 0.05);
    }
  }
  trial.input.moment_arm_m[0] = arms.leftCols(muscles);
  trial.balance_at = [=](std::size_t sample) -> std::optional<SampleBalance> {
    const auto k = static_cast<Eigen::Index>(sample);
    SampleBalance balance;
    Eigen::MatrixXd a(3, muscles + 1);
    for (int i = 0; i < muscles; ++i) {
      for (int j = 0; j < 3; ++j) a(j, i) = arms(k, j * muscles + i) * strength_N[i];
      balance.muscle_of.emplace_back(i);
    }
    a.col(muscles) << 1, 0, 0;
    balance.muscle_of.emplace_back();
    balance.balance.columns = numerics::make_column_matrix(a);
    balance.balance.lower = Eigen::VectorXd::Zero(muscles + 1);
    balance.balance.upper = Eigen::VectorXd::Ones(muscles + 1);
    balance.balance.solved = Eigen::VectorXd::Constant(muscles + 1, 0.7);
    balance.balance.solved.head(muscles) = activation.row(k).transpose();
    balance.balance.is_held.assign(muscles + 1, false);
    balance.balance.is_held[muscles] = true;
    balance.tension_N_per_unit = Eigen::VectorXd::Zero(muscles + 1);
    balance.tension_N_per_unit.head(muscles) = strength_N;
    balance.tension_N_fixed = 0.05 * strength_N;
    return balance;
  };
  return trial;
}

TEST(FeasibleRanges, HoldTheShareOfEverySampleAndOfThePhase) {
  auto trial = make_ranged_trial(9);
  const auto report = trial.report();
  EXPECT_EQ(report.feasible_sample_count, 9);
  EXPECT_EQ(report.feasible_sample_failed_count, 0);
  int wide = 0;
  for (const auto& group : report.cuts[0].groups) {
    for (std::size_t k = 0; k < 9; ++k) {
      EXPECT_LE(group.share_ratio_min[k], group.share_ratio[k] + 1e-12);
      EXPECT_GE(group.share_ratio_max[k], group.share_ratio[k] - 1e-12);
      if (group.share_ratio_max[k] - group.share_ratio_min[k] > 0.05) ++wide;
    }
    const auto& phase = group_of(report.phases[0], group.group);
    EXPECT_LE(phase.share_ratio_min, phase.share_ratio + 1e-12);
    EXPECT_GE(phase.share_ratio_max, phase.share_ratio - 1e-12);
    // All samples are ranged, so that both are the same integral.
    EXPECT_NEAR(phase.share_ratio_at_ranged, phase.share_ratio, 1e-12);
    // A mean lies between the extremes of what it is a mean of.
    const auto [least, most] =
        std::pair{*std::min_element(group.share_ratio_min.begin(), group.share_ratio_min.end()),
                  *std::max_element(group.share_ratio_max.begin(), group.share_ratio_max.end())};
    EXPECT_GE(phase.share_ratio_min, least - 1e-9);
    EXPECT_LE(phase.share_ratio_max, most + 1e-9);
  }
  EXPECT_GT(wide, 20);
}

TEST(FeasibleRanges, AreFoundAtAsManySamplesAsAskedFor) {
  auto trial = make_ranged_trial(11);
  trial.options.feasible_samples_per_phase = 3;
  const auto report = trial.report();
  EXPECT_EQ(report.feasible_sample_count, 3);
  const auto& glutes = group_of(report, "hip_r", "glutes");
  for (std::size_t k = 0; k < 11; ++k) {
    EXPECT_EQ(std::isfinite(glutes.share_ratio_min[k]), k % 5 == 0) << k;
  }
  trial.options.feasible_samples_per_phase = 0;
  const auto none = trial.report();
  EXPECT_EQ(none.feasible_sample_count, 0);
  EXPECT_TRUE(group_of(none, "hip_r", "glutes").share_ratio_min.empty());
}

TEST(FeasibleRanges, OfASampleDependOnThatSampleAlone) {
  auto trial = make_ranged_trial(9);
  const auto all = trial.report();
  trial.options.feasible_samples_per_phase = 3;
  trial.options.phases = {{"whole", 0, 0.08}, {"late", 0.04, 0.08}};
  const auto few = trial.report();
  for (const auto& group : few.cuts[0].groups) {
    const auto& other = group_of(all, "hip_r", group.group);
    for (const std::size_t k : {0, 4, 8}) {
      EXPECT_EQ(group.share_ratio_min[k], other.share_ratio_min[k]);
      EXPECT_EQ(group.share_ratio_max[k], other.share_ratio_max[k]);
    }
  }
}

TEST(FeasibleRanges, OnTwoThreadsAtOnceAreTheSameBytes) {
  const auto trial = make_ranged_trial(9);
  const auto alone = trial.report();
  std::vector<std::future<TensionReport>> at_once;
  for (int i = 0; i < 4; ++i) {
    at_once.push_back(std::async(std::launch::async, [&] { return trial.report(); }));
  }
  for (auto& pending : at_once) {
    const auto report = pending.get();
    for (const auto& group : report.cuts[0].groups) {
      const auto& other = group_of(alone, "hip_r", group.group);
      EXPECT_EQ(group.share_ratio_min, other.share_ratio_min);
      EXPECT_EQ(group.share_ratio_max, other.share_ratio_max);
      EXPECT_EQ(group_of(report.phases[0], group.group).share_ratio_max,
                group_of(alone.phases[0], group.group).share_ratio_max);
    }
  }
}

TEST(FeasibleRanges, ASampleWithoutABalanceIsCounted) {
  auto trial = make_ranged_trial(4);
  trial.balance_at = [inner = trial.balance_at](std::size_t sample) {
    return sample == 2 ? std::nullopt : inner(sample);
  };
  const auto report = trial.report();
  EXPECT_EQ(report.feasible_sample_count, 3);
  EXPECT_EQ(report.feasible_sample_failed_count, 1);
  EXPECT_TRUE(std::isnan(group_of(report, "hip_r", "glutes").share_ratio_min[2]));
}

TEST(FeasibleRanges, OfAnotherTensionThanTheSharesAreABug) {
  auto trial = make_ranged_trial(3);
  trial.input.tension_N *= 1.01;
  EXPECT_THROW((void)trial.report(), Bug);
}

}  // namespace
}  // namespace loadshare::tension
