// The same recording with the ground forces that plates measured, and with a floor alone: what the floor's
// contacts make of the forces and the joint moments.
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace loadshare::recordings {

// A foot's force, root mean square of the difference in per cent of body weight.
struct ForceGap {
  std::string side;  // "right", "left"
  double forward = 0, up = 0, sideways = 0;
};

// A joint moment's root mean square difference and the range that it has with plates [N m].
struct MomentGap {
  std::string coordinate;
  double range_Nm = 0, rms_Nm = 0;
  // Against the plates' forces made to agree with motion and masses: what they leave over at the pelvis is
  // given to the feet, in the proportion of the vertical forces.
  double balanced_range_Nm = 0, balanced_rms_Nm = 0;

  [[nodiscard]] double ratio() const { return rms_Nm / range_Nm; }
  // Of the smaller range: a single instant of the balanced forces must not flatter it.
  [[nodiscard]] double balanced_ratio() const {
    return balanced_rms_Nm / std::min(range_Nm, balanced_range_Nm);
  }
};

struct WithoutPlates {
  double floor_m = 0;  // where the floor was found
  std::vector<ForceGap> forces;
  std::vector<MomentGap> moments;  // of both hips, knees, ankles and of the lumbar joints
  // What is left over at the pelvis, root mean square: of the plates' force and moment, after it was given to
  // the feet, and without plates.
  double plates_left_N = 0, plates_left_Nm = 0, balanced_left_N = 0, balanced_left_Nm = 0, left_N = 0,
         left_Nm = 0;
  std::size_t sample_count = 0, unsolved_count = 0;
};

// Analysed once a run. The recording has plates. `settles`: on the floor, before it is analysed without them.
[[nodiscard]] const WithoutPlates& without_plates(const std::string& recording, bool settles = false);

// An ExternalLoads file of the plates' forces, with what they leave over at the pelvis given to the feet.
[[nodiscard]] std::filesystem::path balanced_loads(const std::string& recording);
// A scene whose only support is a floor, its height to be found.
[[nodiscard]] std::filesystem::path floor_scene(const std::filesystem::path& folder, bool settles);

// docs/without-plates.md.
[[nodiscard]] std::string make_without_plates_page();

}  // namespace loadshare::recordings
