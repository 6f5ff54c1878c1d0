#include "analysis/measured_activity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <fstream>

#include "scratch.h"

namespace loadshare::analysis {
namespace {

using ::testing::HasSubstr;

// Four muscles, of which the third is not in use.
model::Model four_muscles() {
  model::Model model;
  for (const auto& [name, strength_N] :
       {std::pair{"back_1_r", 100.0}, {"back_2_r", 300.0}, {"idle_r", 50.0}, {"front_r", 80.0}}) {
    model::Muscle muscle;
    muscle.name = name;
    muscle.max_isometric_force_N = strength_N;
    model.muscles.push_back(muscle);
  }
  return model;
}

class MeasuredMuscles : public ::testing::Test {
 protected:
  Result<MeasuredActivity> make(const std::string& channels, const std::string& rows,
                                const std::vector<double>& times_s = {0, 1, 2}) {
    const auto folder = testing::scratch_folder("measured");
    std::ofstream(folder / "emg.toml") << "format = 1\nenvelopes = \"e.sto\"\nnear = 0.1\n" << channels;
    std::ofstream(folder / "e.sto")
        << "e\nversion=1\nnRows=3\nnColumns=3\ninDegrees=no\nendheader\ntime\tback\tfront\n"
        << rows;
    return MeasuredActivity::make(testing::value_of(capture::read_emg(folder / "emg.toml")), model_, used_,
                                  times_s, notes_);
  }
  std::string refused(const std::string& channels, const std::vector<double>& times_s = {0, 1, 2}) {
    const auto made = make(channels, rows_, times_s);
    return made ? "was made" : made.refusal().what;
  }

