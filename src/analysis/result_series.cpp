#include "analysis/result_series.h"

#include <string>

#include "analysis/sharing_summary.h"
#include "base/units.h"

namespace loadshare::analysis {

namespace {

TimeSeries make_series(const Study& study, std::string name, std::vector<std::string> labels,
                       SampleMatrix values, bool in_degrees) {
  TimeSeries series;
  series.name = std::move(name);
  series.times_s = study.motion.times_s;
  series.labels = std::move(labels);
  series.values = std::move(values);
  series.in_degrees = in_degrees;
  return series;
}

// Of discs, ligaments and passive fibres together.
TimeSeries passive_moments(const Study& study, const std::vector<tension::Cut>& cuts,
                           const TrialRecord& recorded) {
  std::vector<std::string> labels;
  SampleMatrix values(recorded.required.rows(), 0);
  const auto muscles = static_cast<Eigen::Index>(study.model.muscles.size());
  for (std::size_t c = 0; c < cuts.size(); ++c) {
    if (!cuts[c].flexion_coordinate.is_some()) continue;
    labels.push_back(cuts[c].name + "_passive_moment");
    const auto& arms = recorded.moment_arm_m[c];
    Eigen::VectorXd moment =
        (arms.leftCols(muscles).array() * recorded.passive_tension_N.array()).rowwise().sum();
    moment += Eigen::VectorXd(
        (arms.rightCols(recorded.ligament_tension_N.cols()).array() * recorded.ligament_tension_N.array())
            .rowwise()
            .sum());
    if (recorded.passive_moment_Nm.size() > 0)
      moment += recorded.passive_moment_Nm.col(static_cast<Eigen::Index>(c));
    values.conservativeResize(Eigen::NoChange, values.cols() + 1);
    values.col(values.cols() - 1) = cuts[c].flexion_sign * moment;
  }
  return make_series(study, "Passive moments", labels, values, false);
}

}  // namespace

void fill_series(const Study& study, const SharingProblem& problem, const std::vector<tension::Cut>& cuts,
                 const sharing::SharedTrial& trial, const TrialRecord& recorded, Analysis& analysis) {
  std::vector<std::string> coordinates, moments, muscles, actuators;
  SampleMatrix angles = study.motion.q;
  for (std::size_t c = 0; c < study.model.coordinates.size(); ++c) {
    const bool rotates = is_rotation(study.model, model::CoordinateId(c));
    coordinates.push_back(study.model.coordinates[c].name);
    moments.push_back(study.model.coordinates[c].name + (rotates ? "_moment" : "_force"));
    if (rotates) angles.col(static_cast<Eigen::Index>(c)) *= deg_per_rad;
  }
  for (const std::size_t m : study.used_muscles) muscles.push_back(study.model.muscles[m].name);
  actuators = muscles;
  for (const auto coordinate : study.couplings->free_coordinates())
    actuators.push_back(study.model.coordinates[coordinate.at()].name + "_reserve");
  for (const auto& drive : problem.drives) actuators.push_back(drive.name);
  const auto named = static_cast<Eigen::Index>(actuators.size() - muscles.size());
  const auto beside = [](const SampleMatrix& left, const SampleMatrix& right) {
    SampleMatrix both(left.rows(), left.cols() + right.cols());
    both << left, right;
    return both;
  };
  SampleMatrix lengths(recorded.length_m.rows(), static_cast<Eigen::Index>(study.used_muscles.size()));
  for (std::size_t k = 0; k < study.used_muscles.size(); ++k)
    lengths.col(static_cast<Eigen::Index>(k)) =
        recorded.length_m.col(static_cast<Eigen::Index>(study.used_muscles[k]));
  analysis.kinematics = make_series(study, "Coordinates", coordinates, angles, true);
  analysis.moments =
      make_series(study, "Inverse Dynamics Generalized Forces", moments, recorded.required, false);
  analysis.activation = make_series(study, "Muscle activations and reserve controls", actuators,
                                    beside(trial.activation, trial.control.leftCols(named)), false);
  analysis.force = make_series(study, "Tendon forces and reserves", actuators,
                               beside(trial.tension_N, trial.actuator_force.leftCols(named)), false);
  analysis.passive_moments = passive_moments(study, cuts, recorded);
  if (study.contacts) {
    std::vector<std::string> labels;
    for (const auto& name : study.contacts->resultant_names())
      for (const char* part : {"_vx", "_vy", "_vz", "_px", "_py", "_pz", "_mx", "_my", "_mz"})
        labels.push_back(name + part);
    analysis.contacts = make_series(study, "Contact forces", labels, recorded.contact, false);
  }
  analysis.length = make_series(study, "Path lengths", muscles, lengths, false);
}

}  // namespace loadshare::analysis
