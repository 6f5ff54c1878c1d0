// Which way is up and which way a person faces in a recording, and the recording turned to our axes: y up, x
// forward, z to the right. The floor's height and the place of the origin stay as they are.
#pragma once

#include <string>
#include <string_view>

#include "base/diagnostics.h"
#include "base/result.h"
#include "capture/recording.h"
#include "motion/placed_points.h"

namespace loadshare::motion {

// What told which way is up.
enum class UpEvidence {
  file,     // its own word
  forces,   // force plates: what they do to a person points up
  upright,  // hips above knees above ankles, the trunk above all of them, in most samples
  floor,    // the level of the lowest point, which changes least the way gravity points
  none,     // taken; flagged
};
[[nodiscard]] std::string_view name_of(UpEvidence evidence);

struct Orientation {
  Mat3 R_GF = Mat3::Identity();  // turns the file's axes F to ours
  std::string up_axis;           // of the file: "+y", "-z", ...
  UpEvidence evidence = UpEvidence::none;
  // How far the person faces one way: length of the mean of the unit vectors to the person's right, level
  // part. 1: always one way; near 0: turns round, or lies on a side.
  double facing_ratio = 0;
  bool is_mirrored = false;  // left and right do not go with front and rear: flagged, nothing is exchanged
};

struct OrientedRecording {
  capture::Recording recording;
  Orientation orientation;
};

// Points, the standing trial, and the plates' corners, forces, centres and moments are turned alike; analog
// channels, pictures and events stay. The file's word comes first, then forces, then an upright body, then
// the floor; what the file says and the body contradicts is flagged, as is an axis that nothing tells, a
// person who has no mean facing, and a mirrored recording. A mean facing within 15 degrees of one of the
// file's axes is taken to be that axis. What was found goes to `notes` as assumed.
//
// `points`: of this recording (place_points); `model`: the body that they are placed on. A recording without
// samples in three dimensions comes back as it is. Refused: a file's word for up that is no axis.
[[nodiscard]] Result<OrientedRecording> orient_recording(const capture::Recording& recording,
                                                         const std::vector<PlacedPoint>& points,
                                                         const model::Model& model, Diagnostics& notes);

}  // namespace loadshare::motion
