// A marker set as data: which point of a recording sits where on the body (data/marker_sets/*.toml).
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.h"
#include "base/result.h"
#include "base/transform.h"
#include "capture/recording.h"

namespace loadshare::capture {

// Which half of the body a point is on.
enum class Side { middle, right, left };
[[nodiscard]] std::string_view name_of(Side side);

// Where a point sits: on a landmark of models/body/common/markers.csv, midway between several of one body,
// or somewhere on a body, where a fit has to find it.
struct PointPlace {
  std::string name;                    // of the point, as this set's recordings call it
  std::vector<std::string> aliases;    // other names of it
  std::vector<std::string> landmarks;  // one, or several: their mean; empty: `body` says
  std::string body;                    // of bodies.csv ("femur_r")
  Vec3 near_p_B = Vec3::Zero();        // about where, on the reference person [m]; with `body`
  // Standard deviation of where it really sits, against the landmark on the scaled body [m].
  double spread_m = 0.01;
  // How far it moves on the body during movement (soft tissue, or the network's own error; standard
  // deviation) [m]: the inverse of its weight.
  double noise_m = 0.01;
  // A computed point (a joint centre of someone's software): shown, not fitted.
  bool is_left_out = false;
  Side side = Side::middle;
  std::optional<std::size_t> partner;  // index in the set: the same place on the other side
};

struct MarkerSet {
  std::string name;    // "opencap"
  std::string title;   // "OpenCap, 20 keypoints and 43 augmented markers"
  std::string source;  // citation
  PointKind kind = PointKind::skin_marker;
  std::vector<PointPlace> points;
};

// A TOML document as docs/marker-sets.md lays it out. Refuses unknown keys, rows without a name or a place,
// and two points of one name; the first fault with its line, further ones after it.
[[nodiscard]] Result<MarkerSet> parse_marker_set(std::string_view text, const std::string& where);
[[nodiscard]] Result<MarkerSet> read_marker_set(const std::filesystem::path& file);
// Those that the program was built with, in the order of their names.
[[nodiscard]] const std::vector<MarkerSet>& published_marker_sets();

// A recording's points matched with a set: by name; letter case, blanks, punctuation and a common prefix
// ("Subject:RASI", "Subject_RASI") are left aside.
struct MatchedSet {
  const MarkerSet* set = nullptr;
  struct Pair {
    std::size_t point = 0;  // index in the recording
    std::size_t place = 0;  // index in set->points
  };
  std::vector<Pair> pairs;           // in the order of the recording
  std::vector<std::size_t> unknown;  // points of the recording that the set does not have
};
// The set that explains most points; of several, the one that lacks fewest, then the one with most names
// spelled as they are. Refused where none explains at least six fitted points that are half of the
// recording's or half of its own: says which came nearest, which points it lacks, and how to write a set of
// one's own. The result points into `sets`.
[[nodiscard]] Result<MatchedSet> recognise_marker_set(const std::vector<std::string>& names,
                                                      const std::vector<MarkerSet>& sets,
                                                      const std::string& where);

}  // namespace loadshare::capture
