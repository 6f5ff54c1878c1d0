#include "sharing/share_trial.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <limits>

#include "synthetic_sharing.h"

namespace loadshare::sharing {
namespace {

// A cyclic movement of a synthetic body.
struct Movement {
  testing::SyntheticBody body = testing::make_synthetic_body(40, 16, 6, 5);
  SharingLayout layout;

  Movement() {
    const double infinity = std::numeric_limits<double>::infinity();
    layout.coordinate_count = 16;
    for (int i = 0; i < 40; ++i) {
      for (int j = 0; j < 16; ++j) {
        if (body.moment_arms_m(i, j) != 0) layout.arm_coordinates.push_back(j);
      }
      layout.arm_starts.push_back(static_cast<int>(layout.arm_coordinates.size()));
    }
    layout.activation_min = Eigen::VectorXd::Constant(40, 0.01);
    layout.activation_max = Eigen::VectorXd::Ones(40);
    for (int j = 0; j < 16; ++j) layout.actuators.push_back({j, 1, -infinity, infinity, 1});
  }

  void fill(int k, SharingSample& sample) const {
    const double phase = 0.05 * k;
    sample.required_force = body.moment_Nm + std::sin(phase + 0.7) * body.moment_swing_Nm;
    sample.moment_arms_m.resize(static_cast<Eigen::Index>(layout.arm_coordinates.size()));
    for (int i = 0, entry = 0; i < 40; ++i) {
      for (int j = 0; j < 16; ++j) {
        if (body.moment_arms_m(i, j) == 0) continue;
        sample.moment_arms_m[entry++] = body.moment_arms_m(i, j) + std::sin(phase) * body.swing_m(i, j);
      }
    }
    sample.active_force_N = body.strength_N;
    sample.passive_force_N = (0.05 + 0.05 * std::sin(phase)) * body.strength_N;
  }

  [[nodiscard]] SharedTrial share(const SharingSettings& settings, int sample_count,
                                  const TrialOptions& options) const {
    SharedTrial trial(layout, sample_count);
    share_trial(
        layout, settings, sample_count,
        [&] { return [&](int k, SharingSample& sample) { fill(k, sample); }; },
        [&](int k, const SharingSample&, const SharedSample& shared) { trial.keep(k, shared); }, options);
    return trial;
  }
};

TEST(ShareTrial, GivesTheSameBytesOnOneAndOnTwoThreads) {
  const Movement movement;
  for (double exponent : {2.0, 3.0}) {
    const SharingSettings settings{.exponent = exponent, .solver = {}};
    const SharedTrial one = movement.share(settings, 1000, {.thread_count = 1});
    const SharedTrial two = movement.share(settings, 1000, {.thread_count = 2});
    EXPECT_EQ(one.activation, two.activation);
    EXPECT_EQ(one.tension_N, two.tension_N);
    EXPECT_EQ(one.actuator_force, two.actuator_force);
    EXPECT_EQ(one.residual, two.residual);
    EXPECT_EQ(one.objective, two.objective);
    EXPECT_EQ(one.factorisations, two.factorisations);
    for (const auto status : one.status) EXPECT_EQ(status, numerics::BoxStatus::solved);
  }
}

TEST(ShareTrial, DoesNotDependOnTheChunksForSquares) {
  const Movement movement;
  const SharedTrial whole = movement.share({}, 200, {.chunk_size = 200});
  const SharedTrial single = movement.share({}, 200, {.chunk_size = 1});
  EXPECT_EQ(whole.activation, single.activation);
  EXPECT_EQ(whole.tension_N, single.tension_N);
}

TEST(ShareTrial, BalancesEachSample) {
  const Movement movement;
  const SharedTrial trial = movement.share({}, 150, {});
  for (int k = 0; k < 150; ++k) {
    SharingSample sample;
    movement.fill(k, sample);
    Eigen::VectorXd made = trial.actuator_force.row(k);
    for (int i = 0; i < 40; ++i) {
      EXPECT_GE(trial.activation(k, i), 0.01);
      EXPECT_LE(trial.activation(k, i), 1.0);
      for (int entry = movement.layout.arm_starts[i]; entry < movement.layout.arm_starts[i + 1]; ++entry) {
        made[movement.layout.arm_coordinates[entry]] += sample.moment_arms_m[entry] * trial.tension_N(k, i);
      }
    }
    EXPECT_LT((made - sample.required_force).cwiseAbs().maxCoeff(), 1e-9) << k;
  }
}

TEST(ShareTrial, AsksForEverySampleOnce) {
  const Movement movement;
  std::vector<std::atomic<int>> filled(130), kept(130);
  std::atomic<int> fillers = 0;
  share_trial(
      movement.layout, {}, 130,
      [&] {
        ++fillers;
        return [&](int k, SharingSample& sample) {
          ++filled[static_cast<std::size_t>(k)];
          movement.fill(k, sample);
        };
      },
      [&](int k, const SharingSample&, const SharedSample&) { ++kept[static_cast<std::size_t>(k)]; },
      {.chunk_size = 64, .thread_count = 2});
  EXPECT_EQ(fillers, 3);
  for (const auto& count : filled) EXPECT_EQ(count, 1);
  for (const auto& count : kept) EXPECT_EQ(count, 1);
  EXPECT_NO_THROW((void)movement.share({}, 0, {}));
}

TEST(ShareTrial, ASampleThatIsNoneDoesNotSpoilItsNeighbours) {
  const Movement movement;
  SharedTrial trial(movement.layout, 20);
  share_trial(
      movement.layout, {}, 20,
      [&] {
        return [&](int k, SharingSample& sample) {
          movement.fill(k, sample);
          if (k == 7) sample.required_force[8] = std::numeric_limits<double>::quiet_NaN();
        };
      },
      [&](int k, const SharingSample&, const SharedSample& shared) { trial.keep(k, shared); });
  const SharedTrial clean = movement.share({}, 20, {});
  for (int k = 0; k < 20; ++k) {
    EXPECT_EQ(trial.status[static_cast<std::size_t>(k)],
              k == 7 ? numerics::BoxStatus::not_converged : numerics::BoxStatus::solved);
    if (k != 7) {
      EXPECT_EQ(trial.activation.row(k), clean.activation.row(k)) << k;
    }
  }
}

}  // namespace
}  // namespace loadshare::sharing
