// Wrapping over an ellipsoid. The path is kept in one plane: through both ends and a crest, a point of the
// surface over which the segment should be lifted. Everything but the choice of the crest is then plane
// geometry of one ellipse. Lengths are scaled so that the mean radius is 1: the choice of the crest
// depends on that scale.
#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

#include "mechanics/wrap.h"
#include "mechanics/wrap_closest_point.h"

namespace loadshare::mechanics {
namespace {

// x^2/a^2 + y^2/b^2 + z^2/c^2 - 1 within this of zero: the end lies on the surface.
constexpr double surface_tolerance = 1e-4;
// Ends seen from the centre at the same place (cosine within this of one): no wrap.
constexpr double same_direction = 1e-4;
// The hybrid method fades from the fan's crest to the axial one while the largest direction cosine of
// the segment goes from the first to the second.
constexpr double fan_only_cosine = 0.7073, axial_only_cosine = 0.9;
// Fraction of the chord next to its ends over which the axial crest fades out.
constexpr double chord_margin = 0.3;
constexpr int fan_blades = 300;
// The part on the surface is measured by chords about this long, at most so many [m].
constexpr double chord_m = 0.001;
constexpr int chord_limit = 499;

// All in the scaled frame.
struct Problem {
  Vec3 radii, p1, p2;
  Vec3 direction;    // unit, from point 2 to point 1
  Vec3 entry, exit;  // where the segment cuts the surface, coming from point 1
};

double level(const Vec3& radii, const Vec3& p) { return p.cwiseQuotient(radii).squaredNorm() - 1; }

// Fills entry and exit; false where the segment does not go through.
bool cut_surface(Problem& problem) {
  const Vec3 back = problem.p1 - problem.p2;
  const Vec3 f1 = back.cwiseQuotient(problem.radii), f2 = problem.p2.cwiseQuotient(problem.radii);
  const double a = f1.squaredNorm(), half_b = f1.dot(f2);
  const double discriminant = half_b * half_b - a * (f2.squaredNorm() - 1);
  if (!(a > 0) || discriminant < 0) return false;
  const double root = std::sqrt(discriminant);
  const double near_1 = (-half_b + root) / a, near_2 = (-half_b - root) / a;
  if (!(near_1 > 0 && near_1 < 1 && near_2 > 0 && near_2 < 1)) return false;
  problem.entry = problem.p2 + near_1 * back;
  problem.exit = problem.p2 + near_2 * back;
  return true;
}

struct Crest {
  Vec3 crest;
  Vec3 side;             // a point on the side of the segment where the touches are
  double fan_share = 0;  // how much of the crest comes from the fan, 0 to 1
};

// The axis that the segment is most parallel to, and where the chord crosses that axis's zero plane.
struct AxialPlace {
  int axis = 0;
  double cosine = 0;
  double crossing = 0;  // 0 at entry, 1 at exit

  explicit AxialPlace(const Problem& problem) {
    for (int i = 1; i < 3; ++i)
      if (std::abs(problem.direction[i]) > std::abs(problem.direction[axis])) axis = i;
    cosine = std::abs(problem.direction[axis]);
    crossing = problem.entry[axis] / (problem.entry[axis] - problem.exit[axis]);
  }
  [[nodiscard]] bool inside() const { return crossing > 0 && crossing < 1; }
};

// Closest point of the section of the surface at the zero plane.
Vec3 axial_crest(const Problem& problem, const AxialPlace& place) {
  const Vec3 p = problem.entry + place.crossing * (problem.exit - problem.entry);
  return closest_on_ellipsoid(problem.radii, p, place.axis);
}

// Sums the shortest ways out (unit vectors) of points along the chord, the blades of the fan: blade i is at
// the fraction i / fan_blades. Some 300 blades cost more than all else together, but their ways out change
// smoothly from one to the next, except where the chord passes the ellipsoid's flat middle and they turn
// over. So each smooth stretch is integrated by Gauss and Kronrod's 15 points (in halves where the embedded
// 7 points disagree); half the end terms make an integral a sum (Euler and Maclaurin).
class Fan {
 public:
  explicit Fan(const Problem& problem)
      : normals_(problem.radii), start_(problem.entry), step_((problem.exit - problem.entry) / fan_blades) {
    problem.radii.minCoeff(&thin_axis_);
  }