  const model::Model model_ = four_muscles();
  const std::vector<std::size_t> used_{0, 1, 3};
  const std::string rows_ = "0\t0.2\t0.1\n1\t0.4\t0.1\n2\t0.8\t0.1\n";
  const std::string both_ =
      "[[channels]]\ncolumn = \"back\"\nmuscles = [\"back_*\"]\n[[channels]]\ncolumn = \"front\"\nmuscles = "
      "[\"front*\"]\n";
  Diagnostics notes_;
};

TEST_F(MeasuredMuscles, AreConditionsOnTheirMeanWeightedWithStrength) {
  const auto made = testing::value_of(make(both_, rows_, {0.5, 1.5}));
  sharing::SharingLayout layout;
  layout.conditions.push_back({});
  EXPECT_EQ(made.add_to(layout), 1);
  ASSERT_EQ(layout.condition_count(), 3);
  EXPECT_EQ(layout.conditions[1].unit, 0.1);
  EXPECT_EQ(layout.conditions[1].surplus_price, layout.conditions[1].shortfall_price);
  sharing::SharingSample sample;
  sample.condition_of_activation.setZero(3, 3);
  sample.condition_target.setZero(3);
  made.fill(1, 1, sample);
  EXPECT_EQ(sample.condition_of_activation.row(1), Eigen::RowVector3d(0.25, 0.75, 0));
  EXPECT_EQ(sample.condition_of_activation.row(2), Eigen::RowVector3d(0, 0, 1));
  EXPECT_NEAR(sample.condition_target[1], 0.6, 1e-12);
  EXPECT_EQ(sample.condition_of_activation.row(0).norm(), 0);
}

// Two muscles pull against each other with nothing to balance, and no effort is least: near an EMG of 0.3 of
// the one, the sum of squares a^2 + b^2 + ((e - a) / near)^2 with b = r a is least at a = e / (1 + near^2 (1
// + r^2)), r the ratio of their strengths times arms.
TEST_F(MeasuredMuscles, AreHeldAsFarAsTheirEffortIsWorth) {
  const auto made = testing::value_of(make("[[channels]]\ncolumn = \"back\"\nmuscles = [\"back_1*\"]\n",
                                           "0\t0.3\t0\n1\t0.3\t0\n2\t0.3\t0\n"));
  sharing::SharingLayout layout;
  layout.coordinate_count = 1;
  layout.arm_starts = {0, 1, 2, 3};
  layout.arm_coordinates = {0, 0, 0};
  layout.activation_min.setZero(3);
  layout.activation_max.setOnes(3);
  const int first = made.add_to(layout);
  sharing::SharingSample sample;
  sample.required_force = Eigen::VectorXd::Zero(1);
  sample.moment_arms_m = Eigen::Vector3d(0.05, 0, -0.1);
  sample.active_force_N = Eigen::Vector3d(100, 300, 80);
  sample.passive_force_N = Eigen::Vector3d::Zero();
  sample.condition_of_activation.setZero(1, 3);
  sample.condition_of_control.setZero(1, 0);
  sample.condition_target.setZero(1);
  made.fill(first, 0, sample);
  sharing::SharingWorkspace workspace;
  sharing::SharedSample shared;
  sharing::share_load(layout, {}, sample, false, workspace, shared);
  ASSERT_EQ(shared.status, numerics::BoxStatus::solved);
  const double r = 0.05 * 100 / (0.1 * 80), near = 0.1;
  const double a = 0.3 / (1 + near * near * (1 + r * r));
  EXPECT_NEAR(shared.activation[0], a, 1e-7);
  EXPECT_NEAR(shared.activation[2], r * a, 1e-7);
  EXPECT_NEAR(shared.activation[1], 0, 1e-7);
}

TEST_F(MeasuredMuscles, AreComparedWhereSamplesWereSolved) {
  const auto made = testing::value_of(make(both_, rows_));
  SampleMatrix activation(3, 3);
  activation << 0.2, 0.2, 0, 0.5, 0.5, 0, std::nan(""), std::nan(""), std::nan("");
  const auto report = made.compare(activation);
  ASSERT_EQ(report.channels.size(), 2u);
  EXPECT_NEAR(report.channels[0].measured_peak, 0.4, 1e-12);
  EXPECT_NEAR(report.channels[0].computed_mean, 0.35, 1e-12);
  EXPECT_NEAR(report.channels[0].deviation_rms, 0.1 / std::sqrt(2.0), 1e-12);
  EXPECT_NEAR(report.channels[0].correlation, 1, 1e-12);
  EXPECT_TRUE(std::isnan(report.channels[1].correlation));
  EXPECT_EQ(report.channels[1].muscles, std::vector<std::string>{"front_r"});
}

TEST_F(MeasuredMuscles, MoreThanFullIsFullAndNoted) {
  const auto made = testing::value_of(make(both_, "0\t0.2\t0.1\n1\t1.4\t0.1\n2\t0.8\t0.1\n"));
  EXPECT_NEAR(made.compare(SampleMatrix::Zero(3, 3)).channels[0].measured_peak, 1, 1e-12);
  ASSERT_EQ(notes_.findings().size(), 1u);
  EXPECT_EQ(notes_.findings()[0].what, "back reaches 1.40 of full activity; more than full is taken as full");
}

TEST_F(MeasuredMuscles, AreFreeWhereNothingWasMeasured) {
  const auto made = testing::value_of(make(both_, rows_, {-1, 0, 2}));
  sharing::SharingSample sample;
  sample.condition_of_activation.setOnes(2, 3);
  sample.condition_target.setOnes(2);
  made.fill(0, 0, sample);
  EXPECT_EQ(sample.condition_of_activation(0, 0), 0);
  EXPECT_EQ(sample.condition_target.norm(), 0);
  ASSERT_EQ(notes_.findings().size(), 1u);
  EXPECT_THAT(notes_.findings()[0].what, HasSubstr("nothing is held in 1 of 3 samples"));
}

TEST_F(MeasuredMuscles, ThatDoNotFitTheModelOrTheMotionAreRefused) {
  EXPECT_EQ(refused("[[channels]]\ncolumn = \"back\"\nmuscles = [\"idle*\"]\n"),
            "no muscle of the model lies under back");
  EXPECT_EQ(refused("[[channels]]\ncolumn = \"back\"\nmuscles = [\"*\"]\n[[channels]]\ncolumn = "
                    "\"front\"\nmuscles = [\"front*\"]\n"),
            "front_r lies under back and under front");
  EXPECT_THAT(refused(both_, {1.5, 2.5, 3.5}),
              HasSubstr("measured from 0.000 to 2.000 s, the motion runs from 1.500 to 3.500 s"));
}

}  // namespace
}  // namespace loadshare::analysis
