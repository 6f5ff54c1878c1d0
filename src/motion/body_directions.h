// Directions of a person in a recording, from its points alone, before anything is fitted: which way the body
// stands, where its right is, where its front is. All in the recording's own axes F.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "capture/markers.h"
#include "motion/placed_points.h"

namespace loadshare::motion {

// Parts of a body that stand above one another in an upright person.
enum class Level { trunk, hips, knees, feet };
inline constexpr std::size_t level_count = 4;

// Which points tell what; indices of the recording's points.
struct BodyLandmarks {
  std::array<std::vector<std::size_t>, level_count> levels;  // by Level
  struct Pair {
    std::size_t right = 0, left = 0;
  };
  std::vector<Pair> hip_pairs, shoulder_pairs;
  // Points of one rigid piece, with how far in front of each other they sit [m].
  struct Front {
    std::size_t point = 0;
    double x_m = 0;
  };
  std::vector<std::vector<Front>> fronts;  // pelvis, trunk with head, right foot, left foot
};
[[nodiscard]] BodyLandmarks find_landmarks(const std::vector<PlacedPoint>& points, const model::Model& model);

// The mean place of those points that are seen at the sample.
[[nodiscard]] std::optional<Vec3> mean_place(const capture::MarkerRecording& recording, std::size_t sample,
                                             const std::vector<std::size_t>& points);
// From hips to trunk, else from feet to hips: along the body, not normalised.
[[nodiscard]] std::optional<Vec3> along_body(const capture::MarkerRecording& recording, std::size_t sample,
                                             const BodyLandmarks& landmarks);
// From left to right at the hips, else at the shoulders; unit.
[[nodiscard]] std::optional<Vec3> to_the_right(const capture::MarkerRecording& recording, std::size_t sample,
                                               const BodyLandmarks& landmarks);

// Share of the samples in which the person stands upright along the unit vector: trunk above hips above knees
// above feet, and the line from feet to trunk within 45 degrees of it. None where no sample shows enough.
[[nodiscard]] std::optional<double> upright_ratio(const capture::MarkerRecording& recording,
                                                  const BodyLandmarks& landmarks, const Vec3& up_F);
// How much the level of the lowest point changes [m]: the range of the middle nine tenths of the samples.
[[nodiscard]] double lowest_level_range_m(const capture::MarkerRecording& recording,
                                          const std::vector<PlacedPoint>& points, const Vec3& up_F);
// Mean cosine between where the front should be, from the body's length and its right, and where it is (ASIS
// before PSIS, nose before ears, toes before heels; else knees before the line from hips to ankles where they
// bend): near 1 where sides are as named, near -1 where they are exchanged or the recording is mirrored. None
// where nothing tells front from rear.
[[nodiscard]] std::optional<double> handedness(const capture::MarkerRecording& recording,
                                               const BodyLandmarks& landmarks);

}  // namespace loadshare::motion
