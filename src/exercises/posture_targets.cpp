#include "exercises/posture_targets.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace loadshare::exercises {
namespace {

using Kind = PostureTarget::Kind;
using Values = Eigen::Ref<Eigen::VectorXd>;
using Rows = Eigen::Ref<Eigen::MatrixXd>;

// The value of a point along fixed directions, less a constant each.
class AlongDirections : public PostureTarget {
 public:
  AlongDirections(std::string name_, Kind kind_, double tolerance_, BodyPoint point)
      : PostureTarget(std::move(name_), kind_, tolerance_), point_(std::move(point)) {}

  void add(const Vec3& direction_G, double value) { directions_.push_back({direction_G, value}); }
  void see_from(const BodyPoint& from) { from_ = from; }

  [[nodiscard]] int size() const override { return static_cast<int>(directions_.size()); }
  void measure(const PosedBody& body, Values values) const override {
    Vec3 p = body.position(point_);
    if (from_) p -= body.position(*from_);
    for (std::size_t i = 0; i < directions_.size(); ++i)
      values[static_cast<Eigen::Index>(i)] = directions_[i].direction_G.dot(p) - directions_[i].value;
  }
  void differentiate(const PosedBody& body, Rows rows) const override {
    PointJacobian jacobian, from;
    body.compute_jacobian(point_, jacobian);
    if (from_) {
      body.compute_jacobian(*from_, from);
      jacobian -= from;
    }
    for (std::size_t i = 0; i < directions_.size(); ++i)
      rows.row(static_cast<Eigen::Index>(i)) = directions_[i].direction_G.transpose() * jacobian;
  }

 protected:
  struct Along {
    Vec3 direction_G;
    double value;
  };
  BodyPoint point_;
  std::optional<BodyPoint> from_;
  std::vector<Along> directions_;
};

// At least zero while the point is over or in the support; beside it and below it nothing is asked.
class Clear : public AlongDirections {
 public:
  Clear(std::string name_, double tolerance_, const BodyPoint& point, const capture::Support& support)
      : AlongDirections(std::move(name_), Kind::inequality, tolerance_, point),
        support_(support),
        surface_(dynamics::make_contact_surface(support)) {
    add(surface_.normal_G, surface_.normal_G.dot(surface_.point_G));
  }
  void measure(const PosedBody& body, Values values) const override {
    AlongDirections::measure(body, values);
    if (!applies(body)) values[0] = free_m;
  }
  void differentiate(const PosedBody& body, Rows rows) const override {
    if (applies(body))
      AlongDirections::differentiate(body, rows);
    else
      rows.setZero();
  }

 private:
  static constexpr double free_m = 1;
  [[nodiscard]] bool applies(const PosedBody& body) const {
    return is_over_or_in(support_, dynamics::distance_to(surface_, body.position(point_)));
  }
  capture::Support support_;
  dynamics::ContactSurface surface_;
};

// Angles of a direction in the sagittal and the frontal plane, from upwards.
class Direction : public PostureTarget {
 public:
  explicit Direction(const DirectionGoal& goal)
      : PostureTarget(fmt::format("direction from {} to {}", goal.from.name, goal.to.name), Kind::equality,
                      goal.tolerance_rad, true),
        from_(goal.from),
        to_(goal.to) {
    if (goal.forward_rad) angles_.push_back({0, *goal.forward_rad});
    if (goal.right_rad) angles_.push_back({2, *goal.right_rad});
    scale = 0.3;  // m: the length of a segment
  }
  [[nodiscard]] int size() const override { return static_cast<int>(angles_.size()); }
  void measure(const PosedBody& body, Values values) const override {
    const Vec3 d = body.position(to_) - body.position(from_);
    for (std::size_t i = 0; i < angles_.size(); ++i) {
      const double off = std::atan2(d[angles_[i].axis], d.y()) - angles_[i].angle_rad;
      values[static_cast<Eigen::Index>(i)] = std::remainder(off, 2 * std::numbers::pi);
    }
  }
  void differentiate(const PosedBody& body, Rows rows) const override {
    const Vec3 d = body.position(to_) - body.position(from_);
    PointJacobian jacobian, from;
    body.compute_jacobian(to_, jacobian);
    body.compute_jacobian(from_, from);
    jacobian -= from;
    for (std::size_t i = 0; i < angles_.size(); ++i) {
      const int a = angles_[i].axis;
      const double square = std::max(1e-8, d[a] * d[a] + d.y() * d.y());
      rows.row(static_cast<Eigen::Index>(i)) = (d.y() * jacobian.row(a) - d[a] * jacobian.row(1)) / square;
    }
  }