  [[nodiscard]] Vec3 sum() {
    constexpr int first = 1, last = fan_blades - 2;
    const double turn_over = -start_[thin_axis_] / step_[thin_axis_];
    if (!(turn_over > first && turn_over < last)) return sum_stretch(first, last);
    const int before = static_cast<int>(std::ceil(turn_over)) - 1;
    const int after = static_cast<int>(std::floor(turn_over)) + 1;
    Vec3 total = sum_stretch(first, before) + sum_stretch(after, last);
    if (after - before == 2) total += blade(before + 1);
    return total;
  }

 private:
  [[nodiscard]] Vec3 blade(double i) { return normals_.at(start_ + i * step_); }

  [[nodiscard]] Vec3 sum_stretch(int first, int last) {
    Vec3 total = Vec3::Zero();
    if (last - first >= direct_limit) {
      const double from = first, to = last;
      return integrate(from, to) + 0.5 * (blade(from) + blade(to));
    }
    for (int i = first; i <= last; ++i) total += blade(i);
    return total;
  }

  [[nodiscard]] Vec3 integrate(double from, double to) {
    // Abscissae and weights: Piessens et al., QUADPACK (1983), qk15.
    constexpr double x[7] = {0.991455371120812639, 0.949107912342758525, 0.864864423359769073,
                             0.741531185599394440, 0.586087235467691130, 0.405845151377397167,
                             0.207784955007898468};
    constexpr double kronrod[7] = {0.022935322010529225, 0.063092092629978553, 0.104790010322250184,
                                   0.140653259715525919, 0.169004726639267903, 0.190350578064785410,
                                   0.204432940075298892};
    constexpr double gauss[7] = {0, 0.129484966168869693, 0, 0.279705391489276668,
                                 0, 0.381830050505118945, 0};
    const double middle = 0.5 * (from + to), half = 0.5 * (to - from);
    const Vec3 center = blade(middle);
    Vec3 by_kronrod = 0.209482141084727828 * center, by_gauss = 0.417959183673469388 * center;
    for (int k = 0; k < 7; ++k) {
      const Vec3 pair = blade(middle - half * x[k]) + blade(middle + half * x[k]);
      by_kronrod += kronrod[k] * pair;
      by_gauss += gauss[k] * pair;
    }
    const double doubt = (by_kronrod - by_gauss).norm();
    if (doubt < doubt_limit || half < direct_limit) return half * by_kronrod;
    return integrate(from, middle) + integrate(middle, to);
  }

