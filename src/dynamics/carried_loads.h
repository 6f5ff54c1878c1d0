// What a scene says the body carries: masses become part of its bodies, forces, cables and bands pulls.
#pragma once

#include <span>
#include <vector>

#include "base/result.h"
#include "capture/scene.h"
#include "dynamics/pulls.h"
#include "model/body.h"

namespace loadshare::dynamics {

// Adds a point mass to a body: mass, mass centre and inertia about it (parallel axes, exact).
void add_point_mass(model::Body& body, double mass_kg, const Vec3& p_B);

// The model with the masses among the loads on its bodies, each point bearing the same share. Places are
// markers of the model or contact points, by name. Refused: a load without a place, a point that neither
// has, a mass on ground, more than capture::carried_mass_kg_max in all. The others only have their places
// checked.
[[nodiscard]] Result<model::Model> with_carried_masses(const model::Model& model,
                                                       std::span<const capture::CarriedLoad> loads,
                                                       std::span<const model::ContactPoint> contacts);

// The other loads: each point has the same share of a force or cable, and a band of its own with the same
// share of the stiffness. Refused: places as above; a band between two points of one body.
[[nodiscard]] Result<std::vector<Pull>> make_pulls(const model::Model& model,
                                                   std::span<const capture::CarriedLoad> loads,
                                                   std::span<const model::ContactPoint> contacts);

}  // namespace loadshare::dynamics
