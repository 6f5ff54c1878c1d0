// The built-in body of the reference person, held still in a posture on both feet, as a sample of load
// sharing: each foot carries half the weight, below the common mass centre, so that the root needs nothing.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/require.h"
#include "base/units.h"
#include "dynamics/external_forces.h"
#include "mechanics/couplings.h"
#include "mechanics/model_forces.h"
#include "mechanics/muscle_mechanics.h"
#include "mechanics/skeleton.h"
#include "model/body.h"
#include "sharing/share_load.h"

namespace loadshare::testing {

// Coordinates by name, in degrees or metres; the others at their default.
using Posture = std::map<std::string, double>;

class StandingBody {
 public:
  StandingBody()
      : body(*model::build_body(model::published_body_tables(),
                                *model::reference_scale(model::published_body_tables()), {})),
        skeleton(*mechanics::Skeleton::make(body.model)),
        couplings(*mechanics::Couplings::make(body.model)),
        muscles(*mechanics::MuscleMechanics::make(body.model, skeleton, couplings)),
        skeleton_workspace(skeleton.make_workspace()),
        couplings_workspace(couplings.make_workspace()) {
    for (std::size_t i = 0; i < body.model.muscles.size(); ++i) used_muscles.push_back(i);
    for (const auto& joint : body.model.joints)
      for (const auto& level : level_names())
        if (joint.name == level) lumbar_joints.push_back(joint_named(level));
    stand({});
  }

  static const std::vector<std::string>& level_names() {
    static const std::vector<std::string> names{"L5_S1", "L4_L5", "L3_L4", "L2_L3", "L1_L2", "T12_L1"};
    return names;
  }
  [[nodiscard]] model::CoordinateId coordinate(const std::string& name) const {
    const auto found = body.model.find_coordinate(name);
    require(found.is_some(), "the body has the coordinate " + name);
    return found;
  }
  [[nodiscard]] model::JointId joint_named(const std::string& name) const {
    for (std::size_t j = 0; j < body.model.joints.size(); ++j)
      if (body.model.joints[j].name == name) return model::JointId(j);
    require(false, "the body has the joint " + name);
    return {};
  }

  // Takes the posture and measures it. `loads`: constant forces on the body beside gravity, points in ground.
  void stand(const Posture& posture, const std::vector<dynamics::ExternalForceValue>& carried = {}) {
    std::vector<double> angles;
    for (const auto& c : body.model.coordinates) angles.push_back(c.default_value);
    for (const auto& [name, value] : posture) {
      const auto id = coordinate(name);
      const bool rotates = body.model.coordinates[id.at()].motion == model::MotionType::rotational;
      angles[id.at()] = rotates ? radians(value) : value;
    }
    couplings.fill_dependents(angles, {}, {});
    take(angles);
    loads = carried;
    share_out_weight();
  }
  // All coordinates as given [rad or m], couplers aside; forces stay as they were.
  void take(const std::vector<double>& angles) {
    q = angles;
    const std::vector<double> still(q.size(), 0.0);
    skeleton.set_pose(skeleton_workspace, q, still, pose);
    couplings.set_pose(q, couplings_workspace);
    muscles.compute(skeleton, skeleton_workspace, pose, couplings, couplings_workspace, muscles_workspace,
                    sample);
  }
  [[nodiscard]] const std::vector<mechanics::HingeColumn>& columns() const {
    return muscles_workspace.columns;
  }

