#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "analysis/run_tool.h"
#include "base/units.h"
#include "capture/markers.h"
#include "capture/storage.h"
#include "mechanics/couplings.h"
#include "mechanics/skeleton.h"
#include "model/osim_reader.h"
#include "motion/inverse_kinematics.h"
#include "motion/kinematics.h"
#include "numerics/spline.h"

namespace loadshare::analysis {
namespace {

using capture::MarkerRecording;

// The samples of the recording that the time range takes in: those nearest to its ends, as OpenSim.
std::pair<std::size_t, std::size_t> nearest_samples(const MarkerRecording& recording,
                                                    const capture::TimeRange& range) {
  const auto nearest = [&](double time_s) {
    std::size_t best = 0;
    for (std::size_t i = 1; i < recording.times_s.size(); ++i)
      if (std::abs(recording.times_s[i] - time_s) < std::abs(recording.times_s[best] - time_s)) best = i;
    return best;
  };
  const double start = std::max(range.start_s, recording.times_s.front());
  const double end = std::min(range.end_s, recording.times_s.back());
  return {nearest(start), nearest(end)};
}

struct Tasks {
  motion::InverseKinematicsProblem problem;
  std::vector<std::size_t> recorded_marker;  // of each marker task, in the recording
};

void add_marker_tasks(const capture::InverseKinematicsSetup& tool, const model::Model& model,
                      const MarkerRecording& recording, Tasks& tasks, Diagnostics& notes) {
  std::string not_in_model, not_recorded;
  for (const auto& task : tool.marker_tasks) {
    if (!task.is_applied || task.weight <= 0) continue;
    const auto in_model = std::find_if(model.markers.begin(), model.markers.end(),
                                       [&](const auto& marker) { return marker.name == task.marker; });
    const auto recorded = recording.find_marker(task.marker);
    if (in_model == model.markers.end()) {
      not_in_model += (not_in_model.empty() ? "" : ", ") + task.marker;
    } else if (!recorded) {
      not_recorded += (not_recorded.empty() ? "" : ", ") + task.marker;
    } else {
      tasks.problem.markers.push_back(
          {static_cast<std::size_t>(in_model - model.markers.begin()), task.weight});
      tasks.recorded_marker.push_back(*recorded);
    }
  }
  if (!not_in_model.empty()) notes.leave_out("marker tasks", "the model has no such marker: " + not_in_model);
  if (!not_recorded.empty())
    notes.leave_out("marker tasks", "the recording has no such marker: " + not_recorded);
}

Result<Done> add_coordinate_tasks(const capture::ToolSetup& setup,
                                  const capture::InverseKinematicsSetup& tool, const model::Model& model,
                                  Tasks& tasks, Diagnostics& notes) {
  std::optional<TimeSeries> file;
  bool in_degrees = false;
  for (const auto& task : tool.coordinate_tasks) {
    if (!task.is_applied || task.weight <= 0) continue;
    const auto coordinate = model.find_coordinate(task.coordinate);
    if (!coordinate.is_some()) {
      notes.leave_out("coordinate tasks", "the model has no coordinate " + task.coordinate);
      continue;
    }
    const double rest = model.coordinates[coordinate.at()].default_value;
    if (task.source == capture::CoordinateSource::model_default) {
      tasks.problem.coordinates.push_back({coordinate, task.weight, [rest](double) { return rest; }});
    } else if (task.source == capture::CoordinateSource::manual_value) {
      tasks.problem.coordinates.push_back(
          {coordinate, task.weight, [value = task.manual_value](double) { return value; }});
    } else {
      if (!file) {
        const auto path = resolve_file(setup, tool.coordinate_file, "coordinate file");
        if (!path) return path.refusal();
        auto read = capture::read_storage(*path, notes);
        if (!read) return read.refusal();
        in_degrees = capture::angles_are_in_degrees(*read, *path, notes);
        file = *std::move(read);
      }
      const auto column = motion::find_coordinate_column(*file, model, coordinate);
      if (!column)
        return Refusal{tool.coordinate_file, "it has no column for the coordinate " + task.coordinate,
                       "Give the task another value type, or a file with that column."};
      const bool is_angle = model.coordinates[coordinate.at()].motion == model::MotionType::rotational;
      SampleMatrix values =
          file->values.col(static_cast<Eigen::Index>(*column)) * (in_degrees && is_angle ? rad_per_deg : 1.0);
      auto spline = numerics::make_spline_set(5, file->times_s, values, tool.coordinate_file);
      if (!spline) return spline.refusal();
      auto shared = std::make_shared<numerics::SplineSet>(*std::move(spline));
      tasks.problem.coordinates.push_back(
          {coordinate, task.weight, [shared](double time_s) { return shared->value(0, time_s); }});
    }
  }
  return Done{};
}

// Coordinates as OpenSim writes them: in the order of the model file, angles in degrees.
TimeSeries make_motion(const model::Model& model, const std::vector<double>& times_s, const SampleMatrix& q) {
  TimeSeries motion;
  motion.name = "Coordinates";
  motion.times_s = times_s;
  motion.in_degrees = true;
  motion.values.resize(q.rows(), q.cols());
  Eigen::Index column = 0;
  for (const auto coordinate : model.coordinate_file_order) {
    const auto& described = model.coordinates[coordinate.at()];
    motion.labels.push_back(described.name);
    motion.values.col(column++) =
        q.col(coordinate.index) * (described.motion == model::MotionType::rotational ? deg_per_rad : 1.0);
  }
  return motion;
}

TimeSeries make_errors(const std::vector<double>& times_s, const motion::InverseKinematicsResult& result) {
  TimeSeries errors;
  errors.name = "Model Marker Errors from IK";
  errors.times_s = times_s;
  errors.in_degrees = false;
  errors.labels = {"total_squared_error", "marker_error_RMS", "marker_error_max"};
  errors.values.resize(static_cast<Eigen::Index>(times_s.size()), 3);
  for (std::size_t i = 0; i < times_s.size(); ++i) {
    const auto& summary = result.summaries[i];
    errors.values.row(static_cast<Eigen::Index>(i)) << summary.marker_error_squared_sum_m2,
        summary.marker_error_rms_m, summary.marker_error_max_m;
  }
  return errors;
}

TimeSeries make_locations(const model::Model& model, const mechanics::Skeleton& skeleton, const Tasks& tasks,
                          const std::vector<double>& times_s, const SampleMatrix& q) {
  TimeSeries locations;
  locations.name = "Model Marker Locations from IK";
  locations.times_s = times_s;
  locations.in_degrees = false;
  for (const auto& task : tasks.problem.markers)
    for (const char* axis : {"_tx", "_ty", "_tz"})
      locations.labels.push_back(model.markers[task.marker].name + axis);
  locations.values.resize(q.rows(), static_cast<Eigen::Index>(locations.labels.size()));
  auto workspace = skeleton.make_workspace();
  mechanics::Pose pose;
  const std::vector<double> still(model.coordinates.size(), 0.0);
  for (Eigen::Index i = 0; i < q.rows(); ++i) {
    skeleton.set_pose(workspace, std::span(q.row(i).data(), still.size()), still, pose);
    for (std::size_t m = 0; m < tasks.problem.markers.size(); ++m) {
      const auto& marker = model.markers[tasks.problem.markers[m].marker];
      locations.values.row(i).segment<3>(3 * static_cast<Eigen::Index>(m)) =
          pose.X_GB[marker.body.at()] * marker.p_B;
    }
  }
  return locations;
}

}  // namespace

Result<ToolOutcome> run_inverse_kinematics(const capture::ToolSetup& setup,
                                           const capture::InverseKinematicsSetup& tool,
                                           const std::filesystem::path& results, Diagnostics& notes,
                                           const Progress& progress) {
  const auto model_file = resolve_file(setup, tool.model_file, "model file");
  if (!model_file) return model_file.refusal();
  const auto marker_file = resolve_file(setup, tool.marker_file, "marker file");
  if (!marker_file) return marker_file.refusal();
  const auto model = model::read_osim(*model_file, notes);
  if (!model) return model.refusal();
  const auto recording = capture::read_markers(*marker_file, notes);
  if (!recording) return recording.refusal();
  const auto skeleton = mechanics::Skeleton::make(*model);
  if (!skeleton) return skeleton.refusal();
  const auto couplings = mechanics::Couplings::make(*model);
  if (!couplings) return couplings.refusal();
  if (std::isfinite(tool.constraint_weight))
    notes.assume(
        "set-up " + setup.name,
        fmt::format("constraint_weight {:g}: couplers hold exactly all the same", tool.constraint_weight));

  Tasks tasks;
  tasks.problem.model = &*model;
  tasks.problem.skeleton = &*skeleton;
  tasks.problem.couplings = &*couplings;
  add_marker_tasks(tool, *model, *recording, tasks, notes);
  if (auto added = add_coordinate_tasks(setup, tool, *model, tasks, notes); !added) return added.refusal();
  if (tasks.problem.markers.empty())
    return Refusal{"set-up " + setup.name,
                   "no marker task has a marker that both the model and the recording know",
                   "Check the names and weights of the marker tasks."};

  const auto [first, last] = nearest_samples(*recording, tool.time_range);
  if (last < first)
    return Refusal{"set-up " + setup.name, "its time range ends before it begins", "Mend time_range."};
  const std::vector<double> times_s(recording->times_s.begin() + static_cast<std::ptrdiff_t>(first),
                                    recording->times_s.begin() + static_cast<std::ptrdiff_t>(last) + 1);
  SampleMatrix recorded(static_cast<Eigen::Index>(times_s.size()),
                        3 * static_cast<Eigen::Index>(tasks.recorded_marker.size()));
  for (std::size_t m = 0; m < tasks.recorded_marker.size(); ++m)
    recorded.middleCols(3 * static_cast<Eigen::Index>(m), 3) =
        recording->positions_m.middleCols(3 * static_cast<Eigen::Index>(tasks.recorded_marker[m]), 3)
            .middleRows(static_cast<Eigen::Index>(first), recorded.rows());

  const auto solved =
      motion::solve_inverse_kinematics(tasks.problem, times_s, recorded, {}, [&](std::size_t done) {
        if (progress) progress("inverse kinematics", done, times_s.size());
      });
  if (!solved)
    return Refusal{marker_file->string() + ", " + solved.refusal().where, solved.refusal().what,
                   solved.refusal().remedy};

  ToolOutcome outcome;
  outcome.sample_count = times_s.size();
  for (std::size_t i = 0; i < times_s.size(); ++i) {
    if (solved->summaries[i].solved) continue;
    ++outcome.unsolved_count;
    notes.flag(fmt::format("{} at {:.6g} s", marker_file->filename().string(), times_s[i]),
               fmt::format("inverse kinematics stopped after {} steps before it settled",
                           solved->summaries[i].iterations));
  }
  const auto write = [&](const TimeSeries& series, const std::filesystem::path& path,
                         const std::string& description) -> Result<Done> {
    auto written = capture::write_storage(series, path,
                                          {.significant_digits = std::nullopt, .description = description});
    if (written) outcome.files.push_back(path);
    return written;
  };
  if (!tool.output_motion_file.empty()) {
    const std::filesystem::path named(tool.output_motion_file);
    if (auto done = write(make_motion(*model, times_s, solved->q),
                          named.is_absolute() ? named : results / named, units_note());
        !done)
      return done.refusal();
  }
  if (tool.reports_errors)
    if (auto done =
            write(make_errors(times_s, *solved), results / (setup.name + "_ik_marker_errors.sto"), "");
        !done)
      return done.refusal();
  if (tool.reports_marker_locations)
    if (auto done = write(make_locations(*model, *skeleton, tasks, times_s, solved->q),
                          results / (setup.name + "_ik_model_marker_locations.sto"), "");
        !done)
      return done.refusal();
  return outcome;
}

}  // namespace loadshare::analysis
