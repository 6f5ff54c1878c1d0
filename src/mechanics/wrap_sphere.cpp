// Wrapping over a sphere: a great circle in the plane of both ends and the centre.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "mechanics/wrap.h"

namespace loadshare::mechanics {
namespace {

// Sine of the angle between segment and line to the centre below which the plane is undefined.
constexpr double central_sine = 1e-5;

// Whether the segment enters and leaves the sphere between its ends.
bool passes_through(const Vec3& p1, const Vec3& p2, double radius_m) {
  const Vec3 back = p1 - p2;
  const double a = back.squaredNorm(), half_b = p2.dot(back);
  const double discriminant = half_b * half_b - a * (p2.squaredNorm() - radius_m * radius_m);
  if (!(a > 0) || discriminant < 0) return false;
  const double root = std::sqrt(discriminant);
  const double last = (-half_b + root) / a, first = (-half_b - root) / a;
  return first > 0 && first < 1 && last > 0 && last < 1;
}

// Normal of the plane of both ends and the centre. Through the centre every plane gives the same length;
// the one that holds the frame axis least aligned with the segment is as good as any, and the same each time.
Vec3 plane_normal(const Vec3& p1, const Vec3& p2) {
  const Vec3 along = (p1 - p2).normalized();
  const Vec3 normal = along.cross(p2.normalized());
  if (normal.norm() >= central_sine) return normal.normalized();
  int axis = 0;
  along.cwiseAbs().minCoeff(&axis);
  return along.cross(Vec3::Unit(axis)).normalized();
}

struct TangentPair {
  Vec3 plus, minus;  // turned from the end's direction by a positive, a negative angle about the normal
};

TangentPair tangents_from(const Vec3& p, const Vec3& normal, double radius_m) {
  const double distance = p.norm();
  const Vec3 out = p / distance, turn = normal.cross(out);
  const double radial = radius_m * radius_m / distance;
  const double sideways = std::sqrt(std::max(0.0, radius_m * radius_m - radial * radial));
  return {radial * out + sideways * turn, radial * out - sideways * turn};
}

struct Touches {
  Vec3 first, second;
};

Touches choose_shortest(const TangentPair& at_1, const TangentPair& at_2) {
  Touches best{at_1.plus, at_2.plus};
  double best_cosine = best.first.dot(best.second);
  const auto offer = [&](const Vec3& first, const Vec3& second) {
    if (first.dot(second) > best_cosine) best_cosine = first.dot(second), best = {first, second};
  };
  offer(at_1.plus, at_2.minus);
  offer(at_1.minus, at_2.plus);
  offer(at_1.minus, at_2.minus);
  return best;
}

// With a quadrant, and an end off its side: the touches that the path is pulled against, or the opposite
// ones where the pull is away from the quadrant.
Touches choose_on_side(const model::WrapQuadrant& quadrant, const TangentPair& at_1, const TangentPair& at_2,
                       const Vec3& p1, const Vec3& p2) {
  const Vec3 inward = -(p1 + p2);
  const bool plus_1 = at_1.plus.dot(inward) > at_1.minus.dot(inward);
  const bool plus_2 = at_2.plus.dot(inward) > at_2.minus.dot(inward);
  const Touches chosen{plus_1 ? at_1.plus : at_1.minus, plus_2 ? at_2.plus : at_2.minus};
  const Touches opposite{plus_1 ? at_1.minus : at_1.plus, plus_2 ? at_2.minus : at_2.plus};
  const Vec3 pull = (chosen.first - p1) + (chosen.second - p2);
  return pull[quadrant.axis] * quadrant.sign < 0 ? opposite : chosen;
}

}  // namespace

SurfaceWrap wrap_over_sphere(const model::WrapSphere& sphere, const model::WrapQuadrant& quadrant,
                             const Vec3& p1, const Vec3& p2) {
  const double radius = sphere.radius_m;
  SurfaceWrap wrap;
  if (p1.norm() < radius || p2.norm() < radius) {
    wrap.state = WrapState::end_inside;
    return wrap;
  }
  if (!passes_through(p1, p2, radius)) return wrap;

  const Vec3 normal = plane_normal(p1, p2);
  const TangentPair at_1 = tangents_from(p1, normal, radius), at_2 = tangents_from(p2, normal, radius);
  Touches touches = choose_shortest(at_1, at_2);
  wrap.state = WrapState::may_wrap;
  bool long_way = false;
  if (is_half(quadrant)) {
    const bool on_1 = on_side(quadrant, p1), on_2 = on_side(quadrant, p2);
    if (on_1 || on_2) wrap.state = WrapState::must_wrap;
    if (!on_1 || !on_2) {
      touches = choose_on_side(quadrant, at_1, at_2, p1, p2);
      const Vec3 pull = (touches.first - p1) + (touches.second - p2);
      long_way = (touches.first + touches.second).dot(pull) < 0;
    }
  }
  double angle = std::atan2(touches.first.cross(touches.second).norm(), touches.first.dot(touches.second));
  if (long_way) angle = 2 * std::numbers::pi - angle;
  wrap.touch_1_W = touches.first;
  wrap.touch_2_W = touches.second;
  wrap.surface_length_m = radius * angle;
  return wrap;
}

}  // namespace loadshare::mechanics
