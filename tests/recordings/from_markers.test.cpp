#include "from_markers.h"

#include <gtest/gtest.h>

#include "written_page.h"

namespace loadshare::recordings {
namespace {

class FromMarkers : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const auto& marker_case : marker_cases())
      if (const auto message = lacking(marker_case)) GTEST_SKIP() << *message;
  }
};

TEST_F(FromMarkers, AnglesOfTheSquatAreTheExperts) {
  for (const auto& gap : gaps_to_expert(followed("squat"))) EXPECT_LT(gap.rms_deg, 5) << gap.coordinate;
}

TEST_F(FromMarkers, MarkersLieNearerThanTheExperts) {
  for (const auto& marker_case : marker_cases()) {
    if (marker_case.model.empty()) continue;
    const auto& errors = expert_errors(marker_case.name);
    EXPECT_GE(errors.marker_count, 40u) << marker_case.name;
    EXPECT_LT(errors.ours_rms_m, 1.2 * errors.rms_m) << marker_case.name;
  }
}

TEST_F(FromMarkers, SegmentsAreAsLongAsTheExperts) {
  for (const auto& gap : lengths_to_expert())
    if (gap.is_held) {
      EXPECT_NEAR(gap.ours_m / gap.expert_m, 1, 0.05) << gap.name;
    }
}

TEST_F(FromMarkers, EverySampleIsSolved) {
  for (const auto& marker_case : marker_cases()) {
    const auto& ours = followed(marker_case.name);
    EXPECT_TRUE(ours.fitted.converged) << marker_case.name;
    EXPECT_EQ(ours.tracked.unsolved_count, 0) << marker_case.name;
    EXPECT_TRUE(ours.tracked.motion.values.allFinite()) << marker_case.name;
    EXPECT_TRUE(ours.tracked.standard_error.allFinite()) << marker_case.name;
  }
}

TEST_F(FromMarkers, NoiseWidensAndDoesNotMoveTheMedians) {
  for (const double noise_m : noise_levels_m())
    for (const auto& shift : median_shifts(followed("squat"), followed_with_noise(noise_m))) {
      EXPECT_LT(std::abs(shift.moved_deg), shift.error_deg) << shift.coordinate << " " << noise_m;
      EXPECT_GT(shift.error_deg, shift.error_before_deg) << shift.coordinate << " " << noise_m;
    }
}

TEST_F(FromMarkers, CommittedPageSaysWhatThisRunMeasures) {
  const auto difference = testing::difference_to_committed(make_from_markers_page(), "from-markers.md");
  EXPECT_TRUE(difference.empty()) << difference;
}

}  // namespace
}  // namespace loadshare::recordings
