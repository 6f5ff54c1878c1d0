// Wrapping over a cylinder. Seen along its axis the problem is plane: two points, a circle, four
// tangents. The axial positions of the two touches are found afterwards.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "mechanics/wrap.h"

namespace loadshare::mechanics {
namespace {

using Vec2 = Eigen::Vector2d;

// Squared sine below which a segment counts as parallel to the axis.
constexpr double parallel_sine_squared = 2e-13;
// Slides of a touch along the axis beyond this are not made [m].
constexpr double plane_slide_limit_m = 10.0 * (1 + 2e-5);
// Tries end when helix and free part meet within this angle: the sine of 0.1 degrees.
constexpr double tangency_sine = 1.7453283658983088e-3;
constexpr int try_limit = 100;
// Each try moves a touch by this multiple of its distance to where free part and helix would meet.
constexpr double try_gain = 1.5;
// Length of the pieces that the helix is cut into; the first piece stands for its tangent [m].
constexpr double helix_piece_m = 0.002;

double cross(const Vec2& a, const Vec2& b) { return a.x() * b.y() - a.y() * b.x(); }
double helix_length(double round_m, double axial_m) {
  return std::sqrt(round_m * round_m + axial_m * axial_m);
}
Vec2 plane(const Vec3& p) { return p.head<2>(); }
Vec3 at_height(const Vec2& p, double z) { return {p.x(), p.y(), z}; }

// Where the segment comes nearest to the axis, and whether it passes through the cylinder there.
struct AxisApproach {
  Vec3 nearest = Vec3::Zero();
  bool through = false;
};

AxisApproach approach_axis(const Vec3& p1, const Vec3& p2, double radius_m, double length_m) {
  const Vec3 along = p2 - p1;
  const double across = plane(along).squaredNorm();
  AxisApproach result{p1, false};
  if (length_m <= 0 || across <= parallel_sine_squared * along.squaredNorm()) return result;
  const double s = -plane(p1).dot(plane(along)) / across;
  result.nearest = p1 + s * along;
  result.through = s > 0 && s < 1 && plane(result.nearest).squaredNorm() < radius_m * radius_m;
  return result;
}

// The two points of the circle whose tangents pass through p: `left` lies counterclockwise of p as seen
// from +z, `right` clockwise.
struct TangentPair {
  Vec2 left, right;
};

TangentPair tangents_from(const Vec2& p, double radius_m) {
  const double distance = p.norm();
  const Vec2 out = p / distance, turn(-out.y(), out.x());
  const double radial = radius_m * radius_m / distance;
  const double sideways = std::sqrt(std::max(0.0, radius_m * radius_m - radial * radial));
  return {radial * out + sideways * turn, radial * out - sideways * turn};
}

struct Choice {
  Vec2 touch_1, touch_2;
  bool far_side = false;  // the crest is on the side away from the segment
  bool long_way = false;  // round more than half the circle
};

// Without a quadrant: the two tangent points that lie closest together.
Choice choose_shortest(const TangentPair& at_1, const TangentPair& at_2) {
  Choice best{at_1.left, at_2.left};
  double best_cosine = at_1.left.dot(at_2.left);
  const auto offer = [&](const Vec2& touch_1, const Vec2& touch_2) {
    const double cosine = touch_1.dot(touch_2);
    if (cosine >= best_cosine) best_cosine = cosine, best.touch_1 = touch_1, best.touch_2 = touch_2;
  };
  offer(at_1.left, at_2.right);
  offer(at_1.right, at_2.left);
  offer(at_1.right, at_2.right);
  return best;
}

// With a quadrant: leave point 1 by the tangent that touches on the quadrant's side; where that does
// not decide, ask point 2. Opposite tangents belong together (left with right), for the path turns
// one way only.
Choice choose_on_side(const model::WrapQuadrant& quadrant, const TangentPair& at_1, const TangentPair& at_2,
                      const Vec3& p1, const Vec3& p2) {
  const bool left_1 = on_side(quadrant, at_height(at_1.left, p1.z()));
  const bool right_1 = on_side(quadrant, at_height(at_1.right, p1.z()));
  const bool left_2 = on_side(quadrant, at_height(at_2.left, p2.z()));
  const bool right_2 = on_side(quadrant, at_height(at_2.right, p2.z()));
  const bool left_first_is_wider = at_1.left.dot(at_2.right) < at_1.right.dot(at_2.left);
  bool left_first = left_1;
  if (left_1 && right_1) left_first = !left_2;
  if (!left_1 && !right_1) left_first = !left_2 && (right_2 || left_first_is_wider);

  Choice choice{left_first ? at_1.left : at_1.right, left_first ? at_2.right : at_2.left};
  choice.far_side = left_first == left_first_is_wider;
  const Vec2 pull = (choice.touch_1 - plane(p1)) + (choice.touch_2 - plane(p2));
  choice.long_way = (choice.touch_1 + choice.touch_2).dot(pull) < 0;
  return choice;
}

// First guess of the touches' heights: the plane through both ends and the crest, a point of the
// cylinder beside the segment, cuts the two lines of tangency there. A height outside the span of the
// ends is not taken.
struct Heights {
  double z1 = 0, z2 = 0;
};

Heights heights_by_plane(const Choice& choice, const Vec3& p1, const Vec3& p2, double radius_m) {
  const double d1 = plane(p1).norm(), d2 = plane(p2).norm();
  const Vec3 beside = p1 + d1 / (d1 + d2) * (p2 - p1);
  const Vec2 outward = plane(beside).normalized() * (choice.far_side ? -1.0 : 1.0);
  const Vec3 crest = at_height(radius_m * outward, beside.z());
  const Vec3 normal = (p1 - crest).normalized().cross((p2 - crest).normalized()).normalized();

  Heights heights{p1.z(), p2.z()};
  if (!(std::abs(20.0 * normal.z()) >= 1e-5)) return heights;
  const auto height_at = [&](const Vec2& touch) {
    return p1.z() - plane(normal).dot(touch - plane(p1)) / normal.z();
  };
  const double span = std::abs(p1.z() - p2.z());
  const double z1 = height_at(choice.touch_1), z2 = height_at(choice.touch_2);
  if (std::abs(z1 - p1.z()) <= plane_slide_limit_m && std::abs(z1 - p2.z()) < span) heights.z1 = z1;
  if (std::abs(z2 - p2.z()) <= plane_slide_limit_m && std::abs(z2 - p1.z()) < span) heights.z2 = z2;
  return heights;
}

// One end of the helix, unrolled: how far (horizontally) the free end and the helix's first point are
// from the touch, and where the line between those two passes the touch.
struct UnrolledEnd {
  double free_m = 0, piece_m = 0, fraction = 0;
};

UnrolledEnd unroll_end(const Vec2& end, const Vec2& touch, double turn_rad) {
  const Vec2 next = Eigen::Rotation2Dd(turn_rad) * touch;
  const Vec2 line = next - end;
  return {(touch - end).norm(), (next - touch).norm(), (touch - end).dot(line) / line.squaredNorm()};
}

// Slides the touch at height z if its free part (to end_z) and its first piece (to next_z) differ in slope.
bool slide_if_bent(const UnrolledEnd& end, double end_z, double next_z, double& z) {
  const Vec2 free_part(end.free_m, z - end_z), piece(end.piece_m, next_z - z);
  const double bend = cross(free_part, piece);
  const double allowed = tangency_sine * tangency_sine * free_part.squaredNorm() * piece.squaredNorm();
  if (!(bend * bend > allowed)) return false;
  const double straight_z = end_z + end.fraction * (next_z - end_z);
  z += try_gain * (straight_z - z);
  return true;
}

void slide_by_tries(const Choice& choice, double turn_rad, double radius_m, const Vec3& p1, const Vec3& p2,
                    Heights& heights) {
  int pieces_before = 0;
  UnrolledEnd end_1, end_2;
  for (int tries = 0; tries < try_limit; ++tries) {
    const double axial = heights.z2 - heights.z1;
    const int pieces = static_cast<int>(helix_length(radius_m * turn_rad, axial) / helix_piece_m);
    if (pieces < 2) return;
    if (pieces != pieces_before) {
      end_1 = unroll_end(plane(p1), choice.touch_1, turn_rad / pieces);
      end_2 = unroll_end(plane(p2), choice.touch_2, -turn_rad / pieces);
      pieces_before = pieces;
    }
    const double rise = axial / pieces;
    const bool slid_1 = slide_if_bent(end_1, p1.z(), heights.z1 + rise, heights.z1);
    const bool slid_2 = slide_if_bent(end_2, p2.z(), heights.z1 + axial - rise, heights.z2);
    if (!slid_1 && !slid_2) return;
  }
}

// Unrolled, the free parts and the helix between them make one straight line.
Heights heights_by_unrolling(const Choice& choice, double turn_rad, double radius_m, const Vec3& p1,
                             const Vec3& p2) {
  const double free_1 = (choice.touch_1 - plane(p1)).norm(), free_2 = (choice.touch_2 - plane(p2)).norm();
  const double total = free_1 + radius_m * std::abs(turn_rad) + free_2;
  if (!(total > 0)) return {p1.z(), p2.z()};
  const double slope = (p2.z() - p1.z()) / total;
  return {p1.z() + slope * free_1, p2.z() - slope * free_2};
}

// The angle from one touch to the other in the sense in which the path goes round.
double turn_between(const Choice& choice) {
  const double shorter =
      std::atan2(cross(choice.touch_1, choice.touch_2), choice.touch_1.dot(choice.touch_2));
  if (!choice.long_way) return shorter;
  return shorter - std::copysign(2 * std::numbers::pi, shorter);
}

}  // namespace

SurfaceWrap wrap_over_cylinder(const model::WrapCylinder& cylinder, const model::WrapQuadrant& quadrant,
                               const Vec3& p1, const Vec3& p2, Slide slide) {
  const double radius = cylinder.radius_m;
  SurfaceWrap wrap;
  if (std::min(plane(p1).squaredNorm(), plane(p2).squaredNorm()) < radius * radius) {
    wrap.state = WrapState::end_inside;
    return wrap;
  }
  const AxisApproach approach = approach_axis(p1, p2, radius, cylinder.length_m);
  if (!is_half(quadrant) && !approach.through) return wrap;

  WrapState state = WrapState::must_wrap;
  if (is_half(quadrant) && !approach.through) {
    // Beside the cylinder: held back by it only where the segment would pass on the wrong side.
    const bool on_1 = on_side(quadrant, p1), on_2 = on_side(quadrant, p2);
    if ((on_1 || on_2) && (on_1 == on_2 || on_side(quadrant, approach.nearest))) return wrap;
    state = WrapState::may_wrap;
  } else if (is_half(quadrant) && !on_side(quadrant, p1) && !on_side(quadrant, p2)) {
    state = WrapState::may_wrap;
  }

  const TangentPair at_1 = tangents_from(plane(p1), radius), at_2 = tangents_from(plane(p2), radius);
  const Choice choice =
      is_half(quadrant) ? choose_on_side(quadrant, at_1, at_2, p1, p2) : choose_shortest(at_1, at_2);
  Heights heights = heights_by_plane(choice, p1, p2, radius);
  const double half_length = 0.5 * cylinder.length_m;
  if (std::abs(heights.z1) > half_length && std::abs(heights.z2) > half_length) return wrap;

  const double turn = turn_between(choice);
  if (slide == Slide::exact) heights = heights_by_unrolling(choice, turn, radius, p1, p2);
  if (slide == Slide::by_tries) slide_by_tries(choice, turn, radius, p1, p2, heights);
  wrap.state = state;
  wrap.touch_1_W = at_height(choice.touch_1, heights.z1);
  wrap.touch_2_W = at_height(choice.touch_2, heights.z2);
  wrap.surface_length_m = helix_length(radius * turn, heights.z2 - heights.z1);
  return wrap;
}

}  // namespace loadshare::mechanics
