#include "motion/gait_events.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace loadshare::motion {
namespace {

constexpr double turn = 2 * std::numbers::pi;

// Feet that swing as a sine of 1.1 s: the heel is foremost at a quarter, the toes hindmost at three quarters;
// the leg is longest a tenth of the time before. The pelvis rises and falls twice a step; +1 walks, -1 runs.
struct Walk {
  std::vector<double> times_s, pelvis_m;
  FootPath foot;
  static constexpr double step_s = 1.1;

  explicit Walk(double pelvis_sign, double swing_m = 0.3) {
    for (int i = 0; i <= 300; ++i) {
      times_s.push_back(0.01 * i);
      const double phase = turn * times_s.back() / step_s;
      foot.heel_forward_m.push_back(swing_m * std::sin(phase) - 0.05);
      foot.toes_forward_m.push_back(swing_m * std::sin(phase) + 0.12);
      foot.leg_m.push_back(0.85 + 0.04 * std::cos(phase + turn * 0.35));
      // Mid stance is half way between strike and off, at half the sine's time.
      pelvis_m.push_back(0.95 + pelvis_sign * 0.02 * std::cos(2 * phase));
    }
  }
  [[nodiscard]] std::vector<GaitEvent> events() const {
    // The right foot rests.
    const std::vector<double> still(times_s.size(), 0.0);
    return find_gait_events(times_s, {FootPath{still, still, still}, foot}, pelvis_m, 0.2);
  }
};

TEST(GaitEvents, OfWalkingAreTheExtremesOfHeelAndToes) {
  const auto events = Walk(+1).events();
  ASSERT_EQ(events.size(), 5u);
  for (std::size_t k = 0; k < events.size(); ++k) {
    EXPECT_EQ(events[k].kind, k % 2 == 0 ? GaitEvent::Kind::foot_strike : GaitEvent::Kind::toe_off);
    EXPECT_NEAR(events[k].time_s, Walk::step_s * (0.25 + 0.5 * static_cast<double>(k)), 1e-4);
    EXPECT_EQ(events[k].side, GaitSide::left);
  }
}

TEST(GaitEvents, OfRunningAFootLeavesAsTheLegIsLongest) {
  const auto events = Walk(-1).events();
  ASSERT_EQ(events.size(), 5u);
  EXPECT_NEAR(events[0].time_s, Walk::step_s * 0.25, 1e-4);
  EXPECT_NEAR(events[1].time_s, Walk::step_s * 0.65, 1e-4);
  EXPECT_NEAR(events[3].time_s, Walk::step_s * 1.65, 1e-4);
}

TEST(GaitEvents, AFootThatHardlySwingsStrikesNowhere) { EXPECT_TRUE(Walk(+1, 0.08).events().empty()); }

TEST(GaitPhases, LieBetweenTheEvents) {
  using Kind = GaitEvent::Kind;
  const std::vector<GaitEvent> events{{Kind::foot_strike, GaitSide::right, 0.3},
                                      {Kind::toe_off, GaitSide::left, 0.4},
                                      {Kind::toe_off, GaitSide::right, 1.0}};
  const auto phases = find_gait_phases(events, 0, 1.5);
  ASSERT_EQ(phases.size(), 5u);
  EXPECT_FALSE(phases[0].is_stance);  // the right foot swings before it strikes
  EXPECT_FALSE(phases[0].is_whole);
  EXPECT_TRUE(phases[1].is_stance);
  EXPECT_TRUE(phases[1].is_whole);
  EXPECT_EQ(phases[1].start_s, 0.3);
  EXPECT_EQ(phases[1].end_s, 1.0);
  EXPECT_FALSE(phases[2].is_whole);
  EXPECT_EQ(phases[2].end_s, 1.5);
  EXPECT_EQ(phases[3].side, GaitSide::left);
  EXPECT_TRUE(phases[3].is_stance);
  EXPECT_FALSE(phases[4].is_stance);
}

}  // namespace
}  // namespace loadshare::motion
