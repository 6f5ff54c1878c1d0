// Trajectories of points in two or three dimensions, as cleaning works on them.
#pragma once

#include <optional>
#include <vector>

#include "capture/recording.h"

namespace loadshare::motion {

struct PointTracks {
  std::vector<double> times_s;
  int dimension = 3;
  SampleMatrix positions;  // samples x dimension * points; not seen is NaN
  // How many units of `positions` a metre is: 1, or in pictures about as many pixels as the person's size
  // makes it (a person of 1.7 m fills the tallest spread of points).
  double metre = 1;

  [[nodiscard]] std::size_t sample_count() const { return times_s.size(); }
  [[nodiscard]] std::size_t point_count() const {
    return static_cast<std::size_t>(positions.cols() / dimension);
  }
  // The third is 0 in two dimensions.
  [[nodiscard]] Vec3 at(std::size_t sample, std::size_t point) const;
  [[nodiscard]] bool is_seen(std::size_t sample, std::size_t point) const;
  void set(std::size_t sample, std::size_t point, const Vec3& place);
  void hide(std::size_t sample, std::size_t point);
  // Exchanges two points from the sample to the end.
  void exchange_from(std::size_t sample, std::size_t a, std::size_t b);
};

// Of the points in three dimensions where there are samples of them, else of those in pictures; without
// either, no samples.
[[nodiscard]] PointTracks tracks_of(const capture::Recording& recording);
void put_tracks(const PointTracks& tracks, capture::Recording& recording);

// Where the point should be at the sample by the way it moved before: its last place and the median of its
// last three velocities, component by component. None where it was not seen in the last tenth of a second or
// too seldom before.
[[nodiscard]] std::optional<Vec3> place_by_its_past(const PointTracks& tracks, std::size_t sample,
                                                    std::size_t point);
// What a point usually misses that place by: the median over the trial; 0 where it is never told.
[[nodiscard]] std::vector<double> usual_misses(const PointTracks& tracks);

// What cleaning did to points between two samples, both included.
enum class CleanStep {
  doubtful,         // confidence too low: taken as not seen
  sides_exchanged,  // left and right were exchanged back
  names_exchanged,  // two points were exchanged back
  spike,            // taken out
  filled_by_curve,  // a short gap, by a spline through its neighbours in time
  filled_by_body,   // a longer one, from the other points of its body
  left_open,        // a gap that stays
  jump_left,        // moves to another place and stays there: nothing was done
  smoothed,
};
[[nodiscard]] std::string_view name_of(CleanStep step);

struct PointChange {
  CleanStep step = CleanStep::spike;
  std::vector<std::size_t> points;  // of the recording
  std::size_t first = 0, last = 0;  // samples
  std::string why;
};

}  // namespace loadshare::motion