  static constexpr int direct_limit = 20;
  static constexpr double doubt_limit = 1e-3;
  InnerNormals normals_;
  Vec3 start_, step_;
  int thin_axis_ = 0;
};

// The surface point that the chord's middle is moved to along the mean of the fan.
Vec3 fan_crest(const Problem& problem) {
  const Vec3 middle = 0.5 * (problem.entry + problem.exit);
  return closest_on_ellipsoid(problem.radii, middle + Fan(problem).sum().normalized());
}

Crest find_hybrid_crest(const Problem& problem, const AxialPlace& place) {
  double cosine = place.cosine;
  if (cosine > fan_only_cosine) {
    // An axial crest from beyond the chord may point the other way: let it fade out before.
    const double from_end = std::min(place.crossing, 1 - place.crossing);
    const double share = std::clamp(from_end / chord_margin, 0.0, 1.0);
    cosine = fan_only_cosine + share * (cosine - fan_only_cosine);
  }
  if (cosine >= axial_only_cosine) {
    const Vec3 crest = axial_crest(problem, place);
    return {crest, crest, 0};
  }
  const Vec3 fan = fan_crest(problem);
  if (cosine <= fan_only_cosine) return {fan, fan, 1};
  const double axial_share = (cosine - fan_only_cosine) / (axial_only_cosine - fan_only_cosine);
  const Vec3 between = axial_share * axial_crest(problem, place) + (1 - axial_share) * fan;
  const Vec3 crest = closest_on_ellipsoid(problem.radii, between);
  return {crest, crest, 1 - axial_share};
}

Crest find_crest(const Problem& problem, model::WrapMethod method) {
  const AxialPlace place(problem);
  if (method == model::WrapMethod::hybrid) return find_hybrid_crest(problem, place);
  const Vec3 crest = method == model::WrapMethod::axial
                         ? axial_crest(problem, place)
                         : closest_on_ellipsoid(problem.radii, 0.5 * (problem.entry + problem.exit));
  return {crest, crest, 0};
}

// A crest on the wrong half goes to its mirror image; one from the fan goes only part of the way, for its
// direction jumps where the segment passes the middle.
void bring_to_side(const model::WrapQuadrant& quadrant, const Vec3& radii, Crest& found) {
  if (!is_half(quadrant) || on_side(quadrant, found.crest)) return;
  found.crest[quadrant.axis] = -found.crest[quadrant.axis];
  found.side = found.crest;
  if (found.fan_share <= 0) return;
  found.crest[quadrant.axis] *= 1 - found.fan_share;
  found.crest = closest_on_ellipsoid(radii, found.crest);
}

// The wrapping plane: normal . x = offset.
struct Plane {
  Vec3 normal;
  double offset = 0;
};

// Where the line from `end` in the plane touches the section, on the side of the segment where `side` is.
// Scaling each axis by its radius makes the section a circle and keeps tangency.
Vec3 touch_from(const Problem& problem, const Plane& plane, const Vec3& end, const Vec3& side) {
  const Vec3 normal = plane.normal.cwiseProduct(problem.radii);
  const Vec3 unit_normal = normal.normalized();
  const Vec3 center = plane.offset / normal.norm() * unit_normal;
  const double radius_squared = std::max(0.0, 1 - center.squaredNorm());
  const Vec3 from_center = end.cwiseQuotient(problem.radii) - center;
  const double distance = from_center.norm();
  const Vec3 out = from_center / distance, turn = unit_normal.cross(out);
  const double radial = radius_squared / distance;
  const double sideways = std::sqrt(std::max(0.0, radius_squared - radial * radial));

  // Which tangent: `across` points from the segment to one side.
  const Vec3 back = problem.direction.cwiseQuotient(problem.radii);
  const Vec3 across = unit_normal.cross(back);
  const double wanted = across.dot((side - end).cwiseQuotient(problem.radii));
  const double sign = across.dot(turn) * wanted >= 0 ? 1 : -1;
  const Vec3 touch = center + radial * out + sign * sideways * turn;
  return touch.cwiseProduct(problem.radii);
}

// Where the plane cuts the axis that it is steepest to; if that is outside the ellipsoid, the section's
// centre, for there no ray from outside would do.
Vec3 find_middle(const Vec3& radii, const Plane& plane) {
  int axis = 0;
  for (int i = 1; i < 3; ++i)
    if (std::abs(plane.normal[i]) > std::abs(plane.normal[axis])) axis = i;
  Vec3 middle = Vec3::Zero();
  middle[axis] = plane.offset / plane.normal[axis];
  if (std::abs(middle[axis]) < radii[axis]) return middle;
  const Vec3 normal = plane.normal.cwiseProduct(radii);
  return plane.offset / normal.squaredNorm() * normal.cwiseProduct(radii);
}

// The section seen from a point inside it: an ellipse in polar coordinates. Angles are counted from the
// first touch towards the second, the short way.
class Section {
 public:
  Section(const Vec3& radii, const Plane& plane, const Vec3& touch_1, const Vec3& touch_2) {
    middle_ = find_middle(radii, plane);
    const Vec3 to_1 = (touch_1 - middle_).normalized(), to_2 = (touch_2 - middle_).normalized();
    x_ = to_1;
    y_ = to_1.cross(to_2).cross(to_1).normalized();
    angle_ = std::acos(std::clamp(to_1.dot(to_2), -1.0, 1.0));
    const Vec3 fx = x_.cwiseQuotient(radii), fy = y_.cwiseQuotient(radii), f0 = middle_.cwiseQuotient(radii);
    xx_ = fx.squaredNorm(), xy_ = fx.dot(fy), yy_ = fy.squaredNorm();
    x0_ = fx.dot(f0), y0_ = fy.dot(f0), rest_ = f0.squaredNorm() - 1;
  }

  [[nodiscard]] double angle() const { return angle_; }

  // In the section's own plane, measured from its middle.
  [[nodiscard]] Eigen::Vector2d at(double cosine, double sine) const {
    const double a = xx_ * cosine * cosine + 2 * xy_ * cosine * sine + yy_ * sine * sine;
    const double half_b = x0_ * cosine + y0_ * sine;
    const double r = (-half_b + std::sqrt(std::max(0.0, half_b * half_b - a * rest_))) / a;
    return {r * cosine, r * sine};
  }
  [[nodiscard]] Vec3 at_angle(double angle) const {
    const Eigen::Vector2d p = at(std::cos(angle), std::sin(angle));
    return middle_ + p.x() * x_ + p.y() * y_;
  }
  // Length of `count` chords at equal angles from the first touch to the second.
  [[nodiscard]] double chord_sum(double angle, int count, const Vec3& touch_1, const Vec3& touch_2) const {
    const double c = std::cos(angle / count), s = std::sin(angle / count);
    Eigen::Vector2d before((touch_1 - middle_).norm(), 0);
    double cosine = 1, sine = 0, sum = 0;
    for (int i = 1; i < count; ++i) {
      const double turned = cosine * c - sine * s;
      sine = sine * c + cosine * s;
      cosine = turned;
      const Eigen::Vector2d p = at(cosine, sine);
      sum += (p - before).norm();
      before = p;
    }
    const Vec3 last = touch_2 - middle_;
    return sum + (Eigen::Vector2d(last.dot(x_), last.dot(y_)) - before).norm();
  }

