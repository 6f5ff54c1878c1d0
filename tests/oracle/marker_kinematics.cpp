#include <algorithm>
#include <cmath>

#include "base/units.h"
#include "capture/markers.h"
#include "measurements.h"
#include "model/osim_reader.h"
#include "motion/inverse_kinematics.h"
#include "source_folder.h"

namespace loadshare::oracle {
namespace {

struct Weighted {
  std::size_t in_model = 0, recorded = 0;
  double weight = 1;
};

// The cost of inverse kinematics as OpenSim states it, at any coordinates: sum of w |x_model - x_recorded|^2.
class MarkerCost {
 public:
  explicit MarkerCost(const std::string& case_name) {
    const auto setup = read_setup(setup_file(case_name, "ik"));
    const auto& tool = std::get<capture::InverseKinematicsSetup>(setup.tool);
    Diagnostics notes;
    model_ = value_of(model::read_osim(setup.folder / tool.model_file, notes));
    recording_ = value_of(capture::read_markers(setup.folder / tool.marker_file, notes));
    skeleton_ = std::make_unique<mechanics::Skeleton>(value_of(mechanics::Skeleton::make(model_)));
    couplings_ = std::make_unique<mechanics::Couplings>(value_of(mechanics::Couplings::make(model_)));
    workspace_ = std::make_unique<mechanics::Skeleton::Workspace>(skeleton_->make_workspace());
    for (const auto& task : tool.marker_tasks) {
      const auto recorded = recording_.find_marker(task.marker);
      const auto known = std::find_if(model_.markers.begin(), model_.markers.end(),
                                      [&](const auto& marker) { return marker.name == task.marker; });
      if (!task.is_applied || task.weight <= 0 || !recorded || known == model_.markers.end()) continue;
      tasks_.push_back({static_cast<std::size_t>(known - model_.markers.begin()), *recorded, task.weight});
    }
    if (!tool.coordinate_tasks.empty()) throw std::runtime_error("coordinate tasks are not counted here");
  }

  // Coordinates of one row of a motion file as the tool writes it; coupled ones follow exactly.
  [[nodiscard]] std::vector<double> coordinates(const TimeSeries& motion, Eigen::Index row) const {
    std::vector<double> q(model_.coordinates.size());
    for (std::size_t c = 0; c < q.size(); ++c) {
      const auto& coordinate = model_.coordinates[c];
      const double value =
          motion.values(row, static_cast<Eigen::Index>(motion.find_column(coordinate.name).value()));
      q[c] = coordinate.motion == model::MotionType::rotational ? value * rad_per_deg : value;
    }
    couplings_->fill_dependents(q, {}, {});
    return q;
  }

  [[nodiscard]] double at(const std::vector<double>& q, double time_s) {
    const auto sample = find_row(recording_.times_s, time_s).value();
    const std::vector<double> still(q.size(), 0.0);
    skeleton_->set_pose(*workspace_, q, still, pose_);
    double cost = 0;
    for (const auto& task : tasks_) {
      if (!recording_.is_seen(static_cast<std::size_t>(sample), task.recorded)) continue;
      const auto& marker = model_.markers[task.in_model];
      const Vec3 off = pose_.X_GB[marker.body.at()] * marker.p_B -
                       recording_.position_m(static_cast<std::size_t>(sample), task.recorded);
      cost += task.weight * off.squaredNorm();
    }
    return cost;
  }

  [[nodiscard]] motion::InverseKinematicsProblem problem() const {
    motion::InverseKinematicsProblem problem;
    problem.model = &model_;
    problem.skeleton = skeleton_.get();
    problem.couplings = couplings_.get();
    for (const auto& task : tasks_) problem.markers.push_back({task.in_model, task.weight});
    return problem;
  }
  // The tasks' markers at those times, as solve_inverse_kinematics takes them.
  [[nodiscard]] SampleMatrix recorded(const std::vector<double>& times_s) const {
    SampleMatrix positions(static_cast<Eigen::Index>(times_s.size()),
                           static_cast<Eigen::Index>(3 * tasks_.size()));
    for (std::size_t i = 0; i < times_s.size(); ++i) {
      const auto row = find_row(recording_.times_s, times_s[i]).value();
      for (std::size_t t = 0; t < tasks_.size(); ++t)
        positions.row(static_cast<Eigen::Index>(i)).segment<3>(static_cast<Eigen::Index>(3 * t)) =
            recording_.positions_m.row(row).segment<3>(static_cast<Eigen::Index>(3 * tasks_[t].recorded));
    }
    return positions;
  }
  [[nodiscard]] const model::Model& model() const { return model_; }

