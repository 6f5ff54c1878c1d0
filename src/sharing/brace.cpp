#include "sharing/brace.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/require.h"

namespace loadshare::sharing {
namespace {

using capture::BraceLevel;
using model::BodyId;

constexpr double Pa_per_kPa = 1000;
// Of the conditions' surplus: pressures differ by about as much.
constexpr double condition_unit_kPa = 10;
constexpr double surplus_price = 1e-6;

bool hangs_from(const std::vector<BodyId>& parents, BodyId body, BodyId from) {
  while (body != from && body != model::ground) body = parents[body.at()];
  return body == from;
}

// The line between two points as a path, and nothing else of the model that paths need.
model::Model line_alone(const model::Model& model, const model::PressureEnd& from,
                        const model::PressureEnd& to) {
  model::Model line;
  line.bodies = model.bodies;
  line.joints = model.joints;
  line.coordinates = model.coordinates;
  model::Muscle path;
  path.name = "pressure";
  path.path.points = {{from.name, from.body, model::FixedPoint{from.p_B}},
                      {to.name, to.body, model::FixedPoint{to.p_B}}};
  line.muscles.push_back(std::move(path));
  return line;
}

int demand_count(BraceLevel level) {
  return level == BraceLevel::usual ? 2 : level == BraceLevel::full ? 1 : 0;
}

Refusal refuse(std::string what) {
  return {"pressure cylinder of the body", std::move(what),
          "Ask for no brace, or use a body with a diaphragm, a pelvic floor and an abdominal wall."};
}

}  // namespace

Brace::Brace(const Subject& subject, model::Model line) : engine_(line), arms_(line, subject.skeleton) {
  up_G_ = -subject.model.gravity_G.normalized();
}

Result<Brace> Brace::make(const Subject& subject, BraceLevel level, const BraceSettings& settings) {
  if (subject.ends.size() != 2) return refuse("it does not have two ends");
  const auto& parents = subject.skeleton.parents();
  const bool first_is_floor = hangs_from(parents, subject.ends[1].body, subject.ends[0].body);
  const auto &floor = subject.ends[first_is_floor ? 0 : 1], &diaphragm = subject.ends[first_is_floor ? 1 : 0];
  if (floor.body == diaphragm.body || !hangs_from(parents, diaphragm.body, floor.body))
    return refuse("neither of its ends hangs from the other's body");
  Brace made(subject, line_alone(subject.model, floor, diaphragm));
  made.level_ = level;
  made.settings_ = settings;
  made.floor_ = floor;
  made.diaphragm_ = diaphragm;
  made.area_m2_ = (floor.area_m2 + diaphragm.area_m2) / 2;
  made.pressure_max_Pa_ = std::min(floor.pressure_Pa_max, diaphragm.pressure_Pa_max);
  double all_Pa_per_N = 0;
  for (const std::size_t m : subject.used_muscles) {
    double Pa_per_N = 0;
    for (const auto& wall : subject.wall)
      if (wall.muscle.at() == m) Pa_per_N += wall.pressure_Pa_per_N;
    all_Pa_per_N += Pa_per_N;
    made.pressure_Pa_per_N_.push_back(Pa_per_N);
    const auto& spanned = subject.muscles.spanned(m);
    const auto slot = std::lower_bound(spanned.begin(), spanned.end(), subject.lumbar_extension);
    const bool spans = slot != spanned.end() && *slot == subject.lumbar_extension;
    made.lumbar_entry_.push_back(spans ? static_cast<int>(subject.muscles.spanned_starts()[m]) +
                                             static_cast<int>(slot - spanned.begin())
                                       : -1);
  }
  if (!(all_Pa_per_N > 0)) return refuse("no muscle of its wall holds pressure");
  return made;
}

Brace::Place Brace::add_to(SharingLayout& layout) const {
  require(layout.muscle_count() == static_cast<int>(pressure_Pa_per_N_.size()),
          "the layout of these muscles");
  if (level_ == BraceLevel::none) return {};
  Place place;
  place.actuator = layout.actuator_count();
  place.column = static_cast<int>(
      std::ranges::count_if(layout.actuators, [](const auto& a) { return a.coordinate < 0; }));
  place.condition = layout.condition_count();
  layout.actuators.push_back({-1, pressure_max_Pa_, 0, 1, settings_.end_muscle_count, true});
  layout.conditions.push_back({condition_unit_kPa, surplus_price, settings_.shortfall_price, false});
  for (int i = 0; i < demand_count(level_); ++i)
    layout.conditions.push_back({condition_unit_kPa, surplus_price, settings_.shortfall_price, true});
  return place;
}

void Brace::fill(const Place& place, const mechanics::Pose& pose,
                 std::span<const mechanics::HingeColumn> columns, const mechanics::Couplings& couplings,
                 const mechanics::Couplings::Workspace& couplings_workspace,
                 const mechanics::MuscleSample& muscles, Workspace& workspace, SharingSample& sample) const {
  if (place.actuator < 0) return;
  const int end = place.condition + 1 + demand_count(level_);
  require(sample.actuator_columns.cols() > place.column && sample.condition_of_activation.rows() >= end &&
              sample.condition_of_control.rows() >= end && sample.condition_target.size() >= end,
          "the sample has room for the brace");
  const auto& spanned = arms_.spanned(0);
  workspace.arms_m.resize(spanned.size());
  engine_.measure_path(0, pose, workspace.paths, workspace.line);
  arms_.compute(0, workspace.line, pose, columns, workspace.arms, workspace.arms_m);
  workspace.forces.assign(pose.q.size(), 0.0);
  for (std::size_t i = 0; i < spanned.size(); ++i)
    workspace.forces[spanned[i].at()] = -area_m2_ * workspace.arms_m[i];  // dl/dq is minus the moment arm
  workspace.reduced.resize(couplings.free_coordinates().size());
  couplings.reduce(couplings_workspace, workspace.forces, workspace.reduced);
  for (std::size_t j = 0; j < workspace.reduced.size(); ++j)
    sample.actuator_columns(static_cast<Eigen::Index>(j), place.column) = workspace.reduced[j];

  for (int r = place.condition; r < end; ++r) {
    sample.condition_of_activation.row(r).setZero();
    sample.condition_of_control.row(r).setZero();
  }
  fill_wall(place.condition, place.actuator, sample);
  fill_demands(place, pose, muscles, sample);
}

// In kPa: sum c T - p >= 0, with T = F a + P.
void Brace::fill_wall(Eigen::Index row, int actuator, SharingSample& sample) const {
  sample.condition_of_control(row, actuator) = -pressure_max_Pa_ / Pa_per_kPa;
  sample.condition_target[row] = 0;
  for (std::size_t k = 0; k < pressure_Pa_per_N_.size(); ++k) {
    if (pressure_Pa_per_N_[k] == 0) continue;
    const auto i = static_cast<Eigen::Index>(k);
    const double kPa_per_N = pressure_Pa_per_N_[k] / Pa_per_kPa;
    sample.condition_of_activation(row, i) = kPa_per_N * sample.active_force_N[i];
    sample.condition_target[row] -= kPa_per_N * sample.passive_force_N[i];
  }
}

// In kPa. usual: p - s M >= rest with M = sum arm (F a + P) about the level, s once for extension and once,
// negative, for flexion; full: p >= what it is.
void Brace::fill_demands(const Place& place, const mechanics::Pose& pose,
                         const mechanics::MuscleSample& muscles, SharingSample& sample) const {
  if (level_ == BraceLevel::full) {
    sample.condition_of_control(place.condition + 1, place.actuator) = pressure_max_Pa_ / Pa_per_kPa;
    sample.condition_target[place.condition + 1] = settings_.full_Pa / Pa_per_kPa;
    return;
  }
  if (level_ != BraceLevel::usual) return;
  const double rest_kPa = rest_Pa(pose) / Pa_per_kPa;
  int row = place.condition + 1;
  for (const double slope : {settings_.per_extension_Pa_per_Nm, -settings_.per_flexion_Pa_per_Nm}) {
    sample.condition_of_control(row, place.actuator) = pressure_max_Pa_ / Pa_per_kPa;
    sample.condition_target[row] = rest_kPa;
    for (std::size_t k = 0; k < lumbar_entry_.size(); ++k) {
      if (lumbar_entry_[k] < 0) continue;
      const auto i = static_cast<Eigen::Index>(k);
      const double kPa_per_N =
          slope / Pa_per_kPa * muscles.spanned_arms[static_cast<std::size_t>(lumbar_entry_[k])];
      sample.condition_of_activation(row, i) = -kPa_per_N * sample.active_force_N[i];
      sample.condition_target[row] += kPa_per_N * sample.passive_force_N[i];
    }
    ++row;
  }
}

double Brace::rest_Pa(const mechanics::Pose& pose) const {
  const Vec3 axis_G =
      pose.X_GB[diaphragm_.body.at()] * diaphragm_.p_B - pose.X_GB[floor_.body.at()] * floor_.p_B;
  const double uprightness = std::max(0.0, axis_G.normalized().dot(up_G_));
  return settings_.lying_Pa + (settings_.upright_Pa - settings_.lying_Pa) * uprightness;
}

}  // namespace loadshare::sharing
