// What a key of a movement asks of one body: names made into points, coordinates and supports, pairs into
// right and left, degrees into radians.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "capture/scene.h"
#include "exercises/body_points.h"
#include "exercises/movement.h"

namespace loadshare::exercises {

struct CoordinateGoal {
  model::CoordinateId coordinate;
  double value = 0;  // rad or m
  bool is_exact = false;
  double weight = 1;
  friend bool operator==(const CoordinateGoal&, const CoordinateGoal&) = default;
};
struct TouchGoal {
  std::size_t support = 0;  // of the scene
  BodyPoint point;
  double gap_m = 0;
  bool slides = false;
};
struct PlaceGoal {
  BodyPoint point;
  std::optional<BodyPoint> from;             // none: ground's origin
  std::array<std::optional<double>, 3> p_m;  // along ground's axes
  double tolerance_m = 1e-3;
};
struct DirectionGoal {
  BodyPoint from, to;
  std::optional<double> forward_rad, right_rad;
  double tolerance_rad = 0;
};

struct KeyGoals {
  std::string name, where;
  std::vector<CoordinateGoal> coordinates;  // each coordinate once
  std::vector<TouchGoal> touches;
  std::vector<PlaceGoal> places;
  std::vector<DirectionGoal> directions;
  bool asks_for_balance = false;
};

// Refused: names that the body or the scene does not have; a pair seen from a pair by a point of the midline;
// an exact value outside the coordinate's range; a coordinate that is asked for twice.
[[nodiscard]] Result<KeyGoals> make_goals(const Key& key, const capture::Scene& scene,
                                          const model::FullBody& body);

// Whether both sides are asked for the same, and the scene is its own mirror image: such a key is solved with
// both sides alike.
[[nodiscard]] bool is_symmetric(const KeyGoals& goals, const capture::Scene& scene,
                                const model::FullBody& body);

// What a coordinate turns into when left and right change places: the coordinate of the other side, and the
// sign (-1 for what leans or turns to a side).
struct MirroredCoordinate {
  model::CoordinateId coordinate;
  double sign = 1;
};
[[nodiscard]] MirroredCoordinate mirrored(const model::Model& model, model::CoordinateId coordinate);

}  // namespace loadshare::exercises
