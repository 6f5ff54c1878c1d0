// The two clips on the floor, analysed with the floor as what carries: crawling, and getting up from the
// back.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "exercises/settle_on_supports.h"

namespace loadshare::recordings {

// Length of what is left over at the pelvis, over the samples.
struct LeftOver {
  double median = 0, p95 = 0, greatest = 0, greatest_s = 0;
};

// How much of what presses on the body presses on one part of it, in windows of equal length.
struct PartLoad {
  std::string part;  // in words
  std::vector<double> share_ratio;
};

struct ClipOnFloor {
  std::size_t sample_count = 0, unsolved_count = 0, by_muscles_count = 0, expected_count = 0;
  double seconds = 0, weight_N = 0;
  double within_5_percent_ratio = 0;  // of the samples: force left over below 5 % of the weight
  LeftOver force_ratio, moment_Nm;    // of the weight
  std::vector<double> window_start_s, window_force_N;  // windows, and the mean vertical force in them
  std::vector<PartLoad> loads;                         // of parts that carry more than 5 % in some window
  // What the motion needs of the floor, upwards, where it is least: a floor does not pull.
  struct Need {
    double force_ratio = 0, time_s = 0;  // of the weight
  };
  Need least_before, least_after;
  struct Change {
    std::string coordinate;
    double amount = 0, time_s = 0;  // degrees or mm
    bool turns = true;
  };
  std::vector<Change> changes;  // by size, those that turn first
  // The greatest change from one sample to the next [degrees].
  double change_step_deg_max = 0;
  exercises::SupportFit before, after;
  // Greatest angle between the body's segments and the figure's [degrees], before and after.
  std::map<std::string, double> angle_before_deg, angle_after_deg;
  struct Lack {
    std::string coordinate;
    double reserve_Nm = 0;
  };
  std::vector<Lack> lacks;            // of coordinates that muscles move, greatest first
  std::vector<std::string> findings;  // of settling
};

// Analysed once a run. `recording`: "floor_crawl" or "floor_getup".
[[nodiscard]] const ClipOnFloor& clip_on_floor(const std::string& recording);
[[nodiscard]] const std::vector<std::string>& clip_names();

// Recordings with plates that settling is held against.
[[nodiscard]] const std::vector<std::string>& plate_recordings();

// docs/floor.md. Needs all of these.
[[nodiscard]] std::string make_floor_page();

}  // namespace loadshare::recordings
