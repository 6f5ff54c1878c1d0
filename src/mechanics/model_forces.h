// The forces that a model exerts by itself, without control: limits of coordinates, springs, formulas,
// bushings, contact spheres, ligaments.
//
// The laws are those of OpenSim 4.6, so that inverse dynamics agree. Every function adds to what is
// there: body forces about the bodies' origins, in ground (one a body, ground included, whose share
// is the reaction); mobility forces by coordinate [N m per radian, N per metre].
#pragma once

#include <span>

#include "mechanics/path.h"
#include "mechanics/pose.h"
#include "mechanics/spatial.h"
#include "model/model.h"

namespace loadshare::mechanics {

// All elements but the ligaments, where their applies_force is set. Allocates nothing. Sizes: body_forces one
// a body, mobility_forces one a coordinate.
void add_model_forces(const model::Model& model, const Pose& pose, std::span<SpatialForce> body_forces,
                      std::span<double> mobility_forces);

// Of these, what belongs to the body and not to the floor: all but the contact spheres.
void add_passive_forces(const model::Model& model, const Pose& pose, std::span<SpatialForce> body_forces,
                        std::span<double> mobility_forces);

// The ligaments, along their paths. `paths`: one a ligament, in the model's order, measured at the pose
// (the last ones that a PathEngine of the model has). Allocates nothing.
void add_ligament_forces(const model::Model& model, std::span<const PathGeometry> paths,
                         std::span<SpatialForce> body_forces, std::span<double> mobility_forces);

// Zero up to the resting length; beyond, the curve's value at length / resting length times the
// force that its PCSA stands for. Whether the ligament applies force does not count here.
[[nodiscard]] double ligament_tension_N(const model::Ligament& ligament, double length_m);

// The generalised force of a limit: beyond it a spring and a damper, both faded in over the
// transition by a quintic step. A transition of zero switches them at the limit.
[[nodiscard]] double limit_force(const model::CoordinateLimitForce& limit, double q, double qdot);

// -stiffness (q - rest length) - viscosity qdot.
[[nodiscard]] double coordinate_spring_force(const model::SpringGeneralizedForce& spring, double q,
                                             double qdot);

// Six springs and dampers on the pose of frame 2 in frame 1: three body-fixed x, y, z angles and three
// distances along frame 1. As every such bushing, it has no answer (not finite) where the second angle
// is a right angle.
void add_bushing_force(const model::BushingForce& bushing, const Pose& pose,
                       std::span<SpatialForce> body_forces);

// Linear spring, in tension above its rest length and in compression below. None where the points
// coincide: the direction is then not defined.
void add_point_spring_force(const model::PointToPointSpring& spring, const Pose& pose,
                            std::span<SpatialForce> body_forces);

// Sphere on half-space, a Hunt-Crossley law made smooth everywhere by hyperbolic tangents
// (Serrancoli et al. 2019, IEEE Trans Neural Syst Rehabil Eng 27:1458). It pushes, very little, also
// before they touch. The force acts halfway between the two surfaces (Sherman et al. 2011, Procedia
// IUTAM 2:241).
void add_contact_sphere_force(const model::SmoothSphereHalfSpaceForce& contact, const Pose& pose,
                              std::span<SpatialForce> body_forces);

}  // namespace loadshare::mechanics
