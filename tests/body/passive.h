// What bends a joint back without effort: tissue, muscle at rest, and gravity against them.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "subject.h"

namespace loadshare::body_tests {

// Moments on a free coordinate, with all that follows it [N m].
struct PassiveMoments {
  double tissue_Nm = 0;   // discs, ligaments, capsules
  double muscles_Nm = 0;  // fibres at rest
  double gravity_Nm = 0;
};

class PassiveProbe {
 public:
  explicit PassiveProbe(const model::FullBody& body);

  // At the posture [rad or m by name].
  [[nodiscard]] PassiveMoments at(const std::map<std::string, double>& posture,
                                  const std::string& coordinate);
  // Tissue on one coordinate alone, what follows it left aside.
  [[nodiscard]] double tissue_alone_Nm(const std::map<std::string, double>& posture,
                                       const std::string& coordinate);

 private:
  void place(const std::map<std::string, double>& posture);

  const model::Model& model_;
  Poser poser_;
  mechanics::Couplings couplings_;
  mechanics::Couplings::Workspace couplings_workspace_;
  mechanics::Skeleton::Workspace skeleton_workspace_;
  mechanics::Pose pose_;
  std::vector<double> tissue_, gravity_;  // by coordinate
};

// Pelvis 55 degrees forward, arms hanging, no effort: the flexion of the lumbar spine at which the upper body
// hangs still, and what holds it there.
struct FullBend {
  double flexion_deg = 0;
  PassiveMoments moments;  // extension positive
};
[[nodiscard]] FullBend find_full_bend();

[[nodiscard]] std::string passive_tables();

}  // namespace loadshare::body_tests
