// A pelvis with a right thigh, a trunk of one or several joints, and whatever muscles a test hangs on them.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "model/model.h"

namespace loadshare::testing {

class TinyModel {
 public:
  TinyModel() {
    model.name = "tiny";
    add_body("ground");
    add_joint("ground_pelvis", "ground", "pelvis", {});
  }

  TinyModel& add_joint(const std::string& name, const std::string& parent, const std::string& child,
                       const std::vector<std::string>& coordinates) {
    add_body(child);
    model::Joint joint;
    joint.name = name;
    joint.type = model::JointType::custom;
    joint.parent = model.find_body(parent);
    joint.child = model.find_body(child);
    for (const auto& coordinate_name : coordinates) {
      model::Coordinate coordinate;
      coordinate.name = coordinate_name;
      coordinate.joint = model::JointId(model.joints.size());
      coordinate.range_min = -2;
      coordinate.range_max = 1;
      joint.coordinates.push_back(model::CoordinateId(model.coordinates.size()));
      model.coordinates.push_back(coordinate);
    }
    model.joints.push_back(joint);
    return *this;
  }

  TinyModel& add_muscle(const std::string& name, const std::vector<std::string>& bodies,
                        double strength_N = 1000) {
    model::Muscle muscle;
    muscle.name = name;
    muscle.max_isometric_force_N = strength_N;
    muscle.path = make_path(bodies);
    model.muscles.push_back(muscle);
    return *this;
  }

  TinyModel& add_ligament(const std::string& name, const std::vector<std::string>& bodies) {
    model::Ligament ligament;
    ligament.name = name;
    ligament.path = make_path(bodies);
    model.ligaments.push_back(ligament);
    return *this;
  }

  model::Model model;

 private:
  void add_body(const std::string& name) {
    model::Body body;
    body.name = name;
    model.bodies.push_back(body);
  }
  model::Path make_path(const std::vector<std::string>& bodies) const {
    model::Path path;
    for (const auto& body : bodies) {
      model::PathPoint point;
      point.body = model.find_body(body);
      path.points.push_back(point);
    }
    return path;
  }
};

// Right hip only.
inline TinyModel make_hip() {
  TinyModel tiny;
  tiny.add_joint("hip_r", "pelvis", "femur_r", {"hip_flexion_r"});
  tiny.add_joint("knee_r", "femur_r", "tibia_r", {"knee_angle_r"});
  return tiny;
}

}  // namespace loadshare::testing
