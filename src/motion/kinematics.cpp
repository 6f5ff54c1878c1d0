#include "motion/kinematics.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/units.h"
#include "numerics/filter.h"
#include "numerics/spline.h"

namespace loadshare::motion {
namespace {

using model::CoordinateId;

// The file's coordinates, renamed and in the model's order; -1 where the file has none.
struct Columns {
  TimeSeries series;
  std::vector<int> of_coordinate;
};

bool ends_with_value_path(const std::string& label, const std::string& coordinate) {
  const std::string tail = "/" + coordinate + "/value";
  return label.size() >= tail.size() && label.compare(label.size() - tail.size(), tail.size(), tail) == 0;
}

Result<Columns> gather_columns(const TimeSeries& motion, bool in_degrees, const model::Model& model,
                               const std::string& where) {
  Columns columns;
  columns.series.name = motion.name;
  columns.series.times_s = motion.times_s;
  std::vector<std::size_t> from;
  for (std::size_t c = 0; c < model.coordinates.size(); ++c) {
    const auto found = find_coordinate_column(motion, model, CoordinateId(c));
    columns.of_coordinate.push_back(found ? static_cast<int>(from.size()) : -1);
    if (!found) continue;
    from.push_back(*found);
    columns.series.labels.push_back(model.coordinates[c].name);
  }
  if (from.empty())
    return Refusal{where, "none of its columns is a coordinate of the model " + model.name,
                   "Give the model that the motion was made with."};
  columns.series.values.resize(motion.values.rows(), static_cast<Eigen::Index>(from.size()));
  for (std::size_t k = 0; k < from.size(); ++k) {
    const auto& coordinate = model.coordinates[model.find_coordinate(columns.series.labels[k]).at()];
    const bool is_angle = coordinate.motion == model::MotionType::rotational;
    columns.series.values.col(static_cast<Eigen::Index>(k)) =
        motion.values.col(static_cast<Eigen::Index>(from[k])) * (in_degrees && is_angle ? rad_per_deg : 1.0);
  }
  return columns;
}

void note_what_is_lacking(const Columns& columns, const model::Model& model,
                          const mechanics::Couplings& couplings, Lacking lacking, const std::string& where,
                          Diagnostics& notes) {
  std::string coupled, held;
  for (std::size_t c = 0; c < model.coordinates.size(); ++c) {
    if (columns.of_coordinate[c] >= 0) continue;
    std::string& list = couplings.is_dependent(CoordinateId(c)) ? coupled : held;
    list += (list.empty() ? "" : ", ") + model.coordinates[c].name;
  }
  if (!coupled.empty())
    notes.assume(where, "coordinates it lacks were filled from their couplers: " + coupled);
  if (!held.empty())
    notes.assume(where, std::string("coordinates it lacks were held at ") +
                            (lacking == Lacking::zero ? "zero, as OpenSim's AnalyzeTool does: "
                                                      : "the model's default: ") +
                            held);
}

void note_columns_left_out(const TimeSeries& motion, const Columns& columns, const model::Model& model,
                           const std::string& where, Diagnostics& notes) {
  std::string list;
  for (const auto& label : motion.labels) {
    const bool used =
        std::any_of(columns.series.labels.begin(), columns.series.labels.end(),
                    [&](const auto& name) { return label == name || ends_with_value_path(label, name); });
    const bool is_state = label.find("/speed") != std::string::npos ||
                          label.find("/activation") != std::string::npos ||
                          label.find("/fiber_length") != std::string::npos;
    if (!used && !is_state) list += (list.empty() ? "" : ", ") + label;
  }
  if (!list.empty())
    notes.leave_out(where, "columns that are no coordinates of the model " + model.name + ": " + list);
}

// Spreads the file's columns over all coordinates; the rest as `otherwise` says.
SampleMatrix spread(const SampleMatrix& values, const std::vector<int>& of_coordinate,
                    const std::vector<double>& otherwise) {
  SampleMatrix all(values.rows(), static_cast<Eigen::Index>(of_coordinate.size()));
  for (std::size_t c = 0; c < of_coordinate.size(); ++c) {
    const auto column = static_cast<Eigen::Index>(c);
    if (of_coordinate[c] >= 0)
      all.col(column) = values.col(of_coordinate[c]);
    else
      all.col(column).setConstant(otherwise[c]);
  }
  return all;
}

// OpenSim's assembly moves a clamped coordinate to the end of its range; the speeds stay as they are. Only
// what lies within the recording is noted: the padding runs beyond ranges without harm.
void keep_in_range(const model::Coordinate& coordinate, const std::vector<double>& times_s, double start_s,
                   double end_s, Eigen::Ref<Eigen::VectorXd, 0, Eigen::InnerStride<>> values,
                   const std::string& where, Diagnostics& notes) {
  double off_max = 0, first_s = 0, last_s = 0;
  for (Eigen::Index i = 0; i < values.size(); ++i) {
    const double kept = std::clamp(values[i], coordinate.range_min, coordinate.range_max);
    const double off = std::abs(values[i] - kept);
    const double time_s = times_s[static_cast<std::size_t>(i)];
    if (off > 0 && time_s >= start_s && time_s <= end_s) {
      if (off_max == 0) first_s = time_s;
      last_s = time_s;
      off_max = std::max(off_max, off);
    }
    values[i] = kept;
  }
  if (off_max > 1e-6)
    notes.assume(
        where,
        fmt::format("{} is clamped in the model to {:.6g} ... {:.6g}; the motion goes up to {:.3g} beyond "
                    "(between {:.4g} s and {:.4g} s) and was kept within",
                    coordinate.name, coordinate.range_min, coordinate.range_max, off_max, first_s, last_s));
}

std::span<double> row_of(SampleMatrix& matrix, Eigen::Index row) {
  return {matrix.row(row).data(), static_cast<std::size_t>(matrix.cols())};
}

}  // namespace

std::optional<std::size_t> find_coordinate_column(const TimeSeries& motion, const model::Model& model,
                                                  CoordinateId coordinate) {
  const std::string& name = model.coordinates[coordinate.at()].name;
  if (const auto plain = motion.find_column(name)) return plain;
  for (std::size_t i = 0; i < motion.labels.size(); ++i)
    if (ends_with_value_path(motion.labels[i], name)) return i;
  return std::nullopt;
}

Result<Kinematics> prepare_kinematics(const TimeSeries& motion, bool in_degrees, const model::Model& model,
                                      const mechanics::Couplings& couplings, std::optional<double> cutoff_hz,
                                      Preparation preparation, Lacking lacking, const std::string& where,
                                      Diagnostics& notes) {
  auto columns = gather_columns(motion, in_degrees, model, where);
  if (!columns) return columns.refusal();
  note_what_is_lacking(*columns, model, couplings, lacking, where, notes);
  note_columns_left_out(motion, *columns, model, where, notes);

  const bool filters = cutoff_hz && *cutoff_hz >= 0;
  auto filtered =
      numerics::prepare_coordinates(columns->series, filters ? cutoff_hz : std::nullopt, where, notes);
  if (!filtered) return filtered.refusal();
  const auto splines = numerics::make_spline_set(5, filtered->times_s, filtered->values, where);
  if (!splines) return splines.refusal();

  std::vector<double> defaults, zeros(model.coordinates.size(), 0.0);
  for (const auto& coordinate : model.coordinates)
    defaults.push_back(lacking == Lacking::zero ? 0.0 : coordinate.default_value);
  const SampleMatrix speeds = splines->sample(filtered->times_s, 1);
  SampleMatrix accelerations;
  if (preparation == Preparation::inverse_dynamics_tool) {
    accelerations = splines->sample(filtered->times_s, 2);
  } else {
    const auto speed_splines = numerics::make_spline_set(5, filtered->times_s, speeds, where);
    if (!speed_splines) return speed_splines.refusal();
    accelerations = speed_splines->sample(filtered->times_s, 1);
  }

  Kinematics made;
  made.times_s = filtered->times_s;
  made.q = spread(filtered->values, columns->of_coordinate, defaults);
  made.qdot = spread(speeds, columns->of_coordinate, zeros);
  made.qddot = spread(accelerations, columns->of_coordinate, zeros);

  const bool obeys_model = preparation != Preparation::inverse_dynamics_tool;
  for (std::size_t c = 0; c < model.coordinates.size() && obeys_model; ++c) {
    const auto& coordinate = model.coordinates[c];
    const auto column = static_cast<Eigen::Index>(c);
    if (coordinate.clamped && !coordinate.locked && !couplings.is_dependent(CoordinateId(c)))
      keep_in_range(coordinate, made.times_s, motion.times_s.front(), motion.times_s.back(),
                    made.q.col(column), where, notes);
    if (!coordinate.locked) continue;
    const double off = (made.q.col(column).array() - coordinate.default_value).abs().maxCoeff();
    if (off > 1e-6)
      notes.assume(
          where,
          fmt::format("{} is locked in the model at {:.6g}; the motion's own values, up to {:.3g} away, "
                      "were not used",
                      coordinate.name, coordinate.default_value, off));
    made.q.col(column).setConstant(coordinate.default_value);
    made.qdot.col(column).setZero();
    made.qddot.col(column).setZero();
  }

  // Dependents follow: all of them, or only those that the file lacks.
  std::vector<CoordinateId> followers;
  for (const auto dependent : couplings.dependents())
    if (obeys_model || columns->of_coordinate[dependent.at()] < 0) followers.push_back(dependent);
  if (!followers.empty()) {
    std::vector<double> q, qdot, qddot;
    double off_max = 0;
    for (Eigen::Index i = 0; i < made.q.rows(); ++i) {
      const auto copy = [&](SampleMatrix& from, std::vector<double>& to) {
        const auto row = row_of(from, i);
        to.assign(row.begin(), row.end());
      };
      copy(made.q, q), copy(made.qdot, qdot), copy(made.qddot, qddot);
      couplings.fill_dependents(q, qdot, qddot);
      for (const auto c : followers) {
        const auto column = static_cast<Eigen::Index>(c.at());
        const double time_s = made.times_s[static_cast<std::size_t>(i)];
        const bool recorded = time_s >= motion.times_s.front() && time_s <= motion.times_s.back();
        if (recorded && columns->of_coordinate[c.at()] >= 0)
          off_max = std::max(off_max, std::abs(made.q(i, column) - q[c.at()]));
        made.q(i, column) = q[c.at()];
        const bool keeps_speed =
            preparation == Preparation::analyze_tool && columns->of_coordinate[c.at()] >= 0;
        if (!keeps_speed) made.qdot(i, column) = qdot[c.at()];
        made.qddot(i, column) = qddot[c.at()];
      }
    }
    if (off_max > 1e-3)
      notes.assume(
          where,
          fmt::format("coupled coordinates were set by their couplers; the motion's own values were up "
                      "to {:.3g} away (in the coordinates' own units)",
                      off_max));
  }
  return made;
}

Result<Kinematics> select_times(const Kinematics& kinematics, double start_s, double end_s,
                                const std::string& where) {
  const auto index_at = [&](double time_s) {
    const auto after = std::upper_bound(kinematics.times_s.begin(), kinematics.times_s.end(), time_s);
    return after == kinematics.times_s.begin()
               ? std::size_t{0}
               : static_cast<std::size_t>(after - kinematics.times_s.begin()) - 1;
  };
  if (kinematics.times_s.empty() || end_s < start_s || end_s < kinematics.times_s.front() ||
      start_s > kinematics.times_s.back())
    return Refusal{where, fmt::format("no sample lies between {:.6g} s and {:.6g} s", start_s, end_s),
                   "Give a time range that the motion covers."};
  const std::size_t first = index_at(start_s), last = index_at(end_s);
  const auto count = static_cast<Eigen::Index>(last - first + 1);
  Kinematics selected;
  selected.times_s.assign(kinematics.times_s.begin() + static_cast<std::ptrdiff_t>(first),
                          kinematics.times_s.begin() + static_cast<std::ptrdiff_t>(last) + 1);
  selected.q = kinematics.q.middleRows(static_cast<Eigen::Index>(first), count);
  selected.qdot = kinematics.qdot.middleRows(static_cast<Eigen::Index>(first), count);
  selected.qddot = kinematics.qddot.middleRows(static_cast<Eigen::Index>(first), count);
  selected.first_step = kinematics.first_step + first;
  return selected;
}

}  // namespace loadshare::motion
