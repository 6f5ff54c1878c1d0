// Repetitions and steps of recordings against what was judged without the program: hand labels, force plates.
#include <gtest/gtest.h>
#include <toml++/toml.h>

#include <cmath>

#include "analysis/study.h"
#include "capture/storage.h"
#include "motion/gait_events.h"
#include "motion/repetitions.h"
#include "recording.h"
#include "scratch.h"
#include "source_folder.h"

namespace loadshare::recordings {
namespace {

analysis::Study study_of(const std::string& name) {
  Diagnostics notes;
  return testing::value_of(analysis::read_study(put_on(name).inputs, notes));
}

TEST(Repetitions, OfTheFiveSquatsAreThoseLabelledByHand) {
  if (const auto message = lacking(recording_named("squat"))) GTEST_SKIP() << *message;
  const auto labels =
      toml::parse_file((testing::source_folder() / "tests/recordings/labels/squat.toml").string());
  const auto study = study_of("squat");
  const auto main =
      motion::find_main_movement(study.motion, study.model, study.couplings->free_coordinates());
  const auto found = motion::find_repetitions(study.motion.times_s, main.signal_rad);
  const auto& by_hand = *labels["repetitions"].as_array();
  ASSERT_EQ(found.size(), by_hand.size());
  int holds = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const auto& label = *by_hand[i].as_table();
    EXPECT_NEAR(found[i].start_s, *label["start_s"].value<double>(), 0.1) << i;
    EXPECT_NEAR((found[i].turn_start_s + found[i].turn_end_s) / 2, *label["turn_s"].value<double>(), 0.1)
        << i;
    EXPECT_NEAR(found[i].end_s, *label["end_s"].value<double>(), 0.1) << i;
    EXPECT_TRUE(found[i].is_whole);
    holds += found[i].has_hold() ? 1 : 0;
    RecordProperty("squat", std::to_string(found[i].start_s));
  }
  EXPECT_EQ(holds, *labels["hold_count"].value<int>());
}

// Times at which a plate's vertical force rises above, or falls below, 20 N.
std::vector<double> crossings_s(const TimeSeries& forces, const std::string& column, bool rising) {
  const auto at = forces.find_column(column);
  require(at.has_value(), "the plates have " + column);
  const auto c = static_cast<Eigen::Index>(*at);
  std::vector<double> times_s;
  for (Eigen::Index i = 1; i < forces.values.rows(); ++i)
    if ((forces.values(i - 1, c) > 20) != rising && (forces.values(i, c) > 20) == rising)
      times_s.push_back(forces.times_s[static_cast<std::size_t>(i)]);
  return times_s;
}

struct Steps {
  const char *recording, *plates, *right, *left;
  double strike_s, off_s;  // how close
};

class StepsOfPlates : public ::testing::TestWithParam<Steps> {};

TEST_P(StepsOfPlates, AreFoundInTheMotionAlone) {
  const auto& steps = GetParam();
  if (const auto message = lacking(recording_named(steps.recording))) GTEST_SKIP() << *message;
  const auto study = study_of(steps.recording);
  const auto events = motion::find_gait_events(study.model, *study.skeleton, study.motion);
  ASSERT_TRUE(events.has_value());
  Diagnostics notes;
  const auto forces = testing::value_of(capture::read_storage(data_file(steps.plates), notes));
  using Kind = motion::GaitEvent::Kind;
  int event_count = 0;
  for (const auto side : {motion::GaitSide::right, motion::GaitSide::left})
    for (const auto kind : {Kind::foot_strike, Kind::toe_off}) {
      const auto* column = side == motion::GaitSide::right ? steps.right : steps.left;
      for (const double plate_s : crossings_s(forces, column, kind == Kind::foot_strike)) {
        // What happens as the recording begins or ends has no extreme in it.
        constexpr double inside_s = 0.1;
        if (plate_s < study.motion.times_s.front() + inside_s ||
            plate_s > study.motion.times_s.back() - inside_s)
          continue;
        ++event_count;
        double nearest_s = 1e9;
        for (const auto& event : *events)
          if (event.side == side && event.kind == kind &&
              std::abs(event.time_s - plate_s) < std::abs(nearest_s))
            nearest_s = event.time_s - plate_s;
        EXPECT_LT(std::abs(nearest_s), kind == Kind::foot_strike ? steps.strike_s : steps.off_s)
            << column << (kind == Kind::foot_strike ? " strikes at " : " leaves at ") << plate_s << ", found "
            << nearest_s << " s later";
      }
    }
  EXPECT_GE(event_count, 3);
}
INSTANTIATE_TEST_SUITE_P(Recorded, StepsOfPlates,
                         ::testing::Values(Steps{"gait_walk", "gait_walk/grf_walk.mot", "ground_force_r_vy",
                                                 "ground_force_l_vy", 0.03, 0.03},
                                           Steps{"run", "run/grf_run.mot", "R_ground_force_vy",
                                                 "L_ground_force_vy", 0.05, 0.05}),
                         [](const auto& tested) { return std::string(tested.param.recording); });

}  // namespace
}  // namespace loadshare::recordings
