#include "mechanics/couplings.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <optional>
#include <string>
#include <variant>

#include "base/require.h"

namespace loadshare::mechanics {
namespace {

using model::CoordinateId;

constexpr std::size_t max_independents = 16;
using Arguments = std::array<double, max_independents>;

std::span<const double> gather(const std::vector<CoordinateId>& coordinates, std::span<const double> values,
                               Arguments& arguments) {
  for (std::size_t k = 0; k < coordinates.size(); ++k) arguments[k] = values[coordinates[k].at()];
  return {arguments.data(), coordinates.size()};
}

double slope_by(const numerics::Function& function, std::size_t variable, std::span<const double> x) {
  const int index = static_cast<int>(variable);
  return function.derivative(std::span(&index, 1), x);
}

double curvature_by(const numerics::Function& function, std::size_t first, std::size_t second,
                    std::span<const double> x) {
  const std::array<int, 2> indices{static_cast<int>(first), static_cast<int>(second)};
  return function.derivative(indices, x);
}

// None: a constant, which takes any number of variables.
std::optional<std::size_t> variable_count(const numerics::Function& function) {
  if (std::holds_alternative<numerics::ConstantFunction>(function.kind)) return std::nullopt;
  if (const auto* linear = std::get_if<numerics::LinearFunction>(&function.kind))
    return std::max<std::size_t>(linear->coefficients.size(), 1) - 1;
  if (const auto* polynomial = std::get_if<numerics::MultivariatePolynomialFunction>(&function.kind))
    return static_cast<std::size_t>(polynomial->dimension);
  if (const auto* multiplier = std::get_if<numerics::MultiplierFunction>(&function.kind))
    return variable_count(multiplier->inner.front());
  return 1;
}

Result<Done> check_coupler(const model::Model& model, const model::CoordinateCoupler& coupler) {
  const std::string where = "model " + model.name + ", coupler " + coupler.name;
  const std::size_t count = coupler.independents.size();
  if (count == 0 || count > max_independents)
    return Refusal{where, "it has " + std::to_string(count) + " independent coordinates",
                   "Give it 1 to " + std::to_string(max_independents) + "."};
  const auto expected = variable_count(coupler.function);
  if (expected && *expected != count)
    return Refusal{where,
                   "its function takes " + std::to_string(*expected) + " variables, but it has " +
                       std::to_string(count) + " independent coordinates",
                   "Let the function and the list of coordinates agree."};
  return Done{};
}

// Cholesky factorisation and solution in place; `matrix` is count x count, symmetric, positive definite.
void solve_positive(std::vector<double>& matrix, std::vector<double>& x, std::size_t count) {
  for (std::size_t j = 0; j < count; ++j) {
    for (std::size_t i = j; i < count; ++i) {
      double sum = matrix[i * count + j];
      for (std::size_t k = 0; k < j; ++k) sum -= matrix[i * count + k] * matrix[j * count + k];
      matrix[i * count + j] = i == j ? std::sqrt(sum) : sum / matrix[j * count + j];
    }
  }
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t k = 0; k < i; ++k) x[i] -= matrix[i * count + k] * x[k];
    x[i] /= matrix[i * count + i];
  }
  for (std::size_t i = count; i-- > 0;) {
    for (std::size_t k = i + 1; k < count; ++k) x[i] -= matrix[k * count + i] * x[k];
    x[i] /= matrix[i * count + i];
  }
}

}  // namespace

Result<Couplings> Couplings::make(const model::Model& model) {
  Couplings made;
  made.dependent_at_.assign(model.coordinates.size(), -1);
  if (const auto ordered = made.order_couplers(model); !ordered) return ordered.refusal();
  made.free_index_.assign(model.coordinates.size(), -1);
  for (std::size_t c = 0; c < model.coordinates.size(); ++c) {
    const auto& coordinate = model.coordinates[c];
    if (made.dependent_at_[c] >= 0 || coordinate.locked || coordinate.prescribed) continue;
    made.free_index_[c] = static_cast<int>(made.free_.size());
    made.free_.push_back(CoordinateId(c));
  }
  made.find_roots();
  made.group_roots();
  made.lay_out_tangent(model.coordinates.size());
  return made;
}

