#include "mechanics/path.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/require.h"

namespace loadshare::mechanics {
namespace {

// A conditional point is in the path this far beyond its range, too.
constexpr double range_margin = 1e-5;
// With several wraps each starts from the others' result; rounds until the length settles within [m].
constexpr double opensim_settled_m = 0.0005, settled_m = 1e-10;
constexpr int opensim_round_limit = 8, round_limit = 100;
// Shorter straight pieces have no direction [m].
constexpr double no_length_m = 1e-12;

bool is_active(const model::PathPoint& point, const Pose& pose) {
  const auto* condition = std::get_if<model::ConditionalPoint>(&point.place);
  if (!condition) return true;
  const double q = pose.q[condition->coordinate.at()];
  return q >= condition->range_min - range_margin && q <= condition->range_max + range_margin;
}

bool on_same_surface(const CurrentPoint& a, const CurrentPoint& b) {
  return a.is_wrap() && b.is_wrap() && a.wrap == b.wrap;
}

void remove_touches(int path_wrap, std::vector<CurrentPoint>& points) {
  std::erase_if(points, [=](const CurrentPoint& point) { return point.path_wrap == path_wrap; });
}

// Where the wrap may act: from the first to the last point of its range that is in the path now, as
// places in `points`. Places are equal or reversed where there is no piece to wrap.
struct Stretch {
  std::size_t first = 1, last = 0;
};

Stretch find_stretch(const model::Path& path, const model::PathWrap& wrap,
                     const std::vector<CurrentPoint>& points) {
  const int last_of_all = static_cast<int>(path.points.size()) - 1;
  const int from = wrap.first_point < 1 ? 0 : wrap.first_point - 1;
  const int to = wrap.last_point < 1 ? last_of_all : wrap.last_point - 1;
  Stretch stretch;
  bool any = false;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (points[i].point < from || points[i].point > to) continue;
    if (!any) stretch.first = i;
    stretch.last = i;
    any = true;
  }
  return stretch;
}

// By how much the wrap lengthens the piece from a to b.
double lengthening(const CurrentPoint& a, const CurrentPoint& b, const Transform& X_GW,
                   const SurfaceWrap& wrap) {
  return (a.pull_G - X_GW * wrap.touch_1_W).norm() + wrap.surface_length_m +
         (b.pull_G - X_GW * wrap.touch_2_W).norm() - (a.pull_G - b.pull_G).norm();
}

// Notes where the touches among points [from, to) are now, those that have not been noted yet.
void keep_first_places(std::span<const CurrentPoint> points, std::size_t from, std::size_t to,
                       PathWorkspace& workspace) {
  for (std::size_t i = from; i < to; ++i) {
    if (!points[i].is_wrap()) continue;
    auto& seen = workspace.seen[static_cast<std::size_t>(points[i].path_wrap)];
    const bool second = i > 0 && points[i - 1].path_wrap == points[i].path_wrap;
    bool& known = second ? seen.second : seen.first;
    if (!known) (second ? seen.second_G : seen.first_G) = points[i].p_G;
    known = true;
  }
}

void add_wrench(model::BodyId body, const Vec3& arm_G, const Vec3& force_G,
                std::vector<BodyWrench>& wrenches) {
  auto found = std::find_if(wrenches.begin(), wrenches.end(),
                            [=](const BodyWrench& wrench) { return wrench.body == body; });
  if (found == wrenches.end()) found = wrenches.insert(found, {body, Vec3::Zero(), Vec3::Zero()});
  found->moment_G += arm_G.cross(force_G);
  found->force_G += force_G;
}

void add_coordinate_force(model::CoordinateId coordinate, double value,
                          std::vector<CoordinateForce>& forces) {
  auto found = std::find_if(forces.begin(), forces.end(),
                            [=](const CoordinateForce& force) { return force.coordinate == coordinate; });
  if (found == forces.end())
    forces.push_back({coordinate, value});
  else
    found->value += value;
}

// Unit direction of the straight piece from a to b; zero where there is none.
Vec3 direction_between(const CurrentPoint& a, const CurrentPoint& b) {
  const Vec3 along = b.pull_G - a.pull_G;
  const double length = along.norm();
  if (length > no_length_m) return along / length;
  return b.is_wrap() && !b.direction_G.isZero() ? b.direction_G : a.direction_G;
}

// Speed along the line between two points of one body, where that line does not run through them: the body's
// turning moves the true points across it. Zero where they are where the pulls start.
double apparent_speed(const CurrentPoint& a, const CurrentPoint& b, const Pose& pose) {
  return pose.V_GB[a.body.at()].angular_G.cross(b.p_G - a.p_G).dot(direction_between(a, b));
}

void check_point(const model::PathPoint& point, std::size_t body_count, std::size_t coordinate_count) {
  require(point.body.is_some() && point.body.at() < body_count, "path point on a body of the model");
  if (const auto* condition = std::get_if<model::ConditionalPoint>(&point.place))
    require(condition->coordinate.is_some() && condition->coordinate.at() < coordinate_count,
            "conditional point with a coordinate of the model");
  if (const auto* moving = std::get_if<model::MovingPoint>(&point.place))
    for (const auto coordinate : moving->coordinates)
      require(!coordinate.is_some() || coordinate.at() < coordinate_count,
              "moving point with a coordinate of the model");
}

}  // namespace

