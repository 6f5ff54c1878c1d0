#include <algorithm>
#include <cmath>

#include "measurements.h"
#include "mechanics/muscle_mechanics.h"

namespace loadshare::oracle {
namespace {

constexpr double tenth_mm = 1e-4;

double path_bound(double, const std::string&) { return tenth_mm; }

// Every Length and MomentArm file that OpenSim wrote for the case.
std::vector<std::string> path_files(const std::string& case_name) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(expected_file(case_name, ""))) {
    const auto name = entry.path().filename().string();
    if (name.find("_Length.sto") != std::string::npos || name.find("_MomentArm_") != std::string::npos)
      files.push_back(name);
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::set<std::string> several_wraps(const model::Model& model) {
  std::set<std::string> names;
  for (const auto& muscle : model.muscles)
    if (muscle.path.wraps.size() > 1) names.insert(muscle.name);
  return names;
}

// One pose after another of a motion's muscles.
class Muscles {
 public:
  explicit Muscles(const analysis::ToolInputs& inputs, mechanics::WrapRules rules)
      : inputs_(inputs),
        mechanics_(value_of(
            mechanics::MuscleMechanics::make(inputs.model, *inputs.skeleton, *inputs.couplings, rules))),
        skeleton_(inputs.skeleton->make_workspace()),
        couplings_(inputs.couplings->make_workspace()),
        still_(inputs.model.coordinates.size(), 0.0) {}

  const mechanics::MuscleSample& at(std::span<const double> q) {
    inputs_.skeleton->set_pose(skeleton_, q, still_, pose_);
    inputs_.couplings->set_pose(q, couplings_);
    mechanics_.compute(*inputs_.skeleton, skeleton_, pose_, *inputs_.couplings, couplings_, workspace_,
                       sample_);
    return sample_;
  }
  // About the coordinate with what is coupled to it; of the last pose.
  double arm(std::size_t muscle, model::CoordinateId coordinate) {
    double arm = 0;
    for (const auto& entry : inputs_.couplings->coupling_vector(coordinate, couplings_))
      arm += entry.value * own_arm(muscle, entry.coordinate);
    return arm;
  }
  // About one coordinate alone; of the last pose.
  [[nodiscard]] double own_arm(std::size_t muscle, model::CoordinateId coordinate) const {
    const auto& spanned = mechanics_.spanned(muscle);
    const auto found = std::lower_bound(spanned.begin(), spanned.end(), coordinate);
    if (found == spanned.end() || *found != coordinate) return 0.0;
    return sample_.spanned_arms[mechanics_.spanned_starts()[muscle] +
                                static_cast<std::size_t>(found - spanned.begin())];
  }
  // Sum of r dq over all coordinates; of the last pose.
  [[nodiscard]] double work(std::size_t muscle, const Eigen::VectorXd& dq) const {
    double sum = 0;
    for (std::size_t k = 0; k < mechanics_.spanned(muscle).size(); ++k)
      sum += sample_.spanned_arms[mechanics_.spanned_starts()[muscle] + k] *
             dq[mechanics_.spanned(muscle)[k].index];
    return sum;
  }

 private:
  const analysis::ToolInputs& inputs_;
  mechanics::MuscleMechanics mechanics_;
  mechanics::Skeleton::Workspace skeleton_;
  mechanics::Couplings::Workspace couplings_;
  mechanics::MuscleMechanics::Workspace workspace_;
  mechanics::Pose pose_;
  mechanics::MuscleSample sample_;
  std::vector<double> still_;
};

Eigen::VectorXd pose_of(const motion::Kinematics& motion, Eigen::Index row) {
  return motion.q.row(row).transpose();
}
std::span<const double> span_of(const Eigen::VectorXd& q) {
  return {q.data(), static_cast<std::size_t>(q.size())};
}

// dL + integral of r dq on the straight way between two poses. A wrap comes on or off in between: many steps
// of the midpoint rule serve better than a few of a higher order.
std::vector<double> integrate_arms(Muscles& muscles, const std::vector<std::size_t>& chosen,
                                   const Eigen::VectorXd& from, const Eigen::VectorXd& to) {
  constexpr int steps = 24;
  const Eigen::VectorXd dq = (to - from) / steps;
  std::vector<double> work(chosen.size(), 0.0);
  for (int s = 0; s < steps; ++s) {
    muscles.at(span_of(from + (s + 0.5) * dq));
    for (std::size_t k = 0; k < chosen.size(); ++k) work[k] += muscles.work(chosen[k], dq);
  }
  return work;
}

// Straight muscles from the lumbar column to sacrum and pelvis: the names of multifidus and iliocostalis.
std::vector<std::size_t> fit_muscles(const model::Model& model, const mechanics::Skeleton& skeleton) {
  const auto flexion = model.find_coordinate("L5_S1_Flex_Ext");
  const mechanics::MomentArms arms(model, skeleton);
  std::vector<std::size_t> chosen;
  for (std::size_t m = 0; m < model.muscles.size(); ++m) {
    const auto& name = model.muscles[m].name;
    const bool is_named = name.rfind("MF_", 0) == 0 || name.rfind("IL_L", 0) == 0;
    const auto& spanned = arms.spanned(m);
    if (is_named && model.muscles[m].path.wraps.empty() &&
        std::find(spanned.begin(), spanned.end(), flexion) != spanned.end())
      chosen.push_back(m);
  }
  return chosen;
}

// Gauss-Newton on the three angles of the lowest lumbar joint; the couplers move the rest. Leaves q at the
// solution; gives the root mean square of what is left of the lengths, before and after.
std::pair<double, double> fit_pose(const analysis::ToolInputs& inputs, Muscles& muscles,
                                   const std::vector<std::size_t>& chosen, const Eigen::VectorXd& lengths_m,
                                   Eigen::VectorXd& q) {
  std::vector<Eigen::Index> unknowns;
  for (const char* name : {"L5_S1_Flex_Ext", "L5_S1_Lat_Bending", "L5_S1_axial_rotation"})
    unknowns.push_back(inputs.model.find_coordinate(name).index);
  const auto residual = [&](const Eigen::Vector3d& x) {
    for (std::size_t i = 0; i < unknowns.size(); ++i) q[unknowns[i]] = x[static_cast<Eigen::Index>(i)];
    inputs.couplings->fill_dependents(std::span(q.data(), static_cast<std::size_t>(q.size())), {}, {});
    const auto& sample = muscles.at(span_of(q));
    Eigen::VectorXd off(lengths_m.size());
    for (std::size_t k = 0; k < chosen.size(); ++k)
      off[static_cast<Eigen::Index>(k)] =
          sample.paths[chosen[k]].length_m - lengths_m[static_cast<Eigen::Index>(k)];
    return off;
  };
  Eigen::Vector3d x(q[unknowns[0]], q[unknowns[1]], q[unknowns[2]]);
  const double root_count = std::sqrt(static_cast<double>(chosen.size()));
  const double before = residual(x).norm() / root_count;
  for (int iteration = 0; iteration < 12; ++iteration) {
    constexpr double step = 1e-7;
    const Eigen::VectorXd off = residual(x);
    Eigen::MatrixXd slopes(off.size(), 3);
    for (Eigen::Index i = 0; i < 3; ++i)
      slopes.col(i) = (residual(x + step * Eigen::Vector3d::Unit(i)) - off) / step;
    x -= slopes.colPivHouseholderQr().solve(off);
  }
  return {before, residual(x).norm() / root_count};
}

}  // namespace

PathComparison compare_paths(const std::string& case_name, ToolRules rules) {
  const auto run = run_setup(case_name, "ma", rules);
  PathComparison comparison;
  comparison.of_several_wraps =
      several_wraps(read_inputs(read_setup(setup_file(case_name, "ma")), rules).model);
  for (const auto& file : path_files(case_name)) {
    const auto theirs = read_table(expected_file(case_name, file)), ours = read_table(run.folder / file);
    if (ours.labels != theirs.labels) ++comparison.other_headers;
    for (const auto& label : theirs.labels) {
      TimeSeries one;
      one.labels = {label};
      one.times_s = theirs.times_s;
      one.values = theirs.values.col(static_cast<Eigen::Index>(*theirs.find_column(label)));
      const auto difference = compare(ours, one, path_bound);
      if (difference.beyond > 0) comparison.muscles_beyond.insert(label);
      (file.find("_Length.sto") != std::string::npos ? comparison.lengths : comparison.arms).join(difference);
    }
  }
  return comparison;
}

PathWork measure_path_work(const std::string& case_name) {
  const auto setup = read_setup(setup_file(case_name, "ma"));
  const auto inputs = read_inputs(setup, ToolRules::opensim);
  const auto lengths = read_table(expected_file(case_name, "ma_MuscleAnalysis_Length.sto"));
  PathWork result;
  std::vector<std::size_t> chosen;
  for (std::size_t m = 0; m < inputs.model.muscles.size(); ++m)
    if (inputs.model.muscles[m].path.wraps.size() > 1) chosen.push_back(m);
  result.muscle_count = chosen.size();
  if (chosen.empty()) return result;

  Muscles ours(inputs, mechanics::WrapRules::standard), opensim(inputs, mechanics::WrapRules::opensim);
  std::optional<Eigen::Index> before;
  for (std::size_t i = 0; i < lengths.times_s.size(); ++i) {
    const auto row = find_row(inputs.kinematics.times_s, lengths.times_s[i]);
    if (before && row) {
      ++result.step_count;
      const Eigen::VectorXd from = pose_of(inputs.kinematics, *before), to = pose_of(inputs.kinematics, *row);
      const auto our_work = integrate_arms(ours, chosen, from, to);
      const auto their_work = integrate_arms(opensim, chosen, from, to);
      std::vector<double> our_change(chosen.size());
      for (std::size_t k = 0; k < chosen.size(); ++k)
        our_change[k] = -ours.at(span_of(from)).paths[chosen[k]].length_m;
      for (std::size_t k = 0; k < chosen.size(); ++k)
        our_change[k] += ours.at(span_of(to)).paths[chosen[k]].length_m;
      for (std::size_t k = 0; k < chosen.size(); ++k) {
        const auto& name = inputs.model.muscles[chosen[k]].name;
        const auto column = static_cast<Eigen::Index>(lengths.find_column(name).value());
        const auto at = static_cast<Eigen::Index>(i);
        const double their_change = lengths.values(at, column) - lengths.values(at - 1, column);
        result.ours.add(our_change[k], -our_work[k], tenth_mm, name, lengths.times_s[i]);
        result.opensim.add(their_change, -their_work[k], tenth_mm, name, lengths.times_s[i]);
      }
    }
    before = row;
  }
  return result;
}

SpinePose fit_spine_pose(mechanics::WrapRules rules) {
  const std::string name = "spine318";
  const auto inputs = read_inputs(read_setup(setup_file(name, "ma")), ToolRules::opensim);
  const auto lengths = read_table(expected_file(name, "ma_MuscleAnalysis_Length.sto"));
  const auto chosen = fit_muscles(inputs.model, *inputs.skeleton);
  Muscles muscles(inputs, rules);
  SpinePose pose;
  pose.others.of_several_wraps = several_wraps(inputs.model);
  pose.fitted_muscle_count = chosen.size();
  pose.motion.times_s = lengths.times_s;
  const auto samples = static_cast<Eigen::Index>(lengths.times_s.size());
  for (auto* matrix : {&pose.motion.q, &pose.motion.qdot, &pose.motion.qddot})
    matrix->resize(samples, inputs.kinematics.q.cols());
  const auto files = path_files(name);
  std::vector<TimeSeries> tables;
  for (const auto& file : files) tables.push_back(read_table(expected_file(name, file)));
  std::set<std::size_t> used(chosen.begin(), chosen.end());

  for (Eigen::Index i = 0; i < samples; ++i) {
    const auto row =
        find_row(inputs.kinematics.times_s, lengths.times_s[static_cast<std::size_t>(i)]).value();
    Eigen::VectorXd q = pose_of(inputs.kinematics, row), measured(static_cast<Eigen::Index>(chosen.size()));
    const Eigen::VectorXd in_file = q;
    for (std::size_t k = 0; k < chosen.size(); ++k)
      measured[static_cast<Eigen::Index>(k)] = lengths.values(
          i, static_cast<Eigen::Index>(*lengths.find_column(inputs.model.muscles[chosen[k]].name)));
    const auto [before, after] = fit_pose(inputs, muscles, chosen, measured, q);
    pose.length_residual_before_m = std::max(pose.length_residual_before_m, before);
    pose.length_residual_m = std::max(pose.length_residual_m, after);
    pose.angle_moved_rad_max = std::max(pose.angle_moved_rad_max, (q - in_file).cwiseAbs().maxCoeff());
    pose.motion.times_s[static_cast<std::size_t>(i)] =
        inputs.kinematics.times_s[static_cast<std::size_t>(row)];
    pose.motion.q.row(i) = q.transpose();
    pose.motion.qdot.row(i) = inputs.kinematics.qdot.row(row);
    pose.motion.qddot.row(i) = inputs.kinematics.qddot.row(row);

    const auto& sample = muscles.at(span_of(q));
    for (std::size_t f = 0; f < files.size(); ++f) {
      const bool is_length = files[f].find("_Length.sto") != std::string::npos;
      const std::string prefix = "ma_MuscleAnalysis_MomentArm_";
      const auto coordinate = is_length ? model::CoordinateId()
                                        : inputs.model.find_coordinate(files[f].substr(
                                              prefix.size(), files[f].size() - prefix.size() - 4));
      for (std::size_t c = 0; c < tables[f].labels.size(); ++c) {
        const auto m = inputs.model.find_muscle(tables[f].labels[c]).at();
        if (used.contains(m)) continue;
        const double ours = is_length ? sample.paths[m].length_m : muscles.arm(m, coordinate);
        const double theirs = tables[f].values(i, static_cast<Eigen::Index>(c));
        (is_length ? pose.others.lengths : pose.others.arms)
            .add(ours, theirs, tenth_mm,
                 tables[f].labels[c] +
                     (is_length ? "" : " about " + inputs.model.coordinates[coordinate.at()].name),
                 tables[f].times_s[static_cast<std::size_t>(i)]);
        if (!(std::abs(ours - theirs) <= tenth_mm)) pose.others.muscles_beyond.insert(tables[f].labels[c]);
      }
    }
  }
  return pose;
}

}  // namespace loadshare::oracle