// Couplers whose independents are all known come next, in the model's order, until none is left.
Result<Done> Couplings::order_couplers(const model::Model& model) {
  std::vector<const model::CoordinateCoupler*> waiting;
  std::vector<const model::CoordinateCoupler*> coupler_of(model.coordinates.size(), nullptr);
  for (const auto& coupler : model.couplers) {
    if (const auto checked = check_coupler(model, coupler); !checked) return checked.refusal();
    const auto*& known = coupler_of[coupler.dependent.at()];
    if (known != nullptr)
      return Refusal{"model " + model.name + ", coupler " + coupler.name,
                     "coordinate " + model.coordinates[coupler.dependent.at()].name +
                         " already depends on coupler " + known->name,
                     "Leave one of the two couplers."};
    known = &coupler;
    waiting.push_back(&coupler);
  }
  while (!waiting.empty()) {
    const auto is_ready = [&](const model::CoordinateCoupler* coupler) {
      return std::all_of(coupler->independents.begin(), coupler->independents.end(), [&](CoordinateId c) {
        return coupler_of[c.at()] == nullptr || dependent_at_[c.at()] >= 0;
      });
    };
    const auto ready = std::find_if(waiting.begin(), waiting.end(), is_ready);
    if (ready == waiting.end())
      return Refusal{"model " + model.name + ", coupler " + waiting.front()->name,
                     "coordinate " + model.coordinates[waiting.front()->dependent.at()].name +
                         " depends, through its couplers, on itself or on others that do",
                     "Break the circle of couplers."};
    const auto& coupler = **ready;
    dependent_at_[coupler.dependent.at()] = static_cast<int>(order_.size());
    dependents_.push_back(coupler.dependent);
    order_.push_back({coupler.dependent, coupler.independents, coupler.function, {}, 0});
    waiting.erase(ready);
  }
  return Done{};
}

void Couplings::find_roots() {
  for (auto& dependent : order_) {
    for (const auto c : dependent.independents) {
      const int at = dependent_at_[c.at()];
      if (at < 0) {
        dependent.roots.push_back(c);
      } else {
        const auto& through = order_[static_cast<std::size_t>(at)].roots;
        dependent.roots.insert(dependent.roots.end(), through.begin(), through.end());
      }
    }
    std::sort(dependent.roots.begin(), dependent.roots.end());
    dependent.roots.erase(std::unique(dependent.roots.begin(), dependent.roots.end()), dependent.roots.end());
  }
}

void Couplings::group_roots() {
  // Every coordinate begins as its own group; a dependent joins the groups of all its roots.
  std::vector<std::size_t> label(dependent_at_.size());
  std::iota(label.begin(), label.end(), std::size_t{0});
  for (const auto& dependent : order_) {
    const std::size_t kept = label[dependent.roots.front().at()];
    const auto join = [&](CoordinateId c) {
      std::replace(label.begin(), label.end(), std::size_t{label[c.at()]}, kept);
    };
    join(dependent.coordinate);
    for (const auto root : dependent.roots) join(root);
  }
  group_of_.assign(label.size(), -1);
  std::vector<int> group_by_label(label.size(), -1);
  for (std::size_t d = 0; d < order_.size(); ++d) {
    int& group = group_by_label[label[order_[d].coordinate.at()]];
    if (group < 0) {
      group = static_cast<int>(groups_.size());
      groups_.emplace_back();
    }
    groups_[static_cast<std::size_t>(group)].dependents.push_back(d);
  }
  for (std::size_t c = 0; c < label.size(); ++c) {
    group_of_[c] = group_by_label[label[c]];
    if (group_of_[c] >= 0 && dependent_at_[c] < 0)
      groups_[static_cast<std::size_t>(group_of_[c])].roots.push_back(CoordinateId(c));
  }
}

void Couplings::lay_out_tangent(std::size_t coordinate_count) {
  for (const auto c : free_) tangent_.push_back({c, free_index_[c.at()], 1});
  for (auto& dependent : order_) {
    dependent.first_tangent_entry = static_cast<int>(tangent_.size());
    for (const auto root : dependent.roots)
      if (free_index_[root.at()] >= 0) tangent_.push_back({dependent.coordinate, free_index_[root.at()], 0});
  }
  require(free_index_.size() == coordinate_count, "an index for each coordinate");
}

void Couplings::fill_dependents(std::span<double> q, std::span<double> qdot, std::span<double> udot) const {
  const std::size_t count = free_index_.size();
  require(q.size() == count && (qdot.empty() || qdot.size() == count) &&
              (udot.empty() || (udot.size() == count && !qdot.empty())),
          "one value for each coordinate, speeds with accelerations");
  Arguments x_memory, xdot_memory, xddot_memory;
  for (const auto& dependent : order_) {
    const auto x = gather(dependent.independents, q, x_memory);
    q[dependent.coordinate.at()] = dependent.function.value(x);
    if (qdot.empty()) continue;
    const auto xdot = gather(dependent.independents, qdot, xdot_memory);
    double speed = 0, acceleration = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double slope_i = slope_by(dependent.function, i, x);
      speed += slope_i * xdot[i];
      if (udot.empty()) continue;
      acceleration += slope_i * gather(dependent.independents, udot, xddot_memory)[i];
      for (std::size_t j = 0; j < x.size(); ++j)
        acceleration += curvature_by(dependent.function, i, j, x) * xdot[i] * xdot[j];
    }
    qdot[dependent.coordinate.at()] = speed;
    if (!udot.empty()) udot[dependent.coordinate.at()] = acceleration;
  }
}

double Couplings::coupling_error_max(std::span<const double> q) const {
  Arguments memory;
  double error = 0;
  for (const auto& dependent : order_) {
    const double value = dependent.function.value(gather(dependent.independents, q, memory));
    error = std::max(error, std::abs(value - q[dependent.coordinate.at()]));
  }
  return error;
}

