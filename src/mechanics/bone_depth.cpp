#include "mechanics/bone_depth.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

#include "mechanics/wrap_closest_point.h"

namespace loadshare::mechanics {
namespace {

using Vec2 = Eigen::Vector2d;

// Off a coordinate plane by this the closest point of an ellipsoid is sought in space, not in the plane.
constexpr double off_plane_m = 1e-9;
constexpr int golden_steps = 30;

double depth_in(const model::WrapSphere& sphere, const Vec3& p) { return sphere.radius_m - p.norm(); }
double depth_in(const model::WrapCylinder& cylinder, const Vec3& p) {
  return std::min(cylinder.radius_m - p.head<2>().norm(), 0.5 * cylinder.length_m - std::abs(p.z()));
}
double depth_in(const model::WrapEllipsoid& ellipsoid, const Vec3& p) {
  const double level = p.cwiseQuotient(ellipsoid.radii_m).squaredNorm() - 1;
  Vec3 off = p;
  for (int i = 0; i < 3; ++i)
    if (std::abs(off[i]) < off_plane_m) off[i] = off_plane_m;
  const double distance = (closest_on_ellipsoid(ellipsoid.radii_m, off) - p).norm();
  return level < 0 ? distance : -distance;
}

// The part of the line a + t (b - a) with t in [from, to].
struct Part {
  double from = 0, to = 1;
};

// Where |f + t g| <= 1.
std::optional<Part> clip_to_ball(const Eigen::Ref<const Eigen::VectorXd>& f,
                                 const Eigen::Ref<const Eigen::VectorXd>& g) {
  const double a = g.squaredNorm(), half_b = f.dot(g), c = f.squaredNorm() - 1;
  if (!(a > 0)) return c < 0 ? std::optional(Part{}) : std::nullopt;
  const double discriminant = half_b * half_b - a * c;
  if (!(discriminant > 0)) return std::nullopt;
  const double root = std::sqrt(discriminant);
  const Part part{std::max(0.0, (-half_b - root) / a), std::min(1.0, (-half_b + root) / a)};
  return part.from < part.to ? std::optional(part) : std::nullopt;
}

std::optional<Part> clip(const model::WrapSphere& sphere, const Vec3& a, const Vec3& b) {
  return clip_to_ball(a / sphere.radius_m, (b - a) / sphere.radius_m);
}
std::optional<Part> clip(const model::WrapEllipsoid& ellipsoid, const Vec3& a, const Vec3& b) {
  return clip_to_ball(a.cwiseQuotient(ellipsoid.radii_m), (b - a).cwiseQuotient(ellipsoid.radii_m));
}
std::optional<Part> clip(const model::WrapCylinder& cylinder, const Vec3& a, const Vec3& b) {
  const Vec2 start = a.head<2>() / cylinder.radius_m, along = (b - a).head<2>() / cylinder.radius_m;
  auto part = clip_to_ball(start, along);
  if (!part) return part;
  const double half = 0.5 * cylinder.length_m, rise = b.z() - a.z();
  if (rise == 0) return std::abs(a.z()) < half ? part : std::nullopt;
  const double one = (-half - a.z()) / rise, other = (half - a.z()) / rise;
  part->from = std::max(part->from, std::min(one, other));
  part->to = std::min(part->to, std::max(one, other));
  return part->from < part->to ? part : std::nullopt;
}

// ---- lines on surfaces, in the wrap's frame, without their ends ----------------------------------------

// Angle from a to b as a piece of this length goes: the short way, or round the back.
double angle_between(double short_angle, double radius_m, double round_m) {
  const double long_angle = short_angle - std::copysign(2 * std::numbers::pi, short_angle);
  return std::abs(std::abs(long_angle) * radius_m - round_m) <
                 std::abs(std::abs(short_angle) * radius_m - round_m)
             ? long_angle
             : short_angle;
}

Vec3 point_between(const model::WrapCylinder& cylinder, const Vec3& a, const Vec3& b, double length_m,
                   double share) {
  const double turn = std::atan2(a.x() * b.y() - a.y() * b.x(), a.x() * b.x() + a.y() * b.y());
  const double rise = b.z() - a.z();
  const double round_m = std::sqrt(std::max(0.0, length_m * length_m - rise * rise));
  const double angle = share * angle_between(turn, cylinder.radius_m, round_m);
  const double c = std::cos(angle), s = std::sin(angle);
  return {c * a.x() - s * a.y(), s * a.x() + c * a.y(), a.z() + share * rise};
}
Vec3 point_between(const model::WrapSphere& sphere, const Vec3& a, const Vec3& b, double length_m,
                   double share) {
  const Vec3 axis = a.cross(b);
  if (axis.norm() < 1e-12) return a;
  const double angle = angle_between(std::atan2(axis.norm(), a.dot(b)), sphere.radius_m, length_m);
  return Eigen::AngleAxisd(share * angle, axis.normalized()) * a;
}
Vec3 point_between(const model::WrapEllipsoid& ellipsoid, const Vec3& a, const Vec3& b, double,
                   double share) {
  const Vec3 chord = a + share * (b - a);
  const double level = chord.cwiseQuotient(ellipsoid.radii_m).norm();
  return level > 0 ? Vec3(chord / level) : chord;
}
Vec3 point_between(const model::WrapTorus&, const Vec3& a, const Vec3& b, double, double share) {
  return a + share * (b - a);
}

}  // namespace

double depth_of_point(const model::Bone& bone, const Vec3& p_S) {
  return std::visit([&](const auto& shape) { return depth_in(shape, p_S); }, bone.shape);
}

Depth depth_of_piece(const model::Bone& bone, const Vec3& a_S, const Vec3& b_S) {
  const auto part = std::visit([&](const auto& shape) { return clip(shape, a_S, b_S); }, bone.shape);
  if (!part) return {};
  const auto depth_at = [&](double t) { return depth_of_point(bone, a_S + t * (b_S - a_S)); };
  // Golden section: depth rises to one top and falls again.
  constexpr double golden = 1 / std::numbers::phi;
  double from = part->from, to = part->to;
  double left = to - golden * (to - from), right = from + golden * (to - from);
  double at_left = depth_at(left), at_right = depth_at(right);
  for (int i = 0; i < golden_steps; ++i) {
    if (at_left > at_right) {
      to = right, right = left, at_right = at_left;
      left = to - golden * (to - from), at_left = depth_at(left);
    } else {
      from = left, left = right, at_left = at_right;
      right = from + golden * (to - from), at_right = depth_at(right);
    }
  }
  Depth best{0, part->from};
  for (const double t : {part->from, 0.5 * (from + to), part->to})
    if (const double depth_m = depth_at(t); depth_m > best.depth_m) best = {depth_m, t};
  return best;
}

void trace_path(const PathGeometry& path, const model::Model& model, const Pose& pose, double piece_m,
                std::vector<Vec3>& line_G) {
  line_G.clear();
  for (std::size_t i = 0; i < path.points.size(); ++i) {
    const auto& point = path.points[i];
    if (i > 0 && point.is_wrap() && path.points[i - 1].is_wrap() && path.points[i - 1].wrap == point.wrap) {
      const auto& wrap = model.wraps[point.wrap.at()];
      const Transform X_GW = pose.X_GB[wrap.body.at()] * wrap.X_BW;
      const Transform X_WG = X_GW.inverse();
      const Vec3 a_W = X_WG * path.points[i - 1].p_G, b_W = X_WG * point.p_G;
      const int count = static_cast<int>(std::ceil(point.surface_length_m / piece_m));
      for (int k = 1; k < count; ++k)
        line_G.push_back(X_GW * std::visit(
                                    [&](const auto& shape) {
                                      return point_between(shape, a_W, b_W, point.surface_length_m,
                                                           static_cast<double>(k) / count);
                                    },
                                    wrap.shape));
    }
    line_G.push_back(point.p_G);
  }
}

}  // namespace loadshare::mechanics
