// Lengths, lengthening speeds and unit-tension forces of muscle and ligament paths: straight pieces between
// points on bodies, round the wrap objects that stand in the way.
//
// Wrapping follows OpenSim 4.6 (GeometryPath), with these deliberate differences: no result depends on the
// sample before; a moving point's part in the coordinate force counts both of its straight pieces and is
// zero where its coordinate is beyond its range (there the point stands still), so that it is the gradient
// of the length; points that coincide give no force instead of not-a-number.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "mechanics/pose.h"
#include "mechanics/wrap.h"
#include "model/model.h"

namespace loadshare::mechanics {

// What a tension of 1 N in the path does to a body, about the body's origin.
struct BodyWrench {
  model::BodyId body;
  Vec3 moment_G = Vec3::Zero();  // N m per N
  Vec3 force_G = Vec3::Zero();   // N per N
};

// What a tension of 1 N does directly to a coordinate that moves a path point: N m per N, or N per N.
struct CoordinateForce {
  model::CoordinateId coordinate;
  double value = 0;
};

// A point of the path as it runs at this sample. Two in a row with the same wrap are joined along its
// surface.
struct CurrentPoint {
  model::BodyId body;
  int point = -1;      // which path point of the model's path, or -1
  int path_wrap = -1;  // which wrap of the model's path, or -1
  model::WrapId wrap;  // the object whose surface is touched, or none
  Vec3 p_B = Vec3::Zero(), p_G = Vec3::Zero();
  Vec3 pull_G = Vec3::Zero();       // where the straight pieces start: p_G, but see WrapRules::opensim
  double surface_length_m = 0;      // from the point before to this one, along the surface of `wrap`
  Vec3 direction_G = Vec3::Zero();  // of the straight piece at a touch, where that piece has no length

  [[nodiscard]] bool is_wrap() const { return wrap.is_some(); }
};

// The wrenches (one per body touched, bodies in no order) and coordinate forces are the exact negative
// gradient of the length with regard to the bodies' motion and the moving points' coordinates, where
// the path on each surface is a geodesic; so J^T wrenches + coordinate forces are the moment arms, and
//   lengthening_speed_mps = -power of a unit tension.
// Where it is not (an ellipsoid; a cylinder within its tolerance of tangency) this is what OpenSim takes
// for the moment arm, too: the straight pieces pull on the bodies along themselves.
struct PathGeometry {
  double length_m = 0;
  double lengthening_speed_mps = 0;
  std::vector<BodyWrench> wrenches;
  std::vector<CoordinateForce> coordinate_forces;
  std::vector<CurrentPoint> points;
};

// How paths run over cylinders (and the cylinders that stand for tori), and how several wraps of a path are
// fitted together. Spheres and ellipsoids are the same under all rules.
enum class WrapRules {
  // One wrap: as OpenSim 4.6, whose lengths and moment arms are met. Several: in rounds until nothing
  // moves any more, each tangent.
  standard,
  // As OpenSim 4.6 throughout, only to compare with its results. With several wraps it ends the rounds early
  // and, by an oversight, pulls from where each touch was when first looked at in the sample, not from
  // where it is: lengths come out millimetres short, and a muscle gets moment arms about joints that it
  // does not cross.
  opensim,
  // Every wrap tangent, hence as short as can be on its side.
  shortest,
};

// Room to work in: no allocation once it has seen a few samples. Holds nothing that changes a result.
struct PathWorkspace {
  std::vector<Transform> X_GW;  // of each wrap object of the model
  std::vector<int> order;
  std::vector<WrapState> states;
  struct Seen {
    bool first = false, second = false;
    Vec3 first_G = Vec3::Zero(), second_G = Vec3::Zero();
  };
  std::vector<Seen> seen;  // by wrap of the path at hand
};

// The paths of a model: its muscles in order, then its ligaments. Holds its own copy of what it needs.
// One engine serves any number of threads, each with a workspace and results of its own.
class PathEngine {
 public:
  // Precondition: the model is resolved (ids within range, at least two points a path).
  explicit PathEngine(const model::Model& model, WrapRules rules = WrapRules::standard);

  [[nodiscard]] std::size_t path_count() const { return paths_.size(); }

  // Fills `results` (one per path, in order). Precondition: the pose holds all bodies and coordinates.
  // A path whose conditional points leave fewer than two has no length and no forces.
  void measure_paths(const Pose& pose, PathWorkspace& workspace, std::vector<PathGeometry>& results) const;

  // One path at a time: first place the wraps at the pose, then measure.
  void place_wraps(const Pose& pose, PathWorkspace& workspace) const;
  void measure_path(std::size_t path, const Pose& pose, PathWorkspace& workspace, PathGeometry& result) const;

 private:
  struct CoordinateRange {
    double min = 0, max = 0;
  };

  [[nodiscard]] Slide slide_for(const model::Path& path) const;
  void place_points(const model::Path& path, const Pose& pose, std::vector<CurrentPoint>& points) const;
  void apply_wraps(const model::Path& path, const Pose& pose, PathWorkspace& workspace,
                   std::vector<CurrentPoint>& points) const;
  [[nodiscard]] WrapState apply_wrap(const model::Path& path, const model::PathWrap& wrap, const Pose& pose,
                                     PathWorkspace& workspace, std::vector<CurrentPoint>& points) const;
  void add_forces(const model::Path& path, const Pose& pose, PathGeometry& result) const;
  [[nodiscard]] Vec3 place(const model::PathPoint& point, const Pose& pose) const;
  [[nodiscard]] Vec3 coordinate_gradient(const model::MovingPoint& point, const Pose& pose,
                                         int component) const;

  std::vector<model::Path> paths_;
  std::vector<model::WrapObject> wraps_;
  std::vector<CoordinateRange> ranges_;
  WrapRules rules_;
};

// Length of a path through these points: straight, but along the surface between two on one wrap.
[[nodiscard]] double measure_length(std::span<const CurrentPoint> points);

// The bodies that a path's own points (not its wraps) are on, each once, from origin to insertion.
[[nodiscard]] std::vector<model::BodyId> touched_bodies(const model::Path& path);

}  // namespace loadshare::mechanics