Couplings::Workspace Couplings::make_workspace() const {
  Workspace workspace;
  workspace.slopes.assign(order_.size() * free_index_.size(), 0);
  workspace.tangent = tangent_;
  std::size_t roots = 1, members = 1;
  for (const auto& group : groups_) {
    roots = std::max(roots, group.roots.size());
    members = std::max(members, group.roots.size() + group.dependents.size());
  }
  workspace.movable.reserve(roots);
  workspace.gram.reserve(roots * roots);
  workspace.speeds.reserve(roots);
  workspace.coupling.reserve(members);
  return workspace;
}

double Couplings::slope(const Workspace& workspace, std::size_t dependent, CoordinateId root) const {
  return workspace.slopes[dependent * free_index_.size() + root.at()];
}

void Couplings::set_pose(std::span<const double> q, Workspace& workspace) const {
  const std::size_t count = free_index_.size();
  require(q.size() == count, "one value for each coordinate");
  Arguments memory;
  for (std::size_t d = 0; d < order_.size(); ++d) {
    const auto& dependent = order_[d];
    double* row = workspace.slopes.data() + d * count;
    for (const auto root : dependent.roots) row[root.at()] = 0;
    const auto x = gather(dependent.independents, q, memory);
    for (std::size_t i = 0; i < x.size(); ++i) {
      const CoordinateId independent = dependent.independents[i];
      const double slope_i = slope_by(dependent.function, i, x);
      const int at = dependent_at_[independent.at()];
      if (at < 0) {
        row[independent.at()] += slope_i;
        continue;
      }
      for (const auto root : order_[static_cast<std::size_t>(at)].roots)
        row[root.at()] += slope_i * slope(workspace, static_cast<std::size_t>(at), root);
    }
    auto entry = static_cast<std::size_t>(dependent.first_tangent_entry);
    for (const auto root : dependent.roots)
      if (free_index_[root.at()] >= 0) workspace.tangent[entry++].value = row[root.at()];
  }
}

const std::vector<TangentEntry>& Couplings::tangent(const Workspace& workspace) const {
  return workspace.tangent;
}

void Couplings::reduce(const Workspace& workspace, std::span<const double> forces,
                       std::span<double> reduced) const {
  require(forces.size() == free_index_.size() && reduced.size() == free_.size(),
          "one force for each coordinate, one reduced force for each free one");
  std::fill(reduced.begin(), reduced.end(), 0.0);
  for (const auto& entry : workspace.tangent)
    reduced[static_cast<std::size_t>(entry.free_index)] += entry.value * forces[entry.coordinate.at()];
}

double Couplings::extended_tangent(const Workspace& workspace, CoordinateId coordinate,
                                   CoordinateId root) const {
  const int at = dependent_at_[coordinate.at()];
  if (at < 0) return coordinate == root ? 1 : 0;
  return slope(workspace, static_cast<std::size_t>(at), root);
}

// Least squares |T y - e| over the speeds y of the roots that may move: (T^T T) y = T^T e, where T^T e is
// the coordinate's own row. T^T T is the unit matrix plus what the dependents add: positive definite.
void Couplings::solve_projection(CoordinateId coordinate, const Group& group, Workspace& workspace) const {
  auto& movable = workspace.movable;
  movable.clear();
  for (const auto root : group.roots)
    if (free_index_[root.at()] >= 0 || root == coordinate) movable.push_back(root);
  const std::size_t count = movable.size();
  workspace.gram.assign(count * count, 0);
  workspace.speeds.assign(count, 0);
  for (std::size_t i = 0; i < count; ++i) {
    workspace.speeds[i] = extended_tangent(workspace, coordinate, movable[i]);
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = i == j ? 1 : 0;
      for (const std::size_t d : group.dependents)
        sum += slope(workspace, d, movable[i]) * slope(workspace, d, movable[j]);
      workspace.gram[i * count + j] = sum;
    }
  }
  solve_positive(workspace.gram, workspace.speeds, count);
}

std::span<const CouplingEntry> Couplings::coupling_vector(CoordinateId coordinate,
                                                          Workspace& workspace) const {
  auto& coupling = workspace.coupling;
  coupling.clear();
  const int at = group_of_[coordinate.at()];
  if (at < 0) {
    coupling.push_back({coordinate, 1});
    return coupling;
  }
  const Group& group = groups_[static_cast<std::size_t>(at)];
  solve_projection(coordinate, group, workspace);
  const auto& movable = workspace.movable;
  const auto speed_of = [&](CoordinateId c) {
    double speed = 0;
    for (std::size_t i = 0; i < movable.size(); ++i)
      speed += extended_tangent(workspace, c, movable[i]) * workspace.speeds[i];
    return speed;
  };
  // The coordinate's own speed after projection lies between 0 and 1; at rounding's size it is held.
  const double own_speed = speed_of(coordinate);
  if (!(own_speed > 1e-24)) return {};
  for (const auto root : movable) coupling.push_back({root, speed_of(root) / own_speed});
  for (const std::size_t d : group.dependents)
    coupling.push_back({order_[d].coordinate, speed_of(order_[d].coordinate) / own_speed});
  return coupling;
}

}  // namespace loadshare::mechanics
