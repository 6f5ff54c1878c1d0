#include "sharing/stability.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "base/require.h"
#include "mechanics/model_forces.h"

namespace loadshare::sharing {
namespace {

using model::BodyId;
using model::CoordinateId;

// Of the central difference that gives a passive moment's slope [rad].
constexpr double slope_step_rad = 1e-5;

// The model as it stands by default: pose and hinge columns.
struct DefaultPose {
  mechanics::Pose pose;
  std::vector<mechanics::HingeColumn> columns;

  DefaultPose(const model::Model& model, const mechanics::Skeleton& skeleton) {
    std::vector<double> q;
    for (const auto& coordinate : model.coordinates) q.push_back(coordinate.default_value);
    auto workspace = skeleton.make_workspace();
    skeleton.set_pose(workspace, q, std::vector<double>(q.size(), 0.0), pose);
    skeleton.compute_hinge_columns(workspace, columns);
  }
};

// How the mass centre of a body moves, to the second order.
Vec3 mass_center_acceleration(const model::Body& body, const Transform& X_GB, const BodyMotion& motion) {
  return motion.acceleration_at(X_GB.R * body.mass_center_B);
}

// Whether the path has pieces between bodies that move differently.
bool is_stretched(const model::Model& model, const model::Path& path, const MotionPlan& plan) {
  std::set<int> groups;
  for (const auto& point : path.points) groups.insert(plan.group(point.body));
  for (const auto& wrap : path.wraps) groups.insert(plan.group(model.wraps[wrap.object.at()].body));
  return groups.size() > 1;
}

template <class Force>
std::vector<std::size_t> forces_on(const std::vector<Force>& forces, CoordinateId coordinate) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < forces.size(); ++i)
    if (forces[i].applies_force && forces[i].coordinate == coordinate) found.push_back(i);
  return found;
}

template <class Force>
void note_uncounted(const std::vector<Force>& forces, const MotionPlan& plan, Diagnostics& notes) {
  for (const auto& force : forces)
    if (force.applies_force && plan.group(force.body_1) != plan.group(force.body_2))
      notes.leave_out(force.name, "its stiffness is not counted for the stability of the spine");
}

}  // namespace

Result<Stability> Stability::make(const model::Model& model, const mechanics::Skeleton& skeleton,
                                  const std::vector<SmallMotion>& motions,
                                  const std::vector<std::size_t>& used_muscles,
                                  const StabilitySettings& settings, Diagnostics& notes) {
  require(settings.stiffness_ratio >= 0 && settings.safety_ratio >= 0, "stiffness and safety not negative");
  Stability made(model);
  made.settings_ = settings;
  made.used_muscles_ = used_muscles;
  const DefaultPose standing(model, skeleton);
  std::vector<BodyMotion> bodies;
  for (const auto& motion : motions) {
    auto plan = MotionPlan::make(model, motion);
    if (!plan) return plan.refusal();
    note_uncounted(model.bushings, *plan, notes);
    note_uncounted(model.point_springs, *plan, notes);
    plan->compute(standing.pose, standing.columns, bodies);
    double unit = 0;
    for (std::size_t b = 1; b < model.bodies.size(); ++b)
      unit += model.bodies[b].mass_kg * model.gravity_G.norm() *
              mass_center_acceleration(model.bodies[b], standing.pose.X_GB[b], bodies[b]).norm();
    if (!(unit > 0))
      return Refusal{"small motion " + motion.name, "it moves no weight, so that nothing can topple",
                     "Ask for the stability of joints that carry something, under gravity."};
    made.units_.push_back(unit);
    made.find_tissue(motion);
    made.find_paths(*plan, used_muscles);
    made.plans_.push_back(*std::move(plan));
  }
  return made;
}

void Stability::find_tissue(const SmallMotion& motion) {
  auto& tissue = tissue_.emplace_back();
  for (const auto& [coordinate, share] : motion.shares)
    tissue.push_back({coordinate, share * share, forces_on(model_->expression_forces, coordinate),
                      forces_on(model_->coordinate_springs, coordinate),
                      forces_on(model_->coordinate_limits, coordinate)});
}

void Stability::find_paths(const MotionPlan& plan, const std::vector<std::size_t>& used_muscles) {
  auto& crossing = crossing_.emplace_back();
  for (std::size_t k = 0; k < used_muscles.size(); ++k)
    if (is_stretched(*model_, model_->muscles[used_muscles[k]].path, plan)) crossing.push_back(k);
  auto& ligaments = ligaments_.emplace_back();
  for (std::size_t l = 0; l < model_->ligaments.size(); ++l)
    if (model_->ligaments[l].applies_force && is_stretched(*model_, model_->ligaments[l].path, plan))
      ligaments.push_back(l);
}

int Stability::add_to(SharingLayout& layout) const {
  require(layout.muscle_count() == static_cast<int>(used_muscles_.size()), "the layout of these muscles");
  const int first = layout.condition_count();
  for (const double unit : units_)
    layout.conditions.push_back({unit, settings_.surplus_price, settings_.shortfall_price, true});
  return first;
}

double Stability::moment_Nm(const Tissue& tissue, double q_rad) const {
  double moment = 0;
  for (const auto i : tissue.formulas)
    moment += model_->expression_forces[i].expression.value(std::array{q_rad, 0.0});
  for (const auto i : tissue.springs)
    moment += mechanics::coordinate_spring_force(model_->coordinate_springs[i], q_rad, 0);
  for (const auto i : tissue.limits) moment += mechanics::limit_force(model_->coordinate_limits[i], q_rad, 0);
  return moment;
}

