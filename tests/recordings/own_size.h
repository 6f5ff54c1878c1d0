// How large the person of a recording is, from what came with it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "analysis/own_body.h"
#include "capture/markers.h"
#include "mechanics/skeleton.h"
#include "model/model.h"

namespace loadshare::recordings {

// The built-in body of the reference person.
[[nodiscard]] const analysis::OwnBody& reference_body();

// A model with every coordinate at zero: straight.
class StraightModel {
 public:
  explicit StraightModel(const model::Model& model);  // which must live on
  // In ground [m]. Fails where there is no such body or marker.
  [[nodiscard]] Vec3 origin_G(const std::string& body) const;
  [[nodiscard]] Vec3 marker_G(const std::string& marker) const;

 private:
  const model::Model& model_;
  mechanics::Pose pose_;
};

// Between joint centres, mean of both sides.
struct LegLengths {
  double thigh_m = 0, shank_m = 0;
};
// The bodies femur, tibia and talus have their origins in the joints.
[[nodiscard]] LegLengths leg_lengths(const model::Model& model);
// Keypoints RHip, RKnee, RAnkle, mean over the samples.
[[nodiscard]] LegLengths leg_lengths(const capture::MarkerRecording& standing);

struct Distance {
  std::string from, to;  // landmarks of models/body
  double distance_m = 0;
};
struct Sizes {
  double height_m = 0, mass_kg = 0;
  std::vector<Distance> distances;
};
// The reference person's height in the ratio of the legs' lengths.
[[nodiscard]] Sizes sizes_by_legs(const LegLengths& legs, double mass_kg);
[[nodiscard]] double mass_kg_of(const model::Model& model);

// What a set-up of OpenSim's ScaleTool says of the person's mass. Fails where it says none.
[[nodiscard]] double scale_setup_mass_kg(const std::filesystem::path& setup);

// A man's person.toml.
void write_person(const Sizes& sizes, const std::filesystem::path& file);

}  // namespace loadshare::recordings
