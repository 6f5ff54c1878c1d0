// Bodies, joints, coordinates and couplers of the built-in body.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "model/body_builder.h"

namespace loadshare::model {
namespace {

// The number that the whole text spells; none otherwise.
std::optional<double> number_in(const std::string& text) {
  std::size_t read = 0;
  try {
    const double value = std::stod(text, &read);
    if (read == text.size() && std::isfinite(value)) return value;
  } catch (const std::exception&) {
  }
  return std::nullopt;
}

// Second moments of a body's mass along its axes [m^2], from its radii of gyration.
Vec3 second_moments(const Vec3& gyration) {
  const Vec3 squares = gyration.cwiseAbs2();
  return Vec3::Constant(squares.sum() / 2) - squares;
}

}  // namespace

void BodyBuilder::add_bodies() {
  Model& model = body_.model;
  model.bodies.push_back({"ground", 0, Vec3::Zero(), {}});
  factors_.push_back(Vec3::Ones());
  double man = 0, woman = 0;
  for (const auto& row : tables_.bodies) {
    man += row.mass_share_man;
    woman += row.mass_share_woman;
    const Vec3 f = scale_.factor(row.scale_group);
    const double mass = scale_.mass_kg * (scale_.sex == Sex::man ? row.mass_share_man : row.mass_share_woman);
    const Vec3 moments = second_moments(row.gyration_m);
    if (moments.minCoeff() < -1e-12)
      problem(row.where, fmt::format("no distribution of mass has the radii of gyration of '{}'", row.name),
              "The square of each radius is at most the sum of the squares of the other two.");
    const Vec3 m = mass * moments.cwiseMax(0).cwiseProduct(f.cwiseAbs2());
    model.bodies.push_back({row.name,
                            mass,
                            row.mass_center_B.cwiseProduct(f),
                            {m.y() + m.z(), m.x() + m.z(), m.x() + m.y(), 0, 0, 0}});
    factors_.push_back(f);
  }
  for (const auto& [sum, sex] : {std::pair{man, "men"}, std::pair{woman, "women"}})
    if (std::abs(sum - 1) > 1e-9)
      problem("bodies.csv", fmt::format("the shares of mass of {} sum to {}, not 1", sex, sum),
              "Correct them.");
}

void BodyBuilder::add_joints() {
  Model& model = body_.model;
  p_GB_reference_.assign(model.bodies.size(), Vec3::Zero());
  p_GB_scaled_ = p_GB_reference_;
  std::vector<int> level(model.bodies.size(), -1);
  level[0] = 0;
  // Level by level from ground, in the order of the table: the order in which OpenSim grows its tree.
  std::size_t placed = 0;
  for (int at = 1; placed < tables_.joints.size(); ++at) {
    const std::size_t before = placed;
    for (const auto& row : tables_.joints) {
      const auto parent = body_named(row.parent, row.where), child = body_named(row.child, row.where);
      if (!parent.is_some() || !child.is_some()) return;
      if (level[parent.at()] != at - 1 || level[child.at()] >= 0) continue;
      level[child.at()] = at;
      ++placed;
      Joint joint;
      joint.name = row.name;
      joint.parent = parent;
      joint.child = child;
      joint.X_PF.p = row.p_parent.cwiseProduct(factor(parent));
      joint.X_BM.p = row.p_child.cwiseProduct(factor(child));
      joint.parent_frame_name = row.parent + "_offset";
      joint.child_frame_name = row.child + "_offset";
      p_GB_reference_[child.at()] = p_GB_reference_[parent.at()] + row.p_parent - row.p_child;
      p_GB_scaled_[child.at()] = p_GB_scaled_[parent.at()] + joint.X_PF.p - joint.X_BM.p;
      add_coordinates(row, JointId(model.joints.size()));
      for (std::size_t c = 0; c < model.coordinates.size(); ++c)
        if (model.coordinates[c].joint == JointId(model.joints.size()))
          joint.coordinates.push_back(CoordinateId(c));
      joint.type = joint.coordinates.empty() ? JointType::weld : JointType::custom;
      if (joint.type == JointType::custom) add_axes(joint, row);
      model.joints.push_back(std::move(joint));
    }
    if (placed > before) continue;
    for (const auto& row : tables_.joints)
      if (level[body_named(row.child, row.where).at()] < 0)
        problem(row.where, fmt::format("'{}' does not hang on ground", row.child),
                "Join its parent to the others.");
    return;
  }
  for (std::size_t b = 1; b < level.size(); ++b)
    if (level[b] < 0)
      problem("joints.csv", fmt::format("no joint holds the body '{}'", model.bodies[b].name),
              "Give it one.");
}

void BodyBuilder::add_coordinates(const JointRow& row, JointId joint) {
  for (const auto& c : tables_.coordinates) {
    if (c.joint != row.name) continue;
    Coordinate coordinate;
    coordinate.name = c.name;
    coordinate.joint = joint;
    coordinate.default_value = c.default_value;
    coordinate.range_min = c.range_min;
    coordinate.range_max = c.range_max;
    coordinate.clamped = c.clamped;
    coordinate.locked = c.locked;
    coordinate.motion = MotionType::coupled;
    body_.model.coordinates.push_back(std::move(coordinate));
  }
}

void BodyBuilder::add_axes(Joint& joint, const JointRow& joint_row) {
  std::set<int> given;
  std::set<CoordinateId> used;
  for (const auto& row : tables_.joint_axes) {
    if (row.joint != joint.name) continue;
    if (!given.insert(row.slot).second)
      problem(row.where, fmt::format("'{}' has two rows for one slot", joint.name), "Keep one.");
    auto& axis = joint.axes[static_cast<std::size_t>(row.slot)];
    axis.axis = row.axis;
    axis.function = function_of(row.function, row.joint, row.coordinate, row.where);
    if (!row.coordinate.empty()) {
      const auto coordinate = coordinate_named(row.coordinate, row.where);
      if (std::ranges::find(joint.coordinates, coordinate) == joint.coordinates.end())
        problem(row.where, fmt::format("'{}' is no coordinate of this joint", row.coordinate),
                "An axis follows a coordinate of its own joint; others come in through couplers.csv.");
      used.insert(coordinate);
      axis.coordinates = {coordinate};
    }
    // A translation is a length of the parent: it grows with it.
    const double stretch = row.axis.cwiseProduct(factor(joint.parent)).norm();
    if (row.slot >= 3 && std::abs(stretch - 1) > 1e-12 && joint.parent != ground)
      axis.function = {numerics::MultiplierFunction{stretch, {axis.function}}};
  }
  for (const auto coordinate : joint.coordinates)
    if (!used.contains(coordinate))
      problem(
          joint_row.where,
          fmt::format("no axis follows the coordinate '{}'", body_.model.coordinates[coordinate.at()].name),
          "Give joint_axes.csv a row for it.");
  fill_axes(joint, given);
}

// Axes without a row stay at zero; they still must be independent of the others.
void BodyBuilder::fill_axes(Joint& joint, const std::set<int>& given) {
  for (const int first : {0, 3}) {
    std::vector<Vec3> known;
    for (int i = first; i < first + 3; ++i)
      if (given.contains(i)) known.push_back(joint.axes[static_cast<std::size_t>(i)].axis);
    for (int i = first; i < first + 3; ++i) {
      if (given.contains(i)) continue;
      Vec3 best = Vec3::Zero();
      for (int k = 0; k < 3; ++k) {  // of the body's axes, what is left across the known ones
        Vec3 candidate = Vec3::Unit((i + k) % 3);
        for (const auto& axis : known) candidate -= axis * axis.dot(candidate) / axis.squaredNorm();
        if (candidate.norm() > best.norm() + 1e-9) best = candidate;
      }
      auto& axis = joint.axes[static_cast<std::size_t>(i)];
      axis.axis = best.normalized();
      axis.function = numerics::make_constant(0);
      known.push_back(axis.axis);
    }
  }
}

// As OpenSim counts: an angle or a distance where an axis follows the coordinate itself.
void BodyBuilder::set_motion_types() {
  for (const auto& joint : body_.model.joints)
    for (std::size_t i = 0; joint.type == JointType::custom && i < 6; ++i)
      for (const auto coordinate : joint.axes[i].coordinates) {
        const auto* linear = std::get_if<numerics::LinearFunction>(&joint.axes[i].function.kind);
        if (linear && std::abs(linear->coefficients.front()) == 1)
          body_.model.coordinates[coordinate.at()].motion =
              i < 3 ? MotionType::rotational : MotionType::translational;
      }
}

void BodyBuilder::add_couplers() {
  for (const auto& row : tables_.couplers) {
    CoordinateCoupler coupler;
    coupler.name = row.dependent + "_follows_" + row.independent;
    coupler.dependent = coordinate_named(row.dependent, row.where);
    coupler.independents = {coordinate_named(row.independent, row.where)};
    if (!coupler.dependent.is_some() || !coupler.independents[0].is_some()) continue;
    const auto& joint = body_.model.joints[body_.model.coordinates[coupler.dependent.at()].joint.at()];
    coupler.function = function_of(row.function, joint.name, row.independent, row.where);
    body_.model.couplers.push_back(std::move(coupler));
  }
}

void BodyBuilder::check_rhythm() {
  std::map<std::pair<std::string, std::string>, double> sums;
  for (const auto& row : tables_.rhythm) sums[{row.rhythm, row.coordinate}] += row.share;
  for (const auto& [key, sum] : sums)
    if (std::abs(sum - 1) > 1e-9)
      problem("rhythm.csv",
              fmt::format("the shares of '{}' in {} sum to {}, not 1", key.first, key.second, sum),
              "Correct them.");
  const auto known = rhythms_of(tables_);
  if (std::ranges::find(known, options_.rhythm) == known.end())
    problem("the lumbar rhythm", fmt::format("'{}' is not known", options_.rhythm),
            fmt::format("Choose one of: {}.", fmt::join(known, ", ")));
}

double BodyBuilder::share_of(const std::string& joint, const std::string& coordinate,
                             const std::string& where) {
  for (const auto& row : tables_.rhythm)
    if (row.rhythm == options_.rhythm && row.joint == joint && row.coordinate == coordinate) return row.share;
  problem(where, fmt::format("the rhythm '{}' has no share of {} for {}", options_.rhythm, coordinate, joint),
          "Give rhythm.csv a row for it.");
  return 0;
}

numerics::Function BodyBuilder::function_of(const std::string& text, const std::string& joint,
                                            const std::string& coordinate, const std::string& where) {
  if (text.empty()) return numerics::make_linear(1, 0);
  if (text == "rhythm") return numerics::make_linear(share_of(joint, coordinate, where), 0);
  if (const auto number = number_in(text))
    return coordinate.empty() ? numerics::make_constant(*number) : numerics::make_linear(*number, 0);
  return function_named(text, where);
}

numerics::Function BodyBuilder::function_named(const std::string& name, const std::string& where) {
  std::vector<double> x, y;
  std::string kind;
  for (const auto& row : tables_.functions) {
    if (row.name != name) continue;
    if (!kind.empty() && kind != row.kind)
      problem(row.where, fmt::format("'{}' is of two kinds", name), "Give all its rows the same kind.");
    kind = row.kind;
    x.push_back(row.x);
    y.push_back(row.y);
  }
  if (x.empty()) {
    problem(where, fmt::format("the function '{}' is not in functions.csv", name), "Give it rows there.");
    return numerics::make_constant(0);
  }
  auto made = kind == "natural_spline" ? numerics::make_natural_spline(5, x, y, where)
              : kind == "simm_spline"
                  ? numerics::make_simm_spline(x, y, where)
                  : Result<numerics::Function>(numerics::Function{numerics::PiecewiseLinearFunction{x, y}});
  if (made && std::ranges::is_sorted(x, std::less_equal<>())) return *std::move(made);
  problem(where, made ? fmt::format("the knots of '{}' do not grow", name) : made.refusal().what,
          "Write a function's knots in growing order of x.");
  return numerics::make_constant(0);
}

}  // namespace loadshare::model
