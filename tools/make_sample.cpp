// make_sample FOLDER: writes squat.mot and grf.mot for FOLDER/body.osim into FOLDER, and prints what is
// known of the movement. With a second argument, `exact`, the noise is left out.
#include <cstdio>
#include <filesystem>
#include <string_view>

#include "capture/storage.h"
#include "model/osim_reader.h"
#include "sample_squat.h"

namespace {

using namespace loadshare;

void print_truth(const model::Model& model, const mechanics::Skeleton& skeleton,
                 const sample::SquatMotion& motion, const sample::GroundLoads& loads) {
  std::printf("depth  knee   hip  ankle  lumbar  pelvis  trunk  thigh [deg]  hip height [m]\n");
  double seen = -1;
  for (std::size_t i = 0; i < motion.times_s.size() && seen < 1; ++i) {
    if (motion.depth_ratio[i] < seen + 0.24 && motion.depth_ratio[i] < 1) continue;
    seen = motion.depth_ratio[i];
    const auto p = sample::measure_posture(model, skeleton, motion, i);
    std::printf("%5.2f %5.1f %5.1f %6.1f %7.1f %7.1f %6.1f %6.1f %18.3f\n", seen, degrees(p.knee_rad),
                degrees(p.hip_rad), degrees(p.ankle_rad), degrees(p.lumbar_rad), degrees(p.pelvis_lean_rad),
                degrees(p.trunk_lean_rad), degrees(p.thigh_rad), p.hip_height_m);
  }
  double low_N = 1e9, high_N = 0, rear_m = 1e9, front_m = -1e9;
  for (const auto& load : loads.right) {
    low_N = std::min(low_N, load.force_G.y()), high_N = std::max(high_N, load.force_G.y());
    rear_m = std::min(rear_m, load.point_G.x()), front_m = std::max(front_m, load.point_G.x());
  }
  std::printf("one foot: vertical force %.1f to %.1f N, centre of pressure x %.4f to %.4f m\n", low_N, high_N,
              rear_m, front_m);
}

int refuse(const Refusal& refusal) {
  std::fprintf(stderr, "%s\n", refusal.text().c_str());
  return 1;
}

int make(const std::filesystem::path& folder, const sample::Noise& noise) {
  Diagnostics notes;
  const auto model = model::read_osim(folder / "body.osim", notes);
  if (!model) return refuse(model.refusal());
  for (const auto& finding : notes.findings())
    std::printf("%s: %s\n", finding.where.c_str(), finding.what.c_str());
  const auto skeleton = mechanics::Skeleton::make(*model);
  if (!skeleton) return refuse(skeleton.refusal());
  const auto motion = sample::make_squat_motion(*model, *skeleton, {});
  if (!motion) return refuse(motion.refusal());
  const auto loads = sample::compute_ground_loads(*model, *skeleton, *motion);
  const auto moves = sample::tabulate_motion(*model, *motion, noise);
  const auto forces = sample::tabulate_loads(*motion, loads, noise);
  if (auto done = capture::write_storage(moves, folder / "squat.mot"); !done) return refuse(done.refusal());
  if (auto done = capture::write_storage(forces, folder / "grf.mot"); !done) return refuse(done.refusal());
  print_truth(*model, *skeleton, *motion, loads);
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  const bool exact = count == 3 && std::string_view(arguments[2]) == "exact";
  if (count != 2 && !exact) {
    std::fprintf(stderr, "usage: make_sample FOLDER [exact]\n");
    return 2;
  }
  return make(arguments[1], exact ? sample::Noise{} : sample::sample_noise);
}
