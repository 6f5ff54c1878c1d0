// The built-in body of the reference person in the movement and on the forces of samples/squat, sample by
// sample as `loadshare analyze` computes it: passive force, reserves, motors of the arms, pressure in the
// belly, joint loads.
#pragma once

#include "analysis/sample_filler.h"
#include "analysis/sharing_problem.h"
#include "analysis/study.h"
#include "analysis/trial_record.h"
#include "tension/cuts.h"

namespace loadshare::bench {

// Ends the program with the refusal's text where something cannot be read.
[[nodiscard]] analysis::Study read_body_study();
[[nodiscard]] model::Model make_body_model();

// Memory of one thread.
class BodyAnalysis {
 public:
  BodyAnalysis();

  [[nodiscard]] std::size_t sample_count() const { return study_.motion.sample_count(); }
  [[nodiscard]] const sharing::SharingLayout& layout() const { return problem_.layout; }
  void fill(std::size_t sample, sharing::SharingSample& shared) {
    filler_.fill(static_cast<int>(sample), shared);
  }
  // After fill() and the solver, for the same sample.
  void keep(std::size_t sample, const sharing::SharedSample& shared) {
    filler_.keep(static_cast<int>(sample), shared);
  }

 private:
  analysis::AnalyseInputs inputs_;
  analysis::Study study_;
  tension::ModelCuts cuts_;
  analysis::SharingProblem problem_;
  analysis::TrialRecord recorded_;
  analysis::SampleFiller filler_;
};

}  // namespace loadshare::bench