PathEngine::PathEngine(const model::Model& model, WrapRules rules) : wraps_(model.wraps), rules_(rules) {
  paths_.reserve(model.muscles.size() + model.ligaments.size());
  for (const auto& muscle : model.muscles) paths_.push_back(muscle.path);
  for (const auto& ligament : model.ligaments) paths_.push_back(ligament.path);
  ranges_.reserve(model.coordinates.size());
  for (const auto& coordinate : model.coordinates)
    ranges_.push_back({coordinate.range_min, coordinate.range_max});

  for (const auto& path : paths_) {
    require(path.points.size() >= 2, "a path has at least two points");
    for (const auto& point : path.points) check_point(point, model.bodies.size(), model.coordinates.size());
    for (const auto& wrap : path.wraps)
      require(wrap.object.is_some() && wrap.object.at() < wraps_.size(),
              "path wrap over an object of the model");
  }
  for (const auto& wrap : wraps_)
    require(wrap.body.is_some() && wrap.body.at() < model.bodies.size(),
            "wrap object on a body of the model");
}

void PathEngine::place_wraps(const Pose& pose, PathWorkspace& workspace) const {
  workspace.X_GW.resize(wraps_.size());
  for (std::size_t i = 0; i < wraps_.size(); ++i)
    workspace.X_GW[i] = pose.X_GB[wraps_[i].body.at()] * wraps_[i].X_BW;
}

Vec3 PathEngine::place(const model::PathPoint& point, const Pose& pose) const {
  if (const auto* fixed = std::get_if<model::FixedPoint>(&point.place)) return fixed->p_B;
  if (const auto* conditional = std::get_if<model::ConditionalPoint>(&point.place)) return conditional->p_B;
  const auto& moving = std::get<model::MovingPoint>(point.place);
  Vec3 p_B;
  for (std::size_t i = 0; i < 3; ++i) {
    const auto coordinate = moving.coordinates[i];
    double q = 0;
    if (coordinate.is_some()) {
      const auto& range = ranges_[coordinate.at()];
      q = std::min(std::max(pose.q[coordinate.at()], range.min), range.max);
    }
    p_B[static_cast<Eigen::Index>(i)] = moving.functions[i].value(q);
  }
  return p_B;
}

// How the point moves in its body with the coordinate of that component.
Vec3 PathEngine::coordinate_gradient(const model::MovingPoint& point, const Pose& pose, int component) const {
  Vec3 gradient_B = Vec3::Zero();
  const auto i = static_cast<std::size_t>(component);
  const auto coordinate = point.coordinates[i];
  if (!coordinate.is_some()) return gradient_B;
  const double q = pose.q[coordinate.at()];
  const auto& range = ranges_[coordinate.at()];
  if (q < range.min || q > range.max) return gradient_B;
  gradient_B[component] = point.functions[i].derivative(q);
  return gradient_B;
}

void PathEngine::place_points(const model::Path& path, const Pose& pose,
                              std::vector<CurrentPoint>& points) const {
  points.clear();
  for (std::size_t i = 0; i < path.points.size(); ++i) {
    const auto& point = path.points[i];
    if (!is_active(point, pose)) continue;
    CurrentPoint current;
    current.body = point.body;
    current.point = static_cast<int>(i);
    current.p_B = place(point, pose);
    current.p_G = pose.X_GB[point.body.at()] * current.p_B;
    current.pull_G = current.p_G;
    points.push_back(current);
  }
}