 private:
  model::Model model_;
  capture::MarkerRecording recording_;
  std::unique_ptr<mechanics::Skeleton> skeleton_;
  std::unique_ptr<mechanics::Couplings> couplings_;
  std::unique_ptr<mechanics::Skeleton::Workspace> workspace_;
  mechanics::Pose pose_;
  std::vector<Weighted> tasks_;
};

// Mean relative change of the cost where one coordinate is held at OpenSim's value and the rest is fitted
// anew; every fourth sample.
double cost_change(MarkerCost& cost, const TimeSeries& ours, const TimeSeries& theirs,
                   model::CoordinateId coordinate) {
  constexpr double hold = 1e6;  // of the coordinate's task: some 1e7 times a marker's pull
  std::vector<double> times_s, held;
  for (std::size_t i = 0; i < theirs.times_s.size(); i += 4) {
    times_s.push_back(theirs.times_s[i]);
    held.push_back(cost.coordinates(theirs, static_cast<Eigen::Index>(i))[coordinate.at()]);
  }
  auto problem = cost.problem();
  problem.coordinates.push_back({coordinate, hold, [&](double time_s) {
                                   return held[static_cast<std::size_t>(find_row(times_s, time_s).value())];
                                 }});
  const auto solved =
      value_of(motion::solve_inverse_kinematics(problem, times_s, cost.recorded(times_s), {}));
  double change = 0;
  for (std::size_t i = 0; i < times_s.size(); ++i) {
    const auto row = find_row(ours.times_s, times_s[i]).value();
    const double before = cost.at(cost.coordinates(ours, row), times_s[i]);
    const auto q = solved.q.row(static_cast<Eigen::Index>(i));
    change += cost.at(std::vector<double>(q.begin(), q.end()), times_s[i]) / before - 1;
  }
  return change / static_cast<double>(times_s.size());
}

// The column of one coordinate as a table.
TimeSeries column_of(const TimeSeries& table, const std::string& coordinate) {
  TimeSeries one;
  one.labels = {coordinate};
  one.times_s = table.times_s;
  one.values = table.values.col(static_cast<Eigen::Index>(table.find_column(coordinate).value()));
  return one;
}

}  // namespace

MarkerComparison compare_markers(const std::string& case_name) {
  constexpr double bound_deg = 0.5;
  MarkerCost cost(case_name);
  const auto run = run_setup(case_name, "ik", ToolRules::opensim);
  const auto ours = read_table(run.folder / "inverse_kinematics.mot");
  const auto theirs = read_table(expected_file(case_name, "inverse_kinematics.mot"));
  const auto tight =
      read_table(testing::source_folder() / "tests/oracle/tight_markers" / (case_name + ".mot"));
  MarkerComparison result;
  result.tight_sample_count = tight.times_s.size();
  result.sample_count = theirs.times_s.size();
  result.unsolved_count = run.outcome.unsolved_count;
  result.same_columns = ours.labels == theirs.labels;
  for (std::size_t i = 0; i < theirs.times_s.size(); ++i) {
    const auto row = find_row(ours.times_s, theirs.times_s[i]).value();
    const double ratio = cost.at(cost.coordinates(ours, row), theirs.times_s[i]) /
                         cost.at(cost.coordinates(theirs, static_cast<Eigen::Index>(i)), theirs.times_s[i]);
    if (ratio > 1.01) ++result.above;
    result.cost_ratio_max = std::max(result.cost_ratio_max, ratio);
    result.cost_ratio_mean += ratio / static_cast<double>(result.sample_count);
  }
  for (std::size_t c = 0; c < cost.model().coordinates.size(); ++c) {
    const auto& coordinate = cost.model().coordinates[c];
    if (coordinate.motion != model::MotionType::rotational) continue;
    const auto bound = [](double, const std::string&) { return bound_deg; };
    const auto difference = compare(ours, column_of(theirs, coordinate.name), bound);
    const double tight_rms = compare(ours, column_of(tight, coordinate.name), bound).rms();
    if (difference.rms() > bound_deg) {
      result.loose.push_back({coordinate.name, difference.rms(), tight_rms,
                              cost_change(cost, ours, theirs, model::CoordinateId(c))});
      continue;
    }
    result.determined.join(difference);
    result.determined_tight_rms_deg_max = std::max(result.determined_tight_rms_deg_max, tight_rms);
    if (difference.rms() > result.determined_rms_deg_max) {
      result.determined_rms_deg_max = difference.rms();
      result.determined_worst = coordinate.name;
    }
  }
  return result;
}

}  // namespace loadshare::oracle
