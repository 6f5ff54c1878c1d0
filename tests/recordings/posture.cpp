#include "posture.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "base/units.h"
#include "capture/storage.h"
#include "dynamics/inverse_dynamics.h"
#include "mechanics/skeleton.h"
#include "motion/kinematics.h"
#include "scratch.h"

namespace loadshare::recordings {
namespace {

using testing::value_of;

class MovedModel {
 public:
  MovedModel(model::Model model, const std::filesystem::path& file, Shown shown)
      : model_(std::move(model)),
        shown_(shown),
        skeleton_(value_of(mechanics::Skeleton::make(model_))),
        workspace_(skeleton_.make_workspace()) {
    const auto couplings = value_of(mechanics::Couplings::make(model_));
    Diagnostics notes;
    const auto recorded = value_of(capture::read_storage(file, notes));
    motion_ = value_of(motion::prepare_kinematics(
        recorded, capture::angles_are_in_degrees(recorded, file, notes), model_, couplings, std::nullopt,
        motion::Preparation::consistent, motion::Lacking::model_default, file.filename().string(), notes));
  }

  Posture posture_at(std::size_t index) {
    const auto sample = dynamics::sample_of(motion_, index);
    skeleton_.set_pose(workspace_, sample.q, sample.qdot, pose_);
    Posture posture;
    const bool is_ours = model_.find_body("thorax").is_some();
    posture.directions_G["trunk"] = X_GB(is_ours ? "thorax" : "torso").R.col(1);
    for (const std::string side : {"_r", "_l"}) {
      const auto add = [&](const std::string& segment, const char* from, const char* to) {
        posture.directions_G[segment + side] = (X_GB(to + side).p - X_GB(from + side).p).normalized();
      };
      if (shown_.legs) {
        add("thigh", "femur", "tibia"), add("shank", "tibia", "talus"), add("foot", "calcn", "toes");
        posture.ankles_G[side.substr(1)] = X_GB("talus" + side).p;
      }
      if (shown_.arms) add("upper arm", "humerus", "ulna"), add("forearm", "ulna", "hand");
    }
    return posture;
  }

 private:
  [[nodiscard]] const Transform& X_GB(const std::string& body) const {
    const auto id = model_.find_body(body);
    require(id.is_some(), "the model has the body " + body);
    return pose_.X_GB[id.at()];
  }

  model::Model model_;
  Shown shown_;
  mechanics::Skeleton skeleton_;
  mechanics::Skeleton::Workspace workspace_;
  motion::Kinematics motion_;
  mechanics::Pose pose_;
};

std::string without_side(const std::string& segment) { return segment.substr(0, segment.find('_')); }

}  // namespace

PostureAt posture_of_model(model::Model model, const std::filesystem::path& motion, Shown shown) {
  auto moved = std::make_shared<MovedModel>(std::move(model), motion, shown);
  return [moved](std::size_t sample) { return moved->posture_at(sample); };
}

PostureGaps compare_postures(const PostureAt& ours, const PostureAt& theirs, std::size_t sample_count) {
  PostureGaps gaps;
  std::size_t ankle_count = 0;
  for (std::size_t i = 0; i < sample_count; ++i) {
    const auto our_posture = ours(i), their_posture = theirs(i);
    for (const auto& [segment, direction_G] : their_posture.directions_G) {
      const double cosine = direction_G.dot(our_posture.directions_G.at(segment));
      double& worst_deg = gaps.angle_deg[without_side(segment)];
      worst_deg = std::max(worst_deg, degrees(std::acos(std::clamp(cosine, -1.0, 1.0))));
    }
    for (const auto& [side, ankle_G] : their_posture.ankles_G) {
      const double gap_m = (ankle_G - our_posture.ankles_G.at(side)).norm();
      gaps.ankle_m_max = std::max(gaps.ankle_m_max, gap_m);
      gaps.ankle_m_mean += gap_m;
      ++ankle_count;
    }
  }
  if (ankle_count > 0) gaps.ankle_m_mean /= static_cast<double>(ankle_count);
  return gaps;
}

}  // namespace loadshare::recordings