double Stability::tissue_stiffness(std::size_t motion, const mechanics::Pose& pose,
                                   const mechanics::MuscleSample& muscles,
                                   std::span<const BodyMotion> bodies) const {
  double stiffness = 0;
  for (const auto& tissue : tissue_[motion]) {
    const double q = pose.q[tissue.coordinate.at()];
    const double rise_Nm = moment_Nm(tissue, q + slope_step_rad) - moment_Nm(tissue, q - slope_step_rad);
    stiffness -= tissue.share_squared * rise_Nm / (2 * slope_step_rad);
  }
  for (const auto l : ligaments_[motion]) {
    const auto& ligament = model_->ligaments[l];
    const auto& path = muscles.paths[model_->muscles.size() + l];
    if (path.length_m <= ligament.resting_length_m) continue;
    const auto change = differentiate_length(path.points, pose, bodies);
    const double slope_N_per_m = ligament.pcsa_force_N / ligament.resting_length_m *
                                 ligament.force_length.derivative(path.length_m / ligament.resting_length_m);
    stiffness += slope_N_per_m * change.first_m * change.first_m +
                 mechanics::ligament_tension_N(ligament, path.length_m) * change.second_m;
  }
  return stiffness;
}

double Stability::load_stiffness(const mechanics::Pose& pose, std::span<const BodyMotion> bodies,
                                 std::span<const dynamics::ExternalForceValue> loads) const {
  double stiffness = 0;
  for (std::size_t b = 1; b < bodies.size(); ++b)
    if (bodies[b].group != 0)
      stiffness += model_->bodies[b].mass_kg * model_->gravity_G.dot(mass_center_acceleration(
                                                   model_->bodies[b], pose.X_GB[b], bodies[b]));
  for (const auto& load : loads) {
    const std::size_t b = load.body.at();
    if (bodies[b].group != 0)
      stiffness += load.force_G.dot(bodies[b].acceleration_at(load.point_G - pose.X_GB[b].p));
  }
  return stiffness;
}

void Stability::fill(int first_condition, const mechanics::Pose& pose,
                     std::span<const mechanics::HingeColumn> columns, const mechanics::MuscleSample& muscles,
                     std::span<const dynamics::ExternalForceValue> loads, Workspace& workspace,
                     SharingSample& sample) const {
  const auto end = first_condition + static_cast<Eigen::Index>(plans_.size());
  require(sample.condition_of_activation.rows() >= end && sample.condition_of_control.rows() >= end &&
              sample.condition_target.size() >= end,
          "the sample has room for the conditions of stability");
  workspace.terms.assign(plans_.size(), StabilityTerms());
  for (std::size_t m = 0; m < plans_.size(); ++m) {
    plans_[m].compute(pose, columns, workspace.bodies);
    StabilityTerms& terms = workspace.terms[m];
    terms.loads = load_stiffness(pose, workspace.bodies, loads);
    terms.tissue = tissue_stiffness(m, pose, muscles, workspace.bodies);
    const auto row = first_condition + static_cast<Eigen::Index>(m);
    sample.condition_of_activation.row(row).setZero();
    sample.condition_of_control.row(row).setZero();
    for (const auto k : crossing_[m]) {
      const auto& path = muscles.paths[used_muscles_[k]];
      if (!(path.length_m > 0)) continue;
      const auto change = differentiate_length(path.points, pose, workspace.bodies);
      const double per_N =
          settings_.stiffness_ratio * change.first_m * change.first_m / path.length_m + change.second_m;
      const auto i = static_cast<Eigen::Index>(k);
      sample.condition_of_activation(row, i) = per_N * sample.active_force_N[i];
      terms.passive_fibers += per_N * sample.passive_force_N[i];
    }
    terms.needed = settings_.safety_ratio * terms.loads - terms.tissue - terms.passive_fibers;
    sample.condition_target[row] = terms.needed;
  }
}

std::vector<SmallMotion> lumbar_motions(const model::Model& model, const mechanics::Skeleton& skeleton,
                                        const mechanics::Couplings& couplings,
                                        std::span<const model::JointId> joints) {
  const DefaultPose standing(model, skeleton);
  std::vector<SmallMotion> motions;
  std::vector<bool> is_level(model.coordinates.size(), false);
  for (const auto joint : joints) {
    const auto& coordinates = model.joints[joint.at()].coordinates;
    const auto upright = [&](CoordinateId id) {
      const Vec3& axis_G = standing.columns[id.at()].angular_G;
      return axis_G.norm() > 0 ? std::abs(axis_G.normalized().dot(model.gravity_G.normalized())) : -1;
    };
    const auto axial = std::ranges::max_element(coordinates, {}, upright);
    for (auto id = coordinates.begin(); id != coordinates.end(); ++id) {
      if (id == axial || upright(*id) < 0) continue;
      motions.push_back({model.coordinates[id->at()].name, {{*id, 1.0}}});
      is_level[id->at()] = true;
    }
  }
  auto workspace = couplings.make_workspace();
  couplings.set_pose(standing.pose.q, workspace);
  const auto& free = couplings.free_coordinates();
  for (std::size_t f = 0; f < free.size(); ++f) {
    SmallMotion together{model.coordinates[free[f].at()].name, {}};
    for (const auto& entry : couplings.tangent(workspace))
      if (entry.free_index == static_cast<int>(f) && is_level[entry.coordinate.at()] && entry.value != 0)
        together.shares.push_back({entry.coordinate, entry.value});
    if (together.shares.size() > 1) motions.push_back(std::move(together));
  }
  return motions;
}

}  // namespace loadshare::sharing