  // All muscles, and a dear reserve at every free coordinate.
  [[nodiscard]] sharing::SharingLayout make_layout(double reserve_price = 100) const {
    sharing::SharingLayout layout;
    layout.coordinate_count = static_cast<int>(couplings.free_coordinates().size());
    for (std::size_t i = 1; i <= used_muscles.size(); ++i)
      layout.arm_starts.push_back(static_cast<int>(muscles.free_starts()[i]));
    // Ligaments come after the muscles.
    const auto& indices = muscles.free_indices();
    layout.arm_coordinates.assign(indices.begin(), indices.begin() + layout.arm_starts.back());
    const auto count = static_cast<Eigen::Index>(used_muscles.size());
    layout.activation_min = Eigen::VectorXd::Zero(count);
    layout.activation_max = Eigen::VectorXd::Ones(count);
    for (int c = 0; c < layout.coordinate_count; ++c)
      layout.actuators.push_back({c, 1, -1e9, 1e9, is_arm(c) ? 1e-6 : reserve_price});
    return layout;
  }
  // With zeroed rows and columns for what the layout holds beside muscles and reserves.
  [[nodiscard]] sharing::SharingSample make_sample(const sharing::SharingLayout& layout) const {
    sharing::SharingSample made;
    made.required_force.resize(layout.coordinate_count);
    couplings.reduce(couplings_workspace, required_Nm,
                     {made.required_force.data(), static_cast<std::size_t>(layout.coordinate_count)});
    made.moment_arms_m =
        Eigen::Map<const Eigen::VectorXd>(sample.free_arms.data(), layout.arm_starts.back());
    const auto count = static_cast<Eigen::Index>(used_muscles.size());
    made.active_force_N.resize(count);
    made.passive_force_N.resize(count);
    for (Eigen::Index i = 0; i < count; ++i) {
      const auto& fiber = sample.fibers[static_cast<std::size_t>(i)];
      made.active_force_N[i] = fiber.active_force_per_activation_N;
      made.passive_force_N[i] = fiber.passive_force_N;
    }
    int own_columns = 0;
    for (const auto& actuator : layout.actuators) own_columns += actuator.coordinate < 0 ? 1 : 0;
    made.actuator_columns.setZero(layout.coordinate_count, own_columns);
    made.condition_of_activation.setZero(layout.condition_count(), count);
    made.condition_of_control.setZero(layout.condition_count(), layout.actuator_count());
    made.condition_target.setZero(layout.condition_count());
    return made;
  }

  model::FullBody body;
  mechanics::Skeleton skeleton;
  mechanics::Couplings couplings;
  mechanics::MuscleMechanics muscles;
  std::vector<std::size_t> used_muscles;  // all
  std::vector<model::JointId> lumbar_joints;

  // At the posture.
  std::vector<double> q;
  mechanics::Pose pose;
  mechanics::MuscleSample sample;
  mechanics::Skeleton::Workspace skeleton_workspace;
  mechanics::Couplings::Workspace couplings_workspace;
  mechanics::MuscleMechanics::Workspace muscles_workspace;
  std::vector<dynamics::ExternalForceValue> loads;
  std::vector<double> required_Nm;  // by coordinate, couplers aside

 private:
  [[nodiscard]] bool is_arm(int free_index) const {
    const auto& name =
        body.model.coordinates[couplings.free_coordinates()[static_cast<std::size_t>(free_index)].at()].name;
    for (const char* part : {"arm_", "elbow_", "pro_sup", "wrist_"})
      if (name.starts_with(part)) return true;
    return false;
  }

  void share_out_weight() {
    const auto& model = body.model;
    std::vector<mechanics::SpatialForce> forces(model.bodies.size());
    std::vector<double> mobility(q.size(), 0.0);
    mechanics::add_gravity(model, pose, forces);
    mechanics::add_model_forces(model, pose, forces, mobility);
    Vec3 weight_N = Vec3::Zero(), weighted = Vec3::Zero();
    const auto weigh = [&](const Vec3& force_G, const Vec3& point_G) {
      weight_N += force_G;
      weighted += force_G.norm() * point_G;
    };
    for (std::size_t b = 1; b < model.bodies.size(); ++b)
      weigh(model.bodies[b].mass_kg * model.gravity_G, pose.X_GB[b] * model.bodies[b].mass_center_B);
    for (const auto& load : loads) {
      forces[load.body.at()].add_force_at(load.force_G, load.point_G, pose.X_GB[load.body.at()].p);
      weigh(load.force_G, load.point_G);
    }
    for (const char* foot : {"calcn_r", "calcn_l"}) {
      const auto id = model.find_body(foot);
      Vec3 point_G = pose.X_GB[id.at()].p;
      point_G.x() = weighted.x() / weight_N.norm();
      forces[id.at()].add_force_at(-0.5 * weight_N, point_G, pose.X_GB[id.at()].p);
    }
    skeleton.compute_inverse_dynamics(skeleton_workspace, std::vector<double>(q.size(), 0.0), forces,
                                      mobility, required_Nm);
  }
};

}  // namespace loadshare::testing
