#include "exercises/balance.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/require.h"
#include "dynamics/carried_loads.h"

namespace loadshare::exercises {
namespace {

using Eigen::Vector2d;
using Rows2 = Eigen::Matrix<double, 2, Eigen::Dynamic>;

double cross(const Vector2d& a, const Vector2d& b) { return a.x() * b.y() - a.y() * b.x(); }
// To the left of a direction.
Vector2d left_of(const Vector2d& direction) { return {-direction.y(), direction.x()}; }

Rows2 horizontal_rows(const PosedBody& body, const BodyPoint& point) {
  PointJacobian jacobian;
  body.compute_jacobian(point, jacobian);
  Rows2 rows(2, jacobian.cols());
  rows.row(0) = jacobian.row(0);
  rows.row(1) = jacobian.row(2);
  return rows;
}

// How far a convex polygon reaches from each of its edges.
std::vector<double> reaches(const std::vector<Vector2d>& points, const std::vector<std::size_t>& hull) {
  std::vector<double> all;
  for (std::size_t i = 0; i < hull.size(); ++i) {
    const Vector2d a = points[hull[i]], b = points[hull[(i + 1) % hull.size()]];
    double reach = 0;
    for (const auto k : hull) reach = std::max(reach, cross((b - a).normalized(), points[k] - a));
    all.push_back(reach);
  }
  return all;
}

}  // namespace

// ---- forces

Result<CarriedForces> CarriedForces::make(const std::vector<capture::CarriedLoad>& loads,
                                          const model::FullBody& body) {
  const auto carrying = dynamics::with_carried_masses(body.model, loads, body.contacts);
  if (!carrying) return carrying.refusal();
  const auto pulls = dynamics::make_pulls(body.model, loads, body.contacts);
  if (!pulls) return pulls.refusal();
  CarriedForces carried;
  double mass_kg = 0;
  for (const auto& part : carrying->bodies) mass_kg += part.mass_kg;
  carried.forces_.push_back({mass_center(*carrying), mass_kg * carrying->gravity_G, std::nullopt});
  for (const auto& pull : *pulls) {
    // A band between two points of the body moves it nowhere.
    if (!pull.direction_G && pull.other_body != model::ground) continue;
    carried.forces_.push_back({{pull.name, {{pull.body, pull.p_B, 1.0}}}, Vec3::Zero(), pull});
  }
  return carried;
}

CarriedForces::ForceValue CarriedForces::value_of(const Force& force, const PosedBody& body) {
  if (!force.pull) return {body.position(force.point), force.weight_N, Mat3::Zero()};
  const auto value = dynamics::value_of(*force.pull, body.pose());
  ForceValue made{value.point_G, value.force_G, Mat3::Zero()};
  const Vec3 line = value.other_point_G - value.point_G;
  const double length_m = line.norm();
  if (force.pull->direction_G || length_m == 0) return made;
  const Mat3 along = line * line.transpose() / (length_m * length_m);
  made.slope = -value.force_G.norm() / length_m * (Mat3::Identity() - along);
  if (length_m > force.pull->rest_length_m) made.slope -= force.pull->stiffness_N_per_m * along;
  return made;
}

Vector2d CarriedForces::center(const PosedBody& body, double height_m) const {
  Vector2d moment = Vector2d::Zero();
  double down_N = 0;
  for (const auto& force : forces_) {
    const auto [p, f, slope] = value_of(force, body);
    moment += Vector2d(p.x(), p.z()) * f.y() - (p.y() - height_m) * Vector2d(f.x(), f.z());
    down_N += f.y();
  }
  return moment / down_N;
}

void CarriedForces::differentiate_center(const PosedBody& body, double height_m,
                                         Eigen::Ref<Rows2> rows) const {
  const Vector2d c = center(body, height_m);
  rows.setZero();
  double down_N = 0;
  PointJacobian J;
  for (const auto& force : forces_) {
    const auto [p, f, slope] = value_of(force, body);
    down_N += f.y();
    body.compute_jacobian(force.point, J);
    const PointJacobian df = slope * J;
    for (const auto& [i, axis] : {std::pair{0, 0}, std::pair{1, 2}})
      rows.row(i) += f.y() * J.row(axis) + (p[axis] - c[i]) * df.row(1) - f[axis] * J.row(1) -
                     (p.y() - height_m) * df.row(axis);
  }
  rows /= down_N;
}

// ---- the area

std::vector<Foothold> footholds(const KeyGoals& goals, const capture::Scene& scene) {
  std::vector<Foothold> found;
  for (const auto& touch : goals.touches) {
    const auto& support = scene.supports[touch.support];
    if (touch.gap_m == 0 && support.normal_G.y() >= 0.5) found.push_back({touch.point, support.point_G.y()});
  }
  return found;
}

// Andrew's monotone chain (1979).
std::vector<std::size_t> convex_hull(const std::vector<Vector2d>& points) {
  std::vector<std::size_t> order(points.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto before = [&](std::size_t a, std::size_t b) {
    return std::pair(points[a].x(), points[a].y()) < std::pair(points[b].x(), points[b].y());
  };
  std::ranges::stable_sort(order, before);
  order.erase(
      std::unique(order.begin(), order.end(),
                  [&](std::size_t a, std::size_t b) { return (points[a] - points[b]).norm() < 1e-6; }),
      order.end());
  if (order.size() < 3) return order;
  // Half a chain: what does not turn left by more than rounding is dropped.
  const auto half = [&](const auto& sequence) {
    std::vector<std::size_t> chain;
    for (const auto k : sequence) {
      while (chain.size() >= 2 && cross(points[chain.back()] - points[chain[chain.size() - 2]],
                                        points[k] - points[chain.back()]) <= 1e-9)
        chain.pop_back();
      chain.push_back(k);
    }
    chain.pop_back();
    return chain;
  };
  auto hull = half(order);
  std::ranges::reverse(order);
  const auto upper = half(order);
  hull.insert(hull.end(), upper.begin(), upper.end());
  return hull;
}

Balance::Balance(std::vector<Foothold> footholds, CarriedForces forces, double margin_m, double tolerance_m)
    : PostureTarget("balance over the supports", Kind::inequality, tolerance_m),
      footholds_(std::move(footholds)),
      forces_(std::move(forces)),
      wanted_margin_m_(margin_m) {
  require(!footholds_.empty(), "balance needs something to stand on");
  for (const auto& foothold : footholds_)
    height_m_ += foothold.height_m / static_cast<double>(footholds_.size());
}

Vector2d Balance::place(const PosedBody& body, std::size_t foothold) const {
  const Vec3 p = body.position(footholds_[foothold].point);
  return {p.x(), p.z()};
}

void Balance::prepare(const PosedBody& body) {
  std::vector<Vector2d> points;
  for (std::size_t i = 0; i < footholds_.size(); ++i) points.push_back(place(body, i));
  const auto hull = convex_hull(points);
  edges_.clear();
  // On a line or a point no one stands steadily: within a centimetre of it is taken for balanced.
  constexpr double line_m = 0.01;
  if (hull.size() >= 3) {
    const auto reach = reaches(points, hull);
    const double margin_m = std::min(wanted_margin_m_, *std::ranges::min_element(reach) / 4);
    for (std::size_t i = 0; i < hull.size(); ++i)
      edges_.push_back({hull[i], hull[(i + 1) % hull.size()], std::nullopt, margin_m, reach[i] / 3});
    return;
  }
  const std::size_t a = hull.front(), b = hull.back();
  const Vector2d along = a == b ? Vector2d::UnitX().eval() : (points[b] - points[a]).normalized().eval();
  for (const double sign : {1.0, -1.0}) {
    edges_.push_back({a, b, Vector2d(sign * left_of(along)), -line_m, 0});
    edges_.push_back({sign > 0 ? a : b, a, Vector2d(sign * along), -line_m, 0});
  }
}

void Balance::measure(const PosedBody& body, Eigen::Ref<Eigen::VectorXd> values) const {
  const Vector2d c = forces_.center(body, height_m_);
  for (std::size_t i = 0; i < edges_.size(); ++i) {
    const auto& edge = edges_[i];
    const Vector2d a = place(body, edge.from);
    const Vector2d inward = edge.fixed ? *edge.fixed : left_of((place(body, edge.to) - a).normalized());
    values[static_cast<Eigen::Index>(i)] = inward.dot(c - a) - edge.margin_m;
  }
}

void Balance::differentiate(const PosedBody& body, Eigen::Ref<Eigen::MatrixXd> rows) const {
  const Vector2d c = forces_.center(body, height_m_);
  Rows2 of_center(2, rows.cols());
  forces_.differentiate_center(body, height_m_, of_center);
  for (std::size_t i = 0; i < edges_.size(); ++i) {
    const auto& edge = edges_[i];
    const Rows2 of_a = horizontal_rows(body, footholds_[edge.from].point);
    const Rows2 of_way = of_center - of_a;
    auto row = rows.row(static_cast<Eigen::Index>(i));
    if (edge.fixed) {
      row = edge.fixed->transpose() * of_way;
      continue;
    }
    const Vector2d a = place(body, edge.from), e = place(body, edge.to) - a, w = c - a;
    const Rows2 of_e = horizontal_rows(body, footholds_[edge.to].point) - of_a;
    const double length = e.norm(), area = cross(e, w);
    row =
        (w.y() * of_e.row(0) - w.x() * of_e.row(1) + e.x() * of_way.row(1) - e.y() * of_way.row(0)) / length;
    row -= area / (length * length * length) * (e.transpose() * of_e);
  }
}

void Balance::measure_unease(const PosedBody& body, Eigen::VectorXd& values) const {
  values.setZero(size());
  measure(body, values);
  for (std::size_t i = 0; i < edges_.size(); ++i) {
    auto& value = values[static_cast<Eigen::Index>(i)];
    value = edges_[i].easy_m > 0 ? std::min(0.0, (value + edges_[i].margin_m) / edges_[i].easy_m - 1) : 0;
  }
}

void Balance::differentiate_unease(const PosedBody& body, Eigen::MatrixXd& rows) const {
  Eigen::VectorXd values;
  measure_unease(body, values);
  rows.setZero(size(), static_cast<Eigen::Index>(body.free_coordinates().size()));
  differentiate(body, rows);
  for (std::size_t i = 0; i < edges_.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    rows.row(row) *= values[row] < 0 ? 1 / edges_[i].easy_m : 0.0;
  }
}

double Balance::distance_to_edge_m(const PosedBody& body) const {
  Eigen::VectorXd values(size());
  measure(body, values);
  double nearest = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < edges_.size(); ++i)
    nearest = std::min(nearest, values[static_cast<Eigen::Index>(i)] + edges_[i].margin_m);
  return nearest;
}

}  // namespace loadshare::exercises
