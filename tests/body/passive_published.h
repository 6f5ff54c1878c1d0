// The whole leg's passive moments, tissue and muscles at rest together, against measured people.
#pragma once

#include <string>
#include <vector>

namespace loadshare::body_tests {

// One posture of the right leg [degrees; hip and knee flexion, dorsiflexion positive].
struct PublishedPassive {
  std::string coordinate;
  double hip_deg = 0, knee_deg = 0, ankle_deg = 0;
  double published_Nm = 0;  // mean of ten people (Riener and Edrich 1999), drives the coordinate up
  double tissue_Nm = 0, muscles_Nm = 0;

  [[nodiscard]] double body_Nm() const { return tissue_Nm + muscles_Nm; }
  // Within a factor of two and 5 N m of the mean: people differ by that (their figures 4 to 6, from memory).
  [[nodiscard]] bool is_near() const;
};
[[nodiscard]] const std::vector<PublishedPassive>& measure_published_passive();
[[nodiscard]] std::string published_passive_table();

// Riener R, Edrich T. J Biomech 1999;32:539-544, equations of the passive elastic moments [N m].
[[nodiscard]] double riener_hip_Nm(double hip_deg, double knee_deg);
[[nodiscard]] double riener_knee_Nm(double hip_deg, double knee_deg, double dorsiflexion_deg);
[[nodiscard]] double riener_ankle_Nm(double knee_deg, double dorsiflexion_deg);

}  // namespace loadshare::body_tests