Slide PathEngine::slide_for(const model::Path& path) const {
  const bool several = path.wraps.size() > 1;
  if (rules_ == WrapRules::shortest) return Slide::exact;
  if (!several) return Slide::by_plane;
  return rules_ == WrapRules::opensim ? Slide::by_tries : Slide::exact;
}

// One wrap object against each piece of the path in its stretch: the first piece that must wrap, else the
// one that may and lengthens least, gets the two touches. Returns the state of the piece tried last.
WrapState PathEngine::apply_wrap(const model::Path& path, const model::PathWrap& wrap, const Pose& pose,
                                 PathWorkspace& workspace, std::vector<CurrentPoint>& points) const {
  const auto& object = wraps_[wrap.object.at()];
  const auto path_wrap = static_cast<int>(&wrap - path.wraps.data());
  if (path.wraps.size() > 1) remove_touches(path_wrap, points);
  if (!object.active) return WrapState::misses;

  const Transform& X_GW = workspace.X_GW[wrap.object.at()];
  const Slide slide = slide_for(path);
  const Stretch stretch = find_stretch(path, wrap, points);
  SurfaceWrap best;
  std::size_t best_end = 0;
  double least_change = std::numeric_limits<double>::infinity();
  WrapState state = WrapState::misses;
  for (std::size_t i = stretch.first; i < stretch.last; ++i) {
    if (on_same_surface(points[i], points[i + 1])) continue;
    const Vec3 p_W1 = X_GW.R.transpose() * (points[i].p_G - X_GW.p);
    const Vec3 p_W2 = X_GW.R.transpose() * (points[i + 1].p_G - X_GW.p);
    const SurfaceWrap tried = wrap_over(object, wrap.method, p_W1, p_W2, slide);
    state = tried.state;
    if (!tried.wraps()) continue;
    if (tried.state == WrapState::may_wrap) keep_first_places(points, i, i + 2, workspace);
    const double change = lengthening(points[i], points[i + 1], X_GW, tried);
    if (tried.state == WrapState::must_wrap || change < least_change) {
      best = tried;
      best_end = i + 1;
      least_change = change;
    }
    if (tried.state == WrapState::must_wrap) break;
  }
  if (!best.wraps()) return state;

  CurrentPoint touch;
  touch.body = object.body;
  touch.path_wrap = path_wrap;
  touch.wrap = wrap.object;
  const auto put = [&](const Vec3& p_W, const Vec3& direction_W, double surface_length_m, std::size_t at) {
    touch.p_B = object.X_BW * p_W;
    touch.p_G = pose.X_GB[object.body.at()] * touch.p_B;
    touch.pull_G = touch.p_G;
    if (rules_ == WrapRules::opensim) {
      const auto& seen = workspace.seen[static_cast<std::size_t>(path_wrap)];
      if (at == best_end && seen.first) touch.pull_G = seen.first_G;
      if (at != best_end && seen.second) touch.pull_G = seen.second_G;
    }
    touch.direction_G = X_GW.R * direction_W;
    touch.surface_length_m = surface_length_m;
    points.insert(points.begin() + static_cast<std::ptrdiff_t>(at), touch);
  };
  put(best.touch_1_W, best.direction_1_W, 0, best_end);
  put(best.touch_2_W, best.direction_2_W, best.surface_length_m, best_end + 1);
  return state;
}

