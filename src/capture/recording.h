// A recording of a person who moves, whatever file it came from: points over time, and what was measured
// beside them. Readers of single formats (c3d.h, keypoints.h, ...) give one of these; nothing is guessed in
// them: axes, sides and gaps stay as the file has them.
#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time_series.h"
#include "base/transform.h"
#include "capture/markers.h"

namespace loadshare::capture {

// What a point is: which decides how far it may lie from where the body has it.
enum class PointKind {
  skin_marker,   // stuck on the skin
  keypoint,      // found in pictures, in two or three dimensions
  joint_centre,  // of a skeleton that someone else has fitted
};
[[nodiscard]] std::string_view name_of(PointKind kind);

// Points in the plane of a picture: x to the right, y down [video pixels].
struct ImagePoints {
  double rate_hz = 0.0;
  std::vector<double> times_s;     // strictly increasing
  std::vector<std::string> names;  // unique
  SampleMatrix positions_px;       // times_s.size() x 2 names.size(): x, y; not seen is NaN
  std::optional<double> width_px, height_px;

  [[nodiscard]] std::size_t sample_count() const { return times_s.size(); }
};

// A force plate's measurement, in the recording's own axes: what the plate does to the person (the force
// under a standing person points up).
struct ForcePlate {
  std::string name;  // "plate 1"
  int type = 0;      // as the file numbers it (C3D: 1 to 4); 0 where it has none
  std::array<Vec3, 4> corners_m{};
  std::vector<double> times_s;        // strictly increasing
  SampleMatrix force_N;               // samples x 3
  SampleMatrix center_of_pressure_m;  // samples x 3, on the plate's surface; NaN where there is no load
  SampleMatrix free_moment_Nm;        // samples x 3, about the centre of pressure
};

struct Event {
  double time_s = 0;
  std::string label;    // "Foot Strike"
  std::string context;  // "Right"; empty where the file says none
};

struct Recording {
  std::filesystem::path file;
  std::string format;  // "C3D", "OpenPose keypoints", ...
  PointKind kind = PointKind::skin_marker;
  MarkerRecording points;            // in three dimensions; without samples where only pictures were
  std::optional<ImagePoints> image;  // in two
  SampleMatrix confidence;           // samples x points, 0 to 1, of `points` or `image`; empty: none given
  std::vector<ForcePlate> plates;
  std::optional<TimeSeries> analog;  // every other channel, in the file's own units
  std::vector<Event> events;
  std::string up_axis;  // "+y", "-z", ... where the file says so; else empty
  // What the file says of the person.
  std::optional<double> said_height_m, said_mass_kg;
  // A trial of quiet standing that belongs to it (sessions).
  std::optional<MarkerRecording> standing;
};

}  // namespace loadshare::capture
