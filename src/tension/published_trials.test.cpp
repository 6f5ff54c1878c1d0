// The report of recorded movements, from OpenSim's own muscle forces and moment arms: its net moments are
// held against OpenSim's inverse dynamics, which know nothing of muscles.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "capture/storage.h"
#include "model/osim_reader.h"
#include "tension/compute_tension.h"
#include "test_data.h"

namespace loadshare::tension {
namespace {

struct Case {
  const char* folder;
  const char* model;
  int hip_and_lumbar_cuts;
};

std::ostream& operator<<(std::ostream& out, const Case& c) { return out << c.folder; }

std::optional<TimeSeries> read(const std::string& relative) {
  const auto path = testing::find_data(relative);
  if (!path) return std::nullopt;
  Diagnostics notes;
  auto series = capture::read_storage(*path, notes);
  if (!series) {
    ADD_FAILURE() << series.refusal().text();
    return std::nullopt;
  }
  return *std::move(series);
}

std::optional<Eigen::Index> find_row(const TimeSeries& series, double time_s) {
  for (std::size_t k = 0; k < series.times_s.size(); ++k) {
    if (std::abs(series.times_s[k] - time_s) < 1e-6) return static_cast<Eigen::Index>(k);
  }
  return std::nullopt;
}

// Rows of `series` at the times given, columns in the order of `names`.
SampleMatrix rows_at(const TimeSeries& series, const std::vector<double>& times,
                     const std::vector<std::string>& names) {
  SampleMatrix rows(static_cast<Eigen::Index>(times.size()), static_cast<Eigen::Index>(names.size()));
  for (std::size_t k = 0; k < times.size(); ++k) {
    const auto row = find_row(series, times[k]);
    for (std::size_t i = 0; i < names.size(); ++i) {
      const auto column = series.find_column(names[i]);
      require(row && column, "the file has every time and column that is asked for");
      rows(static_cast<Eigen::Index>(k), static_cast<Eigen::Index>(i)) =
          series.values(*row, static_cast<Eigen::Index>(*column));
    }
  }
  return rows;
}

class PublishedTrial : public ::testing::TestWithParam<Case> {
 protected:
  void SetUp() override {
    expected = std::string("../reference/") + GetParam().folder + "/expected/";
    for (const std::string& needed :
         {std::string(GetParam().model), expected + "so_StaticOptimization_force.sto"}) {
      if (!testing::find_data(needed)) GTEST_SKIP() << testing::left_out(needed);
    }
    Diagnostics notes;
    auto read_model = model::read_osim(*testing::find_data(GetParam().model), notes);
    ASSERT_TRUE(read_model) << read_model.refusal().text();
    model = *std::move(read_model);
    for (const auto& muscle : model.muscles) muscles.push_back(muscle.name);
    cuts = find_cuts(model, published_muscle_groups(), {}, notes);
    force = *read(expected + "so_StaticOptimization_force.sto");
    const auto activation = *read(expected + "so_StaticOptimization_activation.sto");
    const auto arms = arms_about("hip_flexion_r");
    ASSERT_TRUE(arms);
    // Common times of all files.
    for (const double time_s : force.times_s) {
      if (find_row(*arms, time_s) && find_row(activation, time_s)) input.times_s.push_back(time_s);
    }
    ASSERT_GT(input.times_s.size(), 5u);
    input.tension_N = rows_at(force, input.times_s, muscles);
    activations = rows_at(activation, input.times_s, muscles);
    for (const auto& cut : cuts.cuts) {
      const auto about = cut.flexion_coordinate.is_some()
                             ? arms_about(model.coordinates[cut.flexion_coordinate.at()].name)
                             : std::nullopt;
      input.moment_arm_m.emplace_back();
      if (!about) continue;
      auto matrix = rows_at(*about, input.times_s, muscles);
      matrix.conservativeResize(Eigen::NoChange,
                                static_cast<Eigen::Index>(muscles.size() + model.ligaments.size()));
      matrix.rightCols(static_cast<Eigen::Index>(model.ligaments.size())).setZero();
      input.moment_arm_m.back() = matrix;
    }
  }

  std::optional<TimeSeries> arms_about(const std::string& coordinate) const {
    return read(expected + "ma_MuscleAnalysis_MomentArm_" + coordinate + ".sto");
  }

  // The moments of the muscles about all coordinates whose arms are there; no reserves.
  BalanceAt balances() const {
    std::vector<SampleMatrix> arms;
    for (const auto& coordinate : model.coordinates) {
      if (coordinate.name == "pelvis_tilt") continue;
      const auto about = arms_about(coordinate.name);
      if (about) arms.push_back(rows_at(*about, input.times_s, muscles));
    }
    return [this, arms](std::size_t sample) -> std::optional<SampleBalance> {
      const auto k = static_cast<Eigen::Index>(sample), n = static_cast<Eigen::Index>(muscles.size());
      SampleBalance balance;
      balance.balance.solved = activations.row(k).transpose();
      balance.balance.lower = Eigen::VectorXd::Constant(n, 0.01).cwiseMin(balance.balance.solved);
      balance.balance.upper = Eigen::VectorXd::Ones(n);
      balance.balance.is_held.assign(muscles.size(), false);
      balance.tension_N_fixed = Eigen::VectorXd::Zero(n);
      balance.tension_N_per_unit = Eigen::VectorXd::Zero(n);
      Eigen::MatrixXd a(static_cast<Eigen::Index>(arms.size()), n);
      for (Eigen::Index i = 0; i < n; ++i) {
        balance.muscle_of.emplace_back(static_cast<int>(i));
        if (activations(k, i) > 0) balance.tension_N_per_unit[i] = input.tension_N(k, i) / activations(k, i);
        for (std::size_t j = 0; j < arms.size(); ++j) {
          a(static_cast<Eigen::Index>(j), i) = arms[j](k, i) * balance.tension_N_per_unit[i];
        }
      }
      balance.balance.columns = numerics::make_column_matrix(a);
      return balance;
    };
  }