 private:
  Vec3 middle_, x_, y_;
  double angle_ = 0;
  double xx_ = 0, xy_ = 0, yy_ = 0, x0_ = 0, y0_ = 0, rest_ = 0;
};

// Length on the surface between the touches, scaled. With a quadrant, a path that would fold back on
// itself at a touch goes the long way.
double surface_length(const Problem& problem, const Plane& plane, const Vec3& touch_1, const Vec3& touch_2,
                      double scale_per_m, bool half) {
  const double straight = (touch_1 - touch_2).norm();
  if (straight / scale_per_m < chord_m) return straight;
  const int chords = std::min(chord_limit, static_cast<int>(straight / scale_per_m / chord_m));
  const Section section(problem.radii, plane, touch_1, touch_2);
  double angle = section.angle();
  if (half && chords >= 2) {
    const Vec3 after_1 = section.at_angle(angle / chords) - touch_1;
    const Vec3 before_2 = section.at_angle(angle * (chords - 1) / chords) - touch_2;
    if (after_1.dot(problem.p1 - touch_1) > 0 || before_2.dot(problem.p2 - touch_2) > 0)
      angle -= 2 * std::numbers::pi;
  }
  return section.chord_sum(angle, chords, touch_1, touch_2);
}

// Along the section at a touch that is the end itself, towards point 2.
Vec3 direction_at(const Problem& problem, const Plane& plane, const Vec3& touch) {
  const Vec3 normal = touch.cwiseQuotient(problem.radii.cwiseAbs2());
  const Vec3 along = plane.normal.cross(normal).normalized();
  return along.dot(problem.direction) < 0 ? along : Vec3(-along);
}

}  // namespace

SurfaceWrap wrap_over_ellipsoid(const model::WrapEllipsoid& ellipsoid, const model::WrapQuadrant& quadrant,
                                model::WrapMethod method, const Vec3& p_W1, const Vec3& p_W2) {
  const double scale = 3.0 / ellipsoid.radii_m.sum();
  Problem problem;
  problem.radii = ellipsoid.radii_m * scale;
  problem.p1 = p_W1 * scale;
  problem.p2 = p_W2 * scale;
  const double level_1 = level(problem.radii, problem.p1), level_2 = level(problem.radii, problem.p2);

  SurfaceWrap wrap;
  if (level_1 < -surface_tolerance || level_2 < -surface_tolerance) {
    wrap.state = WrapState::end_inside;
    return wrap;
  }
  if (std::abs(problem.p1.normalized().dot(problem.p2.normalized()) - 1) < same_direction) return wrap;
  if (!cut_surface(problem)) return wrap;
  problem.direction = (problem.p1 - problem.p2).normalized();

  Crest found = find_crest(problem, method);
  bring_to_side(quadrant, problem.radii, found);
  Plane plane;
  plane.normal = (problem.p1 - problem.p2).cross(problem.p1 - found.crest).normalized();
  plane.offset = plane.normal.dot(found.crest);

  const bool end_1_touches = std::abs(level_1) < surface_tolerance;
  const bool end_2_touches = std::abs(level_2) < surface_tolerance;
  const Vec3 touch_1 = end_1_touches ? problem.p1 : touch_from(problem, plane, problem.p1, found.side);
  const Vec3 touch_2 = end_2_touches ? problem.p2 : touch_from(problem, plane, problem.p2, found.side);
  if (end_1_touches) wrap.direction_1_W = direction_at(problem, plane, touch_1);
  if (end_2_touches) wrap.direction_2_W = direction_at(problem, plane, touch_2);

  wrap.state = WrapState::must_wrap;
  wrap.touch_1_W = touch_1 / scale;
  wrap.touch_2_W = touch_2 / scale;
  wrap.surface_length_m = surface_length(problem, plane, touch_1, touch_2, scale, is_half(quadrant)) / scale;
  return wrap;
}

}  // namespace loadshare::mechanics
