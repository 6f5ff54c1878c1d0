#include "bench_case.h"

#include <algorithm>
#include <span>

#include "body_analysis.h"
#include "capture/markers.h"
#include "model/osim_reader.h"
#include "value_or_end.h"

namespace loadshare::bench {
namespace {

// Muscles, their layout, and the model's actuators.
void lay_out(BenchCase& made) {
  const auto& inputs = made.inputs;
  made.muscles = std::make_unique<mechanics::MuscleMechanics>(value_or_end(mechanics::MuscleMechanics::make(
      inputs.model, *inputs.skeleton, *inputs.couplings, inputs.wrap_rules)));
  made.used_muscles = analysis::muscles_in_use(inputs.model);
  made.layout = analysis::make_arm_layout(inputs.model, *inputs.couplings, *made.muscles, made.used_muscles);
  const auto& free = inputs.couplings->free_coordinates();
  for (const auto& actuator : inputs.model.coordinate_actuators) {
    const auto row = std::find(free.begin(), free.end(), actuator.coordinate);
    if (actuator.applies_force && row != free.end())
      made.layout.actuators.push_back({static_cast<int>(row - free.begin()), actuator.optimal_force,
                                       actuator.min_control, actuator.max_control, 1.0});
  }
}

}  // namespace

std::unique_ptr<BenchCase> read_case(const std::string& name, const std::filesystem::path& setup_file) {
  Diagnostics notes;
  auto made = std::make_unique<BenchCase>();
  made->name = name;
  made->setup_file = setup_file;
  const auto setup = value_or_end(capture::read_tool_setup(setup_file, notes));
  const auto& tool = std::get<capture::AnalyzeSetup>(setup.tool);
  made->model_file = value_or_end(analysis::resolve_file(setup, tool.model_file, "model file"));
  made->inputs =
      value_or_end(analysis::read_tool_inputs(setup,
                                              {.model_file = tool.model_file,
                                               .coordinates_file = tool.coordinates_file,
                                               .external_loads_file = tool.external_loads_file,
                                               .force_set_files = tool.force_set_files,
                                               .replaces_force_set = tool.replaces_force_set,
                                               .rules = analysis::ToolRules::opensim,
                                               .cutoff_hz = tool.lowpass_cutoff_for_coordinates_Hz},
                                              notes));
  made->motion = value_or_end(motion::select_times(made->inputs.kinematics, tool.initial_time_s,
                                                   tool.final_time_s, tool.coordinates_file));
  lay_out(*made);
  return made;
}

std::unique_ptr<BenchCase> make_body_case(const std::string& name) {
  auto study = read_body_study();
  auto made = std::make_unique<BenchCase>();
  made->name = name;
  made->inputs.model = std::move(study.model);
  made->inputs.skeleton = std::move(study.skeleton);
  made->inputs.couplings = std::move(study.couplings);
  made->inputs.external = std::move(study.external);
  made->motion = std::move(study.motion);
  lay_out(*made);
  return made;
}

SampleFill::SampleFill(const BenchCase& of)
    : of_(of),
      mechanics_(of.inputs.model, *of.inputs.skeleton, *of.inputs.couplings, of.inputs.external,
                 *of.muscles) {}

void SampleFill::fill(std::size_t sample, sharing::SharingSample& shared) {
  mechanics_.compute(dynamics::sample_of(of_.motion, sample));
  mechanics_.fill_geometry(of_.used_muscles, shared);
  const auto count = static_cast<Eigen::Index>(of_.used_muscles.size());
  shared.active_force_N.resize(count);
  shared.passive_force_N.setZero(count);
  for (Eigen::Index i = 0; i < count; ++i) {
    const std::size_t m = of_.used_muscles[static_cast<std::size_t>(i)];
    shared.active_force_N[i] = mechanics_.muscle_sample().fibers[m].static_optimization_force_N;
  }
}

namespace {

std::unique_ptr<MarkerCase> make_empty_marker_case(model::Model model) {
  auto made = std::make_unique<MarkerCase>();
  made->model = std::move(model);
  made->skeleton =
      std::make_unique<mechanics::Skeleton>(value_or_end(mechanics::Skeleton::make(made->model)));
  made->couplings =
      std::make_unique<mechanics::Couplings>(value_or_end(mechanics::Couplings::make(made->model)));
  made->problem.model = &made->model;
  made->problem.skeleton = made->skeleton.get();
  made->problem.couplings = made->couplings.get();
  return made;
}

}  // namespace

std::unique_ptr<MarkerCase> read_marker_case(const std::filesystem::path& ik_setup_file) {
  Diagnostics notes;
  const auto setup = value_or_end(capture::read_tool_setup(ik_setup_file, notes));
  const auto& tool = std::get<capture::InverseKinematicsSetup>(setup.tool);
  auto made = make_empty_marker_case(value_or_end(
      model::read_osim(value_or_end(analysis::resolve_file(setup, tool.model_file, "model file")), notes)));
  const auto recording = value_or_end(capture::read_markers(
      value_or_end(analysis::resolve_file(setup, tool.marker_file, "marker file")), notes));
  std::vector<std::size_t> columns;
  for (const auto& task : tool.marker_tasks) {
    const auto& markers = made->model.markers;
    const auto known =
        std::find_if(markers.begin(), markers.end(), [&](const auto& m) { return m.name == task.marker; });
    const auto column = recording.find_marker(task.marker);
    if (!task.is_applied || task.weight <= 0 || known == markers.end() || !column) continue;
    made->problem.markers.push_back({static_cast<std::size_t>(known - markers.begin()), task.weight});
    columns.push_back(*column);
  }
  const auto begin =
      std::lower_bound(recording.times_s.begin(), recording.times_s.end(), tool.time_range.start_s);
  const auto end = std::upper_bound(begin, recording.times_s.end(), tool.time_range.end_s);
  made->times_s.assign(begin, end);
  made->recorded_m.resize(end - begin, 3 * static_cast<Eigen::Index>(columns.size()));
  for (std::size_t m = 0; m < columns.size(); ++m)
    made->recorded_m.middleCols(3 * static_cast<Eigen::Index>(m), 3) = recording.positions_m.block(
        begin - recording.times_s.begin(), 3 * static_cast<Eigen::Index>(columns[m]), end - begin, 3);
  return made;
}

std::unique_ptr<MarkerCase> make_marker_case(const BenchCase& of) {
  auto made = make_empty_marker_case(of.inputs.model);
  made->model.markers.clear();
  for (std::size_t b = 1; b < made->model.bodies.size(); ++b)
    for (int axis = 0; axis < 3; ++axis) {
      made->problem.markers.push_back({made->model.markers.size(), 1.0});
      made->model.markers.push_back({"made up", model::BodyId(b), 0.1 * Vec3::Unit(axis)});
    }
  made->times_s = of.motion.times_s;
  made->recorded_m.resize(of.motion.q.rows(), 3 * static_cast<Eigen::Index>(made->model.markers.size()));
  auto workspace = made->skeleton->make_workspace();
  mechanics::Pose pose;
  for (std::size_t i = 0; i < made->times_s.size(); ++i) {
    const auto sample = dynamics::sample_of(of.motion, i);
    made->skeleton->set_pose(workspace, sample.q, sample.qdot, pose);
    for (std::size_t m = 0; m < made->model.markers.size(); ++m) {
      const auto& marker = made->model.markers[m];
      made->recorded_m.row(static_cast<Eigen::Index>(i)).segment<3>(3 * static_cast<Eigen::Index>(m)) =
          pose.X_GB[marker.body.at()] * marker.p_B;
    }
  }
  return made;
}

}  // namespace loadshare::bench
