// Finds paths that run through bone, pose by pose.
#pragma once

#include <map>
#include <utility>
#include <vector>

#include "analysis/survey_model.h"
#include "mechanics/bone_depth.h"
#include "mechanics/path.h"

namespace loadshare::analysis {

// Of each muscle the bones of the bodies that its path runs past: where limbs run into each other or into the
// trunk, that is the pose's doing and not the path's.
class BoneWatch {
 public:
  BoneWatch(const model::Model& model, const SurveyOptions& options);

  // Looks at the muscles' paths (one per muscle at least, in the model's order) at the pose.
  void look(const std::vector<mechanics::PathGeometry>& paths, const mechanics::Pose& pose,
            const Posture& posture);
  // Deepest first.
  [[nodiscard]] std::vector<BonePassage> passages() const;

 private:
  void look_at(std::size_t muscle, const Posture& posture);
  [[nodiscard]] double deepest(std::size_t bone) const;

  const model::Model& model_;
  const SurveyOptions& options_;
  std::vector<std::vector<std::size_t>> bones_along_;  // by muscle
  std::vector<double> reach_m_;  // by bone: of the sphere about its centre that holds it
  std::vector<Transform> X_SG_;
  std::vector<Vec3> center_G_, line_G_;
  std::map<std::pair<std::size_t, std::size_t>, BonePassage> found_;  // by muscle and bone
};

}  // namespace loadshare::analysis
