// Fills samples for the solver, and records what it saw on the way.
#pragma once

#include <optional>
#include <vector>

#include "analysis/analyse.h"
#include "analysis/joint_loads.h"
#include "analysis/sample_mechanics.h"
#include "analysis/sharing_problem.h"
#include "analysis/study.h"
#include "analysis/trial_record.h"
#include "sharing/share_load.h"
#include "tension/cuts.h"

namespace loadshare::analysis {

// One thread's.
class SampleFiller {
 public:
  // `recorded` may be null. The references must outlive it.
  SampleFiller(const Study& study, const AnalyseInputs& inputs, const std::vector<tension::Cut>& cuts,
               const SharingProblem& problem, TrialRecord* recorded);

  void fill(int index, sharing::SharingSample& sample);
  // After fill() and the solver, for the same sample: what the joints press with.
  void keep(int index, const sharing::SharedSample& shared);

 private:
  // Each sample writes its own row: several threads may be at it.
  void record(Eigen::Index row, const sharing::SharingSample& sample);
  void record_passive_moments(Eigen::Index row);
  void fill_surroundings(double time_s, sharing::SharingSample& sample);
  void release_measured(double time_s);
  void add_surrounding_forces(const sharing::SharedSample& shared);
  void take_contacts_off(Eigen::Index row);

  const Study& study_;
  const AnalyseInputs& inputs_;
  const std::vector<tension::Cut>& cuts_;
  const SharingProblem& problem_;
  TrialRecord* recorded_;
  SampleMechanics mechanics_;
  JointLoads joint_loads_;
  std::vector<mechanics::SpatialForce> passive_bodies_, applied_, contact_forces_;
  std::vector<double> passive_forces_, tension_N_, edge_forces_N_, contact_moments_, reduced_;
  std::vector<JointLoad> loads_;
  std::vector<dynamics::ContactResultant> resultants_;
  std::optional<dynamics::Contacts::Workspace> contacts_;
  std::vector<std::vector<std::size_t>> measured_pairs_;  // by entry of Study::measured_at_times
  sharing::Brace::Workspace brace_;
  sharing::Stability::Workspace stability_;
};

}  // namespace loadshare::analysis
