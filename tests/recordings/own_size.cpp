#include "own_size.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "scratch.h"

namespace loadshare::recordings {
namespace {

template <class Thigh, class Shank>
LegLengths mean_of_sides(const Thigh& thigh_m, const Shank& shank_m) {
  return {(thigh_m(true) + thigh_m(false)) / 2, (shank_m(true) + shank_m(false)) / 2};
}

}  // namespace

const analysis::OwnBody& reference_body() {
  static const analysis::OwnBody body = [] {
    Diagnostics notes;
    return testing::value_of(analysis::make_own_body({}, notes));
  }();
  return body;
}

StraightModel::StraightModel(const model::Model& model) : model_(model) {
  const auto skeleton = testing::value_of(mechanics::Skeleton::make(model));
  auto workspace = skeleton.make_workspace();
  const std::vector<double> zero(model.coordinates.size(), 0.0);
  skeleton.set_pose(workspace, zero, zero, pose_);
}

Vec3 StraightModel::origin_G(const std::string& body) const {
  const auto id = model_.find_body(body);
  require(id.is_some(), "the model has the body " + body);
  return pose_.X_GB[id.at()].p;
}

Vec3 StraightModel::marker_G(const std::string& marker) const {
  const auto found = std::ranges::find(model_.markers, marker, &model::Marker::name);
  require(found != model_.markers.end(), "the model has the marker " + marker);
  return pose_.X_GB[found->body.at()] * found->p_B;
}

LegLengths leg_lengths(const model::Model& model) {
  const StraightModel straight(model);
  const auto between = [&](const char* from, const char* to) {
    return [&straight, from, to](bool right) {
      const std::string side = right ? "_r" : "_l";
      return (straight.origin_G(to + side) - straight.origin_G(from + side)).norm();
    };
  };
  return mean_of_sides(between("femur", "tibia"), between("tibia", "talus"));
}

LegLengths leg_lengths(const capture::MarkerRecording& standing) {
  const auto between = [&](const char* from, const char* to) {
    return [&standing, from, to](bool right) {
      const std::string side = right ? "R" : "L";
      const auto a = standing.find_marker(side + from), b = standing.find_marker(side + to);
      require(a && b, "the recording has the keypoints of the legs");
      double sum_m = 0;
      for (std::size_t i = 0; i < standing.sample_count(); ++i)
        sum_m += (standing.position_m(i, *b) - standing.position_m(i, *a)).norm();
      return sum_m / static_cast<double>(standing.sample_count());
    };
  };
  return mean_of_sides(between("Hip", "Knee"), between("Knee", "Ankle"));
}

Sizes sizes_by_legs(const LegLengths& legs, double mass_kg) {
  const auto& reference = reference_body();
  const auto theirs = leg_lengths(reference.body.model);
  const StraightModel straight(reference.body.model);
  // The body's knee landmark lies a little beside the joint's origin: lengths go over as ratios.
  const auto scaled = [&](const char* from, const char* to, double ratio) {
    return Distance{from, to, ratio * (straight.marker_G(to) - straight.marker_G(from)).norm()};
  };
  Sizes sizes;
  sizes.mass_kg = mass_kg;
  sizes.height_m =
      reference.scale.height_m * (legs.thigh_m + legs.shank_m) / (theirs.thigh_m + theirs.shank_m);
  sizes.distances = {scaled("RHJC", "RKJC", legs.thigh_m / theirs.thigh_m),
                     scaled("RKJC", "RAJC", legs.shank_m / theirs.shank_m)};
  return sizes;
}

double mass_kg_of(const model::Model& model) {
  double mass_kg = 0;
  for (const auto& body : model.bodies) mass_kg += body.mass_kg;
  return mass_kg;
}

double scale_setup_mass_kg(const std::filesystem::path& setup) {
  std::ostringstream text;
  text << std::ifstream(setup).rdbuf();
  const std::string tag = "<mass>";
  const auto found = text.str().find(tag);
  require(found != std::string::npos, setup.string() + " has a mass");
  return std::stod(text.str().substr(found + tag.size()));
}

void write_person(const Sizes& sizes, const std::filesystem::path& file) {
  std::ofstream text(file);
  text << fmt::format("format = 1\nsex = \"man\"\nheight_m = {:.4f}\nmass_kg = {:.3f}\n", sizes.height_m,
                      sizes.mass_kg);
  for (const auto& distance : sizes.distances)
    text << fmt::format("\n[[distances]]\nfrom = \"{}\"\nto = \"{}\"\ndistance_m = {:.4f}\n", distance.from,
                        distance.to, distance.distance_m);
}

}  // namespace loadshare::recordings
