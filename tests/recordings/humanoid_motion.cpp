#include "humanoid_motion.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <numbers>
#include <sstream>
#include <string>

#include "base/require.h"
#include "base/units.h"
#include "column_rules.h"
#include "own_size.h"

namespace loadshare::recordings {
namespace {

// The numbers of one frame, taken one after the other.
class FrameNumbers {
 public:
  explicit FrameNumbers(std::string text) : text_(std::move(text)), at_(text_.c_str()) {}

  double number() {
    while (*at_ == ',' || std::isspace(static_cast<unsigned char>(*at_))) ++at_;
    char* end = nullptr;
    const double value = std::strtod(at_, &end);
    require(end != at_, "a frame of the humanoid has 44 numbers");
    at_ = end;
    return value;
  }
  Vec3 vector() {
    const double x = number(), y = number(), z = number();
    return {x, y, z};
  }
  Mat3 rotation() {
    const double w = number(), x = number(), y = number(), z = number();
    return Eigen::Quaterniond(w, x, y, z).normalized().toRotationMatrix();
  }

 private:
  std::string text_;
  const char* at_;
};

HumanoidFrame::Side read_side(FrameNumbers& numbers) {
  HumanoidFrame::Side side;
  side.hip = numbers.rotation();
  side.knee_rad = numbers.number();
  side.ankle = numbers.rotation();
  side.shoulder = numbers.rotation();
  side.elbow_rad = numbers.number();
  return side;
}

// Angles that run on instead of jumping by a full turn.
void unwrap(Eigen::Ref<Eigen::VectorXd, 0, Eigen::InnerStride<>> angles_rad) {
  for (Eigen::Index i = 1; i < angles_rad.size(); ++i) {
    const double turn = 2 * std::numbers::pi;
    angles_rad[i] -= turn * std::round((angles_rad[i] - angles_rad[i - 1]) / turn);
  }
}

double list_rad_max(const std::vector<HumanoidFrame>& frames, const Mat3& heading) {
  double most = 0;
  for (const auto& frame : frames) most = std::max(most, std::abs(angles_zxy(heading * frame.root)[1]));
  return most;
}

// From the middle between the hips, where the figure's root is, to the pelvis' origin, in the pelvis.
Vec3 pelvis_from_hips() {
  const StraightModel straight(reference_body().body.model);
  return straight.origin_G("pelvis") - (straight.origin_G("femur_r") + straight.origin_G("femur_l")) / 2;
}

}  // namespace

std::vector<HumanoidFrame> read_humanoid_motion(const std::filesystem::path& file) {
  std::ostringstream read;
  read << std::ifstream(file).rdbuf();
  const std::string text = read.str();
  std::vector<HumanoidFrame> frames;
  double time_s = 0;
  // Behind the bracket that opens the list of frames each pair of brackets holds one.
  for (std::size_t open = text.find('[', text.find("\"Frames\"") + 1); open != std::string::npos;) {
    open = text.find('[', open + 1);
    if (open == std::string::npos) break;
    FrameNumbers numbers(text.substr(open + 1, text.find(']', open) - open - 1));
    HumanoidFrame frame;
    frame.time_s = time_s;
    time_s += numbers.number();
    frame.root_G = numbers.vector();
    frame.root = numbers.rotation();
    frame.chest = numbers.rotation();
    numbers.rotation();  // the neck, which the body has not
    frame.right = read_side(numbers);
    frame.left = read_side(numbers);
    frames.push_back(frame);
  }
  require(!frames.empty(), file.string() + " has frames");
  return frames;
}

HumanoidMotion put_humanoid(const std::vector<HumanoidFrame>& frames) {
  const Mat3 turned = Eigen::AngleAxisd(std::numbers::pi / 2, Vec3::UnitY()).toRotationMatrix();
  HumanoidMotion put;
  if (list_rad_max(frames, turned) < list_rad_max(frames, Mat3::Identity())) put.heading = turned;
  const Mat3& heading = put.heading;
  auto& motion = put.motion;
  motion.name = "Coordinates";
  motion.in_degrees = true;
  motion.labels = {"pelvis_tilt", "pelvis_list",      "pelvis_rotation", "pelvis_tx",      "pelvis_ty",
                   "pelvis_tz",   "lumbar_extension", "lumbar_bending",  "lumbar_rotation"};
  for (const std::string side : {"_r", "_l"})
    for (const auto* name : {"hip_flexion", "hip_adduction", "hip_rotation", "arm_flex", "arm_add", "arm_rot",
                             "knee_angle", "ankle_angle", "elbow_flex"})
      motion.labels.push_back(name + side);
  motion.values.resize(static_cast<Eigen::Index>(frames.size()),
                       static_cast<Eigen::Index>(motion.labels.size()));
  const Vec3 p_HP = pelvis_from_hips();
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const auto& frame = frames[i];
    motion.times_s.push_back(frame.time_s);
    auto row = motion.values.row(static_cast<Eigen::Index>(i));
    row.segment<3>(0) = angles_zxy(heading * frame.root);
    row.segment<3>(3) = heading * (frame.root_G + frame.root * p_HP);
    row.segment<3>(6) = angles_zxy(frame.chest);
    for (const bool right : {true, false}) {
      const auto& side = right ? frame.right : frame.left;
      // Adduction and inner rotation turn the left side the other way.
      const Vec3 mirror(1, right ? 1 : -1, right ? 1 : -1);
      const Eigen::Index at = right ? 9 : 18;
      row.segment<3>(at) = angles_zxy(side.hip).cwiseProduct(mirror);
      row.segment<3>(at + 3) = angles_zxy(side.shoulder).cwiseProduct(mirror);
      row[at + 6] = -side.knee_rad;
      row[at + 7] = angles_zxy(side.ankle)[0];
      row[at + 8] = side.elbow_rad;
    }
  }
  for (Eigen::Index c = 0; c < motion.values.cols(); ++c) {
    if (c >= 3 && c < 6) continue;
    unwrap(motion.values.col(c));
    motion.values.col(c) *= deg_per_rad;
  }
  return put;
}

PostureAt posture_of_humanoid(std::vector<HumanoidFrame> frames, const Mat3& heading) {
  return [frames = std::move(frames), heading](std::size_t index) {
    const auto& frame = frames[index];
    const Mat3 root = heading * frame.root, chest = root * frame.chest;
    const auto bent = [](double angle_rad) { return rotation_zxy({angle_rad, 0, 0}); };
    Posture posture;
    posture.directions_G["trunk"] = chest.col(1);
    for (const bool right : {true, false}) {
      const std::string end = right ? "_r" : "_l";
      const auto& side = right ? frame.right : frame.left;
      const Mat3 thigh = root * side.hip, arm = chest * side.shoulder;
      posture.directions_G["thigh" + end] = -thigh.col(1);
      posture.directions_G["shank" + end] = -(thigh * bent(side.knee_rad)).col(1);
      posture.directions_G["upper arm" + end] = -arm.col(1);
      posture.directions_G["forearm" + end] = -(arm * bent(side.elbow_rad)).col(1);
    }
    return posture;
  };
}

}  // namespace loadshare::recordings
