#include "tension/phases.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "tiny_tension_model.h"

namespace loadshare::tension {
namespace {

double sum(const std::vector<double>& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

TEST(TimeWeights, IntegrateLinesExactlyBetweenSamples) {
  const std::vector<double> times{0, 0.1, 0.4, 1.0};
  const auto weights = time_weights_s(times, 0.05, 0.7);
  // Integrals of 1 and of t from 0.05 to 0.7.
  EXPECT_NEAR(sum(weights), 0.65, 1e-15);
  double first_moment = 0;
  for (std::size_t k = 0; k < times.size(); ++k) first_moment += weights[k] * times[k];
  EXPECT_NEAR(first_moment, 0.5 * (0.49 - 0.0025), 1e-15);
}

TEST(TimeWeights, AdjoiningPhasesAddUp) {
  const std::vector<double> times{0, 0.13, 0.21, 0.5, 0.9, 1.0};
  const auto whole = time_weights_s(times, 0, 1);
  const auto first = time_weights_s(times, 0, 0.37), second = time_weights_s(times, 0.37, 1);
  for (std::size_t k = 0; k < times.size(); ++k) EXPECT_NEAR(first[k] + second[k], whole[k], 1e-15);
}

TEST(TimeWeights, NothingLiesOutsideTheSamples) {
  const std::vector<double> times{0, 1};
  EXPECT_EQ(sum(time_weights_s(times, 2, 3)), 0);
  EXPECT_NEAR(sum(time_weights_s(times, -5, 5)), 1, 1e-15);
  EXPECT_TRUE(time_weights_s({}, 0, 1).empty());
}

TensionInput make_input(int samples) {
  TensionInput input;
  for (int k = 0; k < samples; ++k) input.times_s.push_back(0.1 * k);
  input.tension_N = SampleMatrix::Ones(samples, 1);
  return input;
}

TEST(SelectSamples, LeavesOutWhatWasNotBalanced) {
  auto input = make_input(5);
  input.status = {SampleStatus::solved, SampleStatus::infeasible, SampleStatus::reserve_needed,
                  SampleStatus::not_converged, SampleStatus::solved};
  input.tension_N(4, 0) = std::numeric_limits<double>::quiet_NaN();
  const auto samples = select_samples(input, {"whole", 0, 0.4});
  EXPECT_EQ(samples.samples, (std::vector<std::size_t>{0, 2}));
  EXPECT_EQ(samples.left_out_count, 3);
  EXPECT_NEAR(samples.weight_s[0], 0.05, 1e-15);
  EXPECT_NEAR(samples.weight_s[1], 0.1, 1e-15);
}

TEST(SelectSamples, ASingleSampleHasNoDuration) {
  const auto samples = select_samples(make_input(1), {"whole", 0, 0});
  EXPECT_FALSE(samples.has_duration);
  EXPECT_EQ(samples.samples.size(), 1u);
}

TEST(SelectSamples, APhaseThatEndsBeforeItStartsIsABug) {
  EXPECT_THROW((void)select_samples(make_input(2), {"back to front", 1, 0}), Bug);
}

class LongLength : public ::testing::Test {
 protected:
  LongLength() {
    tiny.add_muscle("psoas_r", {"pelvis", "femur_r"}).add_muscle("iliacus_r", {"pelvis", "femur_r"});
    tiny.add_muscle("psoas_l", {"pelvis", "femur_r"});
    for (const auto& muscle : tiny.model.muscles) {
      assignments.push_back(assign_muscle(published_muscle_groups(), muscle.name));
    }
    // Samples at 0, 0.1, 0.2 s, so weights of 0.05, 0.1, 0.05 s.
    input = make_input(3);
    input.tension_N.resize(3, 3);
    input.tension_N << 100, 10, 1, 200, 20, 2, 400, 40, 4;
    input.norm_fiber_length.resize(3, 3);
    input.norm_fiber_length << 1.0, 1.2, 1.0, 1.1, 1.2, 1.0, 1.3, 0.9, 1.0;
  }
  std::vector<LongLengthTension> measure() const {
    return measure_long_length(tiny.model, published_muscle_groups(), assignments, input,
                               select_samples(input, {"whole", 0, 0.2}), {});
  }
  testing::TinyModel tiny = testing::make_hip();
  std::vector<Assignment> assignments;
  TensionInput input;
};

TEST_F(LongLength, CountsWhatIsHeldAboveElevenTenths) {
  const auto held = measure();
  ASSERT_EQ(held.size(), 2u);
  EXPECT_EQ(held[0].group, "hip_flexors");
  EXPECT_EQ(held[0].side, Side::right);
  EXPECT_NEAR(held[0].impulse_Ns, 0.05 * 110 + 0.1 * 220 + 0.05 * 440, 1e-12);
  // The psoas at the last sample (1.1 is not above 1.1), the iliacus at the first two.
  EXPECT_NEAR(held[0].impulse_Ns_above_norm_length, 0.05 * 400 + 0.05 * 10 + 0.1 * 20, 1e-12);
  EXPECT_NEAR(held[0].tension_N_peak_above_norm_length, 400, 1e-12);
  EXPECT_NEAR(held[0].norm_fiber_length_max, 1.3, 1e-15);
  EXPECT_TRUE(std::isnan(held[0].impulse_Ns_above_own_range));
  EXPECT_EQ(held[1].side, Side::left);
  EXPECT_EQ(held[1].impulse_Ns_above_norm_length, 0);
}

TEST_F(LongLength, CountsWhatIsHeldInTheLastFifthOfTheOwnRange) {
  input.norm_fiber_length_range_min = {0.5, 0.5, 1.0};
  input.norm_fiber_length_range_max = {1.2, 1.5, 1.0};  // psoas from 1.06, iliacus from 1.3, no range
  const auto held = measure();
  EXPECT_NEAR(held[0].impulse_Ns_above_own_range, 0.1 * 200 + 0.05 * 400, 1e-12);
  EXPECT_EQ(held[1].impulse_Ns_above_own_range, 0);
}

TEST_F(LongLength, IsNotKnownWithoutFibreLengths) {
  input.norm_fiber_length.resize(0, 0);
  EXPECT_TRUE(measure().empty());
}

}  // namespace
}  // namespace loadshare::tension
