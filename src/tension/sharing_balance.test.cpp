#include "tension/sharing_balance.h"

#include <gtest/gtest.h>

#include "tiny_tension_model.h"

namespace loadshare::tension {
namespace {

// One hip, gluteus maximus (1000 N at -0.05 m) and hamstrings (600 N at -0.04 m), a reserve; 30 N m to
// extend.
class SharedHip : public ::testing::Test {
 protected:
  SharedHip() {
    // The vastus is not in the layout, and stands between the two that are.
    tiny.add_muscle("glmax1_r", {"pelvis", "femur_r"}, 1000)
        .add_muscle("vasmed_r", {"femur_r", "tibia_r"}, 900)
        .add_muscle("bflh_r", {"pelvis", "tibia_r"}, 600);
    layout.coordinate_count = 1;
    layout.arm_starts = {0, 1, 2};
    layout.arm_coordinates = {0, 0};
    layout.activation_min = Eigen::Vector2d(0, 0);
    layout.activation_max = Eigen::Vector2d(1, 1);
    layout.actuators.push_back({0, 1, -1e3, 1e3, 1});
    sample.required_force = Eigen::VectorXd::Constant(1, -30);
    sample.moment_arms_m = Eigen::Vector2d(-0.05, -0.04);
    sample.active_force_N = Eigen::Vector2d(1000, 600);
    sample.passive_force_N = Eigen::Vector2d(100, 0);
  }
  TensionReport report() {
    sharing::SharingWorkspace workspace;
    sharing::share_load(layout, settings, sample, false, workspace, shared);
    EXPECT_EQ(shared.status, numerics::BoxStatus::solved);
    Diagnostics notes;
    const auto cuts = find_cuts(tiny.model, published_muscle_groups(), {{CutRegion::hip}}, notes);
    TensionInput input;
    input.times_s = {0};
    input.tension_N = SampleMatrix::Zero(1, 3);
    input.tension_N(0, 0) = shared.tension_N[0];
    input.tension_N(0, 2) = shared.tension_N[1];
    input.moment_arm_m.resize(1);
    return compute_tension(tiny.model, published_muscle_groups(), cuts, input, {}, [&](std::size_t) {
      return make_sample_balance(layout, settings, sample, shared, {model::MuscleId(0), model::MuscleId(2)},
                                 3);
    });
  }
  testing::TinyModel tiny = testing::make_hip();
  sharing::SharingLayout layout;
  sharing::SharingSettings settings;
  sharing::SharingSample sample;
  sharing::SharedSample shared;
};

TEST_F(SharedHip, RangesFollowFromWhatTheMusclesBalance) {
  const auto found = report();
  EXPECT_EQ(found.feasible_sample_failed_count, 0);
  const auto& glutes = found.cuts.at(0).groups.at(0);
  ASSERT_EQ(glutes.group, "glutes");
  // The reserve r is held; the muscles make M = 30 N m - r, of which the passive 100 N make 5. T1 is least
  // with T2 at 600 N: T1 = (M - 24) / 0.05, and at most alone.
  const double M = 30 + shared.actuator_force[0];
  EXPECT_NEAR(shared.actuator_force[0], 0, 0.2);
  const double T1_least = (M - 24) / 0.05;
  EXPECT_NEAR(glutes.share_ratio_min[0], T1_least / (T1_least + 600), 1e-8);
  EXPECT_NEAR(glutes.share_ratio_max[0], 1, 1e-8);
}

TEST_F(SharedHip, PassiveForceThatIsLeftOutIsNotInTheRange) {
  settings.include_passive_force = false;
  sample.required_force[0] = -20;  // the hamstrings could hold it alone
  const auto found = report();
  EXPECT_NEAR(found.cuts.at(0).groups.at(0).share_ratio_min[0], 0, 1e-8);
  settings.include_passive_force = true;
  // Now 100 N of the gluteus are there whatever the hamstrings do: 15 N m make 375 N of theirs.
  const auto with_passive = report();
  const double T2 = (20 + shared.actuator_force[0] - 5) / 0.04;
  EXPECT_NEAR(with_passive.cuts.at(0).groups.at(0).share_ratio_min[0], 100 / (100 + T2), 1e-8);
  EXPECT_NEAR(T2, 375, 5);
}

}  // namespace
}  // namespace loadshare::tension
