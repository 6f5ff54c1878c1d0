#include "body_analysis.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "analysis/surroundings.h"
#include "capture/external_loads.h"
#include "source_folder.h"
#include "tension/muscle_groups.h"
#include "value_or_end.h"

namespace loadshare::bench {
namespace {

std::filesystem::path sample_folder() { return testing::source_folder() / "samples" / "squat"; }

// The sample's forces, which act on the feet of its own model, on the heels of the body.
dynamics::ExternalForces read_sample_forces(const model::Model& model, Diagnostics& notes) {
  auto loads = value_or_end(capture::read_external_loads(sample_folder() / "loads.xml", notes));
  for (auto& force : loads.forces) force.applied_to_body.replace(0, std::string("foot").size(), "calcn");
  const auto recording = value_or_end(capture::read_external_load_recording(loads, sample_folder(), notes));
  return value_or_end(dynamics::bind_external_forces(loads, recording.series, model, notes));
}

tension::ModelCuts find_cuts(const model::Model& model) {
  Diagnostics notes;
  return tension::find_cuts(model, tension::published_muscle_groups(), {}, notes);
}

analysis::SharingProblem make_problem(const analysis::AnalyseInputs& inputs, const tension::ModelCuts& cuts,
                                      analysis::Study& study) {
  Diagnostics notes;
  value_or_end(analysis::add_surroundings(inputs, cuts.cuts, study, notes));
  return analysis::make_sharing_problem(study, inputs, cuts.cuts);
}

}  // namespace

analysis::Study read_body_study() {
  Diagnostics notes;
  const auto reference = value_or_end(analysis::make_own_body({}, notes)).scale;
  analysis::AnalyseInputs inputs;
  inputs.recording = sample_folder() / "squat.mot";
  inputs.is_without_ground_contact = true;  // the forces are bound below
  inputs.body.person = std::filesystem::temp_directory_path() / fmt::format("loadshare_{}.toml", getpid());
  std::ofstream(inputs.body.person) << fmt::format("format = 1\nsex = \"man\"\nheight_m = {}\nmass_kg = {}\n",
                                                   reference.height_m, reference.mass_kg);
  auto study = value_or_end(analysis::read_study(inputs, notes));
  std::filesystem::remove(inputs.body.person);
  study.external = read_sample_forces(study.model, notes);
  return study;
}

model::Model make_body_model() {
  Diagnostics notes;
  return std::move(value_or_end(analysis::make_own_body({}, notes)).body.model);
}

BodyAnalysis::BodyAnalysis()
    : study_(read_body_study()),
      cuts_(find_cuts(study_.model)),
      problem_(make_problem(inputs_, cuts_, study_)),
      recorded_(study_, problem_, cuts_.cuts),
      filler_(study_, inputs_, cuts_.cuts, problem_, &recorded_) {}

}  // namespace loadshare::bench
