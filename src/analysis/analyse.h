// The whole way: a model, a recorded motion and the forces measured with it to who holds the tension.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/analysis_report.h"
#include "analysis/own_body.h"
#include "base/diagnostics.h"
#include "base/result.h"
#include "base/time_series.h"
#include "capture/scene.h"
#include "exercises/movement.h"

namespace loadshare::analysis {

struct AnalyseInputs {
  std::filesystem::path recording;              // .mot or .sto: coordinates of the model; .toml: a movement
  std::optional<exercises::Movement> movement;  // instead of a recording
  std::filesystem::path model;                  // .osim; empty: the built-in body, of `body.person`
  BodyRequest body;                             // not looked at where a model is given
  std::optional<std::filesystem::path> loads;   // ExternalLoads .xml; none: no measured forces
  std::optional<std::filesystem::path> muscle_groups;  // none: the published ones
  std::optional<std::filesystem::path> scene;          // supports and what is carried; built-in body only
  std::optional<std::filesystem::path> emg;            // activations held near an EMG: docs/emg.md
  std::optional<capture::BraceLevel> brace;            // none: the scene's, else as needed
  bool is_without_ground_contact = false;              // nothing touches the body: no loads are asked for
  std::optional<std::string> exercise;
  double exponent = 2;  // 2 or 3
  bool is_weighted_by_volume = false;
  double cutoff_hz = 6;  // of the low-pass filter on the coordinates; negative: none
  bool includes_passive_force = true;
  double reserve_price = 100;  // of 1 N m (or 1 N) of reserve, squared, against a fully active muscle
  int feasible_samples_per_phase = 25;  // 0: no ranges
  // The own range of every muscle, for tension at long length; it costs as much as a posture.
  bool measures_fiber_ranges = true;
  int thread_count = 0;                 // 0: as many as there are; changes no byte of the result
};

// Told how far a stage is: its name, samples done, samples in all. May be empty.
using AnalyseProgress = std::function<void(std::string_view stage, std::size_t done, std::size_t total)>;

struct Analysis {
  AnalysisReport report;
  // As OpenSim reads them: coordinates [deg], generalised forces, activations, tendon forces, path lengths.
  TimeSeries kinematics, moments, activation, force, length;
  // By cut, positive in flexion [N m]: what discs, ligaments and the muscles' passive fibres make; no file.
  TimeSeries passive_moments;
  // Where the body touched something: by surface, and by surface and body, force, centre of pressure, moment.
  std::optional<TimeSeries> contacts;
};

// Refused: what the readers refuse; neither a model nor a person; an exponent other than 2 or 3; a motion
// outside its loads' times; no loads where something may touch the body; a model in which no hip and no
// lumbar joint is found (the names of the cuts are data: muscle_groups).
[[nodiscard]] Result<Analysis> analyse(const AnalyseInputs& inputs, Diagnostics& notes,
                                       const AnalyseProgress& progress = {});

// report.json, report.html, kinematics.mot, moments.sto, activation.sto, force.sto, length.sto, contacts.sto
// where there are contacts; the folder is made where it is lacking. Returns what was written.
[[nodiscard]] Result<std::vector<std::filesystem::path>> write_analysis(const Analysis& analysis,
                                                                        const std::filesystem::path& folder);

}  // namespace loadshare::analysis
