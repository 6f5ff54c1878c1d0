// Marker recordings made persons in motion by the program alone, beside the models that experts scaled.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "capture/recording.h"
#include "motion/fit_person.h"
#include "motion/track_points.h"

namespace loadshare::recordings {

struct MarkerCase {
  std::string name, what;
  std::string moving, standing;  // relative to the data folder; standing may be empty
  // The expert's model, with the markers where the expert has them; empty: there is none.
  std::string model;
  std::string mass_setup;  // without a model: the set-up file that has the person's mass
};
[[nodiscard]] const std::vector<MarkerCase>& marker_cases();
[[nodiscard]] const MarkerCase& marker_case_named(const std::string& name);
// The message of a skipped test where one of its files is not here.
[[nodiscard]] std::optional<std::string> lacking(const MarkerCase& marker_case);

struct FollowOptions {
  double noise_m = 0;            // white noise added to each axis of the moving trial
  double height_told_off_m = 0;  // added to the height that is told
  bool is_smooth = true;         // accelerations held to what limbs do
};

// One way through: turned, cleaned without smoothing, recognised, fitted, followed.
struct Followed {
  model::Person person;
  std::string set;
  capture::Recording recording;
  motion::FittedPerson fitted;
  model::Model body;
  std::vector<motion::TrackedPoint> points;
  motion::TrackedMotion tracked;
  Diagnostics notes;
};
[[nodiscard]] Followed follow(const MarkerCase& marker_case, const FollowOptions& options);
// The same without options, once a run.
[[nodiscard]] const Followed& followed(const std::string& name);

// The expert's model under the same markers, by the inverse kinematics that equals OpenSim's.
struct ExpertErrors {
  std::size_t marker_count = 0;
  double rms_m = 0;       // of all those markers
  double ours_rms_m = 0;  // the same markers on the fitted body
};
[[nodiscard]] const ExpertErrors& expert_errors(const std::string& name);

// A coordinate of the fitted body against the expert's [deg].
struct AngleGap {
  std::string coordinate;
  double offset_deg = 0, rms_deg = 0, max_deg = 0, error_deg = 0;  // error: the standard error that is said
};
// Against squats1_manual_scaling_ik.mot; rms and max after the mean difference is taken off.
[[nodiscard]] std::vector<AngleGap> gaps_to_expert(const Followed& ours);

struct LengthGap {
  std::string name;
  double ours_m = 0, expert_m = 0;
  bool is_held = false;  // to 5 %
};
[[nodiscard]] std::vector<LengthGap> lengths_to_expert();

// What white noise does to the main angles of the squats.
[[nodiscard]] const std::vector<double>& noise_levels_m();
[[nodiscard]] const Followed& followed_with_noise(double noise_m);
struct MedianShift {
  std::string coordinate;
  double median_deg = 0, moved_deg = 0;        // with noise, over time
  double error_deg = 0, error_before_deg = 0;  // median standard error, with noise and without
};
[[nodiscard]] std::vector<MedianShift> median_shifts(const Followed& clean, const Followed& noisy);

[[nodiscard]] std::string make_from_markers_page();

}  // namespace loadshare::recordings