  std::string expected;
  model::Model model;
  std::vector<std::string> muscles;
  ModelCuts cuts;
  TimeSeries force;
  TensionInput input;
  SampleMatrix activations;
};

TEST_P(PublishedTrial, KnowsEveryMuscleAndFindsTheCuts) {
  EXPECT_TRUE(cuts.unknown_muscles.empty());
  EXPECT_EQ(static_cast<int>(cuts.cuts.size()), GetParam().hip_and_lumbar_cuts);
  int defaults = 0;
  for (const auto& cut : cuts.cuts) defaults += cut.is_default ? 1 : 0;
  EXPECT_EQ(defaults, 3);
}

// Those of which the reference's inverse dynamics and static optimisation state the same moments.
class BalancedTrial : public PublishedTrial {};

// What muscles and reserve do about a joint is what inverse dynamics asks for there.
TEST_P(BalancedTrial, NetMomentsAreThoseOfInverseDynamics) {
  const auto asked = read(expected + "inverse_dynamics.sto");
  ASSERT_TRUE(asked);
  const auto report = compute_tension(model, published_muscle_groups(), cuts, input, {}, BalanceAt{});
  int compared = 0;
  for (const auto& cut : report.cuts) {
    const auto moment = asked->find_column(cut.flexion_coordinate + "_moment");
    const auto reserve = force.find_column(cut.flexion_coordinate + "_reserve");
    ASSERT_TRUE(moment && reserve) << cut.flexion_coordinate;
    const double sign = cut.region == CutRegion::lumbar ? -1 : 1;
    for (std::size_t k = 0; k < input.times_s.size(); ++k) {
      const auto asked_row = find_row(*asked, input.times_s[k]),
                 force_row = find_row(force, input.times_s[k]);
      if (!asked_row || !force_row || cut.net_moment_Nm.empty()) continue;
      EXPECT_NEAR(sign * cut.net_moment_Nm[k] + force.values(*force_row, static_cast<Eigen::Index>(*reserve)),
                  asked->values(*asked_row, static_cast<Eigen::Index>(*moment)), 0.5)
          << cut.name << " at " << input.times_s[k];
      ++compared;
    }
  }
  EXPECT_GT(compared, 30);
}

TEST_P(PublishedTrial, SharesLieInTheirRanges) {
  TensionOptions options;
  options.feasible_samples_per_phase = 3;
  const auto report = compute_tension(model, published_muscle_groups(), cuts, input, options, balances());
  EXPECT_EQ(report.feasible_sample_failed_count, 0);
  EXPECT_EQ(report.feasible_sample_count, 3);
  for (const auto& cut : report.cuts) {
    // The 80-muscle models drive the trunk by motors.
    EXPECT_EQ(cut.groups.empty(), cut.name == "back" && model.muscles.size() == 80) << cut.name;
    for (std::size_t k = 0; k < input.times_s.size(); ++k) {
      double sum = 0;
      for (const auto& group : cut.groups) {
        EXPECT_EQ(group.share_ratio_min.empty(), !cut.is_default) << cut.name;
        if (!std::isnan(group.share_ratio[k])) sum += group.share_ratio[k];
        if (group.share_ratio_min.empty() || std::isnan(group.share_ratio_min[k])) continue;
        EXPECT_LE(group.share_ratio_min[k], group.share_ratio[k] + 1e-9) << cut.name << group.group;
        EXPECT_GE(group.share_ratio_max[k], group.share_ratio[k] - 1e-9) << cut.name << group.group;
      }
      if (cut.tension_N[k] > 0) {
        EXPECT_NEAR(sum, 1, 1e-12);
      }
    }
  }
}

std::string name_of_case(const ::testing::TestParamInfo<Case>& trial) { return trial.param.folder; }

constexpr Case gait2392{"gait2392", "gait2392_reference/subject01_simbody_adjusted_StaticOp.osim", 3};
constexpr Case gait_walk{"gait_walk", "gait_walk/subject_walk_scaled.osim", 3};
constexpr Case squat{"squat", "squat/manually_scaled.osim", 3};
constexpr Case run{"run", "run/Rajagopal2015_scaled.osim", 3};
constexpr Case spine318{"spine318", "markerless/Model_Pose2Sim_muscles_flex.osim", 8};

INSTANTIATE_TEST_SUITE_P(Recorded, PublishedTrial,
                         ::testing::Values(gait2392, gait_walk, squat, run, spine318), name_of_case);
INSTANTIATE_TEST_SUITE_P(Recorded, BalancedTrial, ::testing::Values(gait2392, squat), name_of_case);

}  // namespace
}  // namespace loadshare::tension
