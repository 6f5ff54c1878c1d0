#include "dynamics/external_forces.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "base/require.h"

namespace loadshare::dynamics {
namespace {

using model::BodyId;

// Frames stand by name ("calcn_r") or by path ("/bodyset/calcn_r").
BodyId find_frame(const model::Model& model, const std::string& written) {
  const BodyId found = model.find_body(written);
  const std::size_t slash = written.rfind('/');
  if (found.is_some() || slash == std::string::npos) return found;
  return model.find_body(written.substr(slash + 1));
}

BodyId find_frame_or_ground(const model::Model& model, const std::string& written, const std::string& where,
                            const std::string& what, Diagnostics& notes) {
  const BodyId found = find_frame(model, written);
  if (found.is_some()) return found;
  notes.flag(where,
             fmt::format("its {} is expressed in '{}', which the model does not have: ground was taken", what,
                         written));
  return model::ground;
}

void add_columns(const std::optional<capture::ThreeColumns>& from, std::vector<std::size_t>& to) {
  if (from) to.insert(to.end(), from->begin(), from->end());
}

Vec3 three(const std::array<double, 9>& values, std::size_t first) {
  return {values[first], values[first + 1], values[first + 2]};
}

}  // namespace

Result<Done> ExternalForces::lay_functions(Force& force, const TimeSeries& recording,
                                           const std::vector<std::size_t>& columns,
                                           const std::string& where) {
  const auto rows = static_cast<Eigen::Index>(recording.sample_count());
  SampleMatrix samples(rows, static_cast<Eigen::Index>(columns.size()));
  for (std::size_t k = 0; k < columns.size(); ++k)
    samples.col(static_cast<Eigen::Index>(k)) = recording.values.col(static_cast<Eigen::Index>(columns[k]));
  if (!samples.allFinite())
    return Refusal{where, "its columns hold values that are not finite",
                   "Write a number into every row of the recording (0 where there is no force)."};
  if (rows > 3) {
    auto splines = numerics::make_spline_set(3, recording.times_s, samples, where);
    if (!splines) return splines.refusal();
    force.splines = std::move(*splines);
    return Done{};
  }
  for (Eigen::Index k = 0; k < samples.cols(); ++k) {
    if (rows == 1) {
      force.functions.push_back(numerics::make_constant(samples(0, k)));
      continue;
    }
    const std::vector<double> y(samples.col(k).begin(), samples.col(k).end());
    force.functions.push_back({numerics::PiecewiseLinearFunction{recording.times_s, y}});
  }
  return Done{};
}

Result<ExternalForces> bind_external_forces(const capture::ExternalLoads& loads, const TimeSeries& recording,
                                            const model::Model& model, Diagnostics& notes) {
  ExternalForces bound;
  bound.where_ = fmt::format("external loads '{}'", loads.name);
  const std::size_t count = recording.sample_count();
  if (count == 0)
    return Refusal{bound.where_, "the recording of forces holds no sample", "Name a recording that does."};
  bound.begin_s_ = recording.times_s.front();
  bound.end_s_ = recording.times_s.back();
  if (count > 1) {
    bound.first_step_s_ = recording.times_s[1] - recording.times_s[0];
    bound.last_step_s_ = recording.times_s[count - 1] - recording.times_s[count - 2];
  }
  const auto columns = capture::bind_columns(loads, recording, notes);
  if (!columns) return columns.refusal();
  for (std::size_t i = 0; i < loads.forces.size(); ++i) {
    const capture::ExternalForce& from = loads.forces[i];
    const std::string where = fmt::format("external force '{}'", from.name);
    if (!from.is_applied) {
      notes.leave_out(where, "it is switched off in the file of the loads");
      continue;
    }
    ExternalForces::Force force;
    force.name = from.name;
    force.body = find_frame(model, from.applied_to_body);
    if (!force.body.is_some())
      return Refusal{where, fmt::format("the model has no body '{}' to apply it to", from.applied_to_body),
                     "Write the name of a body of the model into <applied_to_body>."};
    force.has_force = (*columns)[i].force.has_value();
    force.has_point = force.has_force && (*columns)[i].point.has_value();
    force.has_torque = (*columns)[i].torque.has_value();
    force.force_body = find_frame_or_ground(model, from.force_expressed_in_body, where, "force", notes);
    if (force.has_point)
      force.point_body = find_frame_or_ground(model, from.point_expressed_in_body, where, "point", notes);
    std::vector<std::size_t> used;
    add_columns((*columns)[i].force, used);
    if (force.has_point) add_columns((*columns)[i].point, used);
    add_columns((*columns)[i].torque, used);
    if (const auto laid = ExternalForces::lay_functions(force, recording, used, where); !laid)
      return laid.refusal();
    bound.forces_.push_back(std::move(force));
  }
  return bound;
}

void ExternalForces::evaluate(const Force& force, double time_s, std::array<double, values_max>& values) {
  for (std::size_t k = 0; k < force.functions.size(); ++k) values[k] = force.functions[k].value(time_s);
  if (force.functions.empty())
    force.splines.evaluate(time_s, 0, std::span(values.data(), force.splines.column_count()));
}

ExternalForceValue ExternalForces::value(std::size_t i, double time_s, const mechanics::Pose& pose) const {
  require(i < forces_.size(), "an external force of that number");
  const Force& force = forces_[i];
  std::array<double, values_max> values{};
  evaluate(force, time_s, values);
  const Mat3& R_GE = pose.X_GB[force.force_body.at()].R;
  ExternalForceValue result;
  result.body = force.body;
  result.point_G = pose.X_GB[force.body.at()].p;
  std::size_t next = 0;
  if (force.has_force) {
    result.force_G = R_GE * three(values, next);
    next += 3;
  }
  if (force.has_point) {
    result.point_G = pose.X_GB[force.point_body.at()] * three(values, next);
    next += 3;
  }
  if (force.has_torque) result.torque_G = R_GE * three(values, next);
  return result;
}

Result<Done> ExternalForces::check_times(std::span<const double> times_s, Diagnostics& notes) const {
  if (forces_.empty() || times_s.empty() || first_step_s_ == 0) return Done{};
  const double early_s = begin_s_ - times_s.front(), late_s = times_s.back() - end_s_;
  const auto ranges =
      fmt::format("forces were recorded from {:g} to {:g} s, the motion runs from {:g} to {:g} s", begin_s_,
                  end_s_, times_s.front(), times_s.back());
  // Times that went through arithmetic do not hit a sample exactly.
  constexpr double rounding = 1e-6;
  if (early_s > first_step_s_ * (1 + rounding) || late_s > last_step_s_ * (1 + rounding))
    return Refusal{
        where_, ranges,
        "Choose a time range within the recording of the forces, or give the recording of that motion."};
  if (early_s > first_step_s_ * rounding || late_s > last_step_s_ * rounding)
    notes.flag(where_,
               ranges + ": at the end, forces beyond the recording were extrapolated by up to a sample");
  return Done{};
}

void add_external_forces(const ExternalForces& external, double time_s, const mechanics::Pose& pose,
                         std::span<mechanics::SpatialForce> body_forces) {
  for (std::size_t i = 0; i < external.size(); ++i) {
    const auto force = external.value(i, time_s, pose);
    auto& on_body = body_forces[force.body.at()];
    on_body.add_force_at(force.force_G, force.point_G, pose.X_GB[force.body.at()].p);
    on_body.moment_G += force.torque_G;
  }
  add_pulls(external.pulls(), pose, body_forces);
}

}  // namespace loadshare::dynamics
