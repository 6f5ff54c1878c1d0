// How deep a path runs inside a bone.
#pragma once

#include <span>

#include "mechanics/path.h"
#include "model/bone.h"

namespace loadshare::mechanics {

// How far below the surface a point lies, along the shortest way out; negative or zero outside.
[[nodiscard]] double depth_of_point(const model::Bone& bone, const Vec3& p_S);

// The greatest depth along a straight piece from a to b, and where (0 at a, 1 at b); zero where it misses.
// Exact to a micrometre: a convex solid's depth has one maximum along a line.
struct Depth {
  double depth_m = 0;
  double place = 0;
};
[[nodiscard]] Depth depth_of_piece(const model::Bone& bone, const Vec3& a_S, const Vec3& b_S);

// The path as it runs: its points in ground, with points every `piece_m` where it lies on a surface. On
// cylinders the line is a helix, on spheres a great circle; on ellipsoids the chord lifted to the surface
// (as OpenSim's rules leave it: nearly); a torus is left straight. Overwrites `line_G`.
void trace_path(const PathGeometry& path, const model::Model& model, const Pose& pose, double piece_m,
                std::vector<Vec3>& line_G);

}  // namespace loadshare::mechanics
