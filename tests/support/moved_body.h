// A model put into poses by its free coordinates: what tests of mechanics and contacts start from.
#pragma once

#include <cmath>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "mechanics/couplings.h"
#include "mechanics/skeleton.h"
#include "model/body.h"

namespace loadshare::testing {

// The built-in body of the reference person.
inline const model::FullBody& built_in_body() {
  static const model::FullBody body = *model::build_body(
      model::published_body_tables(), *model::reference_scale(model::published_body_tables()), {});
  return body;
}

// One body on a free joint.
inline model::Model make_block(double mass_kg, const Vec3& mass_center_B = Vec3::Zero()) {
  model::Model model;
  model.name = "block";
  model.bodies.push_back({"ground", 0, Vec3::Zero(), {}});
  model.bodies.push_back({"block", mass_kg, mass_center_B, {1, 1, 1, 0, 0, 0}});
  model::Joint joint;
  joint.name = "free";
  joint.type = model::JointType::free;
  joint.parent = model::ground;
  joint.child = model::BodyId(1);
  for (int k = 0; k < 6; ++k) {
    joint.coordinates.push_back(model::CoordinateId(k));
    model.coordinates.emplace_back();
    model.coordinates.back().name = "c" + std::to_string(k);
    model.coordinates.back().joint = model::JointId(0);
  }
  model.joints.push_back(std::move(joint));
  return model;
}

class MovedBody {
 public:
  explicit MovedBody(model::Model moved)
      : model(std::move(moved)),
        skeleton(value_of(mechanics::Skeleton::make(model))),
        couplings(value_of(mechanics::Couplings::make(model))),
        skeleton_workspace_(skeleton.make_workspace()),
        couplings_workspace_(couplings.make_workspace()) {}

  [[nodiscard]] std::size_t free_count() const { return couplings.free_coordinates().size(); }

  // Of the free coordinates.
  [[nodiscard]] std::vector<double> default_values() const {
    std::vector<double> free;
    for (const auto c : couplings.free_coordinates()) free.push_back(model.coordinates[c.at()].default_value);
    return free;
  }
  // All coordinates off their defaults, each differently.
  [[nodiscard]] std::vector<double> crooked_values() const {
    auto free = default_values();
    for (std::size_t i = 0; i < free.size(); ++i)
      free[i] += 0.3 * std::sin(1.7 * static_cast<double>(i) + 0.4);
    return free;
  }

  // Dependent coordinates follow.
  void move_to(const std::vector<double>& free, const std::vector<double>& speeds = {}) {
    std::vector<double> q, qdot(model.coordinates.size(), 0.0);
    for (const auto& coordinate : model.coordinates) q.push_back(coordinate.default_value);
    for (std::size_t i = 0; i < free.size(); ++i) {
      q[couplings.free_coordinates()[i].at()] = free[i];
      if (!speeds.empty()) qdot[couplings.free_coordinates()[i].at()] = speeds[i];
    }
    couplings.fill_dependents(q, qdot, {});
    skeleton.set_pose(skeleton_workspace_, q, qdot, pose);
    skeleton.compute_hinge_columns(skeleton_workspace_, hinges);
    couplings.set_pose(q, couplings_workspace_);
  }
  [[nodiscard]] const std::vector<mechanics::TangentEntry>& tangent() const {
    return couplings.tangent(couplings_workspace_);
  }
  // J^T of forces on the bodies, on the free coordinates.
  [[nodiscard]] std::vector<double> reduced(std::span<const mechanics::SpatialForce> body_forces) const {
    std::vector<double> all(model.coordinates.size(), 0.0), free(free_count());
    for (std::size_t b = 1; b < body_forces.size(); ++b)
      mechanics::add_generalised_force(skeleton, pose, hinges, model::BodyId(b), body_forces[b], all);
    couplings.reduce(couplings_workspace_, all, free);
    return free;
  }

  model::Model model;
  mechanics::Skeleton skeleton;
  mechanics::Couplings couplings;
  mechanics::Pose pose;
  std::vector<mechanics::HingeColumn> hinges;

 private:
  template <class T>
  static T value_of(Result<T> result) {
    if (!result) throw std::runtime_error(result.refusal().text());
    return *std::move(result);
  }
  mechanics::Skeleton::Workspace skeleton_workspace_;
  mechanics::Couplings::Workspace couplings_workspace_;
};

}  // namespace loadshare::testing
