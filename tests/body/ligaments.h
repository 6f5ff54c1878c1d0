// Ligaments of the built-in body, joint by joint: what they pull with, what they hold of a joint's
// resistance.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "mechanics/path.h"
#include "mechanics/skeleton.h"
#include "model/body.h"

namespace loadshare::body_tests {

// Coordinates are set one by one: no coupler is followed, so that one level of the spine turns by itself.
class LigamentProbe {
 public:
  explicit LigamentProbe(const model::FullBody& body);

  // The other coordinates at zero [rad].
  void place(const std::map<std::string, double>& posture);

  // Sums over the ligaments whose name begins so; empty: over all of them.
  [[nodiscard]] double tension_N(const std::string& beginning) const;
  [[nodiscard]] double moment_Nm(const std::string& beginning, const std::string& coordinate) const;
  // Of discs, capsules and whatever else is no line.
  [[nodiscard]] double other_tissue_Nm(const std::string& coordinate) const;
  // What is stored in all ligaments: the integral of each one's tension over its length [J].
  [[nodiscard]] double stored_J() const;
  // On every coordinate, from all ligaments.
  [[nodiscard]] std::vector<double> generalised() const;
  // How deep lines that pull run in the bones of the bodies that they join, `margin_m` along the line from
  // either end left out [m].
  [[nodiscard]] double depth_in_bone_m(double margin_m) const;

 private:
  [[nodiscard]] double line_depth_m(std::size_t ligament, double margin_m) const;
  [[nodiscard]] double tension_of(std::size_t ligament) const;
  [[nodiscard]] const mechanics::PathGeometry& path(std::size_t ligament) const {
    return paths_[model_.muscles.size() + ligament];
  }

  const model::FullBody& body_;
  const model::Model& model_;
  mechanics::Skeleton skeleton_;
  mechanics::PathEngine engine_;
  mechanics::Skeleton::Workspace workspace_;
  mechanics::PathWorkspace path_workspace_;
  mechanics::Pose pose_;
  std::vector<mechanics::HingeColumn> columns_;
  std::vector<mechanics::PathGeometry> paths_;
};

[[nodiscard]] const std::vector<std::string>& lumbar_levels();

// One level flexed by itself.
struct LevelShares {
  double total_Nm = 0;
  double capsules = 0, spinous = 0, flavum = 0, disc = 0, others = 0;  // shares of it
  double ligaments_N = 0;                                              // sum of their tensions
};
[[nodiscard]] LevelShares measure_level(const std::string& level, double flexion_deg);

[[nodiscard]] std::string ligament_table();
[[nodiscard]] std::string hip_ligament_table();

}  // namespace loadshare::body_tests
