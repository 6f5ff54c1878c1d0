#include "psoas.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "strength.h"
#include "subject.h"
#include "written_page.h"

namespace loadshare::body_tests {
namespace {

using testing::table_head;
using testing::table_row;

const std::vector<std::string> levels{"L5_S1", "L4_L5", "L3_L4", "L2_L3", "L1_L2", "T12_L1"};

bool is_psoas(const std::string& name) { return name.starts_with("Ps_"); }

std::size_t joint_index(const std::string& name) {
  const auto& joints = reference().model.joints;
  const auto found =
      std::find_if(joints.begin(), joints.end(), [&](const auto& j) { return j.name == name; });
  require(found != joints.end(), "the body has the joint " + name);
  return static_cast<std::size_t>(found - joints.begin());
}

// The bodies that hang from the joint.
std::set<model::BodyId> bodies_above(const std::string& joint_name) {
  const auto& model = reference().model;
  std::set<model::BodyId> above{model.joints[joint_index(joint_name)].child};
  for (const auto& joint : model.joints)  // parents come first
    if (above.contains(joint.parent)) above.insert(joint.child);
  return above;
}

Vec3 place_of(const std::string& joint_name, const mechanics::Pose& pose) {
  const auto& joint = reference().model.joints[joint_index(joint_name)];
  return pose.X_GB[joint.parent.at()] * joint.X_PF.p;
}

// Of the spine at the level, from below to above.
Vec3 axis_at(std::size_t level, const mechanics::Pose& pose) {
  const auto& below = levels[level == 0 ? 0 : level - 1];
  const auto& above = levels[std::min(level + 1, levels.size() - 1)];
  return (place_of(above, pose) - place_of(below, pose)).normalized();
}

}  // namespace

std::vector<PsoasLevel> measure_psoas() {
  Poser poser(reference());
  const auto& muscles = reference().model.muscles;
  const auto& pose = poser.at();
  std::vector<PsoasLevel> result;
  for (std::size_t k = 0; k < levels.size(); ++k) {
    const auto above = bodies_above(levels[k]);
    const Vec3 center = place_of(levels[k], pose), up = axis_at(k, pose);
    const Vec3 forward = (Vec3::UnitX() - Vec3::UnitX().dot(up) * up).normalized();
    PsoasLevel at{levels[k]};
    for (std::size_t m = 0; m < muscles.size(); ++m) {
      const double force_N = poser.sample().fibers[m].active_force_per_activation_N;
      Vec3 force = Vec3::Zero(), moment = Vec3::Zero();
      for (const auto& wrench : poser.sample().paths[m].wrenches) {
        if (!above.contains(wrench.body)) continue;
        force += wrench.force_G;
        moment += wrench.moment_G + (pose.X_GB[wrench.body.at()].p - center).cross(wrench.force_G);
      }
      at.extensors_Nm += std::max(0.0, force_N * moment.z());
      if (!is_psoas(muscles[m].name)) continue;
      at.moment_Nm += force_N * moment.z();
      at.compression_N -= force_N * force.dot(up);
      at.shear_N += force_N * force.dot(forward);
    }
    result.push_back(at);
  }
  return result;
}

std::vector<std::string> spine_to_thigh_muscles() {
  const auto& model = reference().model;
  const auto spine = bodies_above("L5_S1");
  const auto thigh = model.find_body("femur_r");
  std::vector<std::string> names;
  for (const auto& muscle : model.muscles) {
    const auto bodies = mechanics::touched_bodies(muscle.path);
    if (std::find(bodies.begin(), bodies.end(), thigh) != bodies.end() &&
        std::any_of(bodies.begin(), bodies.end(), [&](auto b) { return spine.contains(b); }))
      names.push_back(muscle.name);
  }
  return names;
}

std::string psoas_text() {
  const auto& model = reference().model;
  const auto names = spine_to_thigh_muscles();
  double pcsa_cm2 = 0, force_N = 0;
  for (std::size_t m = 0; m < model.muscles.size(); ++m) {
    if (!is_psoas(model.muscles[m].name) || !model.muscles[m].name.ends_with("_r")) continue;
    pcsa_cm2 += reference().pcsa_cm2[m];
    force_N += model.muscles[m].max_isometric_force_N;
  }
  Poser poser(man());
  double psoas_Nm = 0;
  poser.pose({});
  for (std::size_t m = 0; m < man().model.muscles.size(); ++m)
    if (is_psoas(man().model.muscles[m].name))
      psoas_Nm += std::max(
          0.0, poser.arm_m(m, "hip_flexion_r") * poser.sample().fibers[m].active_force_per_activation_N);
  const double flexion_Nm = strength_Nm(poser, man(), "hip", "flexion", 0, {});
  std::string text = fmt::format(
      "{} fascicles a side run from the lumbar spine to the thigh, all of them psoas: {:.1f} cm² and {} N a "
      "side. Of the "
      "man's {} N m of hip flexion at 0° they make {}. What both sides do at full activation, standing, to "
      "the part of "
      "the trunk above a level:\n\n",
      names.size(), pcsa_cm2, whole(force_N), whole(flexion_Nm), whole(psoas_Nm));
  text += table_head({"level", "moment, extension positive", "compression", "forward shear",
                      "moment of all that extends there"});
  for (const auto& level : measure_psoas())
    text +=
        table_row({level.joint, fmt::format("{:.1f} N m", level.moment_Nm), whole(level.compression_N) + " N",
                   whole(level.shear_N) + " N", whole(level.extensors_Nm) + " N m"});
  return text;
}

}  // namespace loadshare::body_tests
