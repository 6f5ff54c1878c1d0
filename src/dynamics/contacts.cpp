#include "dynamics/contacts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "base/require.h"

namespace loadshare::dynamics {
namespace {

using model::BodyId;
using model::ContactPoint;

constexpr std::string_view foot_region = "foot";

bool hangs_from(const std::vector<BodyId>& parents, BodyId body, BodyId ancestor) {
  for (BodyId at = body; at.is_some(); at = parents[at.at()])
    if (at == ancestor) return true;
  return false;
}

bool has_foot_point(std::span<const ContactPoint> points, BodyId body) {
  return std::ranges::any_of(
      points, [&](const ContactPoint& point) { return point.body == body && point.region == foot_region; });
}

// Whether a force measured on `measured` holds what presses on `body` too.
bool is_measured_with(const std::vector<BodyId>& parents, std::span<const ContactPoint> points, BodyId body,
                      BodyId measured) {
  if (body == measured) return true;
  const bool may_be_a_foot =
      has_foot_point(points, measured) ||
      std::ranges::none_of(points, [&](const ContactPoint& point) { return point.body == measured; });
  return may_be_a_foot && has_foot_point(points, body) &&
         (hangs_from(parents, body, measured) || hangs_from(parents, measured, body));
}

// By body: whether forces on it were measured.
std::vector<bool> find_measured(const model::Model& model, const std::vector<BodyId>& parents,
                                std::span<const ContactPoint> points, std::span<const BodyId> measured,
                                Diagnostics& notes) {
  std::vector<bool> found(model.bodies.size(), false);
  for (const auto by : measured) {
    std::vector<std::string_view> names;
    for (const auto& point : points)
      if (is_measured_with(parents, points, point.body, by)) {
        found[point.body.at()] = true;
        names.push_back(point.name);
      }
    if (!names.empty())
      notes.leave_out(
          fmt::format("contacts of {}", model.bodies[by.at()].name),
          fmt::format("the force on it was measured, so no support presses on {}", fmt::join(names, ", ")));
  }
  return found;
}

Result<Done> check_touched_by(const capture::Support& support, std::span<const ContactPoint> points) {
  if (points.empty())
    return Refusal{support.where, "the model has no contact points that a support could touch",
                   "Use the built-in body, or leave the supports out."};
  for (const auto& name : support.touched_by) {
    if (std::ranges::any_of(points,
                            [&](const ContactPoint& p) { return p.name == name || p.region == name; }))
      continue;
    std::vector<std::string_view> regions;
    for (const auto& point : points)
      if (std::ranges::find(regions, point.region) == regions.end()) regions.push_back(point.region);
    return Refusal{support.where,
                   fmt::format("'{}' is touched by '{}', which is no region and no contact point of the body",
                               support.name, name),
                   fmt::format("Name a contact point, or a region: {}.", fmt::join(regions, ", "))};
  }
  return Done{};
}

double weight_N(const model::Model& model) {
  double mass_kg = 0;
  for (const auto& body : model.bodies) mass_kg += body.mass_kg;
  return mass_kg * model.gravity_G.norm();
}

std::vector<BodyId> bodies_of(const std::vector<ContactPair>& pairs) {
  std::vector<BodyId> bodies;
  for (const auto& pair : pairs)
    if (std::ranges::find(bodies, pair.body) == bodies.end()) bodies.push_back(pair.body);
  return bodies;
}

}  // namespace

bool may_touch(const capture::Support& support, const ContactPoint& point) {
  return support.touched_by.empty() || std::ranges::any_of(support.touched_by, [&](const std::string& name) {
           return name == point.name || name == point.region;
         });
}

Result<Contacts> Contacts::make(const model::Model& model, const mechanics::Skeleton& skeleton,
                                const mechanics::Couplings& couplings, std::span<const ContactPoint> points,
                                std::span<const capture::Support> supports, std::span<const BodyId> measured,
                                const ContactSettings& settings, Diagnostics& notes) {
  std::vector<ContactSurface> surfaces;
  std::vector<ContactPair> pairs;
  if (!supports.empty()) {
    const auto is_measured = find_measured(model, skeleton.parents(), points, measured, notes);
    for (const auto& support : supports) {
      if (const auto known = check_touched_by(support, points); !known) return known.refusal();
      for (const auto& point : points)
        if (!is_measured[point.body.at()] && may_touch(support, point))
          pairs.push_back(
              {fmt::format("{}.{}", support.name, point.name), surfaces.size(), point.body, point.p_B});
      surfaces.push_back(make_contact_surface(support));
    }
  }
  Contacts made(skeleton, couplings, std::move(surfaces), std::move(pairs), settings,
                settings.strength_body_weights * weight_N(model));
  made.name_resultants(model);
  return made;
}

Contacts::Contacts(const mechanics::Skeleton& skeleton, const mechanics::Couplings& couplings,
                   std::vector<ContactSurface> surfaces, std::vector<ContactPair> pairs,
                   const ContactSettings& settings, double strength_N)
    : settings_(settings),
      strength_N_(strength_N),
      surfaces_(std::move(surfaces)),
      pairs_(std::move(pairs)),
      jacobians_(skeleton, couplings, bodies_of(pairs_)) {
  const auto& bodies = jacobians_.bodies();
  for (const auto& pair : pairs_)
    jacobian_of_pair_.push_back(
        static_cast<std::size_t>(std::ranges::find(bodies, pair.body) - bodies.begin()));
}

void Contacts::name_resultants(const model::Model& model) {
  for (std::size_t s = 0; s < surfaces_.size(); ++s) {
    resultant_names_.push_back(surfaces_[s].name);
    resultant_surface_.push_back(s);
  }
  for (const auto& pair : pairs_) {
    auto name = fmt::format("{}.{}", surfaces_[pair.surface].name, model.bodies[pair.body.at()].name);
    const auto found = std::ranges::find(resultant_names_, name);
    resultant_of_pair_.push_back(static_cast<std::size_t>(found - resultant_names_.begin()));
    if (found != resultant_names_.end()) continue;
    resultant_names_.push_back(std::move(name));
    resultant_surface_.push_back(pair.surface);
  }
}

Contacts::Workspace Contacts::make_workspace() const {
  return {std::vector<ContactState>(pairs_.size()), jacobians_.make_workspace()};
}

void Contacts::measure(const mechanics::Pose& pose, Workspace& workspace) const {
  for (std::size_t i = 0; i < pairs_.size(); ++i) {
    const ContactPair& pair = pairs_[i];
    ContactState& state = workspace.states[i];
    const Transform& X_GB = pose.X_GB[pair.body.at()];
    const auto& V_GB = pose.V_GB[pair.body.at()];
    const Vec3 arm = X_GB.R * pair.p_B;
    state.p_G = X_GB.p + arm;
    state.distance = distance_to(surfaces_[pair.surface], state.p_G);
    state.speed_mps = (V_GB.linear_G + V_GB.angular_G.cross(arm) - surfaces_[pair.surface].velocity_G).norm();
    state.strength_ratio = contact_strength_ratio(settings_, state.distance, state.speed_mps);
  }
}

void Contacts::release(std::span<const std::size_t> pairs, Workspace& workspace) const {
  for (const auto pair : pairs) workspace.states[pair].strength_ratio = 0;
}

void Contacts::fill_columns(const mechanics::Pose& pose, std::span<const mechanics::HingeColumn> hinges,
                            std::span<const mechanics::TangentEntry> tangent, Workspace& workspace,
                            Eigen::Ref<Eigen::MatrixXd> columns) const {
  require(columns.cols() == static_cast<Eigen::Index>(edge_count()), "a column for each edge");
  jacobians_.compute(pose, hinges, tangent, workspace.jacobians);
  columns.setZero();
  for (std::size_t i = 0; i < pairs_.size(); ++i) {
    const ContactState& state = workspace.states[i];
    if (state.strength_ratio <= 0) continue;
    const ContactSurface& surface = surfaces_[pairs_[i].surface];
    const auto rows = jacobians_.free_indices(jacobian_of_pair_[i]);
    const auto moves = jacobians_.columns(workspace.jacobians, jacobian_of_pair_[i]);
    const auto first = static_cast<Eigen::Index>(edges_per_contact * i);
    for (std::size_t k = 0; k < rows.size(); ++k) {
      const Vec3 velocity_G = moves[k].velocity_at(state.p_G);
      const double along_normal = surface.normal_G.dot(velocity_G);
      for (Eigen::Index t = 0; t < 2; ++t) {
        const double along_tangent =
            surface.friction * surface.tangents_G[static_cast<std::size_t>(t)].dot(velocity_G);
        columns(rows[k], first + 2 * t) = along_normal + along_tangent;
        columns(rows[k], first + 2 * t + 1) = along_normal - along_tangent;
      }
    }
  }
}

void Contacts::fill_control_max(const Workspace& workspace, Eigen::Ref<Eigen::VectorXd> control_max) const {
  require(control_max.size() == static_cast<Eigen::Index>(edge_count()), "a control for each edge");
  constexpr auto edges = static_cast<Eigen::Index>(edges_per_contact);
  for (std::size_t i = 0; i < pairs_.size(); ++i)
    control_max.segment<edges>(static_cast<Eigen::Index>(i) * edges)
        .setConstant(workspace.states[i].strength_ratio);
}

Vec3 Contacts::force_G(std::size_t pair, std::span<const double> edge_forces_N) const {
  require(edge_forces_N.size() == edge_count() && pair < pairs_.size(), "a force for each edge");
  Vec3 force = Vec3::Zero();
  for (std::size_t e = 0; e < edges_per_contact; ++e)
    force +=
        edge_forces_N[edges_per_contact * pair + e] * edge_direction_G(surfaces_[pairs_[pair].surface], e);
  return force;
}

void Contacts::add_contact_forces(const Workspace& workspace, const mechanics::Pose& pose,
                                  std::span<const double> edge_forces_N,
                                  std::span<mechanics::SpatialForce> body_forces) const {
  for (std::size_t i = 0; i < pairs_.size(); ++i) {
    const auto body = pairs_[i].body.at();
    body_forces[body].add_force_at(force_G(i, edge_forces_N), workspace.states[i].p_G, pose.X_GB[body].p);
  }
}

void Contacts::compute_resultants(const Workspace& workspace, std::span<const double> edge_forces_N,
                                  std::vector<ContactResultant>& resultants) const {
  resultants.assign(resultant_names_.size(), ContactResultant());
  // First the sums: forces, moments about ground's origin, and points weighted by normal force.
  for (std::size_t i = 0; i < pairs_.size(); ++i) {
    const Vec3& p_G = workspace.states[i].p_G;
    const Vec3 force = force_G(i, edge_forces_N);
    const double pressure_N = force.dot(surfaces_[pairs_[i].surface].normal_G);
    for (const auto r : {pairs_[i].surface, resultant_of_pair_[i]}) {
      resultants[r].force_G += force;
      resultants[r].moment_G += p_G.cross(force);
      resultants[r].center_G += pressure_N * p_G;
    }
  }
  for (std::size_t r = 0; r < resultants.size(); ++r) {
    const ContactSurface& surface = surfaces_[resultant_surface_[r]];
    ContactResultant& sum = resultants[r];
    const double pressure_N = sum.force_G.dot(surface.normal_G);
    if (!(pressure_N > 0)) {
      sum = ContactResultant();
      continue;
    }
    sum.center_G /= pressure_N;
    sum.center_G -= distance_to(surface, sum.center_G).gap_m * surface.normal_G;
    sum.moment_G -= sum.center_G.cross(sum.force_G);
  }
}

std::vector<std::size_t> pairs_measured_with(const Contacts& contacts, const mechanics::Skeleton& skeleton,
                                             std::span<const ContactPoint> points, BodyId measured) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < contacts.pairs().size(); ++i)
    if (is_measured_with(skeleton.parents(), points, contacts.pairs()[i].body, measured)) found.push_back(i);
  return found;
}

std::vector<BodyId> bodies_with_measured_force(const ExternalForces& external) {
  std::vector<BodyId> bodies;
  for (std::size_t i = 0; i < external.size(); ++i)
    if (std::ranges::find(bodies, external.body(i)) == bodies.end()) bodies.push_back(external.body(i));
  return bodies;
}

}  // namespace loadshare::dynamics
