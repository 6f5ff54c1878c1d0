// One recording, ready to be computed sample by sample: what every benchmark of a stage starts from.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "analysis/sample_mechanics.h"
#include "analysis/tool_inputs.h"
#include "mechanics/muscle_mechanics.h"
#include "motion/inverse_kinematics.h"
#include "sharing/share_load.h"

namespace loadshare::bench {

struct BenchCase {
  std::string name;
  std::filesystem::path setup_file, model_file;  // both empty: the built-in body
  analysis::ToolInputs inputs;
  motion::Kinematics motion;  // the samples to compute
  std::unique_ptr<mechanics::MuscleMechanics> muscles;
  std::vector<std::size_t> used_muscles;
  sharing::SharingLayout layout;  // those muscles; the model's reserves, by coordinate
};

// An OpenSim set-up of a static optimisation, and what it names. OpenSim's rules hold, as in run-tool: no
// passive force, the model's own reserves. Ends the program with the refusal's text where something cannot be
// read; so do the others.
[[nodiscard]] std::unique_ptr<BenchCase> read_case(const std::string& name,
                                                   const std::filesystem::path& setup_file);

// The built-in body in the movement and on the forces of body_analysis.h: its geometry. Load sharing on it is
// BodyAnalysis'.
[[nodiscard]] std::unique_ptr<BenchCase> make_body_case(const std::string& name);

// Fills in one sample after the other, as run_static_optimization does; memory of one thread.
class SampleFill {
 public:
  explicit SampleFill(const BenchCase& of);
  void fill(std::size_t sample, sharing::SharingSample& shared);

 private:
  const BenchCase& of_;
  analysis::SampleMechanics mechanics_;
};

struct MarkerCase {
  model::Model model;
  std::unique_ptr<mechanics::Skeleton> skeleton;
  std::unique_ptr<mechanics::Couplings> couplings;
  motion::InverseKinematicsProblem problem;
  std::vector<double> times_s;
  SampleMatrix recorded_m;
};

// The recorded markers of an OpenSim set-up of inverse kinematics.
[[nodiscard]] std::unique_ptr<MarkerCase> read_marker_case(const std::filesystem::path& ik_setup_file);

// Where no markers were recorded: three made up on every body, led through the case's motion.
[[nodiscard]] std::unique_ptr<MarkerCase> make_marker_case(const BenchCase& of);

}  // namespace loadshare::bench