 private:
  struct Angle {
    int axis;  // 0: forward, 2: to the right
    double angle_rad;
  };
  BodyPoint from_, to_;
  std::vector<Angle> angles_;
};

}  // namespace

bool is_over_or_in(const capture::Support& support, const dynamics::SurfaceDistance& distance) {
  const bool fills = support.kind == "floor" || support.kind == "wall";
  // As deep as a contact presses with its whole strength.
  const double slab_m = dynamics::ContactSettings().deep_m;
  return distance.beyond_end_m == 0 && (fills || distance.gap_m > -slab_m);
}

std::unique_ptr<PostureTarget> make_touch(const TouchGoal& goal, const capture::Support& support,
                                          double tolerance_m) {
  const auto surface = dynamics::make_contact_surface(support);
  auto name = goal.gap_m == 0
                  ? fmt::format("{} on {}", goal.point.name, support.name)
                  : fmt::format("{} {:.4g} mm over {}", goal.point.name, 1e3 * goal.gap_m, support.name);
  auto target = std::make_unique<AlongDirections>(std::move(name), Kind::equality, tolerance_m, goal.point);
  target->add(surface.normal_G, surface.normal_G.dot(surface.point_G) + goal.gap_m);
  return target;
}

std::unique_ptr<PostureTarget> make_within_ends(const TouchGoal& goal, const capture::Support& support,
                                                double tolerance_m) {
  const auto surface = dynamics::make_contact_surface(support);
  auto target = std::make_unique<AlongDirections>(
      fmt::format("{} within the ends of {}", goal.point.name, support.name), Kind::inequality, tolerance_m,
      goal.point);
  for (std::size_t i = 0; i < surface.half_m.size(); ++i) {
    if (surface.half_m[i] <= 0) continue;
    for (const double sign : {1.0, -1.0}) {
      const Vec3 way = sign * surface.tangents_G[i];
      target->add(way, way.dot(surface.point_G) - surface.half_m[i]);
    }
  }
  if (target->size() == 0) return nullptr;
  return target;
}

std::unique_ptr<PostureTarget> make_planted(const TouchGoal& goal, const capture::Support& support,
                                            const Vec3& place_G, double tolerance_m) {
  const auto surface = dynamics::make_contact_surface(support);
  auto target =
      std::make_unique<AlongDirections>(fmt::format("{} in its place on {}", goal.point.name, support.name),
                                        Kind::equality, tolerance_m, goal.point);
  for (const auto& tangent : surface.tangents_G) target->add(tangent, tangent.dot(place_G));
  return target;
}

std::unique_ptr<PostureTarget> make_clear(const BodyPoint& point, const capture::Support& support,
                                          double tolerance_m) {
  return std::make_unique<Clear>(fmt::format("{} not below {}", point.name, support.name), tolerance_m, point,
                                 support);
}

std::unique_ptr<PostureTarget> make_place(const PlaceGoal& goal) {
  auto name = goal.from ? fmt::format("{} at its place from {}", goal.point.name, goal.from->name)
                        : fmt::format("{} at its place", goal.point.name);
  auto target =
      std::make_unique<AlongDirections>(std::move(name), Kind::equality, goal.tolerance_m, goal.point);
  for (int axis = 0; axis < 3; ++axis)
    if (const auto value = goal.p_m[static_cast<std::size_t>(axis)]) target->add(Vec3::Unit(axis), *value);
  if (goal.from) target->see_from(*goal.from);
  return target;
}

std::unique_ptr<PostureTarget> make_direction(const DirectionGoal& goal) {
  return std::make_unique<Direction>(goal);
}

}  // namespace loadshare::exercises
