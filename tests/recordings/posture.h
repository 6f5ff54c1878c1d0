// How a moved skeleton stands in the room: what two skeletons that should move alike are compared by.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>

#include "base/transform.h"
#include "model/model.h"

namespace loadshare::recordings {

struct Posture {
  // Unit vectors in ground by segment: "trunk" up the chest; "thigh_r", "shank_r", "foot_r", "upper arm_r",
  // "forearm_r" and the left ones, away from the trunk.
  std::map<std::string, Vec3> directions_G;
  std::map<std::string, Vec3> ankles_G;  // [m], "r" and "l"; empty where there are none
};
using PostureAt = std::function<Posture(std::size_t sample)>;

// What of a model is compared.
struct Shown {
  bool legs = true, arms = true;
};
// A model moved by a file, as the file has it: not filtered.
[[nodiscard]] PostureAt posture_of_model(model::Model model, const std::filesystem::path& motion,
                                         Shown shown);

// The greatest angle [deg] by segment, both sides together, and how far ankles are apart [m].
struct PostureGaps {
  std::map<std::string, double> angle_deg;
  double ankle_m_mean = 0, ankle_m_max = 0;
};
[[nodiscard]] PostureGaps compare_postures(const PostureAt& ours, const PostureAt& theirs,
                                           std::size_t sample_count);

}  // namespace loadshare::recordings
