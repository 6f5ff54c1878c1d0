#include <algorithm>
#include <cmath>
#include <fstream>

#include "capture/storage.h"
#include "measurements.h"
#include "model/osim_reader.h"

namespace loadshare::oracle {
namespace {

double root_moment_rms(const TimeSeries& forces) {
  double sum = 0;
  for (const char* label : {"pelvis_tilt_moment", "pelvis_list_moment", "pelvis_rotation_moment"})
    sum += forces.values.col(static_cast<Eigen::Index>(forces.find_column(label).value())).squaredNorm();
  return std::sqrt(sum / static_cast<double>(forces.times_s.size()));
}

// Every coordinate at its default over the times of the recorded motion.
TimeSeries default_motion(const model::Model& model, const std::vector<double>& times_s) {
  TimeSeries motion;
  motion.name = "Coordinates";
  motion.times_s = times_s;
  motion.in_degrees = false;
  motion.values.resize(static_cast<Eigen::Index>(times_s.size()),
                       static_cast<Eigen::Index>(model.coordinates.size()));
  for (std::size_t c = 0; c < model.coordinates.size(); ++c) {
    motion.labels.push_back(model.coordinates[c].name);
    motion.values.col(static_cast<Eigen::Index>(c)).setConstant(model.coordinates[c].default_value);
  }
  return motion;
}

Vec3 momentum(const model::Model& model, const mechanics::Pose& pose) {
  Vec3 sum = Vec3::Zero();
  for (std::size_t b = 1; b < model.bodies.size(); ++b) {
    const auto& body = model.bodies[b];
    const Vec3 arm_G = pose.X_GB[b].R * body.mass_center_B;
    sum += body.mass_kg * (pose.V_GB[b].linear_G + pose.V_GB[b].angular_G.cross(arm_G));
  }
  return sum;
}

bool is_at_end_of_range(const model::Model& model, const Eigen::VectorXd& q) {
  constexpr double close = 1e-3;  // rad or m: further than a coordinate moves in the step of the difference
  for (std::size_t c = 0; c < model.coordinates.size(); ++c) {
    const auto& coordinate = model.coordinates[c];
    const double value = q[static_cast<Eigen::Index>(c)];
    if (!coordinate.locked &&
        (std::abs(value - coordinate.range_min) < close || std::abs(value - coordinate.range_max) < close))
      return true;
  }
  return false;
}

}  // namespace

Difference compare_inverse_dynamics(const std::string& case_name, ToolRules rules) {
  const auto run = run_setup(case_name, "id", rules);
  return compare(read_table(run.outcome.files.at(0)),
                 read_table(expected_file(case_name, "inverse_dynamics.sto")), force_bound);
}

Difference compare_joint_rules(const std::string& case_name) {
  const auto exact = run_setup(case_name, "id", ToolRules::exact),
             opensim = run_setup(case_name, "id", ToolRules::opensim);
  return compare(read_table(exact.outcome.files.at(0)), read_table(opensim.outcome.files.at(0)), force_bound);
}

DefaultPoseProof prove_default_pose() {
  const std::string name = "gait_walk";
  const auto setup = read_setup(setup_file(name, "id"));
  const auto& tool = std::get<capture::InverseDynamicsSetup>(setup.tool);
  Diagnostics notes;
  const auto model = value_of(model::read_osim(setup.folder / tool.model_file, notes));
  const auto recorded = read_table(setup.folder / tool.coordinates_file);
  const auto folder = scratch_folder("default_pose");
  value_of(capture::write_storage(default_motion(model, recorded.times_s), folder / "default.sto"));
  const auto text = with_element(absolute_setup(setup_file(name, "id")), "coordinates_file",
                                 (folder / "default.sto").string());
  std::ofstream(folder / "id_setup.xml") << text;
  const auto outcome =
      value_of(analysis::run_tool(folder / "id_setup.xml", ToolRules::opensim, folder, notes));

  const auto expected = read_table(expected_file(name, "inverse_dynamics.sto"));
  DefaultPoseProof proof;
  proof.at_default_pose = compare(read_table(outcome.files.at(0)), expected, force_bound);
  proof.root_moment_rms_opensim_Nm = root_moment_rms(expected);
  const auto ours = read_table(run_setup(name, "id", ToolRules::opensim).outcome.files.at(0));
  proof.root_moment_rms_ours_Nm = root_moment_rms(ours);
  return proof;
}

MomentumProof prove_by_momentum(const std::string& case_name) {
  const auto inputs = read_inputs(read_setup(setup_file(case_name, "ma")), ToolRules::exact);
  const auto& model = inputs.model;
  const auto exact = value_of(mechanics::Skeleton::make(model, mechanics::JointRules::exact));
  const auto opensim = value_of(mechanics::Skeleton::make(model, mechanics::JointRules::opensim));
  auto exact_workspace = exact.make_workspace(), opensim_workspace = opensim.make_workspace();
  const std::vector<mechanics::SpatialForce> no_forces(model.bodies.size());
  const std::vector<double> none(model.coordinates.size(), 0.0);
  const auto span_of = [](const Eigen::VectorXd& v) {
    return std::span(v.data(), static_cast<std::size_t>(v.size()));
  };
  mechanics::Pose pose;
  std::vector<double> forces, exact_off, opensim_off;
  MomentumProof proof;
  for (std::size_t i = 0; i < inputs.kinematics.sample_count(); i += 5) {
    const auto row = static_cast<Eigen::Index>(i);
    const Eigen::VectorXd q = inputs.kinematics.q.row(row).transpose();
    const Eigen::VectorXd qdot = inputs.kinematics.qdot.row(row).transpose();
    const Eigen::VectorXd qddot = inputs.kinematics.qddot.row(row).transpose();
    if (is_at_end_of_range(model, q)) continue;
    const auto momentum_after = [&](double h) {
      exact.set_pose(exact_workspace, span_of(q + h * qdot + 0.5 * h * h * qddot), span_of(qdot + h * qddot),
                     pose);
      return momentum(model, pose);
    };
    constexpr double h = 1e-5;
    const Vec3 rate = (momentum_after(h) - momentum_after(-h)) / (2 * h);
    const auto off = [&](const mechanics::Skeleton& skeleton, mechanics::Skeleton::Workspace& workspace) {
      skeleton.set_pose(workspace, span_of(q), span_of(qdot), pose);
      skeleton.compute_inverse_dynamics(workspace, span_of(qddot), no_forces, none, forces);
      const auto force = [&](const char* name) { return forces[model.find_coordinate(name).at()]; };
      return (Vec3(force("pelvis_tx"), force("pelvis_ty"), force("pelvis_tz")) - rate).norm();
    };
    exact_off.push_back(off(exact, exact_workspace));
    opensim_off.push_back(off(opensim, opensim_workspace));
  }
  proof.sample_count = exact_off.size();
  proof.exact_N = *std::max_element(exact_off.begin(), exact_off.end());
  proof.opensim_N = *std::max_element(opensim_off.begin(), opensim_off.end());
  return proof;
}

}  // namespace loadshare::oracle
