// Points of the body as files name them: contact points, markers, what lies midway between two of them, and
// the mass centre.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/body.h"

namespace loadshare::exercises {

// A point that moves with one body, or the weighted mean of several such points.
struct BodyPoint {
  struct Part {
    model::BodyId body;
    Vec3 p_B = Vec3::Zero();
    double weight = 1;
  };
  std::string name;
  std::vector<Part> parts;  // weights sum to 1
};

[[nodiscard]] BodyPoint point_of(const model::ContactPoint& contact);

enum class PointSide { midline, right, left };

struct NamedPoint {
  BodyPoint point;
  PointSide side = PointSide::midline;
};

// A name of bodies, coordinates and contact points on the other side: "knee_angle_r" to "knee_angle_l",
// "knee_angle_r_beta" to "knee_angle_l_beta"; names without a side unchanged.
[[nodiscard]] std::string on_other_side(std::string_view name);

// The side that a name says: "heel_r" and "RHJC" (where LHJC is there too) are of the right.
[[nodiscard]] PointSide side_of(const model::FullBody& body, std::string_view name);
// The name of the point on the other side; names of the midline unchanged.
[[nodiscard]] std::string mirrored_name(const model::FullBody& body, std::string_view name);

// One point for a name of the midline or of one side, right and left for a name without its side. "mid X" is
// one point. Refused: a name that the body does not have.
[[nodiscard]] Result<std::vector<NamedPoint>> find_points(const model::FullBody& body,
                                                          const std::string& name, const std::string& where);
// As find_points; a region of contact points (foot, hand_r, ...) stands for all of them.
[[nodiscard]] Result<std::vector<NamedPoint>> find_touching(const model::FullBody& body,
                                                            const std::string& name,
                                                            const std::string& where);
// The mass centre of the body alone, without what it carries.
[[nodiscard]] BodyPoint mass_center(const model::Model& model);

// The coordinates that a name stands for: one, or right and left. Refused: a name that the model does not
// have, or of a coordinate that follows others.
[[nodiscard]] Result<std::vector<model::CoordinateId>> find_coordinates(const model::Model& model,
                                                                        const std::string& name,
                                                                        const std::string& where);

}  // namespace loadshare::exercises