void PathEngine::apply_wraps(const model::Path& path, const Pose& pose, PathWorkspace& workspace,
                             std::vector<CurrentPoint>& points) const {
  const std::size_t count = path.wraps.size();
  if (count == 1) {
    workspace.seen.assign(1, {});
    static_cast<void>(apply_wrap(path, path.wraps[0], pose, workspace, points));
    return;
  }
  auto& order = workspace.order;
  auto& states = workspace.states;
  order.resize(count);
  states.resize(count);
  for (std::size_t i = 0; i < count; ++i) order[i] = static_cast<int>(i);
  workspace.seen.assign(count, {});

  double length_before = std::numeric_limits<double>::infinity();
  const bool as_opensim = rules_ == WrapRules::opensim;
  const double settled = as_opensim ? opensim_settled_m : settled_m;
  const int rounds = as_opensim ? opensim_round_limit : round_limit;
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < count; ++i)
      states[i] = apply_wrap(path, path.wraps[static_cast<std::size_t>(order[i])], pose, workspace, points);
    keep_first_places(points, 0, points.size(), workspace);
    const double length = measure_length(points);
    if (std::abs(length - length_before) < settled) return;
    length_before = length;
    // A first wrap that misses may keep a point inside the second: let the second go first, from then on.
    if (round == 0 && states[0] == WrapState::misses && states[1] == WrapState::end_inside) {
      std::swap(order[0], order[1]);
      remove_touches(0, points);
    }
  }
}

void PathEngine::add_forces(const model::Path& path, const Pose& pose, PathGeometry& result) const {
  const auto pull_on = [&](const CurrentPoint& point, const Vec3& force_G, bool on_body) {
    const Transform& X_GB = pose.X_GB[point.body.at()];
    if (on_body) add_wrench(point.body, point.p_G - X_GB.p, force_G, result.wrenches);
    if (point.point < 0) return;
    const auto* moving =
        std::get_if<model::MovingPoint>(&path.points[static_cast<std::size_t>(point.point)].place);
    if (!moving) return;
    for (int i = 0; i < 3; ++i) {
      const auto coordinate = moving->coordinates[static_cast<std::size_t>(i)];
      if (!coordinate.is_some()) continue;
      const double value = (X_GB.R * coordinate_gradient(*moving, pose, i)).dot(force_G);
      add_coordinate_force(coordinate, value, result.coordinate_forces);
    }
  };
  double power = 0;
  for (std::size_t i = 0; i + 1 < result.points.size(); ++i) {
    const CurrentPoint& a = result.points[i];
    const CurrentPoint& b = result.points[i + 1];
    // OpenSim's speed counts misplaced touches on one body as if they moved apart.
    if (rules_ == WrapRules::opensim && a.body == b.body) power -= apparent_speed(a, b, pose);
    if (on_same_surface(a, b)) continue;
    // Within one body the pulls cancel.
    const Vec3 direction_G = direction_between(a, b);
    pull_on(a, direction_G, a.body != b.body);
    pull_on(b, -direction_G, a.body != b.body);
  }
  for (const auto& wrench : result.wrenches) {
    const auto& V_GB = pose.V_GB[wrench.body.at()];
    power += wrench.moment_G.dot(V_GB.angular_G) + wrench.force_G.dot(V_GB.linear_G);
  }
  for (const auto& force : result.coordinate_forces) power += force.value * pose.qdot[force.coordinate.at()];
  result.lengthening_speed_mps = -power;
}

void PathEngine::measure_path(std::size_t index, const Pose& pose, PathWorkspace& workspace,
                              PathGeometry& result) const {
  const auto& path = paths_[index];
  result.length_m = 0;
  result.lengthening_speed_mps = 0;
  result.wrenches.clear();
  result.coordinate_forces.clear();
  place_points(path, pose, result.points);
  if (!path.wraps.empty()) apply_wraps(path, pose, workspace, result.points);
  result.length_m = measure_length(result.points);
  add_forces(path, pose, result);
}

void PathEngine::measure_paths(const Pose& pose, PathWorkspace& workspace,
                               std::vector<PathGeometry>& results) const {
  results.resize(paths_.size());
  place_wraps(pose, workspace);
  for (std::size_t i = 0; i < paths_.size(); ++i) measure_path(i, pose, workspace, results[i]);
}

double measure_length(std::span<const CurrentPoint> points) {
  double length_m = 0;
  for (std::size_t i = 0; i + 1 < points.size(); ++i)
    length_m += on_same_surface(points[i], points[i + 1]) ? points[i + 1].surface_length_m
                                                          : (points[i + 1].pull_G - points[i].pull_G).norm();
  return length_m;
}

std::vector<model::BodyId> touched_bodies(const model::Path& path) {
  std::vector<model::BodyId> bodies;
  for (const auto& point : path.points)
    if (std::find(bodies.begin(), bodies.end(), point.body) == bodies.end()) bodies.push_back(point.body);
  return bodies;
}

}  // namespace loadshare::mechanics
